"""doccano: text classification, one file for each annotator, named after them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from annotate.errors import InputError
from annotate.io.exports import Request, Row
from annotate.io.exports._items import IDENTITIES, items_of
from annotate.io.formats.notes import note_once
from annotate.scheme import SEVERAL

_LABELS = ("label", "labels", "cats")
_EVERYBODY = "all"
_CARRIED = (*IDENTITIES, "created_at", "updated_at")


def read(request: Request) -> Iterator[Row]:
    """A row for each labelled text of each file; the annotator is stated in the file, or is the file's name.

    Raises
    ------
    InputError
        If an item has no text or no label.
    """
    if len(request.paths) > 1 and (every := [path for path in request.paths if path.stem == _EVERYBODY]):
        note_once(every[0], f"the file of all annotators is read beside others, as labels of one called '{_EVERYBODY}'")
    for path in _with_content(request.paths):
        for where, example in items_of(path):
            labels = _labels(example, where)
            spans = [label for label in labels if not isinstance(label, str)]
            for _ in (*(example.get("entities") or ()), *spans):
                request.leave_out("spans")
            if spans:
                continue
            if not labels:
                request.leave_out("texts without a label")
            else:
                meta = example["meta"] if isinstance(example.get("meta"), dict) else {}
                own = {name: value for name in _CARRIED if (value := example.get(name) or meta.get(name))}
                yield {
                    **own,
                    "text": example.get("text", example.get("data")),
                    "label": SEVERAL.join(labels),
                    "annotator": str(example.get("username") or example.get("annotator") or path.stem),
                }


def _with_content(paths: Sequence[Path]) -> Iterator[Path]:
    """The files that are not empty, as that of somebody who labelled nothing is; a file alone is not left out."""
    for path in paths:
        if len(paths) > 1 and not path.stat().st_size:
            note_once(path, "the file is empty, and is left out")
        else:
            yield path


def _labels(example: Row, where: str) -> list[Any]:
    name = next((name for name in _LABELS if name in example), None)
    labels: Any = example[name] if name else None
    if (name is None and "entities" not in example) or not ("text" in example or "data" in example):
        raise InputError(f"{where}: no text or label; export from a text classification project")
    return [part for part in labels.split("#") if part] if isinstance(labels, str) else list(labels or [])
