"""One person's labelling of a batch: every answer is on disk before it counts, and soon in the annotations table."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from filelock import FileLock, Timeout

from annotate.errors import AnnotateError, InputError
from annotate.io.writing import unwritable
from annotate.scheme import Question, Scheme
from annotate.studio.page.annotation_rows import answers_in, write_answers
from annotate.studio.page.calibration_round import CalibrationRound
from annotate.studio.page.journal import Journal
from annotate.studio.page.labelling_items import Item, items_of
from annotate.studio.page.table_lock import TABLE_LOCK, labelling_folder
from annotate.tables import item_key

if TYPE_CHECKING:
    import pandas as pd

SETTLE = 1.0
"""Seconds between an answer and its being written to the annotations table."""
SAID = ("labels", "done", "skipped", "comment", "flagged")
"""What a person says in an answer; the rest is counted."""
MOST_COMMENT = 10_000
"""Characters of a comment."""


@dataclass(frozen=True)
class Answer:
    """What a person said about one item."""

    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The labels chosen, by question."""
    done: bool = False
    """Whether it counts; what is not done is a draft, such as a comment on an item that is still open."""
    skipped: bool = False
    comment: str = ""
    flagged: bool = False
    lead_time: float = 0.0
    """Seconds spent on it."""
    created_at: str = ""
    updated_at: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be lost by discarding it."""
        return not (self.labels or self.done or self.skipped or self.comment or self.flagged)


class AnsweredElsewhere(InputError):
    """The item was answered meanwhile in another tab, whose answer the one at hand does not know."""


class LabellingSession:
    """A person labels a batch into an annotations table; a context that locks the person's part of the table.

    An answer is appended to a journal beside the table, on disk, before `save` returns; within `SETTLE` seconds it is
    in the table too. What a killed session left in its journal is put into the table when the next one begins.
    Others may label into the same table at the same time, each under a name of their own.

    Attributes
    ----------
    items
        What is labelled, in the order of the batch.
    answers
        What was said about each item so far, by key.
    folder, name
        Where the session keeps its files, and what they are called.
    training
        The known answers, in a round in which coders are trained. An answer stays as it is then, since the known one
        was shown.
    """

    def __init__(
        self,
        batch: pd.DataFrame,
        scheme: Scheme,
        output: Path,
        annotator: str,
        training: CalibrationRound | None = None,
    ) -> None:
        """Read the batch; see `items_of` for the errors."""
        if not annotator.strip() or not annotator.isprintable():
            raise InputError("`annotator`: a name is needed; it goes into the table with every label")
        self.scheme, self.output, self.annotator = scheme, output, annotator.strip()
        self.items: Sequence[Item] = items_of(batch)
        self.training = training
        self._by_key = {item.key: item for item in self.items}
        self.answers: dict[str, Answer] = {}
        self.folder = labelling_folder(output)
        digest = sha256(self.annotator.encode()).hexdigest()[:8]
        own = f"-round-{training.number}" if training else ""  # what a round left in its journal is of that round
        self.name = name = re.sub(r"[^\w.@-]", "_", self.annotator)[:60] + "-" + digest + own
        self._journal = Journal(self.folder / f"{name}.jsonl")
        self._session_lock = FileLock(self.folder / f"{name}.lock")
        self._table_lock = FileLock(self.folder / TABLE_LOCK)
        self._guard = threading.RLock()
        self._changed: dict[str, tuple[Item, Answer]] = {}
        """What is in the journal and not in the table yet, by key; of earlier batches, too."""
        self._drafts: dict[str, tuple[Item, Answer]] = {}
        """What the table has no place for: comments on items that are still open."""
        self._writing = threading.Lock()
        self._wake, self._closing = threading.Event(), threading.Event()
        self._writer = threading.Thread(target=self._write_soon, name="annotations", daemon=True)
        self.trouble = ""
        """Why the table cannot be written at present; empty while it can. The journal has the answers then."""

    def __enter__(self) -> Self:
        """Lock the person's part of the table and read what was labelled before.

        Raises
        ------
        InputError
            If the person labels into the table elsewhere, or it cannot be read or written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._session_lock.acquire(timeout=0)
        except Timeout as error:
            raise InputError(
                f"{self.output}: {self.annotator} is labelling into it already; stop that one, or pass another "
                "`annotator` or `output`"
            ) from error
        except OSError as error:
            raise unwritable(self.output, error) from error
        try:
            self._resume()
        except BaseException:
            self._unlock()
            raise
        self._writer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write the table and unlock it."""
        self._closing.set()
        self._wake.set()
        self._writer.join()
        try:
            self.write()
        finally:
            self._unlock()

    @property
    def done(self) -> int:
        """How many items are labelled or skipped."""
        with self._guard:
            return sum(answer.done for answer in self.answers.values())

    @property
    def skipped(self) -> int:
        """How many items are skipped."""
        with self._guard:
            return sum(answer.done and answer.skipped for answer in self.answers.values())

    @property
    def next_open(self) -> int:
        """The position of the first item that is not done; of the last one where all are."""
        positions = (i for i, item in enumerate(self.items) if not self._is_done(item.key))
        return next(positions, len(self.items) - 1)

    def save(self, key: str, answer: Answer, *, seen: str | None = None) -> Answer:
        """Keep what the person said about the item `key`; it is on disk when this returns.

        An answer that is not done takes back an earlier one. The times come from the clock, not from `answer`. `seen`
        is the ``updated_at`` of the answer that the person saw, empty if they saw none; None if only one asks.

        Raises
        ------
        AnsweredElsewhere
            If there is another answer than the one they saw. It stays.
        InputError
            If there is no such item, the answer does not fit the scheme, or it cannot be written.
        """
        if key not in self._by_key:
            raise InputError(f"no item {key[:80]!r} in the batch")
        labels = {} if answer.skipped else in_order(self.scheme, answer.labels)
        check_labels(self.scheme, labels, complete=answer.done and not answer.skipped)
        if len(answer.comment) > MOST_COMMENT:
            raise InputError(f"a comment of {len(answer.comment):,} characters; {MOST_COMMENT:,} at most")
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        with self._guard:
            before = self.answers.get(key)
            if seen is not None and before and before.updated_at != seen and not _says_the_same(before, labels, answer):
                raise AnsweredElsewhere("answer: the sentence was answered in another tab meanwhile; reload the page")
            if self.training and before and before.done and not (answer.done and labels == before.labels):
                raise InputError("answer: it cannot be changed, since the known one was shown; continue")
            stored = Answer(
                labels,
                done=answer.done,
                skipped=answer.skipped and answer.done,
                comment=answer.comment.strip(),
                flagged=answer.flagged,
                lead_time=round(max(0.0, answer.lead_time), 3),
                created_at=before.created_at if before and before.done else now,
                updated_at=now,
            )
            self._journal.append(_entry(self._by_key[key], stored))
            self._keep(self._by_key[key], stored)
        self._wake.set()
        return stored

    def feedback(self, key: str) -> dict[str, Any] | None:
        """What to show about the answer to the item `key`, in training and once it was given."""
        if self.training is None or not self._is_done(key):
            return None
        return self.training.feedback(key, self.answers[key].labels, self.scheme)

    def write(self) -> None:
        """Put the journal's answers into the table, whole or not at all, and empty the journal.

        Raises
        ------
        InputError
            If the table cannot be read or written; the journal stays as it is then.
        """
        with self._writing:
            with self._guard:
                changed = dict(self._changed)
            if not changed:
                return
            with self._table_lock:
                write_answers(self.output, self.annotator, self.scheme, changed, self.training)
            with self._guard:
                self._changed = {key: one for key, one in self._changed.items() if one is not changed.get(key)}
                drafts = [_entry(*one, in_table=True) for key, one in self._drafts.items() if key not in self._changed]
                self._journal.replace([*drafts, *(_entry(*one) for one in self._changed.values())])
            self.trouble = ""

    def _is_done(self, key: str) -> bool:
        return key in self.answers and self.answers[key].done

    def _keep(self, item: Item, answer: Answer, in_table: bool = False) -> None:
        self._drafts.pop(item.key, None)
        if not answer.done and not answer.is_empty:
            self._drafts[item.key] = item, answer
        if not in_table:
            self._changed[item.key] = item, answer
        if item.key in self._by_key:
            self.answers[item.key] = answer

    def _resume(self) -> None:
        for key, fields in answers_in(self.output, self.annotator, self.scheme, self._by_key).items():
            self.answers[key] = Answer(**fields)
        for number, entry in enumerate(self._journal.entries(), start=1):
            try:
                self._keep(*_read(entry))
            except (KeyError, TypeError, AttributeError) as error:
                raise InputError(f"{self._journal.path}:{number}: no answer; correct or delete that line") from error
        self.write()

    def _write_soon(self) -> None:
        while not self._closing.is_set():
            self._wake.wait()
            self._wake.clear()
            if self._closing.wait(SETTLE):
                return
            try:
                self.write()
            except AnnotateError as error:
                self.trouble = str(error)

    def _unlock(self) -> None:
        self._session_lock.release()
        Path(self._session_lock.lock_file).unlink(missing_ok=True)
        with suppress(OSError):  # somebody else has just begun, and needs the folder
            if os.listdir(self.folder) in ([], [TABLE_LOCK]):
                (self.folder / TABLE_LOCK).unlink(missing_ok=True)
                self.folder.rmdir()


def _says_the_same(before: Answer, labels: Mapping[str, tuple[str, ...]], answer: Answer) -> bool:
    """Whether nothing would be overwritten: an answer that was saved, but never confirmed, is sent once more."""
    now = replace(answer, labels=labels, skipped=answer.skipped and answer.done, comment=answer.comment.strip())
    return all(getattr(before, name) == getattr(now, name) for name in SAID)


def _entry(item: Item, answer: Answer, *, in_table: bool = False) -> dict[str, Any]:
    """A line of the journal; with `in_table` of a draft of which the table knows all that it will."""
    return {"sentence_id": item.sentence_id, "target": item.target, "in_table": in_table, **asdict(answer)}


def _read(entry: dict[str, Any]) -> tuple[Item, Answer, bool]:
    sentence_id, target, in_table = str(entry.pop("sentence_id")), str(entry.pop("target")), entry.pop("in_table")
    labels = {str(name): tuple(map(str, labels)) for name, labels in entry.pop("labels").items()}
    return Item(item_key(sentence_id, target), sentence_id, "", target=target), Answer(labels, **entry), in_table


def in_order(scheme: Scheme, labels: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The answers in the order of the scheme's questions, each with its labels in the question's order."""
    asked = [*scheme.by_name, *(name for name in labels if name not in scheme.by_name)]
    ordered = {}
    for name in asked:
        if chosen := labels.get(name):
            names = scheme.by_name[name].names if name in scheme.by_name else ()
            place = {label: number for number, label in enumerate(names)}
            ordered[name] = tuple(sorted(dict.fromkeys(chosen), key=lambda label: place.get(label, len(place))))
    return ordered


def is_asked(question: Question, labels: Mapping[str, Sequence[str]]) -> bool:
    """Whether `question` is asked of somebody who gave these labels so far."""
    return question.only_if is None or question.only_if[1] in labels.get(question.only_if[0], ())


def check_labels(scheme: Scheme, labels: Mapping[str, Sequence[str]], *, complete: bool) -> None:
    """Raise `InputError` if `labels` do not fit `scheme`, or (`complete`) a question that must be answered is not."""
    for name, chosen in labels.items():
        question = scheme.question(name)
        for label in chosen:
            question.check(label, "answer")
        if len(chosen) > 1 and not question.multiple:
            raise InputError(f"answer: {name} takes one label, not {len(chosen)}")
        if not is_asked(question, labels):
            raise InputError(f"answer: {name} is not asked after these labels")
    if not complete:
        return
    for question in scheme.questions:
        if question.required and is_asked(question, labels) and not labels.get(question.name):
            raise InputError(f"answer: {question.name} must be answered, or the sentence skipped")
    if not labels:
        raise InputError("answer: no question is answered; answer one, or skip the sentence")
