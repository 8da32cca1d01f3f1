"""``annotate replicate``: the bundle that reruns every number."""

from __future__ import annotations

from pathlib import Path

import typer

from annotate.cli.console import bar, exit_if_rejected, say, show_ledger
from annotate.cli.publish._estimating import ESTIMATOR, POPULATION, QUESTION, SCORES, UNIT, WEIGHTS


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate replicate scores.parquet --gold gold.csv -o study.zip")(replicate)


def replicate(
    scores: Path = SCORES,
    output: Path = typer.Option(..., "-o", "--output", metavar="STUDY.zip", help="The bundle to write."),
    gold: Path = typer.Option(None, "--gold", help="Human labels; by default the study's."),
    annotations: Path = typer.Option(None, "--annotations", help="Each annotator's labels; by default the study's."),
    model: Path = typer.Option(None, "--model", help="The model folder; by default the study's."),
    question: str = QUESTION,
    by: str = typer.Option("", "--by", help="Columns to group by, beside outlet and month."),
    regress: list[str] = typer.Option(
        [], "--regress", metavar="FORMULA", help="A regression to compute, such as 'critical ~ outlet'; repeatable."
    ),
    event: str = typer.Option(
        None, "--event", metavar="DATE", help="For regressions: a date, such as 2031-09-01; adds the column after."
    ),
    periods: str = typer.Option(None, "--periods", help="For regressions: day, week, month ... around the event."),
    reference: str = typer.Option(
        "", "--reference", metavar="COLUMN=VALUE", help="For regressions: the value others are compared with."
    ),
    estimator: str = ESTIMATOR,
    population: str = POPULATION,
    weights: str = WEIGHTS,
    unit: str = UNIT,
    with_text: bool = typer.Option(
        False, "--with-text", help="Include the sentences; you need the right to share them."
    ),
    title: str = typer.Option("", "--title", help="The bundle's title."),
) -> None:
    """Write a bundle from which every number can be recomputed: labels, scores, design, codebook, script."""
    import annotate as an

    study, ledger = an.Study.here(), an.Ledger()
    path = an.replicate(
        study.path_or(scores, "scores", parameter="scores"),
        output=output,
        gold=gold,
        annotations=annotations,
        model=model,
        question=question,
        by=by,
        regress=regress,
        event=event,
        periods=periods,
        reference=reference,
        estimator=estimator,
        population=population,
        weights=weights,
        unit=unit,
        with_text=with_text,
        title=title,
        study=study,
        ledger=ledger,
        progress=bar,
    )
    show_ledger(ledger)
    if not with_text:
        say("the text of the articles is left out (copyright); --with-text puts it in")
    say(f"wrote {path}; unpacked, python rerun.py computes every number again")
    exit_if_rejected(ledger)
