"""``annotate train-coders``: sentences with known answers, for coders to learn on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.console import many, say, show

if TYPE_CHECKING:
    from annotate.workflows.label.page_labelling import LabellingStart


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command("train-coders", epilog="Example: annotate train-coders --annotator ben -n 20")(train_coders)


def train_coders(
    gold: Path | None = typer.Argument(None, metavar="GOLD", help="The known answers; by default the study's gold."),
    sentences: Path | None = typer.Argument(None, metavar="SENTENCES", help="Their texts; by default the study's."),
    size: int = typer.Option(20, "-n", "--size", min=1, help="How many sentences there are in a round."),
    round_number: int = typer.Option(1, "--round", min=1, help="Which round; 2 takes the next sentences, and so on."),
    output: Path | None = typer.Option(
        None, "--output", "-o", metavar="TRAINING", help="The table that gets every answer; by default training.csv."
    ),
    annotator: str | None = typer.Option(None, "--annotator", metavar="NAME", help="Who is trained; by default you."),
    terminal: bool = typer.Option(False, "--terminal", help="Train in this terminal, without a browser."),
    guidelines: Path | None = typer.Option(
        None, "--guidelines", metavar="FILE", help="Markdown; by default the study's."
    ),
    port: int | None = typer.Option(None, "--port", min=1, max=65535, help="The page's port; by default any free one."),
    browser: bool = typer.Option(True, "--browser/--no-browser", help="Open the page in a browser."),
    results: bool = typer.Option(False, "--results", help="Only show how well everybody answered so far."),
    results_file: Path | None = typer.Option(
        None, "--results-file", metavar="FILE", help="Also write the results to this file."
    ),
    seed: int | None = typer.Option(None, min=0, help="Seed of the order of sentences."),
) -> None:
    """Train a coder on sentences with known answers: feedback after each answer, a score at the end.

    The answers go to a table of their own and never count as labels. Everybody gets the same sentences, except those
    that they have labelled themselves.
    """
    import annotate as an

    study = an.Study.here()
    if results:
        target = study.path_or(output, "training", parameter="output")
        show(an.training_results(target, results_file=results_file))
        return
    say("choosing sentences ...")
    target = study.path_or(output, "training", parameter="output")
    scores = an.train_coders(
        study.path_or(gold, "gold", parameter="gold"),
        sentences,
        size=size,
        round_number=round_number,
        output=target,
        annotator=annotator,
        port=port,
        terminal=terminal,
        browser=browser and sys.stdout.isatty(),
        guidelines=guidelines,
        results_file=results_file,
        seed=seed,
        study=study,
        ready=_announce,
        new_link=lambda link: say(f"That link was used already. A new one, which logs in once: {link}"),
    )
    if scores.empty:
        say("Nothing was answered; run the same command to begin")
        return
    show(scores)
    say(f"share is the share of right answers, low and high are its 95 % interval; the answers are in {target}")
    say("Next: the same command to continue, --round 2 for other sentences, or annotate label")


def _announce(start: LabellingStart) -> None:
    say(f"annotator: {start.annotator}, in training; the answers never count as labels")
    say(f"{start.done} of {many(start.total, 'sentence')} done; answers go to {start.output} as you give them")
    if start.link:
        say(f"Answer at {start.link}")
        say("The link logs in once, on this machine only. Stop with Ctrl-C or on the page: nothing is lost.")
