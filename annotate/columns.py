"""The kinds of column a table has, and how values as they are found in files become values of a kind."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa

from annotate._types import Integers

TEXT = pa.string()
WHOLE = pa.int64()
REAL = pa.float64()
FLAG = pa.bool_()

LINE = 10
"""A sentence that one outlet printed so often is a line of its pages, as under articles, and no copied news."""
_MOST_NAMED = 10
"""Columns named in a message; the others are counted."""
_MAKERS = {
    "sentences": "annotate split",
    "batch": "annotate sample",
    "annotations": "annotate pull",
    "gold": "annotate resolve",
    "scores": "annotate score",
    "estimates": "annotate estimate",
}
_LIKE_A_NUMBER = re.compile(r"\d+(?:e\d+)?")
_TOO_LARGE = 2**63
_EXACT_DIGITS = 15
"""Digits of a number that spreadsheets keep; they write zeros in place of others."""
_FEWEST_LOST = 3
"""The least number of zeros in place of other digits that is not taken for chance."""
_ROUNDED = re.compile(r"\d(?:[.,](\d+))?E\+?\d+", re.IGNORECASE)
_TRUE = ("true", "1", "1.0", "yes", "t", "y", "wahr", "ja", "vrai", "oui", "verdadero", "sí", "vero")
_FALSE = ("false", "0", "0.0", "no", "f", "n", "falsch", "nein", "faux", "non", "falso", "não")
_DTYPES = {TEXT: "str", WHOLE: "Int64", REAL: "float64", FLAG: "bool"}


Wrong: TypeAlias = dict[str, tuple[Any, str]]
"""By column: the mask of the rows whose value is of the wrong kind, and what was wanted."""


def typed(frame: pd.DataFrame, kinds: Mapping[str, pa.DataType]) -> tuple[pd.DataFrame, Wrong]:
    """`frame` with the columns of `kinds` in their types, and which values could not be converted.

    Columns that are not there are added empty, flags false; columns that `kinds` does not name follow untouched.
    Blank cells become missing values, or false; numbers and flags may come as text.
    """
    columns: dict[str, pd.Series] = {}
    wrong: Wrong = {}
    for name, kind in kinds.items():
        if name not in frame.columns:
            columns[name] = _blanks(kind, frame.index)
            continue
        columns[name], bad, wanted = _typed(frame[name], kind)
        if bad is not None and bad.any():
            wrong[name] = bad.to_numpy(dtype=bool), wanted
    rest = {c: frame[c] for c in frame.columns if c not in columns}
    return pd.DataFrame(columns | rest, index=frame.index), wrong


def text_array(values: pd.Series) -> pa.LargeStringArray:
    """A column of texts as one Arrow array; Arrow itself gives a column of several pieces as several arrays."""
    array = pa.array(values.astype("str"), type=pa.large_string(), from_pandas=True)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def as_text(values: pd.Series) -> pd.Series:
    """A column as text; whole numbers that are stored with decimals, as pandas does where one is missing, without."""
    numbers = values.dropna() if pd.api.types.is_float_dtype(values.dtype) else pd.Series(dtype="float64")
    if len(numbers) and (numbers.mod(1).eq(0) & numbers.abs().lt(_TOO_LARGE)).all():
        values = values.astype("Int64")
    return values.astype("str").where(values.notna(), None)


def _blanks(kind: pa.DataType, index: pd.Index) -> pd.Series:
    return pd.Series(False if kind == FLAG else None, index=index, dtype=_DTYPES[kind])


def _typed(values: pd.Series, kind: pa.DataType) -> tuple[pd.Series, pd.Series | None, str]:
    """`values` in the type of `kind`, the mask of those that cannot be (None where all can), and what was wanted."""
    if str(values.dtype) == _DTYPES[kind]:
        return (values.where(values != "", None) if kind == TEXT else values), None, ""
    blank = values.isna() | (values.astype("str") == "")
    if kind == TEXT:
        return as_text(values.where(~blank, None)), None, ""
    if kind == FLAG:
        words = values.astype("str").str.lower()
        true = words.isin(_TRUE)
        return true, ~blank & ~true & ~words.isin(_FALSE), "true or false"
    numbers = pd.to_numeric(_with_points(values.where(~blank, None)), errors="coerce")
    wrong = (numbers.isna() | numbers.abs().eq(float("inf"))) & ~blank
    if kind == REAL:
        return numbers.astype("float64"), wrong, "a number"
    wrong |= numbers.notna() & ((numbers % 1 != 0) | (numbers.abs() >= _TOO_LARGE))
    return numbers.mask(wrong).astype("Int64"), wrong, "a whole number"


def _with_points(values: pd.Series) -> pd.Series:
    """Numbers with decimal commas with points: where none has a point, and not all may have thousands separators."""
    if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return values
    texts = values.astype("str")
    commas = texts.str.fullmatch(r"\s*[+-]?\d*,\d+\s*").fillna(False).astype(bool)
    thousands = texts.str.fullmatch(r"\s*[+-]?[1-9]\d{0,2},\d{3}\s*").fillna(False).astype(bool)
    if not commas.any() or texts.str.contains(".", regex=False).any() or not (commas & ~thousands).any():
        return values
    return texts.where(~commas, texts.str.replace(",", "."))


def months_of(published: pd.Series) -> pd.Series:
    """The month of each date, as 2031-04; missing where it does not begin with a year and a month as in ISO 8601."""
    codes, dates = pd.factorize(published.astype("str"))  # a corpus has far fewer dates than sentences
    months = pd.Series(dates, dtype="str").str.extract(r"^(\d{4}-(?:0[1-9]|1[0-2]))(?:$|-|T)", expand=False)
    return months.reindex(codes).set_axis(published.index).rename(published.name)


def most_in_one_outlet(original: Integers, outlets: pd.Series | None, count: Integers) -> Integers:
    """How often the outlet that printed it most printed each sentence: news is copied between outlets, lines are not.

    Parameters
    ----------
    original
        The number of the sentence that each row repeats, or its own; the result is by these numbers.
    outlets
        The outlet of each row; rows without one, or all if there is None, are as if of one outlet.
    count
        How many sentences each row stands for.
    """
    most = np.zeros(int(original.max(initial=-1)) + 1, dtype=np.int64)
    outlet = np.zeros(len(original), dtype=np.int64) if outlets is None else pd.factorize(outlets)[0] + 1
    width = int(outlet.max(initial=0)) + 1
    pairs, position = np.unique(original * width + outlet, return_inverse=True)
    np.maximum.at(most, pairs // width, np.bincount(position, weights=count).astype(np.int64))
    return most


def marked_id(identity: str) -> str:
    """`identity` so that no spreadsheet takes it for a number: with an ``h`` in front if it looks like one."""
    is_number = identity[:1].isdigit() and identity[-1].isdigit() and _LIKE_A_NUMBER.fullmatch(identity)
    return f"h{identity}" if is_number else identity


def matched_ids(ids: pd.Series, known: Iterable[str]) -> pd.Series:
    """`ids` as they are among `known`.

    They may be with or without the mark that `marked_id` gives, which old tables lack, with invisible characters
    around them, and as numbers with decimals (``12.0``).
    """
    names = ids.astype("str")
    suspects = names.str.fullmatch(f"h?(?:{_LIKE_A_NUMBER.pattern})").fillna(False).astype(bool)
    suspects |= names.str.contains(_AROUND_IDS).fillna(False).astype(bool)
    if not suspects.any():
        return ids
    other = {name: _other_forms(name) for name in names[suspects]}
    every = as_text(pd.Series(known))
    there = set(every[every.isin([*other, *(form for forms in other.values() for form in forms)])])
    best = {
        name: next((form for form in forms if form in there), name)
        for name, forms in other.items()
        if name not in there
    }
    return ids.map(lambda name: best.get(str(name), name), na_action="ignore")


_INVISIBLE = "\\s\u00ad\u200b-\u200f\u2060\ufeff"
_AROUND_IDS = re.compile(rf"^[{_INVISIBLE}]|[{_INVISIBLE}]$|^\d+\.0+$")


def _other_forms(name: str) -> list[str]:
    """How an id may be written elsewhere."""
    plain = re.sub(rf"^[{_INVISIBLE}]+|[{_INVISIBLE}]+$", "", name)
    whole = re.sub(r"^(\d+)\.0+$", r"\1", plain)
    return [plain, whole, whole[1:] if whole.startswith("h") else f"h{whole}"]


def damage_of_ids(ids: Iterable[object], known: Iterable[object]) -> str:
    """What a spreadsheet did to the first of `ids` it rounded as a number, for a message; empty if it rounded none.

    The id that it must have been is named if exactly one of `known` would be rounded to the same.
    """
    names = list(dict.fromkeys(map(str, ids)))
    long = [name for name in names if len(name) > _EXACT_DIGITS and name.isdigit()]
    lost = sum(len(name) - _EXACT_DIGITS for name in long)
    if lost >= _FEWEST_LOST and all(set(name[_EXACT_DIGITS:]) == {"0"} for name in long):
        return f"'{long[0]}' looks like an id of which a spreadsheet has kept {_EXACT_DIGITS} digits; save ids as text"
    short = next((name for name in names if name.isdigit()), "")
    whole = [one for one in map(str, known) if short and one.isdigit() and one.lstrip("0") == short.lstrip("0")]
    if whole and short not in whole:
        return f"'{short}' looks like the id '{whole[0]}', of which a spreadsheet has dropped the zeros in front"
    for name in names:
        rounded = _ROUNDED.fullmatch(name)
        if rounded is None:
            continue
        places = len(rounded[1] or "")
        plain = [str(one) for one in known]
        same = [one for one in plain if _LIKE_A_NUMBER.fullmatch(one.removeprefix("h"))]
        same = [one for one in same if f"{float(one.removeprefix('h')):.{places}E}" == name.upper().replace(",", ".")]
        must = f"; it must be {same[0]}" if len(same) == 1 else ""
        return f"'{name}' looks like an id that a spreadsheet has rounded as a number{must}"
    return ""


def on_repeated(name: object, advice: str) -> str:
    """What to do about an id that several rows have: `advice`, unless a spreadsheet has made one of several ids."""
    damage = damage_of_ids([name], ())
    return f"{damage}; take the ids from the table as it was before" if damage else advice


def lacking(name: str, table: str, columns: Iterable[object]) -> str:
    """What to say of a file without the column `name` that every table called `table` has."""
    advice = f"; give what {_MAKERS[table]} wrote" if table in _MAKERS else ""
    return f"no column '{name}' for a table of {table}; found {listed(columns)}{advice}"


def missing(name: str, columns: Iterable[object]) -> str:
    """What to say of a table with these columns and without the one `name` that was asked for."""
    names = [str(column) for column in columns]
    close = difflib.get_close_matches(name, names, n=1)
    return f"no column '{name}'; found {listed(names)}{f'; did you mean {close[0]}?' if close else ''}"


def listed(columns: Iterable[object]) -> str:
    """The first columns of a table for a message, and how many more there are."""
    names = [str(name) for name in columns]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more or "none"


def left_out_words(left_out: str) -> str:
    """Why the answers of the annotators that a column ``left_out`` names do not count."""
    return (
        f"{left_out} answered only sentences that others disagree on, as an adjudicator does: these answers are left "
        "out, as agreement on disputed sentences alone is no measure of how reliable labels are"
    )
