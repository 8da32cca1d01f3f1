"""Files whose content is of another format than their ending says."""

from __future__ import annotations

import json
from pathlib import Path

from annotate.errors import InputError
from annotate.io.values.likely_columns import is_known
from annotate.io.values.text_encodings import text_of

_BEGINNINGS = {
    b"{\\rtf": ("rich text", ".rtf"),
    b"%PDF-": ("a PDF file", ".pdf"),
    b"PK\x03\x04": ("a zip archive or a document of an office program", ".zip, .docx or .xlsx"),
    b"WARC/1": ("a web archive", ".warc"),
}
"""How files of other formats begin, with their names and endings."""
_MARKS = {"\t": "tabs", ";": "semicolons", "|": "bars", ",": "commas"}
"""Delimiters of tables by their name for messages."""
_LONGEST_NAME = 30
_MOST_ROWS = 0.8
"""Share of the lines below a header that have all its delimiters; the others belong to cells of several lines."""


def check_kind(data: bytes, path: Path, expected: str) -> None:
    """Check that a file which by its ending is `expected`, as in "plain text", does not begin like another format.

    Raises
    ------
    InputError
        If it does, naming the format and its ending.
    """
    head = data[:512].removeprefix(b"\xef\xbb\xbf").lstrip()
    for mark, (kind, ending) in _BEGINNINGS.items():
        if head.startswith(mark):
            raise InputError(f"{path}: not {expected} but {kind} with the ending of one; rename it to end in {ending}")
    if head.startswith((b"{", b"[")) and _is_json(data, path):
        raise InputError(f"{path}: not {expected} but JSON with the ending of one; rename it to end in .json")


def _is_json(data: bytes, path: Path) -> bool:
    """Whether `data` begins with a JSON object, or a list of them."""
    try:
        value, _ = json.JSONDecoder().raw_decode(text_of(data, str(path))[0].lstrip("\ufeff \t\r\n"))
    except (ValueError, RecursionError, InputError):
        return False
    return isinstance(value[0] if isinstance(value, list) and value else value, dict)


def delimiter_of(text: str) -> str:
    """The name of the delimiter if `text` is a table, whose first line has names of columns; else an empty string."""
    header, *lines = [line for line in text.splitlines() if line.strip()] or [""]
    for mark, name in _MARKS.items():
        names = [one.strip(" \"'") for one in header.split(mark)]
        if len(names) > 1 and any(map(is_known, names)) and all(0 < len(one) <= _LONGEST_NAME for one in names):
            whole = sum(line.count(mark) >= len(names) - 1 for line in lines)
            if lines and whole >= _MOST_ROWS * len(lines):
                return name
    return ""
