"""Processes that score chunks: started, fed, replaced when one dies, and ended."""

from __future__ import annotations

import ctypes
import multiprocessing
import multiprocessing.connection
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any

import pyarrow as pa

from annotate.errors import ModelError
from annotate.io.chunks import MOST_BYTES
from annotate.scoring._error_isolation import scored
from annotate.scoring._scored_chunks import Done, put
from annotate.scoring._input_chunks import MOST_ROWS, Chunk, size_of

_IMPORTED_ONCE = ["annotate.scoring.worker_pool", "annotate.learn.models.folders"]
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # of glibc's malloc.h
_model: Any = None  # what this worker scores with


class Crew:
    """Worker processes and what they have in hand; when one dies, all are replaced."""

    def __init__(self, model: bytes, folder: Path, workers: int) -> None:
        self._given = model, str(folder), os.getcwd()
        self._workers = workers
        self._running: dict[Future[Done], Chunk] = {}
        self._pool = self._started(workers)
        self._single: ProcessPoolExecutor | None = None
        self._greeting: Future[bool] | None = None
        self._starter: threading.Thread | None = None

    @property
    def has_room(self) -> bool:
        """Whether another chunk would be begun soon."""
        return len(self._running) < 2 * self._workers

    @property
    def busy(self) -> bool:
        """Whether there is anything in hand."""
        return bool(self._running)

    def is_up(self) -> bool:
        """Whether a process has started; the first call has them started, without waiting."""
        if self._starter is None:
            self._starter = threading.Thread(target=self._greet, daemon=True)
            self._starter.start()
        return self._greeting is not None and self._greeting.done()

    @property
    def survives(self) -> bool:
        """Whether a process lives that is given nothing to score."""
        return self._once(_nothing, None) is not None

    def give(self, chunk: Chunk) -> None:
        """Have a chunk scored; see `finished`."""
        try:
            with _interrupts_held():
                future = self._pool.submit(_work, chunk)
        except BrokenProcessPool as error:
            future = Future[Done]()
            future.set_exception(error)
        self._running[future] = chunk

    def finished(self) -> tuple[list[Done], list[Chunk]]:
        """Parts that are done, once one is, and the chunks that were in hand when a process died."""
        done, lost = list[Done](), list[Chunk]()
        for future in wait(self._running, return_when=FIRST_COMPLETED).done:
            chunk = self._running.pop(future)
            try:
                done.append(future.result())
            except BrokenProcessPool:
                lost.append(chunk)
        if lost:
            lost += self._running.values()
            self._running.clear()
            _end(self._pool)
            self._pool = self._started(self._workers)
        return done, lost

    def alone(self, chunk: Chunk) -> pa.Table | None:
        """The part that comes of a chunk which one process has to itself; None if that process dies."""
        return self._once(_scored, chunk)

    def end(self) -> None:
        """End all processes at once, those that are being started as soon as they are."""
        if self._starter is not None:
            self._starter.join()
        _end(self._pool)
        if self._single is not None:
            _end(self._single)

    def _greet(self) -> None:
        with _interrupts_held():
            self._greeting = self._pool.submit(_nothing, None)

    def _once(self, work: Callable[[Any], Any], given: Any) -> Any:
        self._single = self._single or self._started(1)
        try:
            with _interrupts_held():
                future = self._single.submit(work, given)
            return future.result()
        except BrokenProcessPool:
            _end(self._single)
            self._single = None
            return None

    def _started(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(workers, mp_context=_context(), initializer=_start, initargs=self._given)


def prepare(inputs: Sequence[Path | str], workers: int | None) -> None:
    """Where there is work for several processes, let the one they are started from begin its imports.

    Early, it is done beside what this process does before it needs them.
    """
    large = workers != 1 and (size_of(inputs) or 0) > MOST_ROWS
    if large and "forkserver" in multiprocessing.get_all_start_methods():
        from multiprocessing import forkserver

        _context()
        with _interrupts_held():
            forkserver.ensure_running()


def available() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _context() -> Any:
    """How processes are started: from a clean one, for threads of this one (progress, Arrow) make forking it unsafe."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if "forkserver" in methods:
        context.set_forkserver_preload(_IMPORTED_ONCE)
    return context


def _start(model: bytes, folder: str, place: str) -> None:
    global _model
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    os.chdir(place)  # a process is started where its parent began, not where it is
    _keep_memory()
    try:
        _model = pickle.loads(model), Path(folder)  # noqa: S301 - bytes that this program's own process made
    except Exception as error:  # noqa: BLE001 - told by `_work`: an error here would only look like a dead process
        _model = ModelError(f"the model cannot be opened in another process ({error}); use --workers 1")


def _keep_memory() -> None:
    """Keep what one chunk frees for the next: giving memory back and asking for it anew took a fifth of the time."""
    pa.set_memory_pool(pa.system_memory_pool())
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "mallopt"):
        library.mallopt(_M_MMAP_THRESHOLD, 1 << 25)  # the most that glibc takes
        library.mallopt(_M_TRIM_THRESHOLD, MOST_BYTES)


def _leave_with_parent() -> None:
    """End when the process that started this one is gone; nothing else would tell."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def _work(chunk: Chunk) -> Done:
    part = _scored(chunk)
    return put(_model[1], chunk.number, part)


def _scored(chunk: Chunk) -> pa.Table:
    if isinstance(_model, ModelError):
        raise _model
    return scored(_model[0], chunk)


def _nothing(given: None) -> bool:
    return True


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Start processes with Ctrl-C held back: it is the parent's to end them, and they print nothing."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # it lets Ctrl-C through again when it has started, so it must have before
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end(pool: ProcessPoolExecutor) -> None:
    """End the processes of a pool at once, whatever they do: what they were at is done again."""
    running = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in running:
        process.kill()
    for process in running:
        process.join()
