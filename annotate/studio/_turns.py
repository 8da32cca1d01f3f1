"""Taking turns: of several pushes to one project at once, each waits until the earlier ones are done.

Label Studio has no locks. A push draws a ticket, a tab of the project's Data Manager whose number the server assigns;
the lowest number is next. A ticket is given up by a push that was killed if its process is gone, or if it has not been
renewed for `PATIENCE` seconds of the waiting push's own clock.
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
from label_studio_sdk import LabelStudio

from annotate.errors import StudioError
from annotate.progress import Progress
from annotate.studio.client import ask, requesting

NAME = "annotate push"
"""What the title of a ticket begins with."""
PATIENCE = 180.0
PAUSE = 1.0
"""Seconds between two looks at the queue."""


@dataclass
class Turn:
    """The right to push to a project, until it is given up."""

    client: LabelStudio
    number: int
    renewals: int = 0

    def renew(self) -> None:
        """Show those who wait that this push is still at work."""
        self.renewals += 1
        self.client.views.update(id=str(self.number), data=_data(self.renewals))


@contextmanager
def turn(client: LabelStudio, url: str, project_id: int, progress: Progress) -> Iterator[Turn]:
    """The right to push to a project, once the pushes before are done."""
    with requesting(url, "waiting for another push"):
        made: Any = client.views.create(project=project_id, data=_data(0))
    mine = Turn(client, int(made.id))
    try:
        with requesting(url, "waiting for another push"):
            _wait(client, project_id, mine.number, progress)
        yield mine
    except BaseException:
        with suppress(StudioError), requesting(url, "ending the push"):  # what went wrong first is raised
            client.views.delete(id=str(mine.number))
        raise
    with requesting(url, "ending the push"):
        client.views.delete(id=str(mine.number))


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
    """The tickets that come before `mine`, by number."""
    views = ask(client, "api/dm/views/", project=project_id)
    tickets = {int(view["id"]): view.get("data") or {} for view in views}
    return {n: data for n, data in tickets.items() if n < mine and str(data.get("title", "")).startswith(NAME)}


def _data(renewals: int) -> dict[str, Any]:
    return {"title": f"{NAME} from {socket.gethostname()}", "push": {**_process(), "renewals": renewals}}


def _process() -> dict[str, Any]:
    """What identifies this process on this machine."""
    born = round(psutil.Process().create_time())
    return {"host": socket.gethostname(), "pid": os.getpid(), "born": born, "run": _RUN}


_RUN = secrets.token_hex(4)


def _is_gone(data: Mapping[str, Any]) -> bool:
    """Whether the process that drew a ticket ran on this machine and has ended."""
    process = data.get("push")
    if not isinstance(process, Mapping) or process.get("host") != socket.gethostname():
        return False
    try:
        holder = psutil.Process(int(process["pid"]))
        return holder.status() == psutil.STATUS_ZOMBIE or abs(holder.create_time() - float(process["born"])) > 2
    except (psutil.NoSuchProcess, KeyError, ValueError):
        return True
