"""English: names and titles of persons and organisations."""

from __future__ import annotations

import re

from annotate.text.languages._grammar import word_set
from annotate.text.languages._naming import Names
from annotate.text.languages.english._given_names import GIVEN_NAMES
from annotate.text.languages.english._word_classes import (
    DETERMINERS,
    OBJECTS,
    PERSONAL,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATORS,
)

_GENDERED = dict.fromkeys(
    word_set(
        """mr. mr sir lord king prince duke baron spokesman chairman congressman businessman policeman statesman
        alderman assemblyman councilman fisherman salesman anchorman gentleman man boy father husband son brother uncle
        nephew grandson stepson stepfather stepbrother fiancé boyfriend
        grandfather widower actor monk priest imam dad grandad grandpa godfather stepdad bridegroom schoolboy"""
    ),
    "m",
) | dict.fromkeys(
    word_set(
        """mrs. mrs ms. ms miss madam dame lady queen princess duchess baroness spokeswoman chairwoman congresswoman
        businesswoman policewoman stateswoman assemblywoman councilwoman anchorwoman woman girl mother wife daughter
        sister aunt niece granddaughter
        stepdaughter stepmother stepsister fiancée girlfriend grandmother widow actress nun waitress heiress mum mom
        mam grandma gran nan godmother stepmum stepmom bride schoolgirl"""
    ),
    "f",
)
_CAPITALISED = r"(?:(?:[A-Z]\.){1,3}+|[A-Z][\w’'\-]*+)"
_FIRST = r"[A-Z](?<=(?<![\w’'\-]).)(?:\.(?:[A-Z]\.){0,2}+|[\w’'\-]*+)"
"""`_CAPITALISED` at the beginning of a word; it is found more quickly because it begins with a set of characters."""
_PARTICLES = r"(?:[ \u00a0](?:de|la|van|von|bin|al|der|den|del|da|di|du|le|el|ben|ibn)){0,2}+"

NAMES = Names(
    run=re.compile(rf"{_FIRST}(?:{_PARTICLES}[ \u00a0]{_CAPITALISED})++"),
    mention=re.compile(r"[A-Zhs](?<=\b.)(?:(?<=h)(?:e|im|is|er|ers)|(?<=s)he|(?<=[A-Z])[\w-]+)\b"),
    titled=re.compile(r"(?P<title>M(?:rs?|s)\.) (?P<family>[A-Z][\w’'-]*+)(?! [A-Z])"),
    end=re.compile(r",(?!\d{3})| \(| who | [–—―-]{1,2} "),
    possessive=re.compile(r"[’'](?:s)?$"),
    titles=word_set(
        """mr. mrs. ms. dr. prof. sen. rep. gov. gen. col. lt. sgt. capt. rev. hon. del. adm. maj. mr mrs ms mx dr
        lt col sgt maj capt cpl cmdr gen prof sen gov skipper convenor deckhand owner campaigner
        supt supt. insp insp. det det. dci pc cllr cllr. engr engr. prosecutor neighbour neighbor coach
        nurse farmer pastor reverend bishop archbishop rabbi imam cardinal sister brother father coach detective
        sergeant constable corporal superintendent councillor councilor councilman councilwoman alderman commander
        brigadier baroness baron count countess duke duchess midwife surgeon engineer historian economist sociologist
        novelist author actor actress singer analyst activist organiser organizer spokesmen lawyer attorneys farmworker
        fisherman electrician mechanic volunteer resident shopkeeper trader teacher principal headteacher provost
        president senator representative governor general minister secretary chancellor premier king queen prince
        princess pope judge justice professor sir dame lady lord colonel captain major admiral ambassador mayor
        chairman chairwoman chair speaker spokesman spokeswoman spokesperson director attorney sheriff officer
        congressman congresswoman former leader commissioner chief whip counsel inspector deputy democrat
        senators representatives ministers governors presidents professors generals judges justices messrs
        republican candidate nominee rival state defense defence treasury commerce interior
        manager advocate barrister solicitor opposition viscount viscountess marquess trade finance
        striker midfielder defender goalkeeper winger substitute bowler quarterback
        ceo cfo coo cto chairperson founder co-founder treasurer comptroller host co-host co-star presenter broadcaster
        strategist pollster pundit boss winger keeper captain vicar rev fr con dc di ds dci wpc constable chancellor
        seamstress nanny carer driver passenger witness critic playwright director conductor trumpeter pianist painter
        singer-songwriter musician rapper comedian filmmaker photographer scientist researcher biologist chemist
        physicist geneticist meteorologist epidemiologist virologist immunologist psychologist psychiatrist
        columnist correspondent editor reporter blogger lawmaker legislator adviser advisor aide negotiator envoy
        mum mom dad gran grandma grandad grandpa nan auntie schoolgirl schoolboy sophomore freshman
        canon baker customer executive financial operating executives vice-president retired pensioner student"""
    ),
    attributive=word_set(
        """state defense defence treasury commerce interior trade finance opposition former financial operating deputy
        chief vice prime assistant acting shadow whip counsel ex outgoing incoming"""
    ),
    nouns_last=True,
    written_out={
        "gov.": "governor",
        "sen.": "senator",
        "rep.": "representative",
        "col.": "colonel",
        "capt.": "captain",
        "lt.": "lieutenant",
        "sgt.": "sergeant",
        "gen.": "general",
        "prof.": "professor",
        "rev.": "reverend",
    },
    epithets=dict.fromkeys(
        word_set(
            """striker midfielder defender goalkeeper keeper winger forward fullback playmaker quarterback
            pitcher batsman batter bowler seamer spinner sprinter boxer golfer skipper veteran rookie
            teenager youngster pensioner singer songwriter singer-songwriter rapper musician guitarist
            drummer actor star author novelist writer poet playwright filmmaker comedian comic artist
            painter sculptor photographer designer chef presenter broadcaster republican democrat
            conservative independent lawmaker legislator congressman congresswoman backbencher politician
            nominee billionaire millionaire entrepreneur tycoon mogul magnate businessman businesswoman
            academic scientist researcher physicist biologist chemist ecologist epidemiologist immunologist
            virologist historian economist sociologist psychologist activist campaigner native texan
            californian actress"""
        ),
        "",
    ),
    anonymous=word_set(
        """juror witness official diplomat aide adviser insider friend colleague parent passenger employee worker
        survivor relative protester voter neighbour neighbor lawyer teacher nurse officer resident student"""
    ),
    epithet_endings=("-year-old",),
    genders={"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f"},
    given_names=GIVEN_NAMES,
    feminine_endings=("a",),
    gendered=_GENDERED,
    kin=word_set(
        """father husband son brother uncle nephew grandson stepson stepfather stepbrother fiancé boyfriend grandfather
        dad grandad grandpa godfather stepdad mother wife daughter sister aunt niece granddaughter stepdaughter
        stepmother stepsister fiancée girlfriend grandmother mum mom mam grandma gran nan godmother stepmum stepmom"""
    ),
    things=word_set("it they its their"),
    organisations=word_set(
        """ministry department university house senate committee commission council party agency office bureau court
        union bank group institute center centre association times post journal news press government congress
        state states street campaign foundation company corporation inc. club team league organization
        organisation fund police nations administration board school college service society assembly parliament
        cabinet affairs coast air force army navy network coalition alliance federation trust authority corps
        project initiative caucus partnership society survey magazine review radio television channel website
        hospital bureau division unit taskforce city town county united rovers wanderers athletic albion fc afc
        gazette herald tribune chronicle observer telegraph examiner inquirer bulletin ledger courier
        airport islands cup act treaty district code"""
    ),
    related={"department": "ministry", "ministry": "department", "agency": "office", "office": "agency"},
    articles=word_set("the"),
    places=word_set("new united north south west east northern southern western eastern san los las saint fort white"),
    no_names=DETERMINERS | PERSONAL | PREPOSITIONS | SUBORDINATORS | word_set("and also then now meanwhile only both"),
    shares=word_set("percent % per in out pct thirds quarters fifths tenths third quarter fifth"),
    before_shares=word_set("about around some over under more less than at least most as many a the an up to fewer"),
    parts=word_set("half two-thirds three-quarters one-third one-quarter majority plurality percentage third quarter"),
    negations=word_set("no none neither nor not anyone anybody"),
    nobody=PRONOUNS | OBJECTS | word_set("neither either none each that which these those its their"),
)
