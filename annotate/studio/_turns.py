"""A lock for pushes: of several pushes to one project at once, each waits until the earlier ones are done.

Label Studio has no locks, so a push takes a ticket: it creates a tab in the project's Data Manager, whose number the
server assigns, and the lowest number is next. The ticket of a push that ended without returning it, because the push or
the server was killed, lapses: at once if it was drawn on this machine, otherwise if it has not been renewed for
`PATIENCE` seconds by the clock of the push that waits.
"""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import psutil

from annotate.errors import StudioError
from annotate.progress import Progress
from annotate.studio.client import ask, requesting
from annotate.studio.sdk_client import LabelStudio

NAME = "annotate push"
"""The prefix of a ticket's title."""
PATIENCE = 180.0
"""Seconds without renewal after which a ticket from another machine lapses."""
PAUSE = 1.0
"""Seconds between two checks of the queue."""
_UNDER_WAY: set[str] = set()
"""The names of the tickets of pushes that are under way in this process."""


@dataclass
class Turn:
    """A ticket: the right to push to a project until it is returned."""

    client: LabelStudio
    number: int
    name: str
    renewals: int = 0

    def renew(self) -> None:
        """Renew the ticket, so that waiting pushes see that this one is still running."""
        self.renewals += 1
        self.client.views.update(id=str(self.number), data=_data(self.name, self.renewals))


@contextmanager
def turn(client: LabelStudio, url: str, project_id: int, progress: Progress) -> Iterator[Turn]:
    """Wait until earlier pushes are done; within the context no other push sends to the project."""
    name = secrets.token_hex(4)
    _UNDER_WAY.add(name)
    try:
        with requesting(url, "waiting for another push"):
            made: Any = client.views.create(project=project_id, data=_data(name, 0))
        with _returned(Turn(client, int(made.id), name), url) as mine:
            with requesting(url, "waiting for another push"):
                _wait(client, project_id, mine.number, progress)
            yield mine
    finally:
        _UNDER_WAY.discard(name)


@contextmanager
def _returned(mine: Turn, url: str) -> Iterator[Turn]:
    """Return the ticket at the end, however it comes."""
    try:
        yield mine
    except BaseException:
        with suppress(StudioError), requesting(url, "ending the push"):  # what went wrong first is raised
            mine.client.views.delete(id=str(mine.number))
        raise
    with requesting(url, "ending the push"):
        mine.client.views.delete(id=str(mine.number))


def _wait(client: LabelStudio, project_id: int, mine: int, progress: Progress) -> None:
    seen: dict[int, tuple[Any, float]] = {}
    if not _before(client, project_id, mine):
        return
    with progress("waiting for another push", None):
        while before := _before(client, project_id, mine):
            for number, data in before.items():
                if seen.get(number, (None, 0.0))[0] != data:
                    seen[number] = (data, time.monotonic())
                if _is_gone(data) or time.monotonic() - seen[number][1] > PATIENCE:
                    client.views.delete(id=str(number))
            time.sleep(PAUSE)


def _before(client: LabelStudio, project_id: int, mine: int) -> dict[int, Mapping[str, Any]]:
    """The tickets before `mine`, by number."""
    views = ask(client, "api/dm/views/", project=project_id)
    tickets = {int(view["id"]): view.get("data") or {} for view in views}
    return {n: data for n, data in tickets.items() if n < mine and str(data.get("title", "")).startswith(NAME)}


def _data(name: str, renewals: int) -> dict[str, Any]:
    return {"title": f"{NAME} from {socket.gethostname()}", "push": {**_process(), "name": name, "renewals": renewals}}


def _process() -> dict[str, Any]:
    """The identity of this process: its machine, number and start time."""
    born = round(psutil.Process().create_time())
    return {"host": socket.gethostname(), "pid": os.getpid(), "born": born}


def _is_gone(data: Mapping[str, Any]) -> bool:
    """Whether a ticket was drawn on this machine by a push that has ended."""
    process = data.get("push")
    if not isinstance(process, Mapping) or process.get("host") != socket.gethostname():
        return False
    if all(process.get(key) == value for key, value in _process().items()):
        return process.get("name") not in _UNDER_WAY
    try:
        holder = psutil.Process(int(process["pid"]))
        return holder.status() == psutil.STATUS_ZOMBIE or abs(holder.create_time() - float(process["born"])) > 2
    except (psutil.NoSuchProcess, KeyError, ValueError):
        return True
