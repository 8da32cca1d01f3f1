"""Parameters of the verbs that read labelled sentences: the tables, and the columns to use."""

from __future__ import annotations

from pathlib import Path

import typer

GOLD: Path | None = typer.Argument(None, metavar="GOLD", help="Gold labels, or any table of texts and labels.")
SENTENCES: Path | None = typer.Argument(None, metavar="SENTENCES", help="Their sentences, if gold has no texts.")
QUESTION: str | None = typer.Option(None, help="Which question's labels; by default the scheme's first.")
TEXT_COLUMN: str | None = typer.Option(None, help="The column with the sentences.")
LABEL_COLUMN: str | None = typer.Option(None, help="The column with the labels.")
