"""Who opens a paragraph or sentence: whom a quotation or pronoun after it means before anybody else."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from annotate.text.languages import Language, Words
from annotate.text.speakers._persons import Persons
from annotate.text.speakers._quoted_words import is_quoted

_WORD = re.compile(r"[\w-]+")
FARTHEST = 600
"""Characters after a speaker's family name within which a pronoun may refer to it, if no full name is known."""
_LONGEST_BODY = 60
"""Most characters of the organisation that opens a paragraph, with the word after it."""
_LONGEST_LINK = 6
"""Most characters of a word such as `of` before a name, with the space after it."""
_MOST_TITLES = 8
"""Most words before the name that opens a paragraph."""

Offsets = tuple[int, int]


class Openings:
    """The beginnings of one article's paragraphs and sentences."""

    def __init__(self, text: str, known: Persons, language: Language) -> None:
        self._text = text
        self._known = known
        self._names = language.names
        self._grammar = language.grammar
        self._no_nouns = _no_nouns(language)
        self._quotation_marks = frozenset(language.quotation_marks.no_apostrophes)
        self._start = 0
        self._sentences: Sequence[Offsets] = ()

    def enter(self, start: int, sentences: Sequence[Offsets]) -> None:
        """Take note of the paragraph that is read now, and of its sentences, with offsets in the paragraph."""
        self._start, self._sentences = start, sentences

    def begin(self, offset: int) -> int | None:
        """The beginning of the paragraph of `offset`; None if it is too far."""
        limit = max(0, offset - FARTHEST)
        begin = self._text.rfind("\n", limit, offset) + 1
        return None if not begin and limit else begin

    def person(self, offset: int) -> tuple[str, int, int] | None:
        """The only person named in the paragraph before `offset`, where nobody is quoted yet, with their offsets."""
        begin = self.begin(offset)
        if begin is None or self._quotes(begin, offset):
            return None
        here = self._mentions(begin, offset)
        if not here or len({name for _, name in here}) > 1 or not self._opens(here[0][0], begin):
            return None
        return self._placed(*here[0])

    def subject(self, wanted: str, offset: int | None, *genders: str) -> str:
        """The person of one of `genders` whose name opens the paragraph, if no quotation nor other person came."""
        begin = self.begin(offset) if offset is not None else None
        if offset is None or begin is None or self._quotes(begin, offset):
            return ""
        here, gender = self._mentions(begin, offset), self._known.gender
        if not here or gender.get(here[0][1]) not in genders:
            return ""
        others = {name for _, name in here if gender.get(name, "") in ("", wanted)}
        return here[0][1] if self._opens(here[0][0], begin) and len(others) == 1 else ""

    def body(self, offset: int | None, spoke_at: int) -> str:
        """The organisation that opens the paragraph of `it`, if nobody in that paragraph spoke yet."""
        begin = self._text.rfind("\n", max(0, (offset or 0) - FARTHEST), offset or 0) + 1
        if offset is None or spoke_at >= begin or offset - begin > FARTHEST:
            return ""
        words = self._text[begin : min(offset, begin + _LONGEST_BODY)].split()
        size = next((n for n, word in enumerate(words, 1) if word.lower() in self._names.organisations), 0)
        follows = "".join(words[size : size + 1])
        body = " ".join(words[:size])
        return body if size > 1 and body[0].isupper() and "," not in body and follows[:1].islower() else ""

    def first_mark(self, offset: int | None, spoke_at: int) -> int | None:
        """The offset of the first quotation mark in the paragraph, if nobody in it spoke yet; else `offset`."""
        if offset is None:
            return None
        begin = self._text.rfind("\n", max(0, offset - FARTHEST), offset) + 1
        if spoke_at >= begin or offset - begin > FARTHEST:
            return offset
        places = (self._text.find(mark, begin, offset) for mark in self._quotation_marks)
        return min((place for place in places if place >= 0), default=offset)

    def topic(self, wanted: str, since: int, until: int) -> tuple[str, int, int] | None:
        """The person, with offsets, who opens the last sentence on anybody of a gender from `since` up to `until`.

        None if there is none, or if that sentence names such a person elsewhere: they may be meant or not.

        Parameters
        ----------
        wanted
            The gender, or an empty string for any.
        since, until
            Offsets in the paragraph that is read: the end of the last tag, and the sentence of the pronoun.
        """
        for start, end in self._backwards():
            if start < since:
                break
            if end > until:
                continue
            about = [one for one in self._mentions(start, end) if self._may_be(one[1], wanted)]
            here = [one for one in about if not self._is_owner(one[0])] or about
            if here:
                at, name = here[0]
                alone = self._known.gender.get(name) or len({other for _, other in here}) == 1
                led = self._leads(start, at, wanted) or (alone and self._is_introduced(at, start))
                return self._placed(at, name) if alone and led else None
        return None

    def others_named(self, name: str, start: int, end: int, gender: str = "") -> bool:
        """Whether a person other than `name`, who may be of a gender, is named outside quotation marks in a passage."""
        return any(
            other != name and not (gender and self._known.gender.get(other, "") not in ("", gender))
            for at, other in self._mentions(start, end)
            if not is_quoted(self._text, at)
        )

    def definite(self, since: int, until: int) -> str:
        """The words such as `The manager` that begin the last sentence from `since` up to `until`; empty if none do."""
        start, end = next((span for span in self._backwards() if span[1] <= until), (0, 0))
        words = self._text[start:end].split(maxsplit=2)[:2]
        if start < since or len(words) < 2 or words[0].lower() not in self._names.articles:
            return ""
        return " ".join(words) if words[1].isalpha() else ""

    def _is_introduced(self, mention: int, start: int) -> bool:
        """Whether a person is named first here, with a description: `sent an engineer, Callum Vasch, who flew`."""
        mentions = self._known.mentions
        name = mentions[bisect_left(mentions, (mention, ""))][1]
        first = next(offset for offset, other in mentions if other == name)
        if first != mention:
            return False
        fronted = self._text[start:mention].split(maxsplit=1)[:1]
        if self._grammar.subject_determiners and fronted and fronted[0].lower() in self._grammar.prepositions:
            return True  # `Vor dem Tor stand Ida Vasch.`
        return self._text.endswith(", ", start, mention)

    def indefinite(self, since: int, until: int) -> str:
        """The words such as `Un voisin` that begin the last sentence from `since` up to `until`; empty if none do."""
        sentence = next((span for span in self._backwards() if span[1] <= until), (0, 0))
        if sentence[0] < since or self._mentions(*sentence):
            return ""
        words = self._text[slice(*sentence)].split()[:_MOST_TITLES]
        fronted = words and words[0].lower() in self._grammar.prepositions
        if fronted:  # `À la sortie, un voisin haussait les épaules.`
            comma = next((n for n, word in enumerate(words, 1) if word[-1] == ","), len(words))
            words = words[comma:]
        indefinite = self._grammar.articles.union(self._names.article_genders) - self._names.articles
        if len(words) < 2 or words[0].lower() not in indefinite:
            return ""
        links = self._grammar.subordinators | self._grammar.relatives | self._grammar.auxiliaries
        size = next((n for n, word in enumerate(words) if word.lower() in links), 0)
        size = next((n for n, word in enumerate(words[: size or len(words)], 1) if word[-1] == ","), size) or 2
        return " ".join(words[:size]).rstrip(",")

    def _backwards(self) -> Iterator[Offsets]:
        return ((start + self._start, end + self._start) for start, end in reversed(self._sentences))

    def _is_owner(self, mention: int) -> bool:
        """Whether a name is only whose somebody or something is: `Vasch's mother, Lena`, `La nieta de Rosa, Lena`."""
        word = _WORD.match(self._text, mention)
        after = self._text[word.end() : word.end() + 2] if word else ""
        before = self._text[max(0, mention - _LONGEST_LINK) : mention].split()[-1:]
        return after in ("'s", "’s") or bool(before and before[0].lower() in self._grammar.of)

    def _placed(self, start: int, name: str) -> tuple[str, int, int]:
        word = _WORD.match(self._text, start)
        return name, start, word.end() if word else start

    def _may_be(self, name: str, wanted: str) -> bool:
        gender = self._known.gender.get(name, "")
        return gender == wanted if gender and wanted else not self._known.is_doubtful(name)

    def _leads(self, start: int, mention: int, wanted: str) -> bool:
        """Whether a mention opens its sentence, perhaps after a phrase such as `At the gate, where it rained,`.

        It does not after a verb or pronoun of the same gender: `He met the mayor, Vasch`, `The court jailed Vasch`.
        """
        grammar, genders = self._grammar, self._names.genders
        before = self._text[start:mention]
        first = before.split(maxsplit=1)[:1]
        if first and first[0].lower() in grammar.prepositions | grammar.subordinators:
            before = before.rpartition(",")[2]
        for word in _WORD.findall(before):
            low = word.lower()
            if low in genders and low in grammar.personal and wanted in ("", genders[low]):
                return False
            is_verb = low in grammar.irregular_past or low.endswith(grammar.past_endings)
            if is_verb and word[0].islower() and low not in self._names.titles:
                return False
        return self._opens(mention, mention - len(before))

    def _quotes(self, start: int, end: int) -> bool:
        return not self._quotation_marks.isdisjoint(self._text[start:end])

    def _mentions(self, start: int, end: int) -> list[tuple[int, str]]:
        mentions = self._known.mentions
        return mentions[bisect_left(mentions, (start, "")) : bisect_left(mentions, (end, ""))]

    def _opens(self, mention: int, begin: int) -> bool:
        """Whether only names, titles and other nouns are before a mention since `begin`: `Dock boss Oren Vasch`."""
        before = self._text[begin:mention].split()
        if len(before) <= _MOST_TITLES:
            before = self._text[begin:mention].rpartition(",")[2].split()  # `The mayor of the port, Oren Vasch,`
        return len(before) <= _MOST_TITLES and all(
            word[0].isupper() or word.lower() in self._names.titles or (word.isalpha() and word not in self._no_nouns)
            for word in before
        )


@cache
def _no_nouns(language: Language) -> Words:
    """Words that are never nouns before a name, verbs among them."""
    return language.grammar.no_nouns | (language.cues.verbs.keys() - language.cues.also_nouns)
