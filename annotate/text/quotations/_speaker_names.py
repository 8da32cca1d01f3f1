"""Who a speaker is: from the words beside a quotation to the fullest name the article has for them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict

from annotate.text.quotations._tokens import (
    DETERMINERS,
    OBJECTS,
    PERSONAL,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATORS,
    word_set,
)

_TITLES = word_set(
    """mr. mrs. ms. dr. prof. sen. rep. gov. gen. col. lt. sgt. capt. rev. hon. del. adm. maj. mr mrs ms mx dr president
    senator representative governor general minister secretary chancellor premier king queen prince princess pope judge
    justice professor sir dame lady lord colonel captain major admiral ambassador mayor chairman chairwoman chair
    speaker spokesman spokeswoman spokesperson director attorney sheriff officer congressman congresswoman former
    leader commissioner chief whip counsel inspector deputy democrat republican candidate nominee rival"""
)
_ORGANISATION = word_set(
    """ministry department university house senate committee commission council party agency office bureau court
    union bank group institute center centre association times post journal news press government congress
    state states street campaign foundation company corporation inc. club team league organization
    organisation fund police nations administration board school college service society assembly parliament
    cabinet affairs coast air force army navy network"""
)
_PLACES = word_set("new united north south west east northern southern western eastern san los las saint fort white")
_NO_NAME = DETERMINERS | PERSONAL | PREPOSITIONS | SUBORDINATORS | word_set("and also then now meanwhile only both")
_MEN = word_set(
    """james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark
    donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary
    nicholas eric jonathan stephen larry justin scott brandon benjamin samuel frank gregory raymond alexander patrick
    jack dennis jerry tyler aaron jose henry adam peter nathan walter harold carl arthur roger keith jeremy bill bob
    jim tom joe mike dave steve dan tim greg ben sam jeff ted chris """
)
_WOMEN = word_set(
    """mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra ashley
    kimberly emily donna michelle carol amanda dorothy melissa deborah stephanie rebecca sharon laura cynthia kathleen
    amy angela shirley anna brenda pamela emma nicole helen samantha katherine christine debra rachel carolyn janet
    catherine maria heather diane ruth julie olivia joyce virginia victoria kelly lauren christina joan evelyn judith
    megan andrea cheryl hannah jacqueline martha gloria teresa ann sara kathryn janice jean alice judy julia
    kate anne jane susan elaine theresa angela nikki"""
)
_PARTICLE = r"(?:[ \u00a0](?:de|la|van|von|bin|al|der|den|del|da|di|du|le|el|ben|ibn)){0,2}"
_NAME = re.compile(rf"(?:(?:[A-Z][\w’'\-]*|[A-Z]\.){_PARTICLE}[ \u00a0])+[A-Z][\w\-’']+")
_MENTION = re.compile(r"\b(?:he|him|his|she|her|hers|[A-Z][\w-]+)\b")
_GENDER = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f"}
_TITLE_GENDER = {"mr.": "m", "mr": "m", "sir": "m", "mrs.": "f", "ms.": "f", "mrs": "f", "ms": "f", "dame": "f"}
_POSSESSIVE = re.compile(r"[’'](?:s)?$")
_NOBODY = PRONOUNS | OBJECTS | word_set("that which these those its their")
_REMEMBERED = 100
"""Speakers that are no persons and may be meant by a short name: the last so many different ones."""
_ALIKE = {"department": "ministry", "ministry": "department", "agency": "office", "office": "agency"}


class Speakers:
    """The names of one article, and who spoke last; speakers are to be asked for in the order of the text."""

    def __init__(self, text: str) -> None:
        self._fullest: dict[str, str] = {}
        self._gender: dict[str, str] = {}
        self._mentions: list[tuple[int, str]] = []
        self._persons: list[str] = []
        self._others: dict[str, None] = {}
        self._learn(text)

    def _learn(self, text: str) -> None:
        names = Counter(n for m in _NAME.finditer(text) if (n := _full_name(m.group())))
        for full, _ in names.most_common():
            self._fullest.setdefault(full.split()[-1], full)
        for full in names:
            self._fullest.setdefault(full.split()[0], full)
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        last = ""
        for match in _MENTION.finditer(text) if names else ():
            word = match.group()
            if word in _GENDER:
                votes[last][_GENDER[word]] += 1
            elif word in self._fullest:
                last = self._fullest[word]
                self._mentions.append((match.start(), last))
        for name in names:
            first = name.split()[0].lower()
            told = "m" if first in _MEN else "f" if first in _WOMEN else ""
            self._gender[name] = told or (votes[name].most_common(1)[0][0] if votes[name] else "")

    def knows(self, name: str) -> bool:
        """Whether `name` is a person the article names in full, or the last part of such a name."""
        return name in self._fullest or name.split()[-1] in self._fullest

    def resolve(self, phrase: str, place: int | None = None) -> str:
        """The fullest name for the speaker `phrase` stands for, and note them as the one who spoke last.

        Empty where `phrase` is a pronoun and nobody named before can be meant.

        Parameters
        ----------
        phrase
            The words that name the speaker: a name, a description or a pronoun.
        place
            Where they stand in the article, which helps with pronouns.
        """
        phrase = phrase.strip()
        low = phrase.lower()
        if low in _GENDER or low == "who":
            return self._pronoun(low, place)
        if low in ("it", "they", "its", "their"):
            return next(reversed(self._others), "")
        if low in _NOBODY:
            return ""
        person = self._person(phrase)
        if person:
            self._persons.append(person)
            return person
        name = self._known_other(phrase) or phrase
        self._remember(name)
        return name

    def _remember(self, name: str) -> None:
        self._others.pop(name, None)
        self._others[name] = None
        if len(self._others) > _REMEMBERED:
            del self._others[next(iter(self._others))]

    def _pronoun(self, low: str, place: int | None) -> str:
        at = bisect_left(self._mentions, (place, "")) if place is not None else 0
        mentioned = [name for _, name in reversed(self._mentions[max(0, at - 8) : at])]
        if low == "who":
            return mentioned[0] if mentioned else ""
        wanted = _GENDER[low]
        spoke = list(dict.fromkeys(reversed(self._persons[-8:])))
        for name in (*spoke, *mentioned):
            if self._gender.get(name, "") in ("", wanted):
                return name
        return ""

    def _person(self, phrase: str) -> str:
        for head in re.split(r",| \(| who ", phrase)[:2]:
            parts = [_POSSESSIVE.sub("", p) for p in head.split()]
            size = next((n for n, p in enumerate(reversed(parts)) if not p[:1].isupper()), len(parts))
            capitals = parts[len(parts) - size :]
            run = _after_titles(capitals)
            before = parts[-size - 1].lower() if size < len(parts) else ""
            if run and before not in PREPOSITIONS and not any(p.lower() in _ORGANISATION for p in run):
                name = self._name_of(run, len(run) < len(parts))
                if name:
                    self._note_gender(name, parts)
                    return name
        return ""

    def _name_of(self, run: list[str], introduced: bool) -> str:
        known = self._fullest.get(run[-1], "")
        if len(run) == 1:
            return known or (run[0] if introduced and run[0].lower() not in _NO_NAME and len(run[0]) > 2 else "")
        if known and known in " ".join(run):
            return known
        if known and known.split()[0] == run[0]:
            return known
        if run[0].lower() in _PLACES or run[0].lower() in _NO_NAME:
            return ""
        return " ".join(run[-4:])

    def _note_gender(self, name: str, parts: list[str]) -> None:
        for part in parts:
            if part.lower() in _TITLE_GENDER:
                self._gender[name] = _TITLE_GENDER[part.lower()]

    def _known_other(self, phrase: str) -> str:
        words = phrase.lower().split()
        if words[:1] != ["the"] or len(words) > 3:
            return ""
        head = words[-1]
        for other in reversed(self._others):
            parts = other.lower().split()
            if (head in parts or _ALIKE.get(head) in parts) and len(parts) > len(words):
                return other
        return ""


def _full_name(words: str) -> str:
    """The name of a person in a run of capitalised words, or nothing."""
    parts = _after_titles([_POSSESSIVE.sub("", p) for p in words.split()])
    while parts and parts[0].lower() in _NO_NAME:
        parts = parts[1:]
    if not 2 <= len(parts) <= 4 or parts[0].lower() in _PLACES or any(p.lower() in _ORGANISATION for p in parts):
        return ""
    return " ".join(parts)


def _after_titles(parts: list[str]) -> list[str]:
    """`Oren Vasch` of `Foreign Minister Oren Vasch`."""
    for place in range(len(parts) - 1, -1, -1):
        if parts[place].lower() in _TITLES:
            return parts[place + 1 :]
    return parts
