"""What ``annotate score`` is given, as sentences: articles are split, sentences and other rows taken as they are."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

import pandas as pd

from annotate import tables
from annotate.errors import InputError
from annotate.progress import Progress, silent
from annotate.text.split import sentences_from

ARTICLE_COLUMNS = frozenset({"article_id", "url", "title", "author", "published", "outlet"})
"""A table without ``sentence_id`` that has one of these holds articles; one with none holds rows to score whole."""


def sentences_to_score(
    inputs: Sequence[Path], *, text_column: str | None = None, progress: Progress = silent
) -> pd.DataFrame:
    """The sentences of `inputs`, files of one kind or several.

    Parameters
    ----------
    inputs
        Articles (.txt, .html, tables, folders), tables of sentences, or any tables with a column of texts.
    text_column
        Take tables' rows as they are, their texts from this column, instead of splitting them as articles.

    Raises
    ------
    InputError
        If an input is missing, unreadable, or has no texts.
    """
    whole = [path for path in inputs if _is_table(path) and (text_column or rows_are_sentences(path))]
    frames = [rows_of(path, text_column) for path in whole]
    articles = [path for path in inputs if path not in whole]
    if articles:
        frames.append(sentences_from(articles, progress=progress))
    return pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]


def rows_are_sentences(path: Path) -> bool:
    """Whether the table at `path` is scored row by row: it has sentence ids, or nothing that an article has."""
    columns = set(tables.read(path).columns)
    return "sentence_id" in columns or ("text" in columns and not columns & ARTICLE_COLUMNS)


def rows_of(path: Path, text_column: str | None = None) -> pd.DataFrame:
    """The rows of a table as sentences; rows without ``sentence_id`` get one from their place and text."""
    rename = {text_column: "text"} if text_column else None
    frame = tables.read(path, rename=rename)
    if "text" not in frame.columns:
        found = ", ".join(map(str, frame.columns)) or "none"
        raise InputError(f"{path}: no column 'text'; found {found}; name the column with --text-column")
    return with_ids(frame, path.name)


def with_ids(frame: pd.DataFrame, source: str, first: int = 0) -> pd.DataFrame:
    """`frame` with a ``sentence_id``: the given one, else a hash of `source`, the row's number and its text."""
    if "sentence_id" in frame.columns:
        return frame
    texts = frame["text"].astype("str")
    ids = [_hash(source, first + row, text) for row, text in enumerate(texts)]
    return frame.assign(sentence_id=pd.array(ids, dtype="str"))


def _hash(source: str, row: int, text: str) -> str:
    return blake2b(f"{source}\0{row}\0{text}".encode(errors="surrogatepass"), digest_size=8).hexdigest()


def _is_table(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        tables.kind_of_file(path)
    except InputError:
        return False
    return True
