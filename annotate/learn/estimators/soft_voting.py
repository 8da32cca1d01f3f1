"""A soft-voting ensemble."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin

from annotate._types import Array, Reals
from annotate.learn.estimators.classifier import Classifier, fitted_clone


class SoftVotingEnsemble(ClassifierMixin, BaseEstimator):
    """The weighted mean of the members' probabilities.

    scikit-learn's ``VotingClassifier`` has fixed weights. Here the weight of the first member grows with the number of
    labels, and a member of weight 0 is not fitted.

    Parameters
    ----------
    members
        Pairs of a name and a classifier.
    weights
        One for each member, 0 to leave it out; ``None`` for equal weights.
    full_weight_rows
        Number of training rows from which on the first member has its full weight; with fewer rows its weight is
        proportional to their number.
    """

    def __init__(
        self,
        members: Sequence[tuple[str, Classifier]],
        weights: Sequence[float] | None = None,
        full_weight_rows: int = 0,
    ) -> None:
        self.members = members
        self.weights = weights
        self.full_weight_rows = full_weight_rows

    def fit(self, X: Any, y: Any, groups: Any = None) -> SoftVotingEnsemble:  # noqa: N803
        """Fit every member on the same rows."""
        self.classes_ = np.unique(np.asarray(y))
        weights = list(self.weights or [1.0] * len(self.members))
        weights[0] *= min(1.0, len(y) / max(self.full_weight_rows, 1))
        used = [(member, weight) for (_, member), weight in zip(self.members, weights, strict=True) if weight]
        self.fitted_ = [fitted_clone(member, X, y, groups) for member, _ in used]
        self.shares_ = [float(weight) for _, weight in used]
        return self

    def predict_proba(self, X: Any) -> Reals:  # noqa: N803
        """Probabilities of shape ``(rows, classes)``, columns in the order of ``classes_``."""
        members = np.stack([member.predict_proba(X) for member in self.fitted_])
        mean = np.average(members, axis=0, weights=self.shares_)
        return mean / mean.sum(axis=1, keepdims=True)

    def predict(self, X: Any) -> Array:  # noqa: N803
        """The label with the highest probability of each row."""
        return self.classes_[self.predict_proba(X).argmax(axis=1)]

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Restore a saved ensemble; annotate 0.1 called ``full_weight_rows`` ``ripe``."""
        renamed = {"full_weight_rows" if name == "ripe" else name: value for name, value in state.items()}
        super().__setstate__(renamed)
