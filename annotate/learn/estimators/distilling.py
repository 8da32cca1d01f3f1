"""Distillation: a fast student trained on a better model's probabilities of unlabelled sentences.

The student is linear in words, and so is the mean of the vectors of a sentence's words. A linear classifier of both
therefore is a linear classifier of words: one in which words with like vectors have like coefficients, even if one of
them is rare, or a word of the encoder that no sentence had.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.pipeline import FeatureUnion

from annotate._types import Array, Integers, Reals
from annotate.learn.encoders.weights import locate_weights
from annotate.learn.encoders.word_vectors import word_vectors, words_in
from annotate.learn.estimators.classifier import Classifier, fitted_clone
from annotate.learn.features.bag_of_words import Words
from annotate.learn.features.inputs import table_of

_NEGLIGIBLE = 0.02
_TINY = 1e-12
_LENGTH = 0.5  # of the sum of a sentence's vectors, whose words have length one
_SAMPLE, _MOST_NUMBERS, _FEWEST_DIMENSIONS = 20_000, 8_000_000, 8


class Distilled(ClassifierMixin, BaseEstimator):
    """A student fitted on a teacher's probabilities (Hinton, Vinyals and Dean 2015, arXiv 1503.02531).

    An unlabelled sentence becomes one training row for each label, weighted by the teacher's probability of that label;
    labelled sentences keep their labels. Only the student is saved.

    Parameters
    ----------
    teacher
        A classifier, fitted on the labelled sentences.
    features, student
        A transformer of texts and a classifier that takes ``sample_weight``.
    unlabelled
        Texts of the coverage that will be scored; the more there are, the closer the student comes to the teacher.
    encoder
        The encoder whose vectors of words the student, a linear classifier of `Words`, learns from as well; it needs
        neither the vectors nor the encoder afterwards (see `folded`). None for none.
    """

    def __init__(
        self,
        teacher: Classifier,
        features: Any,
        student: Any,
        unlabelled: Sequence[str] = (),
        encoder: str | None = None,
    ) -> None:
        self.teacher = teacher
        self.features = features
        self.student = student
        self.unlabelled = unlabelled
        self.encoder = encoder

    def fit(self, X: Any, y: Any, groups: Any = None) -> Distilled:  # noqa: N803
        """Fit the teacher on the labelled rows, and the student on these and the teacher's predictions of others."""
        table, labels = table_of(X), np.asarray(y)
        known = set(table["text"])
        others = pd.DataFrame(
            {"text": [text for text in dict.fromkeys(self.unlabelled) if text not in known]}, dtype=object
        )
        teacher = fitted_clone(self.teacher, table, labels, groups)
        rows = pd.concat([table, others], ignore_index=True).reindex(columns=table.columns)
        self.features_ = clone(self.features)
        matrix = self.features_.fit_transform(rows)
        if self.encoder is not None:
            _words_of(self.features_).add_words(words_in(locate_weights(self.encoder)))
            matrix = self.features_.transform(rows)
        shares = (labels[:, None] == teacher.classes_).astype(float)
        if len(others):
            shares = np.vstack([shares, teacher.predict_proba(rows.iloc[len(table) :])])
        wide = matrix
        if self.encoder is not None:
            columns, vectors = _vectors_of_columns(self.features_, matrix, self.encoder)
            wide = hstack([matrix, csr_matrix(matrix[:, columns] @ vectors)]).tocsr()
        rows_of_class = [np.flatnonzero(share > _NEGLIGIBLE) for share in shares.T]
        self.student_ = clone(self.student).fit(
            vstack([wide[part] for part in rows_of_class]).tocsr(),
            np.repeat(teacher.classes_, [len(part) for part in rows_of_class]),
            sample_weight=np.concatenate([share[part] for share, part in zip(shares.T, rows_of_class, strict=True)]),
        )
        if self.encoder is not None:
            self.student_.coef_ = folded(self.student_.coef_, columns, vectors)
            self.student_.n_features_in_ = matrix.shape[1]
        self.classes_ = self.student_.classes_
        return self

    def predict_proba(self, X: Any) -> Reals:  # noqa: N803
        """The student's probabilities, shape ``(rows, classes)``."""
        return self.student_.predict_proba(self.features_.transform(X))

    def predict(self, X: Any) -> Array:  # noqa: N803
        """The student's label of each row."""
        return self.classes_[self.predict_proba(X).argmax(axis=1)]

    def __getstate__(self) -> dict[str, Any]:
        """The state to save: of a fitted student everything but the teacher and the texts."""
        state = super().__getstate__()
        return {**state, "teacher": None, "unlabelled": ()} if hasattr(self, "student_") else state


def folded(coefficients: Reals, columns: Integers, vectors: Reals) -> Reals:
    """The coefficients of features that give the same decisions as those of the features and of vectors of some.

    Parameters
    ----------
    coefficients
        Shape ``(classes, features + dimensions)``: of ``[x, x[columns] @ vectors]``.
    columns
        Numbers of the features that have vectors.
    vectors
        Shape ``(columns, dimensions)``.
    """
    features = coefficients.shape[1] - vectors.shape[1]
    narrow = coefficients[:, :features].copy()
    narrow[:, columns] += coefficients[:, features:] @ vectors.T
    return narrow


def _words_of(features: Any) -> Words:
    """The features of a sentence's words, which come first."""
    words = features.transformer_list[0][1] if isinstance(features, FeatureUnion) else features
    if not isinstance(words, Words):
        raise TypeError(f"vectors of words need features that begin with Words, not {type(words).__name__}")
    return words


def _vectors_of_columns(features: Any, matrix: csr_matrix, encoder: str) -> tuple[Integers, Reals]:
    """The columns of `matrix` that are single words of the sentence, and the vector of each, scaled."""
    names = _words_of(features).get_feature_names_out()
    single = np.flatnonzero([" " not in name for name in names])
    vectors = word_vectors(names[single].tolist(), locate_weights(encoder)).astype(np.float64)
    return single, scaled_vectors(matrix[:, single], vectors)


def scaled_vectors(matrix: csr_matrix, vectors: Reals) -> Reals:
    """The vectors so scaled that their sums over the rows of `matrix` have length one half in the square mean.

    With many rows they lose the dimensions in which these sums differ least, so that all sums fit in memory.
    """
    summed = np.asarray(matrix[:: max(1, matrix.shape[0] // _SAMPLE)] @ vectors)
    dimensions = max(_FEWEST_DIMENSIONS, _MOST_NUMBERS // max(1, matrix.shape[0]))
    if dimensions < vectors.shape[1]:
        axes = np.linalg.eigh(summed.T @ summed)[1][:, -dimensions:]
        summed, vectors = summed @ axes, vectors @ axes
    return _LENGTH * vectors / max(np.sqrt((summed**2).sum(axis=1).mean()), _TINY)
