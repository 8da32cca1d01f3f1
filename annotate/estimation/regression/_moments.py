"""Coefficients as solutions of estimating equations that are right on average whatever errors the model makes.

With a canonical link every model here solves ``sum of x (y - mu(x b)) = 0``, in which the label y counts linearly. So
design-based supervised learning (Egami, Hinck, Stewart and Wei 2023) puts in its place the pseudo-outcome

    p + R / pi (y - p)

of the predicted probability p, whether the sentence was labelled R, and the probability pi of that. Prediction-powered
inference (PPI++: Angelopoulos, Duchi and Zrnic 2023) corrects the whole gradient instead and weighs the predictions by
a parameter lambda, tuned to the smallest sum of the coefficients' variances; with lambda 0 the labels alone count.
As in `annotate.estimation.estimators`, weights are scaled to the sentences that they stand for (Hájek 1971), and
sentences known for certain count with their label.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from annotate._types import Array, Flags, Integers, Reals
from annotate.errors import InputError

DSL, PPI, LABELS = "dsl", "ppi", "labels"
METHODS = (DSL, PPI, LABELS)
"""Design-based supervised learning; prediction-powered inference; the weighted labels alone."""

_STEPS, _CLOSE = 60, 1e-22
_STEEPEST = 20.0
"""A fitted log-odds beyond this has run away: e to the 20 is half a billion."""


class Link(Protocol):
    """How the mean of the outcome depends on the linear predictor, both of shape (rows, outcomes)."""

    def mean(self, predictor: Reals) -> Reals:
        """The mean."""
        ...

    def potential(self, predictor: Reals) -> Reals:
        """What the mean is the gradient of, (rows,)."""
        ...

    def slope(self, mean: Reals) -> Reals:
        """The derivative of the mean, (rows, outcomes, outcomes)."""
        ...


class Identity:
    """Of the linear probability model."""

    def mean(self, predictor: Reals) -> Reals:
        """The predictor itself."""
        return predictor

    def potential(self, predictor: Reals) -> Reals:
        """Half its square."""
        return np.asarray((predictor**2).sum(axis=1) / 2)

    def slope(self, mean: Reals) -> Reals:
        """One."""
        return np.ones((len(mean), 1, 1))


class Softmax:
    """Of the multinomial model, with the last label as the base; with one outcome the logistic model."""

    def mean(self, predictor: Reals) -> Reals:
        """The probabilities of all labels but the base."""
        highest = np.maximum(predictor.max(axis=1, keepdims=True), 0)
        raised = np.exp(predictor - highest)
        return np.asarray(raised / (raised.sum(axis=1, keepdims=True) + np.exp(-highest)))

    def potential(self, predictor: Reals) -> Reals:
        """The log of the sum of the exponentials."""
        highest = np.maximum(predictor.max(axis=1), 0)
        raised = np.exp(predictor - highest[:, None]).sum(axis=1)
        return np.asarray(highest + np.log(raised + np.exp(-highest)))

    def slope(self, mean: Reals) -> Reals:
        """The covariance of the labels' indicators."""
        return np.asarray(mean[:, :, None] * (np.eye(mean.shape[1]) - mean[:, None, :]))


@dataclass(frozen=True)
class Data:
    """What an equation is made of, by row.

    Attributes
    ----------
    matrix
        (rows, terms): the design matrix.
    truth, predicted
        (rows, outcomes): the human label (0 where there is none) and the predicted probability.
    mass
        How much each sentence counts, 1 on average.
    weight
        How many sentences a drawn label stands for times what each counts, scaled to sum to that of the sentences not
        known; 0 elsewhere.
    known
        Rows whose label is known for certain and speaks for itself alone.
    count
        How many sentences each row stands for.
    together
        (rows, outcomes, outcomes): the sums of products of the distances of their predictions from `predicted`; None
        where a row is one sentence.
    """

    matrix: Reals
    truth: Reals
    predicted: Reals
    mass: Reals
    weight: Reals
    known: Flags
    count: Integers
    together: Reals | None = None

    @property
    def has_label(self) -> Flags:
        """Rows with a human label, whether it represents others or itself alone."""
        return (self.weight > 0) | self.known

    @property
    def drawn(self) -> Integers:
        """The rows with a weight."""
        return np.flatnonzero(self.weight > 0)


@dataclass(frozen=True)
class Equation:
    """The equation ``sum of x (target - size mu(x b)) = 0`` and its solution.

    Attributes
    ----------
    power
        PPI++'s lambda as it counts here, where the labelled sentences are among all.
    whole
        Whether the predictions' own gradient is corrected (PPI), not the outcome alone (DSL).
    size
        What each row's mean counts.
    coefficients
        (outcomes, terms).
    inverse
        The inverse of the derivative, over outcomes and terms in this order.
    """

    power: float
    whole: bool
    size: Reals
    coefficients: Reals
    inverse: Reals


def solved(data: Data, link: Link, method: str) -> Equation:
    """The coefficients by `method`, one of `METHODS`.

    Raises
    ------
    InputError
        If no finite coefficients solve the equation.
    """
    if method == DSL:
        return _solved(data, link, 1.0, whole=False)
    if method == LABELS:
        return _solved(data, link, 0.0, whole=True)
    first = _solved(data, link, enlarged(data), whole=True)
    return _solved(data, link, power_tuned(data, link, first) * enlarged(data), whole=True)


def _solved(data: Data, link: Link, power: float, *, whole: bool) -> Equation:
    rows = len(data.matrix)
    predicted = np.where(data.known[:, None], data.truth, power * data.predicted)
    target = (data.mass[:, None] * predicted + data.weight[:, None] * (data.truth - power * data.predicted)) / rows
    size: Reals = data.mass / rows
    if whole:
        size = (data.mass * np.where(data.known, 1.0, power) + (1 - power) * data.weight) / rows
    coefficients, inverse = newton(data.matrix, target, size, link)
    return Equation(power, whole, size, coefficients, inverse)


def newton(matrix: Reals, target: Reals, size: Reals, link: Link) -> tuple[Reals, Reals]:
    """The solution of ``sum of x (target - size mu(x b)) = 0`` and the inverse of the equation's derivative.

    Raises
    ------
    InputError
        If there is no finite solution.
    """
    terms, outcomes = matrix.shape[1], target.shape[1]
    coefficients: Reals = np.zeros((outcomes, terms))
    value = -np.inf
    step: Reals = np.zeros_like(coefficients)
    for _ in range(_STEPS):
        for _ in range(30):  # halves a step that overshoots
            predictor = matrix @ (coefficients + step).T
            reached = float((target * predictor).sum() - size @ link.potential(predictor))
            if reached >= value - 1e-12 * abs(value) or value == -np.inf:
                break
            step = np.asarray(step / 2)
        coefficients, value = coefficients + step, reached
        mean = link.mean(predictor)
        gradient = ((target - size[:, None] * mean).T @ matrix).ravel()
        inverse = np.asarray(np.linalg.pinv(_derivative(matrix, size, link.slope(mean))), dtype=np.float64)
        step = (inverse @ gradient).reshape(outcomes, terms)
        if float(gradient @ step.ravel()) < _CLOSE:
            return coefficients + step, inverse
        if not isinstance(link, Identity) and np.abs(predictor).max() > _STEEPEST:
            break
    raise InputError("no finite coefficients fit")


def _derivative(matrix: Reals, size: Reals, slope: Reals) -> Reals:
    outcomes, terms = slope.shape[1], matrix.shape[1]
    blocks = np.empty((outcomes, terms, outcomes, terms))
    for one in range(outcomes):
        for other in range(one, outcomes):
            block = (matrix * (size * slope[:, one, other])[:, None]).T @ matrix
            blocks[one, :, other], blocks[other, :, one] = block, block
    return blocks.reshape(outcomes * terms, outcomes * terms)


def scores_of_rows(data: Data, mean: Reals, equation: Equation) -> tuple[Reals, Reals]:
    """What each row adds to the equation, as residuals that its x multiplies: of all rows, and of drawn ones beside.

    Both of shape (rows, outcomes), before the weight of a drawn row, which multiplies the second.
    """
    everyone = np.where(data.known[:, None], data.truth, equation.power * data.predicted)
    lasting = np.where(data.known, 1.0, equation.power) if equation.whole else np.ones(len(data.matrix))
    beside = data.truth - equation.power * data.predicted
    if equation.whole:
        beside = beside - (1 - equation.power) * mean
    return data.mass[:, None] * (everyone - lasting[:, None] * mean), beside


def enlarged(data: Data) -> float:
    """What a lambda of 1 is here, where the labelled are among all: 1 + labelled / unlabelled."""
    size, drawn = int(data.count[~data.known].sum()), len(data.drawn)
    return size / max(size - drawn, 1)


def power_tuned(data: Data, link: Link, first: Equation) -> float:
    """PPI++'s lambda, 0 to 1, for all coefficients at once; `first` is the solution with a lambda of 1."""
    mean = link.mean(data.matrix @ first.coefficients.T)
    open_rows, drawn = np.flatnonzero(~data.known), data.drawn
    size = int(data.count[open_rows].sum())
    if size < 2 or len(drawn) < 2:
        return 0.0
    mass = (data.mass / data.count)[:, None]
    of_model = _gradients(data.matrix, mass * (data.predicted - mean)) @ first.inverse
    of_labels = _gradients(data.matrix[drawn], mass[drawn] * (data.truth[drawn] - mean[drawn])) @ first.inverse
    weight = data.weight[drawn] / data.mass[drawn]
    centred = of_labels - np.average(of_labels, axis=0, weights=weight)
    beside = of_model[drawn] - np.average(of_model[drawn], axis=0, weights=weight)
    together = float(np.average((centred * beside).sum(axis=1), weights=weight))
    apart = of_model[open_rows] - np.average(of_model[open_rows], axis=0, weights=data.count[open_rows])
    squares = data.count[open_rows] @ (apart**2).sum(axis=1) + _within(data, open_rows, first.inverse)
    spread = float(squares) / (size - 1)
    return float(np.clip(together / spread / enlarged(data), 0.0, 1.0)) if spread > 0 else 0.0


def _within(data: Data, rows: Integers, inverse: Reals) -> float:
    """The sum of squares of what the sentences of one row add to the coefficients, from their mean."""
    if data.together is None:
        return 0.0
    outcomes, terms = data.truth.shape[1], data.matrix.shape[1]
    squared = (inverse @ inverse.T).reshape(outcomes, terms, outcomes, terms)
    matrix, mass = data.matrix[rows], (data.mass / data.count)[rows] ** 2
    return float(
        sum(
            mass * data.together[rows, one, other] @ ((matrix @ squared[one, :, other]) * matrix).sum(axis=1)
            for one in range(outcomes)
            for other in range(outcomes)
        )
    )


def _gradients(matrix: Reals, residual: Reals) -> Array:
    """(rows, outcomes * terms)."""
    return (residual[:, :, None] * matrix[:, None, :]).reshape(len(matrix), -1)
