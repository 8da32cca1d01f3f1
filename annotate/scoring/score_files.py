"""Scoring at any size: files in, a table of scores out, in parts that a run which was stopped finds again."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from annotate.errors import InputError
from annotate.io.files import files_of
from annotate.io.rejects import Reject, write_rejects
from annotate.progress import Progress, silent
from annotate.scoring import engines
from annotate.scoring import worker_pool as crew
from annotate.scoring.domain_shift import MOST, Drift, drift
from annotate.scoring._error_isolation import sifted
from annotate.scoring.scores_output import Output, place_of, without_output
from annotate.scoring._scored_chunks import Done, Parts
from annotate.scoring.score_tables import Classifier
from annotate.scoring._input_chunks import MOST_ROWS, ROWS, Chunk, chunks_of, sentences_of, size_of

ENGINES = ("local", "dask")
LEAST_ROWS, SECONDS = 256, 4.0
"""A chunk has at least so many rows and at most `MOST_ROWS`; between them it takes a worker about so many seconds."""

_PROBES, _LONG_ENOUGH = (64, 1024), 0.1
_EARLY = 1000


@dataclass(frozen=True)
class Scored:
    """What a run did: where its scores are, how many, how many rows were rejected and where, what was done before."""

    output: Path
    rows: int
    rejected: int
    rejects: Path | None
    resumed: int
    drift: Drift | None = None


def score_files(
    model: Classifier,
    inputs: Sequence[Path | str],
    output: Path | str,
    *,
    text_column: str | None = None,
    rows: str = "auto",
    engine: str = "local",
    workers: int | None = None,
    address: str | None = None,
    chunk_rows: int | None = None,
    before_scoring: Callable[[Drift], None] | None = None,
    progress: Progress = silent,
) -> Scored:
    """Score files of any size with memory that does not grow with them.

    Stopped at any moment, the same call goes on: finished parts are kept beside `output`, no row is lost or doubled.
    In a script of your own, call it under ``if __name__ == "__main__":``, as its processes need.

    Parameters
    ----------
    model
        A `Model`, or any picklable object with ``labels``, ``name`` and ``predict_proba``.
    inputs
        Articles (.txt, .html, tables, folders), which are split; tables of sentences; or tables with texts.
    output
        A .csv, .jsonl or .parquet file, or a folder (a name without such an ending) for partitioned Parquet.
    text_column
        Score each row of tables whole, its text from this column.
    rows
        How rows of tables are taken: "auto" (by their columns), "articles" or "sentences".
    engine, workers, address
        "local" uses `workers` processes, by default one a core; "dask" the cluster at `address`, or one started here.
    chunk_rows
        Rows of a part; by default so many that a part takes a few seconds.
    before_scoring
        Told how unlike the training text the first sentences are, before any is scored.

    Raises
    ------
    InputError
        If nothing can be read, or the output cannot be written; parts that are done stay.
    ModelError
        If the model fails on every sentence.
    """
    if engine not in ENGINES:
        raise InputError(f"--engine {engine}: unknown; there are {', '.join(ENGINES)}")
    if rows not in ROWS:
        raise InputError(f"--rows {rows}: unknown; there are {', '.join(ROWS)}")
    inputs = without_output(files_of(inputs), inputs, output)
    reading: dict[str, Any] = {"text_column": text_column, "rows": rows}
    if engine == "local":
        crew.prepare(inputs, workers)
    with Parts(place_of(output), _run(model, inputs, reading, chunk_rows)) as parts:
        size = chunk_rows or parts.settled("chunk_rows", lambda: _chunk_rows(model, inputs, reading))
        before, broken = parts.done(), list[Reject]()
        chunks = chunks_of(inputs, chunk_rows=size, broken=broken, **reading)
        if before_scoring is not None and (early := _early(model, inputs, reading)) is not None:
            before_scoring(early)
        done = dict(before)
        with closing(Output(parts, output)) as table:
            with progress("scoring", size_of(inputs)) as advance:
                advance(sum(part.size for part in before.values()))
                todo = (chunk for chunk in chunks if chunk.number not in before)
                quick = size >= MOST_ROWS
                with closing(_engine(model, todo, parts.folder, engine, workers, address, quick)) as finished:
                    for part in finished:
                        done[part.number] = part
                        advance(part.size)
                        table.grow(done)
            return _finished(model, parts, done, broken, table, before)


def _run(
    model: Classifier, inputs: Sequence[Path | str], reading: Mapping[str, Any], chunk_rows: int | None
) -> dict[str, Any]:
    """What tells this run from any other: with the same, parts that are there are parts of it."""
    files = [(str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns) for path in files_of(inputs)]
    return {"files": files, "model": model.name, "chunk_rows": chunk_rows, "layout": 2, **reading}


def _chunk_rows(model: Classifier, inputs: Sequence[Path | str], reading: Mapping[str, Any]) -> int:
    """A power of two of rows that takes about `SECONDS`, by the speed at which the first sentences are scored."""
    for chunk in chunks_of(inputs, chunk_rows=_PROBES[-1], **reading):
        sentences, _ = sentences_of(chunk)
        if len(sentences):
            sifted(model, sentences.iloc[:1])  # what is done once only, as loading weights, is not counted
            rate = _rate(model, sentences)
            return int(2 ** round(np.log2(np.clip(rate * SECONDS, LEAST_ROWS, MOST_ROWS))))
    return MOST_ROWS


def _rate(model: Classifier, sentences: pd.DataFrame) -> float:
    """Sentences scored a second, from few where that takes long enough to be measured, else from more."""
    rate = 0.0
    for size in _PROBES:
        begun = time.perf_counter()
        sifted(model, sentences.iloc[:size])
        seconds = time.perf_counter() - begun
        rate = min(size, len(sentences)) / seconds
        if seconds > _LONG_ENOUGH:
            break
    return rate


def _engine(
    model: Classifier,
    chunks: Iterator[Chunk],
    folder: Path,
    engine: str,
    workers: int | None,
    address: str | None,
    quick: bool,
) -> Generator[Done]:
    if engine == "dask":
        from annotate.scoring._dask_cluster import cluster

        yield from cluster(model, chunks, folder, workers=workers, address=address)
        return
    count = crew.available() if workers is None else workers
    if count < 1:
        raise InputError(f"--workers {count}: at least one is needed")
    first = list(islice(chunks, 2))
    chunks, died = chain(first, chunks), engines.died_here(folder)
    # One chunk is done sooner here than a process is started.
    if not died and (count == 1 or len(first) < 2):
        yield from engines.here(model, chunks, folder)
    else:
        yield from engines.processes(model, chunks, folder, workers=count, meanwhile=quick and not died)


def _early(model: Classifier, inputs: Sequence[Path | str], reading: Mapping[str, Any]) -> Drift | None:
    """How unlike the training text the first sentences are."""
    for chunk in chunks_of(inputs, chunk_rows=_EARLY, **reading):
        return drift(model, sentences_of(chunk)[0])
    return None


def _finished(
    model: Classifier,
    parts: Parts,
    done: Mapping[int, Done],
    broken: Sequence[Reject],
    output: Output,
    before: Mapping[int, Done],
) -> Scored:
    numbers = sorted(done)
    rejects = [*broken, *(reject for number in numbers for reject in done[number].rejects)]
    rows = sum(part.rows for part in done.values())
    if not rows:
        why = f"{rejects[0].where}: {rejects[0].reason}" if rejects else "the input holds no sentences"
        parts.remove()
        raise InputError(f"nothing to score: {why}; give articles or sentences with text")
    found = drift(model, _sample(parts, numbers, rows))
    about = {"model": model.name, "labels": list(model.labels), "rows": rows, "rejected": len(rejects)}
    output.finish(numbers, about | {"drift": found.as_dict() if found else None})
    told = write_rejects(rejects, output.place)
    parts.remove()
    return Scored(Path(output.place), rows, len(rejects), told, sum(part.rows for part in before.values()), found)


def _sample(parts: Parts, numbers: Sequence[int], rows: int) -> pd.DataFrame:
    """Every so-and-so-manyth row of what was scored."""
    step, passed, found = max(1, rows // MOST), 0, []
    for table in parts.tables(numbers):
        found.append(table.take(np.arange(-passed % step, len(table), step)).to_pandas())
        passed += len(table)
    return pd.concat(found, ignore_index=True)
