"""Who a speaker is: from the words beside a quotation to the fullest name the article has for them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict

from annotate.text.languages import DEFAULT, Language

_REMEMBERED = 100
"""Speakers that are no persons and may be meant by a short name: the last so many different ones."""


class Speakers:
    """The names of one article, and who spoke last; speakers are to be asked for in the order of the text."""

    def __init__(self, text: str, language: Language = DEFAULT) -> None:
        self._names = language.names
        self._prepositions = language.grammar.prepositions
        self._relative_person = language.grammar.relative_person
        self._fullest: dict[str, str] = {}
        self._gender: dict[str, str] = {}
        self._mentions: list[tuple[int, str]] = []
        self._persons: list[str] = []
        self._others: dict[str, None] = {}
        self._learn(text)

    def _learn(self, text: str) -> None:
        known = self._names
        names = Counter(n for m in known.run.finditer(text) if (n := self._full_name(m.group())))
        for full, _ in names.most_common():
            self._fullest.setdefault(full.split()[-1], full)
        for full in names:
            self._fullest.setdefault(full.split()[0], full)
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        last = ""
        for match in known.mention.finditer(text) if names else ():
            word = match.group()
            if word in known.genders:
                votes[last][known.genders[word]] += 1
            elif word in self._fullest:
                last = self._fullest[word]
                self._mentions.append((match.start(), last))
        for name in names:
            by_name = known.first_names.get(name.split()[0].lower(), "")
            self._gender[name] = by_name or (votes[name].most_common(1)[0][0] if votes[name] else "")

    def knows(self, name: str) -> bool:
        """Whether `name` is a person the article names in full, or the last part of such a name."""
        return name in self._fullest or name.split()[-1] in self._fullest

    def resolve(self, phrase: str, offset: int | None = None) -> str:
        """The fullest name for the speaker `phrase` stands for, and note them as the one who spoke last.

        Empty where `phrase` is a pronoun and nobody named before can be meant.

        Parameters
        ----------
        phrase
            The words that name the speaker: a name, a description or a pronoun.
        offset
            Where they stand in the article, which helps with pronouns.
        """
        phrase = phrase.strip()
        low = phrase.lower()
        known = self._names
        if low in known.genders or low in self._relative_person:
            return self._pronoun(low, offset)
        if low in known.things:
            return next(reversed(self._others), "")
        if low in known.nobody:
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

    def _pronoun(self, low: str, offset: int | None) -> str:
        at = bisect_left(self._mentions, (offset, "")) if offset is not None else 0
        mentioned = [name for _, name in reversed(self._mentions[max(0, at - 8) : at])]
        if low in self._relative_person:
            return mentioned[0] if mentioned else ""
        wanted = self._names.genders[low]
        spoke = list(dict.fromkeys(reversed(self._persons[-8:])))
        for name in (*spoke, *mentioned):
            if self._gender.get(name, "") in ("", wanted):
                return name
        return ""

    def _person(self, phrase: str) -> str:
        known = self._names
        for head in known.end.split(phrase)[:2]:
            parts = [known.possessive.sub("", p) for p in head.split()]
            size = next((n for n, p in enumerate(reversed(parts)) if not p[:1].isupper()), len(parts))
            capitals = parts[len(parts) - size :]
            run = self._after_titles(capitals)
            before = parts[-size - 1].lower() if size < len(parts) else ""
            if run and before not in self._prepositions and not any(p.lower() in known.organisations for p in run):
                name = self._name_of(run, len(run) < len(parts))
                if name:
                    self._note_gender(name, parts)
                    return name
        return ""

    def _name_of(self, run: list[str], introduced: bool) -> str:
        known = self._fullest.get(run[-1], "")
        no_names = self._names.no_names
        if len(run) == 1:
            return known or (run[0] if introduced and run[0].lower() not in no_names and len(run[0]) > 2 else "")
        if known and known in " ".join(run):
            return known
        if known and known.split()[0] == run[0]:
            return known
        if run[0].lower() in self._names.places or run[0].lower() in no_names:
            return ""
        return " ".join(run[-4:])

    def _note_gender(self, name: str, parts: list[str]) -> None:
        for part in parts:
            if part.lower() in self._names.title_genders:
                self._gender[name] = self._names.title_genders[part.lower()]

    def _known_other(self, phrase: str) -> str:
        words = phrase.lower().split()
        if not words or words[0] not in self._names.articles or len(words) > 3:
            return ""
        head = words[-1]
        for other in reversed(self._others):
            parts = other.lower().split()
            if (head in parts or self._names.related.get(head) in parts) and len(parts) > len(words):
                return other
        return ""

    def _full_name(self, words: str) -> str:
        """The name of a person in a run of capitalised words, or nothing."""
        known = self._names
        whole = words.split()
        while whole and (len(whole[-1]) < 2 or whole[-1][1] == "." or not whole[-1][0].isupper()):
            whole.pop()  # neither an initial nor a particle ends a name
        parts = self._after_titles([known.possessive.sub("", p) for p in whole])
        while parts and parts[0].lower() in known.no_names:
            parts = parts[1:]
        if not 2 <= len(parts) <= 4 or parts[0].lower() in known.places:
            return ""
        return "" if any(p.lower() in known.organisations for p in parts) else " ".join(parts)

    def _after_titles(self, parts: list[str]) -> list[str]:
        """`Oren Vasch` of `Foreign Minister Oren Vasch`."""
        for index in range(len(parts) - 1, -1, -1):
            if parts[index].lower() in self._names.titles:
                return parts[index + 1 :]
        return parts
