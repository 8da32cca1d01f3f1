"""``annotate estimate``: shares corrected by human labels, with intervals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.console import EXCEL_SAFE, check_format, exit_if_rejected, many, say, show, show_ledger, warn, working
from annotate.cli.publish._estimating import (
    ASSUME_RANDOM,
    BATCH,
    COMPARE_MODELS,
    COMPARE_WITH,
    ESTIMATOR,
    FRAME,
    OUT_OF_FOLD,
    POPULATION,
    SCORES,
    WEIGHTS,
)

if TYPE_CHECKING:
    import pandas as pd

_SHARES = ("share", "low", "high", "naive", "bound_low", "bound_high", "half_width", "wanted")
_MOST_SHOWN = 5
_POPULATIONS = {
    "process": "95 % intervals for the process behind this coverage; for these {items} alone: --population corpus.",
    "corpus": "95 % intervals for these {items} alone; for the process behind them: --population process.",
}


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate estimate scores.parquet --gold gold.csv --by outlet,month -o shares.csv")(
        estimate
    )


def estimate(
    scores: Path = SCORES,
    gold: Path = typer.Option(None, "--gold", help="Human labels of some of these sentences; by default the study's."),
    output: Path = typer.Option(
        None,
        "-o",
        "--output",
        metavar="ESTIMATES",
        help="Write the table here instead of printing it; .docx, .tex and .md are for a paper.",
    ),
    by: str = typer.Option("", "--by", help="Columns to group by, such as outlet,month (also day, week, year)."),
    question: str = typer.Option(None, "--question", help="Which question of the gold the scores answer."),
    plan: float = typer.Option(
        None, "--plan", metavar="X", help="How many more labels would narrow intervals to +/- X, such as 0.03."
    ),
    differences: Path = typer.Option(None, "--differences", metavar="FILE", help="Also compare all pairs of groups."),
    trend: Path = typer.Option(
        None, "--trend", metavar="FILE", help="Also estimate the slope over the last column of --by."
    ),
    adjust: str = typer.Option("holm", "--adjust", help="Adjust their p-values for multiple comparisons: holm or fdr."),
    flow: Path = typer.Option(
        None, "--flow", metavar="FILE", help="Also write a flow chart from articles to the labels used, .txt or .json."
    ),
    model: Path = typer.Option(
        None, "--model", help="The model's folder: its training labels count with out-of-fold scores."
    ),
    out_of_fold: Path = OUT_OF_FOLD,
    batch: Path = BATCH,
    frame: Path = FRAME,
    assume_random: bool = ASSUME_RANDOM,
    estimator: str = ESTIMATOR,
    population: str = POPULATION,
    small: str = typer.Option(
        "withhold",
        "--small",
        help="Groups with few labels: withhold, pool, coarsen (longer periods) or shrink (towards the others).",
    ),
    least: int = typer.Option(10, "--least", help="How many labelled sentences a group needs."),
    bounds: bool = typer.Option(
        False, "--bounds", help="Also compute worst-case bounds for drawn sentences without a label."
    ),
    near_duplicates: str = typer.Option(
        "printed", "--near-duplicates", help="Near-duplicates count as often as printed, or once."
    ),
    weights: str = WEIGHTS,
    unit: str = typer.Option(
        "sentence", "--unit", help="What has equal weight: sentence, article, or majority (articles by their majority)."
    ),
    mean: Path = typer.Option(
        None, "--mean", metavar="FILE", help="Also estimate the mean of the labels on their scale."
    ),
    values: str = typer.Option("", "--values", metavar="LABEL=X,...", help="Each label's number in --mean."),
    sensitivity: Path = typer.Option(
        None,
        "--sensitivity",
        metavar="FILE",
        help="Also each share without the model, divided labels, near-duplicates, ...",
    ),
    compare_with: list[Path] = COMPARE_WITH,
    compare_models: list[Path] = COMPARE_MODELS,
    form: str = typer.Option("table", "--format", help="On standard output: table or json."),
    excel_safe: bool = EXCEL_SAFE,
) -> None:
    """Estimate each label's share, corrected by human labels, with a 95 % interval.

    Without -o the shares are printed; a study keeps them too, in its table of estimates.
    """
    import annotate as an
    from annotate.counts import plural

    check_format(form)
    study, ledger = an.Study.here(), an.Ledger()
    with working("estimating"):
        table = an.estimate(
            study.path_or(scores, "scores", parameter="scores"),
            study.path_or(gold, "gold", parameter="gold"),
            output=output,
            by=by,
            question=question,
            plan=plan,
            differences=differences,
            trend=trend,
            adjust=adjust,
            flow=flow,
            model=model,
            out_of_fold=out_of_fold,
            batch=batch,
            frame=frame,
            assume_random=assume_random,
            estimator=estimator,
            population=population,
            small=small,
            least=least,
            bounds=bounds,
            near_duplicates=near_duplicates,
            weights=weights,
            unit=unit,
            mean=mean,
            values=values,
            sensitivity=sensitivity,
            compare_with=compare_with,
            compare_models=compare_models,
            study=study,
            ledger=ledger,
        )
    if plan is None:
        show_ledger(ledger)
    if output is None and plan is None and study.exists:
        say(f"wrote {many(len(table), 'row')} to {study.path('estimates')}")
    _deliver(table, output, form)
    for words in table.attrs.get("basis", ()):
        say(words)
    if plan is None and table["low"].notna().any():
        say(_POPULATIONS[population].format(items=plural(table.attrs.get("item", "sentence"))))
        _say_what_columns_mean(table, printed=output is None)
    exit_if_rejected(ledger)


def _say_what_columns_mean(frame: pd.DataFrame, *, printed: bool) -> None:
    """Tell the share to publish from the one counted naively, where both were `printed`, or else explain trust."""
    if printed and "naive" in frame:
        use = frame.attrs.get("use")
        labels = f"labels of {use.by}" if use is not None and use.by_machine else "human labels"
        say(f"share: corrected by the {labels}, so this is what to publish; naive: as the classifier labelled.")
    elif "trust" in frame and frame["trust"].notna().any():
        say("trust: how much the model counts in a share, from 0 (the human labels alone) to 1.")


def _deliver(frame: pd.DataFrame, output: Path | None, form: str) -> None:
    """Name the `output` that was written, or else print the table: all of it as JSON, or its main columns."""
    if output is None:
        show(_readable(frame) if form == "table" else frame, form)
    elif str(output) != "-":
        say(f"wrote {many(len(frame), 'row')} to {output}")


def _readable(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` for a terminal: shares as percentages, and only the columns in which rows differ.

    Why shares are withheld is printed below one another on standard error, where a long reason has room.
    """
    shown = frame.drop(columns=["trust", "articles", "population", "carried"], errors="ignore").dropna(
        axis="columns", how="all"
    )
    if "method" in shown:
        _show_withheld(shown)
        shown = shown.drop(columns="note", errors="ignore")
        if shown["method"].isin(["corrected", "withheld"]).all():  # withheld shares are blank
            shown = shown.drop(columns="method")
    shares = [name for name in _SHARES if name in shown]
    return shown.assign(**{name: [_percent(value) for value in frame[name]] for name in shares})


def _show_withheld(frame: pd.DataFrame) -> None:
    if "note" not in frame:
        return
    keys = list(frame.columns[: list(frame.columns).index("label")])
    withheld = frame[frame["note"].notna()].drop_duplicates(keys or ["note"])
    for row in withheld.head(_MOST_SHOWN).to_dict("records"):
        group = ", ".join(str(row[key]) for key in keys)
        warn(f"withheld{': ' if group else ''}{group}: {row['note']}")
    if len(withheld) > _MOST_SHOWN:
        warn(f"withheld: {len(withheld) - _MOST_SHOWN:,} more groups; --format json has the reason for each")


def _percent(share: float) -> str | None:
    return None if share != share else f"{100 * share:.1f} %"
