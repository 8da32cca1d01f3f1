"""``annotate train``: a model from labelled sentences."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.console import bar, say, warn
from annotate.cli.given import labelled_in

if TYPE_CHECKING:
    from annotate.learn.models.trained_model import Model
    from annotate.learn.recipes.recipe import RecipeOptions
    from annotate.scheme import Question, Scheme


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate train gold.csv sentences.parquet -o models/stance")(train)


def train(
    gold: Path | None = typer.Argument(None, metavar="[GOLD]", help="Gold labels, or any table of texts and labels."),
    sentences: Path | None = typer.Argument(None, metavar="[SENTENCES]", help="Their sentences, if gold has no texts."),
    output: Path | None = typer.Option(None, "--output", "-o", metavar="MODEL", help="The model folder to write."),
    recipe: str = typer.Option("default", help="How the classifier is made: default, fast, ... (see the README)."),
    question: str | None = typer.Option(None, help="Which question's labels to learn; the scheme's first if not said."),
    text_column: str | None = typer.Option(None, help="The column with the sentences."),
    label_column: str | None = typer.Option(None, help="The column with the labels."),
    group_column: str | None = typer.Option(None, help="Rows alike in it stay on one side of every split."),
    split_column: str | None = typer.Option(None, help="The column that says train, test, ... of each row."),
    minutes: float = typer.Option(10.0, min=0, help="How long the recipe best may compare candidates."),
    unlabelled: Path | None = typer.Option(
        None, metavar="SENTENCES", help="Coverage without labels, for the recipe distilled to learn from."
    ),
    context: str = typer.Option("", "--with", metavar="COLUMNS", help="Try before,after,speaker; keep what helps."),
    target: bool | None = typer.Option(None, "--target/--no-target", help="Labels are toward each row's target."),
    encoder: str | None = typer.Option(None, help="Other weights: a folder, or a hub's owner/name."),
    test_share: float = typer.Option(0.2, min=0, max=0.5, help="Share of the sentences kept as a test part."),
    refit: bool = typer.Option(True, help="Learn from the test part too, once it has been predicted."),
    abstain: float | None = typer.Option(None, metavar="PRECISION", help="Give no label where it would be under this."),
    curve: bool = typer.Option(True, help="Measure what more labels would bring."),
    text: bool = typer.Option(True, "--text/--no-text", help="Keep the sentences in the model folder."),
    licence: str = typer.Option("", help="The licence the card names, as apache-2.0."),
    seed: int | None = typer.Option(None, help="Seed of splits and of the recipe."),
) -> None:
    """Train a classifier, and say how good it is."""
    from annotate.learn.models.folders import check_place, save
    from annotate.learn.training.training import train as trained
    from annotate.workflows.project import Project

    project = Project.here()
    data = labelled_in(project, gold, sentences, question=question, text_column=text_column, label_column=label_column)
    output = check_place(output or _beside(project.given_or(None, "model"), data.question, project.scheme))
    model = trained(
        data.table,
        text_column=data.text_column,
        label_column=data.label_column,
        group_column=group_column,
        split_column=split_column,
        question=data.question,
        recipe=recipe,
        seed=project.seed if seed is None else seed,
        test_share=test_share,
        refit=refit,
        abstain=abstain,
        curve=curve,
        context=[name.strip() for name in context.split(",") if name.strip()],
        target=target,
        options=_options(recipe, encoder, minutes, unlabelled),
        keep_texts=text,
        licence=licence,
        where=data.where,
        progress=bar,
    )
    save(model, output)
    _tell(model, output)


def _options(recipe: str, encoder: str | None, minutes: float, unlabelled: Path | None) -> RecipeOptions:
    """The options of the recipe."""
    from annotate.errors import InputError
    from annotate.io.reading import read_table
    from annotate.learn.recipes.recipe import RecipeOptions

    texts: tuple[str, ...] = ()
    if unlabelled:
        sentences = read_table(unlabelled)
        if "text" not in sentences.columns:
            raise InputError(f"{unlabelled}: no column 'text'; name a table of sentences")
        texts = tuple(sentences["text"].dropna().astype("str"))
    return RecipeOptions(encoder, minutes if recipe == "best" else None, texts)


def _beside(place: Path, question: Question | str | None, scheme: Scheme) -> Path:
    """The project's place for its model; for another question than its name says, the folder beside it."""
    name = getattr(question, "name", question)
    return place.with_name(str(name)) if name and place.name in scheme.by_name and name != place.name else place


def _tell(model: Model, folder: Path) -> None:
    for note in model.notes:
        warn(f"Note: {note}")
    if model.metrics:
        from annotate.cli.model.evaluate import show_metrics

        test = model.info.split.parts.get("test", 0)
        kept = f"; {test} more make the test part" if test else ""
        title = f"Cross-validation by article on {model.metrics.n} of {model.info.data.labelled} labels{kept}"
        show_metrics(model.metrics, title)
        if model.info.curve:
            say(model.info.curve.words)
    if model.info.abstain:
        say(f"Abstains below {model.threshold:.3f}: {model.info.abstain.coverage:.0%} of sentences get a label.")
    say(f"Wrote {model.name} to {folder}; its card is {folder / 'README.md'}.")
    say(f"Next: annotate score {folder} NEW-ARTICLES -o scores.parquet, or annotate evaluate {folder} on other labels.")
