"""``annotate evaluate``: how good a model is on labelled sentences."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from annotate.cli.console import check_format, many, say, show, show_json, warn
from annotate.cli.given import labelled_in
from annotate.errors import InputError


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate evaluate models/stance test.csv --format json")(evaluate)


def evaluate(
    model: Path | None = typer.Argument(None, metavar="[MODEL]", help="A model folder."),
    gold: Path | None = typer.Argument(None, metavar="[GOLD]", help="Gold labels, or any table of texts and labels."),
    sentences: Path | None = typer.Argument(None, metavar="[SENTENCES]", help="Their sentences, if gold has no texts."),
    text_column: str | None = typer.Option(None, help="The column with the sentences."),
    label_column: str | None = typer.Option(None, help="The column with the labels."),
    group_column: str | None = typer.Option(None, help="The bootstrap draws whole groups of it."),
    part: str | None = typer.Option(None, help="A part of the model's own split (test), or all."),
    by: str = typer.Option("", help="Columns to break the figures down by, as outlet,month."),
    errors: int = typer.Option(0, min=0, help="Show this many of the sentences it got most wrong."),
    record: str = typer.Option("", metavar="NAME", help="Keep the figures on the model's card, under this name."),
    form: str = typer.Option("table", "--format", help="table or json."),
) -> None:
    """Precision, recall, F1 and calibration of a model on labelled sentences it has not learned from."""
    from annotate.learn.evaluation.evaluation import evaluate as evaluated
    from annotate.learn.models.folders import load, record_elsewhere, record_look
    from annotate.workflows.project import Project

    check_format(form)
    project = Project.here()
    folder = project.given_or(model, "model")
    loaded = load(folder)
    known = loaded.question in project.scheme.by_name
    data = labelled_in(
        project,
        gold,
        sentences,
        question=loaded.question if known else None,
        text_column=text_column,
        label_column=label_column,
    )
    found = evaluated(
        loaded,
        data.table,
        text_column=data.text_column,
        label_column=data.label_column,
        group_column=group_column,
        part=part,
        by=[name.strip() for name in by.split(",") if name.strip()],
        errors=errors,
        where=data.where,
    )
    if found["looked"]:
        looks = record_look(loaded, folder, what=f"annotate evaluate, macro-F1 {found['macro_f1']:.3f}")
        say(f"This is look {looks} at the test part of {loaded.name}; its card counts them.")
    elif found["seen_in_training"]:
        warn(
            f"{found['seen_in_training']} of {found['n']} sentences were in training; they are judged by what a model "
            "that had not seen their article said."
        )
    if record and (found["seen_in_training"] or found["in_sample"]):
        raise InputError(f"--record {record}: some of these sentences were in training; record figures of other data")
    if record:
        record_elsewhere(loaded, folder, name=record, found=found)
    if found["in_sample"]:
        warn(f"{found['in_sample']} of {found['n']} sentences were learned by heart: these figures are too good.")
    if form == "json":
        show_json(found)
    else:
        show_figures(found, f"{loaded.name} on {data.where}: {many(found['n'], 'sentence')}")


def show_figures(found: Mapping[str, Any], title: str) -> None:
    """Print the figures of each label, how labels were confused, and the figures of all."""
    import pandas as pd

    labels = found["labels"]
    show(pd.DataFrame([{"label": label} | found["per_label"][label] for label in labels]), title=title)
    confusion = zip(labels, found["confusion"], strict=True)
    rows = [{"annotators": label} | dict(zip(labels, counts, strict=True)) for label, counts in confusion]
    show(pd.DataFrame(rows), title="What the model said")
    names = {"macro_f1": "macro-F1", "accuracy": "accuracy", "weighted_f1": "weighted F1", "ece": "calibration error"}
    total = [
        {"": words, "value": found[name], "low": found["intervals"][name][0], "high": found["intervals"][name][1]}
        for name, words in names.items()
    ]
    show(pd.DataFrame(total), title="With 95 % intervals (bootstrap over articles)")
    for column, parts in found.get("by", {}).items():
        show(pd.DataFrame(parts).rename(columns={"value": column}), title=f"By {column}")
    if found.get("confused"):
        columns = ["label", "said", "p_said", "text"]
        show(pd.DataFrame(found["confused"])[columns], title="Most confused: errors of the model, or of the labels")
