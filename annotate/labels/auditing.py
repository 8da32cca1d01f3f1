"""Labels that look wrong: to a model that has not seen them, and beside near-duplicates with another label."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import clone
from sklearn.utils.validation import has_fit_parameter
from threadpoolctl import threadpool_limits

from annotate._types import Integers, Reals
from annotate.errors import InputError
from annotate.progress import Progress, silent

FEWEST = 20
"""The fewest labels from which a model can tell wrong ones."""

COLUMNS = ("rank", "sentence_id", "label", "suggested", "quality", "flagged", "reason", "text")


def audit(
    labelled: pd.DataFrame, probabilities: Reals, names: Sequence[str], *, near_duplicates: pd.Series | None = None
) -> pd.DataFrame:
    """Every labelled sentence, those whose label looks most wrong first.

    Columns: ``rank`` from 1; ``quality`` from 0 (surely wrong) to 1, the probability of the label less that of the
    most probable other one, scaled (cleanlab's normalised margin); ``flagged`` where confident learning finds an issue
    (Northcutt, Jiang and Chuang, JAIR 2021) or a near-duplicate has another label; ``suggested``, what it may be
    instead; ``reason`` in words; then the other columns of `labelled`. Flagged ones come first, by quality.

    Parameters
    ----------
    labelled
        One row per sentence with ``label``.
    probabilities, names
        Probabilities from models that were not trained on that row (`cross_probabilities`), one column per name.
    near_duplicates
        Rows with the same value are near-duplicates; missing where a row has none.
    """
    from cleanlab.filter import find_label_issues
    from cleanlab.rank import get_label_quality_scores

    label = pd.Categorical(labelled["label"], categories=list(names)).codes.astype(int)
    if (label < 0).any():
        wrong = labelled["label"].iloc[int((label < 0).argmax())]
        raise InputError(f"label {wrong!r}: there are probabilities only for {', '.join(names)}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that a label is rare, with which the ranking can cope
        doubtful = find_label_issues(label, probabilities, n_jobs=1)
    best = np.asarray(probabilities.argmax(axis=1))
    ranked = labelled.reset_index(drop=True).assign(
        suggested=np.asarray(names, dtype=object)[best],
        quality=get_label_quality_scores(label, probabilities, method="normalized_margin"),
    )
    probability = probabilities[np.arange(len(best)), best]
    predicted = zip(ranked["suggested"], probability, strict=True)
    reason = pd.Series([f"a model predicts {suggested} ({p:.2f})" for suggested, p in predicted])
    others = _labels_of_duplicates(ranked["label"], near_duplicates)
    ranked["reason"] = reason.where(doubtful, "").where(others == "", "a near-duplicate is labelled " + others)
    ranked["suggested"] = ranked["suggested"].where((best != label) | (others == ""), others)
    ranked["flagged"] = doubtful | (others != "").to_numpy()
    ranked = ranked.sort_values(["flagged", "quality"], ascending=[False, True], kind="stable").reset_index(drop=True)
    ranked["rank"] = np.arange(1, len(ranked) + 1)
    first = [column for column in COLUMNS if column in ranked.columns]
    return ranked[first + [column for column in ranked.columns if column not in first]]


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
        What it is fitted on: a table or an array with one row per label.
    folds
        Pairs of rows to train on and rows to predict, whole articles on one side; every row is predicted once.

    Raises
    ------
    InputError
        If there are too few labels, only one kind of them, or no way to split them by article.
    """
    label = np.asarray(labels, dtype=object)
    names = sorted(set(label))
    if len(label) < FEWEST or len(names) < 2 or not folds:
        raise InputError(
            f"{len(label)} labels of {len(names)} kinds are too few: an audit needs {FEWEST} of two kinds, "
            "from several articles; label more first"
        )
    probabilities = np.zeros((len(label), len(names)))
    # Threads that wait for each other take ten times as long where other programs use the cores as well.
    with progress("cross-validating", len(folds)) as advance, threadpool_limits(1, user_api="blas"):
        for train, test in folds:
            model = clone(estimator)
            takes_groups = groups is not None and has_fit_parameter(model, "groups")
            extra = {"groups": groups[train]} if groups is not None and takes_groups else {}
            model.fit(_rows(table, train), label[train].astype(str), **extra)
            columns = np.array([names.index(str(name)) for name in model.classes_])
            probabilities[np.ix_(test, columns)] = model.predict_proba(_rows(table, test))
            advance(1)
    return probabilities, names


def _rows(table: Any, rows: Integers) -> Any:
    return table.iloc[rows] if hasattr(table, "iloc") else table[rows]


def _labels_of_duplicates(labels: pd.Series, near_duplicates: pd.Series | None) -> pd.Series:
    """For each row the most frequent other label among its near-duplicates; empty where all agree."""
    others = pd.Series("", index=labels.index)
    if near_duplicates is None:
        return others
    group = near_duplicates.reset_index(drop=True)
    for rows in labels.groupby(group).groups.values():
        part = labels.loc[rows]
        if part.nunique() > 1:
            for row in rows:
                others[row] = part[part != part[row]].mode().iloc[0]
    return others
