"""Logistic regression where there are many more features than rows."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.linalg import cholesky, solve_triangular
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from annotate._types import Reals

_MOST_ROWS = 2000
_RIDGE = 1e-9


class WideLogisticRegression(LogisticRegression):
    """scikit-learn's logistic regression, several times as fast on few rows with many features.

    With a squared penalty the coefficients are a combination of the rows $X$ (the representer theorem: Kimeldorf and
    Wahba 1971). With $X X^T = L L^T$, they are $X^T L^{-T} v$, where $v$ are the coefficients that the same regression
    finds for $L$, a square matrix with as many columns as rows. The decisions are the same, and so are the steps of the
    solver, which depend on inner products alone.
    """

    def fit(self, X: csr_matrix, y: Any, sample_weight: Any = None) -> WideLogisticRegression:  # noqa: N803
        """Fit on a sparse matrix `X`; in its row space if it has more columns than rows, and not too many of these."""
        rows, columns = X.shape
        if rows >= columns or rows > _MOST_ROWS:
            super().fit(X, y, sample_weight)
            return self
        products = (X @ X.T).toarray()
        products[np.diag_indices(rows)] += _RIDGE  # rows that occur twice would have no factor
        factor = cholesky(products, lower=True)
        super().fit(factor, y, sample_weight)
        combination = solve_triangular(factor, self.coef_.T, lower=True, trans="T")
        self.coef_: Reals = np.ascontiguousarray((X.T @ combination).T)
        self.n_features_in_ = columns
        return self
