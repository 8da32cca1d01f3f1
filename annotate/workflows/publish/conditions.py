"""What a reader of numbers must know of a question that is asked after some answers to another one only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotate.scheme import SEVERAL
from annotate.workflows.publish.large_scores import Wanted

if TYPE_CHECKING:
    import pandas as pd


def caution_on_condition(
    wanted: Wanted | None, scores: pd.DataFrame, gold: pd.DataFrame | None, estimator: str = ""
) -> tuple[str, ...]:
    """That the question was not asked of every labelled sentence, and what its shares are of then; or nothing."""
    from annotate.estimation.counting import labels_of
    from annotate.estimation.estimators import LABELS_ONLY
    from annotate.estimation.label_scores import question_of

    if wanted is None or wanted.scheme is None or gold is None:
        return ()
    question = question_of(labels_of(scores), wanted.scheme, wanted.question)
    if question.only_if is None:
        return ()
    before, condition = question.only_if
    answers = gold[gold["question"].eq(before).fillna(False) & gold["label"].notna()]
    answers = answers[answers["sentence_id"].isin(scores["sentence_id"])] if "sentence_id" in scores else answers
    met = sum(condition in str(answer).split(SEVERAL) for answer in answers["label"])
    if met == len(answers):
        return ()
    words = f"{question.name} is asked only where {before} is {condition}: {met:,} of {len(answers):,} labels"
    if estimator == LABELS_ONLY:
        return (f"{words}; these shares are of the sentences that it is asked of",)
    return (
        f"{words}; the model answers it for every sentence, so that these numbers are of no sentences that there are: "
        f"for shares of those that it is asked of, take the `estimator` {LABELS_ONLY}",
    )
