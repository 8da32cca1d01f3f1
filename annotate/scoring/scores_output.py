"""The output of scoring: a table of scores in one file or in several, and metadata of the run."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Container, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from annotate import tables
from annotate.errors import InputError
from annotate.io.formats import PACKED, written_format
from annotate.io.processes import available_cores
from annotate.io.reading import read_table
from annotate.io.rejects import rejects_path
from annotate.io.table_sinks import PARQUET_COMPRESSION, JsonLines, table_sink
from annotate.io.writing import unwritable, written_whole
from annotate.scoring._scored_chunks import ScoredChunks, flat, shaped
from annotate.scoring.domain_shift import DomainShift

_NOTE = "annotate"
"""Key of the run's metadata in Parquet files."""
_AT_ONCE = 2  # chunks to write between two that arrive: enough to keep up, few enough not to keep workers waiting
_REPEATING = ("article_id", "outlet", "published", "kind", "quoted", "speaker", "label", "abstained", "model")


class Output:
    """The run's table, written in order while later chunks are scored, and moved to its path when complete.

    It is written in the folder of the run. If a chunk has other columns than those before it, or the output is a folder
    or standard output, it is written at the end instead.

    Parameters
    ----------
    chunks
        The scored chunks of the run.
    output
        A table, ``-`` for JSON Lines on standard output, or a folder for one Parquet file per chunk.
    """

    def __init__(self, chunks: ScoredChunks, output: Path | str) -> None:
        if str(output) != "-" and Path(output).is_dir():
            _check_folder(Path(output))
        self.path = output
        self._chunks = chunks
        self._growing = None if str(output) == "-" or is_folder(output) else _Growing(chunks, Path(output))

    def grow(self, done: Container[int]) -> None:
        """Write the next few of the chunks that are `done`.

        Raises
        ------
        InputError
            If they cannot be written; the scored chunks are kept.
        """
        if self._growing is not None:
            self._growing.grow(done)

    def finish(self, numbers: Sequence[int], note: RunNote) -> None:
        """Write the remaining chunks, and move the table to its path.

        The note is stored in the metadata of Parquet files, and beside other tables as ``NAME.about.json``.

        Raises
        ------
        InputError
            If the table cannot be written; the scored chunks are kept.
        """
        noted = {_NOTE: note.as_json()}
        if self._growing is not None:
            self._growing.finish(numbers, noted)
            if written_format(self.path).name != "parquet":
                with written_whole(_note_path(self.path)) as temporary:
                    temporary.write_text(note.as_json() + "\n", encoding="utf-8")
            return
        schema = self._chunks.schema(numbers).with_metadata(noted)
        rows = (shaped(table, schema) for table in self._chunks.tables(numbers))
        if str(self.path) == "-":
            for table in rows:
                JsonLines(sys.stdout.buffer).write_table(table)
        else:
            _write_folder(rows, Path(self.path))

    def close(self) -> None:
        """Discard the table if it is not complete."""
        if self._growing is not None:
            self._growing.close()


class _Growing:
    """A table in one file that is written in the folder of the run; its chunks are numbered from 0 without a gap."""

    def __init__(self, chunks: ScoredChunks, output: Path) -> None:
        self._chunks, self._output = chunks, output
        self._is_parquet = written_format(output).name == "parquet"
        self._columns = flat if written_format(output).name == "csv" else lambda schema: schema
        self._temporary = chunks.folder / f"output{output.suffix}"
        self._next, self._alike = 0, True
        self._schema: pa.Schema | None = None
        self._sink: Any = None
        self._open = ExitStack()

    def grow(self, done: Container[int]) -> None:
        for _ in range(_AT_ONCE):
            if not self._alike or self._next not in done:
                return
            schema = self._columns(self._chunks.schema([self._next]))
            self._schema = schema if self._schema is None else self._schema
            self._alike = schema == self._schema
            if self._alike:
                self._add(self._next)

    def finish(self, numbers: Sequence[int], noted: Mapping[str, str]) -> None:
        schema = self._columns(self._chunks.schema(numbers))
        if schema != self._schema:
            self.close()
            self._next, self._schema, self._open = 0, schema, ExitStack()
        for number in numbers[self._next :]:
            self._add(number)
        try:
            if self._is_parquet:
                self._sink.add_key_value_metadata(noted)
            self._open.close()
            os.replace(
                self._temporary, self._output
            )  # it grew while the run went on, so `written_whole` cannot hold it
        except OSError as error:
            raise unwritable(self._output, error) from error

    def close(self) -> None:
        with suppress(OSError):  # closing fails on a full disk, which does not matter for a file that is discarded
            self._open.close()
        self._sink = None
        self._temporary.unlink(missing_ok=True)

    def _add(self, number: int) -> None:
        try:
            if self._sink is None:
                sink = table_sink(self._temporary, self._output, self._schema, repeating=_REPEATING)
                self._sink = self._open.enter_context(sink)
            for table in self._chunks.tables([number]):
                self._sink.write_table(shaped(table, self._schema))
        except OSError as error:
            raise unwritable(self._output, error) from error
        self._next += 1


@dataclass(frozen=True)
class RunNote:
    """Metadata of the run that wrote scores; the defaults stand for unknown values.

    Attributes
    ----------
    model, labels
        The name of the model, and its labels.
    rows, rejected
        Number of scores, and of rejected rows.
    domain_shift
        How much the text differs from the training text; None if that is unknown.
    """

    model: str = ""
    labels: tuple[str, ...] = ()
    rows: int = 0
    rejected: int = 0
    domain_shift: DomainShift | None = None

    def as_json(self) -> str:
        """The note as it is stored with scores."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2)

    @classmethod
    def of(cls, noted: Mapping[str, Any]) -> RunNote:
        """Restore a note that this or an earlier version stored; unknown entries are ignored.

        Raises
        ------
        TypeError, ValueError
            If `noted` is not a note.
        """
        shift = noted.get("domain_shift", noted.get("drift"))
        known = {name: noted[name] for name in ("model", "rows", "rejected") if name in noted}
        labels = tuple(map(str, noted.get("labels", ())))
        return cls(labels=labels, domain_shift=DomainShift.of(shift) if shift else None, **known)


def run_note(scores: Path | str) -> RunNote:
    """The metadata of the run that wrote `scores`, a table or a folder of Parquet files.

    Raises
    ------
    InputError
        If the table or its metadata cannot be read.
    """
    path = Path(scores)
    if path.is_dir():
        path = min(path.glob("*.parquet"), default=path)
    try:
        if path.suffix.lower() == ".parquet":
            noted = (pq.read_metadata(path).metadata or {}).get(_NOTE.encode(), b"{}")
        else:
            noted = _note_path(path).read_bytes() if _note_path(path).is_file() else b"{}"
        return RunNote.of(json.loads(noted))
    except (OSError, ValueError, TypeError, AttributeError, pa.ArrowException) as error:
        raise InputError(f"{scores}: cannot be read ({error}); score the coverage again") from error


def read_scores(path: Path | str) -> pd.DataFrame:
    """The scores in a table, or in all Parquet files of a folder that ``annotate score`` filled.

    Raises
    ------
    InputError
        If there are none, or they cannot be read.
    """
    if not Path(path).is_dir():
        return read_table(path, tables.SCORES)
    files = sorted(Path(path).glob("*.parquet"))
    if not files:
        raise InputError(f"{path}: no Parquet files in this folder; name a table of scores, or score the coverage")
    return pd.concat([read_table(file, tables.SCORES) for file in files], ignore_index=True)


def without_output(files: Sequence[Path], named: Sequence[Path | str], output: Path | str) -> list[Path]:
    """The files to read, without the output and the rejects of an earlier run for the same `output`.

    Raises
    ------
    InputError
        If `output` is one of the inputs in `named`, which would be overwritten.
    """
    if str(output) == "-":
        return list(files)
    target = os.path.realpath(output)
    for name in named:
        if os.path.realpath(name) == target:
            raise InputError(f"{output}: refusing to overwrite the input; choose another `output`")
    own = {target, str(rejects_path(target))}
    return [path for path in files if os.path.realpath(path) not in own]


def is_folder(output: Path | str) -> bool:
    """Whether `output` is a folder for partitioned Parquet: an existing one, or a name without an ending.

    Raises
    ------
    InputError
        If it has an ending that no table format has.
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


def _write_folder(rows: Iterator[pa.Table], output: Path) -> None:
    """Write one file per chunk to a temporary folder, and move them to `output` when all are written."""
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{output.name}.", dir=output.parent) as temporary:
            paths = (Path(temporary) / f"part-{number:08d}.parquet" for number in count())
            with ThreadPoolExecutor(available_cores()) as threads:  # Arrow encodes without holding the interpreter
                for _ in threads.map(partial(pq.write_table, compression=PARQUET_COMPRESSION), rows, paths):
                    pass
            if output.is_dir():
                for old in output.glob("part-*"):
                    old.unlink()
            output.mkdir(exist_ok=True)
            for new in sorted(Path(temporary).iterdir()):
                new.replace(output / new.name)
    except OSError as error:
        raise unwritable(output, error) from error


def _note_path(output: Path | str) -> Path:
    stem = _stem(Path(output))
    return stem.with_name(f"{stem.name}.about.json")


def _stem(output: Path) -> Path:
    name = output.name
    for ending in (*PACKED, ".csv", ".jsonl", ".ndjson", ".parquet"):
        name = name.removesuffix(ending)
    return output.with_name(name)
