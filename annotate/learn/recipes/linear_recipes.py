"""Linear classifiers of words and characters: no encoder, fast, and explainable."""

from __future__ import annotations

from sklearn.pipeline import FeatureUnion, Pipeline

from annotate.learn.features.bag_of_words import Words
from annotate.learn.features.character_ngrams import Characters
from annotate.learn.recipes.recipe import LINEAR_TYPES, Recipe, RecipeInputs, linear, sparse_features


def words_and_characters(inputs: RecipeInputs, *, C: float = 30, balanced: bool = True) -> Pipeline:  # noqa: N803
    """An unfitted logistic regression on words, word pairs and character n-grams."""
    linear_model = linear(inputs.seed, C=C, balanced=balanced)
    return Pipeline([("words", word_features(inputs)), ("linear", linear_model)])


def word_features(inputs: RecipeInputs) -> FeatureUnion | Words | Characters:
    """An unfitted transformer to TF-IDF of words, word pairs and character n-grams."""
    return sparse_features(inputs.columns, Words(), Characters())


def _fast(inputs: RecipeInputs) -> Pipeline:
    return Pipeline([("words", sparse_features(inputs.columns, Words())), ("linear", linear(inputs.seed, C=3))])


FAST = Recipe(
    "fast",
    "words and word pairs, linear: a hundred thousand sentences a second",
    _fast,
    types=LINEAR_TYPES,
)
WORDS_AND_CHARACTERS = Recipe(
    "words_and_characters",
    "words, word pairs and character n-grams, linear: the most accurate without an encoder",
    words_and_characters,
    types=LINEAR_TYPES,
)
