"""Resolving speakers: from the words beside a quotation to the person's most complete name in the article."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from annotate.text.languages import DEFAULT, Language
from annotate.text.speakers._descriptions import Descriptions
from annotate.text.speakers._offices import OfficeHolders
from annotate.text.speakers._openings import FARTHEST, Openings
from annotate.text.speakers._person_phrases import PersonPhrases
from annotate.text.speakers._persons import Persons
from annotate.text.speakers._phrases import Phrases

_WORD = re.compile(r"[\w-]+")
_AROUND = " *•"
_REMEMBERED = 100
"""Number of distinct recent speakers, other than persons, that a short name may refer to."""
_FARTHEST_ANTECEDENT = 60
"""Most characters between a person and the relative pronoun that refers to them."""
_RECENT = 8
"""Number of recent mentions and speakers that a pronoun may refer to."""


class Speakers:
    """The names of one article, and its last speakers; resolve speakers in the order of the text."""

    def __init__(
        self, text: str, language: Language = DEFAULT, paragraphs: Sequence[tuple[int, int]] | None = None
    ) -> None:
        self._names = language.names
        self._grammar = language.grammar
        self._indefinite = self._grammar.articles - language.names.articles
        self.known = self._known = Persons(text, language, paragraphs)
        self.only_one = self._known.only_one
        self.openings = Openings(text, self._known, language)
        self._phrases = Phrases(language)
        self._person = PersonPhrases(self._known, self._phrases, language).person
        self._offices = OfficeHolders(text, self._known, language)
        self._descriptions = Descriptions(text, self._known, language)
        self._between = (0, 0)
        self._persons: list[str] = []
        self._others: dict[str, None] = {}
        self._text = text
        self._opening_mark = language.quotation_marks.main[0]
        self._single = ("", 0)
        self._hearer = ""
        self._spoke_at = -1
        self._office = self._nameless = ("", 0)
        self._unnamed: dict[str, int] = {}
        self._after_question = self._replies = False

    def knows(self, name: str) -> bool:
        """Whether `name` is a person the article names in full, or a part of such a name."""
        return self._known.knows(name)

    def resolve(
        self,
        phrase: str,
        offset: int | None = None,
        subject: tuple[str, int, int] | None = None,
        *,
        after_question: bool = False,
        replies: bool = False,
        since: tuple[int, int] | None = None,
    ) -> str:
        """The most complete name for the speaker `phrase`, who is then the last speaker.

        Empty if `phrase` is a pronoun or a name that may refer to either of two persons, or to none named before.

        Parameters
        ----------
        phrase
            The words that name the speaker: a name, a description or a pronoun.
        offset
            Their offset in the article, used for pronouns.
        subject
            The subject of the sentence just before, and that sentence's offsets: whom a pronoun means first.
        after_question
            Whether somebody asked a question in the paragraph before, which the speaker seems to answer.
        replies
            Whether the verb is one of answering, so that somebody else spoke just before.
        since
            Offsets of the paragraph's sentences between the last speech and the sentence of the speaker.
        """
        self._after_question, self._replies = after_question, replies
        self._between = since or (0, 0)
        name = self._subject_meant(phrase.lower(), subject) if subject else ""
        if not name and since and phrase.lower() in self._names.genders:
            name = self._opener(phrase.lower(), *since)
            name = name or self._described_before(phrase.lower(), *since)
            unknown = "" if name else self.openings.indefinite(*since)
            gender = self._descriptions.gender_of(unknown) if unknown else None
            if gender == self._names.genders[phrase.lower()]:
                self._single = self._office = ("", 0)
                return unknown if self._descriptions.is_person(unknown) else ""
        name = name or self._resolved(phrase.strip(_AROUND), offset)
        if name and offset is not None:
            self._spoke_at = offset
        return name

    def _resolved(self, phrase: str, offset: int | None) -> str:
        low = phrase.lower()
        hearer, self._hearer = self._hearer, ""
        if low in self._names.genders or low in self._grammar.relative_person:
            person = self._answering(hearer, self._names.genders.get(low, ""))
            person = self._pronoun(low, offset) or self._last_resort(low, offset) if person is None else person
            if person in self._known.gender:
                self._persons.append(person)
            return person
        if low in self._names.things:
            body = self.openings.body(offset, self._spoke_at) if low in self._grammar.impersonal else ""
            if body:
                self._remember(body)
            other = next(reversed(self._others), "")
            indefinite = other and low in self._grammar.plurals and other.split()[0].lower() in self._indefinite
            return "" if indefinite else other
        if self._phrases.is_nobody(low):
            return ""
        several = self._several(phrase)
        if several:
            self._persons += several
            self._single = ("", 0)
            return " ".join((several[0], phrase.split()[self._phrases.conjunction(phrase)], several[1]))
        self._nameless = ("", 0)
        person = self._person(phrase) or self._offices.holder(phrase) or self._described(phrase, offset)
        if person:
            self._offices.learn(phrase, person)
            if " " in person:
                self._known.learn(person)
            self._persons.append(person)
            self._single = self._office = ("", 0)
            return person
        name = (
            self._phrases.in_full(phrase, self._others)
            or self._phrases.apposed(phrase)
            or self._phrases.without_apposition(phrase)
        )
        self._remember(name)
        if offset is not None:
            of_person = name.split()[0].lower() in self._indefinite and self._descriptions.is_person(name)
            self._nameless = (name if of_person else "", offset)
            first, last = name.lower().split()[0], name.lower().split()[-1]
            is_office = last in self._names.titles and first in self._grammar.determiners
            self._office = (name if is_office else "", offset + len(phrase))
            self._single = (
                name if self._phrases.may_be_family_name(name) and not self.knows(name) else "",
                offset + len(phrase),
            )
        return name

    def tell(self, words: str) -> None:
        """Remember whom the last speaker told or asked something, if the words after the cue start with a person."""
        parts = words.split()
        size = next((n for n, part in enumerate(parts) if not part[0].isupper()), len(parts))
        run = self._known.after_titles([part.rstrip(",.;:") for part in parts[:size]])
        hearer = (self._known.of_full_name(run) if len(run) > 1 else self._known.called(run[0])) if run else ""
        self._hearer = "" if hearer in self._persons[-1:] else hearer

    def _subject_meant(self, low: str, subject: tuple[str, int, int]) -> str:
        """The subject of the sentence before a pronoun, if it can be meant; empty if not."""
        phrase, start, end = subject
        if low in self._names.things:
            plural = low in self._grammar.plurals and phrase.split()[0].lower() not in self._names.pronouns
            first = phrase.split()[0].lower().replace("’", "'")
            plural = plural and first.endswith(self._grammar.plural_endings)
            plural = plural and not first.endswith(self._grammar.not_plural_endings)
            if plural:
                self._remember(phrase)
            return phrase if plural else ""
        wanted = self._names.genders.get(low, "")
        if not wanted or self._phrases.is_nobody(phrase.lower()) or self._several(phrase):
            return ""
        name = self._phrases.apposed(phrase) or self._person(phrase)
        kin = [self._names.gendered[w] for w in phrase.lower().replace(",", "").split() if w in self._names.gendered]
        gender = self._known.gender.get(name) or (kin[-1] if kin else self._known.gender_of(name.lower().split(" ")[0]))
        titled = not self._names.titles.isdisjoint(phrase.lower().split())
        if not name or gender not in ("", wanted) or (" " in name and self._known.is_doubtful(name) and not titled):
            return ""
        if not gender and (" " not in name or self.openings.others_named(name, start, end)):
            return ""
        self._known.gender[name] = wanted
        self._persons.append(name)
        self._single = self._office = ("", 0)
        self._hearer = ""
        return name

    def _opener(self, low: str, since: int, until: int) -> str:
        """The person who opens the sentence before that of a pronoun of their gender; empty if there is none."""
        wanted = self._names.genders.get(low, "")
        topic = self.openings.topic(wanted, since, until) if wanted and low in self._grammar.personal else None
        name = topic[0] if topic else ""
        if name:
            self._known.gender[name] = wanted
            self._persons.append(name)
            self._single = self._office = ("", 0)
            self._hearer = ""
        return name

    def _described_before(self, low: str, since: int, until: int) -> str:
        """Whom `The manager` that opens the sentence before a pronoun stands for; empty if it is nobody known."""
        description = self._descriptions.read(self.openings.definite(since, until))
        name = self._descriptions.person(description) if description else ""
        if not name or not self._descriptions.fits(name, self._names.genders[low]):
            return ""
        self._persons.append(name)
        return name

    def _described(self, phrase: str, offset: int | None) -> str:
        """The person for whom `the striker` stands: described so, or whom the paragraph is about; or empty."""
        description = self._descriptions.read(self._names.end.split(phrase)[0])
        if description is None or offset is None:
            return ""
        name = self._descriptions.person(description)
        if name or not (description.epithet or description.gender):
            return "" if name and self._offices.is_also_held(description.noun, name) else name
        gender = description.gender
        topic = self.openings.topic(gender, *self._between)
        name = topic[0] if topic else ""
        last = self._persons[-1] if self._persons else self.only_one(offset)
        if not name and last and not self.openings.others_named(last, max(0, self._spoke_at), offset, gender):
            name = last
        if name and not description.epithet:
            begin = self._text.rfind("\n", 0, offset) + 1
            alone = topic or (begin <= self._spoke_at and not self.openings.others_named(name, begin, offset, gender))
            return name if alone and not self._replies and self._descriptions.varies(description, name, offset) else ""
        return name if self._descriptions.fits(name, gender) else ""

    def _answering(self, hearer: str, wanted: str) -> str | None:
        """Who `he` is after `“Go,” Vasch told Marrow.`: the hearer, empty if either may be, None if not the hearer."""
        if not hearer or not wanted or not self._persons or self._single[0]:
            return None
        speaker, listener = self._known.gender.get(self._persons[-1], ""), self._known.gender.get(hearer, "")
        if listener not in ("", wanted) or speaker not in ("", wanted):
            return None
        return hearer if listener and not speaker else None if speaker and not listener else ""

    def _several(self, phrase: str) -> list[str]:
        """The two persons of `Oren Vasch and his deputy, Mira Talvik,`; empty if the words name one or none."""
        words = phrase.split()
        at = self._phrases.conjunction(phrase)
        if not 0 < at < len(words) - 1 or not (words[at - 1][0].isupper() or words[at - 1][0].isdigit()):
            return []
        left, right = " ".join(words[:at]).rstrip(","), " ".join(words[at + 1 :])
        if "," in left and words[at - 1][-1] != ",":
            return []  # `Vasch, of the Board of Trade and Industry`
        if not (words[at + 1][0].isupper() or words[at + 1] in self._grammar.determiners):
            return []
        names = [self._person(left), self._person(right)]
        if " " not in left and " " not in right and (names[0] or names[1] or self._phrases.may_be_family_name(left)):
            return [names[0] or left, names[1] or right]
        if not names[0] and " " not in left and words[at + 1] in self._grammar.determiners:
            names[0] = left
        return names if all(names) and names[0] != names[1] else []

    def _remember(self, name: str) -> None:
        self._others.pop(name, None)
        self._others[name] = None
        if len(self._others) > _REMEMBERED:
            del self._others[next(iter(self._others))]

    def _last_resort(self, low: str, offset: int | None) -> str:
        """Whom a pronoun may mean if no person fits: one of unknown gender who opens the paragraph, or an office."""
        wanted = self._names.genders.get(low, "")
        subject = wanted and self.openings.subject(wanted, self.openings.first_mark(offset, self._spoke_at), "")
        if subject:
            self._known.gender[subject] = wanted
            return subject
        office, end = self._office
        if not office or not wanted or offset is None or not 0 <= offset - end <= FARTHEST:
            return ""
        return office if self._names.gendered.get(office.split()[-1].lower(), wanted) == wanted else ""

    def _pronoun(self, low: str, offset: int | None) -> str:
        """The person a pronoun refers to, the last speaker of its gender; empty if it may be either of two."""
        at = bisect_left(self._known.mentions, (offset, "")) if offset is not None else 0
        recently = self._known.mentions[max(0, at - _RECENT) : at]
        mentioned = [name for _, name in reversed(recently)]
        if not self._known.kin.isdisjoint(mentioned) and offset is not None:
            # kin of whom only one name is known are forgotten at the end of their paragraph
            begin, kin = self._text.rfind("\n", 0, offset), self._known.kin
            mentioned = [name for start, name in reversed(recently) if start > begin or name not in kin]
        if low in self._grammar.relative_person:
            near = self._known.mentions[at - 1][0] + _FARTHEST_ANTECEDENT >= (offset or 0) if mentioned else False
            return mentioned[0] if near else ""  # `The chancellor, who agrees`
        wanted, gender = self._names.genders[low], self._known.gender
        begin = self._text.rfind("\n", 0, offset) + 1 if offset is not None else 0
        nameless, spoke_at = self._nameless
        if nameless and begin <= spoke_at:
            return nameless  # `A juror said it was hard. “I cried,” she said.`
        if self._single[0] and offset is not None and 0 <= offset - self._single[1] <= FARTHEST:
            return self._unless_unnamed(wanted, offset, self._single_name(wanted, offset))
        subject = self.openings.subject(wanted, self.openings.first_mark(offset, self._spoke_at), wanted)
        if subject:
            return subject
        certain = [name for name in mentioned if gender.get(name) == wanted and not self._known.is_doubtful(name)]
        recent = dict.fromkeys((*reversed(self._persons[-_RECENT:]), *(certain or mentioned)))
        fitting = [name for name in recent if gender.get(name, "") in ("", wanted)]
        if fitting and not gender.get(fitting[0]):
            # nobody knows whether the last speaker is of this gender: rather whoever opens the paragraph
            subject = self.openings.subject(wanted, self.openings.first_mark(offset, self._spoke_at), "")
            if subject:
                gender[subject] = wanted
                return subject
        if fitting and (self._is_past_kin(fitting[0], begin) or self._known.kin_after(fitting[0], wanted, offset)):
            return ""
        if not fitting:
            return self._unless_unnamed(wanted, offset, self._single_name(wanted, offset))
        if self._after_question and any(gender.get(name) == wanted for name in fitting[1:]):
            return ""  # somebody else answers
        if gender.get(fitting[0], "") == wanted:
            return fitting[0]
        if len(fitting) > 1 and fitting[0] not in self._persons[-1:]:
            return ""
        if fitting[0] in gender:
            gender[fitting[0]] = wanted
        return fitting[0]

    def _is_past_kin(self, name: str, begin: int) -> bool:
        """Whether somebody named only as kin spoke in another paragraph: whom the article is about may be meant."""
        return name in self._known.kin and self._spoke_at < begin

    def _unless_unnamed(self, wanted: str, offset: int | None, name: str) -> str:
        """`name`, unless somebody of that gender spoke shortly before whom no name was found for."""
        at = offset or 0
        before = self._unnamed.get(wanted, -FARTHEST - 1)
        if not name:
            self._unnamed[wanted] = at
        return name if at - before > FARTHEST else ""

    def _single_name(self, wanted: str, offset: int | None) -> str:
        """The last speaker if it is a single word that can be a family name, and the pronoun can mean nobody else."""
        name, end = self._single
        if not name or offset is None or not 0 <= offset - end <= FARTHEST:
            return ""
        names = self._names
        before = self._text.rfind(self._opening_mark, end, offset)  # a pronoun in the quotation itself tells nothing
        for mention in names.mention.finditer(self._text, end, before if before >= 0 else offset):
            low = mention.group().lower()
            if names.genders.get(low) == wanted and low in self._grammar.personal:
                break  # `Vasch came. She gave him a letter.`
            if names.genders.get(low, wanted) != wanted or (low in names.gendered and names.gendered[low] != wanted):
                return ""
        known = self._known
        since = known.mentions[bisect_left(known.mentions, (end, "")) : bisect_left(known.mentions, (offset, ""))]
        return "" if any(known.gender.get(person) == wanted for _, person in since) else name
