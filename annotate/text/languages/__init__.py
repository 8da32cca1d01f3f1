"""Languages: the word lists, patterns and quotation marks used in splitting.

To add a language, write a folder like ``english`` that defines ``LANGUAGE``, a `Language`, and add it to `_FOLDERS`.
"""

from __future__ import annotations

from importlib import import_module

from annotate.errors import check_choice
from annotate.text.languages._grammar import NEVER, PUNCTUATION, Grammar, Words, word_set
from annotate.text.languages._language import (
    Abbreviations,
    Comparison,
    Dates,
    Language,
    LinePatterns,
    QuotationMarks,
    Sentences,
)
from annotate.text.languages._naming import Names
from annotate.text.languages._speech import Cues, Frame

__all__ = [
    "DEFAULT",
    "NEVER",
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
"""The folder of each language by its ISO 639-1 code."""


def codes() -> tuple[str, ...]:
    """The ISO 639-1 codes of the supported languages."""
    return tuple(_FOLDERS)


def language(code: str) -> Language:
    """The language with an ISO 639-1 code; always the same object.

    Raises
    ------
    InputError
        If the language is not supported.
    """
    check_choice("language", code, _FOLDERS)
    loaded = import_module(f"{__name__}.{_FOLDERS[code]}").LANGUAGE
    assert isinstance(loaded, Language), "every folder has one"
    return loaded


DEFAULT = language("en")
"""The language that is assumed where nothing else is known."""
