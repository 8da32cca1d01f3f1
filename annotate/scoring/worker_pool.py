"""A pool of worker processes that score chunks; it is replaced when one of them dies."""

from __future__ import annotations

import ctypes
import os
import pickle
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pyarrow as pa
from threadpoolctl import threadpool_limits

from annotate.errors import ModelError
from annotate.io.chunks import MOST_BYTES
from annotate.io.processes import (
    exit_with_parent,
    forked_pool,
    interrupts_blocked,
    kill_workers,
    script_hidden,
    start_server,
)
from annotate.scoring._error_isolation import score_chunk
from annotate.scoring._input_chunks import MOST_ROWS, Chunk, size_of
from annotate.scoring._scored_chunks import ScoredChunk, write_chunk

_IMPORTED_ONCE = ["annotate.scoring.worker_pool", "annotate.learn.models.folders"]
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # of glibc's malloc.h
_state: Any = None  # of a worker: its model and the folder of the run, or the error of loading them


class WorkerPool:
    """Worker processes and the chunks submitted to them; when one dies, all are replaced.

    Parameters
    ----------
    model
        The pickled model.
    folder
        The folder of the run, for scored chunks.
    workers
        Number of processes.
    """

    def __init__(self, model: bytes, folder: Path, workers: int) -> None:
        self._initial = model, str(folder), os.getcwd()
        self._workers = workers
        self._running: dict[Future[ScoredChunk], Chunk] = {}
        self._pool = self._started(workers)
        self._single: ProcessPoolExecutor | None = None
        self._greeting: Future[bool] | None = None
        self._starter: threading.Thread | None = None

    @property
    def has_room(self) -> bool:
        """Whether to submit another chunk: there are fewer than two for each process."""
        return len(self._running) < 2 * self._workers

    @property
    def busy(self) -> bool:
        """Whether any submitted chunk is unfinished."""
        return bool(self._running)

    def is_up(self) -> bool:
        """Whether a process has started; the first call starts the processes without waiting for them."""
        if self._starter is None:
            self._starter = threading.Thread(target=self._greet, daemon=True)
            self._starter.start()
        return self._greeting is not None and self._greeting.done()

    @property
    def survives(self) -> bool:
        """Whether a process that scores nothing stays alive."""
        return self._once(_nothing, None) is not None

    def submit(self, chunk: Chunk) -> None:
        """Submit a chunk for scoring; `finished` returns it."""
        try:
            with interrupts_blocked(), script_hidden():
                future = self._pool.submit(_score_and_write, chunk)
        except BrokenProcessPool as error:
            future = Future[ScoredChunk]()
            future.set_exception(error)
        self._running[future] = chunk

    def finished(self) -> tuple[list[ScoredChunk], list[Chunk]]:
        """Wait for a chunk; return those that are scored, and those that were lost because a process died."""
        done, lost = list[ScoredChunk](), list[Chunk]()
        for future in wait(self._running, return_when=FIRST_COMPLETED).done:
            chunk = self._running.pop(future)
            try:
                done.append(future.result())
            except BrokenProcessPool:
                lost.append(chunk)
        if lost:
            lost += self._running.values()
            self._running.clear()
            kill_workers(self._pool)
            self._pool = self._started(self._workers)
        return done, lost

    def score_alone(self, chunk: Chunk) -> pa.Table | None:
        """The scores of a chunk, made in a separate process; None if that process dies."""
        return self._once(_score, chunk)

    def end(self) -> None:
        """Kill all processes, waiting for those that are just being started."""
        if self._starter is not None:
            self._starter.join()
        kill_workers(self._pool)
        if self._single is not None:
            kill_workers(self._single)

    def _greet(self) -> None:
        with interrupts_blocked(), script_hidden():
            self._greeting = self._pool.submit(_nothing, None)

    def _once(self, work: Callable[[Any], Any], argument: Any) -> Any:
        self._single = self._single or self._started(1)
        try:
            with interrupts_blocked(), script_hidden():
                future = self._single.submit(work, argument)
            return future.result()
        except BrokenProcessPool:
            kill_workers(self._single)
            self._single = None
            return None

    def _started(self, workers: int) -> ProcessPoolExecutor:
        return forked_pool(workers, _IMPORTED_ONCE, _start, self._initial)


def prepare(inputs: Sequence[Path | str], workers: int | None) -> None:
    """Start the server from which worker processes are forked, if the inputs are large enough for several.

    If it is called early, the server's imports run while this process loads the model.
    """
    if workers != 1 and (size_of(inputs) or 0) > MOST_ROWS:
        start_server(_IMPORTED_ONCE)


def _start(model: bytes, folder: str, directory: str) -> None:
    global _state
    exit_with_parent()
    os.chdir(directory)  # the server may have been started in another folder
    _keep_memory()
    try:
        _state = pickle.loads(model), Path(folder)  # noqa: S301 - pickled by the parent process
    except Exception as error:  # noqa: BLE001 - raised by `_score`: an error here would look like a dead process
        _state = ModelError(f"the model cannot be loaded in a worker process ({error}); use `workers` 1")
    threadpool_limits(1, user_api="blas")  # a process has one core; last, since it limits what was loaded by now


def _keep_memory() -> None:
    """Keep the memory of a chunk for the next one: returning it to the system took a fifth of the time."""
    pa.set_memory_pool(pa.system_memory_pool())
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "mallopt"):
        library.mallopt(_M_MMAP_THRESHOLD, 1 << 25)  # the largest value that glibc accepts
        library.mallopt(_M_TRIM_THRESHOLD, MOST_BYTES)


def _score_and_write(chunk: Chunk) -> ScoredChunk:
    scores = _score(chunk)
    return write_chunk(_state[1], chunk.number, scores)


def _score(chunk: Chunk) -> pa.Table:
    if isinstance(_state, ModelError):
        raise _state
    return score_chunk(_state[0], chunk)


def _nothing(argument: None) -> bool:
    return True
