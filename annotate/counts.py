"""Counts in words, as every message and page writes them: 1 sentence, 2,000 sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping

SENTENCE, PAIR = "sentence", "pair of a sentence and a target"
"""What is labelled, scored and counted, in words."""
_VERBS: Mapping[str, str] = {"is": "are", "was": "were", "has": "have", "does": "do"}
"""Plurals of verbs that are not the singular without its last letter."""
_AFTER_NOUN = re.compile(r"(.+?)( (?:of|without|in|with|above|under) .*)")


def many(count: int, name: str, verb: str = "") -> str:
    """`count` and `name` in the singular or plural, and the `verb` that follows in the same number.

    ``1 sentence``, ``20,000 sentences``; with ``has``, ``1 sentence has``, ``2 sentences have``.
    """
    words = f"{count:,} {name if count == 1 else plural(name)}"
    return f"{words} {verb if count == 1 else _VERBS.get(verb, verb.removesuffix('s'))}" if verb else words


def plural(name: str) -> str:
    """The plural of `name`: in ``row of texts`` the first word is the noun, in ``file or row`` both are."""
    if phrase := _AFTER_NOUN.fullmatch(name):
        return f"{plural(phrase[1])}{phrase[2]}"
    if " or " in name:
        return " or ".join(map(plural, name.split(" or ")))
    return name[:-1] + "ies" if name.endswith("y") and name[-2:-1] not in "aeiou" else name + "s"
