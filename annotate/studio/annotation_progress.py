"""Annotation progress: how much each annotator has labelled, how fast, and how much remains."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from annotate.progress import Progress, silent
from annotate.scheme import Scheme
from annotate.studio.client import connect, requesting
from annotate.studio.connection import ProjectRef
from annotate.studio.pulling import pull
from annotate.tables import item_columns, item_keys, item_name

COLUMNS = ("annotator", "labelled", "skipped", "missing", "seconds", "per_hour", "accepted", "changed", "last")


@dataclass(frozen=True)
class AnnotationProgress:
    """The annotation progress of a project."""

    title: str
    sent: int
    """Sentences in the project."""
    overlap: int
    """Number of annotators intended for each sentence."""
    labelled: int
    """Sentences labelled by as many annotators as intended."""
    started: int
    """Sentences labelled by some annotators, but fewer than intended."""
    skipped: int
    """Sentences that somebody skipped and nobody labelled."""
    missing: int
    """Number of missing labels."""
    hours: float
    """Hours of work left at the median pace; NaN if no pace is known yet."""
    days: float
    """Days left at the average pace of days with annotations; NaN if no pace is known yet."""
    annotators: pd.DataFrame
    """One row for each annotator, with `COLUMNS`: seconds is the median time per sentence, accepted and changed are
    shares of the labelled sentences that had a prediction."""
    annotations: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    """The annotations themselves."""

    @property
    def item(self) -> str:
        """What is labelled: a sentence, or a pair of a sentence and a target."""
        return item_name(self.annotations)


def annotation_progress(scheme: Scheme, ref: ProjectRef, *, progress: Progress = silent) -> AnnotationProgress:
    """The progress of the project `ref`.

    Raises
    ------
    StudioError
        If the server refuses or does not answer, or the project does not exist.
    """
    pulled = pull(scheme, ref, progress=progress)
    client = connect(ref.connection)
    with requesting(ref.url, ref.quoted):
        project: Any = client.projects.get(id=pulled.project_id)
        sent, overlap = int(project.task_number or 0), int(project.maximum_annotations or 1)
    return progress_from(pulled.annotations, scheme, title=ref.title, sent=sent, overlap=overlap)


def progress_from(
    annotations: pd.DataFrame,
    scheme: Scheme,
    *,
    sent: int,
    overlap: int,
    title: str = "",
    adjudicators: Collection[str] = (),
) -> AnnotationProgress:
    """The progress of a project of `sent` sentences, each for `overlap` annotators, computed from `annotations`.

    Of `adjudicators`, who decide only what others disagree on, no more labels are expected.
    """
    main = _one_each(annotations, scheme)
    keys = item_keys(main)
    label_counts = keys[~main["skipped"] & ~main["annotator"].isin(list(adjudicators))].value_counts()
    skipped = set(keys[main["skipped"]]) - set(label_counts.index)
    missing = int(sent * overlap - label_counts.clip(upper=overlap).sum())
    people = pd.DataFrame(
        [_person(name, rows, 0 if name in adjudicators else sent) for name, rows in main.groupby("annotator")],
        columns=list(COLUMNS),
    )
    times = main.loc[~main["skipped"], "lead_time"].dropna()
    hours = float(missing * times.median() / 3600) if len(times) else math.nan
    full = int((label_counts >= overlap).sum())
    return AnnotationProgress(
        title, sent, overlap, full, len(label_counts) - full, len(skipped), missing, hours, _days(main, missing),
        people, annotations,
    )  # fmt: skip


def _one_each(annotations: pd.DataFrame, scheme: Scheme) -> pd.DataFrame:
    """One row for each sentence and annotator: the answer to the first required question."""
    order = [q.name for q in sorted(scheme.questions, key=lambda q: not q.required)]
    ranked = annotations.assign(_rank=annotations["question"].map({name: i for i, name in enumerate(order)}))
    return ranked.sort_values("_rank", kind="stable").drop_duplicates([*item_columns(annotations), "annotator"])


def _person(name: Any, rows: pd.DataFrame, sent: int) -> dict[str, Any]:
    done = rows[~rows["skipped"]]
    seconds = float(done["lead_time"].median()) if done["lead_time"].notna().any() else math.nan
    helped = done["origin"].isin(["prediction", "prediction-changed"])
    return {
        "annotator": name,
        "labelled": len(done),
        "skipped": int(rows["skipped"].sum()),
        "missing": max(0, sent - len(rows)),
        "seconds": seconds,
        "per_hour": 3600 / seconds if seconds > 0 else math.nan,
        "accepted": float((done["origin"] == "prediction").sum() / helped.sum()) if helped.any() else math.nan,
        "changed": float((done["origin"] == "prediction-changed").sum() / helped.sum()) if helped.any() else math.nan,
        "last": rows["updated_at"].max(),
    }


def _days(main: pd.DataFrame, missing: int) -> float:
    """Days until `missing` labels are made, at the pace of the days with annotations; NaN if none has a date."""
    if not missing:
        return 0.0
    days = pd.to_datetime(main["created_at"], utc=True, format="ISO8601").dropna().dt.floor("D")
    return float(missing / (len(days) / days.nunique())) if len(days) else math.nan
