"""The interface of all classifiers, and how they are cloned and fitted."""

from __future__ import annotations

from typing import Any, Protocol

from sklearn.base import clone
from sklearn.utils.validation import has_fit_parameter

from annotate._types import Array, Reals


class Classifier(Protocol):
    """A scikit-learn classifier of a list of texts, or of a table with a ``text`` column."""

    classes_: Array
    """The labels in the order of the columns of `predict_proba`, once fitted."""

    def fit(self, X: Any, y: Any) -> Any:  # noqa: N803
        """Fit on texts and labels. If it also takes ``groups``, inner cross-validation never divides a group."""
        ...

    def predict(self, X: Any) -> Array:  # noqa: N803
        """The most probable label of each row."""
        ...

    def predict_proba(self, X: Any) -> Reals:  # noqa: N803
        """Probabilities of shape ``(rows, classes)``; rows sum to 1."""
        ...


def fitted_clone(estimator: Classifier, X: Any, y: Any, groups: Any = None) -> Classifier:  # noqa: N803
    """A clone of `estimator` fitted on `X` and `y`; `groups` are passed on if its ``fit`` takes them.

    scikit-learn's metadata routing would do the same, but needs a router in each of our meta-estimators and a request
    in each of their parts. For this one argument, inspecting the signature is enough.
    """
    fresh: Any = clone(estimator)
    passed = {"groups": groups} if groups is not None and has_fit_parameter(fresh, "groups") else {}
    fitted: Classifier = fresh.fit(X, y, **passed)
    return fitted
