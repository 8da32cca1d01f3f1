"""Options of the verbs that work on a project in Label Studio."""

from __future__ import annotations

import typer

PROJECT: str | None = typer.Option(None, "--project", help="Title in Label Studio; by default the study's title.")
URL: str | None = typer.Option(None, "--url", help="Another Label Studio; its token in LABEL_STUDIO_API_KEY.")
ADOPT: bool = typer.Option(
    False, "--adopt", help="Take over a project that no study pushed, or that of the copied folder."
)
