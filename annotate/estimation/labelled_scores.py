"""Scores beside the human labels of some of their sentences, as arrays: what every corrected share is computed from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from annotate._types import Array, Flags, Integers
from annotate.errors import InputError
from annotate.estimation.aggregates import clusters_of
from annotate.estimation.counting import labels_of
from annotate.estimation.periods import with_groups
from annotate.tables import PROBABILITY

TRAIN = "train"
"""What ``split`` of a gold table says of a sentence that the model was trained on."""


Groups: TypeAlias = dict[tuple[Any, ...], Integers]
"""The rows of each group, by its values of the grouping columns."""


@dataclass(frozen=True)
class Labelled:
    """One row a scored body sentence, as arrays.

    Attributes
    ----------
    frame
        The grouping columns.
    labels
        The model's labels, in the order of the columns of `predicted` and `truth`.
    predicted
        (rows, labels): the model's probabilities; each row adds up to 1.
    truth
        (rows, labels): 1 for the human label, 0 for others; all 0 where a sentence has none.
    guessed
        The model's label as an index into `labels`; -1 where it is none of them.
    cluster
        The article of each row as a number.
    weight
        Where a human label speaks for unlabelled sentences too, how many it stands for; 0 elsewhere.
    known
        Rows whose human label speaks for itself alone: drawn with certainty, or the model was trained on it.
    stratum
        The stratum of each weighted row as a number; 0 where none is recorded.
    notes
        What was left out and why, for the user.
    """

    frame: pd.DataFrame
    labels: tuple[str, ...]
    predicted: Array
    truth: Array
    guessed: Integers
    cluster: Integers
    weight: Array
    known: Flags
    stratum: Integers
    notes: tuple[str, ...] = ()

    @cached_property
    def drawn(self) -> Integers:
        """The places of the weighted rows."""
        return np.flatnonzero(self.weight > 0)


def labelled(
    scores: pd.DataFrame,
    gold: pd.DataFrame,
    *,
    by: Sequence[str] = (),
    question: str | None = None,
    trained_on: Collection[str] = (),
    out_of_fold: pd.DataFrame | None = None,
    assume_random: bool = False,
) -> Labelled:
    """`scores` joined with `gold`; for the parameters see `annotate.estimation.shares.estimate`.

    Raises
    ------
    InputError
        If a sentence is scored twice, a label is not the model's, or no label can be used.
    """
    rows = _body(with_groups(scores, by))
    labels = tuple(map(str, labels_of(rows)))
    answers = _with_copies(_answers(gold, labels, question), rows)
    place = pd.Index(rows["sentence_id"]).get_indexer(pd.Index(answers["sentence_id"]))
    notes = _notes([(int((place < 0).sum()), "are of sentences that were not scored")])
    answers, place = answers[place >= 0], place[place >= 0]
    if not len(place):
        raise InputError("none of the human labels is of a scored sentence; score the articles they were drawn from")
    trained = _trained(answers, trained_on, out_of_fold)
    chance = _chances(answers, trained, assume_random)
    notes += _notes([(int(np.isnan(chance).sum()), "had no inclusion probability and were left out")])
    usable = ~np.isnan(chance)
    _check_usable(usable, trained, len(rows))
    return _arrays(
        rows, by, labels, answers[usable], place[usable], chance[usable], trained[usable], out_of_fold, tuple(notes)
    )


def _body(scores: pd.DataFrame) -> pd.DataFrame:
    """The sentences that count in a share, each once."""
    rows = scores[scores["label"].notna()]
    if "kind" in rows.columns:
        rows = rows[rows["kind"].isna() | (rows["kind"] == "body")]
    twice = rows["sentence_id"].duplicated().to_numpy()
    if twice.any():
        raise InputError(f"sentence {rows['sentence_id'].iloc[int(twice.argmax())]} is scored twice; keep it once")
    if rows.empty:
        raise InputError("the scores have no labelled body sentence; run annotate score on articles with text first")
    return rows


def _answers(gold: pd.DataFrame, labels: Sequence[str], question: str | None) -> pd.DataFrame:
    """The rows of `gold` that answer the question the model was trained for, one a sentence."""
    asked = gold["question"] if "question" in gold.columns else pd.Series(None, index=gold.index, dtype=object)
    if question is None:
        question = _question(gold, asked, labels)
    rows = gold[(asked == question) | asked.isna()]
    rows = rows[rows["label"].notna()]
    if rows.empty:
        raise InputError(
            f"the gold has no label for question '{question}'; it has {', '.join(_names(asked)) or 'none'}"
        )
    wrong = ~rows["label"].isin(labels).to_numpy()
    if wrong.any():
        raise InputError(
            f"gold of sentence {rows['sentence_id'].iloc[int(wrong.argmax())]}: label "
            f"{rows['label'].iloc[int(wrong.argmax())]!r} is not the model's; it has {', '.join(labels)}"
        )
    twice = rows["sentence_id"].duplicated().to_numpy()
    if twice.any():
        raise InputError(f"gold of sentence {rows['sentence_id'].iloc[int(twice.argmax())]} is there twice; resolve it")
    return rows


def _with_copies(answers: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """`answers` with those of copies: a batch holds one sentence of several that are alike, and it speaks for all."""
    if "duplicate_of" not in rows.columns:
        return answers
    copies = rows.loc[rows["duplicate_of"].notna(), ["sentence_id", "duplicate_of"]]
    copies = copies[~copies["sentence_id"].isin(answers["sentence_id"])]
    theirs = copies.merge(answers.rename(columns={"sentence_id": "duplicate_of"}), on="duplicate_of")
    return pd.concat([answers, theirs[answers.columns]], ignore_index=True) if len(theirs) else answers


def _cluster(rows: pd.DataFrame) -> Integers:
    """The article of each row as a number; a copy counts to the article of its original, whose label it shares."""
    cluster = clusters_of(rows)
    if "duplicate_of" not in rows.columns:
        return cluster
    original = pd.Index(rows["sentence_id"]).get_indexer(pd.Index(rows["duplicate_of"]))
    return np.where(original >= 0, cluster[original], cluster)


def _question(gold: pd.DataFrame, asked: pd.Series, labels: Sequence[str]) -> str:
    """The question whose labels are those of the model: by far most tables answer one or two questions."""
    fitting = [name for name in _names(asked) if gold["label"][asked == name].dropna().isin(labels).all()]
    if len(fitting) > 1:
        raise InputError(f"the gold answers {', '.join(fitting)} with the model's labels; name one with --question")
    if not fitting and len(_names(asked)) > 1:
        raise InputError(f"the gold's questions {', '.join(_names(asked))} have other labels than {', '.join(labels)}")
    return fitting[0] if fitting else next(iter(_names(asked)), "stance")


def _names(asked: pd.Series) -> list[str]:
    return [str(name) for name in asked.dropna().unique()]


def _trained(answers: pd.DataFrame, trained_on: Collection[str], out_of_fold: pd.DataFrame | None) -> Flags:
    trained = answers["sentence_id"].isin(set(trained_on))
    if "split" in answers.columns:
        trained |= answers["split"] == TRAIN
    if out_of_fold is not None:
        trained &= ~answers["sentence_id"].isin(out_of_fold["sentence_id"])
    return trained.to_numpy(dtype=bool)


def _chances(answers: pd.DataFrame, trained: Flags, assume_random: bool) -> Array:
    """The inclusion probability of each label; 1 for what the model was trained on, the others' made up for that.

    A share t of the labels, drawn at random, went into training. Given that a sentence is not among those, it is
    labelled with probability p (1 - t) / (1 - p t).
    """
    if assume_random or "inclusion_probability" not in answers.columns:
        chance = np.full(len(answers), 1e-9 if assume_random else np.nan)
    else:
        chance = answers["inclusion_probability"].to_numpy(dtype=float, na_value=np.nan)
    outside = ~np.isnan(chance) & ((chance <= 0) | (chance > 1))
    if outside.any():
        row = int(outside.argmax())
        raise InputError(
            f"gold of sentence {answers['sentence_id'].iloc[row]}: "
            f"inclusion_probability {chance[row]:g} is not in (0, 1]"
        )
    share = trained.mean()
    if share in (0, 1):
        return np.where(trained, 1.0, chance)
    return np.where(trained, 1.0, chance * (1 - share) / (1 - chance * share))


def _check_usable(usable: Flags, trained: Flags, size: int) -> None:
    if not usable.any():
        raise InputError(
            "the gold has no inclusion_probability: resolve it with the batch it was drawn in "
            "(annotate resolve --batch), or say --assume-random if the labelled sentences are a simple random sample"
        )
    if trained[usable].all() and int(usable.sum()) < size:
        raise InputError(
            "the model was trained on every human label, so none can tell its errors; "
            "keep a test part out of training, or give out-of-fold predictions"
        )


def _arrays(
    rows: pd.DataFrame,
    by: Sequence[str],
    labels: tuple[str, ...],
    answers: pd.DataFrame,
    place: Integers,
    chance: Array,
    trained: Flags,
    out_of_fold: pd.DataFrame | None,
    notes: tuple[str, ...],
) -> Labelled:
    size = len(rows)
    truth, weight = np.zeros((size, len(labels))), np.zeros(size)
    known, stratum = np.zeros(size, dtype=bool), np.zeros(size, dtype=np.int64)
    truth[place, pd.Index(labels).get_indexer(pd.Index(answers["label"]))] = 1
    known[place] = trained | (chance >= 1)
    weight[place] = np.where(known[place], 0, 1 / chance)
    if "stratum" in answers.columns:
        stratum[place] = pd.factorize(answers["stratum"])[0] + 1
    return Labelled(
        frame=rows[list(by)],
        labels=labels,
        predicted=_predicted(rows, labels, out_of_fold),
        truth=truth,
        guessed=pd.Index(labels).get_indexer(pd.Index(rows["label"])).astype(np.int64),
        cluster=_cluster(rows),
        weight=weight,
        known=known,
        stratum=stratum,
        notes=notes,
    )


def _predicted(rows: pd.DataFrame, labels: Sequence[str], out_of_fold: pd.DataFrame | None) -> Array:
    """Probabilities, of out-of-fold models where given; a table without any has 1 for the model's label."""
    columns = [PROBABILITY + label for label in labels]
    if columns[0] not in rows.columns:
        return (rows["label"].to_numpy()[:, None] == np.array(labels, dtype=object)[None, :]).astype(float)
    predicted = rows[columns].to_numpy(dtype=float, na_value=np.nan, copy=True)
    if not np.isfinite(predicted).all():
        row = int((~np.isfinite(predicted)).any(axis=1).argmax())
        raise InputError(f"sentence {rows['sentence_id'].iloc[row]} has a label but no probability; score it again")
    if out_of_fold is not None:
        place = pd.Index(rows["sentence_id"]).get_indexer(pd.Index(out_of_fold["sentence_id"]))
        predicted[place[place >= 0]] = out_of_fold.loc[place >= 0, columns].to_numpy(dtype=float)
    return _whole(predicted)


def _whole(predicted: Array) -> Array:
    """`predicted` so that each row adds up to 1, which probabilities rounded in a file do not quite."""
    total = predicted.sum(axis=1, keepdims=True)
    return np.divide(predicted, total, out=np.full_like(predicted, 1 / predicted.shape[1]), where=total > 0)


def _notes(counts: Sequence[tuple[int, str]]) -> list[str]:
    return [f"{count} human label{'' if count == 1 else 's'} {words}" for count, words in counts if count]
