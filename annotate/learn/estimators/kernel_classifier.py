"""A kernel classifier of sentence vectors."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.svm import SVC

from annotate._types import Array, Reals

_ROWS = 2048
_SHARPNESS = 2.0


class KernelClassifier(ClassifierMixin, BaseEstimator):
    """A support vector machine with a Gaussian (RBF) kernel, for unit-length vectors.

    The kernel matrix of such vectors takes one matrix product, which is much faster than computing the distances one by
    one as scikit-learn's solver does.

    Parameters
    ----------
    C
        Inverse of the regularisation strength.
    gamma
        The kernel is ``exp(-gamma * squared distance)``; squared distances of such vectors lie between 0 and 4.
    balanced
        Whether classes are weighted inversely to their frequency.
    """

    def __init__(self, C: float = 2.0, gamma: float = 0.25, balanced: bool = True) -> None:  # noqa: N803
        self.C = C
        self.gamma = gamma
        self.balanced = balanced

    def fit(self, X: Reals, y: Any) -> KernelClassifier:  # noqa: N803
        """Fit on vectors `X` of shape ``(rows, dimensions)`` and labels `y`.

        The array is stored by reference, so that several classifiers of the same vectors save them only once.
        """
        weight = "balanced" if self.balanced else None
        self.machine_ = SVC(C=self.C, kernel="precomputed", class_weight=weight, cache_size=500)
        self.machine_.fit(self._kernel(X, X), y)
        self.classes_ = self.machine_.classes_
        self.vectors_ = X
        return self

    def predict_proba(self, X: Reals) -> Reals:  # noqa: N803
        """A softmax of the decision values, shape ``(rows, classes)``: the same order as these, but not calibrated."""
        parts = [self._decision(X[start : start + _ROWS]) for start in range(0, X.shape[0], _ROWS)]
        scores = np.concatenate(parts) if parts else np.zeros((0, len(self.classes_)))
        return softmax(_SHARPNESS * scores, axis=1)

    def predict(self, X: Reals) -> Array:  # noqa: N803
        """The label with the highest probability of each row."""
        return self.classes_[self.predict_proba(X).argmax(axis=1)]

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Restore a saved classifier; annotate 0.1 stored only the support vectors."""
        if "support_vectors_" in state:
            support = state.pop("support_vectors_")
            state["vectors_"] = np.zeros((state.pop("rows_"), support.shape[1]), dtype=support.dtype)
            state["vectors_"][state["machine_"].support_] = support
        super().__setstate__(state)

    def _decision(self, X: Reals) -> Reals:  # noqa: N803
        scores = self.machine_.decision_function(self._kernel(X, self.vectors_))
        return scores if scores.ndim > 1 else np.column_stack([-scores, scores])

    def _kernel(self, X: Reals, others: Reals) -> Reals:  # noqa: N803
        return np.exp(2 * self.gamma * (X @ others.T - 1), dtype=np.float64)
