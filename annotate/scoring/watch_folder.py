"""Scoring a folder as files arrive in it, each to a table of its own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotate.errors import InputError
from annotate.io.files import files_of
from annotate.io.rejects import Reject, rejects_path, write_rejects
from annotate.scoring.score_files import Scored, score_files
from annotate.scoring.score_tables import Classifier


def watched(
    model: Classifier,
    folder: Path,
    output: Path,
    *,
    interval: float = 5.0,
    rounds: int | None = None,
    **options: Any,
) -> Iterator[Scored]:
    """What became of each file of `folder`, as it arrives, until stopped.

    Every file becomes ``NAME.parquet`` in `output`; one that is there already and not older is not scored again, so a
    watch that was stopped goes on. A file counts as arrived when it has not changed between two looks.

    Parameters
    ----------
    interval
        Seconds between two looks.
    rounds
        Look so many times only.
    options
        Those of `annotate.scoring.score_files.score_files`.

    Raises
    ------
    InputError
        If `folder` is no folder, or `output` is a file.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no folder to watch; make it, or check the path")
    if interval < 0:
        raise InputError(f"--interval {interval}: a number of seconds, 0 or more")
    if output.resolve().is_relative_to(folder.resolve()):
        raise InputError(f"{output}: lies in the folder that is watched; name a place outside it")
    if output.is_file() or output.suffix:
        raise InputError(f"{output}: with --watch, -o is a folder that gets a table a file; name one")
    seen: dict[Path, tuple[int, int]] = {}
    looks = 0
    while rounds is None or looks < rounds:
        for path in _arrived(folder, seen):
            place = output / f"{path.relative_to(folder).as_posix().replace('/', '__')}.parquet"
            try:
                if not _is_newer(path, place):
                    continue
            except FileNotFoundError:  # it left again
                continue
            try:
                yield score_files(model, [path], place, **options)
            except InputError as error:
                rejects = [Reject(str(path), str(error).removeprefix(f"{path}: "))]
                yield Scored(place, 0, 1, write_rejects(rejects, place), 0)
        looks += 1
        if rounds is None or looks < rounds:
            time.sleep(interval)


def _arrived(folder: Path, seen: dict[Path, tuple[int, int]]) -> list[Path]:
    """The files that are as they were at the look before."""
    try:
        files = files_of([folder])
    except InputError:  # nothing in it yet
        return []
    ready = []
    for path in files:
        try:
            status = path.stat()
        except FileNotFoundError:
            continue
        now = status.st_size, status.st_mtime_ns
        if seen.get(path) == now:
            ready.append(path)
        seen[path] = now
    return ready


def _is_newer(path: Path, place: Path) -> bool:
    """Whether `path` changed since it was scored, or was told to be unreadable."""
    told = rejects_path(place)
    earlier = [one.stat().st_mtime_ns for one in (place, told) if one.exists()]
    return not earlier or path.stat().st_mtime_ns > max(earlier)
