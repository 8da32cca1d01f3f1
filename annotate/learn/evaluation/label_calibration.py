"""Calibration of questions that take several labels: each label's probability by a sigmoid of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn.base import BaseEstimator, ClassifierMixin

from annotate._types import Array, Flags, Reals
from annotate.answer_labels import GIVEN, joined
from annotate.learn.estimators.classifier import Classifier
from annotate.learn.evaluation.calibration import cross_calibrated

_TINY = 1e-9
_SLOPES = (0.05, 20.0)


@dataclass(frozen=True)
class Sigmoids:
    """For each label a slope and an intercept, on the scale of log odds."""

    slopes: tuple[float, ...]
    intercepts: tuple[float, ...]

    @classmethod
    def fitted(cls, truth: Flags, probabilities: Reals, learned: Sequence[bool]) -> Sigmoids:
        """Those that fit the labels best, one column for each; no change where a label was not `learned`.

        This is Platt scaling (Platt 1999) of log odds, with his targets, which are a little off 0 and 1, so that few
        sentences are enough. A temperature alone would leave the probabilities of rare labels too high, because
        classifiers weight both answers alike.
        """
        columns = [
            _sigmoid(truth[:, place], probabilities[:, place]) if known else (1.0, 0.0)
            for place, known in enumerate(learned)
        ]
        return cls(tuple(slope for slope, _ in columns), tuple(intercept for _, intercept in columns))

    @classmethod
    def none(cls, labels: int) -> Sigmoids:
        """Those that change nothing."""
        return cls((1.0,) * labels, (0.0,) * labels)

    def __call__(self, probabilities: Reals) -> Reals:
        """`probabilities`, calibrated."""
        return _calibrated(probabilities, self.slopes, self.intercepts)

    def around(self, estimator: Classifier) -> Classifier:
        """`estimator` with calibrated probabilities."""
        return LabelsCalibrated(estimator, list(self.slopes), list(self.intercepts))

    def by_label(self, labels: Sequence[str]) -> Mapping[str, tuple[float, float]]:
        """Slope and intercept of each label."""
        return dict(zip(labels, zip(self.slopes, self.intercepts, strict=True), strict=True))


class LabelsCalibrated(ClassifierMixin, BaseEstimator):
    """A classifier of several labels whose probabilities are calibrated, each label's by a sigmoid of its own."""

    def __init__(self, estimator: Any = None, slopes: Sequence[float] = (), intercepts: Sequence[float] = ()) -> None:
        self.estimator = estimator
        self.slopes = slopes
        self.intercepts = intercepts

    @property
    def classes_(self) -> Array:
        """The labels in the order of the columns of `predict_proba`."""
        return self.estimator.classes_

    def __sklearn_is_fitted__(self) -> bool:
        """Whether the wrapped estimator is fitted."""
        return hasattr(self.estimator, "classes_")

    def fit(self, X: Any, y: Any, groups: Any = None) -> LabelsCalibrated:  # noqa: N803
        """Fit the wrapped estimator; the sigmoids are not changed."""
        self.estimator.fit(X, y, groups=groups)
        return self

    def predict_proba(self, X: Any) -> Reals:  # noqa: N803
        """The probability of each label, shape ``(rows, labels)``; they need not add up to 1."""
        return _calibrated(self.estimator.predict_proba(X), self.slopes, self.intercepts)

    def predict(self, X: Any) -> Array:  # noqa: N803
        """The answer to each row: the labels that are more likely than not."""
        return joined(self.predict_proba(X) > GIVEN, [str(label) for label in self.classes_])


def cross_sigmoids(
    truth: Flags, probabilities: Reals, parts: Sequence[tuple[Array, Array]], learned: Sequence[bool]
) -> Reals:
    """Out-of-fold probabilities, each fold calibrated by the sigmoids that the others give."""
    return cross_calibrated(
        lambda rows: Sigmoids.fitted(truth[rows], probabilities[rows], learned), probabilities, parts
    )


def _calibrated(probabilities: Reals, slopes: Sequence[float], intercepts: Sequence[float]) -> Reals:
    return np.asarray(expit(np.asarray(slopes) * _log_odds(probabilities) + np.asarray(intercepts)), dtype=np.float64)


def _log_odds(probabilities: Reals) -> Reals:
    return np.asarray(logit(np.clip(probabilities, _TINY, 1 - _TINY)), dtype=np.float64)


def _sigmoid(truth: Flags, probabilities: Reals) -> tuple[float, float]:
    """The slope, above 0, and the intercept with the least log loss."""
    odds, yes = _log_odds(probabilities), np.count_nonzero(truth)
    target = np.where(truth, (yes + 1) / (yes + 2), 1 / (len(truth) - yes + 2))

    def loss(line: Reals) -> tuple[float, Reals]:
        moved = line[0] * odds + line[1]
        off = expit(moved) - target
        value = float(np.mean(np.logaddexp(0, moved) - target * moved))
        return value, np.array([np.mean(off * odds), np.mean(off)])

    best = minimize(loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B", bounds=[_SLOPES, (None, None)])
    return float(best.x[0]), float(best.x[1])
