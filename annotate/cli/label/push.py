"""``annotate push``: a batch of sentences into Label Studio."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from annotate.cli.console import bar, exit_if_rejected, many, say, show_ledger, warn
from annotate.cli.label._project_options import ADOPT, PROJECT, URL

if TYPE_CHECKING:
    from annotate.studio.pushing import Pushed


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate push batch.csv --predictions models/stance")(push)


def push(
    batch: Path | None = typer.Argument(
        None, metavar="BATCH", help="Sentences to label; by default the study's batch."
    ),
    project: str | None = PROJECT,
    url: str | None = URL,
    overlap: str | None = typer.Option(
        None,
        "--overlap",
        metavar="K",
        help="How many annotators each sentence gets, or all; by default as before, at first 1.",
    ),
    coders: str | None = typer.Option(
        None,
        "--coders",
        metavar="A,B",
        help="Blind double coding: a project for each of these; by default as before.",
    ),
    predictions: Path | None = typer.Option(None, "--predictions", help="A model folder, or a table of scores."),
    hide: str = typer.Option(
        "evaluation",
        "--hide",
        help="Predictions annotators must not see: evaluation (part of a mixed batch), all, none.",
    ),
    guidelines: Path | None = typer.Option(None, "--guidelines", help="Markdown shown to annotators."),
    batch_size: int = typer.Option(500, "--batch-size", min=1, max=5000, help="Sentences in one request."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Check everything, push nothing."),
    adopt: bool = ADOPT,
    new_study: bool = typer.Option(
        False, "--new-study", help="Make this copy of a folder a study of its own, with another project."
    ),
) -> None:
    """Push sentences to label; sentences already there are not pushed again."""
    import annotate as an

    ledger = an.Ledger()
    pushed = an.push(
        batch,
        project=project,
        url=url,
        overlap=_overlap(overlap),
        coders=coders or (),
        predictions=predictions,
        hide=hide,
        guidelines=guidelines,
        batch_size=batch_size,
        dry_run=dry_run,
        adopt=adopt,
        new_study=new_study,
        study=an.Study.here(),
        ledger=ledger,
        progress=bar,
    )
    if not dry_run:
        show_ledger(ledger)
    for part in pushed:
        _show_dry_run(part) if dry_run else _show(part)
    exit_if_rejected(ledger)


def _overlap(overlap: str | None) -> int | Literal["all"] | None:
    from annotate.errors import UsageError

    if overlap is None:
        return None
    if overlap == "all":
        return "all"
    if not re.fullmatch(r"0*[1-9]\d{0,3}", overlap, re.ASCII):
        raise UsageError(f"`overlap` {overlap}: neither a number of annotators (1 to 9999) nor all")
    return int(overlap)


def _show_dry_run(part: Pushed) -> None:
    sentences = f"{many(part.added, part.item)}, {part.predictions} with a prediction"
    say(f"would push {sentences}, to project '{part.title}'; nothing was pushed")


def _show(part: Pushed) -> None:
    say(
        f"project '{part.title}': {many(part.added, part.item)} added, {part.present} already there,"
        f" {part.predictions} predictions sent"
    )
    if part.hidden:
        say(f"{part.hidden} predictions are hidden from annotators: their sentences are the evaluation part (`hide`)")
    if part.repaired:
        warn(f"Repaired {part.repaired} missing or duplicate tasks/predictions on the server.")
    say(f"label at {part.url}")
