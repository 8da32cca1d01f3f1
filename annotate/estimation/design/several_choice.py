"""Questions that take several labels: an answer without any is "none of them", and each label has its own probability.

Such probabilities do not add up to 1 over the labels, unless the model has one for each combination
(``p_economy|security``).
"""

from __future__ import annotations

import pandas as pd

from annotate.answer_labels import NONE_OF_THEM, labels_in
from annotate.estimation.counting import answers_of
from annotate.estimation.label_scores import question_of
from annotate.scheme import SEVERAL, Scheme
from annotate.tables import PROBABILITY

_SLACK = 0.02
"""How far rounding may move the sum of a sentence's probabilities from 1."""


def takes_several(
    scores: pd.DataFrame,
    gold: pd.DataFrame | None = None,
    *,
    scheme: Scheme | None = None,
    question: str | None = None,
) -> bool:
    """Whether the question that `scores` answer takes several labels: `scheme` says so, or some answer has several.

    So does a model that gives some sentences no label, with probabilities that do not add up to 1.
    """
    labels = labels_in(answers_of(scores))
    if scheme is not None and question_of(labels, scheme, question).multiple:
        return True
    if any(SEVERAL in answer for answer in answers_of(scores)) or _joined(scores["label"]) or _stand_alone(scores):
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


def _stand_alone(scores: pd.DataFrame) -> bool:
    """Whether rows without a label have a probability for each, and these do not add up to 1 in any of them."""
    empty = scores[[name for name in scores.columns if str(name).startswith(PROBABILITY)]][scores["label"].isna()]
    chances = empty.dropna()
    return bool(len(chances)) and bool(chances.sum(axis=1).sub(1).abs().gt(_SLACK).all())


def _joined(answers: pd.Series) -> list[str]:
    return [str(answer) for answer in answers.dropna().unique() if SEVERAL in str(answer)]
