"""``annotate status``: how a labelling project stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from annotate.cli.console import bar, check_format, many, say, show, show_json

if TYPE_CHECKING:
    from annotate.studio.annotation_progress import AnnotationProgress


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate status --format json")(status)


def status(
    title: str | None = typer.Option(None, "--project", help="Title in Label Studio; else the study's title."),
    url: str | None = typer.Option(None, "--url", help="Another Label Studio; its token in LABEL_STUDIO_API_KEY."),
    form: str = typer.Option("table", "--format", help="table or json."),
) -> None:
    """Tell what was sent, labelled and skipped, by whom, how fast, and what is left."""
    import os

    from annotate.studio.connection import TOKEN_VARIABLE, find_connection
    from annotate.studio.study_project import StudyProject
    from annotate.workflows.project import Project

    check_format(form)
    project = Project.here()
    connection = find_connection(url or project.url, os.environ.get(TOKEN_VARIABLE))
    labelling = StudyProject.open(connection, title or project.title, project.folder if project.found else None)
    found = labelling.progress(project.scheme, progress=bar)
    if form == "json":
        show_json([_document(one) for one in found])
        return
    for one in found:
        _show(one)


def _document(found: AnnotationProgress) -> dict[str, object]:
    import json

    facts = {key: value for key, value in vars(found).items() if key not in ("title", "annotators")}
    facts |= {key: None for key in ("hours", "days") if facts[key] != facts[key]}
    return {"project": found.title, **facts, "annotators": json.loads(found.annotators.to_json(orient="records"))}


def _show(found: AnnotationProgress) -> None:
    people = found.annotators.copy()
    people["seconds"] = [_plain(value, "{:.1f}") for value in people["seconds"]]
    people["per_hour"] = [_plain(value, "{:.0f}") for value in people["per_hour"]]
    for column in ("accepted", "changed"):
        people[column] = [_plain(value, "{:.0%}") for value in people[column]]
    people["last"] = [str(value)[:16].replace("T", " ") for value in people["last"]]
    show(people, title=f"{found.title}: {many(found.sent, 'sentence')} for {many(found.overlap, 'annotator')} each")
    share = found.labelled / found.sent if found.sent else 0
    say(
        f"{found.labelled} of {many(found.sent, 'sentence')} done ({share:.0%}), {found.started} begun,"
        f" {found.skipped} only skipped; {many(found.missing, 'label')} missing"
    )
    if found.missing and found.hours == found.hours:
        say(f"at this pace: {found.hours:.1f} hours of work, {found.days:.1f} days like those so far")


def _plain(value: float, form: str) -> str:
    return "–" if value != value else form.format(value)
