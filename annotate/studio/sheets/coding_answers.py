"""Reading completed coding sheets: one annotator per file, one annotation per answer."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.columns import listed, matched_ids
from annotate.counts import many
from annotate.errors import AnnotateWarning, InputError
from annotate.io.reading import read_table
from annotate.io.rejects import Reject, beginning
from annotate.label_names import is_no_answer
from annotate.scheme import SEVERAL, Scheme
from annotate.studio.sheets._layout import COMMENT, IDENTITY, TARGET, headings
from annotate.tables import ANNOTATIONS, conform

if TYPE_CHECKING:
    import pandas as pd

_PREFIX = "coding"
"""The usual prefix of coding sheets' file names, before the annotator's name."""


@dataclass(frozen=True)
class SheetAnswers:
    """The content of coding sheets: annotations, rejected cells, and the number of rows without an answer."""

    annotations: pd.DataFrame
    rejects: tuple[Reject, ...]
    open: int


def answers_from(paths: Sequence[Path], scheme: Scheme, known: Mapping[str, str] | None = None) -> SheetAnswers:
    """The annotations in coding sheets; the annotator's name is the file's name without ``coding``.

    Headings and labels may be as the scheme names them or in its language. Capitalisation of labels is ignored. An
    empty cell means no answer, and so does a word such as NA. Answers to sentences whose ids are not `known`,
    or beside another text than `known` has for the id, and second answers to a sentence, are rejected; None knows all.

    Raises
    ------
    InputError
        If a file is not a coding sheet, none of them has an answer, or two have the same annotator.
    """
    annotators: dict[str, Path] = {}
    rows: list[dict[str, Any]] = []
    rejects: list[Reject] = []
    unanswered = 0
    for path in paths:
        annotator = annotator_of(path)
        if annotator in annotators:
            raise InputError(
                f"{path}: has the same annotator '{annotator}' as {annotators[annotator]}; "
                "name the files coding-ANNOTATOR.xlsx"
            )
        annotators[annotator] = path
        table = _sheet(path, scheme)
        _check_columns(table, scheme, path)
        if known is not None:
            table = table.assign(**{IDENTITY: matched_ids(table[IDENTITY], known)})
        answered: dict[tuple[str, str], int] = {}
        moment = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
        for number, row in enumerate(table.to_dict("records"), start=2):
            cells = list(_answers(row, scheme, f"{path}: row {number}"))
            if cells and (reason := _misplaced(row, known) or _repeated(row, number, answered)):
                cells = [Reject(f"{path}: row {number}", reason, beginning(row))]
            rejects += [one for one in cells if isinstance(one, Reject)]
            answers = [one for one in cells if not isinstance(one, Reject)]
            unanswered += not cells
            rows += [{**answer, "annotator": annotator, "updated_at": moment} for answer in answers]
    if not rows and not rejects:
        raise InputError(f"{paths[0]}: no answer in it; label some sentences and save the sheet")
    import pandas as pd

    frame = pd.DataFrame(rows, columns=None if rows else ANNOTATIONS.columns)
    return SheetAnswers(conform(frame, ANNOTATIONS, "coding sheets"), tuple(rejects), unanswered)


def notes_on_missing_rows(paths: Sequence[Path], batch: pd.DataFrame, scheme: Scheme) -> list[str]:
    """Notes on sentences of `batch` without a row in a coding sheet; one with none of them is of another batch."""
    drawn = list(dict.fromkeys(batch[IDENTITY].astype("str")))
    notes = []
    for path in paths:
        table = _sheet(path, scheme)
        there = set(matched_ids(table[IDENTITY], drawn).astype("str"))
        lacking = [name for name in drawn if name not in there]
        if 0 < len(lacking) < len(drawn):
            notes.append(
                f"{path}: {many(len(lacking), 'sentence of the batch', 'has')} no row in it, such as {lacking[0]}"
            )
    return notes


def _misplaced(row: dict[str, Any], known: Mapping[str, str] | None) -> str:
    """Why the row cannot be about a sentence that is known, or belongs to another; empty if it can."""
    name = str(row[IDENTITY])
    if known is not None and name not in known:
        return f"no sentence has the id {name}; put back the id that the sheet had"
    text, own = known.get(name, "") if known else "", str(row.get("text") or "")
    if text and own and _bare(text) != _bare(own):
        return f"the text is not that of the sentence {name}; were columns sorted apart from each other?"
    return ""


def _repeated(row: dict[str, Any], number: int, answered: dict[tuple[str, str], int]) -> str:
    """That an earlier row of the sheet is about the same sentence and target; empty if none is."""
    key = str(row[IDENTITY]), str(row.get(TARGET) or "")
    first = answered.setdefault(key, number)
    return "" if first == number else f"row {first} is about the same sentence, {key[0]}; remove one of them"


def _sheet(path: Path, scheme: Scheme) -> pd.DataFrame:
    """The rows of a coding sheet; that its guidelines, on a separate sheet, are not read needs no warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AnnotateWarning)
        table = read_table(path)
    names = {heading: name for name, heading in headings(scheme).items() if name not in table.columns}
    return table.rename(columns=names)


def _bare(text: str) -> str:
    """A text's letters and digits, which spreadsheets keep, whatever they do to spaces and marks."""
    return "".join(character for character in text.casefold() if character.isalnum())


def annotator_of(path: Path) -> str:
    """The annotator of a coding sheet, taken from its file name: ``anna`` for ``coding-anna.xlsx``."""
    name = path.stem
    if name.casefold().startswith(_PREFIX):
        name = name[len(_PREFIX) :]
    return name.strip(" -_.") or path.stem


def _check_columns(table: pd.DataFrame, scheme: Scheme, path: Path) -> None:
    asked = [question.name for question in scheme.questions if question.name in table.columns]
    if IDENTITY not in table.columns or not asked:
        missing = IDENTITY if IDENTITY not in table.columns else scheme.questions[0].name
        raise InputError(f"{path}: no column '{missing}'; found {listed(table.columns)}; is it a coding sheet?")


def _answers(row: dict[str, Any], scheme: Scheme, where: str) -> Iterator[dict[str, Any] | Reject]:
    about = {IDENTITY: row[IDENTITY], "origin": "manual", "skipped": False}
    about |= {name: row[name] for name in (TARGET, COMMENT) if row.get(name) and name not in scheme.by_name}
    for question in scheme.questions:
        answer = str(row.get(question.name) or "").strip()
        if not answer or (is_no_answer(answer) and question.spelled(answer) not in question.names):
            continue
        labels = [question.spelled(part.strip()) for part in answer.split(SEVERAL)] if question.multiple else []
        labels = labels or [question.spelled(answer)]
        unknown = [label for label in labels if label not in question.names]
        if unknown:
            reason = f"unknown {question.name} {unknown[0]!r}; the scheme has {', '.join(question.names)}"
            yield Reject(where, reason, answer)
        else:
            yield {**about, "question": question.name, "label": SEVERAL.join(labels)}
