"""Interviews in questions and answers (`Q: …`, `A: …`), whose answers are of the only person they are with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from annotate.text.languages import Language
from annotate.text.speakers._persons import Persons

_TURN = re.compile(r"\s*(?P<name>[A-ZÀ-Þ]\w{0,9})(?P<colon>\s?:|\.?(?:\s?[–—-])?)\s+(?=\S)")
"""`P. ¿Por qué?`, `D: Perché?`, `R. – Non.`"""
_WORD = re.compile(r"[\w'-]+")
_AROUND_NAME = ".,:;?!()[]\"“”‘’'"
_AFTER_QUOTATION = ("”:", '":', "’:", "':")


class Interview:
    """The turns of one article that are labelled as questions and answers.

    Attributes
    ----------
    starts
        Offsets in the article at which a turn begins.
    speaker
        Who answers; empty if nobody or more than one person is named in the title, or else in the introduction.
    """

    def __init__(
        self, text: str, paragraphs: Sequence[tuple[int, int]], title: str, persons: Persons, language: Language
    ) -> None:
        self._persons = persons
        self._cues = language.cues
        self._names = language.names
        self._grammar = language.grammar
        self.starts: list[int] = []
        self.speaker = ""
        turns = [span for span in paragraphs if self.turn(text, *span)] if self._cues.turns else []
        asked, answered = (
            [span for span in turns if self._kind(self.turn(text, *span)) == kind] for kind in ("question", "answer")
        )
        if not asked or not answered:
            return
        if self._is_between_persons(*(_words(text[a:b] for a, b in spans) for spans in (asked, answered))):
            self.starts = [start for start, _ in turns]
            self.speaker = self._answerer(title, turns[0][0])

    def turn(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The label of a question or answer at the beginning of a paragraph; groups ``name`` and ``colon``."""
        match = _TURN.match(text, start, len(text) if end is None else end)
        return match if match and match["colon"] and self._kind(match) else None

    def speaker_of(self, turn: re.Match[str]) -> str:
        """Whom the label of a turn stands for; empty for questions."""
        return self.speaker if self._kind(turn) == "answer" else ""

    def _kind(self, turn: re.Match[str] | None) -> str:
        return self._cues.turns.get(turn["name"].lower(), "") if turn else ""

    def _is_between_persons(self, questions: set[str], answers: set[str]) -> bool:
        """Whether somebody speaks of themselves, or is addressed; in questions of readers the outlet answers `you`."""
        first, second = self._cues.first_person, self._cues.second_person
        return (
            not first
            or not first.isdisjoint(answers)
            or (not second.isdisjoint(questions) and second.isdisjoint(answers))
        )

    def _answerer(self, title: str, first_turn: int) -> str:
        introduced = {name for offset, name in self._persons.mentions if offset < first_turn}
        names = self._persons.named_in(_WORD.findall(title)) | self._named_in_title(title) or introduced
        return names.pop() if len(names) == 1 else ""

    def _named_in_title(self, title: str) -> set[str]:
        """The full names in a title after `with` or a quotation, or with a known given name."""
        names, words = set(), title.split()
        for i, word in enumerate(words):
            before = words[i - 1] if i else ""
            bare = word.strip(_AROUND_NAME)
            is_known = bare.lower() in self._names.given_names
            if is_known or before.lower() in self._cues.interviewed_after or before.endswith(_AFTER_QUOTATION):
                name = self._persons.full_name(" ".join(self._capitals(words[i:])))
                names |= {name} if name else set()
        return {name for name in names if not any(name != other and name in other for other in names)}

    def _capitals(self, words: Sequence[str]) -> list[str]:
        """The capitalised words at the beginning, up to the first that ends with a comma or colon."""
        name: list[str] = []
        for word in words:
            bare = self._names.possessive.sub("", word.strip(_AROUND_NAME))
            if not bare[:1].isupper() or bare.lower() in self._grammar.prepositions:
                break
            name.append(bare)
            if bare != word and len(bare) > 1 and not word.startswith(bare + "."):
                break
        return name


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _WORD.findall(text.lower().replace("’", "'"))}
