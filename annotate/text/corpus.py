"""Splitting any number of files into one table of sentences, in parallel and resumable.

The files are split in chunks of a few megabytes, large tables in pieces. Each chunk's sentences are written to files in
the run's folder, so that an interrupted run does not repeat finished chunks. At the end these are joined into the
output.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from annotate.counts import many
from annotate.errors import InputError
from annotate.io.articles import REPAIRS, Article, articles_in_chunk, articles_in_file, frame_of
from annotate.io.files import broken_links, files_of
from annotate.io.formats.notes import give_first, kept_notes, note_once
from annotate.io.processes import available_cores
from annotate.io.rejects import Reject, rejects_path, write_rejects
from annotate.io.runs import Run
from annotate.io.values.cells import cell_text
from annotate.io.values.date_columns import check_date_order, orders_of_files
from annotate.io.values.dates import is_iso
from annotate.io.values.metadata import Metadata
from annotate.io.values.text_encodings import named_encoding, reading_in
from annotate.io.writing import written_whole
from annotate.progress import KILO, Progress, by_bytes, silent
from annotate.text import languages
from annotate.text._corpus_chunks import CorpusChunk, chunks_of_corpus
from annotate.text.assembling import KEPT, Assembly, ids_in, sentence_table, text_table, write_articles
from annotate.text.split_counts import Outcome, Tally
from annotate.text.split_workers import prepare, split_in_processes
from annotate.text.splitting import columns_of, holds_sentences
from annotate.text.targets import Target

if TYPE_CHECKING:
    import pandas as pd

_MOST_ARTICLES = 500
_MOST_CHARACTERS = 8_000_000
_DIFFERENT = frozenset(("sentence_id", "text", "before", "after"))
"""Columns whose values seldom occur again, for which a dictionary in parts would be made in vain."""
_LAYOUT = 10
"""Version of the files in the run's folder; folders of other versions are not resumed."""


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
    near_duplicates: bool = True,
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
    near_duplicates
        Whether to mark near-duplicates in the columns ``duplicate_of`` and ``copy_group``.
    workers
        Number of processes; by default the number of cores.
    progress
        Advanced by the kilobytes of each chunk.

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
    own = {os.path.realpath(p) for p in (output, articles, rejects_path(output)) if p is not None}
    files = [path for path in files_of(inputs) if os.path.realpath(path) not in own]
    prepare(files, workers)
    made = [above for above in Path(output).absolute().parents if not above.exists()]
    check_date_order(date_order)
    spoken = languages.language(language) if language else None
    columns, with_articles = columns or {}, articles is not None
    orders = orders_of_files(files, columns, date_order)
    metadata = metadata.with_order_of(files, date_order)
    options = CorpusChunk(
        0, (), Path(), columns, date_order, orders, language, tuple(kinds), with_articles, metadata, named_encoding()
    )
    with Run(output, _identity(files, options)) as run:
        folder = run.folder
        size = sum(path.stat().st_size for path in files)
        chunks = chunks_of_corpus(files, replace(options, folder=folder))
        processes = workers or available_cores()
        assembly = Assembly(near_duplicates=near_duplicates, language=spoken, workers=processes)
        division = _split_chunks(chunks, processes, size, progress, assembly)
        done = _total(division.records)
        done.rejects.extend(broken_links(inputs))
        if not done.articles:
            run.remove()
            for above in made:
                above.rmdir()
            raise InputError(_nothing_read(inputs, done.rejects))
        count, duplicates = assembly.write(output, targets=targets, progress=progress)
        unused = metadata.unused(files, ids_in(assembly.parts, metadata.key))
        if articles is not None:
            write_articles(sorted(folder.glob("*.articles.parquet")), articles)
        run.remove()
    write_rejects(done.rejects, output)
    give_first(done.notes)
    unmatched = metadata.unmatched(files) if metadata.pattern or metadata.key else ()
    read = vars(done) | {"files": len(files)}
    return Outcome(
        **read,
        sentences=count,
        reused=sum(division.finished.values()),
        reused_share=division.reused_size / max(1, division.size),
        unmatched=unmatched,
        unused_metadata=unused,
        duplicates=duplicates,
        repeated_ids=assembly.repeated,
    )


def _identity(files: Sequence[Path], options: CorpusChunk) -> dict[str, Any]:
    """What identifies this run: finished chunks of a run with an equal identity can be reused."""
    read = [(str(path), status.st_size, status.st_mtime_ns) for path in files for status in [path.stat()]]
    settings = {
        name: getattr(options, name) for name in ("date_order", "language", "encoding", "kinds", "with_articles")
    }
    return {"command": "split", "layout": _LAYOUT, "files": read, "columns": dict(options.columns), **settings} | {
        "metadata": asdict(options.metadata)
    }


@dataclass
class _Division:
    """What became of a run's chunks: their records, and what an earlier run had finished."""

    records: list[Path] = field(default_factory=list)
    finished: dict[Path, bool] = field(default_factory=dict)
    reused_size: int = 0
    size: int = 0
    joined: int = 0

    def join_finished(self, assembly: Assembly) -> None:
        """Add the parts of finished chunks to the table, in the order of the chunks, up to one that is not finished."""
        while self.joined < len(self.records) and self.records[self.joined].exists():
            record = self.records[self.joined]
            for part in sorted(record.parent.glob(f"{record.stem}.*sentences.parquet")):
                assembly.add(part)
            self.joined += 1

    def add(self, chunk: CorpusChunk) -> bool:
        """Count a chunk, and return whether it has to be split."""
        done = chunk.record.exists()
        self.records.append(chunk.record)
        self.size += chunk.size
        self.reused_size += chunk.size * done
        for path in chunk.files:
            self.finished[path] = self.finished.get(path, True) and done
        return not done


def _split_chunks(
    chunks: Iterator[CorpusChunk], workers: int, size: int, progress: Progress, assembly: Assembly
) -> _Division:
    """Split all chunks that are not finished; large tables are cut as processes become free.

    Meanwhile this process looks through the sentences of finished chunks, so that little is left to do at the end.
    """
    division = _Division()
    with progress("splitting (kB)", max(1, size // KILO)) as advance_kilobytes:
        advance_bytes = by_bytes(advance_kilobytes)

        def advance(size: int) -> None:
            division.join_finished(assembly)
            advance_bytes(size)

        waiting = filter(division.add, chunks)
        first = list(islice(waiting, workers))
        if len(first) < 2:
            for chunk in chain(first, waiting):
                _split_chunk(chunk)
                advance(chunk.size)
        else:
            split_in_processes(_split_chunk, chain(first, waiting), len(first), advance)
        division.join_finished(assembly)
    return division


def _split_chunk(chunk: CorpusChunk) -> None:
    """Write a chunk's sentences to files, then the record that marks it as finished."""
    with reading_in(chunk.encoding):
        _write_chunk(chunk)


def _write_chunk(chunk: CorpusChunk) -> None:
    done = Tally(files=len(chunk.files), rejects=list(chunk.unread))
    for part, (articles, sentences) in enumerate(_frames(chunk, done)):
        stem = f"{chunk.number:07d}.{part:05d}"
        done.kinds.update(sentences["kind"].drop_null().to_pylist())
        if chunk.kinds:
            sentences = sentences.filter(pc.is_in(sentences["kind"], pa.array(chunk.kinds)))
        infix = KEPT if articles is None else "."
        path = chunk.folder / f"{stem}{infix}sentences.parquet"
        repeated = [name for name in sentences.column_names if name not in _DIFFERENT]
        pq.write_table(sentences, path, compression="lz4", use_dictionary=repeated)
        if chunk.with_articles and articles is not None:
            articles.to_parquet(chunk.folder / f"{stem}.articles.parquet", index=False)
    done.notes = kept_notes()
    with written_whole(chunk.record) as beside:
        beside.write_text(
            json.dumps(vars(done) | {"rejects": [asdict(reject) for reject in done.rejects]}), encoding="utf-8"
        )


def _frames(chunk: CorpusChunk, done: Tally) -> Iterator[tuple[pd.DataFrame | None, pa.Table]]:
    """Tables of articles, of limited size, with their sentences; None for the articles of tables of sentences."""
    pending: list[Article] = []
    characters = 0
    for path in chunk.files:
        if not chunk.is_piece and holds_sentences(path):
            sentences = _ready_sentences(path, chunk, done)
            if sentences is not None:
                yield None, sentences
            continue
        for one in _articles(path, chunk):
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


def _articles(path: Path, chunk: CorpusChunk) -> Iterator[Article | Reject]:
    order = chunk.date_orders.get(path, chunk.date_order)
    if chunk.is_piece:
        for piece in chunk.pieces:
            yield from articles_in_chunk(piece, chunk.columns, order, chunk.metadata)
    else:
        yield from articles_in_file(path, chunk.columns, order, chunk.metadata)


def _pair(pending: Sequence[Article], done: Tally, language: str) -> tuple[pd.DataFrame, pa.Table]:
    done.articles += len(pending)
    done.repairs.update(note for one in pending for note in (one.get(REPAIRS) or "").split("; ") if note)
    unread = [one["published"] for one in pending if one["published"] and not is_iso(one["published"])]
    done.unread_dates += len(unread)
    done.unread_date = done.unread_date or next(iter(unread), "")
    done.outlets.update(one["outlet"] for one in pending if one.get("outlet"))
    done.without_outlet += sum(not one.get("outlet") for one in pending)
    done.without_date += sum(not one["published"] for one in pending)
    frame = frame_of(pending)
    columns = columns_of(frame, language=languages.language(language) if language else None)
    done.count_languages(columns["article_id"], columns["language"])
    return frame, sentence_table(columns)


def _ready_sentences(path: Path, chunk: CorpusChunk, done: Tally) -> pa.Table | None:
    """The sentences of a table that is split already."""
    from annotate import tables
    from annotate.io.reading import read_table

    try:
        sentences = read_table(path, tables.SENTENCES, rename=chunk.columns, rejects=done.rejects)
    except InputError as error:
        done.rejects.append(Reject.of(error, str(path)))
        return None
    note_once(path, f"{many(len(sentences), 'sentence')} that were split before, taken as they are")
    done.articles += max(min(1, len(sentences)), sentences["article_id"].nunique())
    first = sentences.drop_duplicates("article_id")
    done.outlets.update(first["outlet"].dropna().astype("str").tolist())
    done.without_outlet += int(first["outlet"].isna().sum())
    done.without_date += int(first["published"].isna().sum())
    odd = [
        name for name in sentences.columns if name not in tables.SENTENCES.columns and sentences[name].dtype == object
    ]
    return text_table(sentences.assign(**{name: sentences[name].map(cell_text, na_action="ignore") for name in odd}))


def _total(records: Sequence[Path]) -> Tally:
    total = Tally()
    for path in records:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for name in ("articles", "files", "unread_dates", "without_outlet", "without_date"):
            setattr(total, name, getattr(total, name) + record[name])
        total.kinds.update(record["kinds"])
        total.languages.update(record["languages"])
        total.outlets.update(record["outlets"])
        total.repairs.update(record["repairs"])
        total.notes.extend(tuple(note) for note in record["notes"])
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
