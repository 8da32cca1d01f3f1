"""One sentence while it is read: what has been found in it, and what is still free."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from annotate.text.languages.english._cues import CUES
from annotate.text.quotations._content_extent import content_end
from annotate.text.quotations._noun_phrases import Span, subject_after
from annotate.text.quotations._tokens import AUXILIARIES, DASHES, Words


class Attribution(NamedTuple):
    """One content with its cue and speaker, as places in a paragraph's words; no cue where a quotation floats."""

    content: Span
    cue: Span | None
    speaker: Span | None


class Reading:
    """The words of one sentence, its stretches in quotation marks, and the attributions found so far."""

    def __init__(self, words: Words, unit: Span) -> None:
        self.words = words
        self.low, self.high = unit
        self.found: list[Attribution] = []
        self.blocks = self._blocks()
        self.full = [b for b in self.blocks if self._is_statement(*b)]

    def _outside_quotes(self) -> Iterator[int]:
        place = self.low
        while place < self.high:
            mark = self.words.mark[place]
            if mark >= 0:
                place = self.words.span[mark][1]
            else:
                yield place
                place += 1

    def _blocks(self) -> list[Span]:
        blocks = []
        place = self.low
        while place < self.high:
            mark = self.words.mark[place]
            if mark >= 0:
                blocks.append(self.words.span[mark])
                place = self.words.span[mark][1]
            else:
                place += 1
        return blocks

    def _is_statement(self, start: int, end: int) -> bool:
        """Whether a stretch in quotation marks is a statement, rather than words quoted in passing."""
        words = self.words
        last = words.raw[end - 2] if end - 2 > start else ""
        before = words.low[start - 1] if start > self.low else ""
        led = before in ("", ",", ":") or before in DASHES or before in CUES
        if led and (last in (",", ".", "?", "!", "...", "…") or last in DASHES or end - start > 8):
            return True
        return not before and end - start > 4

    def _inside(self, place: int) -> bool:
        return any(a.content[0] <= place < a.content[1] for a in self.found)

    def _taken(self, place: int) -> int:
        """Where the words before `place` that belong to no attribution yet begin."""
        ends = [max(a.content[1], a.cue[1] if a.cue else 0, a.speaker[1] if a.speaker else 0) for a in self.found]
        return max([self.low, *(e for e in ends if e <= place)])

    def _last_speaker(self, place: int) -> Span | None:
        before = [a for a in self.found if a.cue and a.cue[0] < place and a.speaker]
        return max(before, key=lambda a: a.cue[0] if a.cue else 0).speaker if before else None

    def _first_comma(self) -> int:
        """The first comma of the sentence, which ends the phrase it starts with; its end if there is none."""
        commas = (p for p in self._outside_quotes() if self.words.low[p] == ",")
        return next(commas, self.high)

    def _has_verb(self, end: int) -> bool:
        low = self.words.low
        return any(
            self.words.mark[p] < 0 and (low[p] in AUXILIARIES or low[p].endswith("ed") or low[p] in CUES)
            for p in range(self._taken(end), end)
        )

    def _content_before(self, place: int) -> bool:
        last = place - 1
        taken = self._taken(last)
        if self.words.mark[last] >= 0:
            inner = self.words.raw[last - 1]
            block = self.words.span[self.words.mark[last]]
            return block in self.full or inner in (",", "?", "!", "...", "…") or inner in DASHES
        return self.words.low[last] == "," and last - taken > 1

    def _next_found(self, place: int) -> int:
        """Where the next attribution begins, which a weaker cue's content must not run into."""
        starts = [
            min(a.content[0], a.cue[0] if a.cue else self.high, a.speaker[0] if a.speaker else self.high)
            for a in self.found
        ]
        return min([self.high, *(s for s in starts if s > place)])

    def _quoted_end(self, start: int) -> int:
        end = min(self.words.span[self.words.mark[start]][1], self.high)
        last = self.words.raw[end - 2] if end - 2 > start else ""
        if last in (".", "?", "!", "...", "…") or end >= self.high:
            return end
        return content_end(self.words, end, self.high)

    def _add(self, start: int, end: int, cue: Span, speaker: Span | None) -> None:
        words = self.words
        while start < end and words.mark[start] < 0 and (words.low[start] in ",:" or words.low[start] in DASHES):
            start += 1
        if start < end:
            self.found.append(Attribution((start, end), cue, speaker))

    def _floating(self) -> None:
        covered = [a.content for a in self.found]
        for start, end in self.full:
            if not any(s < end and start < e for s, e in covered):
                self.found.append(self._signed(start, end) or Attribution((start, end), None, None))

    def _signed(self, start: int, end: int) -> Attribution | None:
        """`“CONTENT” — NAME`."""
        words = self.words
        if end + 1 >= self.high or self.high - end > 14 or words.low[end] not in DASHES or not words.capital(end + 1):
            return None
        speaker = subject_after(words, end + 1, self.high)
        if speaker is None or speaker[1] < self.high - 1:
            return None
        return Attribution((start, end), (end, end + 1), speaker)
