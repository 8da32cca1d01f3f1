"""A student as fast as `fast` that learns the predictions of unlabelled text by `default`, or by a language model."""

from __future__ import annotations

from annotate.errors import InputError
from annotate.learn.encoders.weights import why_no_encoder
from annotate.learn.estimators.distilling import Distilled
from annotate.learn.features.bag_of_words import Words
from annotate.learn.recipes.ensemble_recipes import DEFAULT
from annotate.learn.recipes.prompted_recipe import prompted
from annotate.learn.recipes.recipe import LINEAR_TYPES, Recipe, RecipeInputs, linear, sparse_features


def _distilled(inputs: RecipeInputs) -> Distilled:
    unlabelled = inputs.options.unlabelled
    if inputs.columns and unlabelled:
        raise InputError(
            f"unlabelled texts have no column {', '.join(inputs.columns)}; leave out `unlabelled` or the columns"
        )
    features = sparse_features(inputs.columns, Words())
    teacher = prompted(inputs) if inputs.options.llm else DEFAULT.make(inputs)
    encoder = None if _why_no_vectors(inputs) else inputs.encoder
    return Distilled(teacher, features, linear(inputs.seed, C=10), unlabelled, encoder)


def _why_no_vectors(inputs: RecipeInputs) -> str:
    """Why the student cannot learn from the encoder's vectors of words; empty if it can.

    Only a student of a language model does without them: any other has a teacher with the encoder.
    """
    missing = why_no_encoder(inputs.encoder) if inputs.options.llm else ""
    return f"the student learns without vectors of words, since {missing}" if missing else ""


DISTILLED = Recipe(
    "distilled",
    "as fast as fast, trained on the predictions of unlabelled sentences by default or by a language model",
    _distilled,
    needs_encoder=True,
    options=frozenset({"encoder", "unlabelled", "llm"}),
    note=_why_no_vectors,
    types=(*LINEAR_TYPES, *DEFAULT.types, Distilled),
)
