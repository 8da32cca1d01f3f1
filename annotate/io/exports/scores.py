"""Scores of a model as annotations: what a model answered, beside what people did and never in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from annotate.errors import InputError
from annotate.io.exports import Request, Row
from annotate.io.reading import read_table
from annotate.tables import LANGUAGE_MODEL, MODEL, SCORES, conform

_PROMPTED = re.compile(r"^(?P<question>.+)-prompted-[0-9a-f]{8}$")
_NAME = re.compile(r"^(?P<question>.+)-[a-z_]+-[0-9a-f]{8}$")


def read(request: Request) -> Iterator[Row]:
    """A row for each score that is no abstention: the model is the annotator, ``origin`` is ``llm`` or ``model``.

    Raises
    ------
    InputError
        If a table does not say which model scored it.
    """
    for path in request.paths:
        table = read_table(path, rename=request.columns)
        for row in rows_of_scores(table, str(path)):
            if row["label"] is None:
                request.leave_out("abstained")
            else:
                yield row


def rows_of_scores(scores: pd.DataFrame, where: str) -> Iterator[Row]:
    """A row for each score; one for which the model abstained has no label.

    Raises
    ------
    InputError
        If they do not say which model scored them.
    """
    if "model" not in scores.columns or scores["model"].isna().any():
        raise InputError(f"{where}: no column 'model' that says who answered; pass scores that annotate score wrote")
    table = conform(scores, SCORES, where)
    for row in table.to_dict("records"):
        name = str(row["model"])
        known = _NAME.match(name)
        yield {
            "sentence_id": row["sentence_id"],
            **({"target": row["target"]} if "target" in table.columns else {}),
            "annotator": name,
            "question": known["question"] if known else None,
            "label": None if row["abstained"] is True else row["label"],
            "origin": LANGUAGE_MODEL if _PROMPTED.match(name) else MODEL,
            "skipped": False,
            "text": row["text"],
        }
