"""Pulling annotations from Label Studio: one row for each sentence, annotator and question."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from annotate.io.writing import written_whole
from annotate.progress import Progress, silent
from annotate.scheme import SEVERAL, Scheme
from annotate.studio import _projects as projects
from annotate.studio._projects import condition
from annotate.studio._tasks import COMMENT, FLAGGED, Annotation, Task
from annotate.studio.client import connect, emails, requesting
from annotate.studio.connection import ProjectRef
from annotate.studio.project_page.configuration import questions_in
from annotate.studio.project_page.data_manager import show_annotators
from annotate.studio.sdk_client import LabelStudio
from annotate.tables import ANNOTATIONS, conform

MANY = 1000
"""Number of changed tasks from which on it is faster to export all annotated tasks than to fetch these."""

_FIELDS = (
    "id,data,annotations,updated_at,created_at,completed_by,result,was_cancelled,lead_time,total_annotations,"
    "cancelled_annotations,updated_by"
)


@dataclass(frozen=True)
class Pulled:
    """All annotations of a project, and what has changed since the last pull."""

    annotations: pd.DataFrame
    changed: int = 0
    """Sentences whose annotations are new or changed."""
    deleted: int = 0
    """Sentences that no longer have an annotation."""
    project_id: int = 0
    title: str = ""
    """The project's title on the server."""
    created_at: str = ""
    """When the project was created."""
    tasks: Mapping[int, Task] = field(default_factory=dict)
    """The annotated tasks by number."""
    unread: int = 0
    """Answers that are not choices, such as free text; they are left out."""
    from_gone_projects: int = 0
    """Annotations kept from an earlier pull of a project that no longer exists."""

    @property
    def edited(self) -> int:
        """Annotations last changed by somebody other than their annotator; ``updated_by`` says by whom."""
        if "updated_by" not in self.annotations.columns:
            return 0
        return int(self.annotations["updated_by"].notna().sum())


def pull(scheme: Scheme, ref: ProjectRef, *, progress: Progress = silent) -> Pulled:
    """All annotations of the project `ref`, ordered by sentence, annotator and question; only changes are fetched.

    An annotator's last annotation of a sentence replaces earlier ones. A skipped sentence has a row with ``skipped``
    true and no label for each required question. ``origin`` says whether a label was chosen by hand, or the prediction
    was accepted or changed. ``lead_time`` is in seconds.

    Raises
    ------
    StudioError
        If the server refuses or does not answer, or the project does not exist.
    """
    with progress("connecting to Label Studio", None):
        client = connect(ref.connection)
        project = projects.existing(client, ref)
    birth = f"{ref.url} {project.id} {projects.born(project)}"  # a new project may have the number of a deleted one
    before = _read_state(ref.state, birth)
    with requesting(ref.url, f"pulling {ref.quoted}"), progress("pulling annotations", None) as advance:
        people = emails(client)
        after = _tasks_now(client, project.id, before, advance)
    if ref.state:
        _write_state(ref.state, birth, after)
    changed = sum(before.get(number) != task for number, task in after.items())
    deleted = len(before.keys() - after.keys())
    if changed or deleted:
        show_annotators(client, ref.url, project, after.values(), people)
    page = questions_in(project.label_config, f"{ref.url}: {ref.quoted}")
    annotations = annotations_table(after.values(), scheme, people, tuple(page.labels), page.text_field)
    unread = sum(annotation.unread for task in after.values() for annotation in task.annotations)
    return Pulled(annotations, changed, deleted, project.id, project.title, projects.born(project), after, unread)


def _tasks_now(client: LabelStudio, project_id: int, before: Mapping[int, Task], advance: Any) -> dict[int, Task]:
    """The annotated tasks of a project; those that have not changed since `before` are not fetched again.

    Tasks are compared by number, time of change and number of annotations: the time alone would miss changes after the
    server's clock was set back.
    """
    versions = {
        int(task["id"]): (str(task["updated_at"]), task["total_annotations"], task["cancelled_annotations"])
        for task in _annotated(client, project_id, include="id,updated_at,total_annotations,cancelled_annotations")
    }
    same = {number: task for number, task in before.items() if _version(task) == versions.get(number)}
    stale = [number for number in versions if number not in same]
    fetched = _everything(client, project_id) if len(stale) >= MANY else _fetch(client, project_id, stale)
    now = dict(same)
    for document in fetched:
        task = Task.parse(document)
        if task.id in versions and task.annotations:
            now[task.id] = task
        advance(1)
    return dict(sorted(now.items()))


def _version(task: Task) -> tuple[str, int, int]:
    skips = sum(annotation.skipped for annotation in task.annotations)
    return task.updated_at, len(task.annotations) - skips, skips


def _annotated(client: LabelStudio, project_id: int, *, include: str) -> Iterator[dict[str, Any]]:
    # total_annotations does not include skips.
    for counted in ("total_annotations", "cancelled_annotations"):
        some = condition(counted, "greater", "Number", 0)
        yield from projects.tasks_where(client, project_id, [some], include=include)


def _everything(client: LabelStudio, project_id: int) -> Iterator[dict[str, Any]]:
    raw = b"".join(
        client.projects.exports.download_sync(
            project_id, export_type="JSON", download_all_tasks=False, download_resources=False
        )
    )
    yield from json.loads(raw) if raw.strip() else []


def _fetch(client: LabelStudio, project_id: int, numbers: Sequence[int]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(numbers), projects.IDS_A_QUERY):
        some = condition("id", "in_list", "Number", list(numbers[start : start + projects.IDS_A_QUERY]))
        yield from projects.tasks_where(client, project_id, [some], include=_FIELDS, fields="all")


def _read_state(path: Path | None, birth: str) -> dict[int, Task]:
    """The tasks of the last pull of the project created at `birth`; none if the file is missing or damaged."""
    try:
        state = json.loads(path.read_text(encoding="utf-8")) if path else {}
        if state.get("project") != birth:
            return {}
        return {task.id: task for task in map(Task.parse, state["tasks"])}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}  # then everything is fetched again


def _write_state(path: Path, birth: str, tasks: Mapping[int, Task]) -> None:
    with written_whole(path) as beside:
        state = {"project": birth, "tasks": [task.document() for task in tasks.values()]}
        beside.write_text(json.dumps(state), encoding="utf-8")
        beside.chmod(0o600)


def annotations_table(
    tasks: Iterable[Task],
    scheme: Scheme,
    people: Mapping[int, str],
    asked: Sequence[str] = (),
    text_field: str = "",
) -> pd.DataFrame:
    """The annotations table of `tasks`; `people` maps numbers to e-mail addresses.

    A skip counts for the required questions of `scheme` that are `asked`, or if there are none, for the first question
    that is.

    Tasks added by hand, without ``sentence_id``, have their ``text`` in the table, because no other table has it: that
    of `text_field`, which the page shows, or where it is empty, the field ``text`` or else the longest. There is a
    column ``updated_by`` if somebody changed another annotator's annotation.
    """
    required = [q.name for q in scheme.questions if q.required] or [scheme.questions[0].name]
    skipped = [name for name in required if name in asked or not asked] or list(asked[:1])
    rows = [row for task in tasks for row in _rows(task, skipped, people, text_field)]
    added = [name for name in ("target", "text", "updated_by", COMMENT, FLAGGED) if any(row.get(name) for row in rows)]
    frame = pd.DataFrame(rows, columns=[*ANNOTATIONS.columns, *added])
    return last_annotations(conform(frame, ANNOTATIONS, where="annotations"))


def last_annotations(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of `frame` that belong to an annotator's last annotation of a sentence."""
    author = [c for c in ("sentence_id", "target", "annotator") if c in frame.columns]
    if frame.empty:
        return frame
    # Compared as times: as text, a whole second ("10:00:00Z") would sort after its fractions ("10:00:00.5Z").
    changed = pd.to_datetime(frame["updated_at"], utc=True, format="ISO8601", errors="coerce")
    changed = changed.fillna(pd.Timestamp(0, tz="UTC"))
    newest = changed.groupby([frame[c] for c in author], dropna=False).transform("max")
    latest = frame[changed == newest].drop_duplicates([*author, "question"], keep="last")
    order = [c for c in ("sentence_id", "target", "annotator", "question") if c in frame.columns]
    return latest.sort_values(order, kind="stable").reset_index(drop=True)


def _rows(task: Task, skipped: Sequence[str], people: Mapping[int, str], text_field: str) -> Iterator[dict[str, Any]]:
    for annotation in task.annotations:
        number, editor = annotation.annotator, annotation.editor
        common = {
            "sentence_id": task.sentence_id,
            "target": task.target,
            "annotator": "unknown" if number is None else people.get(number, str(number)),
            "created_at": annotation.created_at,
            "updated_at": annotation.updated_at,
            "lead_time": annotation.lead_time,
            "updated_by": None if editor is None else people.get(editor, str(editor)),
            COMMENT: annotation.comment or None,
            FLAGGED: "true" if annotation.flagged else None,
            "text": None if task.data.get("sentence_id") else task.text_in(text_field),
        }
        for question, label, origin in _labels(annotation, skipped):
            yield common | {"question": question, "label": label, "origin": origin, "skipped": annotation.skipped}


def _labels(annotation: Annotation, skipped: Sequence[str]) -> Iterator[tuple[str, str | None, str]]:
    if annotation.skipped:
        yield from ((question, None, "manual") for question in skipped)
    else:
        for answer in annotation.answers:
            yield answer.question, SEVERAL.join(answer.labels), answer.origin
