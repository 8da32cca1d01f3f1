"""Dates as ISO 8601, as exact as they were given and no more."""

from __future__ import annotations

import datetime as dt
import re
import warnings
from functools import lru_cache

_HOURS = {
    "UTC": 0, "GMT": 0, "Z": 0, "BST": 1, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "EST": -5,
    "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AEST": 10, "AEDT": 11, "JST": 9,
}  # fmt: skip
_ISO_DAY = re.compile(r"\d{4}-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])$")
_AMBIGUOUS = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b")
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?$|\d{12,13}$")
_FIRST, _SECOND = dt.datetime(2001, 1, 1), dt.datetime(2002, 2, 2)


@lru_cache(maxsize=50_000)
def iso_date(given: str) -> str:
    """`given` as ISO 8601: a day, a month, or a moment with the time zone it had.

    What cannot be read for certain (``03/04/2016``, ``last week``) comes back as it was given.
    """
    given = given.strip()
    if not given or _ISO_DAY.match(given):
        return given
    if _EPOCH.match(given):
        seconds = float(given) / (1000 if len(given.partition(".")[0]) > 10 else 1)
        return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="seconds")
    numbers = _AMBIGUOUS.match(given)
    if numbers and int(numbers[1]) <= 12 and int(numbers[2]) <= 12 and numbers[1] != numbers[2]:
        return given
    return _parsed(given)


def _parsed(given: str) -> str:
    from dateutil import parser

    zones = {name: hours * 3600 for name, hours in _HOURS.items()}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a zone the parser does not know would be dropped with a warning only
            one, other = (parser.parse(given[:100], default=d, tzinfos=zones) for d in (_FIRST, _SECOND))
    except (ValueError, OverflowError, TypeError, Warning):
        return given
    if one == other:
        has_time = bool(re.search(r"\d[:hH]\d\d|\d\s*[ap]\.?m\b|T\d\d", given, re.IGNORECASE))
        return one.isoformat(timespec="seconds") if has_time else one.date().isoformat()
    if (one.year, one.month) == (other.year, other.month):
        return f"{one:%Y-%m}"
    return given
