"""Whether two texts of the same words say that different ones did something: two expressions changed places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotate.text.languages import Frame, Language, Words

_LONGEST_NOUN_PHRASE = 3
"""Words of a block beside a verb of saying, from which on it may be what was said."""


@dataclass(frozen=True)
class Places:
    """The codes of words that tell expressions which change places without another sense."""

    empty: frozenset[int]
    """Words that name nothing, as articles and adverbs."""
    linking: frozenset[int]
    """Words between members of a list, whose order is of no importance."""
    adverbial: frozenset[int]
    """Words that make an expression one of time or place: prepositions at its beginning."""
    times: frozenset[int]
    clausal: frozenset[int]
    """Words that make an expression a clause."""
    saying: frozenset[int]

    @classmethod
    def of(cls, language: Language, known: Mapping[str, int]) -> Places:
        """Those of a language, by the codes of `known` words."""
        grammar = language.grammar

        def codes(words: Words) -> frozenset[int]:
            return frozenset(known[word] for word in words if word in known)

        clausal = grammar.auxiliaries | grammar.be | grammar.have | grammar.personal
        prepositions = grammar.prepositions | grammar.of | grammar.infinitive
        links = grammar.conjunctions | grammar.alternatives | grammar.coordinators
        endings = grammar.adverb_endings
        adverbs = codes(grammar.adverbs) | {c for w, c in known.items() if endings and w.endswith(endings)}
        return cls(
            empty=codes(grammar.determiners | prepositions | links | clausal | grammar.relatives) | adverbs,
            linking=codes(grammar.determiners | links),
            adverbial=codes(grammar.prepositions),
            times=codes(language.dates.time),
            clausal=codes(clausal),
            saying=codes(frozenset(word for word, bits in language.cues.verbs.items() if bits & Frame.SAY)),
        )

    def swapped(self, one: Sequence[int], other: Sequence[int]) -> bool:
        """Whether the same words are in another order because two expressions are in each other's place.

        An expression that only moves, as one of time to the beginning, changes places with none: something must be
        between the two, in both texts.
        """
        begin = next((n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b), len(one))
        one, other = one[begin:], other[begin:]
        while one and one[-1] == other[-1]:
            one, other = one[:-1], other[:-1]
        size = len(one)
        for second in (n for n in range(2, size) if one[n] == other[0]):
            for again in (n for n in range(2, size) if other[n] == one[0]):
                first, last = size - again, size - second
                if (
                    first < second
                    and one[:first] == other[again:]
                    and one[second:] == other[:last]
                    and one[first:second] == other[last:again]
                    and self._are_rivals(one[:first], one[first:second], one[second:])
                ):
                    return True
        return False

    def _are_rivals(self, first: Sequence[int], between: Sequence[int], last: Sequence[int]) -> bool:
        """Whether `first` and `last` are of one kind, so that the text says another thing if they change places."""
        words = set(between) - self.linking
        spoken = words - self.empty
        longest = max(len(first), len(last))
        if not words or (spoken and spoken <= self.saying and longest > _LONGEST_NOUN_PHRASE):
            return False
        return not any(
            self.empty.issuperset(part) or part[0] in self.adverbial or not (self.times | self.clausal).isdisjoint(part)
            for part in (first, last)
        )
