"""Tables of any size, a chunk of rows at a time.

Dividing a file into chunks is cheap and done in one process; `annotate.io.parsing` parses them, in any process.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pyarrow as pa

from annotate.errors import InputError
from annotate.io._compression import opened
from annotate.io.files import shown, spooled
from annotate.io.formats import PACKED, table_format
from annotate.io.rejects import Reject

ROWS = 50_000
"""Default number of rows in a chunk."""

LARGEST_ROW = 64_000_000
"""Limit of the size of a row of a CSV or JSON Lines file in bytes; a longer one is reported as a broken file."""

MOST_BYTES = 256_000_000
"""Size in bytes at which a chunk ends, whatever its number of rows."""

_HEAD = 4_000_000


@dataclass(frozen=True)
class RowGroups:
    """Row groups of a Parquet file, to be read later if the file's size and modification time still equal `stamp`."""

    numbers: tuple[int, ...]
    rows: int
    stamp: tuple[int, int]

    def __len__(self) -> int:
        """Return the number of rows."""
        return self.rows


@dataclass(frozen=True)
class TableChunk:
    """Consecutive rows of a file, not yet parsed.

    Attributes
    ----------
    path
        The file.
    first
        The number of the first row, from 1; rows that could not be separated are not counted.
    content
        A record batch, lines of JSON, row groups of a Parquet file, or a frame whose index numbers (from 0) or names
        the rows.
    lines
        The lines of the file on which the rows begin, from 1; None for formats without lines.
    """

    path: str
    first: int
    content: pa.RecordBatch | list[bytes] | RowGroups | pd.DataFrame
    lines: list[int] | None = None

    def __len__(self) -> int:
        """Return the number of rows, including those that turn out to be unreadable."""
        return len(self.content)

    def __getitem__(self, rows: slice) -> TableChunk:
        """Return some of the rows as a chunk, reading them if necessary; the slice's step is ignored."""
        start, stop, _ = rows.indices(len(self))
        lines = self.lines[start:stop] if self.lines is not None else None
        return replace(self, first=self.first + start, content=self.read()[start:stop], lines=lines)

    def read(self) -> pa.RecordBatch | list[bytes] | pd.DataFrame:
        """The content, read from the file if it is not in memory.

        Raises
        ------
        InputError
            If the file is missing, or has changed since it was divided.
        OSError, pyarrow.ArrowException
            If these rows cannot be read.
        """
        if not isinstance(self.content, RowGroups):
            return self.content
        from annotate.io.formats.parquet import read_row_groups

        return read_row_groups(Path(self.path), self.content)

    def loaded(self) -> TableChunk:
        """The same chunk with its content in memory; unchanged if it cannot be read, which `parsed` then reports.

        Raises
        ------
        InputError
            If the file is missing, or has changed since it was divided.
        """
        try:
            return replace(self, content=self.read())
        except (pa.ArrowException, OSError):
            return self

    def where(self, row: int) -> str:
        """The location of a row for messages, as ``FILE:LINE`` or ``FILE: row N``; `row` counts from 0 in the chunk."""
        if self.lines is not None:
            return f"{shown(self.path)}:{self.lines[row]}"
        if isinstance(self.content, pd.DataFrame):
            return f"{shown(self.path)}: {_named_row(self.content.index[row])}"
        return f"{shown(self.path)}: row {self.first + int(row)}"


def _named_row(row: object) -> str:
    return row if isinstance(row, str) else f"row {int(str(row)) + 1}"


def chunks_of_table(path: str | Path, rows: int = ROWS, broken: list[Reject] | None = None) -> Iterator[TableChunk]:
    """The table at `path` in chunks of `rows` rows; the last one, and those with very long rows, have fewer.

    Parameters
    ----------
    path
        A file of any table format, or ``-`` for JSON Lines on standard input.
    broken
        Receives a `Reject` for each row that cannot be separated, and one for the rest of a truncated file. Without it
        they are dropped: omit it only to look at the beginning of a file.

    Raises
    ------
    InputError
        If the file is missing, empty or not a table.
    """
    path, form = spooled(path), table_format(path)
    broken = [] if broken is None else broken
    if form.gives == "chunks":
        yield from form.read(path, rows, broken)
        return
    frame = form.read(path)
    for first in range(0, len(frame), rows):
        yield TableChunk(str(path), first + 1, frame.iloc[first : first + rows])


def about_rows(path: Path) -> int | None:
    """The number of rows of the table at `path`: exact for Parquet, else estimated from its first lines.

    None for compressed files and spreadsheets, which would have to be read whole.
    """
    form = table_format(path)
    if form.name == "parquet":
        from annotate.io.formats.parquet import opened_parquet

        with opened_parquet(path) as file:
            return file.metadata.num_rows
    if form.gives != "chunks" or path.suffix.lower() in PACKED:
        return None
    with opened(path) as stream:
        head = stream.read(_HEAD)
    return round(path.stat().st_size * head.count(b"\n") / max(len(head), 1))


def stamp_of(path: Path) -> tuple[int, int]:
    """The size (bytes) and modification time (nanoseconds) of a file, to detect that it has changed.

    Raises
    ------
    InputError
        If the file is missing.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check that it is still there") from error
    return status.st_size, status.st_mtime_ns


def first_line(error: Exception) -> str:
    """The message of an error, at most 200 characters of one line."""
    return str(error).split("\n")[0][:200]
