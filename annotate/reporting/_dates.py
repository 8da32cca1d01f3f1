"""Periods and days as people write them: March 2031, 4 March 2031, the week of 3 March 2031."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd

from annotate.estimation.periods import begin_of

MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
"""In English, whatever the machine's own language is."""

QUARTER = "quarter"
"""A period of the panel; written as ``2031-Q2``."""

_FREQUENCIES = {"day": "D", "week": "W-SUN", "month": "M", QUARTER: "Q", "year": "Y"}


def day_in_words(day: str) -> str:
    """``2031-03-04`` as 4 March 2031."""
    return f"{int(day[8:10])} {MONTHS[int(day[5:7]) - 1]} {day[:4]}"


def span_in_words(dates: pd.Series) -> str:
    """From the first to the last of `dates`: 4 March to 9 May 2031; a month or a year where no day is known.

    Empty where none of them is a date.
    """
    days = dates.drop_duplicates().astype("str")
    known = days.str.extract(r"^(\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?)(?!\d)")[0].dropna()
    if known.empty:
        return ""
    first, last = known.min(), known.max()
    if first == last:
        return period_in_words(first)
    start = period_in_words(first)
    if first[:4] == last[:4] and len(first) > len("2031"):
        start = start.rsplit(" ", 1)[0]
    return f"{start} to {period_in_words(last)}"


def period_in_words(written: str) -> str:
    """A period as `annotate.estimation.periods` writes it: March 2031, the week of 3 March 2031, the year 2031."""
    if "Q" in written:
        return f"quarter {written[-1]} of {written[:4]}"
    if "W" in written:
        return f"the week of {day_in_words(str(begin_of(written).date()))}"
    if len(written) == len("2031-03-04"):
        return day_in_words(written)
    if len(written) == len("2031-03"):
        return f"{MONTHS[int(written[5:7]) - 1]} {written[:4]}"
    return written


def quarter_of(months: pd.Series) -> pd.Series:
    """The quarter of each month: 2031-04 lies in 2031-Q2."""
    number = (months.str.slice(5, 7).astype("Int64") + 2) // 3
    return (months.str.slice(0, 4) + "-Q" + number.astype("str")).where(months.notna(), None)


def names_by_content(periods: Sequence[str], months: Sequence[str]) -> dict[str, str]:
    """What each quarter or year is called by the `months` that it has: 2031-Q4 with no October is Nov–Dec 2031.

    Whole quarters and years, and periods that are no longer than a month, keep their names.
    """
    names = {}
    for written in (one for one in periods if "Q" in one or len(one) == len("2031")):
        period, whole = _period(written, QUARTER if "Q" in written else "year"), 3 if "Q" in written else 12
        own = sorted(one for one in months if pd.Period(one, freq="M").asfreq(period.freq) == period)
        if own and len(own) < whole and (own[0], own[-1]) != _ends_of(period):
            first, last = (MONTHS[int(one[5:7]) - 1][:3] for one in (own[0], own[-1]))
            names[written] = f"{first} {written[:4]}" if first == last else f"{first}–{last} {written[:4]}"
    return names


def _ends_of(period: pd.Period) -> tuple[str, str]:
    """The first and the last month of a quarter or a year."""
    return period.start_time.strftime("%Y-%m"), period.end_time.strftime("%Y-%m")


def every_period(written: Sequence[str], unit: str) -> list[str]:
    """All periods from the first to the last of `written`, with those between that have no coverage."""
    periods = [_period(one, unit) for one in written]
    return [_written(one, unit) for one in pd.period_range(min(periods), max(periods), freq=_FREQUENCIES[unit])]


def axis_labels(
    periods: Sequence[str], ticks: Sequence[int], names: Mapping[str, str] = MappingProxyType({})
) -> list[list[str]]:
    """What is written below an axis at each of `periods`, in one or two lines; nothing where there is no tick.

    The first tick of each year has the year. `ticks` are positions in `periods`, `names` those of `names_by_content`.
    """
    labels: list[list[str]] = [[] for _ in periods]
    year = ""
    for tick in ticks:
        written = periods[tick]
        short = _short(written, _begin(written))
        if written in names:
            labels[tick] = names[written].rsplit(" ", 1)
        else:
            labels[tick] = [short, written[:4]] if written[:4] != year and short != written[:4] else [short]
        year = written[:4]
    return labels


def spaced(count: int, most: int) -> list[int]:
    """At most about `most` of the positions from 0 to `count`, evenly spaced."""
    step = max(1, -(-count // most))
    return list(range(0, count, step))


def _short(written: str, begin: pd.Timestamp) -> str:
    if "Q" in written:
        return written[-2:]
    if len(written) == len("2031"):
        return written
    month = MONTHS[begin.month - 1][:3]
    return month if len(written) == len("2031-03") else f"{begin.day} {month}"


def _begin(written: str) -> pd.Timestamp:
    return _period(written, QUARTER).start_time if "Q" in written else begin_of(written)


def _period(written: str, unit: str) -> pd.Period:
    if unit == QUARTER:
        return pd.Period(written.replace("-", ""), freq="Q")
    return pd.Period(begin_of(written), freq=_FREQUENCIES[unit])


def _written(period: pd.Period, unit: str) -> str:
    if unit == QUARTER:
        return f"{period.year}-Q{period.quarter}"
    begin = period.start_time
    form = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}[unit]
    return begin.strftime(form)
