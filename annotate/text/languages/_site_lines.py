"""Lines that a site adds to articles, for languages with a list of phrases each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from annotate.text.languages._grammar import Words
from annotate.text.languages._language import LinePatterns
from annotate.text.languages.english._line_patterns import LINES

_BEFORE = r"[>*•▶►»\[(\"“'‘«\s]*"
_RIGHTS = r"(?:©|\(c\)|copyright)\s*(?:©\s*)?\d{4}"
_DAY = (
    r"(?:\d{1,2}[./]\d{1,2}[./](?:\d{2}){1,2}"
    r"|\d{1,2}(?:\.|°|er|º)?\s+(?:de\s+)?[A-Za-zÀ-ÿ]{3,10}\.?\s+(?:de\s+|del\s+)?\d{4})"
)
_TIME = (
    r"(?:[\s,|·•(–-]*(?:um|à|a\s+las|alle(?:\s+ore)?|ore|às|at)?\s*\d{1,2}\s?[:.hH]\s?(?:\d{2})?\s*(?:Uhr|h|min)?"
    r"[^.!?]{0,20})"
)
_WORD = r"[A-ZÀ-Þ][\w.’'-]+"
_PICTURE = (
    r"(?:(?:[Aa]rchiv|[Ss]ymbol)?(?:[Ff]otos?|[Bb]ild(?:er|rechte|nachweis)?)|FOTOS?|Fotograf[íi]as?|PHOTOS?|[Pp]hotos?(?:\s+d['’]archives?)?"
    r"|[Cc]r[ée]dito?s?(?:\s+(?:de\s+)?(?:photos?|fotos?))?|CR[ÉE]DITO?S?|[Ii]magen(?:es)?(?:\s+de\s+archivo)?|[Ii]magem|[Ii]magens"
    r"|[Ii]mmagin[ei]|[Dd]ivulgação|[Rr]eprodução|[Aa]rquivo|[Dd]roits\s+réservés)"
)
"""What is written before the source of a picture."""
_CAPITALS = r"(?:[A-ZÀ-Þ]{2,}[A-ZÀ-Þ.’'-]*|[A-ZÀ-Þ]\.)(?:\s+(?:DE(?:\s+LA)?|[A-ZÀ-Þ][A-ZÀ-Þ.’'-]+)){1,3}"
_IN_CAPITALS = r"\([A-Z][A-Z./&\s]{1,14}\)"
"""An agency or outlet in brackets."""
_SENDER = r"\((?:[A-Z]{2,8}|[a-z]{2,4}|Reuters|Lusa|Ansa)(?:\s?[/,]\s?\w{2,8})?\)"
"""An agency that an article ends with, as `(dpa)`."""
_NAME = rf"{_WORD}(?:\s+(?:(?:d[aeiou]s?|von|van|der|de\s+la)\s+)?{_WORD}){{1,3}}"


def site_lines(phrases: Sequence[str], alone: Sequence[str]) -> re.Pattern[str]:
    """A pattern for lines that begin with one of `phrases`, or consist of one of `alone` and perhaps a number.

    Notices of rights, as `© 2031 NAME`, are of a site in every language.
    """
    return re.compile(
        rf"{_BEFORE}(?:(?:{'|'.join(phrases)})(?!\w).{{0,120}}$|(?:{'|'.join(alone)})\s*[(]?(?:\d[\d.,]*)?\W*$"
        rf"|/?\w{{1,5}}(?:/\w{{1,5}})+$|[^!?]{{0,90}}\b(?:tel|tél|telefon\w*|fon)\b[^!?]{{3,40}}@\S+$|{_RIGHTS}.{{0,160}}$)",
        re.IGNORECASE,
    )


_CREDIT = re.compile(
    rf"(?:{LINES.credit.pattern})|[(\[]?\s*(?:{_PICTURE}\s*[:/|-]|Fot\.)\s*[^.!?]{{2,90}}\.?\s*[)\]]?$|{_NAME}\s*{_IN_CAPITALS}\.?$"
    rf"|/\s*{_CAPITALS}(?:\s*{_IN_CAPITALS})?$",
    re.VERBOSE,
)
_PICTURE_CREDIT = re.compile(rf"{LINES.picture_credit.pattern}|{_PICTURE}|{_IN_CAPITALS}$")
_CAPTION_END = re.compile(
    rf"(?!{_SENDER}\.?$)(?:{LINES.caption_end.pattern})|[.»”\"'’](?:\s+/|\s*\()?\s+{_CAPITALS}(?:\s*{_IN_CAPITALS}|\s*/\s*[A-Z]{{2,12}})?\)?\.?$"
    rf"|[.»”\"’]\s+{_NAME}\s*{_IN_CAPITALS}\.?$|\bFot\.\s*[^.!?]{{2,60}}$|[(\[]\s*{_PICTURE}\b[^()]{{1,60}}[)\]]\.?$",
    re.VERBOSE,
)
_NO_CAPTION = re.compile(r"\w{2}[.!?…][»”\"’]?\s+[«„“\"¿¡]?\s?[A-ZÀ-Þ]|[»“”\"],?\s+\w")
"""Several sentences, or what somebody said and its tag: a credit below it is of a picture above."""


def lines_like_english(**patterns: re.Pattern[str] | Words) -> LinePatterns:
    """The patterns of English lines with those of another language, and credits as European papers write them."""
    european = replace(
        LINES, credit=_CREDIT, picture_credit=_PICTURE_CREDIT, caption_end=_CAPTION_END, no_caption=_NO_CAPTION
    )
    return replace(european, **patterns)  # type: ignore[arg-type]


def author_notes(be: str, offices: str) -> re.Pattern[str]:
    """A pattern for notes on the author at the end of an article, as `NAME est économiste à …`.

    Parameters
    ----------
    be
        Alternatives of `is`, in lower case.
    offices
        Alternatives of the beginnings of an author's office, in lower case.
    """
    return re.compile(
        rf"(?P<name>{_NAME})(?:\s*\([^()]{{1,40}}\))?,?\s+(?:{be})\s+(?:[\w’'-]+\s+){{0,4}}?(?:[\w]['’])?(?i:{offices})"
    )


def bylines(by: str, conjunction: str, *, dated: str, offices: str) -> re.Pattern[str]:
    """A pattern for lines that name the author or the time.

    Parameters
    ----------
    by
        Alternatives of what stands before a name, as `Par` and `Propos recueillis par`.
    conjunction
        The word for `and`.
    dated
        Alternatives of words before a date, as `Publié` and `le`.
    offices
        Alternatives of a writer's office after the name and a comma, in lower case, as `correspondant`.
    """
    return re.compile(
        rf"(?:(?:{by})\s+{_WORD}(?:\s+(?:d[aeiou]s?\s+)?{_WORD}){{0,3}}"
        rf"(?:(?:,|;|\s+{conjunction})\s+[^.!?]{{2,60}})?(?:\s*\([^()]{{2,40}}\))?\)?\.?$"
        rf"|(?:{_WORD}\s+[-–—|]\s+)?(?:(?i:(?:(?:{dated})\b\s*:?\s*){{0,2}}){_DAY}{_TIME}?(?:\s*[|·•-]\s*)?){{1,2}}\s*$"
        rf"|(?:{_NAME},\s+(?:[\w’'-]+\s+){{0,2}}?(?i:{offices})(?:\s+[^.!?]{{1,40}})?|(?i:{offices})\s+{_NAME})$)"
    )
