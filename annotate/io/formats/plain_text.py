"""Plain text: one article per file, or a news database's download of many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from annotate.errors import InputError
from annotate.io._compression import bytes_of
from annotate.io.articles import REPAIRS, Article
from annotate.io.downloads import documents_of
from annotate.io.formats._other_kinds import check_kind, delimiter_of
from annotate.io.rejects import Reject
from annotate.io.values._text_marks import with_whole_words
from annotate.io.values.text_encodings import text_of

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


def articles(path: Path) -> Iterator[Article | Reject]:
    """The article in a text file, or each of a download, with ``encoding`` if that is not UTF-8.

    Raises
    ------
    InputError
        If the file is empty, too large or not text, or is a download that cannot be separated, or a table.
    """
    data = bytes_of(path)
    check_kind(data, path, "plain text")
    text, encoding = text_of(data, str(path))
    note = {"encoding": encoding} if encoding else {}
    whole = with_whole_words(text)
    text, note = whole, note | ({REPAIRS: "words broken at line ends"} if whole != text else {})
    documents = documents_of(text, str(path))
    if documents is None and (mark := delimiter_of(text)):
        raise InputError(f"{path}: looks like a table with {mark} between its columns; rename it to end in .csv")
    if documents is None and (parts := _parts(text)):
        raise InputError(
            f"{path}: looks like {parts:,} articles in one file; save each as a file, or as a row of a table"
        )
    for article in [{"text": text}] if documents is None else documents:
        yield article if isinstance(article, Reject) else article | note


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
