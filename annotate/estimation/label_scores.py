"""What each label scores on the net-tone index, from the scale of the question it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from annotate.errors import InputError
from annotate.scheme import DEFAULT, Label, Question, Scheme


def question_of(labels: Sequence[str], scheme: Scheme = DEFAULT, name: str | None = None) -> Question:
    """The question of `scheme` that `labels` answer.

    The one called `name` if it has all of them; else, where no name is given, the first that has them. Where there is
    none, a question with these labels alone, without colours or a scale.
    """
    for question in scheme.questions:
        if name in (None, question.name) and set(labels) <= set(question.names):
            return question
    return Question(name=name or "labels", labels=tuple(Label(label) for label in labels))


def scale_scores(question: Question) -> dict[str, float] | None:
    """The score of each label, +1 for the first of the question's scale, -1 for the last and even steps between.

    None where the question has no scale or takes several labels: its labels then have no score.
    """
    if len(question.scale) < 2 or question.multiple:
        return None
    return dict(zip(question.scale, np.linspace(1.0, -1.0, len(question.scale)).tolist(), strict=True))


def label_scores(labels: Sequence[str], values: Mapping[str, float] | None = None) -> dict[str, float]:
    """The score of each of `labels`: from `values`, or else from the scale of the shipped question that has them.

    Raises
    ------
    InputError
        If a label has no score.
    """
    if values is None:
        values = scale_scores(question_of(labels)) or {}
    unknown = [label for label in labels if label not in values]
    if unknown:
        raise InputError(f"label {unknown[0]!r} has no score for the index; pass `values` with -1 to 1 for each label")
    return {label: float(values[label]) for label in labels}
