"""``annotate resolve``: one gold label a sentence and question, from what the annotators answered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.answers import sound
from annotate.cli.console import bar, many, say, warn

if TYPE_CHECKING:
    import pandas as pd

    from annotate.workflows.project import Project

REVIEW = " review"
"""What the title of the project for adjudication ends in."""


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate resolve annotations.csv -o gold.csv --method majority")(resolve)


def resolve(
    annotations: Path | None = typer.Argument(None, metavar="[ANNOTATIONS]", help="What annotate pull wrote."),
    output: Path | None = typer.Option(None, "-o", "--output", metavar="GOLD", help="Where the gold table goes."),
    method: str = typer.Option("majority", help="majority, model (Dawid-Skene) or adjudicated."),
    batch: Path | None = typer.Option(None, metavar="BATCH", help="Where inclusion probabilities and split come from."),
    frame: Path | None = typer.Option(None, metavar="FRAME", help="What annotate sample --frame kept, for more waves."),
    review: bool = typer.Option(False, "--review", help="Send the disagreements, and only those, to be adjudicated."),
    adjudications: Path | None = typer.Option(None, help="Their answers as a table; else pulled from the review."),
    title: str | None = typer.Option(None, "--project", help="Title in Label Studio; else the study's title."),
    url: str | None = typer.Option(None, "--url", help="Another Label Studio; its token in LABEL_STUDIO_API_KEY."),
) -> None:
    """Resolve annotations to gold; ties are reported and left without a label."""
    from annotate import tables
    from annotate.io.formats import written_format
    from annotate.io.reading import read_table
    from annotate.io.writing import write_table
    from annotate.labels import aggregation as resolving
    from annotate.scheme import losses
    from annotate.workflows.project import Project

    project = Project.here()
    source, target = project.given_or(annotations, "annotations"), project.given_or(output, "gold")
    written_format(target)
    given, rejected = sound(read_table(source), source, target)
    drawn = _drawn(project, batch, frame)
    decided = None
    if method == "adjudicated":
        decided = read_table(adjudications, tables.ANNOTATIONS) if adjudications else _pulled(project, title, url)
    gold = resolving.resolve(given, method=method, batch=drawn, adjudications=decided)
    write_table(gold, target, tables.GOLD)
    for question, label, count, why in losses(given, project.scheme) if project.found else ():
        warn(
            f"{count} answers '{label}' to {question} are not of the scheme: {why}; they are kept, but cannot be pushed"
        )
    _tell(gold, target)
    if review:
        _send(resolving.disagreements(given), project, drawn, title, url)
    if rejected:
        raise typer.Exit(1)


def _drawn(project: Project, batch: Path | None, frame: Path | None) -> pd.DataFrame | None:
    """The batch, with the probabilities over all waves where a frame of several is kept."""
    from annotate import tables
    from annotate.io.reading import read_table
    from annotate.labels.sampling import over_all_waves

    place = batch or (project.place("batch") if project.found and project.place("batch").is_file() else None)
    waves = frame or (project.place("frame") if project.found and project.place("frame").is_file() else None)
    table = read_table(place, tables.BATCH) if place else None
    return over_all_waves(table, read_table(waves)) if waves else table


def _tell(gold: pd.DataFrame, target: Path) -> None:
    tied = gold[gold["label"].isna()]
    for question, ties in tied.groupby("question", sort=False):
        shown = ", ".join(ties["sentence_id"].head(5)) + (", ..." if len(ties) > 5 else "")
        warn(f"{len(ties)} tied on {question} and left without a label: {shown}; --review sends them to be adjudicated")
    say(f"{len(gold) - len(tied)} gold labels in {target}")


def _send(
    disputed: pd.DataFrame, project: Project, drawn: pd.DataFrame | None, title: str | None, url: str | None
) -> None:
    """Push the sentences in dispute to the review project: their text and context, never who said what."""
    import pandas as pd

    from annotate import tables
    from annotate.cli.review import send
    from annotate.errors import InputError
    from annotate.io.reading import read_table

    if disputed.empty:
        say("no disagreements: nothing to review")
        return
    known = [table[table["text"].notna()] for table in (drawn,) if table is not None and "text" in table.columns]
    if project.found and project.place("sentences").is_file():
        known.append(read_table(project.place("sentences"), tables.SENTENCES))
    if not known:
        raise InputError("--review: no sentences to send; name the batch they were drawn in with --batch")
    keys = [c for c in ("sentence_id", "target") if all(c in table.columns for table in (disputed, *known))]
    sentences = pd.concat(known).drop_duplicates(keys)
    wanted = sentences.merge(disputed[keys].drop_duplicates(), on=keys)
    if wanted.empty:
        raise InputError("--review: none of the disputed sentences is in the batch; name the right one with --batch")
    done = send(wanted, project, (title or project.title)[:43] + REVIEW, url, set(disputed["question"]))
    say(
        f"{many(len(wanted), 'sentence')} in dispute; adjudicate them at {done.url}, "
        "then annotate resolve --method adjudicated"
    )


def _pulled(project: Project, title: str | None, url: str | None) -> pd.DataFrame:
    from annotate.cli.review import open_project

    review = open_project(project, (title or project.title)[:43] + REVIEW, url)
    return review.pull(project.scheme, progress=bar).annotations
