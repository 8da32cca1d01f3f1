"""English: how persons and organisations are named."""

from __future__ import annotations

import re

from annotate.text.languages._grammar import Names, word_set
from annotate.text.languages.english._word_classes import (
    DETERMINERS,
    OBJECTS,
    PERSONAL,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATORS,
)

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
_CAPITALISED = r"[A-Z](?:[\w’'\-]++|\.)?+"
_PARTICLES = r"(?:[ \u00a0](?:de|la|van|von|bin|al|der|den|del|da|di|du|le|el|ben|ibn)){0,2}+"

NAMES = Names(
    run=re.compile(rf"(?<![\w’'\-]){_CAPITALISED}(?:{_PARTICLES}[ \u00a0]{_CAPITALISED})++"),
    mention=re.compile(r"\b(?:he|him|his|she|her|hers|[A-Z][\w-]+)\b"),
    end=re.compile(r",| \(| who "),
    possessive=re.compile(r"[’'](?:s)?$"),
    titles=word_set(
        """mr. mrs. ms. dr. prof. sen. rep. gov. gen. col. lt. sgt. capt. rev. hon. del. adm. maj. mr mrs ms mx dr
        president senator representative governor general minister secretary chancellor premier king queen prince
        princess pope judge justice professor sir dame lady lord colonel captain major admiral ambassador mayor
        chairman chairwoman chair speaker spokesman spokeswoman spokesperson director attorney sheriff officer
        congressman congresswoman former leader commissioner chief whip counsel inspector deputy democrat
        republican candidate nominee rival"""
    ),
    title_genders={"mr.": "m", "mr": "m", "sir": "m", "mrs.": "f", "ms.": "f", "mrs": "f", "ms": "f", "dame": "f"},
    genders={"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f"},
    first_names=dict.fromkeys(_WOMEN, "f") | dict.fromkeys(_MEN, "m"),
    things=word_set("it they its their"),
    organisations=word_set(
        """ministry department university house senate committee commission council party agency office bureau court
        union bank group institute center centre association times post journal news press government congress
        state states street campaign foundation company corporation inc. club team league organization
        organisation fund police nations administration board school college service society assembly parliament
        cabinet affairs coast air force army navy network"""
    ),
    related={"department": "ministry", "ministry": "department", "agency": "office", "office": "agency"},
    articles=word_set("the"),
    places=word_set("new united north south west east northern southern western eastern san los las saint fort white"),
    no_names=DETERMINERS | PERSONAL | PREPOSITIONS | SUBORDINATORS | word_set("and also then now meanwhile only both"),
    nobody=PRONOUNS | OBJECTS | word_set("that which these those its their"),
)
