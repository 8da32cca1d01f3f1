"""What a run of scoring leaves: its table, in one file or in many, and beside it what was rejected."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from itertools import count
from pathlib import Path
from typing import IO, Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from annotate import tables
from annotate.coverage.engines import available
from annotate.coverage.parts import Parts, shaped
from annotate.errors import InputError
from annotate.streams import Reject

COMPRESSION = "snappy"
_ABOUT = "annotate"
_REPEATING = ("article_id", "outlet", "published", "kind", "quoted", "speaker", "label", "abstained", "model")


def place_of(output: Path | str) -> Path:
    """Where parts are kept for `output`: beside it, of standard output in a folder for passing things."""
    return Path(tempfile.gettempdir()) / f"annotate-{os.getpid()}" if str(output) == "-" else Path(output)


def write_output(parts: Parts, numbers: Sequence[int], output: Path | str, about: Mapping[str, Any]) -> None:
    """Write the rows of the parts, in order, to `output`: a table, or a folder of Parquet files, one a part.

    What the run was (`about`) goes into the Parquet files' metadata, or into ``NAME.about.json`` beside other tables.

    Raises
    ------
    InputError
        If it cannot be written; the parts stay.
    """
    schema = parts.schema(numbers).with_metadata({_ABOUT: json.dumps(about, ensure_ascii=False)})
    rows = (shaped(table, schema) for table in parts.tables(numbers))
    if str(output) == "-":
        _jsonl(rows, sys.stdout.buffer)
        return
    if is_folder(output):
        _folder(rows, schema, Path(output))
        return
    kind = tables.kind_of_file(output)
    with tables.written_whole(output) as beside:
        if kind == "parquet":
            # Dictionaries pay for columns that repeat themselves; of texts they are thrown away after much work.
            repeating = [name for name in _REPEATING if name in schema.names]
            with pq.ParquetWriter(beside, schema, compression=COMPRESSION, use_dictionary=repeating) as writer:
                for table in rows:
                    writer.write_table(table)
            return
        with _packing(beside, Path(output)) as stream:
            if kind == "jsonl":
                _jsonl(rows, stream)
            else:
                _csv(rows, schema, stream)
    with tables.written_whole(_beside(output)) as beside:
        beside.write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def about(scores: Path | str) -> dict[str, Any]:
    """What is noted of the run that wrote `scores`: ``model``, ``rows``, ``rejected``, ``drift``; empty if nothing is.

    Raises
    ------
    InputError
        If the table is not readable.
    """
    path = Path(scores)
    if path.is_dir():
        path = min(path.glob("part-*.parquet"), default=path)
    try:
        if path.suffix.lower() == ".parquet":
            noted = (pq.read_schema(path).metadata or {}).get(_ABOUT.encode(), b"{}")
        else:
            noted = _beside(path).read_bytes() if _beside(path).is_file() else b"{}"
        found = json.loads(noted)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise InputError(f"{scores}: cannot be read ({error}); score the coverage again") from error
    return found if isinstance(found, dict) else {}


def write_rejects(rejects: Sequence[Reject], output: Path | str) -> Path | None:
    """Write what was rejected to a table beside `output` and return its path; without any, an older one is removed."""
    path = Path("scores.rejects.csv" if str(output) == "-" else f"{_stem(Path(output))}.rejects.csv")
    if not rejects:
        path.unlink(missing_ok=True)
        return None
    tables.write(pd.DataFrame([asdict(reject) for reject in rejects]), path, tables.REJECTS)
    return path


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
    tables.kind_of_file(output)
    return False


def _folder(rows: Iterator[pa.Table], schema: pa.Schema, output: Path) -> None:
    """Write one file a part beside `output`, which takes its place when all are there."""
    if output.is_dir() and any(not path.name.startswith("part-") for path in output.iterdir()):
        raise InputError(f"{output}: a folder with other files in it; name a new one, or a .parquet file")
    try:
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
    except OSError as error:
        raise InputError(
            f"{output}: cannot be written ({error.strerror}); free space or choose another place"
        ) from error


def _jsonl(rows: Iterator[pa.Table], stream: IO[bytes]) -> None:
    for table in rows:
        tables.write_jsonl(table.to_pandas(), stream)


def _csv(rows: Iterator[pa.Table], schema: pa.Schema, stream: Any) -> None:
    with pa.csv.CSVWriter(stream, schema, write_options=pa.csv.WriteOptions(quoting_style="needed")) as writer:
        for table in rows:
            writer.write_table(table)


@contextmanager
def _packing(beside: Path, output: Path) -> Iterator[Any]:
    packed = {".gz": "gzip", ".zst": "zstd"}.get(output.suffix.lower())
    with pa.output_stream(str(beside), compression=packed) as stream:
        yield stream


def _beside(output: Path | str) -> Path:
    stem = _stem(Path(output))
    return stem.with_name(f"{stem.name}.about.json")


def _stem(output: Path) -> Path:
    name = output.name
    for ending in (*tables.PACKED, ".csv", ".jsonl", ".ndjson", ".parquet"):
        name = name.removesuffix(ending)
    return output.with_name(name)
