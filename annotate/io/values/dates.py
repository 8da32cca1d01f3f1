"""Dates in ISO 8601, with no more precision than they state.

Numbers such as 03/04/2031 are read only if the order of day and month is known: from `DateOrder`, which
`annotate.io.values.date_columns` derives from the other dates of the column.
"""

from __future__ import annotations

import datetime as dt
import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_HOURS = {
    "UTC": 0, "GMT": 0, "Z": 0, "BST": 1, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "EST": -5,
    "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AEST": 10, "AEDT": 11, "JST": 9,
    "MEZ": 1, "MESZ": 2,
}  # fmt: skip
_ISO_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$")
_ISO = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])(?:$|-(?:0[1-9]|[12]\d|3[01])(?:$|[T ]))")
_NUMBERS = re.compile(r"(?<![\d.:/-])(\d{1,2})(\s?[/.-]\s?|\s)(\d{1,2})\2(\d{4}|\d\d)(?![\d:/-])")
_YEAR_FIRST = re.compile(r"(?<![\d.:/-])(\d{4})(\s?[/.-]\s?|\s)(\d{1,2})\2(\d{1,2})(?!\d)")
_SIX_DIGITS = re.compile(r"\d{6}$")
_DAY_NUMBER = re.compile(r"[2-6]\d{4}(?:\.\d+)?$")
_EPOCH = re.compile(r"(\d{9,10})(?:\.\d+)?$|(\d{9,10})(?:\d{3}|\d{6}|\d{9})$")
_CALENDAR = re.compile(
    r"(?:(?:19|20)\d\d(?=\d{4}(?:\d{4}|\d{6})?$)|20\d\d(?=\d{6}$))"
    r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-3])(?:[0-5]\d){0,2})?$"
)
_YEARS = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_TIME = re.compile(r"\d[:hH]\d\d|\d\s*[ap]\.?m\b|T\d\d", re.IGNORECASE)
_FIRST, _SECOND = dt.datetime(2001, 1, 1), dt.datetime(2002, 2, 2)
_FIRST_YEAR, _LAST_YEAR = 1600, 2100
_DAY_ZERO = dt.datetime(1899, 12, 30)
"""Day 0 of spreadsheets."""
_YEARS_AHEAD = 10
"""Years from now up to which a year of two digits is in this century."""

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "day-first", "month-first", "year-first"
ORDERS = (DAY_FIRST, MONTH_FIRST, YEAR_FIRST)
"""Orders of day and month in dates written with numbers only, such as 03/04/2016; and 16-04-03, with the year first."""


@dataclass(frozen=True)
class DateOrder:
    """How to read dates of a column that are written with numbers only.

    Attributes
    ----------
    stated
        One of `ORDERS` for all such dates, or empty.
    orders
        One of `ORDERS` by the mark between the numbers and whether the year has two digits.
    year_day_month
        Whether 2031-13-04 and all dates like it are a year, a day and a month.
    """

    stated: str = ""
    orders: tuple[tuple[tuple[str, bool], str], ...] = ()
    year_day_month: bool = False

    def of(self, mark: str, is_short: bool) -> str:
        """The order of dates with this mark, whose year may be short; empty if it is unknown."""
        return self.stated or dict(self.orders).get((mark.strip(), is_short), "")


UNKNOWN = DateOrder()


def numbers_in(date: str) -> tuple[int, int] | None:
    """The first two numbers of a date such as 03/04/2031; None if it is written in another way."""
    match = _NUMBERS.search(date)
    return (int(match[1]), int(match[3])) if match else None


@dataclass
class DateEvidence:
    """What the dates of one or more columns show of their order.

    Attributes
    ----------
    numbers
        The values of the first, second and third number by the mark between them and whether the year has two digits.
    day_after_year, month_after_year
        Whether a date with the year first has a number over 12 in the second, and in the third place.
    """

    numbers: dict[tuple[str, bool], tuple[set[int], set[int], set[int]]] = field(default_factory=dict)
    day_after_year: bool = False
    month_after_year: bool = False

    def add(self, dates: Iterable[str]) -> None:
        """Add the dates of a column."""
        for date in dates:
            match = _NUMBERS.search(date)
            if match:
                sets = self.numbers.setdefault((match[2].strip(), len(match[4]) == 2), (set(), set(), set()))
                for seen, number in zip(sets, match.group(1, 3, 4), strict=True):
                    seen.add(int(number))
                continue
            year_first = _YEAR_FIRST.search(date)
            if year_first:
                self.day_after_year |= int(year_first[3]) > 12
                self.month_after_year |= int(year_first[4]) > 12

    def merge(self, other: DateEvidence) -> None:
        """Add the dates of another column."""
        for key, sets in other.numbers.items():
            own = self.numbers.setdefault(key, (set(), set(), set()))
            for seen, more in zip(own, sets, strict=True):
                seen |= more

    def order(self, others: DateEvidence | None = None) -> DateOrder:
        """The order that these dates show; where they do not, the one that `others` show."""
        orders: Mapping[tuple[str, bool], str] = {
            key: _order(key[1], *sets) or (_order(key[1], *others.numbers[key]) if others else "")
            for key, sets in self.numbers.items()
        }
        known = tuple((key, order) for key, order in sorted(orders.items()) if order)
        return DateOrder("", known, self.day_after_year and not self.month_after_year)


def _order(is_short: bool, first: set[int], second: set[int], third: set[int]) -> str:
    """The order of dates with these numbers; empty if they do not show it, or contradict each other.

    A year of two digits is taken to be the last number only if that has fewer values than the first, as years do.
    """
    if is_short and max(first) > 31:
        return "" if max(third) > 31 else YEAR_FIRST
    if is_short and max(third) <= 31 and len(first) <= len(third):
        return ""
    is_day_first, is_month_first = max(first) > 12, max(second) > 12
    return "" if is_day_first == is_month_first else DAY_FIRST if is_day_first else MONTH_FIRST


def is_iso(date: str) -> bool:
    """Whether `date` begins with a year and a month, or an existing day, in ISO 8601."""
    if not _ISO.match(date):
        return False
    try:
        return len(date) < 10 or bool(dt.date.fromisoformat(date[:10]))
    except ValueError:
        return False


def order_of(dates: Iterable[str]) -> DateOrder:
    """The order of day and month in the dates of a column, from those with a number over 12."""
    evidence = DateEvidence()
    evidence.add(dates)
    return evidence.order()


def is_numeric(date: str) -> bool:
    """Whether `date` is written with numbers in an order that only other dates, or the user, can tell."""
    return _NUMBERS.search(date) is not None or (_YEAR_FIRST.search(date) is not None and not is_iso(date))


@lru_cache(maxsize=50_000)
def iso_date(date: str, order: DateOrder | str = UNKNOWN) -> str:
    """`date` in ISO 8601: a day, a month, or a time with the time zone it states.

    A date that is ambiguous (``03/04/2016`` without an `order`) or cannot be parsed (``last week``) is returned
    unchanged.

    Parameters
    ----------
    date
        As written: in numbers, in words of many languages, as seconds since 1970, or as a spreadsheet's day number.
    order
        How to read dates in numbers: a `DateOrder`, or one of `ORDERS`.
    """
    date = date.strip()
    order = DateOrder(order) if isinstance(order, str) else order
    if not date or (_ISO_DAY.match(date) and not order.year_day_month):
        return date
    if is_day_number(date):
        return (_DAY_ZERO + dt.timedelta(days=int(float(date)))).date().isoformat()
    epoch = None if _CALENDAR.match(date) else _EPOCH.match(date)
    if epoch:
        seconds = int(epoch[1] or epoch[2])
        return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="seconds")
    if _SIX_DIGITS.match(date):
        return date
    numeric = _with_iso_numbers(date, order)
    return date if numeric is None else _parsed(numeric, date)


def is_day_number(date: str) -> bool:
    """Whether `date` is a number of days as spreadsheets count them, of the years 1954 to 2091."""
    return _DAY_NUMBER.match(date.strip()) is not None


def is_unlikely(date: str) -> bool:
    """Whether a date in ISO 8601 is before printed news or in the next century, as in another calendar."""
    return is_iso(date) and not _FIRST_YEAR <= int(date[:4]) <= _LAST_YEAR


def dates_as_iso(dates: pd.Series, order: DateOrder | str = UNKNOWN) -> pd.Series:
    """A column of dates, each converted by `iso_date`; missing ones stay missing."""
    odd = dates.notna() & ~dates.astype("str").str.match(_ISO.pattern).fillna(False).astype(bool)
    if isinstance(order, DateOrder) and order.year_day_month:
        odd = dates.notna()
    if not odd.any():
        return dates
    return dates.mask(odd, dates[odd].astype("str").map(lambda date: iso_date(date, order)))


def _with_iso_numbers(date: str, order: DateOrder) -> str | None:
    """`date` with a date in numbers in ISO 8601; None if its order is unknown or there is no such day."""
    match, is_year_first = _YEAR_FIRST.search(date), True
    if match is None:
        match, is_year_first = _NUMBERS.search(date), False
    if match is None:
        return date
    if is_year_first:
        year, month, day = int(match[1]), int(match[3]), int(match[4])
        if order.year_day_month:
            month, day = day, month
    else:
        first, second, third = (int(match[n]) for n in (1, 3, 4))
        is_short = len(match[4]) == 2
        known = order.of(match[2], is_short)
        if known == YEAR_FIRST and is_short:
            year, month, day = first, second, third
        elif not is_short and (first > 12) != (second > 12):  # certain, whatever others of the column are
            day, month, year = (first, second, third) if first > 12 else (second, first, third)
        elif not is_short and first == second:
            day, month, year = first, second, third
        elif known in (DAY_FIRST, MONTH_FIRST):
            day, month, year = (first, second, third) if known == DAY_FIRST else (second, first, third)
        else:
            return None
        year = _full_year(year) if is_short else year
    try:
        iso = dt.date(year, month, day).isoformat()
    except ValueError:
        return None
    return f"{date[: match.start()]}{iso}{date[match.end() :]}"


def _full_year(year: int) -> int:
    """A year of two digits in this century, or in the last if it would be far ahead."""
    full = 2000 + year
    return full - 100 if full > dt.datetime.now(dt.UTC).year + _YEARS_AHEAD else full


def _parsed(date: str, original: str) -> str:
    from dateutil import parser

    from annotate.io.values._date_words import with_english_words

    zones = {name: hours * 3600 for name, hours in _HOURS.items()}
    words = with_english_words(date[:100])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # the parser drops an unknown time zone with only a warning
            one, other = (parser.parse(words, default=d, tzinfos=zones) for d in (_FIRST, _SECOND))
    except (ValueError, OverflowError, TypeError, Warning):
        return original
    stated = _YEARS.findall(words)
    if stated and str(one.year) not in stated:  # "3-5 March 2031" is no day
        return original
    if not re.search(r"\d{4}", date) and one.year == other.year:  # a year of two digits
        one, other = (moment.replace(year=_full_year(moment.year % 100)) for moment in (one, other))
    if one == other:
        return one.isoformat(timespec="seconds") if _TIME.search(words) else one.date().isoformat()
    if (one.year, one.month) == (other.year, other.month):
        return f"{one:%Y-%m}"
    return original
