"""The registry of recipes, and how an estimator is built from one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from annotate.errors import InputError, UsageError, check_choice
from annotate.learn.encoders.weights import why_no_encoder
from annotate.learn.estimators.classifier import Classifier
from annotate.learn.estimators.one_vs_rest import OneVsRest
from annotate.learn.recipes.best_recipe import BEST
from annotate.learn.recipes.distilled_recipe import DISTILLED
from annotate.learn.recipes.ensemble_recipes import DEFAULT
from annotate.learn.recipes.finetuned_recipe import FINETUNED
from annotate.learn.recipes.linear_recipes import FAST, WORDS_AND_CHARACTERS
from annotate.learn.recipes.prompted_recipe import PROMPTED
from annotate.learn.recipes.recipe import Recipe, RecipeInputs

RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {recipe.name: recipe for recipe in (FAST, DEFAULT, BEST, FINETUNED, DISTILLED, PROMPTED, WORDS_AND_CHARACTERS)}
)
"""All recipes by name. To add one, write a module with a `Recipe` and name it in this line."""

COLUMNS = ("before", "after", "speaker", "quoted", "target")
"""Columns that a recipe can use in addition to the sentence itself."""


@dataclass(frozen=True)
class Built:
    """An unfitted estimator, the recipe it was built from, and a note for the user."""

    estimator: Classifier
    recipe: str
    note: str = ""
    """That another recipe replaces the one that was asked for, or what the recipe says itself; empty for nothing."""


def build(name: str, inputs: RecipeInputs | None = None) -> Built:
    """The unfitted estimator of the recipe `name`.

    If the recipe needs an encoder, none is named and none is installed, it is the most accurate recipe without one,
    with a ``note``.

    Raises
    ------
    InputError
        If there is no such recipe or column, the recipe does not accept an option that is set, or the encoder that is
        named is not there.
    """
    inputs = inputs or RecipeInputs()
    check_choice("recipe", name, RECIPES)
    recipe = RECIPES[name]
    for column in inputs.columns:
        if column not in COLUMNS:
            raise InputError(f"no recipe uses a column {column!r}; choose from {', '.join(COLUMNS)}")
    for option in inputs.options.named():
        if option not in recipe.options:
            accepting = ", ".join(other.name for other in RECIPES.values() if option in other.options)
            raise UsageError(f"recipe {name} does not use `{option}`; leave it out, or choose one of {accepting}")
    if inputs.several and recipe.pool is None:
        able = ", ".join(other.name for other in RECIPES.values() if other.pool is not None)
        raise InputError(
            f"recipe {name} learns one label a sentence, and this question takes several (multiple = true); choose one "
            f"of {able}"
        )
    missing = why_no_encoder(inputs.encoder) if recipe.needs_encoder and inputs.options.llm is None else ""
    if not missing:
        return Built(_made(recipe, inputs), name, recipe.note(inputs) if recipe.note else "")
    if inputs.options.encoder is not None:
        raise InputError(f"recipe {name} cannot use the encoder {inputs.encoder}: {missing}")
    note = f"recipe {name} needs the sentence encoder, and {missing}; trained from words alone, which is less accurate"
    return Built(_made(WORDS_AND_CHARACTERS, inputs), WORDS_AND_CHARACTERS.name, note)


def _made(recipe: Recipe, inputs: RecipeInputs) -> Classifier:
    """The recipe's estimator, or one of its pools for each of several labels."""
    if inputs.several and recipe.pool is not None:
        return OneVsRest(recipe.pool(inputs), inputs.several, inputs.rare)
    return recipe.make(inputs)
