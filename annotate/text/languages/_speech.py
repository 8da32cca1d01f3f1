"""Cues for the attribution rules: words that report what somebody says, and what may follow them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotate.text.languages._grammar import NOTHING, Words


class Frame:
    """Bit flags for what may follow a cue, and for the form of its verb.

    ========= =============================================== ===========================================
    bit       what follows                                    as in
    ========= =============================================== ===========================================
    SAY       a clause, with or without "that"; a quotation   said the talks had failed
    TELL      a hearer, then a clause or quotation            told reporters that the talks had failed
    ASK       a hearer, then an infinitive                    urged the council to wait
    WANT      an infinitive                                   vowed to return
    WEIGH     a "whether", "how", "why" clause                asked whether the talks had failed
    JUDGE     a noun phrase                                   criticised the minister's plan
    NAME      a noun phrase and what it is called             called the plan a mistake
    ========= =============================================== ===========================================

    GERUND, PARTICIPLE and BARE are forms; STRONG cues nearly always report speech; QUOTE cues occur with quotations.
    """

    SAY = 1
    TELL = 2
    ASK = 4
    WANT = 8
    WEIGH = 16
    JUDGE = 32
    NAME = 64
    GERUND = 128
    PARTICIPLE = 256
    BARE = 512
    STRONG = 1024
    QUOTE = 2048


@dataclass(frozen=True, eq=False)
class Cues:
    """Words that report what somebody says, thinks or wants."""

    verbs: Mapping[str, int] = field(default_factory=dict)
    """Each form of a cue verb with the bits of `Frame` it takes."""
    prepositions: Mapping[str, Words] = field(default_factory=dict)
    """For a form of a verb, the prepositions that belong to it, as `for` to `called`."""
    nouns: Mapping[str, Words] = field(default_factory=dict)
    """Nouns of speech and thought, with what introduces their content, as `claim` with `that`."""
    adjectives: Mapping[str, Words] = field(default_factory=dict)
    """Adjectives of opinion and feeling, with what introduces their content, as `critical` with `of`."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Words that name a source, with the word that completes each (empty if none), as `according` with `to`."""
    charges: Words = NOTHING
    """Verbs that take the accused and then, after a word of `Grammar.of`, the charge."""
    viewpoints: Words = NOTHING
    """Those of `linked_sources` that name a source only before some of their words in quotation marks, as `pour`."""
    before_fragments: Words = NOTHING
    """Verbs that report speech only where words in quotation marks follow in their clause, as `accusé`."""
    linked_sources: Mapping[str, tuple[Words, str]] = field(default_factory=dict)
    """The same for words that name a source only after another: `acuerdo` after `de` and before `con`."""
    causatives: Mapping[str, Words] = field(default_factory=dict)
    """For cue verbs that report speech only after certain verbs, those, as `fait` for `savoir`."""
    also_nouns: Words = NOTHING
    """Forms of cue verbs that may be nouns."""
    usually_verbs: Words = NOTHING
    """Those of `also_nouns` that are verbs before any word."""
    after_verbs: Words = NOTHING
    """Words before which one of `also_nouns` is a verb."""
    after_nouns: Words = NOTHING
    """Words and punctuation before which one of `also_nouns` is a noun."""
    before_nouns: Words = NOTHING
    """Words after which one of `also_nouns` is a noun, as `deserves` before `praise`."""
    documents: Words = NOTHING
    """Labels before a colon that are speakers although they are not names, as `report`."""
    roles: Words = NOTHING
    """Labels before a colon that are speakers in interviews although they are not names, as `reporter`."""
    turns: Mapping[str, str] = field(default_factory=dict)
    """Labels of the turns of an interview, which name nobody, in small letters, with `question` or `answer`."""
    replies: Words = NOTHING
    """Verbs of answering, whose subject is somebody else than whoever asked just before."""
    no_speakers: Words = NOTHING
    """Labels before a colon that are not speakers, as `exclusive`; several words count as one label."""
    first_person: Words = NOTHING
    """Words with which somebody speaks of themselves."""
    second_person: Words = NOTHING
    """Words with which somebody is addressed."""
    interviewed_after: Words = NOTHING
    """Words before the name of the person interviewed in a title, as `with`."""
    expressing: Words = NOTHING
    """Verbs whose object is a noun of speech or thought, which the content follows: `voiced concern about`."""
    naming: Words = NOTHING
    """Participles before what something is called, as in `a group called`."""
    completed: Mapping[str, str] = field(default_factory=dict)
    """Verbs that report speech only before another word, as `put` before `it` in `as she put it`."""
    phrasal: Mapping[str, Words] = field(default_factory=dict)
    """Verbs that report speech beside a quotation only before certain words, those, as `back` after `shot`."""
    acts: Mapping[str, Words] = field(default_factory=dict)
    """Verbs that, before these words or a number and no clause, are acts, as `recalled its ambassador`."""
    answers: Words = NOTHING
    """Nouns of what was said in tags such as `was NAME's answer`."""
    arriving: Words = NOTHING
    """Verbs before `answers`, as in `came the reply from NAME`."""
    anonymity: Words = NOTHING
    """What sources ask for that is no content, as in `asked not to be named`."""
    occasions: Words = NOTHING
    """Occasions and media of speech, as `interview` and `statement`."""
    feeling: Words = NOTHING
    """Verbs beside `Grammar.be` that an adjective of opinion follows."""
