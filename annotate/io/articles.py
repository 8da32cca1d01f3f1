"""Articles in: text files, pages, tables, archives and feeds, read into one table of articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import InputError
from annotate.io import rows
from annotate.io.article_ids import identity, outlet_of
from annotate.io.dates import iso_date
from annotate.io.encodings import declared_text, repaired, text_of
from annotate.io.files import ENDINGS, SPOOLED, files_of, kind_of
from annotate.io.rows import Article, Found, Reject
from annotate.progress import Progress, silent

if TYPE_CHECKING:
    import pandas as pd

REPAIRS = "repairs"
"""Column that says what was put right while reading: an encoding other than UTF-8, text decoded twice."""


def articles_from(
    inputs: Sequence[Path | str],
    *,
    columns: Mapping[str, str] | None = None,
    rejects: list[Reject] | None = None,
    progress: Progress = silent,
) -> pd.DataFrame:
    """The articles in `inputs`, one a row, in the order of the files.

    Parameters
    ----------
    inputs
        Files (.txt, .html, .csv, .jsonl, .parquet, .warc, .rss, .atom; packed ones end in .gz), folders, patterns.
    columns
        Columns of tables that stand for those of articles, as ``{"body": "text"}``.
    rejects
        Gets a `Reject` for each file or row that cannot be read. Without it the first of them raises.
    progress
        Told of every file read.

    Returns
    -------
    DataFrame
        The columns of `annotate.tables.ARTICLES`, those of the tables read, and for pages ``structure``.

    Raises
    ------
    InputError
        If an input is missing, holds no article, or (without `rejects`) cannot be read.
    """
    from annotate import tables

    files = files_of(inputs)
    found: list[Article] = []
    with progress("reading articles", len(files)) as advance:
        for path in files:
            for one in found_in(path, columns):
                if not isinstance(one, Reject):
                    found.append(one)
                elif rejects is None:
                    raise InputError(f"{one.where}: {one.reason}")
                else:
                    rejects.append(one)
            advance(1)
    if not found:
        raise InputError(f"{inputs[0]}: no articles in it; give {ENDINGS} files with text")
    return frame_of(found) if found else tables.empty(tables.ARTICLES)


def frame_of(articles: Sequence[Article]) -> pd.DataFrame:
    """A table of articles."""
    import pandas as pd

    from annotate import tables

    if not articles:
        return tables.empty(tables.ARTICLES)
    return tables.conform(pd.DataFrame(list(articles)), tables.ARTICLES, where="articles")


def found_in(path: Path, columns: Mapping[str, str] | None = None) -> Iterator[Found]:
    """The articles in one file, and a reject for what in it, or all of it, could not be read."""
    kind = kind_of(path)
    try:
        if not kind:
            raise InputError(f"{path}: unknown kind of file; give {ENDINGS}")
        for one in _READERS[kind](path, columns or {}):
            whole = one if isinstance(one, Reject) or "text" in one else _with_text(one, path)
            yield _told(whole, path) if isinstance(whole, Reject) else finished(whole)
    except InputError as error:
        yield _told(Reject.of(error, str(path)), path)


def _told(reject: Reject, path: Path) -> Reject:
    """`reject` as the user named the file: what came from standard input lies in a file of ours."""
    if path.name != SPOOLED:
        return reject
    where, reason = (words.replace(str(path), "standard input") for words in (reject.where, reject.reason))
    return replace(reject, where=where, reason=reason)


def _with_text(row: Article, table: Path) -> Found:
    """A row that names its text's file, with that text; what the row says comes before what a page says of itself."""
    place = table.parent / row[rows.FILE]
    if not place.resolve().is_relative_to(table.parent.resolve()):
        return Reject(f"{table}: {row[rows.FILE]}", "lies outside the table's folder; put the texts beside the table")
    kind = kind_of(place)
    if kind not in ("text", "page"):
        return Reject(f"{table}: {row[rows.FILE]}", "is no .txt or .html file; name the file of one article")
    try:
        article = next(_READERS[kind](place, {}))
    except InputError as error:
        return Reject.of(error, str(place))
    return article if isinstance(article, Reject) else article | {name: value for name, value in row.items() if value}


def finished(article: Article) -> Article:
    """An article with clean text, an ISO date, an outlet where its address tells one, and its id."""
    encoding = article.pop("encoding", "")
    notes = [f"read as {encoding}"] * bool(encoding)
    for name, value in article.items():
        article[name], repairs = _clean(value)
        notes += [repair for repair in repairs if repair not in notes]
    article["published"] = iso_date(article.get("published") or "")
    if notes:
        article[REPAIRS] = "; ".join(notes)
    if not article.get("outlet") and article.get("url"):
        article["outlet"] = outlet_of(article["url"])
    if not article.get("article_id"):
        article["article_id"] = identity(article)
    return article


def _clean(text: str) -> tuple[str, list[str]]:
    """Text that every table and server can hold, and what was put right in it."""
    notes = []
    if "\0" in text:
        text, notes = text.replace("\0", " "), ["null characters"]
    if not text.isascii():
        whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        mended = repaired(whole)
        notes += ["half characters"] * (whole != text) + ["mojibake"] * (mended != whole)
        text = mended
    return text, notes


def _page_file(path: Path, columns: Mapping[str, str]) -> Iterator[Found]:
    from annotate.io.pages import LARGEST_PAGE, article_of_page

    data = rows.bytes_of(path, LARGEST_PAGE, "save the article's own page, or its text as .txt")
    if b"\0" in data[:1000] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{path}: not a page (it holds null bytes); give an HTML file")
    text, encoding = declared_text(data) or text_of(data, str(path))
    yield article_of_page(text, str(path)) | ({"encoding": encoding} if encoding else {})


def _warc_file(path: Path, columns: Mapping[str, str]) -> Iterator[Found]:
    from annotate.io.feeds import warc_file

    return warc_file(path)


def _feed_file(path: Path, columns: Mapping[str, str]) -> Iterator[Found]:
    from annotate.io.feeds import feed_file

    return feed_file(path)


_READERS: Mapping[str, Callable[[Path, Mapping[str, str]], Iterator[Found]]] = {
    "text": rows.text_file,
    "page": _page_file,
    "csv": rows.csv_file,
    "jsonl": rows.jsonl_file,
    "parquet": rows.parquet_file,
    "warc": _warc_file,
    "feed": _feed_file,
}
