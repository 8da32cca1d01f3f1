"""The augmented inverse-probability weighted share: the model's probabilities corrected by people's labels.

The model's mean probability over all sentences, plus the mean difference between human label and model over the
labelled ones, each of these weighted by one over the probability with which it was drawn (Robins, Rotnitzky and Zhao
1994; as prediction-powered inference, Angelopoulos et al. 2023; as design-based supervised learning, Egami et al.
2023). The weight of the model is tuned to the smallest variance, as in PPI++ (Angelopoulos, Duchi and Zrnic 2023,
arXiv 2311.01453), once for all labels of a group: so their shares add up to 1, as those of people would. The variance
is that of the estimate's influence values summed by article; of a fixed corpus, that of the drawn sentences' values
alone, with a finite-population correction (Hájek 1964).
"""

from __future__ import annotations

import numpy as np

from annotate._types import Array, Integers
from annotate.estimation.design._labelled_scores import Labelled
from annotate.estimation.estimators._influence import added, freedom_of, inverse, left_over, sampled, widened
from annotate.estimation.estimators._share import Share


class Aipw:
    """The default: corrected for the model's errors, whatever these are, with valid intervals."""

    name = "aipw"
    method = "corrected"
    description = (
        "Shares are corrected with {labelled} sentences labelled by people, by augmented inverse probability weighting "
        "with the probabilities with which the sentences were drawn."
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
    """The share counted from human labels, every one of `rows` having one.

    Of a fixed corpus it is known exactly, but for what annotators of one sentence disagree on.
    """
    truth = data.truth[rows, column]
    share = float(truth.mean())
    has = float(truth.sum())
    events = min(has, len(rows) - has)
    units, position = np.unique(data.unit[rows], return_inverse=True)
    if data.corpus:
        units, sums = _divided(data, rows, column, np.full(len(rows), 1 / len(rows)))
        return Share(share, units, sums, np.inf, power=0.0, events=events)
    size = np.bincount(position).astype(float)
    sums = np.bincount(position, weights=(truth - share) / len(rows)) * widened(size / size.sum())
    fewest = float(size.sum() ** 2 / (size**2).sum())
    return Share(share, units, sums, freedom_of(size), 0.0, 0.0, events, fewest, float(len(rows)))


def weighted_share(data: Labelled, rows: Integers, column: int, power: float) -> Share:
    """The share with the model's probabilities counting with the weight `power`, from 0 (labels only) to 1."""
    known, weight = data.known[rows], data.weight[rows]
    truth, predicted = data.truth[rows, column], data.predicted[rows, column] * _enlarged(data, rows) * power
    drawn = weight > 0
    error = np.where(drawn, truth - predicted, 0.0)
    shift = float(np.average(error[drawn], weights=weight[drawn]))
    value = np.where(known, truth, predicted + shift)
    share = float(value.mean())
    represented = (~known).sum() / len(rows)
    influence = (error[drawn] - shift) * weight[drawn] / weight.sum() * represented
    units, of_draws = sampled(data, rows[drawn], influence)
    if data.corpus:
        # Of the disagreement among annotators the finite-population correction takes away the part that was drawn.
        counted = np.where(known, 1 / len(rows), np.where(drawn, weight**0.5 / weight.sum() * represented, 0.0))
        codes, more = _divided(data, rows, column, counted)
        codes, sums = np.concatenate([units, codes]), np.concatenate([of_draws, more])
    else:
        codes, sums = added(data.unit[rows], (value - share) / len(rows), units, of_draws)
    has = float(truth[drawn | known].sum())
    events = min(has, int((drawn | known).sum()) - has)
    spread = weight[drawn] / weight.sum() * represented * left_over(data, rows[drawn])
    of_units = np.bincount(np.unique(data.unit[rows[drawn]], return_inverse=True)[1], weights=spread)
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
    )


def _divided(data: Labelled, rows: Integers, column: int, counted: Array) -> tuple[Integers, Array]:
    """What disagreement among the annotators adds, by sentence; `counted` is what each label counts in the share.

    The numbers of these units follow those of the sentences. Of the process it is in the variance already, for there
    labels vary from sentence to sentence with all that made them.
    """
    error = counted * data.disagreement[rows, column] ** 0.5
    units, position = np.unique(data.unit[rows[error > 0]], return_inverse=True)
    return len(data.frame) + units, np.bincount(position, weights=error[error > 0], minlength=len(units))


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
