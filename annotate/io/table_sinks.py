"""Writing a table a batch at a time, in every format in which tables are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from annotate.io.formats import written_format
from annotate.io.values.formulas import escaped
from annotate.io.writing import compressed_sink, write_jsonl, write_xlsx

PARQUET_COMPRESSION = "snappy"


class TableSink(Protocol):
    """An open output to which a table is written a batch at a time."""

    def write_table(self, table: pa.Table) -> None:
        """Append rows."""


def table_sink(
    temporary: Path, path: Path | str, schema: pa.Schema, *, repeating: Sequence[str] = ()
) -> AbstractContextManager[TableSink]:
    """A sink that writes to `temporary`, in the format of the ending of `path`.

    Parameters
    ----------
    temporary
        The file to write; the caller renames it to `path`.
    path
        The final path, whose ending decides the format and the compression.
    schema
        The columns of every batch.
    repeating
        Columns with few distinct values, for which Parquet uses dictionaries; for other columns they would be built and
        then discarded.

    Raises
    ------
    InputError
        If no table format has the ending of `path`.
    """
    kind = written_format(path).name
    if kind == "parquet":
        return _parquet(temporary, schema, repeating)
    if kind == "spreadsheet":
        return _workbook(temporary, path)
    return _csv(temporary, path, schema) if kind == "csv" else _jsonl(temporary, path)


@dataclass(frozen=True)
class JsonLines:
    """A sink that writes JSON Lines to a stream."""

    stream: IO[bytes]

    def write_table(self, table: pa.Table) -> None:
        """Append rows."""
        write_jsonl(table.to_pandas(), self.stream)


@dataclass(frozen=True)
class SafeCsv:
    """A sink that writes CSV, with formulas escaped if `annotate.io.values.formulas` is set to do so."""

    writer: pa.csv.CSVWriter

    def write_table(self, table: pa.Table) -> None:
        """Append rows."""
        self.writer.write_table(escaped(table))


@dataclass(frozen=True)
class Sheet:
    """A sink that collects rows in memory for one sheet, which holds about a million."""

    tables: list[pa.Table]

    def write_table(self, table: pa.Table) -> None:
        """Append rows."""
        self.tables.append(table)


@contextmanager
def _workbook(temporary: Path, path: Path | str) -> Iterator[Sheet]:
    sheet = Sheet([])
    yield sheet
    write_xlsx(pa.concat_tables(sheet.tables, promote_options="permissive").to_pandas(), temporary, path)


@contextmanager
def _parquet(temporary: Path, schema: pa.Schema, repeating: Sequence[str]) -> Iterator[pq.ParquetWriter]:
    dictionaries = [name for name in repeating if name in schema.names]
    # Arrow's own copy of the schema hides metadata added at the end from some readers; only some types need it.
    store = any(pa.types.is_duration(kind) or getattr(kind, "tz", None) for kind in schema.types)
    with pq.ParquetWriter(
        temporary, schema, compression=PARQUET_COMPRESSION, use_dictionary=dictionaries, store_schema=store
    ) as writer:
        yield writer


@contextmanager
def _csv(temporary: Path, path: Path | str, schema: pa.Schema) -> Iterator[SafeCsv]:
    options = pa.csv.WriteOptions(quoting_style="needed")
    with compressed_sink(temporary, path) as stream, pa.csv.CSVWriter(stream, schema, write_options=options) as writer:
        yield SafeCsv(writer)


@contextmanager
def _jsonl(temporary: Path, path: Path | str) -> Iterator[JsonLines]:
    with compressed_sink(temporary, path) as stream:
        yield JsonLines(stream)
