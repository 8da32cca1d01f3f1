"""The attributions of a sentence found so far, and the tokens that are still free."""

from __future__ import annotations

from typing import NamedTuple

from annotate.text.quotations._clauses import is_statement, may_continue, quoted_end
from annotate.text.quotations._content_extent import clause_ahead, content_end
from annotate.text.quotations._tokens import DASHES, Span, Tokens

_CUT_OFF = (",", "?", "!", "...", "…")
"""Tokens before a closing quotation mark after which the sentence continues."""


class Attribution(NamedTuple):
    """A content with its cue and speaker, as spans of a paragraph's tokens; a floating quotation has no cue."""

    content: Span
    cue: Span | None
    speaker: Span | None


class Contents:
    """The attributions of one sentence, from `low` up to `high`."""

    def __init__(self, words: Tokens, low: int, high: int) -> None:
        self.words = words
        self.low, self.high = low, high
        self.read: list[Attribution] = []
        self.statements = [span for span in words.quotations(low, high) if is_statement(words, span, low)]

    def add(self, start: int, end: int, cue: Span, speaker: Span | None) -> None:
        words = self.words
        while start < end and words.mark[start] < 0 and (words.low[start] in ",:" or words.low[start] in DASHES):
            start += 1
        if start < end:
            self.read.append(Attribution((start, end), cue, speaker))

    def before(self, end: int, cue: Span, speaker: Span | None) -> None:
        last = end - (self.words.low[end - 1] == "," and self.words.mark[end - 1] < 0)
        self.add(self.free_from(last - 1), last, cue, speaker)

    def more(self, index: int, cue: Span, speaker: Span | None) -> None:
        """The continuation of the content after `he said,`."""
        words = self.words
        if index >= self.high:
            return
        start = index + (words.low[index] in (",", ":", ";") or words.low[index] in DASHES)
        if start < self.high and words.mark[start] >= 0:
            self.add(start, quoted_end(words, start, self.high), cue, speaker)
        elif (
            index < start < self.high
            and words.low[index] == ","
            and clause_ahead(words, start, self.high)
            and may_continue(words, start)
        ):
            self.add(start, content_end(words, start, self.high), cue, speaker)

    def inside(self, index: int) -> bool:
        return any(a.content[0] <= index < a.content[1] for a in self.read)

    def free_from(self, index: int) -> int:
        """The start of the tokens before `index` that belong to no attribution yet."""
        ends = [max(a.content[1], a.cue[1] if a.cue else 0, a.speaker[1] if a.speaker else 0) for a in self.read]
        return max([self.low, *(e for e in ends if e <= index)])

    def next_read(self, index: int) -> int:
        """The start of the next attribution, at which a weaker cue's content must end."""
        starts = [
            min(a.content[0], a.cue[0] if a.cue else self.high, a.speaker[0] if a.speaker else self.high)
            for a in self.read
        ]
        return min([self.high, *(s for s in starts if s > index)])

    def last_speaker(self, index: int) -> Span | None:
        before = [a for a in self.read if a.cue and a.cue[0] < index and a.speaker]
        return max(before, key=lambda a: a.cue[0] if a.cue else 0).speaker if before else None

    def first_comma(self) -> int:
        """The first comma of the sentence, or its end."""
        words = self.words
        return next((i for i in words.outside_quotations(self.low, self.high) if words.low[i] == ","), self.high)

    def content_before(self, index: int) -> bool:
        words, last = self.words, index - 1
        if words.mark[last] >= 0:
            inner = words.raw[last - 1]
            return words.span[words.mark[last]] in self.statements or inner in _CUT_OFF or inner in DASHES
        return words.low[last] == "," and last - self.free_from(last) > 1
