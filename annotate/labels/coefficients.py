"""Measures of agreement from sums over sentences, so that a thousand resamples are a matrix product.

Every measure is a function of totals over units. A resample weighs units, its totals are weights times the units'
statistics, and the measures are worked out for all resamples at once. Units with one answer tell nothing about
agreement but count for how often a label is used in Fleiss' and Gwet's expectation (Gwet, Handbook of Inter-Rater
Reliability, 2014); Krippendorff's alpha leaves them out.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy import sparse

from annotate._types import Integers, Reals
from annotate.labels.reliability_data import Ratings

MEASURES = ("percent", "cohen_kappa", "fleiss_kappa", "alpha_nominal", "alpha_ordinal", "gwet_ac1")
_CHUNK = 64
_DENSE, _MOST_CELLS = 0.02, 50_000_000


def unit_statistics(counts: Reals) -> Reals:
    """Per unit: its coincidences (labels x labels), agreement, whether shared, label shares, whether rated."""
    rated = counts.sum(axis=1)
    shared = rated >= 2
    width = counts.shape[1]
    pairs = counts[:, :, None] * counts[:, None, :]
    pairs[:, np.arange(width), np.arange(width)] -= counts
    coincidences = np.where(shared[:, None, None], pairs / np.maximum(rated - 1, 1)[:, None, None], 0.0)
    agreeing = np.trace(coincidences, axis1=1, axis2=2) / np.maximum(rated, 1)
    shares = counts / np.maximum(rated, 1)[:, None]
    flat = coincidences.reshape(len(counts), -1)
    return np.column_stack([flat, agreeing, shared, shares, rated >= 1])


def pair_statistics(ratings: Ratings) -> sparse.csr_array:
    """Per unit: for each pair of annotators the cell of their confusion matrix it falls into (sparse, one-hot)."""
    width, people = len(ratings.labels), len(ratings.annotators)
    given = np.full((len(ratings.units), people), -1, dtype=np.int32)
    given[ratings.unit, ratings.annotator] = ratings.label
    rows, columns = [], []
    for number, (a, b) in enumerate(combinations(range(people), 2)):
        both = np.flatnonzero((given[:, a] >= 0) & (given[:, b] >= 0))
        rows.append(both)
        columns.append((number * width + given[both, a]) * width + given[both, b])
    row, column = (np.concatenate(part) if part else np.zeros(0, int) for part in (rows, columns))
    shape = (len(ratings.units), max(people * (people - 1) // 2, 1) * width * width)
    return sparse.csr_array((np.ones(len(row)), (row, column)), shape=shape)


def measures_of(totals: Reals, pairs: Reals, width: int, *, ordered: bool) -> dict[str, Reals]:
    """Every measure for each row of `totals` and `pairs`; NaN where it is undefined (nothing shared, one label only).

    Without an order of the labels (`ordered`) ``alpha_ordinal`` is NaN.
    """
    square = width * width
    coincidences = totals[:, :square].reshape(-1, width, width)
    agreeing, shared, rated = totals[:, square], totals[:, square + 1], totals[:, -1]
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = agreeing / shared
        used = totals[:, square + 2 : -1] / rated[:, None]
        by_chance = (used**2).sum(axis=1)
        gwet_chance = (used * (1 - used)).sum(axis=1) / max(width - 1, 1)
        found = {
            "percent": observed,
            "cohen_kappa": cohen(pairs, width),
            "fleiss_kappa": np.where(by_chance < 1 - 1e-12, (observed - by_chance) / (1 - by_chance), np.nan),
            "alpha_nominal": alpha(coincidences),
            "alpha_ordinal": alpha(coincidences, ordinal=True) if ordered else np.full(len(totals), np.nan),
            "gwet_ac1": (observed - gwet_chance) / (1 - gwet_chance),
        }
    return found


def alpha(coincidences: Reals, *, ordinal: bool = False) -> Reals:
    """Krippendorff's alpha of coincidence matrices (resamples x labels x labels); labels in order if `ordinal`.

    Krippendorff, Content Analysis, 4th ed. 2018, chapter 12. NaN where only one label occurs.
    """
    used = coincidences.sum(axis=2)
    total = used.sum(axis=1)
    distance = _ordinal(used) if ordinal else 1.0 - np.eye(used.shape[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = (coincidences * distance).sum(axis=(1, 2))
        expected = (used[:, :, None] * used[:, None, :] * distance).sum(axis=(1, 2)) / (total - 1)
        return np.where(expected > 1e-12, 1.0 - observed / expected, np.nan)


def cohen(pairs: Reals, width: int) -> Reals:
    """Cohen's kappa (1960), the mean over pairs of annotators weighted by the sentences each pair shares.

    Pairs for whom it is undefined (both used one and the same label throughout) are left out of the mean.
    """
    cells = pairs.reshape(len(pairs), -1, width, width)
    shared = cells.sum(axis=(2, 3))
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = np.trace(cells, axis1=2, axis2=3) / shared
        chance = (cells.sum(axis=3) * cells.sum(axis=2)).sum(axis=2) / shared**2
        kappa = (observed - chance) / (1 - chance)
    defined = (shared > 0) & (chance < 1 - 1e-12)
    weight = np.where(defined, shared, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((np.where(defined, kappa, 0.0) * weight).sum(axis=1) / weight.sum(axis=1))


def resampled(ratings: Ratings, resamples: int, seed: int, *, ordered: bool) -> dict[str, Reals]:
    """Every measure in each of `resamples` bootstrap samples of the clusters."""
    count = int(ratings.cluster.max()) + 1
    gather = sparse.csr_array((np.ones(len(ratings.cluster)), (ratings.cluster, np.arange(len(ratings.cluster)))))
    statistics = gather @ unit_statistics(ratings.counts)
    pairs = _quick(gather @ pair_statistics(ratings))
    random = np.random.default_rng(seed)
    parts = []
    for begin in range(0, resamples, _CHUNK):
        weight = _weights(random, min(_CHUNK, resamples - begin), count)
        of_pairs = np.asarray((pairs @ weight.T.astype(pairs.dtype)).T, dtype=float)
        parts.append(measures_of(weight @ statistics, of_pairs, len(ratings.labels), ordered=ordered))
    return {name: np.concatenate([part[name] for part in parts]) for name in MEASURES}


def observed(ratings: Ratings, *, ordered: bool) -> dict[str, float]:
    """Every measure of the ratings as they are."""
    totals = unit_statistics(ratings.counts).sum(axis=0, keepdims=True)
    pairs = np.asarray(pair_statistics(ratings).sum(axis=0)).reshape(1, -1)
    return {k: float(v[0]) for k, v in measures_of(totals, pairs, len(ratings.labels), ordered=ordered).items()}


def _quick(pairs: sparse.csr_array) -> sparse.csr_array | npt.NDArray[np.float32]:
    """The pairs' statistics, turned, in the form that multiplies faster: dense where most annotators rated most units.

    Single precision holds counts exactly below 2**24.
    """
    cells = pairs.shape[0] * pairs.shape[1]
    if pairs.nnz > _DENSE * cells and cells <= _MOST_CELLS:
        return np.ascontiguousarray(pairs.astype(np.float32).T.toarray())
    return pairs.T.tocsr()


def _weights(random: np.random.Generator, rows: int, count: int) -> Reals:
    """How often each of `count` clusters is drawn, in `rows` resamples with replacement."""
    drawn: Integers = random.integers(0, count, size=(rows, count))
    drawn += (np.arange(rows) * count)[:, None]
    return np.bincount(drawn.ravel(), minlength=rows * count).reshape(rows, count).astype(float)


def _ordinal(used: Reals) -> Reals:
    """Krippendorff's ordinal distance: how many values lie between two labels, half of each end counted."""
    reach = np.cumsum(used, axis=1)
    between = np.abs(reach[:, :, None] - reach[:, None, :]) + np.where(
        np.tri(used.shape[1], dtype=bool).T, used[:, :, None], used[:, None, :]
    )
    ends = (used[:, :, None] + used[:, None, :]) / 2
    distance = (between - ends) ** 2
    distance[:, np.arange(used.shape[1]), np.arange(used.shape[1])] = 0.0
    return np.asarray(distance)
