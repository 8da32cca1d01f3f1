"""Potato: ``annotated_instances`` files in a folder named after the annotator, or ``user_state.json``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from annotate.errors import InputError
from annotate.io.exports import Request, Row
from annotate.io.exports._items import items_of, joined, json_of

_CHOSEN = frozenset({"true", "1", "on", "yes"})
_FIELDS = frozenset({"slider", "text_box", "textbox", "number", "free_response"})
"""What Potato calls a field that is filled in; the answer is its value, not its name."""
_NOT_CHOSEN = frozenset({"", "false", "0", "off", "no", "none"})


def read(request: Request) -> Iterator[Row]:
    """A row for each item, annotator and question; free text is left out and counted.

    Raises
    ------
    InputError
        If a file is not one that Potato writes for an annotator.
    """
    for path in request.paths:
        answers = list(_of_state(path, request) if path.suffix.lower() == ".json" else _of_instances(path, request))
        yield from joined(answers)


def _of_state(path: Path, request: Request) -> Iterator[Row]:
    state = json_of(path)
    if not isinstance(state, Mapping) or "instance_id_to_label_to_value" not in state:
        raise InputError(f"{path}: not what Potato keeps of a user; name a user_state.json or annotated_instances file")
    who = str(state.get("user_id") or path.resolve().parent.name)
    for item, pairs in state["instance_id_to_label_to_value"].items():
        for answer, value in pairs:
            label = _label(answer["name"], value, answer["schema"], request)
            if label is not None:
                yield {"sentence_id": item, "annotator": who, "question": answer["schema"], "label": label}


def _of_instances(path: Path, request: Request) -> Iterator[Row]:
    for where, item in items_of(path):
        named = item.get("label_annotations") or _unflattened(item)
        identity = item.get("id") or item.get("instance_id")
        if not isinstance(named, Mapping) or not identity:
            raise InputError(f"{where}: no id or label_annotations; name Potato's annotated_instances file")
        who = item.get("user_id") or item.get("user") or item.get("annotator") or path.resolve().parent.name
        text = item.get("displayed_text") or item.get("text")
        row: Row = {"sentence_id": str(identity), "annotator": str(who), "text": text}
        for question, values in named.items():
            for name, value in _pairs(values):
                label = _label(str(name), value, str(question), request)
                if label is not None:
                    yield row | {"question": question, "label": label}


def _pairs(values: Any) -> list[tuple[Any, Any]]:
    """Names and values of the answers to a question; of a name, or a list of names, each is its own value."""
    if isinstance(values, str | list):
        return [(name, name) for name in ([values] if isinstance(values, str) else values)]
    return list(values.items())


def _label(name: str, value: Any, question: str, request: Request) -> str | None:
    """The label of an answer: its name if it was ticked, its value on a scale; None for free text.

    The value of an answer that was ticked may be the key that stands for it, such as 2.
    """
    text = str(value).strip()
    if value is not None and text and text == name:  # also where the label is called "no" or "none"
        return name
    if value is None or text.casefold() in _NOT_CHOSEN:
        return None
    if text.casefold() in _CHOSEN:
        return name
    if len(text) == 1 and not name.endswith(text) and name not in (*_FIELDS, question):
        return name
    if name.endswith(text) or text.lstrip("-").replace(".", "", 1).isdigit():
        return text
    request.leave_out(f"answers of free text to '{question}'")
    return None


def _unflattened(item: Mapping[str, Any]) -> dict[str, dict[str, Any]] | None:
    """Potato's columns ``question:::label`` as answers by question and label; None if there are none."""
    named: dict[str, dict[str, Any]] = {}
    for key, value in item.items():
        question, sign, label = str(key).partition(":::")
        if sign:
            named.setdefault(question, {})[label] = value
    return named or None
