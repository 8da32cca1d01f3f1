"""The path of a study's material from articles to estimates: what each step passed on, and what it left out and why.

As in the flow diagram of the CONSORT statement (Schulz, Altman and Moher, BMJ 2010), so that readers see how many of
the articles and labels a result rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from annotate.study.ledger import DRAW, THERE_BEFORE, Count, Ledger

TITLES = {
    "split": "Articles split into sentences",
    "sample": "Sentences drawn to be labelled",
    "push": "Sentences pushed to annotators",
    "label": "Sentences labelled",
    "sheet": "Coding sheets written",
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
_BY_SEVERAL = ("label", "sheet", "pull")
"""Commands that several people's labels of one draw come by; they are one step."""


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
    """The chart of `runs` in their order: one step per run, or for all by which the labels of one draw came."""
    steps = []
    for together in _together(runs):
        first, times = together[0], len(together)
        title = TITLES.get(first.command, first.command)
        step = FlowStep(
            title=f"{title}, in {times} runs" if times > 1 else title,
            read=_summed(count for run in together for count in run.read),
            used=_summed(count for run in together for count in (*_articles(run), *_used(run))),
            left_out=_summed(count for run in together for count in run.left_out),
            incomplete=_summed(count for run in together for count in run.incomplete),
            time=first.time,
        )
        steps.append(step)
    return tuple(steps)


def _together(runs: Sequence[Ledger]) -> list[list[Ledger]]:
    """The runs of each step; without what a run found in a table if another one on the chart wrote that."""
    steps: list[list[Ledger]] = []
    of_draw: dict[str, list[Ledger]] = {}
    written = set[str]()
    for run in runs:
        paths = {count.note for count in run.written}
        new = [count for count in run.used if count.note != THERE_BEFORE or not paths & written]
        written |= paths
        if run.command == DRAW:
            of_draw.clear()
        if run.command not in _BY_SEVERAL or run.command not in of_draw:
            steps.append([])
            of_draw[run.command] = steps[-1]
        of_draw[run.command].append(replace(run, used=new))
    return steps


def _summed(counts: Iterable[Count]) -> tuple[Count, ...]:
    """`counts` with those of one kind as one."""
    sums: dict[tuple[str, str], int] = {}
    for count in counts:
        sums[count.unit, count.note] = sums.get((count.unit, count.note), 0) + count.number
    return tuple(Count(number, unit, note) for (unit, note), number in sums.items())


def _used(run: Ledger) -> list[Count]:
    """What a run used; of a draw first what was drawn, which is what its box is about, and of sheets their names."""
    if run.command == "sheet":
        return [replace(one, note=Path(one.note).name) for one in run.written]
    if run.command != DRAW:
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
