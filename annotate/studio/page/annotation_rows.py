"""A person's answers as rows of an annotations table, and back."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from annotate.io.reading import read_table
from annotate.io.writing import write_table
from annotate.scheme import SEVERAL, Scheme
from annotate.studio._tasks import COMMENT, FLAGGED
from annotate.studio.page.calibration_round import EXPECTED, ROUND, CalibrationRound
from annotate.studio.page.labelling_items import Item
from annotate.tables import ANNOTATIONS, conform, item_key, item_keys

if TYPE_CHECKING:
    from annotate.studio.page.labelling_session import Answer


def answers_in(path: Path, annotator: str, scheme: Scheme, keys: Collection[str]) -> dict[str, dict[str, Any]]:
    """What `annotator` said about the items `keys` in the table at `path`, as fields of an answer, by key.

    An item with a label that the scheme does not have any more counts as open; its rows stay until it is labelled.

    Raises
    ------
    InputError
        If the file exists and is not an annotations table.
    """
    if not path.is_file():
        return {}
    table = read_table(path, ANNOTATIONS)
    is_own = _rows_about(table, annotator, keys)
    answers = {}
    for key, rows in table[is_own].groupby(item_keys(table[is_own]), sort=False):
        fields = _fields(rows, scheme)
        if fields is not None:
            answers[str(key)] = fields
    return answers


def _rows_about(table: pd.DataFrame, annotator: str, keys: Collection[str]) -> pd.Series:
    """Which rows are the annotator's about one of the items `keys`."""
    return table["annotator"].eq(annotator).fillna(False) & item_keys(table).isin(list(keys))


def _fields(rows: pd.DataFrame, scheme: Scheme) -> dict[str, Any] | None:
    labels: dict[str, tuple[str, ...]] = {}
    for name, label in zip(rows["question"], rows["label"], strict=True):
        if pd.isna(label):
            continue
        question = scheme.by_name.get(name)
        chosen = tuple(str(label).split(SEVERAL)) if question and question.multiple else (str(label),)
        if question is None or not set(chosen) <= set(question.names):
            return None
        labels[name] = chosen
    skipped = bool(rows["skipped"].fillna(False).any())
    if not labels and not skipped:
        return None
    first = rows.iloc[0]
    return {
        "labels": {} if skipped else labels,
        "done": True,
        "skipped": skipped,
        "comment": _text(first.get(COMMENT)),
        "flagged": _text(first.get(FLAGGED)).lower() == "true",
        "lead_time": 0.0 if pd.isna(first["lead_time"]) else float(first["lead_time"]),
        "created_at": _text(first["created_at"]),
        "updated_at": _text(first["updated_at"]),
    }


def write_answers(
    path: Path,
    annotator: str,
    scheme: Scheme,
    answers: Mapping[str, tuple[Item, Answer]],
    training: CalibrationRound | None = None,
) -> None:
    """Write the table at `path` with `answers` in the place of the annotator's rows about the same items.

    It is on disk when this returns. Answers of a round of `training` have the known ones beside them.

    Raises
    ------
    InputError
        If it exists and is not an annotations table, or cannot be written.
    """
    rows = [row for item, answer in answers.values() for row in _rows(item, annotator, answer, scheme)]
    added = [name for name in ("target", COMMENT, FLAGGED) if any(row[name] for row in rows)]
    if training is not None:
        keyed = ((row, item_key(row["sentence_id"], row["target"])) for row in rows)
        rows = [row | training.cells(key, row["question"]) for row, key in keyed]
        added += [EXPECTED, ROUND]
    new = conform(pd.DataFrame(rows, columns=[*ANNOTATIONS.columns, *added]), ANNOTATIONS, "answers")
    if path.is_file():
        before = read_table(path, ANNOTATIONS)
        others = before[~_rows_about(before, annotator, answers)]
        both = [part for part in (others, new) if len(part)]
        new = conform(pd.concat(both, ignore_index=True), ANNOTATIONS, str(path)) if both else others
    write_table(new, path, ANNOTATIONS)
    _to_disk(path)


def _rows(item: Item, annotator: str, answer: Answer, scheme: Scheme) -> Iterator[dict[str, Any]]:
    if not answer.done:
        return
    common = {
        "sentence_id": item.sentence_id,
        "target": item.target or None,
        "annotator": annotator,
        "created_at": answer.created_at,
        "updated_at": answer.updated_at,
        "lead_time": answer.lead_time,
        "origin": "manual",
        "skipped": answer.skipped,
        COMMENT: answer.comment or None,
        FLAGGED: "true" if answer.flagged else None,
    }
    if answer.skipped:  # as pull has it: of every required question, or else of the first one
        required = [question.name for question in scheme.questions if question.required]
        for name in required or [scheme.questions[0].name]:
            yield common | {"question": name, "label": None}
        return
    for name, labels in answer.labels.items():
        yield common | {"question": name, "label": SEVERAL.join(labels)}


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)
