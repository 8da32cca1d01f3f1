"""How a language names persons and organisations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from annotate.text.languages._grammar import NEVER, NOTHING, Endings, Words

_CAPITALISED = r"[A-ZÀ-ÖØ-Þ](?:[\w’'\-]++|\.)?+"
# both are found more quickly because they begin with a set of characters
_RUN = re.compile(rf"[A-ZÀ-ÖØ-Þ](?<=(?<![\w’'\-]).)(?:[\w’'\-]++|\.)?+(?:[ \u00a0]{_CAPITALISED})++")
_MENTION = re.compile(r"[A-ZÀ-ÖØ-Þ](?<=\b.)[\w-]+\b")


AGED = re.compile(
    r"(?P<name>[A-ZÀ-ÖØ-Þ](?<=(?<![\w’'-] )(?<![\w’'-]).)[\w’'-]++)"
    r"(?:,\s(?:de\s)?\d{1,3}(?:\s(?:ans|años|anni|anos|Jahre))?,|\s\((?P<bracket>\d{1,3})(?:\s(?:ans|años|anni|anos|Jahre))?\))"
)
"""A single name and an age, as `Karim, 19 ans,`."""


@dataclass(frozen=True, eq=False)
class Names:
    """How persons and organisations are named."""

    run: re.Pattern[str] = _RUN
    """A run of capitalised words, which may be a person's name with titles; it must not backtrack."""
    mention: re.Pattern[str] = _MENTION
    """A single capitalised word, or a pronoun of `genders`."""
    aged: re.Pattern[str] = NEVER
    """A person's only name and an age; groups ``name`` and ``bracket`` (if the age is in brackets)."""
    titled: re.Pattern[str] = NEVER
    """A gendered title that is no part of a `run`, and a family name; groups ``title`` and ``family``."""
    end: re.Pattern[str] = NEVER
    """What parts a name from its description, as a comma or ` who `."""
    nouns_capitalised: bool = False
    """Whether every noun is written with a capital, so that a capital after an article is no sign of a name."""
    possessive: re.Pattern[str] = re.compile(r"[’']$")
    """The possessive ending of a name."""
    titles: Words = NOTHING
    """Titles and offices before a name."""
    title_endings: Endings = ()
    """Endings of other titles and offices before a name, as `minister` in compounds."""
    attributive: Words = NOTHING
    """Those of `titles` that are no persons by themselves, as `state`, or make the next another, as `vice`."""
    anonymous: Words = NOTHING
    """Nouns for persons who speak without their name, as `official`."""
    written_out: Mapping[str, str] = field(default_factory=dict)
    """Abbreviated titles with what they stand for, as `gov.` with `governor`."""
    unnamed: Words = NOTHING
    """Offices that somebody who is not named often holds, as `judge` and `spokeswoman`."""
    heads: Words = NOTHING
    """Offices that mean one person everybody knows, if no more is said, as `pope`."""
    epithets: Mapping[str, str] = field(default_factory=dict)
    """Nouns that, after a definite article, stand for a person named before, as `striker`, with their gender."""
    epithet_endings: Endings = ()
    """Endings of other such nouns, as `year-old`."""
    article_genders: Mapping[str, str] = field(default_factory=dict)
    """Definite articles with the gender of the person described, `m` or `f`."""
    nouns_last: bool = False
    """Whether the noun of a description is its last word, as in `the Nevada Democrat`."""
    gendered: Mapping[str, str] = field(default_factory=dict)
    """Titles, offices and kinship terms with the gender they imply, `m` or `f`."""
    kin: Words = NOTHING
    """Those of `gendered` that are kin, as `mother`."""
    genders: Mapping[str, str] = field(default_factory=dict)
    """Pronouns with their gender, `m` or `f`."""
    given_names: Mapping[str, str] = field(default_factory=dict)
    """Given names with the gender they imply, `m` or `f`; empty if they imply none."""
    feminine_endings: Endings = ()
    """Endings of other given names of women."""
    things: Words = NOTHING
    """Pronouns that refer to the last speaker that is not a person, as `it`."""
    organisations: Words = NOTHING
    """Words that occur in names of organisations."""
    related: Mapping[str, str] = field(default_factory=dict)
    """Words in names of organisations that can replace another, as `department` for `ministry`."""
    articles: Words = NOTHING
    """Definite articles, which begin a second mention of an organisation."""
    places: Words = NOTHING
    """Begin the name of a place."""
    no_names: Words = NOTHING
    """Words that are capitalised at the beginning of a sentence and are not part of a name."""
    shares: Words = NOTHING
    """Words after a number that express a share, which is not a speaker, as `percent`."""
    before_shares: Words = NOTHING
    """Stand before a share, as `about` and `than` in `more than half of the voters`."""
    parts: Words = NOTHING
    """Begin a share without a number, as `half` and `majority`."""
    negations: Words = NOTHING
    """Begin a phrase that names nobody, as `nor` and `none of`."""
    nobody: Words = NOTHING
    """Pronouns that refer to no speaker."""

    @cached_property
    def pronouns(self) -> Words:
        """Pronouns that refer to somebody or something named before."""
        return self.things.union(self.genders)
