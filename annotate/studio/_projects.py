"""Finding, making and checking the Label Studio project that a batch goes to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from label_studio_sdk import LabelStudio

from annotate.errors import StudioError
from annotate.scheme import Scheme
from annotate.studio._configuration import configuration, instructions, questions_in
from annotate.studio._tasks import Task
from annotate.studio.client import ask, requesting

IDS_A_QUERY = 200
"""Identifiers asked for at once: the server gets them in the address, which has a limit of 64 kB or less."""
PAGE = 5000
MANY = 4000
"""From so many identifiers on, reading all of the project's is quicker than asking for these."""


def checked_title(title: str) -> str:
    """`title` with its spaces tidied: Label Studio wants 3 to 50 characters.

    Raises
    ------
    StudioError
        If it is shorter or longer.
    """
    tidy = " ".join(title.split())
    if not 3 <= len(tidy) <= 50:
        raise StudioError(f"project title {title!r}: Label Studio wants 3 to 50 characters; choose another `project`")
    return tidy


def find(client: LabelStudio, url: str, title: str, project_id: int | None = None) -> Any:
    """The project with the number `project_id`, or else with this very title; ``None`` if there is none.

    Raises
    ------
    StudioError
        If several have the title.
    """
    title = checked_title(title)
    with requesting(url, f"looking for project '{title}'"):
        listed: Any = client.projects.list(title=title)
        named = [p for p in listed if p.title == title]
    chosen = [p for p in named if p.id == project_id] or named
    if len(chosen) > 1:
        numbers = ", ".join(str(p.id) for p in chosen)
        raise StudioError(f"{url}: {len(chosen)} projects are called '{title}' ({numbers}); rename all but one")
    if not chosen:
        return None
    with requesting(url, f"project '{title}'"):
        return client.projects.get(id=chosen[0].id)


def existing(client: LabelStudio, url: str, title: str, project_id: int | None = None) -> Any:
    """The project called `title`.

    Raises
    ------
    StudioError
        If it is not there.
    """
    project = find(client, url, title, project_id)
    if project is None:
        raise StudioError(f"{url}: no project '{title}' (any more); run annotate push, or pass another `project`")
    return project


def ensure(
    client: LabelStudio, url: str, title: str, scheme: Scheme, *, guidelines: str, overlap: int, project_id: int | None
) -> Any:
    """The project called `title` that asks the questions of `scheme`, made where it is not there."""
    title = checked_title(title)
    wanted: dict[str, Any] = {
        "label_config": configuration(scheme, guidelines),
        "expert_instruction": instructions(guidelines),
        "show_instruction": False,
        "maximum_annotations": overlap,
    }
    project: Any = find(client, url, title, project_id)
    with requesting(url, f"project '{title}'"):
        if project is None:
            project = client.projects.create(
                title=title, show_skip_button=True, enable_empty_annotation=False, sampling=_ORDER, **wanted
            )
        else:
            _check_labels_in_use(project, scheme, f"{url}: project '{title}'")
        changed = {k: v for k, v in wanted.items() if getattr(project, k, None) != v}
        if changed:
            client.projects.update(id=project.id, **changed)
            project = client.projects.get(id=project.id)
    if project.maximum_annotations != overlap:
        raise StudioError(f"{url}: project '{title}' keeps its overlap {project.maximum_annotations}; set it there")
    return project


_ORDER = "Sequential sampling"


def _check_labels_in_use(project: Any, scheme: Scheme, where: str) -> None:
    """Refuse to take away a question or label that annotations use: Label Studio would accept it in silence."""
    if not project.total_annotations_number:
        return
    there = questions_in(project.label_config, where).labels
    ours = {q.name: q.names for q in scheme.questions}
    for question, labels in there.items():
        gone = [label for label in labels if label not in ours.get(question, ())]
        if gone:
            raise StudioError(
                f"{where} has {project.total_annotations_number} annotations and the scheme no longer has"
                f" {question} {', '.join(gone)}; put it back, or push to another `project`"
            )


def tasks_where(
    client: LabelStudio, project_id: int, items: Sequence[dict[str, Any]], *, include: str, fields: str = "task_only"
) -> Iterator[dict[str, Any]]:
    """The tasks of a project that meet all of `items` (filters of the Data Manager), by number.

    `include` names the fields of tasks, and with ``fields="all"`` of their annotations, that are wanted: each costs.
    Pages go by the number of the last task seen, so that what others add or delete meanwhile shifts nothing.
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
    """The numbers of the project's tasks by their key: of those with the keys of `wanted`, or of all."""
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
