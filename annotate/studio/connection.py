"""Which Label Studio is meant, and what this study knows of it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from annotate.errors import StudioError
from annotate.studio.server import private as server

STATE = ".annotate"
"""The folder of a project for what is remembered between commands; not for eyes, not for version control."""


@dataclass(frozen=True)
class Where:
    """A Label Studio and the token that opens it."""

    url: str
    token: str


def where(url: str | None, token: str | None, *, variable: str) -> Where:
    """The server at `url` with `token`, or the private one of this machine where no `url` is given.

    The private server's token is taken from its file, also when `url` names it and no `token` is given.

    Raises
    ------
    StudioError
        If no server is named and none runs here, or there is no token for the one named.
    """
    running = server.status()
    if url is None and running is None:
        raise StudioError("no Label Studio runs here; start one with annotate studio start, or name yours with --url")
    if running and (url is None or (not token and url.rstrip("/") == running.url)):
        return Where(running.url, running.token)
    if not token:
        raise StudioError(f"{url}: no token; put yours into {variable} (Label Studio: Account & Settings)")
    return Where(str(url).rstrip("/"), token)


@dataclass(frozen=True)
class Remembered:
    """What a study remembers of its project on one server."""

    url: str = ""
    title: str = ""
    project_id: int | None = None
    coders: tuple[str, ...] = ()
    """Those who label blind, each in a project of their own."""


def coder_title(title: str, coder: str) -> str:
    """The title of the project in which `coder` labels the sentences of `title` without seeing the others' labels."""
    return f"{title} · {coder}"


def state_folder(folder: Path) -> Path:
    """The folder for what is remembered, made where it is not there, for its owner alone."""
    state = folder / STATE
    try:
        state.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StudioError(f"{state}: cannot be written ({error.strerror}); make the folder writable") from error
    return state


def remembered(folder: Path, url: str, title: str) -> Remembered:
    """What the study in `folder` knows of its project `title` at `url`; nothing where that is new."""
    for known in _known(folder):
        if known.get("url") == url and known.get("title") == title:
            return Remembered(**{**known, "coders": tuple(known.get("coders") or ())})
    return Remembered(url, title)


def remember(folder: Path, what: Remembered) -> None:
    """Keep `what` for the next command in `folder`."""
    others = [k for k in _known(folder) if (k.get("url"), k.get("title")) != (what.url, what.title)]
    path = state_folder(folder) / "projects.json"
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps([*others, asdict(what)], indent=1), encoding="utf-8")
    os.replace(beside, path)


def pulled_file(folder: Path, url: str, title: str) -> Path:
    """The file in which the study in `folder` keeps what it pulled from project `title` at `url`."""
    name = hashlib.sha256(f"{url}\n{title}".encode()).hexdigest()[:12]
    return state_folder(folder) / f"pulled-{name}.json"


def _known(folder: Path) -> list[Mapping[str, Any]]:
    try:
        known = json.loads((folder / STATE / "projects.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []  # nothing remembered: the title alone finds the project
    return known if isinstance(known, list) else []
