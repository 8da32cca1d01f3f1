"""The model's labels as a scores table has them: which rows count, which labels there are, and shares as counted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from annotate._types import Reals
from annotate.answer_labels import NONE_OF_THEM, labels_in, membership
from annotate.estimation.periods import with_groups
from annotate.scheme import SEVERAL
from annotate.tables import ESTIMATES, PROBABILITY, conform

NO_SCORES = "the scores have no body sentence with the model's label; run annotate score on articles with text first"
CLASSIFY_AND_COUNT = "classify-and-count"
"""The method of a share counted from the model's labels, with the model's errors in it and no interval."""


def answers_of(scores: pd.DataFrame) -> list[str]:
    """The answers a scores table has probabilities for, in the model's order; else those that occur."""
    named = [c.removeprefix(PROBABILITY) for c in scores.columns if str(c).startswith(PROBABILITY)]
    return named or sorted(set(map(str, scores["label"].dropna().unique())) - {NONE_OF_THEM})


def labels_of(scores: pd.DataFrame) -> list[str]:
    """The labels of a scores table, in the model's order."""
    return labels_in(answers_of(scores))


def probability_of(scores: pd.DataFrame, label: str) -> Reals | None:
    """The model's probability that each sentence has `label`; None where the scores have no probabilities."""
    columns = [PROBABILITY + answer for answer in answers_of(scores) if label in answer.split(SEVERAL)]
    if not columns or columns[0] not in scores.columns:
        return None
    return np.asarray(scores[columns].to_numpy(dtype=float, na_value=np.nan).sum(axis=1))


def countable(scores: pd.DataFrame) -> pd.DataFrame:
    """The rows that count in a share: body sentences with a label that the model did not abstain from."""
    body = scores["kind"].isna() | (scores["kind"] == "body")
    return scores[body & scores["label"].notna() & ~scores["abstained"]]


def counted(scores: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Classify-and-count shares of scores without human labels, one row per group and label, without an interval.

    Parameters
    ----------
    scores
        A scores table; rows that `countable` leaves out do not count.
    by
        The grouping columns, or ``day``, ``week``, ``month``, ``year``; rows without a value in one are in no group.
    """
    keys, labels = list(by), labels_of(scores)
    rows = with_groups(countable(scores), keys)
    groups = rows.groupby(keys, sort=True) if keys else [((), rows)]
    records = [
        dict(zip(keys, key, strict=True)) | {"label": label, "n": len(part), "share": share}
        for key, part in groups
        for label, share in zip(labels, membership(part["label"], labels).mean(axis=0), strict=True)
    ]
    frame = pd.DataFrame(records, columns=[*keys, "label", "n", "share"])
    frame = frame.assign(labelled=0, method=CLASSIFY_AND_COUNT)
    return conform(frame, ESTIMATES, where="shares")[[*keys, *ESTIMATES.columns]]
