"""Tables kept whole in the record, each version once."""

from __future__ import annotations

import hashlib
import io
import sqlite3

import pandas as pd


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
