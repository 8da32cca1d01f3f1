"""``annotate report``: scores to a page."""

from __future__ import annotations

from pathlib import Path

import typer

from annotate.cli.console import exit_if_rejected, say, show_ledger, working
from annotate.cli.publish._estimating import (
    ASSUME_RANDOM,
    BATCH,
    COMPARE_MODELS,
    COMPARE_WITH,
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
    app.command(epilog="Example: annotate report scores.parquet -o report.html --gold gold.csv")(report)


def report(
    scores: Path = SCORES,
    output: Path = typer.Option(
        None, "-o", "--output", metavar="PAGE", help="The page, .html; or .pdf, or .md for the findings in words."
    ),
    gold: Path = typer.Option(None, "--gold", help="Human labels, to correct the shares; by default the study's."),
    agreement: Path = typer.Option(None, "--agreement", help="A table that annotate agreement wrote."),
    model: Path = typer.Option(None, "--model", help="The model folder, for its metrics; by default the study's."),
    question: str = QUESTION,
    estimator: str = ESTIMATOR,
    population: str = POPULATION,
    weights: str = WEIGHTS,
    unit: str = UNIT,
    out_of_fold: Path = OUT_OF_FOLD,
    batch: Path = BATCH,
    frame: Path = FRAME,
    assume_random: bool = ASSUME_RANDOM,
    compare_with: list[Path] = COMPARE_WITH,
    compare_models: list[Path] = COMPARE_MODELS,
    title: str = typer.Option("", "--title", help="The page's title."),
) -> None:
    """Write one page that opens offline: findings, shares, charts, articles, quality, methods, tables."""
    import annotate as an

    study, ledger = an.Study.here(), an.Ledger()
    with working("writing the report"):
        page = an.report(
            study.path_or(scores, "scores", parameter="scores"),
            study.path_or(output, "report", parameter="output"),
            gold=gold,
            agreement=agreement,
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
            compare_with=compare_with,
            compare_models=compare_models,
            title=title,
            study=study,
            ledger=ledger,
        )
    show_ledger(ledger)
    say(f"wrote {page}; open it in a browser" if page.suffix.lower().startswith(".htm") else f"wrote {page}")
    exit_if_rejected(ledger)
