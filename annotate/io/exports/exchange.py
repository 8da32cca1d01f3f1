"""Labels made elsewhere as an annotations table, and annotations as files for elsewhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from annotate.errors import InputError
from annotate.io.exports.label_studio import rows_of_flat, rows_of_tasks, tasks_of
from annotate.io.reading import read_table
from annotate.io.writing import write_table, written_whole
from annotate.scheme import DEFAULT, SEVERAL, Scheme
from annotate.tables import ANNOTATIONS, conform

Rows = list[dict[str, Any]]


def annotations_from(
    path: Path,
    form: str,
    *,
    scheme: Scheme = DEFAULT,
    questions: Sequence[str] = (),
    annotator: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """The annotations in `path`, a file of the kind `form` (a name in `FORMATS`), with the text where it is there.

    Parameters
    ----------
    scheme
        Tells which columns are questions, and which question labels answer that say none.
    questions
        The question's name, or for files with a column a question their names.
    annotator
        Who labelled, where the file does not say; else the file's name (doccano, Potato) or ``unknown``.
    columns
        For tables: columns that stand for ``sentence_id``, ``annotator``, ``label``, ``text`` or others.

    Raises
    ------
    InputError
        If the file is not of this kind, with the place where that shows.
    """
    if form not in FORMATS:
        raise InputError(f"--from {form}: unknown; there are {', '.join(FORMATS)}")
    if not path.is_file():
        raise InputError(f"{path}: no such file; check the path")
    try:
        rows = FORMATS[form](path, scheme, tuple(questions), columns or {})
    except (AttributeError, KeyError, TypeError) as error:
        raise InputError(f"{path}: not as {form} writes it ({error!r}); export it again") from error
    if not rows:
        raise InputError(f"{path}: no labels in it; is it really of the kind {form}?")
    table = pd.DataFrame(rows)
    if "question" not in table.columns:
        table["question"] = questions[0] if questions else _question_of(table["label"], scheme)
    if "annotator" not in table.columns:
        table["annotator"] = None
    unknown = table["annotator"].isna() | (table["annotator"].astype("str") == "")
    table["annotator"] = table["annotator"].astype(object).mask(unknown, annotator or "unknown").astype("str")
    if "sentence_id" not in table.columns:
        table["sentence_id"] = None
    table["sentence_id"] = [
        _identity(row) if pd.isna(given) or given == "" else str(given)
        for given, row in zip(table["sentence_id"], rows, strict=True)
    ]
    return conform(table, ANNOTATIONS, str(path))


def write_annotations(annotations: pd.DataFrame, path: Path, form: str | None = None) -> None:
    """Write annotations as Label Studio's JSON (``label-studio``, or a file that ends in .json), or as a table."""
    if form not in (None, *WRITTEN):
        raise InputError(f"--to {form}: unknown; there are {', '.join(WRITTEN)}")
    if form == "label-studio" or (form is None and path.suffix.lower() == ".json"):
        with written_whole(path) as beside:
            beside.write_text(json.dumps(tasks_of(annotations), ensure_ascii=False, indent=1), encoding="utf-8")
        return
    ending = {"csv": ".csv", "jsonl": ".jsonl"}.get(form or "")
    if ending and ending not in (path.suffix.lower(), *(s.lower() for s in path.suffixes)) and str(path) != "-":
        raise InputError(f"{path}: --to {form} writes a file that ends in {ending}; name one with -o")
    write_table(annotations, path, ANNOTATIONS)


def _label_studio(path: Path, scheme: Scheme, questions: Sequence[str], columns: Mapping[str, str]) -> Rows:
    if path.suffix.lower() in (".csv", ".tsv"):
        return rows_of_flat(_cells(path), scheme, questions, str(path))
    tasks = _json(path)
    if not isinstance(tasks, list):
        raise InputError(f"{path}: not a list of tasks; export from Label Studio as JSON, JSON_MIN, CSV or TSV")
    if any(isinstance(task, Mapping) and ("data" in task or "annotations" in task) for task in tasks):
        return list(rows_of_tasks(tasks, scheme, str(path)))
    if not all(isinstance(task, Mapping) for task in tasks):
        raise InputError(f"{path}: not a list of tasks; export from Label Studio as JSON, JSON_MIN, CSV or TSV")
    return rows_of_flat(tasks, scheme, questions, str(path))


def _prodigy(path: Path, scheme: Scheme, questions: Sequence[str], columns: Mapping[str, str]) -> Rows:
    """Choices (``accept`` holds the labels), and yes-or-no tasks (``label`` asks, ``answer`` answers)."""
    rows = []
    for number, task in enumerate(_lines(path), start=1):
        if "text" not in task or "answer" not in task:
            raise InputError(f"{path}:{number}: no text or answer; export with prodigy db-out")
        row = {"text": task["text"], "annotator": task.get("_annotator_id") or task.get("_session_id")}
        row |= {"sentence_id": (task.get("meta") or {}).get("sentence_id"), "skipped": task["answer"] == "ignore"}
        if isinstance(task.get("_timestamp"), int | float):
            row["created_at"] = datetime.fromtimestamp(task["_timestamp"], UTC).isoformat()
        if "accept" in task or "options" in task:
            row["label"] = SEVERAL.join(map(str, task.get("accept") or ())) if task["answer"] == "accept" else None
        elif "label" in task:
            row |= {"question": str(task["label"]), "label": None if row["skipped"] else task["answer"]}
        else:
            raise InputError(f"{path}:{number}: neither accept nor label; only text classification can be read")
        rows.append(row)
    named = _question_of(pd.Series([r["label"] for r in rows if "question" not in r], dtype=object), scheme)
    return [{"question": questions[0] if questions else named, **row} for row in rows]


def _doccano(path: Path, scheme: Scheme, questions: Sequence[str], columns: Mapping[str, str]) -> Rows:
    """Text classification, one file an annotator as doccano exports it, the annotator being the file's name."""
    rows = []
    examples = _cells(path) if path.suffix.lower() == ".csv" else _lines(path)
    for number, example in enumerate(examples, start=1):
        labels = example.get("label", example.get("labels"))
        if labels is None or not ("text" in example or "data" in example):
            raise InputError(f"{path}:{number}: no text or label; export from a text classification project")
        labels = [part for part in labels.split("#") if part] if isinstance(labels, str) else labels
        if any(not isinstance(label, str) for label in labels):
            raise InputError(f"{path}:{number}: spans, not labels of the whole text; only classification can be read")
        if labels:
            who = example.get("username") or example.get("annotator") or path.stem
            text = example.get("text", example.get("data"))
            row = {"text": text, "label": SEVERAL.join(labels), "annotator": str(who)}
            rows.append(row | {"sentence_id": example.get("sentence_id")})
    return rows


def _potato(path: Path, scheme: Scheme, questions: Sequence[str], columns: Mapping[str, str]) -> Rows:
    """``annotated_instances.jsonl`` in a folder named after the annotator, its CSV and TSV, or ``user_state.json``."""
    if path.suffix.lower() == ".json":
        state = _json(path)
        if not isinstance(state, Mapping) or "instance_id_to_label_to_value" not in state:
            raise InputError(
                f"{path}: not what Potato keeps of a user; name a user_state.json or annotated_instances file"
            )
        given = state["instance_id_to_label_to_value"].items()
        who = str(state.get("user_id") or path.parent.name)
        chosen = [(item, each[0]["schema"], each[0]["name"]) for item, pairs in given for each in pairs if each[1]]
        return _joined([{"sentence_id": i, "annotator": who} for i, _, _ in chosen], [(q, n) for _, q, n in chosen])
    rows, answers = [], []
    for number, item in enumerate(_cells(path) if path.suffix.lower() in (".csv", ".tsv") else _lines(path), start=1):
        named = item.get("label_annotations") or _unflattened(item)
        if not isinstance(named, Mapping) or not (item.get("id") or item.get("instance_id")):
            raise InputError(f"{path}:{number}: no id or label_annotations; name Potato's annotated_instances file")
        who = item.get("user_id") or item.get("user") or item.get("annotator") or path.resolve().parent.name
        row: dict[str, Any] = {"sentence_id": str(item.get("id") or item.get("instance_id")), "annotator": str(who)}
        row |= {"text": item.get("displayed_text") or item.get("text")}
        for question, values in named.items():
            for label, value in values.items():
                if value not in (None, "", False, "false", "False", 0):
                    rows.append(row)
                    answers.append((question, label))
    return _joined(rows, answers)


def _table(path: Path, scheme: Scheme, questions: Sequence[str], columns: Mapping[str, str]) -> Rows:
    table = read_table(path, rename=columns)
    if "label" not in table.columns:
        found = ", ".join(map(str, table.columns))
        raise InputError(f"{path}: no column 'label'; name it with --label-column, of {found}")
    if "sentence_id" not in table.columns and "text" not in table.columns:
        raise InputError(f"{path}: no column 'sentence_id' or 'text'; name one with --item-column or --text-column")
    rows: Rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return rows


Reader = Callable[[Path, Scheme, Sequence[str], Mapping[str, str]], Rows]
FORMATS: Mapping[str, Reader] = {
    "label-studio": _label_studio,
    "prodigy": _prodigy,
    "doccano": _doccano,
    "potato": _potato,
    "csv": _table,
}
"""What can be read: a name and its reader. ``csv`` is any table, also JSON Lines or Parquet."""
WRITTEN = ("label-studio", "jsonl", "csv")


def _joined(rows: Rows, answers: Sequence[tuple[str, str]]) -> Rows:
    """One row an item, annotator and question, several labels of one joined."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row, (question, label) in zip(rows, answers, strict=True):
        key = (row["sentence_id"], row["annotator"], question)
        if key in found:
            found[key]["label"] += SEVERAL + label
        else:
            found[key] = row | {"question": question, "label": label}
    return list(found.values())


def _unflattened(item: Mapping[str, Any]) -> dict[str, dict[str, Any]] | None:
    """Potato's columns ``question:::label`` as a table of answers; None if there are none."""
    named: dict[str, dict[str, Any]] = {}
    for key, value in item.items():
        question, sign, label = str(key).partition(":::")
        if sign:
            named.setdefault(question, {})[label] = value
    return named or None


def _question_of(labels: pd.Series, scheme: Scheme) -> str:
    """The question of the scheme that all `labels` answer, else ``label``."""
    given = {one for label in labels.dropna() for one in str(label).split(SEVERAL)}
    for question in scheme.questions:
        if given and given <= set(question.names):
            return question.name
    return "label"


def _identity(row: Mapping[str, Any]) -> str:
    """An identity for a sentence that has none: a hash of its text, so that annotators of the same text meet."""
    return "t" + hashlib.sha256(str(row.get("text")).encode("utf-8")).hexdigest()[:16]


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{path}: not JSON ({error}); export it again") from error


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file, or of a JSON file that holds a list of them."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 ({error}); export it again") from error
    items = _json(path) if text.lstrip().startswith("[") else _rows(text, path)
    for number, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            raise InputError(f"{path}:{number}: not a JSON object; expected one a line")
        yield item


def _rows(text: str, path: Path) -> Iterator[Any]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except (json.JSONDecodeError, RecursionError) as error:
                raise InputError(f"{path}:{number}: not JSON ({error}); expected one JSON object a line") from error


def _cells(path: Path) -> Rows:
    """The rows of a CSV or TSV file as text."""
    rows: Rows = read_table(path).to_dict("records")
    return rows
