"""Drawing what to label, with the probability each sentence had of being drawn.

Drawing again, in waves: sentences labelled before are left out, and with the `earlier` table of a first draw the
probabilities are those of being drawn in any wave, ``1 - (1 - p1)(1 - p2)``. That needs the first draw's probability of
every sentence, not only of the drawn ones, which is why `Draw.frame` is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from annotate.errors import InputError
from annotate.labels import designs
from annotate.labels.designs import Flags, Reals
from annotate.tables import BATCH, SENTENCES, conform

STRATEGIES = ("random", "stratified", "uncertain", "diverse", "keyword", "mixed")
MEASURES = {"margin": designs.margin, "entropy": designs.entropy}
BOOST = 10.0
"""How much likelier a sentence with a keyword is to be drawn than one without."""
SHARPNESS = 3
"""Chances go with this power of the uncertainty: half as uncertain is eight times rarer."""
CLUSTERS = 50


@dataclass(frozen=True)
class Draw:
    """A batch, and the frame it was drawn from.

    ``frame`` has every sentence that could have been drawn in this wave or an earlier one, with its
    ``inclusion_probability`` over all waves so far.
    """

    batch: pd.DataFrame
    frame: pd.DataFrame


@dataclass(frozen=True)
class _Design:
    """The chance of each sentence; the strata, if any; the part of each chance that is the same for all, if mixed."""

    chance: Reals
    stratum: pd.Series | None = None
    even_part: Reals | None = None


def sample(sentences: pd.DataFrame, size: int, **options: Any) -> pd.DataFrame:
    """The batch of `draw`, with the same arguments."""
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
    vectors: Any = None,
    clusters: int = CLUSTERS,
    keywords: Sequence[str] = (),
    boost: float = BOOST,
    random_share: float = 0.5,
    labelled: pd.DataFrame | Sequence[str] | None = None,
    earlier: pd.DataFrame | None = None,
    kinds: Sequence[str] | None = ("body",),
    copies: bool = False,
) -> Draw:
    """A batch of `size` sentences to label in random order (all there are, if fewer), each with its probability.

    The same arguments give the same batch. ``inclusion_probability`` is exact for the design,
    ``strategy`` is the part of the design that drew the sentence, ``stratum`` the stratum it was drawn from.

    Parameters
    ----------
    sentences
        The frame. Lines of other `kinds` (None: any) and, unless `copies`, those with a ``duplicate_of`` are left out.
    strategy
        ``random``; ``stratified`` in proportion to the strata (the same number from each if `equal`); ``uncertain``
        (likelier the less sure the model, a tenth spread over all); ``diverse`` (the same number from each cluster of
        `vectors`); ``keyword`` (`boost` times likelier with one of `keywords`); ``mixed`` (a share of `random_share`
        with equal probability, the rest uncertain: rows whose ``strategy`` is ``random`` are, by themselves, a sample
        with equal probabilities).
    by
        Columns that make the strata; ``month`` is that of ``published``.
    probabilities, vectors
        A model's probabilities (one column a label), or vectors (dense or sparse), one row a row of `sentences`.
    measure
        How unsure: ``margin`` or ``entropy``.
    labelled
        What was labelled before (sentence ids, or a table with ``sentence_id``): left out of the draw.
    earlier
        `Draw.frame` of the wave before, to combine the probabilities; without it they are those of this draw alone.

    Raises
    ------
    InputError
        If there is nothing to draw from, a column is missing, or what the strategy needs is not given.
    """
    table = conform(sentences, SENTENCES, "sentences")
    eligible = _eligible(table, kinds, copies)
    frame = table[eligible]
    free = _free(frame, labelled)
    size = _possible_size(size, free)
    if strategy in ("uncertain", "mixed"):
        weight = _uncertainty(probabilities, eligible, measure, strategy) ** SHARPNESS
        design = _focused(weight, size, free, random_share if strategy == "mixed" else 0.0)
    elif strategy == "diverse":
        groups = _clustered(vectors, eligible, min(clusters, size))
        design = _stratified(groups, size, free, equal=True)
    elif strategy == "stratified":
        design = _stratified(strata(frame, by), size, free, equal=equal)
    elif strategy == "keyword":
        design = _Design(designs.proportional(np.where(_mentions(frame, keywords), boost, 1.0), size, free))
    elif strategy == "random":
        design = _Design(designs.even(size, free))
    else:
        raise InputError(f"--strategy {strategy}: unknown; there are {', '.join(STRATEGIES)}")
    return _drawn(frame, free, size, design, strategy, earlier, seed)


def strata(sentences: pd.DataFrame, by: Sequence[str]) -> pd.Series:
    """The stratum of each sentence: the values of the columns `by`, joined; ``month`` is that of ``published``.

    Raises
    ------
    InputError
        If `by` is empty, or a column is not there or empty throughout.
    """
    if not by:
        raise InputError("--strategy stratified: no strata; name columns, as in --by outlet,month")
    parts = []
    for name in by:
        column = sentences["published"].str[:7] if name == "month" else sentences.get(name)
        if column is None or column.isna().all():
            there = [
                c for c in sentences.columns if c not in ("text", "before", "after") and sentences[c].notna().any()
            ]
            raise InputError(f"--by {name}: no such column, or nothing in it; the sentences have {', '.join(there)}")
        parts.append(column.astype("str").fillna("unknown"))
    joined = parts[0]
    for part in parts[1:]:
        joined = joined + " · " + part
    return joined


def _eligible(table: pd.DataFrame, kinds: Sequence[str] | None, copies: bool) -> pd.Series:
    twice = table["sentence_id"].duplicated()
    if twice.any():
        raise InputError(
            f"sentences: row {int(twice.to_numpy().argmax()) + 1}: sentence_id {table['sentence_id'][twice].iloc[0]!r} "
            "occurs twice; drop the repeated rows"
        )
    wanted = pd.Series(True, index=table.index)
    if kinds is not None:
        wanted &= table["kind"].isna() | table["kind"].isin(list(kinds))
    if not copies and "duplicate_of" in table.columns:
        wanted &= table["duplicate_of"].isna() | (table["duplicate_of"].astype("str") == "")
    return wanted


def _free(frame: pd.DataFrame, labelled: pd.DataFrame | Sequence[str] | None) -> Flags:
    known = labelled["sentence_id"] if isinstance(labelled, pd.DataFrame) else list(labelled or ())
    return np.asarray(~frame["sentence_id"].isin(known))


def _possible_size(size: int, free: Flags) -> int:
    if size < 1:
        raise InputError(f"-n {size}: a batch has at least one sentence")
    if not free.any():
        raise InputError("sentences: none to draw from; all are labelled, copies, or no body text (see --kinds)")
    return min(size, int(np.count_nonzero(free)))


def _uncertainty(probabilities: Reals | None, eligible: pd.Series, measure: str, strategy: str) -> Reals:
    if probabilities is None:
        raise InputError(f"--strategy {strategy}: needs a model; name one with --model, or use --strategy random")
    if measure not in MEASURES:
        raise InputError(f"--measure {measure}: unknown; there are {', '.join(MEASURES)}")
    if probabilities.shape[0] != len(eligible) or probabilities.shape[1] < 2:
        raise InputError(
            f"probabilities of shape {probabilities.shape}: expected {len(eligible)} rows, 2 labels or more"
        )
    return MEASURES[measure](np.asarray(probabilities)[eligible.to_numpy()])


def _clustered(vectors: Any, eligible: pd.Series, count: int) -> pd.Series:
    """The cluster of each sentence; always the same for the same vectors, so that only the draw is random."""
    from sklearn.cluster import MiniBatchKMeans

    if vectors is None:
        raise InputError("--strategy diverse: needs vectors of the sentences, one row each")
    wanted = np.flatnonzero(eligible.to_numpy())
    found = MiniBatchKMeans(count, random_state=0, n_init=1, batch_size=4096).fit_predict(vectors[wanted])
    return pd.Series(found, index=eligible.index[wanted]).map("cluster {:03d}".format)


def _mentions(frame: pd.DataFrame, keywords: Sequence[str]) -> Flags:
    words = [re.escape(word.strip()) for word in keywords if word.strip()]
    if not words:
        raise InputError("--strategy keyword: no keywords; name them, as in --keywords talks,sanctions")
    return np.asarray(frame["text"].str.contains(rf"\b(?:{'|'.join(words)})", case=False, regex=True, na=False), bool)


def _stratified(stratum: pd.Series, size: int, free: Flags, *, equal: bool) -> _Design:
    codes, _ = pd.factorize(stratum, sort=True)
    return _Design(designs.stratified(codes, size, free, equal=equal), stratum)


def _focused(weight: Reals, size: int, free: Flags, random_share: float) -> _Design:
    if not 0 <= random_share <= 1:
        raise InputError(f"--random-share {random_share}: a share is from 0 to 1")
    if random_share == 0:
        return _Design(designs.focused(weight, size, free))
    even_part = designs.even(size * random_share, free)
    rest = designs.focused(weight, size * (1 - random_share), free, most=1.0 - even_part[0])
    return _Design(even_part + rest, even_part=even_part)


def _drawn(
    frame: pd.DataFrame,
    free: Flags,
    size: int,
    design: _Design,
    strategy: str,
    earlier: pd.DataFrame | None,
    seed: int,
) -> Draw:
    # A second wave must not reuse the numbers that left its sentences out of the first one.
    random = np.random.default_rng([seed, int(np.count_nonzero(~free))])
    where = np.flatnonzero(free)
    codes = None if design.stratum is None else pd.factorize(design.stratum, sort=True)[0][where]
    picked, depth = designs.draw(design.chance[where], size, random, codes)
    shuffled = random.permutation(len(picked))
    places, depth = where[picked[shuffled]], depth[shuffled]
    overall = _combined(frame, design.chance, earlier)
    batch = frame.iloc[places].reset_index(drop=True)
    part = np.full(len(batch), "uncertain" if strategy == "mixed" else strategy, dtype=object)
    if design.even_part is not None:
        part[depth < (design.even_part / design.chance)[places]] = "random"
    batch["strategy"] = part
    batch["stratum"] = "all" if design.stratum is None else design.stratum.to_numpy()[places]
    batch["inclusion_probability"] = overall[places]
    kept = pd.DataFrame({"sentence_id": frame["sentence_id"].to_numpy(), "inclusion_probability": overall})
    return Draw(conform(batch, BATCH, "batch"), kept)


def _combined(frame: pd.DataFrame, chance: Reals, earlier: pd.DataFrame | None) -> Reals:
    if earlier is None:
        return chance
    known = earlier.drop_duplicates("sentence_id").set_index("sentence_id")["inclusion_probability"].astype(float)
    before = frame["sentence_id"].map(known).fillna(0.0).to_numpy(dtype=float)
    return np.asarray(1.0 - (1.0 - before) * (1.0 - chance))
