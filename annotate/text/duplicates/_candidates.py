"""Pairs of texts that may be near-duplicates: similar by MinHash, or one the beginning or end of the other."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from annotate._types import Integers
from annotate.text.duplicates._texts import Hashes, Texts, mixed

BANDS, ROWS, SEED = 32, 4, 42
_ROWS_AT_ONCE = 10_000
SHORTEST_CUT = 6
"""Words at the beginning or end that two texts must share to be a candidate, and the fewest words of a text."""


def alike(texts: Texts, rows: Integers) -> Integers:
    """Pairs of `rows` that share a band of their MinHash signatures, and every number and negation; shape (n, 2)."""
    if len(rows) < 2:
        return np.empty((0, 2), np.int64)
    keys = _band_keys(texts, rows)
    sense = texts.sense[rows]
    pairs = [_within(mixed(keys[:, band].astype(np.uint64) ^ sense)) for band in range(BANDS)]
    return rows[_unique(pairs, len(rows))]


def cut(texts: Texts, rows: Integers) -> Integers:
    """Pairs of `rows` of which one may be the other's beginning or end; shape (n, 2)."""
    long = rows[texts.lengths[rows] >= SHORTEST_CUT]
    if len(long) < 2:
        return np.empty((0, 2), np.int64)
    heads = texts.codes[texts.starts[:-1][long][:, None] + np.arange(SHORTEST_CUT)]
    tails = texts.codes[texts.starts[1:][long][:, None] - 1 - np.arange(SHORTEST_CUT)]
    pairs = [_within(_hashed(ends), texts.lengths[long]) for ends in (heads, tails)]
    return long[_unique(pairs, len(long))]


def _band_keys(texts: Texts, rows: Integers) -> npt.NDArray[np.uint32]:
    """For each of `rows` a hash of each band of its signature; 32 bits suffice, since pairs are verified later."""
    keys = np.empty((len(rows), BANDS), np.uint32)
    for begin in range(0, len(rows), _ROWS_AT_ONCE):
        some = rows[begin : begin + _ROWS_AT_ONCE]
        flat, starts = texts.one_and_two_grams(some)
        digests = RMinHash.digest_matrix_from_flat_token_hashes(flat, starts, BANDS * ROWS, SEED)
        signatures = np.array(digests.to_rows(), dtype=np.uint64).reshape(len(some), BANDS, ROWS)
        key: Hashes = np.zeros((len(some), BANDS), np.uint64)
        for row in range(ROWS):
            key = mixed(key ^ signatures[:, :, row])
        keys[begin : begin + len(some)] = (key >> np.uint64(32)).astype(np.uint32)
    return keys


def _hashed(codes: npt.NDArray[np.int32]) -> Hashes:
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
    order = np.argsort(key, kind="stable") if size is None else np.lexsort((size, key))
    opens = np.concatenate([[True], key[order][1:] != key[order][:-1]])
    head = np.flatnonzero(opens)[np.cumsum(opens) - 1]
    here = np.arange(count)
    pairs = []
    for before in (head, here - 1, here - 2):
        valid = (before >= head) & (before < here)
        pairs.append(order[before[valid]] * count + order[valid])
    return np.concatenate(pairs)


def _unique(pairs: list[Integers], count: int) -> Integers:
    both = np.unique(np.concatenate(pairs))
    return np.stack([both // count, both % count], axis=1)
