"""Labels: names before a colon at the beginning of a paragraph, the speakers of a transcript or interview."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from annotate.text.languages import Language
from annotate.text.quotations._tokens import Tokens
from annotate.text.speakers._interviews import Interview
from annotate.text.speakers._resolution import Speakers

_LABEL = re.compile(
    r"\s*(?P<time>\d{1,2}[.:]\d{2}\s+)?[\"“„«»]?"
    r"(?:(?:The(?: (?:of|for|and|the|to|[A-Z][\w’'-]*),?){1,14} \()?"
    r"(?P<name>[A-ZÀ-ÖØ-Þ][\w.’'-]*(?: [A-ZÀ-ÖØ-Þ][\w.’'-]*){0,4}(?: of (?:the )?[A-Z][\w’'-]*)?)\)?)"
    r"(?: [(\[][^()\[\]\n]{1,40}[)\]]){0,3}(?:, [^:,\n]{2,50})?\s?(?P<colon>:)\s+(?=\S)"
)
_SHORTEST = 3
_FEWEST_TURNS = 3
_MOST_PARAGRAPHS = 3
"""Most paragraphs of a transcript for every one with a label."""


class Label(NamedTuple):
    """A speaker's label: the speaker, and offsets in the paragraph of the words, the colon and what is said."""

    speaker: str
    start: int
    end: int
    colon: int
    content: int


class Labels:
    """The labels of one article; whether one is a speaker depends on the other labels and on the names in the text."""

    def __init__(
        self,
        text: str,
        paragraphs: Sequence[tuple[int, int]],
        speakers: Speakers,
        language: Language,
        title: str = "",
    ) -> None:
        self._speakers = speakers
        self._cues = language.cues
        self._no_names = language.names.no_names
        self._given_names = language.names.given_names
        self._titles = language.names.titles
        self._nouns_capitalised = language.names.nouns_capitalised
        self._articles = language.names.articles
        matches = (_LABEL.match(text, start, end) for start, end in paragraphs if text.find(":", start, end) > 0)
        labels = [match for match in matches if match and not self._is_other(match["name"])]
        self._interview = Interview(text, paragraphs, title, speakers.known, language)
        self._counts = Counter[str](R=2) if self._interview.starts else Counter[str]()
        self._counts.update(match["name"] for match in labels)
        turns = self._interview.starts or _alike([match for match in labels if not match["time"]])
        self._turns = range(turns[0] + 1, turns[-1]) if len(turns) >= _FEWEST_TURNS else range(0)
        if sum(start in self._turns for start, _ in paragraphs) > _MOST_PARAGRAPHS * len(turns):
            self._turns = range(0)

    def speaker_of(self, paragraph: str, words: Tokens) -> Label | None:
        """The label of a paragraph, whose tokens are `words`, if it is a speaker."""
        turn = self._interview.turn(paragraph) if self._interview.starts else None
        if turn:
            return _label(turn, self._interview.speaker_of(turn))
        match = _LABEL.match(paragraph) if ":" in paragraph else None
        if not match or self._is_other(match["name"]):
            return None
        name = match["name"]
        person = self._speakers.known.of_initials(name)
        if person:
            return _label(match, person)
        return _label(match, name.title() if name.isupper() else name) if self._is_speaker(match, words) else None

    def continues(self, paragraph: str, start: int) -> bool:
        """Whether a paragraph without a label, at `start` in the article, is the speech of the label before it."""
        return start in self._turns and not _LABEL.match(paragraph) and not self._interview.turn(paragraph)

    def _is_speaker(self, match: re.Match[str], words: Tokens) -> bool:
        name = match["name"]
        known = self._speakers.knows(name) or self._speakers.knows(name.title())
        several = self._counts.total() > 1
        low = name.lower().split()
        if not name.isupper() and words.titled and not self._nouns_capitalised:
            return (
                known or name.lower() in self._cues.documents or (several and low[0] in self._titles | self._articles)
            )
        if name.isupper():
            return known or (len(name) >= _SHORTEST and several)
        role = name.lower() in self._cues.roles or low[0] in self._titles or low[-1] in self._titles
        return (known or role or low[0] in self._articles or bool(match["time"])) and several

    def _is_other(self, name: str) -> bool:
        low = name.lower().replace("’", "'")
        first, *rest = low.split()
        if first in self._articles and not self._titles.isdisjoint(rest):
            return False  # `The Prime Minister:`, `The Earl of Velda:`
        return (
            low in self._cues.no_speakers
            or first in self._no_names
            or (bool(rest) and first in self._cues.verbs and first not in self._given_names)
        )


def _alike(labels: Sequence[re.Match[str]]) -> list[int]:
    """The offsets of the labels in capitals or of the others, whichever are more: a title may have one, too."""
    in_capitals = [match.start() for match in labels if match["name"].isupper()]
    others = [match.start() for match in labels if not match["name"].isupper()]
    return in_capitals if len(in_capitals) > len(others) else others


def _label(match: re.Match[str], speaker: str) -> Label:
    return Label(speaker, *match.span("name"), match.start("colon"), match.end())
