"""Descriptions with a definite article that stand for a person named before, as `the striker` and `the 22-year-old`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from annotate.text.languages import Language, Words
from annotate.text.speakers._persons import Persons

_WORD = re.compile(r"[\w.-]+|,")
_STOP = re.compile(r"[^\w\s,.’'-]|\.\s")
_FARTHEST = 70
"""Most characters between a description and the name beside it."""
_LONGEST_MODIFIER = 20
"""Most characters of the word before a title."""
_MOST_WORDS = 6
"""Most words between a description and the name beside it."""
_LONGEST = 5
"""Most words of a description."""


class Description(NamedTuple):
    """What a description says of the person it stands for."""

    noun: str
    gender: str
    others: frozenset[str]
    epithet: bool


class Descriptions:
    """Finds whom descriptions in one article stand for."""

    def __init__(self, text: str, known: Persons, language: Language) -> None:
        self._text = text
        self._known = known
        self._names = language.names
        self._grammar = language.grammar
        self._verbs = language.cues.verbs
        self._low = ""
        self._beside: dict[str, dict[str, set[str]]] = {}

    def read(self, phrase: str) -> Description | None:
        """A phrase such as `the Nevada Democrat`, if it may stand for a person named before; else None."""
        first = phrase.replace("’", "'").partition("'" if phrase[1:2] in "'’" else " ")
        if phrase[:1].isupper() and "".join(first[:2]).strip().lower() not in self._names.articles:
            return None  # a name
        words = phrase.lower().replace("’", "'").replace("'", "' ").split()
        if not 1 < len(words) <= _LONGEST or words[0] not in self._names.articles:
            return None
        links = self._grammar.prepositions | self._grammar.of
        size = next((n for n, word in enumerate(words) if n and word in links), len(words))
        if self._names.nouns_last and size < len(words):
            return None
        heads = words[size - 1 : 0 : -1] if self._names.nouns_last else words[1:size]
        gender = self._names.article_genders.get(words[0], "")
        for noun in heads[:1] if self._names.nouns_last else heads:
            if noun in self._names.attributive or noun in self._names.organisations or self._is_plural(noun):
                continue
            aged = any(word[0].isdigit() for word in (noun, *words[size:]))
            epithet = self._is_epithet(noun) or (aged and not noun.isdigit())
            person = bool(self._names.article_genders) and noun in self._names.anonymous
            if epithet or person or noun in self._names.titles or noun.endswith(self._names.title_endings or ("\0",)):
                own = self._names.epithets.get(noun) or self._names.gendered.get(noun, "")
                return Description(noun, gender or own, frozenset(words[1:]) - {noun}, epithet)
        return None

    def person(self, description: Description) -> str:
        """The only person whom the article describes so beside their name; empty if there is none, or several."""
        noun = description.noun
        if noun not in self._beside:
            self._beside[noun] = self._described(noun)
        fitting = [
            name
            for name, words in self._beside[noun].items()
            if self.fits(name, description.gender) and (description.epithet or description.others <= words)
        ]
        return fitting[0] if len(fitting) == 1 and len(self._beside[noun]) == 1 else ""

    def varies(self, description: Description, name: str, offset: int) -> bool:
        """Whether an office that the article gives nobody can be another word at `offset` for whoever speaks there.

        It cannot if it was mentioned before, or somebody without a name may hold it, as `la procureure`.
        """
        noun, names = description.noun, self._names
        if self._is_any(noun, names.unnamed) or (self._is_any(noun, names.heads) and not description.others):
            return False
        if not names.article_genders or (noun in names.kin and (noun not in names.anonymous or description.others)):
            return False
        if self._known.gender.get(name) != description.gender or self._beside.get(noun):
            return False
        return all(start >= offset for start, _ in self._places(noun))

    def _is_any(self, noun: str, offices: Words) -> bool:
        """Whether a noun is one of some offices, in German also a compound of one."""
        return noun in offices or (self._names.nouns_capitalised and noun.endswith(tuple(offices)))

    def fits(self, name: str, gender: str) -> bool:
        """Whether a person can be of a gender."""
        return not gender or self._known.gender.get(name, "") in ("", gender)

    def gender_of(self, indefinite: str) -> str:
        """The gender of a noun phrase with an indefinite article, by that or its nouns; empty if unknown."""
        first, *others = indefinite.lower().replace(",", "").split()
        kin = [self._names.gendered[word] for word in others if word in self._names.gendered]
        return self._names.article_genders.get(first) or (kin[-1] if kin else "")

    def is_person(self, phrase: str) -> bool:
        """Whether one of the words of a phrase is an office, kin or another noun for persons."""
        return any(
            word in self._names.titles
            or word in self._names.anonymous
            or word in self._names.gendered
            or self._is_epithet(word)
            for word in phrase.lower().replace(",", "").split()
        )

    def _is_plural(self, noun: str) -> bool:
        return noun.endswith(self._grammar.plural_endings or ("\0",)) and not noun.endswith(
            self._grammar.not_plural_endings or ("\0",)
        )

    def _is_epithet(self, noun: str) -> bool:
        return noun in self._names.epithets or noun.endswith(self._names.epithet_endings or ("\0",))

    def _described(self, noun: str) -> dict[str, set[str]]:
        """The persons beside whose names a noun stands, with the words of the descriptions."""
        mentions, holders = self._known.mentions, dict[str, set[str]]()
        links = self._grammar.of
        for begin, end in self._places(noun):
            at = bisect_left(mentions, (end, ""))
            before = self._text[max(0, begin - _LONGEST_MODIFIER) : begin].lower().split()[-1:]
            if before and before[0].rpartition("-")[2] in self._names.attributive:
                continue  # `Vice President Oren Vasch` is not the president
            nearest = at
            while at < len(mentions) and self._known.is_doubtful(mentions[at][1]):
                at += 1  # `A prefeita de Santa Velda, Ida Vasch,`
            after = self._words(end, mentions[at][0]) if at < len(mentions) else None
            if after is not None and after[:-1].count(",") == 0:
                holders.setdefault(mentions[at][1], set()).update(self._near(begin), after)
                continue
            at = nearest
            name_end = mentions[at - 1][0] + len(mentions[at - 1][1].rpartition(" ")[2]) if at else 0
            apposed = self._words(name_end, begin) if at else None
            is_head = self._text[end : end + 1] not in ("'", "’", "-")
            if (
                is_head
                and apposed
                and apposed[0] == ","
                and apposed.count(",") == 1
                and not links.intersection(apposed)
            ):
                holders.setdefault(mentions[at - 1][1], set()).update(apposed)
        return holders

    def _places(self, noun: str) -> Iterator[tuple[int, int]]:
        """Where a noun stands, in German also at the end of a compound, whose beginning counts."""
        self._low = self._low or self._text.lower()
        begin = self._low.find(noun) if len(self._low) == len(self._text) else -1
        while begin >= 0:
            end = begin + len(noun)
            start = begin
            while self._names.nouns_capitalised and start and self._low[start - 1].isalpha():
                start -= 1
            if not self._low[start - 1 : start].isalpha() and not self._low[end : end + 1].isalnum():
                yield start, end
            begin = self._low.find(noun, end)

    def _near(self, start: int) -> list[str]:
        return self._text[max(0, start - 30) : start].lower().split()[-2:]

    def _words(self, start: int, end: int) -> list[str] | None:
        """The words between a description and a name; None if they are no part of one noun phrase."""
        between = self._text[start:end]
        if not 0 < end - start <= _FARTHEST or _STOP.search(between):
            return None
        words = _WORD.findall(between)
        if len(words) > _MOST_WORDS or not all(map(self._is_part, words)):
            return None
        return [word.lower() for word in words]

    def _is_part(self, word: str) -> bool:
        low, grammar = word.lower(), self._grammar
        if low == "," or low in grammar.of or low in grammar.articles or low in grammar.determiners:
            return True
        return word[0].isupper() or not (
            low in grammar.no_nouns
            or low in self._verbs
            or low in grammar.personal
            or low in grammar.coordinators
            or low in grammar.irregular_past
            or low.endswith(grammar.past_endings or ("\0",))
        )
