"""Who says what within one sentence: cue, speaker and content, by rules of English news."""

from __future__ import annotations

from annotate.text.languages.english._cues import ADJECTIVES, CUES, NOUNS, Frame
from annotate.text.quotations._content_extent import clause_ahead, content_end, content_start, fits, noun_end
from annotate.text.quotations._noun_phrases import (
    Span,
    adjunct_end,
    is_verb,
    possessor,
    singular,
    subject_after,
    subject_before,
    subject_first,
    verb_start,
    whole_phrase,
)
from annotate.text.quotations._parser_state import Attribution, Reading
from annotate.text.quotations._tokens import (
    BE,
    DASHES,
    DETERMINERS,
    PERSONAL,
    PREPOSITIONS,
    SUBORDINATORS,
    Words,
    is_adverb,
    word_set,
)

_CLAUSAL = Frame.SAY | Frame.TELL | Frame.WEIGH
_MODALS = word_set("would will could can should may might must 'd 'll shall won't wouldn't can't cannot couldn't")
_SUBORDINATE = word_set("while although though if when after because since whereas")
_CLAUSE_OPENERS = PERSONAL | word_set("that how why what whether if to there")
_AFTER_TAG = word_set(". , ? ! ; — – -- ... - and but ) as when while") | {""}


def attributions_in(words: Words, unit: Span) -> list[Attribution]:
    """The attributions of one sentence (with every quotation in it whole), in the order of their contents."""
    return sorted(_Reader(words, unit).read(), key=lambda a: a.content)


class _Reader(Reading):
    """Reads one sentence: first the plain verbs of saying, then in what they leave the weaker cues."""

    def read(self) -> list[Attribution]:
        cues = [p for p in self._outside_quotes() if self.words.low[p] in CUES or self.words.low[p] == "according"]
        strong = {p for p in cues if self._is_strong(p)}
        for place in cues:
            if place in strong and not self._inside(place):
                self._cue(place)
        for place in cues:
            if place not in strong and not self._inside(place):
                self._cue(place)
        for place in self._outside_quotes():
            if not self._inside(place):
                self._noun_or_adjective(place)
        self._floating()
        return self.found

    def _is_strong(self, place: int) -> bool:
        word = self.words.low[place]
        return word == "according" or bool(CUES[word] & Frame.QUOTE)

    def _cue(self, place: int) -> None:
        words, low = self.words, self.words.low
        if low[place] == "according":
            if place + 1 < self.high and low[place + 1] == "to":
                self._according(place)
            return
        frame = CUES[low[place]]
        first = verb_start(words, place, self.low)
        before = low[first - 1] if first > self.low else ""
        if before == "to":
            self._infinitive(place, first, frame)
            return
        if (before in DETERMINERS and before not in PERSONAL) or not is_verb(words, place):
            return
        group = low[first:place]
        passive = any(w in BE for w in group)
        if frame & Frame.GERUND and not passive:
            self._gerund(place, first, before, frame)
        elif passive and not frame & Frame.GERUND:
            self._passive(place, first, frame)
        elif before not in PREPOSITIONS:
            self._finite(place, first, before, frame)

    def _gerund(self, place: int, first: int, before: str, frame: Frame) -> None:
        if before in (",", "and") or before in DASHES or (before == "" and place == self.low):
            speaker = self._last_speaker(place) or subject_first(self.words, self.low, self.high)
            self._right(place, first, speaker, frame)
        elif before in ("by", "of", "for", "from", "after", "in", "before", "while") and frame & Frame.QUOTE:
            self._right(place, first, self._last_speaker(place), frame)
        elif before.isalpha() and frame & Frame.QUOTE and self._clause_follows(place, frame):
            # `a statement saying that ...`
            speaker = self._last_speaker(place) or subject_first(self.words, self.low, first)
            self._right(place, first, speaker, frame)

    def _clause_follows(self, place: int, frame: Frame) -> bool:
        start = content_start(self.words, place, frame, self.high)
        return start < self.high and (
            self.words.low[start] in _CLAUSE_OPENERS - {"to"}
            or self.words.mark[start] >= 0
            or clause_ahead(self.words, start, self.high)
        )

    def _noun_or_adjective(self, place: int) -> None:
        """`her claim that ...` and `was critical of ...`."""
        words, low = self.words, self.words.low
        after = place + 1
        if after + 1 >= self.high:
            return
        if low[after] in NOUNS.get(low[place], ()):
            speaker = possessor(words, place, self.low)
            if speaker:
                self._thought(after, (place, after), speaker)
        elif low[after] in ADJECTIVES.get(low[place], ()):
            first = verb_start(words, place, self.low)
            if first < place and any(w in BE or w in ("feel", "felt") for w in low[first:place]):
                speaker = subject_before(words, first, self._taken(first))
                if speaker and whole_phrase(words, speaker):
                    self._thought(after, (first, after), speaker)

    def _thought(self, link: int, cue: Span, speaker: Span) -> None:
        words, high = self.words, self._next_found(link)
        if words.low[link] == "that":
            self._add(link, content_end(words, link, high), cue, speaker)
        else:
            start = link if words.low[link] == "to" else link + 1
            self._add(start, noun_end(words, start, high), (cue[0], start), speaker)

    def _infinitive(self, place: int, first: int, frame: Frame) -> None:
        """`forced the minister to admit that ...`, where a clause or quotation follows; the rest is seldom speech."""
        if not frame & Frame.STRONG or not frame & (_CLAUSAL | Frame.QUOTE):
            return
        if self._clause_follows(place, frame):
            speaker = self._last_speaker(place) or subject_first(self.words, self.low, first)
            self._right(place, first - 1, speaker, frame)

    def _passive(self, place: int, first: int, frame: Frame) -> None:
        """`X was criticised by NAME`."""
        by = place + 1
        if by < self.high and self.words.low[by] == "by" and frame & (Frame.JUDGE | Frame.NAME):
            content = subject_before(self.words, first, self.low)
            speaker = subject_after(self.words, by + 1, self.high)
            if content and speaker:
                self._add(*content, (first, by + 1), speaker)

    def _finite(self, place: int, first: int, before: str, frame: Frame) -> None:
        words = self.words
        if frame & (Frame.SAY | Frame.QUOTE) and not frame & Frame.TELL and self._inverted(place, first):
            return
        taken = self._taken(first)
        speaker = subject_before(words, first, taken)
        if speaker is None:
            # a second verb of the same subject: `... and called it a mistake`
            if before == "that" and frame & Frame.QUOTE and self._clause_follows(place, frame):
                # `a letter that says ...`
                self._right(place, first, (first - 1, first), frame)
                return
            again = self._last_speaker(place) or subject_first(words, self.low, first)
            if again and before in ("and", "but", ",") and not (frame & Frame.BARE and first == place):
                self._right(place, first, again, frame)
            return
        if not self._agrees(place, first, speaker, frame):
            return
        if frame & _CLAUSAL and frame & Frame.STRONG and self._left(place, first, speaker, frame):
            return
        self._right(place, first, speaker, frame)

    def _agrees(self, place: int, first: int, speaker: Span, frame: Frame) -> bool:
        """Whether the verb's form goes with the subject, and the subject is whole."""
        words = self.words
        group = words.low[first:place]
        if any(w in _MODALS for w in group) and not frame & Frame.QUOTE:
            return False
        if not whole_phrase(words, speaker):
            return False
        if group and not all(is_adverb(w) for w in group):
            return True
        if frame & Frame.BARE and not frame & Frame.PARTICIPLE:
            return not singular(words, speaker)
        if words.low[place].endswith("s") and not frame & Frame.QUOTE:
            return singular(words, speaker) or words.capital(speaker[0])
        return not (place + 1 < self.high and words.low[place + 1] == "by")

    def _according(self, place: int) -> None:
        words = self.words
        leads = place <= self.low + 1
        speaker = subject_after(words, place + 2, self._first_comma() if leads else self.high)
        if speaker is None:
            return
        cue = (place, place + 2)
        if leads:
            start = speaker[1] + (speaker[1] < self.high and words.low[speaker[1]] == ",")
            if start < self.high:
                self._add(start, content_end(words, start, self.high), cue, speaker)
            return
        end = place - (words.low[place - 1] == "," and words.mark[place - 1] < 0)
        self._add(self._taken(end - 1), end, cue, speaker)

    def _inverted(self, place: int, first: int) -> bool:
        """`CONTENT, said NAME`."""
        words = self.words
        after = place + 1
        if first <= self.low or after >= self.high or not self._content_before(first):
            return False
        word = words.low[after]
        quoted = words.mark[first - 1] >= 0
        if adjunct_end(words, after, self.high) > after or not (quoted or self._has_verb(first - 1)):
            return False
        if not word[0].isalpha() or word in SUBORDINATORS | PREPOSITIONS | PERSONAL | {"and"} or is_adverb(word):
            return False
        speaker = subject_after(words, after, self.high)
        if speaker is None:
            return False
        rest = words.low[speaker[1]] if speaker[1] < self.high else ""
        if (
            rest not in _AFTER_TAG
            and words.mark[first - 1] < 0
            and not adjunct_end(words, speaker[1], self.high) > speaker[1]
        ):
            return False
        cue = (first, after)
        self._before(first, cue, speaker)
        self._more(speaker[1], cue, speaker)
        return True

    def _left(self, place: int, first: int, speaker: Span, frame: Frame) -> bool:
        """`CONTENT, NAME said`."""
        if speaker[0] <= self.low or not self._content_before(speaker[0]):
            return False
        after = content_start(self.words, place, frame, self.high)
        here = self.words.low[after] if after < self.high else ""
        quoted = self.words.mark[speaker[0] - 1] >= 0
        if here not in _AFTER_TAG and not (quoted and self.words.span[self.words.mark[speaker[0] - 1]] in self.full):
            return False
        if not quoted and here in (",", ":") and after + 1 < self.high and self.words.mark[after + 1] >= 0:
            return False
        cue = (first, place + 1)
        if not quoted and here == "," and after + 1 < self.high and not self._new_start(after + 1):
            # `Too often, she said, the talks fail.`: one content around the tag
            start = self._taken(speaker[0] - 1)
            self._add(start, content_end(self.words, after + 1, self.high), cue, speaker)
            return True
        self._before(speaker[0], cue, speaker)
        self._more(after, cue, speaker)
        return True

    def _before(self, end: int, cue: Span, speaker: Span) -> None:
        last = end - (self.words.low[end - 1] == "," and self.words.mark[end - 1] < 0)
        self._add(self._taken(last - 1), last, cue, speaker)

    def _more(self, place: int, cue: Span, speaker: Span) -> None:
        """What follows `he said,` when the content stood before it and goes on."""
        words = self.words
        if place >= self.high:
            return
        start = place + (words.low[place] in (",", ":", ";") or words.low[place] in DASHES)
        if start < self.high and words.mark[start] >= 0:
            self._add(start, self._quoted_end(start), cue, speaker)
        elif place < start < self.high and words.low[place] == "," and clause_ahead(words, start, self.high):
            if self._new_start(start):
                return
            self._add(start, content_end(words, start, self.high), cue, speaker)

    def _new_start(self, place: int) -> bool:
        word = self.words.low[place]
        return (
            word in CUES
            or word.endswith("ing")
            or word in PREPOSITIONS
            or word in ("but", "and", "as", "when", "while", "after", "who", "which", "before", "according")
        )

    def _right(self, place: int, first: int, speaker: Span | None, frame: Frame) -> None:
        words = self.words
        cue = (first, place + 1)
        start = content_start(words, place, frame, self.high)
        if start >= self.high:
            return
        if words.low[start] in (",", ":") and words.mark[start] < 0:
            after = start + 1
            if after < self.high and words.mark[after] >= 0:
                self._add(after, self._quoted_end(after), cue, speaker)
            elif words.low[start] == ":" and frame & Frame.STRONG and after < self.high:
                self._add(after, content_end(words, after, self.high), cue, speaker)
        elif fits(words, start, place, frame, self.high):
            self._add(start, self._end(start, place, speaker, frame), cue, speaker)

    def _end(self, start: int, place: int, speaker: Span | None, frame: Frame) -> int:
        words, high = self.words, self._next_found(start)
        word = words.low[start]
        if word not in _CLAUSE_OPENERS and not frame & (Frame.QUOTE | Frame.NAME) and frame & Frame.JUDGE:
            return noun_end(words, start, high)
        if place == self.low:
            return content_end(words, start, high, aside=True)
        before = words.low[speaker[0] - 1] if speaker and speaker[0] > self.low else ""
        relative = speaker is not None and words.low[speaker[0]] == "who"
        return content_end(words, start, high, aside=before in _SUBORDINATE or (relative and before == ","))
