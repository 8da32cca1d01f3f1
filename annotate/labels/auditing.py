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

from annotate._types import Flags, Integers, Reals
from annotate.answer_labels import NONE_OF_THEM, joined, labels_in, membership
from annotate.errors import InputError
from annotate.progress import Progress, silent

FEWEST = 20
"""The fewest labels from which a model can tell wrong ones."""

COLUMNS = ("rank", "sentence_id", "label", "suggested", "quality", "flagged", "labels_in_doubt", "reason", "text")


def audit(
    labelled: pd.DataFrame,
    probabilities: Reals,
    names: Sequence[str],
    *,
    near_duplicates: pd.Series | None = None,
    several: bool = False,
    unjudged: Sequence[str] = (),
) -> pd.DataFrame:
    """Every labelled sentence, those whose label looks most wrong first.

    Columns: ``rank`` from 1; ``quality`` from 0 (surely wrong) to 1, the probability of the label less that of the
    most probable other one, scaled (cleanlab's normalised margin); ``flagged`` where confident learning finds an issue
    (Northcutt, Jiang and Chuang, JAIR 2021) or a near-duplicate has another label; ``suggested``, what it may be
    instead; ``reason`` in words; then the other columns of `labelled`. Flagged ones come first, by quality.

    Of several labels each is judged by itself, as an answer of yes or no: ``quality`` is that of the worst, ``flagged``
    whether any is in doubt, ``labels_in_doubt`` has these, and in ``suggested`` they are added or removed.

    Parameters
    ----------
    labelled
        One row per sentence with ``label``.
    probabilities, names
        Probabilities from models that were not trained on that row (`cross_probabilities`), one column per name.
    near_duplicates
        Rows with the same value are near-duplicates; missing where a row has none.
    several
        Whether a sentence may have several labels (``economy|fish``), or none of them.
    unjudged
        Those of several labels that the probabilities say nothing about.
    """
    table = labelled.reset_index(drop=True)
    answers = table["label"].fillna(NONE_OF_THEM) if several else table["label"]
    known = [set(labels_in([answer]) if several else [answer]) <= set(names) for answer in answers]
    if not all(known):
        wrong = answers.iloc[known.index(False)]
        raise InputError(f"label {wrong!r}: there are probabilities only for {', '.join(names)}")
    if several:
        table = table.assign(label=joined(membership(answers, names), names))
        others = _labels_of_duplicates(table["label"], near_duplicates)
        ranked = _several_judged(table, probabilities, names, others, unjudged)
    else:
        ranked = _one_judged(table, probabilities, names, _labels_of_duplicates(table["label"], near_duplicates))
    ranked = ranked.sort_values(["flagged", "quality"], ascending=[False, True], kind="stable").reset_index(drop=True)
    ranked["rank"] = np.arange(1, len(ranked) + 1)
    first = [column for column in COLUMNS if column in ranked.columns]
    return ranked[first + [column for column in ranked.columns if column not in first]]


def _one_judged(table: pd.DataFrame, probabilities: Reals, names: Sequence[str], others: pd.Series) -> pd.DataFrame:
    """`table` with the columns of `audit`, of one label a sentence; `others` are those of near-duplicates."""
    label = pd.Categorical(table["label"], categories=list(names)).codes.astype(int)
    doubtful, quality = _judged(label, probabilities)
    best = np.asarray(probabilities.argmax(axis=1))
    suggested = pd.Series(np.asarray(names, dtype=object)[best])
    predicted = zip(suggested, probabilities[np.arange(len(best)), best], strict=True)
    reason = pd.Series([f"a model predicts {name} ({p:.2f})" for name, p in predicted])
    return table.assign(
        suggested=suggested.where((best != label) | others.isna(), others),
        quality=quality,
        reason=reason.where(doubtful, "").where(others.isna(), "a near-duplicate is labelled " + others),
        flagged=doubtful | others.notna().to_numpy(),
    )


def _several_judged(
    table: pd.DataFrame, probabilities: Reals, names: Sequence[str], others: pd.Series, unjudged: Sequence[str]
) -> pd.DataFrame:
    """The same of several labels a sentence: each that is not `unjudged` is an answer of no or yes."""
    truth = membership(table["label"], names)
    doubtful, quality = np.zeros_like(truth), np.ones(truth.shape)
    for place, name in enumerate(names):
        if name not in unjudged:
            sides = np.column_stack([1 - probabilities[:, place], probabilities[:, place]])
            doubtful[:, place], quality[:, place] = _judged(truth[:, place].astype(int), sides)
    predicts = np.where(truth, "a model does not predict", "a model predicts")
    predictions = [
        "; ".join(f"{predicts[row, place]} {names[place]} ({probabilities[row, place]:.2f})" for place in places)
        for row, places in ((row, np.flatnonzero(labels)) for row, labels in enumerate(doubtful))
    ]
    copied = others.notna().to_numpy()
    unlike = (membership(others, names) != truth) & copied[:, None]
    beside = ("a near-duplicate is labelled " + others).where(others != NONE_OF_THEM, "a near-duplicate has no label")
    turned = pd.Series(joined(truth ^ doubtful, names))
    return table.assign(
        suggested=turned.where(doubtful.any(axis=1) | ~copied, others),
        quality=quality.min(axis=1),
        reason=pd.Series(predictions).where(~copied, beside),
        flagged=(doubtful | unlike).any(axis=1),
        labels_in_doubt=joined(doubtful | unlike, names),
    )


def _judged(label: Integers, probabilities: Reals) -> tuple[Flags, Reals]:
    """Where confident learning finds an issue with the label of that number, and the quality of each."""
    from cleanlab.filter import find_label_issues
    from cleanlab.rank import get_label_quality_scores

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that a label is rare, with which the ranking can cope
        doubtful = find_label_issues(label, probabilities, n_jobs=1)
    return doubtful, get_label_quality_scores(label, probabilities, method="normalized_margin")


def cross_probabilities(
    estimator: Any,
    table: Any,
    labels: Sequence[str] | npt.NDArray[Any],
    folds: Sequence[tuple[Integers, Integers]],
    *,
    groups: Integers | None = None,
    names: Sequence[str] | None = None,
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
    names
        The labels of the columns, where `labels` are answers with several of them; by default those that are there.

    Raises
    ------
    InputError
        If there are too few labels, only one kind of them, or no way to split them by article.
    """
    label = np.asarray(labels, dtype=object)
    kinds = sorted(set(label))
    if len(label) < FEWEST or len(kinds) < 2 or not folds:
        raise InputError(
            f"{len(label)} labels of {len(kinds)} kinds are too few: an audit needs {FEWEST} of two kinds, "
            "from several articles; label more first"
        )
    names = list(names or kinds)
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
    """For each row the most frequent other label among its near-duplicates; missing where all agree."""
    others = pd.Series(None, index=labels.index, dtype="str")
    if near_duplicates is None:
        return others
    group = near_duplicates.reset_index(drop=True)
    for rows in labels.groupby(group).groups.values():
        part = labels.loc[rows]
        if part.nunique() > 1:
            for row in rows:
                others[row] = part[part != part[row]].mode().iloc[0]
    return others
