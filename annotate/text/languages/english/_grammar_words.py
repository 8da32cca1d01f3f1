"""English: words that begin and end noun phrases, clauses, speakers and contents."""

from __future__ import annotations

import re

from annotate.text.languages._grammar import Grammar, word_set
from annotate.text.languages.english._word_classes import (
    AUXILIARIES,
    BE,
    CONTENT_STARTERS,
    DETERMINERS,
    IRREGULAR_PAST,
    MODALS,
    OBJECTS,
    PERSONAL,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SUBORDINATORS,
)

_TOKEN = re.compile(
    r"""[A-Za-z]++(?=[ ,])|[A-Za-z]++(?=\.\s)\.  # most tokens, found more quickly than by what follows
    |[A-Za-z]*+[^\x00-\x7f\W\d_][^\W\d_]*+(?=[ ,])|(?i:(?:[A-Z]\.){2,})|\w\w++(?i:(?<=n)[’']t\b)
    |@?+[\w$€£]++(?:[-&/.,]\w++|[’'](?!(?i:s|re|ve|ll|d|m)\b)\w++)*+\.?+|[’'](?i:s|re|ve|ll|d|m)\b
    |''|``|--++|\.\.\.++|[^\w\s]""",
    re.VERBOSE,
)

GRAMMAR = Grammar(
    token=_TOKEN,
    personal=PERSONAL,
    we=word_set("we you"),
    objects=OBJECTS,
    pronouns=PRONOUNS,
    impersonal=word_set("it"),
    possessives=word_set("his her their its my our your"),
    determiners=DETERMINERS,
    numbers=word_set("one two three four five six seven eight nine ten"),
    plural_determiners=word_set("some many most both several those these"),
    be=BE,
    have=word_set("has had have"),
    modals=MODALS,
    auxiliaries=AUXILIARIES,
    ambiguous_auxiliaries=word_set("may will"),
    genitive=word_set("'s"),
    prepositions=PREPOSITIONS,
    subordinators=SUBORDINATORS,
    relatives=word_set("who which"),
    relative_person=word_set("who"),
    relative_possessives=word_set("whose"),
    complementizers=word_set("that"),
    infinitive=word_set("to"),
    agent=word_set("by"),
    senders=word_set("from by of"),
    of=word_set("of"),
    conjunctions=word_set("and"),
    coordinators=word_set("and but"),
    alternatives=word_set("and or"),
    asides=word_set("however meanwhile too though also instead moreover nonetheless nevertheless"),
    adverbs=word_set(
        "also then later now again even still just already once often always never further first recently earlier "
        "instead simply only long ever soon quickly reportedly initially previously together not"
    ),
    not_adverbs=word_set("family ally rally supply reply italy july only early daily assembly bully"),
    plurals=word_set(
        "data i we they you who people men women children police officials percent others some many both few most"
    ),
    adverb_endings=("ly",),
    gerund_endings=("ing",),
    past_endings=("ed",),
    irregular_past=IRREGULAR_PAST,
    third_person_endings=("s",),
    plural_endings=("s",),
    not_plural_endings=("ss", "us", "'s"),
    apposition_starters=RELATIVES | DETERMINERS | word_set("former of aged himself herself then-"),
    degrees=word_set(
        """m.d. md ph.d. phd d.phil. dphil j.d. jd mba m.b.a. r.n. rn dds m.p. mp mep msp mla mpp kc qc k.c. q.c. obe
        cbe mbe frs esq. jr. sr. jr sr
        ba ma bsc msc beng meng llb llm pgce msn bsn mph mfa cpa frcp frcs cbe kbe dbe gbe dl jp dsc dso vc"""
    ),
    no_apposition=word_set("but and as when after while in on at during so"),
    articles=word_set("the a an"),
    before_roles=word_set("now then formerly currently once later himself herself"),
    after_names=word_set("for in on at to via with from during after before"),
    after_head=word_set("of in for from with on at , who ( to"),
    before_time=word_set("on in this late early last"),
    time_starters=word_set("later then today yesterday tonight recently earlier last this afterward late early"),
    adjunct_starters=word_set("in on at during via to after before by from ahead"),
    occasion_prepositions=word_set("in on at during via after by from through over"),
    place_prepositions=word_set("in on at during"),
    sentence_links=word_set("and but so yet meanwhile"),
    reported_as=dict.fromkeys(
        ("quoted", "cited", "reported", "recorded", "quotes", "cites", "quote", "cite", "quoting", "citing"), "as"
    ),
    gerund_links=word_set("by of for from after in before while"),
    content_starters=CONTENT_STARTERS,
    reported_starters=CONTENT_STARTERS | {"where"},
    question_starters=word_set("who when which"),
    clause_starters=PERSONAL | CONTENT_STARTERS | word_set("to there"),
    clause_subjects=word_set("he she they we i there it it's he's she's they're"),
    never_content=word_set("and of or"),
    clause_breaks=word_set("but while though although despite when after whereas even too unlike as aside"),
    noun_breaks=word_set("since when while because although though whereas until unless so amid during"),
    contrasts=word_set("but while though although"),
    not_in_lists=word_set("which who whose where the a an saying but though although while when as including one"),
    object_starters=DETERMINERS | OBJECTS | word_set("to that"),
    as_reported=word_set("as"),
    subordinate=word_set("while although though if when after because since whereas"),
    after_tags=word_set(". , ? ! ; — – -- ... - and but ) as when while") | {""},
    no_continuation=word_set("but and as when while after who which before according"),
)
