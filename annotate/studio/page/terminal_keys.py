"""Keys of labelling in a terminal, beside those of labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from rich.markup import escape

from annotate.scheme import Scheme
from annotate.studio.page.labelling_session import LabellingSession, is_asked

Aim: TypeAlias = tuple[str, str]
"""A question and one of its labels, which a key is to choose."""
_CANDIDATES = {"skip": "s-=_", "flag": "f!*", "comment": "c#,", "guidelines": "g/.", "quit": "xQ~"}
"""Keys of what one does beside labelling: of each the first that no label has."""


def command_keys(session: LabellingSession) -> dict[str, str]:
    """The key of each command, none of which is a label's."""
    taken = {label.hotkey.lower() for question in session.scheme.questions for label in question.labels}
    keys = {}
    for command, candidates in _CANDIDATES.items():
        keys[command] = next((key for key in candidates if key.lower() not in taken), candidates[-1])
        taken.add(keys[command].lower())
    return keys


def aimed_next(scheme: Scheme, labels: Mapping[str, Sequence[str]], aim: Aim | None, step: int) -> Aim | None:
    """The question and label `step` after `aim`, among those asked after the answers `labels`; first an open one."""
    asked = [question for question in scheme.questions if is_asked(question, labels)]
    places = [(question.name, name) for question in asked for name in question.names]
    if aim in places:
        return places[(places.index(aim) + step) % len(places)]
    return next((place for place in places if not labels.get(place[0])), places[0] if places else None)


def in_lines(keys: Sequence[tuple[str, str]], width: int) -> str:
    """Keys with what they do as markup, in lines of at most `width` in which a key stays beside its words."""
    lines, room = [""], width
    for key, does in keys:
        size = len(key) + 1 + len(does)
        if lines[-1] and size + 2 > room:
            lines.append("")
            room = width
        room -= size + 2 * bool(lines[-1])
        lines[-1] += "  " * bool(lines[-1]) + f"[b]{escape(key)}[/b] {does}"
    return "\n".join(lines)
