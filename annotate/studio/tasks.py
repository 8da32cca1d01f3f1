"""Sentences as tasks, scores as predictions."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from annotate.errors import InputError
from annotate.scheme import Question, Scheme
from annotate.studio.configuration import SENTENCE
from annotate.tables import PROBABILITY

PROBABILITY_STRATEGIES = ("random", "stratified")
"""The strategies of `annotate sample` that draw a probability sample."""

_CARRIED = ("sentence_id", "article_id", "outlet", "published", "speaker", "before", "text", "after", "target")


def tasks_from(batch: pd.DataFrame) -> list[dict[str, Any]]:
    """The tasks of a batch, in its order: what the page shows, what finds the sentence again, and its part.

    Label Studio refuses a whole import when one task lacks a field that the page shows, so that an unknown one is empty
    text.
    """
    part = evaluation_part(batch)
    columns = [c for c in _CARRIED if c in batch.columns]
    rows = batch[columns].astype(object).where(batch[columns].notna(), "").to_dict("records")
    tasks = []
    for row, kept in zip(rows, part, strict=True):
        data: dict[str, Any] = {c: str(row.get(c, "")) for c in _CARRIED if c != "target" or "target" in row}
        tasks.append({"data": data | {"about": _about(data), "part": kept}})
    return tasks


def key_of(data: Mapping[str, Any]) -> str:
    """What makes a task this one and no other: its sentence, with the target where there is one."""
    target = data.get("target")
    named = isinstance(target, str) and target
    return f"{data.get('sentence_id', '')}\t{target}" if named else str(data.get("sentence_id", ""))


def evaluation_part(batch: pd.DataFrame) -> list[str]:
    """For each row ``evaluation`` or ``training``: whether it belongs to the probability sample of a mixed batch.

    Shares and figures are estimated on the former. Where all rows come from one kind of strategy there are no such
    parts, and each row's is empty.
    """
    if "strategy" not in batch.columns:
        return [""] * len(batch)
    drawn = batch["strategy"].isin(PROBABILITY_STRATEGIES)
    mixed = drawn.any() and not drawn.all()
    return [("evaluation" if one else "training") if mixed else "" for one in drawn]


def held_out(data: Mapping[str, Any], share: float) -> bool:
    """Whether a live model must neither see nor predict this task: the evaluation part, or `share` of the others.

    Without a part the sentence's name decides, the same way every time: a probability sample of its own.
    """
    part = data.get("part")
    if part in ("evaluation", "training"):
        return bool(part == "evaluation")
    number = int.from_bytes(hashlib.sha256(key_of(data).encode("utf-8")).digest()[:6], "big")
    return number / 2**48 < share


def _about(data: Mapping[str, str]) -> str:
    known = [data.get("outlet", ""), data.get("published", "")[:10]]
    if data.get("speaker"):
        known.append(f"speaker: {data['speaker']}")
    if data.get("target"):
        known.append(f"about: {data['target']}")
    return " · ".join(word for word in known if word)


def question_of(scores: pd.DataFrame, scheme: Scheme, question: str | None = None) -> Question:
    """The question that scores answer: the one named, or the only one with all their labels.

    Raises
    ------
    InputError
        If a label is outside the scheme, or the labels fit no question.
    """
    labels = [c.removeprefix(PROBABILITY) for c in scores.columns if str(c).startswith(PROBABILITY)]
    given = scores["label"].dropna().unique().tolist()
    if question:
        asked = scheme.question(question)
        for label in [*labels, *given]:
            asked.check(label, "predictions")
        return asked
    for candidate in scheme.questions:
        if set(labels or given) | set(given) <= set(candidate.names):
            return candidate
    first = scheme.questions[0]
    for label in [*given, *labels]:
        first.check(label, "predictions")
    raise InputError(f"predictions: their labels {', '.join(labels)} answer no question of the scheme; name one")


def predictions_from(scores: pd.DataFrame, scheme: Scheme, question: str | None = None) -> dict[str, dict[str, Any]]:
    """The prediction of each sentence that was not abstained from, by sentence_id, as Label Studio takes it.

    The score is the label's probability where the table has it.

    Raises
    ------
    InputError
        If a label is outside the scheme or a probability is not a number from 0 to 1: Label Studio would store both.
    """
    asked = question_of(scores, scheme, question)
    answered = scores[scores["label"].notna()]
    if "abstained" in answered.columns:
        answered = answered[~answered["abstained"].fillna(False).astype(bool)]
    found = {}
    for row in answered.to_dict("records"):
        where = f"predictions: {row['sentence_id']}"
        asked.check(row["label"], where)
        found[key_of(row)] = prediction(
            asked.name, [row["label"]], _score(row, where), str(row.get("model") or "model")
        )
    return found


def prediction(question: str, labels: list[str], score: float | None, model: str, to: str = SENTENCE) -> dict[str, Any]:
    """One prediction in Label Studio's form."""
    result = {"from_name": question, "to_name": to, "type": "choices", "value": {"choices": labels}}
    made: dict[str, Any] = {"model_version": model, "result": [result]}
    return made if score is None else made | {"score": score}


def _score(row: Mapping[Any, Any], where: str) -> float | None:
    value = row.get(f"{PROBABILITY}{row['label']}")
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise InputError(f"{where}: the probability {value!r} is not a number from 0 to 1; score again")
    return round(float(value), 6)
