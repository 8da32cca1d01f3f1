"""Parsing chunks of tables into typed data frames or records; bad rows are rejected with their location."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from annotate.columns import listed, missing, typed
from annotate.errors import InputError
from annotate.io.chunks import TableChunk, chunks_of_table, first_line, stamp_of
from annotate.io.files import shown, spooled
from annotate.io.formats import PACKED, format_of, table_format
from annotate.io.formats.notes import note_once
from annotate.io.rejects import Reject, beginning
from annotate.io.values.likely_columns import advice_on_text
from annotate.io.values.text_encodings import named_encoding, not_in, told_encoding
from annotate.tables import Table, sifted

_ROWS_FOR_NAMES = 1000
_MOST_NAMES = 1000
"""Names of columns that are kept for a message."""
_BEGINNING = 1_000_000
_ROWS_LOOKED_AT = 20
_OWN_NUMBERS = frozenset(("paragraph", "position", "start", "end"))
"""Columns of numbers that `annotate split` writes and users have for other things."""
_NULLABLE = {
    pa.int8(): pd.Int8Dtype(),
    pa.int16(): pd.Int16Dtype(),
    pa.int32(): pd.Int32Dtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.uint8(): pd.UInt8Dtype(),
    pa.uint16(): pd.UInt16Dtype(),
    pa.uint32(): pd.UInt32Dtype(),
    pa.uint64(): pd.UInt64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}
"""Types that keep integers exact where values are missing; as floating-point numbers, long ids would be rounded."""


def parsed(
    chunk: TableChunk, table: Table | None = None, rename: Mapping[str, str] | None = None
) -> tuple[pd.DataFrame, list[Reject]]:
    """The good rows of a chunk, and a reject for each bad one; the frame's index is the rows' position in the chunk.

    Parameters
    ----------
    chunk
        Rows of a table, from `annotate.io.chunks.chunks_of_table`.
    table
        The table whose column types to apply; rows with values of another type are rejected.
    rename
        Columns of the file that stand for known ones, as ``{"body": "text"}``.

    Raises
    ------
    InputError
        If a required column is missing.
    """
    frame, bad = frame_of(chunk)
    frame = renamed(frame, rename or {})
    if table is None or not len(frame.columns):  # of a chunk none of whose rows could be read
        return frame, bad
    good, badly_typed = typed_rows(chunk, frame, table)
    return good, sorted([*bad, *badly_typed], key=_number)


def renamed(frame: pd.DataFrame, rename: Mapping[str, str]) -> pd.DataFrame:
    """`frame` with columns renamed as ``{old: new}``; a renamed column replaces one that had the new name before."""
    replaced = [new for old, new in rename.items() if old != new and old in frame.columns and new in frame.columns]
    return frame.drop(columns=replaced).rename(columns=rename)


def frame_of(chunk: TableChunk) -> tuple[pd.DataFrame, list[Reject]]:
    """The rows of a chunk with the values of the file, and a reject for each row that cannot be read; see `parsed`."""
    try:
        content = chunk.read()
    except (pa.ArrowException, OSError) as error:
        return pd.DataFrame(), [_unreadable(chunk, error)]
    if isinstance(content, list):
        return _frame_of_lines(chunk, content)
    if isinstance(content, pd.DataFrame):
        return content.reset_index(drop=True), []
    columns = list(map(_text_where_it_is, content.columns))
    return pa.table(columns, names=content.schema.names).to_pandas(types_mapper=_NULLABLE.get), []


def typed_rows(chunk: TableChunk, frame: pd.DataFrame, table: Table) -> tuple[pd.DataFrame, list[Reject]]:
    """The rows of `frame`, which are those of `chunk`, in the types of `table`, and rejects for rows of other types.

    Raises
    ------
    InputError
        If a required column is missing.
    """
    positions = frame.index
    good, reasons = sifted(frame.reset_index(drop=True), table, shown(chunk.path))
    bad = [
        Reject(chunk.where(int(positions[row])), reason, beginning(frame.iloc[row].to_dict()))
        for row, reason in sorted(reasons.items())
    ]
    return good.set_axis(positions[good.index]), bad


def columns_of_others(frame: pd.DataFrame, table: Table) -> dict[str, str]:
    """New names for columns of `frame` that are named like a number in `table` but hold something else.

    They are those of which most values are no such number, such as a user's own ``position``, and only optional ones
    that annotate itself fills. They become ``original_position`` and alike.
    """
    kinds = {one.name: one.type for one in table.schema if one.name in _OWN_NUMBERS and one.name in frame.columns}
    wrong = typed(frame, kinds)[1]
    odd = [name for name, (bad, _) in wrong.items() if bad.sum() > frame[name].notna().sum() / 2]
    return {name: f"original_{name}" for name in odd}


def note_columns_of_others(path: Path, renamed: Mapping[str, str]) -> None:
    """Tell of what `columns_of_others` returned for the file at `path`."""
    if renamed:
        names = ", ".join(f"{old} as {new}" for old, new in renamed.items())
        note_once(path, f"columns that do not hold what annotate split writes are kept: {names}")


def records_of(chunk: TableChunk) -> Iterator[tuple[str, Mapping[str, Any] | Reject]]:
    """The rows of a chunk as dictionaries with the values of the file, or a `Reject`, each with its location."""
    try:
        content = chunk.read()
    except (pa.ArrowException, OSError) as error:
        yield chunk.where(0), _unreadable(chunk, error)
        return
    if isinstance(content, list):
        for row, value in _objects(chunk, content):
            yield chunk.where(row), value
        return
    if isinstance(content, pd.DataFrame):
        rows = content.astype(object).where(content.notna(), None).to_dict("records")
    else:
        rows = content.to_pylist()
    for row, values in enumerate(rows):
        yield chunk.where(row), {str(name): value for name, value in values.items()}


def column_names(path: str | Path) -> list[str]:
    """The column names of the table at `path`; of JSON Lines those of the first good row, if there is one early on.

    Raises
    ------
    InputError
        If the file is missing, empty or not a table.
    """
    path = spooled(path)
    kind = table_format(path).name
    if kind == "parquet":
        from annotate.io.formats.parquet import column_names as names_in_parquet

        return names_in_parquet(path)
    if kind == "csv":
        from annotate.io.formats.delimited import column_names as names_in_header

        return names_in_header(path)
    for chunk in islice(chunks_of_table(path, 1), _ROWS_FOR_NAMES):
        frame, _ = parsed(chunk)
        if len(frame):
            return list(map(str, frame.columns))
    return []


def check_header(path: Path, columns: Mapping[str, str]) -> dict[str, str]:
    """Check that a table's header has the required columns, and return columns to add to each of its articles.

    In JSON Lines each row may have other columns: one that none of the first rows has is looked for in all of them.

    Parameters
    ----------
    path
        A table of articles; nothing is checked of other files.
    columns
        Columns that stand for those of articles, as ``{"body": "text"}``.

    Raises
    ------
    InputError
        If a column is missing, or the header cannot be read.
    """
    form = format_of(path)
    if form is None:
        return {}
    from annotate.io.formats._other_kinds import check_kind

    if form.name == "csv" and path.suffix.lower() not in PACKED:
        with path.open("rb") as stream:
            check_kind(stream.read(_BEGINNING), path, "CSV")
    is_lines = form.name == "jsonl"
    names = column_names(path) if not is_lines else list(_names_in_lines(path, columns)) if columns else []
    for name in columns:
        if name not in names and (names or not is_lines):
            raise InputError(f"{shown(path)}: {missing(name, names)}")
    if not is_lines and not {"text", "file"} & {*names, *columns.values()}:
        advice = advice_on_text(names, partial(_first_rows, path))
        raise InputError(f"{shown(path)}: no column 'text' (or 'file'); found {listed(names)}; {advice}")
    if form.name == "csv":
        from annotate.io.formats.delimited import dialect_of_file

        encoding = told_encoding(dialect_of_file(path).encoding)
        return {"encoding": encoding} if encoding else {}
    return {}


def _names_in_lines(path: Path, wanted: Iterable[str]) -> tuple[str, ...]:
    """The keys of the objects in JSON Lines, up to the row with the last of the `wanted` ones."""
    return _remembered_names(path, frozenset(wanted), stamp_of(path))


@lru_cache
def _remembered_names(path: Path, wanted: frozenset[str], _stamp: tuple[int, int]) -> tuple[str, ...]:
    """See `_names_in_lines`: each piece of a large table asks for them, and all rows may have to be read."""
    names: dict[str, None] = {}
    for chunk in chunks_of_table(path, _ROWS_FOR_NAMES, []):
        for _, row in records_of(chunk):
            if not isinstance(row, Reject):
                names |= dict.fromkeys(name for name in row if name in wanted or len(names) < _MOST_NAMES)
        if wanted <= names.keys():
            break
    return tuple(names)


def _first_rows(path: Path) -> pd.DataFrame | None:
    first = next(chunks_of_table(path, _ROWS_LOOKED_AT, []), None)
    return None if first is None else frame_of(first)[0]


def _unreadable(chunk: TableChunk, error: Exception) -> Reject:
    reason = f"this row and the {len(chunk) - 1} after it cannot be read ({first_line(error)}); write the file again"
    return Reject(chunk.where(0), reason)


def _text_where_it_is(column: pa.Array) -> pa.Array:
    """A column of bytes as text if all of it is UTF-8; else, as for pictures, unchanged."""
    if not (pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type)):
        return column
    try:
        return column.cast(pa.string())
    except pa.ArrowInvalid:
        return column


def _frame_of_lines(chunk: TableChunk, lines: list[bytes]) -> tuple[pd.DataFrame, list[Reject]]:
    rows: dict[int, Mapping[str, Any]] = {}
    bad: list[Reject] = []
    for row, value in _objects(chunk, lines):
        if isinstance(value, Reject):
            bad.append(value)
        elif _is_half(lines[row], value):
            bad.append(
                Reject(chunk.where(row), "holds an incomplete character (a lone surrogate); write the row again")
            )
        else:
            rows[row] = value
    frame = pd.DataFrame(list(rows.values()), index=list(rows))
    for name in frame.select_dtypes("float"):
        values = [row.get(name) for row in rows.values()]
        if all(value is None or type(value) is int for value in values):
            fits = all(value is None or abs(value) < 2**63 for value in values)
            frame[name] = pd.Series(values, index=frame.index, dtype="Int64" if fits else object)
    return frame, bad


def _objects(chunk: TableChunk, lines: list[bytes]) -> Iterator[tuple[int, Mapping[str, Any] | Reject]]:
    """The object on each line, or a reject, with the line's position."""
    for row, line in enumerate(lines):
        try:
            value = json.loads(line.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            flaw = f"not JSON ({first_line(error)}); expected one JSON object a line"
            named = isinstance(error, UnicodeDecodeError) and named_encoding()
            reason = not_in(named) if named else flaw
            yield row, Reject(chunk.where(row), reason, beginning(line))
            continue
        if isinstance(value, dict):
            yield row, value
        else:
            reason = f"a JSON {type(value).__name__}; expected one JSON object a line"
            yield row, Reject(chunk.where(row), reason, beginning(line))


def _is_half(line: bytes, row: Mapping[str, Any]) -> bool:
    """Whether a row has a lone surrogate, which no table can store."""
    if b"\\ud" not in line.lower():
        return False
    try:
        json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def _number(reject: Reject) -> int:
    """The number of the row or line, which `TableChunk.where` puts last."""
    return int(reject.where.replace(" ", ":").rsplit(":", 1)[1])
