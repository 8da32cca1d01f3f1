"""What is known about how labelled sentences were drawn, and what happens to those that were not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from annotate._types import Flags, Integers, Reals
from annotate.counts import SENTENCE, plural
from annotate.estimation.design.summed_scores import IN_FRAME, counts_of
from annotate.estimation.periods import period_of
from annotate.labels.strategies import CERTAIN
from annotate.study.draws import BEFOREHAND, OF_DRAW

ASK_FOR_BOUNDS = "; pass `bounds` to see the worst case"
"""The end of a note to whoever estimates, where that can be asked for."""
_ADVICE = "; pass "
"""What such ends begin with: they mean nothing to a reader of the numbers."""
_EXPECTED = 5.0
"""If this many labels are expected of an outlet or month and there are none, it was not in the frame."""


@dataclass(frozen=True)
class Draws:
    """The record of draws, where there is one.

    Attributes
    ----------
    drawn
        Every sentence that was drawn: ``sentence_id`` and its ``inclusion_probability`` over all waves. A label of any
        other sentence was not drawn at random, whatever its row says. Where it also has ``draw`` and the columns of
        `annotate.study.draws.drawn_items` for each draw, sentences without a label count by draw: see
        `recorded_probabilities`. None where nothing is recorded: then a label with an ``inclusion_probability`` was
        drawn.
    frame
        ``sentence_id`` of every sentence that could have been drawn, and perhaps ``labelled_before``: 1 where somebody
        had labelled it already, so that no draw could take it. None where it is not recorded.
    """

    drawn: pd.DataFrame | None = field(default=None, compare=False)
    frame: pd.DataFrame | None = field(default=None, compare=False)


@dataclass(frozen=True)
class LabelUse:
    """How many human labels there were, and what happened to them.

    Attributes
    ----------
    drawn
        Drawn at random: they correct the model.
    hand_picked
        Not drawn at random: they can train a model and correct nothing.
    beforehand
        Of sentences that the draw left out because they were labelled: each counts for itself, and for no other.
    unscored
        Of sentences without a score.
    ties
        Drawn sentences whose annotators were divided, so that they have no label.
    unanswered
        Other drawn sentences without a label: skipped, or not labelled yet.
    articles
        Where articles were drawn whole, how many of them; else 0.
    ungrouped
        Of those drawn, how many are of sentences without a value to group by, such as a date.
    by, by_machine
        Who gave the labels, in words, and whether a model is among them.
    item
        What has a label, in words: a sentence, or a pair of a sentence and a target.
    perhaps_models
        Names of annotators that models have, too, and that were taken for people's.
    """

    drawn: int
    hand_picked: int
    unscored: int
    ties: int
    unanswered: int
    beforehand: int = 0
    articles: int = 0
    ungrouped: int = 0
    by: str = "annotators"
    by_machine: bool = False
    item: str = SENTENCE
    perhaps_models: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What one of them is called."""
        return "label" if self.by_machine else "human label"

    @property
    def items(self) -> str:
        """What has labels, in words."""
        return plural(self.item)

    def notes(self, *, bounded: bool = False) -> list[str]:
        """In words, what is not as it should be; `bounded`, where bounds show the worst case already."""
        notes = []
        if self.by_machine:
            notes.append(
                f"labels are by {self.by}: what is corrected for is the difference from these labels, not from those "
                "of people"
            )
        for name in self.perhaps_models:
            notes.append(
                f"the annotator “{name}” is taken for a person; if it is a language model, write its version after the "
                "name, or llm in the column origin"
            )
        if self.unscored:
            notes.append(f"{self._labels(self.unscored)} of {self.items} that were not scored")
        if self.hand_picked:
            notes.append(
                f"{self._labels(self.drawn)} drawn at random and correct the shares; {self.hand_picked:,} had no "
                "inclusion probability from a draw (hand-picked) and correct nothing"
            )
        if self.beforehand:
            notes.append(
                f"{self._labels(self.beforehand)} of {self.items} that were labelled before the draw, which left them "
                f"out: each counts for its own {self.item}"
            )
        if self.ties or self.unanswered:
            missing = self.ties + self.unanswered
            why = [f"{self.ties:,} tied"] if self.ties else []
            why += [f"{self.unanswered:,} skipped or not labelled yet"] if self.unanswered else []
            notes.append(
                f"{missing:,} of {missing + self.drawn:,} drawn {self.items} have no label ({', '.join(why)}); "
                f"the others of their wave speak for them{'' if bounded else ASK_FOR_BOUNDS}"
            )
        return notes

    def _labels(self, count: int) -> str:
        return f"{count:,} {self.name}{' is' if count == 1 else 's are'}"


def without_advice(note: str) -> str:
    """A note as a reader of the numbers needs it, without what whoever estimates could pass."""
    return note.partition(_ADVICE)[0]


def begun(draws: Draws, gold: pd.DataFrame) -> tuple[Draws, list[str]]:
    """`draws` without those of which nothing is labelled yet, and a note on these.

    A wave that was drawn but not begun says nothing, not even in the worst case of what its labels could be.
    """
    columns = _of_draws(draws)
    if not columns or draws.drawn is None:
        return draws, []
    drawn, labelled = draws.drawn, set(gold.loc[gold["label"].notna(), "sentence_id"])
    answered = drawn["sentence_id"].isin(labelled).groupby(drawn["draw"]).agg(["any", "size"])
    idle = answered[~answered["any"]]
    if not len(idle) or len(idle) == len(answered):
        return draws, []
    drawn = drawn[~drawn["draw"].isin(idle.index)].drop(columns=[columns[number] for number in idle.index])
    others = [name for number, name in columns.items() if number not in idle.index]
    drawn = drawn.assign(inclusion_probability=_either(drawn[others].to_numpy(dtype=float)))
    words = [
        f"draw {number}: none of its {size:,} sentences has a label yet, so it does not count"
        for number, size in idle["size"].items()
    ]
    return replace(draws, drawn=drawn), words


def _of_draws(draws: Draws) -> dict[int, str]:
    """The columns with the probability of being drawn in each draw, by its number; none where that is not recorded."""
    if draws.drawn is None or "draw" not in draws.drawn.columns:
        return {}
    return {int(name.removeprefix(OF_DRAW)): name for name in draws.drawn.columns if name.startswith(OF_DRAW)}


def _either(probabilities: Reals) -> Reals:
    """The probability of being drawn in any draw, of those in each: (sentences, draws)."""
    overall = np.zeros(len(probabilities))
    for of_draw in probabilities.T:
        overall = overall + (1 - overall) * of_draw
    return overall


def recorded_probabilities(gold: pd.DataFrame, draws: Draws) -> Reals:
    """The inclusion probability of each row of `gold`; NaN where it was not drawn at random."""
    if "inclusion_probability" not in gold.columns:
        own = np.full(len(gold), np.nan)
    else:
        own = gold["inclusion_probability"].to_numpy(dtype=float, na_value=np.nan)
    if draws.drawn is None:
        return own
    drawn = draws.drawn.drop_duplicates("sentence_id")
    recorded = pd.Series(_answered_probability(drawn, _of_draws(draws), gold), index=drawn["sentence_id"])
    return np.asarray(recorded.reindex(gold["sentence_id"]).to_numpy(dtype=float, na_value=np.nan))


def _answered_probability(drawn: pd.DataFrame, columns: Mapping[int, str], gold: pd.DataFrame) -> Reals:
    """The probability that each drawn sentence is drawn in some draw and gets a label.

    In each draw, a share of the sentences has a label: nearly all of an earlier wave, few of one that was drawn today.
    Within a draw the labelled ones represent the others (a response homogeneity group; Särndal, Swensson and Wretman
    1992, 15.6), so the probability is 1 - (1 - r1 p1)(1 - r2 p2) with the draws' shares r. A line that was drawn with
    certainty represents no other, whether all such have a label or not.
    """
    design = drawn["inclusion_probability"].to_numpy(dtype=float)
    if not columns:
        return design
    answered = drawn["sentence_id"].isin(gold.loc[gold["label"].notna(), "sentence_id"])
    certain = pd.Series(False, drawn.index)
    if "strategy" in drawn.columns:
        certain = drawn["strategy"].eq(CERTAIN).fillna(False)
    share = answered[~certain].groupby(drawn["draw"][~certain]).mean()
    shares = np.array([share.get(number, 1.0) for number in columns])
    return np.where(answered & ~certain, _either(drawn[list(columns.values())].to_numpy(dtype=float) * shares), design)


def adjusted(inclusion: Reals, trained: Flags) -> Reals:
    """Inclusion probabilities, 1 for what the model was trained on, the others' adjusted for that.

    A share t of the drawn labels, taken at random, went into training. Given that a sentence is not among those, it is
    labelled with probability p (1 - t) / (1 - p t).
    """
    drawn = inclusion < 1
    share = trained[drawn].mean() if drawn.any() else 0.0
    if share in (0, 1):
        return np.where(trained, 1.0, inclusion)
    return np.where(trained, 1.0, inclusion * (1 - share) / (1 - inclusion * share))


def beforehand(gold: pd.DataFrame, draws: Draws) -> Flags:
    """Which rows of `gold` were labelled before the draw, which therefore left their sentences out.

    The drawn sentences stand for the others of the frame, not for these: a label of theirs counts for itself.
    """
    if draws.drawn is None or draws.frame is None or BEFOREHAND not in draws.frame.columns:
        return np.zeros(len(gold), dtype=bool)
    ids = draws.frame.loc[draws.frame[BEFOREHAND] == 1, "sentence_id"]
    not_drawn = gold["sentence_id"].isin(ids) & ~gold["sentence_id"].isin(draws.drawn["sentence_id"])
    return np.asarray(not_drawn & gold["label"].notna(), dtype=bool)


def outside_frame(rows: pd.DataFrame, original: Integers, drawn: Reals, draws: Draws) -> tuple[Flags, list[str]]:
    """Sentences of outlets and months that the frame never held, and notes on them and on other new sentences.

    Parameters
    ----------
    rows
        The scored sentences.
    original
        The position of the sentence of which each row is a near-duplicate, or its own.
    drawn
        The inclusion probability of each row with a drawn label, 0 elsewhere.
    """
    inside = None
    if draws.frame is not None:
        held = rows[IN_FRAME] if IN_FRAME in rows.columns else rows["sentence_id"].isin(draws.frame["sentence_id"])
        inside = np.asarray(held, dtype=bool)[original]
        if not inside.any():
            inside = None
    outside, notes, count = np.zeros(len(rows), dtype=bool), [], counts_of(rows)
    for name, values in _held_by(rows):
        for value, positions in values.groupby(values).indices.items():
            if _never_held(positions, inside, drawn, count):
                outside[positions] = True
                notes.append(
                    f"{name} {value}: its {count[positions].sum():,} sentences were not in the frame that labels were "
                    "drawn from, so they are left out; draw some of them too"
                )
    if inside is not None and (new := int(count[~inside & ~outside].sum())):
        notes.append(
            f"{new:,} of {count.sum():,} sentences were not in the frame that labels were drawn from; they count like "
            "others of their outlet and month"
        )
    return outside, notes


def _held_by(rows: pd.DataFrame) -> list[tuple[str, pd.Series]]:
    """The outlet and the month of each sentence, where the scores have them."""
    columns = {}
    if "outlet" in rows.columns:
        columns["outlet"] = rows["outlet"]
    if "month" in rows.columns:
        columns["month"] = rows["month"]
    elif "published" in rows.columns:
        columns["month"] = period_of(rows["published"], "month")
    return [(name, values.reset_index(drop=True)) for name, values in columns.items()]


def _never_held(positions: Integers, inside: Flags | None, drawn: Reals, count: Integers) -> bool:
    if inside is not None:
        return not inside[positions].any()
    if not (drawn > 0).any() or (drawn[positions] > 0).any():
        return False
    return int(count[positions].sum()) * float(drawn[drawn > 0].min()) >= _EXPECTED
