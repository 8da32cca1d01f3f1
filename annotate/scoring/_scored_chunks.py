"""Scored chunks on disk: one Arrow file each, in the folder of their run, until they are joined into the output.

Beside each lie the hashes of its ids, so that repeated ids are found without reading all texts and ids again.

A file is written whole or not at all and has the chunk's rejects and notes in its schema's metadata. A run that was
killed resumes from the files in the folder, so that no row is lost or duplicated.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import reduce
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import numpy as np
import pandas as pd
import pyarrow as pa

from annotate._types import Array
from annotate.columns import REAL
from annotate.errors import InputError
from annotate.io.formats.notes import Note
from annotate.io.rejects import Reject
from annotate.io.runs import Run
from annotate.scoring.input_checks import sorted_ids
from annotate.tables import PROBABILITY, SCORES

_SIZE, _REJECTS, _NOTES = b"size", b"rejects", b"notes"


@dataclass(frozen=True)
class ScoredChunk:
    """A scored chunk: its number, the size of its input, the number of its scores, its rejects and its notes."""

    number: int
    size: int
    rows: int
    rejects: tuple[Reject, ...]
    notes: tuple[Note, ...]


def chunk_table(frame: pd.DataFrame, size: int, rejects: Sequence[Reject], notes: Sequence[Note] = ()) -> pa.Table:
    """Scores as an Arrow table with the rejects, the notes and the size of the input in its schema's metadata."""
    return arrow_of(frame).replace_schema_metadata(_noted(size, rejects, notes))


def joined(tables: Sequence[pa.Table], size: int, rejects: Sequence[Reject]) -> pa.Table:
    """The concatenation of tables of scores, with their notes, their rejects and `rejects`."""
    all_rejects = [*(reject for table in tables for reject in _rejects(table.schema)), *rejects]
    notes = list(dict.fromkeys(note for table in tables for note in _notes(table.schema)))
    schema = _schema_of(table.schema for table in tables)
    rows = pa.concat_tables([shaped(table, schema) for table in tables] or [schema.empty_table()])
    return rows.replace_schema_metadata(_noted(size, all_rejects, notes))


def write_chunk(folder: Path, number: int, table: pa.Table) -> ScoredChunk:
    """Write the scores of a chunk into `folder`, whole or not at all.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    path = _path(folder, number)
    temporary = path.with_suffix(f".{uuid4().hex}.new")  # processes of several machines may write here
    beside = path.with_suffix(f".{uuid4().hex}.new")
    try:
        with pa.OSFile(str(temporary), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        with open(beside, "wb") as sink:
            np.save(sink, sorted_ids(table))
        beside.replace(_ids_path(folder, number))
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        beside.unlink(missing_ok=True)
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise InputError(
            f"{folder.parent}: cannot be written ({reason}); free space, then run the same command again to resume"
        ) from error
    return _scored_chunk(number, table.schema, len(table))


class ScoredChunks(Run):
    """The scored chunks of one run, in its folder; see `annotate.io.runs.Run`."""

    def __enter__(self) -> Self:
        """Create or open the folder, and remove incomplete files of killed processes."""
        super().__enter__()
        for incomplete in self.folder.glob("part-*.new"):
            incomplete.unlink()
        return self

    def done(self) -> dict[int, ScoredChunk]:
        """The scored chunks by number; damaged files are removed."""
        chunks = {}
        for path in sorted(self.folder.glob("part-*.arrow")):
            number = int(path.stem.removeprefix("part-"))
            try:
                with pa.memory_map(str(path)) as source:
                    table = pa.ipc.open_file(source).read_all()
                    chunk = _scored_chunk(number, table.schema, len(table))
                if len(np.load(_ids_path(self.folder, number), mmap_mode="r")) == len(table):
                    chunks[number] = chunk
            except (pa.ArrowException, OSError, KeyError, ValueError, EOFError):
                path.unlink()
        return chunks

    def tables(self, numbers: Sequence[int]) -> Iterator[pa.Table]:
        """The scores of the chunks in order, without metadata."""
        for number in numbers:
            with pa.memory_map(str(_path(self.folder, number))) as source:
                yield pa.ipc.open_file(source).read_all().replace_schema_metadata(None)

    def ids(self, numbers: Sequence[int]) -> Iterator[Array]:
        """What `annotate.scoring.input_checks.sorted_ids` gives of each chunk, which were written with it."""
        for number in numbers:
            yield np.load(_ids_path(self.folder, number), mmap_mode="r")

    def schema(self, numbers: Sequence[int]) -> pa.Schema:
        """The union of the columns of these chunks; columns with conflicting types are text."""
        return _schema_of(map(self._schema, numbers))

    def _schema(self, number: int) -> pa.Schema:
        with pa.memory_map(str(_path(self.folder, number))) as source:
            return pa.ipc.open_file(source).schema


def arrow_of(frame: pd.DataFrame) -> pa.Table:
    """A table of scores as an Arrow table: known columns first, in their types and order."""
    fields = [field for field in SCORES.schema if field.name in frame.columns]
    names = {field.name for field in fields}
    columns = [pa.Array.from_pandas(frame[field.name], type=field.type) for field in fields]
    for name in frame.columns:
        if name not in names:
            fields.append(pa.field(str(name), REAL) if str(name).startswith(PROBABILITY) else None)
            columns.append(_array(frame[name]))
            fields[-1] = pa.field(str(name), columns[-1].type)
    return pa.table(columns, schema=pa.schema(fields))


def shaped(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """`table` with exactly the columns of `schema`; missing ones are added empty."""
    columns = []
    for field in schema:
        if field.name not in table.column_names:
            columns.append(pa.nulls(len(table), field.type))
        elif pa.types.is_string(field.type) and not pa.types.is_string(table[field.name].type):
            columns.append(
                pa.array([None if v is None else _as_text(v) for v in table[field.name].to_pylist()], pa.string())
            )
        else:
            columns.append(table[field.name].cast(field.type, safe=not pa.types.is_floating(field.type)))
    return pa.table(columns, schema=schema)


def flat(schema: pa.Schema) -> pa.Schema:
    """`schema` with nested columns replaced by text, as they are written to CSV as JSON."""
    return pa.schema(
        [pa.field(field.name, pa.string()) if pa.types.is_nested(field.type) else field for field in schema]
    )


def _array(values: pd.Series) -> pa.Array:
    try:
        array = pa.Array.from_pandas(values)
    except (pa.ArrowException, OverflowError):  # a column of mixed types, which JSON allows
        return pa.array([None if v is None or v is pd.NA else _as_text(v) for v in values], pa.string())
    if pa.types.is_struct(array.type) and array.type.num_fields == 0:  # which Parquet cannot store
        return pa.array([None if v is None else _as_text(v) for v in array.to_pylist()], pa.string())
    return array.cast(pa.string()) if pa.types.is_large_string(array.type) else array


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _schema_of(schemas: Iterable[pa.Schema]) -> pa.Schema:
    """The union of the columns of `schemas`; columns with conflicting types are text."""
    return reduce(_united, (schema.remove_metadata() for schema in schemas), arrow_of(pd.DataFrame()).schema)


def _united(one: pa.Schema, other: pa.Schema) -> pa.Schema:
    try:
        return pa.unify_schemas([one, other], promote_options="permissive")
    except pa.ArrowException:
        fields = {field.name: field for field in one}
        for field in other:
            known = fields.get(field.name)
            agreed = known is None or known.type == field.type
            fields[field.name] = field if agreed else pa.field(field.name, pa.string())
        return pa.schema(list(fields.values()))


def _noted(size: int, rejects: Sequence[Reject], notes: Sequence[Note]) -> dict[bytes, str]:
    written = json.dumps([asdict(reject) for reject in rejects])
    return {_SIZE: str(size), _REJECTS: written, _NOTES: json.dumps(notes)}


def _rejects(schema: pa.Schema) -> tuple[Reject, ...]:
    return tuple(Reject(**reject) for reject in json.loads(schema.metadata[_REJECTS]))


def _notes(schema: pa.Schema) -> tuple[Note, ...]:
    return tuple((path, time, words) for path, time, words in json.loads(schema.metadata[_NOTES]))


def _scored_chunk(number: int, schema: pa.Schema, rows: int) -> ScoredChunk:
    return ScoredChunk(number, int(schema.metadata[_SIZE]), rows, _rejects(schema), _notes(schema))


def _path(folder: Path, number: int) -> Path:
    return folder / f"part-{number:08d}.arrow"


def _ids_path(folder: Path, number: int) -> Path:
    return folder / f"part-{number:08d}.ids.npy"
