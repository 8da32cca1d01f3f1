"""A student as fast as `fast` that learns the predictions of unlabelled text by `default`, or by a language model."""

from __future__ import annotations

from annotate.errors import InputError
from annotate.learn.estimators.distilling import Distilled
from annotate.learn.features.bag_of_words import Words
from annotate.learn.recipes.ensemble_recipes import DEFAULT
from annotate.learn.recipes.prompted_recipe import prompted
from annotate.learn.recipes.recipe import FEATURE_TYPES, Recipe, RecipeInputs, linear, sparse_features


def _distilled(inputs: RecipeInputs) -> Distilled:
    unlabelled = inputs.options.unlabelled
    if inputs.columns and unlabelled:
        raise InputError(
            f"unlabelled texts have no column {', '.join(inputs.columns)}; leave out `unlabelled` or the columns"
        )
    features = sparse_features(inputs.columns, Words())
    teacher = prompted(inputs) if inputs.options.llm else DEFAULT.make(inputs)
    return Distilled(teacher, features, linear(inputs.seed, C=10), unlabelled)


DISTILLED = Recipe(
    "distilled",
    "as fast as fast, trained on the predictions of unlabelled sentences by default or by a language model",
    _distilled,
    needs_encoder=True,
    options=frozenset({"encoder", "unlabelled", "llm"}),
    types=(*FEATURE_TYPES, *DEFAULT.types, Distilled),
)
