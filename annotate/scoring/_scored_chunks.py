"""The parts of a run that are done: one Arrow file a chunk in a folder beside the output, and a note of what they are.

A part is there whole or not at all, and its rejects are in it, so what is done is what is in the folder: a run that was
killed goes on from it, and no row is lost or doubled. When all parts are there they become the output.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from annotate.columns import REAL
from annotate.errors import InputError
from annotate.io.rejects import Reject
from annotate.tables import PROBABILITY, SCORES

try:
    import fcntl
except ImportError:  # Windows has no such lock; two runs at once are then not noticed
    fcntl = None  # type: ignore[assignment]

_NOTE, _LOCK = "run.json", "lock"
_SIZE, _REJECTS = b"size", b"rejects"


@dataclass(frozen=True)
class Done:
    """What a part holds: its number, how much input it took, how many rows came of it, and what was rejected."""

    number: int
    size: int
    rows: int
    rejects: tuple[Reject, ...]


def part_of(frame: pd.DataFrame, size: int, rejects: Sequence[Reject]) -> pa.Table:
    """Scores as a part: an Arrow table with what was rejected, and how much input it took, noted in its schema."""
    return arrow_of(frame).replace_schema_metadata(_noted(size, rejects))


def joined(parts: Sequence[pa.Table], size: int, rejects: Sequence[Reject]) -> pa.Table:
    """Parts one after the other as one, which took so much input, with what was rejected of each and `rejects`."""
    told = [*(reject for part in parts for reject in _rejects(part.schema)), *rejects]
    schema = _schema_of(part.schema for part in parts)
    rows = pa.concat_tables([shaped(part, schema) for part in parts] or [schema.empty_table()])
    return rows.replace_schema_metadata(_noted(size, told))


def put(folder: Path, number: int, part: pa.Table) -> Done:
    """Write a part into `folder`, whole or not at all.

    Raises
    ------
    InputError
        If there is no room, or the folder is gone.
    """
    path = _path(folder, number)
    beside = path.with_suffix(f".{os.getpid()}.new")
    try:
        with pa.OSFile(str(beside), "wb") as sink, pa.ipc.new_file(sink, part.schema) as writer:
            writer.write_table(part)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        why = os.strerror(error.errno) if error.errno else str(error)
        raise InputError(
            f"{folder.parent}: cannot be written ({why}); free space, then run the same command to go on"
        ) from error
    return _done(number, part.schema, len(part))


class Parts:
    """The folder of parts of one run; a context that holds it against other runs.

    Parameters
    ----------
    output
        Where the run's table will be; the folder lies beside it.
    run
        What the run is: its inputs, model and options. Parts of any other run are thrown away.
    """

    def __init__(self, output: Path, run: Mapping[str, Any]) -> None:
        self.folder = output.parent / f".{output.name}.parts"
        self.run = json.loads(json.dumps(dict(run)))
        self._settled: dict[str, Any] = {}
        self._lock: Any = None

    def __enter__(self) -> Parts:
        """Make the folder, or find it.

        Raises
        ------
        InputError
            If it cannot be written to, or another run holds it.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = (self.folder / _LOCK).open("w")
        except OSError as error:
            raise InputError(
                f"{self.folder.parent}: cannot be written ({error.strerror}); choose another place with -o"
            ) from error
        self._hold()
        for half in self.folder.glob("part-*.new"):  # of a process that was killed while it wrote
            half.unlink()
        note = self._note()
        if note.get("run") == self.run:
            self._settled = note["settled"]
        else:
            for path in self.folder.iterdir():
                if path.name != _LOCK:
                    path.unlink()
            self._write()
        return self

    def __exit__(self, *error: object) -> None:
        """Let the folder go; it stays, for the run to go on, unless it holds nothing or `remove` was called."""
        if self.folder.is_dir() and not any(self.folder.glob("part-*.arrow")):
            self.remove()
        self._lock.close()

    def settled(self, name: str, settle: Callable[[], Any]) -> Any:
        """What the run began with: the value of `settle` at its first start, the same ever after."""
        if name not in self._settled:
            self._settled[name] = settle()
            self._write()
        return self._settled[name]

    def done(self) -> dict[int, Done]:
        """The parts that are there, by number; a damaged one is removed."""
        found = {}
        for path in sorted(self.folder.glob("part-*.arrow")):
            number = int(path.stem.removeprefix("part-"))
            try:
                with pa.memory_map(str(path)) as source:
                    part = pa.ipc.open_file(source).read_all()
                    found[number] = _done(number, part.schema, len(part))
            except (pa.ArrowException, OSError, KeyError, ValueError):
                path.unlink()
        return found

    def tables(self, numbers: Sequence[int]) -> Iterator[pa.Table]:
        """The rows of the parts in order, without what was noted beside them."""
        for number in numbers:
            with pa.memory_map(str(_path(self.folder, number))) as source:
                yield pa.ipc.open_file(source).read_all().replace_schema_metadata(None)

    def schema(self, numbers: Sequence[int]) -> pa.Schema:
        """Columns that hold those of each of the parts; where two disagree on a type, text."""
        return _schema_of(map(self._schema, numbers))

    def _schema(self, number: int) -> pa.Schema:
        with pa.memory_map(str(_path(self.folder, number))) as source:
            return pa.ipc.open_file(source).schema

    def remove(self) -> None:
        """Remove the folder: the output is there."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _hold(self) -> None:
        if fcntl is None:
            return
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise InputError(
                f"{self.folder}: another annotate score is at work here; wait, or choose another -o"
            ) from error

    def _note(self) -> dict[str, Any]:
        try:
            note = json.loads((self.folder / _NOTE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return note if isinstance(note, dict) else {}

    def _write(self) -> None:
        beside = self.folder / f"{_NOTE}.new"
        try:
            beside.write_text(json.dumps({"run": self.run, "settled": self._settled}), encoding="utf-8")
            beside.replace(self.folder / _NOTE)
        except OSError as error:
            raise InputError(f"{self.folder.parent}: cannot be written ({error.strerror}); free space") from error


def arrow_of(frame: pd.DataFrame) -> pa.Table:
    """A scores table as Arrow: known columns in their types and order, then the rest."""
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
    """`table` with exactly the columns of `schema`, those it lacks empty."""
    columns = []
    for field in schema:
        if field.name not in table.column_names:
            columns.append(pa.nulls(len(table), field.type))
        elif pa.types.is_string(field.type) and not pa.types.is_string(table[field.name].type):
            columns.append(
                pa.array([None if v is None else _written(v) for v in table[field.name].to_pylist()], pa.string())
            )
        else:
            columns.append(table[field.name].cast(field.type, safe=not pa.types.is_floating(field.type)))
    return pa.table(columns, schema=schema)


def flat(schema: pa.Schema) -> pa.Schema:
    """`schema` with text, which will be JSON, for columns that a table of plain cells cannot hold."""
    return pa.schema(
        [pa.field(field.name, pa.string()) if pa.types.is_nested(field.type) else field for field in schema]
    )


def _array(values: pd.Series) -> pa.Array:
    try:
        array = pa.Array.from_pandas(values)
    except (pa.ArrowException, OverflowError):  # a column of mixed kinds, as JSON may hold
        return pa.array([None if v is None or v is pd.NA else _written(v) for v in values], pa.string())
    if pa.types.is_struct(array.type) and array.type.num_fields == 0:  # which Parquet cannot hold
        return pa.array([None if v is None else _written(v) for v in array.to_pylist()], pa.string())
    return array.cast(pa.string()) if pa.types.is_large_string(array.type) else array


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _schema_of(schemas: Iterable[pa.Schema]) -> pa.Schema:
    """Columns that hold those of all `schemas`; where two disagree on a type, text."""
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


def _noted(size: int, rejects: Sequence[Reject]) -> dict[bytes, str]:
    return {_SIZE: str(size), _REJECTS: json.dumps([asdict(reject) for reject in rejects])}


def _rejects(schema: pa.Schema) -> tuple[Reject, ...]:
    return tuple(Reject(**given) for given in json.loads(schema.metadata[_REJECTS]))


def _done(number: int, schema: pa.Schema, rows: int) -> Done:
    return Done(number, int(schema.metadata[_SIZE]), rows, _rejects(schema))


def _path(folder: Path, number: int) -> Path:
    return folder / f"part-{number:08d}.arrow"
