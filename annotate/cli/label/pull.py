"""``annotate pull``: labels out of Label Studio."""

from __future__ import annotations

from pathlib import Path

import typer

from annotate.cli.console import bar, many, say


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
    from annotate.io.formats import written_format
    from annotate.io.writing import write_table
    from annotate.studio.connection import TOKEN_VARIABLE, find_connection
    from annotate.studio.study_project import StudyProject
    from annotate.workflows.project import Project

    project = Project.here()
    path = project.given_or(output, "annotations")
    written_format(path)
    connection = find_connection(url or project.url, os.environ.get(TOKEN_VARIABLE))
    labelling = StudyProject.open(connection, title or project.title, project.folder if project.found else None)
    pulled = labelling.pull(project.scheme, progress=bar)
    frame = pulled.annotations
    write_table(frame, path, tables.ANNOTATIONS)
    people = frame["annotator"].nunique()
    sentences = frame["sentence_id"].nunique()
    said = f"{many(len(frame), 'annotation')} of {many(sentences, 'sentence')} by {many(people, 'annotator')}"
    say(f"wrote {said} to {path}")
    say(f"since the last pull: {many(pulled.changed, 'sentence')} new or changed, {pulled.deleted} no longer labelled")
