"""``annotate pull``: annotations out of Label Studio, or out of coding sheets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.console import EXCEL_SAFE, bar, exit_if_rejected, many, say, show_ledger
from annotate.cli.label._project_options import ADOPT, PROJECT, URL

if TYPE_CHECKING:
    import pandas as pd


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate pull -o annotations.csv")(pull)


def pull(
    sheets: list[Path] = typer.Argument(
        None,
        metavar="[SHEET.xlsx...]",
        help="Filled-in coding sheets, one annotator each, instead of Label Studio.",
    ),
    output: Path | None = typer.Option(
        None, "--output", "-o", metavar="ANNOTATIONS", help="The table to write; by default the study's annotations."
    ),
    project: str | None = PROJECT,
    url: str | None = URL,
    excel_safe: bool = EXCEL_SAFE,
    current_only: bool = typer.Option(
        False, "--current-only", help="Leave out annotations of projects that no longer exist."
    ),
    adopt: bool = ADOPT,
) -> None:
    """Pull the annotations from Label Studio or coding sheets: one row per sentence, annotator and question."""
    import annotate as an

    study, ledger = an.Study.here(), an.Ledger()
    if sheets:
        output = output or study.path("annotations")  # in this folder if it is no study's: answers are added
        table = an.pull_sheets(sheets, output=output, study=study, ledger=ledger)
        show_ledger(ledger)
        _show_written(table, output)
        exit_if_rejected(ledger)
        return
    output = study.path_or(output, "annotations", parameter="output")
    table = an.pull(
        output=output,
        project=project,
        url=url,
        current_only=current_only,
        adopt=adopt,
        study=study,
        ledger=ledger,
        progress=bar,
    )
    show_ledger(ledger)
    _show_written(table, output)


def _show_written(table: pd.DataFrame, output: Path) -> None:
    from annotate.tables import item_keys, item_name

    say(
        f"wrote {many(len(table), 'annotation')} of {many(item_keys(table).nunique(), item_name(table))} by "
        f"{many(table['annotator'].nunique(), 'annotator')} to {output}"
    )
