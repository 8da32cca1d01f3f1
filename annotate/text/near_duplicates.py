"""Near-duplicates among sentences and articles, as wire copy makes them across outlets: marked, never dropped."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import sparse

from annotate._types import Integers, Reals
from annotate.errors import InputError
from annotate.progress import Progress, silent
from annotate.text.duplicates._candidates import alike, cut
from annotate.text.duplicates._texts import Texts, mixed, summed
from annotate.text.duplicates._verification import CONTAINED, SHORTENED_BY, is_cut, likeness, say_the_same
from annotate.text.languages import DEFAULT, Language, Words

SIMILAR = 0.6
"""Jaccard similarity of word 1-2-grams from which two sentences count as near-duplicates."""

ARTICLE_CONTAINED = 0.7
"""Share of the shorter article's word 4-grams that the longer must hold for the two to count as one story."""

_SHORTEST = 5
_ONE_IN = 4
_TOO_COMMON = 200


def mark_duplicates(
    sentences: pd.DataFrame,
    *,
    threshold: float = SIMILAR,
    language: Language = DEFAULT,
    progress: Progress = silent,
) -> pd.DataFrame:
    """The sentences with the columns ``duplicate_of`` and ``copy_group``.

    ``duplicate_of`` is the ``sentence_id`` of the first sentence in the table that this one nearly repeats, empty for
    an original. ``copy_group`` is the ``sentence_id`` of the group's original, for originals too: a training set split
    by it never has a sentence on one side and its near-duplicate on the other. Two sentences are near-duplicates if
    their words are the same but for case and punctuation, or if the Jaccard similarity of their word 1-2-grams reaches
    `threshold`, or if the shorter is all but contained in the longer, or cut from its beginning or end. They are not if
    a number or a negation differs (but for numbers that were cut off), if they name others or in another order, or if a
    word of one is the opposite of one of the other's; short ones are only if equal.

    Parameters
    ----------
    sentences
        A table with ``text`` and ``sentence_id`` (without it, the row's number stands for it).
    threshold
        Between 0 (exclusive) and 1. Candidates come from MinHash and are then checked exactly; those below about 0.5
        are found only in part.
    language
        Whose numbers, negations and opposites are known.

    Raises
    ------
    InputError
        If there is no column ``text``, or `threshold` is out of range.
    """
    if "text" not in sentences.columns:
        raise InputError("sentences: no column 'text'; mark_duplicates needs a table of sentences")
    if not 0 < threshold <= 1:
        raise InputError(f"threshold {threshold} is out of range; give a similarity above 0 and up to 1")
    count = len(sentences)
    with progress("looking for near-duplicates", count) as advance:
        first = _originals(Texts(sentences["text"], language), threshold, language.comparison.opposites)
        advance(count)
    return _with_groups(sentences, "sentence_id", first)


def mark_duplicate_articles(
    articles: pd.DataFrame, *, threshold: float = ARTICLE_CONTAINED, language: Language = DEFAULT
) -> pd.DataFrame:
    """The articles with ``duplicate_of``, ``copy_group`` and ``contained``, the share of the shorter text both have.

    Wire copy is cut from the end and gets a new head, so it is containment and not similarity that finds it. An
    article is compared by a fixed sample, one in four, of its word 4-grams; those very many share do not count.

    Raises
    ------
    InputError
        If there is no column ``text``.
    """
    if "text" not in articles.columns:
        raise InputError("articles: no column 'text'; mark_duplicate_articles needs a table of articles")
    grams = _sampled(Texts(articles["text"], language))
    sizes = np.diff(grams.indptr)
    shared = sparse.triu(grams @ grams.T, k=1).tocoo()
    share = shared.data / np.maximum(1, np.minimum(sizes[shared.row], sizes[shared.col]))
    close = (share >= threshold) & (np.minimum(sizes[shared.row], sizes[shared.col]) >= 8)
    left, right, share = shared.row[close].astype(np.int64), shared.col[close].astype(np.int64), share[close]
    first, contained = _stars(len(articles), left, right, share)
    marked = _with_groups(articles, "article_id", first)
    marked["contained"] = np.where(first == np.arange(len(articles)), np.nan, contained)
    return marked


def _with_groups(table: pd.DataFrame, key: str, first: Integers) -> pd.DataFrame:
    marked = table.copy()
    names = table[key].astype("str") if key in table.columns else pd.Series(np.arange(len(table))).astype("str")
    group = pd.Series(names.to_numpy()[first], index=table.index, dtype="str")
    marked["duplicate_of"] = group.where(first != np.arange(len(table)), None)
    marked["copy_group"] = group
    return marked


def _originals(texts: Texts, threshold: float, opposites: Mapping[str, Words]) -> Integers:
    """For each text the row of the original it nearly repeats; its own row if it is one."""
    originals, same = _distinct(texts)
    chosen = originals[texts.lengths[originals] >= _SHORTEST]
    pairs = alike(texts, chosen)
    similarity, held, ratio = likeness(texts, pairs)
    close = (similarity >= threshold) | ((held >= CONTAINED) & (ratio >= SHORTENED_BY))
    pairs, similarity = pairs[close], similarity[close]
    others = cut(texts, chosen)
    others = others[is_cut(texts, others)]
    pairs, similarity = np.concatenate([pairs, others]), np.concatenate([similarity, likeness(texts, others)[0]])
    agree = say_the_same(texts, pairs, opposites)
    left, right = np.searchsorted(originals, pairs[agree]).T
    first, _ = _stars(len(originals), left, right, similarity[agree])
    return originals[first][same]


def _distinct(texts: Texts) -> tuple[Integers, Integers]:
    """The first of each set of texts with equal words, in order, and which of them each text equals."""
    exact = np.empty(len(texts), np.uint64)
    for rows in texts.chunks(np.arange(len(texts))):
        hashes, starts = texts.flat(rows)
        within = np.arange(len(hashes)) - np.repeat(starts[:-1], texts.lengths[rows])
        exact[rows] = summed(mixed(hashes + mixed(within.astype(np.uint64))), starts)
    wordless = texts.lengths == 0
    exact[wordless] = mixed(np.arange(len(texts), dtype=np.uint64))[wordless]
    code, _ = pd.factorize(exact)
    return np.flatnonzero(~pd.Series(code).duplicated().to_numpy()), code.astype(np.int64)


def _stars(count: int, left: Integers, right: Integers, likeness: Reals) -> tuple[Integers, Reals]:
    """The original of each: the most alike earlier one that is an original itself.

    Only an original gathers near-duplicates, so a chain of small changes does not draw unlike texts into one group.
    """
    first = np.arange(count, dtype=np.int64)
    score = np.zeros(count)
    low, high = np.minimum(left, right), np.maximum(left, right)
    for pair in np.lexsort((-likeness, high)).tolist():
        early, late = low[pair], high[pair]
        if first[early] == early and first[late] == late:
            first[late], score[late] = early, likeness[pair]
    return first, score


def _sampled(texts: Texts) -> sparse.csr_matrix:
    """Articles by word 4-grams, one in a few by their hash; what everybody prints left out."""
    grams, row = texts.grams(4)
    sampled = grams % np.uint64(_ONE_IN) == 0
    _, column = np.unique(grams[sampled], return_inverse=True)
    shape = (len(texts.lengths), int(column.max(initial=0)) + 1)
    matrix = sparse.csr_matrix((np.ones(len(column), np.int32), (row[sampled], column)), shape=shape)
    matrix.data[:] = 1
    common = np.flatnonzero(np.bincount(matrix.indices, minlength=shape[1]) > _TOO_COMMON)
    if len(common):
        keep = ~np.isin(matrix.indices, common)
        matrix = sparse.csr_matrix(
            (matrix.data[keep], (np.repeat(np.arange(shape[0]), np.diff(matrix.indptr))[keep], matrix.indices[keep])),
            shape,
        )
    return matrix
