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
_MIN_ARTICLES = 5


@dataclass(frozen=True)
class ConfoundedLabel:
    """A label that shares no source, or no article, with any other label."""

    label: str
    column: str
    """The column that separates it from the other labels."""

    @property
    def kind(self) -> str:
        """What the values of the column are, in a word."""
        return self.column if self.column in SOURCES else "article"


def confounded_labels(frame: pd.DataFrame, labels: Array, group_column: str | None = None) -> list[ConfoundedLabel]:
    """The labels that share no value of a column in `SOURCES`, or no article, with any other label.

    Values of fewer than 2 % of the sentences are ignored, and so is a column that separates all labels, because then no
    comparison is left. Articles are the values of `group_column`, or else of ``article_id``; only those with two
    or more labelled sentences can show anything, so a label must be in at least five of them.
    """
    fewest = {group_column or "article_id": (2.0, _MIN_ARTICLES)}
    fewest |= {column: (_MIN_SHARE * len(labels), 1) for column in SOURCES}
    confounded = []
    for column, (fewest_rows, fewest_values) in fewest.items():
        if column not in frame.columns:
            continue
        values = frame[column].astype("object").fillna("").astype("str").str.strip().to_numpy(dtype=object)
        table = pd.crosstab(values, labels)
        present = table[table.sum(axis=1) >= fewest_rows].to_numpy() > 0
        alone = [i for i in range(present.shape[1]) if not (present[present[:, i]].sum(axis=1) > 1).any()]
        names = [str(table.columns[i]) for i in alone if present[:, i].sum() >= fewest_values]
        if len(names) == 1 and len(table.columns) > 2:
            confounded.append(ConfoundedLabel(names[0], column))
    return confounded


def confounding_notes(
    frame: pd.DataFrame,
    truth: Array,
    probabilities: Array,
    labels: Sequence[str],
    groups: Array,
    group_column: str | None = None,
) -> list[str]:
    """A warning in one sentence for each of the `confounded_labels`; see `confounding_note`."""
    confounded = confounded_labels(frame, truth, group_column)
    return [confounding_note(label, truth, probabilities, labels, groups) for label in confounded]


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
        f"every sentence labelled {confounded.label!r} comes from another {confounded.kind} than the rest, so "
        f"the model may recognise the {confounded.kind} instead of the label, and metrics may be too good; between "
        f"{' and '.join(others)} macro-F1 is {metrics.macro_f1:.3f} ({low:.3f} to {high:.3f})"
    )
