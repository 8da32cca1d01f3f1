"""``annotate regress``: which outlets, months or other things go with a label, corrected by human labels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.console import EXCEL_SAFE, check_format, exit_if_rejected, many, say, show, show_ledger, working
from annotate.cli.publish._estimating import ASSUME_RANDOM, BATCH, FRAME, OUT_OF_FOLD, POPULATION, SCORES, WEIGHTS

if TYPE_CHECKING:
    import pandas as pd

_SHOWN = ["quantity", "label", "term", "estimate", "std_error", "low", "high", "p_value", "naive"]


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog='Example: annotate regress "critical ~ outlet + month" scores.parquet --gold gold.csv')(regress)


def regress(
    formula: str = typer.Argument(
        ..., metavar="FORMULA", help='Such as "critical ~ outlet + month" or "... outlet * after".'
    ),
    scores: Path = SCORES,
    gold: Path = typer.Option(None, "--gold", help="Human labels of some of these sentences; by default the study's."),
    output: Path = typer.Option(
        None, "-o", "--output", metavar="TABLE", help="Write the table here instead of printing it."
    ),
    model: str = typer.Option("linear", "--model", help="linear (of a probability), logistic or multinomial."),
    method: str = typer.Option("dsl", "--method", help="dsl (design-based), ppi (prediction-powered) or labels."),
    event: str = typer.Option(
        None, "--event", metavar="DATE", help="A date, such as 2031-03-01; adds the column after."
    ),
    periods: str = typer.Option(
        None,
        "--periods",
        help="Also estimate a coefficient for each day, week, month, quarter or year around the event.",
    ),
    reference: str = typer.Option(
        "", "--reference", metavar="COLUMN=VALUE", help="The value others are compared with, such as outlet=Gazette."
    ),
    question: str = typer.Option(None, "--question", help="Which question of the gold the scores answer."),
    classifier: Path = typer.Option(
        None, "--classifier", help="The model's folder: its training labels count with out-of-fold scores."
    ),
    out_of_fold: Path = OUT_OF_FOLD,
    batch: Path = BATCH,
    frame: Path = FRAME,
    assume_random: bool = ASSUME_RANDOM,
    population: str = POPULATION,
    least: int = typer.Option(10, "--least", help="How many labelled sentences each category and term needs."),
    weights: str = WEIGHTS,
    form: str = typer.Option("table", "--format", help="On standard output: table or json."),
    excel_safe: bool = EXCEL_SAFE,
) -> None:
    """Regress a label on outlet, month or other columns, corrected for the classifier's errors by human labels.

    A formula has a label left of ~ (with --model multinomial, the question) and columns of the scores right of it.
    """
    import annotate as an

    check_format(form)
    study, ledger = an.Study.here(), an.Ledger()
    with working("estimating"):
        table = an.regress(
            formula,
            study.path_or(scores, "scores", parameter="scores"),
            study.path_or(gold, "gold", parameter="gold"),
            output=output,
            model=model,
            method=method,
            event=event,
            periods=periods,
            reference=reference,
            question=question,
            classifier=classifier,
            out_of_fold=out_of_fold,
            batch=batch,
            frame=frame,
            assume_random=assume_random,
            population=population,
            least=least,
            weights=weights,
            study=study,
            ledger=ledger,
        )
    show_ledger(ledger)
    if output is None:
        show(_readable(table) if form == "table" else table, form)
        for words in table.attrs["basis"]:
            say(words)
        say("naive is the same regression of the model's own labels, with its errors in it: for comparison only.")
    elif str(output) != "-":
        say(f"wrote {many(len(table), 'row')} to {output}")
    exit_if_rejected(ledger)


def _readable(table: pd.DataFrame) -> pd.DataFrame:
    """The main columns for a terminal, and of the others those in which rows differ."""
    shown = table[_SHOWN]
    alike = [name for name in ("quantity", "label") if shown[name].nunique() == 1]
    shown = shown.drop(columns=alike)
    return shown.assign(p_value=["< 0.001" if p < 0.001 else f"{p:.3f}" for p in table["p_value"]])
