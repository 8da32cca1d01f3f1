"""Splitting articles into sentences."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, overload

from annotate.counts import PAIR, SENTENCE, many
from annotate.errors import AnnotateWarning, InputError, check_choice
from annotate.io.remote.stores import destination_of, local_copy
from annotate.io.values.text_encodings import named_encoding, reading_in
from annotate.progress import Progress, silent
from annotate.study.ledger import Count, Ledger
from annotate.workflows.arguments import (
    Names,
    StrPath,
    TableOrPath,
    check_output,
    check_reading,
    ledger_of,
    log,
    names_in,
    output_of,
    table_of,
    write_output,
)
from annotate.workflows.article_notes import notes_on_metadata, warn_of_unused_columns

if TYPE_CHECKING:
    import pandas as pd

    from annotate.io.rejects import Reject
    from annotate.text.split_counts import Outcome
    from annotate.text.targets import Target
    from annotate.workflows.study import Study


@overload
def split(
    inputs: TableOrPath | Sequence[StrPath],
    output: None = None,
    *,
    articles: StrPath | None = None,
    kind: Names = (),
    text_column: str | None = None,
    title_column: str | None = None,
    outlet_column: str | None = None,
    date_column: str | None = None,
    date_order: str = "",
    language: str = "",
    encoding: str = "",
    name_pattern: str = "",
    metadata: StrPath | None = None,
    author_column: str | None = None,
    url_column: str | None = None,
    id_column: str | None = None,
    targets: StrPath | Sequence[Target] = (),
    near_duplicates: bool = True,
    workers: int | None = None,
    study: None = None,
    ledger: Ledger | None = None,
    progress: Progress = silent,
) -> pd.DataFrame: ...
@overload
def split(
    inputs: TableOrPath | Sequence[StrPath],
    output: StrPath | None = None,
    *,
    articles: StrPath | None = None,
    kind: Names = (),
    text_column: str | None = None,
    title_column: str | None = None,
    outlet_column: str | None = None,
    date_column: str | None = None,
    date_order: str = "",
    language: str = "",
    encoding: str = "",
    name_pattern: str = "",
    metadata: StrPath | None = None,
    author_column: str | None = None,
    url_column: str | None = None,
    id_column: str | None = None,
    targets: StrPath | Sequence[Target] = (),
    near_duplicates: bool = True,
    workers: int | None = None,
    study: Study | None = None,
    ledger: Ledger | None = None,
    progress: Progress = silent,
) -> Outcome: ...
def split(
    inputs: TableOrPath | Sequence[StrPath],
    output: StrPath | None = None,
    *,
    articles: StrPath | None = None,
    kind: Names = (),
    text_column: str | None = None,
    title_column: str | None = None,
    outlet_column: str | None = None,
    date_column: str | None = None,
    date_order: str = "",
    language: str = "",
    encoding: str = "",
    name_pattern: str = "",
    metadata: StrPath | None = None,
    author_column: str | None = None,
    url_column: str | None = None,
    id_column: str | None = None,
    targets: StrPath | Sequence[Target] = (),
    near_duplicates: bool = True,
    workers: int | None = None,
    study: Study | None = None,
    ledger: Ledger | None = None,
    progress: Progress = silent,
) -> pd.DataFrame | Outcome:
    """Split articles into sentences, each with its position, kind, speaker and context.

    Parameters
    ----------
    inputs
        Files, folders and patterns of articles, here or at addresses (``s3://``), or a table of articles in memory.
    output
        A .csv, .jsonl or .parquet file, here or at an address. It is written in parts, so that a corpus of any size can
        be split and an interrupted run resumes.
    articles
        If given, also write the table of articles that the sentences' offsets refer to.
    kind
        Kinds of line to keep, such as ``body,caption``; all of them by default.
    text_column, title_column, outlet_column, date_column, author_column, url_column, id_column
        Columns of tables with the text, title, outlet, date of publication, author, address and id of an article.
    date_order
        The order of numbers in dates such as 03/04/2016 and 16-04-03: ``day-first``, ``month-first`` or ``year-first``.
        By default it is that of the other dates in the column, over all files.
    language
        The articles' language, as an ISO 639-1 code; by default each article's own is detected.
    encoding
        That of texts, pages and tables that are not in UTF-8, such as ``cp1250``; by default it is detected where that
        is certain.
    name_pattern
        The fields in names of files and folders, such as ``{outlet}_{date}_{title}`` or ``{outlet}/{date}``.
    metadata
        A table with a column ``file`` or ``article_id`` and columns such as ``outlet``, ``published`` or ``date``,
        ``title``, ``author``.
    targets
        A file of names and aliases, or `Target` records: write one row for each target that a sentence names.
    near_duplicates
        Whether to mark near-duplicate sentences (``duplicate_of``, ``copy_group``).
    workers
        Number of processes; by default the number of cores.
    study
        Its table of sentences is the default `output`, and the run is logged in it.
    ledger
        Where to record what was read and left out.
    progress
        Shows progress; see `annotate.progress`.

    Returns
    -------
    DataFrame or Outcome
        The sentences; with an `output` instead the counts of what was written to it.

    Raises
    ------
    InputError
        If an input is missing, a parameter is unknown, or nothing could be read.
    """
    from annotate.text.split_workers import prepare

    destination = destination_of(output)
    path = destination.here if destination else output_of(output, study, "sentences")
    columns = {
        "text_column": text_column,
        "title_column": title_column,
        "outlet_column": outlet_column,
        "date_column": date_column,
        "author_column": author_column,
        "url_column": url_column,
        "id_column": id_column,
    }
    renamed, kinds = _renamed(columns), _kinds(kind)
    check_reading(date_order, language, name_pattern)
    with reading_in(encoding), tempfile.TemporaryDirectory() as folder:
        files = _article_files(inputs, Path(folder), renamed)
        prepare([file for file in files if file.is_file()], workers)
        # These imports take time, in which other processes start.
        from annotate.io.values.metadata import metadata_from
        from annotate.text.corpus import split_corpus
        from annotate.text.targets import targets_from

        check_output(path, files)
        outcome = split_corpus(
            files,
            path or Path(folder) / "sentences.parquet",
            articles=Path(articles) if articles is not None else None,
            columns=renamed,
            date_order=date_order,
            language=language,
            metadata=metadata_from(name_pattern, Path(metadata) if metadata is not None else None, renamed, date_order),
            kinds=kinds,
            targets=targets_from(Path(targets)) if isinstance(targets, str | os.PathLike) else targets,
            near_duplicates=near_duplicates,
            workers=workers,
            progress=progress,
        )
        warn_of_unused_columns(files, renamed)
        if metadata is not None:
            warn_of_unused_columns([Path(metadata)], {"date": "published"} | renamed)
        run = ledger_of(ledger, "split")
        other = named_encoding().replace("utf-8", "")
        run.notes += [f"texts were read in UTF-8{f' or, where they are not, in {other}' * bool(other)}"] * bool(
            encoding
        )
        _record_split(run, files if path else (), outcome, path, study, item=PAIR if targets else SENTENCE)
        for note in notes_on_metadata(outcome, files, guess=not name_pattern and metadata is None):
            warnings.warn(note, AnnotateWarning, stacklevel=2)
        if destination is not None:
            destination.deliver()
        if path is not None:
            return outcome
        _warn_of_rejects(outcome)
        from annotate import tables

        return table_of(Path(folder) / "sentences.parquet", tables.SENTENCES, "sentences")


def read_articles(
    inputs: Sequence[StrPath],
    columns: Mapping[str, str | None],
    encoding: str = "",
    *,
    rejects: list[Reject] | None = None,
    progress: Progress = silent,
) -> pd.DataFrame:
    """The articles in `inputs`; `columns` has the parameters of `split` that name columns; see `articles_from`."""
    from annotate.io.articles import articles_from

    with reading_in(encoding):
        files = [Path(path) for path in inputs]
        return articles_from(files, columns=_renamed(columns), rejects=rejects, progress=progress)


def write_check_page(
    inputs: Sequence[StrPath],
    output: StrPath,
    columns: Mapping[str, str | None],
    language: str = "",
    encoding: str = "",
    *,
    rejects: list[Reject] | None = None,
    progress: Progress = silent,
) -> tuple[int, int]:
    """Write a page to check by eye how articles are split; see `annotate.text.checking.check_page`.

    `rejects` receives what cannot be read.

    Returns
    -------
    tuple
        The number of articles on the page, and of those in `inputs`.

    Raises
    ------
    InputError
        If `output` does not end in .html, an input is missing, or nothing could be read.
    """
    from annotate.text.checking.check_page import write_check_page as write

    if Path(output).suffix.lower() not in (".html", ".htm"):
        raise InputError(f"{output}: --explain writes a page; give a name that ends in .html, or no -o to see it here")
    check_reading("", language)
    articles = read_articles(inputs, columns, encoding, rejects=rejects, progress=progress)
    return write(articles, Path(output), language=language, progress=progress)


def _renamed(columns: Mapping[str, str | None]) -> dict[str, str]:
    """The columns of tables that stand for those of articles, from the parameters that name columns."""
    known = {"date_column": "published", "id_column": "article_id"}
    return {
        column: known.get(parameter, parameter.removesuffix("_column"))
        for parameter, column in columns.items()
        if column
    }


def _article_files(inputs: TableOrPath | Sequence[StrPath], folder: Path, columns: Mapping[str, str]) -> list[Path]:
    """The files to read; a table in memory is written to one in `folder` first."""
    if isinstance(inputs, str | os.PathLike):
        return [local_copy(inputs)]
    if isinstance(inputs, Sequence):
        return [local_copy(path) for path in inputs]
    if not {"text", *columns} & set(inputs.columns):
        from annotate.columns import listed

        has_files = "file" in inputs.columns
        advice = "pass the table's path, so that its files can be found" if has_files else "pass `text_column`"
        raise InputError(f"articles: no column 'text'; found {listed(inputs.columns)}; {advice}")
    path = folder / "articles.jsonl"
    write_output(inputs, path)
    return [path]


def _kinds(kind: Names) -> list[str]:
    from annotate.tables import KINDS

    kinds = names_in(kind)
    for name in kinds:
        check_choice("kind", name, KINDS)
    return kinds


def _warn_of_rejects(outcome: Outcome) -> None:
    """Warn where sentences that go to no file lack files or rows, as there is no file of rejects beside them."""
    if outcome.rejects:
        first = f"the first, {outcome.rejects[0].where}: {outcome.rejects[0].reason}"
        unread = many(len(outcome.rejects), "file or row", "is")
        warnings.warn(f"{unread} left out; {first}", AnnotateWarning, stacklevel=3)


def _record_split(
    ledger: Ledger, files: Sequence[Path], outcome: Outcome, output: Path | None, study: Study | None, *, item: str
) -> None:
    where = str(files[0]) if len(files) == 1 else f"{outcome.files:,} files" if files else ""
    ledger.read.append(Count(outcome.articles, "article", where))
    duplicates = many(outcome.duplicates, "near-duplicate") if outcome.duplicates else ""
    ledger.used.append(Count(outcome.sentences, item, duplicates))
    ledger.rejected = len(outcome.rejects)
    ledger.leave_out(len(outcome.rejects), "file or row", "unreadable")
    ledger.lacks(outcome.without_outlet, "article", "outlet")
    ledger.lacks(outcome.without_date, "article", "date")
    ledger.lacks(outcome.unread_dates, "article", "readable date")
    if outcome.repeated_ids:
        warnings.warn(
            f"{Count(outcome.repeated_ids, 'article')} with the id of an earlier one, as of a text that was saved "
            "twice, and counted as one with it in groups and intervals; if it is another, give it an id of its own",
            AnnotateWarning,
            stacklevel=3,
        )
    if outcome.unread_dates:
        warnings.warn(
            f"{many(outcome.unread_dates, 'article', 'has')} a date that could not be read, such as "
            f"'{outcome.unread_date}', and no month; if the order of day and month is the reason, pass `date_order`",
            AnnotateWarning,
            stacklevel=3,
        )
    if output is not None:
        ledger.written.append(Count(outcome.sentences, item, str(output)))
    log(ledger, study)
