"""Where a model is good and where it is not: by outlet, by speaker, and sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from annotate._types import Array
from annotate.errors import InputError
from annotate.learn.evaluation.metrics import figures

FEWEST = 10
"""Sentences without which an outlet or speaker is not judged."""
_MOST = 20


def breakdown(
    frame: pd.DataFrame, truth: Array, probabilities: Array, labels: Sequence[str], groups: Array, by: str
) -> list[dict[str, Any]]:
    """The figures of each value of the column `by`, the most frequent first; ``month`` is that of ``published``.

    Returns
    -------
    list of dict
        ``value``, ``n``, ``accuracy``, ``macro_f1`` and the 95 % interval of the latter, ``low`` and ``high``. Values
        with fewer than ten sentences are put together as ``(others)``; at most twenty are told apart.

    Raises
    ------
    InputError
        If there is no such column.
    """
    values = _values(frame, by)
    counts = values.value_counts()
    told = [str(value) for value, count in counts.head(_MOST).items() if count >= FEWEST]
    named = values.where(values.isin(told), "(others)").to_numpy(dtype=object)
    rows = []
    for value in [*told, *(["(others)"] if (named == "(others)").any() else [])]:
        inside = np.flatnonzero(named == value)
        found = figures(truth[inside], probabilities[inside], labels, groups[inside])
        low, high = found["intervals"]["macro_f1"]
        row = {"value": value, "n": len(inside), "accuracy": found["accuracy"], "macro_f1": found["macro_f1"]}
        rows.append(row | {"low": low, "high": high})
    return rows


def known_breakdowns(
    frame: pd.DataFrame, truth: Array, probabilities: Array, labels: Sequence[str], groups: Array
) -> dict[str, list[dict[str, Any]]]:
    """The breakdowns by outlet, speaker and target, where the table has them and at least two values can be judged."""
    found = {}
    for by in ("outlet", "speaker", "target"):
        if by in frame.columns:
            rows = breakdown(frame, truth, probabilities, labels, groups, by)
            if sum(row["value"] != "(others)" for row in rows) > 1:
                found[by] = rows
    return found


def confused(
    frame: pd.DataFrame, truth: Array, probabilities: Array, labels: Sequence[str], count: int
) -> pd.DataFrame:
    """The sentences whose label the model finds least likely beside its own: its worst errors, or the annotators'.

    Columns ``sentence_id``, ``text``, ``label``, ``said``, ``p_said``, ``p_label``; the worst first.
    """
    codes = pd.Categorical(truth, categories=list(labels)).codes.astype(np.int64)
    rows, guess = np.arange(len(codes)), probabilities.argmax(axis=1)
    lead = probabilities[rows, guess] - probabilities[rows, codes]
    worst = [row for row in np.argsort(-lead, kind="stable")[:count] if guess[row] != codes[row]]
    found = frame.iloc[worst][["sentence_id", "text"]].reset_index(drop=True)
    found["label"], found["said"] = truth[worst], np.asarray(labels, dtype=object)[guess[worst]]
    found["p_said"], found["p_label"] = probabilities[worst, guess[worst]], probabilities[worst, codes[worst]]
    return found


def _values(frame: pd.DataFrame, by: str) -> pd.Series:
    name = "published" if by == "month" else by
    if name not in frame.columns:
        raise InputError(f"--by {by}: no such column; found {', '.join(map(str, frame.columns))}")
    values = frame[name].astype("object").fillna("").astype("str").str.strip()
    values = values.str[:7] if by == "month" else values
    return values.where(values != "", "(unknown)")
