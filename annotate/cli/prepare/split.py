"""``annotate split``: articles into a table of sentences."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.console import bar, many, say, warn
from annotate.errors import InputError

if TYPE_CHECKING:
    from annotate.text.corpus import Outcome

_TOLD = 5
"""Rejects named on the screen; the file has them all."""


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate split news/ -o sentences.parquet")(split)


def split(
    inputs: list[Path] = typer.Argument(..., metavar="INPUT...", help="Files, folders or patterns of articles."),
    output: Path | None = typer.Option(
        None, "--output", "-o", metavar="SENTENCES", help="A .csv, .jsonl or .parquet file; - for JSONL on stdout."
    ),
    articles: Path | None = typer.Option(None, metavar="ARTICLES", help="Write the articles as read to a table too."),
    kind: list[str] = typer.Option(
        [], metavar="KIND", help="Write sentences of this kind only; may be repeated. All kinds if not given."
    ),
    text_column: str | None = typer.Option(None, metavar="NAME", help="Column of tables with the text."),
    title_column: str | None = typer.Option(None, metavar="NAME", help="... with the title."),
    outlet_column: str | None = typer.Option(None, metavar="NAME", help="... with the outlet."),
    date_column: str | None = typer.Option(None, metavar="NAME", help="... with the date of publication."),
    author_column: str | None = typer.Option(None, metavar="NAME", help="... with the author."),
    url_column: str | None = typer.Option(None, metavar="NAME", help="... with the address."),
    id_column: str | None = typer.Option(None, metavar="NAME", help="... with the article's id."),
    targets: Path | None = typer.Option(
        None, metavar="FILE", help="Names and aliases: write a row for each that a sentence names, and no other rows."
    ),
    copies: bool = typer.Option(True, help="Mark sentences that copy another (duplicate_of, copy_group)."),
    workers: int | None = typer.Option(None, min=1, help="Processes; as many as processors if not given."),
    explain: bool = typer.Option(False, "--explain", help="Show boundaries, kinds and speakers; write nothing."),
) -> None:
    """Cut articles into sentences, each with its place, kind, speaker and context.

    Reads .txt .html .csv .jsonl .parquet, and with the feeds extra .warc .rss .atom; .gz may follow. Every kind of line
    is written, with its kind; sampling takes the body only. A run that was stopped goes on when started again.
    """
    given = {
        text_column: "text",
        title_column: "title",
        outlet_column: "outlet",
        date_column: "published",
        author_column: "author",
        url_column: "url",
        id_column: "article_id",
    }
    columns = {name: known for name, known in given.items() if name}
    if explain:
        _explain(inputs, columns)
        return
    _check_kinds(kind)
    from annotate.io.rejects import rejects_path
    from annotate.text.corpus import split_corpus
    from annotate.text.targets import targets_from
    from annotate.workflows.project import Project

    place = Project.here().given_or(output, "sentences")
    outcome = split_corpus(
        inputs,
        place,
        articles=articles,
        columns=columns,
        kinds=kind,
        targets=targets_from(targets) if targets else (),
        workers=workers,
        progress=bar,
    )
    _tell(outcome, place, pairs=bool(targets))
    if outcome.rejects:
        warn(f"files or rows that could not be read: {len(outcome.rejects)}; see {rejects_path(place)}")
        raise typer.Exit(1)


def _check_kinds(kinds: list[str]) -> None:
    from annotate.tables import KINDS

    for kind in kinds:
        if kind not in KINDS:
            raise InputError(f"--kind {kind}: unknown; there are {', '.join(KINDS)}")


def _tell(outcome: Outcome, place: Path, *, pairs: bool) -> None:
    if outcome.reused:
        say(f"went on where a run was stopped: {outcome.reused} of {outcome.files} files were split already")
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(outcome.kinds.items(), key=lambda item: -item[1]))
    of = "sentences: " if pairs else ""
    written = f"{outcome.sentences:,} pairs of sentence and target" if pairs else many(outcome.sentences, "sentence")
    say(f"wrote {written} of {many(outcome.articles, 'article')} to {place} ({of}{kinds})")
    for repair, count in sorted(outcome.repairs.items()):
        say(f"{many(count, 'article')}: {repair}" + ("" if repair.startswith("read as") else " put right"))
    for reject in outcome.rejects[:_TOLD]:
        warn(f"{reject.where}: {reject.reason}")


def _explain(inputs: list[Path], columns: dict[str, str]) -> None:
    from rich.console import Console

    from annotate.cli.show_article import explained
    from annotate.io.articles import articles_from

    console = Console(highlight=False)
    for article in articles_from(inputs, columns=columns, progress=bar).to_dict("records"):
        for line in explained(article):
            console.print(line, soft_wrap=True)
