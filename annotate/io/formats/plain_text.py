"""Plain text: one article a file, or a news database's download of many."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotate.io._compression import bytes_of
from annotate.io.articles import Article
from annotate.io.downloads import documents_of
from annotate.io.rejects import Reject
from annotate.io.values._encodings import text_of


def articles(path: Path) -> Iterator[Article | Reject]:
    """The article in a text file, or each of a download, with ``encoding`` if that is not UTF-8.

    Raises
    ------
    InputError
        If the file is empty, too large or not text, or is a download that cannot be separated.
    """
    text, encoding = text_of(bytes_of(path), str(path))
    note = {"encoding": encoding} if encoding else {}
    documents = documents_of(text, str(path))
    for article in [{"text": text}] if documents is None else documents:
        yield article if isinstance(article, Reject) else article | note
