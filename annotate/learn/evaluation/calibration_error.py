"""The expected calibration error, its bias in small samples, and its interval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from annotate._types import Array
from annotate.learn.evaluation.cluster_intervals import Interval

BINS = 10
"""Number of confidence bins of the expected calibration error."""

_DRAWS = 1000
_STEPS = 20
_TAIL = 0.025


@dataclass(frozen=True)
class CalibrationError:
    """The expected calibration error of predictions; each number is between 0 and 1."""

    value: float
    """The usual estimate, which is too large in small samples."""
    debiased: float
    """The estimate less its expected excess (Kumar, Liang and Ma, NeurIPS 2019), at least 0."""
    if_calibrated: float
    """The expected value of the usual estimate if the probabilities were perfectly calibrated."""
    interval: Interval
    """The 95 % interval of the true error."""


def reliability_bins(codes: Array, probabilities: Array, groups: Array) -> Array:
    """Counts, hits, and sums of confidence and of its square, by group and bin; shape ``(groups, BINS, 4)``."""
    predicted, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    number = np.minimum((confidence * BINS).astype(int), BINS - 1)
    group = np.unique(groups, return_inverse=True)[1]
    bins = np.zeros((int(group.max()) + 1, BINS, 4))
    row = np.column_stack([np.ones(len(codes)), predicted == codes, confidence, confidence**2])
    np.add.at(bins, (group, number), row)
    return bins


def reliability_table(codes: Array, probabilities: Array) -> pd.DataFrame:
    """Confidence, accuracy and number of sentences of each bin that is not empty."""
    bins = reliability_bins(codes, probabilities, np.zeros(len(codes), dtype=int))[0]
    counts, hits, sums, _ = bins[bins[:, 0] > 0].T
    return pd.DataFrame({"confidence": sums / counts, "accuracy": hits / counts, "sentences": counts.astype(int)})


def ece_from_bins(bins: Array) -> Array:
    """Expected calibration error of many tables of bins, shape (tables, BINS, 4); 0 is perfect, 1 the worst.

    The mean gap between confidence and accuracy over ten equal bins (Guo et al., ICML 2017).
    """
    gaps = np.abs(bins[:, :, 1] - bins[:, :, 2]).sum(axis=1)
    return gaps / bins[:, :, 0].sum(axis=1)


def calibration_error(bins: Array, seed: int) -> CalibrationError:
    """The calibration error of `bins` from `reliability_bins`, with its bias and interval.

    The gap of each bin has normal noise whose covariance is estimated from the articles and is at least that of
    independent sentences. The interval contains every error under which the observed one is not among the smallest or
    largest 2.5 %, along the family of gaps that are most likely given their total (a test inversion; the error is near
    the boundary 0, where a bootstrap fails). Noise is drawn from a multivariate t with one degree of freedom less than
    articles.
    """
    counts = bins[:, :, 0].sum()
    gaps = (bins[:, :, 1] - bins[:, :, 2]).sum(axis=0) / counts
    value = float(np.abs(gaps).sum())
    covariance = _covariance(bins, gaps)
    used = np.flatnonzero(bins[:, :, 0].sum(axis=0))
    gaps, covariance = gaps[used], covariance[np.ix_(used, used)]
    normal = np.random.default_rng(seed).multivariate_normal(np.zeros(len(used)), covariance, _DRAWS, method="eigh")
    excess = float(np.abs(gaps + normal).sum(axis=1).mean()) - value
    expected = float(np.abs(normal).sum(axis=1).mean())
    freedom = len(bins) - 1
    if freedom < 1:
        return CalibrationError(value, max(0.0, value - excess), expected, (0.0, 1.0))
    scale = np.sqrt(freedom / np.random.default_rng(seed + 1).chisquare(freedom, _DRAWS))
    noise = normal * scale[:, None]
    return CalibrationError(value, max(0.0, value - excess), expected, _interval(gaps, covariance, noise, value))


def _covariance(bins: Array, gaps: Array) -> Array:
    """The covariance of the gaps: between articles, and at least that of independent, calibrated sentences."""
    counts = bins[:, :, 0]
    total, articles = counts.sum(), len(bins)
    influence = (bins[:, :, 1] - bins[:, :, 2] - counts.sum(axis=1)[:, None] * gaps) / total
    between = influence.T @ influence * (articles / (articles - 1) if articles > 1 else 0.0)
    number, confidence, squares = (bins[:, :, place].sum(axis=0) for place in (0, 2, 3))
    independent = (confidence - squares) / total**2
    missing = np.maximum(independent - np.diag(between), 0)
    # a bin in which all confidences are 1 would otherwise have no variance
    alone = np.where(number > 0, 1 / (number + 2), 0) / total**2
    return between + np.diag(np.maximum(missing, alone - np.diag(between)))


def _interval(gaps: Array, covariance: Array, noise: Array, value: float) -> Interval:
    variance = np.diag(covariance)

    def smaller(pull: float) -> Array:
        """The most likely gaps of a smaller total: from those observed at 0 to none at the largest `pull`."""
        return np.sign(gaps) * np.maximum(np.abs(gaps) - pull * variance, 0)

    def totals(centre: Array) -> Array:
        return np.abs(centre + noise).sum(axis=1)

    most = float((np.abs(gaps) / variance).max())
    lower = 0.0
    if (totals(np.zeros(len(gaps))) >= value).mean() < _TAIL:
        pull = _last(lambda pull: (totals(smaller(pull)) >= value).mean() >= _TAIL, most)
        lower = float(np.abs(smaller(pull)).sum())
    # Larger errors: all gaps grow, or all move up or down together, as those of similar sentences do.
    upper = value
    for direction in (np.where(gaps < 0, -1.0, 1.0), np.ones(len(gaps)), -np.ones(len(gaps))):
        step = covariance @ direction / np.abs(covariance @ direction).sum()
        push = _last(partial(_within, gaps, step, noise, value), 2.0)
        upper = max(upper, float(np.abs(gaps + push * step).sum()))
    return lower, min(1.0, upper)


def _within(gaps: Array, step: Array, noise: Array, value: float, push: float) -> bool:
    """Whether an error as small as `value` is not too rare with gaps moved by `push` steps."""
    return bool((np.abs(gaps + push * step + noise).sum(axis=1) <= value).mean() >= _TAIL)


def _last(holds: Callable[[float], Any], most: float) -> float:
    """The largest number between 0 and `most` for which `holds` is true, by bisection."""
    low, high = 0.0, most
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
