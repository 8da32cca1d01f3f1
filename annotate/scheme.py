"""Label schemes: the questions asked of a sentence and the labels that answer them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotate.errors import InputError

SEVERAL = "|"
"""Between the labels of one answer to a question that takes several, as in ``economy|security``; no label holds it."""


@dataclass(frozen=True)
class Label:
    """One answer: its name in every table, the key that gives it, its colour, and when to choose it."""

    name: str
    hotkey: str = ""
    colour: str = ""
    help: str = ""


@dataclass(frozen=True)
class Question:
    """What is asked of a sentence, and the labels to choose from.

    ``multiple`` allows several labels at once; ``only_if`` is ``(question, label)``: ask only after that answer;
    ``scale`` has the labels from one end to the other, where they have such an order (ordinal agreement needs it).
    """

    name: str
    labels: tuple[Label, ...]
    title: str = ""
    help: str = ""
    required: bool = False
    multiple: bool = False
    only_if: tuple[str, str] | None = None
    scale: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The labels' names in the scheme's order."""
        return tuple(label.name for label in self.labels)

    def check(self, label: str, where: str) -> None:
        """Raise `InputError` naming `where` unless `label` is one of this question's."""
        if label not in self.names:
            raise InputError(f"{where}: unknown {self.name} {label!r}; the scheme has {', '.join(self.names)}")


@dataclass(frozen=True)
class Scheme:
    """All questions, in the order in which an annotator meets them."""

    questions: tuple[Question, ...]
    by_name: Mapping[str, Question] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the questions by name."""
        object.__setattr__(self, "by_name", {q.name: q for q in self.questions})

    def question(self, name: str) -> Question:
        """The question called `name`; `InputError` names those there are."""
        if name not in self.by_name:
            raise InputError(f"unknown question {name!r}; the scheme has {', '.join(self.by_name)}")
        return self.by_name[name]


def only(scheme: Scheme, names: Collection[str]) -> Scheme:
    """`scheme` with the questions `names`, and those that must be answered before them."""
    wanted = set(names)
    for question in reversed(scheme.questions):
        if question.name in wanted and question.only_if:
            wanted.add(question.only_if[0])
    return Scheme(tuple(q for q in scheme.questions if q.name in wanted))


STANCE = Question(
    name="stance",
    title="Stance of the sentence",
    required=True,
    scale=("conciliatory", "neutral", "critical"),
    labels=(
        Label("conciliatory", "1", "#1b7f5c", "seeks or reports understanding, cooperation, concession, praise"),
        Label("critical", "2", "#c0392b", "accuses, condemns, threatens, opposes, or reports such words or acts"),
        Label("neutral", "3", "#5f6b7a", "neither: facts, background, procedure"),
    ),
)
SENTIMENT = Question(
    name="sentiment",
    title="Sentiment of the sentence",
    scale=("positive", "neutral", "negative"),
    labels=(
        Label("positive", "q", "#2f6fb0", "the news told is good, or told warmly"),
        Label("negative", "w", "#b5651d", "the news told is bad, or told with displeasure"),
        Label("neutral", "e", "#5f6b7a", "neither, or both in balance"),
    ),
)
DEFAULT = Scheme((STANCE, SENTIMENT))
"""Stance (required) and sentiment (optional)."""


def scheme_from(settings: Mapping[str, Any], where: str) -> Scheme:
    """The scheme in the ``[questions.NAME]`` tables of an ``annotate.toml``; the default one where there are none.

    Raises
    ------
    InputError
        If a question has fewer than two labels, or a label or hotkey occurs twice.
    """
    questions = settings.get("questions")
    if not questions:
        return DEFAULT
    return Scheme(tuple(_question(name, given, f"{where}: questions.{name}") for name, given in questions.items()))


def _question(name: str, given: Mapping[str, Any], where: str) -> Question:
    labels = tuple(_label(entry, where) for entry in given.get("labels", ()))
    names = [label.name for label in labels]
    if len(set(names)) < 2 or len(set(names)) != len(names):
        raise InputError(f"{where}: needs at least two labels, each once; found {', '.join(names) or 'none'}")
    only_if = given.get("only_if")
    return Question(
        name=name,
        labels=labels,
        title=given.get("title", name.capitalize()),
        help=given.get("help", ""),
        required=bool(given.get("required", False)),
        multiple=bool(given.get("multiple", False)),
        only_if=(only_if["question"], only_if["label"]) if only_if else None,
    )


def _label(entry: str | Mapping[str, Any], where: str) -> Label:
    if isinstance(entry, str):
        return Label(entry)
    if "name" not in entry:
        raise InputError(f"{where}: a label without a name; write labels = [{{ name = '...' }}]")
    return Label(**{key: str(entry.get(key, "")) for key in ("name", "hotkey", "colour", "help")})
