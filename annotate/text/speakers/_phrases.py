"""Phrases that name speakers, by themselves: descriptions beside names, several names, and words that name nobody."""

from __future__ import annotations

from collections.abc import Reversible
from itertools import takewhile

from annotate.text.languages import Language

_LONGEST_SHORT_NAME = 3
"""Most words of a phrase that stands for a longer name."""


class Phrases:
    """What the words for a speaker say in one language, whatever the article."""

    def __init__(self, language: Language) -> None:
        self._names = language.names
        self._grammar = language.grammar

    def conjunction(self, phrase: str) -> int:
        """The place of the only conjunction among the words of a phrase, or 0."""
        places = [place for place, word in enumerate(phrase.split()) if word in self._grammar.conjunctions]
        return places[0] if len(places) == 1 else 0

    def is_nobody(self, low: str) -> bool:
        """Whether the words are not a speaker: a pronoun (perhaps with a noun), or a share such as `40 percent`."""
        words = low.split()
        if low in self._names.nobody:
            return True
        if words and (words[0] in self._grammar.personal or words[0] in self._names.negations):
            return True
        if all(word in self._grammar.numbers or word.isdigit() for word in words):
            return True
        while words and (words[0] in self._names.before_shares or self._grammar.is_adverb(words[0])):
            words = words[1:]
        if not words:
            return False
        if words[0] in self._names.parts:
            return True
        is_number = words[0][0].isdigit() or words[0] in self._grammar.numbers
        return is_number and (words[0][-1] == "%" or not self._names.shares.isdisjoint(words[1:2]))

    def in_full(self, phrase: str, others: Reversible[str]) -> str:
        """The last of `others` that `the board` or `the harbour board` stands for; empty if there is none."""
        words = phrase.lower().split()
        if not words or words[0] not in self._names.articles or len(words) > _LONGEST_SHORT_NAME:
            return ""
        head, described = words[-1], set(words[1:-1])
        no_head = self._grammar.prepositions | self._grammar.of
        for other in reversed(others):
            parts = other.lower().split()
            named = list(takewhile(lambda part: part not in no_head, parts))  # `a spokeswoman for the Harbour Board`
            stands = head in named or self._names.related.get(head) in named
            if stands and described.issubset(parts) and len(parts) > len(words):
                return other
        return ""

    def apposed(self, phrase: str) -> str:
        """`Vasch` for `the harbour boss, Vasch,`; a name in the description means that the other is a place."""
        words, *rest = [part.split() for part in phrase.strip(", ").split(",")]
        owner = next((place for place, word in enumerate(words) if self._names.possessive.search(word)), -1)
        if len(rest) != 1 or len(rest[0]) != 1 or any(word[0].isupper() for word in words[max(owner, 0) + 1 :]):
            return ""
        described = owner >= 0 or words[0].lower() in self._grammar.determiners or words[0][0].islower()
        return rest[0][0] if described and len(words) > 1 and self.may_be_family_name(rest[0][0]) else ""

    def without_apposition(self, phrase: str) -> str:
        """`Vasch` for `Vasch, now a consultant`; a list of names is left whole."""
        match = self._names.end.search(phrase)
        if not match or not match.start():
            return phrase
        first, last = phrase[: match.start()], phrase.rpartition(" ")[2]
        words = set(phrase[match.end() :].split())
        is_list = last[:1].isupper() and not words.isdisjoint(self._grammar.alternatives)
        return phrase if is_list or first.lower() in self._grammar.determiners else first

    def may_be_family_name(self, name: str) -> bool:
        """Whether a single word can be the family name of a person."""
        low, names = name.lower(), self._names
        is_other = low in names.organisations or low in names.places or low in names.no_names
        return name[:1].isupper() and name.isalpha() and not name.isupper() and not is_other

    def without_origin(self, parts: list[str]) -> list[str]:
        """`Mr. Vasch` for `Mr. Vasch of the Harbour Board`."""
        at = next((n for n, part in enumerate(parts) if part in self._grammar.of), 0)
        return parts[:at] if at > 1 and all(part[:1].isupper() for part in parts[at - 2 : at]) else parts
