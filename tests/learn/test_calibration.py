import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics import accuracy_score, f1_score

from annotate.learn.evaluation.calibration import (
    abstention,
    cross_tempered,
    fit_temperature,
    tempered,
)
from annotate.learn.evaluation.calibration_error import ece_from_bins, reliability_bins, reliability_table
from annotate.learn.evaluation.metrics import LabelMetrics, metrics_of

LABELS = ("a", "b", "c")


def drawn(count, temperature, seed=0):
    """True codes drawn from probabilities, and those probabilities made too sure or too modest."""
    random = np.random.default_rng(seed)
    honest = random.dirichlet([1.0, 1.0, 1.0], count)
    codes = np.array([random.choice(3, p=row) for row in honest])
    return codes, honest, tempered(honest, temperature)


@pytest.mark.parametrize("temperature", [0.4, 1.0, 2.5])
def test_the_temperature_that_spoiled_probabilities_is_found(temperature):
    codes, _, told = drawn(6000, temperature)
    assert fit_temperature(codes, told) == pytest.approx(1 / temperature, rel=0.1)


def test_tempering_keeps_the_order_of_labels_and_sums_to_one():
    _, honest, told = drawn(200, 0.3)
    assert (told.argmax(axis=1) == honest.argmax(axis=1)).all()
    assert np.allclose(told.sum(axis=1), 1)


def test_calibration_error_falls_to_what_chance_leaves():
    codes, honest, told = drawn(6000, 0.3)
    parts = [(np.arange(3000), np.arange(3000, 6000)), (np.arange(3000, 6000), np.arange(3000))]
    one = np.zeros(6000, dtype=int)

    def error(probabilities):
        return ece_from_bins(reliability_bins(codes, probabilities, one))[0]

    assert error(told) > 0.15
    assert error(cross_tempered(codes, told, parts)) < 0.03
    assert error(honest) < 0.03


def test_the_calibration_error_of_a_case_counted_by_hand():
    # Confidence .9 twice, right once: gap .4; confidence .6 twice, right twice: gap .4.
    told = np.array([[0.9, 0.1], [0.9, 0.1], [0.6, 0.4], [0.6, 0.4]])
    codes = np.array([0, 1, 0, 0])
    bins = reliability_bins(codes, told, np.zeros(4, dtype=int))
    assert ece_from_bins(bins)[0] == pytest.approx(0.4)
    table = reliability_table(codes, told)
    assert table["sentences"].tolist() == [2, 2]
    assert table["accuracy"].tolist() == [1.0, 0.5]


def test_thresholds_keep_their_precision_in_nine_of_ten_samples():
    kept = 0
    for seed in range(40):
        codes, honest, _ = drawn(500, 1.0, seed=seed)
        entry = abstention(codes, honest, [0.7])[0]
        sure = honest.max(axis=1)
        assert entry.coverage == (sure >= entry.threshold).mean()
        _, new, _ = drawn(3000, 1.0, seed=1000 + seed)
        kept += new.max(axis=1)[new.max(axis=1) >= entry.threshold].mean() >= 0.7
    assert kept >= 33


def test_the_temperature_is_that_of_scikit_learn():
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.frozen import FrozenEstimator

    class Passes(ClassifierMixin, BaseEstimator):
        def fit(self, X, y):
            self.classes_ = np.unique(y)
            return self

        def predict_proba(self, X):
            return X

        def predict(self, X):
            return X.argmax(axis=1)

    codes, _, drawn_probabilities = drawn(400, 0.3)
    overconfident = 0.999 * drawn_probabilities + 0.001 / 3  # far from 0, where the two clip differently
    passes = FrozenEstimator(Passes().fit(overconfident, codes))
    theirs = CalibratedClassifierCV(passes, method="temperature").fit(overconfident, codes)
    ours = tempered(overconfident, fit_temperature(codes, overconfident))
    np.testing.assert_allclose(ours, theirs.predict_proba(overconfident), atol=1e-4)


def test_a_precision_out_of_reach_has_no_threshold():
    codes, _, _ = drawn(100, 1.0)
    found = abstention(codes, np.full((100, 3), 1 / 3), [0.99])[0]
    assert found.threshold is None
    assert found.coverage == 0


def test_figures_agree_with_scikit_learn():
    codes, honest, _ = drawn(300, 1.0)
    truth = np.array(LABELS)[codes]
    guess = np.array(LABELS)[honest.argmax(axis=1)]
    found = metrics_of(truth, honest, LABELS, np.arange(300))
    assert found.accuracy == pytest.approx(accuracy_score(truth, guess))
    assert found.macro_f1 == pytest.approx(f1_score(truth, guess, average="macro"))
    assert found.weighted_f1 == pytest.approx(f1_score(truth, guess, average="weighted"))
    for label, score in zip(LABELS, f1_score(truth, guess, average=None, labels=LABELS), strict=True):
        assert found.per_label[label].f1 == pytest.approx(score)


def test_an_absent_label_counts_as_in_scikit_learn():
    truth, guess = np.array(["a", "a", "b"]), np.array(["a", "b", "b"])
    told = np.eye(3)[[0, 1, 1]]
    found = metrics_of(truth, told, LABELS, np.arange(3))
    assert found.macro_f1 == pytest.approx(f1_score(truth, guess, average="macro"))
    assert found.per_label["c"] == LabelMetrics(precision=0.0, recall=0.0, f1=0.0, support=0)


def test_intervals_widen_when_sentences_come_in_articles():
    random = np.random.default_rng(1)
    right = np.repeat(random.random(60) < 0.7, 10)  # the sentences of an article are right or wrong together
    codes = random.integers(0, 2, 600)
    told = np.eye(2)[np.where(right, codes, 1 - codes)]
    truth = np.array(["a", "b"])[codes]

    def width(groups):
        low, high = metrics_of(truth, told, ("a", "b"), groups).intervals.accuracy
        return high - low

    assert width(np.repeat(np.arange(60), 10)) > 2 * width(np.arange(600))


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    held = 0
    for seed in range(50):
        random = np.random.default_rng(seed)
        codes = random.integers(0, 2, 200)
        told = np.eye(2)[np.where(random.random(200) < 0.8, codes, 1 - codes)]
        low, high = metrics_of(
            np.array(["a", "b"])[codes], told, ("a", "b"), np.arange(200), seed=seed
        ).intervals.accuracy
        held += low <= 0.8 <= high
    assert held >= 43


def test_the_majority_baseline_is_that_of_a_dummy_classifier():
    from sklearn.dummy import DummyClassifier

    codes = np.array([0] * 30 + [1] * 50 + [2] * 20)
    truth = np.array(LABELS)[codes]
    baseline = metrics_of(truth, np.eye(3)[codes], LABELS, np.arange(100), intervals=False).baseline
    guess = DummyClassifier().fit(codes[:, None], truth).predict(codes[:, None])
    assert baseline.label == "b"
    assert baseline.accuracy == pytest.approx(accuracy_score(truth, guess))
    assert baseline.macro_f1 == pytest.approx(f1_score(truth, guess, average="macro"))
    assert baseline.weighted_f1 == pytest.approx(f1_score(truth, guess, average="weighted"))


def test_labels_that_no_sentence_has_are_named():
    truth, guesses = np.array(["b", "b", "b", "b"]), np.eye(3)[[1, 1, 1, 0]]
    metrics = metrics_of(truth, guesses, LABELS, np.arange(4), intervals=False)
    assert metrics.macro_f1 == pytest.approx(f1_score(truth, ["b", "b", "b", "a"], average="macro"))
    assert metrics.note_on_labels().startswith("no sentence is labelled a or c: macro-F1 counts such a label as 0")
    assert not metrics_of(np.array(LABELS), np.eye(3), LABELS, np.arange(3), intervals=False).note_on_labels()
