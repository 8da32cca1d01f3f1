"""Who gave the labels: people or models, as far as the gold table says."""

from __future__ import annotations

import re

import pandas as pd

from annotate.tables import BY_MACHINE, LANGUAGE_MODEL

_MACHINE = re.compile(r"language.?model|(^|[^a-z])(llm|gpt)([^a-z]|$)", re.IGNORECASE)


def names_of_labellers(gold: pd.DataFrame) -> list[str]:
    """Who gave the labels, as far as the column ``who`` says it."""
    who = gold.get("who", pd.Series(dtype=str)).dropna().astype("str").str.split(";").explode()
    return sorted({name.strip() for name in who} - {""})


def is_machine(name: str) -> bool:
    """Whether the name of an annotator is that of a language model."""
    return bool(_MACHINE.search(name))


def labellers_of(gold: pd.DataFrame) -> tuple[str, bool]:
    """Who gave the labels, in words, and whether a model is among them; what is not known is not called people."""
    origin = set(gold.get("origin", pd.Series(dtype=str)).dropna().astype("str")) & BY_MACHINE
    names = names_of_labellers(gold)
    machines = [name for name in names if is_machine(name)]
    if origin and not machines:
        only = gold["origin"].isin(BY_MACHINE).all()
        model = "a language model" if origin == {LANGUAGE_MODEL} else "a model"
        return (model if only else f"annotators and {model}"), True
    if not machines:
        return "annotators", False
    which = "a language model" if len(machines) == 1 else "language models"
    which = f"{which} ({' and '.join([', '.join(machines[:-1]), machines[-1]] if machines[1:] else machines)})"
    return (which if len(machines) == len(names) else f"annotators and {which}"), True
