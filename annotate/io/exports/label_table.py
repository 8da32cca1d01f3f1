"""Any table of labels: one row for each label, or one row for each sentence with a column for each annotator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from annotate.columns import listed
from annotate.errors import InputError
from annotate.io.exports import Request, Row
from annotate.io.exports._items import rows_of
from annotate.io.reading import read_table
from annotate.io.values.label_text import is_total, tidy_labels

_MOST_LABELS = 12
"""Most distinct values that a set of columns with labels may have together."""


def read(request: Request) -> Iterator[Row]:
    """A row for each label.

    Raises
    ------
    InputError
        If there is no column of labels, or none of ids or texts.
    """
    for path in request.paths:
        yield from _wide(path, request) if request.annotator_columns else _long(path, request)


def _long(path: Path, request: Request) -> Iterator[Row]:
    table = read_table(path, rename=request.columns)
    if "label" not in table.columns:
        coders = _columns_of_coders(rows_of(path))
        if len(coders) > 1:
            raise InputError(
                f"{path}: no column 'label', and {', '.join(coders)} look like one column per annotator; "
                f"if they are, name them with `annotator_columns` {','.join(coders)}"
            )
        raise InputError(f"{path}: no column 'label'; name it with `label_column`, of {listed(table.columns)}")
    if "sentence_id" not in table.columns and "text" not in table.columns:
        raise InputError(f"{path}: no column 'sentence_id' or 'text'; name one with `item_column` or `text_column`")
    for row in table.astype(object).where(table.notna(), None).to_dict("records"):
        if is_total(row.get("sentence_id")):
            request.leave_out("rows of totals")
        else:
            yield row


def _wide(path: Path, request: Request) -> Iterator[Row]:
    rows = rows_of(path)
    names = list(rows[0]) if rows else []
    missing = [name for name in request.annotator_columns if name not in names]
    if missing:
        raise InputError(f"{path}: no column '{missing[0]}' for `annotator_columns`; found {listed(names)}")
    items = _identities(rows, request, path)
    for row, identity in zip(rows, items, strict=True):
        if is_total(identity):
            request.leave_out("rows of totals")
            continue
        rest = {request.columns.get(k, k): v for k, v in row.items() if k not in request.annotator_columns}
        for annotator in request.annotator_columns:
            if row[annotator] is not None and str(row[annotator]).strip():
                yield {**rest, "sentence_id": identity, "annotator": annotator, "label": str(row[annotator])}


def _identities(rows: list[Row], request: Request, path: Path) -> list[str | None]:
    """The sentences' ids from the column named for them or one called ``id``; all None if there are texts instead."""
    names = list(rows[0])
    column = next((old for old, new in request.columns.items() if new == "sentence_id"), None)
    column = column or next((name for name in ("sentence_id", "id", "item", "unit") if name in names), None)
    if column is not None and column in names:
        return [None if row[column] is None else str(row[column]) for row in rows]
    if any(request.columns.get(name, name) == "text" for name in names):
        return [None] * len(rows)
    raise InputError(f"{path}: no column 'sentence_id' or 'text'; name one with `item_column` or `text_column`")


def _columns_of_coders(rows: list[Row]) -> list[str]:
    """Columns that share a small set of repeated values, as the labels of several annotators do."""
    columns = {
        name: tidy_labels(pd.Series([row[name] for row in rows], dtype=object))[0] for name in (rows[0] if rows else ())
    }
    counts = {name: Counter(values.dropna()) for name, values in columns.items()}
    for name, used in counts.items():
        alike = [other for other, theirs in counts.items() if theirs.keys() & used.keys()]
        values = set().union(*(counts[other] for other in alike))
        repeated = all(sum(counts[other][value] for other in alike) > 1 for value in values)
        if name in alike and len(alike) > 1 and len(values) <= _MOST_LABELS and repeated:
            return alike
    return []
