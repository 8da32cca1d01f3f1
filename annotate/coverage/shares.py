"""Shares of each label as counted from a model's labels: the plain numbers, before people's labels correct them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from annotate.tables import ESTIMATES, PROBABILITY, conform

COUNTED = "counted"
"""The method of a share that is the model's labels counted, with its errors in it and no interval."""

_LONGEST_IN_WEEKS = 40


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
        The grouping columns; rows without a value in one of them are in no group.
    """
    rows, labels = countable(scores), labels_of(scores)
    keys = list(by)
    groups = rows.groupby(keys, sort=True) if keys else [((), rows)]
    found = [
        dict(zip(keys, key, strict=True)) | {"label": label, "n": len(part), "share": (part["label"] == label).mean()}
        for key, part in groups
        for label in labels
    ]
    frame = pd.DataFrame(found, columns=[*keys, "label", "n", "share"]).assign(labelled=0, method=COUNTED)
    return conform(frame, ESTIMATES, where="shares")[[*keys, *ESTIMATES.columns]]


def with_period(scores: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """`scores` with a column ``period``, the ISO date a week or month begins on, and which of the two it is.

    Weeks, from Monday, where the coverage spans at most forty of them; else months. Dates are taken as the clock on the
    article's own wall showed them: an article of late Sunday belongs to Sunday's week in every time zone.
    """
    days = pd.to_datetime(scores["published"].str.slice(0, 10), errors="coerce", format="%Y-%m-%d")
    span = (days.max() - days.min()).days if days.notna().any() else 0
    unit, rule = ("week", "W-SUN") if span <= 7 * _LONGEST_IN_WEEKS else ("month", "M")
    begins = days.dt.to_period(rule).dt.start_time.dt.strftime("%Y-%m-%d")
    return scores.assign(period=begins.astype("str").where(days.notna(), None)), unit
