"""Fast reading of delimited files: whole blocks of well-formed records, parsed by Arrow.

A block is parsed here only if that gives what the reader of single records in `annotate.io._dialects` gives: it is
valid in its encoding, every quotation mark belongs to a cell that is quoted from its beginning to its end, and all
records have as many cells as the header.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import cache
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from annotate.io._dialects import DELIMITERS, Dialect
from annotate.io.values.text_encodings import wrong_control

BLOCK = 4_000_000
"""Bytes that are read at a time."""
_LARGEST_BLOCK = 16 * BLOCK
_TRIES = 20
"""Line ends that are tried as the end of a block before more of the file is read."""
_ONE_BYTE = re.compile(
    r"utf-8(?:-sig)?$|ascii$|cp125\d$|cp85[02]$|iso8859[-_]\d+$|latin[-_]?1$|mac[-_]\w+$|koi8[-_][ru]$"
)
"""Encodings in which delimiters, quotation marks and line ends are single bytes that are nothing else."""


@dataclass(frozen=True)
class Block:
    """Bytes of a file up to the end of a record, and the number of the line on which they begin, from 1.

    Attributes
    ----------
    data, line
        The bytes and the line.
    is_whole
        Whether all records in it are certain to end where they seem to: all quoted cells are closed.
    """

    data: bytes
    line: int
    is_whole: bool


def reads(dialect: Dialect) -> bool:
    """Whether files of this dialect can be read in blocks."""
    return _ONE_BYTE.match(dialect.encoding.lower()) is not None and dialect.delimiter in DELIMITERS


def next_block(stream: IO[bytes], rest: bytes, line: int, delimiter: str) -> tuple[Block | None, bytes]:
    """The next block of whole records, and the bytes after it that were read already; None at the end of the file.

    Parameters
    ----------
    stream
        The file, read as far as `rest`.
    rest
        Bytes that were read and not returned yet.
    line
        The number of the line on which `rest` begins.
    """
    data = rest
    while True:
        more = stream.read(BLOCK)
        data += more
        if not data:
            return None, b""
        end = len(data) if not more else data.rfind(b"\n") + 1
        for _ in range(_TRIES):
            if end > 0 and _quotes_are_closed(data[:end], delimiter):
                return Block(data[:end], line, is_whole=True), data[end:]
            if not more or end <= 0:
                break
            end = data.rfind(b"\n", 0, end - 1) + 1
        if not more or len(data) > _LARGEST_BLOCK:
            return Block(data, line, is_whole=False), b""


def parsed_block(block: Block, dialect: Dialect, header: list[str]) -> tuple[pa.Table, list[int]] | None:
    """The records of a block, and the line on which each begins; None if any is malformed.

    Parameters
    ----------
    header
        The cells of the header line.
    """
    import pyarrow.csv

    data = block.data
    if b"\0" in data or data.count(b"\r") != data.count(b"\r\n") or not block.is_whole:
        return None
    if not dialect.encoding.lower().startswith("utf-8"):
        try:
            text = data.decode(dialect.encoding)
        except UnicodeDecodeError:
            return None
        if wrong_control(text):
            return None
        data = text.encode()
    names = [str(number) for number in range(len(header))]
    try:
        table = pyarrow.csv.read_csv(
            io.BytesIO(data),
            read_options=pyarrow.csv.ReadOptions(column_names=names, block_size=len(data) + 1, use_threads=False),
            parse_options=pyarrow.csv.ParseOptions(delimiter=dialect.delimiter, newlines_in_values=True),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowException:  # rows with more or fewer cells, or bytes that are not valid in the encoding
        return None
    lines = _lines_of_records(data, dialect.delimiter, block.line)
    if len(lines) != table.num_rows or _has_other_rows(table, header):
        return None
    return table, [int(line) for line in lines]


def line_ends(data: bytes) -> int:
    """How many lines end in `data`, counted as the reader of single records counts them: at either mark or both."""
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")


def _has_other_rows(table: pa.Table, header: list[str]) -> bool:
    """Whether there may be a blank row, or the header once more, in `table`."""
    first = table.column(0)
    if pc.any(pc.equal(pc.utf8_trim_whitespace(first), header[0])).as_py():
        return True
    blank = pc.equal(first, "")
    for column in table.columns[1:]:
        if not pc.any(blank).as_py():
            return False
        blank = pc.and_(blank, pc.equal(column, ""))
    return bool(pc.any(blank).as_py())


@cache
def _quoted_cell(delimiter: str) -> re.Pattern[bytes]:
    mark = re.escape(delimiter.encode())
    return re.compile(rb"(?:^|(?<=[\n" + mark + rb']))"[^"]*+(?:""[^"]*+)*+"(?=[\r\n' + mark + rb"]|\Z)")


def _quotes_are_closed(data: bytes, delimiter: str) -> bool:
    """Whether every quotation mark in `data` belongs to a cell that is quoted from its beginning to its end."""
    if b'"' not in data:
        return True
    if data.count(b'"') % 2:
        return False
    return b'"' not in _quoted_cell(delimiter).sub(b"", data)


def _lines_of_records(data: bytes, delimiter: str, first: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The number of the line on which each record begins, if that of the first is `first`."""
    ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n"))
    numbers = np.arange(first, first + len(ends) + 1, dtype=np.int64)
    if not data.endswith(b"\n"):
        ends = np.append(ends, len(data))
    inside = np.zeros(len(ends), dtype=bool)
    for cell in _quoted_cell(delimiter).finditer(data) if b'"' in data else ():
        if b"\n" in cell[0]:
            inside[np.searchsorted(ends, cell.start()) : np.searchsorted(ends, cell.end())] = True
    starts = np.concatenate([[True], ~inside[:-1]]) if len(ends) else np.zeros(0, dtype=bool)
    return numbers[: len(ends)][starts]
