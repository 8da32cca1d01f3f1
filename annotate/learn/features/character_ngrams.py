"""TF-IDF of character n-grams that are counted once for each text, however often it is learned from.

Training fits the same sentences dozens of times: in each fold, in the folds within it, and for the learning curve.
Counting n-grams takes most of such a fit, and is the same each time.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfTransformer, TfidfVectorizer

from annotate._types import Integers
from annotate.learn.features.inputs import texts_of

_MOST_NUMBERS = 20_000_000


class Characters(TransformerMixin, BaseEstimator):
    """TF-IDF of sequences of two to five characters within words: scikit-learn's ``char_wb``."""

    def fit(self, X: Any, y: Any = None) -> Characters:  # noqa: N803
        """Learn which n-grams there are, and the weight of each."""
        self.fit_transform(X)
        return self

    def fit_transform(self, X: Any, y: Any = None) -> csr_matrix:  # noqa: N803
        """Fit, and return the matrix of the same texts."""
        matrix, names = _COUNTS.matrix(texts_of(X))
        weights = TfidfTransformer(sublinear_tf=True)
        weighted = weights.fit_transform(matrix)
        self.vectorizer_ = _vectorizer(vocabulary={name: column for column, name in enumerate(names)})
        self.vectorizer_.idf_ = weights.idf_
        return weighted

    def transform(self, X: Any) -> csr_matrix:  # noqa: N803
        """The matrix, shape ``(texts, n-grams)``; rows have unit length, or are zero without a known n-gram."""
        texts = texts_of(X)
        return self.vectorizer_.transform(texts) if texts else csr_matrix((0, len(self.vectorizer_.vocabulary_)))


def _vectorizer(vocabulary: dict[str, int] | None = None) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, vocabulary=vocabulary)


class NGramCounts:
    """The n-grams of texts, and how often each occurs in each text, as far as they have been asked for.

    Parameters
    ----------
    most
        How many counts are remembered; beyond, all are forgotten.
    """

    def __init__(self, most: int = _MOST_NUMBERS) -> None:
        self.most = most
        self._analyse = _vectorizer().build_analyzer()
        self._lock = threading.Lock()
        self._forget()

    def matrix(self, texts: Sequence[str]) -> tuple[csr_matrix, list[str]]:
        """Counts of shape ``(texts, n-grams)``, and the n-grams that occur in `texts`, in alphabetical order."""
        with self._lock:
            rows = [self._counted(text) for text in texts]
            names = list(self._number)
            if self._remembered > self.most:
                self._forget()
        numbers = np.concatenate([row[0] for row in rows])
        ends = np.cumsum([0, *(len(row[0]) for row in rows)])
        present = np.flatnonzero(np.bincount(numbers, minlength=len(names)))
        ordered = sorted(present.tolist(), key=names.__getitem__)
        column = np.zeros(len(names), dtype=np.int32)
        column[ordered] = np.arange(len(ordered), dtype=np.int32)
        counts = np.concatenate([row[1] for row in rows]).astype(np.float64)
        matrix = csr_matrix((counts, column[numbers], ends), shape=(len(texts), len(ordered)))
        matrix.sort_indices()
        return matrix, [names[number] for number in ordered]

    def _counted(self, text: str) -> tuple[Integers, Integers]:
        """The number of each n-gram of a text, and how often it occurs."""
        known = self._of_text.get(text)
        if known is None:
            counts = Counter(self._analyse(text))
            numbers = [self._number.setdefault(name, len(self._number)) for name in counts]
            known = np.array(numbers, dtype=np.int32), np.array(list(counts.values()), dtype=np.int32)
            self._of_text[text] = known
            self._remembered += len(numbers)
        return known

    def _forget(self) -> None:
        self._number: dict[str, int] = {}
        self._of_text: dict[str, tuple[Integers, Integers]] = {}
        self._remembered = 0


_COUNTS = NGramCounts()
