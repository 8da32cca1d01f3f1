"""Parquet tables, whose row groups are read by the process that parses them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from annotate.errors import InputError
from annotate.io.chunks import MOST_BYTES, RowGroups, TableChunk, stamp_of
from annotate.io.rejects import Reject

_LARGE_GROUP = 4  # row groups of up to this many times the rows of a chunk are not divided


def chunks(path: Path, rows: int, broken: list[Reject]) -> Iterator[TableChunk]:
    """The rows in chunks of whole row groups, unless these are too large."""
    first = 1
    with opened_parquet(path) as file:
        _check_names(path, file.schema_arrow.names)
        groups = [file.metadata.row_group(number) for number in range(file.num_row_groups)]
        if all(group.num_rows <= _LARGE_GROUP * rows and group.total_byte_size <= MOST_BYTES for group in groups):
            yield from _whole_groups(path, groups, rows)
            return
        try:
            for batch in file.iter_batches(batch_size=rows, use_threads=False):
                yield TableChunk(str(path), first, batch)
                first += len(batch)
        except (pa.ArrowException, OSError) as error:
            broken.append(Reject(f"{path}: row {first}", f"the file cannot be read from here on ({error})"))


def column_names(path: Path) -> list[str]:
    """The names of the columns in order.

    Raises
    ------
    InputError
        If the file is not a Parquet file.
    """
    with opened_parquet(path) as file:
        return list(file.schema_arrow.names)


def opened_parquet(path: Path) -> pq.ParquetFile:
    """The Parquet file at `path`, opened; only its footer is read.

    Raises
    ------
    InputError
        If the file is missing, is not a Parquet file, or cannot be read.
    """
    try:
        if not path.is_file():
            raise InputError(f"{path}: {'not a regular file' if path.exists() else 'no such file'}; check the path")
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError(f"{path}: not a readable Parquet file ({error}); write it again") from error


def read_row_groups(path: Path, groups: RowGroups) -> pa.RecordBatch:
    """The rows of some row groups, if the file has not changed since it was divided.

    Raises
    ------
    InputError
        If the file is missing or has changed.
    OSError, pyarrow.ArrowException
        If these rows cannot be read.
    """
    if stamp_of(path) != groups.stamp:
        raise InputError(f"{path}: changed while it was read; run the same command again")
    with opened_parquet(path) as file:
        return _one_batch(file.read_row_groups(groups.numbers, use_threads=False))


def _whole_groups(path: Path, groups: Sequence[pq.RowGroupMetaData], rows: int) -> Iterator[TableChunk]:
    """Whole row groups, as many as make a chunk."""
    first, pending = 1, dict[int, pq.RowGroupMetaData]()
    for number, group in enumerate(groups):
        pending[number] = group
        together = sum(one.num_rows for one in pending.values())
        large = together >= rows or sum(one.total_byte_size for one in pending.values()) >= MOST_BYTES
        if large or (together and number == len(groups) - 1):
            yield TableChunk(str(path), first, RowGroups(tuple(pending), together, stamp_of(path)))
            first, pending = first + together, {}


def _check_names(path: Path, names: Sequence[str]) -> None:
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise InputError(f"{path}: two columns are named '{min(twice)}'; rename one")


def _one_batch(table: pa.Table) -> pa.RecordBatch:
    batches = table.combine_chunks().to_batches()
    if len(batches) > 1:  # more than 2 GB in one column, which 32-bit offsets cannot address
        large = [pa.field(f.name, pa.large_string()) if pa.types.is_string(f.type) else f for f in table.schema]
        batches = table.cast(pa.schema(large)).combine_chunks().to_batches()
    if len(batches) > 1:
        raise InputError("more than 2 GB in one chunk of a column; write the file with smaller row groups")
    return batches[0]
