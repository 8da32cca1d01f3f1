"""Reading text files, pages, tables, archives and feeds into one table of articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from annotate.columns import listed
from annotate.errors import InputError
from annotate.io import _archives
from annotate.io.files import broken_links, files_of, shown
from annotate.io.formats import endings, format_of
from annotate.io.rejects import Reject, beginning, leave_out
from annotate.io.values.article_ids import identity, outlet_of
from annotate.io.values.cells import (
    cell_text,
    each_text_once,
    is_missing,
    is_no_text,
    paragraphs,
    plain_article,
    stated_value,
    text_in,
    why_no_text,
)
from annotate.io.values.date_columns import check_date_order, orders_of_files
from annotate.io.values.dates import UNKNOWN, DateOrder, is_day_number, is_iso, is_numeric, is_unlikely, iso_date
from annotate.io.values.likely_columns import advice_on_text
from annotate.io.values.metadata import Metadata
from annotate.io.values.text_encodings import storable
from annotate.progress import Progress, silent

if TYPE_CHECKING:
    import pandas as pd

    from annotate.io.chunks import TableChunk

Article: TypeAlias = dict[str, Any]
"""An article's columns as text: those of `annotate.tables.ARTICLES` and any others; see `annotate.io.formats`."""

FILE = "file"
"""Column with the file of each article's text: in tables without texts, a path relative to the table's folder; of
articles read from files of their own, the name of the file."""

REPAIRS = "repairs"
"""Column that lists what was repaired while reading, such as an encoding other than UTF-8, separated by ``; ``."""


_STATED = ("outlet", "published", "author", "title", "url")
"""Columns of articles in which programs write a word where there is no value."""
_ROWS_AT_ONCE = 500


def articles_from(
    inputs: Sequence[Path | str],
    *,
    columns: Mapping[str, str] | None = None,
    date_order: str = "",
    rejects: list[Reject] | None = None,
    progress: Progress = silent,
) -> pd.DataFrame:
    """The articles in `inputs`, one per row, in the order of the files.

    Parameters
    ----------
    inputs
        Files of any format (see `annotate.io.formats`; compressed ones end in .gz or .zst), folders, glob patterns.
    columns
        Columns of tables that stand for those of articles, as ``{"body": "text"}``.
    date_order
        The order of numbers in dates such as 03/04/2016 and 16-04-03: ``day-first``, ``month-first`` or ``year-first``.
        By default it is that of the other dates in the column, over all files; if these do not show it, such dates are
        left unchanged.
    rejects
        Receives a `Reject` for each file or row that cannot be read. Without it the first of them raises.
    progress
        Advanced by 1 for each file.

    Returns
    -------
    DataFrame
        The columns of `annotate.tables.ARTICLES`, all other columns of the tables that were read, ``repairs``, and for
        pages ``structure`` (see `annotate.io.formats.web_page.article_of_page`).

    Raises
    ------
    InputError
        If an input is missing, holds no article, or (without `rejects`) cannot be read.
    """
    check_date_order(date_order)
    files = files_of(inputs)
    orders = orders_of_files(files, columns, date_order)
    articles: list[Article] = []
    with progress("reading articles", len(files)) as advance:
        for path in files:
            for one in articles_in_file(path, columns, orders.get(path, date_order)):
                if isinstance(one, Reject):
                    leave_out(one, rejects)
                else:
                    articles.append(one)
            advance(1)
    for link in broken_links(inputs):
        leave_out(link, rejects)
    if not articles:
        raise InputError(f"{inputs[0]}: no articles in it; give {endings()} files with text")
    return frame_of(articles)


def frame_of(articles: Sequence[Article]) -> pd.DataFrame:
    """A data frame with the columns of `annotate.tables.ARTICLES` and all other columns of `articles`."""
    import pandas as pd

    from annotate import tables

    if not articles:
        return tables.empty(tables.ARTICLES)
    return tables.conform(pd.DataFrame(list(articles)), tables.ARTICLES, where="articles")


def articles_in_file(
    path: Path,
    columns: Mapping[str, str] | None = None,
    date_order: DateOrder | str = "",
    metadata: Metadata | None = None,
) -> Iterator[Article | Reject]:
    """The articles in one file in order, with a reject for each part that cannot be read, or for the whole file.

    Parameters
    ----------
    columns
        Columns of tables that stand for those of articles, as ``{"body": "text"}``.
    date_order
        As in `articles_from`, or what the dates of all files of the run show.
    metadata
        Values from file names or from a metadata table; they override those in the file.

    Raises
    ------
    InputError
        If `date_order` is unknown.
    """
    if isinstance(date_order, str):
        check_date_order(date_order)
    form = format_of(path)
    try:
        if form is None:
            if path.suffix.lower() in _archives.ENDINGS:
                _archives.unpacked(path)  # raises, since what can be unpacked is read in its place
            raise InputError(f"{path}: unknown kind of file; give {endings()}")
        ones = _articles_of_table(path, columns or {}) if form.is_table else form.read(path)
        yield from _finished(ones, path, columns or {}, date_order, metadata)
    except InputError as error:
        yield Reject.of(error, shown(path))


def articles_in_chunk(
    chunk: TableChunk,
    columns: Mapping[str, str] | None = None,
    date_order: DateOrder | str = "",
    metadata: Metadata | None = None,
) -> Iterator[Article | Reject]:
    """The articles in some rows of a table, as `articles_in_file` gives those of all rows."""
    from annotate.io.parsing import check_header

    path = Path(chunk.path)
    try:
        ones = _articles_of_rows(chunk, columns or {}, check_header(path, columns or {}))
        yield from _finished(ones, path, columns or {}, date_order, metadata)
    except InputError as error:
        yield Reject.of(error, shown(path))


def _finished(
    ones: Iterable[Article | Reject],
    path: Path,
    columns: Mapping[str, str],
    date_order: DateOrder | str,
    metadata: Metadata | None,
) -> Iterator[Article | Reject]:
    """Articles as read from a file, with metadata, dates in ISO 8601, repairs and ids."""
    form = format_of(path)
    is_table = form is not None and form.is_table
    source = {} if is_table else {FILE: path.name}
    dates = _Dates(path, columns, date_order)
    for one in ones:
        whole = one if isinstance(one, Reject) or "text" in one else _with_text(one, path)
        is_row = is_table and not isinstance(one, Reject) and "text" in one
        if isinstance(whole, Reject):
            yield whole
            continue
        known = metadata.of(path, whole) if metadata else {}
        iso = partial(iso_date, order=metadata.order) if metadata and known.get("published") else dates.iso
        plain = whole if is_row else _without_markup(whole)
        article = finished(source | plain | known, iso)
        yield article if article["text"].strip() else Reject(shown(path), "the text is empty", beginning(article))


def _articles_of_table(path: Path, columns: Mapping[str, str]) -> Iterator[Article | Reject]:
    from annotate.io.chunks import chunks_of_table
    from annotate.io.parsing import check_header

    note = check_header(path, columns)
    broken: list[Reject] = []
    for chunk in chunks_of_table(path, _ROWS_AT_ONCE, broken):
        yield from _articles_of_rows(chunk, columns, note)
    yield from broken


def _articles_of_rows(chunk: TableChunk, columns: Mapping[str, str], note: Article) -> Iterator[Article | Reject]:
    from annotate.io.parsing import records_of

    for where, row in records_of(chunk):
        yield row if isinstance(row, Reject) else _article(row, columns, where, note)


def _article(row: Mapping[str, Any], columns: Mapping[str, str], where: str, note: Article) -> Article | Reject:
    """A row with the column names of a table of articles, or a reject if it has no text."""
    row = each_text_once(row, next((old for old, new in columns.items() if new == "text"), "text"), columns)
    replaced = {new for old, new in columns.items() if old != new and old in row and new in row}
    renamed = {columns.get(name, name): value for name, value in row.items() if name not in replaced}
    text = renamed.get("text")
    if isinstance(text, dict):
        text = renamed["text"] = text_in(text)
    if isinstance(text, list):
        text = renamed["text"] = paragraphs(text)
    if "text" not in renamed and not renamed.get(FILE):
        reason = f"no 'text'; found {listed(row)}; {advice_on_text(list(map(str, row)))}"
        return Reject(where, reason, beginning(row))
    if isinstance(text, str) and text.strip() and is_no_text(text):
        return Reject(where, f"the text is {text.strip()!r}, {why_no_text(text)}", beginning(row))
    if "text" in renamed and (not isinstance(text, str) or not text.strip()):
        return Reject(where, "the text is empty" if not text or isinstance(text, str) else "the text is not a string")
    article = {storable(str(name))[0]: cell_text(_value(name, value)) for name, value in renamed.items() if name} | note
    article |= {name: "" for name in _STATED if is_missing(article.get(name, ""))}
    if "text" in renamed:
        article = _without_markup(article)
    return article if article.get("text", True) else Reject(where, "the text is nothing but markup", beginning(row))


def _value(name: Any, value: Any) -> Any:
    return stated_value(value) if name in _STATED else value


def _without_markup(article: Article) -> Article:
    """An article without HTML in its text, unless its structure is known and the HTML was removed already."""
    if article.get("structure"):
        return article
    plain, notes = plain_article(article)
    known = [note for note in (plain.get(REPAIRS) or "").split("; ") if note and note not in notes]
    return plain | ({REPAIRS: "; ".join([*known, *notes])} if notes else {})


def _with_text(row: Article, table: Path) -> Article | Reject:
    """A row that names the file of its text, with that text; values in the row override those found in the file."""
    where = f"{table}: {row[FILE]}"
    try:
        path = table.parent / row[FILE]
        if not path.resolve().is_relative_to(table.parent.resolve()):
            return Reject(where, "lies outside the table's folder; put the texts beside the table")
        form = format_of(path)
        if form is None or form.is_table:
            return Reject(where, "is not a file of one article, such as .txt or .html")
        article = next(form.read(path), None)
    except InputError as error:
        return Reject.of(error, str(path))
    except (OSError, ValueError, RuntimeError) as error:  # too long, with null characters, a loop of links
        return Reject(where, f"cannot be opened ({error}); check the name")
    if article is None:
        return Reject(where, "holds no article; name the file of one article")
    return article if isinstance(article, Reject) else article | {name: value for name, value in row.items() if value}


class _Dates:
    """The dates of one file, whose order of day and month is that of the whole column."""

    def __init__(self, path: Path, columns: Mapping[str, str], order: DateOrder | str) -> None:
        self._path, self._columns, self._order = path, columns, order

    def iso(self, date: str) -> str:
        """`date` in ISO 8601, or unchanged if it is ambiguous."""
        if isinstance(self._order, DateOrder) or self._order or not (is_numeric(date) or is_iso(date)):
            return iso_date(date, self._order)
        return iso_date(date, self._order_of_file)

    @cached_property
    def _order_of_file(self) -> DateOrder:
        return orders_of_files([self._path], self._columns).get(self._path, UNKNOWN)


def finished(article: Article, iso: Callable[[str], str] = iso_date) -> Article:
    """`article` with its text repaired, its date in ISO 8601, and an id; without an outlet, that of its address."""
    encoding = article.pop("encoding", "")
    notes = [f"read as {encoding}"] * bool(encoding) + [note for note in article.pop(REPAIRS, "").split("; ") if note]
    for name, value in article.items():
        article[name], repairs = storable(value)
        notes += [repair for repair in repairs if repair not in notes]
    stated = article.get("published") or ""
    article["published"] = iso(stated)
    if is_day_number(stated):
        notes.append("read as a spreadsheet's day number: the date")
    if is_unlikely(article["published"]):
        notes.append("in an unlikely year (another calendar?): the date")
    if notes:
        article[REPAIRS] = "; ".join(notes)
    if not article.get("outlet") and article.get("url"):
        article["outlet"] = outlet_of(article["url"])
    if not article.get("article_id"):
        article["article_id"] = identity(article)
    return article
