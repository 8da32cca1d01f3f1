"""Engines that score chunks on this machine: in this process, or in a worker process on each core.

Every engine takes chunks and yields them scored, in any order. The scores do not depend on the engine.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyarrow as pa

from annotate.errors import ModelError
from annotate.io.rejects import Reject
from annotate.scoring._error_isolation import MOST_FAILURES, score_chunk
from annotate.scoring._input_chunks import Chunk, halves, location_of
from annotate.scoring._scored_chunks import ScoredChunk, joined, write_chunk
from annotate.scoring.score_tables import ScoringModel
from annotate.scoring.worker_pool import WorkerPool

TRIES = 3
"""How often a chunk is retried after the pool was replaced because a worker died."""

_MARK = "scoring-in-the-main-process"


def score_in_process(model: ScoringModel, chunks: Iterable[Chunk], folder: Path) -> Iterator[ScoredChunk]:
    """Score the chunks in this process; if one crashes it, `crashed_before` is true in the next run."""
    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())  # see `_keep_memory`
    (folder / _MARK).touch()
    try:
        for chunk in chunks:
            yield write_chunk(folder, chunk.number, score_chunk(model, chunk))
    finally:
        (folder / _MARK).unlink(missing_ok=True)
        pa.set_memory_pool(before)


def crashed_before(folder: Path) -> bool:
    """Whether an earlier run was killed while scoring in its own process, so that this one should use workers."""
    return (folder / _MARK).exists()


def score_in_workers(
    model: ScoringModel, chunks: Iterable[Chunk], folder: Path, *, workers: int, meanwhile: bool = False
) -> Iterator[ScoredChunk]:
    """Score the chunks in `workers` processes; if a process dies, unfinished chunks are retried.

    A sentence that crashes every worker is isolated by bisecting its chunk, and rejected.

    Parameters
    ----------
    meanwhile
        Whether to score in this process until the workers have started, which takes a second or two.

    Raises
    ------
    ModelError
        If the model cannot be pickled, or workers crash on every row.
    """
    try:
        pickled = pickle.dumps(model)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise ModelError(f"{model.name}: cannot be sent to a worker process ({error}); use `workers` 1") from error
    pool = WorkerPool(pickled, folder, workers)
    source, retries = iter(chunks), list[Chunk]()
    tries: dict[int, int] = {}
    try:
        if meanwhile:
            yield from score_in_process(model, _until(pool.is_up, source), folder)
        while True:
            while pool.has_room and (chunk := retries.pop() if retries else next(source, None)) is not None:
                pool.submit(chunk)
            if not pool.busy:
                return
            done, lost = pool.finished()
            yield from done
            for chunk in lost:
                tries[chunk.number] = tries.get(chunk.number, 0) + 1
                if tries[chunk.number] > TRIES:
                    yield write_chunk(folder, chunk.number, bisect_poison_rows(pool, chunk))
                else:
                    retries.append(chunk)
    finally:
        pool.end()


def _until(is_over: Callable[[], bool], chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    while not is_over() and (chunk := next(chunks, None)) is not None:
        yield chunk


def bisect_poison_rows(pool: WorkerPool, chunk: Chunk) -> pa.Table:
    """The scores of a chunk that crashes workers; the rows or articles that cause the crash are rejected.

    Raises
    ------
    ModelError
        If workers crash on every row.
    """
    tables, rejects, stack, in_a_row = list[pa.Table](), list[Reject](), [chunk], 0
    while stack:
        part = stack.pop()
        table = pool.score_alone(part)
        if table is not None:
            tables.append(table)
            in_a_row = 0
        elif part.size > 1:
            stack += reversed(halves(part))
        elif (in_a_row := in_a_row + 1) <= MOST_FAILURES and pool.survives:
            rejects.append(Reject(location_of(part), "crashes the scoring worker every time"))
        else:
            raise ModelError("scoring workers keep crashing (out of memory?); give them more memory or lower `workers`")
    return joined(tables, chunk.size, rejects)
