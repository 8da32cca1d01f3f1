"""Persons of whom only one name is known, with an age or as kin: `Karim, 19 ans,` and `his mother, Lena,`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import compress

from annotate.text.languages import NEVER, Language

_AGE = re.compile(r", \d{1,3},")
_FARTHEST_NOUN = 50
"""Most characters from a noun of kin to a name."""
_MOST_WORDS = 4
"""Most words from a noun of kin to a name after a comma, as in `La nieta de Rosa, Lena,`."""


class SingleNames:
    """Finds the persons of one article of whom only one name is known."""

    def __init__(self, text: str, language: Language) -> None:
        self._text = text
        self._names = language.names
        self._calendar = language.dates.calendar

    def besides(
        self, parts: set[str], mentions: Sequence[re.Match[str]], words: Sequence[str]
    ) -> Iterator[tuple[str, str, bool]]:
        """Names that are none of `parts`, with their gender if a noun of kin tells it, and whether they are kin.

        Parameters
        ----------
        parts
            All words of the persons' names.
        mentions, words
            The article's capitalised words.
        """
        names, given_names, seen = self._names, self._names.given_names, set(parts)
        for match in names.aged.finditer(self._text) if names.aged is not NEVER else ():
            name, low = match["name"], match["name"].lower()
            is_other = low in names.no_names or low in names.organisations or low in self._calendar
            if not (name in seen or is_other or (match["bracket"] and low not in given_names)):
                seen.add(name)
                yield name, "", False
        # most capitalised words are no given names, and are left out without a step in Python for each
        for match in compress(mentions, map(given_names.__contains__, map(str.lower, words))):
            name = match.group()
            if name not in seen:
                gender = self._kin_before(match.start(), match.end())
                if gender or _AGE.match(self._text, match.end()):
                    seen.add(name)
                    yield name, gender, bool(gender)

    def _kin_before(self, start: int, end: int) -> str:
        """The gender of the kin that a word names; empty if there is no noun of kin before it, or a name goes on."""
        if self._text[end : end + 1] not in (",", " ", ".") or self._text[end + 1 : end + 2].isupper():
            return ""
        before = self._text[max(0, start - _FARTHEST_NOUN) : start].split("\n")[-1]
        words = before.lower().replace("’", "'").split()
        if not words or not (words[-1][-1] == "," or words[-1].isalpha()):
            return ""
        nearest = words[-_MOST_WORDS:] if words[-1][-1] == "," else words[-1:]
        kin = [word.rstrip(",") for word in nearest if word.rstrip(",") in self._names.kin]
        return self._names.gendered.get(kin[-1], "") if kin else ""
