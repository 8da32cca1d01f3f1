"""The learning curve, and what is expected of more labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotate._types import Array
from annotate.answer_labels import GIVEN
from annotate.learn.evaluation.label_calibration import cross_sigmoids
from annotate.learn.evaluation.metrics import draws, macro_f1_of_draws
from annotate.learn.evaluation.several_metrics import several_macro_f1_of_draws
from annotate.learn.training.forecasts import (
    forecast,
    level_in_words,
    range_of,
    why_no_forecast,
    with_noise_of_training,
)
from annotate.progress import Progress, silent

SHARES = (0.25, 0.5, 0.75)
MORE = 100
"""Number of additional labels in the forecast."""
CURVE_FOLDS = 3
"""Number of folds in which each point of the curve is measured."""
_DRAWS = 400


@dataclass(frozen=True)
class CurvePoint:
    """Cross-validated macro-F1 with a number of labels, and its 95 % interval."""

    labels: int
    macro_f1: float
    low: float
    high: float

    @property
    def expected(self) -> str:
        """A forecast with twice as many labels in words, without a full stop."""
        return level_in_words(self.labels, self.low, self.high)


@dataclass(frozen=True)
class Forecast:
    """Expected macro-F1 with a number of labels, the gain over now, and the 95 % interval of the gain."""

    labels: int
    macro_f1: float
    gain: float
    low: float
    high: float


@dataclass(frozen=True)
class LearningCurve:
    """Macro-F1 at increasing numbers of labels, and what is expected of more."""

    points: Sequence[CurvePoint]
    forecast: Forecast | None
    """What `MORE` labels would bring; None where nothing can be forecast."""
    words: str
    """The forecasts, or why there are none."""
    doubled: CurvePoint | None = None
    """Expected macro-F1 with twice as many labels as the model was trained on, and its range; None like `forecast`."""

    @property
    def outlook(self) -> str:
        """What twice as many labels are expected to bring; for a curve of version 0.1, what a hundred more are."""
        return f"{self.doubled.expected}." if self.doubled else self.words

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> LearningCurve:
        """The curve of a document that ``dataclasses.asdict`` made."""
        expected, doubled = document["forecast"], document.get("doubled")  # models of version 0.1 have no `doubled`
        return cls(
            [CurvePoint(**point) for point in document["points"]],
            Forecast(**expected) if expected else None,
            document["words"],
            CurvePoint(**doubled) if doubled else None,
        )


def learning_curve(
    predictions: Callable[[Sequence[tuple[Array, Array]]], Iterator[Array]],
    truth: Array,
    groups: Array,
    parts: Sequence[tuple[Array, Array]],
    full: Array,
    *,
    labels: int,
    learned: Sequence[bool] = (),
    seed: int = 0,
    name: str = "",
    progress: Progress = silent,
) -> LearningCurve:
    """Macro-F1 at increasing numbers of labels, on the same test rows, with forecasts for 100 more and twice as many.

    Parameters
    ----------
    predictions
        Takes pairs of rows to fit on and rows to predict, and returns the probabilities of the latter.
    truth, groups
        The label of each row as an integer, or which of several labels it has, shape ``(rows, labels)``; its group.
    parts
        Folds as pairs of training and test rows; the first three are used.
    full
        Out-of-fold probabilities of estimators trained on all training rows of a fold.
    labels
        The number of labels that the final model is trained on: more than any fold has.
    learned
        Which of several labels have enough sentences to be learned; the others are not calibrated.
    name
        Whose curve it is, for the progress.
    """
    parts = parts[:CURVE_FOLDS]
    rows = np.concatenate([test for _, test in parts])
    pairs = [
        (_enough_groups(train, truth, groups, share, seed + fold), test)
        for share in SHARES
        for fold, (train, test) in enumerate(parts)
    ]
    guesses, sizes = [], []
    with progress(f"learning curve of {name}" if name else "learning curve", len(pairs)) as advance:
        probabilities = np.full(full.shape, np.nan)
        for done, ((_, test), predicted) in enumerate(zip(pairs, predictions(pairs), strict=True), 1):
            probabilities[test] = predicted
            advance(1)
            if done % len(parts) == 0:
                guesses.append(_answers(truth, probabilities, parts, learned)[rows])
                sizes.append(float(np.mean([len(some) for some, _ in pairs[done - len(parts) : done]])))
    guesses.append(_answers(truth, full, parts, learned)[rows])
    sizes.append(float(np.mean([len(train) for train, _ in parts])))
    samples = _samples(truth[rows], guesses, groups[rows], full.shape[1], seed)
    return curve_from(np.array(sizes), samples, labels, seed)


def curve_from(sizes: Array, samples: Array, labels: int, seed: int = 0) -> LearningCurve:
    """The curve and its forecasts from macro-F1 at `sizes`: itself in the first row of `samples`, draws in the others.

    `labels` is the number of labels that more would be added to.
    """
    low, high = np.nanquantile(samples[1:], [0.025, 0.975], axis=0)
    points = [
        CurvePoint(round(n), float(m), float(a), float(b))
        for n, m, a, b in zip(sizes, samples[0], low, high, strict=True)
    ]
    reason = why_no_forecast(sizes, range_of(samples[1:, -1] - samples[1:, 0]))
    if reason:
        return LearningCurve(points, None, f"More labels: {reason}")
    noisy = with_noise_of_training(samples, seed)
    now, then, twice = (np.clip(forecast(sizes, noisy, n), 0, 1) for n in (labels, labels + MORE, 2 * labels))
    gains = then - now  # the power law is bounded by neither 0 nor 1
    more = Forecast(labels + MORE, float(then[0]), float(gains[0]), *range_of(gains[1:]))
    doubled = CurvePoint(2 * labels, float(twice[0]), *range_of(twice[1:]))
    words = (
        f"{MORE} more labels are expected to bring {100 * more.gain:.1f} points of macro-F1 (95 % interval "
        f"{100 * more.low:.1f} to {100 * more.high:.1f}); {doubled.expected}."
    )
    return LearningCurve(points, more, words, doubled)


def _samples(truth: Array, predictions: list[Array], groups: Array, count: int, seed: int) -> Array:
    weights = np.vstack([np.ones(len(np.unique(groups))), draws(len(np.unique(groups)), seed, _DRAWS)])
    if truth.ndim > 1:
        return np.column_stack([several_macro_f1_of_draws(truth, guess, groups, weights) for guess in predictions])
    return np.column_stack([macro_f1_of_draws(truth, guess, groups, count, weights) for guess in predictions])


def _answers(
    truth: Array, probabilities: Array, parts: Sequence[tuple[Array, Array]], learned: Sequence[bool]
) -> Array:
    """The most probable label of each row; of several, those more likely than not once folds calibrate each other."""
    if truth.ndim == 1:
        return probabilities.argmax(axis=1)
    return cross_sigmoids(truth, probabilities, parts, learned) > GIVEN


def _enough_groups(rows: Array, truth: Array, groups: Array, share: float, seed: int) -> Array:
    """About `share` of `rows`, drawn as whole groups at random; all of them if these had one label only."""
    order = np.random.default_rng(seed).permutation(np.unique(groups[rows]))
    sizes = np.array([np.count_nonzero(groups[rows] == group) for group in order])
    enough = int(np.searchsorted(np.cumsum(sizes), share * len(rows))) + 1
    some = rows[np.isin(groups[rows], order[:enough])]
    return some if len(np.unique(truth[some], axis=0)) > 1 else rows
