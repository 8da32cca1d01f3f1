"""``annotate demo``: the whole loop on shipped text, then a page to open."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import typer

from annotate.cli.console import bar, say, warn


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate demo --without-studio")(demo)


def demo(
    folder: Path = typer.Option(Path("annotate-demo"), "--folder", help="Folder for the demonstration's files."),
    without_studio: bool = typer.Option(False, "--without-studio", help="Skip Label Studio: no server, no labelling."),
    open_page: bool = typer.Option(
        True, "--open/--no-open", help="Open the report in a browser (only when run in a terminal)."
    ),
) -> None:
    """Run the whole loop on shipped articles: a report to read, and a batch to label."""
    from annotate.workflows.setup.demonstration import ABOUT, STUDIO_LOG, demonstrate

    say(ABOUT)
    if not without_studio:
        say(f"Meanwhile Label Studio starts (the first time, it is installed as well). Its log: {folder / STUDIO_LOG}")
    page = folder
    details: tuple[str, ...] = ()
    with closing(demonstrate(folder, with_studio=not without_studio, progress=bar)) as steps:
        for number, step in enumerate(steps, start=1):
            say(f"{number}  {step.verb:<8} {step.result}")
            page = step.path if step.verb == "report" else page
            details = step.details or details
    for line in details:
        say(line)
    if details:
        warn("Label Studio keeps running; stop it with annotate studio stop")
    say(f"\nThe report: {page.resolve().as_uri()}")
    say("Next: annotate open, which opens these pages again; annotate init makes a study of your own")
    if open_page and sys.stdout.isatty():
        import webbrowser

        webbrowser.open(page.resolve().as_uri())
