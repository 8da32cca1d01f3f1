"""`default` together with a sentence encoder whose top layers are trained on the labels."""

from __future__ import annotations

from annotate.learn.estimators.fine_tuned import FineTuned
from annotate.learn.estimators.soft_voting import SoftVotingEnsemble
from annotate.learn.recipes.ensemble_recipes import DEFAULT, default
from annotate.learn.recipes.recipe import Recipe, RecipeInputs


def finetuned(inputs: RecipeInputs) -> SoftVotingEnsemble:
    """The mean of the probabilities of `default` and of a fine-tuned encoder; not yet fitted."""
    return SoftVotingEnsemble([("default", default(inputs)), ("tuned", tuned(inputs))])


def tuned(inputs: RecipeInputs) -> FineTuned:
    """The fine-tuned encoder alone; not yet fitted."""
    return FineTuned(inputs.encoder, target="target" in inputs.columns, seed=inputs.seed)


FINETUNED = Recipe(
    "finetuned",
    "default and a sentence encoder whose top layers are trained on the labels, on a plain CPU",
    finetuned,
    needs_encoder=True,
    options=frozenset({"encoder"}),
    types=(*DEFAULT.types, SoftVotingEnsemble, FineTuned),
)
