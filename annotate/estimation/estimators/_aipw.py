"""The augmented inverse-probability weighted share: the model's probabilities corrected by people's labels.

The model's mean probability over all sentences, plus the mean difference between human label and model over the
labelled ones, each of these weighted by one over the probability with which it was drawn (Robins, Rotnitzky and Zhao
1994; as prediction-powered inference, Angelopoulos et al. 2023; as design-based supervised learning, Egami et al.
2023). The weight of the model is tuned to the smallest variance, as in PPI++ (Angelopoulos, Duchi and Zrnic 2023,
arXiv 2311.01453), once for all labels of a group: so their shares add up to 1, as those of people would. The variance
is that of the estimate's influence values summed by article.
"""

from __future__ import annotations

import numpy as np

from annotate._types import Array, Integers
from annotate.estimation._labelled_scores import Labelled
from annotate.estimation._share import Share


class Aipw:
    """The default: corrected for the model's errors, whatever these are, with valid intervals."""

    name = "aipw"
    method = "corrected"
    description = (
        "Shares are corrected with {labelled} sentences labelled by people, by augmented inverse probability weighting "
        "with the probabilities with which the sentences were drawn; 95 % intervals allow for sentences of one article "
        "being alike."
    )
    references: tuple[str, ...] = (
        "Angelopoulos, Bates, Fannjiang, Jordan and Zrnic (2023): Prediction-powered inference. Science 382.",
        "Angelopoulos, Duchi and Zrnic (2023): PPI++: Efficient prediction-powered inference. arXiv 2311.01453.",
        "Egami, Hinck, Stewart and Wei (2023): Using imperfect surrogates for downstream inference. NeurIPS.",
    )
    uses_labels = True

    def shares(self, data: Labelled, rows: Integers) -> list[Share]:
        """The corrected share of each label; they add up to 1. Labels are counted where all `rows` have one."""
        columns = range(len(data.labels))
        if is_census(data, rows):
            return [whole_share(data, rows, column) for column in columns]
        power = power_tuned(data, rows)
        return [weighted_share(data, rows, column, power) for column in columns]


def is_census(data: Labelled, rows: Integers) -> bool:
    """Whether every one of `rows` has a human label."""
    return bool(((data.weight[rows] > 0) | data.known[rows]).all())


def whole_share(data: Labelled, rows: Integers, column: int) -> Share:
    """The share counted from human labels, every one of `rows` having one."""
    truth = data.truth[rows, column]
    share = float(truth.mean())
    clusters, position = np.unique(data.cluster[rows], return_inverse=True)
    sums = np.bincount(position, weights=(truth - share) / len(rows)) * _widened(len(clusters))
    has = float(truth.sum())
    return Share(share, clusters, sums, len(clusters) - 1, power=0.0, events=min(has, len(rows) - has))


def weighted_share(data: Labelled, rows: Integers, column: int, power: float) -> Share:
    """The share with the model's probabilities counting with the weight `power`, from 0 (labels only) to 1."""
    known, weight = data.known[rows], data.weight[rows]
    truth, predicted = data.truth[rows, column], data.predicted[rows, column] * _enlarged(data, rows) * power
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
    events = min(has, int((drawn | known).sum()) - has)
    return Share(share, codes, sums, articles - 1, float((sampled**2).sum()), power, events)


def power_tuned(data: Labelled, rows: Integers) -> float:
    """PPI++'s lambda, from 0 to 1, for all labels at once: the one with the smallest sum of their variances.

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
    """What a lambda of 1 is here: PPI++'s is of the unlabelled apart, here the labelled are among all the others.

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
    clusters, position = np.unique(data.cluster[everyone], return_inverse=True)
    sums = np.bincount(position, weights=values)
    return clusters, sums * _widened(len(np.unique(data.cluster[rows])))


def _centred(values: Array, stratum: Integers, weight: Array) -> Array:
    _, position, count = np.unique(stratum, return_inverse=True, return_counts=True)
    mean = (np.bincount(position, weights=values) / count)[position]
    alone = (count < 2)[position] | (stratum == 0)
    wider = np.sqrt(count / np.maximum(count - 1, 1))[position]
    return np.where(alone, values, (values - mean) * wider + mean / np.sqrt(weight))


def _added(codes: Integers, values: Array, clusters: Integers, sums: Array) -> tuple[Integers, Array]:
    every, position = np.unique(np.concatenate([codes, clusters]), return_inverse=True)
    return every, np.bincount(position, weights=np.concatenate([values, sums]))


def _widened(articles: int) -> float:
    """The small-sample factor of a clustered standard error."""
    return float(np.sqrt(articles / (articles - 1))) if articles > 1 else 1.0
