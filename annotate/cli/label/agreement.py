"""``annotate agreement``: how far annotators agree, with intervals and Krippendorff's verdict."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.answers import sound
from annotate.cli.console import check_format, many, say, show

if TYPE_CHECKING:
    import pandas as pd

    from annotate.workflows.project import Project

KEYS = ["question", "measure", "value", "low", "high", "sentences", "annotators"]
VIEWS = ("label", "annotator", "pair")


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate agreement annotations.csv --question stance --fail-under 0.667")(agreement)


def agreement(
    annotations: Path | None = typer.Argument(None, metavar="[ANNOTATIONS]", help="Any table of answers, one a row."),
    question: str | None = typer.Option(None, help="One question; all of them otherwise."),
    fail_under: float | None = typer.Option(None, metavar="X", help="Exit with 1 if --measure is under X."),
    measure: str = typer.Option("alpha_nominal", help="The measure --fail-under looks at."),
    by: str | None = typer.Option(None, help="Show per label, per annotator or per pair of labels instead."),
    form: str = typer.Option("table", "--format", help="table or json."),
    item_column: str = typer.Option("sentence_id", help="The column that says what was labelled."),
    annotator_column: str = typer.Option("annotator", help="The column that says who labelled it."),
    label_column: str = typer.Option("label", help="The column with the label."),
    order: str = typer.Option("", metavar="LABELS", help="Labels from one end to the other, for alpha_ordinal."),
    sentences: Path | None = typer.Option(None, help="Table with article_id: resample whole articles."),
    resamples: int = typer.Option(1000, min=1, help="Bootstrap resamples for the intervals."),
    seed: int = typer.Option(0, min=0, help="The same seed gives the same intervals."),
) -> None:
    """Measure agreement between annotators; skips do not count and missing answers are normal."""
    from annotate.labels import agreement_measures as library
    from annotate.labels.coefficients import COEFFICIENTS
    from annotate.workflows.project import Project

    check_format(form)
    if by not in (None, *VIEWS):
        raise typer.BadParameter(f"{by} is unknown; there are {', '.join(VIEWS)}", param_hint="--by")
    if measure not in COEFFICIENTS:
        raise typer.BadParameter(f"{measure} is unknown; there are {', '.join(COEFFICIENTS)}", param_hint="--measure")
    project = Project.here()
    source = project.given_or(annotations, "annotations")
    table, rejected = sound(_table(source, item_column, annotator_column, label_column), source)
    if by:
        show(library.VIEWS[by](table, question=question), form)
        return
    found = library.agreement(
        table,
        question=question,
        articles=_articles(sentences, project),
        orders=library.orders_of(table, project.scheme, [name.strip() for name in order.split(",") if name.strip()]),
        resamples=resamples,
        seed=seed,
    )
    if form == "json":
        show(found[KEYS], form)
    else:
        _for_people(found)
    if fail_under is not None:
        library.require(found, measure, fail_under)
        say(f"{measure} is at least {fail_under:g}")
    if rejected:
        raise typer.Exit(1)


def _table(path: Path, item: str, annotator: str, label: str) -> pd.DataFrame:
    from annotate.io.reading import read_table

    table = read_table(path, rename={item: "sentence_id", annotator: "annotator", label: "label"})
    if "question" not in table.columns:
        table["question"] = label
    return table


def _articles(sentences: Path | None, project: Project) -> pd.DataFrame | None:
    """The table that says which article a sentence is from: the given one, else the project's where it is there."""
    from annotate import tables
    from annotate.io.reading import read_table

    place = project.place("sentences")
    if sentences is None and not (project.found and place.is_file()):
        return None
    return read_table(sentences or place, tables.SENTENCES)


def _for_people(found: pd.DataFrame) -> None:
    """A table a question, narrow enough for any terminal."""
    for question, part in found.groupby("question", sort=False):
        first = part.iloc[0]
        low, high = part["low"].map("{:.3f}".format), part["high"].map("{:.3f}".format)
        small = part[["measure", "value"]].assign(interval=(low + " to " + high).where(part["low"].notna(), "–"))
        small = small.assign(
            **{"P < 0.667": part["below_667"], "P < 0.800": part["below_800"], "verdict": part["verdict"]}
        )
        show(
            small,
            title=f"{question}: {many(first['sentences'], 'sentence')} with two answers, "
            f"of {many(first['annotators'], 'annotator')}",
        )
        undefined = part.loc[part["value"].isna(), "measure"].tolist()
        if undefined == ["alpha_ordinal"]:
            say("alpha_ordinal needs the labels from one end to the other: --order, or scale in annotate.toml")
