"""The learning curves of what a model selection has compared."""

import json
from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import f1_score

from annotate.learn.estimators.fine_tuned import FineTuned
from annotate.learn.estimators.model_selection import ModelSelection
from annotate.learn.models.cards import card
from annotate.learn.models.model_info import ModelInfo
from annotate.learn.recipes.catalogue import Built, build
from annotate.learn.recipes.recipe import RecipeInputs
from annotate.learn.training.cross_validation import Candidate, TrainingPlan, carried_out, folds_of
from annotate.learn.training.examples import examples_from
from annotate.learn.training.fold_workers import FoldWorkers
from annotate.learn.training.learning_curves import CURVE_FOLDS
from annotate.learn.training.provenance import model_info
from annotate.progress import silent

ALONE = FoldWorkers(1)


@pytest.fixture(scope="module")
def mean(toy):
    """A plan that has selected the mean of two candidates of three, one of them twice."""
    fast, other = build("fast").estimator, build("words_and_characters").estimator
    again = build("fast", RecipeInputs(columns=("before",))).estimator
    choice = ModelSelection([("fast", fast), ("characters", other), ("again", fast), ("before", again)], minutes=5)
    examples = examples_from(toy(120).assign(before="Then"), group_column="doc", where="toy.csv")
    parts = np.where(np.arange(120) < 100, "train", "test").astype(object)
    labels, inputs = ("neutral", "critical", "conciliatory"), RecipeInputs(("before",))
    built = Built(choice, "best")
    plan = TrainingPlan(
        replace(examples, columns=("before",)), labels, built, inputs, parts, refit=True, progress=silent
    )
    selected, _ = plan.with_selected(ALONE)
    members = (("fast", 2), ("characters", 1))
    known = np.average([each.known for each in selected.candidates[:2]], axis=0, weights=[2, 1])
    return replace(selected, built=Built(choice.estimator_of(members), "best"), members=members, known=known)


@pytest.fixture(scope="module")
def carried(mean):
    return carried_out(mean, ALONE, curve=True)


def test_the_curve_of_a_mean_is_that_of_its_members_predictions_and_others_have_their_own(mean, carried):
    assert carried.curve == carried_out(replace(mean, candidates=()), ALONE, curve=True).curve
    assert list(carried.of_candidates) == ["before", "characters", "fast"]  # the same estimator once more tells nothing
    inside = np.concatenate([test for _, test in folds_of(mean)[:CURVE_FOLDS]])
    for candidate in (mean.candidates[0], mean.candidates[3]):
        points, guesses = carried.of_candidates[candidate.name].points, candidate.known[inside].argmax(axis=1)
        assert points[-1].macro_f1 == pytest.approx(f1_score(mean.codes[inside], guesses, average="macro"))
        assert [point.labels for point in points] == [point.labels for point in carried.curve.points]


def test_a_candidate_whose_curve_would_end_too_late_is_named(mean):
    slow = replace(mean.candidates[3], seconds_of_fold=1000.0)
    late = replace(mean, candidates=(*mean.candidates[:3], slow))
    carried = carried_out(late, ALONE, curve=True)
    assert list(carried.of_candidates) == ["characters", "fast"]
    assert carried.notes == ("no learning curve of before: the minutes given were over",)


def test_a_candidate_selected_alone_is_not_shown_twice(mean):
    fast, characters = mean.candidates[:2]
    estimator = Built(fast.estimator, "best")
    alone = replace(mean, built=estimator, members=(("fast", 1),), known=fast.known, candidates=(fast, characters))
    assert list(carried_out(alone, ALONE, curve=True).of_candidates) == ["characters"]


def test_a_second_seed_is_known_from_a_candidate_of_its_own():
    tuned = FineTuned(seed=1), FineTuned(seed=2), FineTuned("mpnet", seed=1)
    one, other, unlike = (Candidate("", estimator, np.empty(0), 1.0) for estimator in tuned)
    assert one.differs_in_seed(other)
    assert not one.differs_in_seed(unlike)


def test_the_card_and_the_document_have_the_curves_of_candidates(mean, carried):
    options = {"group_column": "doc", "licence": "", "keep_texts": True, "notes": (), "where": "toy.csv"}
    info = model_info(mean, carried, question="stance", abstain=None, **options)
    again = ModelInfo.from_dict(json.loads(json.dumps(info.as_dict())))
    assert again.candidate_curves == dict(carried.of_candidates)
    written = card(again, [], "2031-05-01")
    for name, curve in carried.of_candidates.items():
        assert f"- {name}: {curve.outlook}\n" in written
    other = model_info(mean, replace(carried, of_candidates={}), question="stance", abstain=None, **options)
    assert "candidate_curves" not in other.as_dict()
    assert "each alone" not in card(other, [], "2031-05-01")
