"""No row is predicted by a model that has seen it: with labels that are noise, only leakage does better than chance."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from annotate.learn.evaluation.calibration import cross_tempered
from annotate.learn.evaluation.evaluation import evaluate
from annotate.learn.evaluation.metrics import metrics_of
from annotate.learn.training.learning_curves import SHARES, learning_curve
from annotate.learn.training.splits import folds, groups_of, held_out
from annotate.learn.training.training import train

LABELS = ("conciliatory", "critical", "neutral")


def noise(count=400, seed=3):
    """Sentences with words of their own, so that any label can be learned by heart, and labels drawn by lot."""
    random = np.random.default_rng(seed)
    letters = np.array(list("abcdefghijklmnoprstuvwz"))
    words = ["".join(random.choice(letters, 7)) for _ in range(6 * count)]
    texts = [" ".join(words[6 * k : 6 * k + 6]).capitalize() + "." for k in range(count)]
    return pd.DataFrame(
        {"text": texts, "label": random.choice(LABELS, count), "doc": [f"a{k // 4}" for k in range(count)]}
    )


@pytest.fixture(scope="module")
def trained():
    return train(noise(), group_column="doc", recipe="fast", curve=False)


def right(model, part):
    rows = model.sentences[model.sentences["part"] == part]
    guess = rows[[f"p_{label}" for label in model.labels]].to_numpy().argmax(axis=1)
    return (np.array(model.labels)[guess] == rows["label"].to_numpy()).mean()


def test_noise_is_learned_by_heart_and_yet_predicted_at_chance_in_either_part(trained):
    table = noise()
    assert (trained.predict(table)["label"].to_numpy() == table["label"].to_numpy()).mean() > 0.95
    assert right(trained, "train") < 0.45
    assert right(trained, "test") < 0.5
    assert evaluate(trained, table).metrics.accuracy < 0.5
    assert evaluate(trained, table, part="all").metrics.accuracy < 0.45


def test_the_test_part_has_the_predictions_of_a_model_of_the_training_part_alone(trained):
    table = noise()
    alone = train(table, group_column="doc", recipe="fast", curve=False, refit=False)
    inside = (trained.sentences["part"] == "test").to_numpy()
    columns = [f"p_{label}" for label in LABELS]
    kept = trained.sentences.loc[inside, columns].to_numpy()
    assert kept == pytest.approx(alone.predict_proba(table[inside]), abs=1e-6)
    assert not np.allclose(kept, trained.predict_proba(table[inside]))
    assert alone.has_seen(table).tolist() == (~inside).tolist()
    assert trained.has_seen(table).all()


def test_metrics_of_training_are_those_of_out_of_fold_predictions_of_the_training_part(trained):
    rows = trained.sentences[trained.sentences["part"] == "train"]
    found = metrics_of(
        rows["label"].to_numpy(),
        rows[[f"p_{label}" for label in trained.labels]].to_numpy(),
        trained.labels,
        pd.factorize(rows["article"])[0],
        intervals=False,
    )
    assert trained.metrics.n == len(rows)
    assert trained.metrics.macro_f1 == pytest.approx(found.macro_f1)
    assert trained.metrics.ece == pytest.approx(found.ece, abs=1e-5)


def test_about_a_fifth_is_held_out_in_whole_articles():
    table = noise()
    groups = groups_of(table, "doc")
    mask = held_out(table["label"].to_numpy(), groups)
    assert 0.17 < mask.mean() < 0.23
    assert not set(groups[mask]) & set(groups[~mask])


def test_calibration_of_a_fold_does_not_look_at_the_labels_of_that_fold():
    random = np.random.default_rng(0)
    probabilities = random.dirichlet([0.4, 0.4, 0.4], 90)
    codes = random.integers(0, 3, 90)
    parts = [(np.setdiff1d(np.arange(90), test), test) for test in np.array_split(np.arange(90), 3)]
    before = cross_tempered(codes, probabilities, parts)
    changed = codes.copy()
    changed[parts[0][1]] = probabilities[parts[0][1]].argmax(axis=1)
    after = cross_tempered(changed, probabilities, parts)
    assert (after[parts[0][1]] == before[parts[0][1]]).all()
    assert not np.allclose(after[parts[1][1]], before[parts[1][1]])


def alike(one, other):
    """The Jaccard similarity of neighbouring words, written out."""
    first, second = (set(pairwise(text.lower().rstrip(".").split())) for text in (one, other))
    return len(first & second) / len(first | second)


def words(count, replaced):
    kept = [f"word{chr(97 + k)}" for k in range(count - replaced)]
    return " ".join(kept + [f"other{chr(97 + k)}" for k in range(replaced)]) + "."


@pytest.mark.parametrize(("count", "together"), [(18, True), (17, False)])
def test_sentences_with_seven_tenths_of_their_neighbouring_words_in_common_are_one_group(count, together):
    texts = [words(count, 0), words(count, 3)]
    assert alike(*texts) == {18: 14 / 20, 17: 13 / 19}[count]
    groups = groups_of(pd.DataFrame({"text": texts, "doc": ["a", "b"]}), "doc")
    assert (groups[0] == groups[1]) == together


def test_near_duplicates_are_found_among_hundreds_that_share_a_common_beginning():
    # Word pairs in more than 200 sentences are set aside to save time; they must count as shared all the same.
    texts = [f"The council of Orth said on Monday that ward {n} had voted." for n in range(300)]
    close = ["The council of Orth said on Monday that ward seven had agreed at last to vote.",
             "The council of Orth said on Monday that ward seven had agreed at last."]  # fmt: skip
    frame = pd.DataFrame({"text": [*texts, *close], "doc": np.arange(302)})
    assert alike(*close) == pytest.approx(13 / 15)
    groups = groups_of(frame, "doc")
    assert groups[-1] == groups[-2]


class TestLearningCurve:
    """Every estimator of the curve learns from whole groups of a fold's training rows alone."""

    @pytest.fixture
    def recorded(self):
        random = np.random.default_rng(1)
        codes, groups = random.integers(0, 2, 240), np.arange(240) // 4
        parts = folds(codes, groups, seed=0)
        fits = []

        def predictions(pairs):
            for rows, test in pairs:
                fits.append(rows)
                assert not set(groups[rows]) & set(groups[test])
                yield np.eye(2)[(random.random(len(test)) < 0.5).astype(int)]

        full = np.eye(2)[codes]
        curve = learning_curve(predictions, codes, groups, parts, full, labels=300)
        return codes, groups, parts, fits, curve

    def test_groups_are_whole_and_shares_are_those_of_the_points(self, recorded):
        _, groups, parts, fits, curve = recorded
        assert len(fits) == 9
        for number, rows in enumerate(fits):
            training = parts[number % 3][0]
            assert set(rows) <= set(training)
            assert set(rows) == {row for row in training if groups[row] in set(groups[rows])}
            assert len(rows) / len(training) == pytest.approx(SHARES[number // 3], abs=4 / len(training))
        sizes = [np.mean([len(rows) for rows in fits[3 * k : 3 * k + 3]]) for k in range(3)]
        assert [point.labels for point in curve.points][:3] == [round(size) for size in sizes]
        assert curve.points[3].labels == round(np.mean([len(train) for train, _ in parts[:3]]))
        assert curve.points[3].macro_f1 == 1

    def test_the_forecast_is_for_a_hundred_more_than_the_model_has(self, recorded):
        assert recorded[-1].forecast.labels == 400
        assert recorded[-1].doubled.labels == 600


def test_a_candidate_must_be_better_by_more_than_the_margin_in_cross_validation():
    from sklearn.base import BaseEstimator, ClassifierMixin

    from annotate.learn.estimators.model_selection import ModelSelection

    class ByHeart(ClassifierMixin, BaseEstimator):
        """Knows every sentence it has seen and guesses the first label elsewhere: perfect only where it leaks."""

        def fit(self, X, y, groups=None):
            self.known_, self.classes_ = dict(zip(X["text"], y, strict=True)), np.unique(y)
            return self

        def predict_proba(self, X):
            return (self.predict(X)[:, None] == self.classes_).astype(float)

        def predict(self, X):
            return np.array([self.known_.get(text, self.classes_[0]) for text in X["text"]])

    class Parity(ByHeart):
        """Knows the rule."""

        def predict(self, X):
            return np.where(X["text"].str.contains("even"), "a", "b")

    table = pd.DataFrame({"text": [f"{'even' if k % 2 == 0 else 'odd'} {k}" for k in range(40)]})
    labels = np.array(["a", "b"] * 20)
    selection = ModelSelection([("by heart", ByHeart()), ("parity", Parity())])
    selected = selection.select(table, labels)
    assert selected.name == "parity"
    # Half right with one label: F1 of 2/3 and 0.
    assert [score.macro_f1 for score in selected.scores] == pytest.approx([1 / 3, 1])
    assert ModelSelection(selection.candidates, margin=0.7).select(table, labels).name == "by heart"
    assert ModelSelection(selection.candidates, margin=0.6).select(table, labels).name == "parity"


def test_an_ensemble_is_the_weighted_mean_and_its_first_member_grows_with_the_labels():
    from sklearn.base import BaseEstimator, ClassifierMixin

    from annotate.learn.estimators.soft_voting import SoftVotingEnsemble

    class Says(ClassifierMixin, BaseEstimator):
        def __init__(self, share=0.5):
            self.share = share

        def fit(self, X, y, groups=None):
            self.classes_ = np.unique(y)
            return self

        def predict_proba(self, X):
            return np.tile([self.share, 1 - self.share], (len(X), 1))

    table, labels = pd.DataFrame({"text": ["x"] * 10}), np.array(["a", "b"] * 5)
    members = [("one", Says(0.9)), ("two", Says(0.3))]
    both = SoftVotingEnsemble(members, [2.0, 1.0]).fit(table, labels)
    assert both.predict_proba(table)[0] == pytest.approx([0.7, 0.3])
    young = SoftVotingEnsemble(members, [2.0, 1.0], full_weight_rows=40).fit(table, labels)
    assert young.predict_proba(table)[0, 0] == pytest.approx((0.5 * 0.9 + 0.3) / 1.5)
