"""Who scores the chunks: this process, a process on each core, or the workers of a Dask cluster.

Every engine takes chunks and gives parts, in any order; the same chunks give the same parts on each of them.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import pickle
import signal
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from annotate.coverage.parts import Done, part_of, put
from annotate.coverage.reading import Chunk, sentences_of
from annotate.coverage.scoring import Classifier, score_table
from annotate.errors import AnnotateError, ModelError
from annotate.streams import Reject

TRIES = 3
"""How often a chunk is given to a new worker after the one that had it died."""

_HOPELESS = 20
"""Bad rows without a good one between them after which it is the model that is at fault, not the rows."""

_MODULE = "annotate.coverage.engines"
_model: Any = None  # what this worker scores with


def scored(model: Classifier, chunk: Chunk) -> pa.Table:
    """The part that comes of a chunk: its sentences scored, what could not be read or scored rejected."""
    sentences, rejects = sentences_of(chunk)
    scores, bad = sifted(model, sentences)
    return part_of(scores, chunk.size, [*rejects, *bad])


def here(model: Classifier, chunks: Iterable[Chunk], folder: Path) -> Iterator[Done]:
    """Score the chunks in this process."""
    for chunk in chunks:
        yield put(folder, chunk.number, scored(model, chunk))


def processes(model: Classifier, chunks: Iterable[Chunk], folder: Path, *, workers: int) -> Iterator[Done]:
    """Score the chunks in `workers` processes; what a process that dies had in hand is done again.

    Raises
    ------
    ModelError
        If a chunk kills every process it is given to.
    """
    given = pickle.dumps(model)
    source, again = iter(chunks), list[Chunk]()
    tries: dict[int, int] = {}
    running: dict[Future[Done], Chunk] = {}
    pool = _pool(given, folder, workers)
    try:
        while True:
            lost: list[Chunk] = []
            while len(running) < 2 * workers and (chunk := again.pop() if again else next(source, None)) is not None:
                try:
                    with _interrupts_held():
                        running[pool.submit(_work, chunk)] = chunk
                except BrokenProcessPool:
                    lost.append(chunk)
                    break
            if not running and not lost:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done if running else ():
                chunk = running.pop(future)
                try:
                    yield future.result()
                except BrokenProcessPool:
                    lost.append(chunk)
            if lost:
                again += [*lost, *running.values()]
                _count(tries, again, workers)
                running.clear()
                _end(pool)
                pool = _pool(given, folder, workers)
    finally:
        _end(pool)


def prepare() -> None:
    """Let the process that others are started from begin its imports, beside what is done here before it is needed."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        from multiprocessing import forkserver

        _context()
        with _interrupts_held():
            forkserver.ensure_running()


def available() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def sifted(model: Classifier, sentences: pd.DataFrame) -> tuple[pd.DataFrame, list[Reject]]:
    """Scores of the sentences that can be scored; the others found by halving what fails."""
    try:
        return score_table(model, sentences, batch_rows=max(1, len(sentences))), []
    except Exception as error:
        parts, rejects = [score_table(model, sentences.iloc[:0])], list[Reject]()
        rest = [sentences]
        while rest:
            piece = rest.pop()
            try:
                parts.append(score_table(model, piece))
            except Exception as reason:  # noqa: BLE001 - as above
                if len(piece) > 1:
                    rest += [piece.iloc[len(piece) // 2 :], piece.iloc[: len(piece) // 2]]
                else:
                    rejects.append(_reject(piece, reason))
            if len(rejects) >= _HOPELESS and sum(map(len, parts)) == 0:
                if isinstance(error, AnnotateError):
                    raise
                raise ModelError(f"{model.name}: fails on every sentence ({error}); train it again") from error
        return pd.concat(parts, ignore_index=True), rejects


def _reject(piece: pd.DataFrame, reason: Exception) -> Reject:
    row = piece.iloc[0]
    words = str(reason).split("\n")[0][:200] or type(reason).__name__
    return Reject(f"sentence {row.get('sentence_id')}", f"the model fails on it: {words}", str(row["text"])[:200])


def _count(tries: dict[int, int], chunks: Iterable[Chunk], workers: int) -> None:
    for chunk in chunks:
        tries[chunk.number] = tries.get(chunk.number, 0) + 1
        if tries[chunk.number] > TRIES * workers:
            raise ModelError(
                f"part {chunk.number}: the processes that score it die every time; give them more memory, "
                "or fewer --workers"
            )


def _pool(model: bytes, folder: Path, workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=_context(), initializer=_start, initargs=(model, str(folder)))


def _context() -> Any:
    """How processes are started: from a clean one, for threads of this one (progress, Arrow) make forking it unsafe."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if "forkserver" in methods:
        context.set_forkserver_preload([_MODULE, "annotate.learn.models"])
    return context


def _start(model: bytes, folder: str) -> None:
    global _model
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    try:
        _model = pickle.loads(model), Path(folder)  # noqa: S301 - bytes that this program's own process made
    except Exception as error:  # noqa: BLE001 - told by `_work`: an error here would only look like a dead process
        _model = ModelError(f"the model cannot be opened in another process ({error}); use --workers 1")


def _leave_with_parent() -> None:
    """End when the process that started this one is gone; nothing else would tell."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def _work(chunk: Chunk) -> Done:
    if isinstance(_model, ModelError):
        raise _model
    model, folder = _model
    return put(folder, chunk.number, scored(model, chunk))


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Start processes with Ctrl-C held back: it is the parent's to end them, and they print nothing."""
    if not hasattr(signal, "pthread_sigmask") or threading.current_thread() is not threading.main_thread():
        yield
        return
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
