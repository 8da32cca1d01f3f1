"""Average marginal effects: what a covariate changes in the probability of a label, on average over the sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from annotate._types import Integers, Reals
from annotate.estimation.regression._covariates import Design
from annotate.estimation.regression._formula import ParsedFormula
from annotate.estimation.regression._moments import Link

_STEP = 1e-4
"""Of a number's standard deviation, for its derivative."""


@dataclass(frozen=True)
class Change:
    """A change of a covariate.

    Attributes
    ----------
    term
        Its name.
    before, after
        The matrices of all combinations of covariates without and with it.
    over
        The step that it is divided by.
    """

    term: str
    before: Reals
    after: Reals
    over: float


def changes(formula: ParsedFormula, design: Design, scale: Reals) -> list[Change]:
    """The change of each covariate: from the reference to each other category, from 0 to 1, or by a small step.

    `scale` divides the columns of the matrices.
    """
    steps = [step for number in range(len(formula.variables)) for step in _steps(formula, design, number)]
    if not steps:
        return []
    frames = [design.frame.assign(**{alias: value}) for _, alias, ends, _ in steps for value in ends]
    matrices = np.split(design.matrix_of(pd.concat(frames, ignore_index=True)) / scale, len(frames))
    return [
        Change(term, matrices[2 * position], matrices[2 * position + 1], over)
        for position, (term, _, _, over) in enumerate(steps)
    ]


def _steps(formula: ParsedFormula, design: Design, number: int) -> Iterator[tuple[str, str, list[Any], float]]:
    """Term, alias, both values, and the difference of these, of each change of a variable."""
    name, alias, levels = formula.variables[number].name, f"v{number}", design.levels[number]
    values = design.frame[alias]
    if levels:
        held = [
            pd.Categorical.from_codes(np.full(len(values), code), values.cat.categories) for code in range(len(levels))
        ]
        for code in range(1, len(levels)):
            yield f"{name}[T.{levels[code]}]", alias, [held[0], held[code]], 1.0
    elif set(values.unique()) <= {0.0, 1.0}:
        yield name, alias, [0.0, 1.0], 1.0
    else:
        step = _STEP * float(np.std(values.to_numpy()[design.place]))
        yield name, alias, [values - step, values + step], 2 * step


@dataclass(frozen=True)
class Effect:
    """An average marginal effect on each outcome: its value, its gradient by the coefficients, and that of each row."""

    value: Reals
    gradient: Reals
    of_rows: Reals


def effect_of(change: Change, place: Integers, mass: Reals, coefficients: Reals, link: Link) -> Effect:
    """The effect of a change on the mean of every outcome, on average over rows whose combinations `place` names.

    Each row counts by its `mass`.

    Its value has the shape (outcomes,), its gradient (outcomes, parameters), that of the rows (rows, outcomes).
    """
    count = np.bincount(place, weights=mass, minlength=len(change.before)) / mass.sum()
    means = [link.mean(matrix @ coefficients.T) for matrix in (change.before, change.after)]
    of_rows = (means[1] - means[0]) / change.over
    gradient = np.zeros((of_rows.shape[1], coefficients.size))
    for sign, matrix, mean in ((-1, change.before, means[0]), (1, change.after, means[1])):
        slope = link.slope(mean)
        for outcome in range(of_rows.shape[1]):
            parts = [(count * slope[:, outcome, other]) @ matrix for other in range(of_rows.shape[1])]
            gradient[outcome] += sign * np.concatenate(parts) / change.over
    value = count @ of_rows
    return Effect(value, gradient, (of_rows - value)[place])
