"""``annotate figure``: one of the report's charts for a paper."""

from __future__ import annotations

from pathlib import Path

import typer

from annotate.cli.console import exit_if_rejected, say, show_ledger, working
from annotate.cli.publish._estimating import (
    ASSUME_RANDOM,
    BATCH,
    ESTIMATOR,
    FRAME,
    OUT_OF_FOLD,
    POPULATION,
    QUESTION,
    SCORES,
    UNIT,
    WEIGHTS,
)


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate figure months scores.parquet --gold gold.csv -o fig1.pdf --width 183mm")(
        figure
    )


def figure(
    name: str = typer.Argument(..., metavar="NAME", help="{charts}."),
    scores: Path = SCORES,
    output: Path = typer.Option(..., "-o", "--output", metavar="FIGURE", help="A .pdf, .svg or .png file."),
    gold: Path = typer.Option(None, "--gold", help="Human labels, to correct the shares; by default the study's."),
    model: Path = typer.Option(None, "--model", help="The model folder, to know its training labels."),
    question: str = QUESTION,
    estimator: str = ESTIMATOR,
    population: str = POPULATION,
    weights: str = WEIGHTS,
    unit: str = UNIT,
    out_of_fold: Path = OUT_OF_FOLD,
    batch: Path = BATCH,
    frame: Path = FRAME,
    assume_random: bool = ASSUME_RANDOM,
    width: str = typer.Option("183mm", "--width", help="The journal's width: 89mm, 183mm, 3.5in."),
    font: str = typer.Option("Arial", "--font", help="The font's name; one that is there takes its place."),
    font_size: float = typer.Option(8.0, "--font-size", help="In points."),
) -> None:
    """Draw one of the report's charts for a paper, at a journal's width and in its font."""
    import annotate as an

    study, ledger = an.Study.here(), an.Ledger()
    with working("drawing"):
        path = an.figure(
            name,
            study.path_or(scores, "scores", parameter="scores"),
            output,
            gold=gold,
            model=model,
            question=question,
            estimator=estimator,
            population=population,
            weights=weights,
            unit=unit,
            out_of_fold=out_of_fold,
            batch=batch,
            frame=frame,
            assume_random=assume_random,
            width=width,
            font=font,
            font_size=font_size,
            study=study,
            ledger=ledger,
        )
    show_ledger(ledger)
    say(f"wrote {path}")
    exit_if_rejected(ledger)
