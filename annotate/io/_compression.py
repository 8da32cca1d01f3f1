"""Opening files, compressed or not, with a limit on their decompressed size."""

from __future__ import annotations

import io
from codecs import BOM_UTF8
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from annotate.errors import InputError
from annotate.io.formats import PACKED
from annotate.io.writing import compression_of

LARGEST_TEXT = 200_000_000
"""Limit of the size of a plain text file, once decompressed, in bytes."""

LARGEST_RATIO = 300
"""Limit of a file's decompressed size as a multiple of its own size; text rarely exceeds 50."""

FREE_BYTES = 100_000_000
"""Decompressed size up to which `LARGEST_RATIO` does not apply, in bytes."""

_BUFFER = 1 << 20


def opened(path: Path) -> IO[bytes]:
    """A stream of the bytes of a regular file, decompressed where its name ends in ``.gz`` or ``.zst``.

    Reading from the stream raises OSError, EOFError or `pyarrow.ArrowException` if the file is damaged, and
    `InputError` if it decompresses to more than `LARGEST_RATIO` times its size.

    Raises
    ------
    InputError
        If the path is not a regular file, or the file cannot be opened.
    """
    try:
        if not path.is_file():
            what = "is a folder" if path.is_dir() else "not a regular file" if path.exists() else "no such file"
            raise InputError(f"{path}: {what}; name a file with text or a table in it")
        if path.suffix.lower() not in PACKED:
            return _from_first_mark(io.BufferedReader(path.open("rb", buffering=0), _BUFFER))
        stream = pa.input_stream(str(path), compression=compression_of(path), buffer_size=_BUFFER)
        return io.BufferedReader(_Bounded(stream, path), _BUFFER)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise InputError(f"{path}: cannot be read ({error}); check the file") from error


def _from_first_mark(stream: io.BufferedReader) -> io.BufferedReader:
    """The stream without all but one of the byte order marks of UTF-8 at its beginning, which some programs add."""
    while stream.peek(2 * len(BOM_UTF8)).startswith(2 * BOM_UTF8):
        stream.read(len(BOM_UTF8))
    return stream


def bytes_of(path: Path, limit: int = LARGEST_TEXT, advice: str = "split it into smaller files") -> bytes:
    """All bytes of a file, decompressed where its name ends in ``.gz`` or ``.zst``.

    Parameters
    ----------
    limit
        Most bytes to read.
    advice
        What to do about a file with more bytes, for the message.

    Raises
    ------
    InputError
        If the file cannot be read, is empty, or holds more than `limit` bytes.
    """
    with opened(path) as stream:
        try:
            data = stream.read(limit + 1)
        except (OSError, EOFError, pa.ArrowException) as error:
            raise InputError(f"{path}: cannot be read ({error}); check the file") from error
    if len(data) > limit:
        raise InputError(f"{path}: more than {limit / 1e6:.0f} MB; {advice}")
    if not data.strip():
        raise InputError(f"{path}: the file is empty; nothing to read")
    return data


class _Bounded(io.RawIOBase):
    """A decompressed stream that raises `InputError` once it exceeds the limits of its file."""

    def __init__(self, stream: pa.NativeFile, path: Path) -> None:
        self._stream, self._path = stream, path
        self._left = max(FREE_BYTES, LARGEST_RATIO * path.stat().st_size)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise InputError(f"{self._path}: decompresses to more than {LARGEST_RATIO} times its size; check the file")
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()
