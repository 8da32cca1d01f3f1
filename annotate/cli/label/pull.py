"""``annotate pull``: annotations out of Label Studio."""

from __future__ import annotations

from pathlib import Path

import typer

from annotate.cli.console import EXCEL_SAFE, bar, many, say, show_ledger


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate pull -o annotations.csv")(pull)


def pull(
    output: Path | None = typer.Option(
        None, "--output", "-o", metavar="ANNOTATIONS", help="The table to write; else the study's annotations."
    ),
    project: str | None = typer.Option(None, "--project", help="Title in Label Studio; else the study's title."),
    url: str | None = typer.Option(None, "--url", help="Another Label Studio; its token in LABEL_STUDIO_API_KEY."),
    excel_safe: bool = EXCEL_SAFE,
) -> None:
    """Pull the annotations: one row a sentence, annotator and question."""
    import annotate as an

    study, ledger = an.Study.here(), an.Ledger()
    output = study.path_or(output, "annotations", parameter="output")
    table = an.pull(output=output, project=project, url=url, study=study, ledger=ledger, progress=bar)
    show_ledger(ledger)
    say(
        f"wrote {many(len(table), 'annotation')} of {many(table['sentence_id'].nunique(), 'sentence')} by "
        f"{many(table['annotator'].nunique(), 'annotator')} to {output}"
    )
