"""Who gave the labels: people or models, as far as the gold table says."""

from __future__ import annotations

import re

import pandas as pd

from annotate.tables import LANGUAGE_MODEL, machine_origins

_FAMILIES = "gpt|llm|chatgpt|openai|anthropic|deepseek|qwen|qwq|llama|mixtral|ministral|chatglm|copilot|grok|vicuna"
"""Names of language models that are no names of people: machines wherever they are a word of a name."""
_ALSO_NAMES = "claude|gemini|gemma|mistral|falcon|phi|nova|palm|bard|yi|olmo"
"""Names of language models that people have, too: machines only with a version or a size after them."""
_SIZES = "opus|sonnet|haiku|instant|pro|flash|ultra|large|medium|small|nano|mini|tiny|nemo|instruct|chat|it"
_MACHINE = re.compile(
    rf"language.?model|(?<![^\W\d_])(?:{_FAMILIES})(?![^\W\d_])|(?<![^\W\d_])gpt[-_ ]?\d"
    rf"|^(?:[\w.-]+/)?(?:{_ALSO_NAMES})[-_ ]?(?:v?\d|(?:{_SIZES})(?![^\W\d_]))"
    r"|^(?:gemini|mistral|olmo)$|^o[134](?:[-_ ](?:mini|pro|preview))?$",
    re.IGNORECASE,
)
_MAY_BE = re.compile(rf"^(?:{_ALSO_NAMES})$", re.IGNORECASE)


def names_of_labellers(gold: pd.DataFrame) -> list[str]:
    """Who gave the labels, as far as the column ``who`` says it."""
    who = gold.get("who", pd.Series(dtype=str)).dropna().astype("str").str.split(";").explode()
    return sorted({name.strip() for name in who} - {""})


def is_machine(name: str) -> bool:
    """Whether the name of an annotator is that of a language model.

    Where people have the name of a model, too, a version must follow it: `claude-3` is a model, Claude Martin is not.
    """
    return bool(_MACHINE.search(name.strip()))


def taken_for_people(gold: pd.DataFrame) -> list[str]:
    """Names of annotators that a model may have and a person, too, such as Claude: they count as people's."""
    return [name for name in names_of_labellers(gold) if _MAY_BE.search(name) and not is_machine(name)]


def labellers_of(gold: pd.DataFrame) -> tuple[str, bool]:
    """Who gave the labels, in words, and whether a model is among them; what is not known is not called people."""
    origins = machine_origins(gold.get("origin", pd.Series(dtype=str)))
    origin = set(origins.dropna())
    names = names_of_labellers(gold)
    machines = [name for name in names if is_machine(name)]
    if origin and not machines:
        only = origins.notna().all()
        model = "a language model" if origin == {LANGUAGE_MODEL} else "a model"
        return (model if only else f"annotators and {model}"), True
    if not machines:
        return "annotators", False
    which = "a language model" if len(machines) == 1 else "language models"
    which = f"{which} ({' and '.join([', '.join(machines[:-1]), machines[-1]] if machines[1:] else machines)})"
    return (which if len(machines) == len(names) else f"annotators and {which}"), True
