"""Checking candidate pairs: similarity, and numbers, negations, names and opposites that must agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from scipy import sparse

from annotate._types import Flags, Integers, Reals
from annotate.text.duplicates._texts import NEGATION, Texts
from annotate.text.languages import Words

CONTAINED = 0.9
"""Share of the shorter text's 1-2-grams that must be in the longer for it to count as a shortened version."""
SHORTENED_BY = 0.45
_PAIRS_AT_ONCE = 100_000


def likeness(texts: Texts, pairs: Integers) -> tuple[Reals, Reals, Reals]:
    """For each pair the Jaccard similarity of their 1-2-grams, the share of the smaller set in the larger, the ratio.

    The ratio is that of the sizes of both sets. All are 0 to 1.
    """
    alike, held, ratio = (np.empty(len(pairs)) for _ in range(3))
    for begin in range(0, len(pairs), _PAIRS_AT_ONCE):
        some = slice(begin, begin + _PAIRS_AT_ONCE)
        rows, index = np.unique(pairs[some], return_inverse=True)
        left, right = index.reshape(-1, 2).T
        grams = _grams(texts, rows)
        sizes = np.diff(grams.indptr)
        shared = np.asarray(grams[left].multiply(grams[right]).sum(axis=1)).ravel()
        smaller, larger = np.minimum(sizes[left], sizes[right]), np.maximum(sizes[left], sizes[right])
        alike[some] = shared / (smaller + larger - shared)
        held[some] = shared / smaller
        ratio[some] = smaller / larger
    return alike, held, ratio


def _grams(texts: Texts, rows: Integers) -> sparse.csr_matrix:
    flat, starts = texts.one_and_two_grams(rows)
    _, column = np.unique(flat, return_inverse=True)
    shape = (len(rows), int(column.max(initial=0)) + 1)
    grams = sparse.csr_matrix((np.ones(len(flat), np.int32), column, starts.astype(np.int64)), shape)
    grams.sum_duplicates()
    grams.data[:] = 1
    return grams


def say_the_same(texts: Texts, pairs: Integers, opposites: Mapping[str, Words]) -> Flags:
    """For each pair whether both have the same names in the same order, and no words that are opposites."""
    known = texts.code
    codes = {
        known[word]: {known[other] for other in others if other in known}
        for word, others in opposites.items()
        if word in known
    }
    return np.array([_agree(texts, texts.codes_of(a), texts.codes_of(b), codes) for a, b in pairs.tolist()], dtype=bool)


def _agree(texts: Texts, one: Sequence[int], other: Sequence[int], opposites: Mapping[int, set[int]]) -> bool:
    first, second, name = Counter(one), Counter(other), texts.name
    only_first, only_second = first - second, second - first
    if any(name[code] for code in only_first) and any(name[code] for code in only_second):
        return False
    if any(not opposites[code].isdisjoint(only_second) for code in only_first if code in opposites):
        return False
    shared = [code for code in one if name[code] and code in second]
    return shared == [code for code in other if name[code] and code in first]


def is_cut(texts: Texts, pairs: Integers) -> Flags:
    """For each pair whether one text is the beginning or end of the other, and the rest has no negation."""
    return np.array([_is_cut(texts, texts.codes_of(a), texts.codes_of(b)) for a, b in pairs.tolist()], dtype=bool)


def _is_cut(texts: Texts, one: list[int], other: list[int]) -> bool:
    shorter, longer = sorted((one, other), key=len)
    size = len(shorter)
    if size < SHORTENED_BY * len(longer):
        return False
    if longer[:size] == shorter:
        rest = longer[size:]
    elif longer[-size:] == shorter:
        rest = longer[:-size]
    else:
        return False
    return not any(texts.kind[code] == NEGATION for code in rest)
