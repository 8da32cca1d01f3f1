"""The files that inputs name: folders searched, patterns and archives expanded, standard input stored in a file."""

from __future__ import annotations

import atexit
import glob
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from annotate.errors import InputError
from annotate.io import _archives
from annotate.io.formats import endings

_SPOOLED = "standard-input.jsonl"
"""Name of the file in which standard input is stored."""


def spooled(path: Path | str) -> Path:
    """`path`, or for ``-`` the file in which standard input is stored."""
    return _standard_input() if str(path) == "-" else Path(path)


def shown(path: Path | str) -> str:
    """`path` for messages; ``standard input`` for the file in which it is stored."""
    return "standard input" if Path(path).name == _SPOOLED else str(path)


def files_of(inputs: Sequence[Path | str]) -> list[Path]:
    """Every file that `inputs` name, each once and in order: files, folders with all they hold, zip archives, patterns.

    Hidden files in folders are left out; links are followed, each folder once. ``-`` is JSON Lines on standard input.

    Raises
    ------
    InputError
        If an input does not exist, or a folder or archive holds no file.
    """
    files_in_order: dict[Path, None] = {}
    for path in map(Path, inputs):
        files = list(_below(path))
        if not files:
            raise InputError(f"{path}: holds no files; name one with {endings()} files in it")
        files_in_order.update(dict.fromkeys(files))
    return list(files_in_order)


def _below(path: Path) -> Iterator[Path]:
    try:
        if str(path) == "-":
            yield _standard_input()
        elif path.is_dir():
            yield from _walked(path)
        elif path.suffix.lower() == _archives.ENDING and path.is_file():
            yield from _walked(_archives.unpacked(path))
        elif path.exists():
            yield path
        else:
            matches = sorted(glob.glob(str(path), recursive=True)) if glob.has_magic(str(path)) else []
            if not matches:
                raise InputError(f"{path}: no such file or folder; check the path")
            for match in matches:
                yield from _walked(Path(match)) if os.path.isdir(match) else [Path(match)]
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be opened ({error}); check the path") from error


@cache
def _standard_input() -> Path:
    """Store standard input in a temporary file, which is deleted when the process ends."""
    folder = tempfile.mkdtemp(prefix="annotate-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder, _SPOOLED)
    with path.open("wb") as stream:
        shutil.copyfileobj(sys.stdin.buffer, stream)
    return path


def _walked(top: Path) -> Iterator[Path]:
    seen: set[tuple[int, int]] = set()
    for folder, folders, names in os.walk(top, followlinks=True):
        status = os.stat(folder)
        if (status.st_dev, status.st_ino) in seen:
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if not name.startswith(".") and path.is_file():
                yield from _inside(path)


def _inside(path: Path) -> Iterator[Path]:
    """The files of an archive in a folder, or the file itself; a broken archive is reported when it is read."""
    if path.suffix.lower() == _archives.ENDING:
        try:
            folder = _archives.unpacked(path)
        except InputError:
            yield path
            return
        yield from _walked(folder)
    else:
        yield path
