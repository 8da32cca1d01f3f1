"""Model selection: the best of several estimators in grouped cross-validation, within a time limit."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics import f1_score

from annotate._types import Array, Reals
from annotate.learn.estimators.classifier import Classifier, fitted_clone
from annotate.learn.features.inputs import table_of
from annotate.learn.training.splits import folds
from annotate.progress import Progress, silent

_FOLDS = 4
_SHOWN = 3


@dataclass(frozen=True)
class CandidateScore:
    """A candidate that was tried, its cross-validated macro-F1, and how many seconds that took."""

    name: str
    macro_f1: float
    seconds: float


@dataclass(frozen=True)
class Selection:
    """The result of a model selection."""

    name: str
    """The selected candidate."""
    scores: tuple[CandidateScore, ...]
    """Every candidate that was tried, in the order they were tried."""
    untried: int
    """Number of candidates that were not tried because the time limit was reached."""

    def note(self) -> str:
        """One sentence for the model card: what was selected, and the scores it was selected by."""
        best = sorted(self.scores, key=lambda candidate: -candidate.macro_f1)[:_SHOWN]
        scores = "; ".join(f"{candidate.name} {candidate.macro_f1:.3f}" for candidate in best)
        more = f"; {len(self.scores) - _SHOWN} more were no better" if len(self.scores) > _SHOWN else ""
        untried = f" ({self.untried} more were not tried: time was up)" if self.untried else ""
        return f"selected {self.name} by macro-F1 in cross-validation of the training part: {scores}{more}{untried}"


class ModelSelection(ClassifierMixin, BaseEstimator):
    """The candidate with the best macro-F1 in grouped cross-validation.

    scikit-learn's ``GridSearchCV`` searches parameters of one estimator, without a time limit.

    Parameters
    ----------
    candidates
        Pairs of a name and an estimator, simple ones first: the first one is selected unless a later one is better by
        more than `margin`.
    minutes
        Time limit after which no further fold is tried, and a candidate not tried in all folds does not count; the
        first candidate always is. ``None`` for no limit.
    margin
        How much higher a later candidate's macro-F1 must be for it to be selected.
    """

    def __init__(
        self,
        candidates: Sequence[tuple[str, Classifier]],
        minutes: float | None = None,
        margin: float = 0.0,
        seed: int = 0,
    ) -> None:
        self.candidates = candidates
        self.minutes = minutes
        self.margin = margin
        self.seed = seed

    def fit(self, X: Any, y: Any, groups: Any = None) -> ModelSelection:  # noqa: N803
        """Select a candidate, then fit it on all rows."""
        selection = self.select(X, y, groups)
        self.tried_ = [(tried.name, tried.macro_f1) for tried in selection.scores]
        self.name_ = selection.name
        self.chosen_ = fitted_clone(self.candidate(selection.name), X, y, groups)
        self.classes_ = self.chosen_.classes_
        return self

    def candidate(self, name: str) -> Classifier:
        """The unfitted candidate called `name`."""
        return dict(self.candidates)[name]

    def select(
        self,
        X: Any,  # noqa: N803
        y: Any,
        groups: Any = None,
        *,
        progress: Progress = silent,
    ) -> Selection:
        """Cross-validate the candidates and return the best; `progress` counts those that were tried."""
        table, labels = table_of(X), np.asarray(y)
        apart = np.arange(len(labels)) if groups is None else np.asarray(groups)
        parts = folds(labels, apart, count=_FOLDS, seed=self.seed)
        limit = np.inf if self.minutes is None else time.monotonic() + 60 * self.minutes
        scores: list[CandidateScore] = []
        with progress("comparing candidates", len(self.candidates)) as advance:
            for name, candidate in self.candidates:
                started = time.monotonic()
                score = _macro_f1(candidate, table, labels, groups, parts, limit if scores else np.inf)
                if score is None:
                    break
                scores.append(CandidateScore(name, score, time.monotonic() - started))
                advance(1)
        first, best = scores[0], max(scores, key=lambda candidate: candidate.macro_f1)
        winner = best if best.macro_f1 > first.macro_f1 + self.margin else first
        return Selection(winner.name, tuple(scores), len(self.candidates) - len(scores))

    def predict_proba(self, X: Any) -> Reals:  # noqa: N803
        """Probabilities of the selected candidate."""
        return self.chosen_.predict_proba(X)

    def predict(self, X: Any) -> Array:  # noqa: N803
        """Labels of the selected candidate."""
        return self.chosen_.predict(X)

    def __getstate__(self) -> dict[str, Any]:
        """The state to save: everything but the candidates; the selected one is in ``chosen_``."""
        return {**super().__getstate__(), "candidates": []}


def _macro_f1(candidate: Classifier, table: Any, labels: Array, groups: Any, parts: Any, limit: float) -> float | None:
    """Macro-F1 over all folds; None if the clock passes `limit` before the last one."""
    predicted = np.empty(len(labels), dtype=object)
    for train, test in parts:
        if time.monotonic() > limit:
            return None
        some = None if groups is None else np.asarray(groups)[train]
        fitted = fitted_clone(candidate, table.iloc[train], labels[train], some)
        predicted[test] = fitted.predict(table.iloc[test])
    return float(f1_score(labels, predicted.astype(labels.dtype), average="macro"))
