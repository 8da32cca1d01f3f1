"""Detecting the language of an article."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from annotate.text.languages import (
    DEFAULT,
    Abbreviations,
    Language,
    QuotationMarks,
    Sentences,
    codes,
    language,
)
from annotate.text.languages._grammar import ANYTHING
from annotate.text.languages._other_abbreviations import OTHER_ABBREVIATIONS
from annotate.text.languages._other_lines import EVERYWHERE, OTHER_LINES

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LOOKED_AT = 800
"""Characters at the beginning of an article from which its language is detected."""
_FEWEST_WORDS = 8
"""Texts with fewer words are judged by their function words first."""
_LEAST_FUNCTION_WORDS = 2
_CONFIDENT_OF_FEW = 0.7
"""From which the identifier is believed on a text of few words; at 0.5 it begins to take English for something else."""
_LIKE_DEFAULT = ("en", "pcm", "zxx")
"""What the identifier calls English texts of few words: so, Nigerian Pidgin, or no language."""
_SHARE = 0.2
"""Share of function words of the default language from which a text is taken to be in it."""
_SURE_SHARE = 0.4
"""Share from which no other language is compared: few texts of another have as many words that English has, too."""
_CONFIDENT = 0.6
_MARKS = QuotationMarks(
    opening={"„": "double", "‘": "single", "「": "corner", "『": "white corner", "《": "title"},
    closing={"”": "double", "’": "single", "」": "corner", "』": "white corner", "》": "title"},
    either={'"': "straight", "“": "double", "«": "angle", "»": "angle", "'": "single"},
)
"""Marks of languages that are not supported; which of some opens differs between languages."""
_NORDIC = ("sv", "fi")
_DIALOGUE_DASHES = ("fi", "pl", "sv")
_NORDIC_MARKS = replace(
    _MARKS,
    closing={mark: family for mark, family in _MARKS.closing.items() if mark != "”"},
    either={**_MARKS.either, "”": "double"},
)
"""”The same mark” on both sides."""
_CODE = re.compile(r"\s*([A-Za-z]{2})(?:[-_][A-Za-z]{2,4})?\s*$")


def language_of(text: str, stated: str | None = None) -> Language:
    """The language of an article: the `stated` one (``de``, ``deu``, ``Deutsch``), or else the one detected.

    A language that is not supported is returned as a `Language` with its code only: sentences are split by punctuation,
    and no speakers are found. Texts of a few words are taken to be in the default language, unless they have more
    function words of another supported one, or few of the default one and the identifier is sure of another.
    """
    return _language(_stated_code(stated or "") or _code_of(text[:_LOOKED_AT]))


@cache
def _stated_code(stated: str) -> str:
    """The ISO 639-1 code of a language that is stated as ``de``, ``de-AT``, ``deu``, ``German`` or ``Deutsch``."""
    code = _CODE.match(stated)
    if code:
        return code[1].lower()
    name = stated.strip().casefold()
    return _codes_by_name().get(name, "") if name else ""


@cache
def _codes_by_name() -> dict[str, str]:
    """Codes by other codes of three letters, and by the languages' names in English and in the supported languages."""
    from babel import Locale
    from babel.core import get_global

    aliases = get_global("language_aliases").items()
    known = {old: new for old, new in aliases if len(old) == len("deu") and len(new) == len("de")}
    for spoken in codes():
        names = Locale(spoken).languages.items()
        known |= {name.casefold(): code for code, name in names if len(code) == len("de")}
    return known


@cache
def _language(code: str) -> Language:
    if code in codes():
        return language(code)
    abbreviations = OTHER_ABBREVIATIONS.get(code, Abbreviations())
    marks = _NORDIC_MARKS if code in _NORDIC else _MARKS
    marks = replace(marks, dialogue_dashes=code in _DIALOGUE_DASHES)
    lines = OTHER_LINES.get(code, EVERYWHERE)
    sentences = Sentences(after_question=ANYTHING)
    return Language(
        code=code, name=code, sentences=sentences, quotation_marks=marks, abbreviations=abbreviations, lines=lines
    )


def _code_of(text: str) -> str:
    pieces = _WORD.findall(text)
    words = "\n".join(pieces).lower().replace("’", "'").split("\n") if pieces else []
    letters = sum(map(len, words))
    if letters and sum(map(str.isascii, words)) < 0.2 * len(words):
        return str(_identifier().classify(text)[0])
    if len(words) < _FEWEST_WORDS:
        return _code_of_few(words, text)
    common = _common_words(DEFAULT.code, shortest_determiner=3)
    count = sum(map(common.__contains__, words))
    if count >= _SURE_SHARE * len(words) or (count >= _SHARE * len(words) and not _is_another(words, count)):
        return DEFAULT.code
    code, confidence = _identifier().classify(text)
    if confidence >= _CONFIDENT:
        return str(code)
    return _likeliest(text, codes())


def _is_another(words: Sequence[str], count: int) -> bool:
    """Whether a supported language has more function words among `words` than `count`."""
    others = (_common_words(code, shortest_determiner=3) for code in codes() if code != DEFAULT.code)
    return any(sum(map(common.__contains__, words)) > count for common in others)


def _likeliest(text: str, among: Collection[str]) -> str:
    return next(str(code) for code, _ in _identifier().rank(text) if code in among)


def _code_of_few(words: Sequence[str], text: str) -> str:
    """The language with the most function words among the `words` of `text`; the default one if it has as many.

    Where it has next to none, the identifier may know better: of 108 invented sentences in ten languages without a
    folder it finds 70, and takes none of 2,400 English ones of news and the web for another language.
    """
    different = {word for word in words if len(word) > 1}  # single letters may be initials or list marks
    times = {code: len(different & _common_words(code, shortest_determiner=2)) for code in codes()}
    most = max(times.values())
    best = [code for code, number in times.items() if number == most]
    if most >= _LEAST_FUNCTION_WORDS and DEFAULT.code not in best:
        return best[0] if len(best) == 1 else _likeliest(text, best)
    if times[DEFAULT.code] < _LEAST_FUNCTION_WORDS:
        code, confidence = _identifier().classify(text)
        if confidence >= _CONFIDENT_OF_FEW and code not in _LIKE_DEFAULT:
            return str(code)
    return DEFAULT.code


@cache
def _common_words(code: str, shortest_determiner: int) -> frozenset[str]:
    """The function words of a language, with its determiners from this length on."""
    grammar = language(code).grammar
    return (
        grammar.prepositions
        | grammar.auxiliaries
        | grammar.personal
        | grammar.possessives
        | grammar.subordinators
        | grammar.coordinators
        | frozenset(word for word in grammar.determiners if len(word) >= shortest_determiner)
    )


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
