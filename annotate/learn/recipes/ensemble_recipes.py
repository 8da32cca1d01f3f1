"""Ensembles of a linear model on words and a kernel classifier on sentence vectors."""

from __future__ import annotations

from dataclasses import replace

from sklearn.pipeline import Pipeline

from annotate.learn.encoders.encoder import Encoder
from annotate.learn.encoders.fetching import fetched_encoders
from annotate.learn.estimators.classifier import Classifier
from annotate.learn.estimators.kernel_classifier import KernelClassifier
from annotate.learn.estimators.log_linear_pool import LogLinearPool
from annotate.learn.estimators.model_selection import ModelSelection
from annotate.learn.estimators.soft_voting import SoftVotingEnsemble
from annotate.learn.recipes.linear_recipes import FAST, word_features, words_and_characters
from annotate.learn.recipes.recipe import FEATURE_TYPES, Recipe, RecipeInputs, linear

MINUTES = 10.0
"""Default time limit of `best` for comparing candidates."""
_WORDS_AT_FULL_WEIGHT = 400  # labels: with fewer, most words of a new sentence were never seen
_KERNELS = ((2, 0.25), (1, 1.0))  # C and gamma: one smooth, one sharp
_PRIOR, _SHRINKAGE = (0.25, 0.75, 0.0), 8.0  # words, smooth, sharp: no loss at 120 labels of any of four sets
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


def default(inputs: RecipeInputs) -> LogLinearPool:
    """A linear model on words and kernel classifiers on sentence vectors, weighted by out-of-fold log loss.

    The best width of the kernel depends on the data and on the number of labels, so there are two widths and the
    weights decide between them. The following did not help (grouped hold-out, four data sets, 120 to 1,030 labels): a
    linear model on the vectors, a kernel on the last layer alone, more than two kernels, kernels without class weights,
    Platt scaling of each member, biases of the classes, one kernel on words and vectors together, vectors of further
    layers, of the first word piece, or standard deviations.
    """
    words = ("words", word_features(inputs), [linear(inputs.seed, C=30)])
    kernels = [KernelClassifier(C=C, gamma=gamma) for C, gamma in _KERNELS]
    views = [words, ("vectors", _encoder(inputs), kernels)]
    return LogLinearPool(views, prior=_PRIOR, shrinkage=_SHRINKAGE, seed=inputs.seed)


def _best(inputs: RecipeInputs) -> ModelSelection:
    candidates: list[tuple[str, Classifier]] = [("default", default(inputs)), *_with_other_encoders(inputs)]
    first = len(candidates)
    for weights, C, gamma, balanced in _GRID:  # noqa: N806
        kernel = KernelClassifier(C=C, gamma=gamma, balanced=balanced)
        unweighted = "" if balanced else ", classes not reweighted"
        name = f"words {weights[0]:g} : kernel {weights[1]:g}, C {C:g}, gamma {gamma:g}{unweighted}"
        candidates.append((name, _ensemble(inputs, weights=weights, kernel=kernel, balanced=balanced)))
    candidates.insert(first + 3, ("words_and_characters", words_and_characters(inputs)))
    candidates.append(("fast", FAST.make(inputs)))
    minutes = MINUTES if inputs.options.minutes is None else inputs.options.minutes
    return ModelSelection(candidates, minutes=minutes, seed=inputs.seed)


def _with_other_encoders(inputs: RecipeInputs) -> list[tuple[str, Classifier]]:
    """`default` with each encoder that was fetched to this machine; none where the user named the encoder to use."""
    if inputs.options.encoder is not None:
        return []
    return [
        (f"default with the encoder {name}", default(replace(inputs, options=replace(inputs.options, encoder=name))))
        for name in fetched_encoders()
    ]


def _ensemble(
    inputs: RecipeInputs, *, weights: tuple[float, float], kernel: KernelClassifier, balanced: bool = True
) -> SoftVotingEnsemble:
    words = words_and_characters(inputs, balanced=balanced)
    vectors = Pipeline([("encoder", _encoder(inputs)), ("kernel", kernel)])
    return SoftVotingEnsemble([("words", words), ("vectors", vectors)], list(weights), _WORDS_AT_FULL_WEIGHT)


def _encoder(inputs: RecipeInputs) -> Encoder:
    return Encoder(inputs.encoder, target="target" in inputs.columns)


_TYPES = (*FEATURE_TYPES, Encoder, KernelClassifier, LogLinearPool, SoftVotingEnsemble)
DEFAULT = Recipe(
    "default",
    "a linear model on words and kernel classifiers on sentence vectors, weighted by out-of-fold log loss",
    default,
    needs_encoder=True,
    options=frozenset({"encoder"}),
    types=_TYPES,
)
BEST = Recipe(
    "best",
    "the best of a dozen ensembles and every encoder on the machine, by grouped cross-validation in the minutes given",
    _best,
    needs_encoder=True,
    options=frozenset({"encoder", "minutes"}),
    types=(*_TYPES, ModelSelection),
)
