"""The persons with a full name in an article: their short names, gender and mentions."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import compress

from annotate.text.languages import Language
from annotate.text.speakers._family_names import is_acronym_before_name, owner, same_person
from annotate.text.speakers._genders import Genders
from annotate.text.speakers._quoted_words import is_quoted
from annotate.text.speakers._single_names import SingleNames

_WORD = re.compile(r"[\w.’'-]+")
_KIN = re.compile(r"\b(?P<holder>[^\W\d_]{2,6}) (?P<kin>[a-zß-ÿ]+)(?P<named>,? [A-ZÀ-Þ])?")
_LONGEST_OFFICE = 24
"""Most characters of a title and the word after it."""
_FARTHEST_KIN = 600
"""Characters after the last mention of a person in which their kin may be meant by a pronoun."""
_PARTED = 250
"""Characters after a mention of another person from which a pronoun refers to the person mentioned last."""
_DOMINANT = 2
"""How many times as often as others with the same name a person must be named for the short name to mean them."""
_CLEARLY = 3
"""How often somebody must be named for a family name that is first another's to mean them."""
_AGED = re.compile(r",(?: de)? \d{1,3}(?: \w+)?,| \(\d{1,2}\)")
_BESIDE = 2
"""Most characters between two parts of a name."""


class Persons:
    """The persons of one article."""

    def __init__(self, text: str, language: Language, paragraphs: Sequence[tuple[int, int]] | None = None) -> None:
        self._text = text
        self._starts = [start for start, _ in paragraphs or ()]
        self._ends = [end for _, end in paragraphs or ()]
        self._names = language.names
        self._grammar = language.grammar
        self._calendar = language.dates.calendar
        self._verbs = language.cues.verbs
        self._starters = language.sentences.starters
        self._language = language
        self._genders = Genders(text, language)
        self._counts: Counter[str] = Counter()
        self._by_part: dict[str, list[str]] = {}
        self._votes: dict[str, Counter[str]] = defaultdict(Counter)
        self.gender: dict[str, str] = {}
        self.mentions: list[tuple[int, str]] = []
        self.kin: set[str] = set()
        self._certain: set[str] = set()
        self._owners: dict[str, str] = {}
        self._matches = list(language.names.mention.finditer(text))
        self._words = list(map(re.Match.group, self._matches))
        self._learn_names()
        if self._counts:
            self._learn_mentions()

    def knows(self, name: str) -> bool:
        """Whether `name` is a person the article names in full, or a part of such a name."""
        return name in self._counts or name in self._by_part or name.split()[-1] in self._by_part

    def learn(self, name: str) -> None:
        """Remember a person whose full name is not written out in the text, as in a label in capitals."""
        if name not in self._counts:
            self._counts[name] += 1
            self._by_part.setdefault(name.split()[-1], []).append(name)
            self.gender[name] = self.gender_of(name.split()[0].lower())

    def is_doubtful(self, name: str) -> bool:
        """Whether a name may be none, as `Harbour Day`: no known given name, no age, its last word never alone."""
        return name not in self._certain and name.split()[0].lower() not in self._names.given_names

    def called(self, word: str, gender: str = "") -> str:
        """The person with this single name, and the gender of a title; empty if it may be either of two."""
        candidates = self._by_part.get(word, [])
        if gender:
            certain = [name for name in candidates if self.gender.get(name) == gender]
            candidates = certain or [name for name in candidates if not self.gender.get(name)]
        if len(candidates) < 2:
            return candidates[0] if candidates else ""
        most, second = self._counts[candidates[0]], self._counts[candidates[1]]
        dominant = candidates[0] if most >= _DOMINANT * second else ""
        first = self._owners.get(word, "")
        if first in candidates and (not dominant or most < _CLEARLY):
            return first
        return dominant if first in ("", dominant) else ""

    def named_in(self, words: Sequence[str]) -> set[str]:
        """The persons whose family name is among some words."""
        names = {self.called(word) for word in words if word[:1].isupper()}
        return {name for name in names if name and name.rpartition(" ")[2] in words}

    def of_initials(self, label: str) -> str:
        """The only person with these initials, as `H. G.`; empty if there is none, or more."""
        letters = label.replace(".", "").replace(" ", "")
        if not (1 < len(letters) < 5 and letters.isupper()):
            return ""
        names = [name for name in self._counts if "".join(part[0] for part in name.split()) == letters]
        return names[0] if len(names) == 1 else ""

    def only_one(self, offset: int) -> str:
        """The only person mentioned before `offset`; empty if there are more, or none."""
        names = {name for _, name in self.mentions[: bisect_left(self.mentions, (offset, ""))]}
        names -= {name for name in names if len(names) > 1 and self.is_doubtful(name)}
        return names.pop() if len(names) == 1 else ""

    def kin_after(self, name: str, wanted: str, offset: int | None) -> bool:
        """Whether another came after the last mention of a person, as in `Her daughter, Lena, nodded`."""
        mentions = self.mentions
        last = bisect_left(mentions, (offset or 0, "")) - 1
        if offset is None or last < 0 or mentions[last][1] != name or offset - mentions[last][0] > _FARTHEST_KIN:
            return False
        return any(
            match["holder"].lower() in self._grammar.possessives
            and self._names.gendered.get(match["kin"]) == wanted
            and (match["holder"][0].isupper() or match["named"])  # not `He told his brother of it`
            and not is_quoted(self._text, match.start())
            for match in _KIN.finditer(self._text, mentions[last][0], offset)
        )

    def of_full_name(self, parts: Sequence[str]) -> str:
        """The person of the article with this first and last name; empty if there is none."""
        candidates = self._by_part.get(parts[-1], [])
        return next((name for name in candidates if name.split()[0] == parts[0] or name in " ".join(parts)), "")

    def full_name(self, words: str) -> str:
        """The name of a person in a run of capitalised words, without titles; empty if it cannot be one."""
        known = self._names
        whole = words.split()
        while whole and (len(whole[-1]) < 2 or whole[-1][1] == "." or not whole[-1][0].isupper()):
            whole.pop()  # a name does not end with an initial or a particle
        owner = next((n for n, p in enumerate(whole[:-1], 1) if len(p) > 3 and p[-2:] in ("'s", "’s")), 0)
        whole = self.without_honours(whole[owner:])  # `Karsovia's Oren Vasch`
        parts = self.after_titles([p if p.isalpha() else known.possessive.sub("", p) for p in whole])
        while parts and (self._opens_sentence(parts[0]) or is_acronym_before_name(parts)):
            parts = parts[1:]
        if not 2 <= len(parts) <= 4 or parts[0].lower() in known.places:
            return ""
        low = [part.lower().rpartition("-")[2] for part in parts if part[0].isupper()]
        links = not self._grammar.prepositions.isdisjoint(low) and low[0] not in known.given_names  # `Ada Dal Bosco`
        return "" if links or not known.organisations.isdisjoint(low) else " ".join(parts)

    def after_organisation(self, parts: list[str]) -> list[str]:
        """`Oren Vasch` for `Foreign Affairs Oren Vasch`; empty if no name of two words follows an organisation."""
        low = [part.lower() for part in parts]
        last = max((n for n, part in enumerate(low) if part in self._names.organisations), default=len(parts))
        return parts[last + 1 :] if len(parts) - last > 2 else []

    def _after_office(self, run: re.Match[str]) -> str:
        """The name in `Minister of Foreign Affairs Oren Vasch`, whose run of capitalised words begins after `of`."""
        words = run.group().split()
        if len(words) < 3 or self._names.organisations.isdisjoint(run.group().lower().split()):
            return ""
        before = self._text[max(0, run.start() - _LONGEST_OFFICE) : run.start()].lower().split()[-2:]
        is_office = len(before) == 2 and before[1] in self._grammar.of
        is_office = is_office and (before[0] in self._names.titles or before[0] in self._names.organisations)
        parts = self.after_organisation(words) if is_office else []
        return self.full_name(" ".join(parts)) if parts else ""

    def _is_title(self, low: str) -> bool:
        return low in self._names.titles or low.endswith(self._names.title_endings or ("\0",))

    def _opens_sentence(self, word: str) -> bool:
        """Whether a capitalised word is the beginning of a sentence, not of a name, as in `Yesterday Vasch said`."""
        low = word.lower()
        if low in self._names.given_names:
            return False
        return (
            low in self._names.no_names
            or low in self._calendar
            or word in self._starters
            or low in self._grammar.adverbs
            or low in self._verbs
        )

    def without_honours(self, parts: list[str]) -> list[str]:
        """`Oren Vasch` for `Oren Vasch KC MP`."""
        while len(parts) > 2 and parts[-1].isupper() and parts[-1].lower() in self._grammar.degrees:
            parts = parts[:-1]
        return parts

    def after_titles(self, parts: list[str]) -> list[str]:
        """The words after the last title, as `Oren Vasch` in `Foreign Minister Oren Vasch`.

        After a given name the last word is a family name, as in `Martin King`.
        """
        last = len(parts) - 1
        low = [part.lower() for part in parts]
        given_names = self._names.given_names
        if self._names.nouns_capitalised and last > 1 and low[0] not in given_names:
            first = next((n for n in range(1, last) if low[n] in given_names), 0)
            if first:
                return parts[first:]  # `Rentnerin Mira Talvik`, `Norbachs Kapitän Lars Ohm`
        if last > 0 and any(map(self._names.given_names.__contains__, low[:last])):
            last -= 1
        for index in range(last, -1, -1):
            if low[index].rpartition("-")[2] in self._names.titles or (
                index < len(parts) - 1 and low[index].endswith(self._names.title_endings)
            ):
                return parts if parts[index:] == parts and parts[0] in self._by_part else parts[index + 1 :]
        return parts

    def _learn_names(self) -> None:
        genders: dict[str, str] = {}
        titled: dict[str, list[str]] = defaultdict(list)
        named_at: dict[str, int] = {}
        names: dict[str, str] = {}  # the same runs of words come again and again
        for run in self._names.run.finditer(self._text):
            words = run.group()
            if words not in names:
                names[words] = self.full_name(words)
            name = names[words] or self._after_office(run)
            if self._names.nouns_capitalised and name.count(" ") > 1 and self._follows_article(run):
                name = name.partition(" ")[2]  # `der Landwirt Oren Vasch`
            if name.count(" ") > 1 and self._is_described(name, run.start()):
                name = name.partition(" ")[2]  # `Neighbour Oren Vasch`
            if name:
                self._counts[name] += 1
                named_at.setdefault(name, run.start())
                offices = words.removesuffix(name).split()[-1:]
                if _AGED.match(self._text, run.end()) or (offices and self._is_title(offices[0].lower())):
                    self._certain.add(name)
                genders[name] = genders.get(name) or self._genders.beside(run, name)
            elif words.count(" ") in (1, 2):
                title, *between, family = words.split(" ")
                gendered = title.lower() in self._names.gendered and len(family) > 1
                if gendered and all(word.lower() in self._names.titles for word in between):
                    titled[family].append(self._names.gendered[title.lower()])  # `Mrs. Vasch`, `Mr Justice Vasch`
                    named_at.setdefault(family, run.start())
        for match in self._names.titled.finditer(self._text):
            titled[match["family"]].append(self._names.gendered[match["title"].lower()])
            named_at.setdefault(match["family"], match.start())
        self._join(genders)
        for name, _ in self._counts.most_common():
            of_family = self._by_part.setdefault(name.split()[-1], [])
            if not any(other.split()[0] == name.split()[0] for other in of_family):
                of_family.append(name)
        firsts = {name.split()[0] for name in self._counts} - self._by_part.keys()
        for family, titles in titled.items():
            of_family = self._by_part.get(family, [])
            others = [name for name in of_family if (genders[name] or titles[0]) != titles[0]]
            if family not in firsts and len(others) == len(of_family):  # not `Sir Oren`
                self._counts[family] += len(titles)
                self._by_part.setdefault(family, []).append(family)
                self._by_part[family].sort(key=self._counts.__getitem__, reverse=True)
                genders[family] = titles[0]
        self._owners = {
            family: owner(self._text, family, of_family, named_at)
            for family, of_family in self._by_part.items()
            if len(of_family) > 1
        }
        self._learn_single_names(genders)
        families = set(self._by_part)
        for name in self._counts:
            first = name.split()[0]
            if first not in families:
                self._by_part.setdefault(first, [name])
            self.gender[name] = genders[name] or self.gender_of(first.lower())

    def _join(self, genders: dict[str, str]) -> None:
        """Count names that are the same person's as one."""
        for family in [f for f, n in Counter(name.split()[-1] for name in self._counts).items() if n > 1]:
            alike = [name for name in self._counts if name.split()[-1] == family]
            for name in alike:
                other = same_person(name, alike)
                if other in self._counts and name.split()[0].lower() not in self._names.given_names:
                    self._counts[other] += self._counts.pop(name)
                    genders[other] = genders[other] or genders[name]

    def _learn_single_names(self, genders: dict[str, str]) -> None:
        parts = {part for name in self._counts for part in name.split()}
        for name, gender, is_kin in SingleNames(self._text, self._language).besides(parts, self._matches, self._words):
            self._counts[name] += 1
            self._certain.add(name)
            self._by_part[name], genders[name] = [name], gender or self.gender_of(name.lower())
            if is_kin:
                self.kin.add(name)

    def _is_described(self, name: str, start: int) -> bool:
        """Whether a noun that begins a sentence, or a place, is before a known given name: `of Velda Oren Vasch`."""
        first, second, *_ = name.lower().split()
        known = self._names.given_names
        before = self._text[max(0, start - 8) : start].rstrip(" ")
        if second[1:] == "." and before and before.split()[-1].lower() in self._grammar.of:
            return first not in known  # `the President of Velda O. Vasch`
        if second not in known or first in known:
            return False
        return not before or before[-1] in '\n.!?”"’—–' or before.split()[-1].lower() in self._grammar.prepositions

    def _follows_article(self, run: re.Match[str]) -> bool:
        before = self._text[max(0, run.start() - 8) : run.start()].split()[-1:]
        return bool(before) and before[0].lower() in self._grammar.determiners

    def gender_of(self, given_name: str) -> str:
        """The gender that a given name in small letters implies, or an empty string."""
        return self._genders.of_given_name(given_name)

    def _learn_mentions(self) -> None:
        text, genders, gendered = self._text, self._names.genders, self._names.gendered
        last, end, other_end = "", -_PARTED, -_PARTED
        titled: list[tuple[str, str]] = []
        wanted = genders.keys() | self._by_part.keys()
        # most capitalised words are neither, and are left out without a step in Python for each
        for match in compress(self._matches, map(wanted.__contains__, self._words)):
            word = match.group()
            if word in genders:
                is_subject = last and match.start() - other_end > _PARTED and self._is_subject(match)
                if is_subject and not is_quoted(text, match.start()):
                    self._votes[last][genders[word]] += 1
            else:
                start = match.start()
                if not self._is_in_body(start):
                    continue
                name = last if last in self._by_part[word] and start - end <= _BESIDE else self.called(word)
                before = text[max(0, start - 12) : start].split()[-1:]
                if before and before[0].lower() in gendered:
                    titled.append((word, gendered[before[0].lower()]))
                    name = name or self.called(word, titled[-1][1])
                if name and not (before and before[0] in self._grammar.place_prepositions):
                    if start - end > _BESIDE and word == name.rpartition(" ")[2]:
                        self._certain.add(name)
                    if name != last:
                        last, other_end = name, end
                    end = match.end()
                    self.mentions.append((start, name))
        for word, gender in titled:
            name = self.called(word, gender)
            if name:
                self.gender[name] = self.gender[name] or gender
        for name, votes in self._votes.items():
            (likely, most), *others = votes.most_common()
            self.gender[name] = self.gender[name] or ("" if others and others[0][1] == most else likely)

    def _is_in_body(self, offset: int) -> bool:
        """Whether an offset is in one of the paragraphs, rather than in a byline or caption, which mention nobody."""
        if not self._starts:
            return True
        at = bisect_right(self._starts, offset) - 1
        return at >= 0 and offset < self._ends[at]

    def _is_subject(self, pronoun: re.Match[str]) -> bool:
        """Whether a pronoun may refer to the subject of its clause; objects do not."""
        if pronoun.group() not in self._grammar.objects:
            return True
        noun = _WORD.match(self._text, pronoun.end() + 1)
        return pronoun.group() in self._grammar.possessives and noun is not None and noun.group().islower()
