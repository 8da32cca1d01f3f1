"""``annotate split``: articles into a table of sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.console import EXCEL_SAFE, bar, exit_if_rejected, many, say, show_ledger, warn
from annotate.counts import PAIR, SENTENCE
from annotate.io.formats import endings
from annotate.io.values.dates import ORDERS

if TYPE_CHECKING:
    import pandas as pd

    from annotate.io.rejects import Reject
    from annotate.text.split_counts import Outcome

_SHOWN = 5
"""Rejects shown on the screen; the file has them all."""
_SAID_WHOLE = ("read as", "markup", "cut off", "in an unlikely", "perhaps", "a signature", "quoted")
"""Beginnings of repairs that say what was done."""


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate split news/ -o sentences.parquet")(split)


def split(
    inputs: list[Path] = typer.Argument(
        ..., metavar="INPUT", help=f"Files ({endings()}), folders or zip archives of them, or patterns."
    ),
    output: Path | None = typer.Option(
        None, "--output", "-o", metavar="SENTENCES", help="A .csv, .jsonl or .parquet file; - for JSONL on stdout."
    ),
    articles: Path | None = typer.Option(
        None, metavar="ARTICLES", help="Also write the articles, as read, to a table."
    ),
    kind: list[str] = typer.Option(
        [], metavar="KIND", help="Write sentences of this kind only; may be repeated. All kinds if not given."
    ),
    text_column: str | None = typer.Option(None, metavar="NAME", help="Column with the text."),
    title_column: str | None = typer.Option(None, metavar="NAME", help="Column with the title."),
    outlet_column: str | None = typer.Option(None, metavar="NAME", help="Column with the outlet."),
    date_column: str | None = typer.Option(None, metavar="NAME", help="Column with the date of publication."),
    date_order: str = typer.Option(
        "",
        metavar="ORDER",
        help=f"Order of numbers in dates such as 03/04/16: {', '.join(ORDERS)}; by default that of the column.",
    ),
    name_pattern: str = typer.Option(
        "",
        metavar="PATTERN",
        help='Metadata in file and folder names: "{outlet}_{date}_{title}", "{outlet}/{date}".',
    ),
    metadata: Path | None = typer.Option(
        None, metavar="TABLE", help="Outlet, date and more of each article, joined on its column file or article_id."
    ),
    author_column: str | None = typer.Option(None, metavar="NAME", help="Column with the author."),
    url_column: str | None = typer.Option(None, metavar="NAME", help="Column with the address."),
    id_column: str | None = typer.Option(None, metavar="NAME", help="Column with the article's id."),
    targets: Path | None = typer.Option(
        None,
        metavar="FILE",
        help="Names and aliases: write one row for each target that a sentence names, and no others.",
    ),
    language: str = typer.Option(
        "", metavar="CODE", help="The articles' language (ISO 639-1); by default each article's own is detected."
    ),
    encoding: str = typer.Option(
        "",
        metavar="NAME",
        help="Encoding of texts and tables that are not in UTF-8, such as cp1250; by default detected if certain.",
    ),
    near_duplicates: bool = typer.Option(True, help="Flag near-duplicate sentences (duplicate_of, copy_group)."),
    workers: int | None = typer.Option(None, min=1, help="Number of processes; by default one per processor."),
    explain: bool = typer.Option(
        False,
        "--explain",
        help="Show boundaries, kinds and speakers; with -o FILE.html, on a page.",
    ),
    excel_safe: bool = EXCEL_SAFE,
) -> None:
    """Split articles into sentences, each with its position, kind, speaker and context.

    Downloads from news databases are separated into their articles. Every kind of line is written, with its kind;
    sampling draws from the body only. Run again, an interrupted run resumes.
    """
    import annotate as an
    from annotate.io.remote.stores import address_of

    columns = {
        "text_column": text_column,
        "title_column": title_column,
        "outlet_column": outlet_column,
        "date_column": date_column,
        "author_column": author_column,
        "url_column": url_column,
        "id_column": id_column,
    }
    if explain:
        _explain(inputs, columns, language, encoding, output)
        return
    study, ledger = an.Study.here(), an.Ledger()
    output = study.path_or(output, "sentences", parameter="output")
    outcome = an.split(
        inputs,
        output,
        articles=articles,
        kind=kind,
        **columns,
        date_order=date_order,
        language=language,
        encoding=encoding,
        name_pattern=name_pattern,
        metadata=metadata,
        targets=targets or (),
        near_duplicates=near_duplicates,
        workers=workers,
        study=study,
        ledger=ledger,
        progress=bar,
    )
    _show(outcome, address_of(output) or output, pairs=bool(targets))
    show_ledger(ledger)
    exit_if_rejected(ledger)


def _show(outcome: Outcome, output: Path | str, *, pairs: bool) -> None:
    if outcome.reused_share:
        say(
            f"resumed an interrupted run: {outcome.reused} of {outcome.files} files "
            f"({outcome.reused_share:.0%} of the bytes) were split already"
        )
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(outcome.kinds.items(), key=lambda item: -item[1]))
    of = "sentences: " if pairs else ""
    written = many(outcome.sentences, PAIR if pairs else SENTENCE)
    say(f"wrote {written} of {many(outcome.articles, 'article')} to {output} ({of}{kinds})")
    _show_languages(outcome.languages)
    for repair, count in sorted(outcome.repairs.items()):
        say(f"{many(count, 'article')}: {repair}" + ("" if repair.startswith(_SAID_WHOLE) else " repaired"))
    if outcome.rejects:
        from annotate.io.rejects import rejects_path

        _show_rejects(outcome.rejects, f"see {rejects_path(output)}")


def _show_rejects(rejects: Sequence[Reject], all_of_them: str) -> None:
    """Show the first `rejects`, and where all of them are."""
    for reject in rejects[:_SHOWN]:
        warn(f"{reject.where}: {reject.reason}")
    warn(f"files or rows that could not be read: {len(rejects):,}; {all_of_them}")


def _show_languages(articles: Mapping[str, int]) -> None:
    """Say which languages the articles are in, unless all are in English, and which of them have no speakers."""
    from annotate.text.languages import DEFAULT, codes

    if set(articles) - {DEFAULT.code}:
        by_count = sorted(articles.items(), key=lambda item: -item[1])
        say("languages: " + ", ".join(f"{many(count, 'article')} in {code}" for code, count in by_count))
    unread = sorted(set(articles) - set(codes()))
    if unread:
        warn(f"speakers and kinds of line are not read in {', '.join(unread)}; sentences end at punctuation marks")


def _explain(
    inputs: list[Path], columns: Mapping[str, str | None], language: str, encoding: str, output: Path | None
) -> None:
    from annotate.workflows.preparing import read_articles, write_check_page

    rejects: list[Reject] = []
    if output is not None:
        shown, total = write_check_page(inputs, output, columns, language, encoding, rejects=rejects, progress=bar)
        say(f"wrote {shown} of {many(total, 'article')}, drawn at random, to {output}; open it in a browser")
    else:
        _print_sentences(read_articles(inputs, columns, encoding, rejects=rejects, progress=bar), language)
    if rejects:
        _show_rejects(rejects, "annotate split without --explain writes all of them to a table")
        raise typer.Exit(1)


def _print_sentences(articles: pd.DataFrame, language: str) -> None:
    from rich.console import Console

    from annotate.cli.prepare.show_article import lines_of

    console = Console(highlight=False)
    for article in articles.to_dict("records"):
        for line in lines_of(article, language):
            console.print(line, soft_wrap=True)
