"""``annotate train``: a model from labelled sentences."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.console import bar, exit_if_rejected, say, show_ledger
from annotate.cli.model._asking import BUDGET, CONCURRENCY, DRY_RUN, ENDPOINT, KEY_FILE, PRICE, show_cost
from annotate.cli.model._labelled_rows import GOLD, LABEL_COLUMN, SENTENCES, TEXT_COLUMN

if TYPE_CHECKING:
    from annotate.learn.models.trained_model import Model


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate train gold.csv sentences.parquet -o models/stance")(train)


def train(
    gold: Path | None = GOLD,
    sentences: Path | None = SENTENCES,
    output: Path | None = typer.Option(None, "--output", "-o", metavar="MODEL", help="The model folder to write."),
    recipe: str = typer.Option("default", help="How to build the classifier: {recipes}."),
    question: str | None = typer.Option(None, help="Which question's labels to learn; by default the scheme's first."),
    text_column: str | None = TEXT_COLUMN,
    label_column: str | None = LABEL_COLUMN,
    group_column: str | None = typer.Option(
        None, help="Group column for cross-validation; a group is never divided between train and test."
    ),
    split_column: str | None = typer.Option(
        None, help="The column that assigns each row to train, test or another part."
    ),
    minutes: float | None = typer.Option(
        None, min=0, help="Minutes that the recipe best may take for comparing and training; by default 10."
    ),
    unlabelled: Path | None = typer.Option(
        None, metavar="SENTENCES", help="Sentences without labels, for the recipe distilled."
    ),
    context: str = typer.Option(
        "",
        "--with",
        metavar="COLUMNS",
        help="Candidate context features (before,after,speaker); kept only if cross-validated macro-F1 improves.",
    ),
    target: bool | None = typer.Option(None, "--target/--no-target", help="The labels are about each row's target."),
    encoder: str | None = typer.Option(
        None, help="Another encoder: a name (annotate encoder list), a folder, or a hub's owner/name."
    ),
    endpoint: str | None = ENDPOINT,
    llm: str | None = typer.Option(
        None, metavar="NAME", help="The language model's name on that server, for prompted, or as distilled's teacher."
    ),
    shots: int | None = typer.Option(None, min=0, help="Labelled examples in each prompt; by default 6."),
    guidelines: Path | None = typer.Option(
        None, help="The language model's codebook, a Markdown file; by default the study's."
    ),
    key_file: Path | None = KEY_FILE,
    concurrency: int | None = CONCURRENCY,
    price: str | None = PRICE,
    budget: str | None = BUDGET,
    dry_run: bool = DRY_RUN,
    test_share: float = typer.Option(0.2, min=0, max=0.5, help="Share of the sentences held out as a test set."),
    refit: bool = typer.Option(True, help="Refit on train + test once the test set has been predicted."),
    abstain: float | None = typer.Option(
        None, metavar="PRECISION", help="Abstain wherever the label's expected precision falls below this value."
    ),
    curve: bool = typer.Option(True, help="Measure a learning curve: what more labels would bring."),
    keep_texts: bool = typer.Option(True, "--text/--no-text", help="Keep the sentences in the model folder."),
    licence: str = typer.Option("", help="The licence to name in the card, such as apache-2.0."),
    seed: int | None = typer.Option(None, help="Seed of splits and of the recipe."),
) -> None:
    """Train a classifier and show how good it is."""
    import annotate as an

    study, ledger = an.Study.here(), an.Ledger()
    gold = study.path_or(gold, "gold", parameter="gold")
    if dry_run:
        cost = an.training_cost(
            gold,
            sentences,
            recipe=recipe,
            question=question,
            text_column=text_column,
            label_column=label_column,
            group_column=group_column,
            split_column=split_column,
            unlabelled=unlabelled,
            context=context,
            target=target,
            endpoint=endpoint,
            llm=llm,
            shots=shots,
            guidelines=guidelines,
            price=price,
            test_share=test_share,
            refit=refit,
            seed=seed,
            study=study,
        )
        show_cost(cost)
        return
    model = an.train(
        gold,
        sentences,
        output=output,
        recipe=recipe,
        question=question,
        text_column=text_column,
        label_column=label_column,
        group_column=group_column,
        split_column=split_column,
        minutes=minutes,
        unlabelled=unlabelled,
        context=context,
        target=target,
        encoder=encoder,
        endpoint=endpoint,
        llm=llm,
        shots=shots,
        guidelines=guidelines,
        key_file=key_file,
        concurrency=concurrency,
        price=price,
        budget=budget,
        test_share=test_share,
        refit=refit,
        abstain=abstain,
        curve=curve,
        keep_texts=keep_texts,
        licence=licence,
        seed=seed,
        study=study,
        ledger=ledger,
        progress=bar,
    )
    show_ledger(ledger)
    _show(model, Path(ledger.written[0].note))
    exit_if_rejected(ledger)


def _show(model: Model, folder: Path) -> None:
    if model.metrics:
        from annotate.cli.model.evaluate import show_metrics

        test = model.info.split.parts.get("test", 0)
        held_out = f"; {test} more are the test set" if test else ""
        title = f"Cross-validation by article on {model.metrics.n} of {model.info.data.labelled} labels{held_out}"
        show_metrics(model.metrics, title)
        if model.info.curve:
            say(model.info.curve.words)
        for name, curve in model.info.candidate_curves.items():
            say(f"{name}: {curve.outlook}")
    if model.advice:
        say(model.advice)
    if model.info.abstain:
        say(f"Abstains below {model.threshold:.3f}: {model.info.abstain.coverage:.0%} of sentences get an answer.")
    if model.resources:
        say(model.resources.words())
    say(f"Wrote {model.name} to {folder}; its card is {folder / 'README.md'}.")
    say(f"Next: annotate score {folder} NEW-ARTICLES -o scores.parquet, or annotate evaluate {folder} on other labels.")
