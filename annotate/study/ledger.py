"""The ledger of a run: what it read, used, left out and why, and what it wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from annotate.counts import many
from annotate.io.rejects import Reject

DRAW = "sample"
"""The command of runs that draw a batch; a study may have several, and labels of all."""
THERE_BEFORE = "there before the pull"
"""The note on annotations that the table had before those of coding sheets were added."""


@dataclass(frozen=True)
class Count:
    """A number of things of one kind, as in 1,200 sentences."""

    number: int
    unit: str
    """What one of them is called: ``sentence``."""
    note: str = ""
    """Where they were read from or written to, what kind they are, or why they were left out."""

    def __str__(self) -> str:
        """The count in words, without the note: ``1,200 sentences``."""
        return many(self.number, self.unit)

    def with_note(self) -> str:
        """The count in words with the note: ``34 sentences (near-duplicates)``."""
        return f"{self} ({self.note})" if self.note else str(self)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass
class Ledger:
    """What one run read, used, left out and wrote; a function that is given one writes to it as it goes.

    Attributes
    ----------
    command, time
        The verb, and when it began.
    read
        Notes are the paths read.
    used
        What the result rests on.
    left_out
        Of what was read, what was not used; notes are the reasons.
    incomplete
        Of what was used, what lacks something; notes name what, as in ``no outlet``.
    written
        Notes are the paths written.
    rejected
        Number of rows and files that could not be used; they are part of what was left out.
    notes
        Further sentences about the run.
    added
        Whether what was written was added to what the table had before.
    rejects, rejects_file
        Rows of tables that could not be used, and the table they were written to, if they were.
    """

    command: str = ""
    time: str = field(default_factory=_now)
    read: list[Count] = field(default_factory=list)
    used: list[Count] = field(default_factory=list)
    left_out: list[Count] = field(default_factory=list)
    incomplete: list[Count] = field(default_factory=list)
    written: list[Count] = field(default_factory=list)
    rejected: int = 0
    notes: list[str] = field(default_factory=list)
    added: bool = False
    rejects: list[Reject] = field(default_factory=list)
    rejects_file: Path | None = None

    def reject(self, rejects: Sequence[Reject], reason: str = "unreadable") -> None:
        """Record rows of a table that could not be used for `reason`."""
        self.rejects += rejects
        self.rejected += len(rejects)
        self.leave_out(len(rejects), "row", reason)

    def leave_out(self, number: int, unit: str, reason: str) -> None:
        """Record that `number` of `unit` were left out for `reason`, if there are any."""
        if number > 0:
            self.left_out.append(Count(int(number), unit, reason))

    def lacks(self, number: int, unit: str, what: str) -> None:
        """Record that `number` of what was used have no `what`, if there are any."""
        if number > 0:
            self.incomplete.append(Count(int(number), unit, f"no {what}"))

    def lines(self) -> tuple[str, ...]:
        """What was read and used, and what was left out, in two lines."""
        read = _listed([f"{count} from {count.note}" if count.note else str(count) for count in self.read])
        used = _listed([count.with_note() for count in self.used])
        left_out = _listed([count.with_note() for count in self.left_out]) or "nothing"
        lacking = _listed([f"{count} with {count.note}" for count in self.incomplete])
        first = "; ".join(words for words in (f"read {read}" * bool(read), f"used {used}" * bool(used)) if words)
        second = f"left out {left_out}" + (f"; {lacking}" if lacking else "")
        return (first, second) if first else (second,)

    def document(self) -> dict[str, Any]:
        """The ledger for JSON, without the rejects themselves."""
        return {name: value for name, value in asdict(self).items() if name not in ("rejects", "rejects_file")}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Ledger:
        """The ledger that `document` gave; unknown keys, of later versions, are ignored."""
        ledger = cls(
            command=str(document.get("command", "")),
            time=str(document.get("time", "")),
            rejected=int(document.get("rejected", 0)),
            notes=[str(note) for note in document.get("notes", ())],
            added=bool(document.get("added", False)),
        )
        for name in ("read", "used", "left_out", "incomplete", "written"):
            counts = [Count(int(c["number"]), str(c["unit"]), str(c.get("note", ""))) for c in document.get(name, ())]
            setattr(ledger, name, counts)
        return ledger


def _listed(phrases: Sequence[str]) -> str:
    return ", ".join(phrases)
