"""``annotate init``: a study folder with settings, guidelines and a .gitignore."""

from __future__ import annotations

from pathlib import Path

import typer

from annotate.cli.console import say


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate init my-study")(init)


def init(
    folder: Path = typer.Argument(Path("."), metavar="DIR", help="The folder; created if it does not exist."),
) -> None:
    """Start a study: annotate.toml, guidelines.md and .gitignore."""
    from annotate.workflows.setup.settings import write_settings

    for path in write_settings(folder):
        say(f"wrote {path}")
    enter = "" if folder.resolve() == Path.cwd() else f"cd {folder}, "
    say(f"Next: {enter}put articles into a folder news, and run annotate split news")
