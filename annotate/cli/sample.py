"""``annotate sample``: what to label next, and how likely each sentence was to be drawn."""

from __future__ import annotations

from pathlib import Path

import typer

from annotate.cli.console import say


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(
        epilog="Example: annotate sample sentences.parquet -n 200 --strategy stratified --by outlet -o batch.csv"
    )(sample)


def sample(
    sentences: Path | None = typer.Argument(None, metavar="[SENTENCES]", help="What annotate split wrote."),
    size: int = typer.Option(..., "-n", "--size", min=1, help="How many sentences to draw."),
    output: Path | None = typer.Option(None, "-o", "--output", metavar="BATCH", help="Where the batch goes."),
    strategy: str = typer.Option("random", help="random, stratified, uncertain, diverse, keyword or mixed."),
    by: str = typer.Option("", metavar="COLUMNS", help="Strata, as in outlet,month,speaker."),
    seed: int | None = typer.Option(None, min=0, help="The same seed draws the same batch."),
) -> None:
    """Draw a batch of sentences to label, each with its inclusion probability."""
    from annotate import tables
    from annotate.labels.sampling import draw
    from annotate.project import Project

    project = Project.here()
    source = project.given_or(sentences, "sentences")
    target = project.given_or(output, "batch")
    drawn = draw(
        tables.read(source, tables.SENTENCES),
        size,
        strategy=strategy,
        by=[name.strip() for name in by.split(",") if name.strip()],
        seed=project.seed if seed is None else seed,
    )
    tables.write(drawn.batch, target, tables.BATCH)
    say(f"{len(drawn.batch)} sentences in {target}")
