"""Metrics of true labels and predicted probabilities, with intervals from a bootstrap over articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from annotate._types import Array
from annotate.learn.evaluation.calibration import BINS, ece_from_bins, reliability_bins

DRAWS = 1000
"""Number of bootstrap samples for every interval."""

Interval = tuple[float, float]
"""Lower and upper end of a 95 % interval."""


@dataclass(frozen=True)
class LabelMetrics:
    """Metrics of one label, each from 0 to 1, and its number of sentences."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True)
class LabelIntervals:
    """The 95 % intervals of `LabelMetrics`."""

    precision: Interval
    recall: Interval
    f1: Interval


@dataclass(frozen=True)
class MetricIntervals:
    """The 95 % intervals of `Metrics`, from a bootstrap over articles."""

    accuracy: Interval
    macro_f1: Interval
    weighted_f1: Interval
    ece: Interval
    per_label: Mapping[str, LabelIntervals]


@dataclass(frozen=True)
class Baseline:
    """The majority baseline: metrics of a classifier that gives every sentence the most frequent label."""

    label: str
    accuracy: float
    macro_f1: float
    weighted_f1: float


@dataclass(frozen=True)
class Metrics:
    """Metrics of predictions; all but `n` and `confusion` are between 0 and 1."""

    n: int
    """Sentences."""
    accuracy: float
    macro_f1: float
    weighted_f1: float
    per_label: Mapping[str, LabelMetrics]
    confusion: Sequence[Sequence[int]]
    """Counts; rows are true labels, columns predicted ones, in the order of `labels`."""
    labels: tuple[str, ...]
    ece: float
    """Expected calibration error."""
    intervals: MetricIntervals | None = None
    """None where no bootstrap was asked for."""

    @property
    def baseline(self) -> Baseline:
        """The majority baseline of the same sentences."""
        support = np.asarray(self.confusion, dtype=np.float64).sum(axis=1)
        share = float(support.max() / support.sum())
        f1 = 2 * share / (1 + share)
        return Baseline(self.labels[int(support.argmax())], share, f1 / np.count_nonzero(support), share * f1)

    def warning(self) -> str:
        """A warning if the predictions are not clearly better than the majority baseline; else empty."""
        baseline = self.baseline
        if self.intervals is None or self.intervals.accuracy[0] > baseline.accuracy:
            return ""
        low, high = self.intervals.accuracy
        return (
            f"accuracy {self.accuracy:.3f} ({low:.3f} to {high:.3f}) is not clearly better than the "
            f"{baseline.accuracy:.3f} of always predicting '{baseline.label}'"
        )

    def as_dict(self) -> dict[str, Any]:
        """The metrics as a JSON document."""
        document = asdict(self) | {"baseline": asdict(self.baseline)}
        return document | {"labels": list(self.labels), "intervals": document["intervals"] or {}}

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Metrics:
        """The metrics of such a document; raises `KeyError` or `TypeError` where something is missing."""
        intervals = document["intervals"]
        return cls(
            **{name: document[name] for name in ("n", "accuracy", "macro_f1", "weighted_f1", "confusion", "ece")},
            labels=tuple(document["labels"]),
            per_label={label: LabelMetrics(**row) for label, row in document["per_label"].items()},
            intervals=_intervals_from(intervals) if intervals else None,
        )


def _intervals_from(document: Mapping[str, Any]) -> MetricIntervals:
    overall = {name: tuple(bounds) for name, bounds in document.items() if name != "per_label"}
    per_label = {
        label: LabelIntervals(**{name: tuple(bounds) for name, bounds in row.items()})
        for label, row in document["per_label"].items()
    }
    return MetricIntervals(**overall, per_label=per_label)


def metrics_of(
    truth: Array, probabilities: Array, labels: Sequence[str], groups: Array, *, seed: int = 0, intervals: bool = True
) -> Metrics:
    """The metrics of predicted probabilities against true labels.

    Parameters
    ----------
    truth
        The true label of each row.
    probabilities
        One column a label, in the order of `labels`; rows sum to 1.
    groups
        Rows of one article have the same number; the bootstrap draws whole articles.
    intervals
        Whether to compute intervals, which takes most of the time.
    """
    codes = pd.Categorical(truth, categories=list(labels)).codes.astype(np.int64)
    tables = _confusion_by_group(codes, probabilities.argmax(axis=1), groups, len(labels))
    bins = reliability_bins(codes, probabilities, groups)
    confusion = tables.sum(axis=0)
    scores = _scores(confusion[None])
    precision, recall, f1 = (scores[name][0] for name in ("precision", "recall", "f1"))
    return Metrics(
        n=len(truth),
        accuracy=float(scores["accuracy"][0]),
        macro_f1=float(scores["macro_f1"][0]),
        weighted_f1=float(scores["weighted_f1"][0]),
        per_label={
            label: LabelMetrics(float(precision[i]), float(recall[i]), float(f1[i]), int(confusion[i].sum()))
            for i, label in enumerate(labels)
        },
        confusion=confusion.astype(int).tolist(),
        labels=tuple(labels),
        ece=float(ece_from_bins(bins.sum(axis=0)[None])[0]),
        intervals=_intervals(tables, bins, labels, seed) if intervals else None,
    )


def _confusion_by_group(truth: Array, predicted: Array, groups: Array, count: int) -> Array:
    group = np.unique(groups, return_inverse=True)[1]
    tables = np.zeros((int(group.max()) + 1, count, count))
    np.add.at(tables, (group, truth, predicted), 1)
    return tables


def _scores(confusion: Array) -> dict[str, Array]:
    """Metrics of many confusion matrices at once, shape (matrices, labels, labels)."""
    hit = np.einsum("nii->ni", confusion)
    support, predicted = confusion.sum(axis=2), confusion.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        precision = np.where(predicted > 0, hit / predicted, 0.0)
        recall = np.where(support > 0, hit / support, 0.0)
        f1 = np.where(support + predicted > 0, 2 * hit / (support + predicted), 0.0)
    # As scikit-learn does: a label neither in the truth nor in the predictions does not lower the mean.
    present = support + predicted > 0
    return {
        "accuracy": hit.sum(axis=1) / confusion.sum(axis=(1, 2)),
        "macro_f1": (f1 * present).sum(axis=1) / present.sum(axis=1),
        "weighted_f1": (f1 * support).sum(axis=1) / support.sum(axis=1),
        "precision": precision,
        "recall": recall,
        "f1": f1,
    }


def _intervals(tables: Array, bins: Array, labels: Sequence[str], seed: int) -> MetricIntervals:
    weights = draws(len(tables), seed)
    count = len(labels)
    samples = _scores((weights @ tables.reshape(len(tables), -1)).reshape(-1, count, count))
    samples["ece"] = ece_from_bins((weights @ bins.reshape(len(bins), -1)).reshape(-1, BINS, 3))
    overall = {name: _interval(samples[name]) for name in ("accuracy", "macro_f1", "weighted_f1", "ece")}
    per_label = {
        label: LabelIntervals(**{name: _interval(samples[name][:, i]) for name in ("precision", "recall", "f1")})
        for i, label in enumerate(labels)
    }
    return MetricIntervals(**overall, per_label=per_label)


def macro_f1_of_draws(truth: Array, predicted: Array, groups: Array, count: int, weights: Array) -> Array:
    """Macro-F1 under each row of `weights` (samples, groups): how often each group was drawn."""
    tables = _confusion_by_group(truth, predicted, groups, count)
    return _scores((weights @ tables.reshape(len(tables), -1)).reshape(-1, count, count))["macro_f1"]


def draws(groups: int, seed: int, count: int = DRAWS) -> Array:
    """How often each of `groups` articles is drawn in each of `count` bootstrap samples; shape (count, groups)."""
    uniform = np.full(groups, 1 / groups)
    return np.random.default_rng(seed).multinomial(groups, uniform, size=count).astype(np.float64)


def _interval(values: Array) -> Interval:
    low, high = np.nanquantile(values, [0.025, 0.975])
    return float(low), float(high)
