"""What labelling looks like so far: agreement, label shares and signs of poor quality; as a page to look at."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import AnnotateWarning, InputError
from annotate.workflows.arguments import StrPath

if TYPE_CHECKING:
    import pandas as pd

    from annotate.studio.annotation_progress import AnnotationProgress

RARELY_AGREES = 0.15
"""By how much alpha must rise without an annotator for that one to be named."""
FEW_SHARED = 20
"""Sentences shared with others from which on an annotator's agreement is judged."""
MANY_ACCEPTED = 0.95
"""Share of accepted predictions from which on an annotator may only be confirming them."""
PREDICTED = 20
"""Labels with a prediction from which on accepting is judged."""
UNLIKELY = 0.01
"""The p-value below which a change of an annotator's labels is named."""


@dataclass(frozen=True)
class LabelStatus:
    """Labelling so far, over all projects of a study."""

    agreement: pd.DataFrame
    """One row per question that two people answered: ``question``, ``value`` (Krippendorff's alpha), ``low``, ``high``,
    ``sentences``, ``annotators``, ``verdict``."""
    annotators: pd.DataFrame
    """As `annotate.labels.agreement_measures.by_annotator` gives it: who agrees with the others how often."""
    confusions: pd.DataFrame
    """As `annotate.labels.agreement_measures.confusions` gives it: the labels that people chose for one sentence."""
    shares: pd.DataFrame
    """One row per question and label: ``question``, ``label``, ``labels`` (their number), ``share`` of the question."""
    warnings: tuple[str, ...] = ()
    """Signs of poor quality, a sentence each."""


def label_status(parts: Sequence[AnnotationProgress]) -> LabelStatus:
    """Agreement, label shares and signs of poor quality in what `status` gave.

    Shares are of the labels that people gave so far, not of the coverage: see `estimate` for these.
    """
    import pandas as pd

    from annotate.labels import agreement_measures as measures
    from annotate.labels.annotations import usable_annotations
    from annotate.reporting.paper_tables import left_out_notes

    tables = [part.annotations for part in parts if len(part.annotations)]
    columns = ["question", "value", "low", "high", "sentences", "annotators", "verdict"]
    agreement = pd.DataFrame(columns=columns)
    people = pd.DataFrame(columns=["question", "annotator", "answers", "shared", "agreed", "alpha_without"])
    confusions = pd.DataFrame(columns=["question", "label", "other", "pairs", "share"])
    shares = pd.DataFrame(columns=["question", "label", "labels", "share"])
    if not tables:
        return LabelStatus(agreement, people, confusions, shares, tuple(_of_progress(parts)))
    rows, _ = usable_annotations(pd.concat(tables, ignore_index=True), "annotations")
    labelled = rows[rows["label"].notna()]
    counts = labelled.groupby(["question", "label"], sort=False).size().rename("labels").reset_index()
    shares = counts.assign(share=counts["labels"] / counts.groupby("question")["labels"].transform("sum"))
    adjudicated: list[str] = []
    if _is_shared(labelled):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", AnnotateWarning)  # of questions that only one person has answered yet
            every = measures.agreement(rows)
            people, confusions = measures.by_annotator(rows), measures.confusions(rows)
        adjudicated = left_out_notes(every)
        agreement = every.loc[every["measure"] == "alpha_nominal", columns].reset_index(drop=True)
    return LabelStatus(
        agreement,
        people,
        confusions,
        shares,
        (*_of_progress(parts), *_of_annotations(rows), *_apart(agreement, people), *adjudicated),
    )


def write_status_page(
    parts: Sequence[AnnotationProgress], status: LabelStatus, path: StrPath, *, refresh: int | None = None
) -> None:
    """Write one page that shows the progress, opens offline, and reloads itself every `refresh` seconds.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    from annotate.io.writing import written_whole
    from annotate.studio.status_page import status_html

    path = Path(path)
    if path.suffix.lower() not in (".html", ".htm"):
        raise InputError(f"{path}: a page ends in .html; choose another `html`")
    text = status_html(parts, status, at=f"{datetime.now():%Y-%m-%d %H:%M:%S}", refresh=refresh)
    with written_whole(path) as beside:
        beside.write_text(text, encoding="utf-8")


def _is_shared(labelled: pd.DataFrame) -> bool:
    """Whether two people labelled some item for one question."""
    from annotate.tables import item_columns

    people = labelled.groupby([*item_columns(labelled), "question"])["annotator"].nunique()
    return bool((people > 1).any())


def _of_progress(parts: Sequence[AnnotationProgress]) -> list[str]:
    signs = []
    for part in parts:
        for person in part.annotators.itertuples():
            predicted = part.annotations[
                (part.annotations["annotator"] == person.annotator)
                & part.annotations["origin"].isin(["prediction", "prediction-changed"])
            ]
            if person.accepted >= MANY_ACCEPTED and len(predicted) >= PREDICTED:
                signs.append(f"{person.annotator} accepted {person.accepted:.0%} of {len(predicted)} predictions")
            if person.skipped > max(5, person.labelled):
                signs.append(f"{person.annotator} skipped {person.skipped} sentences and labelled {person.labelled}")
    return signs


def _of_annotations(rows: pd.DataFrame) -> list[str]:
    from annotate.labels.annotator_quality import annotator_drift, fast_runs

    signs = [
        f"{run.annotator} answered {run.sentences} sentences in a row in {run.median:.1f} s each"
        for run in fast_runs(rows).itertuples()
    ]
    drifts = annotator_drift(rows)
    signs += [
        f"{one.annotator} chose {one.label} ({one.question}) for {one.share_early:.0%} in the first half and"
        f" {one.share_late:.0%} in the second"
        for one in drifts[drifts["p_value"] < UNLIKELY].itertuples()
    ]
    return signs


def _apart(agreement: pd.DataFrame, people: pd.DataFrame) -> list[str]:
    """Annotators without whom the others agree clearly better, where there are others."""
    alphas = dict(zip(agreement["question"], agreement["value"], strict=True))
    return [
        f"{one.annotator} disagrees with the others on {one.question}: alpha is {alphas[one.question]:.2f}, and"
        f" {one.alpha_without:.2f} without"
        for one in people.itertuples()
        if one.shared >= FEW_SHARED and one.alpha_without - alphas.get(one.question, 1.0) > RARELY_AGREES
    ]
