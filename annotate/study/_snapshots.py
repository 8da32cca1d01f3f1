"""Tables kept whole in the record, each version once."""

from __future__ import annotations

import hashlib
import io
import sqlite3
from collections.abc import Iterator

import pandas as pd
import pyarrow.parquet as pq

_PART = 200_000
"""Rows that are read at a time."""


def put(database: sqlite3.Connection, table: pd.DataFrame) -> str:
    """Store `table` and return its hash, by which `get` finds it again."""
    stream = io.BytesIO()
    table.to_parquet(stream, index=False, compression="zstd")
    content = stream.getvalue()
    name = hashlib.sha256(content).hexdigest()
    database.execute("insert or ignore into snapshot values (?, ?)", (name, content))
    return name


def get(database: sqlite3.Connection, name: str) -> pd.DataFrame:
    """The table with the hash `name`."""
    [content] = database.execute("select content from snapshot where hash = ?", (name,)).fetchone()
    return pd.read_parquet(io.BytesIO(content))


def parts(database: sqlite3.Connection, name: str) -> Iterator[pd.DataFrame]:
    """The table with the hash `name` in parts, as a frame may have millions of rows."""
    [content] = database.execute("select content from snapshot where hash = ?", (name,)).fetchone()
    with pq.ParquetFile(io.BytesIO(content)) as file:
        for batch in file.iter_batches(_PART):
            yield batch.to_pandas()
