"""A student as fast as `fast` that learns `default`'s predictions of unlabelled text."""

from __future__ import annotations

from annotate.errors import InputError
from annotate.learn.estimators.distilling import Distilled
from annotate.learn.features.bag_of_words import Words
from annotate.learn.recipes.ensemble_recipes import DEFAULT
from annotate.learn.recipes.recipe import FEATURE_TYPES, Recipe, RecipeInputs, linear, sparse_features


def _distilled(inputs: RecipeInputs) -> Distilled:
    unlabelled = inputs.options.unlabelled
    if inputs.columns and unlabelled:
        raise InputError(
            f"unlabelled texts have no column {', '.join(inputs.columns)}; leave out `unlabelled` or the columns"
        )
    features = sparse_features(inputs.columns, Words())
    return Distilled(DEFAULT.make(inputs), features, linear(inputs.seed, C=10), unlabelled)


DISTILLED = Recipe(
    "distilled",
    "as fast as fast, trained on default's predictions of unlabelled sentences",
    _distilled,
    needs_encoder=True,
    options=frozenset({"encoder", "unlabelled"}),
    types=(*FEATURE_TYPES, *DEFAULT.types, Distilled),
)
