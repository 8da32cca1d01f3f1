"""``annotate resolve``: one gold label per sentence and question, from the annotators' labels."""

from __future__ import annotations

from pathlib import Path

import typer

from annotate.cli.console import EXCEL_SAFE, bar, exit_if_rejected, say, show_ledger
from annotate.cli.label._project_options import PROJECT, URL


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate resolve annotations.csv -o gold.csv --method majority")(resolve)


def resolve(
    annotations: Path | None = typer.Argument(None, metavar="ANNOTATIONS", help="What annotate pull wrote."),
    output: Path | None = typer.Option(None, "-o", "--output", metavar="GOLD", help="The gold table to write."),
    method: str = typer.Option("majority", help="{methods} (model: Dawid and Skene)."),
    batch: Path | None = typer.Option(None, metavar="BATCH", help="The batch, for inclusion probabilities and split."),
    frame: Path | None = typer.Option(
        None, metavar="FRAME", help="The frame that annotate sample wrote, if there were several waves."
    ),
    review: bool = typer.Option(False, "--review", help="Push the disagreements, and only those, to be adjudicated."),
    adjudications: Path | None = typer.Option(None, help="Their labels as a table; by default pulled from the review."),
    project: str | None = PROJECT,
    url: str | None = URL,
    excel_safe: bool = EXCEL_SAFE,
) -> None:
    """Resolve annotations to gold; ties are reported and left without a label."""
    import annotate as an

    study, ledger = an.Study.here(), an.Ledger()
    annotations = study.path_or(annotations, "annotations", parameter="annotations")
    output = study.path_or(output, "gold", parameter="output")
    gold = an.resolve(
        annotations,
        output=output,
        method=method,
        batch=batch,
        frame=frame,
        review=review,
        adjudications=adjudications,
        project=project,
        url=url,
        study=study,
        ledger=ledger,
        progress=bar,
    )
    show_ledger(ledger)
    say(f"{int((gold['rule'] != 'tie').sum())} gold labels in {output}")
    exit_if_rejected(ledger)
