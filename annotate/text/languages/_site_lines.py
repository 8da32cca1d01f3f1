"""Lines that a site adds to articles, for languages with a list of phrases each."""

from __future__ import annotations

import re
from collections.abc import Sequence

_BEFORE = r"[>*•▶►»\[(\"“'‘«\s]*"
_RIGHTS = r"(?:©|\(c\)|copyright)\s*(?:©\s*)?\d{4}"
_DAY = (
    r"(?:\d{1,2}[./]\d{1,2}[./](?:\d{2}){1,2}"
    r"|\d{1,2}(?:\.|°|er|º)?\s+(?:de\s+)?[A-Za-zÀ-ÿ]{3,10}\.?\s+(?:de\s+|del\s+)?\d{4})"
)
_TIME = (
    r"(?:[\s,|·•(-]*(?:um|à|a\s+las|alle(?:\s+ore)?|ore|às|at)?\s*\d{1,2}\s?[:.hH]\s?(?:\d{2})?\s*(?:Uhr|h|min)?"
    r"[^.!?]{0,20})"
)
_WORD = r"[A-ZÀ-Þ][\w.’'-]+"
_NAME = rf"{_WORD}(?:\s+(?:(?:d[aeiou]s?|von|van|der|de\s+la)\s+)?{_WORD}){{1,3}}"


def site_lines(phrases: Sequence[str], alone: Sequence[str]) -> re.Pattern[str]:
    """A pattern for lines that begin with one of `phrases`, or consist of one of `alone` and perhaps a number.

    Notices of rights, as `© 2031 NAME`, are of a site in every language.
    """
    return re.compile(
        rf"{_BEFORE}(?:(?:{'|'.join(phrases)})(?!\w).{{0,120}}$|(?:{'|'.join(alone)})\s*[(]?(?:\d[\d.,]*)?\W*$"
        rf"|/\w{{1,5}}(?:/\w{{1,5}})+$|{_RIGHTS}.{{0,160}}$)",
        re.IGNORECASE,
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
        rf"|(?i:(?:(?:{dated})\b\s*:?\s*){{0,2}}){_DAY}{_TIME}?\s*$"
        rf"|(?:{_NAME},\s+(?:[\w’'-]+\s+){{0,2}}?(?i:{offices})(?:\s+[^.!?]{{1,40}})?|(?i:{offices})\s+{_NAME})$)"
    )
