"""The inputs of the report: scores and labels, and the shares and index estimated from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from annotate.answer_labels import NONE_OF_THEM, labels_in
from annotate.columns import months_of
from annotate.counts import SENTENCE, plural
from annotate.estimation.aggregates import aggregate
from annotate.estimation.counting import CLASSIFY_AND_COUNT, answers_of, counted
from annotate.estimation.design.label_use import without_advice
from annotate.estimation.design.summed_scores import ITEM, item_of
from annotate.estimation.estimators import Estimator, estimator_named
from annotate.estimation.label_scores import question_of, scale_scores
from annotate.estimation.net_tone import index
from annotate.estimation.options import SHRINK, Options
from annotate.estimation.periods import fitting_period
from annotate.estimation.shares import CENSUS, can_shrink, estimate
from annotate.scheme import SEVERAL, Question, Scheme

_PALETTE = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#7a7a00", "#555555")
"""Okabe and Ito's colours (https://jfly.uni-koeln.de/color/), which the colour-blind can tell apart."""

FEWEST_WITH_A_SHARE = 0.6
"""At least this part of the cells with coverage must have a share, or a longer period is shown."""
WEEK, MONTH = "week", "month"

_GREY = "#8a8a8a"
"""The colour of sentences that have none of the labels."""


@dataclass(frozen=True)
class Results:
    """The inputs of every section of the report.

    Attributes
    ----------
    scores
        A scores table.
    question
        The question that its labels answer, with their colours and scale if it has any.
    gold
        Labels by annotators, if there are any.
    options
        How shares are estimated.
    sentences
        Those whose text is shown: all of `scores`, unless these are summed up.
    colours
        The colour of each label in the order of the question, then of each answer with several labels.
    """

    scores: pd.DataFrame
    question: Question
    gold: pd.DataFrame | None
    options: Options
    colours: dict[str, str]
    sentences: pd.DataFrame
    _estimated: dict[tuple[str, ...], pd.DataFrame] = field(default_factory=dict, repr=False, compare=False)

    @property
    def labels(self) -> list[str]:
        """The labels in the order of the question."""
        return [label for label in self.colours if SEVERAL not in label and label != NONE_OF_THEM]

    @property
    def item(self) -> str:
        """What the scores are of, in words: a sentence, or a pair of a sentence and a target."""
        return item_of(self.scores)

    @property
    def items(self) -> str:
        """The plural of `item`."""
        return plural(self.item)

    @property
    def leading_label(self) -> str:
        """The label that groups are ordered by: the last of a scale (critical), else the first label."""
        ends = [label for label in reversed(self.question.scale) if label in self.labels]
        return ends[0] if ends else self.labels[0]

    @property
    def telling_labels(self) -> list[str]:
        """The labels whose clearest sentences are shown: all but the middle of a scale."""
        scores = scale_scores(self.question) or {}
        return [label for label in self.labels if scores.get(label) != 0]

    @property
    def estimator(self) -> Estimator:
        """The estimator of the shares on the page; without annotators' labels, predicted labels are counted."""
        return estimator_named(CLASSIFY_AND_COUNT if self.gold is None else self.options.estimator)

    def shares(self, by: Sequence[str] = (), rows: pd.DataFrame | None = None) -> pd.DataFrame:
        """Estimated shares if there are annotators' labels, else shares of predicted labels.

        Those of all scores are computed once.
        """
        if rows is not None:
            return self._shares(by, rows)
        if tuple(by) not in self._estimated:
            self._estimated[tuple(by)] = self._shares(by, self.scores)
        return self._estimated[tuple(by)]

    @property
    def period(self) -> str | None:
        """The period to show coverage by: as `fitting_period` says, but months where most weeks have too few labels."""
        unit = fitting_period(self.scores["published"])
        months = months_of(self.scores["published"]).nunique()
        if unit == WEEK and months > 1 and self.shares([unit])["share"].notna().mean() < FEWEST_WITH_A_SHARE:
            return MONTH
        return unit

    def pooled_shares(self, by: Sequence[str], rows: pd.DataFrame) -> pd.DataFrame | None:
        """Shares of groups with few labels, pulled towards each other; None where their labels do not suffice for that.

        See `annotate.estimation.options.SHRINK`.
        """
        if self.gold is None or not self.estimator.uses_labels:
            return None
        if not can_shrink(rows, self.gold, by=by, options=self.options):
            return None
        return self._shares(by, rows, replace(self.options, small=SHRINK))

    def _shares(self, by: Sequence[str], rows: pd.DataFrame, options: Options | None = None) -> pd.DataFrame:
        if self.gold is None:
            shares = counted(rows, by)
            shares.attrs[ITEM] = self.item
        else:
            shares = estimate(rows, self.gold, by=list(by), options=options or self.options)
        position = shares["label"].map(self.labels.index)
        keys = [shares[name] for name in by]
        order = pd.DataFrame({**{str(n): key for n, key in enumerate(keys)}, "label": position})
        return shares.loc[order.sort_values(list(order.columns), kind="stable").index].reset_index(drop=True)

    def index(self, by: Sequence[str] = (), rows: pd.DataFrame | None = None) -> pd.DataFrame:
        """The net-tone index of estimated or counted shares; raises `InputError` if the labels have no scale."""
        values = scale_scores(self.question) or {}
        scores = self.scores if rows is None else rows
        if self.gold is None:
            counts = aggregate(scores, by, values=values)
            counts.attrs[ITEM] = self.item
            return counts
        return index(scores, self.gold, by=list(by), values=values, options=self.options)


def results_from(
    scores: pd.DataFrame,
    gold: pd.DataFrame | None,
    options: Options,
    scheme: Scheme,
    question: str | None,
    sentences: pd.DataFrame | None = None,
) -> Results:
    """The results of `scores`, colours and order from the question of `scheme` that their labels answer."""
    answers = answers_of(scores)
    asked = question_of(labels_in(answers), scheme, question)
    labels = [label for label in asked.names if label in labels_in(answers)]
    known = {label.name: label.colour for label in asked.labels}
    if gold is None or gold.empty:
        gold = None
    elif options.question is None and (gold["question"] == asked.name).any():
        options = replace(options, question=asked.name)
    shown = scores if sentences is None else sentences
    if options.several:  # answers that the model has no probability for: labels given together, and none of them
        answers += [answer for answer in sorted(shown["label"].dropna().unique()) if answer not in answers]
    return Results(scores, asked, gold, options, palette([*labels, *answers], known), shown)


def palette(answers: Sequence[str], known: dict[str, str]) -> dict[str, str]:
    """A colour for each answer: the scheme's if it has one; for an answer with several labels, that of the first."""
    spare = iter(_PALETTE * (len(answers) // len(_PALETTE) + 1))
    colours: dict[str, str] = {NONE_OF_THEM: _GREY} if NONE_OF_THEM in answers else {}
    for answer in dict.fromkeys(one for one in answers if one != NONE_OF_THEM):
        first = answer.split(SEVERAL)[0]
        colours[answer] = known.get(answer) or colours.get(first) or next(spare)
    return {answer: colours[answer] for answer in dict.fromkeys(answers)}


def notes_for_readers(shares: pd.DataFrame) -> list[str]:
    """What a reader of `shares` must know, without advice to whoever estimates them."""
    return [without_advice(note) for note in shares.attrs.get("notes", ())]


def why_model_added_nothing(shares: pd.DataFrame) -> str:
    """Why corrected `shares` are those of the labels alone; empty where the model counts in any, or none is known."""
    trust = shares["trust"].dropna() if "trust" in shares else pd.Series(dtype=float)
    if trust.empty or (trust != 0).any():
        return ""
    reasons = {
        CENSUS: f"every {shares.attrs.get(ITEM, SENTENCE)} has a label",
        estimator_named("labels-only").method: "its predictions were not used",
    }
    return reasons.get(str(shares["method"].iloc[0]), "its predictions do not go with the labels, so their weight is 0")


def labels_in_use(shares: pd.DataFrame) -> int:
    """How many labels correct `shares`; one that counts for near-duplicates, too, is one."""
    use = shares.attrs.get("use")
    return int(shares["labelled"].max()) if use is None else use.drawn + use.beforehand


def labellers_in(shares: pd.DataFrame) -> str:
    """Who gave the labels that correct `shares`, in words."""
    use = shares.attrs.get("use")
    return "annotators" if use is None else str(use.by)
