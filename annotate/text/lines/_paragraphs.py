"""Paragraphs of an article: one a line, or what stands between blank lines where lines were broken at a width."""

from __future__ import annotations

import re
from itertools import pairwise

LINE_END = re.compile(r"\r\n?|[\n\v\f\x85\u2028\u2029]")
_BLANK_LINE = re.compile(r"(?:\r\n?|\n)[^\S\r\n]*(?:\r\n?|\n)\s*")

WRAPPED_WIDTH = 90
"""Lines no longer than this, most of them without a sentence's end, are taken for hard-wrapped text."""


def paragraph_spans(text: str) -> list[tuple[int, int]]:
    """Offsets of the paragraphs of `text`, without the space around them; blank ones are left out."""
    return spans_between(text, _BLANK_LINE if _is_wrapped(text) else LINE_END)


def spans_between(text: str, breaks: re.Pattern[str]) -> list[tuple[int, int]]:
    """Offsets of what stands between `breaks`, without the space around it; blank pieces are left out."""
    spans, start = [], 0
    for match in breaks.finditer(text):
        spans.append(_trimmed(text, start, match.start()))
        start = match.end()
    spans.append(_trimmed(text, start, len(text)))
    return [(s, e) for s, e in spans if s < e]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    inner = piece.strip()
    lead = len(piece) - len(piece.lstrip())
    return start + lead, start + lead + len(inner)


def _is_wrapped(text: str) -> bool:
    """Whether lines were broken to fit a width: several in a row, none long, most cut in mid-sentence."""
    lines = [x.strip() for x in text[:20_000].splitlines()]
    if len(text) > 20_000:
        lines.pop()
    inner = [(a, b) for a, b in pairwise(lines) if a and b]
    if len(inner) < 3 or any(len(x) > WRAPPED_WIDTH for x in lines):
        return False
    cut = sum(1 for a, b in inner if a[-1] not in '.!?…:”"' and (b[0].islower() or len(a) > 50))
    return cut >= 0.6 * len(inner)
