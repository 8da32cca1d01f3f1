"""The augmented inverse-probability weighted share: the model's probabilities corrected by people's labels.

The model's mean probability over all sentences, plus the mean difference between human label and model over the
labelled ones, each of these weighted by one over the probability with which it was drawn (Robins, Rotnitzky and Zhao
1994; as prediction-powered inference, Angelopoulos et al. 2023; as design-based supervised learning, Egami et al.
2023). The weight of the model is tuned to the smallest variance, as in PPI++ (Angelopoulos, Duchi and Zrnic 2023,
arXiv 2311.01453), once for all labels of a group, so that their shares add up to 1, as people's would. The variance
is that of the estimate's influence values summed by article; of a fixed corpus, that of the drawn sentences' values
alone, with a finite-population correction (Hájek 1964).
"""

from __future__ import annotations

import numpy as np

from annotate._types import Array, Integers, Reals
from annotate.estimation.design._labelled_scores import Labelled
from annotate.estimation.estimators._influence import (
    added,
    enlarged_by_pull,
    freedom_of,
    inverse,
    left_over,
    sampled,
    widened,
)
from annotate.estimation.estimators._share import Share

_ROUNDING = 1e-12
"""A lambda up to this is a rounding error of labels that are all alike."""


class Aipw:
    """The default: corrected for the model's errors, whatever these are, with valid intervals."""

    name = "aipw"
    method = "corrected"
    description = (
        "Shares are corrected with {labelled} {items} labelled by {labellers}, by augmented inverse probability "
        "weighting with the probabilities with which these were drawn."
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
    return bool(data.has_label[rows].all())


def whole_share(data: Labelled, rows: Integers, column: int) -> Share:
    """The share counted from human labels, as every one of `rows` has one.

    Of a fixed corpus it is known exactly, but for what annotators of one sentence disagree on.
    """
    truth, part = data.truth[rows, column], _parts(data, rows)
    share = float(np.average(truth, weights=part))
    has = float(truth.sum())
    events = min(has, len(rows) - has)
    units, position = np.unique(data.unit[rows], return_inverse=True)
    if data.corpus:
        units, sums = _divided(data, rows, column, part)
        return Share(share, units, sums, np.inf, power=0.0, events=events)
    size = np.bincount(position, weights=part)
    sums = np.bincount(position, weights=part * (truth - share)) * widened(size)
    fewest, most = inverse(float((size**2).sum())), inverse(float((part**2).sum()))
    return Share(share, units, sums, freedom_of(size), 0.0, 0.0, events, fewest, most, units, size)


def weighted_share(data: Labelled, rows: Integers, column: int, power: float) -> Share:
    """The share with the model's probabilities counting with the weight `power`, from 0 (labels only) to 1."""
    known, part = data.known[rows], _parts(data, rows)
    weight = data.weight[rows] * part
    truth, predicted = data.truth[rows, column], data.predicted[rows, column] * _enlarged(data, rows) * power
    drawn = weight > 0
    error = np.where(drawn, truth - predicted, 0.0)
    shift = float(np.average(error[drawn], weights=weight[drawn]))
    value = np.where(known, truth, predicted + shift)
    share = float(np.average(value, weights=part))
    represented = float(part[~known].sum())
    stands_for = np.where(drawn, weight / weight.sum() * represented, 0.0)
    influence = (error[drawn] - shift) * stands_for[drawn] * enlarged_by_pull(data, rows[drawn], power)
    units, of_draws = sampled(data, rows[drawn], influence, weight[drawn])
    if data.corpus:
        # Of the disagreement among annotators the finite-population correction takes away the part that was drawn.
        counted = np.where(known, part, stands_for / np.sqrt(np.maximum(data.weight[rows], 1.0)))
        codes, more = _divided(data, rows, column, counted)
        codes, sums = np.concatenate([units, codes]), np.concatenate([of_draws, more])
    else:
        codes, sums = added(data.unit[rows], part * (value - share), units, of_draws)
    has = float(truth[drawn | known].sum())
    events = min(has, int((drawn | known).sum()) - has)
    spread = stands_for[drawn] * left_over(data, rows[drawn])
    labelled, position = np.unique(data.unit[rows[drawn]], return_inverse=True)
    of_units, whole = (np.bincount(position, weights=each) for each in (spread, stands_for[drawn]))
    return Share(
        value=share,
        clusters=codes,
        sums=sums,
        freedom=freedom_of(of_units),
        sampling_variance=float((of_draws**2).sum()),
        power=power,
        events=events,
        fewest=inverse(float((of_units**2).sum())),
        most=inverse(float((spread**2).sum())),
        units=labelled,
        sizes=of_units,
        drawn=1 - float((of_units**2).sum() / (whole**2).sum()) if data.corpus else 0.0,
        open_part=represented,
    )


def _divided(data: Labelled, rows: Integers, column: int, counted: Array) -> tuple[Integers, Array]:
    """What disagreement among the annotators adds, by sentence; `counted` is what each label counts in the share.

    The numbers of these units follow those of the sentences. For the process it is in the variance already, as there
    labels vary from sentence to sentence with everything that produced them.
    """
    error = counted * data.disagreement[rows, column] ** 0.5
    units, position = np.unique(data.unit[rows[error > 0]], return_inverse=True)
    return len(data.frame) + units, np.bincount(position, weights=error[error > 0], minlength=len(units))


def power_tuned(data: Labelled, rows: Integers) -> float:
    """PPI++'s lambda, from 0 to 1, for all labels at once: the one with the smallest sum of their variances.

    The covariance of label and model among the labelled over the model's variance, both summed over the labels; where
    sentences count differently, of what each adds to the share.
    """
    mass = data.each_of(rows)
    drawn, is_open = (data.weight[rows] > 0) & (mass > 0), ~data.known[rows]
    count, each = data.count[rows[is_open]], mass[is_open]
    if count.sum() < 2 or drawn.sum() < 2 or not each.any():
        return 0.0
    of_model = data.predicted[rows[is_open]]
    of_model = of_model - np.average(of_model, axis=0, weights=each * count)
    squares = count * (of_model**2).sum(axis=1) + data.within[rows[is_open]]
    spread = float(each**2 @ squares) / (count.sum() - 1)
    if spread <= 0:
        return 0.0
    own, weight = mass[drawn], data.weight[rows[drawn]]
    truth, predicted = data.truth[rows[drawn]], data.predicted[rows[drawn]]
    truth = truth - np.average(truth, axis=0, weights=weight * own)
    predicted = predicted - np.average(predicted, axis=0, weights=weight * own)
    together = float(np.average(own**2 * (truth * predicted).sum(axis=1), weights=weight))
    power = float(np.clip(together / spread / _enlarged(data, rows), 0.0, 1.0))
    return power if power > _ROUNDING else 0.0


def _parts(data: Labelled, rows: Integers) -> Reals:
    """What each of `rows` counts in a share of them, which adds up to 1."""
    mass = data.mass_of(rows)
    return np.asarray(mass / mass.sum()) if mass.any() else np.full(len(rows), 1 / len(rows))


def _enlarged(data: Labelled, rows: Integers) -> float:
    """What a lambda of 1 is here: PPI++'s is of the unlabelled alone, but here the labelled are among all of them.

    The same estimate has a weight larger by this factor, 1 + labelled / unlabelled.
    """
    size, drawn = data.size_of(rows[~data.known[rows]]), int((data.weight[rows] > 0).sum())
    return size / max(size - drawn, 1)
