"""What training does: folds, out-of-fold predictions, a temperature, and the estimator that is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import clone

from annotate._types import Array
from annotate.learn.evaluation.calibration import cross_tempered, fit_temperature, tempered
from annotate.learn.models.trained_model import aligned
from annotate.learn.recipes import Built
from annotate.learn.training.examples import Examples
from annotate.learn.training.learning_curves import learning_curve
from annotate.learn.training.splits import check_separate, folds
from annotate.progress import Progress

_FOLDS, _FEWER_FOLDS, _MANY = 5, 3, 5000


@dataclass(frozen=True)
class Plan:
    """What is to be trained on what."""

    examples: Examples
    labels: tuple[str, ...]
    built: Built
    seed: int
    parts: Array
    refit: bool
    progress: Progress

    @property
    def codes(self) -> Array:
        """The label of each row as its place in `labels`."""
        return pd.Categorical(self.examples.labels, categories=list(self.labels)).codes.astype(np.int64)

    @property
    def learning(self) -> Array:
        """The rows of the training part."""
        return np.flatnonzero(self.parts == "train")

    def fitted(self, rows: Array) -> Any:
        """A fresh estimator fitted on `rows`."""
        some = self.examples.taken(rows)
        return clone(self.built.estimator).fit(some.features, some.labels, groups=some.groups)

    def told(self, estimator: Any, rows: Array) -> Array:
        """The estimator's probabilities for `rows`."""
        return aligned(estimator, self.examples.taken(rows).features, self.labels)


@dataclass(frozen=True)
class Outcome:
    """What came out: probabilities of rows by models that had not seen their article, and the final estimator."""

    estimator: Any
    temperature: float
    calm: Array
    folds: int
    judged: Array
    curve: dict[str, Any] | None


def parts_of(plan: Plan) -> list[tuple[Array, Array]]:
    """The folds within the training part, as pairs of rows to learn from and rows to judge."""
    rows = plan.learning
    count = _FOLDS if len(rows) <= _MANY else _FEWER_FOLDS
    within = folds(plan.examples.labels[rows], plan.examples.groups[rows], count=count, seed=plan.seed)
    parts = [(rows[train], rows[test]) for train, test in within]
    return [part for part in parts if len(np.unique(plan.examples.labels[part[0]])) > 1]


def out_of_fold(plan: Plan, parts: Sequence[tuple[Array, Array]]) -> Array:
    """Probabilities of each row by an estimator that has not seen its group; not a number outside the folds."""
    raw = np.full((len(plan.parts), len(plan.labels)), np.nan)
    with plan.progress("cross-validation", len(parts)) as advance:
        for train, test in parts:
            check_separate(plan.examples.groups, train, test)
            raw[test] = plan.told(plan.fitted(train), test)
            advance(1)
    return raw


def carried_out(plan: Plan, *, curve: bool) -> Outcome:
    """The outcome of `plan`: cross-validation of the training part, then its estimator's word on the other parts.

    `curve` asks for the learning curve as well.
    """
    rows, parts = plan.learning, parts_of(plan)
    judged = np.sort(np.concatenate([test for _, test in parts])) if parts else np.empty(0, dtype=int)
    others = np.flatnonzero((plan.parts != "train") & (plan.parts != ""))
    raw = out_of_fold(plan, parts)
    with plan.progress("training", 1 + bool(len(others))) as advance:
        temperature = fit_temperature(plan.codes[judged], raw[judged]) if parts else 1.0
        calm = cross_tempered(plan.codes, raw, parts)
        estimator = plan.fitted(rows)
        advance(1)
        if len(others):
            calm[others] = tempered(plan.told(estimator, others), temperature)
            estimator = plan.fitted(np.union1d(rows, others)) if plan.refit else estimator
            advance(1)
    points = (
        learning_curve(
            plan.fitted, plan.told, plan.codes, plan.examples.groups, parts, raw, seed=plan.seed, progress=plan.progress
        )
        if curve and parts
        else None
    )
    return Outcome(estimator, temperature, calm, len(parts), judged, points)
