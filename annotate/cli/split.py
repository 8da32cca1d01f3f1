"""``annotate split``: articles into a table of sentences."""

from __future__ import annotations

from pathlib import Path

import typer

from annotate.cli.console import bar, say


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate split news/ -o sentences.parquet")(split)


def split(
    inputs: list[Path] = typer.Argument(..., metavar="INPUT...", help="Files, folders or patterns of articles."),
    output: Path | None = typer.Option(None, "--output", "-o", metavar="SENTENCES", help="Where to; - for JSONL out."),
    text_column: str | None = typer.Option(None, "--text-column", metavar="NAME", help="Column with the text."),
) -> None:
    """Cut articles into sentences: .txt .html .csv .jsonl .parquet .warc .rss, folders, patterns."""
    from annotate import tables
    from annotate.project import Project
    from annotate.text.split import sentences_from

    place = Project.here().given_or(output, "sentences")
    columns = {text_column: "text"} if text_column else None
    sentences = sentences_from(inputs, columns=columns, progress=bar)
    tables.write(sentences, place, tables.SENTENCES)
    say(f"wrote {len(sentences)} sentences to {place}")
