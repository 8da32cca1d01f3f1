"""Languages: the word lists, patterns and marks that the algorithms of this room work with.

To add a language, write a folder like ``english`` whose ``LANGUAGE`` is a `Language`, and name it in `_FOLDERS`.
"""

from __future__ import annotations

from importlib import import_module

from annotate.errors import InputError
from annotate.text.languages._grammar import PUNCTUATION, Cues, Frame, Grammar, Names, Words, word_set
from annotate.text.languages._language import (
    Abbreviations,
    Comparison,
    Dates,
    Language,
    LinePatterns,
    QuotationMarks,
    Sentences,
)

__all__ = [
    "DEFAULT",
    "PUNCTUATION",
    "Abbreviations",
    "Comparison",
    "Cues",
    "Dates",
    "Frame",
    "Grammar",
    "Language",
    "LinePatterns",
    "Names",
    "QuotationMarks",
    "Sentences",
    "Words",
    "codes",
    "language",
    "word_set",
]

_FOLDERS = {
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "pt": "portuguese",
}
"""ISO 639-1 codes with the folder of each language."""


def codes() -> tuple[str, ...]:
    """The codes of the languages there are."""
    return tuple(_FOLDERS)


def language(code: str) -> Language:
    """The language with an ISO 639-1 code; the same object every time.

    Raises
    ------
    InputError
        If there is no such language.
    """
    if code not in _FOLDERS:
        raise InputError(f"`language` {code}: unknown; there are {', '.join(_FOLDERS)}")
    loaded = import_module(f"{__name__}.{_FOLDERS[code]}").LANGUAGE
    assert isinstance(loaded, Language), "every folder has one"
    return loaded


DEFAULT = language("en")
"""The language of texts of which nothing else is known."""
