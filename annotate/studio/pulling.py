"""Labels out of Label Studio: one row a sentence, annotator and question."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from label_studio_sdk import LabelStudio

from annotate.io.writing import written_whole
from annotate.progress import Progress, silent
from annotate.scheme import SEVERAL, Scheme
from annotate.studio import projects
from annotate.studio.client import connect, emails, speaking
from annotate.studio.projects import condition
from annotate.tables import ANNOTATIONS, conform

LATE = timedelta(minutes=2)
"""A change gets its time before it is stored, and may wait for the lock in between: so far back a pull looks again."""

_FIELDS = (
    "id,data,annotations,updated_at,created_at,completed_by,result,was_cancelled,lead_time,total_annotations,"
    "cancelled_annotations"
)


@dataclass
class Seen:
    """What earlier pulls of a project saw: its annotated tasks, and up to when."""

    project: str = ""
    """The project's number and birth: one made anew under the old number is another."""
    cursor: str = ""
    tasks: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path | None, project: str) -> Seen:
        """What the file at `path` remembers of `project`; nothing where it is not there, unreadable or of another."""
        try:
            known = json.loads(path.read_text(encoding="utf-8")) if path else {}
            seen = cls(**known)
        except (OSError, ValueError, TypeError):
            return cls(project)  # a full pull makes it anew
        return seen if seen.project == project else cls(project)

    def write(self, path: Path) -> None:
        """Keep this for the next pull."""
        with written_whole(path) as beside:
            beside.write_text(json.dumps(vars(self)), encoding="utf-8")
            beside.chmod(0o600)


@dataclass(frozen=True)
class Pulled:
    """All annotations of a project, and what this pull found new."""

    annotations: pd.DataFrame
    changed: int = 0
    """Tasks that were fetched because they are new or changed."""
    deleted: int = 0
    """Tasks whose annotations, or which themselves, were deleted since the last pull."""
    project_id: int = 0
    tasks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The annotated tasks by number, with their ``data`` and ``annotations``."""


def pull(
    scheme: Scheme,
    *,
    url: str,
    token: str,
    title: str,
    project_id: int | None = None,
    state: Path | None = None,
    progress: Progress = silent,
) -> pd.DataFrame:
    """The annotations of the project called `title`, ordered by sentence, annotator and question.

    An annotator's last annotation of a sentence replaces earlier ones. A skipped sentence has ``skipped`` true and no
    label, once for each required question. ``origin`` tells whether a label was made by hand, accepted as predicted
    or changed from the prediction. ``lead_time`` is in seconds. See `pull_changes` for the parameters.
    """
    return pull_changes(
        scheme, url=url, token=token, title=title, project_id=project_id, state=state, progress=progress
    ).annotations


def pull_changes(
    scheme: Scheme,
    *,
    url: str,
    token: str,
    title: str,
    project_id: int | None = None,
    state: Path | None = None,
    progress: Progress = silent,
) -> Pulled:
    """All annotations of the project called `title`, of which only what changed was fetched.

    Parameters
    ----------
    project_id
        The project's number where its title alone might mean another.
    state
        A file in which to remember what was pulled; without it everything is fetched every time.

    Raises
    ------
    StudioError
        If the server refuses or stays away, or the project is not there.
    """
    client = connect(url, token)
    project = projects.existing(client, url, title, project_id)
    number: int = project.id
    seen = Seen.read(state, f"{url} {project.id} {project.created_at}")
    with speaking(url, f"pulling project '{title}'"), progress("pulling annotations", None) as advance:
        people = emails(client)
        before = dict(seen.tasks)
        fetched = _changed_since(client, number, seen.cursor) if seen.cursor else _everything(client, number)
        if not seen.cursor:
            seen.tasks = {}
        _take(seen, fetched, advance)
        if _count(seen) != _count_there(project := client.projects.get(id=number)):
            _drop_deleted(client, number, seen)
        if _count(seen) != _count_there(project):
            seen.tasks = {}
            _take(seen, _everything(client, number), advance)
    if state:
        seen.write(state)
    changed = [key for key, task in seen.tasks.items() if before.get(key) != task]
    gone = [key for key in before if key not in seen.tasks]
    return Pulled(annotations_from(seen.tasks.values(), scheme, people), len(changed), len(gone), number, seen.tasks)


def _everything(client: LabelStudio, project_id: int) -> Iterator[dict[str, Any]]:
    raw = b"".join(
        client.projects.exports.download_sync(
            project_id, export_type="JSON", download_all_tasks=False, download_resources=False
        )
    )
    yield from json.loads(raw) if raw.strip() else []


def _changed_since(client: LabelStudio, project_id: int, cursor: str) -> Iterator[dict[str, Any]]:
    # A skip does not count among total_annotations; a sentence that was only just pushed has neither and is left out.
    since = condition("updated_at", "greater_or_equal", "Datetime", cursor)
    for counted in ("total_annotations", "cancelled_annotations"):
        some = condition(counted, "greater", "Number", 0)
        yield from projects.tasks_where(client, project_id, [since, some], include=_FIELDS, fields="all")


def _take(seen: Seen, tasks: Iterable[Mapping[str, Any]], advance: Any) -> None:
    latest = seen.cursor
    for task in tasks:
        annotations = [_kept(annotation) for annotation in task.get("annotations") or ()]
        seen.tasks[str(task["id"])] = {"data": task["data"], "annotations": annotations}
        latest = max(latest, _minus(str(task["updated_at"]), LATE))
        advance(1)
    seen.cursor = latest


def _kept(annotation: Mapping[str, Any]) -> dict[str, Any]:
    author = annotation.get("completed_by")
    return {
        "completed_by": author.get("id") if isinstance(author, Mapping) else author,
        "result": [
            {"from_name": r["from_name"], "value": r.get("value"), "origin": r.get("origin", "manual")}
            for r in annotation.get("result") or ()
            if "from_name" in r
        ],
    } | {key: annotation.get(key) for key in ("created_at", "updated_at", "lead_time", "was_cancelled")}


def _minus(moment: str, span: timedelta) -> str:
    """`moment` less `span`, with the microseconds without which the server answers 500."""
    return (datetime.fromisoformat(moment) - span).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _count(seen: Seen) -> int:
    return sum(len(task["annotations"]) for task in seen.tasks.values())


def _count_there(project: Any) -> int:
    return (project.total_annotations_number or 0) + (project.skipped_annotations_number or 0)


def _drop_deleted(client: LabelStudio, project_id: int, seen: Seen) -> None:
    """Forget the tasks that are gone or have no annotation any more."""
    there: set[str] = set()
    for counted in ("total_annotations", "cancelled_annotations"):
        some = condition(counted, "greater", "Number", 0)
        there |= {str(task["id"]) for task in projects.tasks_where(client, project_id, [some], include="id")}
    seen.tasks = {key: task for key, task in seen.tasks.items() if key in there}


def annotations_from(tasks: Iterable[Mapping[str, Any]], scheme: Scheme, people: Mapping[int, str]) -> pd.DataFrame:
    """The annotations table of Label Studio's `tasks`, with `people` as e-mail addresses by number."""
    rows = [row for task in tasks for row in rows_of(task, scheme, people)]
    targets = ["target"] if any(row.get("target") for row in rows) else []
    return last_ones(
        conform(pd.DataFrame(rows, columns=[*ANNOTATIONS.columns, *targets]), ANNOTATIONS, where="annotations")
    )


def last_ones(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with only the rows of each annotator's last annotation of a sentence."""
    unit = [c for c in ("sentence_id", "target", "annotator") if c in frame.columns]
    if frame.empty:
        return frame
    newest = frame.groupby(unit, dropna=False)["updated_at"].transform("max")
    kept = frame[frame["updated_at"] == newest].drop_duplicates([*unit, "question"], keep="last")
    order = [c for c in ("sentence_id", "target", "annotator", "question") if c in frame.columns]
    return kept.sort_values(order, kind="stable").reset_index(drop=True)


def merged(parts: Sequence[Pulled]) -> Pulled:
    """What was pulled from several projects, as those of blind coders, as one."""
    if len(parts) == 1:
        return parts[0]
    return Pulled(
        last_ones(pd.concat([part.annotations for part in parts], ignore_index=True)),
        sum(part.changed for part in parts),
        sum(part.deleted for part in parts),
    )


def rows_of(task: Mapping[str, Any], scheme: Scheme, people: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    """The rows of one task's annotations, drafts left out."""
    data = task["data"]
    for annotation in task.get("annotations") or ():
        author = annotation.get("completed_by")
        number: Any = author.get("id") if isinstance(author, Mapping) else author
        common = {
            "sentence_id": data.get("sentence_id"),
            "target": data.get("target"),
            "annotator": people.get(number, str(number)),
            "created_at": annotation.get("created_at"),
            "updated_at": annotation.get("updated_at"),
            "lead_time": annotation.get("lead_time"),
        }
        if annotation.get("was_cancelled"):
            for question in _required(scheme):
                yield common | {"question": question, "label": None, "origin": "manual", "skipped": True}
            continue
        for name, labels, origin in _answers(annotation):
            yield common | {"question": name, "label": SEVERAL.join(labels), "origin": origin, "skipped": False}


def _required(scheme: Scheme) -> list[str]:
    return [q.name for q in scheme.questions if q.required] or [scheme.questions[0].name]


def _answers(annotation: Mapping[str, Any]) -> Iterator[tuple[str, list[str], str]]:
    for result in annotation.get("result") or ():
        labels = (result.get("value") or {}).get("choices")
        if labels:
            yield result["from_name"], [str(label) for label in labels], result.get("origin", "manual")
