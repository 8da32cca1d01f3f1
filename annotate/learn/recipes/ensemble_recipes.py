"""Ensembles of a linear model on words and a kernel classifier on sentence vectors."""

from __future__ import annotations

from sklearn.pipeline import Pipeline

from annotate.learn.encoders.encoder import Encoder
from annotate.learn.estimators.classifier import Classifier
from annotate.learn.estimators.kernel_classifier import KernelClassifier
from annotate.learn.estimators.model_selection import ModelSelection
from annotate.learn.estimators.soft_voting import SoftVotingEnsemble
from annotate.learn.recipes.linear_recipes import FAST, words_and_characters
from annotate.learn.recipes.recipe import FEATURE_TYPES, Recipe, RecipeInputs

MINUTES = 10.0
"""How long `best` compares candidates where nothing is said."""
_WORDS_AT_FULL_WEIGHT = 400  # labels: with fewer, most words of a new sentence were never seen
_GRID: tuple[tuple[tuple[float, float], float, float, bool], ...] = (
    ((1, 2), 2, 0.25, True),
    ((2, 1), 4, 0.5, True),
    ((0, 1), 2, 0.25, True),
    ((1, 1), 8, 0.5, True),
    ((1, 1), 2, 0.25, False),
    ((0, 1), 4, 0.5, True),
    ((1, 1), 4, 1.0, True),
    ((1, 1), 1, 0.1, True),
    ((0, 1), 4, 1.0, False),
)


def default(inputs: RecipeInputs) -> SoftVotingEnsemble:
    """The soft-voting ensemble of a linear model on words and a kernel classifier on sentence vectors; not yet fitted.

    A linear model on the vectors as a third member was tried and is not worth it: 0.1 points of macro-F1 more on
    average over four sets and 60 to 1,200 labels, and up to 0.8 less at 1,200.
    """
    return _ensemble(inputs, weights=(1, 1), kernel=KernelClassifier(C=2, gamma=0.25))


def _best(inputs: RecipeInputs) -> ModelSelection:
    candidates: list[tuple[str, Classifier]] = [("default", default(inputs))]
    for weights, C, gamma, balanced in _GRID:  # noqa: N806
        kernel = KernelClassifier(C=C, gamma=gamma, balanced=balanced)
        unweighted = "" if balanced else ", classes not reweighted"
        name = f"words {weights[0]:g} : kernel {weights[1]:g}, C {C:g}, gamma {gamma:g}{unweighted}"
        candidates.append((name, _ensemble(inputs, weights=weights, kernel=kernel, balanced=balanced)))
    candidates.insert(4, ("words_and_characters", words_and_characters(inputs)))
    candidates.append(("fast", FAST.make(inputs)))
    minutes = MINUTES if inputs.options.minutes is None else inputs.options.minutes
    return ModelSelection(candidates, minutes=minutes, seed=inputs.seed)


def _ensemble(
    inputs: RecipeInputs, *, weights: tuple[float, float], kernel: KernelClassifier, balanced: bool = True
) -> SoftVotingEnsemble:
    words = words_and_characters(inputs, balanced=balanced)
    encoder = Encoder(inputs.encoder, target="target" in inputs.columns)
    vectors = Pipeline([("encoder", encoder), ("kernel", kernel)])
    return SoftVotingEnsemble([("words", words), ("vectors", vectors)], list(weights), _WORDS_AT_FULL_WEIGHT)


_TYPES = (*FEATURE_TYPES, Encoder, KernelClassifier, SoftVotingEnsemble)
DEFAULT = Recipe(
    "default",
    "soft-voting ensemble of words_and_characters and a kernel classifier on sentence vectors",
    default,
    needs_encoder=True,
    options=frozenset({"encoder"}),
    types=_TYPES,
)
BEST = Recipe(
    "best",
    "the best of a dozen ensembles, chosen by grouped cross-validation within the minutes given",
    _best,
    needs_encoder=True,
    options=frozenset({"encoder", "minutes"}),
    types=(*_TYPES, ModelSelection),
)
