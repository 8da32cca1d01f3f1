"""``annotate estimate``: shares corrected by human labels, with intervals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from annotate.cli.console import check_format, say, show, warn

if TYPE_CHECKING:
    import pandas as pd

    from annotate.project import Project


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate estimate scores.parquet --gold gold.csv --by outlet,month -o shares.csv")(
        estimate
    )


def estimate(
    scores: Path = typer.Argument(None, metavar="[SCORES]", help="What annotate score wrote; else the project's."),
    gold: Path = typer.Option(None, "--gold", help="Human labels of some of these sentences; else the project's."),
    output: Path = typer.Option(None, "-o", "--output", metavar="ESTIMATES", help="The table to write."),
    by: str = typer.Option("", "--by", help="Columns to group by, as outlet,month (also day, week, year)."),
    question: str = typer.Option(None, "--question", help="Which question of the gold the scores answer."),
    plan: float = typer.Option(None, "--plan", metavar="X", help="How many more labels for +/- X, as 0.03, by group."),
    differences: Path = typer.Option(None, "--differences", metavar="FILE", help="Also compare each two groups."),
    trend: Path = typer.Option(None, "--trend", metavar="FILE", help="Also the slope over the last column of --by."),
    model: Path = typer.Option(None, "--model", help="The model's folder: labels it was trained on are set apart."),
    out_of_fold: Path = typer.Option(None, "--out-of-fold", help="Scores of trained-on sentences by models without."),
    assume_random: bool = typer.Option(False, "--assume-random", help="The labels are a simple random sample."),
    small: str = typer.Option("withhold", "--small", help="Groups with few labels: withhold or pool."),
    least: int = typer.Option(10, "--least", help="How many labelled sentences a group needs."),
    form: str = typer.Option("table", "--format", help="On standard output: table or json."),
) -> None:
    """Estimate the share of each label as people would have given it, with a 95 % interval."""
    check_format(form)
    from annotate import tables
    from annotate.coverage import estimates
    from annotate.coverage.planning import plan as planned
    from annotate.project import Project

    project, keys = Project.here(), [name.strip() for name in by.split(",") if name.strip()]
    rows = tables.read(project.given_or(scores, "scores"), tables.SCORES)
    labels = tables.read(project.given_or(gold, "gold"), tables.GOLD)
    options: dict[str, Any] = {
        "question": question,
        **learned_by(model, project, rows, labels),
        "assume_random": assume_random,
        "least": estimates.Least(least, max(2, min(5, least))),
    }
    if out_of_fold:
        options["out_of_fold"] = tables.read(out_of_fold, tables.SCORES)
    if plan is not None:
        _deliver(planned(rows, labels, half_width=plan, by=keys, **options), output, form)
        return
    shares = estimates.estimate(rows, labels, by=keys, small=small, **options)
    for note in shares.attrs["notes"]:
        warn(note)
    if "trained_on" not in options and labels["split"].isna().all():
        warn("Whether the model learned from these labels is not known; if it did, name its folder with --model.")
    if differences:
        tables.write(estimates.differences(rows, labels, by=keys, **options), differences)
    if trend:
        tables.write(estimates.trend(rows, labels, over=_last(keys), by=keys[:-1], **options), trend)
    _deliver(shares, output or (project.place("estimates") if project.found else None), form)


def _deliver(frame: pd.DataFrame, output: Path | None, form: str) -> None:
    from annotate import tables

    if output is None:
        show(frame.dropna(axis="columns", how="all") if form == "table" else frame, form)
        return
    tables.write(frame, output)
    if str(output) != "-":
        say(f"wrote {len(frame)} rows to {output}")


def _last(keys: list[str]) -> str:
    from annotate.errors import InputError

    if not keys:
        raise InputError("--trend needs --by with a period last, as --by outlet,month")
    return keys[-1]


def learned_by(folder: Path | None, project: Project, scores: pd.DataFrame, gold: pd.DataFrame) -> dict[str, Any]:
    """What the model learned from: told by its folder, the one given or else the project's if that made the scores."""
    from annotate.coverage.estimates import learned
    from annotate.learn.models import load

    own = project.place("model") if project.found else None
    if folder is None and own is not None and (own / "model.json").is_file():
        folder = own if set(scores["model"].dropna()) == {load(own).name} else None
    if folder is not None:
        return learned(load(folder))
    return {}
