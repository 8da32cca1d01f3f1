"""Converting other tools' labels to an annotations table, and annotations to files for other tools."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from annotate.counts import many
from annotate.errors import InputError, UsageError, check_choice
from annotate.io.exports import EXPORTS, Request, Row
from annotate.io.exports.label_studio import tasks_of
from annotate.io.files import files_of
from annotate.io.rejects import Reject, beginning
from annotate.io.values.cells import plain_texts
from annotate.io.values.label_text import doubtful_labels, tidy_labels, tidy_names
from annotate.scheme import DEFAULT, SEVERAL, Scheme
from annotate.tables import ANNOTATIONS, sifted

WRITTEN = ("label-studio", "jsonl", "csv")
_UNKNOWN = "unknown"
"""Who labelled, where neither the files nor the call say it."""
_NO_SENTENCE = "a label without the text or the id of its sentence; name them with `text_column` or `item_column`"


def annotations_from(
    paths: Path | Sequence[Path],
    form: str,
    *,
    scheme: Scheme = DEFAULT,
    questions: Sequence[str] = (),
    annotator: str | None = None,
    columns: Mapping[str, str] | None = None,
    annotator_columns: Sequence[str] = (),
    text_column: str | None = None,
) -> pd.DataFrame:
    """The annotations in an export of the tool `form`, with the text where the export has it.

    Parameters
    ----------
    paths
        The export's files: one, or several that belong together (one for each annotator in doccano); a zip archive or a
        folder stands for the files in it.
    form
        A name in `annotate.io.exports.EXPORTS`.
    scheme
        Decides which columns are questions, and which question is answered by labels that state none.
    questions
        The question's name, or for files with a column for each question their names.
    annotator
        Who labelled, where the files do not state it; by default the file's name (doccano, Potato) or ``unknown``.
    columns
        For tables: columns that stand for ``sentence_id``, ``annotator``, ``label``, ``text`` or others.
    annotator_columns
        For tables with a row for each sentence: the columns that each have one annotator's labels.
    text_column
        The field that was labelled, where tasks have several with text.

    Returns
    -------
    DataFrame
        The columns of `annotate.tables.ANNOTATIONS` and others of the export. ``attrs["notes"]`` lists what was
        changed, such as labels' spelling to the scheme's; ``attrs["left_out"]`` counts what was left out, by its kind.

    Raises
    ------
    InputError
        If `form` is unknown, or a file is not such an export, with the location of the error.
    """
    check_choice("from_format", form, [one.name for one in EXPORTS])
    export = next(one for one in EXPORTS if one.name == form)
    files = tuple(files_of([paths] if isinstance(paths, Path) else paths))
    request = Request(files, scheme, tuple(questions), columns or {}, tuple(annotator_columns), text_column)
    where = str(files[0]) if len(files) == 1 else f"{files[0]} and {len(files) - 1} more"
    try:
        rows = list(export.read(request))
    except (AttributeError, LookupError, TypeError, ValueError) as error:  # a value of another shape than it has
        raise InputError(f"{where}: not as {form} writes it ({error!r}); export it again") from error
    if not rows:
        left = f" ({_left_out(request)})" if request.left_out else ""
        raise InputError(f"{where}: no labels in it{left}; check that it is {export.files} of {form}")
    table = _annotations(rows, request, annotator, where)
    if form == "label-studio":
        table.attrs["notes"] += _numbered(table["annotator"])
    return table


def annotations_of_rows(rows: Iterable[Row], scheme: Scheme, where: str) -> pd.DataFrame:
    """Annotations of rows that a reader of exports gives."""
    return _annotations(list(rows), Request((), scheme), None, where)


def _annotations(rows: list[Row], request: Request, annotator: str | None, where: str) -> pd.DataFrame:
    table = pd.DataFrame(rows)
    for name in ("sentence_id", "annotator", "question", "label"):
        if name not in table.columns:
            table[name] = None
    labels = table["label"].astype(object).where(table["label"].notna(), None)
    unasked = _blank(table["question"])
    named = request.questions[0] if request.questions else _question_of(labels[unasked], request.scheme)
    table["question"] = table["question"].astype(object).mask(unasked, named)
    table["label"], spelled = _in_the_schemes_spelling(table["question"], labels, request.scheme)
    unknown = _blank(table["annotator"])
    anonymous = [] if annotator or unknown.all() else _anonymous(int(unknown.sum()))
    anonymous += [] if request.questions or unasked.all() else _unasked(int(unasked.sum()), named)
    table["annotator"] = table["annotator"].astype(object).mask(unknown, annotator or _UNKNOWN).astype("str")
    table, notes = _with_plain_text(table)
    tasks = table["task"] if "task" in table.columns else [None] * len(table)
    texts = table["text"] if "text" in table.columns else [None] * len(table)
    table["sentence_id"] = [
        _identity(text, task) if pd.isna(own) or not str(own).strip() else str(own)
        for own, text, task in zip(table["sentence_id"], texts, tasks, strict=True)
    ]
    annotations, rejects = _usable(table, where)
    request.rejects.extend(rejects)
    labels, tidied = tidy_labels(annotations["label"], annotations["question"])
    annotations = annotations.assign(label=labels, annotator=tidy_names(annotations["annotator"]))
    empty = annotations["label"].isna() & ~annotations["skipped"]
    annotations = annotations[~empty].reset_index(drop=True)
    request.left_out["no answer"] += int(empty.sum())
    annotations.attrs["left_out"] = +request.left_out
    annotations.attrs["rejects"] = request.rejects
    annotations.attrs["notes"] = (
        notes + anonymous + spelled + tidied + doubtful_labels(labels) + _answered_twice(annotations)
    )
    return annotations


def _blank(column: pd.Series) -> pd.Series:
    return column.isna() | column.astype("str").str.strip().eq("").fillna(True)


def _with_plain_text(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The table with texts without HTML, as split gives them, so that the same sentence has the same id; and a note."""
    if "text" not in table.columns:
        return table, []
    texts, marked = plain_texts(table["text"].astype(object))
    if not marked:
        return table, []
    # A text that stands for a missing value stays: its label is of that text.
    return table.assign(text=texts.where(texts.notna(), table["text"])), [
        f"HTML was removed from {many(marked, 'text')}"
    ]


def _numbered(annotators: pd.Series) -> list[str]:
    """A note if annotators are named by their numbers on a server, which no other table does."""
    numbers = sorted({name for name in annotators if str(name).isdecimal()}, key=int)
    if not numbers:
        return []
    return [
        f"annotators are named by their number in Label Studio ({', '.join(numbers)}): this export has no e-mail "
        "address of theirs; annotate pull names people by e-mail, and so does a snapshot exported with completed_by in "
        "full"
    ]


def _answered_twice(annotations: pd.DataFrame) -> list[str]:
    """A note on several labels of one annotator for one question of a sentence, of which only the last counts."""
    key = [name for name in ("sentence_id", "target", "annotator", "question") if name in annotations.columns]
    twice = annotations[~annotations["skipped"] & annotations.duplicated(key, keep="last")]
    if twice.empty:
        return []
    first = twice.iloc[0]
    words = "1 label is" if len(twice) == 1 else f"{len(twice):,} labels are"
    advice = "; name the column or the files of each annotator" if first["annotator"] == _UNKNOWN else ""
    return [
        f"{words} followed by another of the same annotator for the same sentence and question, and the latest counts "
        f"(first: {first['annotator']} on {first['question']} of {first['sentence_id']}){advice}"
    ]


def _unasked(labels: int, named: str) -> list[str]:
    """A note on labels that alone among others do not say which question they answer."""
    if not labels:
        return []
    words = (
        "1 label does not say its question and is"
        if labels == 1
        else f"{labels:,} labels do not say their question and are"
    )
    return [f"{words} taken as an answer to {named}; fill the question in, or name it with `question`"]


def _left_out(request: Request) -> str:
    return "left out: " + ", ".join(f"{what} ({count:,})" for what, count in request.left_out.most_common())


def _in_the_schemes_spelling(questions: pd.Series, labels: pd.Series, scheme: Scheme) -> tuple[list[Any], list[str]]:
    """Labels without surrounding space and, if they differ in case only, with the scheme's spelling."""
    spelled, changed = [], set()
    for question, label in zip(questions, labels, strict=True):
        known = scheme.by_name.get(str(question))
        parts = [part.strip() for part in str(label).split(SEVERAL)] if label is not None else []
        whole = [known.spelled(part) if known else part for part in parts]
        changed |= {(old, new) for old, new in zip(parts, whole, strict=True) if old != new}
        spelled.append(SEVERAL.join(whole) if whole else None)
    return spelled, [f"{old!r} was taken for the scheme's {new!r}" for old, new in sorted(changed)]


def _question_of(labels: pd.Series, scheme: Scheme) -> str:
    """The question of the scheme that has all of `labels`, regardless of case; else ``label``."""
    used = {one.strip().casefold() for label in labels.dropna() for one in str(label).split(SEVERAL)}
    for question in scheme.questions:
        if used and used <= {name.casefold() for name in question.names}:
            return question.name
    return "label"


def _identity(text: Any, task: Any) -> str | None:
    """An id for a sentence without one: a hash of its text, equal for all annotators of the text; else its task's.

    None if there is neither, since annotations of different sentences would then share an id.
    """
    if isinstance(text, str) and text.strip():
        return "t" + hashlib.sha256(text.strip().encode("utf-8", "surrogatepass")).hexdigest()[:16]
    if task and not pd.isna(task):
        return f"task-{task:.0f}" if isinstance(task, float) else f"task-{task}"
    return None


def _usable(table: pd.DataFrame, where: str) -> tuple[pd.DataFrame, list[Reject]]:
    """The labels whose sentence is known and whose values are of their column's kind, and rejects for the others.

    Raises
    ------
    InputError
        If there is no such label.
    """
    reasons = dict.fromkeys(np.flatnonzero(table["sentence_id"].isna()).tolist(), _NO_SENTENCE)
    good, wrong = sifted(table.reset_index(drop=True), ANNOTATIONS, where)
    reasons |= wrong
    if len(reasons) == len(table):
        first = min(reasons)
        raise InputError(
            reasons[first] if reasons[first] == _NO_SENTENCE else f"{where}: label {first + 1}: {reasons[first]}"
        )
    rejects = [
        Reject(f"{where}: label {row + 1}", reason, beginning(table.iloc[row].dropna().to_dict()))
        for row, reason in sorted(reasons.items())
    ]
    return good[~good.index.isin([*reasons])].reset_index(drop=True), rejects


def _anonymous(labels: int) -> list[str]:
    """A note on labels that alone among others do not say who gave them."""
    if not labels:
        return []
    words = (
        "1 label does not say who gave it and is"
        if labels == 1
        else f"{labels:,} labels do not say who gave them and are"
    )
    return [
        f"{words} taken as of one more annotator, {_UNKNOWN!r}; fill the annotator in, or name one with `annotator`"
    ]


def write_annotations(annotations: pd.DataFrame, path: Path, form: str | None = None) -> None:
    """Write annotations as Label Studio's JSON, or as a table.

    Parameters
    ----------
    annotations
        A table of annotations.
    path
        The file to write; ``-`` for JSON Lines on standard output.
    form
        One of `WRITTEN`; by default decided by the file's ending (.json is Label Studio's).

    Raises
    ------
    InputError
        If `form` is unknown, or does not match the file's ending.
    """
    from annotate.io.writing import write_table, written_whole

    check_written(path, form)
    if form == "label-studio" or (form is None and path.suffix.lower() == ".json"):
        with written_whole(path) as beside:
            beside.write_text(json.dumps(tasks_of(annotations), ensure_ascii=False, indent=1), encoding="utf-8")
        return
    write_table(annotations, path, ANNOTATIONS)


def check_written(path: Path, form: str | None) -> None:
    """Check that annotations can be written to `path` as `form`.

    Raises
    ------
    UsageError
        If `form` is unknown, or does not match the file's ending.
    """
    if form is not None:
        check_choice("to", form, WRITTEN)
    ending = {"csv": ".csv", "jsonl": ".jsonl"}.get(form or "")
    if ending and ending not in (path.suffix.lower(), *(s.lower() for s in path.suffixes)) and str(path) != "-":
        raise UsageError(f"{path}: `to` {form} writes a file that ends in {ending}; name one as `output`")
