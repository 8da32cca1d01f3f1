"""The best of many classifiers or the mean of some, chosen by grouped cross-validation within a time limit."""

from __future__ import annotations

from dataclasses import replace

from annotate.learn.encoders.fetching import fetched_encoders
from annotate.learn.encoders.inner_states import why_not_tunable
from annotate.learn.encoders.named_encoders import NAMED
from annotate.learn.estimators.classifier import Classifier
from annotate.learn.estimators.model_selection import ModelSelection
from annotate.learn.recipes.ensemble_recipes import default
from annotate.learn.recipes.finetuned_recipe import FINETUNED, tuned
from annotate.learn.recipes.linear_recipes import FAST, words_and_characters
from annotate.learn.recipes.recipe import Recipe, RecipeInputs

MINUTES = 10.0
"""Default time limit of `best`."""


def _best(inputs: RecipeInputs) -> ModelSelection:
    candidates: list[tuple[str, Classifier]] = [("default", default(inputs))]
    tunable = not why_not_tunable(inputs.encoder)
    if tunable:
        candidates.append(("a fine-tuned encoder", tuned(inputs)))
    others = _with_other_encoders(inputs)
    candidates += [(f"default with the encoder {name}", default(other)) for name, other in others]
    candidates += [("words_and_characters", words_and_characters(inputs)), ("fast", FAST.make(inputs))]
    if tunable:
        again = replace(inputs, seed=inputs.seed + 1)
        candidates.append(("an encoder fine-tuned with another seed", tuned(again)))
    candidates += [
        (f"a fine-tuned encoder {name}", tuned(other)) for name, other in others if not why_not_tunable(name)
    ]
    minutes = MINUTES if inputs.options.minutes is None else inputs.options.minutes
    return ModelSelection(candidates, minutes=minutes, seed=inputs.seed)


def _with_other_encoders(inputs: RecipeInputs) -> list[tuple[str, RecipeInputs]]:
    """Each encoder that was fetched to this machine; none where the user named the encoder to use.

    Those measured best come first, so that time runs out for the least promising; unmeasured ones follow by name.
    """
    if inputs.options.encoder is not None:
        return []
    names = sorted(fetched_encoders(), key=lambda name: -NAMED[name].quality if name in NAMED else 0.0)
    return [(name, replace(inputs, options=replace(inputs.options, encoder=name))) for name in names]


def _compared(inputs: RecipeInputs) -> str:
    """Which encoders take part: machines differ in them, and so may what is selected."""
    names = [inputs.encoder, *(name for name, _ in _with_other_encoders(inputs))]
    encoders = f"the encoder {names[0]}" if len(names) == 1 else f"the encoders {', '.join(names)}"
    return f"best compared {encoders}, as on this machine; with others, or more time, it may select another model"


BEST = Recipe(
    "best",
    "the best of default, fine-tuned encoders, every encoder on the machine, and their means, in the minutes given",
    _best,
    needs_encoder=True,
    options=frozenset({"encoder", "minutes"}),
    note=_compared,
    types=(*FINETUNED.types, ModelSelection),
)
