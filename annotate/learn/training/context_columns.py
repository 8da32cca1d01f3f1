"""Which columns beside the sentence are worth looking at, by grouped cross-validation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from annotate.learn.evaluation.metrics import macro_f1_of_draws
from annotate.learn.recipes import Built
from annotate.learn.training.fitting import Plan, out_of_fold, parts_of

WORTH = 0.005
"""Macro-F1 that a column must add to be kept: half a point, more than chance easily brings."""


def with_helpful(
    plan: Plan, wanted: Sequence[str], rebuilt: Callable[[Sequence[str]], Built]
) -> tuple[Plan, list[str]]:
    """`plan` with those of the `wanted` columns that raise macro-F1 in grouped cross-validation, and what to tell.

    Columns are tried one after the other, each beside those kept before. `rebuilt` gives the recipe that looks at
    given columns.
    """
    notes: list[str] = []
    best = _score(plan) if wanted else 0.0
    for column in wanted:
        columns = (*plan.examples.columns, column)
        tried = replace(plan, examples=replace(plan.examples, columns=columns), built=rebuilt(columns))
        score = _score(tried)
        kept = score >= best + WORTH
        words = "kept" if kept else "left out"
        notes.append(f"{column} was {words}: macro-F1 {score:.3f} with it and {best:.3f} without, in cross-validation")
        plan, best = (tried, score) if kept else (plan, best)
    return plan, notes


def _score(plan: Plan) -> float:
    parts = parts_of(plan)
    if not parts:
        return 0.0
    rows = np.concatenate([test for _, test in parts])
    guess = out_of_fold(plan, parts)[rows].argmax(axis=1)
    groups = plan.examples.groups[rows]
    weights = np.ones((1, len(np.unique(groups))))
    return float(macro_f1_of_draws(plan.codes[rows], guess, groups, len(plan.labels), weights)[0])
