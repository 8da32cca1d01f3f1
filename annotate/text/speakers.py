"""Who a speaker is: from the words beside a quotation to the fullest name the article has for them."""

from __future__ import annotations

import re

from annotate.text.words import word_set

_TITLES = word_set(
    "mr. mrs. ms. dr. prof. sen. rep. gov. gen. col. lt. sgt. capt. rev. st. hon. mr mrs ms dr president senator "
    "representative governor general minister secretary chancellor premier king queen prince princess pope judge "
    "justice professor sir lady lord colonel captain major admiral ambassador mayor chairman chairwoman chair speaker "
    "spokesman spokeswoman spokesperson director attorney sheriff officer congressman congresswoman del. former"
)
_NAME = re.compile(
    r"(?:(?:[A-Z][\w’'\-]*|[A-Z]\.)(?:\s+(?:de|la|van|von|bin|al|der|den|del|da|di|du|le|el|ben|ibn)){0,2}\s+)+"
    r"[A-Z][\w\-’']+"
)
_ORGANISATION = word_set(
    "ministry department university house senate committee commission council party agency office bureau court union "
    "bank group institute center centre association times post journal news press reuters government congress state "
    "states street white campaign foundation company corporation inc. club team league organization organisation fund "
    "police nations administration board school college service society assembly parliament cabinet"
)
_HE, _SHE = frozenset({"he", "him", "his"}), frozenset({"she", "her", "hers"})


class Speakers:
    """The names of one article, and who spoke last; speakers are to be asked for in the order of the text."""

    def __init__(self, text: str) -> None:
        self._fullest: dict[str, str] = {}
        for match in _NAME.finditer(text):
            self._learn(match.group())
        self.last = ""
        self._last_person = ""
        self._others: list[str] = []

    def _learn(self, name: str) -> None:
        parts = _after_titles(name.split())
        if len(parts) < 2 or any(p.lower() in _ORGANISATION for p in parts):
            return
        full = " ".join(parts)
        full = re.sub(r"[’']s$", "", full)
        self._fullest.setdefault(re.sub(r"[’']s$", "", parts[-1]), full)
        self._fullest.setdefault(parts[0], full)

    def knows(self, name: str) -> bool:
        """Whether `name` is a person the article names in full, or the last part of such a name."""
        return name in self._fullest or name.split()[-1] in self._fullest

    def resolve(self, phrase: str) -> str:
        """The fullest name for the speaker `phrase` stands for, and note them as the one who spoke last."""
        name = self._named(phrase.strip())
        if name:
            self.last = name
        return name

    def _named(self, phrase: str) -> str:
        low = phrase.lower()
        if low in _HE or low in _SHE or low == "who":
            return self._last_person or phrase
        if low in ("it", "they", "we"):
            return self._others[-1] if self._others and low != "we" else phrase
        person = self._person(phrase)
        if person:
            self._last_person = person
            return person
        name = self._known_other(phrase) or phrase
        self._others.append(name)
        return name

    def _person(self, phrase: str) -> str:
        head = re.split(r",| \(| who ", phrase)[0].strip()
        parts = head.split()
        run: list[str] = []
        for part in reversed(parts):
            if part[:1].isupper():
                run.insert(0, part)
            else:
                break
        run = _after_titles(run)
        if not run or any(p.lower() in _ORGANISATION for p in run):
            return ""
        if len(run) == 1:
            return self._fullest.get(run[0], "")
        known = self._fullest.get(run[-1])
        for size in (2, 3):
            tail = " ".join(run[-size:])
            if known == tail:
                return tail
        if len(run) != len(parts) or len(run) == 2 or run[0] != parts[0]:
            return " ".join(run)
        return " ".join(run) if known else ""

    def _known_other(self, phrase: str) -> str:
        words = phrase.lower().split()
        if words[:1] != ["the"] or len(words) > 3:
            return ""
        head = words[-1]
        alike = {"department": "ministry", "ministry": "department"}
        for other in reversed(self._others):
            parts = other.lower().split()
            if (head in parts or alike.get(head) in parts) and len(parts) > len(words):
                return other
        return ""


def _after_titles(parts: list[str]) -> list[str]:
    """`Oren Vasch` of `Foreign Minister Oren Vasch`."""
    for place in range(len(parts) - 1, -1, -1):
        if parts[place].lower() in _TITLES:
            return parts[place + 1 :]
    return parts
