"""Sending sentences back for another look, for ``annotate resolve --review`` and ``annotate audit --push``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotate.cli.console import bar

if TYPE_CHECKING:
    import pandas as pd

    from annotate.studio.pushing import Pushed
    from annotate.studio.study_project import StudyProject
    from annotate.workflows.project import Project


def open_project(project: Project, title: str, url: str | None) -> StudyProject:
    """The study's labelling project called `title`."""
    import os

    from annotate.studio.connection import TOKEN_VARIABLE, find_connection
    from annotate.studio.study_project import StudyProject

    connection = find_connection(url or project.url, os.environ.get(TOKEN_VARIABLE))
    return StudyProject.open(connection, title, project.folder if project.found else None)


def send(sentences: pd.DataFrame, project: Project, title: str, url: str | None, questions: set[str]) -> Pushed:
    """What was done so that the project `title` asks `questions` of `sentences`, blind: no label, no prediction."""
    from annotate.scheme import only

    guidelines = project.place("guidelines")
    [pushed] = open_project(project, title, url).push(
        sentences,
        only(project.scheme, questions),
        guidelines=guidelines.read_text(encoding="utf-8") if guidelines.is_file() else "",
        progress=bar,
    )
    return pushed
