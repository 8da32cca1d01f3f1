"""``annotate simulate``: whether choosing what to label pays off, replayed on existing labels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.console import FORM, bar, check_format, exit_if_rejected, say, show, show_ledger
from annotate.cli.model._labelled_rows import GOLD, LABEL_COLUMN, QUESTION, SENTENCES, TEXT_COLUMN
from annotate.counts import many

if TYPE_CHECKING:
    import pandas as pd


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate simulate gold.csv sentences.parquet --until 150 --seeds 2 -o curves.csv")(
        simulate
    )


def simulate(
    gold: Path | None = GOLD,
    sentences: Path | None = SENTENCES,
    output: Path | None = typer.Option(
        None, "--output", "-o", metavar="CURVES", help="Write every seed's curve to this table."
    ),
    strategies: str = typer.Option("random,uncertain,diverse,mixed", help="Separated by commas: {strategies}."),
    recipe: str = typer.Option("fast", help="The recipe that is trained at every step: {recipes}."),
    start: int = typer.Option(50, help="Labels drawn at random to begin with."),
    step: int = typer.Option(50, help="Labels added at each step."),
    until: int | None = typer.Option(None, help="Labels at the end; by default 300, or as many as leave a choice."),
    seeds: int = typer.Option(10, help="Repetitions, each with different test articles and first labels."),
    by: str = typer.Option("", help="Columns for the strata of stratified, such as outlet,month."),
    question: str | None = QUESTION,
    text_column: str | None = TEXT_COLUMN,
    label_column: str | None = LABEL_COLUMN,
    group_column: str | None = typer.Option(None, help="A group is never divided between train and test."),
    form: str = FORM,
) -> None:
    """Replay sampling strategies on a labelled set: macro-F1 by number of labels, compared with random."""
    import annotate as an

    check_format(form)
    study, ledger = an.Study.here(), an.Ledger()
    simulation = an.simulate(
        study.path_or(gold, "gold", parameter="gold"),
        sentences,
        output=output,
        strategies=strategies,
        recipe=recipe,
        start=start,
        step=step,
        until=until,
        seeds=seeds,
        by=by,
        question=question,
        text_column=text_column,
        label_column=label_column,
        group_column=group_column,
        study=study,
        ledger=ledger,
        progress=bar,
    )
    show_ledger(ledger)
    if output:
        say(f"Wrote {many(len(simulation.curves), 'row')} to {output}.")
    if form == "json":
        show(simulation.with_forecasts(), form)
    else:
        _show(simulation.summary, start, seeds)
    for strategy, forecast in simulation.forecasts.items():
        say(f"{strategy}: {forecast.words}")
    exit_if_rejected(ledger)


def _show(summary: pd.DataFrame, start: int, seeds: int) -> None:
    means = summary.pivot(index="labels", columns="strategy", values="macro_f1")
    show(means[list(summary["strategy"].unique())].reset_index(), title=f"Macro-F1, mean of {seeds} seeds")
    for strategy, rows in summary[summary["verdict"] != ""].groupby("strategy", sort=False):
        say(_verdict(str(strategy), rows[rows["labels"] > start]))


def _verdict(strategy: str, rows: pd.DataFrame) -> str:
    """Where a strategy was better or worse than random, and by how much at the end."""
    if rows.empty:
        return f"{strategy}: all strategies begin with the same random labels; give a larger --until."
    where = [
        f"{verdict} than random with {', '.join(map(str, some['labels']))} labels"
        for verdict, some in rows[rows["verdict"].isin(["better", "worse"])].groupby("verdict")
    ]
    last = rows.iloc[-1]
    span = f"{100 * last['gain']:+.1f} points"
    if last[["gain_low", "gain_high"]].notna().all():
        span += f", 95 % interval {100 * last['gain_low']:+.1f} to {100 * last['gain_high']:+.1f}"
    compared = ", ".join(where) or "not clearly better or worse than random"
    return f"{strategy}: {compared}; at the end, with {last['labels']} labels, {span}."
