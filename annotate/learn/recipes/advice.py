"""What another recipe may add to a model's macro-F1, as measured on public sets."""

from __future__ import annotations

_TUNED = ("finetuned", "best", "prompted")
"""Recipes that need no such advice: they fine-tune already, or ask a language model."""


def what_may_be_better(recipe: str) -> str:
    """What a fine-tuned encoder is likely to add to a model of `recipe`, in words; empty where it is part of it.

    The figures are those of ``tests/benchmarks/learning.py --finetuned``.
    """
    if recipe in _TUNED:
        return ""
    return (
        "Beside more labels, a fine-tuned encoder may help: on public sets `finetuned` was 4 points of macro-F1 better "
        "than `default` with 120 labels of stance in news and 7 with 480, and within chance of it on UN documents, "
        "diplomatic speeches and sentiment. `best` finds out whether it is better here. A language model (`prompted`) "
        "has not been measured on these sets; `annotate compare` says which of two models is better."
    )
