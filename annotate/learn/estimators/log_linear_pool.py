"""An ensemble that weights its members by their out-of-fold log loss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax
from sklearn.base import BaseEstimator, ClassifierMixin

from annotate._types import Array, Reals
from annotate.learn.estimators.classifier import Classifier, fitted_clone
from annotate.learn.features.inputs import table_of
from annotate.learn.training.splits import folds

_FOLDS = 3
_MANY = 3000
_TINY = 1e-9


class LogLinearPool(ClassifierMixin, BaseEstimator):
    """The members' probabilities multiplied, each to the power of its weight, with weights of least log loss.

    This is the logarithmic opinion pool (Genest and Zidek, Statistical Science 1986). A weight is at once how far a
    member is trusted and its temperature, so members need not be calibrated, and finding the weights is a convex
    problem. They are fitted to out-of-fold predictions in grouped folds, so that no member is judged on what it has
    learned. scikit-learn's ``StackingClassifier`` fits a weight for each member and pair of classes, which small sets
    do not support.

    Parameters
    ----------
    members
        Pairs of a name and a classifier.
    seed
        Of the folds.
    """

    def __init__(self, members: Sequence[tuple[str, Classifier]], seed: int = 0) -> None:
        self.members = members
        self.seed = seed

    def fit(self, X: Any, y: Any, groups: Any = None) -> LogLinearPool:  # noqa: N803
        """Fit the weights out of fold (in one fold only from 3,000 rows on, to save time), then every member."""
        table, labels = table_of(X), np.asarray(y)
        self.classes_, codes = np.unique(labels, return_inverse=True)
        apart = np.arange(len(labels)) if groups is None else np.asarray(groups)
        splits = folds(labels, apart, count=_FOLDS, seed=self.seed)[: _FOLDS if len(labels) <= _MANY else 1]
        splits = [(train, test) for train, test in splits if len(np.unique(labels[train])) == len(self.classes_)]
        self.weights_: Reals = np.full(len(self.members), 1 / len(self.members))
        if splits:
            predicted = np.concatenate([self._out_of_fold(table, labels, apart, *split) for split in splits], axis=1)
            self.weights_ = pool_weights(predicted, codes[np.concatenate([test for _, test in splits])])
        self.fitted_ = [fitted_clone(member, X, y, groups) for _, member in self.members]
        return self

    def predict_proba(self, X: Any) -> Reals:  # noqa: N803
        """Probabilities of shape ``(rows, classes)``, columns in the order of ``classes_``."""
        pooled: Reals = softmax(np.tensordot(self.weights_, _log_probabilities(self.fitted_, X), axes=1), axis=1)
        return pooled

    def predict(self, X: Any) -> Array:  # noqa: N803
        """The label with the highest probability of each row."""
        return self.classes_[self.predict_proba(X).argmax(axis=1)]

    def _out_of_fold(self, table: Any, labels: Array, groups: Array, train: Array, test: Array) -> Reals:
        some = table.iloc[train]
        fitted = [fitted_clone(member, some, labels[train], groups[train]) for _, member in self.members]
        return _log_probabilities(fitted, table.iloc[test])


def pool_weights(log_probabilities: Reals, codes: Array) -> Reals:
    """The weights, none below 0, with which a log-linear pool of predictions has the least log loss.

    Parameters
    ----------
    log_probabilities
        Shape ``(members, rows, classes)``.
    codes
        The class of each row, by number.
    """
    members, rows, _ = log_probabilities.shape
    of_truth = log_probabilities[:, np.arange(rows), codes]

    def loss(weights: Reals) -> tuple[float, Reals]:
        pooled = np.tensordot(weights, log_probabilities, axes=1)
        normalised = log_softmax(pooled, axis=1)
        expected = (np.exp(normalised) * log_probabilities).sum(axis=2)
        return -float(normalised[np.arange(rows), codes].mean()), (expected - of_truth).mean(axis=1)

    start = np.full(members, 1 / members)
    optimum = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * members)
    return np.asarray(optimum.x, dtype=np.float64)


def _log_probabilities(members: Sequence[Classifier], X: Any) -> Reals:  # noqa: N803
    return np.log(np.clip(np.stack([member.predict_proba(X) for member in members]), _TINY, None))
