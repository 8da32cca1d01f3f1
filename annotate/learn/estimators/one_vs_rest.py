"""A classifier for questions that take several labels: each label is answered yes or no by a classifier of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin, clone

from annotate._types import Array, Flags, Integers, Reals
from annotate.answer_labels import GIVEN, joined, membership
from annotate.learn.estimators.log_linear_pool import LogLinearPool, logarithms, pool_weights
from annotate.learn.features.inputs import table_of
from annotate.learn.training.splits import rarest_labels


class OneVsRest(ClassifierMixin, BaseEstimator):
    """A log-linear pool for each label, all on the same features; a sentence may have several of the labels, or none.

    scikit-learn's ``OneVsRestClassifier`` fits the whole estimator for each label, so that sentences would be encoded,
    and their vectors saved, as often as there are labels.

    Parameters
    ----------
    pool
        The views, prior and shrinkage of each label's pool. With one member it has no weights to fit.
    labels
        All labels, in the order of the columns of `predict_proba`.
    rare
        Those with too few sentences to learn from: their probability is their share of the rows, whatever the text.
        So is that of a label which all rows have, or none.
    """

    def __init__(self, pool: LogLinearPool, labels: Sequence[str], rare: Sequence[str] = ()) -> None:
        self.pool = pool
        self.labels = labels
        self.rare = rare

    def fit(self, X: Any, y: Any, groups: Any = None) -> OneVsRest:  # noqa: N803
        """Fit each label's weights to out-of-fold predictions, then its members; `y` are answers (``economy|fish``)."""
        table, truth = table_of(X), membership(list(y), self.labels)
        self.classes_: Array = np.asarray(self.labels)
        self.shares_: Reals = truth.mean(axis=0)
        apart = np.arange(len(truth)) if groups is None else np.asarray(groups)
        self.learned_, self.fitted_ = self._fitted(table, truth)
        self.weights_ = self._weights(table, truth, apart)
        return self

    def predict_proba(self, X: Any) -> Reals:  # noqa: N803
        """The probability of each label, shape ``(rows, labels)``; they need not add up to 1."""
        predicted = _of_labels(self.fitted_, X, len(self.learned_))
        probabilities = np.tile(self.shares_, (predicted.shape[2], 1))
        for place, label in enumerate(self.learned_):
            pooled = np.tensordot(self.weights_[place], predicted[place], axes=1)
            probabilities[:, label] = softmax(pooled, axis=1)[:, 1]
        return probabilities

    def predict(self, X: Any) -> Array:  # noqa: N803
        """The answer to each row: the labels that are more likely than not."""
        return joined(self.predict_proba(X) > GIVEN, self.labels)

    def _weights(self, table: Any, truth: Flags, groups: Integers) -> Reals:
        """The weights of the members, shape ``(learned labels, members)``."""
        prior = self.pool.prior_of_members()
        weights = np.tile(prior, (len(self.learned_), 1))
        if len(prior) == 1:
            return weights
        predicted: list[list[Array]] = [[] for _ in self.learned_]
        codes: list[list[Array]] = [[] for _ in self.learned_]
        for train, test in self.pool.splits(rarest_labels(truth), groups):
            learned, fitted = self._fitted(table.iloc[train], truth[train])
            of_fold = _of_labels(fitted, table.iloc[test], len(learned))
            for place, label in enumerate(self.learned_):
                if label in learned:
                    predicted[place].append(of_fold[learned.index(label)])
                    codes[place].append(truth[test, label].astype(np.int64))
        for place, parts in enumerate(predicted):
            if parts:
                every = np.concatenate(parts, axis=1)
                weights[place] = pool_weights(every, np.concatenate(codes[place]), prior, self.pool.shrinkage)
        return weights

    def _fitted(self, X: Any, truth: Flags) -> tuple[list[int], list[tuple[Any, list[list[Any]]]]]:  # noqa: N803
        """The labels that can be learned, and for each view its transformer and the classifiers of each of these."""
        learned = [
            place
            for place, label in enumerate(self.labels)
            if label not in self.rare and 0 < np.count_nonzero(truth[:, place]) < len(truth)
        ]
        fitted = []
        for _, transformer, classifiers in self.pool.views:
            fresh = clone(transformer)
            features = fresh.fit_transform(X, None)
            members = [
                [clone(classifier).fit(features, truth[:, label].astype(np.int64)) for classifier in classifiers]
                for label in learned
            ]
            fitted.append((fresh, members))
        return learned, fitted


def _of_labels(fitted: Sequence[tuple[Any, Sequence[Sequence[Any]]]], X: Any, labels: int) -> Reals:  # noqa: N803
    """Log-probabilities of no and yes by each member, shape ``(labels, members, rows, 2)``; each view is made once."""
    if not labels:
        return np.zeros((0, 0, len(table_of(X)), 2))
    predicted: list[list[Array]] = [[] for _ in range(labels)]
    for transformer, members in fitted:
        features = transformer.transform(X)
        for place, classifiers in enumerate(members):
            predicted[place] += [classifier.predict_proba(features) for classifier in classifiers]
    return logarithms(np.array(predicted))
