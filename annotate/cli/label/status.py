"""``annotate status``: annotation progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from annotate.cli.console import bar, check_format, many, say, show, show_json

if TYPE_CHECKING:
    from annotate.studio.annotation_progress import AnnotationProgress
    from annotate.study.record import Event


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate status --format json")(status)


def status(
    project: str | None = typer.Option(None, "--project", help="Title in Label Studio; else the study's title."),
    url: str | None = typer.Option(None, "--url", help="Another Label Studio; its token in LABEL_STUDIO_API_KEY."),
    history: bool = typer.Option(False, "--history", help="Show instead what was recorded of the study."),
    form: str = typer.Option("table", "--format", help="table or json."),
) -> None:
    """Show what was pushed, labelled and skipped, by whom, how fast, and what is left."""
    import annotate as an

    check_format(form)
    if history:
        _show_history(an.Study.here().history(), form)
        return
    projects = an.status(project=project, url=url, study=an.Study.here(), progress=bar)
    if form == "json":
        show_json([_document(one) for one in projects])
        return
    for one in projects:
        _show(one)


def _document(part: AnnotationProgress) -> dict[str, object]:
    import json

    facts = {key: value for key, value in vars(part).items() if key not in ("title", "annotators")}
    facts |= {key: None for key in ("hours", "days") if facts[key] != facts[key]}
    return {"project": part.title, **facts, "annotators": json.loads(part.annotators.to_json(orient="records"))}


def _show(part: AnnotationProgress) -> None:
    people = part.annotators.copy()
    people["seconds"] = [_plain(value, "{:.1f}") for value in people["seconds"]]
    people["per_hour"] = [_plain(value, "{:.0f}") for value in people["per_hour"]]
    for column in ("accepted", "changed"):
        people[column] = [_plain(value, "{:.0%}") for value in people[column]]
    people["last"] = [str(value)[:16].replace("T", " ") for value in people["last"]]
    show(people, title=f"{part.title}: {many(part.sent, 'sentence')} for {many(part.overlap, 'annotator')} each")
    share = part.labelled / part.sent if part.sent else 0
    say(
        f"{part.labelled} of {many(part.sent, 'sentence')} done ({share:.0%}), {part.started} started,"
        f" {part.skipped} only skipped; {many(part.missing, 'label')} missing"
    )
    if part.missing and part.hours == part.hours:
        say(f"at this pace: {part.hours:.1f} hours of work, {part.days:.1f} days")


def _show_history(events: list[Event], form: str) -> None:
    from dataclasses import asdict

    if form == "json":
        show_json([asdict(event) for event in events])
        return
    if not events:
        say("nothing is recorded of this study yet")
    for event in events:
        inputs = ", ".join(f"{name} {sha[:8]}" for name, sha in event.inputs.items())
        typer.echo(f"{event.number:>4}  {event.at[:16].replace('T', ' ')}  {event.kind:<8} {event.summary}")
        if inputs:
            typer.echo(f"{'':<32}from {inputs}")


def _plain(value: float, form: str) -> str:
    return "–" if value != value else form.format(value)
