"""Totals of reliability data, and of bootstrap resamples of its clusters."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

from annotate._types import Integers, Reals
from annotate.labels._reliability_data import ReliabilityData
from annotate.labels.coefficients import COEFFICIENTS, Totals

_CHUNK = 64
_DENSE, _MOST_CELLS = 0.02, 50_000_000
_CELLS_AT_ONCE = 10_000_000
"""Cells of a matrix with one row for each item or resample; more are computed in parts, to bound the memory."""


def coefficients_of(data: ReliabilityData, *, ordered: bool) -> dict[str, float]:
    """Every coefficient of `data`; NaN where it is undefined, such as an ordinal one without an order of the labels."""
    statistics = np.asarray(_item_statistics(data.counts).sum(axis=0)).reshape(1, -1)
    pairs = np.asarray(_pair_statistics(data).sum(axis=0)).reshape(1, -1)
    values = _computed(_totals(statistics, pairs, len(data.labels)), ordered)
    return {name: float(value[0]) for name, value in values.items()}


def resampled(data: ReliabilityData, resamples: int, seed: int, *, ordered: bool) -> dict[str, Reals]:
    """Every coefficient in each of `resamples` bootstrap samples of the clusters."""
    count = int(data.cluster.max()) + 1
    gather = sparse.csr_array((np.ones(len(data.cluster)), (data.cluster, np.arange(len(data.cluster)))))
    statistics = gather @ _item_statistics(data.counts)
    pairs = _fast_form(gather @ _pair_statistics(data))
    random = np.random.default_rng(seed)
    chunks = []
    step = min(_CHUNK, max(1, _CELLS_AT_ONCE // max(pairs.shape[0], statistics.shape[1])))
    for begin in range(0, resamples, step):
        weight = _weights(random, min(step, resamples - begin), count)
        of_pairs = np.asarray((pairs @ weight.T.astype(pairs.dtype)).T, dtype=float)
        chunks.append(_computed(_totals(weight @ statistics, of_pairs, len(data.labels)), ordered))
    return {name: np.concatenate([chunk[name] for chunk in chunks]) for name in COEFFICIENTS}


def coincidences_of(counts: Reals) -> Reals:
    """The coincidence matrix (1 x labels x labels) of items given as counts of labels (items x labels)."""
    rated = counts.sum(axis=1)
    weighted = counts * np.where(rated >= 2, 1 / np.maximum(rated - 1, 1), 0.0)[:, None]
    return np.asarray(weighted.T @ counts - np.diag(weighted.sum(axis=0)))[None]


def _computed(totals: Totals, ordered: bool) -> dict[str, Reals]:
    undefined = np.full(len(totals.shared), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            name: undefined if one.needs_order and not ordered else one.compute(totals)
            for name, one in COEFFICIENTS.items()
        }


def _item_statistics(counts: Reals) -> Reals | sparse.csr_array:
    """Per item: its coincidences (labels x labels), agreement, whether shared, label shares, whether rated."""
    step = max(1, _CELLS_AT_ONCE // counts.shape[1] ** 2)
    if len(counts) <= step:
        return _statistics_of(counts)
    parts = (counts[begin : begin + step] for begin in range(0, len(counts), step))
    return sparse.csr_array(sparse.vstack([sparse.csr_array(_statistics_of(part)) for part in parts]))


def _statistics_of(counts: Reals) -> Reals:
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


def _totals(statistics: Reals, pairs: Reals, width: int) -> Totals:
    """The totals in sums of `_item_statistics` and `_pair_statistics`, one row for each resample."""
    square = width * width
    people = pairs.shape[1] // (1 + 2 * width)
    first, second = (part.reshape(len(pairs), people, width) for part in np.split(pairs[:, people:], 2, axis=1))
    return Totals(
        coincidences=statistics[:, :square].reshape(-1, width, width),
        pairs_agreeing=pairs[:, :people],
        pairs_first=first,
        pairs_second=second,
        agreeing=statistics[:, square],
        shared=statistics[:, square + 1],
        rated=statistics[:, -1],
        label_shares=statistics[:, square + 2 : -1],
    )


def _pair_statistics(data: ReliabilityData) -> sparse.csr_array:
    """Per item, for each pair of annotators of it: whether they agree, the label of each of both (sparse, one-hot).

    Not the pairs' confusion matrices: with many annotators and labels these have more cells than fit into memory.
    """
    width, people = len(data.labels), len(data.annotators)
    labels = np.full((len(data.items), people), -1, dtype=np.int32)
    labels[data.item, data.annotator] = data.label
    items: list[Integers] = [np.zeros(0, np.intp)]
    pairs: list[Integers] = [np.zeros(0, np.intp)]
    for person in range(people - 1):
        mine = np.flatnonzero(labels[:, person] >= 0)
        at, other = np.nonzero(labels[mine, person + 1 :] >= 0)
        items.append(mine[at])
        pairs.append(person * people + person + 1 + other)
    item = np.concatenate(items)
    known, pair = np.unique(np.concatenate(pairs), return_inverse=True)
    one, two = (labels[item, person] for person in divmod(known[pair], people))
    count = max(len(known), 1)
    columns = (pair[one == two], count + pair * width + one, count * (1 + width) + pair * width + two)
    rows = (item[one == two], item, item)
    row, column = np.concatenate(rows), np.concatenate(columns)
    return sparse.csr_array((np.ones(len(row)), (row, column)), shape=(len(data.items), count * (1 + 2 * width)))


def _fast_form(pairs: sparse.csr_array) -> sparse.csr_array | npt.NDArray[np.float32]:
    """The pairs' statistics, transposed, in the form that multiplies faster: dense where most items are shared.

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
