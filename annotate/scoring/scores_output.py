"""What a run of scoring leaves: its table, in one file or in many, and beside it what was rejected."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Container, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import IO, Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from annotate import tables
from annotate.errors import InputError
from annotate.io.formats import PACKED, written_format
from annotate.io.reading import read_table
from annotate.io.rejects import rejects_path
from annotate.io.writing import write_jsonl, written_whole
from annotate.scoring._scored_chunks import Parts, flat, shaped
from annotate.scoring.worker_pool import available

COMPRESSION = "snappy"
_ABOUT = "annotate"
_AT_ONCE = 2  # parts: more than come meanwhile, less than keeps the processes that score waiting
_REPEATING = ("article_id", "outlet", "published", "kind", "quoted", "speaker", "label", "abstained", "model")


def place_of(output: Path | str) -> Path:
    """Where parts are kept for `output`: beside it, of standard output in a folder for passing things."""
    return Path(tempfile.gettempdir()) / f"annotate-{os.getpid()}" if str(output) == "-" else Path(output)


class Output:
    """The run's table, written in order while later parts are still scored, and in place when all are there.

    It grows in the folder of the parts. Only when a part turns out to have other columns than those before it, or the
    table goes to a folder or to standard output, is it written at the end.

    Parameters
    ----------
    parts
        The parts of the run.
    output
        A table, "-" for JSON Lines on standard output, or a folder, which gets a Parquet file for each part.
    """

    def __init__(self, parts: Parts, output: Path | str) -> None:
        if str(output) != "-" and Path(output).is_dir():
            _check_folder(Path(output))
        self.place = output
        self._parts = parts
        self._growing = None if str(output) == "-" or is_folder(output) else _Growing(parts, Path(output))

    def grow(self, done: Container[int]) -> None:
        """Write what can be written of the parts that are `done`, little enough not to keep anyone waiting.

        Raises
        ------
        InputError
            If it cannot be written; the parts stay.
        """
        if self._growing is not None:
            self._growing.grow(done)

    def finish(self, numbers: Sequence[int], about: Mapping[str, Any]) -> None:
        """Write the rest, and put the table where it belongs.

        What the run was (`about`) goes into the Parquet files' metadata, or into ``NAME.about.json`` beside others.

        Raises
        ------
        InputError
            If it cannot be written; the parts stay.
        """
        noted = {_ABOUT: json.dumps(about, ensure_ascii=False)}
        if self._growing is not None:
            self._growing.finish(numbers, noted)
            if written_format(self.place).name != "parquet":
                with written_whole(_beside(self.place)) as beside:
                    beside.write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
            return
        schema = self._parts.schema(numbers).with_metadata(noted)
        rows = (shaped(table, schema) for table in self._parts.tables(numbers))
        if str(self.place) == "-":
            for table in rows:
                _Lines(sys.stdout.buffer).write_table(table)
        else:
            _folder(rows, schema, Path(self.place))

    def close(self) -> None:
        """Let go of what is written and not in place."""
        if self._growing is not None:
            self._growing.close()


class _Growing:
    """A table in one file, which grows in the folder of its parts; these are numbered from 0 without a gap."""

    def __init__(self, parts: Parts, output: Path) -> None:
        self._parts, self._output = parts, output
        self._kind = written_format(output).name
        self._columns = flat if self._kind == "csv" else lambda schema: schema
        self._beside = parts.folder / f"output{output.suffix}"
        self._next, self._alike = 0, True
        self._schema: pa.Schema | None = None
        self._sink: Any = None
        self._open = ExitStack()

    def grow(self, done: Container[int]) -> None:
        for _ in range(_AT_ONCE):
            if not self._alike or self._next not in done:
                return
            schema = self._columns(self._parts.schema([self._next]))
            self._schema = schema if self._schema is None else self._schema
            self._alike = schema == self._schema
            if self._alike:
                self._add(self._next)

    def finish(self, numbers: Sequence[int], noted: Mapping[str, str]) -> None:
        schema = self._columns(self._parts.schema(numbers))
        if schema != self._schema:
            self.close()
            self._next, self._schema, self._open = 0, schema, ExitStack()
        for number in numbers[self._next :]:
            self._add(number)
        with _told(self._output):
            if self._kind == "parquet":
                self._sink.add_key_value_metadata(noted)
            self._open.close()
            os.replace(self._beside, self._output)

    def close(self) -> None:
        with suppress(OSError):  # on a full disk it cannot be ended well, and need not be: it is thrown away
            self._open.close()
        self._sink = None
        self._beside.unlink(missing_ok=True)

    def _add(self, number: int) -> None:
        with _told(self._output):
            if self._sink is None:
                self._sink = self._open.enter_context(_SINKS[self._kind](self._beside, self._schema))
            for table in self._parts.tables([number]):
                self._sink.write_table(shaped(table, self._schema))
        self._next += 1


def about(scores: Path | str) -> dict[str, Any]:
    """What is noted of the run that wrote `scores`: ``model``, ``rows``, ``rejected``, ``drift``; empty if nothing is.

    Raises
    ------
    InputError
        If the table is not readable.
    """
    path = Path(scores)
    if path.is_dir():
        path = min(path.glob("*.parquet"), default=path)
    try:
        if path.suffix.lower() == ".parquet":
            noted = (pq.read_metadata(path).metadata or {}).get(_ABOUT.encode(), b"{}")
        else:
            noted = _beside(path).read_bytes() if _beside(path).is_file() else b"{}"
        found = json.loads(noted)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise InputError(f"{scores}: cannot be read ({error}); score the coverage again") from error
    return found if isinstance(found, dict) else {}


def read_scores(place: Path | str) -> pd.DataFrame:
    """The scores in a table, or in all Parquet files of a folder that ``annotate score`` filled.

    Raises
    ------
    InputError
        If there are none, or they cannot be read.
    """
    if not Path(place).is_dir():
        return read_table(place, tables.SCORES)
    files = sorted(Path(place).glob("*.parquet"))
    if not files:
        raise InputError(f"{place}: no Parquet files in this folder; name a table of scores, or score the coverage")
    return pd.concat([read_table(path, tables.SCORES) for path in files], ignore_index=True)


def without_output(files: Sequence[Path], named: Sequence[Path | str], output: Path | str) -> list[Path]:
    """The files to read, without what an earlier run wrote among them for the same `output`.

    Raises
    ------
    InputError
        If `output` is one of those that were `named` themselves, which writing it would destroy.
    """
    if str(output) == "-":
        return list(files)
    place = Path(output).resolve()
    for name in named:
        if Path(name).resolve() == place:
            raise InputError(f"{output}: is what is to be scored; name another place with -o")
    own = {place, rejects_path(place)}
    return [path for path in files if path.resolve() not in own]


def is_folder(output: Path | str) -> bool:
    """Whether `output` names a folder for partitioned Parquet: one that is there, or a name without an ending.

    Raises
    ------
    InputError
        If it has an ending that is none of a table's.
    """
    if str(output) == "-":
        return False
    if Path(output).is_dir() or not Path(output).suffix:
        return True
    written_format(output)
    return False


def _check_folder(output: Path) -> None:
    if any(not path.name.startswith("part-") for path in output.iterdir()):
        raise InputError(f"{output}: a folder with other files in it; name a new one, or a .parquet file")


def _folder(rows: Iterator[pa.Table], schema: pa.Schema, output: Path) -> None:
    """Write one file a part beside `output`, which takes its place when all are there."""
    with _told(output):
        output.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{output.name}.", dir=output.parent) as beside:
            places = (Path(beside) / f"part-{number:08d}.parquet" for number in count())
            with ThreadPoolExecutor(available()) as threads:  # Arrow encodes without holding the interpreter
                for _ in threads.map(partial(pq.write_table, compression=COMPRESSION), rows, places):
                    pass
            if output.is_dir():
                for old in output.glob("part-*"):
                    old.unlink()
            output.mkdir(exist_ok=True)
            for new in sorted(Path(beside).iterdir()):
                new.replace(output / new.name)


@contextmanager
def _parquet(beside: Path, schema: pa.Schema) -> Iterator[pq.ParquetWriter]:
    # Dictionaries pay for columns that repeat themselves; of texts they are thrown away after much work.
    repeating = [name for name in _REPEATING if name in schema.names]
    # Arrow's own copy of the schema hides from some readers what is noted at the end; only some types need it.
    store = any(pa.types.is_duration(kind) or getattr(kind, "tz", None) for kind in schema.types)
    with pq.ParquetWriter(
        beside, schema, compression=COMPRESSION, use_dictionary=repeating, store_schema=store
    ) as writer:
        yield writer


@contextmanager
def _csv(beside: Path, schema: pa.Schema) -> Iterator[pa.csv.CSVWriter]:
    options = pa.csv.WriteOptions(quoting_style="needed")
    with _packing(beside) as stream, pa.csv.CSVWriter(stream, schema, write_options=options) as writer:
        yield writer


@dataclass(frozen=True)
class _Lines:
    stream: IO[bytes]

    def write_table(self, table: pa.Table) -> None:
        write_jsonl(table.to_pandas(), self.stream)


@contextmanager
def _jsonl(beside: Path, schema: pa.Schema) -> Iterator[_Lines]:
    with _packing(beside) as stream:
        yield _Lines(stream)


_SINKS = {"parquet": _parquet, "csv": _csv, "jsonl": _jsonl}


def _packing(beside: Path) -> Any:
    packed = {".gz": "gzip", ".zst": "zstd"}.get(beside.suffix.lower())
    return pa.output_stream(str(beside), compression=packed)


@contextmanager
def _told(output: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise InputError(f"{output}: cannot be written ({why}); free space or choose another place") from error


def _beside(output: Path | str) -> Path:
    stem = _stem(Path(output))
    return stem.with_name(f"{stem.name}.about.json")


def _stem(output: Path) -> Path:
    name = output.name
    for ending in (*PACKED, ".csv", ".jsonl", ".ndjson", ".parquet"):
        name = name.removesuffix(ending)
    return output.with_name(name)
