"""A model's scores as predictions, which Label Studio preselects."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from annotate.answer_labels import NONE_OF_THEM, confidence_in, labels_in
from annotate.errors import InputError
from annotate.scheme import SEVERAL, Question, Scheme
from annotate.studio.project_page.configuration import SENTENCE
from annotate.tables import PROBABILITY, item_key


@dataclass(frozen=True)
class Prediction:
    """A model's answer to one question about one sentence."""

    question: str
    label: str
    """Of several labels, all of them, joined by `annotate.scheme.SEVERAL`."""
    model: str
    score: float | None = None
    """The label's probability, or that all of several labels are right, if it is known: tasks are sorted by it."""

    def document(self, to_name: str = SENTENCE) -> dict[str, Any]:
        """The prediction as Label Studio's JSON; `to_name` is the object on the page that the question refers to."""
        choices = {"choices": self.label.split(SEVERAL)}
        result = {"from_name": self.question, "to_name": to_name, "type": "choices", "value": choices}
        made: dict[str, Any] = {"model_version": self.model, "result": [result]}
        return made if self.score is None else made | {"score": self.score}


def predictions_from(scores: pd.DataFrame, scheme: Scheme, question: str | None = None) -> dict[str, Prediction]:
    """The prediction of each sentence for which the model did not abstain, by the task's key.

    Raises
    ------
    InputError
        If a label is not in the scheme, or a probability is not between 0 and 1: Label Studio would store either.
    """
    asked = question_of(scores, scheme, question)
    predictions = {}
    for row in answered(scores).to_dict("records"):
        where = f"predictions: {row['sentence_id']}"
        _check(asked, str(row["label"]), where)
        key = item_key(str(row["sentence_id"]), row.get("target"))
        model = str(row.get("model") or "model")
        predictions[key] = Prediction(
            asked.name, str(row["label"]), model, score_of(row, where, several=asked.multiple)
        )
    return predictions


def answered(scores: pd.DataFrame) -> pd.DataFrame:
    """The rows with a label; where the model abstained, or none of several labels fits, there is nothing to show."""
    there = scores["label"].notna() & scores["label"].ne(NONE_OF_THEM)
    if "abstained" in scores.columns:
        there &= ~scores["abstained"].fillna(False).astype(bool)
    return scores[there]


def question_of(scores: pd.DataFrame, scheme: Scheme, question: str | None = None) -> Question:
    """The question that scores answer: `question` if it is given, else the only one that has all their labels.

    Raises
    ------
    InputError
        If a label is not in the scheme, or the labels belong to no single question.
    """
    columns = [c.removeprefix(PROBABILITY) for c in scores.columns if str(c).startswith(PROBABILITY)]
    predicted = scores["label"].dropna().unique().tolist()
    if question:
        asked = scheme.question(question)
        for label in [*columns, *predicted]:
            _check(asked, label, "predictions")
        return asked
    answers = [*columns, *predicted]
    for candidate in scheme.questions:
        if set(labels_in(answers) if candidate.multiple else answers) <= set(candidate.names):
            return candidate
    first = scheme.questions[0]
    for label in [*predicted, *columns]:
        first.check(label, "predictions")
    raise InputError(
        f"predictions: their labels {', '.join(columns)} answer no question of the scheme; pass `question`"
    )


def _check(question: Question, answer: str, where: str) -> None:
    """Check that each label of `answer` is one of the question's; only where it takes several may there be several."""
    for label in answer.split(SEVERAL) if question.multiple else [answer]:
        question.check(label, where)


def score_of(row: Mapping[Any, Any], where: str, *, several: bool) -> float | None:
    """How sure the answer in a row of scores is (`confidence_in`), None where its probabilities are not known.

    Raises
    ------
    InputError
        If a probability is not between 0 and 1.
    """
    of_labels = [column for column in row if str(column).startswith(PROBABILITY)]
    values = [row[column] for column in of_labels] if several else [row.get(f"{PROBABILITY}{row['label']}")]
    if not values or any(value is None or (isinstance(value, float) and math.isnan(value)) for value in values):
        return None
    for value in values:
        if not isinstance(value, (int, float)) or not 0 <= value <= 1:
            raise InputError(
                f"{where}: the probability {value!r} is not a number from 0 to 1; run annotate score again"
            )
    return round(float(confidence_in(np.array([values], dtype=float), several=several)[0]), 6)
