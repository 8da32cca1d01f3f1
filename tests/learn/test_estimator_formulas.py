"""Estimators of our own against scikit-learn's, or against what they are defined as."""

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin, clone
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from annotate.learn.estimators import distilling
from annotate.learn.estimators.distilling import Distilled, folded, scaled_vectors
from annotate.learn.estimators.kernel_classifier import KernelClassifier
from annotate.learn.estimators.wide_logistic_regression import WideLogisticRegression
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


@pytest.mark.parametrize("kinds", [2, 3])
@pytest.mark.parametrize("rows", [3, 40, 300])
@pytest.mark.parametrize("weighted", [True, False])
def test_the_wide_logistic_regression_is_scikit_learns(kinds, rows, weighted):
    """Rows that occur twice, empty rows, and more rows than columns are among them."""
    random = np.random.default_rng(rows)
    dense = random.random((rows, 200)) * (random.random((rows, 200)) < 0.05)
    dense[1], dense[2] = dense[0], 0.0
    labels = np.array(["a", "b", "c"][:kinds])[np.arange(rows) % kinds]
    weights = random.random(rows) + 0.5 if weighted else None
    told = {"C": 3.0, "class_weight": "balanced", "tol": 1e-8, "max_iter": 2000}
    ours = WideLogisticRegression(**told).fit(csr_matrix(dense), labels, weights)
    theirs = LogisticRegression(**told).fit(csr_matrix(dense), labels, weights)
    new = csr_matrix(random.random((50, 200)) * (random.random((50, 200)) < 0.05))
    assert ours.n_features_in_ == 200
    assert ours.coef_ == pytest.approx(theirs.coef_, abs=1e-5)
    assert ours.predict_proba(new) == pytest.approx(theirs.predict_proba(new), abs=1e-5)


class Lengths(TransformerMixin, BaseEstimator):
    """A text's number of letters."""

    def fit(self, X, y=None):
        return self

    def transform(self, X):
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


def test_folded_coefficients_decide_as_those_of_features_and_vectors():
    random = np.random.default_rng(0)
    features, columns, vectors = random.normal(size=(7, 5)), np.array([0, 2, 3]), random.normal(size=(3, 2))
    coefficients = random.normal(size=(2, 7))
    wide = np.hstack([features, features[:, columns] @ vectors])
    assert features @ folded(coefficients, columns, vectors).T == pytest.approx(wide @ coefficients.T)


def test_a_student_with_vectors_is_scikit_learns_on_words_and_the_vectors_of_words_folded():
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    from annotate.learn.encoders.weights import locate_weights
    from annotate.learn.encoders.word_vectors import word_vectors, words_in
    from annotate.learn.features.bag_of_words import Words

    texts = [f"{who} {did} the port of Ilmar" for who in ("Orth", "Senn", "Veldania") for did in ("seized", "freed")]
    labels = np.array(["critical", "conciliatory"] * 3)
    table = pd.DataFrame({"text": texts})
    linear = LogisticRegression(C=10, max_iter=5000, tol=1e-8)
    student = Distilled(Shares(), Words(), linear, encoder="minilm").fit(table, labels)
    words = Words().fit(texts).add_words(words_in(locate_weights()))
    matrix, names = words.transform(texts), words.get_feature_names_out()
    vectors = word_vectors(names.tolist(), locate_weights()).astype(float)
    vectors[[" " in name for name in names]] = 0
    summed = matrix @ vectors
    summed /= 2 * np.sqrt((summed**2).sum(axis=1).mean())
    wide = hstack([matrix, csr_matrix(summed)])
    theirs = clone(linear).fit(wide, labels)
    assert student.predict_proba(table) == pytest.approx(theirs.predict_proba(wide), abs=1e-5)
    assert student.student_.coef_.shape == (1, matrix.shape[1])


def test_vectors_of_many_sentences_keep_the_dimensions_in_which_these_differ_most(monkeypatch):
    from scipy.sparse import csr_matrix

    monkeypatch.setattr(distilling, "_MOST_NUMBERS", 2 * 30)
    monkeypatch.setattr(distilling, "_FEWEST_DIMENSIONS", 1)
    random = np.random.default_rng(2)
    matrix, vectors = csr_matrix(random.random((30, 4))), random.normal(size=(4, 3)) * [9.0, 0.01, 3.0]
    kept = scaled_vectors(matrix, vectors)
    assert kept.shape == (4, 2)
    assert ((matrix @ kept) ** 2).sum(axis=1).mean() == pytest.approx(0.5**2)
    whole = scaled_vectors(matrix[:20], vectors)
    assert whole.shape == (4, 3)
    one, other = (matrix @ some @ some.T @ matrix.T for some in (kept, whole))
    one, other = one / np.trace(one), other / np.trace(other)
    assert one == pytest.approx(other, abs=1e-4)


def test_a_rare_word_gets_part_of_the_coefficient_of_words_like_it():
    """Seen as often as its opposite, but like a word that was seen more often: the vectors alone tell them apart."""
    from sklearn.linear_model import LogisticRegression

    from annotate.learn.features.bag_of_words import Words

    texts = [f"{who} was condemned" for who in ("Orth", "Senn", "Ilmar")]
    texts += [f"{who} was praised" for who in ("Orth", "Senn", "Ilmar")] + ["Orth was denounced and lauded"]
    labels = ["critical"] * 3 + ["conciliatory"] * 3 + ["critical"]
    plain, knowing = (
        Distilled(Shares(), Words(), LogisticRegression(C=10), encoder=encoder).fit(texts, np.array(labels))
        for encoder in (None, "minilm")
    )
    both = ["Senn was denounced", "Senn was lauded"]
    column = knowing.classes_.tolist().index("critical")
    apart = [float(np.diff(model.predict_proba(both)[::-1, column])[0]) for model in (plain, knowing)]
    assert apart[1] > apart[0] + 0.02


def test_a_word_that_no_text_has_gets_the_coefficient_of_words_like_it():
    from annotate.learn.features.bag_of_words import Words

    verbs = {"condemned": "critical", "criticized": "critical", "praised": "conciliatory", "honored": "conciliatory"}
    texts = [f"{who} was {verb}" for verb in verbs for who in ("Orth", "Senn", "Ilmar")]
    labels = np.repeat(list(verbs.values()), 3)
    student = Distilled(Shares(), Words(), LogisticRegression(C=10), encoder="minilm").fit(texts, labels)
    new = ["Veldania was denounced", "Veldania was zzxq", "Veldania was celebrated"]
    denounced, unknown, celebrated = student.predict_proba(new)[:, student.classes_.tolist().index("critical")]
    assert denounced > unknown + 0.02
    assert unknown > celebrated + 0.005


def test_the_push_of_a_word_is_what_the_probability_loses_without_it(model):
    text = "Minister Adel Varn condemned Veldania today."
    explained = explain(model, text, label="critical")
    column = list(model.labels).index("critical")
    whole = model.predict_proba(pd.DataFrame({"text": [text]}))[0, column]
    without = model.predict_proba(pd.DataFrame({"text": [text.replace("condemned", "")]}))[0, column]
    pushes = explained.words.set_index("word")["push"]
    assert pushes["condemned"] == pytest.approx(whole - without)
    assert pushes.idxmax() == "condemned"
