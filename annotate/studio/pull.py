"""Labels out of Label Studio: one row a sentence, annotator and question."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from annotate.progress import Progress, silent
from annotate.scheme import SEVERAL, Scheme
from annotate.studio import projects
from annotate.studio.client import connect, emails, speaking
from annotate.tables import ANNOTATIONS, conform


def pull(
    scheme: Scheme,
    *,
    url: str,
    token: str,
    title: str,
    project_id: int | None = None,
    progress: Progress = silent,
) -> pd.DataFrame:
    """The annotations of the project called `title`, ordered by sentence, annotator and question.

    An annotator's last annotation of a sentence replaces earlier ones. A skipped sentence has ``skipped`` true and no
    label, once for each required question. ``origin`` tells whether a label was made by hand, accepted as predicted
    or changed from the prediction. ``lead_time`` is in seconds.

    Raises
    ------
    StudioError
        If the server refuses or stays away, or the project is not there.
    """
    client = connect(url, token)
    project = projects.existing(client, url, title, project_id)
    with speaking(url, f"pulling project '{title}'"), progress("pulling annotations", None) as advance:
        people = emails(client)
        raw = b"".join(
            client.projects.exports.download_sync(
                project.id, export_type="JSON", download_all_tasks=False, download_resources=False
            )
        )
        tasks = json.loads(raw) if raw.strip() else []
        advance(len(tasks))
    return annotations_from(tasks, scheme, people)


def annotations_from(tasks: Iterable[Mapping[str, Any]], scheme: Scheme, people: Mapping[int, str]) -> pd.DataFrame:
    """The annotations table of Label Studio's `tasks`, with `people` as e-mail addresses by number."""
    rows = [row for task in tasks for row in rows_of(task, scheme, people)]
    frame = conform(pd.DataFrame(rows, columns=[*ANNOTATIONS.columns, *_extra(rows)]), ANNOTATIONS, where="annotations")
    return last_ones(frame)


def _extra(rows: list[dict[str, Any]]) -> list[str]:
    return ["target"] if any(row.get("target") for row in rows) else []


def last_ones(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with only the rows of each annotator's last annotation of a sentence."""
    unit = [c for c in ("sentence_id", "target", "annotator") if c in frame.columns]
    if frame.empty:
        return frame
    newest = frame.groupby(unit, dropna=False)["updated_at"].transform("max")
    kept = frame[frame["updated_at"] == newest].drop_duplicates([*unit, "question"], keep="last")
    order = [c for c in ("sentence_id", "target", "annotator", "question") if c in frame.columns]
    return kept.sort_values(order, kind="stable").reset_index(drop=True)


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
        labels = result.get("value", {}).get("choices")
        if labels:
            yield result["from_name"], [str(label) for label in labels], result.get("origin", "manual")
