"""Worker processes: how many there may be, and that none outlives the process that started it."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

_starting = threading.Lock()


def available_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def script_hidden() -> Iterator[None]:
    """Start worker processes in here, so that they do not run the user's script again.

    multiprocessing runs the script that started it in every worker, which a script without ``if __name__ ==
    "__main__"`` does not survive. Our workers need nothing from it.
    """
    with _starting:
        script = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = script


def exit_with_parent() -> None:
    """In a worker process: have it exit, whatever it does, when the process that started it is gone."""
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)
