"""Label Studio's files: every flavour of its export as annotations, and annotations as tasks it imports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from annotate.errors import InputError
from annotate.scheme import SEVERAL, Scheme
from annotate.tables import ANNOTATIONS, SENTENCES, conform

CARRIED = (*SENTENCES.columns, "target")
"""The columns of a task's data that belong to the sentence and come along."""
_OWN = {"id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement", *CARRIED}


def rows_of_tasks(tasks: Iterable[Any], scheme: Scheme, where: str) -> Iterator[dict[str, Any]]:
    """The rows of an export as JSON: one a task, annotator and question; drafts are left out.

    Raises
    ------
    InputError
        Naming the task that is none.
    """
    for number, task in enumerate(tasks, start=1):
        if not isinstance(task, Mapping) or not isinstance(task.get("data"), Mapping):
            raise InputError(f"{where}: task {number} has no data; export again from Label Studio as JSON")
        sentence = {name: task["data"].get(name) for name in CARRIED if task["data"].get(name) not in (None, "")}
        sentence.setdefault("text", _only_text(task["data"]))
        for annotation in task.get("annotations") or task.get("completions") or ():
            try:
                yield from _rows_of_annotation(annotation, sentence, scheme)
            except (AttributeError, KeyError, TypeError) as error:
                message = f"{where}: task {number} has an annotation that is none ({error!r}); export it again"
                raise InputError(message) from error


def rows_of_flat(
    rows: Sequence[Mapping[str, Any]], scheme: Scheme, questions: Sequence[str], where: str
) -> list[dict[str, Any]]:
    """The rows of an export as JSON_MIN, CSV or TSV: there a question is a column.

    Columns named in `questions` or in the scheme are questions, and those whose value says ``choices``.

    Raises
    ------
    InputError
        If no column can be told to be a question.
    """
    named = _question_columns(rows, scheme, questions)
    if not named:
        others = sorted({key for row in rows for key in row} - _OWN)
        raise InputError(
            f"{where}: no column is a question of the scheme; name it with --question, of {', '.join(others)}"
        )
    found = []
    for row in rows:
        sentence = {name: row[name] for name in CARRIED if row.get(name) not in (None, "")}
        common = sentence | {name: row.get(name) for name in ("annotator", "created_at", "updated_at", "lead_time")}
        for question in named:
            labels = _choices(row.get(question))
            if labels:
                found.append(common | {"question": question, "label": SEVERAL.join(labels), "skipped": False})
    return found


def tasks_of(annotations: pd.DataFrame) -> list[dict[str, Any]]:
    """Tasks with annotations as Label Studio exports and imports them, one a sentence (and target).

    Label Studio takes whoever imports for the author, and refuses authors it does not know. Who it was is kept
    therefore in each result as ``annotator``, which it leaves alone and exports again.
    """
    table = conform(annotations, ANNOTATIONS, "annotations")
    columns = [c for c in CARRIED if c in table.columns]
    unit = [c for c in ("sentence_id", "target") if c in table.columns]
    tasks = []
    for number, (_, part) in enumerate(table.groupby(unit, sort=False, dropna=False), start=1):
        data = {c: _plain(part[c].iloc[0]) for c in columns if not pd.isna(part[c].iloc[0])}
        given = [
            _annotation(group, f"{number}-{place}")
            for place, (_, group) in enumerate(part.groupby("annotator", sort=False), start=1)
        ]
        tasks.append({"id": number, "data": data, "annotations": given, "predictions": []})
    return tasks


def _rows_of_annotation(
    given: Mapping[str, Any], sentence: Mapping[str, Any], scheme: Scheme
) -> Iterator[dict[str, Any]]:
    common = {**sentence, "annotator": _author(given)}
    common |= {name: given.get(name) for name in ("created_at", "updated_at", "lead_time")}
    if given.get("was_cancelled"):
        for question in given.get("questions") or _required(scheme):
            yield common | {"question": question, "label": None, "origin": "manual", "skipped": True}
        return
    for result in given.get("result") or ():
        value = result.get("value") or {}
        labels = value.get("choices") or ([value["rating"]] if "rating" in value else None)
        if labels:
            answer = labels if isinstance(labels, str) else SEVERAL.join(map(str, labels))
            origin = result.get("origin", "manual")
            yield common | {"question": result["from_name"], "label": answer, "origin": origin, "skipped": False}


def _author(given: Mapping[str, Any]) -> str | None:
    said = [result["annotator"] for result in given.get("result") or () if result.get("annotator")]
    author = given.get("annotator") or (said[0] if said else given.get("completed_by"))
    if isinstance(author, Mapping):
        author = author.get("email") or author.get("id")
    return None if author is None else str(author)


def _required(scheme: Scheme) -> list[str]:
    return [q.name for q in scheme.questions if q.required] or [scheme.questions[0].name]


def _only_text(data: Mapping[str, Any]) -> str | None:
    """The text of a task whose configuration calls it otherwise: its only, or else longest, piece of text."""
    texts = [value for value in data.values() if isinstance(value, str)]
    return max(texts, key=len) if texts else None


def _question_columns(rows: Sequence[Mapping[str, Any]], scheme: Scheme, questions: Sequence[str]) -> list[str]:
    there = list(dict.fromkeys(key for row in rows for key in row))
    wanted = set(questions) | (set() if questions else set(scheme.by_name))
    speaking = {
        k for row in rows for k, v in row.items() if k not in _OWN and "choices" in str(v) and _choices(v)[0] != v
    }
    return [key for key in there if key in wanted or (not questions and key in speaking)]


def _choices(value: Any) -> list[str]:
    """The labels in a cell: a name, a list, ``{"choices": [...]}``, or either of the latter as text."""
    if isinstance(value, str) and value[:1] in "{[" and value:
        try:
            value = json.loads(value)
        except json.JSONDecodeError:
            return [value]
    if isinstance(value, Mapping):
        value = value.get("choices", [])
    if isinstance(value, list):
        return [label for item in value for label in (_choices(item) if isinstance(item, Mapping) else [str(item)])]
    return [] if value is None or value != value or value == "" else [str(value)]


def _annotation(group: pd.DataFrame, identity: str) -> dict[str, Any]:
    first = group.iloc[0]
    annotation: dict[str, Any] = {"unique_id": identity, "annotator": first["annotator"]}
    annotation |= {name: first[name] for name in ("created_at", "updated_at", "lead_time") if not pd.isna(first[name])}
    answered = group[~group["skipped"] & group["label"].notna()]
    annotation["was_cancelled"] = answered.empty
    if answered.empty:
        annotation["questions"] = group["question"].tolist()
    annotation["result"] = [
        {
            "id": f"{identity}-{row.question}",
            "from_name": row.question,
            "to_name": "sentence",
            "type": "choices",
            "value": {"choices": row.label.split(SEVERAL)},
            "origin": "manual" if pd.isna(row.origin) else row.origin,
            "annotator": row.annotator,
        }
        for row in answered.itertuples()
    ]
    return annotation


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value
