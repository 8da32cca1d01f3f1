"""What was labelled in a study without a server: every version, by annotator, whole."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from annotate.study import _snapshots as snapshots
from annotate.study.record import Detail, Event, Record, append
from annotate.tables import ANNOTATIONS, conform

KIND = "label"


def add_local_labels(
    record: Record, annotator: str, annotations: pd.DataFrame, summary: str, inputs: Mapping[str, str]
) -> Event | None:
    """Record all that `annotator` has labelled here; None if the record has it already."""
    with record.transaction() as database:
        snapshot = snapshots.put(database, annotations.reset_index(drop=True))
        last = _last_events(record).get(annotator)
        if last is not None and last.details["snapshot"] == snapshot:
            return None
        details: dict[str, Detail] = {"annotator": annotator, "annotations": len(annotations), "snapshot": snapshot}
        return append(database, KIND, summary, details, inputs)


def local_labels(record: Record) -> pd.DataFrame | None:
    """What everybody has labelled here, as an annotations table; None if nobody has."""
    events = _last_events(record).values()
    if not events:
        return None
    with record.transaction() as database:
        parts = [snapshots.get(database, str(event.details["snapshot"])) for event in events]
    return conform(pd.concat(parts, ignore_index=True), ANNOTATIONS, "the study's record")


def _last_events(record: Record) -> dict[str, Event]:
    return {str(event.details["annotator"]): event for event in record.events(KIND)}
