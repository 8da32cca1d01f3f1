"""The right side of a regression as numbers: columns of the scores, and those made of the date, as a design matrix."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from annotate._types import Flags, Integers, Reals
from annotate.columns import listed
from annotate.errors import InputError, UsageError, check_choice
from annotate.estimation.periods import PERIODS, period_of
from annotate.estimation.regression._formula import ParsedFormula

AFTER, TIME, PERIOD = "after", "time", "period"
"""Columns made of ``published``: 1 from the event on and 0 before; months since the event or else the first date; the
number of whole periods since the event, -1 for the last one before it."""

_MOST_LEVELS = 100
_MONTH = 30.4375
"""Days of a month on average."""


@dataclass(frozen=True)
class Event:
    """The day of an event, and the periods before and after it that have a coefficient each; None: only ``after``."""

    date: pd.Timestamp
    periods: str | None = None


def event_on(date: str | None, periods: str | None) -> Event | None:
    """The event of `date`, as 2031-03-01.

    Raises
    ------
    InputError
        If it is no date, or `periods` is no period or comes without a date.
    """
    if periods is not None:
        check_choice("periods", periods, PERIODS)
    if date is None:
        if periods is not None:
            raise UsageError(
                f"`periods` {periods}: counts from an event; pass the date of one as `event`, such as 2031-03-01"
            )
        return None
    day = pd.to_datetime(date, format="%Y-%m-%d", errors="coerce")
    if pd.isna(day):
        raise UsageError(f"`event` {date!r} is not a date such as 2031-03-01")
    return Event(day, periods)


def with_made_columns(scores: pd.DataFrame, names: Sequence[str], event: Event | None) -> pd.DataFrame:
    """`scores` with those of `names` that are made of ``published`` and not there already, and no blank cell in others.

    A blank cell, as text files have it, is a missing value: what a regression leaves out is then counted as such.

    Raises
    ------
    InputError
        If a name is neither a column nor made of one, or needs an event that was not passed.
    """
    check_known(list(map(str, scores.columns)), names)
    made: dict[str, pd.Series] = {}
    for name in names:
        if name in scores.columns and not (name in (AFTER, PERIOD) and event is not None):
            if not (there := present(scores, [name])).all():
                made[name] = scores[name].where(there, None)
            continue
        if name in PERIODS:
            made[name] = period_of(scores["published"], name)
            continue
        made[name] = _since(scores["published"], name, event)
    return scores.assign(**made) if made else scores


def check_known(columns: Sequence[str], names: Sequence[str]) -> None:
    """Check that each of `names` is one of the `columns` of the scores, or made of their dates.

    Raises
    ------
    InputError
        If one is not, with what may be meant.
    """
    for name in names:
        if name not in columns and (name not in (AFTER, TIME, PERIOD, *PERIODS) or "published" not in columns):
            raise InputError(_unknown(name, columns))


def _unknown(name: str, columns: Sequence[str]) -> str:
    made = [*PERIODS, AFTER, TIME] if "published" in columns else []
    close = difflib.get_close_matches(name, [*columns, *made], n=1)
    advice = f"; did you mean {close[0]}?" if close else f"; found {listed(columns)}"
    return f"`formula`: no column '{name}' in the scores{advice}"


def _since(published: pd.Series, name: str, event: Event | None) -> pd.Series:
    days = pd.to_datetime(published.astype("str").str.slice(0, 10), errors="coerce", format="%Y-%m-%d")
    if name == TIME:
        return (days - (event.date if event else days.min())).dt.days / _MONTH
    if event is None:
        raise InputError(f"`formula`: '{name}' counts from an event; pass its date as `event`, such as 2031-03-01")
    _check_both_sides(days, event.date)
    if name == AFTER:
        return (days >= event.date).astype(float).where(days.notna())
    if event.periods is None:
        raise UsageError("`formula`: 'period' needs `periods`, such as month")
    return _periods_since(days, event.date, event.periods)


def _check_both_sides(days: pd.Series, event: pd.Timestamp) -> None:
    """Check that there is a sentence before the event and one from it on, so that the two can be compared."""
    if days.notna().any() and not days.min() < event <= days.max():
        side = "from the event on" if days.max() < event else "before the event"
        raise InputError(
            f"`event` {event:%Y-%m-%d}: no sentence is {side}; the dates are from {days.min():%Y-%m-%d} to "
            f"{days.max():%Y-%m-%d}"
        )


def _periods_since(days: pd.Series, event: pd.Timestamp, period: str) -> pd.Series:
    """Whole periods since the event as text; a month from the 12th on ends before the 12th of the next."""
    if period in ("day", "week"):
        number = (days - event).dt.days // (7 if period == "week" else 1)
    else:
        months = (days.dt.year - event.year) * 12 + days.dt.month - event.month
        last = days.dt.days_in_month
        number = months - (days.dt.day < np.minimum(event.day, last)).astype(int)
        number = number // {"month": 1, "quarter": 3, "year": 12}[period]
    return number.map(lambda value: None if value != value else f"{int(value):+d}" if value else "0")


@dataclass(frozen=True)
class Design:
    """The right side for some rows.

    Attributes
    ----------
    distinct
        (combinations, terms): the matrix of each combination of values that occurs.
    place
        The combination of each row.
    terms
        The name of each column of the matrix.
    frame
        The variables of each combination by alias, numbers or categories; `distinct` is made of it by `spec`.
    levels
        The categories of each variable in order, the reference first; none for numbers.
    spec
        Formulaic's specification.
    """

    distinct: Reals
    place: Integers
    terms: tuple[str, ...]
    frame: pd.DataFrame
    levels: tuple[tuple[str, ...], ...]
    spec: Any

    @cached_property
    def matrix(self) -> Reals:
        """(rows, terms)."""
        return self.distinct[self.place]

    def matrix_of(self, frame: pd.DataFrame) -> Reals:
        """The matrix of other combinations than those in `frame` of this design."""
        return np.asarray(self.spec.get_model_matrix(frame, context={}), dtype=np.float64)


def design_of(formula: ParsedFormula, frame: pd.DataFrame, reference: Mapping[str, str]) -> Design:
    """The design matrix of the rows of `frame`, whose columns are those of the formula without a missing value.

    Raises
    ------
    InputError
        If a column has too many levels or only one, or a reference is none of its levels.
    """
    from formulaic import Formula, model_matrix
    from formulaic.errors import FormulaicError

    unknown = [name for name in reference if name not in formula.columns]
    if unknown:
        raise InputError(f"`reference` {unknown[0]}: is not in the formula")
    encoded: dict[str, object] = {}
    levels: list[tuple[str, ...]] = []
    for number, variable in enumerate(formula.variables):
        values = frame[variable.name]
        numbers = None if variable.categorical else _numbers(values, variable.name)
        own = () if numbers is not None else _levels(values, variable.name, reference.get(variable.name))
        if numbers is not None and variable.name in reference:
            raise InputError(f"`reference` {variable.name}: has numbers; write C({variable.name}) for categories")
        codes = pd.Index(own).get_indexer(pd.Index(values.astype("str"))) if own else None
        encoded[f"v{number}"] = (
            numbers if codes is None else pd.Categorical.from_codes(codes, [str(code) for code in range(len(own))])
        )
        levels.append(own)
    made = pd.DataFrame(encoded, index=range(len(frame)))
    place = np.zeros(len(made), dtype=np.int64)
    if encoded:
        place = made.groupby(list(made.columns), observed=True, sort=False).ngroup().to_numpy()
    combinations = made.iloc[np.unique(place, return_index=True)[1]].reset_index(drop=True)
    try:
        # Functions of all values, as the mean in center(), must see all of them; the rest is quicker without.
        whole = made if "(v" in formula.right else combinations
        spec = model_matrix(Formula(formula.right), whole, context={}, na_action="ignore").model_spec
        numbers = np.asarray(spec.get_model_matrix(combinations, context={}), dtype=np.float64)
    except FormulaicError as error:
        raise InputError(f"`formula` {formula.written!r}: {_first_line(str(error), formula)}") from error
    terms = [formula.named(str(name), levels) for name in spec.column_names]
    wrong = ~np.isfinite(numbers).all(axis=0)
    if wrong.any():
        raise InputError(f"`formula`: {terms[int(wrong.argmax())]} is not a number in every row, such as a log of 0")
    return Design(numbers, place, tuple(terms), combinations, tuple(levels), spec)


def _first_line(message: str, formula: ParsedFormula) -> str:
    """The first line of a message of formulaic without its colours, with the names of columns."""
    plain = re.sub(r"\x1b\[[\d;]*m|[⧛⧚]", "", message).split("\n")[0].rstrip(".")
    if lone := re.match(r"Operator `(.)` has insuf", plain):
        return f"{lone[1]} has nothing to join; write a column on both sides of it"
    return re.sub(r"\bv(\d+)\b", lambda match: formula.variables[int(match[1])].written, plain)


def present(frame: pd.DataFrame, names: Sequence[str]) -> Flags:
    """The rows in which no column of `names` is missing or blank."""
    there = np.ones(len(frame), dtype=bool)
    for name in names:
        values = frame[name]
        there &= ~(values.isna() | (values.astype("str") == "")).to_numpy(dtype=bool)
    return there


def without_value(frame: pd.DataFrame, names: Sequence[str], scores: pd.DataFrame) -> list[str]:
    """Those of `names` that some row of `frame` has no value in; of one that `scores` lacks, what it is made of."""
    empty = [name for name in names if not present(frame, [name]).all()]
    return [name if name in scores.columns else f"{name} (made of the date, `published`)" for name in empty]


def _numbers(values: pd.Series, name: str) -> Reals | None:
    """The values as numbers; None where they are names, as those of months are."""
    if name in PERIODS or name == PERIOD:
        return None
    numbers = pd.to_numeric(values, errors="coerce")
    return None if numbers.isna().any() else numbers.to_numpy(dtype=float)


def _levels(values: pd.Series, name: str, reference: str | None) -> tuple[str, ...]:
    own = sorted(values.astype("str").unique())
    if len(own) > _MOST_LEVELS:
        raise InputError(
            f"`formula`: {name} has {len(own):,} values; a column of names may have {_MOST_LEVELS} at most"
        )
    if len(own) < 2:
        raise InputError(f"`formula`: {name} is {own[0] if own else 'missing'} in every row; leave it out")
    if name == PERIOD:
        own.sort(key=int)
        reference = reference or ("-1" if "-1" in own else None)
    if reference is None:
        return tuple(own)
    if reference not in own:
        close = difflib.get_close_matches(reference, own, n=1)
        raise InputError(
            f"`reference` {name}={reference}: no such value; {f'did you mean {close[0]}?' if close else listed(own)}"
        )
    return (reference, *(level for level in own if level != reference))
