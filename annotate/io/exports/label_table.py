"""Any table of labels: one row for each label, or one row for each sentence with a column for each annotator."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from annotate.columns import listed
from annotate.errors import InputError
from annotate.io.exports import Request, Row
from annotate.io.exports._items import label_rows, rows_of
from annotate.io.formats.notes import note_once
from annotate.io.values.label_text import is_total, tidy_labels
from annotate.scheme import Scheme

_FEWEST, _FEWEST_ROWS = 2, 5
_MARK = re.compile(r"[_.:\-/ ]+")
"""What may separate a question from an annotator in the name of a column."""
_NUMBERED = re.compile(r"(?i)(?:coder|annotator|rater|judge|person|kodierer|codeur|codificador|r|c|a)[ _.-]?\d{1,2}")
"""A column of one annotator, by its name."""
_MOST_LABELS = 12
"""Most distinct values that a set of columns with labels may have together."""


def read(request: Request) -> Iterator[Row]:
    """A row for each label.

    Raises
    ------
    InputError
        If there is no column of labels, or none of ids or texts.
    """
    for path in request.paths:
        yield from _wide(path, request) if request.annotator_columns else _long(path, request)


def _long(path: Path, request: Request) -> Iterator[Row]:
    table = label_rows(path, request.rejects, request.columns)
    if len(request.paths) > 1 and "annotator" not in table.columns:
        note_once(path, f"no column 'annotator', so the name of the file is taken: {path.stem}")
        table = table.assign(annotator=path.stem)
    if "label" not in table.columns:
        coders = _columns_of_coders(rows_of(path), request.scheme)
        if len(coders) > 1:
            raise InputError(
                f"{path}: no column 'label', and {', '.join(coders)} look like one column per annotator; "
                f"if they are, name them with `annotator_columns` {shlex.quote(','.join(coders))}"
            )
        raise InputError(f"{path}: no column 'label'; name it with `label_column`, of {listed(table.columns)}")
    if "sentence_id" not in table.columns and "text" not in table.columns:
        raise InputError(f"{path}: no column 'sentence_id' or 'text'; name one with `item_column` or `text_column`")
    for row in table.astype(object).where(table.notna(), None).to_dict("records"):
        if is_total(row.get("sentence_id")):
            request.leave_out("rows of totals")
        else:
            yield row


def _wide(path: Path, request: Request) -> Iterator[Row]:
    rows = rows_of(path, request.rejects)
    names = list(rows[0]) if rows else []
    columns = _named_columns(names, request)
    missing = [name for name in columns if name not in names]
    if missing:
        raise InputError(f"{path}: no column '{missing[0]}' for `annotator_columns`; found {listed(names)}")
    items = _identities(rows, request, path)
    asked = _questions_by_column(rows, columns, request, path)
    if asked:
        questions = listed(sorted({str(one["question"]) for one in asked.values()}))
        note_once(path, f"columns such as {columns[0]} are read as answers to {questions}")
    for row, identity in zip(rows, items, strict=True):
        if is_total(identity):
            request.leave_out("rows of totals")
            continue
        rest = {request.columns.get(k, k): v for k, v in row.items() if k not in columns}
        for annotator in columns:
            if row[annotator] is None or not str(row[annotator]).strip():
                request.leave_out("cells without a label")
            else:
                answer = {"sentence_id": identity, "annotator": annotator, "label": str(row[annotator])}
                yield rest | answer | asked.get(annotator, {})


def _named_columns(names: Sequence[str], request: Request) -> tuple[str, ...]:
    """The columns of annotators that were named, or for each of them those of the questions, as ``stance_ana``."""
    questions = {*request.questions, *request.scheme.by_name}
    columns: list[str] = []
    for annotator in request.annotator_columns:
        pairs = [(name, first, second) for name in names for first, second in _pairs([name], True).values()]
        theirs = [name for name, *pair in pairs if annotator in pair and questions & {*pair} - {annotator}]
        columns += [annotator] if annotator in names or not theirs else theirs
    return tuple(dict.fromkeys(columns))


def _questions_by_column(rows: list[Row], columns: Sequence[str], request: Request, path: Path) -> dict[str, Row]:
    """The question and the annotator of each column, where their names are all pairs of both, as in ``stance_ana``.

    There are at least two of either, and the questions are named or those of the scheme, or have other labels each.
    With one question that is named, every column is an annotator.

    Raises
    ------
    InputError
        If the columns may be pairs, and their questions are none of these.
    """
    if len(request.questions) == 1:
        return {}
    doubtful: set[str] = set()
    for pairs in (_pairs(columns, question_first) for question_first in (True, False)):
        questions, coders = ({pair[place] for pair in pairs.values()} for place in (0, 1))
        if min(len(questions), len(coders)) < _FEWEST or len(questions) * len(coders) != len(set(pairs.values())):
            continue
        used = {
            question: {str(row[name]).strip() for row in rows for name, pair in pairs.items() if pair[0] == question}
            - {"", "None"}
            for question in questions
        }
        is_apart = sum(map(len, used.values())) == len(set().union(*used.values()))
        if questions <= {*request.questions, *request.scheme.by_name} or (is_apart and len(rows) >= _FEWEST_ROWS):
            return {name: {"question": question, "annotator": coder} for name, (question, coder) in pairs.items()}
        doubtful = doubtful or (questions if is_apart else set())
    if doubtful:
        names = ",".join(sorted(doubtful))
        raise InputError(
            f"{path}: columns such as {columns[0]} may be of a question and an annotator; name the questions with "
            f"`question` {names}, or one question that all columns answer"
        )
    return {}


def _pairs(columns: Sequence[str], question_first: bool) -> dict[str, tuple[str, str]]:
    """The question and the annotator in each column's name, which a mark separates; empty if one has no such mark."""
    pairs = {}
    for name in columns:
        parts = _MARK.split(name.strip(), maxsplit=1)
        if len(parts) < _FEWEST or not all(parts):
            return {}
        pairs[name] = (parts[0], parts[1]) if question_first else (parts[1], parts[0])
    return pairs


def _identities(rows: list[Row], request: Request, path: Path) -> list[str | None]:
    """The sentences' ids from the column named for them or one called ``id``; all None if there are texts instead."""
    names = list(rows[0])
    column = next((old for old, new in request.columns.items() if new == "sentence_id"), None)
    column = column or next((name for name in ("sentence_id", "id", "item", "unit") if name in names), None)
    if column is not None and column in names:
        return [None if row[column] is None else str(row[column]) for row in rows]
    if any(request.columns.get(name, name) == "text" for name in names):
        return [None] * len(rows)
    raise InputError(f"{path}: no column 'sentence_id' or 'text'; name one with `item_column` or `text_column`")


def _columns_of_coders(rows: list[Row], scheme: Scheme) -> list[str]:
    """Columns named by a question of the scheme and a person or by a person's number, or that share repeated values.

    A small set of values that several columns have is that of the labels of several annotators.
    """
    names = list(rows[0]) if rows else []
    of_questions = [name for name in names for pair in _pairs([name], True).values() if {*pair} & {*scheme.by_name}]
    numbered = [name for name in names if _NUMBERED.fullmatch(name.strip())]
    if len(of_questions) > 1 or len(numbered) > 1:
        return of_questions if len(of_questions) > 1 else numbered
    columns = {
        name: tidy_labels(pd.Series([row[name] for row in rows], dtype=object))[0] for name in (rows[0] if rows else ())
    }
    counts = {name: Counter(values.dropna()) for name, values in columns.items()}
    for name, used in counts.items():
        alike = [other for other, theirs in counts.items() if theirs.keys() & used.keys()]
        values = set().union(*(counts[other] for other in alike))
        repeated = all(sum(counts[other][value] for other in alike) > 1 for value in values)
        if name in alike and len(alike) > 1 and len(values) <= _MOST_LABELS and repeated:
            return alike
    return []
