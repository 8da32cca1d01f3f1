"""The tables of the toolkit, and the one reader and writer for all of them.

A table is a pandas ``DataFrame`` whose known columns have the types given here; columns a table does not know are kept
and carried along. Missing columns that are not required are added empty, so that code past this border never asks
whether a column is there. On disk a table is CSV, JSON Lines or Parquet by its file's ending (``.gz`` and ``.zst`` may
follow for the first two); ``-`` is standard input or output, as JSON Lines.
"""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from annotate.columns import FLAG, REAL, TEXT, WHOLE, Wrong, lacking, listed, typed
from annotate.errors import InputError


@dataclass(frozen=True)
class Table:
    """A kind of table: its name, its columns in order, and those without which it is of no use."""

    name: str
    schema: pa.Schema
    required: tuple[str, ...] = ()

    @property
    def columns(self) -> list[str]:
        """The known columns in order."""
        return list(self.schema.names)


def _table(name: str, columns: Mapping[str, pa.DataType], required: str) -> Table:
    return Table(name, pa.schema(list(columns.items())), tuple(required.split()))


_ARTICLES = dict.fromkeys(("article_id", "url", "outlet", "author", "published", "title", "text"), TEXT)
_SENTENCES = {
    "sentence_id": TEXT,
    "article_id": TEXT,
    "outlet": TEXT,
    "published": TEXT,
    "paragraph": WHOLE,
    "position": WHOLE,
    "start": WHOLE,
    "end": WHOLE,
    "kind": TEXT,
    "text": TEXT,
    "quoted": TEXT,
    "speaker": TEXT,
    "before": TEXT,
    "after": TEXT,
}
_BATCH = _SENTENCES | {"strategy": TEXT, "stratum": TEXT, "inclusion_probability": REAL}
_ANNOTATIONS = {
    "sentence_id": TEXT,
    "annotator": TEXT,
    "question": TEXT,
    "label": TEXT,
    "created_at": TEXT,
    "updated_at": TEXT,
    "lead_time": REAL,
    "origin": TEXT,
    "skipped": FLAG,
}
_GOLD = {
    "sentence_id": TEXT,
    "question": TEXT,
    "label": TEXT,
    "annotators": WHOLE,
    "agreed": REAL,
    "source": TEXT,
    "split": TEXT,
    "inclusion_probability": REAL,
}
_SCORES = _SENTENCES | {"label": TEXT, "abstained": FLAG, "model": TEXT}
_ESTIMATES = {"label": TEXT, "n": WHOLE, "labelled": WHOLE, "share": REAL, "low": REAL, "high": REAL, "method": TEXT}

ARTICLES = _table("articles", _ARTICLES, "text")
SENTENCES = _table("sentences", _SENTENCES, "sentence_id text")
BATCH = _table("batch", _BATCH, "sentence_id text")
ANNOTATIONS = _table("annotations", _ANNOTATIONS, "sentence_id annotator question")
GOLD = _table("gold", _GOLD, "sentence_id question label")
SCORES = _table("scores", _SCORES, "sentence_id label")
ESTIMATES = _table("estimates", _ESTIMATES, "label share")
REJECTS = _table("rejects", {"where": TEXT, "reason": TEXT, "row": TEXT}, "where reason")

PROBABILITY = "p_"
"""Prefix of the columns with each label's probability in a scores table."""

KINDS = ("body", "heading", "caption", "credit", "byline", "boilerplate")
"""What a line of an article can be."""

_ENDINGS = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
PACKED = (".gz", ".zst")
"""Endings of files that are unpacked as they are read."""


def kind_of_file(path: str | Path) -> str:
    """``csv``, ``jsonl`` or ``parquet`` by the file's ending; ``-`` is ``jsonl``.

    Raises
    ------
    InputError
        If the ending is none of a table's.
    """
    if str(path) == "-":
        return "jsonl"
    suffixes = [s.lower() for s in Path(path).suffixes]
    if suffixes and suffixes[-1] in PACKED:
        suffixes.pop()
    if suffixes and suffixes[-1] in _ENDINGS:
        return _ENDINGS[suffixes[-1]]
    raise InputError(f"{path}: not a table; name a file that ends in .csv, .jsonl or .parquet")


def read(path: str | Path, table: Table | None = None, *, rename: Mapping[str, str] | None = None) -> pd.DataFrame:
    """The table at `path`, its known columns in the types of `table`.

    Parameters
    ----------
    path
        A CSV, JSON Lines or Parquet file, or ``-`` for JSON Lines on standard input.
    table
        What the file should hold; without it columns come as they are (CSV: all text).
    rename
        Column names of the file that stand for known ones, as ``{"body": "text"}``.

    Raises
    ------
    InputError
        If the file is missing, empty, unreadable, lacks a required column or holds a value of the wrong kind.
    """
    kind = kind_of_file(path)
    if str(path) != "-" and not Path(path).is_file():
        what = "is a folder, not a table" if Path(path).is_dir() else "no such file"
        raise InputError(f"{path}: {what}; check the path")
    frame = {"csv": _read_csv, "jsonl": _read_jsonl, "parquet": _read_parquet}[kind](path)
    if rename:
        frame = _renamed(frame, rename, path)
    return conform(frame, table, where=str(path)) if table else frame


def write(frame: pd.DataFrame, path: str | Path, table: Table | None = None) -> None:
    """Write a table whole or not at all: beside its place first, then renamed.

    Known columns come first and in order; unknown ones follow.
    """
    kind = kind_of_file(path)
    if table:
        known = [c for c in table.columns if c in frame.columns]
        frame = frame[known + [c for c in frame.columns if c not in known]]
    if str(path) == "-":
        write_jsonl(frame, sys.stdout.buffer)
        return
    with written_whole(path) as beside:
        if kind == "parquet":
            frame.to_parquet(beside, index=False)
            return
        with _packing(beside, path) as stream:
            (_write_csv if kind == "csv" else write_jsonl)(frame, stream)


@contextmanager
def written_whole(path: str | Path) -> Iterator[Path]:
    """A path beside `path` to write to; it takes `path`'s place only when all went well.

    Raises
    ------
    InputError
        If the folder cannot be written to.
    """
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}); choose another place with -o") from error
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        beside.chmod(0o666 & ~_umask())
        os.replace(beside, path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}); free space or choose another place") from error
    finally:
        beside.unlink(missing_ok=True)


def conform(frame: pd.DataFrame, table: Table, where: str) -> pd.DataFrame:
    """`frame` with the known columns of `table` in its types, missing ones empty, unknown ones untouched.

    Raises
    ------
    InputError
        Naming `where`, the column and, for a value of the wrong kind, its row.
    """
    sound, wrong = _typed_columns(frame, table, where)
    for name, (rows, wanted) in wrong.items():
        row = int(rows.argmax())
        raise InputError(f"{where}: row {row + 1}: {name} {str(frame[name].iloc[row])[:40]!r} is not {wanted}")
    return sound


def sifted(frame: pd.DataFrame, table: Table, where: str) -> tuple[pd.DataFrame, dict[int, str]]:
    """Like `conform`, but rows with a value of the wrong kind are left out instead of raising.

    Returns
    -------
    tuple
        The good rows, and the reason for each bad one by its position in `frame`.

    Raises
    ------
    InputError
        If a required column is missing.
    """
    sound, wrong = _typed_columns(frame, table, where)
    reasons: dict[int, str] = {}
    for name, (rows, wanted) in wrong.items():
        for row in rows.nonzero()[0]:
            reasons.setdefault(int(row), f"{name} {str(frame[name].iloc[row])[:40]!r} is not {wanted}")
    return (sound.drop(index=sound.index[list(reasons)]) if reasons else sound), reasons


def empty(table: Table) -> pd.DataFrame:
    """A table without rows."""
    return conform(pd.DataFrame(columns=table.columns), table, where=table.name)


def _typed_columns(frame: pd.DataFrame, table: Table, where: str) -> tuple[pd.DataFrame, Wrong]:
    missing = [c for c in table.required if c not in frame.columns]
    if missing:
        raise InputError(f"{where}: {lacking(missing[0], table.name, frame.columns)}")
    kinds = {field.name: field.type for field in table.schema}
    if table is SCORES:
        kinds |= {c: REAL for c in frame.columns if str(c).startswith(PROBABILITY)}
    return typed(frame, kinds)


def _renamed(frame: pd.DataFrame, rename: Mapping[str, str], path: str | Path) -> pd.DataFrame:
    for name in rename:
        if name not in frame.columns:
            advice = f"say with an option which column is the {rename[name]} (see --help)"
            raise InputError(f"{path}: no column '{name}'; found {listed(frame.columns)}; {advice}")
    return frame.drop(columns=[v for k, v in rename.items() if v != k and v in frame.columns]).rename(columns=rename)


def _read_csv(path: str | Path) -> pd.DataFrame:
    text = _text(path)
    if not text.strip():
        raise InputError(f"{path}: the file is empty; expected a table with a header line")
    try:
        return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, index_col=False)
    except (pd.errors.ParserError, csv.Error, ValueError) as error:
        raise InputError(
            f"{path}: not a CSV table ({str(error).strip()}); mend that line or save it as UTF-8 CSV"
        ) from error


def _read_jsonl(path: str | Path) -> pd.DataFrame:
    rows = []
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if line.strip():
            rows.append(_row(line, f"{path}:{number}"))
    if not rows and str(path) != "-":
        raise InputError(f"{path}: the file is empty; expected one JSON object a line")
    return pd.DataFrame(rows)


def _row(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"{where}: not JSON ({error}); expected one JSON object a line") from error
    if not isinstance(row, dict):
        raise InputError(f"{where}: a JSON {type(row).__name__}; expected one JSON object a line")
    return row


def _read_parquet(path: str | Path) -> pd.DataFrame:
    try:
        return pq.read_table(path).to_pandas()
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path}: not a readable Parquet file ({error}); write it again") from error


def _text(path: str | Path) -> str:
    raw = sys.stdin.buffer.read() if str(path) == "-" else _unpacked(Path(path))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(f"{path}:{line}: not UTF-8 (byte {raw[error.start]:#04x}); save the file as UTF-8") from error


def _unpacked(path: Path) -> bytes:
    try:
        if path.suffix.lower() in PACKED:
            with pa.input_stream(path, compression="gzip" if path.suffix.lower() == ".gz" else "zstd") as stream:
                return stream.read()
        return path.read_bytes()
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{path}: cannot be read ({error}); check the file") from error


@contextmanager
def _packing(beside: Path, path: str | Path) -> Iterator[IO[bytes]]:
    packed = {".gz": "gzip", ".zst": "zstd"}.get(Path(path).suffix.lower())
    with pa.output_stream(beside, compression=packed) as stream:
        yield stream


def _write_csv(frame: pd.DataFrame, stream: IO[bytes]) -> None:
    stream.write(frame.to_csv(index=False, lineterminator="\n").encode("utf-8"))


def write_jsonl(frame: pd.DataFrame, stream: IO[bytes]) -> None:
    """Write the rows of `frame` to `stream`, one JSON object a line."""
    if len(frame):
        stream.write(
            frame.to_json(orient="records", lines=True, force_ascii=False, double_precision=15).encode("utf-8")
        )


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
