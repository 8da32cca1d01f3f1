"""Estimators of our own against scikit-learn's, or against what they are defined as."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.svm import SVC

from annotate.learn.estimators.distilling import Distilled
from annotate.learn.estimators.kernel_classifier import KernelClassifier
from annotate.learn.evaluation.explaining import explain


@pytest.mark.parametrize("kinds", [2, 3])
@pytest.mark.parametrize("balanced", [True, False])
def test_the_kernel_classifier_is_scikit_learns_with_a_gaussian_kernel(kinds, balanced):
    random = np.random.default_rng(1)
    labels = random.choice(["a", "b", "c"][:kinds], 90, p=[0.7, 0.3, 0][:kinds] if kinds == 2 else [0.6, 0.3, 0.1])
    vectors = random.normal(size=(90, 5)) + np.eye(5)[np.searchsorted(["a", "b", "c"], labels)]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ours = KernelClassifier(C=1.5, gamma=0.7, balanced=balanced).fit(vectors[:60], labels[:60])
    theirs = SVC(C=1.5, gamma=0.7, class_weight="balanced" if balanced else None).fit(vectors[:60], labels[:60])
    decision = theirs.decision_function(vectors[60:])
    decision = decision if kinds > 2 else np.column_stack([-decision, decision])
    assert ours.predict_proba(vectors[60:]) == pytest.approx(softmax(2 * decision, axis=1), abs=2e-3)


class Lengths(TransformerMixin, BaseEstimator):
    """A text's number of letters."""

    def fit(self, X, y=None):
        return self

    def transform(self, X):
        from scipy.sparse import csr_matrix

        return csr_matrix([[float(len(text))] for text in X["text"]])


class Shares(ClassifierMixin, BaseEstimator):
    """Says a tenth a's for each letter."""

    def fit(self, X, y, groups=None):
        self.classes_ = np.unique(y)
        return self

    def predict_proba(self, X):
        share = X["text"].str.len().to_numpy() / 10
        return np.column_stack([share, 1 - share])


class Noting(Shares):
    """Keeps what it was fitted on."""

    def fit(self, X, y, sample_weight):
        rows = zip(X.toarray().ravel(), y, sample_weight.round(9), strict=True)
        self.rows_, self.classes_ = (
            sorted((int(length), str(label), float(w)) for length, label, w in rows),
            np.unique(y),
        )
        return self


def test_a_student_learns_each_label_with_the_teachers_probability_and_peoples_labels_as_they_are():
    texts, labels = ["x" * 3, "x" * 9], np.array(["a", "b"])
    unlabelled = ["x" * 5, "x" * 2, "x" * 9, "x" * 5, "y" * 10]
    student = Distilled(Shares(), Lengths(), Noting(), unlabelled).fit(pd.DataFrame({"text": texts}), labels)
    assert student.student_.rows_ == [
        (2, "a", 0.2), (2, "b", 0.8), (3, "a", 1.0), (5, "a", 0.5), (5, "b", 0.5), (9, "b", 1.0), (10, "a", 1.0),
    ]  # fmt: skip


def test_the_push_of_a_word_is_what_the_probability_loses_without_it(model):
    text = "Minister Adel Varn condemned Veldania today."
    explained = explain(model, text, label="critical")
    column = list(model.labels).index("critical")
    whole = model.predict_proba(pd.DataFrame({"text": [text]}))[0, column]
    without = model.predict_proba(pd.DataFrame({"text": [text.replace("condemned", "")]}))[0, column]
    pushes = explained.words.set_index("word")["push"]
    assert pushes["condemned"] == pytest.approx(whole - without)
    assert pushes.idxmax() == "condemned"
