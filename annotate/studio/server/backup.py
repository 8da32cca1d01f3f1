"""A Label Studio of this machine in one file, taken while people label, and put back in place.

The file is a compressed tar archive with the database as of one moment, what people uploaded, and the secrets that open
the server; it is readable by its owner alone. A study's own record is in the study's folder and not part of it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from annotate.errors import InputError, StudioError
from annotate.io.writing import written_whole
from annotate.progress import Progress, silent
from annotate.studio.server import _cluster as cluster
from annotate.studio.server import private as server
from annotate.studio.server._archive import (
    POSTGRES_COPY,
    SQLITE_COPY,
    opened,
    read_manifest,
    unpack,
    write_archive,
)
from annotate.studio.server._database import Database, program, run
from annotate.studio.server._preparing import prepare
from annotate.studio.server.team import OPTIONS, Team, database_of

_TABLES = ("project", "task", "task_completion")
_KEPT = "before_restore_"
"""What the schema is called, with the moment, in which a database keeps what a restore took the place of."""


@dataclass(frozen=True)
class Restored:
    """A server that was put back, and is not started yet."""

    folder: Path
    made_at: str
    """When the backup was made."""
    projects: int
    tasks: int
    annotations: int
    for_team: bool = False
    """Whether it is a team server."""
    moved_to: str = ""
    """Where the server that was there before is now; empty where there was none."""


def backup(output: Path, folder: Path | None = None, *, progress: Progress = silent) -> Path:
    """Write the server in `folder` to the archive `output`, whole or not at all; it may be running.

    The database is as of one moment. Files that people uploaded are read after it, so that each one it names is there.

    Raises
    ------
    StudioError
        If there is no server's data in the folder, or its database cannot be read.
    InputError
        If `output` cannot be written.
    """
    folder = server.chosen_folder(folder)
    if not (folder / "token").exists():
        raise StudioError(f"{folder}: no Label Studio has its data there; name its `folder`")
    team = Team.recorded(folder)
    output = output.resolve()
    with written_whole(output, private=True) as beside, tempfile.TemporaryDirectory(dir=output.parent) as space:
        with progress("copying the database", None):
            copy = Path(space) / (POSTGRES_COPY if team else SQLITE_COPY)
            _dump(folder, team, copy) if team else _copy_sqlite(folder / server.SQLITE, copy)
        with beside.open("wb") as archive:
            write_archive(archive, folder, team, copy, progress)
            archive.flush()
            os.fsync(archive.fileno())
    return output


def restore(
    file: Path,
    folder: Path | None = None,
    *,
    replace_server: bool = False,
    database_file: Path | None = None,
    progress: Progress = silent,
) -> Restored:
    """Put the server of a backup into `folder`, where it can be started; all of it or nothing.

    Parameters
    ----------
    folder
        By default that in which such a server keeps its data.
    replace_server
        Take the place of the server that is there, which is moved aside and kept.
    database_file
        The file with the address of a PostgreSQL database to restore to; by default one of our own.

    Raises
    ------
    InputError
        If `file` is no backup, is damaged, or was made by a newer version.
    StudioError
        If a server is already there, or runs, or the database cannot be restored.
    """
    with opened(file) as archive:
        manifest = read_manifest(archive, file)
        is_team = manifest["database"] == "postgresql"
        target = (folder or server.default_folder(for_team=is_team)).resolve()
        if database_file and not is_team:
            raise InputError(f"{file}: a backup of a private server, which has no `database_file`; leave it out")
        if server.status(target) or (target.is_dir() and cluster.is_running(target)):
            raise StudioError(f"{target}: a Label Studio runs there; stop it first with annotate studio stop")
        if _holds_a_server(target) and not replace_server:
            raise StudioError(f"{target}: holds a Label Studio; name another `folder`, or pass `replace_server`")
        staging = target.with_name(f".{target.name}.restoring")
        _remove(staging)
        staging.mkdir(parents=True, mode=0o700)
        try:
            with progress("reading the backup", None):
                unpack(archive, file, manifest, staging)
            return _put_in_place(staging, target, manifest, database_file, replace_server, progress)
        finally:
            _remove(staging)


def _copy_sqlite(database: Path, copy: Path) -> None:
    """A copy of a database that others may be writing to, as of one moment."""
    if not database.is_file():
        raise StudioError(f"{database}: there is no database yet; start the server once")
    try:
        with (
            closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=60)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
            target.execute("pragma journal_mode=delete")
    except sqlite3.Error as error:
        raise StudioError(f"{database}: cannot be copied ({error}); see the server's log") from error


def _dump(folder: Path, team: Team, copy: Path) -> None:
    """What PostgreSQL holds, as of one moment; a database of our own that does not run is started for it."""
    ran = bool(team.database_file) or cluster.is_running(folder)
    database = database_of(folder, team)
    try:
        options = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges", f"--exclude-schema={_KEPT}*"]
        run(program("pg_dump"), [*options, f"--file={copy}"], database)
    finally:
        if not ran:
            cluster.stop(folder)


def _put_in_place(
    staging: Path,
    target: Path,
    manifest: Mapping[str, Any],
    database_file: Path | None,
    replace_server: bool,
    progress: Progress,
) -> Restored:
    prepare(staging)
    moved_to, is_team = "", manifest["database"] == "postgresql"
    if not is_team:
        os.replace(staging / SQLITE_COPY, staging / server.SQLITE)
        counts = _sqlite_counts(staging / server.SQLITE)
    else:
        counts, moved_to = _load_postgres(staging, database_file, replace_server, progress)
    if _holds_a_server(target):
        aside = _free_name(target)
        _move(target, aside)
        moved_to = moved_to or str(aside)
    elif target.exists():
        _remove(target)
    _move(staging, target)
    projects, tasks, annotations = counts
    return Restored(target, str(manifest["made_at"]), projects, tasks, annotations, is_team, moved_to)


def _sqlite_counts(path: Path) -> list[int]:
    try:
        with closing(sqlite3.connect(path)) as database:
            return [int(database.execute(f"select count(*) from {name}").fetchone()[0]) for name in _TABLES]  # noqa: S608
    except sqlite3.Error as error:
        raise InputError(f"the backup's database is damaged ({error}); use another backup") from error


def _load_postgres(
    staging: Path, database_file: Path | None, replace_server: bool, progress: Progress
) -> tuple[list[int], str]:
    """Load the dump into a database of our own, or into the named one; the counts, and where the old content is.

    In the named one, the old content is kept in a schema of another name.
    """
    team = replace(
        Team.recorded(staging) or Team(), database_file=str(database_file.resolve()) if database_file else ""
    )
    database = database_of(staging, team, progress=progress)
    old_schema = ""
    try:
        if not database.is_empty():
            if not replace_server:
                raise StudioError(f"database {database.shown}: not empty; name another, or pass `replace_server`")
            old_schema = f"{_KEPT}{datetime.now(UTC):%Y%m%d_%H%M%S}"
            _set_aside(database, old_schema)
        with progress("restoring the database", None):
            counts = _load(staging / POSTGRES_COPY, database, old_schema)
    finally:
        if not database_file:
            cluster.stop(staging)
    (staging / POSTGRES_COPY).unlink()
    team.record(staging)
    return counts, f"schema {old_schema} of database {database.shown}" if old_schema else ""


def _load(dump: Path, database: Database, old_schema: str) -> list[int]:
    """Load a dump into an empty schema, all or nothing; the counts. If it fails, what is in `old_schema` comes back."""
    try:
        options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
        run(program("pg_restore"), [*options, f"--dbname={database.name}", str(dump)], database)
        return [int(database.ask(f"select count(*) from {name}")[0]) for name in _TABLES]  # noqa: S608
    except BaseException:
        if old_schema:
            back = _moved_extensions(database, "public", old_schema)
            database.ask(f"{back} drop schema public cascade; alter schema {old_schema} rename to public")
        raise


def _set_aside(database: Database, old_schema: str) -> None:
    """Rename the schema with all that Label Studio has to `old_schema`; what belongs to the database itself stays."""
    extensions = _moved_extensions(database, "public", "public")
    database.ask(f"alter schema public rename to {old_schema}; create schema public; {extensions}")


def _moved_extensions(database: Database, schema: str, to: str) -> str:
    names = database.ask(
        f"select extname from pg_extension where extnamespace = '{schema}'::regnamespace and extrelocatable"  # noqa: S608
    )
    return " ".join(f'alter extension "{name}" set schema {to};' for name in names)


def _holds_a_server(folder: Path) -> bool:
    return any((folder / name).exists() for name in ("token", server.SQLITE, OPTIONS)) or cluster.exists(folder)


def _free_name(target: Path) -> Path:
    name = f"{target.name}.before-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    names = (f"{name}.{number}" if number else name for number in range(1000))
    return next(path for one in names if not (path := target.with_name(one)).exists())


def _move(folder: Path, to: Path) -> None:
    """Rename a server's folder, and with it the database of our own that may lie elsewhere."""
    data, data_to = cluster.data_folder(folder), cluster.data_folder(to)
    elsewhere = data.exists() and not data.is_relative_to(folder)
    to.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists():
        os.rename(folder, to)
    if elsewhere:
        os.rename(data, data_to)


def _remove(folder: Path) -> None:
    """Remove what is left of a restore, with its database."""
    if cluster.exists(folder) and folder.exists():
        cluster.stop(folder)
    for path in {folder, cluster.data_folder(folder)}:
        if path.exists():
            shutil.rmtree(path)
