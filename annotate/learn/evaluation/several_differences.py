"""Differences between two models that give a sentence several labels: of all labels together, and of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from annotate._types import Array, Flags
from annotate.learn.evaluation.cluster_intervals import Difference, PairedMetric, holm
from annotate.learn.evaluation.metrics import scores_of
from annotate.learn.evaluation.several_metrics import f1_of_sentences, label_tables, mean_of_labels, summed_by_article


@dataclass(frozen=True)
class LabelComparison:
    """The F1 of one of several labels with two models."""

    f1: tuple[float, float]
    difference: Difference
    """``p`` is adjusted for the number of labels by Holm's method."""


def several_paired_metrics(
    truth: Flags, predicted: tuple[Flags, Flags], labels: Sequence[str], groups: Array
) -> dict[str, PairedMetric]:
    """Macro-F1 over `labels`, the share of exact matches, and the mean F1 of each sentence's labels, of two models.

    `truth` and `predicted` have the shape ``(rows, labels)``.
    """
    differing = np.isin(np.unique(groups), groups[(predicted[0] != predicted[1]).any(axis=1)])
    sizes = np.unique(groups, return_counts=True)[1]

    def mean_over_sentences(values: tuple[Array, Array]) -> PairedMetric:
        first, second = (summed_by_article(each, groups) for each in values)
        return PairedMetric(lambda sums: sums[:, 1] / sums[:, 0], first, second, differing, sizes)

    tables = [label_tables(truth, chosen, groups) for chosen in predicted]
    exact, alike = ([how(truth, chosen) for chosen in predicted] for how in (_exact, f1_of_sentences))
    return {
        "macro_f1": PairedMetric(lambda sums: mean_of_labels(sums)[0], tables[0], tables[1], differing, sizes),
        "accuracy": mean_over_sentences((exact[0], exact[1])),
        "sample_f1": mean_over_sentences((alike[0], alike[1])),
    }


def compared_by_label(
    truth: Flags, predicted: tuple[Flags, Flags], labels: Sequence[str], groups: Array, *, seed: int = 0
) -> dict[str, LabelComparison]:
    """The F1 of each of `labels` with two models; articles count by their sentences that have the label, or get it."""
    compared = {}
    for place, label in enumerate(labels):
        true, one, other = truth[:, place], predicted[0][:, place], predicted[1][:, place]
        tables = [label_tables(true[:, None], chosen[:, None], groups)[:, 0] for chosen in (one, other)]
        metric = PairedMetric(
            lambda sums: scores_of(sums)["f1"][:, 1],
            tables[0],
            tables[1],
            differing=np.isin(np.unique(groups), groups[one != other]),
            sizes=summed_by_article(true | one | other, groups)[:, 1],
        )
        compared[label] = LabelComparison(metric.both(), metric.difference(seed))
    adjusted = holm(np.array([one.difference.p for one in compared.values()]))
    return {
        label: replace(one, difference=replace(one.difference, p=float(p)))
        for (label, one), p in zip(compared.items(), adjusted, strict=True)
    }


def _exact(truth: Flags, chosen: Flags) -> Flags:
    return (truth == chosen).all(axis=1)
