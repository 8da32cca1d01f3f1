"""Intervals and tests for metrics of sentences in articles, valid with few articles.

Sentences of one article are alike, so the article is the unit. Everything here starts from the contribution of each
article. ``tests/benchmarks/evaluation_intervals.py`` prints the coverage of the intervals and the size of the test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from annotate._types import Array

Interval = tuple[float, float]
"""Lower and upper end of a 95 % interval."""

_LEVEL = 0.95
_LEAST_DESIGN_EFFECT = 0.5
"""Estimated design effects below this are taken for chance: so few sentences cannot be that much alike in articles."""
_FEWEST = 1.5
"""Effective number of articles below which intervals contain every possible value."""
_ENUMERATED = 12
"""Number of articles up to which all swaps are enumerated."""
_SWAPS = 8000
_TIES = 1e-9
"""Relative difference below which two statistics are equal."""


def jackknife_variance(deleted: Array) -> Array:
    """The delete-one jackknife variance of estimates (Tukey 1958), for each column of `deleted`.

    Parameters
    ----------
    deleted
        The estimates without each article in turn; shape (articles, estimates), at least two articles.
    """
    articles = len(deleted)
    return (articles - 1) / articles * ((deleted - deleted.mean(axis=0)) ** 2).sum(axis=0)


def effective_articles(sizes: Array) -> float:
    """The number of articles to count degrees of freedom by, when they contribute unequal `sizes` to a metric.

    The mean of the number of articles that contribute, and of Kish's (1965) number of equal articles with the same sum
    of squares. The benchmark shows that either alone misses the level, one by too little and the other by too much.
    """
    contributing = sizes[sizes > 0]
    if not len(contributing):
        return 0.0
    return float(len(contributing) + contributing.sum() ** 2 / (contributing**2).sum()) / 2


def share_interval(value: float, variance: float, size: float, articles: float) -> Interval:
    """The 95 % interval of a metric between 0 and 1 whose jackknife variance over articles is known.

    Wilson's (1927) score interval with the sample size at which independent sentences would have the same variance
    (Korn and Graubard, Survey Methodology 1998), and the quantile of Student's t with one degree of freedom less than
    articles. A metric of exactly 0 or 1, or the same in each article, shows no variance; the articles are then counted
    instead of the sentences. With a single article nothing is known about others: 0 to 1.

    Parameters
    ----------
    size
        The number of sentences that the metric is a mean of.
    articles
        The number of articles, see `effective_articles`.
    """
    if articles < _FEWEST:
        return 0.0, 1.0
    binomial = value * (1 - value)
    alike = variance <= _TIES * max(binomial, _TIES)
    effective = float(articles) if alike or binomial <= 0 else min(binomial / variance, size / _LEAST_DESIGN_EFFECT)
    quantile = t_quantile(articles)
    middle = (value + quantile**2 / (2 * effective)) / (1 + quantile**2 / effective)
    root = (binomial / effective + quantile**2 / (4 * effective**2)) ** 0.5
    half = quantile / (1 + quantile**2 / effective) * root
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return (0.0 if value <= 0 else low), (1.0 if value >= 1 else high)


def difference_interval(value: float, variance: float, articles: float) -> Interval:
    """The 95 % interval of a difference of two metrics with a known jackknife variance over articles, within -1 to 1.

    Student's t with one degree of freedom less than articles.
    """
    if articles < _FEWEST:
        return -1.0, 1.0
    half = t_quantile(articles) * variance**0.5
    return max(-1.0, value - half), min(1.0, value + half)


@dataclass(frozen=True)
class Difference:
    """The second model's metric minus the first's, its 95 % interval and a two-sided p-value."""

    value: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class PairedMetric:
    """A metric of two models on the same articles."""

    of: Callable[[Array], Array]
    """The metric of each of many sums over articles, shape ``(sums, ...)``."""
    first: Array
    """What each article adds to such a sum with the first model, shape ``(articles, ...)``."""
    second: Array
    differing: Array
    """A mask of the articles in which the models' predictions differ."""
    sizes: Array
    """How much each article contributes, see `effective_articles`."""

    def both(self) -> tuple[float, float]:
        """The metric of either model."""
        return float(self.of(self.first.sum(axis=0)[None])[0]), float(self.of(self.second.sum(axis=0)[None])[0])

    def difference(self, seed: int) -> Difference:
        """The second model's less the first's, with a jackknife's interval and the p-value of swaps of articles."""
        totals, gain = (self.first.sum(axis=0), self.second.sum(axis=0)), self.second - self.first

        def differences(one: Array, other: Array) -> Array:
            return self.of(other) - self.of(one)

        def swapped(swaps: Array) -> Array:
            moved = (swaps @ gain.reshape(len(gain), -1)).reshape(-1, *gain.shape[1:])
            return differences(totals[0] + moved, totals[1] - moved)

        value = float(differences(totals[0][None], totals[1][None])[0])
        alone = len(self.first) < 2
        deleted = np.zeros(1) if alone else differences(totals[0] - self.first, totals[1] - self.second)
        low, high = difference_interval(value, float(jackknife_variance(deleted)), effective_articles(self.sizes))
        return Difference(value, low, high, swap_test(swapped, self.differing, seed))


def holm(p_values: Array) -> Array:
    """Holm's (1979) p-values of several tests: valid however these depend on each other."""
    order = np.argsort(p_values, kind="stable")
    steps = p_values[order] * (len(order) - np.arange(len(order)))
    adjusted = np.empty(len(order))
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0) if len(order) else steps
    return adjusted


def t_quantile(articles: float) -> float:
    """The two-sided 95 % quantile of Student's t with one degree of freedom less than `articles`."""
    return float(stdtrit(articles - 1, 0.5 + _LEVEL / 2))


def swap_test(statistic: Callable[[Array], Array], differing: Array, seed: int) -> float:
    """The two-sided p-value of a difference between two models, by swapping their predictions in whole articles.

    If the models are equally good, swapping them in an article is as likely as not to have given the data. The p-value
    is the share of swaps with a difference at least as large as the observed one: of all swaps with up to twelve
    differing articles, else of a random sample that includes the observed data (Phipson and Smyth 2010). With one
    sentence per article, and accuracy as the metric, this is McNemar's exact test. With fewer than six differing
    articles it cannot be below 0.05.

    Parameters
    ----------
    statistic
        The differences for swaps of shape (swaps, articles), 1 where the models are swapped and 0 elsewhere.
    differing
        A mask of the articles in which the models' predictions differ; only these are swapped.
    """
    places = np.flatnonzero(differing)
    if len(places) <= _ENUMERATED:
        codes = np.arange(2 ** len(places))[:, None]
        chosen = (codes >> np.arange(len(places))) & 1
    else:
        chosen = np.random.default_rng(seed).integers(0, 2, (_SWAPS, len(places)))
        chosen[0] = 0
    swaps = np.zeros((len(chosen), len(differing)))
    swaps[:, places] = chosen
    sizes = np.abs(statistic(swaps))
    return float((sizes >= sizes[0] * (1 - _TIES)).mean())
