"""What to know about a labelled table before a model learns from it: invalid texts, ids and labels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from annotate.answer_labels import membership, tied
from annotate.counts import many
from annotate.errors import InputError
from annotate.io.rejects import Reject, beginning
from annotate.io.values.cells import plain_texts
from annotate.io.values.label_text import doubtful_labels, tidy_labels
from annotate.scheme import SEVERAL, Question
from annotate.tables import GOLD, sifted

FEWEST_OF_LABEL = 5
"""Of several labels: minimum number of sentences with a label, and of those without it, to learn it."""
_MOST_LABELS = 30
"""Distinct labels up to which each may be rare."""


def with_tidy_labels(table: pd.DataFrame, column: str, known: Sequence[str] = ()) -> tuple[pd.DataFrame, list[str]]:
    """`table` with one spelling of each label, and none where there is no answer, and notes on what was changed.

    The spelling is that of the `known` labels, those of the scheme or the model, where only capitals differ.
    """
    if column not in table.columns or not pd.api.types.is_string_dtype(table[column].dtype):
        return table, []
    labels, notes = tidy_labels(table[column], table.get("question"))
    spelling = {name.casefold(): name for name in known}
    if known and len(spelling) == len(known):
        own = labels.dropna().unique()
        other = {name: spelling[name.casefold()] for name in own if spelling.get(name.casefold(), name) != name}
        notes += [
            f"label '{name}' is taken as '{best}', from which it differs in capitals only"
            for name, best in other.items()
        ]
        labels = labels.replace(other)
    return table.assign(**{column: labels}), notes


def with_plain_texts(table: pd.DataFrame, column: str) -> tuple[pd.DataFrame, int, list[str]]:
    """`table` with texts without HTML, and without rows with a text that stands for a missing value.

    Returns
    -------
    tuple
        The table, the number of rows left out, and notes on both.
    """
    if column not in table.columns:
        return table, 0, []
    texts, marked = plain_texts(table[column])
    notes = [f"HTML was removed from {many(marked, 'text')}"] * bool(marked)
    none = (table[column].notna() & texts.isna()).to_numpy(dtype=bool)
    if none.any():
        row = int(none.argmax())
        notes.append(
            f"{many(int(none.sum()), 'row')} left out, with a text that stands for a missing value (row {row + 1}: "
            f"{str(table[column].iloc[row])[:40]!r})"
        )
    elif not marked:
        return table, 0, []
    return table.assign(**{column: texts})[~none].reset_index(drop=True), int(none.sum()), notes


def without_unusable(
    table: pd.DataFrame,
    text: str,
    label: str,
    *,
    question: Question | None,
    labels: Sequence[str] = (),
    several: bool = False,
    where: str,
) -> tuple[pd.DataFrame, list[Reject]]:
    """`table` without rows with a label but no text, or with an unknown label; and these as rejects.

    So are rows of gold that lack the sentence's id, or hold a value that is none of its column's kind. A table of which
    most rows are such is returned as it is: its columns or its scheme are others, which is an error.

    Parameters
    ----------
    question
        The question whose labels gold has; rows of other questions are left alone.
    labels
        The labels of a model that will be evaluated.
    several
        Whether answers may have several labels, and none of them is an answer too.

    Raises
    ------
    InputError
        If rows answer `question` with several labels, or with none of those that it allows, and `several` is false.
    """
    if label not in table.columns:
        return table, []
    values = _stripped(table[label])
    asked = (values != "").to_numpy()
    if question is not None and "question" in table.columns:
        asked = asked & (table["question"].astype("str") == question.name).to_numpy()
    if question is not None and question.multiple and not several:
        _check_one_label(table, values, question, where)
    known, whose = (question.names, "scheme") if question is not None and not labels else (tuple(labels), "model")
    sound = [set(value.split(SEVERAL) if several else [value]) <= {*known} for value in values]
    unknown = asked & ~np.array(sound, dtype=bool) if known else np.zeros(len(table), dtype=bool)
    silent = asked & (_stripped(table[text]) == "").to_numpy() if text in table.columns else np.zeros(len(table), bool)
    bad = np.flatnonzero(unknown | silent)
    if 2 * len(bad) > asked.sum():
        return table, []
    reasons = _wrong_values(table, where) if label == "label" else {}
    for row in bad:
        reason = "no text" if silent[row] else f"unknown label {values.iloc[row][:40]!r}"
        advice = "put it back, or remove the label" if silent[row] else f"the {whose} has {', '.join(known)}"
        reasons.setdefault(int(row), f"{reason}; {advice}")
    rejects = [
        Reject(f"{where}: row {row + 1}", reason, beginning(table.iloc[row].to_dict()))
        for row, reason in sorted(reasons.items())
    ]
    return table.drop(index=table.index[[*reasons]]).reset_index(drop=True), rejects


def _wrong_values(table: pd.DataFrame, where: str) -> dict[int, str]:
    """Why rows of gold cannot be used, by position: no ``sentence_id``, or a value that is none of its column's kind.

    Nothing of a table that is no gold, and of one in which all rows are such: an error then says what is wrong with it.
    """
    if not {*GOLD.required} <= {*table.columns}:
        return {}
    good, reasons = sifted(table.reset_index(drop=True), GOLD, where, drawn=False)
    return {} if good.empty else reasons


def without_ties(table: pd.DataFrame, label: str, question: Question | None) -> tuple[pd.DataFrame, int]:
    """`table` without rows on which annotators were divided about `question`, which takes several labels; their number.

    A row without a label that is no tie says that none of the labels fits.
    """
    if label not in table.columns:
        return table, 0
    own = np.ones(len(table), dtype=bool)
    if question is not None and "question" in table.columns:
        own = (table["question"].astype("str") == question.name).to_numpy()
    ties = own & tied(table) & (_stripped(table[label]) == "").to_numpy()
    return (table[~ties].reset_index(drop=True), int(ties.sum())) if ties.any() else (table, 0)


def rare_labels(
    answers: Sequence[str], labels: Sequence[str], where: str, sentence: str = "sentence", advice: str = "label more"
) -> dict[str, str]:
    """Those of several `labels` that too few of the `answers` have, or lack, to learn them, and of each how many do.

    Raises
    ------
    InputError
        If these are all.
    """
    rare = {}
    for label, count in zip(labels, membership(list(answers), labels).sum(axis=0).tolist(), strict=True):
        which = many(count, sentence, "has")
        if count > len(answers) / 2:
            which = many(len(answers) - count, sentence, "lacks")
        if min(count, len(answers) - count) < FEWEST_OF_LABEL:
            rare[label] = f"{which} the label {label!r}, too few to learn it ({FEWEST_OF_LABEL} are needed)"
    if len(rare) == len(labels):
        raise InputError(
            f"{where}: no label of {', '.join(labels)} can be learned: each needs {FEWEST_OF_LABEL} {sentence}s "
            f"that have it and as many that do not; {advice}"
        )
    return rare


def _check_one_label(table: pd.DataFrame, values: pd.Series, question: Question, where: str) -> None:
    """Check that each row answers `question`, which takes several labels, with one, as a model of one label needs."""
    own = np.ones(len(table), dtype=bool)
    if "question" in table.columns:
        own = (table["question"].astype("str") == question.name).to_numpy()
    tied = table["rule"].eq("tie").fillna(False).to_numpy() if "rule" in table.columns else np.zeros(len(table), bool)
    wrong = own & ~tied & ((values == "") | values.str.contains(SEVERAL, regex=False)).to_numpy(dtype=bool)
    if not wrong.any():
        return
    row = int(wrong.argmax())
    answer = f"{values.iloc[row][:60]!r} is not one label" if values.iloc[row] else "none of the labels is chosen"
    raise InputError(
        f"{_line(where, row)}: {answer}: question '{question.name}' takes several (multiple = true), and the model "
        "gives one; train a model of such answers with annotate train"
    )


def _line(where: str, row: int) -> str:
    """The place of a row of gold, by the line of its file where that has one line for each row."""
    before = {".csv": 2, ".tsv": 2, ".jsonl": 1}.get(Path(where).suffix.lower())
    return f"{where}: row {row + 1}" if before is None else f"{where}:{row + before}"


def notes_on_ids(sentences: pd.DataFrame, effect: str = "the first one's text is used") -> list[str]:
    """A note on ids that several sentences with different texts have, and on its `effect`."""
    keys = [name for name in ("sentence_id", "target") if name in sentences.columns]
    if "sentence_id" not in keys or "text" not in sentences.columns:
        return []
    once = sentences[_stripped(sentences["sentence_id"]) != ""].drop_duplicates([*keys, "text"])
    twice = once[once.duplicated(keys)]
    if twice.empty:
        return []
    which = f"{len(twice):,} sentences have the id of another one with another text ({twice['sentence_id'].iloc[0]})"
    return [f"{which}; {effect}"]


def _stripped(column: pd.Series) -> pd.Series:
    return column.astype("str").str.strip().fillna("")


def notes_on_labels(table: pd.DataFrame, text: str, label: str, where: str) -> list[str]:
    """Notes on labels that look misspelt, and on texts with several labels.

    Raises
    ------
    InputError
        If most rows have a label of their own, as numbers and ids are.
    """
    if not {text, label} <= {*table.columns}:
        return []
    rows = table[(_stripped(table[label]) != "") & (_stripped(table[text]) != "")]
    distinct = rows[label].nunique()
    if distinct > _MOST_LABELS and distinct > len(rows) / 2:
        raise InputError(
            f"{where}: column '{label}' has {distinct:,} different values in {len(rows):,} rows, which are not labels "
            "of sentences; name the column with the labels with `label_column`"
        )
    notes = doubtful_labels(rows[label]) if pd.api.types.is_string_dtype(rows[label].dtype) else []
    unit = [text, *[name for name in ("target",) if name in rows.columns]]
    several = rows.groupby(unit, dropna=False)[label].nunique()
    several = several[several > 1]
    if several.empty:
        return notes
    first = several.index[0][0] if isinstance(several.index[0], tuple) else several.index[0]
    texts, have = ("1 text", "has") if len(several) == 1 else (f"{len(several):,} texts", "have")
    note = "all are used, as what stands around a text may decide its label"
    return [*notes, f"{texts}, such as {str(first)[:60]!r}, {have} different labels in different rows; {note}"]
