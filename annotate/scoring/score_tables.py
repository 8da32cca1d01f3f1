"""Scoring a table: a classifier's label and probabilities for each sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from annotate._types import Array
from annotate.answer_labels import GIVEN, NONE_OF_THEM, confidence_in, joined
from annotate.columns import listed, text_array
from annotate.errors import InputError, ModelError
from annotate.progress import Progress, silent
from annotate.tables import PROBABILITY

BATCH_ROWS = 4096
"""Sentences scored at a time: enough to be fast, few enough for progress reports and little memory."""


class ScoringModel(Protocol):
    """A model that scores: an `annotate.learn.models.trained_model.Model`, or any object with these attributes."""

    @property
    def labels(self) -> Sequence[str]:
        """The labels in the order of the columns of `predict_proba`."""

    @property
    def name(self) -> str:
        """The value of the scores' column ``model``."""

    def predict_proba(self, frame: pd.DataFrame) -> Array:
        """Probabilities of shape (sentences, labels), 0 to 1.

        Each row sums to 1, unless the model has an attribute `several`, true where a sentence may have several labels.
        """


def score_table(
    model: ScoringModel, sentences: pd.DataFrame, *, batch_rows: int = BATCH_ROWS, progress: Progress = silent
) -> pd.DataFrame:
    """`sentences` with ``label``, ``p_<label>`` for each label, ``abstained`` and ``model``, in the same order.

    Where a sentence may have several labels, ``label`` has those that are more likely than not, joined by ``|``, and is
    missing where none is. Identical sentences are scored once. Other columns are kept, and scores of an earlier run are
    replaced.

    Parameters
    ----------
    model
        A `annotate.learn.models.trained_model.Model`, or any object with ``labels``, ``name`` and ``predict_proba``.
    sentences
        One row for each sentence; ``text`` must not be empty. Other columns are needed only if the model uses them.
    batch_rows
        Sentences to score at a time.
    progress
        Advanced by the distinct sentences of each batch.

    Raises
    ------
    InputError
        If there is no column ``text``, or a row's text is empty.
    ModelError
        If the model's probabilities do not have the shape (sentences, labels), or are not finite.
    """
    _check_texts(sentences)
    first, index = _distinct(sentences, inputs_of(model))
    distinct = sentences.iloc[first] if len(first) < len(sentences) else sentences
    probabilities = np.empty((len(distinct), len(model.labels)))
    with progress("scoring sentences", len(distinct)) as advance:
        for start in range(0, len(distinct), batch_rows):
            batch = distinct.iloc[start : start + batch_rows]
            probabilities[start : start + len(batch)] = _probabilities(model, batch)
            advance(len(batch))
    return _scored(sentences, model, probabilities[index])


def inputs_of(model: Any) -> tuple[str, ...]:
    """The columns that `model` uses: ``text`` and, if it has the attribute, its ``columns``."""
    return tuple(dict.fromkeys(("text", *getattr(model, "columns", ()))))


def is_blank(text: pd.Series) -> Array:
    """A boolean for each row: whether its text is missing or only white space."""
    return pc.fill_null(pc.equal(pc.utf8_trim_whitespace(text_array(text)), ""), True).to_numpy(False)


def _check_texts(sentences: pd.DataFrame) -> None:
    if "text" not in sentences.columns:
        raise InputError(f"no column 'text' to score; found {listed(sentences.columns)}; use `text_column`")
    text = sentences["text"]
    blank = is_blank(text)
    if blank.any():
        raise InputError(f"row {int(blank.argmax()) + 1}: no text to score; leave empty rows out")


def _distinct(sentences: pd.DataFrame, columns: Sequence[str]) -> tuple[Array, Array]:
    """The positions of the first row of each set of rows equal in `columns`, and every row's index into them."""
    present = [c for c in columns if c in sentences.columns]
    if len(present) == 1:
        group, _ = pd.factorize(sentences[present[0]])
    else:
        group = sentences.groupby(present, sort=False, dropna=False).ngroup().to_numpy()
    # Groups are numbered in order of appearance, so a number that exceeds all before it is a first row.
    seen = np.maximum.accumulate(group) if len(group) else group
    first = np.flatnonzero(np.diff(seen, prepend=-1) > 0)
    return first, group


def _probabilities(model: ScoringModel, batch: pd.DataFrame) -> Array:
    probabilities = np.asarray(model.predict_proba(batch), dtype=float)
    wanted = (len(batch), len(model.labels))
    if probabilities.shape != wanted:
        raise ModelError(f"{model.name}: predict_proba gave {probabilities.shape}, not {wanted}; train the model again")
    if not np.isfinite(probabilities).all():
        raise ModelError(f"{model.name}: predict_proba gave a probability that is not a number; train the model again")
    return probabilities


def _scored(sentences: pd.DataFrame, model: ScoringModel, probabilities: Array) -> pd.DataFrame:
    labels = list(map(str, model.labels))
    new = {"label": _answers(model, labels, probabilities)}
    new |= {PROBABILITY + label: probabilities[:, k] for k, label in enumerate(labels)}
    new["abstained"] = _abstained(model, probabilities)
    new["model"] = pa.repeat(model.name, len(sentences)).to_pandas().array
    stale = [c for c in sentences.columns if c in new or str(c).startswith(PROBABILITY)]
    return sentences.drop(columns=stale).assign(**new)


def _answers(model: Any, labels: Sequence[str], probabilities: Array) -> Any:
    """The label of each row; of several those that are given, and missing where none is."""
    if getattr(model, "several", False):
        answers = pd.Series(joined(probabilities > GIVEN, labels), dtype="str")
        return answers.mask(answers == NONE_OF_THEM).array
    return pa.array(labels).take(pa.array(probabilities.argmax(axis=1))).to_pandas().array


def _abstained(model: Any, probabilities: Array) -> Array:
    """A boolean for each row: whether the confidence in it is below the model's ``threshold``, if it has one."""
    threshold = getattr(model, "threshold", None)
    if threshold is None:
        return np.zeros(len(probabilities), dtype=bool)
    return confidence_in(probabilities, several=getattr(model, "several", False)) < float(threshold)
