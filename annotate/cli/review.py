"""Sending sentences back for another look, for ``annotate resolve --review`` and ``annotate audit --push``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotate.cli.console import bar

if TYPE_CHECKING:
    import pandas as pd

    from annotate.studio.connection import Remembered, Where
    from annotate.studio.pushing import Pushed
    from annotate.workflows.project import Project


def reach(project: Project, title: str, url: str | None) -> tuple[Where, Remembered]:
    """The Label Studio that is meant, and what is known of its project called `title`."""
    import os

    from annotate.studio import connection as finding
    from annotate.studio.client import TOKEN_VARIABLE

    place = finding.where(url or project.url, os.environ.get(TOKEN_VARIABLE), variable=TOKEN_VARIABLE)
    return place, finding.remembered(project.folder, place.url, title)


def send(sentences: pd.DataFrame, project: Project, title: str, url: str | None, questions: set[str]) -> Pushed:
    """What was done so that the project `title` asks `questions` of `sentences`, blind: no label, no prediction."""
    from annotate.scheme import only
    from annotate.studio import connection as finding
    from annotate.studio.pushing import push

    place, known = reach(project, title, url)
    guidelines = project.place("guidelines")
    done = push(
        sentences,
        only(project.scheme, questions),
        url=place.url,
        token=place.token,
        title=title,
        guidelines=guidelines.read_text(encoding="utf-8") if guidelines.is_file() else "",
        project_id=known.project_id,
        progress=bar,
    )
    if project.found:
        finding.remember(project.folder, finding.Remembered(place.url, title, done.project_id))
    return done
