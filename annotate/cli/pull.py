"""``annotate pull``: labels out of Label Studio."""

from __future__ import annotations

from pathlib import Path

import typer

from annotate.cli.console import bar, say


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate pull -o annotations.csv")(pull)


def pull(
    output: Path | None = typer.Option(
        None, "--output", "-o", metavar="ANNOTATIONS", help="Where to; else the project's annotations."
    ),
    title: str | None = typer.Option(None, "--project", help="Title in Label Studio; else the study's title."),
    url: str | None = typer.Option(None, "--url", help="Another Label Studio; its token in LABEL_STUDIO_API_KEY."),
) -> None:
    """Fetch the annotations: one row a sentence, annotator and question."""
    import os

    from annotate import tables
    from annotate.project import Project
    from annotate.studio import finding
    from annotate.studio import pull as pulling
    from annotate.studio.client import TOKEN_VARIABLE

    project = Project.here()
    path = project.given_or(output, "annotations")
    tables.kind_of_file(path)
    chosen = title or project.title
    place = finding.where(url or project.url, os.environ.get(TOKEN_VARIABLE), variable=TOKEN_VARIABLE)
    known = finding.remembered(project.folder, place.url, chosen)
    frame = pulling.pull(
        project.scheme, url=place.url, token=place.token, title=chosen, project_id=known.project_id, progress=bar
    )
    tables.write(frame, path, tables.ANNOTATIONS)
    people = frame["annotator"].nunique()
    say(
        f"wrote {len(frame)} annotations of {frame['sentence_id'].nunique()} sentences by {people} annotators to {path}"
    )
