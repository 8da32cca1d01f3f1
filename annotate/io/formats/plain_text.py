"""Plain text: one article a file, or a news database's download of many."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotate.errors import InputError
from annotate.io._compression import bytes_of
from annotate.io.articles import REPAIRS, Article
from annotate.io.downloads import documents_of
from annotate.io.rejects import Reject
from annotate.io.values._encodings import text_of
from annotate.io.values._marks import with_whole_words
from annotate.io.values.likely_columns import is_known

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
    text, encoding = text_of(bytes_of(path), str(path))
    note = {"encoding": encoding} if encoding else {}
    whole = with_whole_words(text)
    text, note = whole, note | ({REPAIRS: "words broken at line ends"} if whole != text else {})
    documents = documents_of(text, str(path))
    if documents is None and (mark := _delimiter(text)):
        raise InputError(f"{path}: looks like a table with {mark} between its columns; rename it to end in .csv")
    for article in [{"text": text}] if documents is None else documents:
        yield article if isinstance(article, Reject) else article | note


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
