"""``annotate report``: scores to a page."""

from __future__ import annotations

from pathlib import Path

import typer

from annotate.cli.console import say
from annotate.cli.given import check_output
from annotate.cli.publish.estimate import learned_by


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate report scores.parquet -o report.html --gold gold.csv")(report)


def report(
    scores: Path = typer.Argument(
        None, metavar="[SCORES]", help="What annotate score wrote; by default the project's."
    ),
    output: Path = typer.Option(None, "-o", "--output", metavar="PAGE.html", help="The page to write."),
    gold: Path = typer.Option(None, "--gold", help="People's labels, to correct the shares and give them intervals."),
    agreement: Path = typer.Option(None, "--agreement", help="A table that annotate agreement wrote."),
    model: Path = typer.Option(None, "--model", help="The model folder, for the key facts of its card."),
    question: str = typer.Option(None, "--question", help="Which question the scores answer; else by their labels."),
    estimator: str = typer.Option("aipw", "--estimator", help="aipw, labels-only or classify-and-count."),
    title: str = typer.Option("", "--title", help="The page's title."),
) -> None:
    """Write one HTML page that opens offline: shares, charts, sentences, articles, methods, tables."""
    from annotate import tables
    from annotate.estimation.options import Options
    from annotate.io.reading import read_table
    from annotate.learn.models.trained_model import LearnedFrom
    from annotate.reporting.page import Beside, write_report
    from annotate.scoring.scores_output import read_scores
    from annotate.workflows.project import Project

    project = Project.here()
    place = project.given_or(scores, "scores")
    check_output(output, [place, gold, agreement], (".html", ".htm"))
    rows = read_scores(place)
    labels = read_table(gold, tables.GOLD) if gold else None
    beside = Beside(
        agreement=read_table(agreement) if agreement else None,
        model=_facts(model),
        warnings=_warnings(place),
        estimating=Options(
            question=question, learned=learned_by(model, project, rows) or LearnedFrom(), estimator=estimator
        ),
    )
    page = write_report(
        rows,
        project.given_or(output, "report"),
        gold=labels,
        beside=beside,
        question=question,
        title=title,
        scheme=project.scheme,
    )
    say(f"wrote {page}; open it in a browser")


def _warnings(scores: Path) -> list[str]:
    """What a reader must know of the run that made the scores: that the text is unlike what the model learned from."""
    from annotate.scoring.domain_shift import ALIKE
    from annotate.scoring.scores_output import run_note

    found = run_note(scores).domain_shift if str(scores) != "-" else None
    return [found.summary] if found and found.level != ALIKE else []


def _facts(folder: Path | None) -> dict[str, str]:
    if folder is None:
        return {}
    from annotate.learn.models.folders import load

    return {name: str(value) for name, value in load(folder).facts().items()}
