"""Notes on what was read of a file in another way than it was written."""

from __future__ import annotations

import multiprocessing
import warnings
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from annotate.errors import AnnotateWarning
from annotate.io.files import shown


def note_once(path: Path, words: str) -> None:
    """Warn of what was read of the file at `path`: once, since commands read it several times, and in one process."""
    if multiprocessing.parent_process() is None:
        _warn(shown(path), path.stat().st_mtime_ns, words)


@cache
def _warn(path: str, stamp: int, words: str) -> None:
    warnings.warn(f"{path}: {words}", AnnotateWarning, stacklevel=4)


def note_unnamed_column(path: Path, number: int, values: Sequence[str]) -> bool:
    """Tell that the column at `number`, from 0, has no name and is left out; whether this was said.

    Nothing is said if its `values` are empty, or number the rows, as the index of a data frame does.
    """
    example = next((value for value in values if value and value.strip()), "")
    if not example or (number == 0 and _is_running(values)):
        return False
    words = f"column {number + 1} has no name and is left out, with values such as '{example[:40]}'; name it to keep it"
    note_once(path, words)
    return True


def _is_running(values: Iterable[str]) -> bool:
    """Whether each value is the whole number after the one before."""
    numbers = [int(value) if value.isascii() and value.isdigit() and len(value) < 16 else -1 for value in values]
    return -1 not in numbers and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
