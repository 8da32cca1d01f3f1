"""Tables of any size, a piece at a time.

Cutting a file up is cheap and done in one place; `annotate.io.parsing` does the work, perhaps in another process.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from annotate.errors import InputError
from annotate.io.formats import PACKED, table_format

ROWS = 50_000
"""Rows of a piece unless told otherwise."""

LARGEST_ROW = 64_000_000
"""Bytes of one row of a CSV or JSON Lines file; more is taken for a broken file."""

MOST_BYTES = 256_000_000
"""A piece that has so many has no more rows, however few these are."""

_BLOCK = 4_000_000
_LARGE_GROUP = 4  # times the rows of a piece: row groups up to there are not cut


@dataclass(frozen=True)
class Reject:
    """A row, or a whole file, that cannot be used: where it is, why, and the beginning of what it held."""

    where: str
    reason: str
    row: str = ""


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
class Piece:
    """Some rows of a file, not yet parsed: a record batch (CSV cells still bytes), lines of JSON, or where rows lie."""

    path: str
    first: int
    content: pa.RecordBatch | list[bytes] | RowGroups

    def __len__(self) -> int:
        """How many rows, the unreadable ones among them."""
        return len(self.content)

    def __getitem__(self, rows: slice) -> Piece:
        """Some of the rows, read if they are not yet, without a step."""
        start, stop, _ = rows.indices(len(self))
        return replace(self, first=self.first + start, content=self.read()[start:stop])

    def read(self) -> pa.RecordBatch | list[bytes]:
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
        if _stamp(Path(self.path)) != self.content.stamp:
            raise InputError(f"{self.path}: changed while it was read; run the same command again")
        with opened_parquet(Path(self.path)) as file:
            return _one_batch(file.read_row_groups(self.content.numbers, use_threads=False))

    def loaded(self) -> Piece:
        """The same rows, read if they are not yet; without any if they cannot be read here, which `parsed` tells.

        Raises
        ------
        InputError
            If the file is gone or another one than when it was cut up.
        """
        try:
            return replace(self, content=self.read())
        except (pa.ArrowException, OSError):
            return self

    def place(self, row: int) -> str:
        """Where a row (counted from 0 in this piece) is, as a message names it."""
        number = self.first + int(row)
        return f"{self.path}:{number}" if isinstance(self.content, list) else f"{self.path}: row {number}"


def pieces(path: str | Path, rows: int = ROWS, broken: list[Reject] | None = None) -> Iterator[Piece]:
    """The rows of the table at `path` in pieces of `rows`, the same each time.

    Parameters
    ----------
    broken
        Gets the rows of a CSV file that have too many or too few cells, and the place where a file breaks off.

    Raises
    ------
    InputError
        If the file is missing, empty or no such table.
    """
    kind, broken = table_format(path).name, [] if broken is None else broken
    if not Path(path).is_file():
        what = "is a folder, not a table" if Path(path).is_dir() else "no such file"
        raise InputError(f"{path}: {what}; check the path")
    return {"csv": _csv_pieces, "jsonl": _jsonl_pieces, "parquet": _parquet_pieces}[kind](Path(path), rows, broken)


def about_rows(path: str | Path) -> int | None:
    """How many rows the table at `path` has: of Parquet exactly, else guessed from its beginning; None if packed."""
    if table_format(path).name == "parquet":
        return opened_parquet(Path(path)).metadata.num_rows
    if Path(path).suffix.lower() in PACKED:
        return None
    with opened(Path(path)) as stream:
        head = stream.read(_BLOCK)
    return round(Path(path).stat().st_size * head.count(b"\n") / max(len(head), 1))


def opened(path: Path) -> IO[bytes]:
    """The bytes of a file, unpacked where it ends in ``.gz`` or ``.zst``.

    Raises
    ------
    InputError
        If it cannot be opened.
    """
    packed = {".gz": "gzip", ".zst": "zstd"}.get(path.suffix.lower())
    try:
        return pa.input_stream(str(path), compression=packed, buffer_size=1 << 20)
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{path}: cannot be read ({error}); check the file") from error


def opened_parquet(path: Path) -> pq.ParquetFile:
    """The Parquet file at `path`, nothing of it read but what it holds.

    Raises
    ------
    InputError
        If it is none, or cannot be read.
    """
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path}: not a readable Parquet file ({error}); write it again") from error


def _parquet_pieces(path: Path, rows: int, broken: list[Reject]) -> Iterator[Piece]:
    first = 1
    with opened_parquet(path) as file:
        _check_names(path, file.schema_arrow.names)
        groups = [file.metadata.row_group(number) for number in range(file.num_row_groups)]
        if all(group.num_rows <= _LARGE_GROUP * rows and group.total_byte_size <= MOST_BYTES for group in groups):
            yield from _whole_groups(path, groups, rows)
            return
        try:
            for batch in file.iter_batches(batch_size=rows, use_threads=False):
                yield Piece(str(path), first, batch)
                first += len(batch)
        except (pa.ArrowException, OSError) as error:
            broken.append(Reject(f"{path}: row {first}", f"the file cannot be read from here on ({error})"))


def _whole_groups(path: Path, groups: Sequence[pq.RowGroupMetaData], rows: int) -> Iterator[Piece]:
    """Row groups as they are, as many together as make a piece, each read only where it is parsed."""
    first, held = 1, dict[int, pq.RowGroupMetaData]()
    for number, group in enumerate(groups):
        held[number] = group
        together = sum(one.num_rows for one in held.values())
        large = together >= rows or sum(one.total_byte_size for one in held.values()) >= MOST_BYTES
        if large or (together and number == len(groups) - 1):
            yield Piece(str(path), first, RowGroups(tuple(held), together, _stamp(path)))
            first, held = first + together, {}


def _jsonl_pieces(path: Path, rows: int, broken: list[Reject]) -> Iterator[Piece]:
    first, lines, size = 1, list[bytes](), 0
    for line in _lines(path, broken):
        lines.append(line)
        size += len(line)
        if len(lines) == rows or size >= MOST_BYTES:
            yield Piece(str(path), first, lines)
            first, lines, size = first + len(lines), [], 0
    if first == 1 and not any(line.strip() for line in lines) and not broken:
        raise InputError(f"{path}: the file is empty; expected one JSON object a line")
    if lines:
        yield Piece(str(path), first, lines)


def _lines(path: Path, broken: list[Reject]) -> Iterator[bytes]:
    """The lines of a file; where it breaks off, or a line never ends, the rest is one reject."""
    number, rest = 0, b""
    size = 1 << 18 if path.suffix.lower() in PACKED else _BLOCK  # a packed file that breaks off loses its last block
    with opened(path) as stream:
        while True:
            try:
                block = stream.read(size)
            except (OSError, pa.ArrowException, EOFError) as error:
                broken.append(Reject(f"{path}:{number + 1}", f"the file cannot be read from here on ({error})"))
                return
            *lines, rest = (rest + block).split(b"\n") if block else [rest, b""]
            for line in lines:
                number += 1
                yield line
            if not block:
                return
            if len(rest) > LARGEST_ROW:
                reason = f"a line of more than {LARGEST_ROW // 1_000_000} MB; the file is not read from here on"
                broken.append(Reject(f"{path}:{number + 1}", reason, beginning(rest)))
                return


def _csv_pieces(path: Path, rows: int, broken: list[Reject]) -> Iterator[Piece]:
    names, reader, held, first = csv_names(path), None, [], 1
    try:
        reader = _csv_reader(path, names, broken)
        for batch in reader:
            held.append(batch)
            if sum(part.nbytes for part in held) >= MOST_BYTES:
                whole = _one_batch(pa.Table.from_batches(held))
                yield Piece(str(path), first, whole)
                held, first = [], first + len(whole)
            while sum(map(len, held)) >= rows:
                whole = pa.Table.from_batches(held).combine_chunks()
                yield Piece(str(path), first, _one_batch(whole.slice(0, rows)))
                held, first = whole.slice(rows).to_batches(), first + rows
    except (pa.ArrowException, OSError) as error:
        place = first + sum(map(len, held))
        broken.append(Reject(f"{path}: row {place}", f"the table cannot be read from here on ({first_line(error)})"))
    if sum(map(len, held)):
        yield Piece(str(path), first, _one_batch(pa.Table.from_batches(held)))


def csv_names(path: Path) -> list[str]:
    """The names in a CSV file's first row."""
    csv.field_size_limit(2**31 - 1)
    with opened(path) as stream:
        try:
            head = stream.read(_BLOCK)
        except (OSError, pa.ArrowException) as error:
            raise InputError(f"{path}: cannot be read ({error}); check the file") from error
    if not head.strip():
        raise InputError(f"{path}: the file is empty; expected a table with a header line")
    if b"\0" in head[:4096]:
        raise InputError(f"{path}: not text (it holds null bytes); give a CSV table saved as UTF-8")
    try:
        text = head.decode("utf-8-sig", "ignore")
        names = next(csv.reader(io.StringIO(text, newline="")))
    except (csv.Error, StopIteration) as error:
        raise InputError(f"{path}:1: not a CSV header ({error}); save the table as UTF-8 CSV") from error
    _check_names(f"{path}:1", names)
    return names


def _check_names(where: Path | str, names: Sequence[str]) -> None:
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise InputError(f"{where}: two columns are named '{min(twice)}'; rename one")


def _csv_reader(path: Path, names: list[str], broken: list[Reject]) -> pa.csv.CSVStreamingReader:
    def reject(row: pa.csv.InvalidRow) -> str:
        where = f"{path}: row {row.number - 1}" if row.number else str(path)
        reason = f"{row.actual_columns} cells under a header of {row.expected_columns}; quote cells that have commas"
        broken.append(Reject(where, reason, beginning(row.text)))
        return "skip"

    return pa.csv.open_csv(
        opened(path),
        read_options=pa.csv.ReadOptions(use_threads=False, block_size=_block_size(path)),
        parse_options=pa.csv.ParseOptions(newlines_in_values=True, invalid_row_handler=reject),
        convert_options=pa.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.binary())),
    )


def _block_size(path: Path) -> int:
    """Bytes parsed at a time, more for a file that may hold very long cells: a row must fit into one block."""
    return min(max(_BLOCK, path.stat().st_size), LARGEST_ROW) if path.suffix.lower() not in PACKED else LARGEST_ROW


def _one_batch(table: pa.Table) -> pa.RecordBatch:
    batches = table.combine_chunks().to_batches()
    if len(batches) > 1:  # more than 2 GB in one column, which its type cannot count
        large = [pa.field(f.name, pa.large_string()) if pa.types.is_string(f.type) else f for f in table.schema]
        batches = table.cast(pa.schema(large)).combine_chunks().to_batches()
    if len(batches) > 1:
        raise InputError("more than 2 GB in one piece of a column; write the file with smaller row groups")
    return batches[0]


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check that it is still there") from error
    return status.st_size, status.st_mtime_ns


def first_line(error: Exception) -> str:
    """What went wrong, in at most 200 characters of one line."""
    return str(error).split("\n")[0][:200]


def beginning(row: Any) -> str:
    """The first 200 characters of a row, as a `Reject` shows them."""
    return row[:200].decode("utf-8", "replace").strip() if isinstance(row, bytes) else str(row)[:200]
