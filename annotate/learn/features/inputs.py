"""Inputs of estimators: a list or column of texts, or a table with a ``text`` column and perhaps further ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin

from annotate.columns import listed
from annotate.errors import InputError


def table_of(X: Any) -> pd.DataFrame:  # noqa: N803
    """`X` as a table with a ``text`` column and a fresh index.

    Raises
    ------
    InputError
        If there is no ``text`` column, or a text is missing.
    """
    frame = X.reset_index(drop=True) if isinstance(X, pd.DataFrame) else pd.DataFrame({"text": list(X)}, dtype=object)
    if "text" not in frame.columns:
        raise InputError(f"no column 'text' to learn from or score; found {listed(frame.columns)}")
    if isinstance(frame["text"].dtype, pd.StringDtype):
        missing = frame["text"].isna().to_numpy()
    else:
        missing = ~frame["text"].map(lambda value: isinstance(value, str)).to_numpy(dtype=bool)
    if missing.any():
        raise InputError(f"row {int(np.argmax(missing)) + 1}: the text is missing; fill it in or drop the row")
    return frame


def texts_of(X: Any) -> list[str]:  # noqa: N803
    """The texts of `X` as a list of ``str``.

    Raises
    ------
    InputError
        If a text is missing.
    """
    if isinstance(X, list) and all(type(value) is str for value in X):
        return X
    return table_of(X)["text"].tolist()


def column_of(X: Any, name: str) -> list[str]:  # noqa: N803
    """A column of `X` as texts; missing values are empty texts.

    Raises
    ------
    InputError
        If `X` has no such column.
    """
    if not isinstance(X, pd.DataFrame) or name not in X.columns:
        raise InputError(f"no column '{name}', which this model uses; add it or train without it")
    return ["" if value is None or value != value else str(value) for value in X[name].tolist()]


class Texts(TransformerMixin, BaseEstimator):
    """The first step of a pipeline: turns a list, column or table into a list of texts."""

    def fit(self, X: Any, y: Any = None) -> Texts:  # noqa: N803
        """Return itself; there is nothing to fit."""
        return self

    def transform(self, X: Any) -> list[str]:  # noqa: N803
        """The texts of `X`; see `texts_of`."""
        return texts_of(X)

    def __sklearn_is_fitted__(self) -> bool:
        """Always true; there is nothing to fit."""
        return True
