"""``annotate score``: a model's label and probabilities for every sentence of new coverage."""

from __future__ import annotations

from pathlib import Path

import typer

from annotate.cli.console import bar, say


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate score models/stance news/ -o scores.parquet")(score)


def score(
    model: Path = typer.Argument(..., metavar="MODEL", help="A model folder that annotate train wrote."),
    inputs: list[Path] = typer.Argument(..., metavar="INPUT...", help="Articles, sentences, or any table with texts."),
    output: Path = typer.Option(..., "--output", "-o", metavar="SCORES", help="A .csv, .jsonl or .parquet file."),
    text_column: str | None = typer.Option(None, "--text-column", help="Score each row's text in this column whole."),
) -> None:
    """Score new coverage: articles are split, sentences taken as they are."""
    from annotate import tables
    from annotate.coverage.reading import sentences_to_score
    from annotate.coverage.scoring import score_table
    from annotate.learn.models import load

    sentences = sentences_to_score(inputs, text_column=text_column, progress=bar)
    scores = score_table(load(model), sentences, progress=bar)
    tables.write(scores, output, tables.SCORES)
    say(f"wrote {len(scores)} scores to {output}")
