"""Paragraphs of an article: its lines, with the lines of hard-wrapped paragraphs joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

_SEPARATORS = re.compile(r"[\x1c-\x1e]")
"""Characters at which `str.splitlines` divides lines, but news does not."""
_BLANK_LINE = re.compile(r"(?>\r\n?|\n)[^\S\r\n]*(?:\r\n?|\n)")
_SENTENCE_ENDS = '.!?…:”"'

WRAPPED_WIDTH = 90
"""Longest line of hard-wrapped text, in characters."""
_SHORTEST_WRAPPED = 40
"""Shortest line, in characters, that is taken to be wrapped if it ends in mid-sentence."""
_SHORT = 0.7
"""Share of the usual width below which a line of wrapped text ends its paragraph."""


def paragraph_spans(text: str) -> list[tuple[int, int]]:
    """Offsets ``(start, end)`` of the paragraphs of `text`, without surrounding space; blank ones are left out.

    A line is a paragraph, unless the text was hard-wrapped as a whole or in part (as in an agency's brief): then the
    lines of a paragraph are joined.
    """
    spans = line_spans(text)
    lines = [text[start:end] for start, end in spans]
    together = _continued(lines) if not _is_wrapped(text) else _all_but_short(lines)
    if not any(together):
        return spans
    joined: list[tuple[int, int]] = []
    for i, (start, end) in enumerate(spans):
        if i and together[i - 1] and not _BLANK_LINE.search(text, spans[i - 1][1], start):
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def line_spans(text: str) -> list[tuple[int, int]]:
    """Offsets of the lines of `text`, without surrounding space; blank lines are left out."""
    spans, start = [], 0
    plain = _SEPARATORS.sub(" ", text) if "\x1c" in text or "\x1d" in text or "\x1e" in text else text
    for line in plain.splitlines(keepends=True):
        inner = line.strip()
        if inner:
            first = start if line[0] == inner[0] else start + len(line) - len(line.lstrip())
            spans.append((first, first + len(inner)))
        start += len(line)
    return spans


def _is_wrapped(text: str) -> bool:
    """Whether the whole text is hard-wrapped: consecutive lines, none of them long, most ending in mid-sentence."""
    lines = [x.strip() for x in text[:20_000].splitlines()]
    if len(text) > 20_000:
        lines.pop()
    width = max(map(len, lines), default=0)
    if width > WRAPPED_WIDTH:
        return False
    inner = [(a, b) for a, b in pairwise(lines) if a and b]
    if len(inner) < 3:
        return False
    cut = sum(1 for a, b in inner if a[-1] not in _SENTENCE_ENDS and (b[0].islower() or len(a) > 50))
    if width < _SHORTEST_WRAPPED and sum(len(a) + 1 + len(_first_word(b)) > width for a, b in inner) < 0.5 * len(inner):
        return False  # short lines of talk, of a list or a poem, which end where they please
    return cut >= 0.6 * len(inner)


def _all_but_short(lines: Sequence[str]) -> list[bool]:
    """For each line of wrapped text whether the next continues it; not if it is short, as a title or a last line."""
    usual = sorted(map(len, lines))[len(lines) * 3 // 4]
    return [len(a) + len(_first_word(b)) > _SHORT * usual for a, b in pairwise(lines)]


def _continued(lines: Sequence[str]) -> list[bool]:
    """For each line whether the next continues it: it ends in mid-sentence, or is in a row with a line that does."""
    sure = [_is_broken(a, b) for a, b in pairwise(lines)]
    if not any(sure):
        return sure
    together = list(sure)
    for first, last in _rows(lines, sure):
        width = max(map(len, lines[first : last + 2]))
        for i in range(first, last + 1):
            together[i] = sure[i] or len(lines[i]) + 1 + len(_first_word(lines[i + 1])) > width
    return together


def _is_broken(line: str, following: str) -> bool:
    fits = _SHORTEST_WRAPPED <= len(line) <= WRAPPED_WIDTH and len(following) <= WRAPPED_WIDTH
    return fits and following[0].islower() and line[-1] not in _SENTENCE_ENDS


def _rows(lines: Sequence[str], sure: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """The first and last line of each row of lines of similar width in which one ends in mid-sentence."""
    first = 0
    for i in range(len(sure) + 1):
        if i < len(sure) and _SHORTEST_WRAPPED <= len(lines[i]) <= WRAPPED_WIDTH >= len(lines[i + 1]):
            continue
        if any(sure[first:i]):
            yield first, i - 1
        first = i + 1


def _first_word(line: str) -> str:
    return line.split(maxsplit=1)[0]
