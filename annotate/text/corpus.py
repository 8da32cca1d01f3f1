"""Any number of files into one table of sentences: in parallel, with progress, going on where a run was stopped.

The files are taken in units of a few megabytes. Each unit's sentences go to a folder of parts beside the output; a unit
that is finished is never read again. When all are, the parts are put together and the folder goes.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.errors import AnnotateError, InputError
from annotate.io.articles import REPAIRS, Article, articles_in_file, frame_of
from annotate.io.files import files_of
from annotate.io.processes import available_cores, exit_with_parent
from annotate.io.rejects import Reject, rejects_path, write_rejects
from annotate.io.runs import Run
from annotate.progress import Progress, silent
from annotate.text.assembling import KEPT, write_articles, write_sentences
from annotate.text.splitting import holds_sentences, split
from annotate.text.targets import Target

if TYPE_CHECKING:
    import pandas as pd

_UNIT_FILES = 200
_UNIT_BYTES = 6_000_000
_ARTICLES_AT_ONCE = 500
_LETTERS_AT_ONCE = 8_000_000
_LAYOUT = 2
"""Of the files in the run's folder; a new one makes an old folder useless."""


@dataclass(frozen=True)
class Outcome:
    """What a run did.

    Attributes
    ----------
    sentences, articles, files
        How many were written or read.
    kinds
        Sentences by kind of line.
    rejects
        Files and rows that could not be read.
    repairs
        What was put right in articles while reading, and in how many.
    reused
        Files whose sentences an earlier, interrupted run had left.
    """

    sentences: int
    articles: int
    files: int
    kinds: Mapping[str, int]
    rejects: Sequence[Reject]
    repairs: Mapping[str, int]
    reused: int = 0


@dataclass
class _Done:
    """What a unit left beside its parts."""

    articles: int = 0
    files: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    repairs: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)


@dataclass(frozen=True)
class _Unit:
    """Files to be split by one process, and where to."""

    number: int
    files: tuple[Path, ...]
    folder: Path
    columns: Mapping[str, str]
    kinds: tuple[str, ...]
    with_articles: bool

    @property
    def record(self) -> Path:
        return self.folder / f"{self.number:07d}.json"


def split_corpus(
    inputs: Sequence[Path | str],
    output: Path | str,
    *,
    articles: Path | str | None = None,
    columns: Mapping[str, str] | None = None,
    kinds: Sequence[str] = (),
    targets: Sequence[Target] = (),
    copies: bool = True,
    workers: int | None = None,
    progress: Progress = silent,
) -> Outcome:
    """Split everything in `inputs` and write the sentences to `output`; say what happened.

    Parameters
    ----------
    inputs
        Files, folders and patterns, as for `annotate.io.articles.articles_from`.
    output
        A table of sentences to write, whole or not at all; ``-`` for standard output.
    articles
        Where to write the table of articles that the sentences' offsets refer to, if anywhere.
    columns
        Columns of tables that stand for those of articles, as ``{"body": "text"}``.
    kinds
        Kinds of line to write; all if empty.
    targets
        Write a row for each of these that a sentence names, and no other rows; see `annotate.text.targets.pairs_of`.
    copies
        Mark sentences that copy another, in the columns ``duplicate_of`` and ``copy_group``.
    workers
        Processes; as many as there are processors, if not given.
    progress
        Told of every file.

    Raises
    ------
    InputError
        If an input is missing, or nothing in `inputs` could be read.
    """
    from annotate.io.formats import written_format

    written_format(output)
    if articles is not None:
        written_format(articles)
    own = {Path(p).resolve() for p in (output, articles, rejects_path(output)) if p is not None}
    files = [path for path in files_of(inputs) if path.resolve() not in own]
    made = [above for above in Path(output).absolute().parents if not above.exists()]
    with Run(output, _identity(files, columns or {}, kinds, articles is not None)) as run:
        folder = run.folder
        units = list(_units(files, folder, columns or {}, tuple(kinds), articles is not None))
        waiting = [unit for unit in units if not unit.record.exists()]
        _split_units(waiting, workers or available_cores(), progress)
        done = _gathered(units)
        if not done.articles:
            run.remove()
            for above in made:
                above.rmdir()
            raise InputError(_nothing(inputs, done.rejects))
        parts = sorted(folder.glob("*.sentences.parquet"))
        count = write_sentences(parts, output, targets=targets, copies=copies, progress=progress)
        if articles is not None:
            write_articles(sorted(folder.glob("*.articles.parquet")), articles)
        run.remove()
    write_rejects(done.rejects, output)
    reused = sum(len(unit.files) for unit in units) - sum(len(unit.files) for unit in waiting)
    return Outcome(count, done.articles, len(files), done.kinds, done.rejects, done.repairs, reused)


def _identity(
    files: Sequence[Path], columns: Mapping[str, str], kinds: Sequence[str], with_articles: bool
) -> dict[str, Any]:
    """What tells this run from any other: with the same, units that are there are units of it."""
    read = [(str(path), status.st_size, status.st_mtime_ns) for path in files for status in [path.stat()]]
    options = {"columns": dict(columns), "kinds": list(kinds), "with_articles": with_articles}
    return {"command": "split", "layout": _LAYOUT, "files": read, **options}


def _units(
    files: Sequence[Path], folder: Path, columns: Mapping[str, str], kinds: tuple[str, ...], with_articles: bool
) -> Iterator[_Unit]:
    number, held, size = 0, [], 0
    for path in files:
        held.append(path)
        size += path.stat().st_size
        if len(held) >= _UNIT_FILES or size >= _UNIT_BYTES:
            yield _Unit(number, tuple(held), folder, columns, kinds, with_articles)
            number, held, size = number + 1, [], 0
    if held:
        yield _Unit(number, tuple(held), folder, columns, kinds, with_articles)


def _split_units(units: Sequence[_Unit], workers: int, progress: Progress) -> None:
    total = sum(len(unit.files) for unit in units)
    with progress("splitting files", total) as advance:
        if len(units) < 2 or workers < 2:
            for unit in units:
                _split_unit(unit)
                advance(len(unit.files))
            return
        spawned = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(min(workers, len(units)), spawned, initializer=exit_with_parent) as pool:
            try:
                futures = {pool.submit(_split_unit, unit): len(unit.files) for unit in units}
                for future in as_completed(futures):
                    future.result()
                    advance(futures[future])
            except BrokenProcessPool as error:
                raise AnnotateError(
                    "a worker was ended, perhaps for want of memory; run again with --workers 1"
                ) from error
            finally:
                pool.shutdown(wait=True, cancel_futures=True)


def _split_unit(unit: _Unit) -> None:
    """Write a unit's sentences as parts, then the record that says it is done."""
    done = _Done(files=len(unit.files))
    for part, (articles, sentences) in enumerate(_frames(unit, done)):
        stem = f"{unit.number:07d}.{part:05d}"
        done.kinds.update(sentences["kind"].dropna().tolist())
        if unit.kinds:
            sentences = sentences[sentences["kind"].isin(unit.kinds)]
        kept = KEPT if articles is None else "."
        sentences.to_parquet(unit.folder / f"{stem}{kept}sentences.parquet", index=False)
        if unit.with_articles and articles is not None:
            articles.to_parquet(unit.folder / f"{stem}.articles.parquet", index=False)
    beside = unit.record.with_suffix(".tmp")
    beside.write_text(
        json.dumps(vars(done) | {"rejects": [asdict(reject) for reject in done.rejects]}), encoding="utf-8"
    )
    os.replace(beside, unit.record)


def _frames(unit: _Unit, done: _Done) -> Iterator[tuple[pd.DataFrame | None, pd.DataFrame]]:
    """Tables of articles, not too large, with their sentences."""
    held: list[Article] = []
    letters = 0
    for path in unit.files:
        if holds_sentences(path):
            sentences = _ready(path, unit, done)
            if sentences is not None:
                yield None, sentences
            continue
        for one in articles_in_file(path, unit.columns):
            if isinstance(one, Reject):
                done.rejects.append(one)
                continue
            held.append(one)
            letters += len(one["text"])
            if len(held) >= _ARTICLES_AT_ONCE or letters >= _LETTERS_AT_ONCE:
                yield _pair(held, done)
                held, letters = [], 0
    if held:
        yield _pair(held, done)


def _pair(held: Sequence[Article], done: _Done) -> tuple[pd.DataFrame, pd.DataFrame]:
    done.articles += len(held)
    done.repairs.update(note for one in held for note in (one.get(REPAIRS) or "").split("; ") if note)
    frame = frame_of(held)
    return frame, split(frame)


def _ready(path: Path, unit: _Unit, done: _Done) -> pd.DataFrame | None:
    """A table that holds sentences already, as it is."""
    from annotate import tables
    from annotate.io.reading import read_table

    try:
        sentences = read_table(path, tables.SENTENCES, rename=unit.columns)
    except InputError as error:
        done.rejects.append(Reject.of(error, str(path)))
        return None
    done.articles += max(1, sentences["article_id"].nunique())
    return sentences


def _gathered(units: Sequence[_Unit]) -> _Done:
    total = _Done()
    for unit in units:
        record: dict[str, Any] = json.loads(unit.record.read_text(encoding="utf-8"))
        total.articles += record["articles"]
        total.files += record["files"]
        total.kinds.update(record["kinds"])
        total.repairs.update(record["repairs"])
        total.rejects.extend(Reject(**reject) for reject in record["rejects"])
    return total


def _nothing(inputs: Sequence[Path | str], rejects: Sequence[Reject]) -> str:
    if len(rejects) == 1:
        return f"{rejects[0].where}: {rejects[0].reason}"
    if rejects:
        first = f"the first, {rejects[0].where}: {rejects[0].reason}"
        return f"{inputs[0]}: none of {len(rejects)} files or rows could be read; {first}"
    return f"{inputs[0]}: no articles in it; give files with text"
