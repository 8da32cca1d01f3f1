"""Near-duplicates among sentences and articles, as wire copy makes them across outlets: marked, never dropped."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from rensa import RMinHash, RMinHashDigestMatrix, RMinHashLSH
from scipy import sparse

from annotate._types import Integers
from annotate.errors import InputError
from annotate.progress import Progress, silent
from annotate.text.languages import DEFAULT, Comparison, Language

SIMILAR = 0.6
"""Jaccard similarity of word 1-2-grams from which two sentences count as near-duplicates."""

CONTAINED = 0.9
"""Share of the shorter sentence's 1-2-grams that the longer must hold for the shorter to count as cut from it."""

ARTICLE_CONTAINED = 0.7
"""Share of the shorter article's word 4-grams that the longer must hold for the two to count as one story."""

_SHORTEST = 5
_SHORTENED_BY = 0.45
_BANDS, _ROWS, _SEED = 32, 4, 42
_CHUNK = 200_000
_ONE_IN = 4
_TOO_COMMON = 200

Hashes: TypeAlias = npt.NDArray[np.uint64]
Real: TypeAlias = npt.NDArray[np.float64]


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
    `threshold`, or if the shorter is all but contained in the longer; never if a number or a negation differs, and
    short ones only if equal.

    Parameters
    ----------
    sentences
        A table with ``text`` and ``sentence_id`` (without it, the row's number stands for it).
    threshold
        Between 0 (exclusive) and 1. Candidates come from MinHash and are then checked exactly; those below about 0.5
        are found only in part.
    language
        Whose numbers and negations are known.

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
        first = _originals(_Texts.of(sentences["text"], language.comparison), threshold)
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
    tokens = _Texts.of(articles["text"], language.comparison)
    grams = _sampled(tokens)
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


class _Texts:
    """The words of many texts in one flat array: their hashes, where each text starts, and what makes texts differ."""

    def __init__(self, hashes: Hashes, starts: Integers, sense: Hashes) -> None:
        self.hashes = hashes
        self.starts = starts
        self.sense = sense
        self.lengths = np.diff(starts)

    @classmethod
    def of(cls, texts: pd.Series, comparison: Comparison) -> _Texts:
        text = pa.array(texts.astype("str").fillna("").to_numpy(dtype=object), type=pa.large_string())
        for pattern, instead in (*_BEFORE, *comparison.rewrites, *_AFTER):
            text = pc.replace_substring_regex(text, pattern, instead)
        lists = pc.utf8_split_whitespace(pc.utf8_trim_whitespace(pc.utf8_lower(text)))
        starts = lists.offsets.to_numpy().astype(np.int64)
        coded = lists.values.dictionary_encode()
        words = coded.dictionary.to_pylist()
        indices = coded.indices.to_numpy().astype(np.int64) if len(coded) else np.empty(0, np.int64)
        empty = np.array([not w for w in words], dtype=bool)
        if empty.any():
            filled = ~empty[indices]
            starts = np.concatenate([[0], np.cumsum(filled)])[starts]
            indices = indices[filled]
        hashes = _mixed(np.arange(1, len(words) + 1, dtype=np.uint64))
        kind = np.array([_sense(w, comparison) for w in words], dtype=np.uint64)
        sense = np.where(kind == 2, hashes, kind * np.uint64(0x9E3779B97F4A7C15))
        return cls(hashes[indices], starts, _summed(_mixed(sense)[indices] * (kind[indices] > 0), starts))

    def one_and_two_grams(self, rows: Integers) -> tuple[Hashes, Hashes]:
        """The hashes of single words and of neighbours in the texts `rows`, flat, and where each text starts."""
        lengths = self.lengths[rows]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        indices = np.arange(starts[-1]) + np.repeat(self.starts[:-1][rows] - starts[:-1], lengths)
        single = self.hashes[indices]
        following = np.roll(single, -1)
        following[starts[1:][lengths > 0] - 1] = 0
        grams = np.empty(2 * len(single), np.uint64)
        grams[0::2] = single
        grams[1::2] = np.where(following == 0, single, _mixed(_mixed(single) + following))
        return grams, (2 * starts).astype(np.uint64)

    def grams(self, size: int) -> tuple[Hashes, Integers]:
        """A hash for each run of `size` words, and the text it is from."""
        rows = np.repeat(np.arange(len(self.lengths)), self.lengths)
        grams = self.hashes
        if len(grams) < size:
            return grams[:0], rows[:0]
        for step in range(1, size):
            grams = _mixed(grams[:-1]) + self.hashes[step:]
        inside = rows[: len(grams)] == rows[size - 1 :][: len(grams)]
        return _mixed(grams[inside]), rows[: len(grams)][inside]


_BEFORE = ((r"[’‘`´]", "'"),)
_AFTER = ((r"[^\p{L}\p{N}\p{M}'·]+", " "), (r"(^|\s)'+|'+(\s|$)", r"\1 \2"))
"""What is rewritten in every language, before and after what the language rewrites."""


def _sense(word: str, comparison: Comparison) -> int:
    """1 for a negation, 2 for a number: what two sentences must share to say the same."""
    if word in comparison.negations:
        return 1
    return 2 if word in comparison.numbers or any(c.isdigit() for c in word) else 0


def _mixed(values: Hashes) -> Hashes:
    """Splitmix64: spreads numbers over all 64 bits (Steele et al. 2014)."""
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _summed(values: Hashes, starts: Integers) -> Hashes:
    """The sum of `values` over each text, in whatever order the words stand."""
    running = np.concatenate([np.zeros(1, np.uint64), np.cumsum(values, dtype=np.uint64)])
    return running[starts[1:]] - running[starts[:-1]]


def _originals(tokens: _Texts, threshold: float) -> Integers:
    """For each text the row of the original it nearly repeats; its own row if it is one."""
    originals, same = _distinct(tokens)
    chosen = originals[tokens.lengths[originals] >= _SHORTEST]
    flagged = _flagged(tokens, chosen)
    left, right, likeness = _checked(tokens, flagged, *_candidates(tokens, flagged), threshold)
    rank = np.searchsorted(originals, flagged)
    first, _ = _stars(len(originals), rank[left], rank[right], likeness)
    return originals[first][same]


def _distinct(tokens: _Texts) -> tuple[Integers, Integers]:
    """The first of each set of texts with equal words, in order, and which of them each text equals."""
    count = len(tokens.lengths)
    within = np.arange(len(tokens.hashes)) - np.repeat(tokens.starts[:-1], tokens.lengths)
    exact = _summed(_mixed(tokens.hashes + _mixed(within.astype(np.uint64))), tokens.starts)
    wordless = tokens.lengths == 0
    exact[wordless] = _mixed(np.arange(count, dtype=np.uint64))[wordless]
    code, _ = pd.factorize(exact)
    return np.flatnonzero(~pd.Series(code).duplicated().to_numpy()), code.astype(np.int64)


def _signatures(tokens: _Texts, rows: Integers) -> RMinHashDigestMatrix:
    flat, starts = tokens.one_and_two_grams(rows)
    return RMinHash.digest_matrix_from_flat_token_hashes(flat, starts, _BANDS * _ROWS, _SEED)


def _flagged(tokens: _Texts, rows: Integers) -> Integers:
    """Those of `rows` that share a band of their MinHash signature with another."""
    if len(rows) < 2:
        return rows[:0]
    index = RMinHashLSH(SIMILAR, _BANDS * _ROWS, _BANDS)
    return rows[np.array(index.query_duplicate_flags_matrix_one_shot(_signatures(tokens, rows)), dtype=bool)]


def _candidates(tokens: _Texts, rows: Integers) -> tuple[Integers, Integers]:
    """Pairs (as indices of `rows`) that share a band of their signatures, and every number and negation."""
    if len(rows) < 2:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    signature = np.array(_signatures(tokens, rows).to_rows(), dtype=np.uint64)
    here = np.arange(len(rows))
    pairs_by_band = []
    for band in range(_BANDS):
        key = tokens.sense[rows]
        for row in range(_ROWS):
            key = _mixed(key ^ signature[:, band * _ROWS + row])
        order = np.argsort(key, kind="stable")
        opens = np.concatenate([[True], key[order][1:] != key[order][:-1]])
        head = np.flatnonzero(opens)[np.cumsum(opens) - 1]
        # each against the first and the two before it: a bucket of thousands stays linear
        for before in (head, here - 1, here - 2):
            valid = (before >= head) & (before < here)
            pairs_by_band.append(order[before[valid]] * len(rows) + order[valid])
    pairs = np.unique(np.concatenate(pairs_by_band))
    return pairs // len(rows), pairs % len(rows)


def _checked(
    tokens: _Texts, rows: Integers, left: Integers, right: Integers, threshold: float
) -> tuple[Integers, Integers, Real]:
    """Those of the pairs that are near-duplicates indeed, with their exact similarity."""
    flat, starts = tokens.one_and_two_grams(rows)
    _, column = np.unique(flat, return_inverse=True)
    shape = (len(rows), int(column.max(initial=0)) + 1)
    grams = sparse.csr_matrix((np.ones(len(flat), np.int32), column, starts.astype(np.int64)), shape)
    grams.sum_duplicates()
    grams.data[:] = 1
    sizes = np.diff(grams.indptr)
    shared = np.empty(len(left))
    for begin in range(0, len(left), _CHUNK):
        piece = slice(begin, begin + _CHUNK)
        shared[piece] = np.asarray(grams[left[piece]].multiply(grams[right[piece]]).sum(axis=1)).ravel()
    smaller, larger = np.minimum(sizes[left], sizes[right]), np.maximum(sizes[left], sizes[right])
    likeness = shared / (smaller + larger - shared)
    cut = (shared >= CONTAINED * smaller) & (smaller >= _SHORTENED_BY * larger)
    close = (likeness >= threshold) | cut
    return left[close], right[close], likeness[close]


def _stars(count: int, left: Integers, right: Integers, likeness: Real) -> tuple[Integers, Real]:
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


def _sampled(tokens: _Texts) -> sparse.csr_matrix:
    """Articles by word 4-grams, one in a few by their hash; what everybody prints left out."""
    grams, row = tokens.grams(4)
    sampled = grams % np.uint64(_ONE_IN) == 0
    _, column = np.unique(grams[sampled], return_inverse=True)
    shape = (len(tokens.lengths), int(column.max(initial=0)) + 1)
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
