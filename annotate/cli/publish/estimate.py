"""``annotate estimate``: shares corrected by human labels, with intervals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.console import check_format, many, say, show, warn
from annotate.cli.given import check_output

if TYPE_CHECKING:
    import pandas as pd

    from annotate.learn.models.trained_model import LearnedFrom
    from annotate.workflows.project import Project


_SHARES = ("share", "low", "high", "naive", "half_width", "wanted")
_MOST_TOLD = 5


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate estimate scores.parquet --gold gold.csv --by outlet,month -o shares.csv")(
        estimate
    )


def estimate(
    scores: Path = typer.Argument(None, metavar="[SCORES]", help="What annotate score wrote; else the project's."),
    gold: Path = typer.Option(None, "--gold", help="Human labels of some of these sentences; else the project's."),
    output: Path = typer.Option(None, "-o", "--output", metavar="ESTIMATES", help="The table to write, unprinted."),
    by: str = typer.Option("", "--by", help="Columns to group by, as outlet,month (also day, week, year)."),
    question: str = typer.Option(None, "--question", help="Which question of the gold the scores answer."),
    plan: float = typer.Option(None, "--plan", metavar="X", help="How many more labels for +/- X, as 0.03, by group."),
    differences: Path = typer.Option(None, "--differences", metavar="FILE", help="Also compare each two groups."),
    trend: Path = typer.Option(None, "--trend", metavar="FILE", help="Also the slope over the last column of --by."),
    model: Path = typer.Option(None, "--model", help="The model's folder: labels it was trained on are set apart."),
    out_of_fold: Path = typer.Option(None, "--out-of-fold", help="Scores of trained-on sentences by models without."),
    assume_random: bool = typer.Option(False, "--assume-random", help="The labels are a simple random sample."),
    estimator: str = typer.Option("aipw", "--estimator", help="aipw, labels-only or classify-and-count."),
    small: str = typer.Option("withhold", "--small", help="Groups with few labels: withhold or pool."),
    least: int = typer.Option(10, "--least", help="How many labelled sentences a group needs."),
    form: str = typer.Option("table", "--format", help="On standard output: table or json."),
) -> None:
    """Estimate the share of each label as people would have given it, with a 95 % interval.

    Without -o the shares are printed; a project keeps them too, in its own table of estimates.
    """
    check_format(form)
    from annotate import tables
    from annotate.estimation import differences as comparing
    from annotate.estimation import shares as estimates
    from annotate.estimation import trends
    from annotate.estimation.options import Least, Options
    from annotate.estimation.planning import plan as planned
    from annotate.io.reading import read_table
    from annotate.io.writing import write_table
    from annotate.learn.models.trained_model import LearnedFrom
    from annotate.scoring.scores_output import read_scores
    from annotate.workflows.project import Project

    project, keys = Project.here(), [name.strip() for name in by.split(",") if name.strip()]
    place = project.given_or(scores, "scores")
    for written in (output, differences, trend):
        check_output(written, [place, gold, out_of_fold])
    _check(keys, plan, differences or trend)
    rows = read_scores(place)
    labels = read_table(project.given_or(gold, "gold"), tables.GOLD)
    learned = learned_by(model, project, rows)
    if out_of_fold:
        learned = LearnedFrom(learned.trained_on if learned else frozenset(), read_scores(out_of_fold))
    options = Options(
        question=question,
        learned=learned or LearnedFrom(),
        assume_random=assume_random,
        estimator=estimator,
        least=Least(least, max(2, min(5, least))),
        small=small,
    )
    if plan is not None:
        _deliver(planned(rows, labels, half_width=plan, by=keys, options=options), output, form)
        return
    shares = estimates.estimate(rows, labels, by=keys, options=options)
    for note in shares.attrs["notes"]:
        warn(note)
    if learned is None and labels["split"].isna().all():
        warn("Whether the model learned from these labels is not known; if it did, name its folder with --model.")
    if differences:
        write_table(comparing.differences(rows, labels, by=keys, options=options), differences)
    if trend:
        write_table(trends.trend(rows, labels, over=_last(keys), by=keys[:-1], options=options), trend)
    if output is None and project.found:
        _deliver(shares, project.place("estimates"), form)
    _deliver(shares, output, form)


def _check(keys: list[str], plan: float | None, more: Path | None) -> None:
    from annotate.errors import InputError

    twice = [name for name in keys if keys.count(name) > 1]
    if twice:
        raise InputError(f"--by {','.join(keys)}: names {twice[0]} twice; name it once")
    if "label" in keys:
        raise InputError("--by label: every group has the share of each label already; leave it out")
    if plan is not None and more is not None:
        raise InputError(
            "--plan: says how many labels are needed and nothing else; ask for --differences or --trend apart"
        )


def _deliver(frame: pd.DataFrame, output: Path | None, form: str) -> None:
    """To `output` alone, or else to standard output: the whole table as JSON, or what a person reads of it."""
    from annotate.io.writing import write_table

    if output is None:
        show(_readable(frame) if form == "table" else frame, form)
        return
    write_table(frame, output)
    if str(output) != "-":
        say(f"wrote {many(len(frame), 'row')} to {output}")


def _readable(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` for a terminal: shares as percentages, and only the columns that tell one row from another.

    Why shares are withheld is told in words beside the table, where a long reason has room.
    """
    shown = frame.drop(columns=["trust", "articles"], errors="ignore").dropna(axis="columns", how="all")
    if "method" in shown:
        _tell_withheld(shown)
        shown = shown.drop(columns="note", errors="ignore")
        if shown["method"].isin(["corrected", "withheld"]).all():  # withheld shares are blank, which says it
            shown = shown.drop(columns="method")
    shares = [name for name in _SHARES if name in shown]
    return shown.assign(**{name: [_percent(value) for value in frame[name]] for name in shares})


def _tell_withheld(frame: pd.DataFrame) -> None:
    if "note" not in frame:
        return
    keys = list(frame.columns[: list(frame.columns).index("label")])
    withheld = frame[frame["note"].notna()].drop_duplicates(keys)
    for row in withheld.head(_MOST_TOLD).to_dict("records"):
        group = ", ".join(str(row[key]) for key in keys)
        warn(f"withheld{': ' if group else ''}{group}: {row['note']}")
    if len(withheld) > _MOST_TOLD:
        warn(f"withheld: {len(withheld) - _MOST_TOLD:,} more groups; --format json tells why for each")


def _percent(share: float) -> str | None:
    return None if share != share else f"{100 * share:.1f} %"


def _last(keys: list[str]) -> str:
    from annotate.errors import InputError

    if not keys:
        raise InputError("--trend needs --by with a period last, as --by outlet,month")
    return keys[-1]


def learned_by(folder: Path | None, project: Project, scores: pd.DataFrame) -> LearnedFrom | None:
    """What the model learned from, by its folder: the one given, else the project's if that made the scores.

    None where no folder is known.
    """
    from annotate.learn.models.folders import load

    own = project.place("model") if project.found else None
    if folder is None and own is not None and (own / "model.json").is_file():
        folder = own if set(scores["model"].dropna()) == {load(own).name} else None
    return load(folder).learned_from() if folder is not None else None
