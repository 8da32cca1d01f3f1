"""The path of a study's material from articles to estimates: what each step passed on, and what it left out and why.

As in the flow diagram of the CONSORT statement (Schulz, Altman and Moher, BMJ 2010), so that readers see how many of
the articles and labels a result rests on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotate.study.ledger import Count, Ledger

TITLES = {
    "split": "Articles split into sentences",
    "sample": "Sentences drawn to be labelled",
    "push": "Sentences pushed to annotators",
    "pull": "Annotations pulled",
    "convert": "Annotations converted",
    "resolve": "Annotations resolved to gold labels",
    "train": "Model trained",
    "score": "Coverage scored",
    "estimate": "Shares estimated",
    "report": "Shares reported",
    "regress": "Regression computed",
    "replicate": "Shares computed in the bundle",
}


@dataclass(frozen=True)
class FlowStep:
    """One box of the chart: what went into a step, what came out of it, and what was left out beside it."""

    title: str
    read: tuple[Count, ...]
    used: tuple[Count, ...]
    left_out: tuple[Count, ...]
    incomplete: tuple[Count, ...] = ()
    time: str = ""


def flow_chart(runs: Sequence[Ledger]) -> tuple[FlowStep, ...]:
    """The chart of `runs`, one step per run, in their order."""
    return tuple(
        FlowStep(
            title=TITLES.get(run.command, run.command),
            read=tuple(run.read),
            used=(*_articles(run), *_used(run)),
            left_out=tuple(run.left_out),
            incomplete=tuple(run.incomplete),
            time=run.time,
        )
        for run in runs
    )


def _used(run: Ledger) -> list[Count]:
    """What a run used; of a draw first what was drawn, which is what its box is about."""
    if run.command != "sample":
        return run.used or run.written
    drawn = [one for one in run.used if one.note == "drawn"] or [replace(one, note="drawn") for one in run.written]
    return [*drawn, *(one for one in run.used if one.note != "drawn")]


def _articles(run: Ledger) -> list[Count]:
    """The articles that were split: the other steps say of how many they are themselves."""
    return [replace(one, note="") for one in run.read if one.unit == "article"] if run.command == "split" else []


def flow_text(steps: Sequence[FlowStep]) -> str:
    """The chart as text: one line per box, and what was left out indented below it."""
    lines: list[str] = []
    for step in steps:
        if lines:
            lines.append("  |")
        lines.append(f"{step.title}: {', '.join(count.with_note() for count in step.used)}")
        lines += [f"  |--> left out {count.with_note()}" for count in step.left_out]
        lines += [f"  |    {count} with {count.note}" for count in step.incomplete]
    return "\n".join(lines)
