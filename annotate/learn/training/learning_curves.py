"""The learning curve, and a forecast of the gain from more labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotate._types import Array
from annotate.learn.evaluation.metrics import draws, macro_f1_of_draws
from annotate.progress import Progress, silent

SHARES = (0.25, 0.5, 0.75)
MORE = 100
"""Number of additional labels in the forecast."""
CURVE_FOLDS = 3
"""Number of folds in which each point of the curve is measured."""
_DRAWS = 400
_EXPONENTS = np.linspace(0.1, 1.0, 19)


@dataclass(frozen=True)
class CurvePoint:
    """Cross-validated macro-F1 with a number of labels, and its 95 % interval."""

    labels: int
    macro_f1: float
    low: float
    high: float


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
    """Macro-F1 at increasing numbers of labels, and the expected gain from more."""

    points: Sequence[CurvePoint]
    forecast: Forecast
    words: str
    """The forecast in one sentence."""

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> LearningCurve:
        """The curve of a document that ``dataclasses.asdict`` made."""
        points = [CurvePoint(**point) for point in document["points"]]
        return cls(points, Forecast(**document["forecast"]), document["words"])


def learning_curve(
    fitted: Callable[[Array], Any],
    predicted: Callable[[Any, Array], Array],
    codes: Array,
    groups: Array,
    parts: Sequence[tuple[Array, Array]],
    full: Array,
    *,
    seed: int = 0,
    progress: Progress = silent,
) -> LearningCurve:
    """Macro-F1 at increasing numbers of labels, on the same test rows, and a forecast for 100 more.

    Parameters
    ----------
    fitted
        Returns an estimator fitted on the given rows.
    predicted
        Returns an estimator's probabilities of the given rows.
    codes, groups
        The label (as an integer) and the group of each row.
    parts
        Folds as pairs of training and test rows; the first three are used.
    full
        Out-of-fold probabilities of estimators trained on all training rows of a fold.
    """
    parts = parts[:CURVE_FOLDS]
    rows = np.concatenate([test for _, test in parts])
    predictions, sizes = [], []
    with progress("learning curve", len(SHARES) * len(parts)) as advance:
        for share in SHARES:
            probabilities, size = np.full(full.shape, np.nan), []
            for fold, (train, test) in enumerate(parts):
                some = _some_groups(train, groups, share, seed + fold)
                some = some if len(np.unique(codes[some])) > 1 else train
                probabilities[test] = predicted(fitted(some), test)
                size.append(len(some))
                advance(1)
            predictions.append(probabilities[rows].argmax(axis=1))
            sizes.append(float(np.mean(size)))
    predictions.append(full[rows].argmax(axis=1))
    sizes.append(float(np.mean([len(train) for train, _ in parts])))
    samples = _samples(codes[rows], predictions, groups[rows], full.shape[1], seed)
    return _curve(np.array(sizes), samples)


def forecast(sizes: Array, scores: Array, size: float) -> Array:
    """Scores expected at `size` labels, for each row of `scores` (shape (curves, sizes)).

    An inverse power law ``a - b * n ** -c`` with b at least 0 (Figueroa et al., BMC Medical Informatics 2012) is fitted
    by least squares for each exponent c on a grid; the exponent with the smallest squared error over all curves is used
    for all.
    """
    best = np.inf
    expected = scores[:, -1]
    for exponent in _EXPONENTS:
        x = sizes**-exponent
        slope = ((scores - scores.mean(axis=1, keepdims=True)) * (x - x.mean())).sum(axis=1) / (
            (x - x.mean()) ** 2
        ).sum()
        slope = np.minimum(slope, 0.0)
        level = scores.mean(axis=1) - slope * x.mean()
        error = float(((level[:, None] + slope[:, None] * x - scores) ** 2).sum())
        if error < best:
            best, expected = error, level + slope * size**-exponent
    return expected


def _curve(sizes: Array, samples: Array) -> LearningCurve:
    means = samples[0]
    low, high = np.nanquantile(samples[1:], [0.025, 0.975], axis=0)
    points = [
        CurvePoint(round(n), float(m), float(a), float(b)) for n, m, a, b in zip(sizes, means, low, high, strict=True)
    ]
    now, then = sizes[-1], sizes[-1] + MORE
    gains = forecast(sizes, samples, then) - forecast(sizes, samples, now)
    gains = np.minimum(gains, 1 - samples[:, -1])  # the power law is not bounded by 1
    gain, (least, most) = float(gains[0]), np.nanquantile(gains[1:], [0.025, 0.975])
    words = (
        f"{MORE} more labels are expected to bring {100 * gain:.1f} points of macro-F1 "
        f"(95 % interval {100 * least:.1f} to {100 * most:.1f})."
    )
    expected = Forecast(round(then), float(means[-1]) + gain, gain, float(least), float(most))
    return LearningCurve(points, expected, words)


def _samples(truth: Array, predictions: list[Array], groups: Array, count: int, seed: int) -> Array:
    weights = np.vstack([np.ones(len(np.unique(groups))), draws(len(np.unique(groups)), seed, _DRAWS)])
    return np.column_stack([macro_f1_of_draws(truth, guess, groups, count, weights) for guess in predictions])


def _some_groups(rows: Array, groups: Array, share: float, seed: int) -> Array:
    """About `share` of `rows`, drawn as whole groups at random."""
    order = np.random.default_rng(seed).permutation(np.unique(groups[rows]))
    sizes = np.array([np.count_nonzero(groups[rows] == group) for group in order])
    enough = int(np.searchsorted(np.cumsum(sizes), share * len(rows))) + 1
    return rows[np.isin(groups[rows], order[:enough])]
