"""Scoring new coverage: tables in memory, files of any size, and folders as files arrive."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, overload

from annotate.errors import AnnotateWarning, InputError
from annotate.io.remote.stores import destination_of, local_copy
from annotate.progress import Progress, silent
from annotate.study.ledger import Count, Ledger
from annotate.workflows.arguments import (
    ModelOrPath,
    StrPath,
    TableOrPath,
    ledger_of,
    log,
    model_of,
    output_of,
    own_model,
    write_output,
)
from annotate.workflows.article_notes import warn_of_unused_columns
from annotate.workflows.prompting.asking import (
    ASKED_AT_ONCE,
    answered,
    asked_by,
    asking,
    endpoint_for,
    endpoint_of,
    where_it_goes,
)
from annotate.workflows.publish import score_warnings
from annotate.workflows.recording import hashes_of, hashes_of_paths, record_of

if TYPE_CHECKING:
    import pandas as pd

    from annotate.learn.models.trained_model import Model
    from annotate.scoring.score_files import Scored
    from annotate.study.record import Detail, Record
    from annotate.workflows.study import Study


@overload
def score(
    model: ModelOrPath | None,
    inputs: TableOrPath | Sequence[StrPath],
    output: None = None,
    *,
    text_column: str | None = None,
    rows: str = "auto",
    date_order: str = "",
    language: str = "",
    engine: str = "local",
    workers: int | None = None,
    address: str | None = None,
    endpoint: str | None = None,
    key_file: StrPath | None = None,
    concurrency: int | None = None,
    price: str | None = None,
    budget: str | None = None,
    study: None = None,
    ledger: Ledger | None = None,
    progress: Progress = silent,
) -> pd.DataFrame: ...
@overload
def score(
    model: ModelOrPath | None,
    inputs: TableOrPath | Sequence[StrPath],
    output: StrPath | None = None,
    *,
    text_column: str | None = None,
    rows: str = "auto",
    date_order: str = "",
    language: str = "",
    engine: str = "local",
    workers: int | None = None,
    address: str | None = None,
    endpoint: str | None = None,
    key_file: StrPath | None = None,
    concurrency: int | None = None,
    price: str | None = None,
    budget: str | None = None,
    study: Study | None = None,
    ledger: Ledger | None = None,
    progress: Progress = silent,
) -> Scored: ...
def score(
    model: ModelOrPath | None,
    inputs: TableOrPath | Sequence[StrPath],
    output: StrPath | None = None,
    *,
    text_column: str | None = None,
    rows: str = "auto",
    date_order: str = "",
    language: str = "",
    engine: str = "local",
    workers: int | None = None,
    address: str | None = None,
    endpoint: str | None = None,
    key_file: StrPath | None = None,
    concurrency: int | None = None,
    price: str | None = None,
    budget: str | None = None,
    study: Study | None = None,
    ledger: Ledger | None = None,
    progress: Progress = silent,
) -> pd.DataFrame | Scored:
    """Score coverage with a model: a label and probabilities for every sentence.

    Parameters
    ----------
    model
        A model or its folder; in a study, None means the study's own.
    inputs
        Articles, which are split, or sentences: files and folders, here or at addresses, or a table in memory.
    output
        A .csv, .jsonl or .parquet file, or a folder of Parquet files, here or at an address (``s3://``). It is written
        in parts, so that coverage of any size can be scored and an interrupted run resumes.
    text_column
        Score each row as one text, taken from this column (no sentence splitting).
    rows
        What the rows of tables are: ``articles``, ``sentences`` or ``auto`` (by their columns).
    date_order
        The order of numbers in dates such as 03/04/2016 and 16-04-03: ``day-first``, ``month-first`` or ``year-first``;
        by default that of the other dates in the column, over all files.
    language
        The language of articles, as an ISO 639-1 code; by default that of each is detected.
    engine, workers, address
        ``local`` uses `workers` processes, by default one per core; ``dask`` the cluster at `address`, or one started
        here.
    endpoint, key_file, concurrency, price, budget
        For a model that asks a language model: the address that text may be sent to, and the others as in `train`. The
        address in the model's folder is not contacted unless it is named here or in the study's settings.

    Returns
    -------
    DataFrame or Scored
        The scores; with an `output` instead the counts of what was written to it.

    Raises
    ------
    InputError
        If nothing can be read, or the output cannot be written; finished parts are kept.
    ModelError
        If the model fails on every sentence.
    """
    from annotate.scoring import scoring_options, worker_pool

    scoring_options.check_scoring(engine=engine, rows=rows, workers=workers, date_order=date_order, language=language)
    destination = destination_of(output)
    target = destination.here if destination else output_of(output, study, "scores")
    source, run = own_model(model, study), ledger_of(ledger, "score")
    named = endpoint_of(endpoint, study, key_file=key_file, concurrency=concurrency, price=price, budget=budget)
    if target is None and not isinstance(inputs, str | os.PathLike | Sequence) and _are_sentences(inputs, rows):
        with progress("loading the model", None):
            source = model_of(source)
        if not asked_by(source):
            return _score_in_memory(source, inputs, text_column, run, progress)
    with tempfile.TemporaryDirectory() as folder:
        paths = files_to_score(inputs, Path(folder))
        if engine == "local" and target is not None:
            worker_pool.prepare(paths, workers)  # the processes start while the model is loaded
        from annotate.scoring.score_files import score_files
        from annotate.scoring.scores_output import read_scores

        with progress("loading the model", None):
            model = model_of(source)
        asked = endpoint_for([model], named)
        if asked is not None and engine != "local":
            raise InputError(
                f"`engine` {engine}: {model.name} asks a language model, which works from this machine only; use local"
            )
        work = partial(
            score_files,
            model,
            paths,
            text_column=text_column,
            rows=rows,
            date_order=date_order,
            language=language,
            engine=engine,
            workers=workers if asked is None else 1,
            address=address,
            chunk_rows=None if asked is None else ASKED_AT_ONCE,
        )
        final = target or Path(folder) / "scores.parquet"
        done = answered(
            lambda shown: work(output=final, before_scoring=score_warnings.warn_of_early_shift, progress=shown),
            asked,
            study,
            count=lambda shown: work(output=Path(folder) / "counted.parquet", progress=shown),
            ledger=run,
            progress=progress,
        )
        score_warnings.warn_of_shift(done.domain_shift)
        warn_of_unused_columns(paths, {text_column: "text"} if text_column else {}, scored=True)
        _warn_of_unread_dates(done)
        if target is None:
            score_warnings.warn_of_rejects(done)
        if isinstance(source, str | os.PathLike):
            run.read.append(Count(1, "model", str(source)))
        _record(run, done, paths if isinstance(inputs, str | os.PathLike | Sequence) else (), target)
        log(run, study)
        if (record := record_of(study)) and not record.is_read_only:
            _add_event(record, done, model.name, target, hashes_of_paths(paths) | hashes_of(model=source))
        if destination is not None:
            destination.deliver()
            rejects = None if done.rejects is None else Path(destination.at(done.rejects))
            return replace(done, output=Path(destination.address), rejects=rejects)
        return done if target is not None else read_scores(done.output)


def _warn_of_unread_dates(done: Scored) -> None:
    if done.unread_date:
        unread = f"some dates could not be read, such as '{done.unread_date}', and belong to no month"
        advice = "if the order of day and month is the reason, name it with `date_order`"
        warnings.warn(f"{unread}; {advice}", AnnotateWarning, stacklevel=3)


def _add_event(record: Record, done: Scored, model: str, output: Path | None, inputs: Mapping[str, str]) -> None:
    """Append what was scored, with the model of this name, to the study's record."""
    details: dict[str, Detail] = {"model": model, "rows": done.rows, "rejected": done.rejected}
    summary = f"scored {done.rows:,} sentences with {model}, {done.rejected:,} rejected"
    record.add("score", summary, details | {"output": str(output or "")}, inputs)


def _are_sentences(table: pd.DataFrame, rows: str) -> bool:
    """Whether to score each row of a table in memory as it is."""
    return rows == "sentences" or (rows == "auto" and "sentence_id" in table.columns)


def _score_in_memory(
    model: Model, sentences: pd.DataFrame, text_column: str | None, ledger: Ledger, progress: Progress
) -> pd.DataFrame:
    """The scores of a table of sentences; rows without text are left out with a warning."""
    from annotate.columns import missing
    from annotate.scoring.score_tables import score_table

    column = text_column or "text"
    if column not in sentences.columns:
        raise InputError(f"sentences: {missing(column, sentences.columns)}; pass `text_column`")
    table = sentences.assign(text=sentences[column].astype("str"))
    blank = sentences[column].isna() | (table["text"].str.strip() == "")
    if blank.any():
        empty = f"sentences: {int(blank.sum())} of {len(blank)} rows have no text and were left out"
        warnings.warn(empty, AnnotateWarning, stacklevel=3)
    scores = score_table(model, table[~blank], progress=progress)
    score_warnings.warn_of_scores(model, scores)
    ledger.read.append(Count(len(sentences), "row"))
    ledger.used.append(Count(len(scores), "sentence"))
    ledger.leave_out(int(blank.sum()), "row", "no text")
    ledger.rejected = int(blank.sum())
    return scores


def watch(
    model: ModelOrPath | None,
    folder: StrPath,
    output: StrPath | None = None,
    *,
    interval: float = 5.0,
    text_column: str | None = None,
    rows: str = "auto",
    date_order: str = "",
    language: str = "",
    engine: str = "local",
    workers: int | None = None,
    address: str | None = None,
    endpoint: str | None = None,
    key_file: StrPath | None = None,
    concurrency: int | None = None,
    price: str | None = None,
    budget: str | None = None,
    study: Study | None = None,
) -> Iterator[Scored]:
    """Score the files of `folder` as they arrive, each to a table of its own in the folder `output`.

    Parameters
    ----------
    interval
        Seconds between two checks of the folder.

    The other parameters are those of `score`; a `budget` is that of the whole watch.

    Raises
    ------
    InputError
        If `folder` is no folder, or `output` is a file or lies in it.
    """
    from annotate.scoring import scoring_options, watch_folder
    from annotate.scoring.score_files import score_files

    watch_folder.check_interval(interval)
    scoring_options.check_scoring(engine=engine, rows=rows, workers=workers, date_order=date_order, language=language)
    target = output_of(output, study, "scores")
    if target is None:
        raise InputError("no folder for the scores: pass `output`")
    loaded = model_of(own_model(model, study))
    named = endpoint_of(endpoint, study, key_file=key_file, concurrency=concurrency, price=price, budget=budget)
    asked = endpoint_for([loaded], named)
    with ExitStack() as open_connection:
        if asked is not None:
            sent = f"Sentences of files that arrive go to {where_it_goes(asked)}."
            warnings.warn(sent, AnnotateWarning, stacklevel=2)
            open_connection.enter_context(asking(asked, study, tolerant=False))
        score_one = partial(
            score_files,
            loaded,
            text_column=text_column,
            rows=rows,
            date_order=date_order,
            language=language,
            engine=engine,
            workers=workers if asked is None else 1,
            address=address,
        )
        for done in watch_folder.watched(score_one, Path(folder), target, interval=interval):
            score_warnings.warn_of_shift(done.domain_shift)
            yield done


def _record(ledger: Ledger, done: Scored, inputs: Sequence[Path], output: Path | None) -> None:
    where = str(inputs[0]) if len(inputs) == 1 else f"{len(inputs):,} inputs" if inputs else ""
    item = score_warnings.item_in(inputs)
    ledger.read.append(Count(done.rows + done.rejected, item, where))
    ledger.used.append(Count(done.rows, item, "scored"))
    ledger.leave_out(done.rejected, "row", "rejected")
    ledger.rejected = done.rejected
    if output is not None:
        ledger.written.append(Count(done.rows, "score", str(done.output)))


def files_to_score(inputs: TableOrPath | Sequence[StrPath], folder: Path) -> list[Path]:
    """The files to score; a table in memory is written to one in `folder` first."""
    if isinstance(inputs, str | os.PathLike):
        return [local_copy(inputs)]
    if isinstance(inputs, Sequence):
        return [local_copy(path) for path in inputs]
    path = folder / "inputs.parquet"
    write_output(inputs, path)
    return [path]
