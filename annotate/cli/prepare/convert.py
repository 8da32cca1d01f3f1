"""``annotate convert``: labels made elsewhere into an annotations table, and back out."""

from __future__ import annotations

from pathlib import Path

import typer

from annotate.cli.console import EXCEL_SAFE, exit_if_rejected, many, say, show_ledger
from annotate.io.exports import export_names


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate convert export.json --from label-studio -o annotations.csv")(convert)


def convert(
    files: list[Path] = typer.Argument(
        ..., metavar="FILE", help="What the other tool exported: files, a folder or a zip archive; or a table."
    ),
    from_format: str = typer.Option(
        ..., "--from", help=f"The tool that made the labels: {export_names()} (csv: any table)."
    ),
    output: Path = typer.Option(Path("-"), "-o", "--output", metavar="TABLE", help="The table or JSON to write."),
    to: str | None = typer.Option(
        None, help="label-studio (JSON to import), jsonl or csv; by default by the output's ending."
    ),
    question: str = typer.Option("", help="The question, where the file does not say; several with commas."),
    annotator: str | None = typer.Option(None, help="Who labelled, where the file does not say."),
    item_column: str = typer.Option("sentence_id", help="csv: the column that says what was labelled."),
    annotator_column: str = typer.Option("annotator", help="csv: the column that says who labelled it."),
    label_column: str = typer.Option("label", help="csv: the column with the label."),
    annotator_columns: str = typer.Option(
        "", metavar="A,B", help="csv: the columns that each hold one annotator's labels, one row per sentence."
    ),
    text_column: str | None = typer.Option(None, help="The column or field with the text that was labelled."),
    excel_safe: bool = EXCEL_SAFE,
) -> None:
    """Convert labels of another tool to an annotations table, or annotations to Label Studio's JSON."""
    import annotate as an

    ledger = an.Ledger()
    table = an.convert(
        files,
        from_format,
        output,
        to=to,
        question=question,
        annotator=annotator,
        item_column=item_column,
        annotator_column=annotator_column,
        label_column=label_column,
        annotator_columns=annotator_columns,
        text_column=text_column,
        study=an.Study.here(),
        ledger=ledger,
    )
    show_ledger(ledger)
    skipped = int(table["skipped"].sum())
    say(
        f"{many(len(table) - skipped, 'label')} and {many(skipped, 'skip')} "
        f"of {many(table['sentence_id'].nunique(), 'sentence')} "
        f"by {many(table['annotator'].nunique(), 'annotator')} in {output}"
    )
    exit_if_rejected(ledger)
