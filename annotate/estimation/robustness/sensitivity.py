"""How numbers change if what they are based on is treated differently: model, annotators, skipped, near-duplicates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from annotate.errors import InputError
from annotate.estimation.counting import labels_of
from annotate.estimation.design._model_words import TRAIN
from annotate.estimation.options import DEFAULTS, SHRINK, WITHHOLD, Options
from annotate.estimation.shares import estimate
from annotate.learn.models.trained_model import LearnedFrom
from annotate.tables import PROBABILITY, item_columns

AS_ESTIMATED, WITHOUT_MODEL, UNANIMOUS, ONCE, UNLABELLED, OTHER_MODEL = (
    "as estimated",
    "without the model: labels alone",
    "without labels that annotators disagreed on",
    "near-duplicates once",
    "drawn sentences without a label: none or all have it",
    "scores of {model}",
)
"""The variants."""
_OF_A_MODEL = ("label", "abstained", "model")


@dataclass(frozen=True)
class Variant:
    """What numbers are computed from in one variant."""

    name: str
    scores: pd.DataFrame
    gold: pd.DataFrame
    options: Options


@dataclass(frozen=True)
class OtherScores:
    """The same sentences as another model scored them, and what that one learned from; None where it is unknown."""

    scores: pd.DataFrame
    learned: LearnedFrom | None = None


def sensitivity(
    scores: pd.DataFrame,
    gold: pd.DataFrame,
    *,
    by: Sequence[str] = (),
    options: Options = DEFAULTS,
    others: Mapping[str, OtherScores] | None = None,
) -> pd.DataFrame:
    """Each share again with one thing it is based on treated differently, one row per group, label and variant.

    For the parameters see `annotate.estimation.shares.estimate`. Variants that change nothing are left out: that of
    annotators where no label was disagreed on, that of near-duplicates where there are none, and that of drawn
    sentences without a label where all have one or no record says which were drawn.

    Parameters
    ----------
    others
        The same sentences scored by other models, by the names of these: see `scored_by_another`. Labels that such a
        model learned from count as those that the first one learned from do.

    Returns
    -------
    DataFrame
        The grouping columns, ``label``, ``variant``, ``share``, ``low``, ``high``, and ``shift``, the share less that
        ``as estimated``. Of drawn sentences without a label only the ends of the interval are known, the lower one if
        none of them had the label, the upper one if all had (Manski 1989).

    Raises
    ------
    InputError
        As `annotate.estimation.shares.estimate`.
    """
    tables = list(_tables(scores, gold, list(by), options, others or {}))
    notes = tables[0][2].attrs["notes"]
    parts = [
        table[[*names, "label", "share", "low", "high"]].assign(variant=variant) for variant, names, table in tables
    ]
    names = list(parts[0].columns[: parts[0].columns.get_loc("share")])
    whole = pd.concat(parts, ignore_index=True)
    base = parts[0].set_index(names)["share"]
    own = pd.MultiIndex.from_frame(whole[names]) if by else pd.Index(whole["label"])
    whole["shift"] = whole["share"].to_numpy(dtype=float) - base.reindex(own).to_numpy(dtype=float)
    table = whole[[*names, "variant", "share", "low", "high", "shift"]]
    table.attrs["notes"] = notes
    return table


def variants(
    scores: pd.DataFrame, gold: pd.DataFrame, options: Options, others: Mapping[str, OtherScores]
) -> Iterator[Variant]:
    """What to compute numbers from in each variant, the one they are published by first."""
    yield Variant(AS_ESTIMATED, scores, gold, options)
    yield Variant(WITHOUT_MODEL, scores, gold, replace(options, estimator="labels-only"))
    divided = pd.Series(False, index=gold.index)
    if "agreed" in gold.columns:
        divided = (gold["agreed"] < 1).fillna(False) & gold["label"].notna()
    if divided.any() and not divided.all():
        yield Variant(UNANIMOUS, scores, gold[~divided], options)
    once = without_near_duplicates(scores)
    if len(once) < len(scores):
        yield Variant(ONCE, once, gold, options)
    for model, other in others.items():
        learned = other.learned or LearnedFrom()  # without: only what the gold says itself
        yield Variant(OTHER_MODEL.format(model=model), other.scores, gold, replace(options, learned=learned))


def without_near_duplicates(scores: pd.DataFrame) -> pd.DataFrame:
    """`scores` without the near-duplicates of sentences that count."""
    if "duplicate_of" not in scores.columns:
        return scores
    counts = scores["label"].notna()
    if "kind" in scores.columns:
        counts &= scores["kind"].isna() | (scores["kind"] == "body")
    return scores[~(scores["duplicate_of"].notna() & scores["duplicate_of"].isin(scores["sentence_id"][counts]))]


def scored_by_another(scores: pd.DataFrame, other: pd.DataFrame, where: str) -> pd.DataFrame:
    """The sentences scored in `scores` with the words of `other`, another model's scores of the same sentences.

    Raises
    ------
    InputError
        If `other` lacks a sentence or has other labels; the message begins with `where`.
    """
    keys = item_columns(scores)
    if missing := [name for name in keys if name not in other.columns]:
        raise InputError(f"{where}: no column '{missing[0]}', unlike the scores it is compared with")
    wanted, there = (pd.MultiIndex.from_frame(table[keys].astype("str")) for table in (scores, other))
    if there.has_duplicates:
        raise InputError(f"{where}: sentence {there[there.duplicated()][0][0]} is scored twice; keep it once")
    position = there.get_indexer(wanted)
    lacking = scores["label"].notna().to_numpy(dtype=bool) & (position < 0)
    if lacking.any():
        raise InputError(
            f"{where}: has no score of {int(lacking.sum()):,} of {len(scores):,} sentences; score the same sentences "
            "with the other model"
        )
    if set(labels_of(other)) != set(labels_of(scores)):
        raise InputError(f"{where}: has the labels {', '.join(labels_of(other))}, not {', '.join(labels_of(scores))}")
    chances = [name for name in other.columns if str(name).startswith(PROBABILITY)]
    columns = other[[name for name in (*_OF_A_MODEL, *chances) if name in other.columns]]
    rest = scores.drop(columns=[name for name in scores.columns if name in _OF_A_MODEL or name.startswith(PROBABILITY)])
    return rest.join(columns.iloc[position].set_axis(scores.index))[scores["label"].notna()]


def labels_learned(gold: pd.DataFrame, learned: LearnedFrom | None) -> int | None:
    """How many of the labels a model learned from; None where neither its folder nor the gold's ``split`` says it."""
    if learned is None:
        has_split = "split" in gold.columns and gold["split"].notna().any()
        return int((gold["split"] == TRAIN).sum()) if has_split else None
    ids = set(learned.trained_on)
    ids |= set() if learned.out_of_fold is None else set(learned.out_of_fold["sentence_id"])
    return int(gold["sentence_id"].isin(ids).sum())


def _tables(
    scores: pd.DataFrame, gold: pd.DataFrame, by: list[str], options: Options, others: Mapping[str, OtherScores]
) -> Iterator[tuple[str, list[str], pd.DataFrame]]:
    """Each variant's name, the columns that it is grouped by, and its shares."""
    published = None
    for variant in variants(scores, gold, options, others):
        table = estimate(variant.scores, variant.gold, by=by, options=variant.options)
        published = table if published is None else published
        by = list(table.columns[: table.columns.get_loc("label")])  # periods may have to be longer, and then in all
        yield variant.name, by, table
    if published is not None and (bounds := worst_case(scores, gold, by, options)) is not None:
        if options.small == SHRINK:
            bounds["low"] = np.minimum(bounds["low"], published["low"])
            bounds["high"] = np.maximum(bounds["high"], published["high"])
        yield UNLABELLED, by, bounds


def worst_case(scores: pd.DataFrame, gold: pd.DataFrame, by: Sequence[str], options: Options) -> pd.DataFrame | None:
    """Shares if none, or all, of the drawn sentences without a label had it: only ``low`` and ``high`` are known.

    None where all have one, or no record says which were drawn. Of groups that are pulled towards each other, these are
    the bounds of each alone.
    """
    bounded = replace(options, bounds=True, small=WITHHOLD if options.small == SHRINK else options.small)
    shares = estimate(scores, gold, by=by, options=bounded)
    if not shares.attrs["use"].ties + shares.attrs["use"].unanswered or options.draws.drawn is None:
        return None
    ends = {"share": np.nan, "low": shares["bound_low"], "high": shares["bound_high"]}
    return shares.assign(**ends)
