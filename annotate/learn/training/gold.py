"""Labels and their sentences from files: gold with its sentences, or anyone's table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from annotate import tables
from annotate.errors import InputError
from annotate.io.reading import read_table
from annotate.learn.training.examples import joined
from annotate.scheme import Question, Scheme

_GOLD = {"sentence_id", "question", "label"}


@dataclass(frozen=True)
class Labelled:
    """A labelled table for training or evaluation, and how to read it."""

    table: pd.DataFrame
    where: str
    text_column: str = "text"
    label_column: str = "label"
    question: Question | str | None = None


def labelled_from(
    gold: Path,
    sentences: Path | None = None,
    *,
    scheme: Scheme,
    question: str | None = None,
    text_column: str | None = None,
    label_column: str | None = None,
    fallback: Path | None = None,
) -> Labelled:
    """The labelled sentences in `gold`, joined with `sentences` where it has no texts itself.

    A table with ``sentence_id``, ``question`` and ``label`` is gold, to which the scheme applies; any other table is
    taken as it is.

    Parameters
    ----------
    question
        Which question's labels to take from gold; the scheme's first where none is named.
    fallback
        Where the sentences are if gold has no texts and `sentences` is not given.

    Raises
    ------
    InputError
        If a file is missing, or there are labels without sentences.
    """
    table = read_table(gold)
    is_gold = set(table.columns) >= _GOLD and label_column in (None, "label")
    asked: Question | str | None = question
    if is_gold:
        table = tables.conform(table, tables.GOLD, where=str(gold))
        asked = scheme.question(question or scheme.questions[0].name)
    text = text_column or "text"
    if sentences is not None or (text not in table.columns and "sentence_id" in table.columns):
        where = sentences or fallback
        if where is None or (sentences is None and not where.is_file()):
            raise InputError(f"{gold}: labels without texts; name the sentences file after it")
        name = asked.name if isinstance(asked, Question) else (asked or "")
        table = joined(table, read_table(where), question=name, where=str(gold))
    elif is_gold and isinstance(asked, Question):
        table = joined(table, None, question=asked.name, where=str(gold))
    return Labelled(table, str(gold), text, label_column or "label", asked)
