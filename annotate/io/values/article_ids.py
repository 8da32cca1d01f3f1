"""Who an article is: its id, its outlet, its date, the same on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from annotate.columns import marked_id


def short_hash(*parts: str) -> str:
    """Sixteen hexadecimal digits that stand for `parts`, the same everywhere and always.

    About one in a thousand would look like a number to a spreadsheet; it gets an ``h`` in front.
    """
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return marked_id(digest.hexdigest())


def identity(article: Mapping[str, str]) -> str:
    """An article's id: of its address where it has one (of a page, not a site), else of outlet, date, title and text.

    The file it was read from plays no part, so that a folder may be moved or a table sorted.
    """
    address = _plain_address(article.get("url") or "")
    parts = urlsplit_safely(address)
    if parts.path.strip("/") or parts.query:
        return short_hash("url", address)
    return short_hash("text", *(article.get(c) or "" for c in ("outlet", "published", "title", "text")))


def outlet_of(url: str) -> str:
    """The registered domain an address belongs to, as ``example.org``; empty where there is none."""
    host = (urlsplit_safely(url).hostname or "").removeprefix("www.")
    if not host or host.replace(".", "").isdigit() or ":" in host:
        return ""
    from courlan import extract_domain

    return extract_domain(f"https://{host}") or host


def urlsplit_safely(url: str) -> SplitResult:
    """The parts of an address; of nothing where it is none."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _plain_address(url: str) -> str:
    return url.strip().split("#")[0].rstrip("/")
