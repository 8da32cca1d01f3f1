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
import numpy.typing as npt
import pandas as pd

from annotate._types import Flags, Integers, Reals
from annotate.errors import InputError
from annotate.labels import sampling_designs as designs
from annotate.labels.annotations import identities, unit_of
from annotate.tables import BATCH, SENTENCES, conform

STRATEGIES = ("random", "stratified", "uncertain", "diverse", "keyword", "mixed")
MEASURES = {"margin": designs.margin, "entropy": designs.entropy}
BOOST = 10.0
"""How much likelier a sentence with a keyword is to be drawn than one without."""
SHARPNESS = 3
"""Chances go with this power of the uncertainty: half as uncertain is eight times rarer."""
CLUSTERS = 50
_CENTRES_FROM = 50_000


@dataclass(frozen=True)
class Draw:
    """A batch, and the frame it was drawn from.

    ``frame`` has every sentence that could have been drawn, with its ``inclusion_probability`` over all waves so far,
    that ``before`` this wave, and the ``wave`` that drew it (missing where none did).
    """

    batch: pd.DataFrame
    frame: pd.DataFrame


@dataclass(frozen=True)
class _Design:
    """The chance of each sentence; the strata, if any; the part of each chance that is the same for all, if mixed."""

    chance: Reals
    stratum: pd.Series | None = None
    even_part: Reals | None = None


@dataclass(frozen=True)
class _Asked:
    """What the strategies are told, as `draw` explains."""

    by: Sequence[str]
    equal: bool
    probabilities: Reals | None
    measure: str
    vectors: Any
    clusters: int
    keywords: Sequence[str]
    boost: float
    random_share: float


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
        `Draw.frame` of the wave before, to combine the probabilities; without it they are those of this draw alone. A
        last wave of which nothing is `labelled` is drawn anew, not added to.

    Raises
    ------
    InputError
        If there is nothing to draw from, a column is missing, or what the strategy needs is not given.
    """
    table = conform(sentences, SENTENCES, "sentences")
    drawable = eligible(table, kinds, copies)
    frame = table[drawable]
    free = _free(frame, labelled)
    size = _possible_size(size, free)
    asked = _Asked(by, equal, probabilities, measure, vectors, clusters, keywords, boost, random_share)
    design = _design(strategy, frame, drawable, free, size, asked)
    return _drawn(frame, free, size, design, strategy, _standing(earlier, labelled), seed)


def _design(strategy: str, frame: pd.DataFrame, drawable: pd.Series, free: Flags, size: int, asked: _Asked) -> _Design:
    if strategy in ("uncertain", "mixed"):
        weight = _uncertainty(asked.probabilities, drawable, asked.measure, strategy) ** SHARPNESS
        return _focused(weight, size, free, asked.random_share if strategy == "mixed" else 0.0)
    if strategy == "diverse":
        groups = _clustered(asked.vectors, drawable, min(asked.clusters, size))
        return _stratified(groups, size, free, equal=True)
    if strategy == "stratified":
        return _stratified(strata(frame, asked.by), size, free, equal=asked.equal)
    if strategy == "keyword":
        return _Design(designs.proportional(np.where(_mentions(frame, asked.keywords), asked.boost, 1.0), size, free))
    if strategy == "random":
        return _Design(designs.even(size, free))
    raise InputError(f"--strategy {strategy}: unknown; there are {', '.join(STRATEGIES)}")


def over_all_waves(batch: pd.DataFrame | None, frame: pd.DataFrame) -> pd.DataFrame:
    """`batch` with the probabilities of `frame` (`Draw.frame` of the last wave), then the frame's other sentences.

    Without it, sentences of earlier waves would keep a probability that knows nothing of the later ones.
    """
    known = frame.assign(inclusion_probability=frame["inclusion_probability"].astype(float))
    if batch is None:
        return known
    chance = pd.Series(known["inclusion_probability"].to_numpy(), index=identities(known).to_numpy())
    updated = identities(batch).map(chance[~chance.index.duplicated()])
    batch = batch.assign(inclusion_probability=updated.fillna(batch["inclusion_probability"]))
    return pd.concat([batch, known[~identities(known).isin(identities(batch))]], ignore_index=True)


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


def eligible(table: pd.DataFrame, kinds: Sequence[str] | None = ("body",), copies: bool = False) -> pd.Series:
    """Which rows of a table of sentences can be drawn, as `draw` explains.

    Raises
    ------
    InputError
        If a sentence occurs twice.
    """
    twice = identities(table).duplicated()
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
    if isinstance(labelled, pd.DataFrame) and "target" in labelled.columns and "target" in frame.columns:
        return np.asarray(~identities(frame).isin(identities(labelled)))
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
    some = np.random.default_rng(0).permutation(wanted)[: max(_CENTRES_FROM, count)]
    centres = MiniBatchKMeans(count, random_state=0, n_init=1, batch_size=4096).fit(vectors[some])
    return pd.Series(centres.predict(vectors[wanted]), index=eligible.index[wanted]).map("cluster {:03d}".format)


def word_vectors(texts: Sequence[str], dimensions: int = 50) -> npt.NDArray[np.float32]:
    """A vector of each text by its words (TF-IDF, then its main directions): enough to tell subjects apart."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    found = TfidfVectorizer(analyzer=str.split, sublinear_tf=True, max_features=20_000, dtype=np.float32)
    words = found.fit_transform(pd.Series(texts).str.lower())
    if words.shape[1] <= dimensions:
        return np.asarray(words.toarray(), dtype=np.float32)
    return np.asarray(TruncatedSVD(dimensions, random_state=0).fit_transform(words), dtype=np.float32)


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
    places = where[random.permutation(designs.draw(design.chance[where], size, random, codes))]
    kept = _kept(frame, design.chance, places, earlier)
    batch = frame.iloc[places].reset_index(drop=True)
    part = np.full(len(batch), "uncertain" if strategy == "mixed" else strategy, dtype=object)
    if design.even_part is not None:
        part[designs.part((design.even_part / design.chance)[places], random)] = "random"
    batch["strategy"] = part
    batch["stratum"] = "all" if design.stratum is None else design.stratum.to_numpy()[places]
    batch["inclusion_probability"] = kept["inclusion_probability"].to_numpy()[places]
    return Draw(conform(batch, BATCH, "batch"), kept)


def _kept(frame: pd.DataFrame, chance: Reals, places: Integers, earlier: pd.DataFrame | None) -> pd.DataFrame:
    """What `Draw.frame` holds after this wave."""
    before, wave = np.zeros(len(frame)), pd.Series(pd.NA, index=range(len(frame)), dtype="Int64")
    if earlier is not None:
        known = earlier.set_index(identities(earlier).to_numpy())
        known = known[~known.index.duplicated()].reindex(identities(frame))
        before = known["inclusion_probability"].astype(float).fillna(0.0).to_numpy()
        wave = pd.to_numeric(known["wave"]).astype("Int64").reset_index(drop=True)
    number = 1 if wave.isna().all() else int(wave.max()) + 1
    wave.iloc[places] = number
    overall = before + (1.0 - before) * chance
    kept = frame[unit_of(frame)].reset_index(drop=True)
    return kept.assign(inclusion_probability=overall, before=before, wave=wave)


def _standing(earlier: pd.DataFrame | None, labelled: pd.DataFrame | Sequence[str] | None) -> pd.DataFrame | None:
    """`earlier` without its last wave if nobody has labelled any of that."""
    if earlier is None:
        return None
    missing = {"sentence_id", "inclusion_probability", "before", "wave"} - set(earlier.columns)
    if missing:
        raise InputError(f"frame: no column '{min(missing)}'; name the file that annotate sample --frame wrote")
    wave = pd.to_numeric(earlier["wave"]).astype("Int64")
    last = (wave == wave.max()).fillna(False)
    if not last.any() or not _free(earlier[last], labelled).all():
        return earlier
    return earlier.assign(inclusion_probability=earlier["before"], wave=wave.mask(last))
