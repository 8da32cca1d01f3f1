"""Calibration of probabilities, and thresholds for abstaining."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp
from scipy.stats import beta
from sklearn.base import BaseEstimator, ClassifierMixin

from annotate._types import Array
from annotate.answer_labels import GIVEN, confidence_in
from annotate.learn.estimators.classifier import Classifier

LEVELS = (0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99)
"""Precisions for which every model folder stores a threshold."""
_TINY = 1e-9


@dataclass(frozen=True)
class AbstentionLevel:
    """A precision, and the confidence below which a model must abstain to reach it."""

    precision: float
    threshold: float | None
    """None if no threshold reaches the precision."""
    coverage: float
    """Share of sentences that get an answer, 0 to 1."""
    reached: float | None
    """The precision of these answers in cross-validation."""


_DOUBT = 0.1
_STEP = 0.05


class TemperatureScaled(ClassifierMixin, BaseEstimator):
    """A classifier whose probabilities are calibrated by a temperature, which does not change the predicted labels.

    Temperature scaling (Guo et al., ICML 2017, arXiv 1706.04599) has one parameter, for which 200 labels are enough.
    scikit-learn's ``CalibratedClassifierCV(method="temperature", ensemble=False)`` does the same, but fits every fold
    again to predict it. Training already has these predictions, so that this takes half the time.
    """

    def __init__(self, estimator: Any = None, temperature: float = 1.0) -> None:
        self.estimator = estimator
        self.temperature = temperature

    @property
    def classes_(self) -> Array:
        """The labels in the order of the columns of `predict_proba`."""
        return self.estimator.classes_

    def __sklearn_is_fitted__(self) -> bool:
        """Whether the wrapped estimator is fitted."""
        return hasattr(self.estimator, "classes_")

    def fit(self, X: Any, y: Any, groups: Any = None) -> TemperatureScaled:  # noqa: N803
        """Fit the wrapped estimator; the temperature is not changed."""
        self.estimator.fit(X, y, groups=groups)
        return self

    def predict_proba(self, X: Any) -> Array:  # noqa: N803
        """Probabilities of shape ``(rows, classes)``; rows sum to 1."""
        return tempered(self.estimator.predict_proba(X), self.temperature)

    def predict(self, X: Any) -> Array:  # noqa: N803
        """The most probable class of each row."""
        return np.asarray(self.classes_)[self.predict_proba(X).argmax(axis=1)]


@dataclass(frozen=True)
class Temperature:
    """The temperature that calibrates probabilities of one label a sentence."""

    value: float = 1.0

    def __call__(self, probabilities: Array) -> Array:
        """`probabilities`, calibrated."""
        return tempered(probabilities, self.value)

    def around(self, estimator: Classifier) -> Classifier:
        """`estimator` with calibrated probabilities."""
        return TemperatureScaled(estimator, self.value)


def tempered(probabilities: Array, temperature: float) -> Array:
    """`probabilities` to the power of ``1 / temperature``, normalised so that rows sum to 1."""
    logits = np.log(np.clip(probabilities, _TINY, None)) / temperature
    return np.exp(logits - logsumexp(logits, axis=1, keepdims=True))


def fit_temperature(codes: Array, probabilities: Array) -> float:
    """The temperature with the least log loss, between 0.05 and 20."""
    logits = np.log(np.clip(probabilities, _TINY, None))
    rows = np.arange(len(codes))

    def loss(log_temperature: float) -> float:
        scaled = logits / np.exp(log_temperature)
        return float(np.mean(logsumexp(scaled, axis=1) - scaled[rows, codes]))

    optimum = minimize_scalar(loss, bounds=(np.log(0.05), np.log(20.0)), method="bounded")
    return float(np.exp(optimum.x))


def cross_tempered(codes: Array, probabilities: Array, parts: Sequence[tuple[Array, Array]]) -> Array:
    """Out-of-fold probabilities, each fold tempered by the others, so that no row is used to calibrate itself."""
    return cross_calibrated(
        lambda rows: partial(tempered, temperature=fit_temperature(codes[rows], probabilities[rows])),
        probabilities,
        parts,
    )


def cross_calibrated(
    fitted: Callable[[Array], Callable[[Array], Array]], probabilities: Array, parts: Sequence[tuple[Array, Array]]
) -> Array:
    """Out-of-fold probabilities, each fold calibrated by what is `fitted` to the rows of the others."""
    calibrated = probabilities.copy()
    rows = np.concatenate([test for _, test in parts]) if parts else np.empty(0, dtype=int)
    for _, test in parts:
        calibrated[test] = fitted(np.setdiff1d(rows, test))(probabilities[test])
    return calibrated


def abstention(truth: Array, probabilities: Array, levels: Sequence[float] = LEVELS) -> list[AbstentionLevel]:
    """For each precision in `levels`, the lowest confidence at which answers reach it, and the share of answers left.

    `truth` is the number of the label of each row, or which of several labels it has, shape ``(rows, labels)``; then
    an answer is right if all of its labels are, and its confidence is the probability of that.

    Thresholds are tested in steps of 5 % of the sentences, from the highest confidence to the lowest, until the lower
    confidence bound (Clopper and Pearson, Biometrika 1934; level 1 - `_DOUBT`) of the precision is below the level. The
    fixed order keeps the error rate although many thresholds are tested (Angelopoulos et al., Learn then Test,
    arXiv 2110.01052). If no threshold passes, ``threshold`` is None and ``coverage`` 0.
    """
    several = truth.ndim > 1
    confidence = confidence_in(probabilities, several=several)
    thresholds = np.unique(np.quantile(confidence, np.arange(0, 1, _STEP), method="higher"))[::-1]
    correct = ((probabilities > GIVEN) == truth).all(axis=1) if several else probabilities.argmax(axis=1) == truth
    labelled = np.array([(confidence >= threshold).sum() for threshold in thresholds])
    hits = np.array([correct[confidence >= threshold].sum() for threshold in thresholds])
    low = beta.ppf(_DOUBT, hits, labelled - hits + 1)
    abstentions = []
    for level in levels:
        good = low >= level
        if not good.any():
            abstentions.append(AbstentionLevel(level, None, 0.0, None))
            continue
        first = int(good.argmax())
        last = first + int(good[first:].argmin()) - 1 if not good[first:].all() else len(good) - 1
        coverage, reached = float(labelled[last] / len(confidence)), float(hits[last] / labelled[last])
        abstentions.append(AbstentionLevel(level, float(thresholds[last]), coverage, reached))
    return abstentions
