"""Articles into sentences, each with its place, what it is, who says it and what stands around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.errors import InputError
from annotate.io.files import files_of
from annotate.io.formats import format_of
from annotate.io.rejects import Reject
from annotate.io.values.article_ids import identity
from annotate.progress import Progress, silent
from annotate.text._sentence_ids import SentenceIds
from annotate.text.languages import DEFAULT, Language
from annotate.text.lines._kinds import Line, lines_of
from annotate.text.quotations._sentence_speakers import voices
from annotate.text.quotations.extraction import quotations_in
from annotate.text.sentences._boundaries import sentence_spans

if TYPE_CHECKING:
    import pandas as pd

_NOT_CARRIED = frozenset(("text", "structure", "article_id", "outlet", "published"))
_AROUND = 1
"""Sentences of the body kept on either side as context."""


def split(articles: pd.DataFrame, *, language: Language = DEFAULT, progress: Progress = silent) -> pd.DataFrame:
    """The sentences of `articles`, in order, every kind of line, each with its `kind`.

    Parameters
    ----------
    articles
        A table of articles. Where `article_id` is empty it is made of the address, or of the content. Columns other
        than the text are carried along to the sentences.
    language
        The articles' language; see `annotate.text.languages`.
    progress
        Called for every article.

    Returns
    -------
    DataFrame
        The columns of `annotate.tables.SENTENCES`, ``dateline`` (on the sentence it was cut off), and what was carried
        along. ``article["text"][start:end] == sentence["text"]``; `paragraph` and `position` count from 1 in each
        article; `before` and `after` are the neighbouring sentences of the body.

    Raises
    ------
    InputError
        If `articles` has no column ``text``.
    """
    import pandas as pd

    from annotate import tables

    try:
        articles = tables.conform(articles, tables.ARTICLES, where="articles")
    except UnicodeEncodeError:
        articles = tables.conform(articles.map(_whole), tables.ARTICLES, where="articles")
    carried = [c for c in articles.columns if c not in _NOT_CARRIED]
    columns: dict[str, list[Any]] = {}
    ids = SentenceIds()
    with progress("splitting articles", len(articles)) as advance:
        for article in articles.astype(object).where(articles.notna(), None).to_dict("records"):
            _append(columns, _sentences_of(article, carried, ids, language))
            advance(1)
    frame = pd.DataFrame(columns) if columns else tables.empty(tables.SENTENCES)
    return tables.conform(frame, tables.SENTENCES, where="sentences")


def sentences_from(
    inputs: Sequence[Path | str],
    *,
    columns: Mapping[str, str] | None = None,
    rejects: list[Reject] | None = None,
    progress: Progress = silent,
) -> pd.DataFrame:
    """The sentences in `inputs`: tables of sentences as they are, everything else split.

    Parameters and errors are those of `annotate.io.articles.articles_from`.
    """
    import pandas as pd

    from annotate import tables
    from annotate.io.reading import read_table

    files = files_of(inputs)
    ready = [path for path in files if holds_sentences(path)]
    parts = [read_table(path, tables.SENTENCES, rename=columns) for path in ready]
    others = [path for path in files if path not in set(ready)]
    if others:
        from annotate.io.articles import articles_from

        articles = articles_from(others, columns=columns, rejects=rejects, progress=progress)
        parts.append(split(articles, progress=progress))
    return parts[0] if len(parts) == 1 else tables.conform(pd.concat(parts, ignore_index=True), tables.SENTENCES, "")


def holds_sentences(path: Path) -> bool:
    """Whether a table has a column of sentence ids; only its beginning is read."""
    found = format_of(path)
    if found is None or not found.is_table:
        return False
    from annotate.io.parsing import column_names

    try:
        return "sentence_id" in column_names(path)
    except InputError:
        return False  # whoever reads the whole of it will say what is wrong with it


def _whole(value: Any) -> Any:
    """A value without half characters, which no table can hold."""
    return (
        value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") if isinstance(value, str) else value
    )


def _append(columns: dict[str, list[Any]], rows: list[dict[str, Any]]) -> None:
    if rows and not columns:
        columns.update({name: [] for name in rows[0]})
    for row in rows:
        for name, value in row.items():
            columns[name].append(value)


def _sentences_of(
    article: Mapping[str, Any], carried: list[str], ids: SentenceIds, language: Language
) -> list[dict[str, Any]]:
    text = article["text"] or ""
    article_id = article["article_id"] or identity({k: v for k, v in article.items() if isinstance(v, str)})
    shared = {"article_id": article_id, "outlet": article["outlet"], "published": article["published"]}
    lines = lines_of(text, (article.get("structure") or "").split(), article["title"] or "", language)
    rows = [shared | row for row in _cut(text, lines, language)]
    _fill_speakers(text, lines, rows, language)
    rest = {name: article[name] for name in carried}
    numbered = zip(ids.of_article(article_id, [row["text"] for row in rows]), rows, strict=True)
    rows = [{"sentence_id": sentence_id} | row | rest for sentence_id, row in numbered]
    _put_around(rows)
    return rows


def _cut(text: str, lines: Sequence[Line], language: Language) -> Iterator[dict[str, Any]]:
    position = 0
    for number, line in enumerate(lines, start=1):
        dateline = line.dateline or None
        for start, end in sentence_spans(text[line.start : line.end], language):
            position += 1
            start, end = start + line.start, end + line.start
            yield {
                "paragraph": number,
                "position": position,
                "start": start,
                "end": end,
                "kind": line.kind,
                "text": text[start:end],
                "quoted": "none",
                "speaker": None,
                "dateline": dateline,
            }
            dateline = None


def _fill_speakers(text: str, lines: Sequence[Line], rows: Sequence[dict[str, Any]], language: Language) -> None:
    """Fill `quoted` and `speaker` from the quotations of the body."""
    body = [row for row in rows if row["kind"] == "body"]
    spans = [(row["start"], row["end"]) for row in body]
    paragraphs = [(line.start, line.end) for line in lines if line.kind == "body"]
    for row, voice in zip(body, voices(quotations_in(text, paragraphs, spans, language), spans), strict=True):
        row["quoted"], row["speaker"] = voice.quoted, voice.speaker or None


def _put_around(rows: list[dict[str, Any]]) -> None:
    """Fill `before` and `after` with the neighbouring sentences of the body."""
    body = [i for i, row in enumerate(rows) if row["kind"] == "body"]
    before = None
    following = iter([*body, None])
    upcoming = next(following)
    for i, row in enumerate(rows):
        if upcoming == i:
            upcoming = next(following)
        row["before"] = before
        row["after"] = None if upcoming is None else rows[upcoming]["text"]
        if row["kind"] == "body":
            before = row["text"]
