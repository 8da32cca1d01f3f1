"""What the model says about each sentence: its probabilities, out of fold where it learned from the sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from annotate._types import Array, Flags
from annotate.errors import InputError
from annotate.learn.models.trained_model import LearnedFrom
from annotate.scheme import SEVERAL
from annotate.tables import PROBABILITY

TRAIN = "train"
"""What ``split`` of a gold table says of a sentence that the model was trained on."""


def abstained_in(rows: pd.DataFrame) -> Flags:
    """Rows for which the model gives no label of its own."""
    if "abstained" not in rows.columns:
        return np.zeros(len(rows), dtype=bool)
    return rows["abstained"].fillna(False).to_numpy(dtype=bool)


def predicted_by(
    rows: pd.DataFrame, answers: Sequence[str], out_of_fold: pd.DataFrame | None, *, several: bool = False
) -> Array:
    """Probabilities of the answers, out-of-fold where known; a table without any has 1 for the model's answer.

    They add up to 1, unless `several` labels are allowed, each with a probability of its own.
    """
    columns = [PROBABILITY + answer for answer in answers]
    if columns[0] not in rows.columns:
        return (rows["label"].to_numpy()[:, None] == np.array(answers, dtype=object)[None, :]).astype(float)
    predicted = rows[columns].to_numpy(dtype=float, na_value=np.nan, copy=True)
    if not np.isfinite(predicted).all():
        row = int((~np.isfinite(predicted)).any(axis=1).argmax())
        raise InputError(f"sentence {rows['sentence_id'].iloc[row]} has a label but no probability; score it again")
    if out_of_fold is not None:
        position = pd.Index(rows["sentence_id"]).get_indexer(pd.Index(out_of_fold["sentence_id"]))
        predicted[position[position >= 0]] = out_of_fold.loc[position >= 0, columns].to_numpy(dtype=float)
    return predicted if several and not any(SEVERAL in answer for answer in answers) else normalised(predicted)


def is_out_of_fold(rows: pd.DataFrame, out_of_fold: pd.DataFrame | None) -> Flags:
    """Rows that the model learned from, so that their prediction is that of a model that had not seen their article."""
    if out_of_fold is None:
        return np.zeros(len(rows), dtype=bool)
    return rows["sentence_id"].isin(out_of_fold["sentence_id"]).to_numpy(dtype=bool)


def trained_labels(gold: pd.DataFrame, learned: LearnedFrom) -> Flags:
    """Which labels the model was fitted on, by its own record or else by ``split``; none predicted out of fold."""
    if learned.recorded or learned.trained_on or "split" not in gold.columns:
        trained = gold["sentence_id"].isin(learned.trained_on)
    else:
        trained = gold["split"] == TRAIN
    if learned.out_of_fold is not None:
        trained &= ~gold["sentence_id"].isin(learned.out_of_fold["sentence_id"])
    return trained.to_numpy(dtype=bool)


def normalised(predicted: Array) -> Array:
    """`predicted` so that each row adds up to 1, which probabilities rounded in a file do not quite."""
    total = predicted.sum(axis=1, keepdims=True)
    return np.divide(predicted, total, out=np.full_like(predicted, 1 / predicted.shape[1]), where=total > 0)
