"""Labelled sentences: gold joined with its sentences, or any table with texts and labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from annotate import tables
from annotate._types import Flags
from annotate.answer_labels import labels_in
from annotate.errors import InputError
from annotate.learn.training.examples import Examples, examples_from, joined, long_texts, lost_sentences
from annotate.scheme import SEVERAL, Question, Scheme
from annotate.tables import BY_MACHINE, IN_TRAINING, machine_origins

_GOLD = {"sentence_id", "question", "label"}


@dataclass(frozen=True)
class LabelledTable:
    """A labelled table for training or evaluation, and how to read it."""

    table: pd.DataFrame
    where: str
    text_column: str = "text"
    label_column: str = "label"
    question: Question | str | None = None
    several: bool = False
    """Whether answers may have several labels, so that a row without one has none of them."""
    lost: tuple[str, ...] = ()
    """Ids of labelled sentences that are not among the sentences, and not in the table."""
    unnamed: Question | None = None
    """The question of several labels that the answers seem to answer, where no question was named."""

    @property
    def item(self) -> str:
        """What a row is: a labelled sentence, or a labelled pair of a sentence and a target."""
        return f"labelled {tables.item_name(self.table)}"

    @property
    def asked(self) -> str:
        """The name of the question, if there is one."""
        return self.question.name if isinstance(self.question, Question) else self.question or ""

    @property
    def notes(self) -> list[str]:
        """What labels are left out because their sentences are not there, and what is taken for one label."""
        notes = []
        if self.lost:
            advice = "to use them, name a sentences file that has them, too"
            notes.append(f"{lost_sentences(self.lost)} and left out; {advice}")
        if self.unnamed is not None:
            answers = self.table[self.label_column].astype("str")
            first = answers[answers.str.contains(SEVERAL, regex=False)].iloc[0]
            notes.append(
                f"an answer such as {first!r} counts as one label of its own, and a row without a label is left out; "
                f"pass `question` {self.unnamed.name} for each label to count by itself"
            )
        return notes

    @property
    def labels(self) -> tuple[str, ...]:
        """Where answers may have several labels, all that the question has; else empty."""
        return self.question.names if self.several and isinstance(self.question, Question) else ()

    def examples(self, group_column: str | None = None) -> Examples:
        """The labelled rows; rows with the same value of `group_column` belong together, as those of an article do."""
        return examples_from(
            self.table,
            text_column=self.text_column,
            label_column=self.label_column,
            group_column=group_column,
            labels=self.labels or None,
            several=self.several,
            where=self.where,
        )

    @property
    def labelled_rows(self) -> int:
        """How many rows have an answer and a text that is learned from."""
        return int(self._answered.sum()) - self.too_long

    @property
    def too_long(self) -> int:
        """How many rows have an answer, and a text that is too long for a sentence."""
        there = self.text_column in self.table.columns
        return int(long_texts(self.table[self.text_column], self._answered).sum()) if there else 0

    @property
    def _answered(self) -> Flags:
        if self.several:
            return np.ones(len(self.table), dtype=bool)
        if self.label_column not in self.table.columns:
            return np.zeros(len(self.table), dtype=bool)
        labels = self.table[self.label_column]
        return np.asarray(labels.notna() & (labels.astype("str").str.strip() != ""), dtype=bool)


def labelled_from(
    gold: pd.DataFrame,
    sentences: pd.DataFrame | None = None,
    *,
    scheme: Scheme,
    question: str | None = None,
    text_column: str | None = None,
    label_column: str | None = None,
    several: bool = False,
    of_model: bool = False,
    where: str = "gold",
) -> LabelledTable:
    """The labelled sentences in `gold`, joined with `sentences` where it has no texts itself.

    A table with ``sentence_id``, ``question`` and ``label`` is gold, and the scheme applies to it; any other table is
    used as it is.

    Parameters
    ----------
    question
        The question whose labels to take from gold; by default the scheme's first.
    several
        Whether answers may have several labels.
    of_model
        Whether they are for a model, which says what its question is.
    where
        The name of `gold` in messages.

    Raises
    ------
    InputError
        If half of the labels or more are without sentences, or labels are a model's.
    """
    table = gold
    if "origin" in gold.columns and machine_origins(gold["origin"]).notna().any():
        raise InputError(
            f"{where}: holds answers of a model (origin {' or '.join(sorted(BY_MACHINE))}), which are not gold; leave "
            "them out, or train distilled with the model as teacher"
        )
    if "origin" in gold.columns and gold["origin"].eq(IN_TRAINING).any():
        raise InputError(f"{where}: holds answers that coders gave in training, which are not gold; leave them out")
    asked = gold_question(table, scheme, question, label_column) or question
    is_gold = _is_gold(table, label_column)
    if is_gold:
        table = tables.conform(table, tables.GOLD, where=where)
    text = text_column or "text"
    lost: list[str] = []
    if sentences is not None:
        name = asked.name if isinstance(asked, Question) else (asked or "")
        table, lost = joined(table, sentences, question=name, where=where)
    elif lacks_texts(table, text):
        raise InputError(f"{where}: labels without texts; pass their `sentences`")
    elif is_gold and isinstance(asked, Question):
        table, _ = joined(table, None, question=asked.name, where=where)
    column = label_column or "label"
    unnamed = _answered_by(table, column, scheme) if asked is None and not of_model else None
    return LabelledTable(table, where, text, column, asked, several, tuple(lost), unnamed)


def _answered_by(table: pd.DataFrame, column: str, scheme: Scheme) -> Question | None:
    """The question of several labels that has all labels in `column`, where some answers have several."""
    if column not in table.columns:
        return None
    answers = set(table[column].dropna().astype("str").str.strip())
    if not any(SEVERAL in answer for answer in answers):
        return None
    labels = set(labels_in(answers))
    return next((asked for asked in scheme.questions if asked.multiple and labels <= set(asked.names)), None)


def gold_question(
    table: pd.DataFrame, scheme: Scheme, question: str | None, label_column: str | None
) -> Question | None:
    """The question whose labels to take from `table` if it is gold; None for any other table.

    Of any table, if `question` names one of the scheme's that takes several labels.
    """
    if not _is_gold(table, label_column):
        named = scheme.by_name.get(question or "")
        return named if named is not None and named.multiple else None
    return scheme.question(question or scheme.questions[0].name)


def _is_gold(table: pd.DataFrame, label_column: str | None) -> bool:
    return set(table.columns) >= _GOLD and label_column in (None, "label")


def lacks_texts(table: pd.DataFrame, text_column: str | None = None) -> bool:
    """Whether `table` refers to its sentences only by their ids."""
    return (text_column or "text") not in table.columns and "sentence_id" in table.columns
