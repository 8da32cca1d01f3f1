"""Notes on what was read of a file in another way than it was written."""

from __future__ import annotations

import multiprocessing
import warnings
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias

from annotate.errors import AnnotateWarning
from annotate.io.files import shown

Note: TypeAlias = tuple[str, int, str]
"""A file, its time of change in nanoseconds, and what is to be said of it."""
_MOST_GIVEN = 10
_kept: list[Note] = []
"""Notes that a process of a pool could not give itself."""


def note_once(path: Path, words: str) -> None:
    """Warn of what was read of the file at `path`: once, since commands read it several times.

    A process of a pool keeps the note for the main process; see `kept_notes`.
    """
    note = (shown(path), path.stat().st_mtime_ns, words)
    if multiprocessing.parent_process() is None:
        give(note)
    else:
        _kept.append(note)


def kept_notes() -> list[Note]:
    """The notes that were kept in this process since the last call."""
    notes = list(dict.fromkeys(_kept))
    _kept.clear()
    return notes


@cache
def give(note: Note) -> None:
    """Give a note as an `AnnotateWarning`, unless it was given in this process before."""
    path, _, words = note
    warnings.warn(f"{path}: {words}", AnnotateWarning, stacklevel=4)


def give_first(notes: Sequence[Note]) -> None:
    """Give notes that other processes kept: all of a few, and of more the first, and how many there are."""
    for note in notes[:_MOST_GIVEN]:
        give(note)
    if len(notes) > _MOST_GIVEN:
        path = notes[_MOST_GIVEN][0]
        words = f"and {len(notes) - _MOST_GIVEN:,} more files were read in another way than they were written"
        warnings.warn(f"{words}, such as {path}: {notes[_MOST_GIVEN][2]}", AnnotateWarning, stacklevel=3)


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
