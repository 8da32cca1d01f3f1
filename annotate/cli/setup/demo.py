"""``annotate demo``: the whole loop on shipped text, then a page to open."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.console import bar, say, warn

if TYPE_CHECKING:
    import pandas as pd

    from annotate.learn.models.trained_model import Model
    from annotate.workflows.shipped import Shipped

ABOUT = (
    "This is a demonstration. States, outlets, people and articles are invented, and the labels the model learned from "
    "were given by a language model, not by people."
)
_TITLE = "Demonstration: stance in invented coverage"
_BATCH_SIZE = 100


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate demo --without-studio")(demo)


def demo(
    folder: Path = typer.Option(Path("annotate-demo"), "--folder", help="Where to put what the demonstration makes."),
    without_studio: bool = typer.Option(
        False, "--without-studio", help="Leave out Label Studio: no server, no labelling."
    ),
    open_page: bool = typer.Option(
        True, "--open/--no-open", help="Open the report in a browser when a person looks on."
    ),
) -> None:
    """Go through the whole loop on shipped articles; leaves a report to read and a batch to label."""
    from annotate.workflows.project import SETTINGS, start
    from annotate.workflows.shipped import load_shipped

    if not (folder / SETTINGS).exists():
        start(folder)
    say(ABOUT)
    shipped = load_shipped(progress=bar)
    training, coverage = _parts(shipped)
    model = _train(shipped, training, folder)
    scores = _score(model, coverage, folder)
    page = _report(model, scores, folder)
    if not without_studio:
        _push(scores, folder)
    say(f"\nThe report: {page.resolve()}")
    if open_page and sys.stdout.isatty():
        import webbrowser

        webbrowser.open(page.resolve().as_uri())


def _parts(shipped: Shipped) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The sentences of the articles to learn from, and of those that play the new coverage."""
    held_out = shipped.sentences["article_id"].isin(_articles_in(shipped, "test"))
    return shipped.sentences[~held_out], shipped.sentences[held_out]


def _articles_in(shipped: Shipped, split: str) -> set[str]:
    return set(shipped.articles.loc[shipped.articles["split"] == split, "article_id"])


def _train(shipped: Shipped, training: pd.DataFrame, folder: Path) -> Model:
    from annotate import tables
    from annotate.io.writing import write_table
    from annotate.learn.models import folders as models
    from annotate.learn.training.training import train

    write_table(shipped.sentences, folder / "sentences.parquet", tables.SENTENCES)
    write_table(shipped.gold, folder / "shipped_gold.csv", tables.GOLD)
    stance = shipped.gold[shipped.gold["question"] == "stance"][["sentence_id", "label"]]
    table = training.merge(stance, on="sentence_id")
    say(f"1  split    {shipped.articles.shape[0]} articles into {len(shipped.sentences):,} sentences")
    model = train(table, group_column="article_id", question="stance", progress=bar)
    models.save(model, folder / "models" / "stance")
    say(f"2  train    on {len(table):,} labelled sentences of {table['article_id'].nunique()} articles")
    for note in model.notes:
        warn(f"            {note}")
    return model


def _score(model: Model, coverage: pd.DataFrame, folder: Path) -> pd.DataFrame:
    from annotate import tables
    from annotate.io.writing import write_table
    from annotate.scoring.score_tables import score_table

    scores = score_table(model, coverage[coverage["kind"] == "body"])
    write_table(scores, folder / "scores.parquet", tables.SCORES)
    say(f"3  score    {len(scores):,} sentences of {scores['article_id'].nunique()} articles the model has not seen")
    return scores


def _report(model: Model, scores: pd.DataFrame, folder: Path) -> Path:
    from annotate.reporting.page import Beside, write_report

    page = write_report(scores, folder / "report.html", beside=Beside(warnings=[ABOUT]), title=_TITLE)
    say("4  report   shares, charts, sentences and articles in one page")
    return page


def _push(scores: pd.DataFrame, folder: Path) -> None:
    from annotate import tables
    from annotate.io.writing import write_table
    from annotate.labels.sampling import sample
    from annotate.studio.connection import Connection
    from annotate.studio.server import private as server
    from annotate.studio.study_project import StudyProject
    from annotate.workflows.project import Project

    project = Project.here(folder)
    batch = sample(scores, min(_BATCH_SIZE, len(scores)), strategy="random", seed=0)
    write_table(batch, folder / "batch.csv", tables.BATCH)
    running = server.start(progress=bar)
    labelling = StudyProject.open(Connection(running.url, running.token), project.title, project.folder)
    [pushed] = labelling.push(
        batch,
        project.scheme,
        predictions=scores,
        guidelines=project.place("guidelines").read_text(encoding="utf-8"),
        progress=bar,
    )
    say(f"5  push     {len(batch)} sentences with predictions to a Label Studio of your own")
    say(f"\nLabel here: {running.url}/projects/{pushed.project_id}/data?labeling=1")
    say(f"Log in as {running.email}; the password is in {running.password_file}")
    say(f"When you have labelled some: cd {folder} && annotate pull && annotate resolve")
    warn("Label Studio keeps running; stop it with annotate studio stop")
