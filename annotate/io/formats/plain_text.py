"""Plain text: one article per file, or a news database's download of many."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from annotate.errors import InputError
from annotate.io._compression import bytes_of
from annotate.io.articles import REPAIRS, Article
from annotate.io.downloads import documents_of
from annotate.io.rejects import Reject
from annotate.io.values._encodings import text_of
from annotate.io.values._text_marks import with_whole_words
from annotate.io.values.likely_columns import is_known

_OTHER_KINDS = {
    b"{\\rtf": ("rich text", ".rtf"),
    b"%PDF-": ("a PDF file", ".pdf"),
    b"PK\x03\x04": ("a zip archive or a document of an office program", ".zip, .docx or .xlsx"),
    b"WARC/1": ("a web archive", ".warc"),
}
"""How files of other formats begin, with their names and endings."""
_NUMBERED = re.compile(
    r"\W*(?:article|artikel|articolo|artículo|artigo|text|texte|document|dokument|doc)\s*#?\s*(\d+)\W*$", re.IGNORECASE
)
_RULE = re.compile(r"\s*([*=_~#-])(?:\s*\1){4,}\s*$")
_DATED = re.compile(
    r"\s*(?:(?:by|von|par|por|di|de)\s+[A-ZÀ-Þ][\w.'’-]+\s+[A-ZÀ-Þ][\w.'’-]+|(?:date|datum|fecha|data)\s*:.{4,40}"
    r"|(?:\w+,?\s+)?(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d|\w{3,12}\.?\s+\d{1,2},?\s+(?:19|20)\d\d"
    r"|\d{1,2}\.?\s+\w{3,12}\.?\s+(?:19|20)\d\d))\s*$",
    re.IGNORECASE,
)
"""A line with an author or a date and nothing else."""
_HEAD = 5
"""Lines below a rule in which those are looked for."""
_MARKS = {"\t": "tabs", ";": "semicolons", "|": "bars", ",": "commas"}
"""Delimiters of tables by their name for messages."""
_LONGEST_NAME = 30
_MOST_ROWS = 0.8
"""Share of the lines below a header that have all its delimiters; the others belong to cells of several lines."""


def articles(path: Path) -> Iterator[Article | Reject]:
    """The article in a text file, or each of a download, with ``encoding`` if that is not UTF-8.

    Raises
    ------
    InputError
        If the file is empty, too large or not text, or is a download that cannot be separated, or a table.
    """
    data = bytes_of(path)
    _check_kind(data, path)
    text, encoding = text_of(data, str(path))
    note = {"encoding": encoding} if encoding else {}
    whole = with_whole_words(text)
    text, note = whole, note | ({REPAIRS: "words broken at line ends"} if whole != text else {})
    documents = documents_of(text, str(path))
    if documents is None and (mark := _delimiter(text)):
        raise InputError(f"{path}: looks like a table with {mark} between its columns; rename it to end in .csv")
    if documents is None and (parts := _parts(text)):
        raise InputError(
            f"{path}: looks like {parts:,} articles in one file; save each as a file, or as a row of a table"
        )
    for article in [{"text": text}] if documents is None else documents:
        yield article if isinstance(article, Reject) else article | note


def _check_kind(data: bytes, path: Path) -> None:
    """Check that a file that ends like a text is one.

    Raises
    ------
    InputError
        If it begins like a file of another format.
    """
    head = data[:512].lstrip()
    for mark, (kind, ending) in _OTHER_KINDS.items():
        if head.startswith(mark):
            raise InputError(f"{path}: not plain text but {kind} with the ending of one; rename it to end in {ending}")
    if head.startswith((b'{"', b"[{", b"{\n", b"{\r")):
        try:
            json.loads(data[: data.find(b"\n") if data.count(b"}\n") > 1 else None])
        except (ValueError, RecursionError):
            return
        raise InputError(f"{path}: not plain text but JSON with the ending of one; rename it to end in .json")


def _parts(text: str) -> int:
    """The number of articles in a text that has rules or numbers between them, and dates or authors below; else 0."""
    lines = text.splitlines()
    numbers = [int(match[1]) for line in lines if (match := _NUMBERED.match(line))]
    if len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        return len(numbers)
    rules = [-1, *(number for number, line in enumerate(lines) if _RULE.match(line)), len(lines)]
    heads = [[line for line in lines[first + 1 : last] if line.strip()][:_HEAD] for first, last in pairwise(rules)]
    dated = sum(any(_DATED.match(line) for line in head) for head in heads)
    return dated if dated > 1 else 0


def _delimiter(text: str) -> str:
    """The name of the delimiter if `text` is a table, whose first line has names of columns; else an empty string."""
    header, *lines = [line for line in text.splitlines() if line.strip()] or [""]
    for mark, name in _MARKS.items():
        names = [one.strip(" \"'") for one in header.split(mark)]
        if len(names) > 1 and any(map(is_known, names)) and all(0 < len(one) <= _LONGEST_NAME for one in names):
            whole = sum(line.count(mark) >= len(names) - 1 for line in lines)
            if lines and whole >= _MOST_ROWS * len(lines):
                return name
    return ""
