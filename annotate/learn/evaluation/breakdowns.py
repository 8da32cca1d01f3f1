"""Metrics by outlet, speaker or month, and the sentences a model gets most wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from annotate._types import Array, Flags, Reals
from annotate.answer_labels import GIVEN, joined
from annotate.columns import listed
from annotate.errors import InputError
from annotate.learn.evaluation.several_metrics import measured

FEWEST = 10
"""Minimum number of sentences for which an outlet or speaker has a row of its own."""
_MOST = 20


@dataclass(frozen=True)
class BreakdownRow:
    """Metrics of the sentences with one value of a column."""

    value: str
    n: int
    accuracy: float
    macro_f1: float
    low: float
    """Lower end of the 95 % interval of macro-F1."""
    high: float


def breakdown(
    frame: pd.DataFrame, truth: Array, probabilities: Array, labels: Sequence[str], groups: Array, by: str
) -> list[BreakdownRow]:
    """Metrics for each value of the column `by`, most frequent first; ``month`` is taken from ``published``.

    Values with fewer than ten sentences are merged into ``(others)``, as are all but the twenty most frequent.

    Raises
    ------
    InputError
        If there is no such column.
    """
    values = _values(frame, by)
    counts = values.value_counts()
    frequent = [str(value) for value, count in counts.head(_MOST).items() if count >= FEWEST]
    named = values.where(values.isin(frequent), "(others)").to_numpy(dtype=object)
    rows = []
    for value in [*frequent, *(["(others)"] if (named == "(others)").any() else [])]:
        inside = np.flatnonzero(named == value)
        metrics = measured(truth[inside], probabilities[inside], labels, groups[inside])
        assert metrics.intervals is not None
        rows.append(BreakdownRow(value, len(inside), metrics.accuracy, metrics.macro_f1, *metrics.intervals.macro_f1))
    return rows


def known_breakdowns(
    frame: pd.DataFrame, truth: Array, probabilities: Array, labels: Sequence[str], groups: Array
) -> dict[str, list[BreakdownRow]]:
    """Breakdowns by outlet, speaker and target, for those columns that have at least two frequent values."""
    breakdowns = {}
    for by in ("outlet", "speaker", "target"):
        if by in frame.columns:
            rows = breakdown(frame, truth, probabilities, labels, groups, by)
            if sum(row.value != "(others)" for row in rows) > 1:
                breakdowns[by] = rows
    return breakdowns


def confused(
    frame: pd.DataFrame, truth: Array, probabilities: Array, labels: Sequence[str], count: int
) -> pd.DataFrame:
    """The most confident predictions that differ from the annotators' label: errors of the model, or of annotators.

    Columns ``sentence_id``, ``text``, ``label``, ``said`` (the prediction), ``p_said``, ``p_label``; worst first. Of
    several labels, both probabilities are of the one that the prediction is most wrong about.
    """
    if truth.ndim > 1:
        return _confused_labels(frame, truth, probabilities, labels, count)
    codes = pd.Categorical(truth, categories=list(labels)).codes.astype(np.int64)
    rows, predicted = np.arange(len(codes)), probabilities.argmax(axis=1)
    lead = probabilities[rows, predicted] - probabilities[rows, codes]
    worst = [row for row in np.argsort(-lead, kind="stable")[:count] if predicted[row] != codes[row]]
    sentences = frame.iloc[worst][["sentence_id", "text"]].reset_index(drop=True)
    sentences["label"], sentences["said"] = truth[worst], np.asarray(labels, dtype=object)[predicted[worst]]
    sentences["p_said"], sentences["p_label"] = (
        probabilities[worst, predicted[worst]],
        probabilities[worst, codes[worst]],
    )
    return sentences


def _confused_labels(
    frame: pd.DataFrame, truth: Flags, probabilities: Reals, labels: Sequence[str], count: int
) -> pd.DataFrame:
    """The same where sentences may have several of the labels, of which `truth` and `probabilities` have a column."""
    chance_of_truth = np.where(truth, probabilities, 1 - probabilities).min(axis=1)
    chosen = probabilities > GIVEN
    wrong = (chosen != truth).any(axis=1)
    worst = [row for row in np.argsort(chance_of_truth, kind="stable") if wrong[row]][:count]
    sentences = frame.iloc[worst][["sentence_id", "text"]].reset_index(drop=True)
    return sentences.assign(
        label=joined(truth[worst], labels),
        said=joined(chosen[worst], labels),
        p_said=1 - chance_of_truth[worst],
        p_label=chance_of_truth[worst],
    )


def _values(frame: pd.DataFrame, by: str) -> pd.Series:
    name = "published" if by == "month" else by
    if name not in frame.columns:
        raise InputError(f"`by`: no column {by!r}; the table has {listed(frame.columns)}")
    values = frame[name].astype("object").fillna("").astype("str").str.strip()
    values = values.str[:7] if by == "month" else values
    return values.where(values != "", "(unknown)")
