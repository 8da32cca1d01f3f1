"""Linear classifiers of words and characters: no encoder, fast, and explainable."""

from __future__ import annotations

from collections.abc import Callable

from sklearn.pipeline import FeatureUnion, Pipeline

from annotate.learn.estimators.log_linear_pool import LogLinearPool
from annotate.learn.estimators.one_vs_rest import OneVsRest
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


def _pool_of(make: Callable[[RecipeInputs], Pipeline]) -> Callable[[RecipeInputs], LogLinearPool]:
    """The same features and classifier as the only member of a pool, whose features all labels share."""

    def pool(inputs: RecipeInputs) -> LogLinearPool:
        (name, features), (_, classifier) = make(inputs).steps
        return LogLinearPool([(name, features, [classifier])], seed=inputs.seed)

    return pool


SEVERAL_TYPES = (*LINEAR_TYPES, LogLinearPool, OneVsRest)
"""The classes behind the recipes here, for one label a sentence and for several."""
FAST = Recipe(
    "fast",
    "words and word pairs, linear: a hundred thousand sentences a second",
    _fast,
    pool=_pool_of(_fast),
    types=SEVERAL_TYPES,
)
WORDS_AND_CHARACTERS = Recipe(
    "words_and_characters",
    "words, word pairs and character n-grams, linear: the most accurate without an encoder",
    words_and_characters,
    pool=_pool_of(words_and_characters),
    types=SEVERAL_TYPES,
)
