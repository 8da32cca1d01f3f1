"""Scoring files of any size into a table of scores, in chunks from which an interrupted run resumes."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from annotate.errors import InputError
from annotate.io.files import broken_links, files_of, shown
from annotate.io.formats.notes import give_first
from annotate.io.processes import available_cores, seconds_running
from annotate.io.rejects import Reject, write_rejects
from annotate.io.values.dates import is_iso
from annotate.io.values.text_encodings import named_encoding
from annotate.io.writing import behind_links, check_not_special
from annotate.progress import Progress, silent
from annotate.scoring import _engines, worker_pool
from annotate.scoring._error_isolation import score_good_rows
from annotate.scoring._input_chunks import MOST_ROWS, Chunk, RowOptions, chunks_of, sentences_of, size_of
from annotate.scoring._scored_chunks import ScoredChunk, ScoredChunks
from annotate.scoring.domain_shift import MOST, DomainShift, domain_shift
from annotate.scoring.input_checks import note, note_on_ids, note_on_language
from annotate.scoring.score_tables import ScoringModel
from annotate.scoring.scores_output import Output, RunNote, without_output
from annotate.scoring.scoring_options import check_scoring

LEAST_ROWS, SECONDS = 256, 4.0
"""A chunk takes a worker about `SECONDS`, but has at least `LEAST_ROWS` and at most `MOST_ROWS` rows."""

_PROBES, _LONG_ENOUGH = (64, 1024), 0.1
_EARLY = 1000


@dataclass(frozen=True)
class Scored:
    """The result of a run.

    Attributes
    ----------
    output
        The path of the scores.
    rows, rejected
        Number of scores, and of rejected rows.
    rejects
        The path of the table of rejects; None if there are none.
    resumed
        Number of scores made by an earlier, interrupted run.
    domain_shift
        How much the text differs from the training text; None if that is unknown, see
        `annotate.scoring.domain_shift.domain_shift`.
    unread_date
        One of the dates that could not be read; empty if a sample of the scores has none.
    """

    output: Path
    rows: int
    rejected: int
    rejects: Path | None
    resumed: int
    domain_shift: DomainShift | None = None
    unread_date: str = ""


def score_files(
    model: ScoringModel,
    inputs: Sequence[Path | str],
    output: Path | str,
    *,
    text_column: str | None = None,
    rows: str = "auto",
    date_order: str = "",
    language: str = "",
    engine: str = "local",
    workers: int | None = None,
    address: str | None = None,
    chunk_rows: int | None = None,
    before_scoring: Callable[[DomainShift], None] | None = None,
    progress: Progress = silent,
) -> Scored:
    """Score files of any size in constant memory.

    After an interruption, the same call resumes: scored chunks are kept beside `output`, and no row is lost or
    duplicated.

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
        What rows of tables are: "auto" (decided by their columns), "articles" or "sentences".
    date_order
        The order of numbers in dates such as 03/04/2016; see `annotate.io.articles.articles_from`.
    language
        The language of articles, as an ISO 639-1 code; by default that of each is detected.
    engine, workers, address
        "local" uses `workers` processes, by default one per core; "dask" the cluster at `address`, or one started here.
    chunk_rows
        Rows in a chunk; by default as many as take a few seconds.
    before_scoring
        Called before scoring with the domain shift of the first sentences, if it can be measured.
    progress
        Advanced by the rows, articles or files of each chunk.

    Returns
    -------
    Scored
        The path and the number of the scores and of the rejected rows.

    Raises
    ------
    InputError
        If an option is unknown, nothing can be read, or the output cannot be written; scored chunks are kept.
    ModelError
        If the model fails on every sentence.
    """
    check_scoring(engine=engine, rows=rows, workers=workers, date_order=date_order, language=language)
    check_not_special(output)
    output, links = behind_links(output), broken_links(inputs)
    inputs = without_output(files_of(inputs), inputs, output)
    options = RowOptions(text_column, rows, date_order, language, named_encoding())
    if engine == "local":
        worker_pool.prepare(inputs, workers)
    with ScoredChunks(output, _identity(model, inputs, options, chunk_rows)) as store:
        with progress("comparing with the training text", None):
            size = chunk_rows or store.settled("chunk_rows", lambda: _chunk_rows(model, inputs, options))
            is_told = before_scoring is not None and _compare_first_sentences(model, inputs, options, before_scoring)
        before, broken = store.done(), links
        chunks = chunks_of(inputs, options, chunk_rows=size, broken=broken)
        done = dict(before)
        with closing(Output(store, output)) as table:
            with progress("scoring", size_of(inputs)) as advance:
                advance(sum(chunk.size for chunk in before.values()))
                todo = (chunk for chunk in chunks if chunk.number not in before)
                quick = size >= MOST_ROWS
                with closing(_engine(model, todo, store.folder, engine, workers, address, quick)) as finished:
                    for chunk in finished:
                        done[chunk.number] = chunk
                        advance(chunk.size)
                        table.grow(done)
            give_first(list(dict.fromkeys(one for number in sorted(done) for one in done[number].notes)))
            _note_on_all_scores(model, store, sorted(done), inputs, is_language_told=is_told)
            return _finish(model, store, done, broken, table, before)


def _identity(
    model: ScoringModel, inputs: Sequence[Path | str], options: RowOptions, chunk_rows: int | None
) -> dict[str, Any]:
    """What identifies this run: chunks of a run with an equal identity can be reused."""
    files = [(str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns) for path in files_of(inputs)]
    run = {"command": "score", "layout": 5, "files": files, "model": model.name, "chunk_rows": chunk_rows}
    names = ("text_column", "rows", "date_order", "language", "encoding")
    return run | {name: getattr(options, name) for name in names}


def _chunk_rows(model: ScoringModel, inputs: Sequence[Path | str], options: RowOptions) -> int:
    """The number of rows, a power of two, that take about `SECONDS`, from the speed of scoring the first sentences."""
    for chunk in chunks_of(inputs, options, chunk_rows=_PROBES[-1]):
        sentences, _ = sentences_of(chunk)
        if len(sentences):
            score_good_rows(model, sentences.iloc[:1])  # to leave out one-time work, such as loading weights
            rate = _rate(model, sentences)
            return int(2 ** round(np.log2(np.clip(rate * SECONDS, LEAST_ROWS, MOST_ROWS))))
    return MOST_ROWS


def _rate(model: ScoringModel, sentences: pd.DataFrame) -> float:
    """Sentences scored per second, measured on a few, or on more if that was too fast to measure.

    Time in which other programs had the core does not count: it made chunks so small that they cost four times as much.
    """
    rate = 0.0
    for size in _PROBES:
        begun = seconds_running()
        score_good_rows(model, sentences.iloc[:size])
        seconds = max(seconds_running() - begun, 1e-9)
        rate = min(size, len(sentences)) / seconds
        if seconds > _LONG_ENOUGH:
            break
    return rate


def _engine(
    model: ScoringModel,
    chunks: Iterator[Chunk],
    folder: Path,
    engine: str,
    workers: int | None,
    address: str | None,
    quick: bool,
) -> Generator[ScoredChunk]:
    if engine == "dask":
        from annotate.scoring._dask_cluster import score_on_cluster

        yield from score_on_cluster(model, chunks, folder, workers=workers, address=address)
        return
    count = available_cores() if workers is None else workers
    first = list(islice(chunks, 2))
    chunks, crashed = chain(first, chunks), _engines.crashed_before(folder)
    # Scoring one chunk takes less time than starting a process.
    if not crashed and (count == 1 or len(first) < 2):
        yield from _engines.score_in_process(model, chunks, folder)
    else:
        yield from _engines.score_in_workers(model, chunks, folder, workers=count, meanwhile=quick and not crashed)


def _compare_first_sentences(
    model: ScoringModel, inputs: Sequence[Path | str], options: RowOptions, before: Callable[[DomainShift], None]
) -> bool:
    """Call `before` with the domain shift of the first sentences; whether their language is told to be another."""
    for chunk in chunks_of(inputs, options, chunk_rows=_EARLY):
        sentences = sentences_of(chunk)[0]
        words = note_on_language(model, sentences["text"])
        if words:
            note(f"{words} (from the first {len(sentences):,} sentences)")
        if (shift := domain_shift(model, sentences)) is not None:
            before(shift)
        return bool(words)
    return False


def _note_on_all_scores(
    model: ScoringModel, store: ScoredChunks, numbers: Sequence[int], inputs: Sequence[Path], *, is_language_told: bool
) -> None:
    """Warn of ids of several texts among all scores, and of text in another language if that was not told."""
    rows = sum(map(len, store.tables(numbers)))
    where = f"{shown(inputs[0])}: " if len(inputs) == 1 else ""
    effect, ids = "estimates need one score for each id", lambda: store.ids(numbers)
    if words := note_on_ids(lambda: store.tables(numbers), rows, effect=effect, ids=ids):
        note(f"{where}{words}")
    if rows and not is_language_told and (words := note_on_language(model, _sample(store, numbers, rows)["text"])):
        note(f"{where}{words}")


def _finish(
    model: ScoringModel,
    store: ScoredChunks,
    done: Mapping[int, ScoredChunk],
    broken: Sequence[Reject],
    output: Output,
    before: Mapping[int, ScoredChunk],
) -> Scored:
    numbers = sorted(done)
    rejects = [*broken, *(reject for number in numbers for reject in done[number].rejects)]
    rows = sum(chunk.rows for chunk in done.values())
    if not rows:
        reason = f"{rejects[0].where}: {rejects[0].reason}" if rejects else "the input holds no sentences"
        store.remove()
        raise InputError(f"nothing to score: {reason}; give articles or sentences with text")
    sample = _sample(store, numbers, rows)
    shift = domain_shift(model, sample)
    dates = sample["published"].dropna().astype("str") if "published" in sample.columns else ()
    unread = next((date for date in dates if not is_iso(date)), "")
    output.finish(numbers, RunNote(model.name, tuple(map(str, model.labels)), rows, len(rejects), shift))
    rejects_file = write_rejects(rejects, output.path)
    store.remove()
    resumed = sum(chunk.rows for chunk in before.values())
    return Scored(Path(output.path), rows, len(rejects), rejects_file, resumed, shift, unread)


def _sample(store: ScoredChunks, numbers: Sequence[int], rows: int) -> pd.DataFrame:
    """About `MOST` rows of the scores at regular intervals."""
    step, passed, sampled = max(1, rows // MOST), 0, []
    for table in store.tables(numbers):
        sampled.append(table.take(np.arange(-passed % step, len(table), step)).to_pandas())
        passed += len(table)
    return pd.concat(sampled, ignore_index=True)
