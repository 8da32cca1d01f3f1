"""``annotate sample``: what to label next, and how likely each sentence was to be drawn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.console import EXCEL_SAFE, bar, exit_if_rejected, many, say, show_ledger, warn

if TYPE_CHECKING:
    import pandas as pd

    from annotate.study.ledger import Ledger


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    example = "Example: annotate sample sentences.parquet -n 200 --strategy stratified --by outlet,month -o batch.csv"
    app.command(epilog=example)(sample)


def sample(
    sentences: Path | None = typer.Argument(None, metavar="SENTENCES", help="What annotate split wrote."),
    size: int = typer.Option(..., "-n", "--size", min=1, help="How many sentences to draw, or articles."),
    output: Path | None = typer.Option(None, "-o", "--output", metavar="BATCH", help="The batch to write."),
    strategy: str | None = typer.Option(
        None,
        help="{strategies}; by default stratified with --by, keyword with --keywords, mixed with a model, or random.",
    ),
    model: Path | None = typer.Option(None, help="The model for uncertainty; by default the study's."),
    by: str = typer.Option("", metavar="COLUMNS", help="Strata, as in outlet,month,speaker."),
    equal: bool = typer.Option(False, "--equal", help="The same number from each stratum, not in proportion."),
    measure: str = typer.Option("margin", help="How uncertainty is measured: margin or entropy."),
    random_share: float = typer.Option(0.5, min=0, max=1, help="The share of a mixed batch with equal probability."),
    keywords: str = typer.Option(
        "", metavar="WORDS", help="Words that make a sentence more likely to be drawn, as in talks,sanctions."
    ),
    boost: float = typer.Option(10.0, min=1, help="How many times as likely a sentence with a keyword is to be drawn."),
    clusters: int = typer.Option(50, min=2, help="How many clusters diverse draws from."),
    labelled: list[Path] = typer.Option([], help="Tables of sentences to leave out; by default the study's labels."),
    frame: Path | None = typer.Option(
        None, help="Table that keeps every sentence's inclusion probability over the waves."
    ),
    kinds: str = typer.Option("body", help="Kinds of line to draw from, as in body,caption; or all."),
    near_duplicates: bool = typer.Option(
        False, "--near-duplicates", help="Also draw near-duplicates of other sentences."
    ),
    unit: str = typer.Option("sentence", help="What is drawn: sentence, or article for whole articles at random."),
    seed: int | None = typer.Option(None, min=0, help="The same seed draws the same batch."),
    excel_safe: bool = EXCEL_SAFE,
) -> None:
    """Draw a batch of sentences to label, each with its inclusion probability."""
    import annotate as an

    study, ledger = an.Study.here(), an.Ledger()
    batch = an.sample(
        study.path_or(sentences, "sentences", parameter="sentences"),
        size=size,
        output=output,
        strategy=strategy,
        model=model,
        by=by,
        equal=equal,
        measure=measure,
        random_share=random_share,
        keywords=keywords,
        boost=boost,
        clusters=clusters,
        labelled=labelled,
        frame=frame,
        kinds=kinds,
        near_duplicates=near_duplicates,
        unit=unit,
        seed=seed,
        study=study,
        ledger=ledger,
        progress=bar,
    )
    show_ledger(ledger)
    _show(batch, size, unit, ledger)
    exit_if_rejected(ledger)


def _show(batch: pd.DataFrame, size: int, unit: str, ledger: Ledger) -> None:
    drawn = batch["article_id"].nunique() if unit == "article" else len(batch)
    if drawn < size:
        warn(f"only {many(drawn, unit)} could be drawn: there are no more")
    parts = ", ".join(f"{n} {part}" for part, n in batch["strategy"].value_counts().items())
    whole = f" of {many(drawn, 'whole article')}" if unit == "article" else ""
    frame, written = ledger.used[0], ledger.written[0]
    say(f"{many(len(batch), frame.unit)}{whole} ({parts}) of {frame.number} in {written.note}")
