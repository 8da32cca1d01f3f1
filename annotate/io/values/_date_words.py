"""Dates with names of months in languages other than English, rewritten with English ones."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

LANGUAGES = ("de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "ro", "ca", "tr", "hu")
"""Languages whose names of months and days are known, as ISO 639-1 codes."""

_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_OTHER_MONTHS = {"sept": 9, "mrz": 3, "jänner": 1, "jaenner": 1, "feber": 2, "setiembre": 9, "maerz": 3}
"""Names of months that are in use and not in the tables of the Unicode consortium."""
_OTHER_DAYS = ("sonnabend", "mié", "sáb", "lun", "mer", "gio", "jeu", "qua", "qui", "seg", "ter", "sex")
_WORD = re.compile(r"[^\W\d_]+(?:-feira)?\.?")
_LEADING = re.compile(r"\s*(?:am|den|le|el|il|lo|em|op)\s+", re.IGNORECASE)
_BETWEEN = frozenset(
    ("de", "del", "di", "do", "da", "d", "den", "der", "a", "à", "às", "as", "las", "los", "alle", "ore", "um", "uhr",
     "klo", "kl", "om", "e", "et", "y")
)  # fmt: skip
_HALF_OF_DAY = re.compile(r"\b([ap])\.?\s?m\b\.?", re.IGNORECASE)
_ORDINAL = re.compile(r"(\d{1,2})\s?(?:er|ro|º|ª|°|\.)(?=\s)")
_CLOCK = re.compile(r"\b(\d{1,2})[.:h](\d{2})\s*(?:Uhr\b|h\b|(?=\D|$)(?<=h\d\d))", re.IGNORECASE)
_NUMERIC = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}")
_EAST_ASIAN = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")


def with_english_words(date: str) -> str:
    """`date` with English names of months, and without days of the week and connecting words of other languages.

    A date in English, or with words that are not known, is returned unchanged.
    """
    east_asian = _EAST_ASIAN.search(date)
    if east_asian:
        year, month, day = east_asian.groups()
        date = f"{date[: east_asian.start()]}{year}-{int(month):02}-{int(day):02}{date[east_asian.end() :]}"
    words = [word.rstrip(".").casefold() for word in _WORD.findall(date)]
    months, days = _months(), _days()
    if not any(word in months or word in days or word in _BETWEEN for word in words):
        return date
    plain = _without_leading(_without_weekday(_without_leading(date)))
    plain = _HALF_OF_DAY.sub(r"\1m", _CLOCK.sub(r"\1:\2", plain))
    if not _NUMERIC.search(plain):
        plain = _ORDINAL.sub(r"\1 ", plain)
    return " ".join(_WORD.sub(_english, plain).split())


def _without_leading(date: str) -> str:
    leading = _LEADING.match(date)
    return date[leading.end() :] if leading else date


def _without_weekday(date: str) -> str:
    """`date` without a day of the week at its beginning; `Mar 3` is one only if another month follows."""
    words = [word.rstrip(".").casefold() for word in _WORD.findall(date)]
    first = _WORD.match(date.lstrip(" ("))
    if first is None or words[0] not in _days():
        return date
    others = [word for word in words[1:] if word in _months()]
    if words[0] in _months() and not others and not _NUMERIC.search(date):
        return date
    return date.lstrip(" (")[first.end() :].lstrip(" ,)")


def _english(word: re.Match[str]) -> str:
    name = word[0].rstrip(".").casefold()
    month = _months().get(name)
    if month:
        return f" {_ENGLISH[month - 1]} "
    return " " if name in _BETWEEN else word[0]


@cache
def _months() -> dict[str, int]:
    """The number of the month by its names in all languages; names of two different months are left out."""
    from babel.dates import get_month_names

    numbers_by_name: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    for spelling in _spellings(name):
                        numbers_by_name.setdefault(spelling, set()).add(number)
    for name, number in _OTHER_MONTHS.items():
        numbers_by_name.setdefault(name, set()).add(number)
    return {name: numbers.pop() for name, numbers in numbers_by_name.items() if len(numbers) == 1 and name.isalpha()}


@cache
def _days() -> frozenset[str]:
    from babel.dates import get_day_names

    names = {"".join(_spellings(name)[:1]) for name in _OTHER_DAYS} | set(_OTHER_DAYS)
    for language in LANGUAGES:
        for width in ("wide", "abbreviated", "short"):
            for context in ("format", "stand-alone"):
                names.update(s for name in get_day_names(width, context, language).values() for s in _spellings(name))
    return frozenset(names - {"a", "e", "o", "y"})


def _spellings(name: str) -> list[str]:
    """A name in lower case without a full stop, and the same without accents."""
    low = name.rstrip(".").casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
    return [low, bare]
