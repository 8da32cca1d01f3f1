"""One estimated share with what its variance is made of, so that differences and slopes of shares have one too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import special

from annotate._types import Array, Integers
from annotate.estimation.estimators._intervals import (
    Bounds,
    correlations,
    exact,
    most_of_finite,
    p_value,
    recovered,
    t_quantile,
    wilson,
)

MIN_EVENTS = 20
"""With fewer labelled sentences that have the label (or lack it), Wilson's interval replaces the normal one."""

MIN_EVENTS_FOR_VARIANCE = 5
"""With fewer, the variance itself says little, and the interval follows the number of labelled articles and sentences.

Of shares from 0.5 to 5 % at 60 to 1,000 labels Wilson's interval holds 95 to 98 %, those of Clopper and Pearson and of
Korn and Graubard 95 to 100 %, the profile likelihood's 91 to 99 %, the normal one 25 to 95 % (see
`tests/benchmarks/rare_shares.py`).
"""

_ROUNDING = 1e-12
"""Influence values up to this are rounding errors of values that are all alike."""


@dataclass(frozen=True)
class Share:
    """An estimated share (or a sum of shares times numbers) and its influence values.

    Attributes
    ----------
    value
        The share.
    clusters, sums
        Numbers of the sampling units (articles, or sentences of a fixed corpus) and, for each, the sum of the influence
        values; their squares add up to the variance. NaN where the estimator has no variance.
    freedom
        Degrees of freedom of the variance.
    sampling_variance
        The part of the variance that shrinks as more sentences are labelled.
    power
        PPI++'s power-tuning parameter lambda: the weight of the model, from 0 (not used) to 1 (fully).
    events
        Labelled sentences that have the label, or that lack it, whichever are fewer.
    fewest, most
        How many independent sentences the labels are worth if sentences of one article are all alike, and if they
        are not alike at all; both infinite where the labels are a census.
    units, sizes
        The sampling units that have labels, and what those of each count, of which `freedom` is made.
    drawn, open_part
        Of a fixed corpus, the part of the sentences without a known label that was drawn, and the part of the share
        that these make up; 0 and 1 of the process, whose sentences are without number.
    """

    value: float
    clusters: Integers
    sums: Array
    freedom: float
    sampling_variance: float = 0.0
    power: float = 1.0
    events: float = np.inf
    fewest: float = np.inf
    most: float = np.inf
    units: Integers = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    sizes: Array = field(default_factory=lambda: np.empty(0))
    drawn: float = 0.0
    open_part: float = 1.0

    @property
    def variance(self) -> float:
        """The estimated variance of `value`; exactly 0 where it would be a rounding error."""
        if len(self.sums) and np.abs(self.sums).max() <= _ROUNDING:
            return 0.0
        return float((self.sums**2).sum())

    @property
    def is_exact(self) -> bool:
        """Whether all labels are alike and no census, so that nothing varies and the interval is the exact one."""
        return self.variance == 0 and self.events == 0 and self.fewest < np.inf

    def interval(self, confidence: float = 0.95) -> Bounds:
        """The interval of a share, within 0 and 1; NaN where the estimator has no variance.

        Where no labelled sentence has (or lacks) the label, there is no variance whose degrees of freedom could count,
        and the interval is Clopper and Pearson's exact one, or of a fixed corpus the hypergeometric one where that is
        wider; see `exact` and `most_of_finite`.
        """
        if np.isnan(self.variance):
            return np.nan, np.nan
        quantile = t_quantile(confidence, self.freedom)
        half = quantile * np.sqrt(self.variance)
        normal = max(0.0, self.value - half), min(1.0, self.value + half)
        if self.events >= MIN_EVENTS or self.fewest == np.inf:
            return normal
        inside = min(max(self.value, 0.0), 1.0)
        implied = inside * (1 - inside) / self.variance if self.variance > 0 else np.inf
        if self.events < MIN_EVENTS_FOR_VARIANCE:
            size = self.fewest if self.variance == 0 else min(max(implied, self.fewest), self.most)
            return self._of_alike(inside, size, confidence) if self.events == 0 else wilson(inside, size, quantile)
        if min(self.value, 1 - self.value) ** 2 > self.variance and 0 < self.value < 1:
            return wilson(inside, implied, quantile)
        # So near to 0 or 1 the variance implies next to no sentences at all.
        low, high = wilson(inside, self.fewest, quantile)
        return min(low, normal[0]), max(high, normal[1])

    def _of_alike(self, share: float, size: float, confidence: float) -> Bounds:
        """The interval of a `share` whose labels are all alike, worth `size` independent sentences."""
        low, high = exact(_settled(share), size, confidence)
        if not self.drawn:
            return low, high
        # `size` counts what the finite-population correction takes away, and the sentences with known labels.
        alone = size * (1 - self.drawn) * self.open_part**2
        far = self.open_part * most_of_finite(alone, self.drawn, confidence)
        return (low, max(high, far)) if share < 0.5 else (min(low, 1 - far), high)


def _settled(share: float) -> float:
    """`share`, exactly 0 or 1 where it differs by a rounding error."""
    return float(round(share)) if min(share, 1 - share) <= _ROUNDING else share


@dataclass(frozen=True)
class Contrast:
    """A sum of shares times numbers: its interval, and the two-sided p-value of its being zero."""

    value: float
    low: float
    high: float
    p: float

    def within(self, most: float) -> Contrast:
        """The same with its value and the ends of its interval cut off at -`most` and `most`, which it cannot leave."""
        value, low, high = (float(np.clip(one, -most, most)) for one in (self.value, self.low, self.high))
        return Contrast(value, low, high, self.p)


def combined(shares: Sequence[Share], factors: Sequence[float]) -> Share:
    """The sum of `shares` times `factors`: a difference, an index or a slope. Articles in several shares count once."""
    used = [(share, factor) for share, factor in zip(shares, factors, strict=True) if factor]
    if not used:
        return Share(0.0, np.empty(0, dtype=np.int64), np.empty(0), 1.0)
    clusters, sums = _aligned([share for share, _ in used])
    freedom, units, sizes = _freedom(used)
    return Share(
        value=float(sum(share.value * factor for share, factor in used)),
        clusters=clusters,
        sums=np.array([factor for _, factor in used]) @ sums,
        freedom=freedom,
        sampling_variance=float(sum(share.sampling_variance * factor**2 for share, factor in used)),
        units=units,
        sizes=sizes,
    )


def _freedom(used: Sequence[tuple[Share, float]]) -> tuple[float, Integers, Array]:
    """Degrees of freedom of a sum of shares times factors, with the units and sizes that they are made of.

    Satterthwaite's (1946): every unit's part of the variance adds its square to their inverse. Where no unit has labels
    in two shares this is Welch's (1947) formula; of shares whose labels are in the same units it is what they have.
    """
    parts = np.array([factor**2 * share.variance for share, factor in used])
    freedoms = np.array([max(share.freedom, 1.0) for share, _ in used])
    units, sizes = _by_unit([(share.units, share.sizes) for share, _ in used])
    squares = sizes**2
    known = squares.any(axis=1) | np.isinf(freedoms)
    if not (parts.sum() > 0 and known[parts > 0].all()):
        return float(freedoms.min()), units, np.zeros(len(units))
    lengths = np.maximum(np.sqrt((squares**2).sum(axis=1)), _ROUNDING)
    of_units = (parts / lengths / np.sqrt(freedoms)) @ squares
    spread = float((of_units**2).sum())
    return (float(parts.sum() ** 2 / spread) if spread > 0 else np.inf), units, np.sqrt(of_units)


def contrast(shares: Sequence[Share], factors: Sequence[float], confidence: float) -> Contrast:
    """The sum of `shares` times `factors` with its interval and p-value; NaN where the estimator has no variance.

    A t interval; where so few labelled sentences have (or lack) a label that its variance says little, variances
    are recovered from the intervals of the shares: so the difference of two shares of 0 has a width.
    """
    total = combined(shares, factors)
    used = [(share, factor) for share, factor in zip(shares, factors, strict=True) if factor]
    if any(share.events < MIN_EVENTS_FOR_VARIANCE and share.fewest < np.inf for share, _ in used):
        values = np.array([share.value for share, _ in used])
        weights = np.array([factor for _, factor in used])
        related = correlations(list(_aligned([share for share, _ in used])[1]))

        def interval_at(level: float) -> Bounds:
            ends = np.array([share.interval(level) for share, _ in used])
            return recovered(values, ends, weights, related)

        return Contrast(total.value, *interval_at(confidence), p_value(interval_at))
    error = float(np.sqrt(total.variance))
    half = t_quantile(confidence, total.freedom) * error
    if error == 0:
        return Contrast(total.value, total.value, total.value, float(total.value == 0))
    p = 2 * float(special.stdtr(max(total.freedom, 1.0), -abs(total.value) / error))
    return Contrast(total.value, total.value - half, total.value + half, p)


def _aligned(shares: Sequence[Share]) -> tuple[Integers, Array]:
    """Every cluster of any of the shares, and the sums of each share by these: (shares, clusters)."""
    return _by_unit([(share.clusters, share.sums) for share in shares])


def _by_unit(columns: Sequence[tuple[Integers, Array]]) -> tuple[Integers, Array]:
    """Every unit of any of several columns of units and values, and the values of each column by these."""
    units = np.unique(np.concatenate([own for own, _ in columns]))
    table = np.zeros((len(columns), len(units)))
    for row, (own, values) in zip(table, columns, strict=True):
        row[np.searchsorted(units, own)] = values
    return units, table
