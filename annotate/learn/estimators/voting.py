"""Several classifiers that vote with their probabilities."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import has_fit_parameter


class Recipe(Pipeline):
    """A pipeline whose `fit` takes groups, and hands them to its last step if that one has a use for them."""

    def fit(self, X: Any, y: Any = None, groups: Any = None, **params: Any) -> Recipe:  # noqa: N803
        """Fit on texts or a table `X`, labels `y` and the `groups` that inner cross-validation keeps whole."""
        name, last = self.steps[-1]
        if groups is not None and has_fit_parameter(last, "groups"):
            params[f"{name}__groups"] = groups
        super().fit(X, y, **params)
        return self


class Vote(ClassifierMixin, BaseEstimator):
    """The mean of the members' probabilities.

    Parameters
    ----------
    members
        Pairs of a name and a classifier.
    weights
        One a member, 0 to leave it out; ``None`` gives each the same.
    ripe
        From how many rows on the first member has its weight; with fewer it has that share of it.
    """

    def __init__(self, members: list[tuple[str, Any]], weights: list[float] | None = None, ripe: int = 0) -> None:
        self.members = members
        self.weights = weights
        self.ripe = ripe

    def fit(self, X: Any, y: Any, groups: Any = None) -> Vote:  # noqa: N803
        """Fit every member on the same rows."""
        self.classes_ = np.unique(np.asarray(y))
        weights = list(self.weights or [1.0] * len(self.members))
        weights[0] *= min(1.0, len(y) / max(self.ripe, 1))
        self.fitted_ = [_fitted(m, X, y, groups) for (_, m), w in zip(self.members, weights, strict=True) if w]
        self.shares_ = [float(weight) for weight in weights if weight]
        return self

    def predict_proba(self, X: Any) -> npt.NDArray[np.float64]:  # noqa: N803
        """Probabilities of shape ``(rows, classes)``, columns in the order of ``classes_``."""
        parts = np.stack([member.predict_proba(X) for member in self.fitted_])
        total = np.average(parts, axis=0, weights=self.shares_)
        return total / total.sum(axis=1, keepdims=True)

    def predict(self, X: Any) -> npt.NDArray[Any]:  # noqa: N803
        """The label with the highest probability of each row."""
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


def _fitted(member: Any, X: Any, y: Any, groups: Any) -> Any:  # noqa: N803
    fresh = clone(member)
    return fresh.fit(X, y, groups=groups) if has_fit_parameter(fresh, "groups") else fresh.fit(X, y)
