"""doccano: text classification, one file for each annotator, named after them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from annotate.errors import InputError
from annotate.io.exports import Request, Row
from annotate.io.exports._items import items_of
from annotate.scheme import SEVERAL

_LABELS = ("label", "labels", "cats")
_CARRIED = ("sentence_id", "created_at", "updated_at")


def read(request: Request) -> Iterator[Row]:
    """A row for each labelled text of each file; the annotator is stated in the file, or is the file's name.

    Raises
    ------
    InputError
        If a file is from another kind of project, such as span labelling.
    """
    for path in request.paths:
        for where, example in items_of(path):
            labels = _labels(example, where)
            for _ in example.get("entities") or ():
                request.leave_out("spans")
            if not labels:
                request.leave_out("texts without a label")
            else:
                own = {name: example[name] for name in _CARRIED if example.get(name)}
                yield {
                    **own,
                    "text": example.get("text", example.get("data")),
                    "label": SEVERAL.join(labels),
                    "annotator": str(example.get("username") or example.get("annotator") or path.stem),
                }


def _labels(example: Row, where: str) -> list[str]:
    name = next((name for name in _LABELS if name in example), None)
    labels: Any = example[name] if name else None
    if name is None or not ("text" in example or "data" in example):
        raise InputError(f"{where}: no text or label; export from a text classification project")
    labels = [part for part in labels.split("#") if part] if isinstance(labels, str) else labels or []
    if any(not isinstance(label, str) for label in labels):
        raise InputError(f"{where}: spans, not labels of the whole text; only classification can be read")
    return list(labels)
