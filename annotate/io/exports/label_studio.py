"""Label Studio's files: reading its exports (JSON, JSON_MIN, CSV, TSV), and writing tasks that it imports."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from annotate.columns import listed
from annotate.errors import InputError
from annotate.io.exports import Request, Row
from annotate.io.exports._items import items_of, json_of, rows_of
from annotate.io.formats import format_of
from annotate.io.values._json_text import parse_json
from annotate.scheme import SEVERAL, Scheme
from annotate.tables import ANNOTATIONS, SENTENCES, conform, item_columns

_READ_TYPES = frozenset({"choices", "rating", "number", "taxonomy"})
_NOTES, _FLAG = ("comment", "flagged"), "Flag this sentence"
"""What our labelling page has beside the questions, and how it says the second."""
_USUAL = frozenset({"text", "sentence", "quote", "snippet", "statement", "passage", "utterance", "comment", "tweet"})
"""Usual names of the field with the text to label."""
_ADDRESS = re.compile(r"\S+://\S*$|www\.\S+$|/data/\S*$|data:\S*$")

CARRIED = (*SENTENCES.columns, "target")
"""The columns of a task's data that describe the sentence and are kept."""
_OWN = {"id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement", *CARRIED}


def read(request: Request) -> Iterator[Row]:
    """A row for each task, annotator and question of an export as JSON, JSON_MIN, CSV or TSV; drafts are left out.

    Raises
    ------
    InputError
        If a file is not an export, naming the first bad task, or if it is uncertain which field was labelled.
    """
    for path in request.paths:
        kind = format_of(path)
        if kind is not None and kind.name not in ("json", "jsonl"):
            yield from _rows_of_flat(rows_of(path, request.rejects), request, str(path))
            continue
        if kind is not None and kind.name == "json" and not isinstance(json_of(path), list):
            raise InputError(f"{path}: not a list of tasks; export from Label Studio as JSON, JSON_MIN, CSV or TSV")
        tasks = [task for _, task in items_of(path)]
        nested = any("data" in task or "annotations" in task for task in tasks)
        yield from _rows_of_tasks(tasks, request, str(path)) if nested else _rows_of_flat(tasks, request, str(path))


def _rows_of_tasks(tasks: Sequence[Row], request: Request, where: str) -> Iterator[Row]:
    for number, task in enumerate(tasks, start=1):
        if not isinstance(task.get("data"), Mapping):
            raise InputError(f"{where}: task {number} has no data; export again from Label Studio as JSON")
    text = _text_field([task["data"] for task in tasks], request, where)
    asked = _questions_asked(tasks, request.scheme)
    for number, task in enumerate(tasks, start=1):
        data = task["data"]
        sentence = {
            name: value for name, value in data.items() if value not in (None, "") and not isinstance(value, dict)
        }
        sentence |= {"text": data.get(text) if text else None, "task": task.get("id", number)}
        if not (task.get("annotations") or task.get("completions")):
            request.leave_out("tasks without annotations")
        for annotation in task.get("annotations") or task.get("completions") or ():
            try:
                yield from _rows_of_annotation(annotation, sentence, asked, request)
            except (AttributeError, KeyError, TypeError) as error:
                message = f"{where}: task {number} has a malformed annotation ({error!r}); export it again"
                raise InputError(message) from error


def _text_field(data: Sequence[Mapping[str, Any]], request: Request, where: str) -> str | None:
    """The field that was labelled: the requested one, ``text``, or the only one with text in every task.

    None if no field has text but every task has a ``sentence_id``.

    Raises
    ------
    InputError
        If several fields are possible, or none.
    """
    named = request.text_column
    if named and any(named in one for one in data):
        return named
    names = dict.fromkeys(name for one in data for name in one)
    if named and named != "text":
        raise InputError(f"{where}: no task has the field '{named}'; found {listed(names)}")
    if all(_is_text(one.get("text")) for one in data):
        return "text"
    whole = [name for name in names if name not in _OWN and all(_is_text(one.get(name)) for one in data)]
    likely = [name for name in whole if name.casefold() in _USUAL]
    if len(whole) == 1 or len(likely) == 1:
        return (likely or whole)[0]
    if not whole:
        if all(one.get("sentence_id") for one in data):
            return None
        raise InputError(f"{where}: no field has text in every task; name it with `text_column`, of {listed(names)}")
    raise InputError(f"{where}: {listed(whole)} all hold text; name the one that was labelled with `text_column`")


def _is_text(value: Any) -> bool:
    """Whether a value may be the sentence that was labelled: text that is not an address."""
    return isinstance(value, str) and bool(value.strip()) and not _ADDRESS.match(value.strip())


def _questions_asked(tasks: Sequence[Row], scheme: Scheme) -> list[str]:
    """The questions that a skipped task leaves unanswered: those of the export if it has any, else the scheme's."""
    asked = dict.fromkeys(
        result["from_name"]
        for task in tasks
        for annotation in task.get("annotations") or task.get("completions") or ()
        for result in annotation.get("result") or ()
        if result.get("type") in _READ_TYPES and result.get("from_name") not in (None, *_NOTES)
    )
    known = [name for name in asked if name in _required(scheme)]
    return known or list(asked) or _required(scheme)


def _rows_of_flat(rows: Sequence[Mapping[str, Any]], request: Request, where: str) -> Iterator[Row]:
    """The rows of JSON_MIN, CSV or TSV, which have a column for each question.

    Questions are the columns requested or named in the scheme, and those with values such as ``{"choices": [...]}``.
    """
    named = _question_columns(rows, request.scheme, request.questions)
    if not named:
        others = sorted({key for row in rows for key in row} - _OWN)
        raise InputError(
            f"{where}: no column is a question of the scheme; name it with `question`, of {listed(others)}"
        )
    data = [{name: value for name, value in row.items() if name not in named} for row in rows]
    text = _text_field(data, request, where)
    for row, fields in zip(rows, data, strict=True):
        common = {name: value for name, value in fields.items() if value not in (None, "") and name not in ("id", text)}
        common |= {"text": fields.get(text) if text else None, "task": fields.get("id")}
        if not any(map(_choices, (row.get(question) for question in named))):
            request.leave_out("rows without an answer")
        for question in named:
            labels = _choices(row.get(question))
            if labels:
                yield common | {"question": question, "label": SEVERAL.join(labels), "skipped": False}


def tasks_of(annotations: pd.DataFrame) -> list[dict[str, Any]]:
    """Tasks with annotations as Label Studio exports and imports them, one for each sentence (and target).

    Label Studio attributes imported annotations to the account that imports them, and rejects unknown authors. The
    author is therefore stored in each result as ``annotator``, which Label Studio keeps and exports.
    """
    table = conform(annotations, ANNOTATIONS, "annotations")
    columns = [c for c in CARRIED if c in table.columns]
    tasks = []
    for number, (_, part) in enumerate(table.groupby(item_columns(table), sort=False, dropna=False), start=1):
        data = {c: _python_value(part[c].iloc[0]) for c in columns if not pd.isna(part[c].iloc[0])}
        annotations_of_item = [
            _annotation(group, f"{number}-{place}")
            for place, (_, group) in enumerate(part.groupby("annotator", sort=False), start=1)
        ]
        tasks.append({"id": number, "data": data, "annotations": annotations_of_item, "predictions": []})
    return tasks


def _rows_of_annotation(
    annotation: Mapping[str, Any], sentence: Row, asked: list[str], request: Request
) -> Iterator[Row]:
    common = {**sentence, "annotator": _author(annotation)}
    common |= {name: annotation.get(name) for name in ("created_at", "updated_at", "lead_time")}
    common |= _notes_of(annotation.get("result") or ())
    if annotation.get("was_cancelled"):
        for question in annotation.get("questions") or asked:
            yield common | {"question": question, "label": None, "origin": "manual", "skipped": True}
        return
    if not annotation.get("result"):
        request.leave_out("annotations without an answer")
    for result in annotation.get("result") or ():
        value = result.get("value") or {}
        labels = labels_of(value)
        if _is_note(result):
            continue
        if labels and is_of_part(value):
            request.leave_out(f"labels of parts of a text to '{result.get('from_name')}'")
        elif labels:
            origin = result.get("origin", "manual")
            answer = SEVERAL.join(labels)
            yield common | {"question": result["from_name"], "label": answer, "origin": origin, "skipped": False}
        else:
            request.leave_out(f"answers of type '{result.get('type', 'unknown')}'")


def _is_note(result: Mapping[str, Any]) -> bool:
    """Whether a result is the comment or the flag that our labelling page has beside the questions."""
    value = result.get("value") or {}
    name, kind = result.get("from_name"), result.get("type")
    return (name == _NOTES[0] and kind == "textarea" and "text" in value) or (
        name == _NOTES[1] and value.get("choices") == [_FLAG]
    )


def _notes_of(results: Sequence[Mapping[str, Any]]) -> Row:
    """The annotator's comment and flag, where there are any."""
    notes: Row = {}
    for result in filter(_is_note, results):
        text = result["value"].get("text")
        if result["from_name"] == _NOTES[1]:
            notes["flagged"] = "true"
        else:
            notes["comment"] = text if isinstance(text, str) else "\n".join(map(str, text))
    return notes


def is_of_part(value: Mapping[str, Any]) -> bool:
    """Whether the value of a result is about a part of the text, such as a marked name."""
    return bool({"start", "startOffset"} & value.keys())


def labels_of(value: Mapping[str, Any]) -> list[str]:
    """The labels in a result: choices, a rating or number, or the paths of a taxonomy."""
    choices = value.get("choices")
    if choices:
        return [choices] if isinstance(choices, str) else [str(choice) for choice in choices]
    for name in ("rating", "number"):
        if name in value:
            return [str(value[name])]
    return [" / ".join(map(str, path)) for path in value.get("taxonomy") or ()]


def _author(annotation: Mapping[str, Any]) -> str | None:
    authors = [result["annotator"] for result in annotation.get("result") or () if result.get("annotator")]
    author = annotation.get("annotator") or (authors[0] if authors else annotation.get("completed_by"))
    if isinstance(author, Mapping):
        author = author.get("email") or author.get("id")
    return None if author is None else str(author)


def _required(scheme: Scheme) -> list[str]:
    return [q.name for q in scheme.questions if q.required] or [scheme.questions[0].name]


def _question_columns(rows: Sequence[Mapping[str, Any]], scheme: Scheme, questions: Sequence[str]) -> list[str]:
    there = list(dict.fromkeys(key for row in rows for key in row))
    wanted = set(questions) | (set() if questions else set(scheme.by_name))
    speaking = {
        k
        for row in rows
        for k, v in row.items()
        if k not in _OWN and "choices" in str(v) and _choices(v)[:1] not in ([], [v])
    }
    return [key for key in there if key in wanted or (not questions and key in speaking)]


def _choices(value: Any) -> list[str]:
    """The labels in a cell: a name, a list, ``{"choices": [...]}``, or one of the latter two as JSON text."""
    if isinstance(value, str) and value[:1] in "{[" and value:
        try:
            value = parse_json(value)
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


def _python_value(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value
