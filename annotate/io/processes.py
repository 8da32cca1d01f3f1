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
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import resource_tracker
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

_starting = threading.Lock()
_hiding = threading.Lock()
_hidden: list[str | None] = []  # the variable's value as each context that now hides the folder found it
_SAFE_PATH = "PYTHONSAFEPATH"
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
def folder_hidden() -> Iterator[None]:
    """Keep Python processes that are started in this context from importing what lies in the working folder.

    Python looks there first when it is started with ``-c``, as multiprocessing starts it: a file ``random.py`` beside
    the data would be run. What worker processes import is then looked for where this process looks for it.
    """
    with _hiding:
        _hidden.append(os.environ.get(_SAFE_PATH))
        os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        with _hiding:
            before = _hidden.pop()  # of contexts in several threads, the last to end has what the first one found
            if before is None:
                del os.environ[_SAFE_PATH]
            else:
                os.environ[_SAFE_PATH] = before


@contextmanager
def script_hidden() -> Iterator[None]:
    """Keep worker processes that are started in this context from running the user's script, and what lies beside data.

    multiprocessing runs the main script in every worker, which fails for a script without ``if __name__ ==
    "__main__"``. Our workers need nothing from it. See also `folder_hidden`.
    """
    with _starting, folder_hidden():
        script = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = script


@contextmanager
def interrupts_blocked() -> Iterator[None]:
    """Block Ctrl-C while processes start, so that they print nothing; the parent process ends them.

    Once they are started it is heard: a process that its parent has begun to start and not told what to do would print
    a traceback.
    """
    with _interrupts_waiting():
        if not hasattr(signal, "pthread_sigmask"):
            yield
            return
        with folder_hidden():
            resource_tracker.ensure_running()  # it unblocks Ctrl-C when it starts, so start it first
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _interrupts_waiting() -> Iterator[None]:
    """Have Ctrl-C interrupt this process at the end of the context, not within.

    What a thread blocks, the system hands to another one, such as those of NumPy, and Python then interrupts the main
    thread all the same.
    """
    handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(handler):
        yield
        return
    heard: list[tuple[int, FrameType | None]] = []
    signal.signal(signal.SIGINT, lambda number, frame: heard.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        if heard:
            handler(*heard[0])


def start_server(imported: Sequence[str]) -> None:
    """Start the server from which `forked_pool` forks processes, where there is one; it imports the modules `imported`.

    If it is called early, the server's imports run beside those of this process.
    """
    if _context(imported).get_start_method() == "forkserver":
        from multiprocessing import forkserver

        with interrupts_blocked(), folder_hidden():
            forkserver.ensure_running()


def forked_pool(
    workers: int, imported: Sequence[str], initializer: Callable[..., None], arguments: tuple[Any, ...]
) -> ProcessPoolExecutor:
    """A pool whose processes are forked from a server that has imported the modules `imported`.

    Threads of this process (progress, Arrow) make forking it unsafe. Where there can be no server, processes are
    started one by one, which takes longer and gives the same. Submit to the pool within `script_hidden`.
    """
    with interrupts_blocked(), folder_hidden():
        return ProcessPoolExecutor(workers, _context(imported), initializer=initializer, initargs=arguments)


def _context(imported: Sequence[str]) -> Any:
    if "forkserver" not in multiprocessing.get_all_start_methods() or not _has_place_for_sockets():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*imported])
    return context


def _has_place_for_sockets() -> bool:
    """Whether multiprocessing can make a socket in its temporary folder.

    It cannot if the folder's path is longer than about 90 bytes, nor on some mounted file systems.
    """
    try:
        multiprocessing.connection.Listener(family="AF_UNIX").close()
    except OSError:
        return False
    return True


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
