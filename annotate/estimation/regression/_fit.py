"""A fitted regression, and sums of its coefficients with what their variances are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotate._types import Integers, Reals
from annotate.estimation.design._labelled_scores import Labelled
from annotate.estimation.estimators._influence import enlarged_by_pull, freedom_of, left_over, unit_sums
from annotate.estimation.estimators._share import Share
from annotate.estimation.regression._moments import Data, Equation, Link, scores_of_rows

_MOST_LEVERAGE = 0.95
"""A unit's leverage is cut off here, beyond which its residual says next to nothing."""


@dataclass(frozen=True)
class Fit:
    """A solved equation with the influence of each unit.

    Attributes
    ----------
    labelled, rows
        Where it comes from: the rows of ``data`` are these of the labelled scores.
    data, link, equation
        What was solved.
    units, sums
        Numbers of the units and, for each, the sum of its influence values on the coefficients:
        (units, outcomes * terms). Their outer products add up to the covariance of the coefficients.
    columns
        The labels that are the outcomes, by their numbers among all.
    """

    labelled: Labelled
    rows: Integers
    data: Data
    link: Link
    equation: Equation
    units: Integers
    sums: Reals
    columns: tuple[int, ...]

    def combination(self, weights: Reals, value: float, of_rows: Reals | None = None) -> Share:
        """The sum of the coefficients times `weights` as an estimate of `value`.

        Parameters
        ----------
        of_rows
            What each row adds to the estimate beside, less its mean: of an average over rows that might be others.
        """
        sums = self.sums @ weights
        codes = self.units
        if of_rows is not None and not self.labelled.corpus:
            units, position = np.unique(self.labelled.unit[self.rows], return_inverse=True)
            sums = sums.copy()
            own = np.bincount(position, weights=self.data.mass * of_rows) / len(self.rows)
            np.add.at(sums, np.searchsorted(codes, units), own)
        counted = self._counted(weights)
        if self.labelled.corpus:
            more_codes, more = self._divided(counted)
            codes, sums = np.concatenate([codes, more_codes]), np.concatenate([sums, more])
        return Share(value, codes, sums, self._freedom(counted))

    def _counted(self, weights: Reals) -> Reals:
        """What each label counts in a combination, (rows, outcomes)."""
        lever = (self.equation.inverse @ weights).reshape(self.data.truth.shape[1], -1)
        share = np.where(self.data.known, self.data.mass, self.data.weight) / len(self.rows)
        return share[:, None] * (self.data.matrix @ lever.T)

    def _freedom(self, counted: Reals) -> float:
        rows = self.data.drawn if len(self.data.drawn) else np.flatnonzero(self.data.known)
        size = np.sqrt((counted[rows] ** 2).sum(axis=1))
        if len(self.data.drawn):
            size = size * left_over(self.labelled, self.rows[rows])
        _, position = np.unique(self.labelled.unit[self.rows[rows]], return_inverse=True)
        return freedom_of(np.bincount(position, weights=size))

    def _divided(self, counted: Reals) -> tuple[Integers, Reals]:
        """What disagreement among annotators adds to a combination of a fixed corpus, by sentence."""
        variance = (counted**2 * self.labelled.disagreement[self.rows][:, self.columns]).sum(axis=1)
        there = np.flatnonzero(variance > 0)
        stands_for = self.data.weight[there] / np.maximum(self.data.mass[there], 1e-300)
        scale = np.where(self.data.known[there], 1.0, 1 / np.sqrt(np.maximum(stands_for, 1.0)))
        return len(self.labelled.frame) + there, np.sqrt(variance[there]) * scale


def fit(labelled: Labelled, rows: Integers, data: Data, link: Link, equation: Equation, columns: Sequence[int]) -> Fit:
    """The influence of each unit on the coefficients of `equation`, with the small-sample factors of few units.

    What a drawn label adds is summed by unit and multiplied by the inverse root of one less the unit's leverage: with
    the labels alone this is CR2 (Bell and McCaffrey 2002), and with predictions fully relied on, of which only the mean
    error is estimated, one less the unit's part of the weight.
    """
    mean = link.mean(data.matrix @ equation.coefficients.T)
    everyone, beside = scores_of_rows(data, mean, equation)
    size, drawn = len(rows), data.drawn
    parameters = [(outcome, term) for outcome in range(data.truth.shape[1]) for term in range(data.matrix.shape[1])]
    shift = np.zeros(len(parameters))
    units: Integers = np.empty(0, dtype=np.int64)
    sums: Reals = np.empty((0, len(parameters)))
    if len(drawn):
        weight, pulled = data.weight[drawn], enlarged_by_pull(labelled, rows[drawn], equation.power)
        parts = []
        for number, (outcome, term) in enumerate(parameters):
            score = data.matrix[drawn, term] * beside[drawn, outcome]
            shift[number] = float(np.average(score, weights=weight))
            influence = (score - shift[number]) * weight / size * pulled
            units, summed, part = unit_sums(labelled, rows[drawn], influence, weight)
            parts.append(summed)
        leverage = _leverage(labelled, rows, data, link.slope(mean), equation, units)
        sums = _widened(np.array(parts).T, leverage, part * min(max(equation.power, 0.0), 1.0), equation.inverse)
    if not labelled.corpus:
        units, sums = _with_everyone(labelled, rows, data, everyone, shift, (units, sums))
    return Fit(labelled, rows, data, link, equation, units, sums @ equation.inverse, tuple(columns))


def _with_everyone(
    labelled: Labelled, rows: Integers, data: Data, everyone: Reals, shift: Reals, sampled: tuple[Integers, Reals]
) -> tuple[Integers, Reals]:
    """`sampled` units and sums with what every row adds, labelled or not."""
    own, position = np.unique(labelled.unit[rows], return_inverse=True)
    units = np.union1d(own, sampled[0])
    sums = np.zeros((len(units), len(shift)))
    sums[np.searchsorted(units, sampled[0])] = sampled[1]
    place = np.searchsorted(units, own)
    terms = data.matrix.shape[1]
    for number, mean_error in enumerate(shift):
        score = data.matrix[:, number % terms] * everyone[:, number // terms] + np.where(
            data.known, 0.0, mean_error * data.mass
        )
        sums[place, number] += np.bincount(position, weights=score) / len(rows)
    return units, sums


def _leverage(
    labelled: Labelled, rows: Integers, data: Data, slope: Reals, equation: Equation, units: Integers
) -> Reals | None:
    """(units, parameters, parameters): the part of the equation's derivative that comes from each unit's labels.

    None where labels do not enter the derivative.
    """
    relied = max(1 - equation.power, 0.0)
    if not equation.whole or relied == 0:
        return None
    drawn = data.drawn
    place = np.searchsorted(units, labelled.unit[rows[drawn]])
    outcomes, terms = slope.shape[1], data.matrix.shape[1]
    x = data.matrix[drawn]
    each = np.einsum("i,ikl,ia,ib->ikalb", relied * data.weight[drawn] / len(rows), slope[drawn], x, x)
    parts = np.zeros((len(units), outcomes * terms, outcomes * terms))
    np.add.at(parts, place, each.reshape(len(drawn), outcomes * terms, outcomes * terms))
    return parts


def _widened(sums: Reals, leverage: Reals | None, part: Reals, inverse: Reals) -> Reals:
    """`sums` (units, parameters) with the small-sample factor of each unit."""
    if leverage is None:
        return sums / np.sqrt(np.maximum(1 - part, 1 - _MOST_LEVERAGE))[:, None]
    values, vectors = np.linalg.eigh(inverse)
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    back = (vectors / np.sqrt(np.maximum(values, 1e-300))) @ vectors.T
    own, axes = np.linalg.eigh(root @ leverage @ root)
    factor = 1 / np.sqrt(np.maximum(1 - own - part[:, None], 1 - _MOST_LEVERAGE))
    inside = np.einsum("upk,up->uk", axes, sums @ root) * factor
    return np.asarray(np.einsum("upk,uk->up", axes, inside) @ back)
