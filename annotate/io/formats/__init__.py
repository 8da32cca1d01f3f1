"""The file formats that are read. To add one, write a module in this folder and add an entry to `FORMATS`.

The module defines one function, the one named in the entry's ``gives``:

``articles(path: Path) -> Iterator[Article | Reject]``
    Each article in the file as a dictionary of strings with ``text`` and any other column that the file states
    (``title``, ``outlet``, ``author``, ``published``, ``url`` ...), or an `annotate.io.rejects.Reject` in place of one
    that cannot be read. For documents, pages, archives.
``table(path: Path) -> pandas.DataFrame``
    All rows of a table, with the values of the file. For tables that fit into memory, such as spreadsheets.
``chunks(path: Path, rows: int, broken: list[Reject]) -> Iterator[TableChunk]``
    The rows of a table in chunks of about `rows`; rows that cannot be read are appended to `broken`. For tables of any
    size.

Readers raise `annotate.errors.InputError`, beginning with the file's path, if the whole file cannot be read.
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
"""Endings of compressed files, which may follow the ending of a format."""


@dataclass(frozen=True)
class Format:
    """A file format.

    Attributes
    ----------
    name
        Its name in code.
    endings
        The endings of its files in lower case, the usual one first.
    module
        The module in this folder that reads it.
    gives
        The function that the module defines.
    may_be_packed
        Whether files may be compressed as a whole (``.gz``, ``.zst``).
    """

    name: str
    endings: tuple[str, ...]
    module: str
    gives: Literal["articles", "table", "chunks"]
    may_be_packed: bool = True

    @property
    def is_table(self) -> bool:
        """Whether files of this format are tables."""
        return self.gives != "articles"

    @property
    def read(self) -> Any:
        """The module's function that `gives` names; see this package's docstring for its signature."""
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
"""Names of the formats in which tables are written."""

STANDARD_STREAM = "-"
"""The path that stands for standard input or output, as JSON Lines."""


def format_of(path: Path | str) -> Format | None:
    """The format of a file by its ending, ignoring the ending of a compression; None if it is unknown."""
    if str(path) == STANDARD_STREAM:
        return _format_named("jsonl")
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
        If no table format has the ending.
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
        If no format in `WRITTEN` has the ending.
    """
    form = format_of(path)
    is_old = form is not None and form.name == "spreadsheet" and Path(path).suffix.lower() != form.endings[0]
    if form is None or form.name not in WRITTEN or is_old:
        raise InputError(f"{path}: not a table; name a file that ends in {endings(map(_format_named, WRITTEN))}")
    return form


def endings(formats: Iterable[Format] = FORMATS) -> str:
    """The usual ending of each format for a message or help text, as ``.csv, .jsonl or .parquet``."""
    names = [form.endings[0] for form in formats]
    return " or ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _format_named(name: str) -> Format:
    return next(form for form in FORMATS if form.name == name)
