"""Scoring files as they arrive in a folder, each into a table of its own."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from annotate.errors import InputError, UsageError
from annotate.io.files import files_of
from annotate.io.rejects import Reject, rejects_path, write_rejects
from annotate.scoring.score_files import Scored


def watched(
    score: Callable[[Sequence[Path], Path], Scored],
    folder: Path,
    output: Path,
    *,
    interval: float = 5.0,
    rounds: int | None = None,
) -> Iterator[Scored]:
    """Score each file of `folder` as it arrives, until interrupted; yield the result of each run.

    Every file is scored into ``NAME.parquet`` in `output`, unless that is newer than the file, so that an interrupted
    watch resumes. A file counts as arrived when it has not changed between two rounds.

    Parameters
    ----------
    score
        Scores files into a table, as `annotate.scoring.score_files.score_files` with a model does.
    interval
        Seconds between two rounds, 0 or more.
    rounds
        Number of rounds after which to stop; None for no limit.

    Raises
    ------
    InputError
        If `folder` does not exist, `interval` is negative, or `output` is a file or inside `folder`.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; make it, or check the path")
    check_interval(interval)
    if output.resolve().is_relative_to(folder.resolve()):
        raise InputError(f"{output}: lies in the watched folder; choose an `output` outside it")
    if output.is_file() or output.suffix:
        raise InputError(f"{output}: a folder is needed that gets a table for each file; choose another `output`")
    seen: dict[Path, tuple[int, int]] = {}
    number = 0
    while rounds is None or number < rounds:
        for path in _arrived(folder, seen):
            target = output / f"{path.relative_to(folder).as_posix().replace('/', '__')}.parquet"
            try:
                if not _is_newer(path, target):
                    continue
            except FileNotFoundError:  # it is gone again
                continue
            try:
                yield score([path], target)
            except InputError as error:
                rejects = [Reject(str(path), str(error).removeprefix(f"{path}: "))]
                yield Scored(target, 0, 1, write_rejects(rejects, target), 0)
        number += 1
        if rounds is None or number < rounds:
            time.sleep(interval)


def check_interval(seconds: float) -> None:
    """Raise `UsageError` unless so many `seconds` can pass between two checks."""
    if not 0 <= seconds < math.inf:
        raise UsageError(f"`interval` {seconds:g}: a number of seconds, 0 or more")


def _arrived(folder: Path, seen: dict[Path, tuple[int, int]]) -> list[Path]:
    """The files that have not changed since the last round."""
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


def _is_newer(path: Path, target: Path) -> bool:
    """Whether `path` changed since it was scored, or rejected."""
    earlier = [made.stat().st_mtime_ns for made in (target, rejects_path(target)) if made.exists()]
    return not earlier or path.stat().st_mtime_ns > max(earlier)
