"""Pairs of texts that may be near-duplicates: similar by MinHash, or one the beginning or end of the other."""

from __future__ import annotations

import numpy as np

from annotate._types import Integers
from annotate.text.duplicates._hashing import BANDS, Codes, Hashes, Rows, mixed
from annotate.text.duplicates._texts import Texts

_PAIRS_A_ROW = 4
"""Pairs of all bands for each row, at which those that several bands share are merged to save memory."""
SHORTEST_CUT = 6
"""Words at the beginning or end that two texts must share to be a candidate, and the fewest words of a text."""


def alike(texts: Texts, rows: Rows) -> Rows:
    """Pairs of `rows` that share a band of their MinHash signatures, and every number and negation; shape (n, 2)."""
    if len(rows) < 2:
        return np.empty((0, 2), np.int32)
    sense = texts.sense[rows]
    pairs: list[Integers] = []
    for band in range(BANDS):
        pairs.append(_within(mixed(texts.band(band)[rows].astype(np.uint64) ^ sense)))
        if sum(map(len, pairs)) > _PAIRS_A_ROW * len(rows):
            pairs = [_once(pairs)]
    return rows[_both(pairs, len(rows))]


def cut(texts: Texts, rows: Rows) -> Rows:
    """Pairs of `rows` of which one may be the other's beginning or end; shape (n, 2)."""
    long = rows[texts.lengths[rows] >= SHORTEST_CUT]
    if len(long) < 2:
        return np.empty((0, 2), np.int32)
    heads = texts.codes[texts.starts[:-1][long][:, None] + np.arange(SHORTEST_CUT)]
    tails = texts.codes[texts.starts[1:][long][:, None] - 1 - np.arange(SHORTEST_CUT)]
    pairs = [_within(_hashed(ends), texts.lengths[long]) for ends in (heads, tails)]
    return long[_both(pairs, len(long))]


def _hashed(codes: Codes) -> Hashes:
    key: Hashes = np.zeros(len(codes), np.uint64)
    for column in codes.T:
        key = mixed(key ^ column.astype(np.uint64))
    return key


def _within(key: Hashes, size: Integers | None = None) -> Integers:
    """Pairs of equal keys, each encoded as the first index times the count plus the second.

    Each index is paired with the first of its key and with the two before it (ordered by `size`), so that time and
    memory are linear even if thousands share a key.
    """
    count = len(key)
    order = _shared(key)
    if size is not None:
        order = np.sort(order)
        order = order[np.lexsort((size[order], key[order]))]
    opens = np.concatenate([[True], key[order][1:] != key[order][:-1]])[: len(order)]
    head = np.flatnonzero(opens)[np.cumsum(opens) - 1]
    here = np.arange(len(order))
    pairs = []
    for before in (head, here - 1, here - 2):
        valid = (before >= head) & (before < here)
        pairs.append(order[before[valid]] * count + order[valid])
    return np.concatenate(pairs)


def _shared(key: Hashes) -> Integers:
    """The positions of keys that occur more than once, those of equal keys together and in order.

    Keys are sorted with their positions in their last bits, which is several times as fast as `numpy.argsort`.
    """
    low = np.uint64((1 << len(key).bit_length()) - 1)
    packed = (key & ~low) | np.arange(len(key), dtype=np.uint64)
    packed.sort()
    same = (packed[1:] & ~low) == (packed[:-1] & ~low)
    order = (packed & low).astype(np.int64)
    if (key[order[1:][same]] != key[order[:-1][same]]).any():  # equal only in their first bits
        order = order[np.argsort(key[order], kind="stable")]
        same = key[order[1:]] == key[order[:-1]]
    return order[np.concatenate([same, [False]]) | np.concatenate([[False], same])]


def _once(pairs: list[Integers]) -> Integers:
    """All pairs, each once, in order; `pairs` are emptied, so that the largest arrays are not held twice."""
    every = np.concatenate(pairs)
    pairs.clear()
    every.sort()
    return every[np.diff(every, prepend=-1) != 0]


def _both(pairs: list[Integers], count: int) -> Rows:
    every = _once(pairs)
    both = np.empty((len(every), 2), np.int32)
    np.floor_divide(every, count, out=both[:, 0], casting="same_kind")
    np.remainder(every, count, out=both[:, 1], casting="same_kind")
    return both
