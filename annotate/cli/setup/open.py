"""``annotate open``: the labelling page, the report and the documentation in the browser."""

from __future__ import annotations

from pathlib import Path

import typer

from annotate.cli.console import FORM, check_format, say, show_json

_DEMO = Path("annotate-demo")


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(name="open", epilog="Example: annotate open report")(open_)


def open_(
    what: str | None = typer.Argument(
        None, metavar="[labelling|report|documentation]", help="Open only this one; by default all."
    ),
    folder: Path | None = typer.Option(
        None, "--folder", metavar="DIR", help="The study; by default the one in this folder, or the demonstration's."
    ),
    print_only: bool = typer.Option(False, "--print", help="Only print the addresses."),
    form: str = FORM,
) -> None:
    """Open the labelling page, the report and the documentation, and print their addresses."""
    import annotate as an
    from annotate.workflows.setup.opening import check_what

    check_format(form)
    check_what(what)
    study = an.Study.here(folder)
    if folder is None and not study.exists and (_DEMO / "annotate.toml").is_file():
        study = an.Study(_DEMO)
    if not print_only:
        say("opening what is there ...")
    addresses = an.open(what, study=study, browser=not print_only)
    if form == "json":
        show_json([{"what": one.what, "link": one.link, "note": one.note} for one in addresses])
    else:
        for address in addresses:
            say(f"{address.what}{': ' if address.note else ''}{address.note}")
            if address.link:
                typer.echo(f"  {address.link}")
    if what is not None and not any(address.link for address in addresses):
        raise typer.Exit(1)
