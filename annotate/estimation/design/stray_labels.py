"""A few gold labels that the model does not know, such as misspelt ones, among many that it does."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from annotate._types import Flags
from annotate.answer_labels import NONE_OF_THEM, labels_in
from annotate.estimation.counting import answers_of
from annotate.scheme import SEVERAL
from annotate.tables import PROBABILITY

_FEW = 0.01
"""The share of a question's answers up to which unknown labels are mistakes; more of them are another scheme's."""
_FEWEST = 20
"""Answers from which on one of them may be such a mistake."""


def stray_labels(gold: pd.DataFrame, scores: pd.DataFrame, question: str | None, known: Collection[str] = ()) -> Flags:
    """Rows of `gold` whose label is not the model's, where one question has few of them and all others answer another.

    No rows if the scores do not say which labels the model has: they have a column of probabilities for each.

    Parameters
    ----------
    question
        The question that the scores answer; by default the one with most of its labels in the scores.
    known
        Labels of the scheme: one that the model does not know is no mistake, and leaving it out would be one.
    """
    none = np.zeros(len(gold), dtype=bool)
    if not any(str(name).startswith(PROBABILITY) for name in scores.columns) or "question" not in gold.columns:
        return none
    labels = {label.casefold() for label in labels_in(answers_of(scores))} | {NONE_OF_THEM}
    parts = gold["label"].map(lambda answer: [one.strip() for one in str(answer).split(SEVERAL)], na_action="ignore")
    answered = gold["label"].notna().to_numpy(dtype=bool)
    stray = answered & np.array(
        [not isinstance(one, float) and not {name.casefold() for name in one} <= labels for one in parts], dtype=bool
    )
    names = [question] if question is not None else gold["question"].dropna().unique()
    candidates = [rows for name in names if (rows := _few(gold["question"].eq(name), answered, stray)).any()]
    if len(candidates) != 1:
        return none
    labels_used = {name for row in np.flatnonzero(candidates[0]) for name in parts.iloc[row]}
    return none if labels_used & {*known} - {*labels_in(answers_of(scores))} else candidates[0]


def _few(asked: pd.Series, answered: Flags, stray: Flags) -> Flags:
    """The rows with `stray` labels among those of a question, unless they are many."""
    own = asked.fillna(False).to_numpy(dtype=bool)
    rows = own & stray
    answers = int((own & answered).sum())
    allowed = max(_FEW * answers, 1 if answers >= _FEWEST else 0)
    return rows if rows.sum() <= allowed else np.zeros(len(rows), dtype=bool)
