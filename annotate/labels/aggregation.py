"""From several annotators' answers to one gold label, with every step kept: who, when, which rule."""

from __future__ import annotations

import pandas as pd

from annotate.errors import InputError
from annotate.labels.annotations import answers, unit_of
from annotate.labels.dawid_skene import dawid_skene
from annotate.scheme import SEVERAL
from annotate.tables import GOLD, conform

METHODS = ("majority", "model", "adjudicated")
UNDECIDED = 1e-6
"""Two labels whose probabilities differ by less than this are a tie."""


def resolve(
    annotations: pd.DataFrame,
    *,
    method: str = "majority",
    batch: pd.DataFrame | None = None,
    adjudications: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Gold: one row a sentence (and target) and question, in the order in which they first occur.

    ``annotators`` counts those who answered, ``agreed`` is the share of them who gave the gold label, ``source`` is
    ``single``, ``majority``, ``adjudicated`` or ``model of annotators``. A tie is never broken by guessing: ``label``
    and ``source`` are missing, ``rule`` is ``tie``. ``who`` names the annotators, ``resolved_at`` is when the last
    answer that the label rests on was given, ``adjudicator`` who decided, ``posterior`` how probable the model finds
    the label.

    A question with several labels in one answer (``economy|security``) is resolved label by label: gold has those that
    more than half of the annotators chose; one that exactly half chose is a tie. The model takes each combination as a
    label of its own.

    Parameters
    ----------
    annotations
        An annotations table; skips do not count, and the last answer of an annotator to a question does.
    method
        ``majority``; ``model`` (`annotate.labels.dawid_skene.dawid_skene`); ``adjudicated``, the majority except where
        `adjudications` say otherwise.
    batch
        Where ``inclusion_probability`` and ``split`` come from.
    adjudications
        The annotations of whoever had the last word. Several who differ leave a tie.

    Raises
    ------
    InputError
        If nobody answered anything, `method` is unknown, or what it needs is not there.
    """
    if method not in METHODS:
        raise InputError(f"--method {method}: unknown; there are {', '.join(METHODS)}")
    if method == "adjudicated" and adjudications is None:
        raise InputError(
            "--method adjudicated: no adjudications; send the disagreements with annotate resolve --review"
        )
    given = answers(annotations)
    if given.empty:
        raise InputError("annotations: nobody has given a label yet (skips do not count); label first, then pull again")
    decide = _by_model if method == "model" else _by_majority
    gold = pd.concat([decide(part) for _, part in given.groupby("question", sort=False)], ignore_index=True)
    gold = given[_key(given)].drop_duplicates().merge(gold, on=_key(given), how="left", validate="one_to_one")
    if method == "adjudicated" and adjudications is not None:
        gold = _adjudicated(gold, given, answers(adjudications, "adjudications"))
    return conform(_with_batch(gold, batch) if batch is not None else gold, GOLD, "gold")


def disagreements(annotations: pd.DataFrame) -> pd.DataFrame:
    """The units and questions with different answers, which are to be adjudicated, and no word of who said what.

    Columns ``sentence_id`` (``target``) and ``question``, in the order in which they first occur.
    """
    given = answers(annotations)
    differing = given.groupby(_key(given))["label"].transform("nunique") > 1
    return given.loc[differing, _key(given)].drop_duplicates().reset_index(drop=True)


def _key(given: pd.DataFrame) -> list[str]:
    return [*unit_of(given), "question"]


def _by_majority(given: pd.DataFrame) -> pd.DataFrame:
    several = given["label"].str.contains(SEVERAL, regex=False).any()
    gold = _recorded(given, _chosen_by_most(given) if several else _most_frequent(given))
    gold["rule"] = "majority"
    gold.loc[gold["annotators"] == 1, "rule"] = "single"
    gold.loc[gold["label"].isna(), "rule"] = "tie"
    gold["source"] = gold["rule"].where(gold["label"].notna(), None)
    return gold


def _by_model(given: pd.DataFrame) -> pd.DataFrame:
    posterior = dawid_skene(given).posterior
    best = posterior.max(axis=1)
    alone = (posterior.ge(best - UNDECIDED, axis=0)).sum(axis=1) == 1
    posterior = posterior.assign(label=posterior.idxmax(axis=1).where(alone, None), question=given["question"].iloc[0])
    gold = _recorded(given, posterior.set_index("question", append=True)["label"])
    gold["posterior"] = best.reindex(pd.MultiIndex.from_frame(gold[unit_of(gold)])).to_numpy()
    gold["rule"] = pd.Series("Dawid-Skene", index=gold.index).where(gold["label"].notna(), "tie")
    gold["source"] = pd.Series("model of annotators", index=gold.index).where(gold["label"].notna(), None)
    return gold


def _recorded(given: pd.DataFrame, winners: pd.Series) -> pd.DataFrame:
    """Gold rows of one question; `winners` has each unit's label, missing where there is a tie."""
    key = _key(given)
    gold = given.groupby(key, sort=False).agg(
        annotators=("annotator", "nunique"), who=("annotator", ";".join), resolved_at=("given_at", "max")
    )
    gold["label"] = winners.reindex(gold.index)
    of_answer = gold["label"].reindex(pd.MultiIndex.from_frame(given[key])).to_numpy()
    agreeing = (given["label"] == of_answer).groupby([given[c] for c in key], sort=False).mean()
    gold["agreed"] = agreeing.where(gold["label"].notna(), _largest_share(given, key))
    gold["resolved_at"] = _as_text(gold["resolved_at"])
    return gold.reset_index()


def _largest_share(given: pd.DataFrame, key: list[str]) -> pd.Series:
    votes = given.groupby([*key, "label"], sort=False).size().groupby(key, sort=False)
    return votes.max() / votes.sum()


def _most_frequent(given: pd.DataFrame) -> pd.Series:
    key = _key(given)
    votes = given.groupby([*key, "label"], sort=False).size().rename("votes").reset_index()
    best = votes[votes["votes"] == votes.groupby(key, sort=False)["votes"].transform("max")]
    alone = ~best.duplicated(key, keep=False)
    return best.assign(label=best["label"].where(alone, None)).drop_duplicates(key).set_index(key)["label"]


def _chosen_by_most(given: pd.DataFrame) -> pd.Series:
    key = _key(given)
    each = given.assign(one=given["label"].str.split(SEVERAL, regex=False)).explode("one")
    share = each.groupby([*key, "one"]).size() / given.groupby(key).size()
    share = share.rename("share").reset_index()
    chosen = share[share["share"] > 0.5].groupby(key)["one"].agg(lambda labels: SEVERAL.join(sorted(labels)))
    tied = pd.MultiIndex.from_frame(share.loc[share["share"] == 0.5, key])
    return chosen[~chosen.index.isin(tied)]


def _adjudicated(gold: pd.DataFrame, given: pd.DataFrame, decided: pd.DataFrame) -> pd.DataFrame:
    """`gold` with the label of whoever had the last word, and the share of the annotators who had said the same."""
    if decided.empty:
        return gold
    key = _key(given)
    last = pd.concat([_by_majority(part) for _, part in decided.groupby("question", sort=False)])
    last = last.set_index(key).reindex(pd.MultiIndex.from_frame(gold[key]))
    there = last["rule"].notna().to_numpy()
    decision = pd.Series(last["label"].to_numpy(), index=gold.index)
    agreeing = given.merge(gold[key].assign(decision=decision), on=key, how="left")
    share = (agreeing["label"] == agreeing["decision"]).groupby([agreeing[c] for c in key], sort=False).mean()
    gold = gold.assign(adjudicator=pd.Series(last["who"].to_numpy(), index=gold.index))
    gold.loc[there, "label"] = decision[there]
    gold.loc[there, "agreed"] = share.reindex(last.index).to_numpy()[there]
    gold.loc[there, "resolved_at"] = last["resolved_at"].to_numpy()[there]
    gold.loc[there, "rule"] = decision[there].notna().map({True: "adjudicated", False: "tie"})
    gold.loc[there, "source"] = decision[there].notna().map({True: "adjudicated", False: None})
    return gold


def _as_text(times: pd.Series) -> pd.Series:
    return times.dt.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _with_batch(gold: pd.DataFrame, batch: pd.DataFrame) -> pd.DataFrame:
    key = [c for c in unit_of(batch) if c in gold.columns]
    carried = [c for c in ("split", "inclusion_probability", "stratum") if c in batch.columns]
    drawn = batch[[*key, *carried]].drop_duplicates(key)
    return gold.drop(columns=[c for c in carried if c in gold.columns]).merge(drawn, on=key, how="left")
