"""``annotate evaluate``: how good a model is on labelled sentences."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.console import (
    FORM,
    bar,
    check_format,
    exit_if_rejected,
    many,
    say,
    show,
    show_json,
    show_ledger,
    working,
)
from annotate.cli.model._asking import BUDGET, ENDPOINT, KEY_FILE, PRICE
from annotate.cli.model._labelled_rows import GOLD, LABEL_COLUMN, SENTENCES, TEXT_COLUMN

if TYPE_CHECKING:
    from annotate.learn.evaluation.evaluation import Evaluation
    from annotate.learn.evaluation.metrics import Metrics

_MOST_COLUMNS = 10
"""Labels whose confusion matrix fits into a terminal."""
_MOST_CONFUSED = 20


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate evaluate models/stance test.csv --format json")(evaluate)


def evaluate(
    model: Path | None = typer.Argument(None, metavar="MODEL", help="A model folder."),
    gold: Path | None = GOLD,
    sentences: Path | None = SENTENCES,
    text_column: str | None = TEXT_COLUMN,
    label_column: str | None = LABEL_COLUMN,
    group_column: str | None = typer.Option(None, help="Column with the clusters of intervals, in place of articles."),
    part: str | None = typer.Option(None, help="A part of the model's own split (test), or all."),
    by: str = typer.Option("", help="Columns to break the metrics down by, such as outlet,month."),
    errors: int = typer.Option(0, min=0, help="Show this many of the sentences it got most wrong."),
    output: Path | None = typer.Option(
        None, "-o", "--output", metavar="TABLE", help="Also write the metrics; .docx, .tex and .md are for a paper."
    ),
    record: str = typer.Option("", metavar="NAME", help="Log the metrics in the model card, under this name."),
    endpoint: str | None = ENDPOINT,
    key_file: Path | None = KEY_FILE,
    price: str | None = PRICE,
    budget: str | None = BUDGET,
    form: str = FORM,
) -> None:
    """Precision, recall, F1 and calibration of a model on labelled sentences it was not trained on."""
    import annotate as an
    from annotate.workflows.arguments import check_output

    check_format(form)
    study, ledger = an.Study.here(), an.Ledger()
    model = study.path_or(model, "model", parameter="model")
    gold = study.path_or(gold, "gold", parameter="gold")
    check_output(output, [gold])
    with nullcontext() if endpoint else working("evaluating"):  # a language model has a bar of its own
        evaluation = an.evaluate(
            model,
            gold,
            sentences,
            text_column=text_column,
            label_column=label_column,
            group_column=group_column,
            part=part,
            by=by,
            errors=errors,
            record=record,
            output=output,
            endpoint=endpoint,
            key_file=key_file,
            price=price,
            budget=budget,
            study=study,
            ledger=ledger,
            progress=bar,
        )
    show_ledger(ledger)
    if form == "json":
        show_json(evaluation.as_dict() | {"ledger": ledger.document()})
    else:
        item = ledger.used[0].unit.removeprefix("labelled ")
        show_metrics(evaluation.metrics, f"{model} on {gold}: {many(evaluation.metrics.n, item)}")
        _show_details(evaluation)
    exit_if_rejected(ledger)


def show_metrics(metrics: Metrics, title: str) -> None:
    """Print the metrics of each label, the confusion matrix if they exclude each other, and those of all together."""
    import pandas as pd

    from annotate.learn.evaluation.several_metrics import SeveralMetrics, by_label_rows

    labels = metrics.labels
    if isinstance(metrics, SeveralMetrics):
        rows = pd.DataFrame(by_label_rows(metrics)).rename(columns={"majority_baseline": "baseline"})
        show(rows, title=f"{title}; baseline of right: always yes, or always no")
    else:
        show(pd.DataFrame([{"label": label} | asdict(metrics.per_label[label]) for label in labels]), title=title)
        _show_confusion(labels, metrics.confusion)
    total = []
    for metric in metrics.overall():
        low, high = metric.interval or (None, None)
        row = {"": metric.name, "value": metric.value, "low": low, "high": high}
        total.append(row | {"baseline": metric.baseline})
    articles = f" over {many(metrics.articles, 'article')}" if metrics.articles else ""
    title = f"With 95 % intervals{articles}; baseline: always {metrics.baseline.label}"
    show(pd.DataFrame(total), title=title)


def _show_confusion(labels: Sequence[str], confusion: Sequence[Sequence[int]]) -> None:
    """Print the confusion matrix; of more labels than columns fit side by side, the most frequent wrong predictions."""
    import pandas as pd

    if len(labels) <= _MOST_COLUMNS:
        counts = zip(labels, confusion, strict=True)
        rows = [{"annotators": label} | dict(zip(labels, row, strict=True)) for label, row in counts]
        show(pd.DataFrame(rows), title="Predicted labels (columns) by annotators' labels (rows)")
        return
    pairs = [
        (count, label, other)
        for label, counted in zip(labels, confusion, strict=True)
        for other, count in zip(labels, counted, strict=True)
        if count and other != label
    ]
    most = pd.DataFrame(
        [(label, other, count) for count, label, other in sorted(pairs, key=lambda pair: -pair[0])[:_MOST_CONFUSED]],
        columns=["annotators", "predicted", "sentences"],
    )
    all_of_them = "; annotate evaluate --format json has all" if len(most) < len(pairs) else ""
    show(most, title=f"The most frequent wrong predictions, {len(most)} of {len(pairs):,} pairs{all_of_them}")


def _show_details(evaluation: Evaluation) -> None:
    import pandas as pd

    metrics = evaluation.metrics
    if metrics.ece_debiased is not None:
        say(
            f"Calibration error: {metrics.ece_debiased:.3f} after correction for the sample's size; perfectly "
            f"calibrated probabilities would show {metrics.ece_if_calibrated:.3f} here."
        )
    for column, rows in evaluation.by.items():
        show(pd.DataFrame([asdict(row) for row in rows]).rename(columns={"value": column}), title=f"By {column}")
    if evaluation.confused is not None and len(evaluation.confused):
        columns = ["label", "said", "p_said", "text"]
        shown = evaluation.confused[columns].rename(columns={"said": "predicted", "p_said": "probability"})
        show(shown, title="Most confused: errors of the model, or of the labels")
