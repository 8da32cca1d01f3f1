"""A private Label Studio on this machine: started in the background, found again later, stopped by its process id.

One folder holds its data: the database, the log, and the password and token in files that only their owner can read.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
from filelock import FileLock

from annotate.errors import StudioError
from annotate.progress import Progress, silent
from annotate.studio.server import _installing as installing

EMAIL = "owner@localhost"
DATA_VARIABLE = "ANNOTATE_STUDIO_DATA"
LOCAL = "127.0.0.1"
PATIENCE = 300
"""Timeout of a start in seconds; the first start creates the database."""

SETTINGS = '''\
"""Label Studio's settings, with a SQLite that loses nothing.

Transactions acquire the lock when they begin, and wait for it. With SQLite's defaults the server runs into a lock in
the middle of an import, repeats the transaction without the predictions it has already consumed, and answers 201.
"""
from label_studio.core.settings.base import *

SENTRY_DSN = ""
FRONTEND_SENTRY_DSN = ""
from label_studio.core.settings.label_studio import *

SENTRY_DSN = ""
FRONTEND_SENTRY_DSN = ""
DATABASES["default"]["OPTIONS"] = {
    "timeout": 60,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
'''


@dataclass(frozen=True)
class Server:
    """A running private Label Studio."""

    folder: Path
    url: str
    pid: int
    started: float
    """When its process started, in seconds since 1970; together with the pid this identifies the process."""
    host: str = LOCAL
    email: str = EMAIL
    was_running: bool = True
    """Whether it was already running."""

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


def default_folder() -> Path:
    """Where the private server keeps its data: ``$ANNOTATE_STUDIO_DATA``, or ``data`` beside the installation."""
    chosen = os.environ.get(DATA_VARIABLE)
    return Path(chosen) if chosen else installing.home() / "data"


def status(folder: Path | None = None) -> Server | None:
    """The running private server with its data in `folder`; ``None`` if it does not run."""
    server = _recorded(folder or default_folder())
    return server if server and _process(server) else None


def start(
    folder: Path | None = None,
    *,
    home: Path | None = None,
    host: str = LOCAL,
    port: int | None = None,
    live: bool | None = None,
    progress: Progress = silent,
) -> Server:
    """The private server, installed and started if it does not run yet; returns once it answers.

    Parameters
    ----------
    folder
        Its data; `default_folder` by default.
    home
        Where the installation is or goes; `installing.home` by default.
    host
        The address it listens on: only this machine by default.
    port
        The port to use; by default the one it had last, or any free one.
    live
        Whether it may connect to a live backend on this machine; by default only if it listens on this machine only.

    Raises
    ------
    StudioError
        If it cannot be installed, exits while starting (the message has the end of its log) or never answers.
    """
    folder = (folder or default_folder()).resolve()
    program = installing.install(home, progress=progress)
    _prepare(folder)
    with FileLock(folder / "starting.lock"):
        running = status(folder)
        if running:
            return running
        (folder / "server.json").unlink(missing_ok=True)
        for attempt in range(3):
            if port and _free_port(port, host) != port:
                raise StudioError(f"{host}: port {port} is taken; pass another `port`, or none")
            chosen = port or _free_port(_last_port(folder) if attempt == 0 else 0, host)
            live_here = host == LOCAL if live is None else live
            server = _launch(program, folder, host, chosen, live_here, progress)
            if server:
                return server
    raise StudioError(f"Label Studio did not get a port of its own on {host}; see {folder / 'server.log'}")


def stop(folder: Path | None = None, *, wait: float = 30) -> bool:
    """Stop the private server and return whether one was running; no other process is ever stopped."""
    folder = (folder or default_folder()).resolve()
    server = _recorded(folder)
    process = _process(server) if server else None
    if process:
        process.terminate()
        try:
            process.wait(wait)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(wait)
    (folder / "server.json").unlink(missing_ok=True)
    return process is not None


def _launch(program: Path, folder: Path, host: str, port: int, live: bool, progress: Progress) -> Server | None:
    command = [
        str(program),
        "start",
        "--no-browser",
        "--internal-host",
        host,
        "--port",
        str(port),
        "--log-level",
        "WARNING",
    ]
    with (folder / "server.log").open("ab") as log:
        launched = subprocess.Popen(
            command,
            cwd=folder,
            env=_environment(folder, live),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            umask=0o077 if os.name != "nt" else -1,
        )
    reached = LOCAL if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound
    server = Server(
        folder,
        f"http://{reached}:{port}",
        launched.pid,
        psutil.Process(launched.pid).create_time(),
        host,
        was_running=False,
    )
    try:
        with progress("starting Label Studio", None):
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
    with httpx.Client(trust_env=False, timeout=10) as client:
        while time.monotonic() < limit:
            if launched.poll() is not None:
                raise StudioError(f"Label Studio exited while starting: {_end_of_log(server.log)}; see {server.log}")
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
    port = int(server.url.rpartition(":")[2])
    listening = psutil.Process(launched.pid).net_connections("tcp")
    if not any(c.status == psutil.CONN_LISTEN and c.laddr.port == port for c in listening):
        return False
    answer = client.get(f"{server.url}/api/current-user/whoami", headers={"Authorization": f"Token {server.token}"})
    return answer.status_code == httpx.codes.OK and answer.json().get("email") == server.email


def _environment(folder: Path, live: bool) -> Mapping[str, str]:
    # Not the user's environment: Label Studio also reads the variables USERNAME, PASSWORD, HOST, PORT and DEBUG.
    inherited = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "USERPROFILE", "APPDATA")
    allowed = "0" if live else "1"
    return {name: os.environ[name] for name in inherited if name in os.environ} | {
        "PYTHONPATH": str(folder / "settings"),
        "DJANGO_SETTINGS_MODULE": "annotate_studio_settings",
        "LABEL_STUDIO_BASE_DATA_DIR": str(folder),
        "LABEL_STUDIO_USERNAME": EMAIL,
        "LABEL_STUDIO_PASSWORD": (folder / "password").read_text(encoding="utf-8").strip(),
        "LABEL_STUDIO_USER_TOKEN": (folder / "token").read_text(encoding="utf-8").strip(),
        "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "1",
        "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "1",
        "COLLECT_ANALYTICS": "0",
        "SENTRY_DSN": "",
        "FRONTEND_SENTRY_DSN": "",
        "LATEST_VERSION_CHECK": "0",
        "SSRF_PROTECTION_ENABLED": allowed,
        "ML_BLOCK_LOCAL_IP": allowed,
        "PYTHONUNBUFFERED": "1",
    }


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / "settings").mkdir(exist_ok=True)
        (folder / "settings" / "annotate_studio_settings.py").write_text(SETTINGS, encoding="utf-8")
        with FileLock(folder / "starting.lock"):
            for name, secret in (("password", secrets.token_urlsafe(12)), ("token", secrets.token_hex(20))):
                if not (folder / name).exists():
                    write_private(folder / name, secret + "\n")
    except OSError as error:
        raise StudioError(f"{folder}: cannot be written ({error.strerror}); name another folder") from error


def write_private(path: Path, text: str) -> None:
    """Write `text` atomically to a file that is never readable by anyone but its owner."""
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    os.replace(beside, path)


def _record(server: Server, port: int) -> None:
    known = {
        "url": server.url,
        "pid": server.pid,
        "started": server.started,
        "host": server.host,
        "email": server.email,
    }
    write_private(server.folder / "server.json", json.dumps(known))
    (server.folder / "port").write_text(str(port), encoding="utf-8")


def _recorded(folder: Path) -> Server | None:
    try:
        known: dict[str, Any] = json.loads((folder / "server.json").read_text(encoding="utf-8"))
        return Server(folder.resolve(), **known)
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _process(server: Server) -> psutil.Process | None:
    try:
        process = psutil.Process(server.pid)
        same = abs(process.create_time() - server.started) < 1 and process.status() != psutil.STATUS_ZOMBIE
        return process if same else None
    except psutil.NoSuchProcess:
        return None


def _last_port(folder: Path) -> int:
    try:
        return int((folder / "port").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return 0


def _free_port(wanted: int, host: str) -> int:
    """The port `wanted` if it is free, so that the server's address stays the same, else any free one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            if os.name != "nt":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise StudioError(f"{host}: no port is available there; check the address")


def _end_of_log(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")[-40:]
    return next((line.strip() for line in reversed(lines) if line.strip()), "its log is empty")
