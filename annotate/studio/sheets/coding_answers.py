"""Reading completed coding sheets: one annotator per file, one annotation per answer."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.columns import listed, matched_ids
from annotate.counts import many
from annotate.errors import AnnotateWarning, InputError
from annotate.io.reading import read_table
from annotate.io.rejects import Reject, beginning
from annotate.io.values.label_text import is_no_answer
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


def answers_from(paths: Sequence[Path], scheme: Scheme, known: Collection[str] | None = None) -> SheetAnswers:
    """The annotations in coding sheets; the annotator's name is the file's name without ``coding``.

    Headings and labels may be as the scheme names them or in its language. Capitalisation of labels is ignored. An
    empty cell means no answer, and so does a word such as NA. Answers to sentences whose ids are not `known` are
    rejected; None knows all.

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
        moment = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
        for number, row in enumerate(table.to_dict("records"), start=2):
            cells = list(_answers(row, scheme, f"{path}: row {number}"))
            if known is not None and str(row[IDENTITY]) not in known:
                reason = f"no sentence has the id {row[IDENTITY]}; put back the id that the sheet had"
                cells = [Reject(f"{path}: row {number}", reason, beginning(row))] * bool(cells)
            rejects += [one for one in cells if isinstance(one, Reject)]
            answers = [one for one in cells if not isinstance(one, Reject)]
            unanswered += not cells
            rows += [{**answer, "annotator": annotator, "updated_at": moment} for answer in answers]
    if not rows and not rejects:
        raise InputError(f"{paths[0]}: no answer in it; label some sentences and save the sheet")
    import pandas as pd

    frame = pd.DataFrame(rows, columns=None if rows else ANNOTATIONS.columns)
    return SheetAnswers(conform(frame, ANNOTATIONS, "coding sheets"), tuple(rejects), unanswered)


def moved_answers(paths: Sequence[Path], batch: pd.DataFrame, scheme: Scheme) -> list[str]:
    """Notes on rows of coding sheets whose text is not that of their sentence in `batch`, and on sentences without one.

    A sheet with none of the batch's sentences is of another batch.
    """
    texts = dict(zip(batch[IDENTITY].astype("str"), batch["text"].astype("str"), strict=True))
    notes = []
    for path in paths:
        table = _sheet(path, scheme)
        ids = table[IDENTITY].astype("str")
        lacking = [name for name in texts if name not in set(ids)]
        if 0 < len(lacking) < len(texts):
            notes.append(
                f"{path}: {many(len(lacking), 'sentence of the batch', 'has')} no row in it, such as {lacking[0]}"
            )
        if "text" in table.columns:
            pairs = zip(ids, table["text"].astype("str"), strict=True)
            moved = [name for name, text in pairs if name in texts and _bare(text) != _bare(texts[name])]
            if moved:
                notes.append(
                    f"{path}: {many(len(moved), 'row', 'has')} another text than the sentence in the batch "
                    f"({moved[0]} ...); were columns sorted apart from each other?"
                )
    return notes


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
    about |= {name: row[name] for name in (TARGET, COMMENT) if row.get(name)}
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
