"""Who scores the chunks: this process, a process on each core, or the workers of a Dask cluster.

Every engine takes chunks and gives parts, in any order; the same chunks give the same parts on each of them.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyarrow as pa

from annotate.errors import ModelError
from annotate.io.rejects import Reject
from annotate.scoring._error_isolation import HOPELESS, scored
from annotate.scoring._scored_chunks import Done, joined, put
from annotate.scoring.score_tables import Classifier
from annotate.scoring._input_chunks import Chunk, halves, place_in
from annotate.scoring.worker_pool import Crew

TRIES = 3
"""How often a chunk is given to new workers after one died that had it or another in hand."""

_MARK = "scoring-in-the-main-process"


def here(model: Classifier, chunks: Iterable[Chunk], folder: Path) -> Iterator[Done]:
    """Score the chunks in this process; if it dies of one, `died_here` tells the next run."""
    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())  # see `_keep_memory`
    (folder / _MARK).touch()
    try:
        for chunk in chunks:
            yield put(folder, chunk.number, scored(model, chunk))
    finally:
        (folder / _MARK).unlink(missing_ok=True)
        pa.set_memory_pool(before)


def died_here(folder: Path) -> bool:
    """Whether an earlier run ended while its own process scored; then others had better do it."""
    return (folder / _MARK).exists()


def processes(
    model: Classifier, chunks: Iterable[Chunk], folder: Path, *, workers: int, meanwhile: bool = False
) -> Iterator[Done]:
    """Score the chunks in `workers` processes; what a process that dies had in hand is done again.

    A sentence that kills every process it is given to is found by halving its chunk, and rejected.

    Parameters
    ----------
    meanwhile
        Score in this process until the others have started, which takes them a second or two.

    Raises
    ------
    ModelError
        If processes die whatever they are given.
    """
    try:
        given = pickle.dumps(model)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise ModelError(f"{model.name}: cannot be given to another process ({error}); use --workers 1") from error
    crew = Crew(given, folder, workers)
    source, again = iter(chunks), list[Chunk]()
    tries: dict[int, int] = {}
    try:
        if meanwhile:
            yield from here(model, _until(crew.is_up, source), folder)
        while True:
            while crew.has_room and (chunk := again.pop() if again else next(source, None)) is not None:
                crew.give(chunk)
            if not crew.busy:
                return
            done, lost = crew.finished()
            yield from done
            for chunk in lost:
                tries[chunk.number] = tries.get(chunk.number, 0) + 1
                if tries[chunk.number] > TRIES:
                    yield put(folder, chunk.number, cornered(crew, chunk))
                else:
                    again.append(chunk)
    finally:
        crew.end()


def _until(is_over: Callable[[], bool], chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    while not is_over() and (chunk := next(chunks, None)) is not None:
        yield chunk


def cornered(crew: Crew, chunk: Chunk) -> pa.Table:
    """The part that comes of a chunk which processes die of: all but the rows or articles that are to blame, rejected.

    Raises
    ------
    ModelError
        If processes die whatever they are given.
    """
    parts, rejects, rest, in_a_row = list[pa.Table](), list[Reject](), [chunk], 0
    while rest:
        piece = rest.pop()
        part = crew.alone(piece)
        if part is not None:
            parts.append(part)
            in_a_row = 0
        elif piece.size > 1:
            rest += reversed(halves(piece))
        elif (in_a_row := in_a_row + 1) <= HOPELESS and crew.survives:
            rejects.append(Reject(place_in(piece), "every process that scores it dies", ""))
        else:
            raise ModelError("the processes that score die every time; give them more memory, or fewer --workers")
    return joined(parts, chunk.size, rejects)
