"""Model selection: the best of several estimators and of their means in grouped cross-validation, within a time limit.

The mean of several candidates costs no further training in cross-validation: their out-of-fold probabilities are there.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics import f1_score

from annotate._types import Array, Reals
from annotate.learn.estimators.classifier import Classifier, fitted_clone
from annotate.learn.estimators.soft_voting import SoftVotingEnsemble
from annotate.learn.features.inputs import table_of
from annotate.learn.training.fold_workers import FoldWorkers
from annotate.learn.training.splits import folds
from annotate.progress import Advance, Progress, silent

FOLDS = 5
_SHOWN = 3
_MOST_PICKS = 5
_TINY = 1e-9

Parts = Sequence[tuple[Array, Array]]
Members = tuple[tuple[str, int], ...]
"""Candidates by name and how often each counts in their mean."""


@dataclass(frozen=True)
class CandidateScore:
    """A candidate that was tried: its cross-validated metrics, and the seconds of all folds and of the last one."""

    name: str
    macro_f1: float
    seconds: float
    seconds_of_fold: float = 0.0
    log_loss: float = np.nan


@dataclass(frozen=True)
class Selection:
    """The result of a model selection."""

    members: Members
    """The selected candidate, or those whose mean was selected."""
    scores: tuple[CandidateScore, ...]
    """Every candidate that was tried, in the order they were tried."""
    untried: int
    """Number of candidates that were not tried, or not to the end, because the time limit was reached."""
    macro_f1: float = np.nan
    """Of what was selected."""
    out_of_fold: Array = field(default_factory=lambda: np.empty((0, 0)), compare=False)
    """Its probabilities of each row, by estimators that had not seen the row's group; NaN outside the folds."""
    seconds_of_fold: float = 0.0
    """Seconds in which what was selected is fitted on the rows of a fold."""
    of_candidates: Mapping[str, Array] = field(default_factory=dict, compare=False)
    """Probabilities like `out_of_fold`, of every candidate that was tried."""

    @property
    def name(self) -> str:
        """What was selected, in words."""
        return in_words(self.members)

    def note(self) -> str:
        """One sentence for the model card: what was selected, and the scores it was selected by."""
        best = sorted(self.scores, key=lambda candidate: -candidate.macro_f1)[:_SHOWN]
        if not best:
            return f"selected {self.name} without a comparison: the sentences are from too few articles to split"
        scores = "; ".join(f"{candidate.name} {candidate.macro_f1:.3f}" for candidate in best)
        more = f"; {_more(len(self.scores) - _SHOWN)} no better" if len(self.scores) > _SHOWN else ""
        untried = f" ({_more(self.untried)} not tried: time was up)" if self.untried else ""
        mean = f"{self.macro_f1:.3f} for this mean, of " if len(self.members) > 1 else ""
        return (
            f"selected {self.name} by macro-F1 in cross-validation of the training part: {mean}{scores}{more}{untried}"
        )


def _more(count: int) -> str:
    return f"{count} more {'was' if count == 1 else 'were'}"


def in_words(members: Members) -> str:
    """The name of a candidate, or of the mean of several."""
    named = [name if times == 1 else f"{times} × {name}" for name, times in members]
    return named[0] if len(named) == 1 else f"the mean of {', '.join(named[:-1])} and {named[-1]}"


class ModelSelection(ClassifierMixin, BaseEstimator):
    """The candidate with the best macro-F1 in grouped cross-validation, or the mean of it and others if that is better.

    scikit-learn's ``GridSearchCV`` searches parameters of one estimator, without a time limit. The mean is built one
    candidate at a time, with repetition, for as long as both macro-F1 and log loss of the out-of-fold probabilities
    become better (ensemble selection: Caruana et al., ICML 2004).

    Parameters
    ----------
    candidates
        Pairs of a name and an estimator, simple ones first: the first one is selected unless a later one is better by
        more than `margin`.
    minutes
        Time limit of comparing and of what follows (see `select`). A candidate that would not be done in time does not
        count; the first candidate always does. ``None`` for no limit.
    margin
        How much higher the macro-F1 of a later candidate, or of a mean with one more, must be for it to be selected.
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
        """Select a candidate or a mean of some, then fit it on all rows."""
        selection = self.select(X, y, groups, fits_after=FOLDS / (FOLDS - 1))
        self.tried_ = [(tried.name, tried.macro_f1) for tried in selection.scores]
        self.name_ = selection.name
        self.chosen_ = fitted_clone(self.estimator_of(selection.members), X, y, groups)
        self.classes_ = self.chosen_.classes_
        return self

    def estimator_of(self, members: Members) -> Classifier:
        """The unfitted candidate that `members` name, or the unfitted mean of several."""
        named = dict(self.candidates)
        if len(members) == 1:
            return named[members[0][0]]
        return SoftVotingEnsemble([(name, named[name]) for name, _ in members], [float(times) for _, times in members])

    def select(
        self,
        X: Any,  # noqa: N803
        y: Any,
        groups: Any = None,
        *,
        parts: Parts | None = None,
        fits_after: float = 0.0,
        workers: FoldWorkers | None = None,
        progress: Progress = silent,
    ) -> Selection:
        """Cross-validate the candidates, and return the best of them or of their means.

        Parameters
        ----------
        parts
            The folds, as pairs of rows to fit on and rows to predict.
        fits_after
            How often what is selected will be fitted afterwards, in units of a fold's time; the time limit holds for
            these fits too.
        workers
            What folds are fitted with; by default this process alone.
        progress
            Counts the folds of all candidates, those that are not tried included.
        """
        table, labels = table_of(X), np.asarray(y)
        apart = np.arange(len(labels)) if groups is None else np.asarray(groups)
        parts = folds(labels, apart, count=FOLDS, seed=self.seed) if parts is None else parts
        if not parts:
            return Selection(((self.candidates[0][0], 1),), (), len(self.candidates) - 1)
        limit = np.inf if self.minutes is None else time.monotonic() + 60 * self.minutes
        alone = FoldWorkers(1)
        comparison = _Comparison(table, labels, apart, parts, limit, fits_after, workers or alone)
        with progress("comparing candidates", len(self.candidates) * len(parts)) as advance:
            for name, candidate in self.candidates:
                comparison.add(name, candidate, advance)
        members, probabilities = comparison.best_members(self.margin)
        known = {score.name: score for score in comparison.scores}
        return Selection(
            members,
            tuple(comparison.scores),
            len(self.candidates) - len(comparison.scores),
            comparison.macro_f1(probabilities),
            probabilities,
            sum(known[name].seconds_of_fold for name, _ in members),
            comparison.out_of_fold,
        )

    def predict_proba(self, X: Any) -> Reals:  # noqa: N803
        """Probabilities of what was selected."""
        return self.chosen_.predict_proba(X)

    def predict(self, X: Any) -> Array:  # noqa: N803
        """Labels of what was selected."""
        return self.chosen_.predict(X)

    def __getstate__(self) -> dict[str, Any]:
        """The state to save: once fitted everything but the candidates; the selected one is in ``chosen_``."""
        state = super().__getstate__()
        return {**state, "candidates": []} if hasattr(self, "chosen_") else state


@dataclass(frozen=True)
class _CandidateFit:
    """Fits a candidate on a fold's training rows; it can be pickled."""

    candidate: Classifier
    table: Any
    labels: Array
    groups: Array
    classes: Array

    def __call__(self, fold: tuple[Array, Array]) -> tuple[Array, float]:
        """The probabilities of the other rows, and the seconds it took."""
        train, test = fold
        before = time.monotonic()
        fitted = fitted_clone(self.candidate, self.table.iloc[train], self.labels[train], self.groups[train])
        probabilities = np.zeros((len(test), len(self.classes)))
        probabilities[:, np.searchsorted(self.classes, fitted.classes_)] = fitted.predict_proba(self.table.iloc[test])
        return probabilities, time.monotonic() - before


class _Comparison:
    """Out-of-fold probabilities of candidates and their scores, as long as there is time."""

    def __init__(
        self,
        table: Any,
        labels: Array,
        groups: Array,
        parts: Parts,
        limit: float,
        fits_after: float,
        workers: FoldWorkers,
    ) -> None:
        self.table = table
        self.labels = labels
        self.groups = groups
        self.parts = parts
        self.limit = limit
        self.fits_after = fits_after
        self.workers = workers
        self.classes, self.codes = np.unique(labels, return_inverse=True)
        self.inside = np.sort(np.concatenate([test for _, test in parts]))
        self.scores: list[CandidateScore] = []
        self.out_of_fold: dict[str, Array] = {}

    def add(self, name: str, candidate: Classifier, advance: Advance) -> None:
        """Cross-validate a candidate; nothing happens if it would not be done in time. The first one always is."""
        probabilities = np.full((len(self.labels), len(self.classes)), np.nan)
        started, folds_left, seconds = time.monotonic(), len(self.parts), 0.0
        if self.scores and started > self.limit - self.fits_after * self._seconds_of_best():
            advance(folds_left)
            return
        fit = _CandidateFit(candidate, self.table, self.labels, self.groups, self.classes)
        with closing(self.workers.each(fit, self.parts)) as fits:
            for (_, test), (predicted, seconds) in zip(self.parts, fits, strict=True):
                probabilities[test] = predicted
                folds_left -= 1
                advance(1)
                # The first fold may have encoded all sentences, so that it tells little about the others.
                first = folds_left == len(self.parts) - 1
                if self.scores and self._is_late(0.0 if first else seconds, folds_left):
                    advance(folds_left)
                    return
        self.out_of_fold[name] = probabilities
        score = self.macro_f1(probabilities), time.monotonic() - started, seconds, self.log_loss(probabilities)
        self.scores.append(CandidateScore(name, *score))

    def best_members(self, margin: float) -> tuple[Members, Array]:
        """The best candidate with those that make the mean better, and the mean's out-of-fold probabilities."""
        first, best = self.scores[0], max(self.scores, key=lambda score: score.macro_f1)
        start = best if best.macro_f1 > first.macro_f1 + margin else first
        picks, mean = [start.name], self.out_of_fold[start.name]
        while len(picks) < _MOST_PICKS:
            others = {
                score.name: (mean * len(picks) + self.out_of_fold[score.name]) / (len(picks) + 1)
                for score in self.scores
                if self._in_time({*picks, score.name})
            }
            better = {
                name: self.log_loss(other) for name, other in others.items() if self._is_better(other, mean, margin)
            }
            if not better:
                break
            name = min(better, key=lambda name: better[name])
            picks, mean = [*picks, name], others[name]
        return tuple((name, picks.count(name)) for name in dict.fromkeys(picks)), mean

    def macro_f1(self, probabilities: Array) -> float:
        """Macro-F1 of the most probable labels, over all rows of the folds."""
        guess = self.classes[probabilities[self.inside].argmax(axis=1)]
        return float(f1_score(self.labels[self.inside], guess, average="macro"))

    def log_loss(self, probabilities: Array) -> float:
        """The mean negative log-probability of the true labels, over all rows of the folds."""
        of_truth = probabilities[self.inside, self.codes[self.inside]]
        return -float(np.log(np.clip(of_truth, _TINY, None)).mean())

    def _is_better(self, other: Array, mean: Array, margin: float) -> bool:
        return self.macro_f1(other) > self.macro_f1(mean) + margin and self.log_loss(other) < self.log_loss(mean)

    def _is_late(self, seconds: float, folds: int) -> bool:
        """Whether `folds` more of `seconds` each, and what follows, or what follows the best, end after the limit."""
        ahead = seconds * (self.workers.rounds(folds) + self.fits_after)
        if folds:
            ahead = max(ahead, self.fits_after * self._seconds_of_best())
        return time.monotonic() + ahead > self.limit

    def _seconds_of_best(self) -> float:
        return max(self.scores, key=lambda score: score.macro_f1).seconds_of_fold

    def _in_time(self, names: set[str]) -> bool:
        seconds = sum(score.seconds_of_fold for score in self.scores if score.name in names)
        return time.monotonic() + self.fits_after * seconds <= self.limit
