"""The share of each sentence that is quoted, and its speaker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from annotate.text.quotations.extraction import Quotation


class Voice(NamedTuple):
    """How much of a sentence is quoted (``none``, ``partly``, ``fully``), and its speaker (empty for the outlet)."""

    quoted: str
    speaker: str


def voices(quotations: Sequence[Quotation], sentences: Sequence[tuple[int, int]]) -> list[Voice]:
    """For each sentence (offsets, in order) how much of it is quoted, and its speaker.

    A sentence is ``fully`` quoted if it consists of direct quotations, and ``partly`` if it also has a tag such as
    `she said`. The speaker is that of the quotation which covers most of the sentence.
    """
    ordered = sorted(quotations, key=lambda q: q.start)
    result = []
    first = 0
    for start, end in sentences:
        while first < len(ordered) and ordered[first].end <= start and ordered[first].start < start:
            first += 1
        here = []
        at = first
        while at < len(ordered) and ordered[at].start < end:
            if ordered[at].end > start:
                here.append(ordered[at])
            at += 1
        result.append(_voice(here, start, end))
    return result


def _voice(quotations: Sequence[Quotation], start: int, end: int) -> Voice:
    if not quotations:
        return Voice("none", "")
    longest = quotations[0]
    if len(quotations) > 1:
        longest = max(quotations, key=lambda q: min(q.end, end) - max(q.start, start))
    direct = [q for q in quotations if q.kind in ("direct", "floating")]
    if not direct and all(q.kind == "indirect" for q in quotations):
        return Voice("none", longest.speaker)
    outside = end - start
    for q in direct:
        outside -= max(0, min(q.end, end) - max(q.start, start))
    return Voice("fully" if outside <= 2 else "partly", longest.speaker)
