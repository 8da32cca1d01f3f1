"""Prodigy: choices (``accept`` lists the chosen options), and binary tasks (``label`` is accepted or rejected)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from annotate.errors import InputError
from annotate.io.exports import Request, Row
from annotate.io.exports._items import IDENTITIES, items_of
from annotate.io.formats.notes import note_once
from annotate.scheme import SEVERAL, Scheme


def read(request: Request) -> Iterator[Row]:
    """A row for each task that was answered or skipped; an accepted task without a choice has no label.

    A label is the id of an option, which is the same in every language that its text is shown in. The texts are taken,
    with a note, only where the scheme has them and not the ids, or where the ids are numbers. Where tasks of several
    files do not say who answered, the name of the file does.

    Raises
    ------
    InputError
        If a line is not a text classification task.
    """
    tasks = [(path, where, task) for path in request.paths for where, task in items_of(path)]
    texts = _texts_for_ids([task for _, _, task in tasks], request.scheme)
    if texts:
        first, text = next(iter(texts.items()))
        note_once(request.paths[0], f"the options' texts are taken as labels, not their ids: {text!r} for {first!r}")
    for path, where, task in tasks:
        row = _row(task, where, request, texts)
        if row is not None:
            yield row | ({"annotator": row["annotator"] or path.stem} if len(request.paths) > 1 else {})


def _texts_for_ids(tasks: Sequence[Row], scheme: Scheme) -> dict[str, str]:
    """The text of each option by its id, if texts are the labels; empty if ids are."""
    pairs = {
        (str(option.get("id")), str(option.get("text") or option.get("id")))
        for task in tasks
        for option in task.get("options") or ()
    }
    texts = dict(pairs)
    if len(texts) < len(pairs):  # one id with several texts, as in several languages
        return {}
    if _has_all(scheme, texts) or all(one == text for one, text in pairs):
        return {}
    return dict(sorted(pairs)) if _has_all(scheme, texts.values()) or all(map(str.isdecimal, texts)) else {}


def _has_all(scheme: Scheme, labels: Iterable[str]) -> bool:
    used = set(labels)
    return any({question.spelled(label) for label in used} <= {*question.names} for question in scheme.questions)


def _row(task: Row, where: str, request: Request, texts: Mapping[str, str]) -> Row | None:
    if "text" not in task or "answer" not in task:
        raise InputError(f"{where}: no text or answer; export with prodigy db-out")
    skipped = task["answer"] == "ignore"
    row: Row = {"text": task["text"], "annotator": task.get("_annotator_id") or task.get("_session_id")}
    meta = task.get("meta") or {}
    row |= {name: own for name in IDENTITIES if (own := task.get(name) or meta.get(name))} | {"skipped": skipped}
    if isinstance(task.get("_timestamp"), int | float):
        row["created_at"] = datetime.fromtimestamp(task["_timestamp"], UTC).isoformat()
    if task.get("user_input"):
        request.leave_out("answers of free text")
    if "accept" in task or "options" in task:
        accepted = task["answer"] == "accept"
        chosen = [texts.get(str(one), str(one)) for one in task.get("accept") or () if accepted]
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
