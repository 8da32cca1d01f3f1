"""Stable article ids, and outlets from addresses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import SplitResult, urlsplit

from annotate.columns import marked_id


def short_hash(*parts: str) -> str:
    """A hash of `parts` as 16 hexadecimal digits, the same on every machine and in every version.

    About one in a thousand looks like a number to spreadsheets; it gets an ``h`` in front.
    """
    return marked_id(hashlib.blake2b(_framed(parts), digest_size=8).hexdigest())


def short_hashes(first: Sequence[str], others: Iterable[Sequence[str]]) -> list[str]:
    """What `short_hash` returns for the parts `first` followed by each of `others`."""
    beginning = hashlib.blake2b(_framed(first), digest_size=8)
    hashes = []
    for parts in others:
        whole = beginning.copy()
        whole.update(_framed(parts))
        hashes.append(marked_id(whole.hexdigest()))
    return hashes


def _framed(parts: Sequence[str]) -> bytes:
    """The parts, each after its length in bytes, so that no other parts give the same."""
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    return b"".join([piece for data in encoded for piece in (len(data).to_bytes(8, "big"), data)])


def identity(article: Mapping[str, str]) -> str:
    """An article's id: a hash of its address if that is a page's, not a site's, else of outlet, date, title and text.

    The file it was read from does not matter, so that folders can be moved and tables sorted.
    """
    address = _plain_address(article.get("url") or "")
    parts = urlsplit_safely(address)
    if parts.path.strip("/") or parts.query:
        return short_hash("url", address)
    return short_hash("text", *(article.get(c) or "" for c in ("outlet", "published", "title", "text")))


def outlet_of(url: str) -> str:
    """The registered domain of an address, as ``example.org``; empty if it has none."""
    host = (urlsplit_safely(url).hostname or "").removeprefix("www.")
    if not host or host.replace(".", "").isdigit() or ":" in host:
        return ""
    from courlan import extract_domain

    return extract_domain(f"https://{host}") or host


def urlsplit_safely(url: str) -> SplitResult:
    """The parts of an address; all empty if it cannot be parsed."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _plain_address(url: str) -> str:
    return url.strip().split("#")[0].rstrip("/")
