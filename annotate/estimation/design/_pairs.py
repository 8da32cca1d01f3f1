"""What has a label: a sentence, or a pair of a sentence and a target that it names."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from annotate.columns import matched_ids
from annotate.errors import InputError
from annotate.estimation.design.summed_scores import PAIRS, TARGET, has_pairs, has_targets, keys_of
from annotate.estimation.options import Options


def of_pairs(scores: pd.DataFrame, gold: pd.DataFrame, options: Options) -> tuple[pd.DataFrame, pd.DataFrame, Options]:
    """Scores, labels, draws and what the model learned from, with one ``sentence_id`` per pair where targets differ.

    Scores without a ``target``, or with one row per sentence, are returned as they are.

    Raises
    ------
    InputError
        If the labels do not say of which target of a sentence they are.
    """
    if not has_pairs(scores):
        return scores, gold, options
    pairs = scores[["sentence_id", TARGET]]
    gold = gold.assign(sentence_id=matched_ids(gold["sentence_id"], scores["sentence_id"]))
    if not has_targets(gold):
        several = set(pairs["sentence_id"][pairs["sentence_id"].duplicated()])
        unclear = gold["sentence_id"].isin(several)
        if unclear.any():
            name = gold["sentence_id"][unclear].iloc[0]
            raise InputError(
                f"sentence {name} is scored toward several targets, and the gold has no target; resolve annotations of "
                "the pairs that were drawn"
            )
    learned, draws = options.learned, options.draws
    keyed = scores.assign(sentence_id=keys_of(scores), **_originals(scores))
    keyed.attrs[PAIRS] = True
    return (
        keyed,
        _keyed(gold, pairs),
        replace(
            options,
            learned=replace(
                learned,
                trained_on=frozenset(keys_of(pairs[pairs["sentence_id"].isin(learned.trained_on)])),
                out_of_fold=None if learned.out_of_fold is None else _keyed(learned.out_of_fold, pairs),
            ),
            draws=replace(
                draws,
                drawn=None if draws.drawn is None else _keyed(draws.drawn, pairs),
                frame=None if draws.frame is None else _keyed(draws.frame, pairs),
            ),
        ),
    )


def _keyed(table: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """`table` with the id of the pair of each row; without targets, a row for every pair of its sentence."""
    if not has_targets(table):
        table = table.drop(columns=TARGET, errors="ignore").merge(pairs, on="sentence_id", how="left")
    return table.assign(sentence_id=keys_of(table))


def _originals(scores: pd.DataFrame) -> dict[str, pd.Series]:
    """The original of each near-duplicate: the same sentence toward the same target."""
    if "duplicate_of" not in scores.columns:
        return {}
    original = keys_of(scores.assign(sentence_id=scores["duplicate_of"]))
    return {"duplicate_of": original.where(scores["duplicate_of"].notna(), None)}
