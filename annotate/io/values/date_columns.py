"""The order of day and month in the dates of tables: decided for a column over all files of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from annotate.errors import InputError, check_choice
from annotate.io.formats import format_of
from annotate.io.formats.notes import note_once
from annotate.io.values.dates import ORDERS, UNKNOWN, DateEvidence, DateOrder, is_iso, is_numeric, numbers_in

_FIRST_ROWS = 1000
"""Rows of a table after which it is not searched further if none has a date in numbers."""


_SWAPPED = (
    "column '{column}' has days up to 12 as dates and later days as text, as where a spreadsheet swapped day and month "
    "of the first on opening a file; compare them with the source"
)
_FEWEST, _MONTHS = 2, 12


def check_date_order(order: str) -> None:
    """Check that `order` is empty or one of `annotate.io.values.dates.ORDERS`.

    Raises
    ------
    InputError
        If it is not.
    """
    if order:
        check_choice("date_order", order, ORDERS)


def orders_of_files(
    files: Sequence[Path], columns: Mapping[str, str] | None = None, stated: str = ""
) -> dict[Path, DateOrder]:
    """How to read dates in numbers in each of the tables among `files`; other files are left out.

    Each table's own dates decide; where they do not show the order, those of all the others do.

    Parameters
    ----------
    files
        The files of a run.
    columns
        Columns of tables that stand for those of articles, as ``{"Datum": "published"}``.
    stated
        The order that the user stated; then nothing is read.
    """
    tables = [path for path in files if (form := format_of(path)) is not None and form.is_table]
    if stated:
        return dict.fromkeys(tables, DateOrder(stated))
    column = next((name for name, known in (columns or {}).items() if known == "published"), "published")
    evidence = {path: evidence_of(path, column) for path in tables}
    everywhere = DateEvidence()
    for one in evidence.values():
        everywhere.merge(one)
    return {
        path: one.order(everywhere) if one.numbers or one.day_after_year else UNKNOWN for path, one in evidence.items()
    }


def evidence_of(path: Path, column: str) -> DateEvidence:
    """What the dates in a column of the table at `path` show of their order; nothing if it cannot be read."""
    from annotate.io.chunks import chunks_of_table
    from annotate.io.parsing import column_names, frame_of

    evidence = DateEvidence()
    try:
        form = format_of(path)
        if form is not None and form.name != "jsonl" and column not in column_names(path):
            return evidence
        may_be_late = form is not None and form.name == "jsonl" and column != "published"  # as the user named it
        for rows in (_FIRST_ROWS, None):
            chunks = chunks_of_table(path, rows) if rows else chunks_of_table(path)
            for chunk in chunks:
                values = frame_of(chunk)[0].get(column)
                dates = _texts(values)
                if rows and not any(map(is_numeric, dates)) and not (may_be_late and values is None):
                    return evidence
                if rows:
                    break
                evidence.add(dates)
                if form is not None and form.name == "spreadsheet" and _may_be_swapped(dates):
                    note_once(path, _SWAPPED.format(column=column))
    except InputError:
        pass  # reported when the file is read
    return evidence


def _may_be_swapped(dates: Sequence[str]) -> bool:
    """Whether dates that a spreadsheet recognized have days up to 12, and those that it left as text later ones."""
    days = [int(date[8:10]) for date in dates if is_iso(date) and date[8:10].isdigit()]
    texts = [numbers for date in dates if (numbers := numbers_in(date))]
    is_clear = all(max(first, second) > _MONTHS for first, second in texts)
    return min(len(days), len(texts)) >= _FEWEST and max(days) <= _MONTHS and is_clear


def _texts(dates: Iterable[object] | None) -> list[str]:
    return [] if dates is None else [date for date in dates if isinstance(date, str)]
