"""Choosing between estimators by grouped cross-validation, for as long as there is time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.metrics import f1_score

from annotate.learn.features.inputs import table_of
from annotate.learn.training.splits import folds
from annotate.progress import Progress, silent

_FOLDS = 4


@dataclass(frozen=True)
class Tried:
    """A candidate and what came of it."""

    name: str
    macro_f1: float
    seconds: float


class Choice(ClassifierMixin, BaseEstimator):
    """The candidate with the best macro-F1 in grouped cross-validation.

    Parameters
    ----------
    candidates
        Pairs of a name and an estimator; the first is kept unless another one is better by more than `margin`.
    minutes
        After how long no further candidate is begun; the first is always tried. ``None`` for no limit.
    margin
        By how much macro-F1 must be higher for a later candidate to be preferred: what is simpler comes first.
    """

    def __init__(
        self, candidates: list[tuple[str, Any]], minutes: float | None = None, margin: float = 0.0, seed: int = 0
    ) -> None:
        self.candidates = candidates
        self.minutes = minutes
        self.margin = margin
        self.seed = seed

    def fit(self, X: Any, y: Any, groups: Any = None) -> Choice:  # noqa: N803
        """Choose, then fit the chosen one on all rows."""
        name, chosen, tried = self.settle(X, y, groups)
        self.tried_ = [(one.name, one.macro_f1) for one in tried]
        self.name_ = name
        self.chosen_ = clone(chosen).fit(X, y, groups=groups)
        self.classes_ = self.chosen_.classes_
        return self

    def settle(
        self,
        X: Any,  # noqa: N803
        y: Any,
        groups: Any = None,
        *,
        progress: Progress = silent,
    ) -> tuple[str, Any, list[Tried]]:
        """Name and estimator, not fitted, of the chosen candidate, and all that were tried.

        `progress` counts the candidates; whenever it is over, the best so far is the answer.
        """
        table, labels = table_of(X), np.asarray(y)
        apart = np.arange(len(labels)) if groups is None else np.asarray(groups)
        parts = folds(labels, apart, count=_FOLDS, seed=self.seed)
        begun = time.monotonic()
        tried: list[Tried] = []
        with progress("comparing candidates", len(self.candidates)) as advance:
            for name, candidate in self.candidates:
                if tried and self.minutes is not None and time.monotonic() - begun > 60 * self.minutes:
                    break
                started = time.monotonic()
                score = _macro_f1(candidate, table, labels, groups, parts)
                tried.append(Tried(name, score, time.monotonic() - started))
                advance(1)
        first, best = tried[0], max(tried, key=lambda one: one.macro_f1)
        winner = best if best.macro_f1 > first.macro_f1 + self.margin else first
        return winner.name, dict(self.candidates)[winner.name], tried

    def predict_proba(self, X: Any) -> npt.NDArray[np.float64]:  # noqa: N803
        """Probabilities of the chosen one."""
        return self.chosen_.predict_proba(X)

    def predict(self, X: Any) -> npt.NDArray[Any]:  # noqa: N803
        """Labels of the chosen one."""
        return self.chosen_.predict(X)

    def __getstate__(self) -> dict[str, Any]:
        """What is saved: everything but the candidates, of which the chosen one is in ``chosen_``."""
        return {**super().__getstate__(), "candidates": []}


def _macro_f1(candidate: Any, table: Any, labels: Any, groups: Any, parts: Any) -> float:
    told = np.empty(len(labels), dtype=object)
    for train, test in parts:
        some = None if groups is None else np.asarray(groups)[train]
        told[test] = clone(candidate).fit(table.iloc[train], labels[train], groups=some).predict(table.iloc[test])
    return float(f1_score(labels, told.astype(labels.dtype), average="macro"))
