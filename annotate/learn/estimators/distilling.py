"""Distillation: a fast student trained on a better model's probabilities of unlabelled sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import vstack
from sklearn.base import BaseEstimator, ClassifierMixin, clone

from annotate._types import Array, Reals
from annotate.learn.estimators.classifier import Classifier, fitted_clone
from annotate.learn.features.inputs import table_of

_NEGLIGIBLE = 0.02


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
    """

    def __init__(self, teacher: Classifier, features: Any, student: Any, unlabelled: Sequence[str] = ()) -> None:
        self.teacher = teacher
        self.features = features
        self.student = student
        self.unlabelled = unlabelled

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
        shares = (labels[:, None] == teacher.classes_).astype(float)
        if len(others):
            shares = np.vstack([shares, teacher.predict_proba(rows.iloc[len(table) :])])
        rows_of_class = [np.flatnonzero(share > _NEGLIGIBLE) for share in shares.T]
        self.student_ = clone(self.student).fit(
            vstack([matrix[part] for part in rows_of_class]).tocsr(),
            np.repeat(teacher.classes_, [len(part) for part in rows_of_class]),
            sample_weight=np.concatenate([share[part] for share, part in zip(shares.T, rows_of_class, strict=True)]),
        )
        self.classes_ = self.student_.classes_
        return self

    def predict_proba(self, X: Any) -> Reals:  # noqa: N803
        """The student's probabilities, shape ``(rows, classes)``."""
        return self.student_.predict_proba(self.features_.transform(X))

    def predict(self, X: Any) -> Array:  # noqa: N803
        """The student's label of each row."""
        return self.classes_[self.predict_proba(X).argmax(axis=1)]

    def __getstate__(self) -> dict[str, Any]:
        """The state to save: everything but the teacher and the texts."""
        return {**super().__getstate__(), "teacher": None, "unlabelled": ()}
