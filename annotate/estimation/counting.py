"""Shares of each label as counted from a model's labels: the plain numbers, before people's labels correct them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from annotate.estimation.periods import begin_of, period_of, with_groups
from annotate.tables import ESTIMATES, PROBABILITY, conform

COUNTED = "counted"
"""The method of a share that is the model's labels counted, with its errors in it and no interval."""

_MOST_WEEKS = 40


def labels_of(scores: pd.DataFrame) -> list[str]:
    """The labels a scores table has probabilities for, in the model's order; else those that occur."""
    named = [c.removeprefix(PROBABILITY) for c in scores.columns if str(c).startswith(PROBABILITY)]
    return named or sorted(scores["label"].dropna().unique())


def countable(scores: pd.DataFrame) -> pd.DataFrame:
    """The rows that count in a share: body sentences with a label that the model did not abstain from."""
    body = scores["kind"].isna() | (scores["kind"] == "body")
    return scores[body & scores["label"].notna() & ~scores["abstained"]]


def counted(scores: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """An estimates table of counted shares, one row a group and label; ``low`` and ``high`` stay empty.

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
    found = [
        dict(zip(keys, key, strict=True)) | {"label": label, "n": len(part), "share": (part["label"] == label).mean()}
        for key, part in groups
        for label in labels
    ]
    frame = pd.DataFrame(found, columns=[*keys, "label", "n", "share"]).assign(labelled=0, method=COUNTED)
    return conform(frame, ESTIMATES, where="shares")[[*keys, *ESTIMATES.columns]]


def fitting_period(published: pd.Series) -> str | None:
    """The period to show coverage by: ``week`` or ``month``, or `None` where its dates lie in one month.

    Weeks where there are at most forty of them and most have coverage; a line through lone weeks would invent the rest.
    """
    weeks = period_of(published, "week").dropna().unique()
    if len(weeks) < 2:
        return None
    span = (begin_of(max(weeks)) - begin_of(min(weeks))).days // 7 + 1
    if span <= _MOST_WEEKS and len(weeks) > span / 2:
        return "week"
    return "month" if period_of(published, "month").nunique() > 1 else None
