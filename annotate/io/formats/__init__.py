"""The formats of files that are read. To add one, write a module in this folder and add its line to `FORMATS`.

The module holds the one function that its line names in ``gives``:

``articles(path: Path) -> Iterator[Article | Reject]``
    Each article in the file as a dictionary with ``text`` and whatever else the file says of it (``title``, ``outlet``,
    ``author``, ``published``, ``url``, other columns), values as text; a `annotate.io.rejects.Reject` in the place of
    what cannot be read. For documents, pages, archives.
``table(path: Path) -> pandas.DataFrame``
    All rows of a table, cells as they are in the file. For tables that fit into memory, such as spreadsheets.
``chunks(path: Path, rows: int, broken: list[Reject]) -> Iterator[Chunk]``
    The rows of a table in chunks of about `rows`; what cannot be read is appended to `broken`. For tables of any size.

Readers raise `annotate.errors.InputError`, beginning with the file's path, where the whole file cannot be read.
`annotate.io.articles`, `annotate.io.chunks` and `annotate.io.reading` derive the rest: articles from a table's rows,
chunks from a whole table, a whole table from its chunks. A module is imported when a file of its format is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from annotate.errors import InputError

PACKED = (".gz", ".zst")
"""Endings of compressed files, which may follow those of a format."""


@dataclass(frozen=True)
class Format:
    """A format: its name, the endings of its files, the module in this folder that reads them, and what that gives.

    `may_be_packed` says whether files may be compressed (``.gz``, ``.zst``) as a whole.
    """

    name: str
    endings: tuple[str, ...]
    module: str
    gives: Literal["articles", "table", "chunks"]
    may_be_packed: bool = True

    @property
    def is_table(self) -> bool:
        """Whether files of this format hold tables."""
        return self.gives != "articles"

    @property
    def read(self) -> Any:
        """The function of the module that is named in `gives`; see the module's docstring for its signature."""
        return getattr(import_module(f"{__name__}.{self.module}"), self.gives)


FORMATS = (
    Format("text", (".txt", ".text"), "plain_text", "articles"),
    Format("html", (".html", ".htm", ".xhtml"), "web_page", "articles"),
    Format("csv", (".csv", ".tsv", ".tab"), "delimited", "chunks"),
    Format("jsonl", (".jsonl", ".ndjson"), "jsonl", "chunks"),
    Format("parquet", (".parquet",), "parquet", "chunks", may_be_packed=False),
    Format("warc", (".warc",), "warc", "articles"),
    Format("feed", (".rss", ".atom", ".xml"), "feeds", "articles"),
    Format("spreadsheet", (".xlsx", ".xls", ".ods", ".xlsb"), "spreadsheet", "table", may_be_packed=False),
    Format("json", (".json",), "json_document", "table"),
    Format("word", (".docx",), "documents.word_document", "articles", may_be_packed=False),
    Format("rtf", (".rtf",), "documents.rich_text", "articles"),
    Format("pdf", (".pdf",), "documents.pdf", "articles", may_be_packed=False),
    Format("email", (".eml",), "documents.email_message", "articles"),
)
"""Every format, in the order in which messages and help texts list them."""

WRITTEN = ("csv", "jsonl", "parquet", "spreadsheet")
"""The formats in which tables are written."""

STANDARD_STREAM = "-"
"""The path that stands for standard input or output, as JSON Lines."""


def format_of(path: Path | str) -> Format | None:
    """The format of a file by its ending, before which a compression's is taken off; None where it is unknown."""
    if str(path) == STANDARD_STREAM:
        return _named("jsonl")
    suffixes = [suffix.lower() for suffix in Path(path).suffixes]
    packed = bool(suffixes) and suffixes[-1] in PACKED
    if packed:
        suffixes.pop()
    ending = suffixes[-1] if suffixes else ""
    return next((f for f in FORMATS if ending in f.endings and (f.may_be_packed or not packed)), None)


def table_format(path: Path | str) -> Format:
    """The format of a table by its file's ending; ``-`` is JSON Lines.

    Raises
    ------
    InputError
        If the ending is none of a table's.
    """
    form = format_of(path)
    if form is None or not form.is_table:
        raise InputError(f"{path}: not a table; name a file that ends in {endings(f for f in FORMATS if f.is_table)}")
    return form


def written_format(path: Path | str) -> Format:
    """The format in which a table is written to `path`.

    Raises
    ------
    InputError
        If the ending is none of those that are written.
    """
    form = format_of(path)
    is_old = form is not None and form.name == "spreadsheet" and Path(path).suffix.lower() != form.endings[0]
    if form is None or form.name not in WRITTEN or is_old:
        raise InputError(f"{path}: not a table; name a file that ends in {endings(map(_named, WRITTEN))}")
    return form


def endings(formats: Iterable[Format] = FORMATS) -> str:
    """The endings of formats for a message or help text, as ``.csv, .jsonl or .parquet``; aliases are left out."""
    names = [form.endings[0] for form in formats]
    return " or ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _named(name: str) -> Format:
    return next(form for form in FORMATS if form.name == name)
