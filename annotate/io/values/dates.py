"""Dates in ISO 8601, with no more precision than they state."""

from __future__ import annotations

import datetime as dt
import re
import warnings
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_HOURS = {
    "UTC": 0, "GMT": 0, "Z": 0, "BST": 1, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "EST": -5,
    "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AEST": 10, "AEDT": 11, "JST": 9,
}  # fmt: skip
_ISO_DAY = re.compile(r"\d{4}-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])$")
_ISO = re.compile(r"\d{4}-(?:0\d|1[0-2])(?:$|-(?:[0-2]\d|3[01])(?:$|[T ]))")
_NUMBERS = re.compile(r"\s*(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?\d{2,4}\b")
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?$|\d{12,13}$")
_FIRST, _SECOND = dt.datetime(2001, 1, 1), dt.datetime(2002, 2, 2)


DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
ORDERS = (DAY_FIRST, MONTH_FIRST)
"""Orders of day and month in dates written with numbers only, such as 03/04/2016."""


def is_iso(date: str) -> bool:
    """Whether `date` begins with a year and a month in ISO 8601."""
    return _ISO.match(date) is not None


def is_uncertain(date: str) -> bool:
    """Whether `date` is written with numbers of which either may be the month."""
    numbers = _NUMBERS.match(date)
    return numbers is not None and int(numbers[1]) <= 12 and int(numbers[2]) <= 12 and numbers[1] != numbers[2]


def order_of(dates: Iterable[str]) -> str:
    """The order of day and month (one of `ORDERS`) in the dates of a column, from those with a number over 12.

    An empty string if none has such a number, or if they contradict each other.
    """
    orders = set()
    for date in dates:
        numbers = _NUMBERS.match(date)
        if numbers and (int(numbers[1]) > 12) != (int(numbers[2]) > 12):
            orders.add(DAY_FIRST if int(numbers[1]) > 12 else MONTH_FIRST)
    return orders.pop() if len(orders) == 1 else ""


@lru_cache(maxsize=50_000)
def iso_date(date: str, order: str = "") -> str:
    """`date` in ISO 8601: a day, a month, or a time with the time zone it states.

    A date that is ambiguous (``03/04/2016`` without an `order`) or cannot be parsed (``last week``) is returned
    unchanged.
    """
    date = date.strip()
    if not date or _ISO_DAY.match(date):
        return date
    if _EPOCH.match(date):
        seconds = float(date) / (1000 if len(date.partition(".")[0]) > 10 else 1)
        return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="seconds")
    if is_uncertain(date) and order not in ORDERS:
        return date
    return _parsed(date, order)


def dates_as_iso(dates: pd.Series, order: str = "") -> pd.Series:
    """A column of dates, each converted by `iso_date`; missing ones stay missing."""
    odd = dates.notna() & ~dates.astype("str").str.match(_ISO.pattern).fillna(False).astype(bool)
    if not odd.any():
        return dates
    return dates.mask(odd, dates[odd].astype("str").map(lambda date: iso_date(date, order)))


def _parsed(date: str, order: str) -> str:
    from dateutil import parser

    zones = {name: hours * 3600 for name, hours in _HOURS.items()}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a zone the parser does not know would be dropped with a warning only
            one, other = (
                parser.parse(date[:100], default=d, tzinfos=zones, dayfirst=order == DAY_FIRST)
                for d in (_FIRST, _SECOND)
            )
    except (ValueError, OverflowError, TypeError, Warning):
        return date
    if one == other:
        has_time = bool(re.search(r"\d[:hH]\d\d|\d\s*[ap]\.?m\b|T\d\d", date, re.IGNORECASE))
        return one.isoformat(timespec="seconds") if has_time else one.date().isoformat()
    if (one.year, one.month) == (other.year, other.month):
        return f"{one:%Y-%m}"
    return date
