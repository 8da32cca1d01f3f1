"""Plain text: one article a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotate.io.articles import Article
from annotate.io.compression import bytes_of
from annotate.io.encodings import text_of
from annotate.io.rejects import Reject


def articles(path: Path) -> Iterator[Article | Reject]:
    """The one article a text file is; ``encoding`` names its encoding where that is not UTF-8."""
    text, encoding = text_of(bytes_of(path), str(path))
    yield {"text": text} | ({"encoding": encoding} if encoding else {})
