"""Metrics of true labels and predicted probabilities, with intervals that are valid for sentences in articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from annotate._types import Array
from annotate.learn.evaluation.calibration_error import calibration_error, ece_from_bins, reliability_bins
from annotate.learn.evaluation.cluster_intervals import (
    Interval,
    effective_articles,
    jackknife_variance,
    share_interval,
)

DRAWS = 1000
"""Default number of bootstrap samples of `draws`."""

_BY_LABEL = ("precision", "recall", "f1")
_MEASURES = {"macro_f1": "macro-F1", "accuracy": "accuracy", "weighted_f1": "weighted F1", "ece": "calibration error"}


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
    """The 95 % intervals of `Metrics`, see `annotate.learn.evaluation.cluster_intervals`."""

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
class OverallMetric:
    """A metric of all labels together, as it is shown to people."""

    name: str
    """What it is called in tables and texts."""
    value: float
    interval: Interval | None
    """Its 95 % interval; None if intervals were not requested."""
    baseline: float | None
    """What the majority baseline reaches; None for the calibration error, which it does not have."""


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
    """Expected calibration error, the usual estimate; too large in small samples."""
    intervals: MetricIntervals | None = None
    """None if they were not requested."""
    articles: int | None = None
    """Number of articles; None if the record was made by annotate 0.1."""
    ece_debiased: float | None = None
    """The calibration error less its expected excess in a sample of this size; None like `intervals`."""
    ece_if_calibrated: float | None = None
    """The expected `ece` of perfectly calibrated probabilities in a sample like this one; None like `intervals`."""

    @property
    def several(self) -> bool:
        """Whether a sentence may have several of the labels; see `annotate.learn.evaluation.several_metrics`."""
        return False

    @property
    def measures(self) -> Mapping[str, str]:
        """The metrics of all labels together by name, in words."""
        return _MEASURES

    @property
    def baseline(self) -> Baseline:
        """The majority baseline of the same sentences."""
        support = np.asarray(self.confusion, dtype=np.float64).sum(axis=1)
        share = float(support.max() / support.sum())
        f1 = 2 * share / (1 + share)
        return Baseline(self.labels[int(support.argmax())], share, f1 / np.count_nonzero(support), share * f1)

    def overall(self) -> tuple[OverallMetric, ...]:
        """The metrics of all labels together, the most telling first."""
        own, baseline, words = self.intervals, self.baseline, self.measures
        intervals = (own.macro_f1, own.accuracy, own.weighted_f1, own.ece) if own else (None, None, None, None)
        return (
            OverallMetric(words["macro_f1"], self.macro_f1, intervals[0], baseline.macro_f1),
            OverallMetric(words["accuracy"], self.accuracy, intervals[1], baseline.accuracy),
            OverallMetric(words["weighted_f1"], self.weighted_f1, intervals[2], baseline.weighted_f1),
            OverallMetric(words["ece"], self.ece, intervals[3], None),
        )

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

    def note_on_labels(self) -> str:
        """What labels no sentence has, and how the means count them; empty if each is there."""
        support = np.asarray(self.confusion).sum(axis=1)
        absent = [label for label, count in zip(self.labels, support, strict=True) if not count]
        return self.absent_in_words(absent) if absent else ""

    @staticmethod
    def absent_in_words(labels: Sequence[str]) -> str:
        """How the means count `labels` that no sentence has."""
        return (
            f"no sentence is labelled {' or '.join(labels)}: macro-F1 counts such a label as 0 where it was predicted, "
            "and leaves it out where it was not"
        )

    def as_dict(self) -> dict[str, Any]:
        """The metrics as a JSON document."""
        document = asdict(self) | {"baseline": asdict(self.baseline)}
        return document | {"labels": list(self.labels), "intervals": document["intervals"] or {}}

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Metrics:
        """The metrics of such a document; raises `KeyError` or `TypeError` if something is missing."""
        intervals = document["intervals"]
        return cls(
            **{name: document[name] for name in ("n", "accuracy", "macro_f1", "weighted_f1", "confusion", "ece")},
            labels=tuple(document["labels"]),
            per_label={label: LabelMetrics(**row) for label, row in document["per_label"].items()},
            intervals=_intervals_from(intervals) if intervals else None,
            articles=document.get("articles"),
            ece_debiased=document.get("ece_debiased"),
            ece_if_calibrated=document.get("ece_if_calibrated"),
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
        One column per label, in the order of `labels`; rows sum to 1.
    groups
        Rows of one article have the same number; intervals take articles as independent.
    intervals
        Whether to compute intervals and the bias of the calibration error, which takes most of the time.
    """
    codes = pd.Categorical(truth, categories=list(labels)).codes.astype(np.int64)
    tables = confusion_by_article(codes, probabilities.argmax(axis=1), groups, len(labels))
    bins = reliability_bins(codes, probabilities, groups)
    error = calibration_error(bins, seed) if intervals else None
    confusion = tables.sum(axis=0)
    scores = scores_of(confusion[None])
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
        intervals=_intervals(tables, labels, error.interval) if error else None,
        articles=len(tables),
        ece_debiased=error.debiased if error else None,
        ece_if_calibrated=error.if_calibrated if error else None,
    )


def confusion_by_article(truth: Array, predicted: Array, groups: Array, count: int) -> Array:
    """The confusion matrix of each article, shape ``(articles, count, count)``; rows are true labels."""
    group = np.unique(groups, return_inverse=True)[1]
    tables = np.zeros((int(group.max()) + 1, count, count))
    np.add.at(tables, (group, truth, predicted), 1)
    return tables


def scores_of(confusion: Array) -> dict[str, Array]:
    """Metrics of many confusion matrices at once, shape ``(matrices, labels, labels)``, by name."""
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


def _intervals(tables: Array, labels: Sequence[str], ece: Interval) -> MetricIntervals:
    total = tables.sum(axis=0)
    scores, deleted = scores_of(total[None]), scores_of(total - tables) if len(tables) > 1 else None
    support, predicted = tables.sum(axis=2), tables.sum(axis=1)

    def interval(name: str, sizes: Array, column: int | None = None) -> Interval:
        place = (slice(None),) if column is None else (slice(None), column)
        variance = float(jackknife_variance(deleted[name][place])) if deleted else 0.0
        value = float(scores[name][place][0])
        return share_interval(value, variance, max(float(sizes.sum()), 1.0), effective_articles(sizes))

    sentences = support.sum(axis=1)
    even = (support / np.maximum(support.sum(axis=0), 1)).sum(axis=1) * sentences.sum() / len(labels)
    sizes_of = {"precision": predicted, "recall": support, "f1": support + predicted}
    per_label = {
        label: LabelIntervals(**{name: interval(name, sizes_of[name][:, i], i) for name in _BY_LABEL})
        for i, label in enumerate(labels)
    }
    return MetricIntervals(
        accuracy=interval("accuracy", sentences),
        macro_f1=interval("macro_f1", even),
        weighted_f1=interval("weighted_f1", sentences),
        ece=ece,
        per_label=per_label,
    )


def macro_f1_of_draws(truth: Array, predicted: Array, groups: Array, count: int, weights: Array) -> Array:
    """Macro-F1 under each row of `weights` (samples, groups): how often each group was drawn."""
    tables = confusion_by_article(truth, predicted, groups, count)
    return scores_of((weights @ tables.reshape(len(tables), -1)).reshape(-1, count, count))["macro_f1"]


def draws(groups: int, seed: int, count: int = DRAWS) -> Array:
    """How often each of `groups` articles is drawn in each of `count` bootstrap samples; shape ``(count, groups)``."""
    uniform = np.full(groups, 1 / groups)
    return np.random.default_rng(seed).multinomial(groups, uniform, size=count).astype(np.float64)
