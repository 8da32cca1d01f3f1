"""From several annotators' answers to one gold label, with every step kept: who, when, which rule."""

from __future__ import annotations

import pandas as pd

from annotate.errors import InputError
from annotate.labels.answers import JOINT, answers, unit_of
from annotate.tables import GOLD, conform

METHODS = ("majority", "model", "adjudicated")


def resolve(annotations: pd.DataFrame, *, method: str = "majority", batch: pd.DataFrame | None = None) -> pd.DataFrame:
    """Gold: one row a sentence (and target) and question, in the order in which they first occur.

    ``annotators`` counts those who answered, ``agreed`` is the share of them who gave the gold label, ``source`` is
    ``single`` or ``majority``. A tie is never broken by guessing: ``label`` and ``source`` are missing, ``rule``
    is ``tie``. ``who`` names the annotators, ``resolved_at`` is when the last answer the label rests on was given.
    With `batch`, ``inclusion_probability`` and ``split`` are those of the drawn sentence.

    A question with several labels in one answer (``economy|security``) is resolved label by label: gold has those that
    more than half of the annotators chose; one that exactly half chose is a tie.

    Raises
    ------
    InputError
        If nobody answered anything, or `method` is unknown.
    """
    if method not in METHODS:
        raise InputError(f"--method {method}: unknown; there are {', '.join(METHODS)}")
    given = answers(annotations)
    if given.empty:
        raise InputError("annotations: nobody has given a label yet (skips do not count); label first, then pull again")
    parts = [_majority(part) for _, part in given.groupby("question", sort=False)]
    gold = _in_order(pd.concat(parts, ignore_index=True), given)
    return conform(_with_batch(gold, batch) if batch is not None else gold, GOLD, "gold")


def _majority(given: pd.DataFrame) -> pd.DataFrame:
    several = given["label"].str.contains(JOINT, regex=False).any()
    winners = _chosen_by_most(given) if several else _most_frequent(given)
    return _recorded(given, winners)


def _recorded(given: pd.DataFrame, winners: pd.Series) -> pd.DataFrame:
    """Gold rows of one question; `winners` has each unit's label, missing where there is a tie."""
    key = [*unit_of(given), "question"]
    units = given.groupby(key, sort=False)
    gold = units.agg(annotators=("annotator", "nunique"), who=("annotator", ";".join), resolved_at=("given_at", "max"))
    winner = pd.MultiIndex.from_frame(given[key]).map(winners.to_dict())
    gold["label"] = winners.reindex(gold.index)
    agreeing = (given["label"] == pd.Series(winner, index=given.index)).groupby([given[c] for c in key], sort=False)
    gold["agreed"] = agreeing.mean().where(gold["label"].notna(), _largest_share(given, key))
    gold["rule"] = "majority"
    gold.loc[gold["annotators"] == 1, "rule"] = "single"
    gold.loc[gold["label"].isna(), "rule"] = "tie"
    gold["source"] = gold["rule"].where(gold["label"].notna(), None)
    gold["resolved_at"] = gold["resolved_at"].dt.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return gold.reset_index()


def _largest_share(given: pd.DataFrame, key: list[str]) -> pd.Series:
    return given.groupby([*key, "label"], sort=False).size().groupby(key, sort=False).agg(lambda n: n.max() / n.sum())


def _most_frequent(given: pd.DataFrame) -> pd.Series:
    key = [*unit_of(given), "question"]
    votes = given.groupby([*key, "label"], sort=False).size().rename("votes").reset_index()
    best = votes[votes["votes"] == votes.groupby(key, sort=False)["votes"].transform("max")]
    alone = ~best.duplicated(key, keep=False)
    return best.assign(label=best["label"].where(alone, None)).drop_duplicates(key).set_index(key)["label"]


def _chosen_by_most(given: pd.DataFrame) -> pd.Series:
    key = [*unit_of(given), "question"]
    each = given.assign(one=given["label"].str.split(JOINT)).explode("one")
    share = each.groupby([*key, "one"]).size() / given.groupby(key).size()
    share = share.rename("share").reset_index()
    chosen = share[share["share"] > 0.5].groupby(key)["one"].agg(lambda labels: JOINT.join(sorted(labels)))
    tied = pd.MultiIndex.from_frame(share.loc[share["share"] == 0.5, key])
    return chosen[~chosen.index.isin(tied)]


def _in_order(gold: pd.DataFrame, given: pd.DataFrame) -> pd.DataFrame:
    key = [*unit_of(given), "question"]
    return given[key].drop_duplicates().merge(gold, on=key, how="left", validate="one_to_one")


def _with_batch(gold: pd.DataFrame, batch: pd.DataFrame) -> pd.DataFrame:
    key = [c for c in unit_of(batch) if c in gold.columns]
    carried = [c for c in ("split", "inclusion_probability") if c in batch.columns]
    drawn = batch[[*key, *carried]].drop_duplicates(key)
    return gold.drop(columns=[c for c in carried if c in gold.columns]).merge(drawn, on=key, how="left")
