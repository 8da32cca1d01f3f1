"""Sampling strategies: to add one, write a function of `Frame` and add a line to `STRATEGIES`.

A strategy decides how likely each sentence is to be drawn; `annotate.labels.sampling.draw` draws.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from annotate._types import Array, Flags, Reals
from annotate.columns import months_of
from annotate.errors import InputError, UsageError, check_choice
from annotate.labels import _sampling_designs as designs

MEASURES = {"margin": designs.margin, "entropy": designs.entropy}
"""How unsure a model is, by name."""
SENTENCE, ARTICLE = "sentence", "article"
UNITS = (SENTENCE, ARTICLE)
"""What is drawn: single sentences, or whole articles."""
BOOST = 10.0
"""How many times as likely a sentence with a keyword is to be drawn as one without."""
SHARPNESS = 3
"""Probabilities go with this power of the uncertainty: half as uncertain is eight times rarer."""
CLUSTERS = 50
CERTAIN = "certain"
"""What ``strategy`` and ``stratum`` are of repeated lines that are drawn with certainty."""
_CENTRES_FROM = 50_000


@dataclass(frozen=True)
class Frame:
    """The sentences that a batch is drawn from, and what the strategies look at (see `annotate.labels.sampling.draw`).

    ``free`` are those that may be drawn: not labelled before.
    """

    sentences: pd.DataFrame
    free: Flags
    size: int
    by: Sequence[str] = ()
    equal: bool = False
    probabilities: Reals | None = None
    measure: str = "margin"
    vectors: Array | None = None
    clusters: int = CLUSTERS
    keywords: Sequence[str] = ()
    boost: float = BOOST
    random_share: float = 0.5


@dataclass(frozen=True)
class Design:
    """The inclusion probability of each sentence of the frame."""

    probability: Reals
    stratum: pd.Series | None = None
    random_part: Reals | None = None
    """The part of each probability that is the same for all, where a batch is drawn in two parts."""
    certain: Flags | None = None
    """Repeated lines that are drawn with certainty, whatever the strategy."""


@dataclass(frozen=True)
class Strategy:
    """A way of choosing what to label."""

    name: str
    design: Callable[[Frame], Design]
    description: str
    needs: str = ""
    """What it looks at besides the sentences: ``model`` (class probabilities), ``vectors`` or nothing."""
    part: str = ""
    """The name of the part that is not the random one, where a batch is drawn in two parts."""


def random(frame: Frame) -> Design:
    """Every sentence with the same probability."""
    return Design(designs.even(frame.size, frame.free))


def stratified(frame: Frame) -> Design:
    """Each stratum in proportion to its size, or the same number from each."""
    return _stratified(frame, strata(frame.sentences, frame.by), equal=frame.equal)


def uncertain(frame: Frame) -> Design:
    """More likely the less sure the model is; a tenth is spread over all sentences."""
    return Design(designs.focused(_uncertainty(frame, "uncertain"), frame.size, frame.free))


def mixed(frame: Frame) -> Design:
    """A share with equal probability, the rest uncertain."""
    share = frame.random_share
    weight = _uncertainty(frame, "mixed")
    if share == 0:
        return Design(designs.focused(weight, frame.size, frame.free))
    even = designs.even(frame.size * share, frame.free)
    rest = designs.focused(weight, frame.size * (1 - share), frame.free, most=1.0 - even[0])
    return Design(even + rest, random_part=even)


def diverse(frame: Frame) -> Design:
    """The same number from each cluster of the sentences' vectors."""
    return _stratified(frame, _clusters(frame, min(frame.clusters, frame.size)), equal=True)


def keyword(frame: Frame) -> Design:
    """Sentences with a keyword are `boost` times as likely to be drawn as others."""
    weight = np.where(_mentions(frame.sentences, frame.keywords), frame.boost, 1.0)
    return Design(designs.proportional(weight, frame.size, frame.free))


STRATEGIES: dict[str, Strategy] = {
    one.name: one
    for one in (
        Strategy("random", random, "every sentence with the same probability"),
        Strategy("stratified", stratified, "in proportion to strata (`by`), or the same number from each (`equal`)"),
        Strategy(
            "uncertain",
            uncertain,
            "more likely the less sure the model is; a tenth is spread over all sentences",
            needs="model",
        ),
        Strategy("diverse", diverse, "the same number from each cluster of similar sentences", needs="vectors"),
        Strategy("keyword", keyword, "sentences with one of `keywords` are `boost` times as likely to be drawn"),
        Strategy(
            "mixed",
            mixed,
            "a share with equal probability (`random_share`), the rest uncertain",
            needs="model",
            part="uncertain",
        ),
    )
}
"""The strategies of `annotate sample` by name."""


def check_asked(
    strategy: str,
    unit: str = SENTENCE,
    *,
    by: Sequence[str] = (),
    measure: str = "margin",
    keywords: Sequence[str] = (),
    random_share: float = 0.5,
) -> None:
    """Check the options of `draw` that can be wrong whatever the sentences are.

    Raises
    ------
    UsageError
        If a value is unknown or out of its range, or the strategy lacks an option.
    """
    check_choice("strategy", strategy, STRATEGIES)
    check_choice("unit", unit, UNITS)
    check_choice("measure", measure, MEASURES)
    if unit == ARTICLE and (strategy != "random" or by):
        raise UsageError(f"`strategy` {strategy}: whole articles are drawn at random only; leave it and `by` out")
    if strategy == "stratified" and not by:
        raise UsageError("`strategy` stratified: no strata; name columns with `by`, as in outlet,month")
    if strategy == "keyword" and not any(word.strip() for word in keywords):
        raise UsageError("`strategy` keyword: no keywords; name them with `keywords`, as in talks,sanctions")
    if not 0 <= random_share <= 1:
        raise UsageError(f"`random_share` {random_share:g}: a share is from 0 to 1")


def strata(sentences: pd.DataFrame, by: Sequence[str]) -> pd.Series:
    """The stratum of each sentence: the values of the columns `by`, joined; ``month`` is that of ``published``.

    Sentences without a value, or a date that can be read, are in the stratum ``unknown``.

    Raises
    ------
    InputError
        If a column is not there or empty throughout.
    """
    columns = []
    for name in by:
        column = months_of(sentences["published"]) if name == "month" else sentences.get(name)
        if column is None or column.isna().all():
            there = [
                c for c in sentences.columns if c not in ("text", "before", "after") and sentences[c].notna().any()
            ]
            raise InputError(f"`by` {name}: no such column, or nothing in it; the sentences have {', '.join(there)}")
        columns.append(column.astype("str").fillna("unknown"))
    joined = columns[0]
    for column in columns[1:]:
        joined = joined + " · " + column
    return joined


def word_vectors(texts: Sequence[str], dimensions: int = 50) -> npt.NDArray[np.float32]:
    """A vector of each text by its words (TF-IDF, then its main directions): enough to tell subjects apart."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer=str.split, sublinear_tf=True, max_features=20_000, dtype=np.float32)
    words = vectorizer.fit_transform(pd.Series(texts).str.lower())
    if words.shape[1] <= dimensions:
        return np.asarray(words.toarray(), dtype=np.float32)
    return np.asarray(TruncatedSVD(dimensions, random_state=0).fit_transform(words), dtype=np.float32)


def _stratified(frame: Frame, stratum: pd.Series, *, equal: bool) -> Design:
    codes, _ = pd.factorize(stratum, sort=True)
    return Design(designs.stratified(codes, frame.size, frame.free, equal=equal), stratum)


def _uncertainty(frame: Frame, strategy: str) -> Reals:
    if frame.probabilities is None:
        raise InputError(f"`strategy` {strategy}: needs a model; name one with `model`, or use `strategy` random")
    return MEASURES[frame.measure](np.asarray(frame.probabilities)) ** SHARPNESS


def _clusters(frame: Frame, count: int) -> pd.Series:
    """The cluster of each sentence; always the same for the same vectors, so that only the draw is random."""
    from sklearn.cluster import MiniBatchKMeans

    vectors = frame.vectors
    if vectors is None:
        raise InputError("`strategy` diverse: needs `vectors` of the sentences, one row each")
    some = np.random.default_rng(0).permutation(vectors.shape[0])[: max(_CENTRES_FROM, count)]
    centres = MiniBatchKMeans(count, random_state=0, n_init=1, batch_size=4096).fit(vectors[some])
    return pd.Series(centres.predict(vectors), index=frame.sentences.index).map("cluster {:03d}".format)


def _mentions(sentences: pd.DataFrame, keywords: Sequence[str]) -> Flags:
    words = [re.escape(word.strip()) for word in keywords if word.strip()]
    pattern = rf"\b(?:{'|'.join(words)})"
    return np.asarray(sentences["text"].str.contains(pattern, case=False, regex=True, na=False), bool)
