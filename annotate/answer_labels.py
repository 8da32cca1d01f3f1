"""Answers to a question: the labels in each, where several may be chosen, and what it means that there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from annotate._types import Array, Flags, Reals
from annotate.scheme import SEVERAL

NONE_OF_THEM = ""
"""The answer to a question that takes several labels where none fits; in files it is an empty cell."""
TIE = "tie"
"""``rule`` of a gold label that annotators could not agree on."""
GIVEN = 0.5
"""The probability above which a model gives one of several labels: it is then more likely than not."""


def labels_in(answers: Iterable[str]) -> list[str]:
    """The labels that answers consist of (two for ``economy|security``), each once, in the order of the answers."""
    return [label for label in dict.fromkeys(one for answer in answers for one in answer.split(SEVERAL)) if label]


def membership(answers: pd.Series | Sequence[str], labels: Sequence[str]) -> Flags:
    """Which of `labels` each answer has, shape (answers, labels)."""
    codes, names = pd.factorize(answers if isinstance(answers, pd.Series) else pd.Series(answers, dtype=object))
    parts = [set(str(name).split(SEVERAL)) for name in names]
    table = np.array([[label in part for label in labels] for part in parts] + [[False] * len(labels)], dtype=bool)
    return table[codes]


def joined(chosen: Flags, labels: Sequence[str]) -> Array:
    """The answer with those of `labels` that are `chosen` in each row, shape (answers, labels), as in tables."""
    names = np.asarray(labels, dtype=object)
    kinds, codes = np.unique(chosen, axis=0, return_inverse=True)
    answers = np.array([SEVERAL.join(names[kind]) for kind in kinds], dtype=object)
    return answers[codes.reshape(-1)]


def confidence_in(probabilities: Reals, *, several: bool) -> Reals:
    """How sure the answer to each row is: the probability of its label, or, of several, that all are right at once.

    For this, labels are taken to be independent of each other: the probabilities of the more likely of yes and no to
    each are multiplied.
    """
    return np.maximum(probabilities, 1 - probabilities).prod(axis=1) if several else probabilities.max(axis=1)


def least_sure(probabilities: Reals) -> Reals:
    """The probabilities of no and yes to the one of several labels that is nearest to even, shape ``(rows, 2)``."""
    yes = probabilities[np.arange(len(probabilities)), np.abs(probabilities - GIVEN).argmin(axis=1)]
    return np.column_stack([1 - yes, yes])


def gold_with_empty_answers(gold: pd.DataFrame) -> pd.DataFrame:
    """`gold` of a question that takes several labels: a row without a label is "none of them", unless it is a tie."""
    empty = gold["label"].isna() & ~tied(gold)
    return gold.assign(label=gold["label"].mask(empty, NONE_OF_THEM)) if empty.any() else gold


def tied(gold: pd.DataFrame) -> Flags:
    """Rows that annotators were divided on; where no rule says it, at most half of several agreed."""
    if "rule" in gold.columns and gold["rule"].notna().any():
        return gold["rule"].eq(TIE).fillna(False).to_numpy(dtype=bool)
    if not {"annotators", "agreed"} <= set(gold.columns):
        return pd.Series(False, index=gold.index).to_numpy(dtype=bool)
    annotators, agreed = (pd.to_numeric(gold[name], errors="coerce") for name in ("annotators", "agreed"))
    several = annotators.gt(1).fillna(False) & agreed.le(0.5).fillna(False)
    return several.to_numpy(dtype=bool)
