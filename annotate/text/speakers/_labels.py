"""Labels: names before a colon at the beginning of a paragraph, the speakers of a transcript or interview."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from annotate.text.languages import Language
from annotate.text.quotations._tokens import Tokens
from annotate.text.speakers._resolution import Speakers

_LABEL = re.compile(
    r"\s*(?P<time>\d{1,2}[.:]\d{2}\s+)?[\"“„«»]?"
    r"(?:(?:The(?: (?:of|for|and|the|to|[A-Z][\w’'-]*)){1,12} \()?"
    r"(?P<name>[A-ZÀ-ÖØ-Þ][\w.’'-]*(?: [A-ZÀ-ÖØ-Þ][\w.’'-]*){0,4}(?: of [A-Z][\w’'-]*)?)\)?)"
    r"(?: \([^()\n]{1,40}\)){0,2}(?:, [^:,\n]{2,50})?\s?(?P<colon>:)\s+(?=\S)"
)
_TURN = re.compile(r"\s*(?P<name>[A-ZÀ-Þ]\w{0,9})(?P<colon>\s?:|\.?(?:\s?[–—-])?)\s+(?=\S)")
"""`P. ¿Por qué?`, `D: Perché?`, `R. – Non.`"""
_SHORTEST = 3


class Labels:
    """The labels of one article; whether one is a speaker depends on the other labels and on the names in the text."""

    def __init__(
        self, text: str, paragraphs: Sequence[tuple[int, int]], speakers: Speakers, language: Language
    ) -> None:
        self._speakers = speakers
        self._cues = language.cues
        self._no_names = language.names.no_names
        self._given_names = language.names.given_names
        self._titles = language.names.titles
        self._nouns_capitalised = language.names.nouns_capitalised
        self._articles = language.names.articles
        turns = (self._turn(text, start, end) for start, end in paragraphs) if self._cues.turns else ()
        kinds = {self._cues.turns[turn["name"].lower()] for turn in turns if turn}
        self._has_turns = len(kinds) > 1
        matches = (_LABEL.match(text, start, end) for start, end in paragraphs if text.find(":", start, end) > 0)
        self._counts = Counter[str](R=2) if self._has_turns else Counter[str]()
        self._counts.update(match["name"] for match in matches if match and not self._is_other(match["name"]))

    def speaker_of(self, paragraph: str, words: Tokens) -> re.Match[str] | None:
        """The label of a paragraph, whose tokens are `words`, if it is a speaker; groups ``name`` and ``colon``."""
        turn = self._turn(paragraph, 0, len(paragraph)) if self._has_turns else None
        if turn:
            return turn
        match = _LABEL.match(paragraph) if ":" in paragraph else None
        if not match or self._is_other(match["name"]):
            return None
        name = match["name"]
        known = self._speakers.knows(name) or self._speakers.knows(name.title()) or self._speakers.of_initials(name)
        if not name.isupper() and words.titled and not self._nouns_capitalised:
            return match if known or name.lower() in self._cues.documents else None
        if name.isupper():
            return match if known or (len(name) >= _SHORTEST and self._counts.total() > 1) else None
        low = name.lower().split()
        role = name.lower() in self._cues.roles or low[0] in self._titles or low[-1] in self._titles
        return match if (known or role or match["time"]) and self._counts.total() > 1 else None

    def _turn(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """The label of a question or an answer, which names nobody."""
        match = _TURN.match(text, start, end)
        return match if match and match["name"].lower() in self._cues.turns and match["colon"] else None

    def _is_other(self, name: str) -> bool:
        low = name.lower().replace("’", "'")
        first, *rest = low.split()
        if first in self._articles and rest and rest[-1] in self._titles:
            return False  # `The Prime Minister:`
        return (
            low in self._cues.no_speakers
            or first in self._no_names
            or (bool(rest) and first in self._cues.verbs and first not in self._given_names)
        )
