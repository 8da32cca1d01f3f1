"""Finding, creating and checking the Label Studio project that a batch is pushed to."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from label_studio_sdk.core.api_error import ApiError

from annotate.counts import many
from annotate.errors import MissingProjectError, StudioError
from annotate.scheme import Scheme
from annotate.studio._tasks import Task
from annotate.studio.client import ask, requesting
from annotate.studio.connection import KnownProject, ProjectRef
from annotate.studio.project_page.configuration import configuration, instructions, questions_in
from annotate.studio.sdk_client import LabelStudio

ATTEMPTS = 3
"""How often to list the projects of a title before concluding that there are several."""
IDS_A_QUERY = 200
"""Identifiers per request: they are sent in the URL, whose length is limited to 64 kB or less."""
PAGE = 5000
MANY = 4000
"""Number of identifiers from which on it is faster to fetch all tasks of the project."""
_ORDER = "Sequential sampling"
"""The order in which Label Studio offers the tasks of a project: that of the batch."""


def checked_title(title: str) -> str:
    """`title` with normalised spaces; Label Studio requires 3 to 50 characters.

    Raises
    ------
    StudioError
        If it is shorter or longer.
    """
    tidy = " ".join(title.split())
    if not 3 <= len(tidy) <= 50:
        raise StudioError(f"project title {title!r}: Label Studio needs 3 to 50 characters; choose another `project`")
    return tidy


_MARK = "annotate study "
_MARKED = re.compile(rf"{_MARK}([0-9a-f]{{32}})")


def owner_of(project: Any) -> str | None:
    """The id of the study that a project belongs to, stored in its description; None if it has none."""
    match = _MARKED.search(project.description or "")
    return match[1] if match else None


def born(project: Any) -> str:
    """When a project was created."""
    return str(project.created_at.isoformat() if project.created_at else "")


def find(client: LabelStudio, ref: ProjectRef, *, to_write: bool = False) -> Any:
    """The project that `ref` means: the one with the recorded number, else the one with the study's id; or None.

    A project without any study's id is found by its title; a study reads it only if the user named it, and writes to it
    only if it is empty, as it may be somebody else's. A project of another study is refused; without a study, it can be
    read but not written to.

    Raises
    ------
    StudioError
        If the project of this title is not the study's, or several projects have it.
    """
    ref, known = replace(ref, title=checked_title(ref.title)), ref.known
    if known.project_id is not None and (project := _known_by_number(client, ref)):
        return project
    for attempt in range(ATTEMPTS):
        named = named_projects(client, ref)
        ours = [p for p in named if owner_of(p) in known.study_ids]
        chosen = ours or [p for p in named if owner_of(p) is None]
        if len(chosen) < 2 or not to_write or attempt + 1 == ATTEMPTS:
            break
        time.sleep(1.0)  # if two were created at once, the later is about to be deleted
    if not chosen and named:
        if known.study_ids or to_write:
            numbers = ", ".join(str(p.id) for p in named)
            raise StudioError(
                f"{ref.url}: {ref.quoted} ({numbers}) belongs to another study; pass another `project`, or share it"
                " with annotate push --adopt if this folder is a copy of that study"
            )
        chosen = named
    if len(chosen) > 1:
        numbers = ", ".join(str(p.id) for p in chosen)
        raise StudioError(f"{ref.url}: {len(chosen)} projects are called '{ref.title}' ({numbers}); rename all but one")
    if not chosen:
        return None
    with requesting(ref.url, ref.quoted):
        project = client.projects.get(id=chosen[0].id)
    if known.study_ids and not ours and (to_write or not known.named) and project.task_number:
        raise StudioError(
            f"{ref.url}: {ref.quoted} ({project.id}) has {project.task_number} tasks that no study has pushed;"
            " pass another `project`, or take it over with annotate push --adopt"
        )
    return project


def claim(client: LabelStudio, project: Any, ref: ProjectRef) -> None:
    """Make `project`, which no study has, the one of the study that knows it as `ref`."""
    with requesting(ref.url, ref.quoted):
        client.projects.update(id=project.id, description=_mark(project.description or "", ref.known))


def named_projects(client: LabelStudio, ref: ProjectRef) -> list[Any]:
    """The projects with exactly the title of `ref`, oldest first."""
    with requesting(ref.url, f"looking for {ref.quoted}"):
        listed: Any = client.projects.list(title=ref.title)
        return sorted((p for p in listed if p.title == ref.title), key=lambda project: int(project.id))


def _known_by_number(client: LabelStudio, ref: ProjectRef) -> Any:
    """The project with the recorded number, even if it was renamed; None if the number now means another project."""
    known = ref.known
    try:
        with requesting(ref.url, ref.quoted):
            project: Any = client.projects.get(id=int(known.project_id or 0))
    except StudioError as error:
        if isinstance(error.__cause__, ApiError) and error.__cause__.status_code == 404:
            return None
        raise
    owner = owner_of(project)
    same = born(project) == known.created_at if known.created_at else project.title == ref.title
    return project if (owner in known.study_ids if owner else same) else None


def existing(client: LabelStudio, ref: ProjectRef) -> Any:
    """The project that `ref` means, for reading.

    Raises
    ------
    MissingProjectError
        If it does not exist.
    StudioError
        If it belongs to another study.
    """
    project = find(client, ref)
    if project is None:
        raise MissingProjectError(f"{ref.url}: no {ref.quoted}; run annotate push, or pass another `project`")
    return project


def ensure(
    client: LabelStudio,
    ref: ProjectRef,
    scheme: Scheme,
    project: Any,
    *,
    guidelines: str,
    overlap: int | None,
    marked: bool = False,
    banner: str = "",
) -> Any:
    """`project`, or a new one if it is None, configured with the questions of `scheme`.

    The study's id is added to its description. If `overlap` is None, an existing project keeps its overlap.
    """
    ref = replace(ref, title=checked_title(ref.title))
    # Sentences that were pushed by an earlier version have no field with the target highlighted.
    marked = marked and (project is None or "$marked" in (project.label_config or "") or not project.task_number)
    wanted: dict[str, Any] = {
        "label_config": configuration(scheme, guidelines, marked=marked, banner=banner),
        "expert_instruction": instructions(guidelines),
        "show_instruction": False,
    }
    if overlap is not None:
        wanted["maximum_annotations"] = overlap
    if project is None:
        project = _make(client, ref, {"maximum_annotations": 1, **wanted, "description": _mark("", ref.known)})
    with requesting(ref.url, ref.quoted):
        _check_labels_in_use(project, scheme, f"{ref.url}: {ref.quoted}")
        if ref.known.study_ids and owner_of(project) is None:
            wanted["description"] = _mark(project.description or "", ref.known)
        changed = {k: v for k, v in wanted.items() if getattr(project, k, None) != v}
        if changed:
            client.projects.update(id=project.id, **changed)
            project = client.projects.get(id=project.id)
    if overlap is not None and project.maximum_annotations != overlap:
        raise StudioError(f"{ref.url}: {ref.quoted} keeps its overlap {project.maximum_annotations}; set it there")
    return project


def _mark(description: str, known: KnownProject) -> str:
    mark = f"{_MARK}{known.study_ids[0]}" if known.study_ids else ""
    return "\n".join(part for part in (description.strip(), mark) if part)


def _make(client: LabelStudio, ref: ProjectRef, settings: Mapping[str, Any]) -> Any:
    """A new project; if another process created one with this title at the same moment, the older of the two."""
    with requesting(ref.url, f"creating {ref.quoted}"):
        made: Any = client.projects.create(
            title=ref.title, show_skip_button=True, enable_empty_annotation=False, sampling=_ORDER, **settings
        )
    marked = _MARKED.search(str(settings["description"]))
    same = [p for p in named_projects(client, ref) if owner_of(p) == (marked[1] if marked else None)]
    with requesting(ref.url, ref.quoted):
        if same and same[0].id < made.id:
            client.projects.delete(id=made.id)
            made = same[0]
        return client.projects.get(id=made.id)


def _check_labels_in_use(project: Any, scheme: Scheme, where: str) -> None:
    """Refuse to remove a question or label that annotations use, which Label Studio would accept silently."""
    if not project.total_annotations_number:
        return
    there = questions_in(project.label_config, where).labels
    ours = {q.name: q.names for q in scheme.questions}
    for question, labels in there.items():
        gone = [label for label in labels if label not in ours.get(question, ())]
        if gone:
            raise StudioError(
                f"{where} has {many(project.total_annotations_number or 0, 'annotation')} and the scheme no longer has"
                f" {question} {', '.join(gone)}; put it back, or push to another `project`"
            )


def tasks_where(
    client: LabelStudio, project_id: int, items: Sequence[dict[str, Any]], *, include: str, fields: str = "task_only"
) -> Iterator[dict[str, Any]]:
    """The tasks of a project that match all of `items` (filters of the Data Manager), in order of their numbers.

    `include` names the fields of tasks, and with ``fields="all"`` of their annotations, to fetch; each takes time.
    Pages start after the number of the last task seen, so tasks added or deleted in the meantime do not shift them.
    """
    last = 0
    while True:
        filters = [*items, condition("id", "greater", "Number", last)] if last else list(items)
        query = json.dumps({"filters": {"conjunction": "and", "items": filters}, "ordering": ["tasks:id"]})
        wanted = {"project": project_id, "query": query, "page": 1, "page_size": PAGE}
        document = ask(client, "api/tasks/", **wanted, fields=fields, include=include)
        yield from document["tasks"]
        if document["total"] <= len(document["tasks"]):
            return
        last = document["tasks"][-1]["id"]


def condition(column: str, operator: str, kind: str, value: Any) -> dict[str, Any]:
    """One filter of the Data Manager."""
    return {"filter": f"filter:tasks:{column}", "operator": operator, "type": kind, "value": value}


def task_ids(client: LabelStudio, project: Any, wanted: Iterable[Task] | None = None) -> dict[str, list[int]]:
    """The numbers of the project's tasks by key; only those with the keys of `wanted` if that is given."""
    if wanted is None:
        return _by_key(tasks_where(client, project.id, [], include="id,data"))
    keys = {task.key for task in wanted}
    sentences = list(dict.fromkeys(task.sentence_id for task in wanted))
    if len(sentences) >= MANY or len(sentences) * 2 >= (project.task_number or 0):
        return {key: numbers for key, numbers in task_ids(client, project).items() if key in keys}
    numbers: dict[str, list[int]] = {}
    for start in range(0, len(sentences), IDS_A_QUERY):
        filters = [condition("data.sentence_id", "in_list", "String", sentences[start : start + IDS_A_QUERY])]
        numbers |= _by_key(tasks_where(client, project.id, filters, include="id,data"))
    return {key: some for key, some in numbers.items() if key in keys}


def _by_key(documents: Iterable[Mapping[str, Any]]) -> dict[str, list[int]]:
    numbers: dict[str, list[int]] = {}
    for task in map(Task.parse, documents):
        numbers.setdefault(task.key, []).append(task.id)
    return numbers
