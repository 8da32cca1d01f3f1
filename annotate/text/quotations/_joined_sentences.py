"""A paragraph's sentences as the rules of quotation read them: every quotation whole, with the tag after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotate.text.languages.english._cues import CUES, Frame
from annotate.text.quotations._noun_phrases import Span, adjunct_end, subject_before, verb_start
from annotate.text.quotations._parser_state import Attribution
from annotate.text.quotations._tokens import Words

_LONGEST = 400


def units_of(words: Words, sentences: Sequence[tuple[int, int]]) -> list[Span]:
    """Sentences as places of words, those that share a quotation joined into one."""
    units: list[Span] = []
    place = 0
    count = len(words)
    for _, stop in sentences:
        first = place
        while place < count and words.start[place] < stop:
            place += 1
        if place < count and place > first and words.mark[place] >= 0 and words.mark[place - 1] == words.mark[place]:
            place = words.span[words.mark[place]][1]
        if place > first:
            if units and _tag(words, first, place, units[-1]):
                units[-1] = (units[-1][0], place)
            else:
                units.append((first, place))
    if place < count:
        units.append((place, count))
    return [piece for unit in units for piece in _bounded(words, unit)]


def _bounded(words: Words, unit: Span) -> Iterator[Span]:
    """The unit, cut where no sentence goes on: reading takes time by the square of its words outside quotations."""
    start, high = unit
    place, seen = start, 0
    while place < high:
        if seen == _LONGEST and place > start:
            yield start, place
            start, seen = place, 0
        place = words.span[words.mark[place]][1] if words.mark[place] >= 0 else place + 1
        seen += 1
    yield start, high


def _tag(words: Words, first: int, last: int, before: Span) -> bool:
    """Whether a sentence is a mere `Morvenne asked.` that belongs to the quotation before it."""
    if words.mark[before[1] - 1] < 0 or last - first > 14 or words.mark[first] >= 0:
        return False
    cues = [p for p in range(first, min(last, first + 8)) if words.low[p] in CUES and words.mark[p] < 0]
    if not cues:
        return False
    rest = words.low[cues[0] + 1 : last]
    return not rest or rest == ["."] or cues[0] == first or adjunct_end(words, cues[0] + 1, last) >= last - 1


def introduction(words: Words, unit: Span) -> Attribution | None:
    """What a sentence such as `The minister added:` says of the paragraph after it; its content is empty."""
    low, high = unit
    if high - low < 2 or words.low[high - 1] != ":" or words.mark[high - 1] >= 0:
        return None
    for place in range(high - 2, low, -1):
        word = words.low[place]
        if words.mark[place] >= 0 or word in (",", ";"):
            return None
        if word in CUES and CUES[word] & Frame.QUOTE and not CUES[word] & Frame.GERUND:
            first = verb_start(words, place, low)
            speaker = subject_before(words, first, low)
            return Attribution((high, high), (first, place + 1), speaker) if speaker else None
    return None
