"""Pieces of tables as tables: the good rows in their types, the bad ones told apart with their place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from annotate.io.chunks import Piece, Reject, beginning, csv_names, first_line, opened_parquet, pieces
from annotate.io.formats import table_format
from annotate.tables import Table, sifted

_ROWS_FOR_NAMES = 1000
_WHOLE_NUMBERS = {
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
"""Where one is missing they stay whole: as floating-point numbers the long ids of posts would be rounded."""


def parsed(piece: Piece, table: Table, rename: Mapping[str, str] | None = None) -> tuple[pd.DataFrame, list[Reject]]:
    """The good rows of a piece as a table, and its bad ones; the table's index is the rows' place in the piece.

    Raises
    ------
    InputError
        If a required column is missing.
    """
    try:
        piece = replace(piece, content=piece.read())
    except (pa.ArrowException, OSError) as error:
        reason = (
            f"this row and the {len(piece) - 1} after it cannot be read ({first_line(error)}); write the file again"
        )
        return pd.DataFrame(), [Reject(piece.place(0), reason)]
    frame, bad = _frame_of_lines(piece) if isinstance(piece.content, list) else _frame_of_batch(piece)
    if rename:
        replaced = [new for old, new in rename.items() if old != new and new in frame.columns]
        frame = frame.drop(columns=replaced).rename(columns=rename)
    if not len(frame) and isinstance(piece.content, list):
        return frame, bad
    places = frame.index
    good, reasons = sifted(frame.reset_index(drop=True), table, piece.path)
    bad += [Reject(piece.place(places[row]), why, beginning(frame.iloc[row].to_dict())) for row, why in reasons.items()]
    return good.set_axis(places[good.index]), sorted(bad, key=_number)


def column_names(path: str | Path) -> list[str]:
    """The columns of the table at `path`, of JSON Lines those of the first good row; none if there is none early on.

    Raises
    ------
    InputError
        If the file is missing, empty or no such table.
    """
    kind, lines = table_format(path).name, pieces(path, 1)
    if kind == "parquet":
        with opened_parquet(Path(path)) as file:
            return list(file.schema_arrow.names)
    if kind == "csv":
        return csv_names(Path(path))
    for piece in islice(lines, _ROWS_FOR_NAMES):
        frame, _ = _frame_of_lines(piece)
        if len(frame):
            return list(map(str, frame.columns))
    return []


def _frame_of_batch(piece: Piece) -> tuple[pd.DataFrame, list[Reject]]:
    batch = piece.content
    assert isinstance(batch, pa.RecordBatch)
    bad: list[Reject] = []
    columns, wrong, is_csv = [], set(), table_format(piece.path).name == "csv"
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
            decoded, places = _decoded(column)
            if places and not is_csv:  # not text at all, as a picture
                columns.append(column)
                continue
            column = decoded
            wrong |= set(places)
            bad += [Reject(piece.place(row), f"{name} is not UTF-8; save the file as UTF-8") for row in places]
        columns.append(column)
    frame = pa.table(columns, names=batch.schema.names).to_pandas(types_mapper=_WHOLE_NUMBERS.get)
    return (frame.drop(index=sorted(wrong)) if wrong else frame), bad


def _decoded(column: pa.Array) -> tuple[pa.Array, list[int]]:
    try:
        return column.cast(pa.string()), []
    except pa.ArrowInvalid:
        texts, bad = [], []
        for row, cell in enumerate(column.to_pylist()):
            try:
                texts.append(None if cell is None else cell.decode("utf-8"))
            except UnicodeDecodeError:
                texts.append(None)
                bad.append(row)
        return pa.array(texts, pa.string()), bad


def _frame_of_lines(piece: Piece) -> tuple[pd.DataFrame, list[Reject]]:
    assert isinstance(piece.content, list)
    rows: dict[int, dict[str, Any]] = {}
    bad: list[Reject] = []
    for place, line in enumerate(piece.content):
        if not line.strip():
            continue
        try:
            row = json.loads(line.decode("utf-8-sig" if piece.first + place == 1 else "utf-8"))
            if b"\\ud" in line.lower():  # half a character, which no table can hold, is no text
                json.dumps(row, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:
            bad.append(Reject(piece.place(place), f"not JSON ({first_line(error)})", beginning(line)))
            continue
        if isinstance(row, dict):
            rows[place] = row
        else:
            bad.append(Reject(piece.place(place), f"a JSON {type(row).__name__}, not an object", beginning(line)))
    frame = pd.DataFrame(list(rows.values()), index=list(rows))
    for name in frame.select_dtypes("float"):
        values = [row.get(name) for row in rows.values()]
        if all(value is None or type(value) is int for value in values):
            fits = all(value is None or abs(value) < 2**63 for value in values)
            frame[name] = pd.Series(values, index=frame.index, dtype="Int64" if fits else object)
    return frame, bad


def _number(reject: Reject) -> int:
    """The number of the row, which `Piece.place` puts last."""
    return int(reject.where.replace(" ", ":").rsplit(":", 1)[1])
