"""The address of a language model: checked, with its key kept apart, and never contacted unless it was named."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from annotate.errors import InputError
from annotate.io.remote.hosts import is_local
from annotate.learn.endpoints.spending import Budget, Price, budget_from, price_from

KEY_VARIABLE = "ANNOTATE_ENDPOINT_KEY"
"""The environment variable with the endpoint's key; no other is read, so that a key never reaches another server."""
CONCURRENCY = 4
"""Requests at a time, unless another number is asked for."""
TIMEOUT = 180.0
"""Seconds after which a request that is not answered in full is given up and tried again."""
_MOST_AT_ONCE = 256


@dataclass(frozen=True)
class Endpoint:
    """An OpenAI-compatible endpoint, how hard it may be pressed, and what may be spent."""

    url: str
    """The address that ``/chat/completions`` is added to, such as ``http://127.0.0.1:8000/v1``."""
    key: str | None = field(default=None, repr=False)
    concurrency: int = CONCURRENCY
    price: Price | None = None
    budget: Budget | None = None
    timeout: float = TIMEOUT

    @property
    def is_local(self) -> bool:
        """Whether it is on this machine."""
        return is_local(self.url)


def endpoint_from(
    url: str,
    *,
    key_file: str | Path | None = None,
    concurrency: int | None = None,
    price: str | None = None,
    budget: str | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Endpoint:
    """The endpoint at `url`, with the key in `key_file` or else in the environment.

    Raises
    ------
    InputError
        If the address is not valid, the key's file may be read by others, or the key would travel unencrypted.
    """
    address = checked_url(url)
    key = _key_in(Path(key_file)) if key_file is not None else environment.get(KEY_VARIABLE, "").strip() or None
    if key is not None and not (key.isascii() and key.isprintable() and " " not in key):
        raise InputError(f"the key for {address} holds spaces, line breaks or other letters; copy it again")
    if key is not None and address.startswith("http:") and not is_local(address):
        raise InputError(f"`endpoint` {address}: the key would travel unencrypted; use an address with https")
    if concurrency is not None and not 1 <= concurrency <= _MOST_AT_ONCE:
        raise InputError(f"`concurrency` {concurrency}: a number from 1 to {_MOST_AT_ONCE} is needed")
    prices = price_from(price) if price else None
    return Endpoint(address, key, concurrency or CONCURRENCY, prices, budget_from(budget, prices) if budget else None)


def checked_url(url: str) -> str:
    """`url` without a slash at its end, or ``/chat/completions``.

    Raises
    ------
    InputError
        If it is no http(s) address, or holds a name, a key or a query, which would be stored and shown.
    """
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError as error:
        raise InputError("`endpoint`: no such address; write it as http://127.0.0.1:8000/v1") from error
    if parts.username or parts.password or parts.query or parts.fragment:
        raise InputError(
            f"`endpoint`: leave out what stands before @ and after ? or #, which would be shown and stored; a key goes "
            f"into {KEY_VARIABLE}"
        )
    if parts.scheme not in ("http", "https") or not parts.hostname or not url.isprintable() or " " in url.strip():
        raise InputError(f"`endpoint` {url[:80]!r}: no such address; write it as http://127.0.0.1:8000/v1")
    return url.strip().rstrip("/").removesuffix("/chat/completions")


def _key_in(path: Path) -> str:
    try:
        if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise InputError(f"`key_file` {path}: others may read it; run chmod 600 {path}")
        key = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"`key_file` {path}: cannot be read ({type(error).__name__}); name the key's file") from error
    if not key:
        raise InputError(f"`key_file` {path}: is empty; write the key into it")
    return key
