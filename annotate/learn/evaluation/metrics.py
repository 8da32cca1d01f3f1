"""Figures of true labels and predicted probabilities, with intervals that respect articles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from annotate._types import Array
from annotate.learn.evaluation.calibration import BINS, ece_from_bins, reliability_bins

DRAWS = 1000
"""Bootstrap samples behind every interval."""


def figures(
    truth: Array, probabilities: Array, labels: Sequence[str], groups: Array, *, seed: int = 0, intervals: bool = True
) -> dict[str, Any]:
    """Every figure of `evaluate` from true labels and predicted probabilities.

    Parameters
    ----------
    truth
        The true label of each row.
    probabilities
        One column a label, in the order of `labels`; rows sum to 1.
    groups
        Rows of one article have the same number; the bootstrap draws whole articles.
    intervals
        Whether to draw at all; ``intervals`` is empty if not.
    """
    codes = pd.Categorical(truth, categories=list(labels)).codes.astype(np.int64)
    tables = _confusion_by_group(codes, probabilities.argmax(axis=1), groups, len(labels))
    bins = reliability_bins(codes, probabilities, groups)
    confusion = tables.sum(axis=0)
    found = _scores(confusion[None])
    precision, recall, f1 = (found[name][0] for name in ("precision", "recall", "f1"))
    return {
        "n": len(truth),
        "accuracy": float(found["accuracy"][0]),
        "macro_f1": float(found["macro_f1"][0]),
        "weighted_f1": float(found["weighted_f1"][0]),
        "per_label": {
            label: {
                "precision": float(precision[i]),
                "recall": float(recall[i]),
                "f1": float(f1[i]),
                "support": int(confusion[i].sum()),
            }
            for i, label in enumerate(labels)
        },
        "confusion": confusion.astype(int).tolist(),
        "labels": list(labels),
        "ece": float(ece_from_bins(bins.sum(axis=0)[None])[0]),
        "intervals": _intervals(tables, bins, labels, seed) if intervals else {},
    }


def _confusion_by_group(truth: Array, guess: Array, groups: Array, count: int) -> Array:
    group = np.unique(groups, return_inverse=True)[1]
    tables = np.zeros((int(group.max()) + 1, count, count))
    np.add.at(tables, (group, truth, guess), 1)
    return tables


def _scores(confusion: Array) -> dict[str, Array]:
    """Metrics of many confusion matrices at once, shape (matrices, labels, labels); absent labels count for nothing."""
    hit = np.einsum("nii->ni", confusion)
    support, guessed = confusion.sum(axis=2), confusion.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        precision = np.where(guessed > 0, hit / guessed, 0.0)
        recall = np.where(support > 0, hit / support, 0.0)
        f1 = np.where(support + guessed > 0, 2 * hit / (support + guessed), 0.0)
    # As scikit-learn does: a label neither in the truth nor in the predictions does not lower the mean.
    there = support + guessed > 0
    return {
        "accuracy": hit.sum(axis=1) / confusion.sum(axis=(1, 2)),
        "macro_f1": (f1 * there).sum(axis=1) / there.sum(axis=1),
        "weighted_f1": (f1 * support).sum(axis=1) / support.sum(axis=1),
        "precision": precision,
        "recall": recall,
        "f1": f1,
    }


def _intervals(tables: Array, bins: Array, labels: Sequence[str], seed: int) -> dict[str, Any]:
    weights = draws(len(tables), seed)
    count = len(labels)
    many = _scores((weights @ tables.reshape(len(tables), -1)).reshape(-1, count, count))
    many["ece"] = ece_from_bins((weights @ bins.reshape(len(bins), -1)).reshape(-1, BINS, 3))
    plain = {name: _range(many[name]) for name in ("accuracy", "macro_f1", "weighted_f1", "ece")}
    by_label = {
        label: {name: _range(many[name][:, i]) for name in ("precision", "recall", "f1")}
        for i, label in enumerate(labels)
    }
    return plain | {"per_label": by_label}


def macro_f1_of_draws(truth: Array, guess: Array, groups: Array, count: int, weights: Array) -> Array:
    """Macro-F1 under each row of `weights` (samples, groups): how often each group was drawn."""
    tables = _confusion_by_group(truth, guess, groups, count)
    return _scores((weights @ tables.reshape(len(tables), -1)).reshape(-1, count, count))["macro_f1"]


def draws(groups: int, seed: int, count: int = DRAWS) -> Array:
    """How often each of `groups` articles is drawn in each of `count` bootstrap samples; shape (count, groups)."""
    chance = np.full(groups, 1 / groups)
    return np.random.default_rng(seed).multinomial(groups, chance, size=count).astype(np.float64)


def _range(values: Array) -> list[float]:
    low, high = np.nanquantile(values, [0.025, 0.975])
    return [float(low), float(high)]
