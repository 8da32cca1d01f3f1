"""Reading a whole table from a file of any table format."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from annotate.columns import listed
from annotate.errors import InputError
from annotate.io.formats import PACKED, table_format
from annotate.tables import Table, conform


def read_table(
    path: str | Path, table: Table | None = None, *, rename: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """The table at `path`, its known columns in the types of `table`.

    Parameters
    ----------
    path
        A CSV, JSON Lines or Parquet file, or ``-`` for JSON Lines on standard input.
    table
        What the file should hold; without it columns come as they are (CSV: all text).
    rename
        Column names of the file that stand for known ones, as ``{"body": "text"}``.

    Raises
    ------
    InputError
        If the file is missing, empty, unreadable, lacks a required column or holds a value of the wrong kind.
    """
    kind = table_format(path).name
    if str(path) != "-" and not Path(path).is_file():
        what = "is a folder, not a table" if Path(path).is_dir() else "no such file"
        raise InputError(f"{path}: {what}; check the path")
    frame = {"csv": _read_csv, "jsonl": _read_jsonl, "parquet": _read_parquet}[kind](path)
    if rename:
        frame = _renamed(frame, rename, path)
    return conform(frame, table, where=str(path)) if table else frame


def _renamed(frame: pd.DataFrame, rename: Mapping[str, str], path: str | Path) -> pd.DataFrame:
    for name in rename:
        if name not in frame.columns:
            advice = f"say with an option which column is the {rename[name]} (see --help)"
            raise InputError(f"{path}: no column '{name}'; found {listed(frame.columns)}; {advice}")
    return frame.drop(columns=[v for k, v in rename.items() if v != k and v in frame.columns]).rename(columns=rename)


def _read_csv(path: str | Path) -> pd.DataFrame:
    text = _text(path)
    if not text.strip():
        raise InputError(f"{path}: the file is empty; expected a table with a header line")
    try:
        return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, index_col=False)
    except (pd.errors.ParserError, csv.Error, ValueError) as error:
        raise InputError(
            f"{path}: not a CSV table ({str(error).strip()}); mend that line or save it as UTF-8 CSV"
        ) from error


def _read_jsonl(path: str | Path) -> pd.DataFrame:
    rows = []
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if line.strip():
            rows.append(_row(line, f"{path}:{number}"))
    if not rows and str(path) != "-":
        raise InputError(f"{path}: the file is empty; expected one JSON object a line")
    return pd.DataFrame(rows)


def _row(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"{where}: not JSON ({error}); expected one JSON object a line") from error
    if not isinstance(row, dict):
        raise InputError(f"{where}: a JSON {type(row).__name__}; expected one JSON object a line")
    return row


def _read_parquet(path: str | Path) -> pd.DataFrame:
    try:
        return pq.read_table(path).to_pandas()
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path}: not a readable Parquet file ({error}); write it again") from error


def _text(path: str | Path) -> str:
    raw = sys.stdin.buffer.read() if str(path) == "-" else _unpacked(Path(path))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(f"{path}:{line}: not UTF-8 (byte {raw[error.start]:#04x}); save the file as UTF-8") from error


def _unpacked(path: Path) -> bytes:
    try:
        if path.suffix.lower() in PACKED:
            with pa.input_stream(path, compression="gzip" if path.suffix.lower() == ".gz" else "zstd") as stream:
                return stream.read()
        return path.read_bytes()
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{path}: cannot be read ({error}); check the file") from error
