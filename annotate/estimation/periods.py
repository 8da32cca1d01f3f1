"""Grouping columns: those a table has, and the day, week, month or year of its ``published``."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from annotate.columns import months_of
from annotate.errors import InputError

PERIODS = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}
"""Names that may be grouped by wherever there is a ``published``; a week runs from Monday to Sunday."""

_MOST_WEEKS = 40
_WRITTEN = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "quarter": "%Y-Q", "year": "%Y"}


def with_groups(frame: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """`frame` with every column of `by`; those of `PERIODS` are made from ``published``.

    A column that is already there is taken as it is. Periods are written as in ISO 8601: 2031-04-09, 2031-W15, 2031-04,
    2031-Q2, 2031; they follow the article's local date, and rows without a readable date have none.

    Raises
    ------
    InputError
        If a column is neither there nor a period.
    """
    check_there(list(map(str, frame.columns)), by)
    made = {name: period_of(frame["published"], name) for name in by if name not in frame.columns}
    return frame.assign(**made) if made else frame


def check_there(columns: Sequence[str], by: Sequence[str]) -> None:
    """Check that a table with these `columns` can be grouped `by` others of them, or by periods.

    Raises
    ------
    InputError
        If a column is neither there nor a period.
    """
    for name in by:
        if name not in columns and (name not in PERIODS or "published" not in columns):
            raise InputError(
                f"cannot group by '{name}': no such column; found {', '.join(columns)} and {', '.join(PERIODS)}"
            )


def check_grouped(frame: pd.DataFrame, by: Sequence[str]) -> None:
    """Check that a row of `frame` has a value in each column of `by`.

    Raises
    ------
    InputError
        Naming the column that no row has a value in, or a date where the period has none.
    """
    there = frame[list(by)].notna()
    if not by or there.all(axis=1).any():
        return
    empty = next((name for name in by if not there[name].any()), "")
    if not empty:
        raise InputError(f"cannot group by {' and '.join(by)}: no sentence has a value in each of them")
    what = "a date (`published`)" if empty in PERIODS else f"a value in '{empty}'"
    raise InputError(f"cannot group by '{empty}': no sentence has {what}")


def period_of(published: pd.Series, name: str) -> pd.Series:
    """The `name` (a key of `PERIODS`) in which each date of `published` lies; missing where it is not a date."""
    if name == "month":
        return months_of(published)
    codes, dates = pd.factorize(published.astype("str"))  # a corpus has far fewer dates than sentences
    days = pd.to_datetime(pd.Series(dates, dtype="str").str.slice(0, 10), errors="coerce", format="%Y-%m-%d")
    written = days.dt.strftime(_WRITTEN[name])
    if name == "quarter":
        written = written + days.dt.quarter.astype("Int64").astype("str")
    written = written.astype("str").where(days.notna(), None)
    return written.reindex(codes).set_axis(published.index).rename(published.name)


def begin_of(written: str) -> pd.Timestamp:
    """The first day of a period as `period_of` writes it."""
    if "W" in written:
        return pd.Timestamp.fromisocalendar(int(written[:4]), int(written[-2:]), 1)
    if "Q" in written:
        return pd.Timestamp(int(written[:4]), 3 * int(written[-1]) - 2, 1)
    return pd.Timestamp(written)


def fitting_period(published: pd.Series) -> str | None:
    """The period to show coverage by: ``week`` or ``month``, or `None` where its dates lie in one month.

    Weeks where there are at most forty of them and most have coverage; a line through isolated weeks would invent the
    rest.
    """
    weeks = period_of(published, "week").dropna().unique()
    if len(weeks) < 2:
        return None
    span = (begin_of(max(weeks)) - begin_of(min(weeks))).days // 7 + 1
    if span <= _MOST_WEEKS and len(weeks) > span / 2:
        return "week"
    return "month" if period_of(published, "month").nunique() > 1 else None
