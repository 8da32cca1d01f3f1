"""``annotate audit``: labels that look wrong, and annotators who drift or rush."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.console import bar, check_format, say, show, warn
from annotate.cli.given import labelled_in

if TYPE_CHECKING:
    import pandas as pd

    from annotate.learn.training.examples import Examples
    from annotate.scheme import Question
    from annotate.workflows.project import Project

AGAIN = " audit"
"""What the title of the project for another look ends in."""


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate audit gold.csv sentences.parquet --top 30")(audit)


def audit(
    gold: Path | None = typer.Argument(None, metavar="[GOLD]", help="Gold labels, or any table of texts and labels."),
    sentences: Path | None = typer.Argument(None, metavar="[SENTENCES]", help="Their sentences, if gold has no texts."),
    output: Path | None = typer.Option(None, "-o", "--output", metavar="TABLE", help="All labels, ranked, as a table."),
    question: str | None = typer.Option(None, help="Which question's labels; the scheme's first if not said."),
    recipe: str = typer.Option("default", help="The classifier that is cross-validated by article."),
    top: int = typer.Option(20, min=1, help="How many to show, or to push."),
    annotations: Path | None = typer.Option(None, help="To look for annotators who drift or rush; else the project's."),
    push: bool = typer.Option(False, "--push", help="Send the flagged among the top ones back for another look."),
    form: str = typer.Option("table", "--format", help="table or json."),
    title: str | None = typer.Option(None, "--project", help="Title in Label Studio; else the study's title."),
    url: str | None = typer.Option(None, "--url", help="Another Label Studio; its token in LABEL_STUDIO_API_KEY."),
    seed: int | None = typer.Option(None, min=0, help="Seed of the folds and the recipe."),
) -> None:
    """Rank labels by how wrong they look to a model that has not seen them, and to their copies."""
    from annotate.io.writing import write_table
    from annotate.learn.training.examples import examples_from
    from annotate.workflows.project import Project

    check_format(form)
    project = Project.here()
    data = labelled_in(project, gold, sentences, question=question)
    examples = examples_from(data.table, where=data.where)
    ranked = _ranked(examples, recipe, project.seed if seed is None else seed)
    if output:
        write_table(ranked, output)
    shown = ranked.head(top)
    show(shown if form == "json" else _for_people(shown), form)
    say(f"{int(ranked['flagged'].sum())} of {len(ranked)} labels are in doubt; the likeliest mistakes come first")
    _habits(annotations, project)
    if push:
        _send(shown[shown["flagged"]], project, title, url, data.question)


def _for_people(shown: pd.DataFrame) -> pd.DataFrame:
    """What fits beside each other: label and suggestion in one column, and the beginning of the sentence."""
    changed = shown["label"] + " → " + shown["suggested"]
    why = shown["reason"].where(shown["reason"].str.startswith("a near-duplicate"), "")
    text = shown["text"].str.slice(0, 120) if "text" in shown.columns else ""
    small = shown[["sentence_id"]].assign(change=changed.where(shown["suggested"] != shown["label"], shown["label"]))
    return small.assign(quality=shown["quality"].round(2), sentence=text + why.map(lambda w: f" ({w})" if w else ""))


def _ranked(examples: Examples, recipe: str, seed: int) -> pd.DataFrame:
    from annotate.labels.auditing import audit as audited
    from annotate.labels.auditing import cross_probabilities
    from annotate.learn.recipes.catalogue import build
    from annotate.learn.recipes.recipe import RecipeInputs
    from annotate.learn.training.splits import folds
    from annotate.text.near_duplicates import mark_duplicates

    built = build(recipe, RecipeInputs(seed=seed))
    if built.note:
        warn(built.note)
    parts = folds(examples.labels, examples.groups, seed=seed)
    found, names = cross_probabilities(
        built.estimator, examples.features, examples.labels, parts, groups=examples.groups, progress=bar
    )
    frame = examples.frame.assign(label=examples.labels)
    copies = None
    if "target" not in frame.columns:
        copies = mark_duplicates(frame.drop_duplicates("sentence_id"), progress=bar).set_index("sentence_id")[
            "copy_group"
        ]
        copies = frame["sentence_id"].map(copies)
    return audited(frame, found, names, copies=copies)


def _habits(annotations: Path | None, project: Project) -> None:
    """Say which annotators drift or rush, where their annotations are at hand."""
    from annotate import tables
    from annotate.io.reading import read_table
    from annotate.labels.annotator_quality import annotator_drift, fast_runs

    place = annotations or (project.place("annotations") if project.found else None)
    if place is None or (annotations is None and not place.is_file()):
        return
    given = read_table(place, tables.ANNOTATIONS)
    for row in annotator_drift(given).itertuples():
        if row.p_value < 0.01:
            warn(
                f"{row.annotator} drifts on {row.question}: {row.label} was {row.share_early:.0%} of the first half of "
                f"{row.answers} answers and is {row.share_late:.0%} of the second"
            )
    for row in fast_runs(given).itertuples():
        warn(
            f"{row.annotator} answered {row.sentences} sentences in a row at {row.median:.1f} s each (usually "
            f"{row.usual:.1f} s), from {row.first} to {row.last}"
        )


def _send(
    flagged: pd.DataFrame, project: Project, title: str | None, url: str | None, question: Question | str | None
) -> None:
    from annotate import tables
    from annotate.cli.review import send

    if flagged.empty:
        say("nothing looks wrong enough to send back")
        return
    blind = flagged[[c for c in (*tables.SENTENCES.columns, "target") if c in flagged.columns]]
    name = question if isinstance(question, str) or question is None else question.name
    asked = {name} if name in project.scheme.by_name else set(project.scheme.by_name)
    done = send(blind, project, (title or project.title)[:44] + AGAIN, url, {str(one) for one in asked})
    say(f"{len(blind)} sentences sent back for another look, without their labels: {done.url}")
