"""The log-linear pool: weights of least out-of-fold log loss, checked against brute force."""

import numpy as np
import pytest
from scipy.special import log_softmax
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from annotate.learn.estimators.log_linear_pool import LogLinearPool, pool_weights
from annotate.learn.features.bag_of_words import Words


def predictions(rows=400, seed=0):
    """True classes, and log-probabilities of a good, a poor and a misleading member; shape (3, rows, 3)."""
    random = np.random.default_rng(seed)
    codes = random.integers(3, size=rows)
    truth = np.eye(3)[codes]
    members = [strength * truth + random.normal(size=(rows, 3)) for strength in (2.0, 0.7, -0.5)]
    return codes, np.stack([log_softmax(scores, axis=1) for scores in members])


def loss_of(weights, members, codes):
    return -log_softmax(np.tensordot(weights, members, axes=1), axis=1)[np.arange(len(codes)), codes].mean()


def test_no_weights_on_a_fine_grid_have_less_log_loss():
    codes, members = predictions()
    weights = pool_weights(members, codes, np.ones(3))
    grid = [np.array([a, b, c]) for a in np.arange(0, 2.6, 0.1) for b in np.arange(0, 2.6, 0.1) for c in (0, 0.1, 0.2)]
    best = min(grid, key=lambda tried: loss_of(tried, members, codes))
    assert loss_of(weights, members, codes) <= loss_of(best, members, codes)
    np.testing.assert_allclose(weights, best, atol=0.1)
    assert weights[2] == pytest.approx(0, abs=1e-6)


def test_one_member_gets_the_weight_that_is_its_inverse_temperature():
    from annotate.learn.evaluation.calibration import fit_temperature

    codes, members = predictions()
    overconfident = log_softmax(3 * members[:1], axis=2)
    (weight,) = pool_weights(overconfident, codes, np.ones(1))
    assert weight == pytest.approx(1 / fit_temperature(codes, np.exp(overconfident[0])), rel=0.01)


def test_with_few_rows_weights_stay_near_the_prior_and_with_many_they_leave_it():
    prior = np.array([0.2, 0.9, 0.5])

    def distances(rows):
        codes, members = predictions(rows)
        shrunk = pool_weights(members, codes, prior, shrinkage=5.0)
        best = pool_weights(members, codes, prior)
        mixture = np.abs(shrunk / shrunk.sum() - prior / prior.sum()).max()
        return mixture, np.abs(shrunk - best).max()

    mixture_of_few, from_best_of_few = distances(12)
    mixture_of_many, from_best_of_many = distances(5000)
    assert mixture_of_few < 0.3 < mixture_of_many
    assert from_best_of_many < 0.1 < from_best_of_few


def words():
    return Pipeline([("words", Words()), ("linear", LogisticRegression(C=3))])


def with_words(name, classifier):
    """A view of words beside another one."""
    return [("words", Words(), [LogisticRegression(C=3)]), (name, FunctionTransformer(), [classifier])]


def test_a_member_that_says_nothing_does_not_dilute_the_pool(toy):
    table = toy(120)
    pool = LogLinearPool(with_words("constant", DummyClassifier(strategy="prior")))
    pool.fit(table, table["label"], table["doc"])
    new = toy(90, seed=4)
    alone = words().fit(table, table["label"]).predict_proba(new)
    truth = np.searchsorted(pool.classes_, new["label"])
    assert log_loss(truth, pool.predict_proba(new)) <= log_loss(truth, alone) + 0.02
    np.testing.assert_array_equal(pool.predict(new), pool.classes_[alone.argmax(axis=1)])


def test_weights_come_from_rows_of_groups_that_were_not_learned(toy):
    # A member that learns rows by heart looks perfect on them; out of fold it is no better than a constant.
    table = toy(90)

    class ByHeart(DummyClassifier):
        def fit(self, X, y):
            self.known_ = dict(zip(X["text"], y, strict=True))
            return super().fit(X, y)

        def predict_proba(self, X):
            sure = (self.classes_ == np.array([[self.known_.get(text, "")] for text in X["text"]])).astype(float)
            return np.where(sure.any(axis=1, keepdims=True), 0.98 * sure + 0.01, super().predict_proba(X))

    pool = LogLinearPool(with_words("by heart", ByHeart(strategy="prior")))
    pool.fit(table, table["label"], table["doc"])
    assert pool.weights_[0] > 0.5
    new = toy(60, seed=4)
    assert (pool.predict(new) == new["label"]).mean() > 0.6


def test_without_groups_to_split_members_have_equal_weights(toy):
    table = toy(30).assign(doc="one")
    pool = LogLinearPool(with_words("constant", DummyClassifier())).fit(table, table["label"], table["doc"])
    assert pool.weights_.tolist() == [0.5, 0.5]
