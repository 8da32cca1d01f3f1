"""Dividing a corpus into chunks for processes to split: several small files, one file, or a piece of a large table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from annotate.errors import InputError
from annotate.io.chunks import RowGroups, TableChunk, about_rows, chunks_of_table
from annotate.io.files import shown
from annotate.io.formats import PACKED, format_of
from annotate.io.parsing import check_header
from annotate.io.rejects import Reject
from annotate.io.values.dates import DateOrder
from annotate.io.values.metadata import Metadata
from annotate.text.split_workers import MOST_BYTES, MOST_FILES
from annotate.text.splitting import holds_sentences

_PIECE = 1_000_000
"""Size in bytes from which a piece of a table is a chunk; small, so that all processes end at nearly the same time."""
_ROWS_AT_ONCE = 200
_PACKED_AT = 3
"""About how many times smaller a compressed file is than its rows."""


@dataclass(frozen=True)
class CorpusChunk:
    """What one process splits at once, with the run's folder and options.

    Attributes
    ----------
    number
        Its number in the run, from 0; the same files give the same chunks.
    files
        The files; for a piece of a table, that table.
    is_piece, pieces
        Whether it is a part of a table, and its rows.
    unread
        Rows of a table that could not be separated.
    size
        Its size in bytes; approximate for a piece.
    """

    number: int
    files: tuple[Path, ...]
    folder: Path
    columns: Mapping[str, str]
    date_order: str
    date_orders: Mapping[Path, DateOrder]
    language: str
    kinds: tuple[str, ...]
    with_articles: bool
    metadata: Metadata
    encoding: str = ""
    is_piece: bool = False
    pieces: tuple[TableChunk, ...] = ()
    unread: tuple[Reject, ...] = ()
    size: int = 0

    @property
    def record(self) -> Path:
        """The file that marks it as finished, with its counts."""
        return self.folder / f"{self.number:07d}.json"


def chunks_of_corpus(files: Sequence[Path], options: CorpusChunk) -> Iterator[CorpusChunk]:
    """The chunks of a run in order; `options` has what is common to them."""
    for number, chunk in enumerate(_without_numbers(files, options)):
        yield replace(chunk, number=number)


def _without_numbers(files: Sequence[Path], options: CorpusChunk) -> Iterator[CorpusChunk]:
    pending, size = list[Path](), 0
    for path in files:
        here = path.stat().st_size
        if here > MOST_BYTES and _can_be_cut(path, options.columns):
            if pending:
                yield _of_files(pending, size, options)
                pending, size = [], 0
            yield from _pieces(path, here, options)
            continue
        pending.append(path)
        size += here
        if len(pending) >= MOST_FILES or size >= MOST_BYTES:
            yield _of_files(pending, size, options)
            pending, size = [], 0
    if pending:
        yield _of_files(pending, size, options)


def _of_files(files: Sequence[Path], size: int, options: CorpusChunk) -> CorpusChunk:
    orders = {path: options.date_orders[path] for path in files if path in options.date_orders}
    metadata = options.metadata.for_files(files)
    return replace(options, files=tuple(files), date_orders=orders, metadata=metadata, size=size)


def _can_be_cut(path: Path, columns: Mapping[str, str]) -> bool:
    """Whether a file is a table of articles whose rows are read in chunks; one that cannot be read is left whole."""
    form = format_of(path)
    if form is None or form.gives != "chunks" or holds_sentences(path):
        return False
    try:
        check_header(path, columns)
    except InputError:
        return False  # whoever reads it whole reports the error
    return True


def _pieces(path: Path, size: int, options: CorpusChunk) -> Iterator[CorpusChunk]:
    """The rows of a large table in chunks, and a last one with what could not be separated."""
    whole = replace(_of_files([path], 0, options), is_piece=True)
    unread: list[Reject] = []
    left, pieces, held = size, list[TableChunk](), 0
    a_row = _bytes_a_row(path, size)
    try:
        for piece in chunks_of_table(path, _ROWS_AT_ONCE, unread):
            pieces.append(piece)
            held += _size_of(piece, a_row)
            if held >= _PIECE:
                held = min(left, held // (_PACKED_AT if path.suffix.lower() in PACKED else 1))
                yield replace(whole, pieces=tuple(pieces), size=held)
                left, pieces, held = left - held, [], 0
    except InputError as error:
        unread.append(Reject.of(error, shown(path)))
    yield replace(whole, pieces=tuple(pieces), unread=tuple(unread), size=left)


def _bytes_a_row(path: Path, size: int) -> float:
    form = format_of(path)
    rows = about_rows(path) if form is not None and form.name == "parquet" else None
    return size / rows if rows else 0


def _size_of(piece: TableChunk, a_row: float) -> int:
    if isinstance(piece.content, RowGroups) or a_row:
        return round(len(piece) * a_row)
    if isinstance(piece.content, pa.RecordBatch):
        return int(piece.content.nbytes)
    return sum(map(len, piece.content))
