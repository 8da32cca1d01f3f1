"""Hashes of words and of pairs of words, and the MinHash signatures of texts."""

from __future__ import annotations

from array import array
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from annotate._types import Integers

Hashes: TypeAlias = npt.NDArray[np.uint64]
Codes: TypeAlias = npt.NDArray[np.int32]
Keys: TypeAlias = npt.NDArray[np.uint32]
Rows: TypeAlias = npt.NDArray[np.int32]
"""Rows of a table of texts, and pairs of these; of pairs there may be many times as many as texts."""

BANDS, ROWS, SEED = 32, 4, 42
_TEXTS_AT_ONCE = 500
"""Few, so that their signatures fit into the processor's cache."""


def mixed(values: Hashes) -> Hashes:
    """Splitmix64: spreads numbers over all 64 bits (Steele et al. 2014)."""
    spread = values + np.uint64(0x9E3779B97F4A7C15)
    spread = (spread ^ (spread >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    spread = (spread ^ (spread >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return spread ^ (spread >> np.uint64(31))


def of_words(codes: Codes) -> Hashes:
    """A hash for each word, given as its code."""
    return mixed(codes.astype(np.uint64) + np.uint64(1))


def one_and_two_grams(codes: Codes, lengths: Integers) -> tuple[Hashes, Hashes]:
    """The hashes of word 1- and 2-grams of consecutive texts, concatenated, and where each text starts."""
    single, starts = of_words(codes), np.concatenate([[0], np.cumsum(lengths)])
    following = np.roll(single, -1)
    following[starts[1:][lengths > 0] - 1] = 0
    grams = np.empty(2 * len(single), np.uint64)
    grams[0::2] = single
    grams[1::2] = np.where(following == 0, single, mixed(mixed(single) + following))
    return grams, (2 * starts).astype(np.uint64)


def band_keys(codes: Codes, lengths: Integers) -> Keys:
    """For each band of the signatures of consecutive texts a hash of it for each text.

    32 bits suffice, since pairs are verified later.
    """
    keys = np.empty((BANDS, len(lengths)), np.uint32)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    for begin in range(0, len(lengths), _TEXTS_AT_ONCE):
        some = lengths[begin : begin + _TEXTS_AT_ONCE]
        grams, places = one_and_two_grams(codes[starts[begin] : starts[begin + len(some)]], some)
        digests = RMinHash.digest_matrix_from_flat_token_hashes(grams, places, BANDS * ROWS, SEED)
        values = array("I")
        for digest in digests.to_rows():
            values.fromlist(digest)  # twice as fast as `numpy.fromiter`
        signatures = np.frombuffer(values, np.uintc).reshape(len(some), BANDS, ROWS)
        key: Hashes = np.zeros((len(some), BANDS), np.uint64)
        for row in range(ROWS):
            key = mixed(key ^ signatures[:, :, row])
        keys[:, begin : begin + len(some)] = (key >> np.uint64(32)).astype(np.uint32).T
    return keys
