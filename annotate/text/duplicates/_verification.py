"""Checking candidate pairs: similarity, and numbers, negations, names and opposites that must agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
import pandas as pd
from scipy import sparse

from annotate._types import Flags, Integers, Reals
from annotate.text.duplicates._hashing import Rows
from annotate.text.duplicates._order import Places
from annotate.text.duplicates._texts import NEGATION, Texts
from annotate.text.languages import Language
from annotate.text.languages._language import Comparison

T = TypeVar("T")

CONTAINED = 0.9
"""Share of the shorter text's 1-2-grams that must be in the longer for it to count as a shortened version."""
SHORTENED_BY = 0.45
_PAIRS_AT_ONCE = 100_000
_PAIRS_COMPARED = 20_000


def close(texts: Texts, pairs: Rows, threshold: float, workers: int) -> tuple[Rows, Reals]:
    """Those of `pairs` that reach the `threshold` or of which one holds the other shortened, and their similarity."""

    def closest(some: Rows) -> tuple[Rows, Reals]:
        similarity, held, ratio = likeness(texts, some)
        chosen = (similarity >= threshold) | ((held >= CONTAINED) & (ratio >= SHORTENED_BY))
        return some[chosen], similarity[chosen]

    parts = _in_threads(closest, pairs, _PAIRS_AT_ONCE, workers)
    return np.concatenate([part for part, _ in parts]), np.concatenate([similarity for _, similarity in parts])


def _in_threads(of_some: Callable[[Rows], T], pairs: Rows, size: int, workers: int) -> list[T]:
    """What `of_some` returns for each `size` of `pairs`, in order; NumPy and SciPy let several threads compute."""
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(of_some, (pairs[begin : begin + size] for begin in range(0, max(1, len(pairs)), size))))


def likeness(texts: Texts, pairs: Rows) -> tuple[Reals, Reals, Reals]:
    """For each pair the Jaccard similarity of their 1-2-grams, the share of the smaller set in the larger, the ratio.

    The ratio is that of the sizes of both sets. All are 0 to 1.
    """
    rows, index = np.unique(pairs, return_inverse=True)
    left, right = index.reshape(-1, 2).T
    grams = _grams(texts, rows)
    sizes = np.diff(grams.indptr)
    shared = np.asarray(grams[left].multiply(grams[right]).sum(axis=1)).ravel()
    smaller, larger = np.minimum(sizes[left], sizes[right]), np.maximum(sizes[left], sizes[right])
    return shared / (smaller + larger - shared), shared / smaller, smaller / larger


def _grams(texts: Texts, rows: Rows) -> sparse.csr_matrix:
    flat, starts = texts.one_and_two_grams(rows)
    column, grams = pd.factorize(flat)
    shape = (len(rows), len(grams) + 1)
    matrix = sparse.csr_matrix((np.ones(len(flat), np.int32), column, starts.astype(np.int64)), shape)
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix


def say_the_same(texts: Texts, pairs: Rows, language: Language, workers: int) -> Flags:
    """For each pair whether both have the same names in the same order, no opposites, and no two words swapped.

    Days and months must be the same, too, but may be in another order, for a time may move to the beginning.
    """
    codes = _opposites(texts.code, language.comparison)
    places = Places.of(language, texts.code)
    agree = _in_threads(lambda some: _agree(texts, some, codes, places), pairs, _PAIRS_COMPARED, workers)
    return np.concatenate(agree)


def _opposites(known: Mapping[str, int], comparison: Comparison) -> dict[int, set[int]]:
    """The codes of the opposites of each word, by its code."""
    codes = {
        known[word]: {known[other] for other in others if other in known}
        for word, others in comparison.opposites.items()
        if word in known
    }
    for prefix in comparison.negating_prefixes:
        for word in (word for word in known if word.startswith(prefix)):
            plain = known.get(word[len(prefix) :].lstrip("-"))
            if plain is not None:
                codes.setdefault(plain, set()).add(known[word])
                codes.setdefault(known[word], set()).add(plain)
    return codes


def _agree(texts: Texts, pairs: Rows, opposites: Mapping[int, set[int]], places: Places) -> Flags:
    """The same for some pairs; a word of a pair is encoded as the number of the pair times `size` plus its code."""
    size = len(texts.code)
    one, other = (_words_of(texts, rows, size) for rows in pairs.T)
    words, others = np.unique(one, return_counts=True), np.unique(other, return_counts=True)
    only = [mine[0][mine[1] > _times_in(mine[0], *theirs)] for mine, theirs in ((words, others), (others, words))]
    agree: Flags = np.ones(len(pairs), bool)
    for tells in (texts.name, texts.calendar):
        differ = [np.bincount(own[tells[own % size]] // size, minlength=len(pairs)) > 0 for own in only]
        agree &= ~(differ[0] & differ[1])
    in_other = set(only[1].tolist())
    for word in only[0][np.isin(only[0] % size, list(opposites))].tolist():
        pair, code = divmod(word, size)
        if any(pair * size + opposite in in_other for opposite in opposites[code]):
            agree[pair] = False
    first = one[texts.name[one % size] & (_times_in(one, *others) > 0)]
    second = other[texts.name[other % size] & (_times_in(other, *words) > 0)]
    lengths = [np.bincount(names // size, minlength=len(pairs)) for names in (first, second)]
    agree &= lengths[0] == lengths[1]
    first, second = first[agree[first // size]], second[agree[second // size]]
    agree[first[first != second] // size] = False
    unequal = np.sort(np.concatenate(only))
    first, second = (own[~_are_in(own, unequal)] for own in (one, other))
    moved = np.unique(first[first != second] // size)
    begins, ends = (np.searchsorted(first // size, moved, side=side) for side in ("left", "right"))
    for pair, begin, end in zip(moved.tolist(), begins.tolist(), ends.tolist(), strict=True):
        if agree[pair] and places.swapped((first[begin:end] % size).tolist(), (second[begin:end] % size).tolist()):
            agree[pair] = False
    return agree


def _words_of(texts: Texts, rows: Integers, size: int) -> Integers:
    number, here = _with_offsets(texts.starts[rows], texts.lengths[rows])
    words: Integers = number * np.int64(size) + texts.codes[here].astype(np.int64)
    return words


def _times_in(words: Integers, known: Integers, times: Integers) -> Integers:
    """How often each of `words` occurs, given the sorted `known` ones and their counts."""
    place = np.minimum(np.searchsorted(known, words), len(known) - 1)
    counts: Integers = np.where(known[place] == words, times[place], 0)
    return counts


def _are_in(words: Integers, known: Integers) -> Flags:
    """Whether each of `words` is among the sorted `known` ones."""
    if not len(known):
        return np.zeros(len(words), bool)
    among: Flags = known[np.minimum(np.searchsorted(known, words), len(known) - 1)] == words
    return among


def is_cut(texts: Texts, pairs: Rows) -> Flags:
    """For each pair whether one text is the beginning or end of the other, and the rest has no negation."""
    cut = np.zeros(len(pairs), bool)
    for begin in range(0, len(pairs), _PAIRS_COMPARED):
        some = slice(begin, begin + _PAIRS_COMPARED)
        cut[some] = _is_cut(texts, pairs[some])
    return cut


def _is_cut(texts: Texts, pairs: Rows) -> Flags:
    lengths = texts.lengths[pairs]
    longer = (lengths[:, 1] >= lengths[:, 0]).astype(np.int64)
    rows = np.arange(len(pairs))
    size, whole = lengths[rows, 1 - longer], lengths[rows, longer]
    first, other = texts.starts[pairs[rows, longer]], texts.starts[pairs[rows, 1 - longer]]
    is_head = _are_equal(texts, first, other, size)
    is_tail = _are_equal(texts, first + whole - size, other, size)
    rest = _with_offsets(np.where(is_head, first + size, first), whole - size)
    negations = np.bincount(rest[0][texts.kind[texts.codes[rest[1]]] == NEGATION], minlength=len(pairs))
    cut: Flags = (size >= SHORTENED_BY * whole) & (is_head | is_tail) & (negations == 0)
    return cut


def _are_equal(texts: Texts, one: Integers, other: Integers, sizes: Integers) -> Flags:
    """Whether the words from the positions `one` and `other` on are the same."""
    number, here = _with_offsets(one, sizes)
    differ = texts.codes[here] != texts.codes[here + (other - one)[number]]
    equal: Flags = np.bincount(number[differ], minlength=len(one)) == 0
    return equal


def _with_offsets(starts: Integers, sizes: Integers) -> tuple[Integers, Integers]:
    """The positions of each stretch of words, concatenated, with the number of the stretch."""
    number = np.repeat(np.arange(len(starts)), sizes)
    within = np.arange(len(number)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return number, starts[number] + within
