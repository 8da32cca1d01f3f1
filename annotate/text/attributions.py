"""Who says what within one sentence: cue, speaker and content, by rules of English news."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from annotate.text.cues import CUES, Frame
from annotate.text.phrases import Span, adjunct_end, subject_after, subject_before, verb_start
from annotate.text.words import (
    AUXILIARIES,
    BE,
    DETERMINERS,
    PERSONAL,
    PREPOSITIONS,
    STOPS,
    SUBORDINATORS,
    Words,
    is_adverb,
    word_set,
)

_CLAUSAL = Frame.SAY | Frame.TELL | Frame.WEIGH
_RELATIVE = word_set("who which where")


class Attribution(NamedTuple):
    """One content with its cue and speaker, as places in a paragraph's words; no cue where a quotation floats."""

    content: Span
    cue: Span | None
    speaker: Span | None


def attributions_in(words: Words, unit: Span) -> list[Attribution]:
    """The attributions of one sentence (with every quotation in it whole), in the order of their cues."""
    return _Reader(words, unit).read()


class _Reader:
    def __init__(self, words: Words, unit: Span) -> None:
        self.words = words
        self.low, self.high = unit
        self.found: list[Attribution] = []
        self.full = self._full_blocks()
        self.taken = self.low
        self.subject: Span | None = None

    def read(self) -> list[Attribution]:
        """All attributions of the unit; quotations nothing introduces come last, without cue and speaker."""
        low = self.words.low
        place = self.low
        while place < self.high:
            mark = self.words.mark[place]
            if mark >= 0:
                place = min(self.words.span[mark][1], self.high)
                continue
            if low[place] == "according" and place + 1 < self.high and low[place + 1] == "to":
                self._according(place)
            elif low[place] in CUES:
                self._verb(place)
            place += 1
        self._floating()
        return self.found

    def _full_blocks(self) -> list[Span]:
        """Stretches in quotation marks that are statements rather than words quoted in passing."""
        blocks = []
        words = self.words
        place = self.low
        while place < self.high:
            mark = words.mark[place]
            if mark < 0:
                place += 1
                continue
            start, end = words.span[mark]
            last = words.raw[end - 2] if end - 2 > start else ""
            before = words.low[start - 1] if start > self.low else ""
            led = before in ("", ",", ":", "—", "–", "--") or before in CUES
            if (led and (last in (",", ".", "?", "!", "—", "...", "…") or end - start > 8)) or (
                not before and end - start > 4
            ):
                blocks.append((start, end))
            place = end
        return blocks

    def _according(self, place: int) -> None:
        leads = place <= self.low + 1
        speaker = subject_after(self.words, place + 2, self._first_comma() if leads else self.high)
        if speaker is None:
            return
        cue = (place, place + 2)
        if leads:
            start = speaker[1] + (self.words.low[min(speaker[1], self.high - 1)] == ",")
            if start < self.high:
                self._add(start, self._clause_end(start), cue, speaker)
            return
        end = place - (self.words.low[place - 1] == ",")
        self._add(self._clause_start(end), end, cue, speaker)
        self.taken = speaker[1]

    def _first_comma(self) -> int:
        """The first comma of the sentence, which ends the phrase it starts with; its end if there is none."""
        commas = [p for p in range(self.low, self.high) if self.words.low[p] == "," and self.words.mark[p] < 0]
        return commas[0] if commas else self.high

    def _verb(self, place: int) -> None:
        words, low = self.words, self.words.low
        frame = CUES[low[place]]
        first = verb_start(words, place, self.low)
        before = low[first - 1] if first > self.low else ""
        gerund = bool(frame & Frame.GERUND)
        group = low[first:place]
        if before == "to" or (before in DETERMINERS and not group) or before in PREPOSITIONS:
            return
        if frame & Frame.PARTICIPLE and any(w in BE for w in group) and not gerund:
            return
        if gerund and not any(w in BE for w in group):
            if before in (",", "", "—", "–", "--", "and") and place > self.low:
                speaker = self.found[-1].speaker if self.found else subject_first(words, self.low, self.high)
                self._right(place, first, speaker, frame)
            return
        if frame & (Frame.SAY | Frame.TELL) and self._inverted(place, first):
            return
        speaker = subject_before(words, first, self.taken if self.taken < first else self.low)
        if speaker is None:
            if before in ("and", "but", ",") and self.found and not frame & Frame.BARE:
                self._right(place, first, self.found[-1].speaker, frame)
            return
        if frame & Frame.BARE and not group and not _plural(words, speaker):
            return
        if frame & _CLAUSAL and self._left(place, first, speaker, frame):
            return
        self._right(place, first, speaker, frame)

    def _inverted(self, place: int, first: int) -> bool:
        """`CONTENT, said NAME`."""
        words = self.words
        if first <= self.low or not self._content_before(first) or place + 1 >= self.high:
            return False
        after = place + 1
        if not (words.capital(after) or words.low[after] in DETERMINERS or words.low[after].isalpha()):
            return False
        if words.low[after] in SUBORDINATORS | PREPOSITIONS | PERSONAL | {"and"} or is_adverb(words.low[after]):
            return False
        speaker = subject_after(words, after, self.high)
        if speaker is None:
            return False
        self._before(first, (first, place + 1), speaker)
        self._more(speaker[1], (first, place + 1), speaker)
        return True

    def _left(self, place: int, first: int, speaker: Span, frame: Frame) -> bool:
        """`CONTENT, NAME said`."""
        if speaker[0] <= self.low or not self._content_before(speaker[0]):
            return False
        after = self._past_hearer(place + 1, frame)
        here = self.words.low[after] if after < self.high else "."
        quoted = self.words.mark[speaker[0] - 1] >= 0
        if here not in (".", ",", "?", "!", ";", "—", "–", "--", "...", "-", "and", "but") and not quoted:
            return False
        cue = (first, place + 1)
        self._before(speaker[0], cue, speaker)
        self._more(after, cue, speaker)
        return True

    def _content_before(self, place: int) -> bool:
        last = place - 1
        if last - 1 <= self.taken:
            return False
        return (self.words.low[last] == "," and last - self.taken > 3) or any(end == place for _, end in self.full)

    def _before(self, end: int, cue: Span, speaker: Span) -> None:
        last = end - (self.words.low[end - 1] == "," and self.words.mark[end - 1] < 0)
        self._add(self._clause_start(last), last, cue, speaker)
        self.taken = max(speaker[1], cue[1])

    def _more(self, place: int, cue: Span, speaker: Span) -> None:
        """What follows `he said,` when the content stood before it and goes on."""
        words = self.words
        if place < self.high and words.low[place] in (",", ":", ";", "—", "–", "--"):
            start = place + 1
            if start < self.high and words.mark[start] >= 0:
                end = words.span[words.mark[start]][1]
                self._add(start, min(end, self.high), cue, speaker)
            elif start < self.high and words.low[place] == "," and not self._new_start(start):
                self._add(start, self._clause_end(start), cue, speaker)

    def _new_start(self, place: int) -> bool:
        word = self.words.low[place]
        return (
            word in CUES
            or word.endswith("ing")
            or word in ("but", "and", "as", "when", "while", "after", "who", "which", "before", "a", "according")
            or word in PREPOSITIONS
        )

    def _right(self, place: int, first: int, speaker: Span | None, frame: Frame) -> None:
        words, low = self.words, self.words.low
        start = self._past_hearer(place + 1, frame)
        cue = (first, place + 1)
        if start >= self.high:
            return
        if low[start] in (",", ":") and start + 1 < self.high:
            mark = words.mark[start + 1]
            if mark >= 0:
                self._add(start + 1, self._quoted_end(start + 1), cue, speaker)
            elif low[start] == ":" and frame & Frame.STRONG:
                self._add(start + 1, self._clause_end(start + 1), cue, speaker)
            return
        if not self._fits(start, place, frame):
            return
        self._add(start, self._clause_end(start), cue, speaker)

    def _quoted_end(self, start: int) -> int:
        end = min(self.words.span[self.words.mark[start]][1], self.high)
        last = self.words.raw[end - 2] if end - 2 > start else ""
        if last in (".", "?", "!", "...", "…") or end >= self.high:
            return end
        return self._clause_end(end)

    def _fits(self, start: int, place: int, frame: Frame) -> bool:
        """Whether what stands at `start` is what a cue of this frame takes."""
        words, word = self.words, self.words.low[start]
        if words.mark[start] >= 0:
            return True
        if word in ("that", "he", "she", "they", "we", "i", "there") and frame & (Frame.SAY | Frame.TELL):
            return True
        if word == "to":
            return bool(frame & (Frame.WANT | Frame.ASK))
        if word in ("whether", "if", "how", "why", "what", "who", "when", "where") and frame & (_CLAUSAL | Frame.JUDGE):
            return True
        if word in STOPS or word in SUBORDINATORS or word in ("and",):
            return False
        if frame & (Frame.JUDGE | Frame.NAME):
            return True
        if frame & Frame.STRONG and frame & (Frame.SAY | Frame.TELL):
            return word not in PREPOSITIONS or self._clause_ahead(start)
        return bool(frame & Frame.SAY) and self._clause_ahead(start)

    def _clause_ahead(self, start: int) -> bool:
        """Whether a finite verb follows soon."""
        low = self.words.low
        for here in range(start + 1, min(start + 12, self.high)):
            if low[here] in STOPS:
                return False
            if low[here] in AUXILIARIES and low[here] != "'s":
                return True
        return False

    def _past_hearer(self, start: int, frame: Frame) -> int:
        words, low = self.words, self.words.low
        start = adjunct_end(words, start, self.high)
        if start >= self.high:
            return start
        if frame & (Frame.TELL | Frame.ASK) and low[start] not in ("that", "to", "how", "why", "what", ",", ":", "."):
            here = start
            while here < self.high and here - start < 14:
                word = low[here]
                if words.mark[here] >= 0 or word in (",", ":", ".", "that", "how", "why", "what", "whether", "if"):
                    return here
                if word == "to" and frame & Frame.ASK:
                    return start if here > start else here
                if here > start and (adjunct_end(words, here, self.high) > here):
                    return adjunct_end(words, here, self.high)
                if here > start and word in PERSONAL:
                    return here
                here += 1
            return start
        return start

    def _clause_start(self, end: int) -> int:
        return self.taken if self.taken < end else self.low

    def _clause_end(self, start: int) -> int:
        """One past the last word of a content that starts at `start`."""
        words, low = self.words, self.words.low
        here = start
        while here < self.high:
            if words.mark[here] >= 0:
                here = min(words.span[words.mark[here]][1], self.high)
                continue
            word = low[here]
            if word in (";", "?", "!"):
                break
            if word == "," and here > start and self._breaks_after_comma(here):
                break
            if word in ("and", "but") and here > start and self._new_cue(here + 1):
                break
            if word == "according":
                break
            here += 1
        while here > start and low[here - 1] in (".", ",") and words.mark[here - 1] < 0:
            here -= 1
        return here

    def _breaks_after_comma(self, comma: int) -> bool:
        low = self.words.low
        after = comma + 1
        if after >= self.high:
            return True
        word = low[after]
        if word == "according":
            return True
        if word in CUES and CUES[word] & Frame.GERUND:
            return True
        return bool(word in ("and", "but", "while", "though", "although") and self._subject_cue(after + 1))

    def _new_cue(self, place: int) -> bool:
        low = self.words.low
        while place < self.high and is_adverb(low[place]):
            place += 1
        return place < self.high and low[place] in CUES and not CUES[low[place]] & (Frame.GERUND | Frame.BARE)

    def _subject_cue(self, place: int) -> bool:
        """Whether `NAME said` follows within a few words."""
        for here in range(place, min(place + 6, self.high)):
            if self.words.mark[here] >= 0 or self.words.low[here] in STOPS:
                return False
            if self.words.low[here] in CUES and not CUES[self.words.low[here]] & (Frame.BARE | Frame.GERUND):
                return True
        return False

    def _add(self, start: int, end: int, cue: Span, speaker: Span | None) -> None:
        while start < end and self.words.low[start] in (",", ":", "-", "—", "–", "--") and self.words.mark[start] < 0:
            start += 1
        if start < end:
            self.found.append(Attribution((start, end), cue, speaker))

    def _floating(self) -> None:
        covered = [a.content for a in self.found]
        for start, end in self.full:
            if not any(s < end and start < e for s, e in covered):
                self.found.append(Attribution((start, end), None, None))


def subject_first(words: Words, low: int, high: int) -> Span | None:
    """The subject a sentence starts with: what stands before its first finite verb."""
    for here in range(low + 1, min(low + 30, high)):
        word = words.low[here]
        if words.mark[here] >= 0:
            return None
        if word in AUXILIARIES or word in CUES or (word.endswith("ed") and words.low[here - 1] not in DETERMINERS):
            return subject_before(words, verb_start(words, here, low), low)
    return None


def _plural(words: Words, speaker: Span) -> bool:
    """Whether a verb's bare form may follow this subject."""
    last = words.low[speaker[1] - 1]
    first = words.low[speaker[0]]
    return (
        last in ("i", "we", "they", "you", "who", "people", ")", ",")
        or last.endswith("s")
        or ("and" in words.low[speaker[0] : speaker[1]])
        or first in ("some", "many", "most")
    )


def units_of(words: Words, sentences: Sequence[tuple[int, int]]) -> list[Span]:
    """Sentences as places of words, those that share a quotation joined into one."""
    units: list[Span] = []
    place = 0
    count = len(words)
    for _, stop in sentences:
        first = place
        while place < count and words.start[place] < stop:
            place += 1
        if (
            place < count
            and place > first
            and words.mark[place - 1] >= 0
            and words.mark[place - 1] == words.mark[place]
        ):
            place = words.span[words.mark[place]][1]
        if place > first:
            if units and _tag(words, first, place, units[-1]):
                units[-1] = (units[-1][0], place)
            else:
                units.append((first, place))
    if place < count:
        units.append((place, count))
    return units


def _tag(words: Words, first: int, last: int, before: Span) -> bool:
    """Whether a sentence is a mere `Obama asked.` that belongs to the quotation before it."""
    if words.mark[before[1] - 1] < 0 or last - first > 14 or words.mark[first] >= 0:
        return False
    cues = [p for p in range(first, min(last, first + 8)) if words.low[p] in CUES and words.mark[p] < 0]
    if not cues:
        return False
    rest = words.low[cues[0] + 1 : last]
    return not rest or rest == ["."] or cues[0] == first or adjunct_end(words, cues[0] + 1, last) >= last - 1
