"""Forms of verbs of saying, and the prepositions that belong to them."""

from __future__ import annotations

from annotate.text.languages._grammar import Words, word_set


def after(prepositions: str, verbs: str) -> dict[str, Words]:
    """The same prepositions for each of several verbs, for `Cues.prepositions`."""
    return dict.fromkeys(verbs.split(), word_set(prepositions))


def inflected(verbs: str, *rules: tuple[str, str]) -> dict[str, None]:
    """The forms of `verbs`, and of each the one that the first fitting rule makes: its ending and what replaces it."""
    forms = dict.fromkeys(verbs.split())
    for form in [*forms]:
        for ending, other in rules:
            if form.endswith(ending):
                forms[form.removesuffix(ending) + other] = None
                break
    return forms
