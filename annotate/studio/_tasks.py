"""A sentence as a Label Studio task, and its annotations."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import pandas as pd

from annotate.columns import on_repeated
from annotate.errors import InputError
from annotate.io.exports.label_studio import is_of_part, labels_of
from annotate.labels.strategies import CERTAIN
from annotate.studio.wording.wordings import ENGLISH, Wording, wording
from annotate.tables import BATCH, conform, item_key, item_keys

PROBABILITY_STRATEGIES = ("random", "stratified")
"""The strategies of `annotate sample` that draw a probability sample."""
EVALUATION, TRAINING = "evaluation", "training"
"""The parts of a mixed batch: the probability sample, and the sentences chosen for training."""

MADE_IN = timedelta(seconds=1)
"""Creating an annotation on somebody's behalf takes less time than this, and does not count as a change."""

_CARRIED = ("sentence_id", "article_id", "outlet", "published", "speaker", "title", "before", "text", "after", "target")
COMMENT = "comment"
"""The line of the labelling page for a comment, and its column in an annotations table."""
FLAGGED, FLAG = "flagged", "Flag this sentence"
"""The box of the labelling page that marks a sentence, which is its column in an annotations table, and its words."""
_MARKED = "marked"
"""The field with the sentence as a page in which its target is marked."""


@dataclass(frozen=True)
class Answer:
    """The labels chosen for one question."""

    question: str
    labels: tuple[str, ...]
    origin: str = "manual"
    """``manual``, ``prediction`` (accepted as it was) or ``prediction-changed``."""


@dataclass(frozen=True)
class Annotation:
    """One person's answers to the questions of a task, or that they skipped it."""

    annotator: int | None
    """The person's number on the server."""
    answers: tuple[Answer, ...] = ()
    created_at: str | None = None
    updated_at: str | None = None
    lead_time: float | None = None
    """Seconds."""
    skipped: bool = False
    unread: int = 0
    """Number of answers that are not choices, such as free text or drawn regions."""
    comment: str = ""
    flagged: bool = False
    updated_by: int | None = None
    """Who changed it last, or created it on the annotator's behalf."""

    @property
    def editor(self) -> int | None:
        """The number of a person other than the annotator who changed it after it was created; None if nobody did."""
        if self.updated_by in (None, self.annotator) or not (self.created_at and self.updated_at):
            return None
        made, changed = (datetime.fromisoformat(moment) for moment in (self.created_at, self.updated_at))
        return self.updated_by if changed - made > MADE_IN else None

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Annotation:
        """The annotation from the server's JSON; regions without choices are not answers."""
        results = document.get("result") or ()
        answers = [
            Answer(str(result["from_name"]), labels, str(result.get("origin") or "manual"))
            for result in results
            if (labels := _labels(result)) and "from_name" in result and not _is_flag(result)
        ]
        comment = str(document.get(COMMENT) or "") or _comment(results)
        notes = sum(_is_comment(result) or _is_flag(result) for result in results)
        return cls(
            annotator=_person(document.get("completed_by")),
            answers=tuple(answers),
            created_at=document.get("created_at"),
            updated_at=document.get("updated_at"),
            lead_time=document.get("lead_time"),
            skipped=bool(document.get("was_cancelled")),
            unread=int(document.get("unread") or 0) + len(results) - len(answers) - notes,
            comment=comment,
            flagged=bool(document.get(FLAGGED)) or any(map(_is_flag, results)),
            updated_by=_person(document.get("updated_by")),
        )

    def document(self) -> dict[str, Any]:
        """The annotation as JSON that `parse` reads."""
        return {
            "completed_by": self.annotator,
            "result": [
                {"from_name": answer.question, "value": {"choices": list(answer.labels)}, "origin": answer.origin}
                for answer in self.answers
            ],
            "created_at": self.created_at,
            "updated_at": self.updated_at,
            "lead_time": self.lead_time,
            "was_cancelled": self.skipped,
            "updated_by": self.updated_by,
            "unread": self.unread,
            COMMENT: self.comment,
            FLAGGED: self.flagged,
        }


@dataclass(frozen=True)
class Task:
    """A sentence in Label Studio; ``data`` has the fields the page shows and those that identify the sentence."""

    data: Mapping[str, Any]
    id: int = 0
    """The task's number on the server; 0 before it is stored there."""
    annotations: tuple[Annotation, ...] = ()
    updated_at: str = ""

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Task:
        """The task from the server's JSON, with its annotations if they are included."""
        annotations = tuple(Annotation.parse(one) for one in document.get("annotations") or ())
        return cls(document["data"], int(document["id"]), annotations, str(document.get("updated_at") or ""))

    def document(self) -> dict[str, Any]:
        """The task as JSON that `parse` reads."""
        annotations = [annotation.document() for annotation in self.annotations]
        return {"id": self.id, "data": self.data, "annotations": annotations, "updated_at": self.updated_at}

    @property
    def sentence_id(self) -> str:
        """The sentence's identifier, or ``task-`` and the task's number if the task was added by hand."""
        return str(self.data.get("sentence_id") or f"task-{self.id}")

    @property
    def text(self) -> str:
        """The sentence; if the task has no field ``text``, its longest text that is no address."""
        texts = [value for value in self.data.values() if isinstance(value, str) and "://" not in value.split(" ")[0]]
        return str(self.data.get("text") or max(texts, key=len, default=""))

    def text_in(self, field: str) -> str:
        """The text in the `field` that the page shows; `text` where there is none, or where its target is marked."""
        shown = self.data.get(field) if field != _MARKED else None
        return shown if isinstance(shown, str) and shown.strip() else self.text

    @property
    def target(self) -> str | None:
        """The entity that the questions are about, if the study has targets."""
        target = self.data.get("target")
        return target if isinstance(target, str) and target else None

    @cached_property
    def key(self) -> str:
        """The key of the labelled item: the sentence, with its target if there is one."""
        return item_key(self.sentence_id, self.target)

    @property
    def part(self) -> str:
        """`EVALUATION`, `TRAINING`, or empty if the batch has no such parts."""
        return str(self.data.get("part") or "")

    def is_held_out(self, share: float) -> bool:
        """Whether a live model must neither see nor predict it: the evaluation part, or `share` of tasks without one.

        Without a part, a hash of the key decides, so that the held-out tasks are always the same probability sample.
        """
        if self.part in (EVALUATION, TRAINING):
            return self.part == EVALUATION
        number = int.from_bytes(hashlib.sha256(self.key.encode("utf-8")).digest()[:6], "big")
        return number / 2**48 < share


def _labels(result: Mapping[str, Any]) -> tuple[str, ...]:
    """The labels of an answer to the whole sentence: its choices, rating or number, or the paths of a taxonomy."""
    value = result.get("value") or {}
    return () if is_of_part(value) else tuple(labels_of(value))


def _is_comment(result: Mapping[str, Any]) -> bool:
    return result.get("from_name") == COMMENT and "text" in (result.get("value") or {})


def _is_flag(result: Mapping[str, Any]) -> bool:
    return result.get("from_name") == FLAGGED and _labels(result) == (FLAG,)


def _comment(results: Sequence[Mapping[str, Any]]) -> str:
    """What the annotator wrote in the line for comments."""
    texts = [result["value"]["text"] for result in results if _is_comment(result)]
    return "\n".join(line for text in texts for line in ([text] if isinstance(text, str) else map(str, text)))


def _person(value: Any) -> int | None:
    """The number of a person, which the server sends alone or together with further details."""
    return value.get("id") if isinstance(value, Mapping) else value


def checked_batch(batch: pd.DataFrame) -> pd.DataFrame:
    """`batch` with the types of its columns, in which every row is another item with a text.

    Raises
    ------
    InputError
        If it is empty, lacks a column, has a row without id or text, or an item twice.
    """
    rows = conform(batch, BATCH, where="batch")
    if rows.empty:
        raise InputError("batch: no sentences in it; draw some with annotate sample")
    for name in BATCH.required:
        blank = (rows[name].isna() | rows[name].astype("str").str.strip().eq("")).to_numpy(dtype=bool)
        if blank.any():
            raise InputError(f"batch: row {int(blank.argmax()) + 1}: no {name}; fill it in, or leave the row out")
    keys = item_keys(rows)
    repeated = keys.duplicated()
    if repeated.any():
        row = int(repeated.argmax())
        again = keys.iloc[row].replace("\t", " about ")
        advice = on_repeated(rows["sentence_id"].iloc[row], "remove one of the two")
        raise InputError(f"batch: row {row + 1} repeats sentence {again}; {advice}")
    return rows


def tasks_from(batch: pd.DataFrame, language: str = ENGLISH) -> list[Task]:
    """The tasks of a batch, in its order, with the fields the page shows, the sentence's identifiers and its part.

    The line above the sentence, with its place, outlet and speaker, is in `language`.

    Missing fields become empty text, because Label Studio rejects a whole import if one task lacks a field that the
    page shows.
    """
    columns = [c for c in _CARRIED if c in batch.columns]
    rows = batch[columns].astype(object).where(batch[columns].notna(), "").to_dict("records")
    tasks = []
    starts, words = _mentions(batch), wording(language)
    for place, (row, part) in enumerate(zip(rows, evaluation_part(batch), strict=True), start=1):
        data: dict[str, Any] = {c: str(row.get(c, "")) for c in _CARRIED if c != "target" or "target" in row}
        if "target" in row:
            data[_MARKED] = _with_marks(data["text"], marks_of(data["text"], data["target"], starts[place - 1]))
        number = words.studio["place"].format(place=place, total=len(batch))
        tasks.append(Task(data | {"about": f"{number} · {_about(data, words)}".rstrip(" ·"), "part": part}))
    return tasks


def _mentions(batch: pd.DataFrame) -> list[tuple[Any, Any]]:
    """Where the target of each row is first named, as far as the batch says."""
    if not {"target_start", "target_end"} <= set(batch.columns):
        return [("", "")] * len(batch)
    return list(zip(batch["target_start"], batch["target_end"], strict=True))


def marks_of(text: str, target: str, mention: tuple[Any, Any]) -> tuple[tuple[int, int], ...]:
    """Every place in `text` that names the target as its first `mention` does, or else by its own name."""
    if not target:
        return ()
    try:
        name = text[int(float(mention[0])) : int(float(mention[1]))]
    except (TypeError, ValueError):
        name = ""
    pattern = rf"(?<!\w){re.escape(name or target)}(?!\w)"
    return tuple(match.span() for match in re.finditer(pattern, text, 0 if name else re.IGNORECASE))


def _with_marks(text: str, marks: Sequence[tuple[int, int]]) -> str:
    """`text` as HTML in which what is between each pair of `marks` is highlighted, and nothing else is markup."""
    parts, end = [], 0
    for start, stop in marks:
        parts += [html.escape(text[end:start]), f"<mark>{html.escape(text[start:stop])}</mark>"]
        end = stop
    return "".join([*parts, html.escape(text[end:])])


def evaluation_part(batch: pd.DataFrame) -> Sequence[str]:
    """The part of each row of a mixed batch: `EVALUATION` for the probability sample, `TRAINING` for the others.

    Shares and metrics are estimated from the evaluation part. If all rows come from one kind of strategy there are no
    parts, and all values are empty. Lines that are drawn with certainty are of the sample where there is one.
    """
    if "strategy" not in batch.columns:
        return [""] * len(batch)
    in_sample, certain = batch["strategy"].isin(PROBABILITY_STRATEGIES), batch["strategy"].eq(CERTAIN).fillna(False)
    if (in_sample | certain).all() or not in_sample.any():
        return [""] * len(batch)
    return [EVALUATION if one else TRAINING for one in in_sample | certain]


def _about(data: Mapping[str, str], words: Wording) -> str:
    known = [data.get("outlet", ""), data.get("published", "")[:10]]
    if data.get("speaker"):
        known.append(words.page["speaker"].format(name=data["speaker"]))
    if data.get("target"):
        known.append(words.page["about"].format(target=data["target"]))
    return " · ".join(word for word in known if word)
