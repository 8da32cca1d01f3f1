"""The input of scoring in chunks: articles to split, or rows to score as they are.

The same inputs always give the same chunks, so that a resumed run can skip finished ones. The input is only divided
here; chunks are parsed and split by the process that scores them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from annotate import tables
from annotate.columns import damage_of_ids, missing
from annotate.errors import InputError
from annotate.io.articles import articles_from, articles_in_file, frame_of
from annotate.io.chunks import RowGroups, TableChunk, about_rows, chunks_of_table, stamp_of
from annotate.io.files import files_of, shown
from annotate.io.formats import format_of
from annotate.io.parsing import column_names, columns_of_others, note_columns_of_others, renamed, typed_rows
from annotate.io.parsing import frame_of as frame_of_rows
from annotate.io.rejects import Reject
from annotate.io.values.cells import plain_texts
from annotate.io.values.date_columns import orders_of_files
from annotate.io.values.dates import DateOrder, dates_as_iso
from annotate.io.values.text_encodings import reading_in
from annotate.learn.training.labelled_rows import notes_on_ids
from annotate.scoring.input_checks import note
from annotate.scoring.score_tables import is_blank
from annotate.text.languages import language
from annotate.text.splitting import split

ARTICLE_COLUMNS = frozenset({"article_id", "url", "title", "author", "published", "outlet"})
"""A table without ``sentence_id`` but with one of these has articles; one with none of them has rows to score whole."""

MOST_ROWS = 32_768
"""Default number of rows in a chunk; for Parquet, whole row groups of up to four times as many."""

_FIRST_ROWS = 1000
_LONGEST_SENTENCE = 100
"""Words up to which a text may be a sentence."""

SENTENCES_OF_AN_ARTICLE = 32
"""Typical number, so that a chunk of articles is about as much work as a chunk of rows."""
_ROWS = tables.Table("sentences", tables.SENTENCES.schema)
"""Sentences without required columns: `with_ids` adds ids, and `_whole_rows` checks texts."""


@dataclass(frozen=True)
class RowOptions:
    """How to read rows of tables.

    Attributes
    ----------
    text_column
        The column of texts to score, each row as one text; None to use ``text``.
    rows
        One of `ROWS`; with `text_column` it is "sentences".
    date_order
        The order of numbers in dates such as 03/04/2016, as stated or as shown by all files of the run; see
        `annotate.io.articles.articles_from`.
    language
        The articles' language, as an ISO 639-1 code; empty to detect that of each.
    encoding
        The encoding of files that are not in UTF-8, if the user named it.
    foreign
        Columns named like a column of numbers in tables of sentences, such as ``position``, but with other values.
    """

    text_column: str | None = None
    rows: str = "auto"
    date_order: DateOrder | str = ""
    language: str = ""
    encoding: str = ""
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chunk:
    """A slice of the input.

    Attributes
    ----------
    number
        The chunk's number, from 0.
    content
        Rows of a table, paths of files, or articles and rejects.
    size
        The number of its rows, files or articles.
    options
        How to read its rows.
    """

    number: int
    content: TableChunk | tuple[Any, ...]
    size: int
    options: RowOptions


def chunks_of(
    inputs: Sequence[Path | str],
    options: RowOptions,
    *,
    chunk_rows: int,
    broken: list[Reject] | None = None,
) -> Iterator[Chunk]:
    """The input in chunks of about `chunk_rows` sentences.

    Parameters
    ----------
    inputs
        Files, folders and patterns.
    options
        How to read rows of tables.
    chunk_rows
        Sentences in a chunk.
    broken
        Receives a reject for each table or row that cannot be read, and for the rest of a truncated file.

    Raises
    ------
    InputError
        If an input is missing, or the only one is not readable.
    """
    files, broken = files_of(inputs), [] if broken is None else broken
    orders = {} if options.date_order else _orders(tuple(files), tuple(stamp_of(path) for path in files))
    number = 0
    for path_or_paths in _grouped(files):
        own = options
        if isinstance(path_or_paths, Path) and path_or_paths in orders:
            own = replace(options, date_order=orders[path_or_paths])
        try:
            for chunk in _chunks(path_or_paths, chunk_rows, own, broken):
                yield replace(chunk, number=number)
                number += 1
        except InputError as error:
            if len(files) == 1:
                raise
            broken.append(Reject(str(path_or_paths), str(error).removeprefix(f"{path_or_paths}: ")))


def sentences_of(chunk: Chunk) -> tuple[pd.DataFrame, list[Reject]]:
    """The sentences of a chunk, and a reject for each row or file that cannot be read or has no text."""
    with reading_in(chunk.options.encoding):
        return _sentences_of(chunk)


def _sentences_of(chunk: Chunk) -> tuple[pd.DataFrame, list[Reject]]:
    if isinstance(chunk.content, TableChunk):
        return _whole_rows(chunk.content, chunk.options)
    unread: list[Reject] = [one for one in chunk.content if isinstance(one, Reject)]
    paths = [one for one in chunk.content if isinstance(one, Path)]
    articles = frame_of([one for one in chunk.content if isinstance(one, dict)]) if not paths else None
    if paths:
        articles = _read(paths, unread, chunk.options)
    named = language(chunk.options.language) if chunk.options.language else None
    return split(articles if articles is not None else tables.empty(tables.ARTICLES), language=named), unread


def halves(chunk: Chunk) -> tuple[Chunk, Chunk]:
    """The two halves of a chunk of two or more rows, files or articles."""
    middle = len(chunk.content) // 2
    first, second = chunk.content[:middle], chunk.content[middle:]
    return replace(chunk, content=first, size=len(first)), replace(chunk, content=second, size=len(second))


def loaded(chunk: Chunk) -> Chunk:
    """The same chunk with the content of its files, for machines that do not have the files."""
    if isinstance(chunk.content, TableChunk):
        return replace(chunk, content=chunk.content.loaded())
    paths, unread = [one for one in chunk.content if isinstance(one, Path)], list[Reject]()
    if not paths:
        return chunk
    articles = _read(paths, unread, chunk.options)
    records = [] if articles is None else articles.astype(object).where(articles.notna(), None).to_dict("records")
    return replace(chunk, content=(*records, *unread))


def stamps_of(chunk: Chunk) -> tuple[tuple[str, tuple[int, int]], ...]:
    """The files that a chunk is yet to be read from, with the size and time of each; empty where it is in memory."""
    if isinstance(chunk.content, TableChunk):
        rows = chunk.content.content
        return ((chunk.content.path, rows.stamp),) if isinstance(rows, RowGroups) else ()
    return tuple((str(path), stamp_of(path)) for path in chunk.content if isinstance(path, Path))


def location_of(chunk: Chunk) -> str:
    """The location of the first row, file or article of a chunk, for messages."""
    if isinstance(chunk.content, TableChunk):
        return chunk.content.where(0)
    first = chunk.content[0]
    return str(first.get("article_id") if isinstance(first, dict) else getattr(first, "where", first))


def rows_are_sentences(path: Path, rows: str = "auto") -> bool:
    """Whether the table at `path` is scored row by row: it has sentence ids, or no column of articles but the text."""
    if rows != "auto":
        return rows == "sentences"
    columns = set(column_names(path))
    return "sentence_id" in columns or ("text" in columns and not columns & ARTICLE_COLUMNS)


def size_of(inputs: Sequence[Path | str]) -> int | None:
    """The approximate number of rows, articles or files in the inputs; None if they would have to be read to know."""
    sizes = []
    for path in files_of(inputs):
        try:
            sizes.append(about_rows(path) if _is_table(path) else 1)
        except InputError:  # reported when it is read
            continue
    return None if None in sizes else sum(size for size in sizes if size)


def with_ids(frame: pd.DataFrame, source: str, first: int = 1) -> pd.DataFrame:
    """`frame` with a ``sentence_id`` in every row: its own, or a hash of `source`, the row's number and its text."""
    lacking = frame["sentence_id"].isna().to_numpy()
    if not lacking.any():
        return frame
    rows = zip(frame.index[lacking], frame["text"][lacking], strict=True)
    ids = [_hash(f"{source}\0{first + row}\0{text}") for row, text in rows]
    column = frame["sentence_id"].astype(object)
    column[lacking] = ids
    return frame.assign(sentence_id=column.astype("str"))


def _grouped(files: Sequence[Path]) -> Iterator[Path | list[Path]]:
    """Each table alone, and consecutive other files together."""
    single: list[Path] = []
    for path in files:
        if not _is_table(path):
            single.append(path)
            continue
        if single:
            yield single
            single = []
        yield path
    if single:
        yield single


def _chunks(source: Path | list[Path], chunk_rows: int, options: RowOptions, broken: list[Reject]) -> Iterator[Chunk]:
    articles = max(1, chunk_rows // SENTENCES_OF_AN_ARTICLE)
    if isinstance(source, list):
        yield from _bundles(source, articles, options)
    elif options.text_column or rows_are_sentences(source, options.rows):
        _check_texts(source, options.text_column)
        for table_chunk in chunks_of_table(source, chunk_rows, broken):
            options = _settled(options, table_chunk, source) if table_chunk.first == 1 else options
            yield Chunk(0, table_chunk, len(table_chunk), options)
    else:
        yield from _bundles(articles_in_file(source, date_order=options.date_order), articles, options)


def _bundles(items: Iterable[Any], size: int, options: RowOptions) -> Iterator[Chunk]:
    rest = iter(items)
    while bundle := tuple(islice(rest, size)):
        yield Chunk(0, bundle, len(bundle), options)


def _check_texts(path: Path, text_column: str | None) -> None:
    names = column_names(path)
    wanted = text_column or "text"
    if names and wanted not in names:
        raise InputError(f"{path}: {missing(wanted, names)}; use `text_column`")


def _settled(options: RowOptions, chunk: TableChunk, path: Path) -> RowOptions:
    """`options` for the whole table at `path`, completed from its first rows, which are in `chunk`."""
    rows = frame_of_rows(chunk[:_FIRST_ROWS])[0]
    others = columns_of_others(rows, _ROWS)
    note_columns_of_others(path, others)
    texts = rows.get(options.text_column or "text")
    notes = _notes_on_texts(texts) if options.rows == "auto" else []
    if texts is not None:
        notes += notes_on_ids(rows.assign(text=texts), "estimates need one score for each id")
    if "sentence_id" in rows.columns and (damage := damage_of_ids(rows["sentence_id"].dropna(), ())):
        notes.append(damage)
    for words in notes:
        note(f"{shown(path)}: {words}")
    return replace(options, foreign=tuple(others))


def _notes_on_texts(texts: pd.Series | None) -> list[str]:
    """What the first texts of a table whose rows are scored show: HTML, and texts that are not sentences."""
    if texts is None:
        return []
    plain, marked = plain_texts(texts)
    words = plain.dropna().astype("str").str.split().str.len()
    notes = ["the texts have HTML, which is removed before they are scored"] * bool(marked)
    if len(words) and words.median() > _LONGEST_SENTENCE:
        notes.append(
            f"half of the texts have more than {_LONGEST_SENTENCE} words, and each is scored as one sentence; split "
            "articles with annotate split, or pass `rows` articles"
        )
    return notes


@lru_cache(maxsize=4)
def _orders(files: tuple[Path, ...], stamps: tuple[tuple[int, int], ...]) -> dict[Path, DateOrder]:
    """How to read numeric dates in each table, decided over all `files`, whose sizes and times are `stamps`."""
    return orders_of_files(files)


def _whole_rows(chunk: TableChunk, options: RowOptions) -> tuple[pd.DataFrame, list[Reject]]:
    rename = {options.text_column: "text"} if options.text_column else {}
    frame, rejects = frame_of_rows(chunk)
    frame = renamed(frame, rename)
    frame = frame.rename(columns={name: f"original_{name}" for name in options.foreign})
    frame, badly_typed = typed_rows(chunk, frame, _ROWS) if len(frame.columns) else (frame, [])
    rejects += badly_typed
    if "text" not in frame.columns:
        return tables.empty(tables.SENTENCES), rejects
    if "start" not in frame.columns or frame["start"].isna().all():  # texts that annotate split wrote are plain
        frame = frame.assign(text=plain_texts(frame["text"])[0])
    blank = is_blank(frame["text"])
    if blank.any():
        rejects += [Reject(chunk.where(row), "no text to score") for row in frame.index[blank]]
        frame = frame[~blank]
    frame = frame.assign(published=dates_as_iso(frame["published"], options.date_order))
    return with_ids(frame, Path(chunk.path).name, chunk.first).reset_index(drop=True), rejects


def _read(paths: list[Path], unread: list[Reject], options: RowOptions) -> pd.DataFrame | None:
    try:
        return articles_from(paths, date_order=str(options.date_order), rejects=unread)
    except InputError as error:
        if not unread:
            unread.append(Reject.of(error, str(paths[0])))
        return None


def _is_table(path: Path) -> bool:
    form = format_of(path)
    return form is not None and form.is_table


def _hash(text: str) -> str:
    return blake2b(text.encode(errors="surrogatepass"), digest_size=8).hexdigest()
