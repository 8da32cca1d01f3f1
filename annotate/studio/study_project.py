"""The labelling project of a study: one Label Studio project, or one for each blind coder."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from annotate.errors import StudioError
from annotate.progress import Progress, silent
from annotate.scheme import Scheme
from annotate.studio._pulling import Pulled, merged, pull_changes
from annotate.studio.annotation_progress import AnnotationProgress, annotation_progress
from annotate.studio.client import connect, emails
from annotate.studio.connection import Connection
from annotate.studio.pushing import BATCH_SIZE, Pushed, push

STATE = ".annotate"
"""The folder of a study for what is remembered between commands; not under version control."""


@dataclass(frozen=True)
class ProjectRef:
    """One Label Studio project of a study."""

    title: str
    project_id: int | None = None
    state: Path | None = None
    """The file in which pulls remember what they fetched."""


@dataclass(frozen=True)
class StudyProject:
    """The labelling project of a study on one server, and what the study remembers of it.

    Blind coders each label the same sentences in a Label Studio project of their own. `push`, `pull` and `progress`
    do for each of these what they do for the only project of a study without blind coders.
    """

    connection: Connection
    title: str
    folder: Path | None = None
    """The study's folder; nothing is remembered where it is None."""
    project_id: int | None = None
    coders: tuple[str, ...] = ()

    @classmethod
    def open(cls, connection: Connection, title: str, folder: Path | None = None) -> StudyProject:
        """The project called `title`, with what the study in `folder` remembers of it."""
        for known in _remembered(folder):
            if known.get("url") == connection.url and known.get("title") == title:
                return cls(connection, title, folder, known.get("project_id"), tuple(known.get("coders") or ()))
        return cls(connection, title, folder)

    def parts(self) -> list[ProjectRef]:
        """The Label Studio projects it consists of: one for each blind coder, or a single one."""
        if self.coders:
            titles = [coder_title(self.title, coder) for coder in self.coders]
            return [ProjectRef(title, None, self._state_file(title)) for title in titles]
        return [ProjectRef(self.title, self.project_id, self._state_file(self.title))]

    def push(
        self,
        batch: pd.DataFrame,
        scheme: Scheme,
        *,
        predictions: pd.DataFrame | None = None,
        question: str | None = None,
        hide: str = "evaluation",
        guidelines: str = "",
        overlap: int | Literal["all"] = 1,
        coders: Sequence[str] | None = None,
        batch_size: int = BATCH_SIZE,
        progress: Progress = silent,
    ) -> list[Pushed]:
        """Push `batch` to each project as `annotate.studio.pushing.push` does, and remember where it went.

        Parameters
        ----------
        overlap
            How many annotators label each sentence; ``all`` are as many as have an account on the server. With blind
            coders it is one in each project.
        coders
            Those who label blind, each in a project of their own; None: those remembered.

        Raises
        ------
        InputError
            If the batch or the predictions cannot be pushed. Nothing was sent then.
        StudioError
            If the server refuses or does not answer.
        """
        target = self if coders is None else replace(self, coders=tuple(coders))
        count = len(emails(connect(**self._access()))) if overlap == "all" else overlap
        pushed = [
            push(
                batch,
                scheme,
                **self._access(),
                title=part.title,
                project_id=part.project_id,
                predictions=predictions,
                question=question,
                hide=hide,
                guidelines=guidelines,
                overlap=1 if target.coders else count,
                batch_size=batch_size,
                progress=progress,
            )
            for part in target.parts()
        ]
        target._remember(None if target.coders else pushed[0].project_id)
        return pushed

    def pull(self, scheme: Scheme, *, progress: Progress = silent) -> Pulled:
        """All annotations of every project as one table, and what is new since the last pull.

        Raises
        ------
        StudioError
            If the server refuses or does not answer, or a project is not there.
        """
        pulled = [
            pull_changes(
                scheme,
                **self._access(),
                title=part.title,
                project_id=part.project_id,
                state=part.state,
                progress=progress,
            )
            for part in self.parts()
        ]
        return merged(pulled)

    def progress(self, scheme: Scheme, *, progress: Progress = silent) -> list[AnnotationProgress]:
        """The annotation progress of each project.

        Raises
        ------
        StudioError
            If the server refuses or does not answer, or a project is not there.
        """
        return [
            annotation_progress(
                scheme,
                **self._access(),
                title=part.title,
                project_id=part.project_id,
                state=part.state,
                progress=progress,
            )
            for part in self.parts()
        ]

    def _access(self) -> dict[str, str]:
        return {"url": self.connection.url, "token": self.connection.token}

    def _state_file(self, title: str) -> Path | None:
        if self.folder is None:
            return None
        name = hashlib.sha256(f"{self.connection.url}\n{title}".encode()).hexdigest()[:12]
        return state_folder(self.folder) / f"pulled-{name}.json"

    def _remember(self, project_id: int | None) -> None:
        """Keep the project's number and coders for the next command."""
        if self.folder is None:
            return
        mine = (self.connection.url, self.title)
        others = [known for known in _remembered(self.folder) if (known.get("url"), known.get("title")) != mine]
        entry = {"url": mine[0], "title": mine[1], "project_id": project_id, "coders": self.coders}
        path = state_folder(self.folder) / "projects.json"
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps([*others, entry], indent=1), encoding="utf-8")
        os.replace(beside, path)


def coder_title(title: str, coder: str) -> str:
    """The title of the project in which `coder` labels the sentences of `title` without seeing the others' labels."""
    return f"{title} · {coder}"


def state_folder(folder: Path) -> Path:
    """The folder for what is remembered, made where it is not there, for its owner alone."""
    state = folder / STATE
    try:
        state.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StudioError(f"{state}: cannot be written ({error.strerror}); make the folder writable") from error
    return state


def _remembered(folder: Path | None) -> list[Mapping[str, Any]]:
    if folder is None:
        return []
    try:
        known = json.loads((folder / STATE / "projects.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []  # nothing remembered: the title alone finds the project
    return known if isinstance(known, list) else []
