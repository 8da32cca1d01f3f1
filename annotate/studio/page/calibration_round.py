"""A round in which coders are trained: sentences with known answers, which are shown once the coder has answered."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate.errors import InputError
from annotate.scheme import SEVERAL, Scheme
from annotate.studio.wording.wordings import wording
from annotate.tables import ANNOTATIONS, IN_TRAINING

EXPECTED, ROUND = "expected", "round"
"""The columns that a table of training has beside those of annotations."""


@dataclass(frozen=True)
class CalibrationRound:
    """The known answers of one round."""

    number: int
    known: Mapping[str, Mapping[str, tuple[str, ...]]]
    """The known labels by item key and question."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Why they are the right ones, by item key, where somebody wrote it down."""

    def cells(self, key: str, question: str) -> dict[str, Any]:
        """The columns of training for the answer to `question` about the item `key`."""
        expected = SEVERAL.join(self.known.get(key, {}).get(question, ()))
        return {"origin": IN_TRAINING, EXPECTED: expected or None, ROUND: self.number}

    def feedback(self, key: str, labels: Mapping[str, Sequence[str]], scheme: Scheme) -> dict[str, Any]:
        """What to show whoever gave `labels`: for each question whether theirs matches a known answer, and why."""
        answers = [
            {
                "question": question.name,
                "title": question.title or question.name,
                "expected": list(expected),
                "chosen": list(labels.get(question.name, ())),
                "right": set(expected) == set(labels.get(question.name, ())),
            }
            for question in scheme.questions
            if (expected := self.known[key].get(question.name))
        ]
        return {"answers": answers, "reason": self.reasons.get(key, "")}


def in_words(feedback: Mapping[str, Any], scheme: Scheme) -> str:
    """`feedback` in one line, in the language of `scheme`."""
    words = wording(scheme.language)
    parts = []
    for one in feedback["answers"]:
        question = scheme.question(one["question"])
        labels = words.page["and"].join(map(question.shown, one["expected"]))
        verdict = words.terminal["is_right"] if one["right"] else words.page["known_answer"]
        parts.append(verdict.format(title=one["title"], labels=labels))
    reason = ". " + words.page["why"].format(reason=feedback["reason"]) if feedback["reason"] else ""
    return "; ".join(parts) + reason


def ranked(labels: Mapping[str, str], doubtful: Iterable[str], seed: int) -> list[str]:
    """The keys of `labels` in the order in which rounds take them: the labels in turn, so that rare ones are practised.

    Among those with one label a hash of `seed` and the key decides, so the order is the same for every coder; items
    among `doubtful`, on which people disagreed, come last.
    """
    last = set(doubtful)
    queues: dict[str, list[str]] = defaultdict(list)
    for key in sorted(labels, key=lambda key: (key in last, hashlib.sha256(f"{seed}\t{key}".encode()).digest())):
        queues[labels[key]].append(key)
    longest = max(map(len, queues.values()), default=0)
    return [queues[label][turn] for turn in range(longest) for label in sorted(queues) if turn < len(queues[label])]


def check_is_training(path: Path, wanted: bool) -> None:
    """Raise `InputError` if the table at `path` has answers given in training (or, if `wanted`, any others)."""
    from annotate.io.reading import read_table

    if not path.is_file():
        return
    trained = read_table(path, ANNOTATIONS)["origin"].eq(IN_TRAINING).fillna(False)
    if wanted and not trained.all():
        raise InputError(f"{path}: holds annotations, which training does not touch; choose another `output`")
    if not wanted and trained.any():
        raise InputError(f"{path}: holds answers given in training, which never count; choose another `output`")
