"""A language model as an annotator, given the codebook and labelled examples."""

from __future__ import annotations

from annotate.errors import InputError
from annotate.learn.endpoints.prompted_classifier import Prompted
from annotate.learn.recipes.recipe import Recipe, RecipeInputs


def prompted(inputs: RecipeInputs) -> Prompted:
    """The classifier that asks a language model; not yet fitted."""
    asked = inputs.options.llm
    if asked is None:
        raise InputError("recipe prompted asks a language model: name its address with `endpoint` and it with `llm`")
    return Prompted(
        llm=asked.name,
        endpoint=asked.endpoint,
        system=asked.system(inputs.columns),
        labels=list(asked.labels),
        columns=list(inputs.columns),
        shots=asked.shots,
        seed=inputs.seed,
    )


PROMPTED = Recipe(
    "prompted",
    "a language model behind an OpenAI-compatible endpoint, given the codebook and labelled examples",
    prompted,
    options=frozenset({"llm"}),
    types=(Prompted,),
)
