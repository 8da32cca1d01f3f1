"""Hashes of files and tables, by which the record names its inputs."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd


def file_hash(path: Path) -> str:
    """The SHA-256 of a file; of a folder, that of its files' names and hashes in the order of their names."""
    if not path.is_dir():
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    digest = hashlib.sha256()
    for child in sorted(p for p in path.rglob("*") if p.is_file()):
        digest.update(f"{child.relative_to(path).as_posix()}\0{file_hash(child)}\n".encode())
    return digest.hexdigest()


def table_hash(table: pd.DataFrame) -> str:
    """The SHA-256 of a table's columns and values, whatever file they are in."""
    digest = hashlib.sha256("\0".join(map(str, table.columns)).encode())
    digest.update(pd.util.hash_pandas_object(table.astype("str"), index=False).to_numpy().tobytes())
    return digest.hexdigest()
