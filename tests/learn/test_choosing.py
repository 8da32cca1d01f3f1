"""Model selection, and a student that learns from a better one."""

import time
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import skops.io
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from annotate.learn.estimators.distilling import Distilled
from annotate.learn.estimators.model_selection import CandidateScore, ModelSelection, Selection
from annotate.learn.features.bag_of_words import Words
from annotate.learn.models.archive import TRUSTED
from annotate.learn.recipes.catalogue import RECIPES, Built, build
from annotate.learn.recipes.recipe import RecipeInputs, RecipeOptions
from annotate.learn.training.cross_validation import TrainingPlan, carried_out, folds_of, out_of_fold
from annotate.learn.training.examples import examples_from
from annotate.learn.training.fold_workers import FoldWorkers
from annotate.progress import silent

TEXTS = [
    f"{place} {verb} {n} ships" for n in range(10) for place in ("Veldania", "Karsovia") for verb in ("seized", "freed")
]
ALONE = FoldWorkers(1)
LABELS = ["critical" if "seized" in text else "conciliatory" for text in TEXTS]


class Takes(DummyClassifier):
    def __init__(self, strategy="prior"):
        super().__init__(strategy="prior")

    def fit(self, X, y, groups=None):
        return super().fit(X, y)


def selection(**options):
    return ModelSelection([("constant", Takes()), ("words", build("fast").estimator)], **options)


def test_the_better_candidate_is_chosen_and_fitted():
    fitted = selection().fit(TEXTS, LABELS)
    assert fitted.name_ == "words"
    assert fitted.predict(["Torvik seized a boat", "Torvik freed a boat"]).tolist() == ["critical", "conciliatory"]


def test_the_first_is_kept_unless_another_is_better_by_the_margin():
    assert selection(margin=0.9).fit(TEXTS, LABELS).name_ == "constant"


def test_when_time_is_up_the_best_so_far_is_the_answer():
    result = selection(minutes=0).select(TEXTS, LABELS)
    assert result.name == "constant"
    assert len(result.scores) == 1
    assert result.untried == 1


class Clock:
    """A clock that only the training of `Says` sets forward, however busy the machine is."""

    now = 0.0

    @staticmethod
    def monotonic():
        return Clock.now


class Says(BaseEstimator, ClassifierMixin):
    """Says the probability of the second label that stands in a column of its own."""

    def __init__(self, column, seconds=0.0):
        self.column, self.seconds = column, seconds

    def fit(self, X, y, groups=None):
        Clock.now += self.seconds
        self.classes_ = np.unique(y)
        return self

    def predict_proba(self, X):
        share = X[self.column].to_numpy(dtype=float)
        return np.column_stack([1 - share, share])


def said(**columns):
    """A table of eight sentences whose second half has the second label, and what two experts say of each."""
    return pd.DataFrame({"text": [f"Sentence {n}." for n in range(8)], **columns}), np.repeat(["a", "b"], 4)


ONE, OTHER = [0.1, 0.1, 0.6, 0.1, 0.9, 0.9, 0.9, 0.4], [0.6, 0.1, 0.1, 0.1, 0.9, 0.4, 0.9, 0.9]


def test_the_mean_of_candidates_that_err_elsewhere_is_selected():
    table, labels = said(one=ONE, other=OTHER)
    selected = ModelSelection([("one", Says("one")), ("other", Says("other"))]).select(table, labels)
    assert [score.macro_f1 for score in selected.scores] == [0.75, 0.75]
    assert selected.members == (("one", 1), ("other", 1))
    assert (selected.name, selected.macro_f1) == ("the mean of one and other", 1.0)
    np.testing.assert_allclose(selected.out_of_fold[:, 1], (np.array(ONE) + OTHER) / 2)
    assert "1.000 for this mean, of one 0.750; other 0.750" in selected.note()


def test_a_mean_counts_each_candidate_as_often_as_it_was_picked():
    table, labels = said(one=ONE, other=OTHER)
    mean = ModelSelection([("one", Says("one")), ("other", Says("other"))]).estimator_of((("one", 2), ("other", 1)))
    shares = mean.fit(table, labels).predict_proba(table)[:, 1]
    np.testing.assert_allclose(shares, (2 * np.array(ONE) + OTHER) / 3)


def test_a_mean_is_left_alone_if_it_is_right_more_often_but_less_sure_of_the_truth():
    sure, unsure = [0.01] * 3 + [0.51] + [0.99] * 4, [0.49] * 3 + [0.48] + [0.51] * 2 + [0.49] * 2
    table, labels = said(sure=sure, unsure=unsure)
    candidates = [("sure", Says("sure")), ("unsure", Says("unsure"))]
    selected = ModelSelection(candidates).select(table, labels)
    assert selected.members == (("sure", 1),)
    mean = (np.array(sure) + unsure) / 2
    assert ((mean > 0.5) == (labels == "b")).all()  # every sentence is right, but few of them by much


def test_the_log_loss_of_a_candidate_is_scikit_learns():
    table, labels = said(one=ONE)
    (score,) = ModelSelection([("one", Says("one"))]).select(table, labels).scores
    assert score.log_loss == pytest.approx(log_loss(labels, np.column_stack([1 - np.array(ONE), ONE])))


def test_a_candidate_that_would_not_be_done_in_time_is_left_out_and_a_quicker_one_is_still_tried(monkeypatch):
    monkeypatch.setattr("annotate.learn.estimators.model_selection.time", Clock)
    table, labels = said(one=OTHER, better=np.repeat([0.1, 0.9], 4))
    candidates = [("one", Says("one")), ("slow", Says("better", 0.3)), ("quick", Says("better"))]
    counted = []

    @contextmanager
    def counting(label, total):
        yield counted.append
        assert (label, sum(counted)) == ("comparing candidates", total)

    result = ModelSelection(candidates, minutes=1.5 / 60).select(table, labels, fits_after=9.0, progress=counting)
    assert sum(counted) == 3 * 4  # four sentences of each label: four folds
    assert [score.name for score in result.scores] == ["one", "quick"]  # slow: 0.3 s, four folds and nine more fits
    assert (result.name, result.untried) == ("quick", 1)


def test_best_starts_from_default_and_names_every_candidate_once():
    names = [name for name, _ in build("best").estimator.candidates]
    assert names[:2] == ["default", "a fine-tuned encoder"]
    assert len(set(names)) == len(names) >= 5


def test_best_says_which_encoders_took_part(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert "best compared the encoder minilm, as on this machine" in build("best").note
    other = tmp_path / "stance-annotate" / "encoders" / "owner--name"
    other.mkdir(parents=True)
    (other / "encoder.json").write_text("{}")
    recipe = RECIPES["best"]
    assert recipe.note is not None
    assert "best compared the encoders minilm, owner/name, as on this machine" in recipe.note(RecipeInputs())
    assert "best compared the encoder e5, as" in recipe.note(RecipeInputs(options=RecipeOptions(encoder="e5")))


def test_a_student_learns_words_that_only_unlabelled_texts_have():
    teacher = build("words_and_characters").estimator
    unlabelled = [f"{verb} by the Ostren navy" for verb in ("seized", "freed") for _ in range(3)]
    unlabelled += [f"seized trawler {n}" for n in range(40)] + [f"freed sailor {n}" for n in range(40)]
    student = Distilled(teacher, Words(), LogisticRegression(C=10), unlabelled).fit(TEXTS, LABELS)
    assert student.predict(["the trawler", "the sailor"]).tolist() == ["critical", "conciliatory"]


def test_neither_the_teacher_nor_the_texts_are_saved():
    secret = "Unpublished sentence of the Merrow archive"
    student = Distilled(build("fast").estimator, Words(), LogisticRegression(), [secret]).fit(TEXTS, LABELS)
    saved = skops.io.dumps(student)
    again = skops.io.loads(saved, trusted=list(TRUSTED))
    assert again.teacher is None
    assert list(again.unlabelled) == []
    assert (again.predict_proba(TEXTS) == student.predict_proba(TEXTS)).all()


def test_a_note_names_the_best_candidates_and_counts_the_others():
    scores = tuple(CandidateScore(f"c{number}", number / 10, 1.0) for number in range(5))
    note = Selection((("c4", 1),), scores, untried=2).note()
    assert "selected c4" in note
    assert note.endswith("c4 0.400; c3 0.300; c2 0.200; 2 more were no better (2 more were not tried: time was up)")
    assert (
        Selection((("c4", 1),), scores[:4], untried=1)
        .note()
        .endswith("c1 0.100; 1 more was no better (1 more was not tried: time was up)")
    )
    assert Selection((("c0", 1),), scores[:1], untried=0).note().endswith("training part: c0 0.000")


@pytest.fixture
def plan(toy):
    """A plan to select between two models of words, with the labels in another order than the alphabet's."""
    examples = examples_from(toy(120), group_column="doc", where="toy.csv")
    fast = build("fast").estimator
    choice = ModelSelection([("fast", fast), ("same", fast)], minutes=5)
    parts = np.where(np.arange(120) < 100, "train", "test").astype(object)
    labels = ("neutral", "critical", "conciliatory")
    return TrainingPlan(examples, labels, Built(choice, "best"), RecipeInputs(), parts, refit=True, progress=silent)


def test_predictions_that_the_selection_has_left_are_those_of_cross_validation(plan):
    selected, (note,) = plan.with_selected(ALONE)
    assert note.startswith("selected fast by macro-F1")
    pairs = folds_of(plan)
    inside = np.concatenate([test for _, test in pairs])
    again = out_of_fold(selected, pairs, ALONE)
    np.testing.assert_allclose(selected.known[inside], again[inside])
    assert np.isnan(selected.known[100:]).all()
    assert selected.with_columns(()).known is None
    carried = carried_out(selected, ALONE, curve=True)
    assert carried.curve is not None
    np.testing.assert_allclose(
        carried.calibrated, carried_out(replace(selected, known=None), FoldWorkers(2, worth=-1), curve=False).calibrated
    )


def test_the_learning_curve_is_left_out_where_the_minutes_are_over(plan):
    selected, _ = plan.with_selected(ALONE)
    carried = carried_out(replace(selected, deadline=time.monotonic()), ALONE, curve=True)
    assert carried.curve is None
    assert carried.notes == ("no learning curve: it would have taken longer than the minutes given",)
