"""Intervals where the normal one fails: of shares that few labelled sentences have, and of contrasts of such shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy import optimize, special

from annotate._types import Reals

Bounds = tuple[float, float]

_WHOLE = 1e-6
"""Numbers of sentences this near to a whole one are whole but for rounding errors."""


def t_quantile(confidence: float, freedom: float) -> float:
    """The two-sided quantile of Student's t; at least one degree of freedom is assumed."""
    return float(special.stdtrit(max(freedom, 1.0), 0.5 + confidence / 2))


def wilson(share: float, size: float, quantile: float) -> Bounds:
    """Wilson's (1927) score interval of a share among `size` independent sentences."""
    middle = (share + quantile**2 / (2 * size)) / (1 + quantile**2 / size)
    root = (share * (1 - share) / size + quantile**2 / (4 * size**2)) ** 0.5
    half = quantile / (1 + quantile**2 / size) * root
    low = 0.0 if share <= 0 else max(0.0, float(middle - half))
    return low, 1.0 if share >= 1 else min(1.0, float(middle + half))


def exact(share: float, size: float, confidence: float) -> Bounds:
    """Clopper and Pearson's (1934) interval of a share among `size` independent sentences.

    `size` need not be a whole number, as Korn and Graubard (1998) have it for surveys (the method "beta" of R's
    ``survey::svyciprop``). Of a share of 0 the upper end is 1 - (alpha / 2)^(1 / size).
    """
    tail, events = (1 - confidence) / 2, share * size
    low = float(special.betaincinv(events, size - events + 1, tail)) if share > 0 else 0.0
    return low, float(special.betaincinv(events + 1, size - events, 1 - tail)) if share < 1 else 1.0


def most_of_finite(size: float, drawn: float, confidence: float) -> float:
    """The upper end of the exact interval of a share of 0 among a finite number of sentences.

    `size` of them, which are the part `drawn` of all, were drawn and none has the label. The end is K / N with the
    largest K of which no draw has one with a probability of alpha / 2: the hypergeometric (N - K choose n) / (N choose
    n) (Katz 1953). `size`, n, and N = n / `drawn` may be no whole numbers, as those of clusters and weights are; then K
    is none either.
    """
    whole = size / drawn
    tail = np.log((1 - confidence) / 2)

    def surplus(count: float) -> float:
        left = special.gammaln(whole - count + 1) - special.gammaln(whole - count - size + 1)
        return float(left - special.gammaln(whole + 1) + special.gammaln(whole - size + 1) - tail)

    most = whole - size
    count = most if surplus(most) >= 0 else float(optimize.brentq(surplus, 0.0, most, xtol=1e-12))
    if _is_whole(size) and _is_whole(whole):
        count = float(np.floor(count + _WHOLE))
    return min(count / whole, 1.0)


def _is_whole(number: float) -> bool:
    return abs(number - round(number)) < _WHOLE


def recovered(values: Reals, ends: Reals, factors: Reals, correlation: Reals) -> Bounds:
    """The interval of the sum of `values` times `factors` from the interval of each: variance estimates recovered.

    The method of Zou and Donner (2008, Statistics in Medicine 27), MOVER, with their correlation: squared distances to
    the ends take the place of variances.

    Parameters
    ----------
    ends
        (values, 2): the lower and the upper end of each value's interval.
    correlation
        (values, values).
    """
    total = float(values @ factors)
    below, above = np.maximum(values - ends[:, 0], 0), np.maximum(ends[:, 1] - values, 0)
    down = np.where(factors > 0, below, above) * factors
    up = np.where(factors > 0, above, below) * factors
    squares = [float(distance @ correlation @ distance) for distance in (down, up)]
    return total - max(squares[0], 0.0) ** 0.5, total + max(squares[1], 0.0) ** 0.5


def p_value(interval_at: Callable[[float], Bounds]) -> float:
    """The smallest significance level at which a contrast's interval excludes 0; `interval_at` takes a confidence."""

    def outside(confidence: float) -> float:
        low, high = interval_at(confidence)
        return float(max(low, -high))

    least, most = 1e-9, 1 - 1e-12
    if outside(least) <= 0:
        return 1.0
    if outside(most) > 0:
        return 1 - most
    return 1.0 - float(optimize.brentq(outside, least, most, xtol=1e-12))


def correlations(sums: Sequence[Reals]) -> Reals:
    """Correlations of estimates whose influence values have these sums by cluster; 0 where one does not vary."""
    stacked = np.array(sums)
    covariance = stacked @ stacked.T
    error = np.sqrt(np.diag(covariance))
    scale = np.outer(error, error)
    related = np.divide(covariance, scale, out=np.zeros_like(covariance), where=scale > 0)
    np.fill_diagonal(related, 1.0)
    return related
