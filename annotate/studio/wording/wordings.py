"""Words for annotators in their language, and the usual questions in it.

To add a language, write a file like ``de.toml`` here, and guidelines like ``de.md`` beside the new study's other files.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from annotate.errors import UsageError
from annotate.scheme import DEFAULT, Question, Scheme

_FOLDER = Path(__file__).parent
ENGLISH = "en"


@dataclass(frozen=True)
class Wording:
    """The words of one language by what they are for; ``{name}`` in them is filled in."""

    code: str
    """ISO 639-1."""
    page: Mapping[str, str]
    """The page of ``annotate label``; some are also used in the terminal."""
    terminal: Mapping[str, str]
    studio: Mapping[str, str]
    """The labelling page in Label Studio."""
    sheet: Mapping[str, str]
    """Coding sheets."""
    guidelines: Mapping[str, str]
    """New guidelines of questions of one's own."""
    questions: Mapping[str, Any]
    """Titles and meanings of the usual questions and their labels by name; those that are missing are in English."""


@cache
def languages() -> tuple[str, ...]:
    """The ISO 639-1 codes of the languages that there are words in."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def wording(code: str) -> Wording:
    """The words in the language `code`.

    Raises
    ------
    InputError
        If there are none.
    """
    check_language(code, f"`language` {code!r}")
    read = tomllib.loads((_FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    parts = ({"questions": {}} | read).items()
    return Wording(code, **{part: MappingProxyType(words) for part, words in parts if part != "name"})


def check_language(code: str, where: str) -> None:
    """Raise `UsageError` naming `where` unless there are words in the language `code`."""
    if code not in languages():
        raise UsageError(f"{where} is unknown; choose from {named_languages()}")


def named_languages() -> str:
    """The codes of the languages, each with its English name."""
    names = {
        code: tomllib.loads((_FOLDER / f"{code}.toml").read_text(encoding="utf-8"))["name"] for code in languages()
    }
    return ", ".join(f"{code} ({name})" for code, name in names.items())


@cache
def usual_scheme(code: str) -> Scheme:
    """Stance and sentiment, with titles and meanings in the language `code`; names in tables are always the same."""
    known = wording(code).questions
    questions = (_translated(question, known.get(question.name, {})) for question in DEFAULT.questions)
    return Scheme(tuple(questions), language=code)


def _translated(question: Question, words: Mapping[str, Any]) -> Question:
    named = words.get("labels", {})
    labels = tuple(replace(label, **named.get(label.name, {})) for label in question.labels)
    return replace(question, title=words.get("title", question.title), labels=labels)
