"""Near-duplicates among sentences and articles, such as wire copy in several outlets, which are marked and kept."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import sparse

from annotate._types import Integers, Reals
from annotate.errors import InputError
from annotate.progress import Progress, silent
from annotate.text.duplicates._candidates import alike, cut
from annotate.text.duplicates._hashing import mixed, of_words
from annotate.text.duplicates._texts import Coder, Texts, summed
from annotate.text.duplicates._verification import close, is_cut, say_the_same
from annotate.text.languages import DEFAULT, Language
from annotate.text.languages.detection import language_of

SIMILAR = 0.6
"""Jaccard similarity of word 1-2-grams from which two sentences count as near-duplicates."""

ARTICLE_CONTAINED = 0.7
"""Share of the shorter article's word 4-grams that must be in the longer one for them to count as near-duplicates."""

_SHORTEST = 5
_ONE_IN = 4
_TOO_COMMON = 200


def mark_duplicates(
    sentences: pd.DataFrame,
    *,
    threshold: float = SIMILAR,
    language: Language | None = None,
    progress: Progress = silent,
) -> pd.DataFrame:
    """The sentences with the columns ``duplicate_of`` and ``copy_group``.

    ``duplicate_of`` is the ``sentence_id`` of the original, the first sentence in the table of which this one is a
    near-duplicate; it is missing for originals. ``copy_group`` is the ``sentence_id`` of the original, also for
    originals: use it as the group of a train-test split to keep near-duplicates on one side.

    Two sentences are near-duplicates if they have the same words apart from case and punctuation, if the Jaccard
    similarity of their word 1-2-grams reaches `threshold`, or if nearly all of the shorter one is contained in the
    longer one. They are not if their numbers or negations differ (numbers may be missing from a truncated sentence), if
    they have different names, days or months, or names in another order, if a word of one is the opposite of a word of
    the other, or if two expressions are in each other's place ("police attacked protesters").
    Sentences of fewer than 5 words are near-duplicates only if they have the same words.

    Parameters
    ----------
    sentences
        A table with ``text`` and ``sentence_id`` (by default the row's number).
    threshold
        Similarity, above 0 and up to 1. Candidates are found with MinHash and then checked exactly; of pairs with a
        similarity below about 0.5 only a part is found.
    language
        The language whose numbers, negations and opposites apply. By default that of each sentence, in the column
        ``language``, or English; sentences of different languages are never near-duplicates.
    progress
        Advanced by the number of sentences at the end.

    Raises
    ------
    InputError
        If there is no column ``text``, or `threshold` is out of range.
    """
    if "text" not in sentences.columns:
        raise InputError("sentences: no column 'text'; mark_duplicates needs a table of sentences")
    if not 0 < threshold <= 1:
        raise InputError(f"threshold {threshold} is out of range; give a similarity above 0 and up to 1")
    spoken = sentences["language"] if "language" in sentences.columns else None
    first = originals(sentences["text"], threshold, language, spoken=spoken, progress=progress)
    return _with_groups(sentences, "sentence_id", first)


def originals(
    texts: pd.Series,
    threshold: float = SIMILAR,
    language: Language | None = None,
    *,
    spoken: pd.Series | None = None,
    progress: Progress = silent,
) -> Integers:
    """For each text the position of its original, its own if it is one.

    `spoken` has the code of each text's language, which counts if `language` is None; see `mark_duplicates` for the
    other parameters.
    """
    search = NearDuplicateSearch(language)
    search.add(texts, spoken)
    return search.originals(threshold, progress)


class NearDuplicateSearch:
    """Finds near-duplicates among texts that are added some at a time, and does not keep the texts.

    Parameters
    ----------
    language
        As for `mark_duplicates`.
    workers
        Number of threads that compare texts.
    """

    def __init__(self, language: Language | None = None, workers: int = 1) -> None:
        self._language = language
        self._workers = workers
        self._coders: dict[str, Coder] = {}
        self._rows: dict[str, list[Integers]] = {}
        self._count = 0

    def add(self, texts: pd.Series, spoken: pd.Series | None = None) -> None:
        """Add texts after those added before, with the codes of their languages."""
        for code, rows in self._by_language(len(texts), spoken):
            if code not in self._coders:
                self._coders[code] = Coder(self._language or language_of("", code))
                self._rows[code] = []
            self._coders[code].add(texts.iloc[rows])
            self._rows[code].append((rows + self._count).astype(np.int32))
        self._count += len(texts)

    def originals(self, threshold: float = SIMILAR, progress: Progress = silent) -> Integers:
        """For each text the position of its original, its own if it is one; nothing can be added afterwards."""
        first = np.arange(self._count, dtype=np.int64)
        with progress("looking for near-duplicates", self._count) as advance:
            while self._coders:
                code, coder = self._coders.popitem()
                rows = np.concatenate(self._rows.pop(code))
                first[rows] = rows[_originals(Texts(coder), threshold, coder.language, self._workers)]
                advance(len(rows))
        return first

    def _by_language(self, count: int, spoken: pd.Series | None) -> Iterator[tuple[str, Integers]]:
        if self._language is not None or spoken is None:
            yield DEFAULT.code, np.arange(count)
            return
        codes, names = pd.factorize(spoken.astype("str").where(spoken.notna(), DEFAULT.code))
        for number, name in enumerate(names):
            yield str(name), np.flatnonzero(codes == number)


def mark_duplicate_articles(
    articles: pd.DataFrame, *, threshold: float = ARTICLE_CONTAINED, language: Language = DEFAULT
) -> pd.DataFrame:
    """The articles with ``duplicate_of``, ``copy_group`` and ``contained``.

    ``contained`` is the share of the shorter text, 0 to 1, that is in the longer one; missing for originals. The
    measure is containment rather than similarity, because outlets shorten wire copy and give it a new beginning.
    Articles are compared by a fixed sample of their word 4-grams, one in four, without those of very many articles.

    Parameters
    ----------
    articles
        A table with ``text`` and ``article_id`` (by default the row's number).
    threshold
        Containment from which two articles are near-duplicates.
    language
        The language whose rules for comparing words apply.

    Raises
    ------
    InputError
        If there is no column ``text``.
    """
    if "text" not in articles.columns:
        raise InputError("articles: no column 'text'; mark_duplicate_articles needs a table of articles")
    grams = _sampled(Texts.unsigned(articles["text"], language))
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


def _originals(texts: Texts, threshold: float, language: Language, workers: int) -> Integers:
    """For each text the row of its original; its own row if it is an original."""
    originals, same = _distinct(texts)
    chosen = originals[texts.lengths[originals] >= _SHORTEST].astype(np.int32)
    pairs, similarity = close(texts, alike(texts, chosen), threshold, workers)
    others = cut(texts, chosen)
    others, theirs = close(texts, others[is_cut(texts, others)], 0.0, workers)
    pairs, similarity = np.concatenate([pairs, others]), np.concatenate([similarity, theirs])
    agree = say_the_same(texts, pairs, language, workers)
    left, right = np.searchsorted(originals, pairs[agree]).T
    first, _ = _stars(len(originals), left, right, similarity[agree])
    return originals[first][same]


def _distinct(texts: Texts) -> tuple[Integers, Integers]:
    """The first row of each set of texts with equal words, in order, and for each text the number of its set."""
    exact = np.empty(len(texts), np.uint64)
    for rows in texts.chunks(np.arange(len(texts))):
        codes, starts = texts.flat(rows)
        within = np.arange(len(codes)) - np.repeat(starts[:-1], texts.lengths[rows])
        exact[rows] = summed(mixed(of_words(codes) + mixed(within.astype(np.uint64))), starts)
    wordless = texts.lengths == 0
    exact[wordless] = mixed(np.arange(len(texts), dtype=np.uint64))[wordless]
    code, _ = pd.factorize(exact)
    # codes count up in the order of first occurrence
    return np.flatnonzero(np.diff(np.maximum.accumulate(code), prepend=-1)), code.astype(np.int64)


def _stars(count: int, left: Integers, right: Integers, likeness: Reals) -> tuple[Integers, Reals]:
    """The original of each text, which is the most similar earlier original, and its similarity.

    Near-duplicates are only assigned to originals, so that a chain of small changes does not group dissimilar texts.
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
    """A matrix of articles by word 4-grams, of which one in `_ONE_IN` is sampled and very common ones are left out."""
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
