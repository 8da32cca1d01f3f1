"""Metrics of models that give a sentence several labels, or none: of each label by itself, and of whole answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from annotate._types import Array, Flags, Reals
from annotate.answer_labels import GIVEN, joined
from annotate.learn.evaluation.cluster_intervals import (
    Interval,
    effective_articles,
    jackknife_variance,
    share_interval,
)
from annotate.learn.evaluation.metrics import (
    Baseline,
    LabelIntervals,
    MetricIntervals,
    Metrics,
    OverallMetric,
    confusion_by_article,
    metrics_of,
    scores_of,
)

NO, YES = "no", "yes"
_ALONE = (NO, YES)
_EXACT = "exact match"
SAMPLE_F1 = "F1 of a sentence"
"""The mean over sentences of the F1 of each sentence's labels, in words."""
NO_LABEL = "none of the labels"
"""The answer without any label, in words."""

_NEVER = Baseline(NO_LABEL, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class SeveralMetrics(Metrics):
    """Metrics of several labels a sentence; means are over the labels, and `accuracy` is that of whole answers.

    ``per_label`` has the metrics of the answer yes to a label; `confusion` is empty, as labels do not exclude another.
    """

    by_label: Mapping[str, Metrics] = field(default_factory=dict)
    """For each label the metrics of its answers, ``no`` and ``yes``: their accuracy, its majority baseline, and the
    calibration error of its probability."""
    always: Baseline = _NEVER
    """The metrics of giving every sentence the most frequent answer."""
    sample_f1: OverallMetric | None = None
    """The mean of `f1_of_sentences`; None in the record of a model that was trained before it was measured."""

    @property
    def several(self) -> bool:
        """Always: a sentence may have several of the labels."""
        return True

    @property
    def measures(self) -> Mapping[str, str]:
        """The metrics of all labels together by name, in words."""
        return {**super().measures, "accuracy": _EXACT}

    @property
    def baseline(self) -> Baseline:
        """The metrics of giving every sentence the most frequent answer."""
        return self.always

    def overall(self) -> tuple[OverallMetric, ...]:
        """The metrics of all labels together, the most telling first."""
        macro, exact, *others = super().overall()
        return (macro, exact, *([self.sample_f1] if self.sample_f1 else []), *others)

    def warning(self) -> str:
        """A warning of labels whose answers are not clearly better than always giving the more frequent one."""
        weak = [label for label, metrics in self.by_label.items() if metrics.warning()]
        if not weak:
            return ""
        each = "; ".join(
            f"{label} {self.by_label[label].accuracy:.3f}, and {self.by_label[label].baseline.accuracy:.3f} by always "
            f"saying {self.by_label[label].baseline.label}"
            for label in weak
        )
        return f"the share of sentences that a label is right on is not clearly above its majority baseline: {each}"

    def note_on_labels(self) -> str:
        """What labels no sentence has, and how the means count them; empty if each is there."""
        absent = [label for label, row in self.per_label.items() if not row.support]
        return self.absent_in_words(absent) if absent else ""

    def as_dict(self) -> dict[str, Any]:
        """The metrics as a JSON document."""
        document = super().as_dict()
        del document["always"]
        if self.sample_f1 is None:
            del document["sample_f1"]
        return document | {
            "exact_match": self.accuracy,
            "by_label": {label: metrics.as_dict() for label, metrics in self.by_label.items()},
        }

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> SeveralMetrics:
        """The metrics of such a document; raises `KeyError` or `TypeError` if something is missing."""
        return cls(
            **vars(Metrics.from_dict(document)),
            by_label={label: Metrics.from_dict(own) for label, own in document["by_label"].items()},
            always=Baseline(**document["baseline"]),
            sample_f1=_overall_from(document["sample_f1"]) if "sample_f1" in document else None,
        )


def _overall_from(document: Mapping[str, Any]) -> OverallMetric:
    interval = document["interval"]
    return OverallMetric(**{**document, "interval": tuple(interval) if interval else None})


def metrics_in(document: Mapping[str, Any]) -> Metrics:
    """The metrics of a document, of one label a sentence or of several."""
    return SeveralMetrics.from_dict(document) if "by_label" in document else Metrics.from_dict(document)


def measured(
    truth: Array, probabilities: Array, labels: Sequence[str], groups: Array, *, seed: int = 0, intervals: bool = True
) -> Metrics:
    """The metrics of predicted probabilities against true labels, of one label a sentence or of several.

    Parameters
    ----------
    truth
        The true label of each row, or which of several labels it has, shape ``(rows, labels)``.

    The other parameters are those of `metrics_of`.
    """
    how = metrics_of if truth.ndim == 1 else several_metrics_of
    return how(truth, probabilities, labels, groups, seed=seed, intervals=intervals)


def several_metrics_of(
    truth: Flags, probabilities: Reals, labels: Sequence[str], groups: Array, *, seed: int = 0, intervals: bool = True
) -> SeveralMetrics:
    """The metrics of the probabilities of several labels; a label is chosen where it is more likely than not.

    Macro-F1 is the mean over labels of the F1 of the answer yes; a label that no sentence has and none is chosen does
    not lower it. Intervals take articles as independent, as those of one label a sentence do; that of the mean
    calibration error is the mean of the labels' intervals, which is too wide rather than too narrow.
    """
    chosen = probabilities > GIVEN
    by_label = {
        label: metrics_of(
            np.where(truth[:, place], YES, NO),
            np.column_stack([1 - probabilities[:, place], probabilities[:, place]]),
            _ALONE,
            groups,
            seed=seed,
            intervals=intervals,
        )
        for place, label in enumerate(labels)
    }
    tables = label_tables(truth, chosen, groups)
    exact = summed_by_article((chosen == truth).all(axis=1), groups)
    macro, weighted = mean_of_labels(tables.sum(axis=0)[None])
    return SeveralMetrics(
        n=len(truth),
        accuracy=float(exact[:, 1].sum() / exact[:, 0].sum()),
        macro_f1=float(macro[0]),
        weighted_f1=float(weighted[0]),
        per_label={label: metrics.per_label[YES] for label, metrics in by_label.items()},
        confusion=[],
        labels=tuple(labels),
        ece=float(np.mean([metrics.ece for metrics in by_label.values()])),
        intervals=_intervals(tables, exact, by_label) if intervals else None,
        articles=len(tables),
        by_label=by_label,
        always=_most_frequent(truth, labels),
        sample_f1=_sample_f1(truth, chosen, groups, intervals),
    )


def _sample_f1(truth: Flags, chosen: Flags, groups: Array, intervals: bool) -> OverallMetric:
    """The mean F1 of each sentence's labels, and that of always giving the most frequent answer."""
    values, always = f1_of_sentences(truth, chosen), np.broadcast_to(_modal_answer(truth)[0], truth.shape)
    sums = summed_by_article(values, groups)
    interval = _mean_interval(sums) if intervals else None
    return OverallMetric(SAMPLE_F1, float(values.mean()), interval, float(f1_of_sentences(truth, always).mean()))


def _modal_answer(truth: Flags) -> tuple[Flags, int]:
    """The most frequent answer, and how many sentences have it."""
    answers, counts = np.unique(truth, axis=0, return_counts=True)
    return answers[counts.argmax()], int(counts.max())


def _mean_interval(sums: Array) -> Interval:
    """The interval of a mean over sentences, from the number of these and the sum of their values in each article."""
    sentences, values = sums[:, 0], sums[:, 1]
    alone = len(sums) < 2
    left = np.zeros(2) if alone else (values.sum() - values) / (sentences.sum() - sentences)
    variance = 0.0 if alone else float(jackknife_variance(left))
    mean, size = float(values.sum() / sentences.sum()), max(float(sentences.sum()), 1.0)
    return share_interval(mean, variance, size, effective_articles(sentences))


def mean_of_labels(confusion: Array) -> tuple[Reals, Reals]:
    """Macro-F1 and F1 weighted by support of many confusion matrices of labels, shape ``(matrices, labels, 2, 2)``."""
    shape = confusion.shape[:2]
    f1 = scores_of(confusion.reshape(-1, 2, 2))["f1"][:, 1].reshape(shape)
    support, predicted = confusion[:, :, 1].sum(axis=2), confusion[:, :, :, 1].sum(axis=2)
    present = support + predicted > 0
    return (
        (f1 * present).sum(axis=1) / np.maximum(present.sum(axis=1), 1),
        (f1 * support).sum(axis=1) / np.maximum(support.sum(axis=1), 1),
    )


def several_macro_f1_of_draws(truth: Flags, chosen: Flags, groups: Array, weights: Array) -> Reals:
    """Macro-F1 over the labels under each row of `weights` (samples, groups): how often each group was drawn."""
    tables = label_tables(truth, chosen, groups)
    return mean_of_labels((weights @ tables.reshape(len(tables), -1)).reshape(-1, *tables.shape[1:]))[0]


def f1_of_sentences(truth: Flags, chosen: Flags) -> Reals:
    """The F1 of each sentence's labels, twice those in common by those of both; 1 where both are none."""
    both = truth.sum(axis=1) + chosen.sum(axis=1)
    return np.where(both > 0, 2 * (truth & chosen).sum(axis=1) / np.maximum(both, 1), 1.0)


def label_tables(truth: Flags, chosen: Flags, groups: Array) -> Array:
    """The confusion matrix of no and yes of each article and label, shape ``(articles, labels, 2, 2)``."""
    each = [
        confusion_by_article(truth[:, place].astype(int), chosen[:, place].astype(int), groups, 2)
        for place in range(truth.shape[1])
    ]
    return np.stack(each, axis=1)


def summed_by_article(values: Array, groups: Array) -> Array:
    """Of each article the number of sentences, and the sum of their `values`."""
    group = np.unique(groups, return_inverse=True)[1]
    return np.column_stack([np.bincount(group), np.bincount(group, weights=values)])


def _intervals(tables: Array, exact: Array, by_label: Mapping[str, Metrics]) -> MetricIntervals:
    macro, weighted = mean_of_labels(tables.sum(axis=0)[None])
    alone = len(tables) < 2
    without = None if alone else mean_of_labels(tables.sum(axis=0) - tables)
    # Macro-F1 counts every label alike, so that articles with many sentences of rare labels count more.
    support = tables[:, :, 1].sum(axis=2)
    even = (support / np.maximum(support.sum(axis=0), 1)).sum(axis=1) * support.sum() / len(by_label)

    def interval(value: float, deleted: Array | None, sizes: Array) -> Interval:
        variance = 0.0 if deleted is None else float(jackknife_variance(deleted))
        return share_interval(float(value), variance, max(float(sizes.sum()), 1.0), effective_articles(sizes))

    every = [metrics.intervals for metrics in by_label.values() if metrics.intervals is not None]
    return MetricIntervals(
        accuracy=_mean_interval(exact),
        macro_f1=interval(macro[0], None if without is None else without[0], even),
        weighted_f1=interval(weighted[0], None if without is None else without[1], support.sum(axis=1)),
        ece=(float(np.mean([one.ece[0] for one in every])), float(np.mean([one.ece[1] for one in every]))),
        per_label={label: _of_yes(metrics) for label, metrics in by_label.items()},
    )


def _of_yes(metrics: Metrics) -> LabelIntervals:
    assert metrics.intervals is not None
    return metrics.intervals.per_label[YES]


def _most_frequent(truth: Flags, labels: Sequence[str]) -> Baseline:
    """The metrics of giving every sentence the most frequent answer."""
    (best, count), shares = _modal_answer(truth), truth.mean(axis=0)
    f1 = np.where(best, 2 * shares / (1 + shares), 0.0)
    name = str(joined(best[None], labels)[0]) or NO_LABEL
    present = np.count_nonzero((shares > 0) | best)
    return Baseline(
        name,
        float(count / len(truth)),
        float(f1.sum() / max(present, 1)),
        float((f1 * shares).sum() / max(shares.sum(), 1e-9)),
    )


def by_label_rows(metrics: SeveralMetrics) -> list[dict[str, Any]]:
    """One row for each label: the metrics of the answer yes, the share of right answers, and its majority baseline."""
    return [
        {"label": label}
        | asdict(metrics.per_label[label])
        | {"right": own.accuracy, "majority_baseline": own.baseline.accuracy}
        for label, own in metrics.by_label.items()
    ]
