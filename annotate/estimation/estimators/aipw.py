"""A share corrected by human labels: the augmented inverse-probability estimate and how it would vary.

The model's mean probability over all sentences, plus the mean difference between human label and model over the
labelled ones, each of these weighted by one over the probability with which it was drawn (Robins, Rotnitzky and Zhao
1994; as prediction-powered inference, Angelopoulos et al. 2023; as design-based supervised learning, Egami et al.
2023). How far the model is trusted is tuned to the smallest variance, as in PPI++ (Angelopoulos, Duchi and Zrnic 2023,
arXiv 2311.01453), once for all labels of a group: so their shares add up to 1, as those of people would. The variance
is that of the estimate's influence values summed by article.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from annotate._types import Array, Integers
from annotate.estimation.labelled_scores import Labelled

FEW = 5
"""With fewer labelled sentences that have the label (or have it not), Wilson's interval replaces the normal one."""


@dataclass(frozen=True)
class Share:
    """A corrected share (or a sum of shares times numbers) with what is needed to compare it with others.

    Attributes
    ----------
    value
        The share.
    clusters, sums
        Article numbers and, for each, the sum of the influence values; their squares add up to the variance.
    freedom
        Degrees of freedom of the variance.
    drawn
        The part of the variance that shrinks as more sentences are labelled.
    trust
        PPI++'s weight of the model, from 0 (not used) to 1 (fully), the same for all labels of a group.
    few
        Labelled sentences that have the label, or that have it not, whichever are fewer.
    """

    value: float
    clusters: Integers
    sums: Array
    freedom: float
    drawn: float = 0.0
    trust: float = 1.0
    few: float = np.inf

    @property
    def variance(self) -> float:
        """The estimated variance of `value`."""
        return float((self.sums**2).sum())

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """The interval of a share, within 0 and 1."""
        quantile = float(stats.t.ppf(0.5 + confidence / 2, max(self.freedom, 1)))
        if self.few < FEW:
            return _wilson(self.value, self.variance, self.freedom + 1, quantile)
        half = quantile * np.sqrt(self.variance)
        return max(0.0, self.value - half), min(1.0, self.value + half)


def corrected(data: Labelled, rows: Integers) -> list[Share]:
    """The share of each of ``data.labels`` among `rows` (places in `data`); they add up to 1.

    At least one of `rows`, or all of them, must have a human label. Where all have one, they are counted.
    """
    drawn = data.weight[rows] > 0
    columns = range(len(data.labels))
    if (drawn | data.known[rows]).all():
        return [_census(data, rows, data.truth[rows, column]) for column in columns]
    trust = _trust(data, rows)
    return [_corrected(data, rows, column, trust) for column in columns]


def combined(shares: list[Share], factors: list[float]) -> Share:
    """The sum of `shares` times `factors`, as a difference, an index or a trend; articles they share count once."""
    used = [(share, factor) for share, factor in zip(shares, factors, strict=True) if factor]
    if not used:
        return Share(0.0, np.empty(0, dtype=np.int64), np.empty(0), 1.0)
    codes = np.concatenate([share.clusters for share, _ in used])
    sums = np.concatenate([share.sums * factor for share, factor in used])
    clusters, place = np.unique(codes, return_inverse=True)
    return Share(
        value=float(sum(share.value * factor for share, factor in used)),
        clusters=clusters,
        sums=np.bincount(place, weights=sums, minlength=len(clusters)),
        freedom=min(share.freedom for share, _ in used),
        drawn=float(sum(share.drawn * factor**2 for share, factor in used)),
    )


def _census(data: Labelled, rows: Integers, truth: Array) -> Share:
    share = float(truth.mean())
    clusters, place = np.unique(data.cluster[rows], return_inverse=True)
    sums = np.bincount(place, weights=(truth - share) / len(rows))
    has = float(truth.sum())
    return Share(
        share, clusters, sums * _widened(len(clusters)), len(clusters) - 1, 0.0, 0.0, min(has, len(rows) - has)
    )


def _corrected(data: Labelled, rows: Integers, column: int, trust: float) -> Share:
    known, weight = data.known[rows], data.weight[rows]
    truth, predicted = data.truth[rows, column], data.predicted[rows, column] * _enlarged(data, rows) * trust
    drawn = weight > 0
    error = np.where(drawn, truth - predicted, 0.0)
    shift = float(np.average(error[drawn], weights=weight[drawn]))
    value = np.where(known, truth, predicted + shift)
    share = float(value.mean())
    scale = (~known).sum() / weight.sum() / len(rows)
    clusters, sampled = _sampled(data, rows[drawn], (error[drawn] - shift) * weight[drawn] * scale)
    codes, sums = _added(data.cluster[rows], (value - share) / len(rows), clusters, sampled)
    articles = len(np.unique(data.cluster[rows[drawn]]))
    has = float(truth[drawn | known].sum())
    few = min(has, int((drawn | known).sum()) - has)
    return Share(share, codes, sums, articles - 1, float((sampled**2).sum()), trust, few)


def _trust(data: Labelled, rows: Integers) -> float:
    """PPI++'s power tuning, from 0 to 1, for all labels at once: the trust with the smallest sum of their variances.

    The covariance of label and model among the labelled over the model's variance, both summed over the labels.
    """
    drawn, open_rows = rows[data.weight[rows] > 0], rows[~data.known[rows]]
    spread = float(np.var(data.predicted[open_rows], axis=0, ddof=1).sum()) if len(open_rows) > 1 else 0.0
    if spread <= 0 or len(drawn) < 2:
        return 0.0
    weight = data.weight[drawn]
    truth, predicted = data.truth[drawn], data.predicted[drawn]
    truth = truth - np.average(truth, axis=0, weights=weight)
    predicted = predicted - np.average(predicted, axis=0, weights=weight)
    together = float(np.average((truth * predicted).sum(axis=1), weights=weight))
    return float(np.clip(together / spread / _enlarged(data, rows), 0.0, 1.0))


def _enlarged(data: Labelled, rows: Integers) -> float:
    """What a trust of 1 is here: PPI++'s is of the unlabelled apart, here the labelled are among all the others.

    The same estimate has a weight larger by this factor, 1 + labelled / unlabelled.
    """
    size, drawn = int((~data.known[rows]).sum()), int((data.weight[rows] > 0).sum())
    return size / max(size - drawn, 1)


def _sampled(data: Labelled, rows: Integers, influence: Array) -> tuple[Integers, Array]:
    """The part of the influence that comes from drawing, summed by article; within strata only what differs counts.

    A stratum's number of draws is fixed, so its mean does not vary from sample to sample; what of it varies from corpus
    to corpus is 1/weight of its square, which is kept.
    """
    touched = np.unique(data.stratum[rows])
    everyone = np.union1d(rows, data.drawn[np.isin(data.stratum[data.drawn], touched[touched > 0])])
    values: Array = np.zeros(len(everyone))
    values[np.searchsorted(everyone, rows)] = influence
    stratum = data.stratum[everyone]
    if stratum.any():
        values = _centred(values, stratum, data.weight[everyone])
    clusters, place = np.unique(data.cluster[everyone], return_inverse=True)
    sums = np.bincount(place, weights=values)
    return clusters, sums * _widened(len(np.unique(data.cluster[rows])))


def _centred(values: Array, stratum: Integers, weight: Array) -> Array:
    _, place, count = np.unique(stratum, return_inverse=True, return_counts=True)
    mean = (np.bincount(place, weights=values) / count)[place]
    alone = (count < 2)[place] | (stratum == 0)
    wider = np.sqrt(count / np.maximum(count - 1, 1))[place]
    return np.where(alone, values, (values - mean) * wider + mean / np.sqrt(weight))


def _added(codes: Integers, values: Array, clusters: Integers, sums: Array) -> tuple[Integers, Array]:
    every, place = np.unique(np.concatenate([codes, clusters]), return_inverse=True)
    return every, np.bincount(place, weights=np.concatenate([values, sums]))


def _widened(articles: int) -> float:
    """The small-sample factor of a clustered standard error."""
    return float(np.sqrt(articles / (articles - 1))) if articles > 1 else 1.0


def _wilson(share: float, variance: float, articles: float, quantile: float) -> tuple[float, float]:
    """Wilson's interval for the number of sentences that the variance implies, at most as many as articles."""
    share = min(max(share, 0.0), 1.0)
    implied = share * (1 - share) / variance if variance > 0 else np.inf
    size = max(1.0, min(implied, articles))
    middle = (share + quantile**2 / (2 * size)) / (1 + quantile**2 / size)
    half = quantile / (1 + quantile**2 / size) * np.sqrt(share * (1 - share) / size + quantile**2 / (4 * size**2))
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))
