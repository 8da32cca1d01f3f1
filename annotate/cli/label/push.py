"""``annotate push``: a batch of sentences into Label Studio."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from annotate.cli.console import bar, many, say, warn

if TYPE_CHECKING:
    import pandas as pd

    from annotate.studio.pushing import Pushed
    from annotate.workflows.project import Project


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate push batch.csv --predictions models/stance")(push)


def push(
    batch: Path | None = typer.Argument(None, metavar="[BATCH]", help="Sentences to label; else the project's batch."),
    title: str | None = typer.Option(None, "--project", help="Title in Label Studio; else the study's title."),
    url: str | None = typer.Option(None, "--url", help="Another Label Studio; its token in LABEL_STUDIO_API_KEY."),
    overlap: str = typer.Option("1", "--overlap", metavar="K", help="How many annotators each sentence gets, or all."),
    coders: str | None = typer.Option(
        None, "--coders", metavar="A,B", help="Blind double coding: a project of their own for each of these."
    ),
    predictions: Path | None = typer.Option(None, "--predictions", help="A model folder, or a table of scores."),
    hide: str = typer.Option(
        "evaluation",
        "--hide",
        help="Predictions annotators must not see: evaluation (part of a mixed batch), all, none.",
    ),
    guidelines: Path | None = typer.Option(None, "--guidelines", help="Markdown shown to annotators."),
    batch_size: int = typer.Option(500, "--batch-size", min=1, max=5000, help="Sentences a request."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Check everything, send nothing."),
) -> None:
    """Send sentences to label; what is there already is not sent again."""
    import os

    from annotate import tables
    from annotate.io.reading import read_table
    from annotate.studio import pushing
    from annotate.studio.connection import TOKEN_VARIABLE, find_connection
    from annotate.studio.study_project import StudyProject
    from annotate.workflows.project import Project

    project = Project.here()
    frame = read_table(project.given_or(batch, "batch"), tables.BATCH)
    scores, question = _scores(predictions, frame, project)
    text = _guidelines(guidelines, project)
    chosen = title or project.title
    if dry_run:
        count, predicted = pushing.check(
            frame, project.scheme, predictions=scores, question=question, title=chosen, hide=hide
        )
        told = f"{many(count, 'sentence')}, {predicted} with a prediction"
        say(f"would push {told}, to project '{chosen}'; nothing was sent")
        return
    connection = find_connection(url or project.url, os.environ.get(TOKEN_VARIABLE))
    labelling = StudyProject.open(connection, chosen, project.folder if project.found else None)
    for done in labelling.push(
        frame,
        project.scheme,
        predictions=scores,
        question=question,
        hide=hide,
        guidelines=text,
        overlap=_number(overlap),
        coders=[name.strip() for name in coders.split(",") if name.strip()] if coders else None,
        batch_size=batch_size,
        progress=bar,
    ):
        _tell(done)


def _number(overlap: str) -> int | Literal["all"]:
    from annotate.errors import InputError

    if overlap == "all":
        return "all"
    if not overlap.isdigit() or not int(overlap):
        raise InputError(f"--overlap {overlap}: neither a number of annotators nor all")
    return int(overlap)


def _scores(predictions: Path | None, frame: pd.DataFrame, project: Project) -> tuple[pd.DataFrame | None, str | None]:
    """The scores to send and the question that they answer, where a model says it."""
    if predictions is None:
        return None, None
    from annotate import tables
    from annotate.io.reading import read_table

    if predictions.suffix and predictions.is_file():
        return read_table(predictions, tables.SCORES), None
    from annotate.learn.models.folders import load
    from annotate.scoring.score_tables import score_table

    model = load(predictions)
    project.scheme.question(model.question)
    return score_table(model, frame, progress=bar), model.question


def _guidelines(path: Path | None, project: Project) -> str:
    from annotate.errors import InputError

    wanted = path or project.place("guidelines")
    if path is None and not wanted.is_file():
        return ""
    try:
        return wanted.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{wanted}: cannot be read as UTF-8 text ({error}); check the path") from error


def _tell(done: Pushed) -> None:
    say(
        f"project '{done.title}': {many(done.added, 'sentence')} added, {done.present} were there,"
        f" {done.predictions} predictions sent"
    )
    if done.hidden:
        say(f"{done.hidden} predictions are kept from annotators: their sentences are the evaluation part (--hide)")
    if done.repaired:
        warn(f"{done.repaired} things the server had lost or doubled were mended")
    say(f"label at {done.url}")
