"""The labelling project of a study: one Label Studio project, or one for each blind coder."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from filelock import FileLock

from annotate.errors import AnnotateWarning, StudioError
from annotate.progress import Progress, silent
from annotate.scheme import Scheme
from annotate.studio import _projects as projects
from annotate.studio.annotation_progress import AnnotationProgress, annotation_progress
from annotate.studio.client import connect, emails
from annotate.studio.connection import Connection, KnownProject, ProjectRef
from annotate.studio.pulling import Pulled, last_annotations, pull
from annotate.studio.pushing import BATCH_SIZE, Pushed, push
from annotate.study.draws import add_push
from annotate.study.hashes import table_hash
from annotate.study.places import begun_anew, copied, own_pushes, stay
from annotate.study.pulls import Source, add_pull, changes, from_gone_projects, last_pull
from annotate.study.record import Detail, Event, Record


@dataclass(frozen=True)
class StudyProject:
    """The labelling project of a study on one server, and its entries in the study's record.

    Blind coders each label the same sentences in a separate Label Studio project. `push`, `pull` and `progress` handle
    all of these projects, or the single one of a study without blind coders.
    """

    connection: Connection
    title: str
    record: Record | None = None
    """The study's record; without it, nothing is recorded."""
    named: bool = True
    """Whether it is a project of its own name, and not the one named after the study."""

    @classmethod
    def open(cls, connection: Connection, title: str, folder: Path | None = None, named: bool = True) -> StudyProject:
        """The project called `title` of the study in `folder`."""
        return cls(connection, title, Record(folder) if folder is not None else None, named)

    @property
    def coders(self) -> tuple[str, ...]:
        """The blind coders of the last push."""
        if pushes := self._pushes():
            return tuple(_texts(pushes[-1].details.get("coders")))
        return tuple(_texts(self._before_the_record().get("coders")))

    @property
    def overlap(self) -> int | None:
        """Number of annotators for each sentence in the last push; None before the first push."""
        pushes = self._pushes()
        return int(str(pushes[-1].details["overlap"])) if pushes else None

    def parts(self, coders: Sequence[str] | None = None) -> list[ProjectRef]:
        """Its Label Studio projects: one for each blind coder, or a single one."""
        blind = self.coders if coders is None else coders
        titles = [coder_title(self.title, coder) for coder in blind] or [self.title]
        return [self._part(title) for title in titles]

    def adopt(self) -> None:
        """Take over the projects of this title from another folder, of which this one is a copy, or from nobody.

        Raises
        ------
        StudioError
            If this folder has no study, or there is no such project.
        """
        if self.record is None:
            raise StudioError("`adopt`: there is no study in this folder; run annotate init first")
        if copied(self.record):
            stay(self.record)
            return
        client, url = connect(self.connection), self.connection.url
        named = {part: projects.named_projects(client, part) for part in self.parts()}
        if not any(named.values()):
            raise StudioError(f"{url}: there is no project '{self.title}' to adopt")
        for part, candidates in named.items():
            if not candidates or any(projects.owner_of(one) in self.record.study_ids for one in candidates):
                continue
            if len(candidates) > 1:
                numbers = ", ".join(str(one.id) for one in candidates)
                raise StudioError(f"{url}: {len(candidates)} projects are called '{part.title}' ({numbers}); rename all"
                                  " but one")  # fmt: skip
            owner = projects.owner_of(candidates[0])
            if owner is None:
                projects.claim(client, candidates[0], part)
            summary = f"adopted project '{part.title}' of {f'study {owner}' if owner else 'no study'}"
            self.record.add("adopt", summary, {"study_id": owner or self.record.study_id})

    def push(
        self,
        batch: pd.DataFrame,
        scheme: Scheme,
        *,
        predictions: pd.DataFrame | None = None,
        question: str | None = None,
        hide: str = "evaluation",
        guidelines: str = "",
        overlap: int | Literal["all"] | None = None,
        coders: Sequence[str] | None = None,
        banner: str = "",
        batch_size: int = BATCH_SIZE,
        progress: Progress = silent,
    ) -> list[Pushed]:
        """Push `batch` to each project as `annotate.studio.pushing.push` does, and record where it went.

        Parameters
        ----------
        overlap
            Number of annotators for each sentence; ``all`` is the number of accounts on the server. None leaves it
            unchanged. With blind coders it is one in each project.
        coders
            The blind coders, each with a separate project; None for those of the last push.

        Raises
        ------
        InputError
            If the batch or the predictions cannot be pushed; then nothing is sent.
        StudioError
            If the server refuses or does not answer, or the project belongs to another study.
        """
        if self.record and (words := copied(self.record)):
            raise StudioError(f"{words}; pass `new_study` to make it a study of its own, or `adopt` to share it")
        if self.record:
            self.record.check_writable()
        blind = self.coders if coders is None else tuple(coders)
        count = len(emails(connect(self.connection))) if overlap == "all" else overlap
        if count is None:
            count = self.overlap
        pushed = []
        with FileLock(self.record.folder / "push.lock") if self.record else nullcontext():
            for part in self.parts(blind):
                done = push(
                    batch,
                    scheme,
                    part,
                    predictions=predictions,
                    question=question,
                    hide=hide,
                    guidelines=guidelines,
                    overlap=1 if blind else count,
                    banner=banner,
                    batch_size=batch_size,
                    progress=progress,
                )
                self._record_push(batch, part, done, blind)
                pushed.append(done)
        return pushed

    def pull(self, scheme: Scheme, *, current_only: bool = False, progress: Progress = silent) -> Pulled:
        """The annotations of all projects as one table, and what has changed since the last pull.

        Annotations pulled earlier from a project that no longer exists stay in the table, unless `current_only` is set.

        Raises
        ------
        StudioError
            If the server refuses or does not answer, or a project does not exist or belongs to another study.
        """
        if self.record:
            self.record.check_writable()
        if self.record and (words := copied(self.record)):
            warnings.warn(f"{words}; annotate push asks which of them it belongs to", AnnotateWarning, stacklevel=3)
        pulled = [pull(scheme, part, progress=progress) for part in [*self.parts(), *self._former_parts()]]
        if self.record is None:
            return _merged(pulled)
        sources = [Source(one.project_id, one.created_at) for one in pulled]
        pulled = [self._record_pull(self.record, s, one) for s, one in zip(sources, pulled, strict=True)]
        before = 0 if self.named else begun_anew(self.record)
        gone = [] if current_only else from_gone_projects(self.record, self.title, sources, before=before)
        return _merged(pulled, gone)

    def progress(self, scheme: Scheme, *, progress: Progress = silent) -> list[AnnotationProgress]:
        """The annotation progress of each project.

        Raises
        ------
        StudioError
            If the server refuses or does not answer, or a project does not exist or belongs to another study.
        """
        return [annotation_progress(scheme, part, progress=progress) for part in self.parts()]

    def _pushes(self) -> list[Event]:
        """The study's pushes to this project, oldest first."""
        events = own_pushes(self.record) if self.record else []
        return [event for event in events if event.details["title"] == self.title]

    def _part(self, title: str) -> ProjectRef:
        if self.record is None:
            return ProjectRef(self.connection, title)
        ids = self.record.study_ids
        number = self._before_the_record().get("project_id") if title == self.title else None
        known = KnownProject(ids, number, named=self.named)
        for event in self._pushes():
            if event.details["project"] == title:
                number, made = int(str(event.details["project_id"])), str(event.details["created_at"])
                known = KnownProject(ids, number, made, self.named)
        name = hashlib.sha256(f"{self.connection.url}\n{title}".encode()).hexdigest()[:12]
        return ProjectRef(self.connection, title, known, self.record.folder / f"pulled-{name}.json")

    def _former_parts(self) -> list[ProjectRef]:
        """Projects of earlier pushes that still exist, such as those of former coders."""
        now = {part.title for part in self.parts()}
        titles = dict.fromkeys(str(event.details["project"]) for event in self._pushes())
        former = [self._part(title) for title in titles if title not in now]
        if not former:
            return []
        client = connect(self.connection)
        return [part for part in former if projects.find(client, part)]

    def _record_push(self, batch: pd.DataFrame, part: ProjectRef, done: Pushed, coders: Sequence[str]) -> None:
        if self.record is None:
            return
        details: dict[str, Detail] = {
            "title": self.title,
            "named": self.named,
            "project": part.title,
            "url": self.connection.url,
            "project_id": done.project_id,
            "created_at": done.created_at,
            "overlap": done.overlap,
            "coders": list(coders),
            "added": done.added,
            "present": done.present,
            "predictions": done.predictions,
        }
        summary = f"pushed {len(batch):,} sentences to project {done.project_id} '{done.title}', {done.added:,} new"
        add_push(self.record, batch, summary, details, {"batch": table_hash(batch)})

    def _record_pull(self, record: Record, source: Source, pulled: Pulled) -> Pulled:
        """Record `pulled`, and return it with the changes since the last recorded pull."""
        before = last_pull(record, self.title, source)
        changed, deleted = changes(before, pulled.annotations)
        if before is None or changed or deleted:
            summary = (
                f"pulled {len(pulled.annotations):,} annotations of"
                f" {pulled.annotations['sentence_id'].nunique():,} sentences from project {pulled.project_id}"
                f" '{pulled.title}', {changed:,} sentences changed"
            )
            add_pull(record, self.title, source, pulled.annotations, summary)
        return replace(pulled, changed=changed, deleted=deleted)

    def _before_the_record(self) -> Mapping[str, Any]:
        """What an earlier version of annotate stored about this project in a separate file."""
        if self.record is None:
            return {}
        try:
            remembered = json.loads((self.record.folder / "projects.json").read_text(encoding="utf-8"))
            return next(one for one in remembered if (one["url"], one["title"]) == (self.connection.url, self.title))
        except (OSError, ValueError, TypeError, KeyError, StopIteration):
            return {}


def title_in_use(folder: Path) -> str | None:
    """The title under which the study in `folder` was last pushed to the project named after it; None if it was not.

    The study may have been renamed since; its project keeps its title.
    """
    pushes = [event for event in own_pushes(Record(folder)) if event.details.get("named") is False]
    return str(pushes[-1].details["title"]) if pushes else None


def coder_title(title: str, coder: str) -> str:
    """The title of the project in which `coder` labels the sentences of `title` blind to the others' labels."""
    return f"{title} · {coder}"


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else []


def _merged(parts: Sequence[Pulled], gone: Sequence[pd.DataFrame] = ()) -> Pulled:
    """The pulls of several projects as one, with the annotations of projects that no longer exist."""
    _warn_of_shared_accounts(parts)
    current = _together([part.annotations for part in parts])
    everything = _together([current, *gone])
    return replace(
        parts[0],
        annotations=everything,
        changed=sum(part.changed for part in parts),
        deleted=sum(part.deleted for part in parts),
        unread=sum(part.unread for part in parts),
        from_gone_projects=len(everything) - len(current),
    )


def _together(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    filled = [table for table in tables if len(table)]
    if len(filled) < 2:
        return filled[0] if filled else tables[0]
    return last_annotations(pd.concat(filled, ignore_index=True))


def _warn_of_shared_accounts(parts: Sequence[Pulled]) -> None:
    """Warn if one account labelled a sentence in several projects, of which only the last label is kept."""
    key = ["sentence_id", "annotator", "question"]
    labelled = [part.annotations[key].drop_duplicates().assign(project=part.title) for part in parts]
    counts = pd.concat(labelled, ignore_index=True).groupby(key)["project"].nunique()
    twice = counts[counts > 1].reset_index()
    if len(twice):
        who, count = ", ".join(sorted(twice["annotator"].unique())), twice["sentence_id"].nunique()
        warnings.warn(
            f"{who} labelled {count} sentences in several projects, and only the last label is kept; "
            "give each coder an account with annotate studio invite",
            AnnotateWarning,
            stacklevel=4,
        )
