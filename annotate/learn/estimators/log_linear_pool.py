"""An ensemble that weights its members by their out-of-fold log loss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.base import BaseEstimator, ClassifierMixin, clone

from annotate._types import Array, Integers, Reals
from annotate.learn.estimators.classifier import Classifier
from annotate.learn.features.inputs import table_of
from annotate.learn.training.splits import folds

_FOLDS = ((1000, 5, 5), (3000, 3, 3))  # up to this many rows: the number of folds, and how many of them are predicted
_FEWER_FOLDS = (3, 1)
_TINY = 1e-9

View = tuple[str, Any, Sequence[Classifier]]
"""A name, a transformer, and the classifiers of what it gives."""


class LogLinearPool(ClassifierMixin, BaseEstimator):
    """The product of the members' probabilities, each to the power of its weight; the weights minimise log loss.

    This is the logarithmic opinion pool (Genest and Zidek, Statistical Science 1986). A weight acts both as a member's
    importance and as its temperature, so members need not be calibrated, and finding the weights is a convex problem.
    The weights are fitted to out-of-fold predictions in grouped folds, so that no member is rewarded for overfitting.
    scikit-learn's ``StackingClassifier`` fits a weight for each pair of classes, which small data sets do not support,
    and transforms the texts again for each member.

    Parameters
    ----------
    views
        Triples of a name, a transformer, and the classifiers that are fitted on its output.
    prior
        Relative weights of the members, in the order of their views, toward which the fitted weights are shrunk;
        ``None`` for equal ones.
    shrinkage
        How strongly they are shrunk; see `pool_weights`.
    seed
        Seed of the folds.
    """

    def __init__(
        self, views: Sequence[View], prior: Sequence[float] | None = None, shrinkage: float = 0.0, seed: int = 0
    ) -> None:
        self.views = views
        self.prior = prior
        self.shrinkage = shrinkage
        self.seed = seed

    def fit(self, X: Any, y: Any, groups: Any = None) -> LogLinearPool:  # noqa: N803
        """Fit the weights to out-of-fold predictions (in fewer folds on many rows, to save time), then every member."""
        table, labels = table_of(X), np.asarray(y)
        self.classes_, codes = np.unique(labels, return_inverse=True)
        apart = np.arange(len(labels)) if groups is None else np.asarray(groups)
        splits = [pair for pair in self.splits(labels, apart) if len(np.unique(labels[pair[0]])) == len(self.classes_)]
        prior = self.prior_of_members()
        self.weights_: Reals = prior
        if splits:
            predicted = [
                _log_probabilities(self._fitted(table.iloc[train], labels[train]), table.iloc[test])
                for train, test in splits
            ]
            truth = codes[np.concatenate([test for _, test in splits])]
            self.weights_ = pool_weights(np.concatenate(predicted, axis=1), truth, prior, self.shrinkage)
        self.fitted_ = self._fitted(X, labels)
        return self

    def splits(self, labels: Array, groups: Integers) -> list[tuple[Array, Array]]:
        """The folds to whose predictions weights are fitted: pairs of rows to fit on and rows to predict."""
        count, used = next(((count, used) for most, count, used in _FOLDS if len(labels) <= most), _FEWER_FOLDS)
        return folds(labels, groups, count=count, seed=self.seed)[:used]

    def prior_of_members(self) -> Reals:
        """The prior of each member; equal ones where none is given."""
        members = sum(len(classifiers) for _, _, classifiers in self.views)
        return np.full(members, 1 / members) if self.prior is None else np.asarray(self.prior, dtype=np.float64)

    def predict_proba(self, X: Any) -> Reals:  # noqa: N803
        """Probabilities of shape ``(rows, classes)``, columns in the order of ``classes_``."""
        pooled: Reals = softmax(np.tensordot(self.weights_, _log_probabilities(self.fitted_, X), axes=1), axis=1)
        return pooled

    def predict(self, X: Any) -> Array:  # noqa: N803
        """The label with the highest probability of each row."""
        return self.classes_[self.predict_proba(X).argmax(axis=1)]

    def _fitted(self, X: Any, labels: Array) -> list[tuple[Any, list[Any]]]:  # noqa: N803
        """A fitted transformer and its fitted classifiers for each view."""
        fitted = []
        for _, transformer, classifiers in self.views:
            fresh = clone(transformer)
            features = fresh.fit_transform(X, labels)
            fitted.append((fresh, [clone(classifier).fit(features, labels) for classifier in classifiers]))
        return fitted


def pool_weights(log_probabilities: Reals, codes: Array, prior: Reals, shrinkage: float = 0.0) -> Reals:
    """Non-negative weights that minimise the log loss of a log-linear pool of predictions.

    They are shrunk toward `prior` times a common factor, the temperature at which the prior alone fits best:
    `shrinkage` times the squared distance from it, in units of that factor, is added to the summed log loss.

    Parameters
    ----------
    log_probabilities
        Shape ``(members, rows, classes)``.
    codes
        The index of each row's class.
    """
    members, rows, _ = log_probabilities.shape
    of_truth = log_probabilities[:, np.arange(rows), codes]

    def loss(weights: Reals) -> tuple[float, Reals]:
        normalised = log_softmax(np.tensordot(weights, log_probabilities, axes=1), axis=1)
        expected = (np.exp(normalised) * log_probabilities).sum(axis=2)
        return -float(normalised[np.arange(rows), codes].sum()), (expected - of_truth).sum(axis=1)

    def shrunk(weights: Reals) -> tuple[float, Reals]:
        value, slope = loss(weights)
        away = (weights - center) / scale
        return value + shrinkage * float(away @ away), slope + 2 * shrinkage * away / scale

    scale = float(np.exp(minimize_scalar(lambda s: loss(np.exp(s) * prior)[0], bounds=(-4, 4), method="bounded").x))
    center = scale * prior
    optimum = minimize(shrunk, center, jac=True, method="L-BFGS-B", bounds=[(0, None)] * members)
    return np.asarray(optimum.x, dtype=np.float64)


def _log_probabilities(fitted: Sequence[tuple[Any, Sequence[Any]]], X: Any) -> Reals:  # noqa: N803
    """Log-probabilities of each member, shape ``(members, rows, classes)``."""
    predicted = []
    for transformer, classifiers in fitted:
        features = transformer.transform(X)
        predicted += [classifier.predict_proba(features) for classifier in classifiers]
    return logarithms(np.stack(predicted))


def logarithms(probabilities: Array) -> Reals:
    """The natural logarithm of `probabilities`, finite for those of 0 too."""
    return np.asarray(np.log(np.clip(probabilities, _TINY, None)), dtype=np.float64)
