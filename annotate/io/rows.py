"""Articles out of tables and plain text, one at a time, so that a file of any size is never held whole."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeAlias

from annotate.errors import InputError
from annotate.io.encodings import encoding_of, text_of

LARGEST_TEXT = 200_000_000
"""Bytes of a plain text file, of a packed file once unpacked, or of one line of JSON; more is taken for a mistake."""
FILE = "file"
"""Column of a table without texts that names the files they are in, as paths from the table's own folder."""
_SAMPLE = 1_000_000

Article: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Reject:
    """A file or a row that could not be read: where it is, why, and the beginning of what it held."""

    where: str
    reason: str
    row: str = ""

    @classmethod
    def of(cls, error: InputError, where: str, row: str = "") -> Reject:
        """The reject an error stands for; the place is the error's own where it knows the line."""
        place, _, reason = str(error).partition(": ")
        return cls(place, reason, row[:200]) if place.startswith(where) else cls(where, str(error), row[:200])


Found: TypeAlias = Article | Reject


def bytes_of(path: Path, limit: int = LARGEST_TEXT, advice: str = "split it into smaller files") -> bytes:
    """All bytes of a file, unpacked where it ends in ``.gz``.

    Raises
    ------
    InputError
        If it cannot be read, is empty, or holds more than `limit` bytes; then with `advice`.
    """
    with opened(path) as stream:
        data = _guarded(lambda: stream.read(limit + 1), path)
    if len(data) > limit:
        raise InputError(f"{path}: more than {limit / 1e6:.0f} MB; {advice}")
    if not data.strip():
        raise InputError(f"{path}: the file is empty; nothing to read")
    return data


def opened(path: Path) -> IO[bytes]:
    """A stream of a regular file's bytes, unpacked where it ends in ``.gz``."""
    if not path.is_file():
        raise InputError(f"{path}: not a regular file; name a file with text in it")
    return _guarded(lambda: gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb"), path)


def _guarded(read: Any, path: Path) -> Any:
    try:
        return read()
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: cannot be read ({error}); check the file") from error


def text_file(path: Path, columns: Mapping[str, str]) -> Iterator[Found]:
    """The one article a text file is."""
    text, encoding = text_of(bytes_of(path), str(path))
    yield {"text": text} | ({"encoding": encoding} if encoding else {})


def jsonl_file(path: Path, columns: Mapping[str, str]) -> Iterator[Found]:
    """The article on each line of a JSON Lines file."""
    with opened(path) as stream:
        yield from jsonl_stream(stream, str(path), columns)


def jsonl_stream(stream: IO[bytes], where: str, columns: Mapping[str, str]) -> Iterator[Found]:
    """The article on each line of JSON read from `stream`."""
    number = 0
    while line := _guarded(lambda: stream.readline(LARGEST_TEXT), Path(where)):
        number += 1
        if not line.strip():
            continue
        place = f"{where}:{number}"
        try:
            row = json.loads(line.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            yield Reject(place, f"not JSON ({error}); expected one JSON object a line", _start(line))
            continue
        if not isinstance(row, dict):
            yield Reject(place, f"a JSON {type(row).__name__}; expected one JSON object a line", _start(line))
            continue
        yield _article(row, columns, place)
    if number == 0:
        raise InputError(f"{where}: the file is empty; expected one JSON object a line")


def parquet_file(path: Path, columns: Mapping[str, str]) -> Iterator[Found]:
    """The article in each row of a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        _check_columns(file.schema_arrow.names, columns, str(path))
        number = 0
        for batch in file.iter_batches(batch_size=500):
            for row in batch.to_pylist():
                number += 1
                yield _article(row, columns, f"{path}: row {number}")
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path}: not a readable Parquet file ({error}); write it again") from error


def csv_file(path: Path, columns: Mapping[str, str]) -> Iterator[Found]:
    """The article in each row of a CSV file, whose cells may be of any length and may be parted by ``;`` or tabs."""
    encoding = _encoding_of_file(path)
    csv.field_size_limit(2**31 - 1)
    with opened(path) as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=_delimiter(_first_line(path, encoding), columns))
        try:
            names = [name.strip() for name in next(reader, [])]
            _check_columns(names, columns, str(path))
            for cells in reader:
                if any(cells):
                    yield _csv_article(names, cells, columns, f"{path}:{reader.line_num}")
        except (csv.Error, OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
            raise InputError(f"{path}:{reader.line_num + 1}: not CSV ({error}); mend that line") from error


def _csv_article(names: list[str], cells: list[str], columns: Mapping[str, str], place: str) -> Found:
    if len(cells) > len(names):
        reason = f"{len(cells)} cells under a header of {len(names)}; put quotation marks around cells with commas"
        return Reject(place, reason, ",".join(cells)[:200])
    return _article(dict(zip(names, cells, strict=False)), columns, place)


def _first_line(path: Path, encoding: str) -> str:
    with opened(path) as stream:
        return str(_guarded(lambda: stream.readline(_SAMPLE), path).decode(encoding, "ignore"))


def _delimiter(header: str, columns: Mapping[str, str]) -> str:
    wanted = {*columns, "text", FILE}
    for mark in (",", ";", "\t", "|"):
        if wanted & {cell.strip().strip('"') for cell in header.split(mark)}:
            return mark
    return max((",", ";", "\t", "|"), key=header.count)


def _check_columns(names: list[str], columns: Mapping[str, str], where: str) -> None:
    for name in columns:
        if name not in names:
            raise InputError(f"{where}: no column '{name}'; found {_listed(names)}")
    if not {"text", FILE} & {*names, *columns.values()}:
        raise InputError(f"{where}: no column 'text' (or 'file'); found {_listed(names)}; use --text-column")


def _article(row: Mapping[str, Any], columns: Mapping[str, str], where: str) -> Found:
    """A row under the names of a table of articles, or why it is none."""
    renamed = {columns.get(name, name): value for name, value in row.items() if name not in _replaced(row, columns)}
    text = renamed.get("text")
    if "text" not in renamed and renamed.get(FILE):
        return {str(name): _plain(value) for name, value in renamed.items() if name}
    if "text" not in renamed:
        return Reject(where, f"no 'text'; found {_listed(list(row))}; use --text-column", _start(row))
    if not isinstance(text, str) or not text.strip():
        return Reject(where, "the text is empty" if not text or isinstance(text, str) else "the text is no text")
    return {str(name): _plain(value) for name, value in renamed.items() if name}


def _replaced(row: Mapping[str, Any], columns: Mapping[str, str]) -> set[str]:
    """Columns whose names another column takes over."""
    return {new for old, new in columns.items() if old != new and old in row and new in row}


def _plain(value: Any) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _encoding_of_file(path: Path) -> str:
    """The encoding of a file too large to be held, from its beginning and from the first place that is not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with opened(path) as stream:
        first = chunk = _guarded(lambda: stream.read(_SAMPLE), path)
        if not first.strip():
            raise InputError(f"{path}: the file is empty; expected a table with a header line")
        if first.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" in first:
            return "utf-16"
        if b"\0" in first[:4096]:
            raise InputError(f"{path}: not text (it holds null bytes); give a CSV table")
        line = 1
        while True:
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                number = line + chunk.count(b"\n", 0, error.start)
                return _legacy(chunk, error, f"{path}:{number}")
            if not chunk:
                return "utf-8-sig"
            line += chunk.count(b"\n")
            chunk = _guarded(lambda: stream.read(_SAMPLE), path)


def _legacy(chunk: bytes, error: UnicodeDecodeError, where: str) -> str:
    name = encoding_of(chunk) if chunk else ""
    if not name:
        byte = error.object[error.start]
        raise InputError(f"{where}: not UTF-8 (byte {byte:#04x}); save the file as UTF-8") from error
    return name


def _listed(names: list[str]) -> str:
    shown = ", ".join(map(str, names[:20])) or "none"
    return shown + (", …" if len(names) > 20 else "")


def _start(row: Any) -> str:
    return row[:200].decode("utf-8", "replace").strip() if isinstance(row, bytes) else str(row)[:200]
