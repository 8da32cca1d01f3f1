"""Escaping cells that a spreadsheet would run as formulas.

Spreadsheets evaluate a cell of a CSV file that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return
(OWASP, "CSV Injection"). A leading apostrophe makes it text.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    import pandas as pd

_FORMULA = r"^[=+\-@\t\r]"
_NUMBER = r"^[+\-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+\-]?\d+)?$"
_ESCAPING: ContextVar[bool] = ContextVar("whether formulas are escaped in CSV files", default=False)


def escape_formulas(wanted: bool) -> None:
    """Set whether CSV files are written with formulas escaped from now on."""
    _ESCAPING.set(wanted)


def escaped(table: pa.Table) -> pa.Table:
    """`table` with an apostrophe before texts that would be run as formulas, if escaping is set; else unchanged."""
    if not _ESCAPING.get():
        return table
    for number, column in enumerate(table.schema):
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            values = table.column(number)
            runs = pc.and_not(pc.match_substring_regex(values, _FORMULA), pc.match_substring_regex(values, _NUMBER))
            marked = pc.binary_join_element_wise(pa.scalar("'", column.type), values, pa.scalar("", column.type))
            table = table.set_column(number, column, pc.if_else(runs, marked, values))
    return table


def escaped_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """`escaped` for a data frame."""
    if not _ESCAPING.get():
        return frame
    texts = frame.select_dtypes(["object", "string"]).columns
    safe = frame.copy()
    for name in texts:
        values = safe[name].astype("str").where(safe[name].notna(), "")
        runs = values.str.match(_FORMULA) & ~values.str.match(_NUMBER)
        safe[name] = safe[name].where(~runs, "'" + values)
    return safe
