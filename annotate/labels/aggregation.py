"""Aggregation: from several annotators' labels to one gold label, recording who, when, and by which rule."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from annotate._types import Flags
from annotate.errors import InputError, check_choice
from annotate.labels._dawid_skene import dawid_skene
from annotate.labels._reliability_data import reliability_data
from annotate.labels.annotations import current_annotations
from annotate.scheme import SEVERAL
from annotate.tables import GOLD, IN_TRAINING, conform, item_columns, machine_origins

BY_LABEL = "majority by label"
"""The rule for questions that take several labels."""
METHODS = ("majority", "model", "adjudicated")
_NONE = ""
"""While labels are counted: none of them was chosen by most, and none by half."""
_HALF = 0.5
UNDECIDED = 1e-6
"""Two labels whose probabilities differ by less than this are a tie."""


def resolve(
    annotations: pd.DataFrame,
    *,
    method: str = "majority",
    batch: pd.DataFrame | None = None,
    adjudications: pd.DataFrame | None = None,
    several: Collection[str] = (),
) -> pd.DataFrame:
    """Gold labels: one row for each sentence (and target) and question, in the order in which they first occur.

    ``annotators`` counts those who annotated it, ``agreed`` is the share of them who chose the gold label, ``source``
    is ``single``, ``majority``, ``adjudicated`` or ``model of annotators``. A tie is never broken by guessing:
    ``label`` and ``source`` are missing, ``rule`` is ``tie``. ``who`` names the annotators, ``resolved_at`` is the time
    of the last annotation that the label rests on, ``adjudicator`` who decided, ``posterior`` the label's probability
    under the model.

    A question that takes several labels (``economy|security``) is resolved label by label, with the ``rule`` ``majority
    by label``: gold has those that more than half of the annotators chose. One that exactly half chose is a tie, as the
    answer cannot be stated without it, and the column ``tied`` names it. Where there is neither, none of the labels
    fits: ``label`` is empty, ``rule`` and ``source`` are not. The model treats each combination as a label of its own.

    Parameters
    ----------
    annotations
        An annotations table; skips do not count, and of several annotations by one annotator the last one does.
    method
        ``majority``; ``model`` (`annotate.labels._dawid_skene.dawid_skene`); ``adjudicated``, the majority except where
        an adjudicator decided. With the first two an adjudicator among the `annotations` is one annotator like others.
    batch
        Where ``inclusion_probability`` and ``split`` come from.
    adjudications
        The annotations of the adjudicators, beside those of `adjudicators_in` the `annotations`. Several who differ
        leave a tie.
    several
        The questions that take several labels, beside those of which an annotation has several.

    Raises
    ------
    InputError
        If there is no label, one is by a model, `method` is unknown, or nobody adjudicated.
    """
    check_choice("method", method, METHODS)
    current = current_annotations(annotations)
    _check_answers(current)
    decisions = None
    if method == "adjudicated":
        current, decisions = _with_decisions_apart(current, adjudications)
    several = {*several, *current["question"][current["label"].str.contains(SEVERAL, regex=False)]}
    questions = current.groupby("question", sort=False)
    each = [_by_model(rows) if method == "model" else _by_majority(rows, several) for _, rows in questions]
    gold = pd.concat(each, ignore_index=True)
    key = _key(current)
    gold = current[key].drop_duplicates().merge(gold, on=key, how="left", validate="one_to_one")
    if decisions is not None:
        gold = _adjudicated(gold, current, decisions, several)
    return conform(_with_batch(gold, batch) if batch is not None else gold, GOLD, "gold")


def _check_answers(current: pd.DataFrame) -> None:
    """Check that there are answers, and that people gave all of them before they were shown the known one."""
    by_machine = machine_origins(current["origin"]).notna()
    if by_machine.any():
        names = ", ".join(sorted(current.loc[by_machine, "annotator"].unique()))
        raise InputError(
            f"annotations: {int(by_machine.sum())} of {len(current)} answers are by a model ({names}), and gold is "
            "what people answered; leave those out and compare them with annotate agreement"
        )
    if (trained := current["origin"].eq(IN_TRAINING).fillna(False)).any():
        raise InputError(
            f"annotations: {int(trained.sum())} of {len(current)} answers were given in training, and the known "
            "answers were shown then; leave those out"
        )
    if current.empty:
        raise InputError("annotations: no label in them (skips do not count); label some sentences, then pull again")


def _with_decisions_apart(
    current: pd.DataFrame, adjudications: pd.DataFrame | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The answers of annotators, and those of the adjudicators among them with the `adjudications`."""
    own = _by_adjudicators(current)
    if adjudications is None and not own.any():
        raise InputError(
            "`method` adjudicated: no `adjudications`, and no annotator answered only what others disagree on; "
            "send the disagreements to be adjudicated with `review` first"
        )
    others = [] if adjudications is None else [current_annotations(adjudications, "adjudications")]
    decisions = pd.concat([current[own], *others], ignore_index=True)
    return current[~own], decisions.drop_duplicates([*_key(current), "annotator"], keep="last")


def adjudicators_in(annotations: pd.DataFrame) -> dict[str, dict[str, int]]:
    """By question, who answered only items on which others differ, as adjudicators do, and how many of these.

    Those that agreement leaves out: `annotate.labels._reliability_data.ReliabilityData.adjudicators`.
    """
    by_question = {}
    for question, rows in current_annotations(annotations).groupby("question", sort=False):
        data = reliability_data(rows)
        if names := {data.annotators[one]: count for one, count in data.adjudicators.items()}:
            by_question[str(question)] = names
    return by_question


def _by_adjudicators(annotations: pd.DataFrame) -> Flags:
    """Which rows of current annotations are answers of adjudicators."""
    adjudicators = {(question, name) for question, names in adjudicators_in(annotations).items() for name in names}
    asked = zip(annotations["question"], annotations["annotator"], strict=True)
    return np.array([pair in adjudicators for pair in asked], dtype=bool)


def disagreements(annotations: pd.DataFrame) -> pd.DataFrame:
    """The items and questions with different labels, which are to be adjudicated, without the labels themselves.

    Columns ``sentence_id`` (``target``) and ``question``, in the order in which they first occur.
    """
    current = current_annotations(annotations)
    differing = current.groupby(_key(current))["label"].transform("nunique") > 1
    return current.loc[differing, _key(current)].drop_duplicates().reset_index(drop=True)


def _key(annotations: pd.DataFrame) -> list[str]:
    return [*item_columns(annotations), "question"]


def _by_majority(annotations: pd.DataFrame, several: Collection[str]) -> pd.DataFrame:
    """Gold rows of one question, which takes several labels if it is among `several`."""
    by_label = annotations["question"].iloc[0] in several
    shares = _shares_of_labels(annotations) if by_label else pd.DataFrame()
    gold = _gold_rows(annotations, _chosen_by_most(annotations, shares) if by_label else _most_frequent(annotations))
    gold["source"] = np.where(gold["annotators"] == 1, "single", "majority")
    gold["rule"] = gold["source"].replace("majority", BY_LABEL) if by_label else gold["source"]
    none_fits, tied = gold["label"].eq(_NONE).fillna(False), gold["label"].isna()
    gold.loc[tied, "rule"], gold.loc[tied, "source"] = "tie", None
    gold["label"] = gold["label"].mask(none_fits)
    if by_label and tied.any():
        key = _key(annotations)
        half = _joined(shares[shares["share"] == _HALF], key)
        gold["tied"] = half.reindex(pd.MultiIndex.from_frame(gold[key])).to_numpy()
    return gold


def _by_model(annotations: pd.DataFrame) -> pd.DataFrame:
    posterior = dawid_skene(annotations).posterior
    best = posterior.max(axis=1)
    alone = (posterior.ge(best - UNDECIDED, axis=0)).sum(axis=1) == 1
    posterior = posterior.assign(
        label=posterior.idxmax(axis=1).where(alone, None), question=annotations["question"].iloc[0]
    )
    gold = _gold_rows(annotations, posterior.set_index("question", append=True)["label"])
    gold["posterior"] = best.reindex(pd.MultiIndex.from_frame(gold[item_columns(gold)])).to_numpy()
    gold["rule"] = pd.Series("Dawid-Skene", index=gold.index).where(gold["label"].notna(), "tie")
    gold["source"] = pd.Series("model of annotators", index=gold.index).where(gold["label"].notna(), None)
    return gold


def _gold_rows(annotations: pd.DataFrame, winners: pd.Series) -> pd.DataFrame:
    """Gold rows of one question; `winners` has each item's label, missing where there is a tie."""
    key = _key(annotations)
    gold = annotations.groupby(key, sort=False).agg(
        annotators=("annotator", "nunique"), who=("annotator", ";".join), resolved_at=("annotated_at", "max")
    )
    gold["label"] = winners.reindex(gold.index)
    chosen = gold["label"].reindex(pd.MultiIndex.from_frame(annotations[key])).to_numpy()
    agreeing = (annotations["label"] == chosen).groupby([annotations[c] for c in key], sort=False).mean()
    gold["agreed"] = agreeing.where(gold["label"].notna(), _largest_share(annotations, key))
    gold["resolved_at"] = _as_text(gold["resolved_at"])
    return gold.reset_index()


def _largest_share(annotations: pd.DataFrame, key: list[str]) -> pd.Series:
    votes = annotations.groupby([*key, "label"], sort=False).size().groupby(key, sort=False)
    return votes.max() / votes.sum()


def _most_frequent(annotations: pd.DataFrame) -> pd.Series:
    key = _key(annotations)
    votes = annotations.groupby([*key, "label"], sort=False).size().rename("votes").reset_index()
    best = votes[votes["votes"] == votes.groupby(key, sort=False)["votes"].transform("max")]
    alone = ~best.duplicated(key, keep=False)
    return best.assign(label=best["label"].where(alone, None)).drop_duplicates(key).set_index(key)["label"]


def _shares_of_labels(annotations: pd.DataFrame) -> pd.DataFrame:
    """Each label that somebody chose for an item (``one``), with the ``share`` of the annotators who did."""
    key = _key(annotations)
    each = annotations.assign(one=annotations["label"].str.split(SEVERAL, regex=False)).explode("one")
    share = each.groupby([*key, "one"]).size() / annotations.groupby(key).size()
    return share.rename("share").reset_index()


def _chosen_by_most(annotations: pd.DataFrame, shares: pd.DataFrame) -> pd.Series:
    key = _key(annotations)
    chosen = _joined(shares[shares["share"] > _HALF], key)
    tied = pd.MultiIndex.from_frame(shares.loc[shares["share"] == _HALF, key])
    every = annotations.groupby(key).size().index
    return chosen.reindex(every, fill_value=_NONE)[~every.isin(tied)]


def _joined(shares: pd.DataFrame, key: list[str]) -> pd.Series:
    """The labels of each item, in the order of the alphabet."""
    return shares.groupby(key)["one"].agg(lambda labels: SEVERAL.join(sorted(labels)))


def _adjudicated(
    gold: pd.DataFrame, annotations: pd.DataFrame, decisions: pd.DataFrame, several: Collection[str]
) -> pd.DataFrame:
    """`gold` with the adjudicated labels, and the share of the annotators who had chosen the same."""
    if decisions.empty:
        return gold
    key = _key(annotations)
    joined = decisions["question"][decisions["label"].str.contains(SEVERAL, regex=False)]
    questions = decisions.groupby("question", sort=False)
    last = pd.concat([_by_majority(rows, {*several, *joined}) for _, rows in questions])
    last = last.set_index(key).reindex(pd.MultiIndex.from_frame(gold[key]))
    there = last["rule"].notna().to_numpy()
    decision = pd.Series(last["label"].to_numpy(), index=gold.index)
    agreeing = annotations.merge(gold[key].assign(decision=decision), on=key, how="left")
    share = (agreeing["label"] == agreeing["decision"]).groupby([agreeing[c] for c in key], sort=False).mean()
    gold = gold.assign(adjudicator=pd.Series(last["who"].to_numpy(), index=gold.index))
    gold.loc[there, "label"] = decision[there]
    gold.loc[there, "agreed"] = share.reindex(last.index).to_numpy()[there]
    gold.loc[there, "resolved_at"] = last["resolved_at"].to_numpy()[there]
    decided = pd.Series(last["rule"].ne("tie").to_numpy(), index=gold.index)[there]
    gold.loc[there, "rule"] = decided.map({True: "adjudicated", False: "tie"})
    gold.loc[there, "source"] = decided.map({True: "adjudicated", False: None})
    if "tied" in {*gold.columns, *last.columns}:
        own = gold["tied"] if "tied" in gold.columns else pd.Series(None, index=gold.index, dtype=object)
        theirs = last["tied"].to_numpy() if "tied" in last.columns else None
        gold["tied"] = own.where(~there, theirs)
    return gold


def _as_text(times: pd.Series) -> pd.Series:
    return times.dt.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _with_batch(gold: pd.DataFrame, batch: pd.DataFrame) -> pd.DataFrame:
    key = [c for c in item_columns(batch) if c in gold.columns]
    carried = [c for c in ("split", "inclusion_probability", "stratum") if c in batch.columns]
    drawn = batch[[*key, *carried]].drop_duplicates(key)
    return gold.drop(columns=[c for c in carried if c in gold.columns]).merge(drawn, on=key, how="left")
