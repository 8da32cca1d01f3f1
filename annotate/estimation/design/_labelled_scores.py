"""Scores beside the human labels of some of their sentences, as arrays: what every corrected share is computed from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from annotate._types import Array, Flags, Integers, Reals
from annotate.answer_labels import labels_in, membership
from annotate.columns import matched_ids
from annotate.errors import InputError
from annotate.estimation.counting import NO_SCORES, answers_of
from annotate.estimation.design._articles import by_majority
from annotate.estimation.design._gold_answers import check_usable, disagreement, gold_answers, heavy_labels
from annotate.estimation.design._model_words import abstained_in, is_out_of_fold, predicted_by, trained_labels
from annotate.estimation.design._pairs import of_pairs
from annotate.estimation.design._units import (
    CARRIED,
    clusters_of,
    drawn_by_article,
    masses_of,
    notes_on_articles,
    notes_on_repeated,
    original_of,
    self_representing,
    whole_articles,
    with_near_duplicates,
)
from annotate.estimation.design.label_use import (
    LabelUse,
    adjusted,
    beforehand,
    begun,
    outside_frame,
    recorded_probabilities,
)
from annotate.estimation.design.labellers import labellers_of, taken_for_people
from annotate.estimation.design.several_choice import takes_several, with_empty_answers
from annotate.estimation.design.summed_scores import WITHIN, counts_of, item_of, together_in
from annotate.estimation.options import CORPUS, DEFAULTS, MAJORITY, SENTENCE, Options
from annotate.estimation.periods import with_groups

_TRAINED = "__trained__"


@dataclass(frozen=True)
class Labelled:
    """One row per scored body sentence (or several without a label that are alike), as arrays.

    Attributes
    ----------
    frame
        The grouping columns.
    labels
        The labels, in the order of the columns of `predicted`, `truth` and `assigned`.
    predicted
        (rows, labels): the model's probabilities; each row adds up to 1 where a sentence has one label.
    truth
        (rows, labels): 1 for the human label, 0 for others; all 0 where a sentence has none.
    assigned
        (rows, labels): whether the model gives the sentence the label.
    abstained
        Rows for which the model gives no label of its own.
    cluster
        The article of each row as a number; near-duplicates are of the article of their original, unless their label
        represents itself alone because it is repeated so often.
    carried
        Rows whose label is that of the sentence that they are a near-duplicate of.
    count
        How many sentences each row stands for; more than 1 only where none has a label.
    within
        The sum of squared distances of their probabilities from `predicted`, over all labels.
    together
        (rows, labels, labels): the sums of products of the same distances; None where these were not kept.
    mass
        How much each sentence of a row counts in a share: 1, or what the column of weights says.
    printed, article
        The article that each row was printed in, as a number; `article` is None unless every article counts equally.
    weight
        Where a human label represents unlabelled sentences too, how many it stands for; 0 elsewhere.
    known
        Rows whose human label represents itself alone: drawn with certainty, the model was trained on it, or repeated
        more often than any sentence without a label.
    learned
        Rows whose label the model has learned: their prediction is that of a model without their article.
    stratum
        The stratum of each weighted row as a number; 0 where none is recorded.
    unit
        What was drawn, as a number, whose influence is summed: articles, or sentences of a fixed corpus.
    disagreement
        (rows, labels): the variance of the share of annotators who chose the label, where there were several; else 0.
    outside
        Rows of outlets and months that the frame never held: no label can represent them.
    unanswered
        Sentences that were drawn and have no label.
    if_answered
        What each drawn sentence would stand for if all of them had a label; 0 elsewhere, and where it was learned.
    corpus
        Whether shares are of these sentences alone.
    use
        How many labels there were, and what happened to them.
    notes
        What was left out and why.
    """

    frame: pd.DataFrame
    labels: tuple[str, ...]
    predicted: Array
    truth: Array
    assigned: Flags
    abstained: Flags
    cluster: Integers
    carried: Flags
    count: Integers
    within: Reals
    together: Reals | None
    mass: Reals
    printed: Integers
    article: Integers | None
    weight: Array
    known: Flags
    learned: Flags
    stratum: Integers
    unit: Integers
    disagreement: Array
    outside: Flags
    unanswered: Flags
    if_answered: Reals
    corpus: bool
    use: LabelUse
    notes: tuple[str, ...]

    def size_of(self, rows: Integers | Flags) -> int:
        """How many sentences `rows` are."""
        return int(self.count[rows].sum())

    def each_of(self, rows: Integers) -> Reals:
        """The weight of a sentence of each of `rows` in a share of them all; with equal articles, its mean."""
        mass = self.mass[rows]
        if self.article is None:
            return mass
        position = np.unique(self.article[rows], return_inverse=True)[1]
        return np.asarray(mass / np.bincount(position, weights=self.count[rows])[position])

    def mass_of(self, rows: Integers) -> Reals:
        """How much each of `rows` counts in a share of them all."""
        return np.asarray(self.each_of(rows) * self.count[rows])

    @cached_property
    def has_label(self) -> Flags:
        """Rows with a human label, whether it represents others or itself alone."""
        return (self.weight > 0) | self.known

    @cached_property
    def drawn(self) -> Integers:
        """The positions of the weighted rows."""
        return np.flatnonzero(self.weight > 0)


def labelled(
    scores: pd.DataFrame, gold: pd.DataFrame, *, by: Sequence[str] = (), options: Options = DEFAULTS
) -> Labelled:
    """`scores` joined with `gold`; for the parameters see `annotate.estimation.shares.estimate`.

    Raises
    ------
    InputError
        If a sentence is scored twice, a label is not the model's, or no label can be used.
    """
    scores, gold, options = of_pairs(scores, gold, options)
    if several := options.several or takes_several(scores, gold, question=options.question):
        scores = with_empty_answers(scores)
    rows = _body(with_groups(scores, by))
    answers = answers_of(rows)
    gold = gold_answers(gold, answers, options.question, several=several)
    gold = gold.assign(sentence_id=matched_ids(gold["sentence_id"], rows["sentence_id"]))
    draws, idle = begun(options.draws, gold)
    options = replace(options, draws=draws, several=several)
    gold = gold.assign(inclusion_probability=_probabilities(gold, int(counts_of(rows).sum()), options))
    use, decided = _use(gold, rows, options, by), gold[gold["label"].notna()]
    # A near-duplicate of what the model learned from is learned, too; whether ids or `split` say so is the same.
    decided = with_near_duplicates(decided.assign(**{_TRAINED: trained_labels(decided, options.learned)}), rows)
    position = _positions(rows, decided["sentence_id"])
    decided, position = decided[position >= 0], position[position >= 0]
    if not len(position):
        raise InputError("none of the human labels is of a scored sentence; score the articles they were drawn from")
    trained = decided[_TRAINED].to_numpy(dtype=bool)
    inclusion = adjusted(decided["inclusion_probability"].to_numpy(dtype=float), trained)
    usable = ~np.isnan(inclusion)
    check_usable(usable, trained, decided["inclusion_probability"].isna().all(), int(counts_of(rows).sum()))
    join = _Join(decided[usable], position[usable], inclusion[usable], trained[usable])
    data = _arrays(rows, answers, join, use, options, by)
    notes = (*options.cautions, *notes_on_articles(rows, data.corpus), *data.notes, *idle)
    data = replace(data, notes=(*notes, *heavy_labels(join.gold, join.inclusion)))
    return by_majority(data) if options.unit == MAJORITY else data


@dataclass(frozen=True)
class _Join:
    """The usable labels: their rows of the gold table, and, for each, the position of its sentence and so on."""

    gold: pd.DataFrame
    position: Integers
    inclusion: Array
    trained: Flags


def _body(scores: pd.DataFrame) -> pd.DataFrame:
    """The sentences that count in a share, each once."""
    rows = scores[scores["label"].notna()]
    if "kind" in rows.columns:
        rows = rows[rows["kind"].isna() | (rows["kind"] == "body")]
    twice = rows["sentence_id"].duplicated().to_numpy()
    if twice.any():
        raise InputError(f"sentence {rows['sentence_id'].iloc[int(twice.argmax())]} is scored twice; keep it once")
    if rows.empty:
        raise InputError(NO_SCORES)
    return rows


def _positions(rows: pd.DataFrame, sentence_ids: pd.Series) -> Integers:
    """Where in `rows` each sentence is; -1 where it is not."""
    among = np.flatnonzero(rows["sentence_id"].isin(sentence_ids))  # few of many: no index of all is needed
    position = pd.Index(rows["sentence_id"].iloc[among]).get_indexer(pd.Index(sentence_ids))
    return np.where(position >= 0, among[position] if len(among) else -1, -1)


def _probabilities(gold: pd.DataFrame, size: int, options: Options) -> Reals:
    """The inclusion probability of each gold row; NaN where it was not drawn at random."""
    if options.assume_random:
        return np.full(len(gold), len(gold) / size)
    inclusion = recorded_probabilities(gold, options.draws)
    outside = ~np.isnan(inclusion) & ((inclusion <= 0) | (inclusion > 1))
    if outside.any():
        row = int(outside.argmax())
        name, value = gold["sentence_id"].iloc[row], inclusion[row]
        raise InputError(f"gold of sentence {name}: inclusion_probability {value:g} is not in (0, 1]")
    return np.where(beforehand(gold, options.draws), 1.0, inclusion)


def _use(gold: pd.DataFrame, rows: pd.DataFrame, options: Options, by: Sequence[str]) -> LabelUse:
    """What happens to the labels; only a record of draws can tell of drawn sentences that no gold row names."""
    has, early = gold["label"].notna(), pd.Series(beforehand(gold, options.draws), gold.index)
    random, early = gold["inclusion_probability"].notna() & ~early, early & (not options.assume_random)
    position = _positions(rows, gold["sentence_id"])
    scored = pd.Series(position >= 0, index=gold.index)
    lacking = rows[list(by)].isna().any(axis=1).to_numpy(dtype=bool)[position]
    unanswered = 0
    if options.draws.drawn is not None:
        others = options.draws.drawn["sentence_id"].drop_duplicates().loc[lambda ids: ~ids.isin(gold["sentence_id"])]
        unanswered = int((_positions(rows, others) >= 0).sum())
    who, by_machine = labellers_of(gold[has])
    return LabelUse(
        drawn=int((has & random & scored).sum()),
        hand_picked=int((has & ~random & ~early & scored).sum()),
        beforehand=int((early & scored).sum()),
        unscored=int((has & ~scored).sum()),
        ties=int((~has & random & scored).sum()),
        unanswered=unanswered,
        ungrouped=int((has & random & scored & lacking).sum()),
        by=who,
        by_machine=by_machine,
        item=item_of(rows),
        perhaps_models=tuple(taken_for_people(gold[has])),
    )


def _arrays(
    rows: pd.DataFrame, answers: Sequence[str], join: _Join, use: LabelUse, options: Options, by: Sequence[str]
) -> Labelled:
    size, labels = len(rows), labels_in(answers)
    truth, stratum = np.zeros((size, len(labels))), np.zeros(size, dtype=np.int64)
    weight, drawn = np.zeros((2, size))
    known, carried = np.zeros((2, size), dtype=bool)
    carried[join.position] = join.gold[CARRIED]
    truth[join.position] = membership(join.gold["label"], labels)
    known[join.position] = join.trained | (join.inclusion >= 1)
    weight[join.position] = np.where(known[join.position], 0, 1 / join.inclusion)
    if "stratum" in join.gold.columns:
        stratum[join.position] = pd.factorize(join.gold["stratum"])[0] + 1
    original, notes, count = original_of(rows), use.notes(bounded=options.bounds), counts_of(rows)
    drawn[join.position] = np.nan_to_num(join.gold["inclusion_probability"].to_numpy(dtype=float))
    outside, words = outside_frame(rows, original, drawn, options.draws)
    alone = self_representing(rows, original, weight > 0, known)
    notes += notes_on_repeated(rows, original, (weight > 0) | alone, alone)
    known[alone], weight[alone], by_itself = True, 0, np.where(alone, np.arange(size), original)
    printed, corpus = clusters_of(rows), options.population == CORPUS
    cluster = printed[by_itself]
    by_article = not corpus or drawn_by_article(cluster, weight > 0, count)
    missing, if_answered = _if_answered(rows, join, options)
    if corpus and by_article:
        notes.append("the labels lie in few articles, as if whole articles had been drawn; articles are the units")
    learned = options.learned.out_of_fold
    return Labelled(
        frame=rows[list(by)],
        labels=tuple(labels),
        predicted=predicted_by(rows, answers, learned, several=options.several)
        @ membership(answers, labels).astype(float),
        truth=truth,
        assigned=membership(rows["label"], labels),
        abstained=abstained_in(rows),
        cluster=cluster,
        carried=carried,
        count=count,
        within=rows[WITHIN].to_numpy(dtype=float) if WITHIN in rows.columns else np.zeros(size),
        together=together_in(rows, labels),
        mass=masses_of(rows, options.weights),
        printed=printed,
        article=None if options.unit == SENTENCE else printed,
        weight=weight,
        known=known,
        learned=is_out_of_fold(rows, learned),
        stratum=stratum,
        unit=cluster if by_article else by_itself,
        disagreement=disagreement(join.gold, join.position, truth),
        outside=outside,
        unanswered=missing,
        if_answered=np.where(alone, 0, if_answered),
        corpus=corpus,
        use=replace(use, articles=whole_articles(cluster, (weight > 0) | missing, count)),
        notes=(*notes, *words),
    )


def _if_answered(rows: pd.DataFrame, join: _Join, options: Options) -> tuple[Flags, Reals]:
    """Which drawn sentences have no label, and what each drawn one would stand for if all had one."""
    missing, weight = np.zeros(len(rows), dtype=bool), np.zeros(len(rows))
    if options.draws.drawn is None:
        return missing, weight
    drawn = options.draws.drawn.drop_duplicates("sentence_id")
    position = _positions(rows, drawn["sentence_id"])
    drawn, position = drawn[position >= 0], position[position >= 0]
    trained = np.zeros(len(rows), dtype=bool)
    trained[join.position] = join.trained
    weight[position] = 1 / adjusted(drawn["inclusion_probability"].to_numpy(dtype=float), trained[position])
    weight[trained] = 0
    missing[position] = True
    missing[join.position] = False
    return missing, weight
