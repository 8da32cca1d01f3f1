"""Tables of any size, a chunk of rows at a time.

Cutting a file up is cheap and done in one process; `annotate.io.parsing` does the work, perhaps in another process.
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
"""Rows of a chunk unless told otherwise."""

LARGEST_ROW = 64_000_000
"""Bytes of one row of a CSV or JSON Lines file; more is taken for a broken file."""

MOST_BYTES = 256_000_000
"""A chunk that has so many has no more rows, however few these are."""

_HEAD = 4_000_000


@dataclass(frozen=True)
class RowGroups:
    """Rows of a Parquet file that are yet to be read, by whoever needs them, if its size and time are still `stamp`."""

    numbers: tuple[int, ...]
    rows: int
    stamp: tuple[int, int]

    def __len__(self) -> int:
        """How many rows it has."""
        return self.rows


@dataclass(frozen=True)
class TableChunk:
    """Some rows of a file, not yet parsed.

    Attributes
    ----------
    path
        The file.
    first
        The number of the first row among those of the file that could be cut out, from 1.
    content
        A record batch, lines of JSON, row groups of a Parquet file, or a frame whose index numbers the rows.
    lines
        The lines of the file on which the rows begin, where rows are found by lines; else None.
    """

    path: str
    first: int
    content: pa.RecordBatch | list[bytes] | RowGroups | pd.DataFrame
    lines: list[int] | None = None

    def __len__(self) -> int:
        """How many rows, the unreadable ones among them."""
        return len(self.content)

    def __getitem__(self, rows: slice) -> TableChunk:
        """Some of the rows, read if they are not yet, without a step."""
        start, stop, _ = rows.indices(len(self))
        lines = self.lines[start:stop] if self.lines is not None else None
        return replace(self, first=self.first + start, content=self.read()[start:stop], lines=lines)

    def read(self) -> pa.RecordBatch | list[bytes] | pd.DataFrame:
        """The content, read from the file if it is not here yet.

        Raises
        ------
        InputError
            If the file is gone or another one than when it was cut up.
        OSError, pyarrow.ArrowException
            If these rows of it cannot be read.
        """
        if not isinstance(self.content, RowGroups):
            return self.content
        from annotate.io.formats.parquet import read_row_groups

        return read_row_groups(Path(self.path), self.content)

    def loaded(self) -> TableChunk:
        """The same rows, read if they are not yet; without any if they cannot be read here, which `parsed` reports.

        Raises
        ------
        InputError
            If the file is gone or another one than when it was cut up.
        """
        try:
            return replace(self, content=self.read())
        except (pa.ArrowException, OSError):
            return self

    def where(self, row: int) -> str:
        """The location of a row (counted from 0 in this chunk), as messages name it."""
        if self.lines is not None:
            return f"{shown(self.path)}:{self.lines[row]}"
        if isinstance(self.content, pd.DataFrame):
            return f"{shown(self.path)}: row {self.content.index[row]}"
        return f"{shown(self.path)}: row {self.first + int(row)}"


def chunks_of_table(path: str | Path, rows: int = ROWS, broken: list[Reject] | None = None) -> Iterator[TableChunk]:
    """The table at `path` in chunks of `rows` rows, fewer where rows are very long and in the last one.

    Parameters
    ----------
    path
        A file of any table format, or ``-`` for JSON Lines on standard input.
    broken
        Gets a `Reject` for each row that cannot be cut out, and where a file breaks off, for its rest. Without it they
        are dropped: do so only to look at the beginning of a file.

    Raises
    ------
    InputError
        If the file is missing, empty or of no table format.
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
    """How many rows the table at `path` has: of Parquet exactly, else estimated from its beginning.

    None where only reading all of it would tell.
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
    """The size and time of a file, by which it is known to be the same.

    Raises
    ------
    InputError
        If it is gone.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check that it is still there") from error
    return status.st_size, status.st_mtime_ns


def first_line(error: Exception) -> str:
    """The message of an error, at most 200 characters of one line."""
    return str(error).split("\n")[0][:200]
