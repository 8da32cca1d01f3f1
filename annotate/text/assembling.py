"""Joining parts of a table into one file, a part at a time, so that the whole is never in memory."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.progress import Progress, silent
from annotate.text._sentence_ids import SentenceIds
from annotate.text.languages import Language
from annotate.text.targets import PLACED, Target, pairs_of

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

KEPT = ".kept."
"""In the name of a part that was read from a table of sentences, whose ids are kept."""


def write_articles(parts: Sequence[Path], output: Path | str) -> None:
    """Join `parts`, Parquet files with articles, into the table `output`, written whole or not at all."""
    from annotate import tables
    from annotate.io.reading import read_table

    columns = _columns_of(parts, tables.ARTICLES.columns)
    with _writer(output, columns) as write:
        for part in parts:
            write(tables.conform(read_table(part), tables.ARTICLES, where=str(part)).reindex(columns=columns))


def write_sentences(
    parts: Sequence[Path],
    output: Path | str,
    *,
    targets: Sequence[Target] = (),
    near_duplicates: bool = True,
    language: Language | None = None,
    progress: Progress = silent,
) -> tuple[int, int, int]:
    """Join `parts`, Parquet files with sentences, into the table `output`, written whole or not at all.

    Parameters
    ----------
    parts
        Files with sentences, in order.
    output
        The table to write; ``-`` for JSON Lines on standard output.
    targets
        If not empty, write a row for each pair of a sentence and a target that it names.
    near_duplicates
        Whether to mark near-duplicates among sentences of the body, with
        `annotate.text.near_duplicates.mark_duplicates`.
    language
        The language whose rules for near-duplicates apply; by default that of each sentence.
    progress
        Advanced as near-duplicates are searched.

    Returns
    -------
    tuple
        The number of rows written, of near-duplicates among them, and of articles with the id of an earlier one. No two
        sentences have the same id.
    """
    from annotate import tables
    from annotate.io.reading import read_table

    known = SentenceIds()
    ids = _ids(parts, known)
    marks = _marks(parts, ids, language, progress) if near_duplicates else {}
    columns = _columns_of(parts, [*tables.SENTENCES.columns, *marks])
    columns += [name for name in PLACED if targets and name not in columns]
    first = count = duplicates = 0
    with _writer(output, columns) as write:
        for part, own in zip(parts, ids, strict=True):
            frame = tables.conform(read_table(part), tables.SENTENCES, where=str(part)).assign(sentence_id=own)
            for name, values in marks.items():
                frame[name] = values.iloc[first : first + len(own)].to_numpy()
            first += len(own)
            frame = pairs_of(frame, targets) if targets else frame
            count += len(frame)
            duplicates += int(frame["duplicate_of"].notna().sum()) if "duplicate_of" in frame.columns else 0
            write(frame.reindex(columns=columns))
    return count, duplicates, known.repeated


def _ids(parts: Sequence[Path], known: SentenceIds) -> list[list[str]]:
    """The ids of each part's sentences; new ones for an article that an earlier part has too (a page saved twice)."""
    import pandas as pd

    ids = []
    for part in parts:
        frame = pd.read_parquet(part, columns=["sentence_id", "article_id", "position", "text"])
        own = frame["sentence_id"].tolist()
        ids.append(own if KEPT in part.name else _without_shared(frame, own, known))
    return ids


def _without_shared(frame: pd.DataFrame, ids: list[str], known: SentenceIds) -> list[str]:
    articles, texts = frame["article_id"].astype("str").tolist(), frame["text"].tolist()
    changes = frame["article_id"].ne(frame["article_id"].shift()) | frame["position"].diff().le(0).fillna(False)
    for first, last in pairwise([*changes.to_numpy().nonzero()[0].tolist(), len(frame)]):
        article = articles[first]
        if known.repeats(article):
            ids[first:last] = known.of_article(article, texts[first:last])
        else:
            known.skip_article(article)
    return ids


def ids_in(parts: Sequence[Path], key: str) -> set[str]:
    """The ids of all articles, and their values of `key`, if metadata are joined by one of these."""
    if key in ("", "file"):
        return set()
    import pyarrow.parquet as pq

    ids = set[str]()
    for part in parts:
        names = {"article_id", key} & {*pq.read_schema(part).names}
        ids.update(
            str(one) for column in pq.read_table(part, columns=[*names]).columns for one in column.unique().to_pylist()
        )
    return ids


def _marks(
    parts: Sequence[Path], ids: Sequence[list[str]], language: Language | None, progress: Progress
) -> dict[str, pd.Series]:
    """The columns ``duplicate_of`` and ``copy_group``; only sentences of the body can be near-duplicates."""
    import numpy as np
    import pandas as pd
    import pyarrow.parquet as pq

    from annotate.text.near_duplicates import originals

    texts, spoken, rows, count = [], [], [], 0
    for part in parts:
        named = [name for name in ("text", "kind", "language") if name in pq.read_schema(part).names]
        frame = pd.read_parquet(part, columns=named).reindex(columns=["text", "kind", "language"])
        is_body = (frame["kind"].isna() | frame["kind"].eq("body")).to_numpy()
        texts.append(frame["text"][is_body])
        spoken.append(frame["language"][is_body])
        rows.append(np.flatnonzero(is_body) + count)
        count += len(frame)
    body = np.concatenate(rows)
    first = np.arange(count)
    sentences, codes = pd.concat(texts, ignore_index=True), pd.concat(spoken, ignore_index=True)
    first[body] = body[originals(sentences, language=language, spoken=codes, progress=progress)]
    names = pd.Series((one for own in ids for one in own), dtype="str")
    group = names.iloc[first].reset_index(drop=True)
    return {"duplicate_of": group.where(first != np.arange(count), None), "copy_group": group}


def _columns_of(parts: Sequence[Path], known: Sequence[str]) -> list[str]:
    import pyarrow.parquet as pq

    columns = dict.fromkeys(known)
    for part in parts:
        columns.update(dict.fromkeys(pq.read_schema(part).names))
    return list(columns)


@contextmanager
def _writer(output: Path | str, columns: Sequence[str]) -> Iterator[Callable[[pd.DataFrame], None]]:
    """A function that appends frames to a temporary table, which is renamed to `output` at the end of the block."""
    from annotate.io.table_sinks import table_sink
    from annotate.io.writing import write_jsonl, written_whole

    schema = _schema(columns)
    if str(output) == "-":
        yield lambda frame: write_jsonl(frame, sys.stdout.buffer)
        return
    with written_whole(output) as temporary, table_sink(temporary, output, schema) as sink:
        yield lambda frame: sink.write_table(_arrow(frame, schema))


def _schema(columns: Sequence[str]) -> pa.Schema:
    """A schema with known columns in their types and all others as text, so that it fits every part."""
    import pyarrow as pa

    from annotate import tables

    known = {field.name: field.type for t in (tables.SENTENCES, tables.ARTICLES) for field in t.schema}
    return pa.schema([(name, known.get(name, pa.string())) for name in columns])


def _arrow(frame: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    import pyarrow as pa

    odd = [n for n in frame.columns if schema.field(n).type == pa.string() and str(frame[n].dtype) != "str"]
    text = {name: frame[name].astype(object).map(str, na_action="ignore") for name in odd}
    return pa.Table.from_pandas(frame.assign(**text), schema=schema, preserve_index=False)
