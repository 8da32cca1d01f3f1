"""What variances are made of: influence values summed by what was drawn, and their degrees of freedom."""

from __future__ import annotations

import numpy as np

from annotate._types import Array, Integers
from annotate.estimation.design._labelled_scores import Labelled

PULL = 1 / 10
"""What labels that the model has learned add to the standard error of their correction; see `enlarged_by_pull`."""


def enlarged_by_pull(data: Labelled, drawn: Integers, power: float) -> Array:
    """What the influence of each drawn sentence is multiplied by, as the model has perhaps learned its label.

    A label that the model has learned pulls predictions of others its way. The correction takes this back, but with
    models of four fifths of the labels, of which only four in five have learned it: what remains is a fifth of the pull
    where that does not depend on the number of labels, nothing where it falls as their number grows, and a tenth, as
    here, where it falls with the root of their number. The pull itself is at most the label's own weight, times the
    weight `power` of the model. `tests/benchmarks/two_waves.py` shows what becomes of intervals.
    """
    return 1 + PULL * power * data.learned[drawn]


def freedom_of(size: Array) -> float:
    """Degrees of freedom of a variance summed by units of these sizes, alike within: Satterthwaite's (1946), less one.

    With units of one size it is their number less one; with unequal ones fewer (Carter, Schnepel and Steigerwald 2017).
    """
    return max(inverse(float((size**4).sum()) / max(float((size**2).sum()) ** 2, 1e-300)) - 1, 1.0)


def inverse(value: float) -> float:
    """One over `value`; infinite where it is 0."""
    return 1 / value if value > 0 else np.inf


def left_over(data: Labelled, drawn: Integers) -> Array:
    """The finite-population correction of each drawn sentence: of a fixed corpus only what was not drawn can vary."""
    return np.sqrt(1 - 1 / data.weight[drawn]) if data.corpus else np.ones(len(drawn))


def sampled(data: Labelled, rows: Integers, influence: Array, weight: Array) -> tuple[Integers, Array]:
    """`unit_sums` with the small-sample factor of each unit."""
    units, sums, part = unit_sums(data, rows, influence, weight)
    return units, sums * widened(part)


def unit_sums(data: Labelled, rows: Integers, influence: Array, weight: Array) -> tuple[Integers, Array, Array]:
    """The part of the influence that comes from drawing, summed by unit; within strata only what differs counts.

    A stratum's number of draws is fixed, so its mean does not vary from sample to sample; what of it varies from corpus
    to corpus is 1/weight of its square, which is kept.

    Parameters
    ----------
    rows, influence, weight
        The drawn sentences, the influence of each, and what each stands for in the estimate.

    Returns
    -------
    tuple
        The units' numbers, the sum of each, and its part of `weight`.
    """
    touched = np.unique(data.stratum[rows])
    everyone = np.union1d(rows, data.drawn[np.isin(data.stratum[data.drawn], touched[touched > 0])])
    values: Array = np.zeros(len(everyone))
    values[np.searchsorted(everyone, rows)] = influence
    stratum = data.stratum[everyone]
    if stratum.any():
        values = _centred(values, stratum, data.weight[everyone], data.corpus)
    values = values * left_over(data, everyone)
    units, position = np.unique(data.unit[everyone], return_inverse=True)
    sums = np.bincount(position, weights=values)
    stands_for: Array = np.zeros(len(everyone))
    stands_for[np.searchsorted(everyone, rows)] = weight
    return units, sums, np.bincount(position, weights=stands_for) / weight.sum()


def _centred(values: Array, stratum: Integers, weight: Array, corpus: bool) -> Array:
    _, position, count = np.unique(stratum, return_inverse=True, return_counts=True)
    mean = (np.bincount(position, weights=values) / count)[position]
    alone = (count < 2)[position] | (stratum == 0)
    wider = np.sqrt(count / np.maximum(count - 1, 1))[position]
    between = 0.0 if corpus else mean / np.sqrt(weight)
    return np.where(alone, values, (values - mean) * wider + between)


def added(codes: Integers, values: Array, units: Integers, sums: Array) -> tuple[Integers, Array]:
    """The sums by unit of `values`, of which each is of a unit in `codes`, and of `sums` of the other `units`."""
    every, position = np.unique(np.concatenate([codes, units]), return_inverse=True)
    return every, np.bincount(position, weights=np.concatenate([values, sums]))


def widened(part: Array) -> Array:
    """The small-sample factor of each unit: the larger its `part` of the weight, the closer the estimate is to it.

    Bell and McCaffrey's (2002) for a mean; of units that weigh the same it is the root of G / (G - 1).
    """
    return np.asarray(1 / np.sqrt(np.maximum(1 - part, 1e-12))) if len(part) > 1 else np.ones(1)
