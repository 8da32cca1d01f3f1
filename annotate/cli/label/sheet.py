"""``annotate sheet``: a batch as a coding sheet, to label without a server."""

from __future__ import annotations

from pathlib import Path

import typer

from annotate.cli.console import say


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate sheet batch.csv -o coding.xlsx")(sheet)


def sheet(
    batch: Path | None = typer.Argument(None, metavar="BATCH", help="The sentences to label; by default the study's."),
    output: Path | None = typer.Option(
        None, "--output", "-o", metavar="SHEET.xlsx", help="The coding sheet to write; coding.xlsx in a study."
    ),
    guidelines: Path | None = typer.Option(
        None, metavar="FILE", help="Markdown shown on a sheet of its own; by default the study's."
    ),
) -> None:
    """Write a batch as a spreadsheet with drop-down lists of labels, to label without a server.

    Give each annotator a copy named after them, as coding-anna.xlsx, and read the copies back with annotate pull
    coding-*.xlsx. Everything but the answers is protected.
    """
    import annotate as an

    study = an.Study.here()
    output = output or (study.folder / "coding.xlsx" if study.exists else Path("coding.xlsx"))
    source, ledger = study.path_or(batch, "batch", parameter="batch"), an.Ledger()
    an.sheet(source, output, guidelines=guidelines, study=study, ledger=ledger)
    say(f"wrote {ledger.written[0]} to {output}")
    say(f"Next: copy it for each annotator, as {output.stem}-anna.xlsx, and run annotate pull {output.stem}-*.xlsx")
