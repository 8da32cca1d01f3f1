"""``annotate label``: a page of our own, or the terminal, to label without a server."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.console import many, say

if TYPE_CHECKING:
    from annotate.workflows.label.page_labelling import LabellingStart


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate label batch.csv --annotator anna -o annotations.csv")(label)


def label(
    batch: Path | None = typer.Argument(None, metavar="BATCH", help="The sentences to label; by default the study's."),
    output: Path | None = typer.Option(
        None,
        "--output",
        "-o",
        metavar="ANNOTATIONS",
        help="The table that gets every answer; by default the study's, or annotations.csv.",
    ),
    annotator: str | None = typer.Option(
        None, "--annotator", metavar="NAME", help="The annotator's name in the table; by default your login name."
    ),
    terminal: bool = typer.Option(False, "--terminal", help="Label in this terminal, without a browser."),
    guidelines: Path | None = typer.Option(
        None, "--guidelines", metavar="FILE", help="Markdown shown beside the sentences; by default the study's."
    ),
    port: int | None = typer.Option(
        None, "--port", min=1, max=65535, help="The page's port on 127.0.0.1; by default any free one."
    ),
    browser: bool = typer.Option(True, "--browser/--no-browser", help="Open the page in a browser."),
    review: bool = typer.Option(
        False, "--review", help="Only sentences on which others disagree, for somebody else to decide."
    ),
) -> None:
    """Label a batch on a page on this machine, without a server; every answer is saved at once.

    The page works offline, for one person, with the keyboard. Stop when you like, by any means: nothing that was
    answered is lost, and the same command resumes where you stopped.
    """
    say("preparing the batch ...")
    import annotate as an

    study, ledger = an.Study.here(), an.Ledger()
    source = study.path_or(batch, "batch", parameter="batch")
    target = output or study.path("annotations")  # in this folder if it is no study's: answers are added
    named = annotator is not None
    an.label(
        source,
        output=target,
        annotator=annotator,
        port=port,
        terminal=terminal,
        browser=browser and sys.stdout.isatty(),
        guidelines=guidelines,
        review=review,
        study=study,
        ledger=ledger,
        ready=lambda start: _announce(start, named=named, review=review),
        new_link=lambda link: say(f"That link was used already. A new one, which logs in once: {link}"),
    )
    counts = {count.note: count.number for count in ledger.left_out}
    rest, skipped = counts.get("not labelled yet", 0), counts.get("skipped", 0)
    say(f"{many(ledger.used[0].number, ledger.used[0].unit)} labelled, {skipped} skipped, {rest} to go, in {target}")
    steps = ["the same command to continue"] if rest else []
    if ledger.written[-1].number:
        named_files = "" if study.exists and output is None else f" {target}"
        gold = "" if study.exists else " -o gold.csv"
        measure = f" (annotate agreement{named_files} where several labelled)"
        steps.append(f"annotate resolve{named_files}{gold}{' --method adjudicated' if review else measure}")
    say(f"Next: {', or '.join(steps)}")


def _announce(start: LabellingStart, *, named: bool, review: bool) -> None:
    login = "" if named else " (your login name; another one with --annotator)"
    say(f"annotator: {start.annotator}{login}")
    how = " --method adjudicated" if review else ""
    if all_done := start.done == start.total:
        look = "open the link to look at answers or change them, Ctrl-C to stop" if start.link else "Ctrl-C to stop"
        say(f"all {many(start.total, start.item)} are done, in {start.output}; {look}. Next: annotate resolve{how}")
    else:
        say(f"{start.done} of {many(start.total, start.item)} done; answers go to {start.output} as you give them")
    if not start.link and not all_done:
        say("Stop with Ctrl-C: nothing is lost.")
    if start.link:
        say(f"Label at {start.link}")
        say("The link logs in once, on this machine only. Stop with Ctrl-C or on the page: nothing is lost.")
