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
    from annotate.studio import connection as finding
    from annotate.studio import pulling
    from annotate.studio.client import TOKEN_VARIABLE
    from annotate.workflows.project import Project

    project = Project.here()
    path = project.given_or(output, "annotations")
    written_format(path)
    chosen = title or project.title
    place = finding.where(url or project.url, os.environ.get(TOKEN_VARIABLE), variable=TOKEN_VARIABLE)
    known = finding.remembered(project.folder, place.url, chosen)
    parts = []
    for one in [finding.coder_title(chosen, coder) for coder in known.coders] or [chosen]:
        done = pulling.pull_changes(
            project.scheme,
            url=place.url,
            token=place.token,
            title=one,
            project_id=None if known.coders else known.project_id,
            state=finding.pulled_file(project.folder, place.url, one) if project.found else None,
            progress=bar,
        )
        parts.append(done)
    frame = pulling.merged([part.annotations for part in parts])
    write_table(frame, path, tables.ANNOTATIONS)
    people = frame["annotator"].nunique()
    changed, deleted = sum(part.changed for part in parts), sum(part.deleted for part in parts)
    sentences = frame["sentence_id"].nunique()
    said = f"{many(len(frame), 'annotation')} of {many(sentences, 'sentence')} by {many(people, 'annotator')}"
    say(f"wrote {said} to {path}")
    say(f"since the last pull: {many(changed, 'sentence')} new or changed, {deleted} no longer labelled")
