"""The folders a study has been used in, by which a copy of its folder is told from one that was moved."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from annotate.study.record import FILE, FOLDER, NEW_STUDY, Event, Record, has_table, study_id_in


def original_of(record: Record) -> Path | None:
    """The folder that this one is a copy of, while both are there; None where it is no copy, or shares on purpose.

    A copied folder has the same study id as the one it was copied from, and both would write to one project. A folder
    that was moved is no copy, as nothing is where it was; it is remembered in its new place.
    """
    here = record.folder.parent.resolve()
    places = _places(record)
    if here in places:
        return None
    for place in reversed(places):
        if _is_other_folder_of(record, place / FOLDER / FILE):
            return place
    stay(record)
    return None


def stay(record: Record) -> None:
    """Remember that the study is used in the folder of `record`, unless that is read-only."""
    if record.is_read_only:
        return
    with record.transaction() as database:
        database.execute("insert or ignore into place (path) values (?)", (str(record.folder.parent.resolve()),))


def separate(record: Record) -> Event:
    """Give the study in the folder of `record` an id of its own, so that it shares no project with any other."""
    event = record.begin_anew()
    stay(record)
    return event


def copied(record: Record) -> str:
    """In words, of which folder that of `record` is a copy; empty where it is none."""
    original = original_of(record)
    here = record.folder.parent
    return f"{here}: a copy of the study in {original}, with the same project" if original else ""


def begun_anew(record: Record) -> int:
    """The number of the event since which the study has its present id; 0 where it always had it."""
    events = record.events(NEW_STUDY)
    return events[-1].number if events else 0


def own_pushes(record: Record) -> list[Event]:
    """The pushes under the study's present id: none of the study that it was copied from."""
    since = begun_anew(record)
    return [event for event in record.events("push") if event.number > since]


def _places(record: Record) -> list[Path]:
    with record.transaction() as database:
        if not has_table(database, "place"):
            return []
        return [Path(path) for (path,) in database.execute("select path from place order by number")]


def _is_other_folder_of(record: Record, other: Path) -> bool:
    """Whether `other` is another file with the record of the same study."""
    try:
        if not other.is_file() or other.samefile(record.path):
            return False
    except OSError:  # somebody else's folder is there now
        return False
    return _study_id_in(other) == record.study_id


def _study_id_in(path: Path) -> str | None:
    """The study id in the record at `path`, which is only read; None if it cannot be."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=60)) as database:
            return study_id_in(database)
    except sqlite3.Error:
        return None
