"""The layout of coding sheets, shared by writing and reading."""

from __future__ import annotations

from annotate.scheme import Question, Scheme
from annotate.studio.wording.wordings import ENGLISH, wording

IDENTITY = "sentence_id"
TARGET = "target"
COMMENT = "comment"
SHOWN = ("before", "text", "after", TARGET, "speaker", "outlet", "published", "title")
"""Columns of a batch that help annotators, in the order in which they are shown."""


def shown_columns(scheme: Scheme) -> list[str]:
    """The columns of `SHOWN` without those that a question of `scheme` has the name of: these are for its answers."""
    return [name for name in SHOWN if name not in scheme.by_name]


def headings(scheme: Scheme) -> dict[str, str]:
    """What is written over each column that a sheet may have, by the column's name; no two are the same."""
    words = wording(scheme.language).sheet
    names = {name: words[name] for name in (*shown_columns(scheme), COMMENT)}
    taken = {IDENTITY, *names.values()}
    for question in scheme.questions:
        heading = _heading(question, scheme)
        names[question.name] = question.name if heading in taken else heading
        taken.add(names[question.name])
    return {IDENTITY: IDENTITY, **names}


def _heading(question: Question, scheme: Scheme) -> str:
    """A question's name in English, where it is a word as any; else its title, which annotators can read."""
    return question.name if scheme.language == ENGLISH else question.title or question.name
