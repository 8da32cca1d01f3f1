"""A Label Studio on this machine: started in the background, found again later, stopped by its process id.

One folder holds its data: the database, the log, and the password and token in files that only their owner can read. A
private server is for this machine and keeps its data in SQLite; a team server is for several people, see
`annotate.studio.server.team`.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psutil

from annotate.errors import StudioError
from annotate.io.writing import write_private
from annotate.progress import Progress, silent
from annotate.studio.server import _cluster as cluster
from annotate.studio.server import _installing as installing
from annotate.studio.server._preparing import STARTING, prepare, server_environment
from annotate.studio.server._processes import alone, end, end_of_log, free_port, last_port, running_process
from annotate.studio.server._server_files import SETTINGS, TEAM_VARIABLE
from annotate.studio.server.team import (
    LOCAL,
    WILDCARDS,
    Team,
    database_of,
    is_loopback,
    server_settings,
    trusting,
    write_files,
)

EMAIL = "owner@localhost"
DATA_VARIABLE = "ANNOTATE_STUDIO_DATA"
SQLITE = "label_studio.sqlite3"
PATIENCE = 900
"""Timeout of a start in seconds; the first start creates the database, which takes minutes on a busy machine."""
_RECORDED = ("url", "pid", "started", "host", "email", "address", "certificate")
"""What is written down about a running server, by which it is found again."""


@dataclass(frozen=True)
class Server:
    """A running Label Studio of this machine."""

    folder: Path
    url: str
    """Where this machine reaches it."""
    pid: int
    started: float
    """When its process started, in seconds since 1970; together with the pid this identifies the process."""
    host: str = LOCAL
    email: str = EMAIL
    address: str = ""
    """What people type to reach it."""
    certificate: str = ""
    """The file of its certificate where it encrypts by itself."""
    was_running: bool = True
    """Whether it was already running."""

    @property
    def public_url(self) -> str:
        """Where people reach it."""
        return self.address or self.url

    @property
    def password_file(self) -> Path:
        """The file with the password of `email`."""
        return self.folder / "password"

    @property
    def token_file(self) -> Path:
        """The file with the token for programs."""
        return self.folder / "token"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.folder / "server.log"

    @property
    def token(self) -> str:
        """The token for programs."""
        return self.token_file.read_text(encoding="utf-8").strip()

    @property
    def for_team(self) -> bool:
        """Whether it is a team server."""
        return Team.recorded(self.folder) is not None

    @property
    def has_database(self) -> bool:
        """Whether its database runs, if it is one of our own."""
        return not cluster.exists(self.folder) or cluster.is_running(self.folder)


def default_folder(*, for_team: bool = False) -> Path:
    """Where the server keeps its data: ``$ANNOTATE_STUDIO_DATA``, or ``data`` or ``team`` beside the installation."""
    chosen = os.environ.get(DATA_VARIABLE)
    return Path(chosen) if chosen else installing.home() / ("team" if for_team else "data")


def status(folder: Path | None = None) -> Server | None:
    """The server with its data in `folder` if its process runs, else ``None``.

    Without a folder it is the private server, or else the team server, that runs in its default folder.
    """
    return next(iter(running_servers() if folder is None else _running([folder])), None)


def running_servers() -> list[Server]:
    """The private and the team server of this machine, if they run in their default folders."""
    return _running(_default_folders())


def _running(folders: Sequence[Path]) -> list[Server]:
    return [server for server in map(_recorded, folders) if server and _process(server)]


def _default_folders() -> list[Path]:
    return list(dict.fromkeys([default_folder(), default_folder(for_team=True)]))


def open_secrets() -> list[Path]:
    """The files with passwords and tokens of this machine's servers that others on it can read."""
    files = [folder / name for folder in _default_folders() for name in ("password", "token", "server.json")]
    return [file for file in files if os.name != "nt" and file.is_file() and file.stat().st_mode & 0o077]


def chosen_folder(folder: Path | None) -> Path:
    """`folder`, or else that of the server that runs, or else the default folder that a server was started in.

    Raises
    ------
    StudioError
        If the private and the team server are both meant.
    """
    if folder:
        return folder.resolve()
    both = _default_folders()
    running = [server.folder for server in running_servers()]
    if len(running) > 1:
        raise StudioError(f"a private and a team server run; name the `folder` of one: {both[0]} or {both[1]}")
    there = running or [one for one in both if (one / "token").exists()] or both
    return there[0].resolve()


def start(
    folder: Path | None = None,
    *,
    home: Path | None = None,
    host: str | None = None,
    port: int | None = None,
    live: bool | None = None,
    team: Team | None = None,
    progress: Progress = silent,
) -> Server:
    """The server, installed and started if it does not run yet; returns once it answers.

    Parameters
    ----------
    folder
        Its data; `default_folder` by default.
    home
        Where the installation is or goes; `installing.home` by default.
    host
        The address a private server listens on, which must be one that only this machine reaches.
    port
        The port to use; by default the one it had last, or any free one.
    live
        Whether it may connect to a live backend on this machine; by default only if it listens on this machine only.
    team
        Serve a team in this way; by default as the server in `folder` was started before.

    Raises
    ------
    StudioError
        If others could reach it unencrypted, it cannot be installed, it exits while starting (the message has the end
        of its log) or never answers.
    """
    folder = (folder or default_folder(for_team=team is not None)).resolve()
    team = team or Team.recorded(folder)
    host = team.host if team else host or LOCAL
    if team and (folder / SQLITE).exists():
        raise StudioError(f"{folder}: holds the data of a private server; name another `folder` for the team's")
    if not team and not is_loopback(host):
        raise StudioError(
            f"`host` {host}: others could reach a private server there without encryption; pass `team` with a"
            " certificate or behind a proxy that encrypts, or leave `host` out"
        )
    program = installing.install(home, progress=progress)
    prepare(folder, progress=progress)
    with alone(folder / "starting.lock", STARTING, progress):
        running = status(folder)
        if running and running.has_database:
            return running
        if running:  # its database was killed: it goes on as soon as that is back
            cluster.ensure_running(folder, progress=progress)
            return running
        (folder / "server.json").unlink(missing_ok=True)
        for attempt in range(3):
            if port and free_port(port, host) != port:
                raise StudioError(f"{host}: port {port} is taken; pass another `port`, or none")
            chosen = port or free_port(last_port(folder / "port") if attempt == 0 else 0, host)
            live_here = host == LOCAL and not team if live is None else live
            command, environment = _to_run(program, folder, host, chosen, live_here, team, progress)
            server = _launch(command, environment, _described(folder, host, chosen, team), chosen, progress)
            if server:
                return server
    raise StudioError(f"Label Studio did not get a port of its own on {host}; see {folder / 'server.log'}")


def stop(folder: Path | None = None, *, wait: float = 30) -> bool:
    """Stop the server, with a database of our own, and return whether one was running; no other process is stopped."""
    folder = chosen_folder(folder)
    server = _recorded(folder)
    process = _process(server) if server else None
    if process:
        end(process, wait=wait)
    (folder / "server.json").unlink(missing_ok=True)
    return cluster.stop(folder) or process is not None


def _to_run(
    program: Path, folder: Path, host: str, port: int, live: bool, team: Team | None, progress: Progress
) -> tuple[list[str], Mapping[str, str]]:
    """The command and the environment that run the server in `folder`."""
    environment = server_environment(folder, live)
    if team:
        team.record(folder)
        settings = server_settings(folder, team, database_of(folder, team, progress=progress), port, EMAIL)
        write_files(folder / "settings", settings)
        environment = environment | {
            TEAM_VARIABLE: str(folder / "settings" / "team-settings.json"),
            "LABEL_STUDIO_HOST": str(settings["address"]),
        }
        return [str(installing.python_of(program)), str(folder / "settings" / "annotate_studio_serve.py")], environment
    (folder / "settings" / "annotate_studio_settings.py").write_text(SETTINGS, encoding="utf-8")
    here = ["--internal-host", host, "--port", str(port)]
    account = {
        "LABEL_STUDIO_USERNAME": EMAIL,
        "LABEL_STUDIO_PASSWORD": (folder / "password").read_text(encoding="utf-8").strip(),
        "LABEL_STUDIO_USER_TOKEN": (folder / "token").read_text(encoding="utf-8").strip(),
        "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "1",
    }
    return [str(program), "start", "--no-browser", *here, "--log-level", "WARNING"], environment | account


def _described(folder: Path, host: str, port: int, team: Team | None) -> Server:
    """The server that is about to be started, without a process."""
    reached = LOCAL if host in WILDCARDS else f"[{host}]" if ":" in host else host
    scheme = "https" if team and team.is_encrypted else "http"
    address, certificate = (team.at(port).address, team.certificate) if team else ("", "")
    return Server(
        folder, f"{scheme}://{reached}:{port}", 0, 0.0, host, address=address, certificate=certificate,
        was_running=False,
    )  # fmt: skip


def _launch(
    command: Sequence[str], environment: Mapping[str, str], described: Server, port: int, progress: Progress
) -> Server | None:
    folder = described.folder
    with (folder / "server.log").open("ab") as log:
        launched = subprocess.Popen(
            list(command),
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            umask=0o077 if os.name != "nt" else -1,
        )
    process = {"pid": launched.pid, "started": psutil.Process(launched.pid).create_time()}
    server = Server(**{**vars(described), **process})
    try:
        with progress(STARTING, None):
            ours = _wait_until_up(server, launched)
        if ours:
            _record(server, port)
            return server
    finally:
        if not _recorded(folder):
            launched.kill()
            launched.wait()
    return None


def _wait_until_up(server: Server, launched: subprocess.Popen[bytes]) -> bool:
    """Wait until the server answers; false if another program has taken the port in the meantime."""
    limit = time.monotonic() + PATIENCE
    verify = trusting(Path(server.certificate)) if server.certificate else True
    with httpx.Client(trust_env=False, timeout=10, verify=verify) as client:
        while time.monotonic() < limit:
            if launched.poll() is not None:
                raise StudioError(f"Label Studio exited while starting: {end_of_log(server.log)}; see {server.log}")
            try:
                if client.get(f"{server.url}/health").json().get("status") == "UP":
                    return _is_ours(client, server, launched)
            except (httpx.HTTPError, ValueError, AttributeError):
                pass  # not up yet
            time.sleep(0.25)
    raise StudioError(f"Label Studio did not answer within {PATIENCE} s; see {server.log}, then start it again")


def _is_ours(client: httpx.Client, server: Server, launched: subprocess.Popen[bytes]) -> bool:
    """Whether the launched process listens on the port and accepts the token.

    If the port is taken, Label Studio uses the next one without saying so.
    """
    port = urlsplit(server.url).port
    listening = psutil.Process(launched.pid).net_connections("tcp")
    if not any(c.status == psutil.CONN_LISTEN and c.laddr.port == port for c in listening):
        return False
    answer = client.get(f"{server.url}/api/current-user/whoami", headers={"Authorization": f"Token {server.token}"})
    return answer.status_code == httpx.codes.OK and answer.json().get("email") == server.email


def _record(server: Server, port: int) -> None:
    write_private(server.folder / "server.json", json.dumps({name: getattr(server, name) for name in _RECORDED}))
    (server.folder / "port").write_text(str(port), encoding="utf-8")


def _recorded(folder: Path) -> Server | None:
    try:
        known: dict[str, Any] = json.loads((folder / "server.json").read_text(encoding="utf-8"))
        return Server(folder.resolve(), **known)
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _process(server: Server) -> psutil.Process | None:
    return running_process(server.pid, server.started)
