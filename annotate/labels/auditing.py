"""Labels that look wrong: against a model that has not seen them, and against their copies."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import clone
from sklearn.utils.validation import has_fit_parameter

from annotate._types import Integers, Reals
from annotate.errors import InputError
from annotate.progress import Progress, silent

FEWEST = 20
"""Labels without which a model cannot tell a wrong one."""

COLUMNS = ("rank", "sentence_id", "label", "suggested", "quality", "flagged", "reason", "text")


def audit(
    labelled: pd.DataFrame, probabilities: Reals, names: Sequence[str], *, copies: pd.Series | None = None
) -> pd.DataFrame:
    """Every labelled sentence, those whose label looks most wrong first.

    Columns: ``rank`` from 1; ``quality`` from 0 (surely wrong) to 1, the probability of the given label less that of
    the likeliest other one, scaled (cleanlab's normalised margin); ``flagged`` where confident learning finds an issue
    (Northcutt, Jiang and Chuang, JAIR 2021) or a copy has another label; ``suggested``, what it may be instead;
    ``reason`` in words; then the other columns of `labelled`. Flagged ones come first, by quality.

    Parameters
    ----------
    labelled
        One row a sentence with ``label``.
    probabilities, names
        Probabilities from models that were not trained on that row (`cross_probabilities`), one column a name.
    copies
        Rows with the same value say the same in nearly the same words; missing where a row has no copy.
    """
    from cleanlab.filter import find_label_issues
    from cleanlab.rank import get_label_quality_scores

    label = pd.Categorical(labelled["label"], categories=list(names)).codes.astype(int)
    if (label < 0).any():
        wrong = labelled["label"].iloc[int((label < 0).argmax())]
        raise InputError(f"label {wrong!r}: the probabilities know only {', '.join(names)}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that a label is rare, which the ranking bears
        doubtful = find_label_issues(label, probabilities, n_jobs=1)
    best = np.asarray(probabilities.argmax(axis=1))
    found = labelled.reset_index(drop=True).assign(
        suggested=np.asarray(names, dtype=object)[best],
        quality=get_label_quality_scores(label, probabilities, method="normalized_margin"),
    )
    chance = probabilities[np.arange(len(best)), best]
    reason = pd.Series([f"a model says {s} ({c:.2f})" for s, c in zip(found["suggested"], chance, strict=True)])
    others = _labels_of_copies(found["label"], copies)
    found["reason"] = reason.where(doubtful, "").where(others == "", "a copy is labelled " + others)
    found["suggested"] = found["suggested"].where((best != label) | (others == ""), others)
    found["flagged"] = doubtful | (others != "").to_numpy()
    found = found.sort_values(["flagged", "quality"], ascending=[False, True], kind="stable").reset_index(drop=True)
    found["rank"] = np.arange(1, len(found) + 1)
    first = [column for column in COLUMNS if column in found.columns]
    return found[first + [column for column in found.columns if column not in first]]


def cross_probabilities(
    estimator: Any,
    table: Any,
    labels: Sequence[str] | npt.NDArray[Any],
    folds: Sequence[tuple[Integers, Integers]],
    *,
    groups: Integers | None = None,
    progress: Progress = silent,
) -> tuple[Reals, list[str]]:
    """Each row's probabilities from a model that was trained without its fold, and the labels of the columns.

    Parameters
    ----------
    estimator
        Anything with ``fit`` and ``predict_proba``; it is cloned for each fold. ``fit`` gets `groups` if it takes them.
    table
        What it is fitted on: a table or an array with one row a label.
    folds
        Pairs of rows to train on and rows to predict, whole articles on one side; every row is predicted once.

    Raises
    ------
    InputError
        If there are too few labels, only one kind of them, or no way to split them by article.
    """
    given = np.asarray(labels, dtype=object)
    names = sorted(set(given))
    if len(given) < FEWEST or len(names) < 2 or not folds:
        raise InputError(
            f"{len(given)} labels of {len(names)} kinds are too few: an audit needs {FEWEST} of two kinds, "
            "from several articles; label more first"
        )
    found = np.zeros((len(given), len(names)))
    with progress("cross-validating", len(folds)) as advance:
        for train, test in folds:
            model = clone(estimator)
            takes_groups = groups is not None and has_fit_parameter(model, "groups")
            extra = {"groups": groups[train]} if groups is not None and takes_groups else {}
            model.fit(_rows(table, train), given[train].astype(str), **extra)
            columns = np.array([names.index(str(name)) for name in model.classes_])
            found[np.ix_(test, columns)] = model.predict_proba(_rows(table, test))
            advance(1)
    return found, names


def _rows(table: Any, rows: Integers) -> Any:
    return table.iloc[rows] if hasattr(table, "iloc") else table[rows]


def _labels_of_copies(labels: pd.Series, copies: pd.Series | None) -> pd.Series:
    """For each row the most frequent other label among its copies; empty where all copies agree."""
    others = pd.Series("", index=labels.index)
    if copies is None:
        return others
    group = copies.reset_index(drop=True)
    for rows in labels.groupby(group).groups.values():
        part = labels.loc[rows]
        if part.nunique() > 1:
            for row in rows:
                others[row] = part[part != part[row]].mode().iloc[0]
    return others
