"""Splitting articles into sentences, each with its position, kind, speaker and context."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.errors import InputError
from annotate.io.files import broken_links, files_of
from annotate.io.formats import format_of
from annotate.io.rejects import Reject, leave_out
from annotate.io.values.article_ids import identity
from annotate.progress import Progress, silent
from annotate.text._sentence_ids import SentenceIds
from annotate.text.languages import Language
from annotate.text.languages.detection import language_of
from annotate.text.lines._kinds import Line, lines_of
from annotate.text.quotations._sentence_speakers import voices
from annotate.text.quotations.extraction import quotations_in
from annotate.text.sentences._boundaries import sentence_spans

if TYPE_CHECKING:
    import pandas as pd

_NOT_CARRIED = frozenset(("text", "structure", "article_id", "outlet", "published", "language"))


def split(articles: pd.DataFrame, *, language: Language | None = None, progress: Progress = silent) -> pd.DataFrame:
    """The sentences of `articles` in order, including those of lines that are not body text.

    Parameters
    ----------
    articles
        A table of articles. A missing `article_id` is derived from the address, or from the content. All columns except
        the text are copied to the sentences.
    language
        The articles' language; see `annotate.text.languages`. By default each article's own: its column ``language``
        (``de``, ``de-AT``), or else detected from its text.
    progress
        Advanced by 1 for each article.

    Returns
    -------
    DataFrame
        The columns of `annotate.tables.SENTENCES`, ``dateline`` (on the sentence that follows it), ``language`` (an ISO
        639-1 code; speakers are found only in those of `annotate.text.languages.codes`), and the articles' other
        columns (as ``article_NAME`` if sentences have a column `NAME`). `start` and `end` are offsets in characters:
        ``article["text"][start:end] == sentence["text"]``. `paragraph` and `position` count from 1 in each article;
        `before` and `after` are the neighbouring sentences of the body.

    Raises
    ------
    InputError
        If `articles` has no column ``text``.
    """
    import pandas as pd

    from annotate import tables

    columns = columns_of(articles, language=language, progress=progress)
    frame = pd.DataFrame(columns) if columns else tables.empty(tables.SENTENCES)
    return tables.conform(frame, tables.SENTENCES, where="sentences")


def columns_of(
    articles: pd.DataFrame, *, language: Language | None = None, progress: Progress = silent
) -> dict[str, list[Any]]:
    """The columns of what `split` returns, before they are a table; none if there are no articles."""
    from annotate import tables

    try:
        articles = tables.conform(articles, tables.ARTICLES, where="articles")
    except UnicodeEncodeError:
        articles = tables.conform(articles.map(_whole), tables.ARTICLES, where="articles")
    carried = _carried(articles.columns, tables.SENTENCES.columns)
    columns: dict[str, list[Any]] = {}
    ids = SentenceIds()
    with progress("splitting articles", len(articles)) as advance:
        for article in articles.astype(object).where(articles.notna(), None).to_dict("records"):
            for name, values in _sentences_of(article, carried, ids, language).items():
                columns.setdefault(name, []).extend(values)
            advance(1)
    return columns


def sentences_from(
    inputs: Sequence[Path | str],
    *,
    columns: Mapping[str, str] | None = None,
    rejects: list[Reject] | None = None,
    progress: Progress = silent,
) -> pd.DataFrame:
    """The sentences in `inputs`: tables of sentences unchanged, everything else split.

    Parameters and errors are those of `annotate.io.articles.articles_from`.
    """
    import pandas as pd

    from annotate import tables
    from annotate.io.reading import read_table

    files = files_of(inputs)
    for link in broken_links(inputs):
        leave_out(link, rejects)
    ready = [path for path in files if holds_sentences(path)]
    parts = [read_table(path, tables.SENTENCES, rename=columns) for path in ready]
    others = [path for path in files if path not in set(ready)]
    if others:
        from annotate.io.articles import articles_from

        articles = articles_from(others, columns=columns, rejects=rejects, progress=progress)
        parts.append(split(articles, progress=progress))
    return parts[0] if len(parts) == 1 else tables.conform(pd.concat(parts, ignore_index=True), tables.SENTENCES, "")


def holds_sentences(path: Path) -> bool:
    """Whether a file is a table with a column ``sentence_id``; only its beginning is read."""
    file_format = format_of(path)
    if file_format is None or not file_format.is_table:
        return False
    from annotate.io.parsing import column_names

    try:
        return "sentence_id" in column_names(path)
    except InputError:
        return False  # the error is reported when the whole file is read


def _whole(value: Any) -> Any:
    """A value without lone surrogates, which no table can store."""
    return (
        value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") if isinstance(value, str) else value
    )


def _carried(columns: Iterable[str], own: Iterable[str]) -> dict[str, str]:
    """The columns of articles that are copied to sentences, with their names there."""
    taken = {*own, "dateline"}
    return {name: f"article_{name}" if name in taken else name for name in columns if name not in _NOT_CARRIED}


def _sentences_of(
    article: Mapping[str, Any], carried: Mapping[str, str], ids: SentenceIds, language: Language | None
) -> dict[str, list[Any]]:
    """The columns of an article's sentences."""
    text = article["text"] or ""
    article_id = article["article_id"] or identity({k: v for k, v in article.items() if isinstance(v, str)})
    language = language or language_of(text, article.get("language"))
    lines = lines_of(text, (article.get("structure") or "").split(), article["title"] or "", language)
    columns = _cut(text, lines, language)
    texts, kinds = columns["text"], columns["kind"]
    size = len(texts)
    quoted, speakers = _speakers(text, lines, columns, language, article["title"] or "")
    before, after = _around(texts, kinds)
    return {
        "sentence_id": ids.of_article(article_id, texts),
        "article_id": [article_id] * size,
        "outlet": [article["outlet"]] * size,
        "published": [article["published"]] * size,
        **columns,
        "quoted": quoted,
        "speaker": speakers,
        "dateline": _datelines(lines, columns["paragraph"]),
        "language": [language.code] * size,
        **{new: [article[name]] * size for name, new in carried.items()},
        "before": before,
        "after": after,
    }


def _cut(text: str, lines: Sequence[Line], language: Language) -> dict[str, list[Any]]:
    """The sentences of each line, with their positions and offsets."""
    paragraphs, starts, ends, kinds = [], [], [], []
    for number, line in enumerate(lines, start=1):
        for start, end in sentence_spans(text[line.start : line.end], language):
            paragraphs.append(number)
            starts.append(line.start + start)
            ends.append(line.start + end)
            kinds.append(line.kind)
    return {
        "paragraph": paragraphs,
        "position": list(range(1, len(starts) + 1)),
        "start": starts,
        "end": ends,
        "kind": kinds,
        "text": [text[start:end] for start, end in zip(starts, ends, strict=True)],
    }


def _datelines(lines: Sequence[Line], paragraphs: Sequence[int]) -> list[str | None]:
    """The dateline of each line at its first sentence, None at the others."""
    firsts = [number != before for number, before in zip(paragraphs, [0, *paragraphs], strict=False)]
    return [lines[n - 1].dateline or None if first else None for n, first in zip(paragraphs, firsts, strict=True)]


def _speakers(
    text: str, lines: Sequence[Line], columns: Mapping[str, list[Any]], language: Language, title: str
) -> tuple[list[str], list[str | None]]:
    """How much of each sentence is quoted, and its speaker; quotations are only searched in the body."""
    size = len(columns["kind"])
    quoted: list[str] = ["none"] * size
    speakers: list[str | None] = [None] * size
    body = [i for i, kind in enumerate(columns["kind"]) if kind == "body"]
    spans = [(columns["start"][i], columns["end"][i]) for i in body]
    paragraphs = [(line.start, line.end) for line in lines if line.kind == "body"]
    title = title or text[: paragraphs[0][0] if paragraphs else 0].strip().partition("\n")[0]
    quotations = quotations_in(text, paragraphs, spans, language, title)
    for i, voice in zip(body, voices(quotations, spans), strict=True):
        quoted[i], speakers[i] = voice.quoted, voice.speaker or None
    return quoted, speakers


def _around(texts: Sequence[str], kinds: Sequence[str]) -> tuple[list[str | None], list[str | None]]:
    """For each sentence the previous and the next sentence of the body."""
    size = len(texts)
    before: list[str | None] = [None] * size
    after: list[str | None] = [None] * size
    last = following = None
    for i in range(size):
        before[i] = last
        last = texts[i] if kinds[i] == "body" else last
    for i in range(size - 1, -1, -1):
        after[i] = following
        following = texts[i] if kinds[i] == "body" else following
    return before, after
