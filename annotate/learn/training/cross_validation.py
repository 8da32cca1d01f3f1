"""A training plan and its execution: grouped folds, out-of-fold predictions, a temperature, and the final estimator."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from annotate._types import Array
from annotate.answer_labels import membership
from annotate.learn.estimators.classifier import Classifier, fitted_clone
from annotate.learn.estimators.model_selection import Members, ModelSelection
from annotate.learn.evaluation.calibration import Temperature, cross_tempered, fit_temperature
from annotate.learn.evaluation.label_calibration import Sigmoids, cross_sigmoids
from annotate.learn.models.trained_model import aligned
from annotate.learn.recipes.catalogue import Built, build
from annotate.learn.recipes.recipe import RecipeInputs
from annotate.learn.training.examples import Examples
from annotate.learn.training.fold_workers import FoldWorkers
from annotate.learn.training.learning_curves import CURVE_FOLDS, SHARES, LearningCurve, learning_curve
from annotate.learn.training.splits import check_separate, folds, rarest_labels
from annotate.progress import Progress, silent

_FOLDS, _FEWER_FOLDS, _MANY = 5, 3, 5000
_FITS_AFTER = 2.8  # fits on the training part (5/4 of a fold's rows) and on all rows (5/4 of those)
_OF_FOLD = 5 / 4  # the training part's rows in units of a fold's
_FITS_OF_CURVE = 0.8 * sum(SHARES) * CURVE_FOLDS  # in units of a fit on the training part


@dataclass(frozen=True)
class Candidate:
    """A candidate that a model selection has tried."""

    name: str
    estimator: Classifier
    """Not yet fitted."""
    known: Array
    """Its out-of-fold probabilities, as `out_of_fold` returns them."""
    seconds_of_fold: float

    def differs_in_seed(self, other: Candidate) -> bool:
        """Whether it is the same as `other` but for a seed, so that its curve would tell nothing new."""
        one, two = ({**vars(each.estimator), "seed": None} for each in (self, other))
        return type(self.estimator) is type(other.estimator) and one == two


@dataclass(frozen=True)
class TrainingPlan:
    """What to train, and on which sentences."""

    examples: Examples
    labels: tuple[str, ...]
    built: Built
    inputs: RecipeInputs
    """The inputs of `built`."""
    parts: Array
    """The part of each row: ``train``, ``test``, ..., or empty."""
    refit: bool
    """Whether the final estimator is fitted on all parts, after the other parts have been predicted."""
    progress: Progress
    members: Members = ()
    """The selected candidate, or those whose mean was selected, if the recipe is a model selection."""
    known: Array | None = None
    """Out-of-fold probabilities of `built` that the selection has left, as `out_of_fold` returns them."""
    candidates: tuple[Candidate, ...] = ()
    """Those that a model selection has tried, if the columns are still the same."""
    deadline: float = np.inf
    """When the minutes of a model selection are over, on the clock of ``time.monotonic``."""

    @property
    def codes(self) -> Array:
        """The label of each row as its index in `labels`."""
        return pd.Categorical(self.examples.labels, categories=list(self.labels)).codes.astype(np.int64)

    @property
    def several(self) -> bool:
        """Whether a sentence may have several of the labels."""
        return bool(self.inputs.several)

    @property
    def truth(self) -> Array:
        """The label of each row, or which of several labels it has, shape ``(rows, labels)``."""
        return membership(list(self.examples.labels), self.labels) if self.several else self.examples.labels

    @property
    def answers(self) -> Array:
        """The number of the label of each row, or which of several labels it has."""
        return self.truth if self.several else self.codes

    @property
    def learned(self) -> list[bool]:
        """Which of several labels have enough sentences to be learned; empty for one label a sentence."""
        return [label not in self.inputs.rare for label in self.inputs.several]

    @property
    def strata(self) -> Array:
        """What folds are stratified by: the label of each row, or the rarest of several."""
        return rarest_labels(self.truth) if self.several else self.truth

    @property
    def training_rows(self) -> Array:
        """The positions of the rows of the training part."""
        return np.flatnonzero(self.parts == "train")

    def fitted(self, rows: Array) -> Classifier:
        """A new estimator fitted on `rows`."""
        some = self.examples.taken(rows)
        return fitted_clone(self.built.estimator, some.features, some.labels, some.groups)

    def predicted(self, estimator: Classifier, rows: Array) -> Array:
        """The estimator's probabilities for `rows`, one column for each of `labels`."""
        return aligned(estimator, self.examples.taken(rows).features, self.labels)

    def with_columns(self, columns: tuple[str, ...]) -> TrainingPlan:
        """The same plan with an estimator that uses `columns` in addition to ``text``."""
        inputs = replace(self.inputs, columns=columns)
        estimator = build(self.built.recipe, inputs).estimator
        if self.members and isinstance(estimator, ModelSelection):
            estimator = estimator.estimator_of(self.members)
        examples, built = replace(self.examples, columns=columns), replace(self.built, estimator=estimator)
        return replace(self, examples=examples, inputs=inputs, built=built, known=None, candidates=())

    def with_selected(self, workers: FoldWorkers) -> tuple[TrainingPlan, list[str]]:
        """The plan with what was selected if the recipe is a model selection, and a note about the selection."""
        selection = self.built.estimator
        if not isinstance(selection, ModelSelection):
            return self, []
        began, rows = time.monotonic(), self.training_rows
        some = self.examples.taken(rows)
        selected = selection.select(
            some.features,
            some.labels,
            some.groups,
            parts=[(np.searchsorted(rows, train), np.searchsorted(rows, test)) for train, test in folds_of(self)],
            fits_after=_FITS_AFTER,
            workers=workers,
            progress=self.progress,
        )
        candidates = [
            Candidate(
                score.name,
                selection.estimator_of(((score.name, 1),)),
                self._with_all_rows(selected.of_candidates[score.name], rows),
                score.seconds_of_fold,
            )
            for score in selected.scores
        ]
        return replace(
            self,
            built=replace(self.built, estimator=selection.estimator_of(selected.members)),
            members=selected.members,
            known=self._with_all_rows(selected.out_of_fold, rows) if selected.out_of_fold.size else None,
            candidates=tuple(candidates),
            deadline=np.inf if selection.minutes is None else began + 60 * selection.minutes,
        ), [selected.note()]

    def _with_all_rows(self, probabilities: Array, rows: Array) -> Array:
        """The `probabilities` of `rows` and of the labels that these have, among all rows and labels."""
        known = np.full((len(self.parts), len(self.labels)), np.nan)
        columns = np.array([self.labels.index(str(label)) for label in np.unique(self.examples.labels[rows])])
        known[rows] = 0.0
        known[np.ix_(rows, columns)] = probabilities
        return known


@dataclass(frozen=True)
class TrainingResult:
    """The final estimator, and predictions for each sentence by estimators that had not seen its article."""

    estimator: Classifier
    """Its probabilities are not calibrated."""
    calibration: Temperature | Sigmoids
    calibrated: Array
    """Calibrated probabilities of shape ``(rows, labels)``: out-of-fold in the training part; elsewhere by an estimator
    fitted on the training part; NaN if there are none."""
    folds: int
    out_of_fold: Array
    """The rows of the training part with out-of-fold predictions."""
    curve: LearningCurve | None
    notes: tuple[str, ...] = ()
    of_candidates: Mapping[str, LearningCurve] = field(default_factory=dict)
    """The curves of candidates of a model selection, where measured, by name; not of one that was selected alone."""


def folds_of(plan: TrainingPlan) -> list[tuple[Array, Array]]:
    """The folds within the training part, as pairs of rows to fit on and rows to predict."""
    rows = plan.training_rows
    count = _FOLDS if len(rows) <= _MANY else _FEWER_FOLDS
    strata = plan.strata
    within = folds(strata[rows], plan.examples.groups[rows], count=count, seed=plan.inputs.seed)
    pairs = [(rows[train], rows[test]) for train, test in within]
    return [pair for pair in pairs if len(np.unique(strata[pair[0]])) > 1]


@dataclass(frozen=True)
class _Prediction:
    """Fits on the first of two sets of rows, and predicts the second; it can be pickled."""

    plan: TrainingPlan

    def __call__(self, pair: tuple[Array, Array]) -> Array:
        train, test = pair
        check_separate(self.plan.examples.groups, train, test)
        return self.plan.predicted(self.plan.fitted(train), test)


def predictions(plan: TrainingPlan, pairs: Sequence[tuple[Array, Array]], workers: FoldWorkers) -> Iterator[Array]:
    """For each pair of rows to fit on and rows to predict, the probabilities of the latter."""
    return workers.each(_Prediction(replace(plan, progress=silent, known=None, candidates=())), pairs)


def out_of_fold(plan: TrainingPlan, pairs: Sequence[tuple[Array, Array]], workers: FoldWorkers) -> Array:
    """Probabilities of each row by an estimator that has not seen its group; NaN outside the folds."""
    raw = np.full((len(plan.parts), len(plan.labels)), np.nan)
    with plan.progress("cross-validation", len(pairs)) as advance:
        for (_, test), probabilities in zip(pairs, predictions(plan, pairs, workers), strict=True):
            raw[test] = probabilities
            advance(1)
    return raw


def carried_out(plan: TrainingPlan, workers: FoldWorkers, *, curve: bool) -> TrainingResult:
    """Cross-validate the training part, predict the other parts, and fit the final estimator.

    With `curve`, the learning curve is computed as well.
    """
    rows, pairs = plan.training_rows, folds_of(plan)
    inside = np.sort(np.concatenate([test for _, test in pairs])) if pairs else np.empty(0, dtype=int)
    others = np.flatnonzero((plan.parts != "train") & (plan.parts != ""))
    raw = out_of_fold(plan, pairs, workers) if plan.known is None else plan.known
    with plan.progress("training", 1 + bool(len(others))) as advance:
        calibration, calibrated = _calibration(plan, raw, inside, pairs)
        before = time.monotonic()
        estimator = plan.fitted(rows)
        seconds = time.monotonic() - before
        advance(1)
        if len(others):
            calibrated[others] = calibration(plan.predicted(estimator, others))
            estimator = plan.fitted(np.union1d(rows, others)) if plan.refit else estimator
            advance(1)
    result = TrainingResult(estimator, calibration, calibrated, len(pairs), inside, None)
    if not (curve and pairs):
        return result
    if time.monotonic() + _FITS_OF_CURVE * seconds > plan.deadline:
        return replace(result, notes=("no learning curve: it would have taken longer than the minutes given",))
    points, of_candidates, notes = _Curves(plan, workers, pairs, len(rows) + len(others) * plan.refit).measured(raw)
    return replace(result, curve=points, of_candidates=of_candidates, notes=notes)


def _calibration(
    plan: TrainingPlan, raw: Array, inside: Array, pairs: Sequence[tuple[Array, Array]]
) -> tuple[Temperature | Sigmoids, Array]:
    """What calibrates the final estimator, and the calibrated out-of-fold probabilities."""
    if not plan.several:
        temperature = Temperature(fit_temperature(plan.codes[inside], raw[inside]) if pairs else 1.0)
        return temperature, cross_tempered(plan.codes, raw, pairs)
    truth = plan.truth
    sigmoids = Sigmoids.fitted(truth[inside], raw[inside], plan.learned) if pairs else Sigmoids.none(len(plan.labels))
    return sigmoids, cross_sigmoids(truth, raw, pairs, plan.learned)


@dataclass(frozen=True)
class _Curves:
    """The learning curves of a plan, and of the candidates that its model selection has tried."""

    plan: TrainingPlan
    workers: FoldWorkers
    pairs: Sequence[tuple[Array, Array]]
    labels: int
    """Of the final model."""

    def measured(self, raw: Array) -> tuple[LearningCurve, dict[str, LearningCurve], tuple[str, ...]]:
        """The plan's curve, those of candidates, and notes; `raw` are the plan's out-of-fold probabilities.

        The curve of a mean costs no more than those of its members, whose predictions it averages. Then come the other
        candidates, as long as there is time.
        """
        plan, named = self.plan, {candidate.name: candidate for candidate in self.plan.candidates}
        if not named:
            return self._curve(lambda some: predictions(plan, some, self.workers), raw), {}, ()
        predicted: dict[str, list[Array]] = {}
        curves = {name: self._of(named[name], predicted) for name, _ in plan.members}
        shares = [float(times) for _, times in plan.members]
        together = zip(*(predicted[name] for name, _ in plan.members), strict=True)
        curve = self._curve(lambda _: (np.average(each, axis=0, weights=shares) for each in together), raw)
        late = []
        for candidate in plan.candidates:
            if candidate.name in curves or any(candidate.differs_in_seed(named[name]) for name in curves):
                continue
            if time.monotonic() + _FITS_OF_CURVE * _OF_FOLD * candidate.seconds_of_fold > plan.deadline:
                late.append(candidate.name)
            else:
                curves[candidate.name] = self._of(candidate, predicted)
        notes = (f"no learning curve of {', '.join(late)}: the minutes given were over",) if late else ()
        alone = plan.members[0][0] if len(plan.members) == 1 else ""  # its curve is the plan's
        return curve, {name: curves[name] for name in sorted(curves) if name != alone}, notes

    def _of(self, candidate: Candidate, predicted: dict[str, list[Array]]) -> LearningCurve:
        """The curve of a candidate, whose predictions are left in `predicted`."""
        plan = replace(self.plan, built=replace(self.plan.built, estimator=candidate.estimator))
        own = predicted[candidate.name] = []

        def recorded(pairs: Sequence[tuple[Array, Array]]) -> Iterator[Array]:
            for probabilities in predictions(plan, pairs, self.workers):
                own.append(probabilities)
                yield probabilities

        return self._curve(recorded, candidate.known, candidate.name)

    def _curve(
        self,
        predict: Callable[[Sequence[tuple[Array, Array]]], Iterator[Array]],
        known: Array,
        name: str = "",
    ) -> LearningCurve:
        plan = self.plan
        return learning_curve(
            predict,
            plan.answers,
            plan.examples.groups,
            self.pairs,
            known,
            labels=self.labels,
            learned=plan.learned,
            seed=plan.inputs.seed,
            name=name,
            progress=plan.progress,
        )
