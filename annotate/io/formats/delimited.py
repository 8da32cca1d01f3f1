"""Delimited tables (CSV, TSV) in the dialects and encodings that spreadsheets and databases write."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from annotate.errors import InputError
from annotate.io._compression import opened
from annotate.io._dialects import LARGEST_RECORD, Dialect, Malformed, dialect_of, encoding_of_stream, records
from annotate.io.chunks import MOST_BYTES, TableChunk, first_line
from annotate.io.files import shown
from annotate.io.rejects import Reject, beginning
from annotate.tables import KNOWN_COLUMNS

Numbered: TypeAlias = Iterator[tuple[int, list[str] | Malformed]]
"""Records, each with the line on which it begins."""

_UNDECODED = re.compile("[\udc80-\udcff]")
_NOT_DECODED = "not UTF-8; save the file as UTF-8"
_DAMAGED = (OSError, EOFError, UnicodeDecodeError, pa.ArrowException)


def chunks(path: Path, rows: int, broken: list[Reject]) -> Iterator[TableChunk]:
    """The rows in chunks; rows with more or fewer cells than the header, or with broken quoting, are rejected.

    Empty cells beyond the header are dropped, and so are columns without a name, such as the index of a data frame.
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
        with _lines(path, dialect) as stream:
            return _Header.read(_numbered(stream, dialect), shown(path)).names
    except _DAMAGED as error:
        raise InputError(f"{shown(path)}: cannot be read ({first_line(error)}); check the file") from error


def dialect_of_file(path: Path) -> Dialect:
    """The encoding and the delimiter of a delimited file.

    Raises
    ------
    InputError
        If the file is missing, empty or not text.
    """
    tabs = any(suffix.lower() in (".tsv", ".tab") for suffix in path.suffixes[-2:])
    try:
        with opened(path) as stream:
            encoding = encoding_of_stream(stream, shown(path))
        with opened(path) as stream:
            return dialect_of(stream, encoding, KNOWN_COLUMNS, tabs=tabs)
    except _DAMAGED as error:
        raise InputError(f"{shown(path)}: cannot be read ({first_line(error)}); check the file") from error


def _lines(path: Path, dialect: Dialect) -> io.TextIOWrapper:
    errors = "strict" if dialect.encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    return io.TextIOWrapper(opened(path), encoding=dialect.encoding, errors=errors, newline="")


def _numbered(stream: io.TextIOWrapper, dialect: Dialect) -> Numbered:
    """The records with the lines on which they begin, without blank ones and the line that declares the delimiter."""
    lines = iter(partial(stream.readline, LARGEST_RECORD + 1), "")  # bounds the memory for a line without an end
    numbered = records(lines, dialect.delimiter)
    if dialect.declares:
        next(numbered)
    return ((line, cells) for line, cells in numbered if isinstance(cells, Malformed) or any(cells))


@dataclass(frozen=True)
class _Header:
    """The names and positions of the named columns, the number of cells in a row, and the whole line."""

    names: list[str]
    columns: list[int]
    cells: int
    line: list[str]

    @classmethod
    def read(cls, numbered: Numbered, where: str) -> _Header:
        """Parse the first record as the header.

        Raises
        ------
        InputError
            If it cannot be read, or two columns have the same name.
        """
        line, cells = next(numbered, (1, list[str]()))
        if isinstance(cells, Malformed):
            raise InputError(f"{where}:{line}: {cells.reason}")
        if any(_UNDECODED.search(cell) for cell in cells):
            raise InputError(f"{where}:{line}: {_NOT_DECODED}")
        names = [cell.strip() for cell in cells]
        twice = {name for name in names if name and names.count(name) > 1}
        if twice:
            raise InputError(f"{where}:{line}: two columns are named '{min(twice)}'; rename one")
        columns = [number for number, name in enumerate(names) if name]
        return cls([names[number] for number in columns], columns, len(names), names)


def _chunks(path: Path, dialect: Dialect, rows: int, broken: list[Reject]) -> Iterator[TableChunk]:
    where, first, size = shown(path), 1, 0
    cut, lines = list[list[str]](), list[int]()
    with _lines(path, dialect) as stream:
        numbered = _numbered(stream, dialect)
        header = _Header.read(numbered, where)
        for line, cells in numbered:
            if isinstance(cells, Malformed):
                broken.append(Reject(f"{where}:{line}", cells.reason, beginning(cells.text)))
                continue
            if [cell.strip() for cell in cells] == header.line:
                broken.append(Reject(f"{where}:{line}", "the header once more; left out", _shown(cells)))
                continue
            if len(cells) != header.cells and (len(cells) < header.cells or any(cells[header.cells :])):
                broken.append(Reject(f"{where}:{line}", _ragged(first + len(cut), cells, header), _shown(cells)))
                continue
            cut.append(cells)
            lines.append(line)
            size += sum(map(len, cells))
            if len(cut) == rows or size >= MOST_BYTES:
                yield from _chunk(path, first, cut, lines, header, broken)
                first, size, cut, lines = first + len(cut), 0, [], []
    if cut:
        yield from _chunk(path, first, cut, lines, header, broken)


def _chunk(
    path: Path, first: int, cut: list[list[str]], lines: list[int], header: _Header, broken: list[Reject]
) -> Iterator[TableChunk]:
    columns = list(zip(*cut, strict=False)) or [()] * header.cells
    try:
        arrays = [_plain(pa.array(columns[number], pa.string())) for number in header.columns]
    except UnicodeEncodeError:  # bytes that are not valid in the file's encoding
        bad = {row for row, cells in enumerate(cut) if any(_UNDECODED.search(cell) for cell in cells)}
        broken += [Reject(f"{shown(path)}:{lines[row]}", _NOT_DECODED, _shown(cut[row])) for row in sorted(bad)]
        good = [row for row in range(len(cut)) if row not in bad]
        yield from _chunk(path, first, [cut[row] for row in good], [lines[row] for row in good], header, broken)
        return
    if cut:
        yield TableChunk(str(path), first, pa.RecordBatch.from_arrays(arrays, header.names), lines)


def _plain(cells: pa.Array) -> pa.Array:
    """Cells without the formula that keeps a number as text in spreadsheets (``="007"``)."""
    wrapped = pc.starts_with(cells, '="')
    return pc.replace_substring_regex(cells, r'^="(.*)"$', r"\1") if pc.any(wrapped).as_py() else cells


def _ragged(row: int, cells: Sequence[str], header: _Header) -> str:
    advice = "put quotation marks around cells that hold a delimiter" if len(cells) > header.cells else "add the others"
    return f"row {row}: {len(cells)} cells under a header of {header.cells}; {advice}"


def _shown(cells: Sequence[str]) -> str:
    return beginning(_UNDECODED.sub("\ufffd", " | ".join(cells)))
