"""Selection of context columns by grouped cross-validation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from annotate.learn.evaluation.several_metrics import measured
from annotate.learn.training.cross_validation import TrainingPlan, folds_of, out_of_fold
from annotate.learn.training.fold_workers import FoldWorkers

MIN_GAIN = 0.005
"""Gain in macro-F1 from which on a column is used: half a point, more than a typical chance gain."""


def with_helpful_columns(
    plan: TrainingPlan, candidates: Sequence[str], workers: FoldWorkers
) -> tuple[TrainingPlan, list[str]]:
    """`plan` with those of the `candidates` that raise macro-F1 in grouped cross-validation, and a note for each.

    Columns are tried in order, each in addition to those already selected.
    """
    notes: list[str] = []
    best = _macro_f1(plan, workers) if candidates else 0.0
    for column in candidates:
        extended = plan.with_columns((*plan.examples.columns, column))
        score = _macro_f1(extended, workers)
        helps = score >= best + MIN_GAIN
        words = "is used" if helps else "is not used"
        notes.append(f"{column} {words}: macro-F1 {score:.3f} with it and {best:.3f} without, in cross-validation")
        plan, best = (extended, score) if helps else (plan, best)
    return plan, notes


def _macro_f1(plan: TrainingPlan, workers: FoldWorkers) -> float:
    pairs = folds_of(plan)
    if not pairs:
        return 0.0
    rows = np.concatenate([test for _, test in pairs])
    predicted = out_of_fold(plan, pairs, workers)[rows]
    return measured(plan.truth[rows], predicted, plan.labels, plan.examples.groups[rows], intervals=False).macro_f1
