"""The ledger of a run: what it read, used, left out and why, and what it wrote."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Count:
    """So many of one thing: 1,200 sentences, of which ``note`` says where they are from or why they were left out."""

    number: int
    unit: str
    """What one of them is called: ``sentence``."""
    note: str = ""

    def __str__(self) -> str:
        """The count as a phrase: ``1,200 sentences (near-duplicates)``."""
        number = f"{self.number:,} {self.unit}" + ("" if self.number == 1 else "s")
        return f"{number} ({self.note})" if self.note else number


@dataclass
class Ledger:
    """What one run read, used, left out and wrote; a function that is given one writes to it as it goes."""

    read: list[Count] = field(default_factory=list)
    used: list[Count] = field(default_factory=list)
    left_out: list[Count] = field(default_factory=list)
    """Of what was read, what was not used; the note is the reason."""
    written: list[Count] = field(default_factory=list)
    """The note is the path."""
    rejected: int = 0
    """Rows and files that could not be used as they are; part of what was left out."""
    notes: list[str] = field(default_factory=list)
    """Further sentences about the run."""

    def leave_out(self, number: int, unit: str, reason: str) -> None:
        """Record that `number` of `unit` were left out for `reason`; nothing where there are none."""
        if number:
            self.left_out.append(Count(number, unit, reason))

    def lines(self) -> tuple[str, ...]:
        """What was read and used, and what was left out, in at most two lines for people."""
        read = ", ".join(map(str, self.read))
        used = ", ".join(map(str, self.used))
        first = "; ".join(part for part in (f"read {read}" if read else "", f"used {used}" if used else "") if part)
        second = f"left out {', '.join(map(str, self.left_out))}" if self.left_out else ""
        return tuple(line for line in (first, second) if line)

    def document(self) -> dict[str, object]:
        """The ledger for JSON."""
        return asdict(self)
