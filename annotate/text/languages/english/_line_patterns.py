"""English: regular expressions for lines of news articles that are not body text, one for each kind."""

from __future__ import annotations

import re

from annotate.text.languages._grammar import word_set
from annotate.text.languages._language import LinePatterns
from annotate.text.languages.english._boilerplate import BOILERPLATE, BOILERPLATE_INSIDE, BOILERPLATE_SIGNS

_AGENCY = (
    r"(?:AP|A\.P\.|AFP|UPI|EPA|dpa|PA|Reuters|Getty|AFP/Getty|Bloomberg|Associated\ Press|The\ Associated\ Press|"
    r"Agence\ France-Presse|Shutterstock|iStock|Alamy|Zuma|ZUMA\ Press|Corbis|Xinhua|TASS|NurPhoto|Anadolu|Wikimedia|"
    r"Wikimedia\ Commons|Flickr|Unsplash|Pexels|Handout|Pool|File|Staff|Courtesy|Press\ Association|EFE|ANSA|Ansa|Lusa|"
    r"APA|KNA|PAP|ČTK|TT|ANP|NTB|Ritzau|Scanpix|epd|Keystone|"
    r"Belga|Adnkronos|LaPresse|Europa\ Press|Folhapress|picture\ alliance|imago)"
)
_DASH = r"(?:--?|—|–|―|_)"
_BREAK = r"(?:\.?(?:--?|—|–|―|_)\s+|[—–―](?=[A-ZÀ-Þ“\"]))"
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_CAPITALS = r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.’'\-]+(?:\s+(?:[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.’'\-]*|de|la|del|du|al|el|of|and|the)){0,4}"
_PLACE_TAIL = r"(?:,\s+[A-ZÀ-Þ][\w.’'\-]+(?:\s+[A-Z][\w.]+){0,2})?"
_SOURCE = r"\((?:[A-Z][\w .’'&/\-]{1,40}|[a-z]{2,4}(?:[/,]\s?\w{2,4})?)\)"
_WHEN = (
    rf"(?:,\s+(?:{_MONTH}\s+\d{{1,2}}(?:,\s+\d{{4}})?"
    r"|(?:le|den|am|a)?\s*\d{1,2}(?:\.|°|er)?\s+(?:de\s+)?[A-Za-zÀ-ÿ]{3,10}\.?(?:\s+(?:de\s+)?\d{4})?))"
)

_NAME = r"[A-ZÀ-Þ][\w.’'\-]+(?:\s+(?:(?:de|van|von|der|al|el|bin|la|du)\s+)*[A-ZÀ-Þ][\w.’'\-]*){0,4}"
_FIRST = r"[A-ZÀ-Þ][\w.’'\-]+"
_DATELINE = re.compile(
    rf"""
    (?:By\s+(?:{_FIRST}\s+){{1,3}}?(?:and\s+(?:{_FIRST}\s+){{1,3}}?)?(?={_CAPITALS}[^()—–]{{0,30}}{_SOURCE}))?
    (?:\([A-Z]{{2,8}}\)\s*{_DASH}\s+)?
    (?P<place>
        {_CAPITALS}{_PLACE_TAIL}(?:\s*/\s*{_CAPITALS})?{_WHEN}?(?=\s*(?:{_SOURCE}\s*)?{_BREAK})
        | {_FIRST}(?:\s+{_FIRST}){{0,3}}{_PLACE_TAIL}{_WHEN}?(?=\s*{_SOURCE}\s*{_BREAK})
        | {_FIRST}(?:\s+{_FIRST}){{0,3}}{_WHEN}(?=\s*{_BREAK})
    )
    \s*(?:{_SOURCE}\s*)?{_BREAK}""",
    re.VERBOSE,
)
"""A place (in capitals, or with its agency in brackets) and a dash."""

_NOT_A_PLACE = re.compile(
    r"(?:FILE|PHOTO|PICTURE|IMAGE|SIR|DEAR\s+SIRS?|MADAM|DEAR\s+MADAM|DEAR\s+EDITOR|EDITOR|BREAKING|UPDATED?|EXCLUSIVE|WATCH|VIDEO|ANALYSIS|OPINION|COMMENTARY|REVIEW|LIVE|NEWS|NOTE|CORRECTION|EDITORIAL|"
    r"INTERVIEW|FEATURE|REPORT|ADVISORY|ALERT|URGENT|PHOTOS|POLL|QUESTION|ANSWER|Q|A|US|U\.S\.|UK|U\.K\.|EU|E\.U\.|UN|U\.N\.|NATO|USA|GOP|FBI|CIA)(?:\s+(?:NEWS|VIDEO|STORY))?$"
)
"""Words in capitals before a dash that are not a dateline."""

_TIME_OF_DAY = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]\.?m\.?|[AP]\.?M\.?|noon|midnight|GMT|ET)\W*$"
)
"""A line that consists of a time, as above the entries of a live report."""

_PLAIN_DATELINE = re.compile(
    rf"""
    (?:
        (?P<place>{_FIRST}(?:\s+{_FIRST}){{0,2}}{_PLACE_TAIL})\s+[—–―]\s+(?![^.!?]{{0,300}}[—–―])
        | (?P<agency>\((?:Reuters|AP|AFP|UPI|CNN|Bloomberg|Xinhua|TASS|[A-Z]{{2,5}})\))\s*(?:{_DASH}\s+)?
    )(?=[A-ZÀ-Þ“"])""",
    re.VERBOSE,
)
"""A place or an agency before the first sentence, accepted only there."""

_COLON_DATELINE = re.compile(rf"(?P<place>{_CAPITALS}{_PLACE_TAIL}{_WHEN}?)\s?:\s+(?=[A-ZÀ-Þ“\"])")
"""A place before a colon, as in Indian newspapers."""


_PICTURE_CREDIT = re.compile(rf"\||{_AGENCY}|[Pp]hoto|[Ff]oto|Bild|[Ii]mage|[Cc]redit|©")
"""A credit below a picture, so that the line before it is its caption."""

_CREDIT = re.compile(
    rf"""(?:
    (?=[^|]*\|)(?:[^|]{{1,60}}(?<![.\s])\s?\|)+\s*[^|]{{1,60}}$
    | (?:Image|Photo|Video|Media)\s+(?:sources?|credits?),?\s[^.]{{2,80}}$
    | [(\[]?\s*(?:Fotos?|Bild(?:er)?|Cr[ée]dito?s?(?:\s+(?:de\s+)?(?:photos?|fotos?))?|Fotograf[íi]as?
      |Im[aá]gen(?:es)?|Immagin[ei]|Imagem|Imagens|Quelle|Fuente|Fonte)\s*[:/]\s*[^.]{{2,90}}\.?\s*[)\]]?$
    | [(\[]?\s*(?:Photos?|Images?|Pictures?|Photographs?|Photography|Illustration|Graphic|Video|Credits?|Art)\s*
      (?:credits?)?\s*(?:\s+by\s|:|/|©|courtesy)\s*[^.]{{2,90}}\.?\s*[)\]]?$
    | (?:©|\(c\)|\(C\))\s*[^.]{{2,80}}$
    | [(\[]?\s*(?:{_NAME}\s*(?:/|,|-|–|—|\bfor\b|via|\|)\s*)?{_AGENCY}(?:\s*(?:/|via|\|,)\s*{_NAME})*
      (?:\s+(?:Photos?|Images?|Pictures?|News|Press|File))*\s*[)\]]?\.?$
    | [—–-]{{1,2}}\s*(?:{_AGENCY}\s+(?:Photos?|Images?)|{_NAME}\s?/\s?{_AGENCY})(?:\s?/\s?{_NAME})?\.?$
    | (?:PHOTOS?|Photos?|IMAGES?|Images?|PICTURES?|Pictures?)\s*[—–-]{{1,2}}\s*{_NAME}(?:\s?/\s?{_NAME})?\.?$
    | [(\[]?{_NAME}\s*/\s*{_NAME}(?:\s+(?:via|for)\s+{_NAME})?[)\]]?$
    | (?:SOURCES?:|Sources?:|SOURCE(?=\s+[A-Z][a-z]))\s*[A-Z][^.!?]{{1,80}}\.?$
    | (?:Courtesy|Handout|Screenshot|Screengrab)(?:\s+(?:of|by|from|via|photo))?[\s:/][^.]{{2,60}}$
    )""",
    re.VERBOSE,
)

_CAPTION = re.compile(
    r"""(?:
    FILE\s*(?:PHOTO|IMAGE|PICTURE)?\s*(?:-|–|—|:)
    | (?:Photo|Picture|Image|Caption|Pictured|Photo\ caption|Image\ caption|Media\ caption)\s*:\s
    | (?:Image|Media|Photo)\ caption\b
    | In\ this\ [^.]{0,60}\b(?:file\ )?(?:photo|image|picture|photograph|frame)\b
    | \(?(?:L-R|From\ left|Left\ to\ right|Clockwise\ from)\b
    | Above:\s | Below:\s | \[\d+(?:/|\ of\ )\d+\]\s
    )""",
    re.VERBOSE,
)
_CAPTION_END = re.compile(
    rf"""[(\[.”"—–PICFB©](?:  # the search is fast because the pattern begins with a set of characters
    (?<=[(\[])(?:(?:File\s+)?(?:Photo|Image|Picture|Photograph)s?\b[^()\[\]]{{0,80}}|[^()\[\]]{{0,60}}/\s*{_AGENCY}[^()\[\]]{{0,40}}
    |{_AGENCY}(?:\s+Photo)?(?:/[^()\[\]]{{0,60}})?|©[^()\[\]]{{0,60}})[)\]]\.?
    | (?<=[(\[]){_NAME}\s?/\s?{_NAME}[)\]]\.?
    | (?<=[.”"])\s*\|\s*[^|]{{2,60}}
    | (?<=[—–])\s*(?:{_AGENCY}\s+(?:Photos?|Images?)|{_NAME}\s?/\s?(?:{_AGENCY}|{_NAME}))(?:\s?/\s?{_NAME})?\.?
    | (?<=[.”"])\s+(?:{_NAME}\s?/\s?)?(?:{_AGENCY}|REUTERS|AFP)(?:\s?(?:/|via)\s?{_NAME})*
      (?:\s+(?:Photo|Images?|Pool))?\.?
    | (?<=[—–])\s*(?:File|Handout|Supplied|Contributed|Submitted)\s+(?:photo(?:graph)?|picture|image)s?\.?
    | (?:(?<=\bP)(?:hoto(?:graph)?|HOTO|icture|ICTURE)|(?<=\bI)(?:mage[nm]?|mmagine)|(?<=\bC)r[eé]dito?
      |(?<=\bF)oto(?:graf[íi]a)?|(?<=\bB)ild)
      (?:\ credit|\ photo)?\s*(?::|\ by\ |\ courtesy\ (?:of\ )?)\s*[^.:]{{2,60}}\.?
    | (?<=©)\s*{_NAME}(?:\s*/\s*{_NAME})*\.?
    | (?<=[.”"])\s+{_NAME}\s+(?:for|via)\s+(?:[Tt]he\s+)?{_NAME}\.?
    )$""",
    re.VERBOSE,
)

_BYLINE = re.compile(
    rf"""(?:
    (?:Yours(?:\s+(?:faithfully|sincerely|truly|etc))?\b|Name\s+and\s+address\s+(?:supplied|withheld))[^.!?]{{0,80}}\.?$
    |
    (?:By|BY|by)\s+(?:the\s+)?{_NAME}
      (?:\s*(?:,|\band\b|\bAND\b|\bfor\b|/|\||-|–|—|\bin\b|\bat\b|&)\s*[^.!?]{{0,80}})?\.?$
    | {_NAME},\s+(?:[A-Za-z’'-]+\s+){{0,3}}?
      (?i:correspondents?|reporters?|columnists?|editors?|critics?|staff\ writers?)
      (?:\s*(?:,|\bin\b|\bat\b|\bfor\b)\s*[^.!?]{{2,40}})?$
    | (?:Written|Posted|Published|Edited|Compiled|Reported|Story|Analysis|Opinion|Interview)\s+[Bb]y:?\s+
      [A-Z][^.!?]{{2,100}}\.?$
    | [—–―-]{{1,3}}\s*{_NAME}\.?$
    | [—–\-(\[]*\s*With\s+(?:agency\s+|additional\s+)?(?:[A-Z]{{2,5}}\s+)?
      (?:inputs?|assistance|reporting|reports|files|contributions?)
      (?:\s+(?:from|by)\s+(?:the\s+)?(?:{_NAME}|agencies)(?:(?:,\s+|/|,?\s+and\s+|\s+in\s+)(?:{_NAME}|agencies))*)?
      [.)\]]*$
    | [—–\-(]*\s*Reporting\s+(?:was|is)\s+(?:contributed|done|provided)\s+by\s
    | (?:A|Our|Staff|Special|Own)\s+(?:(?:Staff|Special|Own)\s+)?(?:Correspondents?|Reporters?|Writers?|Bureau)$
    | (?i:(?:news|web|online|city|sports?|digital|entertainment)\s+desk)$
    | Words(?:\s+and\s+\w+)?\s+by:?\s+{_NAME}$
    | [—–\-(]*\s*(?:With\s+)?[Aa]dditional\s+(?:reporting|writing|research)\s+(?:by|from)\s
    | (?:[—–-]+\s*)?{_NAME}(?:\s+and\s+{_NAME})?\s+reported\s+from\s+{_NAME}
      (?:,?\s+and\s+{_NAME}\s+from\s+{_NAME})?\.$
    | \(?(?:Additional\s+)?(?:Reporting|Writing|Editing|Translation|Compiled|Research)\s+by\s
    | [—–\-(]?\s*[^.“”"]{{2,180}}c(?<=\bc)ontributed\s+(?:(?:to|reporting\s+to)\s+this|reporting|from\s+[A-Z])
      [^.]{{0,60}}[.)]*$
    | (?:(?:The\s+)?Associated\s+Press|AP|Reuters)\s+(?:writers?|reporters?|journalists?)\s+[A-Z].{{0,160}}contributed
    | {_NAME}(?:\s+and\s+{_NAME})?\s+(?:is|are)\s+(?:an?\s+|the\s+)?[^.]{{0,60}}\b
      (?:reporters?|correspondents?|columnists?|editors?|journalists?|staff\s+writers?|contributors?|contributing\s+\w+)
      \s+(?:for|at|with|of|covering|based)\s+[^.]{{2,120}}\.[^.]{{0,100}}\.?$
    | (?:(?:Published|Updated|Posted|Last\s+(?:[Uu]pdated|modified)|First\s+[Pp]ublished|Created)\b\s*:?\s*
      (?:on\s+|at\s+)?)?
      (?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s+)?
      (?:{_MONTH}\s+\d{{1,2}},?\s+\d{{4}}|\d{{1,2}}\s+{_MONTH}\s+\d{{4}}|\d{{4}}-\d\d-\d\d)
      (?:[\s,|·•T@-]*(?:at\s+)?\d{{1,2}}[:.]?\d{{0,2}}\s*(?:[apAP]\.?[mM]\.?)?[^.!?]{{0,30}})?$
    | (?:Published|Updated)\s?\d+\s+(?:minutes?|hours?|days?)\s+ago
    | (?:Published|Updated|Posted|Last\s+[Uu]pdated|First\s+[Pp]ublished)\b\s*:?\s*
      [^.!?]{{0,60}}\d(?:\.\d)?[^.!?]{{0,40}}$
    )""",
    re.VERBOSE,
)

_AUTHOR_AND_PLACE = re.compile(rf"{_FIRST}(?:\s+{_FIRST}){{1,2}}\s+in\s+{_FIRST}(?:\s+{_FIRST}){{0,2}}$")

_OFFICES = (
    r"(?:professors?|directors?|fellows?|authors?|editors?|writers?|reporters?|correspondents?|columnists?|founders?|"
    r"co-founders?|presidents?|chair(?:man|woman)?|members?|senators?|representatives?|mayors?|governors?|lawyers?|"
    r"attorneys?|analysts?|economists?|historians?|scientists?|researchers?|lecturers?|playwrights?|novelists?|"
    r"journalists?|contributors?|consultants?|strategists?|teachers?|students?|chief|CEO|minister|ambassador|secretary|"
    r"scholars?|activists?|veterans?|bloggers?|producers?|hosts?|critics?|[a-z]+-in-residence)"
)
_AUTHOR_NOTE = re.compile(
    rf"[Tt]he\s+(?:writer|author|columnist)s?\s+(?:is|are|was|teaches|lives|works|writes)\b"
    rf"|(?P<name>{_NAME})(?:,\s.{{2,160}}?,)?\s+"
    rf"(?:(?:is|serves\s+as|teaches|writes)\s+(?:[\w’'-]+\s+){{0,5}}?(?i:{_OFFICES})|covers\s+[^.]{{2,60}}\s(?:for|at))\b"
)
"""The beginning of a note on the author at the end of an article."""

_LETTER = re.compile(
    r"(?:SIRS?|Sirs?|MADAM|Madam)\s*[,:–—-]|Dear (?:Sir|Madam|Editor|Editors)\b|To the Editor\s*:"
    r"|Re:?\s+(?:“|\"|[Yy]our\b)|Letters?(?: to the editor)?\s*(?::.{0,80})?$",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    rf"(?:\(?(?:Dr|Prof|Mrs?|Ms|Rev|Sir|Dame|Cllr|Col|Lady|Lord)\.?\)?\s+)?{_FIRST}(?:\s+(?:[A-ZÀ-Þ]\.|(?:de|van|von|der|al|du|la)\s))*"
    rf"(?:\s*{_FIRST}){{1,3}}(?:\s*,\s*{_FIRST}[^.!?:;]{{0,60}})?$"
)
_PLACE_AND_DATE = re.compile(rf"{_FIRST}(?:[ ,]+(?:{_FIRST}|\d{{1,4}}|of|on|the|upon|in))*,?\.?$")


_SECTION = re.compile(
    r"(?:Opinion|Analysis|Editorial|Commentary|Comment|Op-Ed|Letters?(?: to the editor)?|Column|Review|Explainer|"
    r"Interview|Exclusive|Fact check|Perspective|Viewpoint)s?(?:\s*$|\s*[|:–—]\s*[^.!?]{2,120}[?!]?$)",
    re.IGNORECASE,
)
"""A section's label alone, or before a title, which does not end like a sentence."""

_ABOUT = re.compile(r"A(?:bout|BOUT)\s+(?P<name>(?:[Tt]he\s+)?[A-ZÀ-Þ][^.!?:]{1,60}?)\s*:?$")
_NOTES = re.compile(
    r"(?:[Nn]otes?\s+(?:to|for)\s+(?:the\s+)?[Ee]ditors?|NOTES?\s+(?:TO|FOR)\s+EDITORS?"
    r"|(?:CONTACTS?|Contacts?)(?:\s+[Ii]nformation)?|(?:Media|Press|Investor)\s+(?:[Cc]ontacts?|[Ee]nquiries|[Ii]nquiries|[Rr]elations)"
    r"|(?:Cautionary\s+(?:Note|Statement)s?\s+\w+\s+)?[Ff]orward-[Ll]ooking\s+[Ss]tatements?)\s*:?$"
)

LINES = LinePatterns(
    section=_SECTION,
    boilerplate=BOILERPLATE,
    boilerplate_inside=BOILERPLATE_INSIDE,
    boilerplate_signs=BOILERPLATE_SIGNS,
    byline=_BYLINE,
    author_and_place=_AUTHOR_AND_PLACE,
    credit=_CREDIT,
    picture_credit=_PICTURE_CREDIT,
    caption=_CAPTION,
    caption_end=_CAPTION_END,
    time_of_day=_TIME_OF_DAY,
    dateline=_DATELINE,
    plain_dateline=_PLAIN_DATELINE,
    colon_dateline=_COLON_DATELINE,
    not_a_place=_NOT_A_PLACE,
    about=_ABOUT,
    notes=_NOTES,
    author_note=_AUTHOR_NOTE,
    letter=_LETTER,
    signature=_SIGNATURE,
    place_and_date=_PLACE_AND_DATE,
    small_words=word_set("a an and as at but by for from in into is of off on or over the to up via vs with"),
)
