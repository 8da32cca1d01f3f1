"""Zip archives of input files, unpacked within bounds into a folder that lasts as long as the process."""

from __future__ import annotations

import zipfile
import zlib
from functools import cache
from pathlib import Path, PurePosixPath

from annotate.errors import InputError, limit_reached
from annotate.io.processes import temporary_folder

ENDINGS = (".zip", ".wacz")
"""Endings of archives: zip archives, and web archives in one (WACZ), of which only the records are read."""
_RECORDS = "archive"
"""The folder of a WACZ with its WARC files."""
LARGEST = 20_000_000_000
"""Limit of the total size of an archive's files once decompressed, in bytes."""
LARGEST_RATIO = 300
"""Limit of the decompressed size as a multiple of the archive's size; text rarely exceeds 50."""
FREE_BYTES = 100_000_000
"""Decompressed size up to which `LARGEST_RATIO` does not apply, in bytes."""
MOST_FILES = 500_000
"""Limit of the number of files in an archive."""
_CHUNK = 1 << 20


def unpacked(path: Path) -> Path:
    """Unpack the zip archive at `path` and return the folder with its files; hidden files are left out.

    The folder has the archive's name and is deleted when the process ends. An archive is unpacked once in a process,
    and again if it was changed.

    Raises
    ------
    InputError
        If the file is no zip archive, is encrypted or damaged, holds paths that lead outside it, or becomes too large.
    """
    try:
        state = path.stat()
    except OSError as error:
        raise InputError(f"{path}: not a readable zip archive ({error.strerror}); check the path") from error
    return _unpacked(path.absolute(), path, state.st_size, state.st_mtime_ns)


@cache
def _unpacked(absolute: Path, path: Path, size: int, _changed: int) -> Path:
    folder = temporary_folder() / path.name
    folder.mkdir()
    try:
        with zipfile.ZipFile(absolute) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_hidden(entry.filename)]
            if path.suffix.lower() != ENDINGS[0]:
                entries = [entry for entry in entries if PurePosixPath(entry.filename).parts[:1] == (_RECORDS,)]
            _check(entries, path)
            allowed = max(FREE_BYTES, LARGEST_RATIO * size)
            for entry in entries:
                allowed = _write(archive, entry, folder, allowed, path)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError) as error:
        if limit := limit_reached(error):
            raise InputError(f"{path}: cannot be unpacked into {folder.parent}: {limit}") from error
        raise InputError(f"{path}: not a readable zip archive ({error}); pack the files again") from error
    return folder


def _is_hidden(name: str) -> bool:
    """Whether a file is hidden, or one of those that macOS adds to archives."""
    parts = PurePosixPath(name).parts
    return any((part.startswith(".") and part not in {".", ".."}) or part == "__MACOSX" for part in parts)


def _check(entries: list[zipfile.ZipInfo], path: Path) -> None:
    if len(entries) > MOST_FILES:
        raise InputError(f"{path}: {len(entries):,} files in one archive; the limit is {MOST_FILES:,}; pack fewer")
    for entry in entries:
        parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
        if not parts or ".." in parts or parts[0] == "/" or ":" in parts[0] or "\0" in entry.filename:
            raise InputError(
                f"{path}: holds the path {entry.filename[:80]!r}, outside the archive; pack the files again"
            )
        if entry.flag_bits & 0x1:
            raise InputError(f"{path}: is protected by a password; unpack it and name the folder")
    size = sum(entry.file_size for entry in entries)
    if size > LARGEST:
        raise InputError(f"{path}: unpacks to {size / 1e9:,.0f} GB; unpack it and name the folder")


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, allowed: int, path: Path) -> int:
    """Write one file below `folder`; return how many bytes the remaining files may have."""
    target = folder / PurePosixPath(entry.filename.replace("\\", "/"))
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry) as source, target.open("wb") as sink:
        while data := source.read(_CHUNK):
            allowed -= len(data)
            if allowed < 0:
                raise InputError(f"{path}: unpacks to more than {LARGEST_RATIO} times its size; it was not read")
            sink.write(data)
    return allowed
