"""Labels confounded with their source, which a model may recognise instead of the label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from annotate._types import Array
from annotate.learn.evaluation.metrics import metrics_of

SOURCES = ("outlet", "origin")
"""Columns that hold the source of a sentence."""
_MIN_SHARE = 0.02


@dataclass(frozen=True)
class ConfoundedLabel:
    """A label that shares no source with any other label."""

    label: str
    column: str
    """The column that separates it from the other labels."""


def confounded_labels(frame: pd.DataFrame, labels: Array) -> list[ConfoundedLabel]:
    """The labels that share no value of a column in `SOURCES` with any other label.

    Values of fewer than 2 % of the sentences are ignored, and so is a column that separates all labels, because then no
    comparison is left.
    """
    confounded = []
    for column in SOURCES:
        if column not in frame.columns:
            continue
        values = frame[column].astype("object").fillna("").astype("str").str.strip().to_numpy(dtype=object)
        table = pd.crosstab(values, labels)
        table = table[table.sum(axis=1) >= _MIN_SHARE * len(values)]
        present = table.to_numpy() > 0
        alone = [i for i in range(present.shape[1]) if not (present[present[:, i]].sum(axis=1) > 1).any()]
        names = [str(table.columns[i]) for i in alone if present[:, i].any()]
        if len(names) == 1 and len(table.columns) > 2:
            confounded.append(ConfoundedLabel(names[0], column))
    return confounded


def confounding_note(
    confounded: ConfoundedLabel, truth: Array, probabilities: Array, labels: Sequence[str], groups: Array
) -> str:
    """A warning in one sentence, with macro-F1 among the other labels, for which the source is not informative."""
    others = [label for label in labels if label != confounded.label]
    rows = np.flatnonzero(truth != confounded.label)
    columns = np.array([list(labels).index(label) for label in others])
    between = probabilities[np.ix_(rows, columns)]
    metrics = metrics_of(truth[rows], between / between.sum(axis=1, keepdims=True), others, groups[rows])
    assert metrics.intervals is not None
    low, high = metrics.intervals.macro_f1
    return (
        f"every sentence labelled {confounded.label!r} comes from another {confounded.column} than the rest, so that "
        f"the model may recognise the {confounded.column} instead of the label, and metrics may be too good; between "
        f"{' and '.join(others)} macro-F1 is {metrics.macro_f1:.3f} ({low:.3f} to {high:.3f})"
    )
