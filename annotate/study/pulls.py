"""The annotations of a study: every version that was pulled, whole."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from annotate.errors import InputError
from annotate.io.reading import read_table
from annotate.study import _snapshots as snapshots
from annotate.study.record import Detail, Event, Record, append
from annotate.tables import ANNOTATIONS, conform


@dataclass(frozen=True)
class Source:
    """A Label Studio project that annotations were pulled from; the server's address may change, these do not."""

    project_id: int
    created_at: str
    """When the project was made: a server that was set up anew uses numbers again."""


def add_pull(record: Record, title: str, source: Source, annotations: pd.DataFrame, summary: str) -> Event:
    """Record what was pulled from `source`, a project of the study's labelling project `title`."""
    with record.transaction() as database:
        details: dict[str, Detail] = {
            "title": title,
            "project_id": source.project_id,
            "created_at": source.created_at,
            "annotations": len(annotations),
            "snapshot": snapshots.put(database, annotations),
        }
        return append(database, "pull", summary, details, {})


def last_pull(record: Record, title: str, source: Source) -> pd.DataFrame | None:
    """The annotations that the last pull from `source` brought; None before the first one."""
    events = [event for event in record.events("pull") if event.details["title"] == title and _source(event) == source]
    return _annotations(record, events[-1]) if events else None


def last_pulls(record: Record) -> pd.DataFrame | None:
    """The annotations that the last pull from each project brought; None before the first one."""
    last = {_source(event): event for event in record.events("pull")}
    parts = [part for event in last.values() if len(part := _annotations(record, event))]
    return pd.concat(parts, ignore_index=True) if parts else None


def from_gone_projects(
    record: Record, title: str, present: Collection[Source], *, before: int = 0
) -> list[pd.DataFrame]:
    """What the last pull brought from each project of `title` that is not among those `present`.

    Pulls before the event `before` count whatever their title: they are of the study that this one is a copy of.
    """
    pulls = [event for event in record.events("pull") if event.number < before or event.details["title"] == title]
    last = {_source(event): event for event in pulls}
    return [_annotations(record, event) for source, event in last.items() if source not in present]


def changes(before: pd.DataFrame | None, after: pd.DataFrame) -> tuple[int, int]:
    """How many sentences have new or changed annotations, and how many no longer have any."""
    old, new = _by_item(before) if before is not None else {}, _by_item(after)
    return sum(old.get(item) != rows for item, rows in new.items()), len(old.keys() - new.keys())


@dataclass(frozen=True)
class Replaced:
    """What a table of annotations has and the one that replaces it lacks."""

    lost: int = 0
    """Annotations that are not among the new ones."""
    edited: int = 0
    """Annotations with another label, though nobody has changed them since: somebody edited the table."""
    is_table: bool = True
    """Whether it is a table of annotations at all."""
    copy: Path | None = None
    """Where the table is kept; None if nothing in it is missing from the new one."""


def keep_replaced(path: Path, annotations: pd.DataFrame) -> Replaced:
    """Copy the annotations at `path` beside it, as ``NAME.1``, ``NAME.2`` ..., if `annotations` lacks some of them."""
    if not path.is_file():
        return Replaced()
    lost = edited = 0
    is_table = True
    try:
        old, new = _answers(read_table(path, ANNOTATIONS)), _answers(annotations)
        lost = len(old.keys() - new.keys())
        edited = sum(
            bool(old[key] - new[key]) and {at for _, at in old[key]} == {at for _, at in new[key]}
            for key in old.keys() & new.keys()
        )
    except InputError:
        is_table = False  # what is in it is kept all the same
    if is_table and not lost and not edited:
        return Replaced()
    number = 1
    while (copy := path.with_name(f"{path.name}.{number}")).exists():
        number += 1
    shutil.copy2(path, copy)
    return Replaced(lost, edited, is_table, copy)


def _source(event: Event) -> Source:
    details = event.details
    return Source(int(str(details["project_id"])), str(details["created_at"]))


def _annotations(record: Record, event: Event) -> pd.DataFrame:
    with record.transaction() as database:
        return conform(snapshots.get(database, str(event.details["snapshot"])), ANNOTATIONS, "the study's record")


def _by_item(annotations: pd.DataFrame) -> dict[tuple[str, str], frozenset[tuple[str, ...]]]:
    rows: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    columns = ["annotator", "question", "label", "skipped", "updated_at"]
    values = annotations[columns].astype("str").itertuples(index=False, name=None)
    for item, row in zip(_items(annotations), values, strict=True):
        rows.setdefault(item, set()).add(row)
    return {item: frozenset(some) for item, some in rows.items()}


def _answers(annotations: pd.DataFrame) -> dict[tuple[str, ...], set[tuple[str, str]]]:
    """The labels of each item, annotator and question, each with the time of its last change."""
    answers: dict[tuple[str, ...], set[tuple[str, str]]] = {}
    whose = annotations[["annotator", "question"]].astype("str").itertuples(index=False, name=None)
    labels = annotations["label"].astype(object).where(annotations["label"].notna(), "").astype("str")
    changed = pd.to_datetime(annotations["updated_at"], utc=True, format="ISO8601", errors="coerce").astype("str")
    for item, row, label, at in zip(_items(annotations), whose, labels, changed, strict=True):
        answers.setdefault((*item, *row), set()).add((label, at))
    return answers


def _items(annotations: pd.DataFrame) -> list[tuple[str, str]]:
    target = annotations["target"].astype(object).fillna("") if "target" in annotations.columns else ""
    table = pd.DataFrame({"sentence_id": annotations["sentence_id"].astype("str"), "target": target})
    return list(table.itertuples(index=False, name=None))
