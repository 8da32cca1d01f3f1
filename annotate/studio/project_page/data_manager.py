"""The tabs of a project's Data Manager: all sentences, those of each annotator, those on which people disagree."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from typing import Any

from annotate.errors import AnnotateWarning, StudioError
from annotate.studio._projects import condition
from annotate.studio._tasks import Task
from annotate.studio._turns import NAME
from annotate.studio.client import requesting
from annotate.studio.sdk_client import LabelStudio

SENTENCES, DISAGREEMENTS = "Sentences", "Disagreements"
MOST_LISTED = 500
"""Sentences on which people disagree that a tab holds at most: its filter is sent with every request."""

_HIDDEN = (
    "id inner_id completed_at cancelled_annotations total_predictions predictions_score predictions_results "
    "predictions_model_versions file_upload storage_filename created_at updated_at updated_by ground_truth "
    "avg_lead_time draft_exists annotations_ids comment_count unresolved_comment_count "
    "data.sentence_id data.article_id data.published data.speaker data.before data.after data.about data.part "
    "data.title data.target data.marked"
)
_WIDTHS = {"tasks:data.text": 460, "tasks:annotations_results": 300, "tasks:annotators": 150, "tasks:data.outlet": 160}


def show_sentences(client: LabelStudio, url: str, project: Any) -> None:
    """Have the Data Manager open on the sentences, their annotators, answers and outlets, if it has no tabs yet.

    The tickets of pushes are tabs, too, and do not count.
    """
    with requesting(url, f"project '{project.title}'"):
        titles = [str((tab.data or {}).get("title")) for tab in client.views.list(project=project.id)]
        if all(title.startswith(NAME) for title in titles):
            client.views.create(project=project.id, data=_tab(SENTENCES, []))


def show_annotators(
    client: LabelStudio, url: str, project: Any, tasks: Iterable[Task], people: Mapping[int, str]
) -> None:
    """Have a tab for the sentences of each annotator where there are several, and one for those they disagree on.

    How the tabs look is up to the user; only which sentences they hold is changed. If the server refuses, an
    `AnnotateWarning` says so: the annotations are not affected.
    """
    tasks = list(tasks)
    numbers = sorted({a.annotator for task in tasks for a in task.annotations if a.annotator is not None})
    wanted: dict[str, list[dict[str, Any]]] = {}
    if len(numbers) > 1:
        for number in numbers:
            wanted[people.get(number, str(number))] = [condition("annotators", "contains", "List", number)]
    disputed = [task.id for task in tasks if _is_disputed(task)][:MOST_LISTED]
    wanted[DISAGREEMENTS] = [condition("id", "in_list", "Number", disputed or [0])]
    try:
        with requesting(url, f"tabs of project '{project.title}'"):
            tabs = {str((tab.data or {}).get("title")): tab for tab in client.views.list(project=project.id)}
            for title, filters in wanted.items():
                if title not in tabs and (title != DISAGREEMENTS or disputed):
                    client.views.create(project=project.id, data=_tab(title, filters))
                elif title == DISAGREEMENTS and title in tabs:
                    data = {**dict(tabs[title].data or {}), "filters": {"conjunction": "and", "items": filters}}
                    client.views.update(str(tabs[title].id), project=project.id, data=data)
    except StudioError as error:
        warnings.warn(f"{error}; the annotations are not affected", AnnotateWarning, stacklevel=3)


def _is_disputed(task: Task) -> bool:
    """Whether two annotators gave different answers to one question."""
    answers: dict[str, set[tuple[str, ...]]] = {}
    for annotation in task.annotations:
        for answer in annotation.answers:
            answers.setdefault(answer.question, set()).add(tuple(sorted(answer.labels)))
    return any(len(different) > 1 for different in answers.values())


def _tab(title: str, filters: list[dict[str, Any]]) -> dict[str, Any]:
    hidden = [f"tasks:{name}" for name in _HIDDEN.split()]
    return {
        "title": title,
        "type": "list",
        "target": "tasks",
        "ordering": ["tasks:id"],
        "filters": {"conjunction": "and", "items": filters},
        "hiddenColumns": {"explore": hidden, "labeling": hidden},
        "columnsWidth": _WIDTHS,
    }
