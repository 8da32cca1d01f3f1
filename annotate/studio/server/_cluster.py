"""A PostgreSQL of our own for a team server: made, started, found again and stopped like the server itself.

It listens on 127.0.0.1 alone, on a port of its own, with a random password in a file that only its owner can read.
PostgreSQL refuses to run as root: where annotate does, it runs as the user ``postgres`` and lies in that user's home.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from filelock import FileLock

from annotate.errors import StudioError
from annotate.io.writing import write_private
from annotate.progress import Progress, silent
from annotate.studio.server._database import Database, program, run
from annotate.studio.server._processes import end, end_of_log, free_port, last_port, running_process

if TYPE_CHECKING:
    from pwd import struct_passwd

ACCOUNT = "postgres"
"""The user that runs PostgreSQL where annotate is run by root."""
NAME = "label_studio"
"""The name of the database and of its owner."""
LOCAL = "127.0.0.1"
PATIENCE = 120
"""Seconds PostgreSQL may take to come up: after a crash it first replays what it had promised to keep."""


@dataclass(frozen=True)
class _State:
    """A running PostgreSQL."""

    port: int
    pid: int
    started: float


def exists(folder: Path) -> bool:
    """Whether the server in `folder` has a PostgreSQL of our own."""
    return data_folder(folder).is_dir()


def data_folder(folder: Path) -> Path:
    """Where the database of the server in `folder` lies: there, or for root in the home of `ACCOUNT`."""
    account = _account()
    if account is None:
        return folder / "postgres"
    return Path(account.pw_dir) / "annotate" / hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]


def is_running(folder: Path) -> bool:
    """Whether the PostgreSQL of the server in `folder` runs."""
    return _process(_state(folder)) is not None


def process_id(folder: Path) -> int | None:
    """The number of its process; None if it does not run."""
    process = _process(_state(folder))
    return process.pid if process else None


def ensure_running(folder: Path, *, progress: Progress = silent) -> Database:
    """The database of the server in `folder`, created and started if necessary.

    Raises
    ------
    StudioError
        If PostgreSQL is not installed or does not start; the message has the end of its log.
    """
    if os.name == "nt":
        raise StudioError("a team server does not run on Windows; use annotate studio compose, or Linux")
    with FileLock(folder / "postgres.lock"):
        data = data_folder(folder)
        if not data.is_dir():
            with progress("making a PostgreSQL database", None):
                _make(folder, data)
        running = _state(folder)
        if not running or not _process(running):
            with progress("starting PostgreSQL", None):
                running = _start(folder, data)
        database = _database(folder, running.port)
        if NAME not in Database(LOCAL, running.port, "postgres", NAME, database.password).ask(
            "select datname from pg_database"
        ):
            run(program("createdb", _version(data)), [NAME], database)
        return database


def stop(folder: Path, *, wait: float = 60) -> bool:
    """Whether a PostgreSQL of the server in `folder` ran and is now stopped, with everything written."""
    process = _process(_state(folder))
    if process:
        end(process, wait=wait, sign=signal.SIGINT)
    (folder / "postgres.json").unlink(missing_ok=True)
    return process is not None


def _make(folder: Path, data: Path) -> None:
    """A new cluster, which appears only once it is complete."""
    account = _account()
    initdb = program("initdb")
    if not (folder / "database-password").exists():
        write_private(folder / "database-password", secrets.token_urlsafe(24) + "\n")
    beside = data.with_name(f"{data.name}.new")
    try:
        shutil.rmtree(beside, ignore_errors=True)
        data.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _give(data.parent, account)
        password = data.with_name(f"{data.name}.password")
        write_private(password, (folder / "database-password").read_text(encoding="utf-8"))
        _give(password, account)
    except OSError as error:
        raise StudioError(f"{data.parent}: cannot be written ({error.strerror}); name another folder") from error
    locale = ["--locale=C.UTF-8"] if os.uname().sysname == "Linux" else []
    options = ["--encoding=UTF8", "--auth=scram-sha-256", "--data-checksums", *locale]
    log = folder / "postgres.log"
    try:
        with log.open("ab") as stream:
            made = subprocess.run(
                [str(initdb), "-D", str(beside), "-U", NAME, f"--pwfile={password}", *options],
                cwd="/",
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                **_as(account),
            )
    finally:
        password.unlink(missing_ok=True)
    if made.returncode:
        raise StudioError(f"{data}: PostgreSQL made no database there: {end_of_log(log)}; see {log}")
    beside.rename(data)


def _start(folder: Path, data: Path) -> _State:
    log = folder / "postgres.log"
    postgres = program("postgres", _version(data))
    limit = time.monotonic() + PATIENCE
    port = free_port(last_port(folder / "postgres.port"), LOCAL)
    while True:
        with log.open("ab") as stream:
            launched = subprocess.Popen(
                [str(postgres), "-D", str(data), "-c", f"listen_addresses={LOCAL}", "-c", f"port={port}",
                 "-c", "unix_socket_directories="],
                cwd="/",
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
                **_as(_account()),
            )  # fmt: skip
        state = _State(port, launched.pid, psutil.Process(launched.pid).create_time())
        if _is_up(folder, state, launched, limit):
            write_private(folder / "postgres.json", json.dumps(asdict(state)))
            (folder / "postgres.port").write_text(str(port), encoding="utf-8")
            return state
        # The port was taken meanwhile, or what a killed PostgreSQL left behind is still ending.
        if time.monotonic() > limit:
            raise StudioError(f"PostgreSQL did not start: {end_of_log(log)}; see {log}")
        time.sleep(0.5)
        port = free_port(port, LOCAL)


def _is_up(folder: Path, state: _State, launched: subprocess.Popen[bytes], limit: float) -> bool:
    """Whether `launched` answers, and with our password; False if it ended."""
    database = _database(folder, state.port)
    ready = [str(program("pg_isready")), "-q", "-d", "postgres"]
    while launched.poll() is None:
        if not subprocess.run(ready, env=database.environment(), stdin=subprocess.DEVNULL).returncode:
            return bool(Database(LOCAL, state.port, "postgres", NAME, database.password).ask("select 1"))
        if time.monotonic() > limit:
            launched.kill()
            launched.wait()
            return False
        time.sleep(0.1)
    return False


def _database(folder: Path, port: int) -> Database:
    password = (folder / "database-password").read_text(encoding="utf-8").strip()
    return Database(LOCAL, port, NAME, NAME, password)


def _version(data: Path) -> str:
    return (data / "PG_VERSION").read_text(encoding="utf-8").strip()


def _state(folder: Path) -> _State | None:
    try:
        return _State(**json.loads((folder / "postgres.json").read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _process(state: _State | None) -> psutil.Process | None:
    return running_process(state.pid, state.started) if state else None


def _account() -> struct_passwd | None:
    """The user that PostgreSQL runs as; None for the one who runs annotate."""
    if os.name == "nt" or os.geteuid() != 0:
        return None
    import pwd

    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        raise StudioError(
            f"PostgreSQL refuses to run as root, and there is no user {ACCOUNT} to run it; run annotate as an ordinary"
            " user, or install the package postgresql"
        ) from None


def _as(account: struct_passwd | None) -> dict[str, Any]:
    """The arguments of `subprocess` that run a program as `account`."""
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}


def _give(path: Path, account: struct_passwd | None) -> None:
    if account:
        os.chown(path, account.pw_uid, account.pw_gid)


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
