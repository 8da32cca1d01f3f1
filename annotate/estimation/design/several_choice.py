"""Questions that take several labels: an answer without any is "none of them", and each label has its own probability.

Such probabilities do not add up to 1 over the labels, unless the model has one for each combination
(``p_economy|security``).
"""

from __future__ import annotations

import pandas as pd

from annotate._types import Flags
from annotate.estimation.counting import NONE_OF_THEM, answers_of, labels_in
from annotate.estimation.label_scores import question_of
from annotate.scheme import SEVERAL, Scheme
from annotate.tables import PROBABILITY

TIE = "tie"
"""``rule`` of a gold label that annotators could not agree on."""


def takes_several(
    scores: pd.DataFrame,
    gold: pd.DataFrame | None = None,
    *,
    scheme: Scheme | None = None,
    question: str | None = None,
) -> bool:
    """Whether the question that `scores` answer takes several labels: `scheme` says so, or some answer has several."""
    labels = labels_in(answers_of(scores))
    if scheme is not None and question_of(labels, scheme, question).multiple:
        return True
    if any(SEVERAL in answer for answer in answers_of(scores)) or _joined(scores["label"]):
        return True
    if gold is None:
        return False
    own = gold["label"][gold["question"] == question] if question and "question" in gold else gold["label"]
    return any(set(answer.split(SEVERAL)) <= set(labels) for answer in _joined(own))


def with_empty_answers(scores: pd.DataFrame) -> pd.DataFrame:
    """`scores` of a question that takes several labels: a scored row without a label has the answer "none of them".

    Where there are probabilities, a row that lacks one was not scored.
    """
    empty = scores["label"].isna()
    chances = [name for name in scores.columns if str(name).startswith(PROBABILITY)]
    empty &= scores[chances].notna().all(axis=1)
    return scores.assign(label=scores["label"].mask(empty, NONE_OF_THEM)) if empty.any() else scores


def gold_with_empty_answers(gold: pd.DataFrame) -> pd.DataFrame:
    """`gold` of a question that takes several labels: a row without a label is "none of them", unless it is a tie."""
    empty = gold["label"].isna() & ~_tied(gold)
    return gold.assign(label=gold["label"].mask(empty, NONE_OF_THEM)) if empty.any() else gold


def _tied(gold: pd.DataFrame) -> Flags:
    """Rows that annotators were divided on; where no rule says it, at most half of several agreed."""
    if "rule" in gold.columns and gold["rule"].notna().any():
        return gold["rule"].eq(TIE).fillna(False).to_numpy(dtype=bool)
    if not {"annotators", "agreed"} <= set(gold.columns):
        return pd.Series(False, index=gold.index).to_numpy(dtype=bool)
    several = gold["annotators"].gt(1).fillna(False) & gold["agreed"].le(0.5).fillna(False)
    return several.to_numpy(dtype=bool)


def _joined(answers: pd.Series) -> list[str]:
    return [str(answer) for answer in answers.dropna().unique() if SEVERAL in str(answer)]
