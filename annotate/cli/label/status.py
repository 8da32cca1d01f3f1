"""``annotate status``: annotation progress."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.console import FORM, bar, check_format, many, say, show, show_json, warn, working
from annotate.cli.label._project_options import PROJECT, URL

if TYPE_CHECKING:
    import pandas as pd

    from annotate.studio.annotation_progress import AnnotationProgress
    from annotate.study.record import Event
    from annotate.workflows.label.label_status import LabelStatus


def register(app: typer.Typer) -> None:
    """Add the verb to `app`."""
    app.command(epilog="Example: annotate status --format json")(status)


def status(
    project: str | None = PROJECT,
    url: str | None = URL,
    html: Path | None = typer.Option(None, "--html", metavar="FILE", help="Also write it as an HTML page."),
    watch: bool = typer.Option(False, "--watch", help="Keep showing it until Ctrl-C."),
    every: int = typer.Option(15, "--every", min=1, metavar="SECONDS", help="Seconds between updates with --watch."),
    history: bool = typer.Option(False, "--history", help="Show the study's record instead."),
    form: str = FORM,
) -> None:
    """Show what was pushed, labelled and skipped, by whom, how fast, and what is left."""
    import annotate as an

    check_format(form)
    if history:
        _show_history(an.Study.here().history(), form)
        return
    if watch:
        _watch(lambda: _status_now(project, url, form, html, every), every)
        return
    _status_now(project, url, form, html, None)


def _status_now(project: str | None, url: str | None, form: str, html: Path | None, refresh: int | None) -> None:
    """Ask and show once."""
    import annotate as an
    from annotate.workflows.label.label_status import label_status, write_status_page

    projects = an.status(project=project, url=url, study=an.Study.here(), progress=bar)
    with working("measuring agreement"):
        summary = label_status(projects)
    if html is not None:
        write_status_page(projects, summary, html, refresh=refresh)
    if form == "json":
        import json

        agreement = json.loads(summary.agreement.to_json(orient="records"))
        show_json([{**_document(one), "agreement": agreement} for one in projects])
        return
    if refresh:
        _clear()
    for one in projects:
        _show(one)
    _show_summary(summary, projects[0].item if projects else "sentence")
    if html is not None:
        say(f"wrote {html}; open it in a browser")


def _watch(show_now: Callable[[], None], every: int) -> None:
    """Show again every so many seconds until Ctrl-C; a server that does not answer meanwhile is asked again."""
    import time

    from annotate.errors import StudioError

    try:
        while True:
            try:
                show_now()
                say(f"as of {time.strftime('%H:%M:%S')}; again every {every} s, until Ctrl-C")
            except StudioError as error:
                warn(f"{error}; asking again in {every} s")
            time.sleep(every)
    except KeyboardInterrupt:
        say("stopped watching")


def _clear() -> None:
    from rich.console import Console

    console = Console()
    if console.is_terminal:
        console.clear()


def _show_summary(summary: LabelStatus, item: str) -> None:
    for row in summary.agreement.itertuples():
        value = f"alpha {_or_dash(row.value, '{:.2f}')} [{_or_dash(row.low, '{:.2f}')}, {_or_dash(row.high, '{:.2f}')}]"
        say(f"agreement on {row.question} so far: {value} on {many(row.sentences, f'shared {item}')}, {row.verdict}")
    for row in summary.confusions.groupby("question", sort=False).head(1).itertuples():
        say(f"  most often confused: {row.label} with {row.other} ({row.pairs} times)")
    for question, rows in summary.annotators.groupby("question", sort=False):
        each = ", ".join(f"{row.annotator} {_or_dash(row.agreed, '{:.0%}')}" for row in rows.itertuples())
        say(f"  agree with the others on {question}: {each}")
    for sign in summary.warnings:
        warn(sign)


def _document(part: AnnotationProgress) -> dict[str, object]:
    import json

    facts = {key: value for key, value in vars(part).items() if key not in ("title", "annotators", "annotations")}
    facts |= {key: None for key in ("hours", "days") if facts[key] != facts[key]}
    return {"project": part.title, **facts, "annotators": json.loads(part.annotators.to_json(orient="records"))}


def _show(part: AnnotationProgress) -> None:
    people = _people(part)
    title = f"{part.title}: {many(part.sent, part.item)} for {many(part.overlap, 'annotator')} each"
    if people.empty:
        say(f"{title}; nobody has labelled any yet")
    else:
        show(people, title=title)
    share = part.labelled / part.sent if part.sent else 0
    say(
        f"{part.labelled} of {many(part.sent, part.item)} done ({share:.0%}), {part.started} started,"
        f" {part.skipped} only skipped; {many(part.missing, 'label')} missing"
    )
    if part.missing and part.hours == part.hours:
        say(f"to go: {part.hours:.1f} hours at this pace, {part.days:.1f} days with as many labels a day as so far")


def _people(part: AnnotationProgress) -> pd.DataFrame:
    """The annotators as a window of 80 columns holds them: what is empty for all is left out, and dates are short."""
    people = part.annotators.copy()
    people["seconds"] = [_or_dash(value, "{:.1f}") for value in people["seconds"]]
    people["per_hour"] = [_or_dash(value, "{:.0f}") for value in people["per_hour"]]
    for column in ("accepted", "changed"):
        if people[column].isna().all():
            people = people.drop(columns=column)
        else:
            people[column] = [_or_dash(value, "{:.0%}") for value in people[column]]
    people["last"] = [_moment(str(value)) for value in people["last"]]
    return people.rename(columns={"per_hour": "an hour"})


def _moment(written: str) -> str:
    """The time of an instant of today, the day of one of this year, the month of others; in UTC, as in the tables."""
    from datetime import UTC, datetime

    now = datetime.now(UTC).isoformat()
    if written[:10] == now[:10]:
        return f"{written[11:16]} UTC"
    return written[5:10] if written[:4] == now[:4] else written[:7]


def _show_history(events: list[Event], form: str) -> None:
    from dataclasses import asdict

    if form == "json":
        show_json([asdict(event) for event in events])
        return
    if not events:
        say("nothing is recorded about this study yet")
    for event in events:
        inputs = ", ".join(f"{name} {sha[:8]}" for name, sha in event.inputs.items())
        typer.echo(f"{event.number:>4}  {event.at[:16].replace('T', ' ')}  {event.kind:<8} {event.summary}")
        if inputs:
            typer.echo(f"{'':<32}from {inputs}")


def _or_dash(value: float, form: str) -> str:
    return "–" if value != value else form.format(value)
