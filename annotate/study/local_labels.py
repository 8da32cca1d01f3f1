"""What was labelled in a study without a server: every version, by annotator, whole."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from annotate.study import _snapshots as snapshots
from annotate.study.record import Detail, Event, Record, append
from annotate.tables import ANNOTATIONS, conform

KIND, BEGUN = "label", "labelling"
"""What somebody labelled here, as it was when they stopped; that somebody began."""

_IDENTITY = ["sentence_id", "target", "annotator", "question", "label", "skipped", "updated_at"]


def add_local_labels(
    record: Record,
    annotator: str,
    annotations: pd.DataFrame,
    summary: str,
    inputs: Mapping[str, str],
    *,
    goes_on: bool = False,
) -> Event | None:
    """Record all that `annotator` has labelled here; None if the record has it already.

    With `goes_on` they may still be labelling.
    """
    with record.transaction() as database:
        snapshot = snapshots.put(database, annotations.reset_index(drop=True))
        last = _last_events(record).get(annotator)
        known = last is not None and last.details["snapshot"] == snapshot
        if last is not None and known and (goes_on or not last.details.get("goes_on")):
            return None
        details: dict[str, Detail] = {"annotator": annotator, "annotations": len(annotations), "snapshot": snapshot}
        details |= {"goes_on": True} if goes_on else {}
        return append(database, KIND, summary, details, inputs)


def local_labels(record: Record) -> pd.DataFrame | None:
    """What everybody has labelled here, as an annotations table; None if nobody has."""
    events = _last_events(record).values()
    if not events:
        return None
    with record.transaction() as database:
        every = [snapshots.get(database, str(event.details["snapshot"])) for event in events]
    parts = [part for part in every if len(part)]  # somebody may have taken back all that they had labelled
    if not parts:
        return None
    return conform(pd.concat(parts, ignore_index=True), ANNOTATIONS, "the study's record")


def add_beginning(record: Record, annotator: str) -> Event:
    """Record that `annotator` begins to label here: what they label counts even if they are never seen to stop."""
    return record.add(BEGUN, f"{annotator} began to label without a server", {"annotator": annotator})


def still_labelling(record: Record) -> list[str]:
    """Who began to label here and has not stopped, or was interrupted by a crash."""
    begun = {str(event.details["annotator"]): event.number for event in record.events(BEGUN)}
    stopped = {
        str(event.details["annotator"]): event.number
        for event in record.events(KIND)
        if not event.details.get("goes_on")
    }
    return [name for name, number in begun.items() if number > stopped.get(name, 0)]


def without_pulled(annotations: pd.DataFrame, pulled: pd.DataFrame | None) -> pd.DataFrame:
    """The rows of `annotations` without an identical row in `pulled`: those were labelled on a server, not here."""
    if pulled is None or not len(pulled):
        return annotations
    known = set(_identities(pulled))
    return annotations[[row not in known for row in _identities(annotations)]]


def _identities(table: pd.DataFrame) -> list[tuple[str, ...]]:
    columns = [table[name] if name in table.columns else pd.Series("", table.index) for name in _IDENTITY]
    texts = [column.astype(object).where(column.notna(), "").astype("str") for column in columns]
    return list(zip(*texts, strict=True))


def _last_events(record: Record) -> dict[str, Event]:
    return {str(event.details["annotator"]): event for event in record.events(KIND)}
