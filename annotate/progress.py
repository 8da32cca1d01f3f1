"""Progress reports for long-running work, whoever shows them.

A function that may take more than two seconds has a parameter ``progress: Progress = silent`` and uses it like this::

    with progress("encoding sentences", len(sentences)) as advance:
        for batch in batches:
            ...
            advance(len(batch))

The command line passes a bar with the time left; a notebook may pass its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeAlias

Advance: TypeAlias = Callable[[int], None]
Progress: TypeAlias = Callable[[str, int | None], AbstractContextManager[Advance]]


@contextmanager
def silent(label: str, total: int | None = None) -> Iterator[Advance]:
    """Show no progress."""
    yield lambda count: None


KILO = 1000


def by_bytes(advance: Advance) -> Advance:
    """A function that takes bytes and advances by whole kilobytes."""
    done = 0

    def advanced(count: int) -> None:
        nonlocal done
        advance((done + count) // KILO - done // KILO)
        done += count

    return advanced
