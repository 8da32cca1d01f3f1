"""``annotate compare``: whether one model is better than another."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from annotate.cli.model._labelled_rows import LABEL_COLUMN, SENTENCES, TEXT_COLUMN

if TYPE_CHECKING:
    from annotate.learn.evaluation.cluster_intervals import Difference
    from annotate.learn.evaluation.comparing import Comparison


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate compare models/fast models/default test.csv")(compare)


def compare(
    one: Path = typer.Argument(..., metavar="MODEL_A", help="A model folder."),
    other: Path = typer.Argument(..., metavar="MODEL_B", help="Another model folder with the same labels."),
    gold: Path | None = typer.Argument(None, metavar="TEST", help="Gold labels, or any table of texts and labels."),
    sentences: Path | None = SENTENCES,
    text_column: str | None = TEXT_COLUMN,
    label_column: str | None = LABEL_COLUMN,
    group_column: str | None = typer.Option(
        None, help="Column with the clusters of intervals and tests, in place of articles."
    ),
    endpoint: str | None = ENDPOINT,
    key_file: Path | None = KEY_FILE,
    price: str | None = PRICE,
    budget: str | None = BUDGET,
    form: str = FORM,
) -> None:
    """Compare two models on the same sentences, with a paired test."""
    import annotate as an

    check_format(form)
    study, ledger = an.Study.here(), an.Ledger()
    with nullcontext() if endpoint else working("comparing"):  # a language model has a bar of its own
        comparison = an.compare(
            one,
            other,
            study.path_or(gold, "gold", parameter="gold"),
            sentences,
            text_column=text_column,
            label_column=label_column,
            group_column=group_column,
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
        show_json(comparison.as_dict() | {"ledger": ledger.document()})
    else:
        _show(comparison)
    exit_if_rejected(ledger)


def _row(name: str, both: tuple[float, float], difference: Difference) -> dict[str, Any]:
    """A metric of either model, and their difference."""
    own = asdict(difference)
    return {"": name, "first": both[0], "second": both[1], "difference": own.pop("value")} | own


def _show(comparison: Comparison) -> None:
    import pandas as pd

    from annotate.learn.evaluation.several_metrics import SAMPLE_F1

    several = bool(comparison.by_label)
    measures = {"macro_f1": "macro-F1", "accuracy": "exact match" if several else "accuracy"}
    rows = []
    for name, words in (measures | {"sample_f1": SAMPLE_F1} if several else measures).items():
        row = _row(words, getattr(comparison, name), comparison.difference[name])
        baseline = comparison.sample_f1_baseline if name == "sample_f1" else getattr(comparison.baseline, name)
        rows.append(row | {"baseline": baseline})
    frame = pd.DataFrame(rows)
    one, other = comparison.models
    show(
        frame,
        title=f"{one} and {other} on {many(comparison.n, 'sentence')} of {many(comparison.articles, 'article')}; "
        f"baseline: always {comparison.baseline.label}",
    )
    if several:
        by_label = [_row(label, row.f1, row.difference) for label, row in comparison.by_label.items()]
        show(pd.DataFrame(by_label), title="F1 of each label; p adjusted for the number of labels (Holm)")
    mcnemar, what = comparison.mcnemar, "labels" if several else "label"
    p = f"= {mcnemar.p:.3f}" if mcnemar.p >= 0.001 else "< 0.001"
    say(
        f"The same {what} in {comparison.same:.1%}; only one right: the first {mcnemar.only_first}, the second "
        f"{mcnemar.only_second} (McNemar p {p})."
    )
    say(comparison.words)
    for words in comparison.forecasts:
        say(words)
