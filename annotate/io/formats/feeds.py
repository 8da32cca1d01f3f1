"""Feeds (RSS, Atom), with the ``feeds`` extra."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotate.errors import InputError
from annotate.io._compression import bytes_of
from annotate.io.articles import Article
from annotate.io.rejects import Reject
from annotate.io.values._markup import lines_of_markup, text_of_markup

_INSTALL = "install it with pip install 'stance-annotate[feeds]'"
_LARGEST_FEED = 50_000_000


def articles(path: Path) -> Iterator[Article | Reject]:
    """Each entry of an RSS or Atom file as an article, with its full content if there is any, else its summary.

    Raises
    ------
    InputError
        If feedparser is not installed, the file is not a feed or too large, or it has no entries.
    """
    try:
        import feedparser
    except ImportError as error:
        raise InputError(f"{path}: reading feeds needs feedparser; {_INSTALL}") from error
    data = bytes_of(path, _LARGEST_FEED)
    try:
        feed = feedparser.parse(
            io.BytesIO(data),  # feedparser would open bytes or text that look like a path or an address
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:
        raise InputError(f"{path}: the feed cannot be read ({type(error).__name__}); save it again") from error
    if not feed.version:
        raise InputError(f"{path}: not an RSS or Atom feed; save articles as .html or .txt")
    if not feed.entries:
        raise InputError(f"{path}: a feed without entries; nothing to read")
    outlet = feed.feed.get("title", "")
    for number, entry in enumerate(feed.entries, start=1):
        yield _entry(entry, outlet, f"{path}: entry {number}")


def _entry(entry: Any, outlet: str, where: str) -> Article | Reject:
    contents = [c.get("value", "") for c in entry.get("content", [])] + [entry.get("summary", "")]
    lines = next((lines for lines in map(lines_of_markup, contents) if lines), [])
    if not lines:
        return Reject(where, "the entry has no text", entry.get("title", "")[:200])
    return {
        "url": entry.get("link", ""),
        "outlet": outlet,
        "author": entry.get("author", ""),
        "published": entry.get("published") or entry.get("updated") or "",
        "title": text_of_markup(entry.get("title", "")),
        "text": "\n".join(line for line, _ in lines),
        "structure": " ".join(hint for _, hint in lines),
    }
