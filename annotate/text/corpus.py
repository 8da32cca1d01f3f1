"""Splitting any number of files into one table of sentences, in parallel and resumable.

The files are split in chunks of a few megabytes. Each chunk's sentences are written to files in the run's folder, so
that an interrupted run does not repeat finished chunks. At the end the files are joined into the output.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.errors import AnnotateError, InputError
from annotate.io.articles import REPAIRS, Article, articles_in_file, frame_of
from annotate.io.files import files_of
from annotate.io.processes import available_cores, exit_with_parent, script_hidden
from annotate.io.rejects import Reject, rejects_path, write_rejects
from annotate.io.runs import Run
from annotate.io.values.cells import cell_text
from annotate.io.values.dates import ORDERS, is_iso
from annotate.io.values.metadata import Metadata
from annotate.progress import Progress, silent
from annotate.text import languages
from annotate.text.assembling import KEPT, write_articles, write_sentences
from annotate.text.splitting import holds_sentences, split
from annotate.text.targets import Target

if TYPE_CHECKING:
    import pandas as pd

_MOST_FILES = 200
_MOST_BYTES = 6_000_000
_MOST_ARTICLES = 500
_MOST_CHARACTERS = 8_000_000
_LAYOUT = 4
"""Version of the files in the run's folder; folders of other versions are not resumed."""


@dataclass(frozen=True)
class Outcome:
    """The result of a run.

    Attributes
    ----------
    sentences, articles, files
        Number of sentences written, and of articles and files read.
    kinds
        Number of sentences by kind of line.
    rejects, repairs
        Files and rows that could not be read; number of articles by what was repaired in them.
    unread_dates, unread_date
        Number of articles with a date that could not be read, and one such date.
    without_outlet, without_date, unmatched
        Number of articles without an outlet and without a date, and files without metadata.
    duplicates
        Number of sentences marked as near-duplicates of another.
    reused
        Number of files that an earlier, interrupted run had split.
    languages
        Number of articles by the code of their language.
    """

    sentences: int
    articles: int
    files: int
    kinds: Mapping[str, int]
    rejects: Sequence[Reject]
    repairs: Mapping[str, int]
    reused: int = 0
    unread_dates: int = 0
    unread_date: str = ""
    without_outlet: int = 0
    without_date: int = 0
    unmatched: Sequence[Path] = ()
    duplicates: int = 0
    languages: Mapping[str, int] = field(default_factory=dict)


@dataclass
class _Tally:
    """Counts of what was read in a chunk, or in all chunks."""

    articles: int = 0
    files: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    repairs: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)
    unread_dates: int = 0
    unread_date: str = ""
    without_outlet: int = 0
    without_date: int = 0


@dataclass(frozen=True)
class _Chunk:
    """Files for one process to split, with the run's folder and options."""

    number: int
    files: tuple[Path, ...]
    folder: Path
    columns: Mapping[str, str]
    date_order: str
    language: str
    kinds: tuple[str, ...]
    with_articles: bool
    metadata: Metadata

    @property
    def record(self) -> Path:
        return self.folder / f"{self.number:07d}.json"


def split_corpus(
    inputs: Sequence[Path | str],
    output: Path | str,
    *,
    articles: Path | str | None = None,
    columns: Mapping[str, str] | None = None,
    date_order: str = "",
    language: str = "",
    metadata: Metadata = Metadata(),
    kinds: Sequence[str] = (),
    targets: Sequence[Target] = (),
    copies: bool = True,
    workers: int | None = None,
    progress: Progress = silent,
) -> Outcome:
    """Split all articles in `inputs`, write the sentences to `output`, and return counts and rejects.

    Parameters
    ----------
    inputs
        Files, folders and patterns, as for `annotate.io.articles.articles_from`.
    output
        A table of sentences to write, whole or not at all; ``-`` for standard output.
    articles
        If not None, also write the table of articles that the sentences' offsets refer to.
    columns
        Columns of tables that stand for those of articles, as ``{"body": "text"}``.
    date_order
        As for `annotate.io.articles.articles_from`.
    language
        The articles' language, as an ISO 639-1 code; if empty, it is detected for each article.
    metadata
        Metadata of the articles from file names and a table.
    kinds
        Kinds of line to write (`annotate.tables.KINDS`); all if empty.
    targets
        If not empty, write a row for each target that a sentence names; see `annotate.text.targets.pairs_of`.
    copies
        Whether to mark near-duplicates in the columns ``duplicate_of`` and ``copy_group``.
    workers
        Number of processes; by default the number of cores.
    progress
        Advanced by the files of each chunk.

    Raises
    ------
    InputError
        If an input is missing, an option is unknown, or nothing in `inputs` could be read.
    AnnotateError
        If a worker process was killed.
    """
    from annotate.io.formats import written_format

    written_format(output)
    if articles is not None:
        written_format(articles)
    own = {Path(p).resolve() for p in (output, articles, rejects_path(output)) if p is not None}
    files = [path for path in files_of(inputs) if path.resolve() not in own]
    made = [above for above in Path(output).absolute().parents if not above.exists()]
    if date_order not in ("", *ORDERS):
        raise InputError(f"`date_order` {date_order}: unknown; there are {', '.join(ORDERS)}")
    spoken = languages.language(language) if language else languages.DEFAULT
    options = _Chunk(0, (), Path(), columns or {}, date_order, language, tuple(kinds), articles is not None, metadata)
    with Run(output, _identity(files, options)) as run:
        folder = run.folder
        chunks = list(_chunks(files, replace(options, folder=folder)))
        waiting = [chunk for chunk in chunks if not chunk.record.exists()]
        _split_chunks(waiting, workers or available_cores(), progress)
        done = _total(chunks)
        if not done.articles:
            run.remove()
            for above in made:
                above.rmdir()
            raise InputError(_nothing_read(inputs, done.rejects))
        parts = sorted(folder.glob("*.sentences.parquet"))
        count, duplicates = write_sentences(
            parts, output, targets=targets, copies=copies, language=spoken, progress=progress
        )
        if articles is not None:
            write_articles(sorted(folder.glob("*.articles.parquet")), articles)
        run.remove()
    write_rejects(done.rejects, output)
    reused = sum(len(chunk.files) for chunk in chunks) - sum(len(chunk.files) for chunk in waiting)
    unmatched = metadata.unmatched(files) if metadata.pattern or metadata.key else ()
    read = vars(done) | {"files": len(files)}
    return Outcome(**read, sentences=count, reused=reused, unmatched=unmatched, duplicates=duplicates)


def _identity(files: Sequence[Path], options: _Chunk) -> dict[str, Any]:
    """What identifies this run: finished chunks of a run with an equal identity can be reused."""
    read = [(str(path), status.st_size, status.st_mtime_ns) for path in files for status in [path.stat()]]
    settings = {name: getattr(options, name) for name in ("date_order", "language", "kinds", "with_articles")}
    return {"command": "split", "layout": _LAYOUT, "files": read, "columns": dict(options.columns), **settings} | {
        "metadata": asdict(options.metadata)
    }


def _chunks(files: Sequence[Path], options: _Chunk) -> Iterator[_Chunk]:
    number, pending, size = 0, [], 0
    for path in files:
        pending.append(path)
        size += path.stat().st_size
        if len(pending) >= _MOST_FILES or size >= _MOST_BYTES:
            yield replace(options, number=number, files=tuple(pending), metadata=options.metadata.for_files(pending))
            number, pending, size = number + 1, [], 0
    if pending:
        yield replace(options, number=number, files=tuple(pending), metadata=options.metadata.for_files(pending))


def _split_chunks(chunks: Sequence[_Chunk], workers: int, progress: Progress) -> None:
    total = sum(len(chunk.files) for chunk in chunks)
    with progress("splitting files", total) as advance:
        if len(chunks) < 2 or workers < 2:
            for chunk in chunks:
                _split_chunk(chunk)
                advance(len(chunk.files))
            return
        spawned = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(min(workers, len(chunks)), spawned, initializer=exit_with_parent) as pool:
            try:
                with script_hidden():
                    futures = {pool.submit(_split_chunk, chunk): len(chunk.files) for chunk in chunks}
                for future in as_completed(futures):
                    future.result()
                    advance(futures[future])
            except BrokenProcessPool as error:
                raise AnnotateError(
                    "a worker process was killed (out of memory?); run again with `workers` 1"
                ) from error
            finally:
                pool.shutdown(wait=True, cancel_futures=True)


def _split_chunk(chunk: _Chunk) -> None:
    """Write a chunk's sentences to files, then the record that marks it as finished."""
    done = _Tally(files=len(chunk.files))
    for part, (articles, sentences) in enumerate(_frames(chunk, done)):
        stem = f"{chunk.number:07d}.{part:05d}"
        done.kinds.update(sentences["kind"].dropna().tolist())
        if chunk.kinds:
            sentences = sentences[sentences["kind"].isin(chunk.kinds)]
        infix = KEPT if articles is None else "."
        sentences.to_parquet(chunk.folder / f"{stem}{infix}sentences.parquet", index=False)
        if chunk.with_articles and articles is not None:
            articles.to_parquet(chunk.folder / f"{stem}.articles.parquet", index=False)
    temporary = chunk.record.with_suffix(".tmp")
    temporary.write_text(
        json.dumps(vars(done) | {"rejects": [asdict(reject) for reject in done.rejects]}), encoding="utf-8"
    )
    os.replace(temporary, chunk.record)


def _frames(chunk: _Chunk, done: _Tally) -> Iterator[tuple[pd.DataFrame | None, pd.DataFrame]]:
    """Tables of articles, of limited size, with their sentences; None for the articles of tables of sentences."""
    pending: list[Article] = []
    characters = 0
    for path in chunk.files:
        if holds_sentences(path):
            sentences = _ready_sentences(path, chunk, done)
            if sentences is not None:
                yield None, sentences
            continue
        for one in articles_in_file(path, chunk.columns, chunk.date_order, chunk.metadata):
            if isinstance(one, Reject):
                done.rejects.append(one)
                continue
            pending.append(one)
            characters += len(one["text"])
            if len(pending) >= _MOST_ARTICLES or characters >= _MOST_CHARACTERS:
                yield _pair(pending, done, chunk.language)
                pending, characters = [], 0
    if pending:
        yield _pair(pending, done, chunk.language)


def _pair(pending: Sequence[Article], done: _Tally, language: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    done.articles += len(pending)
    done.repairs.update(note for one in pending for note in (one.get(REPAIRS) or "").split("; ") if note)
    unread = [one["published"] for one in pending if one["published"] and not is_iso(one["published"])]
    done.unread_dates += len(unread)
    done.unread_date = done.unread_date or next(iter(unread), "")
    done.without_outlet += sum(not one.get("outlet") for one in pending)
    done.without_date += sum(not one["published"] for one in pending)
    frame = frame_of(pending)
    sentences = split(frame, language=languages.language(language) if language else None)
    done.languages.update(sentences.drop_duplicates("article_id")["language"].tolist())
    return frame, sentences


def _ready_sentences(path: Path, chunk: _Chunk, done: _Tally) -> pd.DataFrame | None:
    """The sentences of a table that is split already."""
    from annotate import tables
    from annotate.io.reading import read_table

    try:
        sentences = read_table(path, tables.SENTENCES, rename=chunk.columns, rejects=done.rejects)
    except InputError as error:
        done.rejects.append(Reject.of(error, str(path)))
        return None
    done.articles += max(min(1, len(sentences)), sentences["article_id"].nunique())
    first = sentences.drop_duplicates("article_id")
    done.without_outlet += int(first["outlet"].isna().sum())
    done.without_date += int(first["published"].isna().sum())
    odd = [
        name for name in sentences.columns if name not in tables.SENTENCES.columns and sentences[name].dtype == object
    ]
    return sentences.assign(**{name: sentences[name].map(cell_text, na_action="ignore") for name in odd})


def _total(chunks: Sequence[_Chunk]) -> _Tally:
    total = _Tally()
    for chunk in chunks:
        record: dict[str, Any] = json.loads(chunk.record.read_text(encoding="utf-8"))
        for name in ("articles", "files", "unread_dates", "without_outlet", "without_date"):
            setattr(total, name, getattr(total, name) + record[name])
        total.kinds.update(record["kinds"])
        total.languages.update(record["languages"])
        total.repairs.update(record["repairs"])
        total.unread_date = total.unread_date or record["unread_date"]
        total.rejects.extend(Reject(**reject) for reject in record["rejects"])
    return total


def _nothing_read(inputs: Sequence[Path | str], rejects: Sequence[Reject]) -> str:
    if len(rejects) == 1:
        return f"{rejects[0].where}: {rejects[0].reason}"
    if rejects:
        first = f"the first, {rejects[0].where}: {rejects[0].reason}"
        return f"{inputs[0]}: none of {len(rejects)} files or rows could be read; {first}"
    return f"{inputs[0]}: no articles in it; give files with text"
