"""Tables of the report: values formatted for readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Grid:
    """A table in the form the page's template expects."""

    columns: Sequence[str]
    cells: Sequence[Sequence[str]]


def grid_of(shares: pd.DataFrame) -> Grid:
    """A table of shares for the page: percentages, without empty columns."""
    shown = shares.dropna(axis="columns", how="all")
    percentages = {c for c in shown.columns if c == "naive" or str(c).startswith("share")}
    percentages |= {"low", "high"} if "share" in shown else set()
    written = [percent if column in percentages else cell for column in shown.columns]
    cells = [[write(v) for write, v in zip(written, row, strict=True)] for row in shown.itertuples(index=False)]
    return Grid([str(column) for column in shown.columns], cells)


def percent(share: float) -> str:
    """A share as a percentage, such as ``12.3 %``."""
    return "–" if pd.isna(share) else f"{100 * share:.1f} %"


def cell(value: object) -> str:
    """Any value of a table, formatted for the page."""
    if pd.isna(value):
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def text_or_blank(value: object) -> str:
    """`value` as text; empty if it is missing."""
    return "" if pd.isna(value) else str(value)
