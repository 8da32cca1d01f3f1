"""Recipes give estimators that learn, repeat themselves, and say what they lack."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin

from annotate.errors import InputError, ModelError
from annotate.learn.encoders import weights
from annotate.learn.estimators.classifier import fitted_clone
from annotate.learn.estimators.soft_voting import SoftVotingEnsemble
from annotate.learn.recipes.catalogue import RECIPES, build
from annotate.learn.recipes.recipe import RecipeInputs, RecipeOptions

CRITICAL = [
    "{} condemned the raid",
    "{} accused the ministry of lies",
    "{} threatened new sanctions",
    "{} blamed the army",
]
CALM = ["{} welcomed the talks", "{} offered help to the port", "{} signed the accord", "{} agreed to release the crew"]
PLAIN = ["{} meets on Monday", "{} is home to two rivers", "{} has nine ministers", "{} ensembles in autumn"]
PLACES = ["Veldania", "Karsovia", "The mayor of Torvik", "The Ostren council", "Its envoy", "A spokesman for Merrow"]


@pytest.fixture(scope="module")
def labelled():
    rows = [
        (pattern.format(place), label, place)
        for label, patterns in (("critical", CRITICAL), ("conciliatory", CALM), ("neutral", PLAIN))
        for pattern in patterns
        for place in PLACES
    ]
    return pd.DataFrame(rows, columns=["text", "label", "place"]).sample(frac=1, random_state=0, ignore_index=True)


# What asks a language model has its tests in tests/endpoints, and fine-tuning, which takes longer, a file of its own.
@pytest.mark.parametrize(
    "name", sorted({name for name, of in RECIPES.items() if "llm" not in of.options} - {"best", "finetuned"})
)
def test_a_recipe_learns_from_a_table_and_from_a_list(name, labelled):
    held = labelled["place"] == PLACES[0]
    known, unknown = labelled[~held], labelled[held]
    table = fitted_clone(build(name).estimator, known, known["label"], known["place"])
    plain = fitted_clone(
        build(name).estimator, known["text"].tolist(), known["label"].tolist(), known["place"].tolist()
    )
    assert (table.predict(unknown) == unknown["label"]).mean() > 0.7
    np.testing.assert_array_equal(table.predict_proba(unknown), plain.predict_proba(unknown["text"]))
    np.testing.assert_allclose(table.predict_proba(unknown).sum(axis=1), 1)
    assert list(table.classes_) == ["conciliatory", "critical", "neutral"]


def test_without_an_encoder_default_says_what_to_install_and_uses_words(monkeypatch):
    def missing(source):
        raise ModelError("no weights here; install some")

    monkeypatch.setattr(weights, "locate_weights", missing)
    built = build("default")
    assert built.recipe == "words_and_characters"
    assert "install some" in built.note


def test_an_unknown_recipe_names_those_there_are():
    with pytest.raises(InputError, match="fast, default"):
        build("quick")


def test_an_option_that_a_recipe_does_not_use_is_refused_with_those_that_do():
    with pytest.raises(InputError, match=r"fast does not use `unlabelled`.* distilled"):
        build("fast", RecipeInputs(options=RecipeOptions(unlabelled=("Veldania voted.",))))
    with pytest.raises(InputError, match=r"default does not use `minutes`.* best"):
        build("default", RecipeInputs(options=RecipeOptions(minutes=1.0)))


def test_a_missing_text_is_named_by_its_row(labelled):
    broken = pd.DataFrame({"text": ["a word", None], "label": ["critical", "neutral"]})
    with pytest.raises(InputError, match="row 2"):
        build("fast").estimator.fit(broken, broken["label"])


class Certain(ClassifierMixin, BaseEstimator):
    """Sure of the first label, or of the last."""

    def __init__(self, place=0):
        self.place = place

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict_proba(self, X):
        return np.tile(np.eye(len(self.classes_))[self.place], (len(X), 1))


@pytest.mark.parametrize(("rows", "share"), [(10, 0.2), (20, 1 / 3), (40, 0.5), (80, 0.5)])
def test_the_first_member_of_an_ensemble_gains_weight_with_the_rows(rows, share):
    ensemble = SoftVotingEnsemble([("first", Certain(0)), ("last", Certain(-1))], [1, 1], full_weight_rows=40)
    probabilities = ensemble.fit(["a"] * rows, ["critical", "neutral"] * (rows // 2)).predict_proba(["b"])
    np.testing.assert_allclose(probabilities, [[share, 1 - share]])
    assert ensemble.weights == [1, 1]
