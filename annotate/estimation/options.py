"""How shares are estimated: what every function of this package takes besides the scores and the labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from annotate.columns import listed
from annotate.errors import InputError, UsageError, check_choice
from annotate.estimation.design.label_use import Draws
from annotate.learn.models.trained_model import LearnedFrom

PROCESS, CORPUS = "process", "corpus"
"""What shares are of: the process that made these articles and would make others like them, or these articles alone."""

WITHHOLD, POOL, COARSEN, SHRINK = "withhold", "pool", "coarsen", "shrink"
SMALL = (WITHHOLD, POOL, COARSEN, SHRINK)
"""What happens to groups with too few labels: they get no share, they are pooled, periods get longer, or every group is
pulled towards the others."""

SENTENCE, ARTICLE, MAJORITY = "sentence", "article", "majority"
UNITS = (SENTENCE, ARTICLE, MAJORITY)
"""What shares are of: sentences; articles, each by the share of its own sentences (their mean); or articles of which
more than half of the sentences have the label."""


@dataclass(frozen=True)
class Least:
    """What a group needs for an estimate of its own, in labelled sentences and in articles that have some."""

    labelled: int = 10
    articles: int = 5


@dataclass(frozen=True)
class Options:
    """How shares are estimated.

    Attributes
    ----------
    question
        Which question of the gold labels the scores answer; inferred from the labels where it is None.
    several
        Whether the question takes several labels: a row without a label is then "none of them", and probabilities need
        not add up to 1. Where some answer has several, it does.
    learned
        What the model learned from; where it is empty, the labels with ``split`` "train" in the gold table. Such labels
        say nothing about the model's errors elsewhere, unless there are out-of-fold predictions for them: then they
        count like any other.
    draws
        The record of how labelled sentences were drawn, where there is one.
    assume_random
        Treat the labelled sentences as a simple random sample where no inclusion probability was recorded.
    estimator
        A name in `annotate.estimation.estimators.ESTIMATORS`.
    weights
        A column of the scores that says how much each sentence counts (circulation, length), numbers of at least 0;
        None where all count equally.
    unit
        One of `UNITS`. "article": every article counts equally (or by the weights of its sentences on average), however
        long it is. "majority": shares are of articles, and every labelled article must be labelled in full.
    population
        "process": intervals allow for other articles of the same kind; "corpus": they are for these sentences alone,
        of which only the unlabelled are uncertain (finite-population correction).
    least
        What a group needs for an estimate of its own.
    small
        "withhold": a group with less gets no share; "pool": such groups are pooled (shares only);
        "coarsen": days become weeks, these months, quarters, years, until no group has less (shares only); "shrink":
        every group has a share, pulled towards what all groups have in common the more, the fewer labels it has (shares
        only; partial pooling by the model of Fay and Herriot).
    bounds
        Also give worst-case bounds for drawn sentences without a label (shares only).
    confidence
        Of the intervals, between 0 and 1.
    cautions
        What a reader of numbers that the model enters must know, such as that it is unknown what it learned from: it
        stands among their notes.

    Raises
    ------
    InputError
        If `small`, `unit` or `population` is not an allowed value, or `confidence` is not between 0 and 1.
    """

    question: str | None = None
    several: bool = False
    learned: LearnedFrom = field(default_factory=LearnedFrom)
    draws: Draws = field(default_factory=Draws)
    assume_random: bool = False
    estimator: str = "aipw"
    weights: str | None = None
    unit: str = SENTENCE
    population: str = PROCESS
    least: Least = Least()
    small: str = WITHHOLD
    bounds: bool = False
    confidence: float = 0.95
    cautions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check the attributes that have a fixed set of values."""
        check_choice("small", self.small, SMALL)
        if self.small == SHRINK and self.bounds:
            raise UsageError("`small` shrink: `bounds` are of groups by themselves; ask for one of the two")
        check_choice("unit", self.unit, UNITS)
        check_choice("population", self.population, (PROCESS, CORPUS))
        if not 0 < self.confidence < 1:
            raise UsageError(f"`confidence` {self.confidence:g} is not between 0 and 1")


def check_weights(columns: Sequence[str], weights: str | None) -> None:
    """Raise `InputError` if sentences are to count by a column that is not among those of the scores."""
    if weights is not None and weights not in columns:
        raise InputError(f"`weights`: the scores have no column '{weights}'; found {listed(columns)}")


DEFAULTS = Options()
