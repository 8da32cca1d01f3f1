"""Drawing what to label, with the probability each sentence had of being drawn.

Drawing again, in waves: sentences labelled before are left out, and with the `earlier` table of a first draw the
probabilities are those of being drawn in any wave, ``1 - (1 - p1)(1 - p2)``. That needs the first draw's probability of
every sentence, not only of the drawn ones, which is why `Draw.frame` has them all.

A line that an outlet repeats, such as its name under each article, is one sentence of the frame whose label holds for
many. Left to chance it would seldom be drawn, and then an outlet's share would lack a large part; so it is drawn with
certainty, as surveys draw their largest units (`annotate.labels._sampling_designs.certain`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypedDict, Unpack

import numpy as np
import numpy.typing as npt
import pandas as pd

from annotate._types import Array, Flags, Integers, Reals
from annotate.columns import LINE, most_in_one_outlet, on_repeated
from annotate.errors import InputError, UsageError
from annotate.labels import _sampling_designs as designs
from annotate.labels._waves import labelled_waves, over_waves, unlabelled
from annotate.labels.strategies import (
    ARTICLE,
    BOOST,
    CERTAIN,
    CLUSTERS,
    SENTENCE,
    STRATEGIES,
    Design,
    Frame,
    check_asked,
)
from annotate.tables import BATCH, SENTENCES, conform, item_keys

_SOME_KINDS = 5
"""How many kinds of line a message names."""


@dataclass(frozen=True)
class Draw:
    """A batch, and the frame it was drawn from.

    ``frame`` has every sentence that could have been drawn, with its ``probability`` in this wave, its
    ``inclusion_probability`` over all waves so far, that ``before`` this wave, the ``wave`` and the ``strategy`` that
    drew it (missing where none did), and whether it was ``labelled_before`` (0 or 1) without having been drawn: no wave
    can draw it then.
    ``repeated`` is how many sentences the lines stand for that are in the batch with certainty.
    """

    batch: pd.DataFrame
    frame: pd.DataFrame
    repeated: int = 0


class DrawOptions(TypedDict, total=False):
    """The options of `draw`."""

    strategy: str
    seed: int
    by: Sequence[str]
    equal: bool
    probabilities: Reals | None
    measure: str
    vectors: Array | None
    clusters: int
    keywords: Sequence[str]
    boost: float
    random_share: float
    labelled: pd.DataFrame | Sequence[str] | None
    earlier: pd.DataFrame | None
    kinds: Sequence[str] | None
    near_duplicates: bool
    unit: str


def sample(sentences: pd.DataFrame, size: int, **options: Unpack[DrawOptions]) -> pd.DataFrame:
    """The batch of `draw`, with the same options."""
    return draw(sentences, size, **options).batch


def draw(
    sentences: pd.DataFrame,
    size: int,
    *,
    strategy: str = "random",
    seed: int = 0,
    by: Sequence[str] = (),
    equal: bool = False,
    probabilities: Reals | None = None,
    measure: str = "margin",
    vectors: Array | None = None,
    clusters: int = CLUSTERS,
    keywords: Sequence[str] = (),
    boost: float = BOOST,
    random_share: float = 0.5,
    labelled: pd.DataFrame | Sequence[str] | None = None,
    earlier: pd.DataFrame | None = None,
    kinds: Sequence[str] | None = ("body",),
    near_duplicates: bool = False,
    unit: str = SENTENCE,
) -> Draw:
    """A batch of `size` sentences to label in random order (or all, if there are fewer), each with its probability.

    The same arguments give the same batch. ``inclusion_probability`` is exact for the design,
    ``strategy`` is the part of the design that drew the sentence, ``stratum`` the stratum it was drawn from. Both are
    ``certain`` for lines that are drawn with certainty, whatever the strategy: those that an outlet printed ten times
    or more, and of whose appearances a batch would be expected to have one or more, could each of them be drawn.

    Parameters
    ----------
    sentences
        The frame. Lines of other `kinds` (None: any) and, unless `near_duplicates`, those with a ``duplicate_of`` are
        left out.
    strategy
        A name in `annotate.labels.strategies.STRATEGIES`: ``random``; ``stratified`` in proportion to the strata (the
        same number from each if `equal`); ``uncertain`` (more likely the less sure the model, a tenth spread over all);
        ``diverse`` (the same number from each cluster of `vectors`); ``keyword`` (`boost` times as likely with one of
        `keywords`); ``mixed`` (a share of `random_share` with equal probability, the rest uncertain: rows whose
        ``strategy`` is ``random`` are, by themselves, a sample with equal probabilities).
    by
        Columns that make the strata; ``month`` is that of ``published``.
    probabilities, vectors
        A model's probabilities (one column per label), or vectors (dense or sparse), one row per row of `sentences`.
    measure
        How unsure: ``margin`` or ``entropy``.
    labelled
        What was labelled before (sentence ids, or a table with ``sentence_id``): left out of the draw.
    earlier
        `Draw.frame` of the wave before, to combine the probabilities; without it they are those of this draw alone. A
        last wave of which nothing is `labelled` is drawn anew, not added to.
    unit
        ``article``: `size` whole articles (by ``article_id``) with equal probability, each with all of its sentences in
        their order, near-duplicates too. What was labelled before is left out of the batch, not of the draw.

    Raises
    ------
    InputError
        If there is nothing to draw from, a column is missing, or what the strategy needs is not passed.
    """
    check_asked(strategy, unit, by=by, measure=measure, keywords=keywords, random_share=random_share)
    table = conform(sentences, SENTENCES, "sentences")
    drawable = eligible(table, kinds, near_duplicates or unit == ARTICLE)
    population = table[drawable]
    _check_kinds(table, kinds)
    free = unlabelled(population, labelled)
    if unit == ARTICLE:
        return _drawn_articles(population, free, size, labelled_waves(earlier, labelled), seed)
    frame = Frame(
        population,
        free,
        _possible_size(size, free),
        by,
        equal,
        _rows_of(probabilities, drawable, "probabilities"),
        measure,
        _rows_of(vectors, drawable, "vectors"),
        clusters,
        keywords,
        boost,
        random_share,
    )
    times = None if near_duplicates else _appearances(table, population, kinds)
    design = _with_certain(frame, STRATEGIES[strategy].design, times)
    drawn = _drawn(frame, design, strategy, labelled_waves(earlier, labelled), seed)
    if times is None or design.certain is None:
        return drawn
    return replace(drawn, repeated=int(times[frame.free & design.certain].sum()))


def over_all_waves(batch: pd.DataFrame | None, frame: pd.DataFrame) -> pd.DataFrame:
    """`batch` with the probabilities of `frame` (`Draw.frame` of the last wave), then the others that were drawn.

    Without it, sentences of earlier waves would have a probability that disregards the later ones. Sentences of the
    frame that no wave drew are left out: their labels come from elsewhere, not from a random draw.
    """
    known = frame[pd.to_numeric(frame["wave"]).notna()] if "wave" in frame.columns else frame
    known = known.assign(inclusion_probability=known["inclusion_probability"].astype(float))
    if batch is None:
        return known
    probability = pd.Series(known["inclusion_probability"].to_numpy(), index=item_keys(known).to_numpy())
    updated = item_keys(batch).map(probability[~probability.index.duplicated()])
    batch = batch.assign(inclusion_probability=updated.fillna(batch["inclusion_probability"]))
    return pd.concat([batch, known[~item_keys(known).isin(item_keys(batch))]], ignore_index=True)


def eligible(table: pd.DataFrame, kinds: Sequence[str] | None = ("body",), near_duplicates: bool = False) -> pd.Series:
    """Which rows of a table of sentences can be drawn, as `draw` explains.

    Raises
    ------
    InputError
        If a sentence occurs twice.
    """
    twice = item_keys(table).duplicated()
    if twice.any():
        again = table["sentence_id"][twice].iloc[0]
        raise InputError(
            f"sentences: row {int(twice.to_numpy().argmax()) + 1}: sentence_id {again!r} occurs twice; "
            + on_repeated(again, "drop the repeated rows")
        )
    wanted = pd.Series(True, index=table.index)
    if kinds is not None:
        wanted &= table["kind"].isna() | table["kind"].isin(list(kinds))
    if not near_duplicates and "duplicate_of" in table.columns:
        wanted &= table["duplicate_of"].isna() | (table["duplicate_of"].astype("str") == "")
    return wanted


def _check_kinds(table: pd.DataFrame, kinds: Sequence[str] | None) -> None:
    """Check that some row is of one of `kinds`: a column ``kind`` of other words is often about articles."""
    if kinds is None or table.empty or (table["kind"].isna() | table["kind"].isin(list(kinds))).any():
        return
    there = list(map(str, table["kind"].unique()))
    some = ", ".join(there[:_SOME_KINDS]) + ", ..." * (len(there) > _SOME_KINDS)
    raise InputError(
        f"sentences: none is of kind {', '.join(kinds)}, as column 'kind' has {some}; choose among these with `kinds`, "
        "or rename the column if it is about something else"
    )


def _possible_size(size: int, free: Flags) -> int:
    if size < 1:
        raise UsageError(f"`size` {size}: a batch has at least one sentence")
    if not free.any():
        raise InputError("sentences: none to draw from; all are labelled, near-duplicates, or not of the `kinds`")
    return min(size, int(np.count_nonzero(free)))


def _rows_of(values: Any, drawable: pd.Series, name: str) -> Any:
    """The rows of `values`, one for each sentence of the table, that belong to those that can be drawn."""
    if values is None:
        return None
    if values.shape[0] != len(drawable) or values.shape[1] < 2:
        raise InputError(f"`{name}` of shape {values.shape}: expected {len(drawable)} rows and 2 columns or more")
    return values[drawable.to_numpy()]


def _appearances(table: pd.DataFrame, population: pd.DataFrame, kinds: Sequence[str] | None) -> Integers | None:
    """How many sentences of `table` each of the `population` stands for with near-duplicates, if it is a line; or 1.

    None where there is no line: nothing that one outlet printed `LINE` times or more.
    """
    if "duplicate_of" not in table.columns:
        return None
    copies = table[eligible(table, kinds, near_duplicates=True) & ~table.index.isin(population.index)]
    original = item_keys(copies.assign(sentence_id=copies["duplicate_of"]))
    number = original.value_counts()
    number = number[number >= LINE - 1]
    place = np.flatnonzero(item_keys(population).isin(number.index)) if len(number) else np.empty(0, dtype=np.int64)
    if not len(place):
        return None
    often = pd.Index(item_keys(population.iloc[place]))
    every = pd.concat([population.iloc[place], copies[original.isin(often).to_numpy()]])
    of_line = np.r_[np.arange(len(place)), often.get_indexer(pd.Index(original[original.isin(often)]))]
    most = most_in_one_outlet(of_line, every["outlet"], np.ones(len(every), dtype=np.int64))
    times = np.ones(len(population), dtype=np.int64)
    times[place] += np.where(most >= LINE, number.reindex(often).to_numpy(), 0)
    return times if (times > 1).any() else None


def _with_certain(frame: Frame, design: Callable[[Frame], Design], times: Integers | None) -> Design:
    """The design of `frame`, with the lines for certain that stand for many sentences; others share what is left."""
    plain = design(frame)
    if times is None or frame.size == np.count_nonzero(frame.free):
        return plain
    certain = (times > 1) & designs.certain(times, plain.probability, frame.size, frame.free)
    if not certain.any():
        return plain
    free = frame.free & ~certain
    if free.sum() < frame.free.sum():
        plain = design(replace(frame, free=free, size=frame.size - int((frame.free & certain).sum())))
    return replace(plain, probability=np.where(certain, 1.0, plain.probability), certain=certain)


def _drawn(frame: Frame, design: Design, strategy: str, earlier: pd.DataFrame | None, seed: int) -> Draw:
    # A second wave must not reuse the numbers that left its sentences out of the first one.
    random = np.random.default_rng([seed, int(np.count_nonzero(~frame.free))])
    where = np.flatnonzero(frame.free)
    codes = None if design.stratum is None else pd.factorize(design.stratum, sort=True)[0][where]
    picked = designs.systematic_sample(design.probability[where], frame.size, random, codes)
    rows = where[random.permutation(picked)]
    part = np.full(len(rows), STRATEGIES[strategy].part or strategy, dtype=object)
    certain = np.zeros(len(rows), dtype=bool) if design.certain is None else design.certain[rows]
    if design.random_part is not None:
        others = np.flatnonzero(~certain)
        part[others[designs.subsample((design.random_part / design.probability)[rows[others]], random)]] = "random"
    stratum = np.full(len(rows), "all", object) if design.stratum is None else design.stratum.to_numpy(object)[rows]
    part[certain], stratum[certain] = CERTAIN, CERTAIN
    return _handed_out(frame.sentences, frame.free, design.probability, rows, earlier, part, stratum)


def _drawn_articles(population: pd.DataFrame, free: Flags, size: int, earlier: pd.DataFrame | None, seed: int) -> Draw:
    """`size` of the articles of which something is free, all with the same probability."""
    article, names = pd.factorize(population["article_id"])
    lone = article < 0
    article[lone] = len(names) + np.arange(np.count_nonzero(lone))
    _possible_size(size, free)
    there = np.unique(article[free])
    random = np.random.default_rng([seed, int(np.count_nonzero(~free))])
    picked = random.choice(there, min(size, len(there)), replace=False)
    rank = np.full(article.max() + 1, -1)
    rank[picked] = np.arange(len(picked))
    rows = np.flatnonzero(free & (rank[article] >= 0))
    rows = rows[np.argsort(rank[article[rows]], kind="stable")]
    probability = np.full(len(population), len(picked) / len(there))
    return _handed_out(population, free, probability, rows, earlier, "random", "all")


def _handed_out(
    population: pd.DataFrame,
    free: Flags,
    probability: Reals,
    rows: Integers,
    earlier: pd.DataFrame | None,
    part: npt.ArrayLike,
    stratum: npt.ArrayLike,
) -> Draw:
    """The batch of `rows` and the frame after it was drawn; `part` is its ``strategy``."""
    frame = over_waves(population, probability, rows, earlier, part)
    frame["labelled_before"] = (~free & frame["wave"].isna().to_numpy()).astype(int)
    batch = population.iloc[rows].reset_index(drop=True)
    batch["strategy"], batch["stratum"] = part, stratum
    batch["inclusion_probability"] = frame["inclusion_probability"].to_numpy()[rows]
    return Draw(conform(batch, BATCH, "batch"), frame)
