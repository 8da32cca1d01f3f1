"""Tables of the page: values as a reader sees them, and what a column is sorted by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from annotate.counts import SENTENCE
from annotate.estimation.design.summed_scores import ITEM
from annotate.estimation.differences import TOO_FEW
from annotate.reporting._dates import period_in_words
from annotate.reporting._wording import capitalised, signed

_HIDDEN = ("trust", "population", "carried")
"""Columns that only the CSV has."""
_NAMES = {
    "naive": "model’s count",
    "own": "weight of own labels",
    "p_adjusted": "p (Holm)",
    "group": "more or less",
    "other": "than",
}
_SHARES = ("share", "naive", "own", "bound_low", "bound_high")
_POINTS = ("difference", "slope")
_PERIODS = ("day", "week", "month", "quarter", "year")
CI = "95 % CI"


@dataclass(frozen=True)
class Cell:
    """What a cell shows, and the number or text by which its column is sorted."""

    text: str
    key: str | float


@dataclass(frozen=True)
class Grid:
    """A table in the form the page's template expects."""

    columns: Sequence[str]
    cells: Sequence[Sequence[Cell]]


def grid(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Grid:
    """A table of values as they are."""
    return Grid(columns, [[Cell(cell(value), _key(value)) for value in row] for row in rows])


def grid_of(table: pd.DataFrame) -> Grid:
    """A table of shares, differences or an index as a reader wants it: percentages, intervals in one column."""
    shown = table.drop(columns=[name for name in _HIDDEN if name in table]).dropna(axis="columns", how="all")
    factor, decimals = (1.0, 2) if "index" in shown else (100.0, 1)
    columns = [name for name in shown.columns if name != "high" or "low" not in shown]
    names = {**_NAMES, "n": f"{table.attrs.get(ITEM, SENTENCE).partition(' ')[0]}s"}
    cells = [[_cell(name, row, factor, decimals) for name in columns] for row in shown.to_dict("records")]
    return Grid([CI if name == "low" else names.get(str(name), str(name)) for name in columns], cells)


def _cell(name: str, row: dict[str, Any], factor: float, decimals: int) -> Cell:
    value = row[name]
    if pd.isna(value):
        return Cell("–", "")
    if name == "low":
        if row.get("note") == TOO_FEW:
            return Cell("–", "")
        ends = (signed(factor * row[end], decimals) for end in ("low", "high"))
        return Cell("\u00a0to\u00a0".join(ends), float(value))
    if name in _SHARES:
        return Cell(percent(value), float(value))
    if name in _POINTS:
        return Cell(signed(100 * value, 1), float(value))
    if name in ("p", "p_adjusted"):
        return Cell("< 0.001" if value < 0.001 else f"{value:.3f}", float(value))
    if name == "index":
        return Cell(signed(value, 2), float(value))
    if name in _PERIODS:
        return Cell(capitalised(period_in_words(str(value))), str(value))
    return Cell(cell(value), _key(value))


def percent(share: float) -> str:
    """A share as a table has it, with one decimal."""
    return "–" if pd.isna(share) else f"{100 * share:.1f} %"


def cell(value: object) -> str:
    """Any value of a table, formatted for the page."""
    if pd.isna(value):
        return "–"
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _key(value: object) -> str | float:
    if pd.isna(value):
        return ""
    return float(value) if isinstance(value, int | float) else str(value)


def text_or_blank(value: object) -> str:
    """`value` as text; empty if it is missing."""
    return "" if pd.isna(value) else str(value)
