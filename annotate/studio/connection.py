"""Which Label Studio is meant, one at an address or the one on this machine, and which project of it."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from pathlib import Path

from annotate.errors import StudioError
from annotate.studio.server import private as server
from annotate.studio.server.team import trusting

TOKEN_VARIABLE = "LABEL_STUDIO_API_KEY"  # noqa: S105 - the variable's name
"""The environment variable with the token of the Label Studio at `url`; `annotate.cli` reads it."""


@dataclass(frozen=True)
class Connection:
    """The address of a Label Studio and a token for it."""

    url: str
    token: str = field(repr=False)
    address: str = ""
    """What people type to reach it, where that differs from `url`."""

    @property
    def public_url(self) -> str:
        """Where people reach it."""
        return self.address or self.url


@dataclass(frozen=True)
class KnownProject:
    """A study's recorded identifiers of its project on a server; empty without a study and before the first push."""

    study_ids: tuple[str, ...] = ()
    """The study's id, and those of other folders whose projects it has adopted."""
    project_id: int | None = None
    created_at: str = ""
    """When the project was created; needed because a reinstalled server assigns the same numbers again."""
    named: bool = True
    """Whether the user named the project, and it is not found by the study's title alone."""


UNKNOWN = KnownProject()


@dataclass(frozen=True)
class ProjectRef:
    """A labelling project: its server, its title, and what the study has recorded about it."""

    connection: Connection
    title: str
    known: KnownProject = UNKNOWN
    state: Path | None = None
    """The file that stores what earlier pulls fetched; without it everything is fetched each time."""

    @property
    def url(self) -> str:
        """The server's address."""
        return self.connection.url

    @property
    def quoted(self) -> str:
        """The project in a message."""
        return f"project '{self.title}'"


def find_connection(url: str | None, token: str | None) -> Connection:
    """The connection to the server at `url`, or to the one on this machine if `url` is None.

    The token of a server on this machine is read from its file, also if `url` is its address and `token` is missing.

    Raises
    ------
    StudioError
        If there is no `url` and no server runs here, or several do, or there is no token for the server at `url`.
    """
    running = server.running_servers()
    if url is None and not running:
        raise StudioError(
            "no Label Studio is running on this machine; start one with annotate studio start, or name yours with `url`"
        )
    if url is None and len(running) > 1:
        addresses = ", ".join(one.public_url for one in running)
        raise StudioError(f"two Label Studios are running on this machine: {addresses}; name one with `url`")
    for one in running:
        if url is None or (not token and url.rstrip("/") in (one.url, one.public_url)):
            return Connection(one.url, one.token, one.address)
    if not token:
        raise StudioError(f"{url}: no token; set {TOKEN_VARIABLE} (Label Studio: Account & Settings)")
    return Connection(str(url).rstrip("/"), token)


def trusted_at(url: str) -> ssl.SSLContext | bool:
    """What to verify a server by: its own certificate if it runs on this machine, else who signed it."""
    for one in server.running_servers():
        if one.certificate and url.rstrip("/") == one.url:
            return trusting(Path(one.certificate))
    return True
