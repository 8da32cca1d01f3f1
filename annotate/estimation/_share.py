"""One estimated share with what its variance is made of, so that differences and slopes of shares have one too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from annotate._types import Array, Integers

MIN_EVENTS = 5
"""With fewer labelled sentences that have the label (or have it not), Wilson's interval replaces the normal one."""


@dataclass(frozen=True)
class Share:
    """An estimated share (or a sum of shares times numbers) and its influence values.

    Attributes
    ----------
    value
        The share.
    clusters, sums
        Article numbers and, for each, the sum of the influence values; their squares add up to the variance. NaN where
        the estimator has no variance.
    freedom
        Degrees of freedom of the variance.
    sampling_variance
        The part of the variance that shrinks as more sentences are labelled.
    power
        PPI++'s power-tuning parameter lambda: the weight of the model, from 0 (not used) to 1 (fully).
    events
        Labelled sentences that have the label, or that have it not, whichever are fewer.
    """

    value: float
    clusters: Integers
    sums: Array
    freedom: float
    sampling_variance: float = 0.0
    power: float = 1.0
    events: float = np.inf

    @property
    def variance(self) -> float:
        """The estimated variance of `value`."""
        return float((self.sums**2).sum())

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """The interval of a share, within 0 and 1; NaN where the estimator has no variance."""
        quantile = float(stats.t.ppf(0.5 + confidence / 2, max(self.freedom, 1)))
        if np.isnan(self.variance):
            return np.nan, np.nan
        if self.events < MIN_EVENTS:
            return _wilson(self.value, self.variance, self.freedom + 1, quantile)
        half = quantile * np.sqrt(self.variance)
        return max(0.0, self.value - half), min(1.0, self.value + half)


@dataclass(frozen=True)
class Inference:
    """The interval of a contrast of shares and the two-sided p-value of its being zero."""

    low: float
    high: float
    p: float


def combined(shares: Sequence[Share], factors: Sequence[float]) -> Share:
    """The sum of `shares` times `factors`: a difference, an index or a slope. Articles in several shares count once."""
    used = [(share, factor) for share, factor in zip(shares, factors, strict=True) if factor]
    if not used:
        return Share(0.0, np.empty(0, dtype=np.int64), np.empty(0), 1.0)
    codes = np.concatenate([share.clusters for share, _ in used])
    sums = np.concatenate([share.sums * factor for share, factor in used])
    clusters, position = np.unique(codes, return_inverse=True)
    return Share(
        value=float(sum(share.value * factor for share, factor in used)),
        clusters=clusters,
        sums=np.bincount(position, weights=sums, minlength=len(clusters)),
        freedom=min(share.freedom for share, _ in used),
        sampling_variance=float(sum(share.sampling_variance * factor**2 for share, factor in used)),
    )


def tested(contrast: Share, confidence: float) -> Inference:
    """The t interval of `contrast` and the p-value of zero; NaN where the estimator has no variance."""
    error = float(np.sqrt(contrast.variance))
    freedom = max(contrast.freedom, 1)
    half = float(stats.t.ppf(0.5 + confidence / 2, freedom)) * error
    p = float(contrast.value == 0) if error == 0 else float(2 * stats.t.sf(abs(contrast.value) / error, freedom))
    return Inference(contrast.value - half, contrast.value + half, p)


def _wilson(share: float, variance: float, articles: float, quantile: float) -> tuple[float, float]:
    """Wilson's interval for the number of sentences that the variance implies, at most as many as articles."""
    share = min(max(share, 0.0), 1.0)
    implied = share * (1 - share) / variance if variance > 0 else np.inf
    size = max(1.0, min(implied, articles))
    middle = (share + quantile**2 / (2 * size)) / (1 + quantile**2 / size)
    half = quantile / (1 + quantile**2 / size) * np.sqrt(share * (1 - share) / size + quantile**2 / (4 * size**2))
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))
