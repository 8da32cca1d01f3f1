"""Running the live backend and registering it with Label Studio."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from annotate.errors import StudioError
from annotate.io.writing import write_private
from annotate.studio import _projects as projects
from annotate.studio.backend._protocol import USER, application
from annotate.studio.backend.live import LiveBackend
from annotate.studio.client import connect, requesting
from annotate.studio.connection import ProjectRef

log = logging.getLogger(__name__)


def password_in(folder: Path) -> str:
    """The password of the backend that uses `folder`; it is created once, in a file that only its owner can read."""
    path = folder / "password"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(path, secrets.token_urlsafe(18) + "\n")
    return path.read_text(encoding="utf-8").strip()


def serve(
    live: LiveBackend, *, host: str, port: int, pause: float = 20.0, ready: Callable[[str], None] | None = None
) -> None:
    """Serve `live` until interrupted; once it is up and registered, `ready` is called with its address.

    Raises
    ------
    StudioError
        If the port is taken or Label Studio refuses the backend.
    """
    password = password_in(live.folder)
    config = uvicorn.Config(application(live, password), host=host, port=port, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    trouble: list[StudioError] = []
    url = f"http://{host}:{port}"

    def announce() -> None:
        try:
            _wait(url)
            if live.connection:
                register(live, url, password)
            if ready:
                ready(url)
            live.run(pause=pause)
        except StudioError as error:
            trouble.append(error)
            server.should_exit = True

    worker = threading.Thread(target=announce, daemon=True)
    worker.start()
    try:
        server.run()
    except SystemExit as end:
        raise StudioError(f"{url}: cannot be served there; is the port taken? pass another `port`") from end
    finally:
        live.stop()
    if trouble:
        raise trouble[0]


def register(live: LiveBackend, url: str, password: str) -> int:
    """Register the backend at `url` with Label Studio, replacing an earlier registration, and return its number."""
    connection = live.connection
    if connection is None:
        raise StudioError("no project to register with; pass `project`")
    client, ref = connect(connection), ProjectRef(connection, live.title)
    project = projects.existing(client, ref)
    with requesting(connection.url, f"registering {url} with {ref.quoted}"):
        for known in client.ml.list(project=project.id):
            if known.url == url and known.id is not None:
                client.ml.delete(id=known.id)
        made: Any = client.ml.create(
            project=project.id,
            url=url,
            title="annotate",
            auth_method="BASIC_AUTH",
            basic_auth_user=USER,
            basic_auth_pass=password,
            auto_update=True,
        )
        client.projects.update(id=project.id, evaluate_predictions_automatically=True)
    return int(made.id)


def _wait(url: str) -> None:
    limit = time.monotonic() + 30
    while time.monotonic() < limit:
        try:
            if httpx.get(f"{url}/health", trust_env=False, timeout=5).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise StudioError(f"{url}: the backend did not come up; is the port taken? pass another `port`")
