"""Forecasts of macro-F1 with more labels, from the scores at increasing numbers of labels."""

from __future__ import annotations

import numpy as np

from annotate._types import Array

FEWEST = 50
"""Labels at the end of a curve below which nothing is forecast."""
_EXPONENTS = np.linspace(0.1, 1.0, 19)
_OF_TRAINING = 0.5
_COVERAGE = (0.025, 0.975)


def forecast(sizes: Array, scores: Array, size: float) -> Array:
    """Scores expected at `size` labels, for each row of `scores` (shape (curves, sizes)).

    An inverse power law ``a - b * n ** -c`` with b at least 0 and a, where it ends, at most 1, is fitted by least
    squares weighted by the number of labels n (Figueroa et al., BMC Medical Informatics and Decision Making 2012), for
    each exponent c on a grid; the exponent with the smallest squared error over all curves is used for all.
    """
    weights = sizes / sizes.sum()
    means = scores @ weights
    best, expected = np.inf, scores[:, -1]
    for exponent in _EXPONENTS:
        x = sizes**-exponent
        centre = weights @ x
        fall = np.maximum((means[:, None] - scores) @ (weights * (x - centre)) / (weights @ (x - centre) ** 2), 0.0)
        end = means + fall * centre
        bound = end > 1
        end[bound], fall[bound] = 1.0, (1 - scores[bound]) @ (weights * x) / (weights @ x**2)
        error = float((weights * (end[:, None] - fall[:, None] * x - scores) ** 2).sum())
        if error < best:
            best, expected = error, end - fall * size**-exponent
    return expected


def why_no_forecast(sizes: Array, gains: tuple[float, float]) -> str:
    """Why nothing can be forecast from a curve, in words that follow a colon; empty if something can.

    Parameters
    ----------
    sizes
        The numbers of labels, ascending.
    gains
        The 95 % interval of the difference between the last score and the first.
    """
    first, last = round(float(sizes[0])), round(float(sizes[-1]))
    if len(sizes) < 3 or last < FEWEST:
        return f"the learning curve ends at {last} labels, too early to say what more would bring."
    if gains[0] <= 0:
        return (
            f"from {first} to {last} labels macro-F1 did not rise clearly ({100 * gains[0]:+.1f} to "
            f"{100 * gains[1]:+.1f} points), so that nothing can be forecast; more labels may help all the same."
        )
    return ""


def with_noise_of_training(samples: Array, seed: int) -> Array:
    """The bootstrap `samples` of scores (shape (1 + draws, sizes), the first row without draws) with more noise.

    Draws of test sentences do not vary which sentences were learned from, so that half of each score's standard error
    is added. ``tests/benchmarks/forecasts.py`` measures how often the ranges then hold.
    """
    errors = np.nanstd(samples[1:], axis=0)
    noise = np.random.default_rng(seed).normal(size=samples[1:].shape) * _OF_TRAINING * errors
    return np.vstack([samples[:1], samples[1:] + noise])


def range_of(values: Array) -> tuple[float, float]:
    """The 95 % interval of drawn values."""
    low, high = np.nanquantile(values, _COVERAGE)
    return float(low), float(high)


def level_in_words(labels: int, low: float, high: float) -> str:
    """A forecast of macro-F1 with a number of labels, without the full stop."""
    return f"with twice as many labels ({labels}) a macro-F1 of about {low:.2f} to {high:.2f} is expected"
