"""The tokens of a paragraph, each with its offsets and the quotation it is in."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import accumulate, compress, count
from operator import itemgetter
from typing import TypeAlias

from annotate.text.languages import DEFAULT, PUNCTUATION, Cues, Frame, Language
from annotate.text.quotations._quotation_marks import Marked

Span: TypeAlias = tuple[int, int]
"""The first token and one past the last, as indices of a paragraph's tokens."""

_LAST_STOP = re.compile(r"\.(?=\n|\Z)")

DASHES = frozenset(("—", "–", "--", "-", "―"))


class Use:
    """Bit flags for what a word can be the cue of."""

    CLEAR = 1
    """A source, or a verb that occurs with quotations."""
    VERB = 2
    """Another verb."""
    COMPLETED = 4
    """A verb before the word that completes it."""
    OTHER = 8
    """A noun or an adjective."""


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
    uses
        The bits of `Use` by word.
    possible_cues
        The tokens outside quotation marks that can be cues, or part of one.
    """

    def __init__(self, paragraph: str, marked: Sequence[Marked], language: Language = DEFAULT) -> None:
        self.text = paragraph
        self.grammar = language.grammar
        self.cues = language.cues
        self.dates = language.dates
        self.names = language.names
        self.regions = language.abbreviations.regions
        # tokens with the space after them make up the text, so that nothing is done in Python for a single token
        pieces = language.grammar.spaced_token.findall(paragraph)
        lead = len(paragraph) - len(paragraph.lstrip())
        self.raw, sizes = _with_stops_apart(
            list(map(str.rstrip, pieces)), list(map(len, pieces)), language.abbreviations.with_stop
        )
        self.start = list(accumulate(sizes[:-1], initial=lead)) if sizes else []
        self.low = "\n".join(self.raw).lower().replace("’", "'").split("\n") if self.raw else []
        self.mark = [-1] * len(self.raw)
        self.span: list[Span] = []
        for number, stretch in enumerate(marked):
            first, last = bisect_left(self.start, stretch.start), bisect_left(self.start, stretch.end)
            self.span.append((first, last))
            self.mark[first:last] = [number] * (last - first)
        self.uses = uses_of(language.cues)
        hits = compress(count(), map(self.uses.__contains__, self.low))
        self.possible_cues = [index for index in hits if self.mark[index] < 0] if self.span else list(hits)

    def end(self, index: int) -> int:
        """The offset in the paragraph after the token at `index`."""
        return self.start[index] + len(self.raw[index])

    @cached_property
    def titled(self) -> bool:
        """Whether the paragraph is written in title case."""
        long = [w for w in self.raw if len(w) > 3 and w[0].isalpha()]
        return len(long) < 30 and sum(w[0].isupper() for w in long) > 0.7 * len(long) > 2

    def is_adverb(self, index: int) -> bool:
        """Whether a token is an adverb; if capitalised, only if it begins a sentence and is not its subject."""
        word, grammar = self.low[index], self.grammar
        known = word in grammar.adverbs
        if not known and not (word.endswith(grammar.adverb_endings) and grammar.is_adverb(word)):
            return False
        if not self.raw[index][0].isupper():
            return True
        following = self.low[index + 1] if index + 1 < len(self.low) else ""
        subject = following in self.cues.verbs or following in grammar.auxiliaries
        return (index == 0 or self.low[index - 1] in PUNCTUATION) and (known or not subject)

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
        """The spans in quotation marks of which a part is from `low` up to `high`."""
        if not self.span:
            return []
        first = bisect_right(self.span, low, key=itemgetter(1))
        last = bisect_left(self.span, high, lo=first, key=itemgetter(0))
        return self.span[first:last]


def _with_stops_apart(words: list[str], sizes: list[int], with_stop: frozenset[str]) -> tuple[list[str], list[int]]:
    """The words with full stops as tokens of their own unless they belong to the word, and sizes with their space."""
    apart = [n for n in _before_stops("\n".join(words)) if len(words[n]) > 1 and not _keeps_stop(words[n], with_stop)]
    if not apart:
        return words, sizes
    raw: list[str] = []
    lengths: list[int] = []
    here = 0
    for n in apart:
        size = len(words[n]) - 1
        raw += words[here:n]
        raw += (words[n][:-1], ".")
        lengths += sizes[here:n]
        lengths += (size, sizes[n] - size)
        here = n + 1
    return raw + words[here:], lengths + sizes[here:]


def _before_stops(lines: str) -> Iterator[int]:
    """The numbers of the lines that end with a full stop."""
    number = here = 0
    for match in _LAST_STOP.finditer(lines):
        number += lines.count("\n", here, match.start())
        here = match.start()
        yield number


def _keeps_stop(word: str, with_stop: frozenset[str]) -> bool:
    if word in with_stop or (len(word) == 2 and word[0].isupper()):
        return True
    last = word.rpartition("-")[2]
    return last in with_stop or not last[:-1].strip("$€£@").replace("'", "").replace("’", "").isalnum()


@cache
def uses_of(cues: Cues) -> Mapping[str, int]:
    """For every word that can be a cue, or the first word of one, the bits of `Use`."""
    uses = {word: Use.CLEAR if frame & Frame.QUOTE else Use.VERB for word, frame in cues.verbs.items()}
    uses |= dict.fromkeys([*cues.sources, *cues.linked_sources], Use.CLEAR)
    for words, use in ((cues.completed, Use.COMPLETED), (cues.nouns, Use.OTHER), (cues.adjectives, Use.OTHER)):
        uses |= {word: uses.get(word, 0) | use for word in words}
    return uses
