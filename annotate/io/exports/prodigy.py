"""Prodigy: choices (``accept`` lists the chosen options), and binary tasks (``label`` is accepted or rejected)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from annotate.errors import InputError
from annotate.io.exports import Request, Row
from annotate.io.exports._items import items_of
from annotate.scheme import SEVERAL


def read(request: Request) -> Iterator[Row]:
    """A row for each task that was answered or skipped; an accepted task without a choice has no label.

    Where tasks of several files do not say who answered, the name of the file does.

    Raises
    ------
    InputError
        If a line is not a text classification task.
    """
    for path in request.paths:
        for where, task in items_of(path):
            row = _row(task, where, request)
            if row is not None:
                yield row | ({"annotator": row["annotator"] or path.stem} if len(request.paths) > 1 else {})


def _row(task: Row, where: str, request: Request) -> Row | None:
    if "text" not in task or "answer" not in task:
        raise InputError(f"{where}: no text or answer; export with prodigy db-out")
    skipped = task["answer"] == "ignore"
    row: Row = {"text": task["text"], "annotator": task.get("_annotator_id") or task.get("_session_id")}
    row |= {"sentence_id": (task.get("meta") or {}).get("sentence_id"), "skipped": skipped}
    if isinstance(task.get("_timestamp"), int | float):
        row["created_at"] = datetime.fromtimestamp(task["_timestamp"], UTC).isoformat()
    if task.get("user_input"):
        request.leave_out("answers of free text")
    if "accept" in task or "options" in task:
        chosen = _chosen(task)
        if not chosen and not skipped:
            request.leave_out("tasks without a choice")
            return None
        return row | {"label": SEVERAL.join(chosen) or None}
    if "spans" in task:
        for _ in task["spans"] or ():
            request.leave_out("spans")
        return None
    if "label" in task:
        return row | {"question": str(task["label"]), "label": None if skipped else task["answer"]}
    raise InputError(f"{where}: neither accept nor label; only text classification can be read")


def _chosen(task: Row) -> list[str]:
    """The texts of the options that were chosen, or their ids where they have no text."""
    if task["answer"] != "accept":
        return []
    names = {str(option.get("id")): str(option.get("text") or option.get("id")) for option in task.get("options") or ()}
    return [names.get(str(one), str(one)) for one in task.get("accept") or ()]
