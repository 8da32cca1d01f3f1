"""The tokens of a paragraph, each with its offsets and the quotation it is in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TypeAlias

from annotate.text.languages import DEFAULT, PUNCTUATION, Language
from annotate.text.quotations._quotation_marks import Marked

Span: TypeAlias = tuple[int, int]
"""The first token and one past the last, as indices of a paragraph's tokens."""

DASHES = frozenset(("—", "–", "--", "-", "―"))


class Tokens:
    """The words and punctuation marks of one paragraph, with the grammar of its language.

    Attributes
    ----------
    raw, low
        The tokens as written, and in lower case with straight apostrophes.
    start
        Their offsets in the paragraph.
    mark
        For each the number of the span in quotation marks that it is in, or -1.
    span
        For each span in quotation marks its first token, and one past its last.
    """

    def __init__(self, paragraph: str, marked: Sequence[Marked], language: Language = DEFAULT) -> None:
        self.text = paragraph
        self.grammar = language.grammar
        self.cues = language.cues
        self.dates = language.dates
        self.names = language.names
        self.raw: list[str] = []
        self.start: list[int] = []
        with_stop = language.abbreviations.with_stop
        for match in language.grammar.token.finditer(paragraph):
            word = match.group()
            self.start.append(match.start())
            if word[-1] == "." and len(word) > 1 and not _keeps_stop(word, with_stop):
                self.raw += (word[:-1], ".")
                self.start.append(match.end() - 1)
            else:
                self.raw.append(word)
        self.low = "\n".join(self.raw).lower().replace("’", "'").split("\n") if self.raw else []
        self.mark = [-1] * len(self.raw)
        self.span: list[Span] = []
        for number, stretch in enumerate(marked):
            first, last = bisect_left(self.start, stretch.start), bisect_left(self.start, stretch.end)
            self.span.append((first, last))
            self.mark[first:last] = [number] * (last - first)

    @cached_property
    def end(self) -> list[int]:
        """The offset after each token in the paragraph."""
        return [start + len(word) for start, word in zip(self.start, self.raw, strict=True)]

    @cached_property
    def titled(self) -> bool:
        """Whether the paragraph is written in title case."""
        long = [w for w in self.raw if len(w) > 3 and w[0].isalpha()]
        return len(long) < 30 and sum(w[0].isupper() for w in long) > 0.7 * len(long) > 2

    def is_adverb(self, index: int) -> bool:
        """Whether a token is an adverb; if capitalised, only if it begins a sentence and is not its subject."""
        word, grammar = self.low[index], self.grammar
        known = word in grammar.adverbs
        if not grammar.is_adverb(word):
            return False
        if not self.raw[index][0].isupper():
            return True
        following = self.low[index + 1] if index + 1 < len(self.low) else ""
        subject = following in self.cues.verbs or following in grammar.auxiliaries
        return (index == 0 or self.low[index - 1] in PUNCTUATION) and (known or not subject)

    @cached_property
    def possible_cues(self) -> list[int]:
        """The tokens outside quotation marks that can be cues, or part of one."""
        every = self.cues.every
        return [index for index, word in enumerate(self.low) if word in every and self.mark[index] < 0]

    def __len__(self) -> int:
        return len(self.low)

    def capital(self, index: int) -> bool:
        """Whether the token at `index` starts with a capital letter."""
        return self.raw[index][:1].isupper()

    def outside_quotations(self, low: int, high: int) -> Iterator[int]:
        """The tokens from `low` up to `high` that are not in quotation marks."""
        here = low
        while here < high:
            if self.mark[here] >= 0:
                here = self.span[self.mark[here]][1]
            else:
                yield here
                here += 1

    def quotations(self, low: int, high: int) -> list[Span]:
        """The spans in quotation marks that begin from `low` up to `high`."""
        spans = []
        here = low
        while here < high:
            if self.mark[here] >= 0:
                spans.append(self.span[self.mark[here]])
                here = spans[-1][1]
            else:
                here += 1
        return spans


def _keeps_stop(word: str, with_stop: frozenset[str]) -> bool:
    if word in with_stop or (len(word) == 2 and word[0].isupper()):
        return True
    last = word.rpartition("-")[2]
    return last in with_stop or not last[:-1].replace("'", "").replace("’", "").isalnum()
