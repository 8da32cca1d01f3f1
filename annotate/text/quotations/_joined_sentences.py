"""A paragraph's sentences prepared for attribution: joined where a quotation, or the tag after it, spans several."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from annotate.text.quotations._adjuncts import adjunct_end
from annotate.text.quotations._tokens import DASHES, Span, Tokens

_LONGEST = 200
"""Most tokens outside quotations that are processed at once."""


def joined_sentences(words: Tokens, sentences: Sequence[tuple[int, int]]) -> list[Span]:
    """Sentences as spans of tokens, those that share a quotation joined into one."""
    joined: list[Span] = []
    first = index = 0
    count = len(words)
    for _, stop in sentences:
        index = bisect_left(words.start, stop, lo=index)
        inside = 0 < index < count and words.mark[index] >= 0 and words.mark[index - 1] == words.mark[index]
        if inside or index == first:
            continue
        if joined and _tag(words, first, index, joined[-1]):
            joined[-1] = (joined[-1][0], index)
        else:
            joined.append((first, index))
        first = index
    if first < count:
        joined.append((first, count))
    return [piece for sentence in joined for piece in _bounded(words, sentence)]


def _bounded(words: Tokens, sentence: Span) -> Iterator[Span]:
    """The sentence in pieces of limited length: attribution is quadratic in the tokens outside quotations."""
    start, high = sentence
    index, seen = start, 0
    if high - start <= _LONGEST:
        index = high
    while index < high:
        if seen == _LONGEST and index > start:
            yield start, index
            start, seen = index, 0
        index = words.span[words.mark[index]][1] if words.mark[index] >= 0 else index + 1
        seen += 1
    yield start, high


def _tag(words: Tokens, first: int, last: int, before: Span) -> bool:
    """Whether a sentence is only a tag (`Morvenne asked.`) or signature (`— Morvenne`) of the quotation before it."""
    if words.mark[before[1] - 1] < 0 or last - first > 14 or words.mark[first] >= 0:
        return False
    if words.low[first] in DASHES:
        return first + 1 < last and words.capital(first + 1)
    cues = [p for p in range(first, min(last, first + 8)) if words.low[p] in words.cues.verbs and words.mark[p] < 0]
    if not cues:
        return False
    hearer = all(map(words.capital, range(cues[0] + 1, last - 1)))  # `Mira Talvik asked Vasch.`
    return hearer or cues[0] == first or adjunct_end(words, cues[0] + 1, last) >= last - 1
