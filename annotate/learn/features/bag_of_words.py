"""A vectorised bag of words: bit for bit the TF-IDF matrix of scikit-learn, several times as fast.

scikit-learn looks up each word in a Python dictionary. Here all texts are one long array: word boundaries are where
"is a letter or digit" changes, one hash join with the vocabulary turns words into numbers, and a pair of words is a
pair of numbers, looked up by binary search.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_matrix, csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from annotate._types import Flags, Integers
from annotate.learn.features.inputs import texts_of

_ROWS = 4096
_CHARACTERS = 1 << 22
_TYPOGRAPHY = "’‘“”–—…\u00a0"
_SIEVE = 20
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


class Words(TransformerMixin, BaseEstimator):
    """TF-IDF of words and word pairs, identical to that of ``TfidfVectorizer(ngram_range=(1, 2))``.

    Words are runs of two or more letters, digits or underscores in the lower-cased text, as in scikit-learn.

    Parameters
    ----------
    pairs
        Whether to count pairs of neighbouring words besides single words.
    sublinear
        Whether a word that occurs ``n`` times counts as ``1 + log n``.
    min_df
        Number of texts a word must occur in to be part of the vocabulary.
    max_features
        Maximum size of the vocabulary; the most frequent words are kept.
    """

    def __init__(
        self, pairs: bool = True, sublinear: bool = True, min_df: int = 1, max_features: int | None = None
    ) -> None:
        self.pairs = pairs
        self.sublinear = sublinear
        self.min_df = min_df
        self.max_features = max_features

    def fit(self, X: Any, y: Any = None) -> Words:  # noqa: N803
        """Learn the vocabulary and each feature's weight from the texts in `X`, with scikit-learn itself."""
        self.fit_transform(X)
        return self

    def fit_transform(self, X: Any, y: Any = None) -> csr_matrix:  # noqa: N803
        """Fit, and return the matrix of the same texts without counting their words twice."""
        learner = TfidfVectorizer(
            ngram_range=(1, 2 if self.pairs else 1),
            sublinear_tf=self.sublinear,
            min_df=self.min_df,
            max_features=self.max_features,
        )
        matrix = learner.fit_transform(texts_of(X))
        self.idf_ = learner.idf_
        self._remember(learner.vocabulary_)
        return csr_matrix(matrix)

    def transform(self, X: Any) -> csr_matrix:  # noqa: N803
        """The matrix, shape ``(texts, features)``, float64; rows have unit length, or are zero without a known word."""
        rows = texts_of(X)
        counts = self._counts(rows)
        if self.sublinear:
            np.log(counts.data, counts.data)
            counts.data += 1.0
        counts.data *= self.idf_[counts.indices]
        return normalize(counts, copy=False) if len(rows) else counts

    def add_words(self, words: Iterable[str]) -> Words:
        """Append a column for each of `words` that has none, weighted like the rarest words of the texts.

        In the texts that were learned from these columns are zero; a classifier needs other knowledge of such words.
        """
        vocabulary = {name: column for column, name in enumerate(self.get_feature_names_out().tolist())}
        for word in words:
            vocabulary.setdefault(word, len(vocabulary))
        added = len(vocabulary) - len(self.idf_)
        self.idf_ = np.append(self.idf_, np.full(added, self.idf_.max()))
        self._remember(vocabulary)
        return self

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[Any]:
        """The word or the pair of words of each column."""
        words = np.array([w.decode("utf-8", "surrogatepass") for w in self._words().to_pylist()], dtype=object)
        names = np.empty(len(self.idf_), dtype=object)
        single = self.column_of_word_ >= 0
        names[self.column_of_word_[single]] = words[single]
        first, second = np.divmod(self.pairs_, max(len(words), 1))
        names[self.column_of_pair_] = words[first] + " " + words[second]
        return names

    def _remember(self, vocabulary: Mapping[str, int]) -> None:
        """Store the vocabulary as plain arrays, so that a saved model is small, loads fast, and contains no code."""
        parts = [(name.split(" "), int(column)) for name, column in vocabulary.items()]
        words = sorted({word for names, _ in parts for word in names})
        number = {word: n for n, word in enumerate(words)}
        raw = [word.encode("utf-8", "surrogatepass") for word in words]
        self.letters_ = np.frombuffer(b"".join(raw), dtype=np.uint8)
        self.ends_ = np.cumsum([0, *map(len, raw)], dtype=np.int32)
        self.column_of_word_ = np.full(len(words), -1, dtype=np.int32)
        pairs = []
        for names, column in parts:
            if len(names) == 1:
                self.column_of_word_[number[names[0]]] = column
            else:
                pairs.append((number[names[0]] * len(words) + number[names[1]], column))
        keys, columns = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2).T
        self.pairs_, self.column_of_pair_ = keys.copy(), columns.astype(np.int32)

    def _words(self) -> pa.BinaryArray:
        return _binary(self.ends_, self.letters_.tobytes())

    def _counts(self, texts: Sequence[str]) -> csr_matrix:
        words, sieve = self._words(), _sieve_of(self.pairs_)
        lowered = [_lowered(text) for text in texts]
        plain = np.fromiter((text.isascii() for text in lowered), dtype=bool, count=len(lowered))
        hits = [
            self._occurrences([lowered[row] for row in rows], rows, words, sieve)
            for mask in (plain, ~plain)  # texts with other letters take a slower path
            for rows in _parts(lowered, np.flatnonzero(mask))
        ]
        rows, columns = (np.concatenate(part) for part in zip(*hits, strict=True)) if hits else ([], [])
        counts = coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(texts), len(self.idf_)))
        return counts.tocsr()  # adds up repeated occurrences, and sorts each row by column

    def _occurrences(
        self, texts: Sequence[str], rows: Integers, words: pa.Array, sieve: Flags
    ) -> tuple[Integers, Integers]:
        """Row and column of every occurrence of a known word or pair of words."""
        tokens, per_row = _tokens(texts)
        number = pc.index_in(tokens, value_set=words).fill_null(-1).to_numpy(zero_copy_only=False)
        row = np.repeat(rows.astype(np.int32), per_row)
        column = np.append(self.column_of_word_, np.int32(-1))[number]
        known = column >= 0
        if not len(self.pairs_):
            return row[known], column[known]
        left, right = number[:-1], number[1:]
        paired = np.flatnonzero((left >= 0) & (right >= 0) & (row[:-1] == row[1:]))
        keys = left[paired].astype(np.int64) * len(self.column_of_word_) + right[paired]
        maybe = sieve[_slot(keys)]
        keys, paired = keys[maybe], paired[maybe]
        index = np.minimum(np.searchsorted(self.pairs_, keys), len(self.pairs_) - 1)
        hit = self.pairs_[index] == keys
        rows_hit = np.concatenate([row[known], row[paired[hit]]])
        return rows_hit, np.concatenate([column[known], self.column_of_pair_[index[hit]]])


def _lowered(text: str) -> str:
    text = text.lower()
    if not text.isascii():
        for sign in _TYPOGRAPHY:  # never part of a word; without them most texts are plain ASCII
            text = text.replace(sign, " ")
    return text


def _parts(texts: Sequence[str], rows: Integers) -> Iterator[Integers]:
    """Cut `rows` into parts whose texts stay in the processor's cache, however long one text is."""
    start, characters = 0, 0
    for end, row in enumerate(rows.tolist()):
        if end > start and (end - start >= _ROWS or characters + len(texts[row]) > _CHARACTERS):
            yield rows[start:end]
            start, characters = end, 0
        characters += len(texts[row])
    if start < len(rows):
        yield rows[start:]


def _tokens(lowered: Sequence[str]) -> tuple[pa.BinaryArray, Integers]:
    """The words of all texts in order, as UTF-8, and the number of words in each text."""
    joined = "\n".join(lowered)
    starts = np.cumsum([0, *(len(text) + 1 for text in lowered)])
    raw = np.frombuffer(joined.encode("utf-8", "surrogatepass"), dtype=np.uint8)
    if len(raw) == len(joined):
        return _cut(raw, _word_characters(0x80)[raw], None, starts)
    code = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    widths = 1 + (code >= 0x80).astype(np.int8) + (code >= 0x800) + (code >= 0x10000)
    # A table of all code points would take a second, and text rarely goes beyond the first ten thousand.
    size = min(sys.maxunicode + 1, 1 << int(code.max(initial=0)).bit_length())
    return _cut(raw, _word_characters(size)[code], widths, starts)


def _cut(
    raw: npt.NDArray[np.uint8], inside: Flags, widths: npt.NDArray[np.int8] | None, starts: Integers
) -> tuple[pa.BinaryArray, Integers]:
    """Cut bytes into words where `inside` changes; `widths` are the bytes per character, ``None`` if all have one."""
    edges = np.flatnonzero(np.diff(inside, prepend=False, append=False))
    first, last = edges[::2], edges[1::2]
    long_enough = last - first > 1
    inside[first[~long_enough]] = False
    first, last = first[long_enough], last[long_enough]
    per_row = np.diff(np.searchsorted(first, starts))
    if widths is not None:
        inside = np.repeat(inside, widths)
        bytes_before = np.concatenate([[0], np.cumsum(widths, dtype=np.int64)])
        first, last = bytes_before[first], bytes_before[last]
    ends = np.concatenate([[0], np.cumsum(last - first)]).astype(np.int32)
    return _binary(ends, raw[inside].tobytes()), per_row


def _binary(ends: npt.NDArray[np.int32], letters: bytes) -> pa.BinaryArray:
    return pa.Array.from_buffers(pa.binary(), len(ends) - 1, [None, pa.py_buffer(ends), pa.py_buffer(letters)])


def _slot(keys: Integers) -> npt.NDArray[np.uint64]:
    return (keys.astype(np.uint64) * _SPREAD) >> np.uint64(64 - _SIEVE)


def _sieve_of(keys: Integers) -> Flags:
    """A lookup table that rules out most unknown pairs, which saves the binary search."""
    sieve = np.zeros(1 << _SIEVE, dtype=bool)
    sieve[_slot(keys)] = True
    return sieve


@cache
def _word_characters(size: int) -> Flags:
    r"""For each of the first `size` code points, whether ``\w`` in a regular expression matches it."""
    return np.fromiter(((c := chr(n)).isalnum() or c == "_" for n in range(size)), dtype=bool, count=size)
