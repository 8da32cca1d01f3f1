"""``annotate resolve``: one gold label a sentence and question, from what the annotators answered."""

from __future__ import annotations

from pathlib import Path

import typer

from annotate.cli.console import say, warn


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate resolve annotations.csv -o gold.csv")(resolve)


def resolve(
    annotations: Path = typer.Argument(None, metavar="[ANNOTATIONS]", help="What annotate pull wrote."),
    output: Path = typer.Option(None, "-o", "--output", metavar="GOLD", help="Where the gold table goes."),
    method: str = typer.Option("majority", help="majority, model or adjudicated."),
    batch: Path = typer.Option(None, metavar="BATCH", help="The drawn batch, for inclusion probabilities and split."),
) -> None:
    """Resolve annotations to gold; ties are reported and left without a label."""
    from annotate import tables
    from annotate.labels.resolving import resolve as resolved
    from annotate.project import Project

    project = Project.here()
    source = project.given_or(annotations, "annotations")
    target = project.given_or(output, "gold")
    drawn = batch or (project.place("batch") if project.found and project.place("batch").is_file() else None)
    gold = resolved(
        tables.read(source, tables.ANNOTATIONS),
        method=method,
        batch=tables.read(drawn, tables.BATCH) if drawn else None,
    )
    tables.write(gold, target, tables.GOLD)
    tied = gold[gold["label"].isna()]
    for question, ties in tied.groupby("question", sort=False):
        shown = ", ".join(ties["sentence_id"].head(5)) + (", ..." if len(ties) > 5 else "")
        warn(f"{len(ties)} tied on {question} and left without a label: {shown}")
    say(f"{len(gold) - len(tied)} gold labels in {target}")
