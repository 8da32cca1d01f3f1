"""The record of a study: an append-only history of its draws, pushes, pulls, models and scores.

It is one SQLite file in the study's ``.annotate`` folder. Nothing in it is ever changed or deleted: a later event says
what holds now. Tables that matter for good (who was drawn from what, and every version of the annotations) are kept
whole; of other files the record has their hashes.
"""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from annotate.errors import InputError, limit_reached

FOLDER = ".annotate"
"""The folder of a study for what is remembered between commands; not under version control."""
FILE = "study.sqlite3"

_OF_DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
"""How the names of SQLite's errors begin that say that a database is damaged."""

NEW_STUDY = "new-study"
"""The kind of the event with which a copy of a study's folder becomes a study of its own."""

Detail = str | int | float | bool | None | Sequence[str]
"""A value in an event's details."""

_VERSION = 0
"""What a record has as SQLite's ``user_version``; one that this version cannot read has a higher number."""
_SCHEMA = """
create table if not exists study (id text primary key, created_at text not null);
create table if not exists event (
    number integer primary key autoincrement, at text not null, kind text not null, summary text not null,
    details text not null, inputs text not null
);
create table if not exists item (
    event integer not null references event (number), sentence_id text not null, target text not null,
    probability real, inclusion_probability real, strategy text, stratum text
);
create index if not exists item_of_event on item (event);
create table if not exists snapshot (hash text primary key, content blob not null);
create table if not exists place (number integer primary key, path text not null unique);
create trigger if not exists events_stay before update on event begin select raise(abort, 'append-only'); end;
create trigger if not exists events_last before delete on event begin select raise(abort, 'append-only'); end;
create trigger if not exists items_stay before update on item begin select raise(abort, 'append-only'); end;
create trigger if not exists items_last before delete on item begin select raise(abort, 'append-only'); end;
"""


@dataclass(frozen=True)
class Event:
    """Something that was done in a study."""

    number: int
    at: str
    """When, in UTC."""
    kind: str
    """``sample``, ``push``, ``sheet``, ``pull``, ``labelling`` (begun without a server), ``label``, ``resolve``,
    ``train``, ``score``, ``adopt`` or `NEW_STUDY`."""
    summary: str
    details: Mapping[str, Detail] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 of each input by its name."""


class Record:
    """The record of the study in one folder.

    Attributes
    ----------
    folder, path
        The folder for what is remembered, and the file of the record in it.
    is_read_only
        Whether it can be read only, as in an archive or a colleague's folder; what would be added is refused. Where
        there is no record in such a folder, this one is empty.
    """

    def __init__(self, folder: Path) -> None:
        """Open the record of the study in `folder`, created if there is none.

        Raises
        ------
        InputError
            If the file is not a record, or one of a later version.
        """
        self.folder = folder / FOLDER
        self.path = self.folder / FILE
        self.is_read_only = False
        self._check_places()
        try:
            try:
                self.folder.mkdir(mode=0o700, exist_ok=True)
                with closing(self._connected()) as database, database:
                    self._complete(database)
                self.path.chmod(0o600)
            except (OSError, sqlite3.Error) as error:
                if not _is_of_read_only(error):
                    raise
                self.is_read_only = True
                with closing(self._connected()) as database:
                    study_id_in(database)
        except (OSError, sqlite3.Error) as error:
            if limit := limit_reached(error):
                raise InputError(f"{self.path}: {limit}") from error
            raise self._damaged(error) from error

    def _check_places(self) -> None:
        """Check that nothing of another kind is where the record and its folder belong."""
        if os.path.lexists(self.folder) and not self.folder.is_dir():
            raise InputError(f"{self.folder}: not a folder, as the study's record needs it; move it away")
        if self.path.is_dir():
            raise InputError(f"{self.path}: a folder in the place of the study's record; move it away")

    def _damaged(self, error: Exception) -> InputError:
        """The error to raise where the record cannot be read, with what is lost if no copy of it is left."""
        return InputError(
            f"{self.path}: the study's record is damaged ({error}); restore the file from a copy, or move it away: the "
            "next annotate sample then takes over the draws in the study's frame, and pushes and pulls are forgotten"
        )

    def _connected(self) -> sqlite3.Connection:
        if not self.is_read_only:
            return sqlite3.connect(self.path, timeout=60)
        if self.path.exists():
            return sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True, timeout=60)
        database = sqlite3.connect(":memory:")
        self._complete(database)
        database.commit()
        database.execute("pragma query_only = on")
        return database

    def _complete(self, database: sqlite3.Connection) -> None:
        """Create what the database does not have yet."""
        if database.execute("pragma user_version").fetchone()[0] > _VERSION:
            raise InputError(f"{self.path}: the record of a later version of annotate; install the latest one")
        database.executescript(_SCHEMA)
        database.execute(
            "insert into study select ?, ? where not exists (select 1 from study)", (uuid.uuid4().hex, _now())
        )
        place = str(self.folder.parent.resolve())
        database.execute("insert into place (path) select ? where not exists (select 1 from place)", (place,))

    def check_writable(self) -> None:
        """Check that something can be added to the record.

        Raises
        ------
        InputError
            If it can be read only.
        """
        if self.is_read_only:
            raise InputError(
                f"{self.folder.parent}: the study's folder is read-only, and this must be recorded in it; make it "
                "writable, or copy the study to a folder that is"
            )

    @property
    def study_id(self) -> str:
        """The study's identifier: 32 hexadecimal digits."""
        with self.transaction() as database:
            return study_id_in(database)

    @property
    def study_ids(self) -> tuple[str, ...]:
        """`study_id`, and those of other folders whose project this one has adopted under it."""
        own = self.study_id
        since = max((event.number for event in self.events(NEW_STUDY)), default=0)
        adopted = [str(event.details["study_id"]) for event in self.events("adopt") if event.number > since]
        return tuple(dict.fromkeys([own, *adopted]))

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The database, committed at the end and rolled back after an error.

        Raises
        ------
        InputError
            If it is written to and can be read only, it is damaged, the disk is full, or another limit of the machine
            is reached.
        """
        try:
            with closing(self._connected()) as database, database:
                yield database
        except sqlite3.Error as error:
            if _is_of_read_only(error):
                self.check_writable()
            if limit := limit_reached(error):
                raise InputError(f"{self.path}: {limit}") from error
            if str(getattr(error, "sqlite_errorname", "")).startswith(_OF_DAMAGE):
                raise self._damaged(error) from error
            raise

    def add(
        self,
        kind: str,
        summary: str,
        details: Mapping[str, Detail] | None = None,
        inputs: Mapping[str, str] | None = None,
    ) -> Event:
        """Append an event; see `Event` for the parameters."""
        with self.transaction() as database:
            return append(database, kind, summary, details or {}, inputs or {})

    def begin_anew(self) -> Event:
        """Give the study another id; its draws, labels and models stay."""
        details = {"study_id": uuid.uuid4().hex, "was": self.study_id}
        return self.add(NEW_STUDY, f"became a study of its own, apart from {details['was']}", details)

    def events(self, kind: str | None = None) -> list[Event]:
        """The events so far (of one `kind`), the oldest first."""
        query = (
            "select number, at, kind, summary, details, inputs from event where kind = ? or ? is null order by number"
        )
        with self.transaction() as database:
            rows = database.execute(query, (kind, kind)).fetchall()
        return [
            Event(number, at, of_kind, summary, json.loads(details), json.loads(inputs))
            for number, at, of_kind, summary, details, inputs in rows
        ]


def _is_of_read_only(error: Exception) -> bool:
    """Whether `error` says that a file or folder cannot be written, though perhaps read."""
    if isinstance(error, sqlite3.Error):
        name = str(getattr(error, "sqlite_errorname", ""))
        return name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN"))
    return getattr(error, "errno", None) in (errno.EROFS, errno.EACCES, errno.EPERM)


def has_table(database: sqlite3.Connection, name: str) -> bool:
    """Whether the record has a table; one that is only read may be of an earlier version, without it."""
    return bool(database.execute("select 1 from sqlite_master where type = 'table' and name = ?", (name,)).fetchone())


def study_id_in(database: sqlite3.Connection) -> str:
    """The identifier of the study whose record is in `database`: the one it began with, or was given since."""
    query = "select details from event where kind = ? order by number desc limit 1"
    if anew := database.execute(query, (NEW_STUDY,)).fetchone():
        return str(json.loads(anew[0])["study_id"])
    return str(database.execute("select id from study").fetchone()[0])


def append(
    database: sqlite3.Connection, kind: str, summary: str, details: Mapping[str, Detail], inputs: Mapping[str, str]
) -> Event:
    """Append an event in a transaction that writes more than the event itself."""
    at = _now()
    values = (at, kind, summary, json.dumps(dict(details)), json.dumps(dict(inputs)))
    cursor = database.execute("insert into event (at, kind, summary, details, inputs) values (?, ?, ?, ?, ?)", values)
    return Event(int(cursor.lastrowid or 0), at, kind, summary, details, inputs)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
