"""The best of many classifiers, chosen by grouped cross-validation within a time limit."""

from __future__ import annotations

from dataclasses import replace

from sklearn.pipeline import Pipeline

from annotate.learn.encoders.fetching import fetched_encoders
from annotate.learn.encoders.named_encoders import MINILM
from annotate.learn.estimators.classifier import Classifier
from annotate.learn.estimators.kernel_classifier import KernelClassifier
from annotate.learn.estimators.model_selection import ModelSelection
from annotate.learn.estimators.soft_voting import SoftVotingEnsemble
from annotate.learn.recipes.ensemble_recipes import default, encoder_for
from annotate.learn.recipes.finetuned_recipe import FINETUNED, finetuned
from annotate.learn.recipes.linear_recipes import FAST, words_and_characters
from annotate.learn.recipes.recipe import Recipe, RecipeInputs

MINUTES = 10.0
"""Default time limit of `best` for comparing candidates."""
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


def _best(inputs: RecipeInputs) -> ModelSelection:
    candidates: list[tuple[str, Classifier]] = [("default", default(inputs)), *_with_other_encoders(inputs)]
    if inputs.encoder == MINILM:  # others may be of a kind that cannot be tuned
        candidates.append(("finetuned", finetuned(inputs)))
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
    vectors = Pipeline([("encoder", encoder_for(inputs)), ("kernel", kernel)])
    return SoftVotingEnsemble([("words", words), ("vectors", vectors)], list(weights), _WORDS_AT_FULL_WEIGHT)


BEST = Recipe(
    "best",
    "the best of a dozen ensembles and every encoder on the machine, by grouped cross-validation in the minutes given",
    _best,
    needs_encoder=True,
    options=frozenset({"encoder", "minutes"}),
    types=(*FINETUNED.types, ModelSelection),
)
