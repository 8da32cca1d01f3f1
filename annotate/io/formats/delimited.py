"""Delimited tables (CSV, TSV) in the dialects and encodings that spreadsheets and databases write."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import IO, Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from annotate.counts import many
from annotate.errors import InputError
from annotate.io._compression import opened
from annotate.io._dialects import LARGEST_RECORD, Dialect, Malformed, dialect_of, encoding_of_stream, records
from annotate.io.chunks import MOST_BYTES, TableChunk, first_line
from annotate.io.files import shown
from annotate.io.formats import _csv_blocks
from annotate.io.formats._csv_blocks import Block
from annotate.io.formats.notes import note_once, note_unnamed_column
from annotate.io.rejects import Reject, beginning
from annotate.io.values.text_encodings import named_encoding, not_in, told_encoding, without_invisible, wrong_control
from annotate.tables import KNOWN_COLUMNS

Numbered: TypeAlias = Iterator[tuple[int, list[str] | Malformed]]
"""Records, each with the line on which it begins."""

_ROWS_AT_ONCE = 50_000
_OTHER_DELIMITER = re.compile("[\\^~¦§\x01\x1c-\x1f]")
_UNDECODED = re.compile("[\udc80-\udcff]")
_DAMAGED = (OSError, EOFError, UnicodeDecodeError, pa.ArrowException)


def chunks(path: Path, rows: int, broken: list[Reject]) -> Iterator[TableChunk]:
    """The rows in chunks; rows with more or fewer cells than the header, or with broken quoting, are rejected.

    Empty cells beyond the header are dropped, and so are columns without a name, of which an `AnnotateWarning` tells
    unless they number the rows, as the index of a data frame does.
    """
    dialect = dialect_of_file(path)
    try:
        yield from _chunks(path, dialect, rows, broken)
    except _DAMAGED as error:
        broken.append(Reject(shown(path), f"cannot be read to its end ({first_line(error)}); check the file"))


def column_names(path: Path) -> list[str]:
    """The names of the columns in order.

    Raises
    ------
    InputError
        If the file is missing or empty, or its header cannot be read.
    """
    dialect = dialect_of_file(path)
    try:
        with _decoded(opened(path), dialect) as stream:
            return _Header.read(_numbered(stream, dialect), shown(path), dialect.encoding).names
    except _DAMAGED as error:
        raise InputError(f"{shown(path)}: cannot be read ({first_line(error)}); check the file") from error


def dialect_of_file(path: Path) -> Dialect:
    """The encoding and the delimiter of a delimited file.

    Raises
    ------
    InputError
        If the file is missing, empty or not text.
    """
    try:
        status = path.stat()
    except OSError:
        return _dialect_of_file(path)
    return _remembered_dialect(path, status.st_size, status.st_mtime_ns, named_encoding())


@lru_cache
def _remembered_dialect(path: Path, size: int, changed: int, named: str) -> Dialect:
    """The dialect of a file as long as its size and time do not change: each piece of a large table asks for it."""
    return _dialect_of_file(path)


def _dialect_of_file(path: Path) -> Dialect:
    tabs = any(suffix.lower() in (".tsv", ".tab") for suffix in path.suffixes[-2:])
    try:
        with opened(path) as stream:
            encoding = encoding_of_stream(stream, shown(path))
        with opened(path) as stream:
            return dialect_of(stream, encoding, KNOWN_COLUMNS, tabs=tabs)
    except _DAMAGED as error:
        raise InputError(f"{shown(path)}: cannot be read ({first_line(error)}); check the file") from error


def note_encoding(path: Path) -> None:
    """Tell in which encoding a file is read, if the user named one."""
    if named_encoding() and (words := told_encoding(dialect_of_file(path).encoding)):
        note_once(path, f"read as {words}")


def _decoded(stream: IO[bytes], dialect: Dialect) -> io.TextIOWrapper:
    errors = "strict" if dialect.encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    return io.TextIOWrapper(stream, encoding=dialect.encoding, errors=errors, newline="")


def _numbered(stream: io.TextIOWrapper, dialect: Dialect) -> Numbered:
    """The records with the lines on which they begin, without blank ones and the line that declares the delimiter."""
    lines = iter(partial(stream.readline, LARGEST_RECORD + 1), "")  # bounds the memory for a line without an end
    numbered = records(lines, dialect.delimiter)
    if dialect.declares:
        next(numbered)
    return _without_blank(numbered)


def _without_blank(numbered: Numbered) -> Numbered:
    return ((line, cells) for line, cells in numbered if isinstance(cells, Malformed) or any(cells))


@dataclass(frozen=True)
class _Header:
    """The names and positions of the named columns, the number of cells in a row, and the whole line."""

    names: list[str]
    columns: list[int]
    cells: int
    line: list[str]

    @classmethod
    def read(cls, numbered: Numbered, where: str, encoding: str) -> _Header:
        """Parse the first record as the header.

        Raises
        ------
        InputError
            If it cannot be read, or two columns have the same name.
        """
        line, cells = next(numbered, (1, list[str]()))
        if isinstance(cells, Malformed):
            raise InputError(f"{where}:{line}: {cells.reason}")
        if _is_undecoded(cells, encoding):
            raise InputError(f"{where}:{line}: {not_in(encoding)}")
        names = [without_invisible(cell).strip() for cell in cells]
        if len(names) == 1 and (mark := _OTHER_DELIMITER.search(names[0])):
            raise InputError(
                f"{where}:{line}: its only column is '{names[0]}'; cells seem to be separated by {mark[0]!r}: "
                f"put a line sep={mark[0]} above, or save it with commas"
            )
        twice = {name for name in names if name and names.count(name) > 1}
        if twice:
            raise InputError(f"{where}:{line}: two columns are named '{min(twice)}'; rename one")
        columns = [number for number, name in enumerate(names) if name]
        return cls([names[number] for number in columns], columns, len(names), names)


@dataclass(frozen=True)
class _Batch:
    """Consecutive rows: the columns with a name, and the line on which each row begins."""

    rows: pa.Table
    lines: list[int]


def _chunks(path: Path, dialect: Dialect, rows: int, broken: list[Reject]) -> Iterator[TableChunk]:
    """The file's rows in chunks of `rows` rows, or fewer where these are very long."""
    first, waiting, count = 1, list[_Batch](), 0
    for batch in _batches(path, dialect, rows, broken):
        waiting.append(batch)
        count += len(batch.lines)
        while count >= rows or (count and sum(one.rows.nbytes for one in waiting) >= MOST_BYTES):
            chunk, waiting = _cut(path, first, waiting, rows)
            yield chunk
            first, count = first + len(chunk), count - len(chunk)
    if count:
        yield _cut(path, first, waiting, count)[0]


def _cut(path: Path, first: int, batches: list[_Batch], rows: int) -> tuple[TableChunk, list[_Batch]]:
    """A chunk of the first `rows` rows, and the batches with the others."""
    table = pa.concat_tables([batch.rows for batch in batches])
    lines = [line for batch in batches for line in batch.lines]
    empty = pa.array([], pa.string())  # concatenating copies, so that no chunk holds the memory of the others
    arrays = [_without_formulas(pa.concat_arrays([*column.chunks, empty])) for column in table[:rows].columns]
    chunk = TableChunk(str(path), first, pa.RecordBatch.from_arrays(arrays, table.column_names), lines[:rows])
    return chunk, [_Batch(table[rows:], lines[rows:])] if len(lines) > rows else []


def _batches(path: Path, dialect: Dialect, rows: int, broken: list[Reject]) -> Iterator[_Batch]:
    """The file's rows, block by block as long as all quoted cells are closed, and then record by record."""
    with opened(path) as stream:
        reader = _Reader(path, dialect, min(rows, _ROWS_AT_ONCE), broken)
        if not _csv_blocks.reads(dialect):
            yield from reader.carefully(_numbered(_decoded(stream, dialect), dialect))
            return
        head, rest, line = _head(stream, dialect)
        if not head:
            yield from reader.carefully(
                _numbered(_decoded(io.BufferedReader(_Chained(rest, stream)), dialect), dialect)
            )
            return
        reader.read_header(_numbered(_decoded(io.BytesIO(head), dialect), dialect))
        while True:
            block, rest = _csv_blocks.next_block(stream, rest, line, dialect.delimiter)
            if block is None:
                return
            yield from reader.block(block, stream)
            if not block.is_whole:
                return  # the rest of the stream was read record by record, or given up
            line += _csv_blocks.line_ends(block.data)


def _head(stream: IO[bytes], dialect: Dialect) -> tuple[bytes, bytes, int]:
    """The header, with what is above it, the bytes after it that were read, and the line on which these begin.

    The first is empty if the header is not a line of its own.
    """
    data = stream.read(_csv_blocks.BLOCK)
    end = 0
    lines = 1 + dialect.declares
    for _ in range(lines):
        end = data.find(b"\n", end) + 1
        if not end:
            return b"", data, 1
    head = data[:end]
    last = head.splitlines()[-1].removeprefix(b"\xef\xbb\xbf") if head else b""
    is_plain = head.count(b'"') % 2 == 0 and head.count(b"\r") == head.count(b"\r\n")
    named = last.strip(b" \t\r\n" + dialect.delimiter.encode() + b'"')
    return (head, data[end:], 1 + lines) if is_plain and named else (b"", data, 1)


class _Chained(io.RawIOBase):
    """Bytes that were read already, followed by the rest of the stream that they were read from."""

    def __init__(self, data: bytes, stream: IO[bytes]) -> None:
        self._data, self._stream = memoryview(data), stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part = self._data[: len(buffer)] if self._data else self._stream.read(len(buffer))
        self._data = self._data[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


class _Reader:
    """Reads the records of one file after another into batches, and rejects malformed ones."""

    def __init__(self, path: Path, dialect: Dialect, rows: int, broken: list[Reject]) -> None:
        self._path, self._where, self._dialect, self._rows, self._broken = path, shown(path), dialect, rows, broken
        self._count = 0
        self._unnamed = set[int]()
        self._header: _Header | None = None

    def read_header(self, numbered: Numbered) -> _Header:
        """Read the header from the first record."""
        self._header = _Header.read(numbered, self._where, self._dialect.encoding)
        self._unnamed = {*range(self._header.cells)} - {*self._header.columns}
        return self._header

    def _note_unnamed(self, values: Callable[[int], Sequence[str]]) -> None:
        """Tell of columns without a name that have `values`, once for each column."""
        self._unnamed -= {number for number in self._unnamed if note_unnamed_column(self._path, number, values(number))}

    def block(self, block: Block, stream: IO[bytes]) -> Iterator[_Batch]:
        """The rows of a block, and if its quoted cells are not closed, those of the rest of the stream as well."""
        header = self._header
        assert header is not None
        parsed = _csv_blocks.parsed_block(block, self._dialect, header.line)
        if parsed is not None:
            rows, lines = parsed
            self._count += len(lines)
            self._note_unnamed(lambda number: rows.column(number).to_pylist())
            yield _Batch(rows.select(header.columns).rename_columns(header.names), lines)
            return
        source = io.BytesIO(block.data) if block.is_whole else io.BufferedReader(_Chained(block.data, stream))
        dialect = replace(self._dialect, encoding=self._dialect.encoding.replace("-sig", ""), declares=False)
        numbered = _numbered(_decoded(source, dialect), dialect)
        yield from self.carefully((line + block.line - 1, cells) for line, cells in numbered)

    def carefully(self, numbered: Numbered) -> Iterator[_Batch]:
        """The rows of single records; malformed ones are rejected."""
        header = self._header or self.read_header(numbered)
        good, lines, size = list[list[str]](), list[int](), 0
        for line, cells in numbered:
            reason = self._flaw(cells, header, len(good))
            if reason or isinstance(cells, Malformed):
                text = beginning(cells.text) if isinstance(cells, Malformed) else _shown(cells)
                self._broken.append(Reject(f"{self._where}:{line}", reason, text))
                continue
            good.append(cells)
            lines.append(line)
            size += sum(map(len, cells))
            if len(good) == self._rows or size >= MOST_BYTES:
                yield from self._batch(good, lines, header)
                good, lines, size = [], [], 0
        yield from self._batch(good, lines, header)

    def _flaw(self, cells: list[str] | Malformed, header: _Header, waiting: int) -> str:
        """Why a record is not a row; empty if it is one."""
        if isinstance(cells, Malformed):
            return cells.reason
        if [cell.strip() for cell in cells] == header.line:
            return "the header once more; left out"
        if len(cells) != header.cells and (len(cells) < header.cells or any(cells[header.cells :])):
            return _ragged(self._count + waiting + 1, cells, header)
        return not_in(self._dialect.encoding) if _is_undecoded(cells, self._dialect.encoding) else ""

    def _batch(self, good: list[list[str]], lines: list[int], header: _Header) -> Iterator[_Batch]:
        columns = list(zip(*good, strict=False)) or [()] * header.cells
        arrays = [pa.array(columns[number], pa.string()) for number in header.columns]
        self._count += len(good)
        self._note_unnamed(lambda number: columns[number])
        if good:
            yield _Batch(pa.table(arrays, names=header.names), lines)


def _without_formulas(cells: pa.Array) -> pa.Array:
    """Cells without the formula that keeps a number as text in spreadsheets (``="007"``)."""
    wrapped = pc.starts_with(cells, '="')
    return pc.replace_substring_regex(cells, r'^="(.*)"$', r"\1") if pc.any(wrapped).as_py() else cells


def _ragged(row: int, cells: Sequence[str], header: _Header) -> str:
    advice = "put quotation marks around cells that hold a delimiter" if len(cells) > header.cells else "add the others"
    return f"row {row}: {many(len(cells), 'cell')} under a header of {header.cells}; {advice}"


def _is_undecoded(cells: Sequence[str], encoding: str) -> bool:
    """Whether cells have bytes that are not in the encoding of the file, or control characters that show that."""
    is_named = not encoding.startswith("utf-8")
    return any(map(_UNDECODED.search, cells)) or (is_named and any(map(wrong_control, cells)))


def _shown(cells: Sequence[str]) -> str:
    return beginning(_UNDECODED.sub("\ufffd", " | ".join(cells)))
