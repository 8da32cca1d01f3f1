"""Label schemes: the questions asked of a sentence and the labels that answer them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from annotate.errors import InputError
from annotate.label_names import SEVERAL as SEVERAL
from annotate.label_names import why_unreadable

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Label:
    """One answer: its name in every table, the key that gives it, its colour, and when to choose it.

    ``title`` is what annotators read instead of the name, in their language.
    """

    name: str
    hotkey: str = ""
    colour: str = ""
    help: str = ""
    title: str = ""

    @property
    def display(self) -> str:
        """What annotators read."""
        return self.title or self.name

    @property
    def meaning(self) -> str:
        """What annotators call it, where that is another word than its name, and when to choose it."""
        return " – ".join(part for part in (f"“{self.title}”" if self.display != self.name else "", self.help) if part)


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

    def spelled(self, label: str) -> str:
        """`label` as the scheme spells it, where it differs in capitals only or is a label's title; else as it is."""
        if label in self.names:
            return label
        return next((one.name for one in self.labels if label.casefold() in _words(one)), label)

    def shown(self, label: str) -> str:
        """What annotators read of the label called `label`."""
        return next((one.display for one in self.labels if one.name == label), label)

    def check(self, label: str, where: str) -> None:
        """Raise `InputError` naming `where` unless `label` is one of this question's."""
        if label not in self.names:
            raise InputError(f"{where}: unknown {self.name} {label!r}; the scheme has {', '.join(self.names)}")


@dataclass(frozen=True)
class Scheme:
    """All questions, in the order in which an annotator meets them, and the language of the page they are asked on."""

    questions: tuple[Question, ...]
    language: str = "en"
    """ISO 639-1; see `annotate.studio.wording`."""
    by_name: Mapping[str, Question] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the questions by name."""
        object.__setattr__(self, "by_name", {q.name: q for q in self.questions})

    def question(self, name: str) -> Question:
        """The question called `name`; `InputError` lists the existing ones."""
        if name not in self.by_name:
            raise InputError(f"unknown question {name!r}; the scheme has {', '.join(self.by_name)}")
        return self.by_name[name]


def only(scheme: Scheme, names: Collection[str]) -> Scheme:
    """`scheme` with the questions `names`, and those that must be answered before them."""
    wanted = set(names)
    for question in reversed(scheme.questions):
        if question.name in wanted and question.only_if:
            wanted.add(question.only_if[0])
    return replace(scheme, questions=tuple(q for q in scheme.questions if q.name in wanted))


STANCE = Question(
    name="stance",
    title="Stance of the sentence",
    required=True,
    scale=("conciliatory", "neutral", "critical"),
    labels=(
        Label("conciliatory", "1", "#0b6bb0", "seeks or reports understanding, cooperation, concession, praise"),
        Label("critical", "2", "#c2410c", "accuses, condemns, threatens, opposes, or reports such words or acts"),
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


KEYS = ("title", "help", "required", "multiple", "only_if", "scale", "labels")
LABEL_KEYS = ("name", "title", "hotkey", "colour", "help")
RESERVED = frozenset({"sentence", "text", "sentence_id", "annotator", "question", "label", "skipped"})
"""Names that stand for something else on the labelling page or in tables."""
HOTKEY_ROWS = ("123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm")
"""Keys for the labels of a question that names none: the next row in which all are free, or else any free ones."""


def scheme_from(settings: Mapping[str, Any], where: str, text: str = "") -> Scheme:
    """The scheme in the ``[questions.NAME]`` tables of an ``annotate.toml``; the default one where there are none.

    `where` names the file and `text` is what it says, so that a message can give the line.

    Raises
    ------
    InputError
        If something is unknown, of the wrong kind, missing or there twice, or a condition can never be met.
    """
    questions = settings.get("questions")
    if questions is None or questions == {}:
        return DEFAULT
    position = TomlPosition(where, text)
    if not isinstance(questions, Mapping):
        raise position.error("questions", "is not a table; write [questions.stance] and its labels below it")
    read: list[Question] = []
    for name, table in questions.items():
        read.append(_question(name, table, position.within(name), read))
    return Scheme(tuple(_with_hotkeys(read, position)))


def losses(annotations: pd.DataFrame, scheme: Scheme) -> list[tuple[str, str, int, str]]:
    """What `scheme` would lose of the answers in an annotations table: question, label, how many answers, and why.

    A question that is gone loses all its answers, a label that is gone those with it, and a question that no longer
    takes several labels those with several. Nothing is lost where the list is empty.
    """
    labelled = annotations[annotations["label"].notna()]
    lost = []
    for (name, label), part in labelled.groupby(["question", "label"], sort=False):
        question = scheme.by_name.get(name)
        labels = label.split(SEVERAL)
        if question is None:
            lost.append((name, label, len(part), "the scheme has no such question"))
        elif gone := [one for one in labels if one not in question.names]:
            lost.append((name, label, len(part), f"the question has no label {gone[0]!r}"))
        elif len(labels) > 1 and not question.multiple:
            lost.append((name, label, len(part), "the question takes one label only"))
    return lost


@dataclass(frozen=True)
class TomlPosition:
    """Where in an ``annotate.toml`` something is, for messages."""

    path: str
    text: str
    question: str = ""

    def within(self, question: str) -> TomlPosition:
        """The position within the table of `question`."""
        return TomlPosition(self.path, self.text, question)

    def check_keys(self, table: Mapping[str, Any], known: Collection[str]) -> None:
        """Raise `InputError` if `table` has a key that is not in `known`, and suggest the one that may be meant."""
        for key in table:
            if key not in known:
                close = difflib.get_close_matches(str(key), known, n=1)
                advice = f"; did you mean {close[0]}?" if close else ""
                raise self.error(str(key), f"is unknown here; choose from {', '.join(known)}{advice}")

    def error(self, word: str, problem: str, *, last: bool = False) -> InputError:
        """The error that `problem` is, on the (last) line of the question that has `word`."""
        line = self._line(word, last)
        inside = f": questions.{self.question}" if self.question else ""
        return InputError(f"{self.path}{f':{line}' if line else ''}{inside}: {word} {problem}")

    def _line(self, word: str, last: bool) -> int | None:
        heads = re.compile(r"^\s*\[")
        mine = re.compile(rf"^\s*(\[+\s*)?questions\s*\.\s*[\"']?{re.escape(self.question)}[\"']?\s*[\].=]")
        whole = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
        inside, head, hits = not self.question, None, []
        for number, line in enumerate(self.text.splitlines(), start=1):
            if heads.match(line) or (self.question and mine.match(line)):
                inside = not self.question or bool(mine.match(line))
                head = head or (number if inside else None)
            code = line if word.startswith("#") else re.sub(r"#(?![0-9a-fA-F]{3,8}\b).*", "", line)
            if inside and whole.search(code):
                hits.append(number)
        return hits[-1 if last else 0] if hits else head


def _question(name: str, table: Any, position: TomlPosition, before: list[Question]) -> Question:
    if not re.fullmatch(r"[^\W\d][\w-]*", name) or name in RESERVED:
        raise position.error(name, "cannot name a question; use letters, digits, _ and -, and no column's name")
    if not isinstance(table, Mapping):
        raise position.error(name, "is not a table; write its labels below [questions." + name + "]")
    position.check_keys(table, KEYS)
    for key in ("title", "help"):
        _check_kind(table, key, str, "text in quotation marks", position)
    for key in ("required", "multiple"):
        _check_kind(table, key, bool, "true or false", position)
    multiple = bool(table.get("multiple", False))
    labels = _labels(table.get("labels"), position, least=1 if multiple else 2)
    return Question(
        name=name,
        labels=labels,
        title=table.get("title", name.capitalize()),
        help=table.get("help", ""),
        required=bool(table.get("required", False)),
        multiple=multiple,
        only_if=_condition(table.get("only_if"), position, before),
        scale=_scale(table.get("scale"), [label.name for label in labels], position),
    )


def _labels(entries: Any, position: TomlPosition, least: int) -> tuple[Label, ...]:
    if not isinstance(entries, list):
        raise position.error("labels", "is missing or not a list; write labels = ['yes', 'no'] or a table for each")
    labels: list[Label] = []
    for entry in entries:
        label = _label(entry, position)
        if label.name in (known.name for known in labels):
            raise position.error(label.name, "appears twice; give each label once", last=True)
        same = {word for known in labels if known.title or label.title for word in _words(known)}
        if not same.isdisjoint(_words(label)):
            raise position.error(label.display, "is another label's name or title; give each its own", last=True)
        labels.append(label)
    names = [label.name for label in labels]
    for name in names:
        if why := why_unreadable(name, [other for other in names if other != name]):
            raise position.error(name, f"cannot name a label: it {why}", last=True)
    if len(labels) < least:
        raise position.error("labels", f"has {len(labels)}; a question needs at least {least}")
    return tuple(labels)


def _words(label: Label) -> tuple[str, str]:
    """What a label may be called, in lower case."""
    return label.name.casefold(), label.display.casefold()


def _label(entry: Any, position: TomlPosition) -> Label:
    if isinstance(entry, str):
        entry = {"name": entry}
    if not isinstance(entry, Mapping) or "name" not in entry:
        raise position.error("labels", "has an entry without a name; write { name = '...' }")
    position.check_keys(entry, LABEL_KEYS)
    read = {key: entry.get(key, "") for key in LABEL_KEYS}
    read["hotkey"] = str(read["hotkey"])
    for key, value in read.items():
        if not isinstance(value, str):
            raise position.error(str(value), f"is not a {key}; put it in quotation marks")
    hotkey, colour = read["hotkey"], read["colour"]
    for name in (read["name"], read["title"] or read["name"]):
        if not name.strip() or name != name.strip() or SEVERAL in name or not name.isprintable():
            raise position.error(
                name or "name", f"cannot name a label; leave out {SEVERAL}, line breaks and spaces at the ends"
            )
    if hotkey and not re.fullmatch(r"\S|(?:(?:ctrl|alt|shift)\+)+\S", hotkey):
        raise position.error(hotkey, "is not a hotkey; use one key, as in '1' or 'shift+q'")
    if colour and not re.fullmatch(r"#(?:[0-9a-fA-F]{3}){1,2}|[a-zA-Z]+", colour):
        raise position.error(colour, "is not a colour; write it as in '#1b7f5c' or 'teal'")
    return Label(**read)


def _condition(condition: Any, position: TomlPosition, before: list[Question]) -> tuple[str, str] | None:
    if condition is None:
        return None
    if not isinstance(condition, Mapping) or set(condition) != {"question", "label"}:
        raise position.error("only_if", "is not a condition; write { question = 'stance', label = 'critical' }")
    asked = {question.name: question for question in before}
    if not isinstance(condition["question"], str) or condition["question"] not in asked:
        there = ", ".join(asked) or "none"
        raise position.error(
            "only_if", f"names {condition['question']!r}, which is not asked before it; before it come {there}"
        )
    if condition["label"] not in asked[condition["question"]].names:
        names = ", ".join(asked[condition["question"]].names)
        raise position.error("only_if", f"names label {condition['label']!r}; {condition['question']} has {names}")
    return condition["question"], condition["label"]


def _scale(scale: Any, names: list[str], position: TomlPosition) -> tuple[str, ...]:
    if scale is None:
        return ()
    if not isinstance(scale, list) or sorted(map(str, scale)) != sorted(names):
        raise position.error("scale", f"does not have every label once, from one end to the other: {', '.join(names)}")
    return tuple(scale)


def _with_hotkeys(questions: list[Question], position: TomlPosition) -> Iterator[Question]:
    """The questions; those without any hotkey get keys that no other question has, in a row where one is free."""
    taken: dict[str, str] = {}
    for question in questions:
        for label in question.labels:
            key = label.hotkey.lower()
            if key and key in taken:
                problem = f"is the hotkey of {label.name} and of {taken[key]}; give each label a key of its own"
                raise position.within(question.name).error(label.hotkey, problem, last=True)
            if key:
                taken[key] = f"{question.name} {label.name}"
    for question in questions:
        count = len(question.labels)
        row = next((row for row in HOTKEY_ROWS if len(row) >= count and not set(row) & set(taken)), "")
        keys = row or [key for key in "".join(HOTKEY_ROWS) if key not in taken]
        if len(keys) >= count and not any(label.hotkey for label in question.labels):
            pairs = zip(question.labels, keys, strict=False)
            question = replace(question, labels=tuple(replace(label, hotkey=key) for label, key in pairs))
            taken |= dict.fromkeys(keys[:count], question.name)
        yield question


def _check_kind(table: Mapping[str, Any], key: str, kind: type, wanted: str, position: TomlPosition) -> None:
    if key in table and not isinstance(table[key], kind):
        raise position.error(key, f"is {table[key]!r}; it must be {wanted}")
