"""What belongs to a process: its workers, which end with it, and its temporary folders."""

from __future__ import annotations

import atexit
import multiprocessing
import multiprocessing.connection
import os
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import resource_tracker
from pathlib import Path
from types import ModuleType

_starting = threading.Lock()
_TEMPORARY = "annotate-read-"
"""Beginning of the names of temporary folders."""


def available_cores() -> int:
    """The number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def seconds_running() -> float:
    """A clock without the time in which this thread was ready and others had its core; where that is known, on Linux.

    Unlike processor time, it counts waiting for files and servers.
    """
    now = time.perf_counter()
    try:
        waited = Path("/proc/thread-self/schedstat").read_text(encoding="ascii").split()[1]
    except OSError:
        return now
    return now - int(waited) / 1e9


def temporary_folder() -> Path:
    """A new folder for what is unpacked of an input; it is deleted when the process ends."""
    folder = tempfile.mkdtemp(prefix=_TEMPORARY)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def without_temporary_folders(words: str) -> str:
    """`words` with the paths of what was unpacked as the user knows them: ``coverage.zip/a.csv``."""
    return re.sub(rf"[^\s'\"]*[/\\]{_TEMPORARY}\w+[/\\]", "", words)


@contextmanager
def script_hidden() -> Iterator[None]:
    """Keep worker processes that are started in this context from running the user's script.

    multiprocessing runs the main script in every worker, which fails for a script without ``if __name__ ==
    "__main__"``. Our workers need nothing from it.
    """
    with _starting:
        script = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = script


@contextmanager
def interrupts_blocked() -> Iterator[None]:
    """Block Ctrl-C while processes start, so that they print nothing; the parent process ends them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # it unblocks Ctrl-C when it starts, so start it first
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def kill_workers(pool: ProcessPoolExecutor) -> None:
    """End a pool by killing its processes, whatever they are doing."""
    running = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in running:
        process.kill()
    for process in running:
        process.join()


def exit_with_parent() -> None:
    """Exit this worker process as soon as the process that started it has ended."""
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)
