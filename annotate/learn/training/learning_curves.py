"""What more labels would bring: the learning curve, and its continuation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from annotate._types import Array
from annotate.learn.evaluation.metrics import draws, macro_f1_of_draws
from annotate.progress import Progress, silent

SHARES = (0.25, 0.5, 0.75)
MORE = 100
"""Labels whose worth is forecast."""
_FOLDS = 3
_DRAWS = 400
_BENDS = np.linspace(0.1, 1.0, 19)


def learning_curve(
    fitted: Callable[[Array], Any],
    told: Callable[[Any, Array], Array],
    codes: Array,
    groups: Array,
    parts: Sequence[tuple[Array, Array]],
    full: Array,
    *,
    seed: int = 0,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Macro-F1 at rising numbers of labels, on the same test rows, and a forecast for 100 more.

    Parameters
    ----------
    fitted, told
        Make an estimator of rows; give its probabilities for rows.
    codes, groups
        The label (as a whole number) and the group of each row.
    parts
        Folds as pairs of rows; the first three are used.
    full
        Out-of-fold probabilities of estimators that learned from all of a fold's training rows.

    Returns
    -------
    dict
        ``points`` (``labels``, ``macro_f1``, ``low``, ``high``), ``forecast`` (``labels``, ``macro_f1``, ``gain``,
        ``low``, ``high`` of the gain; 95 %, bootstrap over groups), and ``words``.
    """
    parts = parts[:_FOLDS]
    rows = np.concatenate([test for _, test in parts])
    guesses, sizes = [], []
    with progress("learning curve", len(SHARES) * len(parts)) as advance:
        for share in SHARES:
            said, size = np.full(full.shape, np.nan), []
            for fold, (train, test) in enumerate(parts):
                some = _some_groups(train, groups, share, seed + fold)
                some = some if len(np.unique(codes[some])) > 1 else train
                said[test] = told(fitted(some), test)
                size.append(len(some))
                advance(1)
            guesses.append(said[rows].argmax(axis=1))
            sizes.append(float(np.mean(size)))
    guesses.append(full[rows].argmax(axis=1))
    sizes.append(float(np.mean([len(train) for train, _ in parts])))
    many = _many(codes[rows], guesses, groups[rows], full.shape[1], seed)
    return _described(np.array(sizes), many)


def forecast(sizes: Array, scores: Array, size: float) -> Array:
    """Scores expected at `size` labels, for each row of `scores` (shape (curves, sizes)).

    The curve ``a - b * n ** -c`` (an inverse power law, as in Figueroa et al., BMC Medical Informatics 2012) with b at
    least 0, fitted by least squares for each bend c on a grid; the bend that fits the mean curve best is taken for all.
    """
    best = np.inf
    found = scores[:, -1]
    for bend in _BENDS:
        x = sizes**-bend
        slope = ((scores - scores.mean(axis=1, keepdims=True)) * (x - x.mean())).sum(axis=1) / (
            (x - x.mean()) ** 2
        ).sum()
        slope = np.minimum(slope, 0.0)
        level = scores.mean(axis=1) - slope * x.mean()
        error = float(((level[:, None] + slope[:, None] * x - scores) ** 2).sum())
        if error < best:
            best, found = error, level + slope * size**-bend
    return found


def _described(sizes: Array, many: Array) -> dict[str, Any]:
    means = many[0]
    low, high = np.nanquantile(many[1:], [0.025, 0.975], axis=0)
    points = [
        {"labels": round(n), "macro_f1": float(m), "low": float(a), "high": float(b)}
        for n, m, a, b in zip(sizes, means, low, high, strict=True)
    ]
    now, then = sizes[-1], sizes[-1] + MORE
    gains = forecast(sizes, many, then) - forecast(sizes, many, now)
    gains = np.minimum(gains, 1 - many[:, -1])  # the power law does not know that no score is above 1
    gain, (least, most) = float(gains[0]), np.nanquantile(gains[1:], [0.025, 0.975])
    words = (
        f"{MORE} more labels are expected to bring {100 * gain:.1f} points of macro-F1 "
        f"(95 % interval {100 * least:.1f} to {100 * most:.1f})."
    )
    expected = {"labels": round(then), "macro_f1": float(means[-1]) + gain, "gain": gain}
    return {"points": points, "forecast": expected | {"low": float(least), "high": float(most)}, "words": words}


def _many(truth: Array, guesses: list[Array], groups: Array, count: int, seed: int) -> Array:
    weights = np.vstack([np.ones(len(np.unique(groups))), draws(len(np.unique(groups)), seed, _DRAWS)])
    return np.column_stack([macro_f1_of_draws(truth, guess, groups, count, weights) for guess in guesses])


def _some_groups(rows: Array, groups: Array, share: float, seed: int) -> Array:
    """Rows of randomly drawn whole groups, about `share` of `rows`."""
    order = np.random.default_rng(seed).permutation(np.unique(groups[rows]))
    sizes = np.array([np.count_nonzero(groups[rows] == group) for group in order])
    enough = int(np.searchsorted(np.cumsum(sizes), share * len(rows))) + 1
    return rows[np.isin(groups[rows], order[:enough])]
