"""The human labels that answer the question a model was trained for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from annotate._types import Array, Flags, Integers
from annotate.answer_labels import NONE_OF_THEM, gold_with_empty_answers, labels_in
from annotate.errors import InputError
from annotate.scheme import SEVERAL


def _in_their_spelling(rows: pd.DataFrame, labels: Sequence[str]) -> pd.DataFrame:
    """`rows` with labels that differ from one of `labels` in spaces and capitals only as that one."""
    known = {label.casefold(): label for label in labels}
    if len(known) < len(labels) or rows["label"].dropna().isin(labels).all():
        return rows
    return rows.assign(
        label=rows["label"].map(lambda name: known.get(str(name).strip().casefold(), name), na_action="ignore")
    )


def gold_answers(
    gold: pd.DataFrame, answers: Sequence[str], question: str | None, *, several: bool = False
) -> pd.DataFrame:
    """The rows of `gold` that answer the question the model was trained for, one per sentence; ties have no label.

    If the question takes `several` labels, a row without one that is no tie has the answer "none of them".

    Raises
    ------
    InputError
        If there is no label of the question, one that is not the model's, or two of one sentence.
    """
    labels = labels_in(answers)
    asked = gold["question"] if "question" in gold.columns else pd.Series(None, index=gold.index, dtype=object)
    if question is None:
        question = _question(gold, asked, labels)
    rows = gold[(asked == question) | asked.isna()]
    rows = gold_with_empty_answers(rows) if several else rows
    decided = rows[rows["label"].notna()]
    if decided.empty:
        raise InputError(
            f"the gold has no label for question '{question}'; it has {', '.join(_names(asked)) or 'none'}"
        )
    rows, decided = _in_their_spelling(rows, labels), _in_their_spelling(decided, labels)
    wrong = ~_answered_with(decided["label"], labels)
    if wrong.any():
        _check_question(decided["label"], labels, question)
        raise InputError(
            f"gold of sentence {decided['sentence_id'].iloc[int(wrong.argmax())]}: label "
            f"{decided['label'].iloc[int(wrong.argmax())]!r} is not the model's; it has {', '.join(labels)}"
        )
    twice = rows["sentence_id"].duplicated().to_numpy()
    if twice.any():
        raise InputError(f"gold of sentence {rows['sentence_id'].iloc[int(twice.argmax())]} appears twice; resolve it")
    return rows


def _check_question(answers: pd.Series, labels: Sequence[str], question: str) -> None:
    """Check that `answers` are to the scores' question: where most of their labels are unknown, they answer another."""
    names = sorted({label for answer in answers for label in str(answer).split(SEVERAL)})
    if len(names) > 1 and 2 * sum(label in labels for label in names) < len(names):
        raise InputError(
            f"the gold answers {question} with {', '.join(names[:6])}; the scores answer another question, with "
            f"{', '.join(labels)}: pass gold and scores of the same question"
        )


def _question(gold: pd.DataFrame, asked: pd.Series, labels: Sequence[str]) -> str:
    """The question whose labels are those of the model: by far most tables answer one or two questions."""
    fitting = [
        name for name in _names(asked) if gold["label"][asked == name].dropna().pipe(_answered_with, labels).all()
    ]
    if len(fitting) > 1:
        raise InputError(f"the gold answers {', '.join(fitting)} with the model's labels; name one with `question`")
    if not fitting and len(_names(asked)) > 1:
        raise InputError(f"the gold's questions {', '.join(_names(asked))} have other labels than {', '.join(labels)}")
    return fitting[0] if fitting else next(iter(_names(asked)), "stance")


def _answered_with(answers: pd.Series, labels: Sequence[str]) -> Flags:
    """Which answers have no label but `labels`."""
    allowed = {*labels, NONE_OF_THEM}
    return np.array([set(str(answer).split(SEVERAL)) <= allowed for answer in answers], dtype=bool)


def _names(asked: pd.Series) -> list[str]:
    return [str(name) for name in asked.dropna().unique()]


def disagreement(gold: pd.DataFrame, position: Integers, truth: Array) -> Array:
    """The variance of each label's share of the annotators; what did not go to the gold label is divided evenly.

    Parameters
    ----------
    gold
        One row for each labelled sentence.
    position
        Their rows in `truth`.
    truth
        Shape ``(sentences, labels)``: 1 where the gold label is that label.
    """
    variance = np.zeros(truth.shape)
    if not {"annotators", "agreed"} <= set(gold.columns):
        return variance
    annotators = gold["annotators"].to_numpy(dtype=float, na_value=np.nan)
    agreed = gold["agreed"].to_numpy(dtype=float, na_value=np.nan)[:, None]
    own = truth[position]
    others = np.maximum(truth.shape[1] - own.sum(axis=1, keepdims=True), 1)
    share = np.where(own > 0, agreed, (1 - agreed) / others)
    several = (annotators > 1) & ~np.isnan(agreed[:, 0])
    variance[position[several]] = (share * (1 - share))[several] / (annotators[several, None] - 1)
    return variance


def check_usable(usable: Flags, trained: Flags, undrawn: bool, size: int) -> None:
    """Check that some label can correct the model's shares of `size` sentences.

    Raises
    ------
    InputError
        If none was drawn at random, or the model was trained on all of them.
    """
    if not usable.any() or (undrawn and not trained.all()):
        raise InputError(
            "the gold has no inclusion_probability: resolve it with the batch it was drawn in "
            "(annotate resolve --batch), or pass `assume_random` if the labelled sentences are a simple random sample"
        )
    if trained[usable].all() and int(usable.sum()) < size:
        raise InputError(
            "the model was trained on every human label, so none can tell its errors; "
            "keep a test part out of training, pass `out_of_fold` predictions, or take the `estimator` labels-only"
        )


_FEWEST_WEIGHED = 20
"""Labels from which on none should stand for most sentences alone."""


def heavy_labels(gold: pd.DataFrame, inclusion: Array) -> list[str]:
    """A note on a label that stands for more sentences than all others together, as a wrong probability makes it."""
    weights = 1 / inclusion
    if len(weights) < _FEWEST_WEIGHED or 2 * weights.max() <= weights.sum():
        return []
    heaviest = int(weights.argmax())
    return [
        f"the label of sentence {gold['sentence_id'].iloc[heaviest]} counts more than the {len(weights) - 1:,} others "
        f"together, as its inclusion_probability is {inclusion[heaviest]:.2g}; check it"
    ]
