"""Fits of several folds at once, each on a core of its own."""

from __future__ import annotations

import multiprocessing
import time
import warnings
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import TypeVar

from threadpoolctl import threadpool_limits

from annotate.errors import AnnotateWarning
from annotate.io.processes import (
    available_cores,
    exit_with_parent,
    interrupts_blocked,
    kill_workers,
    script_hidden,
)

J = TypeVar("J")
T = TypeVar("T")

_WORTH = 15.0  # seconds of processor time ahead from which on it pays to start processes, which takes two of each
_MOST = 4  # each takes about as much memory as the training itself


class FoldWorkers:
    """Worker processes that are started once there is enough left to do, and ended with the context.

    Parameters
    ----------
    workers
        Number of processes; by default as many as there are cores, at most four. With 1, all is done in this process.
    worth
        Seconds of processor time ahead from which on processes are started.
    """

    def __init__(self, workers: int | None = None, worth: float = _WORTH) -> None:
        self.workers = _as_many_as_cores() if workers is None else workers
        self.worth = worth
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> FoldWorkers:
        """Itself; no process is started yet."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the processes at once."""
        self._end()

    def each(self, work: Callable[[J], T], jobs: Sequence[J]) -> Generator[T]:
        """The results of `work` for each of `jobs`, in their order, as `map` gives them.

        The first job is done in this process, and by the time it takes the others are judged. `work`, the jobs and the
        results are pickled. If a process is killed, the jobs that are left are done in this one, with a warning.
        """
        if not jobs:
            return
        before = time.process_time()
        yield work(jobs[0])
        rest = jobs[1:]
        ahead = (time.process_time() - before) * len(rest)
        if self.workers < 2 or (self._pool is None and ahead < self.worth):
            yield from map(work, rest)
            return
        done = 0
        try:
            for future in self._submitted(work, rest):
                result, notes = future.result()
                done += 1
                for note in notes:
                    warnings.warn(note, stacklevel=2)
                yield result
        except GeneratorExit:  # what is running is not wanted any more
            self._end()
            raise
        except BrokenProcessPool:
            self._end()
            self.workers = 1
            warnings.warn(
                "a worker process was killed (out of memory?); the rest of the training is done in one process",
                AnnotateWarning,
                stacklevel=2,
            )
            yield from map(work, rest[done:])

    def rounds(self, jobs: int) -> int:
        """How many times as long as one job `jobs` of them take."""
        return -(-jobs // self.workers)

    def _submitted(self, work: Callable[[J], T], jobs: Sequence[J]) -> list[Future[tuple[T, list[Warning]]]]:
        with interrupts_blocked(), script_hidden():
            if self._pool is None:
                spawned = multiprocessing.get_context("spawn")  # threads of this process make forking it unsafe
                self._pool = ProcessPoolExecutor(self.workers, spawned, initializer=exit_with_parent)
            return [self._pool.submit(_result_and_warnings, work, job) for job in jobs]

    def _end(self) -> None:
        if self._pool is not None:
            kill_workers(self._pool)
            self._pool = None


def _as_many_as_cores() -> int:
    daemon = multiprocessing.current_process().daemon  # such a process, one of a cluster's, may not start others
    return 1 if daemon else min(available_cores(), _MOST)


def _result_and_warnings(work: Callable[[J], T], job: J) -> tuple[T, list[Warning]]:
    """What `work` returns, and the warnings it gave, which the parent process gives again."""
    with threadpool_limits(1, user_api="blas"), warnings.catch_warnings(record=True) as caught:
        return work(job), [w.message for w in caught if isinstance(w.message, Warning)]
