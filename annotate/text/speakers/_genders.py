"""The genders of persons: from their given names, titles and descriptions."""

from __future__ import annotations

import re

from annotate.text.languages import Language

_WORD = re.compile(r"[\w.’'-]+")
_APPOSITION = re.compile(r",\s[^.\n;:“”\"]*")
_LONGEST_APPOSITION = 40


class Genders:
    """Tells the genders that the words of one article imply."""

    def __init__(self, text: str, language: Language) -> None:
        self._text = text
        self._names = language.names
        self._grammar = language.grammar
        self._verbs = language.cues.verbs

    def of_given_name(self, given_name: str) -> str:
        """The gender that a given name in small letters implies, or an empty string."""
        known = self._names.given_names.get(given_name)
        return known if known is not None else "f" if given_name.endswith(self._names.feminine_endings) else ""

    def beside(self, run: re.Match[str], name: str) -> str:
        """The gender implied by a title before a name or a description beside it: `Mrs.`, `his wife`, `a fisherman`.

        A description before a comma counts only if the given name implies none: `her son, Maria Talvik, and` lists two.
        """
        text, gendered = self._text, self._names.gendered
        words, start = run.group(), run.start()
        if not words.startswith(name):
            for word in reversed(words.partition(name)[0].lower().split()):
                if word in gendered:
                    return gendered[word]
        beside = "".join(_WORD.findall(text, max(0, start - 20), start)[-1:]).lower()
        if beside in gendered and not text.endswith(", ", 0, start):
            return gendered[beside]
        return self._after(run) or self.of_given_name(name.split()[0].lower()) or gendered.get(beside, "")

    def _after(self, run: re.Match[str]) -> str:
        """The gender implied by a description after a name and a comma: `Talvik, a widow`."""
        apposition = _APPOSITION.match(self._text, run.end(), run.end() + _LONGEST_APPOSITION)
        for word in _WORD.findall(apposition.group())[:4] if apposition else ():
            low = word.lower()
            if low in self._names.gendered:
                return self._names.gendered[low]
            if low in self._grammar.prepositions or low in self._grammar.subordinators or low in self._verbs:
                break  # `Talvik, said the fisherman`
        return ""
