"""Joining parts of a table into one file, a part at a time, so that the whole is never in memory."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from annotate._types import Integers
from annotate.columns import text_array
from annotate.progress import Progress, silent
from annotate.text._sentence_ids import SentenceIds
from annotate.text.languages import Language
from annotate.text.targets import PLACED, Target, pairs_of

if TYPE_CHECKING:
    from annotate.text.near_duplicates import NearDuplicateSearch

KEPT = ".kept."
"""In the name of a part that was read from a table of sentences, whose ids are kept."""
_MARKS = ("duplicate_of", "copy_group")


def write_articles(parts: Sequence[Path], output: Path | str) -> None:
    """Join `parts`, Parquet files with articles, into the table `output`, written whole or not at all."""
    from annotate import tables
    from annotate.io.reading import read_table

    columns = _columns_of(parts, tables.ARTICLES.columns)
    with _writer(output, columns) as write:
        for part in parts:
            write(text_table(tables.conform(read_table(part), tables.ARTICLES, where=str(part))))


class Assembly:
    """Joins parts of a table of sentences, which are looked through as they become ready and then written.

    Parameters
    ----------
    near_duplicates
        Whether to mark near-duplicates among sentences of the body, with
        `annotate.text.near_duplicates.mark_duplicates`.
    language
        The language whose rules for near-duplicates apply; by default that of each sentence.
    workers
        Number of threads that look for near-duplicates at the end.

    Attributes
    ----------
    parts
        Parquet files with sentences, in order.
    """

    def __init__(self, *, near_duplicates: bool = True, language: Language | None = None, workers: int = 1) -> None:
        from annotate.text.near_duplicates import NearDuplicateSearch

        self.parts: list[Path] = []
        self._articles = SentenceIds()
        self._search = NearDuplicateSearch(language, workers) if near_duplicates else None
        # not Python strings, which would take three times the memory
        self._ids: list[pa.LargeStringArray] = [pa.array([], pa.large_string())]
        self._body: list[Integers] = [np.empty(0, np.int64)]
        self._count = 0

    @property
    def repeated(self) -> int:
        """The number of articles with the id of an earlier one, whose sentences get ids of their own."""
        return self._articles.repeated

    def add(self, part: Path) -> None:
        """Add a part after those added before."""
        if KEPT in part.name:
            own = pq.read_table(part, columns=["sentence_id"])["sentence_id"]
            self._ids.append(own.cast(pa.large_string()).combine_chunks())
        else:
            self._ids.append(_without_shared(part, self._articles))
        if self._search is not None:
            self._add_texts(part, self._search)
        self._count += len(self._ids[-1])
        self.parts.append(part)

    def write(
        self, output: Path | str, *, targets: Sequence[Target] = (), progress: Progress = silent
    ) -> tuple[int, int]:
        """Write the table `output`, whole or not at all; nothing can be added afterwards.

        Parameters
        ----------
        output
            The table to write; ``-`` for JSON Lines on standard output.
        targets
            If not empty, write a row for each pair of a sentence and a target that it names.
        progress
            Advanced as near-duplicates are searched, and by the rows written.

        Returns
        -------
        tuple
            The number of rows written, and of near-duplicates among them. No two sentences have the same id.
        """
        from annotate import tables

        ids, first = pa.concat_arrays(self._ids), self._originals(progress)
        columns = _columns_of(self.parts, [*tables.SENTENCES.columns, *(_MARKS if first is not None else ())])
        columns += [name for name in PLACED if targets and name not in columns]
        begin = count = duplicates = 0
        with progress("writing sentences", self._count) as advance, _writer(output, columns) as write:
            for part in self.parts:
                table = pq.read_table(part)
                own = slice(begin, begin + len(table))
                begin = own.stop
                table = _with(table, "sentence_id", ids[own])
                if first is not None:
                    group = ids.take(first[own])
                    is_duplicate = pa.array(first[own] != np.arange(own.start, own.stop))
                    table = _with(table, "duplicate_of", pc.if_else(is_duplicate, group, None))
                    table = _with(table, "copy_group", group)
                if targets:
                    frame = tables.conform(table.to_pandas(), tables.SENTENCES, where=str(part))
                    table = text_table(pairs_of(frame, targets))
                count += len(table)
                originals = table["duplicate_of"] if "duplicate_of" in table.column_names else pa.nulls(len(table))
                duplicates += len(table) - originals.null_count
                write(table)
                advance(own.stop - own.start)
        return count, duplicates

    def _add_texts(self, part: Path, search: NearDuplicateSearch) -> None:
        """Add the sentences of the body; others cannot be near-duplicates."""
        named = [name for name in ("text", "kind", "language") if name in pq.read_schema(part).names]
        frame = pd.read_parquet(part, columns=named).reindex(columns=["text", "kind", "language"])
        is_body = (frame["kind"].isna() | frame["kind"].eq("body")).to_numpy()
        search.add(frame["text"][is_body], frame["language"][is_body])
        self._body.append(np.flatnonzero(is_body) + self._count)

    def _originals(self, progress: Progress) -> Integers | None:
        """The row of each sentence's original."""
        if self._search is None:
            return None
        first, body = np.arange(self._count), np.concatenate(self._body)
        first[body] = body[self._search.originals(progress=progress)]
        return first


def _with(table: pa.Table, name: str, values: pa.Array) -> pa.Table:
    """The table with a column of text, in place of one with the same name."""
    others = [other for other in table.column_names if other != name]
    return table.select(others).append_column(name, values.cast(pa.string()))


def _without_shared(part: Path, known: SentenceIds) -> pa.LargeStringArray:
    """The ids of a part; new ones for an article that an earlier part has too (a page saved twice)."""
    frame = pd.read_parquet(part, columns=["sentence_id", "article_id", "position"])
    changes = frame["article_id"].ne(frame["article_id"].shift()) | frame["position"].diff().le(0).fillna(False)
    firsts = changes.to_numpy().nonzero()[0].tolist()
    ids, texts = frame["sentence_id"], list[str]()
    for first, last, article in zip(firsts, [*firsts[1:], len(frame)], frame["article_id"].iloc[firsts], strict=True):
        if not known.repeats(article):
            known.skip_article(article)
            continue
        texts = texts or pd.read_parquet(part, columns=["text"])["text"].tolist()
        ids.iloc[first:last] = known.of_article(article, texts[first:last])
    return text_array(ids)


def ids_in(parts: Sequence[Path], key: str) -> set[str]:
    """The ids of all articles, and their values of `key`, if metadata are joined by one of these."""
    if key in ("", "file"):
        return set()
    ids = set[str]()
    for part in parts:
        names = {"article_id", key} & {*pq.read_schema(part).names}
        ids.update(
            str(one) for column in pq.read_table(part, columns=[*names]).columns for one in column.unique().to_pylist()
        )
    return ids


def _columns_of(parts: Sequence[Path], known: Sequence[str]) -> list[str]:
    columns = dict.fromkeys(known)
    for part in parts:
        columns.update(dict.fromkeys(pq.read_schema(part).names))
    return list(columns)


@contextmanager
def _writer(output: Path | str, columns: Sequence[str]) -> Iterator[Callable[[pa.Table], None]]:
    """A function that appends rows to a temporary table, which is renamed to `output` at the end of the block."""
    from annotate import tables
    from annotate.io.table_sinks import table_sink
    from annotate.io.writing import write_jsonl, written_whole

    schema = _schema(columns)
    if str(output) == "-":
        kind = tables.SENTENCES if "sentence_id" in columns else tables.ARTICLES
        yield lambda table: write_jsonl(
            tables.conform(_fitted(table, schema).to_pandas(), kind, where="-"), sys.stdout.buffer
        )
        return
    with written_whole(output) as temporary, table_sink(temporary, output, schema) as sink:
        yield lambda table: sink.write_table(_fitted(table, schema))


def _fitted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The columns of a table in the order of `schema`, with those that it does not have empty."""
    there = set(table.column_names)
    columns = [table[field.name] if field.name in there else pa.nulls(len(table), field.type) for field in schema]
    return pa.table(columns, names=schema.names).cast(schema)


def _schema(columns: Sequence[str]) -> pa.Schema:
    """A schema with known columns in their types and all others as text, so that it fits every part."""
    from annotate import tables

    known = {field.name: field.type for t in (tables.SENTENCES, tables.ARTICLES) for field in t.schema}
    return pa.schema([(name, known.get(name, pa.string())) for name in columns])


def sentence_table(columns: Mapping[str, Sequence[Any]]) -> pa.Table:
    """The sentences of articles, given by `annotate.text.splitting.columns_of`, as parts have them.

    It is what `text_table` makes of `annotate.text.splitting.split`, without a data frame in between.
    """
    from annotate import tables

    known, size = tables.SENTENCES.columns, len(next(iter(columns.values()), ()))
    schema = _schema([*known, *(name for name in columns if name not in known)])
    arrays = []
    for name, kind in zip(schema.names, schema.types, strict=True):
        if name not in columns:
            arrays.append(pa.nulls(size, kind))
        elif name in known and kind == pa.string():
            arrays.append(pa.array([value or None for value in columns[name]], kind))
        else:
            arrays.append(pa.array(columns[name], kind))
    return pa.table(arrays, schema=schema)


def text_table(frame: pd.DataFrame) -> pa.Table:
    """A frame of sentences or articles as parts have it: columns that are not known are text."""
    schema = _schema(list(frame.columns))
    odd = [n for n in frame.columns if schema.field(n).type == pa.string() and str(frame[n].dtype) != "str"]
    text = {name: frame[name].astype(object).map(str, na_action="ignore") for name in odd}
    return pa.Table.from_pandas(frame.assign(**text), schema=schema, preserve_index=False)
