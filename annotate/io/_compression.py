"""Opening files, compressed or not, without taking more memory than they are worth."""

from __future__ import annotations

import io
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from annotate.errors import InputError
from annotate.io.formats import PACKED
from annotate.io.writing import compression_of

LARGEST_TEXT = 200_000_000
"""Bytes of a plain text file, or of one line of JSON, once decompressed; more is taken for a mistake."""

LARGEST_RATIO = 300
"""How many times its size a compressed file may become; text hardly reaches 50."""

FREE_BYTES = 100_000_000
"""Bytes a compressed file may become whatever the ratio is."""

_BUFFER = 1 << 20


def opened(path: Path) -> IO[bytes]:
    """The bytes of a regular file, decompressed where it ends in ``.gz`` or ``.zst``.

    Reading raises OSError, EOFError or `pyarrow.ArrowException` where the file is damaged, and `InputError` where it
    decompresses to more than `LARGEST_RATIO` times its size.

    Raises
    ------
    InputError
        If it is no regular file, or cannot be opened.
    """
    try:
        if not path.is_file():
            what = "is a folder" if path.is_dir() else "not a regular file" if path.exists() else "no such file"
            raise InputError(f"{path}: {what}; name a file with text or a table in it")
        if path.suffix.lower() not in PACKED:
            return path.open("rb", buffering=_BUFFER)
        stream = pa.input_stream(str(path), compression=compression_of(path), buffer_size=_BUFFER)
        return io.BufferedReader(_Bounded(stream, path), _BUFFER)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise InputError(f"{path}: cannot be read ({error}); check the file") from error


def bytes_of(path: Path, limit: int = LARGEST_TEXT, advice: str = "split it into smaller files") -> bytes:
    """All bytes of a file, decompressed where it ends in ``.gz`` or ``.zst``.

    Raises
    ------
    InputError
        If it cannot be read, is empty, or holds more than `limit` bytes; then with `advice`.
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
    """A decompressed stream that stops where it has become too large for the file it comes from."""

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
