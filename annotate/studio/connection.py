"""Choosing the Label Studio to use: one at a given address, or the private one on this machine."""

from __future__ import annotations

from dataclasses import dataclass, field

from annotate.errors import StudioError
from annotate.studio.server import private as server

TOKEN_VARIABLE = "LABEL_STUDIO_API_KEY"  # noqa: S105 - the variable's name
"""The environment variable with the token of the Label Studio at `url`; `annotate.cli` reads it."""


@dataclass(frozen=True)
class Connection:
    """The address of a Label Studio and a token for it."""

    url: str
    token: str = field(repr=False)


def find_connection(url: str | None, token: str | None) -> Connection:
    """The connection to the server at `url`, or to the private one on this machine if `url` is None.

    The private server's token is read from its file, also if `url` is its address and `token` is missing.

    Raises
    ------
    StudioError
        If there is no `url` and no private server runs, or there is no token for the server at `url`.
    """
    running = server.status()
    if url is None and running is None:
        raise StudioError(
            "no Label Studio runs on this machine; start one with annotate studio start, or name yours with `url`"
        )
    if running and (url is None or (not token and url.rstrip("/") == running.url)):
        return Connection(running.url, running.token)
    if not token:
        raise StudioError(f"{url}: no token; set {TOKEN_VARIABLE} (Label Studio: Account & Settings)")
    return Connection(str(url).rstrip("/"), token)
