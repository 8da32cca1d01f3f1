"""The files that inputs name: folders searched, patterns and archives expanded, standard input stored in a file."""

from __future__ import annotations

import glob
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import BinaryIO

from annotate.errors import InputError, limit_reached
from annotate.io import _archives
from annotate.io.formats import FORMATS, endings, format_of
from annotate.io.processes import temporary_folder
from annotate.io.rejects import Reject

_BEFORE_SHEET = "#"
"""What separates the path of a workbook from the name of the only sheet to read."""
_SPOOLED = "standard-input.jsonl"
"""Name of the file in which standard input is stored."""


def spooled(path: Path | str) -> Path:
    """`path`, or the file in which what it stands for is stored: standard input for ``-``, or a sheet of a workbook.

    Raises
    ------
    InputError
        If a workbook has no such sheet as `path` names after a ``#``.
    """
    if str(path) == "-":
        return _stored_stream(sys.stdin.buffer)
    workbook, mark, sheet = str(path).rpartition(_BEFORE_SHEET)
    if mark and not Path(path).exists() and Path(workbook).is_file():
        form = format_of(workbook)
        if form is not None and form.name == "spreadsheet":
            state = os.stat(workbook)
            return _stored_sheet(Path(workbook).absolute(), sheet, state.st_size, state.st_mtime_ns)
    return Path(path)


def shown(path: Path | str) -> str:
    """`path` for messages; ``standard input`` for the file in which it is stored."""
    return "standard input" if Path(path).name == _SPOOLED else str(path)


def files_of(inputs: Sequence[Path | str]) -> list[Path]:
    """Every file that `inputs` name, each once and in order: files, folders with all they hold, zip archives, patterns.

    Hidden files in folders are left out, and links to what is not there, which `broken_links` gives; other links are
    followed, each folder once. ``-`` is JSON Lines on standard input.

    Raises
    ------
    InputError
        If an input does not exist, or a folder or archive holds no file.
    """
    files_in_order: dict[Path, None] = {}
    for path in map(Path, inputs):
        files = [file for file in _below(path) if not _is_broken_link(file)]
        if not files:
            raise InputError(f"{path}: holds no files; name one with {endings()} files in it")
        files_in_order.update(dict.fromkeys(files))
    return list(files_in_order)


def broken_links(inputs: Sequence[Path | str]) -> list[Reject]:
    """A reject for each link in the folders among `inputs` to what is not there, as on a disk that is not mounted."""
    links = [path for one in inputs if Path(one).is_dir() for path in _walked(Path(one)) if _is_broken_link(path)]
    reason = "cannot be read (broken link); mount or restore what it links to"
    return [Reject(str(path), reason) for path in dict.fromkeys(links)]


def _below(path: Path) -> Iterator[Path]:
    try:
        if spooled(path) != path:
            yield spooled(path)
        elif path.is_dir():
            yield from _walked(path)
        elif path.suffix.lower() in _archives.ENDINGS and path.is_file():
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
        if limit := limit_reached(error):
            raise InputError(f"{path}: cannot be read or stored in {temporary_folder()}: {limit}") from error
        raise InputError(f"{path}: cannot be opened ({error}); check the path") from error


@cache
def _stored_stream(stream: BinaryIO) -> Path:
    """Store standard input in a temporary file, which is deleted when the process ends."""
    path = temporary_folder() / _SPOOLED
    with path.open("wb") as stored:
        shutil.copyfileobj(stream, stored)
    return path


@cache
def _stored_sheet(workbook: Path, sheet: str, _size: int, _changed: int) -> Path:
    """Store one sheet of a workbook as a table in a temporary file, which is deleted when the process ends.

    It is stored again if the workbook's size or time has changed.
    """
    path = Path(temporary_folder(), f"{workbook.name}{_BEFORE_SHEET}{sheet.replace(os.sep, '-')}.jsonl")
    frame = next(form for form in FORMATS if form.name == "spreadsheet").read(workbook, sheet)
    frame.to_json(path, orient="records", lines=True, force_ascii=False)
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
            if not name.startswith(".") and (path.is_file() or _is_broken_link(path)):
                yield from _inside(path)


def _is_broken_link(path: Path) -> bool:
    """Whether `path` is a link to what is not there."""
    return path.is_symlink() and not path.exists()


def _inside(path: Path) -> Iterator[Path]:
    """The files of an archive in a folder, or the file itself; a broken archive is reported when it is read."""
    if path.suffix.lower() in _archives.ENDINGS:
        try:
            folder = _archives.unpacked(path)
        except InputError:
            yield path
            return
        yield from _walked(folder)
    else:
        yield path
