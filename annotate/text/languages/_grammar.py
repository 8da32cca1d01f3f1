"""Grammar for the attribution rules: closed word classes and endings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

Words: TypeAlias = frozenset[str]
Endings: TypeAlias = tuple[str, ...]

NEVER = re.compile(r"(?!)")
"""Matches nothing."""
ANYTHING = re.compile("")
"""Matches everywhere."""

NOTHING: Words = frozenset()
PUNCTUATION: Words = frozenset(
    [",", ";", ":", "—", "–", "―", "--", "-", "(", ")", "[", "]", "...", "…", ".", "?", "!", "''", '"']
)
"""Tokens that are punctuation; no noun phrase contains one."""

_TOKEN = re.compile(r"[\w$€£]+(?:[-&/.,'’](?=\w)\w+)*\.?|''|``|--+|\.\.\.+|[^\w\s]")


def word_set(words: str) -> Words:
    """The words of a string, as a set."""
    return frozenset(words.split())


@dataclass(frozen=True, eq=False)
class Grammar:
    """Closed word classes, and the phrases and clauses that they begin or end."""

    token: re.Pattern[str] = _TOKEN
    """One word or mark, without groups; every character that is not space must be in one."""

    personal: Words = NOTHING
    """Personal pronouns that are subjects."""
    we: Words = NOTHING
    """Those of `personal` that can stand before a noun, as `we` in `we farmers`."""
    objects: Words = NOTHING
    """Personal pronouns that are objects."""
    pronouns: Words = NOTHING
    """All pronouns that can be subjects."""
    impersonal: Words = NOTHING
    """Those of `personal` that stand for things, as `it`."""
    attached: Words = NOTHING
    """Subject pronouns joined to the verb before them, as `-t-il`."""
    pronoun_after_cue: bool = False
    """Whether a pronoun after a cue is its subject, as in `„Nein“, sagte sie`."""
    omits_pronouns: bool = False
    """Whether a cue without a subject means the last speaker, as in `«No», dijo`."""
    comma_after_quotation: bool = False
    """Whether the comma between a quotation and its tag is outside the quotation marks."""
    after_commas: Words = NOTHING
    """Begin a reported clause after a comma, as `dass`."""
    clitics: Words = NOTHING
    """Pronouns that are objects and stand before the verb, as `lui` in `lui a-t-elle dit`."""
    enclitics: Words = NOTHING
    """The same after the verb, as `-lhe` in `disse-lhe`."""
    noun_links: Words = NOTHING
    """Where every noun is written with a capital, words in small letters that continue a noun phrase after one."""
    particles: Words = NOTHING
    """Ends of separable verbs, which close a clause, as `mit` in `teilte die Polizei mit`."""
    as_reported: Words = NOTHING
    """Before a speaker at the beginning of a sentence, show that the content follows, as in `As NAME said, CONTENT`."""
    reflexives: Words = NOTHING
    """Pronouns with which forms of `be` make no passive, as in `s'est indigné`."""
    before_hearers: Words = NOTHING
    """Prepositions of a hearer, place or medium between the cue and the speaker, as in `contó a este diario NAME`."""
    to_hearers: Words = NOTHING
    """Prepositions, or articles in the dative, of a hearer after the speaker, as in `dijo NAME a la prensa`."""
    hearers: Words = NOTHING
    """Nouns of hearers, as `reporters`."""
    fronted: Words = NOTHING
    """Objects before a cue that stand for what was said before, as `das` in `Das teilte sie mit`."""
    tags_inside: bool = False
    """Whether a tag may stand inside the quotation marks, as in `« Non, dit-il, jamais. »`."""
    possessives: Words = NOTHING
    """Possessive determiners that name a speaker, as `her` in `her claim`."""
    determiners: Words = NOTHING
    """Articles, possessives and numbers that begin a noun phrase."""
    subject_determiners: Words = NOTHING
    """Those of `determiners` that can begin a subject, as `die`; empty where all can."""
    numbers: Words = NOTHING
    """Numbers written as words."""
    plural_determiners: Words = NOTHING
    """Determiners and pronouns that begin a plural."""
    be: Words = NOTHING
    """Forms of the auxiliary of the passive."""
    have: Words = NOTHING
    """Forms of the auxiliary of the perfect."""
    modals: Words = NOTHING
    """Modal verbs."""
    auxiliaries: Words = NOTHING
    """All auxiliary verbs, and negations that stand among them."""
    ambiguous_auxiliaries: Words = NOTHING
    """Those of `auxiliaries` that are names when capitalised, as `may`."""
    genitive: Words = NOTHING
    """Tokens that mark a possessor, as `'s`."""
    prepositions: Words = NOTHING
    """Prepositions."""
    subordinators: Words = NOTHING
    """Words that begin a subordinate clause or join clauses."""
    relatives: Words = NOTHING
    """Relative pronouns that are subjects, as `who` and `which`."""
    relative_person: Words = NOTHING
    """Those of `relatives` that are persons."""
    relative_possessives: Words = NOTHING
    """Relative pronouns that are possessors, as `whose`."""
    complementizers: Words = NOTHING
    """Introduce a reported clause, as `that`."""
    infinitive: Words = NOTHING
    """Mark an infinitive, as `to`."""
    agent: Words = NOTHING
    """Introduce who acts in a passive, as `by`."""
    senders: Words = NOTHING
    """Introduce whom an answer is from, as `from`."""
    of: Words = NOTHING
    """Join a noun to another, as `of`."""
    conjunctions: Words = NOTHING
    """Join equals, as `and`."""
    coordinators: Words = NOTHING
    """`conjunctions` and `but`."""
    alternatives: Words = NOTHING
    """`conjunctions` and `or`."""
    asides: Words = NOTHING
    """Adverbs that stand between commas, as `however`."""
    adverbs: Words = NOTHING
    """Adverbs that stand between a subject and its verb."""
    not_adverbs: Words = NOTHING
    """Words with the ending of an adverb that are not adverbs."""
    plurals: Words = NOTHING
    """Irregular plurals."""

    adverb_endings: Endings = ()
    """How adverbs end."""
    gerund_endings: Endings = ()
    """How present participles end."""
    past_endings: Endings = ()
    """How regular past forms end."""
    verb_endings: Endings = ()
    """How other finite verbs end, in small letters."""
    irregular_past: Words = NOTHING
    """Past forms with other endings."""
    third_person_endings: Endings = ()
    """How the third person singular ends."""
    plural_endings: Endings = ()
    """How plurals end."""
    not_plural_endings: Endings = ()
    """Endings that match `plural_endings` but are not plurals."""

    apposition_starters: Words = NOTHING
    """Begin an apposition after a name and a comma."""
    no_apposition: Words = NOTHING
    """Never begin an apposition."""
    degrees: Words = NOTHING
    """Degrees and honours between commas after a name, as `ph.d.`"""
    articles: Words = NOTHING
    """Definite and indefinite articles."""
    before_roles: Words = NOTHING
    """Stand between a comma and the article of an apposition, as `now` in `Vasch, now a judge`."""
    after_names: Words = NOTHING
    """Prepositions that, after the full name of a person who speaks, no longer belong to the name, as `for`."""
    after_head: Words = NOTHING
    """Words and punctuation that follow the head of a noun phrase."""
    before_time: Words = NOTHING
    """Stand between a subject and words of time, as `on` and `this`."""
    time_starters: Words = NOTHING
    """Begin a phrase of time, as `later` and `last`."""
    adjunct_starters: Words = NOTHING
    """Prepositions that, after a subject, begin a phrase of time or occasion."""
    occasion_prepositions: Words = NOTHING
    """Prepositions of phrases of time, occasion or medium."""
    place_prepositions: Words = NOTHING
    """Prepositions of phrases of place or occasion that end a noun phrase."""
    sentence_links: Words = NOTHING
    """Begin a sentence before its subject, as `but` and `meanwhile`."""
    reported_as: Mapping[str, str] = field(default_factory=dict)
    """Participles with the word between them and a gerund of speech, as in `was quoted as saying`."""
    gerund_links: Words = NOTHING
    """Prepositions and conjunctions before a gerund of speech, as `by` in `by saying`."""

    content_starters: Words = NOTHING
    """Begin a reported clause, as `that` and `whether`."""
    reported_starters: Words = NOTHING
    """`content_starters` and others that a verb of saying takes, as `where`."""
    question_starters: Words = NOTHING
    """Begin a clause that only a verb of asking or knowing takes, as `who`."""
    clause_starters: Words = NOTHING
    """Show right after a cue that a clause begins: pronouns, `content_starters`, `there`, `to`."""
    clause_subjects: Words = NOTHING
    """Begin a clause without a complementizer, as `they` and `there`."""
    never_content: Words = NOTHING
    """Never begin a content, as `and` and `of`."""
    clause_breaks: Words = NOTHING
    """After a comma, begin what is no longer content."""
    noun_breaks: Words = NOTHING
    """End a content that is a noun phrase."""
    contrasts: Words = NOTHING
    """After a quotation, begin what is no longer content, as `but`."""
    not_in_lists: Words = NOTHING
    """After a comma, show that no list goes on."""
    object_starters: Words = NOTHING
    """Follow a verb in the past that begins a clause of its own."""
    subordinate: Words = NOTHING
    """Before a speaker, show that the cue stands in a subordinate clause."""
    after_tags: Words = NOTHING
    """Words and punctuation that may follow a speaker's tag."""
    no_continuation: Words = NOTHING
    """After a tag and a comma, begin something other than the rest of the content."""

    @cached_property
    def spaced_token(self) -> re.Pattern[str]:
        """A token with the space after it."""
        return re.compile(rf"(?:{self.token.pattern})(?: (?=\S)|\s*+)", self.token.flags)

    @cached_property
    def no_nouns(self) -> Words:
        """Words that are never nouns."""
        return self.prepositions | self.subordinators | self.auxiliaries

    @cached_property
    def before_is(self) -> Words:
        """Words after which a genitive ending is a verb, as in `that's`."""
        return self.pronouns | self.subordinators | self.clause_subjects

    @cached_property
    def clear_auxiliaries(self) -> Words:
        """`auxiliaries` that are nothing else."""
        return self.auxiliaries - self.genitive

    @cached_property
    def ends_of_occasions(self) -> Words:
        """Words that no phrase of time or occasion contains."""
        auxiliaries = self.clear_auxiliaries - self.ambiguous_auxiliaries
        others = (self.personal - self.impersonal) | (self.prepositions - self.of)
        return PUNCTUATION | self.subordinators | auxiliaries | others

    @cached_property
    def before_nouns_only(self) -> Words:
        """Determiners that no verb follows."""
        return self.determiners - self.personal - self.pronouns - self.numbers - self.fronted

    @cached_property
    def no_speaker(self) -> Words:
        """Words that never begin a speaker after a cue."""
        return self.subordinators | self.prepositions | self.personal | self.conjunctions

    @cached_property
    def ends_of_subjects(self) -> Words:
        """Subordinators that end a subject."""
        return self.subordinators - self.complementizers - self.relative_possessives

    def is_adverb(self, word: str) -> bool:
        """Whether `word` can stand between a subject and its verb as an adverb."""
        return word in self.adverbs or (
            word.endswith(self.adverb_endings) and len(word) > 4 and word not in self.not_adverbs
        )
