"""Offices: whom `the minister` means after `Minister Oren Vasch` spoke."""

from __future__ import annotations

import re
from functools import cache

from annotate.text.languages import Language, Words
from annotate.text.speakers._persons import Persons

_LONGEST_MODIFIER = 20
"""Most characters of the word before a title."""
_LONGEST = 3
"""Most words of a phrase such as `the trade minister`."""


class OfficeHolders:
    """The persons of one article who were named as speakers with a title or office."""

    def __init__(self, text: str, known: Persons, language: Language) -> None:
        self._text = text
        self._known = known
        self._names = language.names
        self._grammar = language.grammar
        self._holders: dict[str, dict[str, set[str]]] = {}

    def learn(self, phrase: str, person: str) -> None:
        """Remember the titles and offices that a phrase has beside a person's name."""
        words = {word.strip(",") for word in phrase.lower().split()} - set(person.lower().split())
        for title in words:
            if self._is_title(title):
                title = self._names.written_out.get(title, title)
                if title not in person.lower().split():  # not `Senator from Velda`
                    self._holders.setdefault(title, {}).setdefault(person, set()).update(words)

    def holder(self, phrase: str) -> str:
        """The only person of the article that a definite article with a title can mean; empty if there is none."""
        words = phrase.lower().split()
        if not 1 < len(words) <= _LONGEST or words[0] not in self._names.articles:
            return ""
        holders = self._holders.get(words[-1], {})
        person = next(iter(holders), "")
        if len(holders) != 1 or not holders[person].issuperset(words[1:-1]):
            return ""
        short = (short for short, whole in self._names.written_out.items() if whole == words[-1])
        return "" if any(self.is_also_held(title, person) for title in (words[-1], *short)) else person

    def _is_title(self, word: str) -> bool:
        plural = word.endswith(self._grammar.plural_endings) and not word.endswith(self._grammar.not_plural_endings)
        return not plural and (word in self._names.titles or word.endswith(self._names.title_endings))

    def is_also_held(self, title: str, person: str) -> bool:
        """Whether the title is before another name somewhere in the article, as in `Minister of Trade Mira Talvik`."""
        own = set(person.split())
        for match in _names_after(title, self._grammar.of).finditer(self._text):
            modifier = self._text[max(0, match.start() - _LONGEST_MODIFIER) : match.start()].lower().split()[-1:]
            if modifier and modifier[0] in self._names.attributive:
                continue  # `Prime Minister Mira Talvik` is not the minister
            beside, others = match["beside"] or "", {word for word in match["names"].split() if word[0].isupper()}
            if own.isdisjoint(others) and (not beside or any(map(self._known.knows, others))):
                return True
        return False


@cache
def _names_after(title: str, links: Words) -> re.Pattern[str]:
    """Matches a title and the capitalised words after it; `beside` is one of the `links`, as in `Minister of Trade`."""
    beside = "|".join(map(re.escape, sorted(links)))
    return re.compile(rf"\b(?i:{re.escape(title)})(?P<beside> (?:{beside}))?(?P<names>(?: [^\W\d_a-z][\w’'-]*)+)")
