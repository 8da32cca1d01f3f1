"""Sentence boundaries of news, one paragraph at a time, with exact offsets.

A regular expression finds candidates for the end of a sentence (a full stop, question mark, exclamation mark or
ellipsis, closing quotation marks and brackets, then space); rules on the text before and after decide. Time is linear
in the length of any paragraph.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from annotate.text.languages import DEFAULT, Language
from annotate.text.sentences._neighbours import WINDOW, Neighbours, is_acronym
from annotate.text.sentences._patterns import (
    ADDRESSES,
    AGENCY,
    APOSTROPHE,
    BULLETS,
    BULLETS_AND_FIRST_ITEMS,
    CAMEL,
    CLIPPED,
    DANDA,
    DASHES,
    DAY_AND_MONTH,
    DIALOGUE,
    ENUMERATOR,
    FOOTNOTE,
    FORWARDED,
    HOUSE_NUMBER,
    INITIALS,
    IS_TAG_IN_CHINESE_OR_JAPANESE,
    LETTERED,
    LETTERS,
    NO_FIRST_NUMBER,
    OTHER_ENDS,
    OTHER_STOPS,
    ROMAN,
    STILL_ADDRESS,
    VOLUME,
    items_in_line,
)

_NAME = 24
"""Characters before `Inc.` and the like in which a name is looked up that the next sentence may begin with."""
_NEAR = 10 * WINDOW
"""Characters on either side of a dot in which the full stop of another script shows that it is none itself."""


def sentence_spans(paragraph: str, language: Language = DEFAULT) -> list[tuple[int, int]]:
    """Offsets ``(start, end)`` of the sentences of `paragraph`, in order.

    The spans do not overlap, include every character except space, and do not begin or end with space. A quotation of
    several sentences is split; a speaker's tag after it (``…at all?” Weber asked``) belongs to its last sentence. A
    blank line always ends a sentence, and so does, in a list that begins with a bullet, the bullet of the next item.

    Parameters
    ----------
    paragraph
        Any text; preferably one paragraph, since headings and captions do not end with a full stop.
    language
        The language whose abbreviations, quotation marks and tags are recognized.
    """
    return _splitter(language).spans(paragraph)


@cache
def _splitter(language: Language) -> _Splitter:
    return _Splitter(language)


class _Splitter(Neighbours):
    """Splits paragraphs of one language."""

    def __init__(self, language: Language) -> None:
        marks = language.quotation_marks
        opening = marks.openers + language.sentences.openers + "(["
        closers, openers = re.escape(marks.closers + ")]"), re.escape(opening)
        spaced = r"|[ \u00a0\u202f]»(?=\s|$)" if "»" in marks.closing and "»" not in marks.opening else ""
        stops = f"[.!?…{OTHER_STOPS}]"
        usual = (
            rf"([.!?…—{OTHER_STOPS}](?:(?<!—)(?<!{stops}{{2}}){stops}*+|(?<=—)(?=[”\"])))"
            rf"((?:[{closers}]|[ ][)\]](?=\s)|{FOOTNOTE}{spaced})*+)"
            rf"(\s++|(?=[{openers}]?[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ ]))"
        )
        # searched far more quickly than with alternatives, because it begins with a set of characters
        self.usual_candidates = re.compile(usual)
        every = usual + r"|([。！？｡]++)([”’」』）]*+)(\s*+)|\n\s*?\n\s*"
        self.candidates = re.compile(every)
        self.candidates_in_list = re.compile(every + rf"|\s(?=[{BULLETS}])")
        self.before_word = re.compile(rf"[\s(\[–—{re.escape(marks.no_apostrophes)}]|(?<!\b[A-Z])/")
        super().__init__(language, opening)
        self.no_beginning = frozenset(".!?…,;:)]" + marks.closers) - self.openers

    def spans(self, paragraph: str) -> list[tuple[int, int]]:
        start, size = len(paragraph) - len(paragraph.lstrip()), len(paragraph)
        pattern = self.usual_candidates
        if "\n" in paragraph or not (paragraph.isascii() or OTHER_ENDS.search(paragraph) is None):
            pattern = self.candidates
        if start < size and paragraph[start] in BULLETS_AND_FIRST_ITEMS:
            items = items_in_line(paragraph, start)
            if items:
                return self._spans_of_items(paragraph, items)
            if paragraph[start] in BULLETS:
                pattern = self.candidates_in_list
        spans = []
        for candidate in pattern.finditer(paragraph):
            following = candidate.end()
            if following >= size:
                break
            if candidate.start() < start or not self._ends(paragraph, start, candidate):
                continue
            if candidate.group(1):
                end = candidate.end(2)
            elif candidate.group(4):
                if candidate.group(5) and IS_TAG_IN_CHINESE_OR_JAPANESE.match(paragraph, following):
                    continue
                end = candidate.end(5)
            else:
                end = start + len(paragraph[start : candidate.start()].rstrip())
            spans.append((start, end))
            start = following
        end = len(paragraph.rstrip())
        if start < end and spans and AGENCY.fullmatch(paragraph, start, end):
            spans[-1] = spans[-1][0], end  # `… votará en julio. EFE`
        elif start < end:
            spans.append((start, end))
        return spans

    def _spans_of_items(self, paragraph: str, items: list[int]) -> list[tuple[int, int]]:
        pieces = ((at, paragraph[at:end]) for at, end in pairwise([*items, len(paragraph)]))
        return [(at + first, at + last) for at, piece in pieces for first, last in self.spans(piece)]

    def _ends(self, text: str, start: int, candidate: re.Match[str]) -> bool:
        """Whether the sentence that began at `start` ends at `candidate`."""
        mark = candidate.group(1)
        if mark is None:
            return candidate.start() > start
        stop, after = candidate.start(), candidate.end()
        following = text[after]
        if mark == "." and following.isupper() and candidate.group(3):
            word = text[max(start, stop - WINDOW) : stop].rpartition(" ")[2]
            if len(word) > 3 and word.islower() and word.isalpha() and word not in self.words.all:
                return not (candidate.group(2) and self._is_whole_tag(text, after))
        return self._decides(text, start, candidate)

    def _decides(self, text: str, start: int, candidate: re.Match[str]) -> bool:
        mark, closers, gap = candidate.group(1, 2, 3)
        stop, after = candidate.start(), candidate.end()
        word = self.before_word.split(text[max(start, stop - WINDOW) : stop].rpartition(" ")[2])[-1]
        if not gap:
            return self._ends_without_space(text, word, mark, after)
        first = text[after] if text[after].isalnum() else self._first_of_next(text, after)
        if stop == start or (not text[after].isalnum() and _nothing_left(text, after)):
            return False
        labels = self.patterns.labels
        if labels and mark == "." and stop - start < WINDOW and text[start:stop] in labels and not text[:start].strip():
            return False
        if (text[after] in self.patterns.openers and mark != "…") or mark[-1] in OTHER_STOPS:
            return True
        if mark == "—":
            return text[after] in self.marks.double_openers or (
                first.isupper() and self._begins(text, after) and not self._is_tag(text, after)
            )
        if mark == "." and not word.isascii() and text.find(DANDA, max(0, stop - _NEAR), after + _NEAR) >= 0:
            return False
        if text[after] in "([" and (closers or mark != ".") and self._continues_in_brackets(text, mark, closers, after):
            return False
        if first.islower():
            return self._ends_before_lower_case(text, start, stop, word, mark, closers, after)
        if mark == "." and closers in ("", ")") and ENUMERATOR.fullmatch(text, start, stop):
            return False
        opened = after + (text[after] in self.openers and text[after] != "[")
        if text.startswith(("...", "…", "[...]", "[…]"), opened):
            return mark in (".", "!", "?") and self._is_whole_word(word)
        is_dialogue = self.marks.dialogue_dashes or text[start] in DASHES
        if is_dialogue and mark in ".?!" and DIALOGUE.match(text, after):
            return word not in self.words.all
        if text[after] in "–—-":
            return bool(FORWARDED.match(text, after))
        if first in self.no_beginning:
            return False
        if mark[0] in "!?" or mark[-1] in "!?" or (closers and (mark == "…" or len(mark) > 1)):
            return not self._is_tag_or_name(text, word, mark, closers, after)
        if len(mark) > 1 or mark == "…":
            following = self._next_word(text, after)
            repeats = word.lower() == following.lower()  # `I... I saw it`
            if following in self.patterns.always_capital and self._goes_on(text, word, stop):
                return False
            return not repeats and self._ends_at_ellipsis(text, start, stop, after)
        if closers:
            if closers[0].isdigit():
                return word not in self.words.all
            return not (self._is_whole_tag(text, after) or self._is_in_brackets(text, word, stop, closers, after))
        if text.endswith(". ", start, stop):
            return self._ends_at_spaced_ellipsis(text, start, stop, after)
        if self._is_broken_quotation(text, stop, after):
            return False
        return self._ends_at_full_stop(text, start, stop, word, first, after)

    def _ends_without_space(self, text: str, word: str, mark: str, after: int) -> bool:
        """Whether a space is missing between two sentences, as in ``came back.The``; not in an address or a name."""
        if not (word.isalpha() and word.islower() and len(word) > 2):
            return False
        return len(mark) > 2 or self._begins(text, after)

    def _ends_before_lower_case(
        self, text: str, start: int, stop: int, word: str, mark: str, closers: str, after: int
    ) -> bool:
        """After ``?`` or ``!``, before an address or a name such as iPhone, or in a text without capitals."""
        words = self.words
        if closers:
            return False
        if mark[-1] in "!?" or text.startswith(ADDRESSES, after):
            if word in words.exclamatory_names:
                return False
            if mark == "!" and word.lower() in self.patterns.interjections:
                return self._is_informal(text, after)
            continues = self.patterns.after_question.match(text, after, after + WINDOW)
            return not continues or self._is_informal(text, after)
        if self._is_next_item(text, start, after) and self._is_whole_word(word):
            return True
        if mark != ".":
            return False
        if CAMEL.match(text, after, after + WINDOW):
            return word not in words.name_endings and len(word) > 1
        is_quoted = not word and text[stop - 1] in '"”'
        if is_quoted or self._is_no_abbreviation(word, is_first=stop - len(word) == start):
            following = self._next_word(text, after)
            if following.capitalize() in self.patterns.starters:
                return not self.patterns.stray_tag.match(text, after, after + WINDOW)
        if not self._is_informal(text, after):
            return False
        return word.isalpha() and len(word) > 2 and word not in words.inside and word not in words.before_numbers

    def _is_next_item(self, text: str, start: int, after: int) -> bool:
        """Whether the next item of a list follows, and the sentence is the item before it, or brackets are around."""
        match = LETTERED.match(text, after)
        if not match:
            return False
        return text[after] == "(" or text.startswith(chr(ord(match[1]) - 1) + ".", start)

    def _is_no_abbreviation(self, word: str, is_first: bool) -> bool:
        """Whether a full stop after `word` in lower case, or after a number, is most likely the end of a sentence."""
        if self.words.ordinals:
            return False  # these languages abbreviate more words than a list can have
        word = word.rstrip(")")
        if word.isalpha() and word.islower():
            return word not in self.words.all and (len(word) > 3 or word in self.patterns.short_words)
        return word[-2:].isdecimal() and len(word) > 2 and not is_first

    def _goes_on(self, text: str, word: str, stop: int) -> bool:
        """Whether an ellipsis before a word that is always capitalised is a pause: ``so... I just woke up``."""
        return text[stop - 1].isspace() or word.lower() in self.joining or self._is_informal(text, stop)

    def _ends_at_ellipsis(self, text: str, start: int, stop: int, after: int) -> bool:
        """Whether an ellipsis before a capital ends a sentence: not if it begins one, or stands for omitted words."""
        if not any(c.isalnum() for c in text[start : min(stop, start + WINDOW)]):
            return False
        return not text[stop - 1].isspace() or self._begins(text, after)

    def _abbreviates(self, text: str, following: str, after: int) -> bool:
        """Whether another abbreviation before a number follows, as in ``Suppl. Fig. 2``."""
        end = after + len(following)
        return (
            following in self.words.before_numbers and text.startswith(". ", end) and text[end + 2 : end + 3].isdigit()
        )

    def _is_numbered(self, text: str, start: int, stop: int, number: str) -> bool:
        """Whether a number that might be an ordinal follows an abbreviation: ``Abb. 3. Bilder zeigen …``."""
        before = text[max(start, stop - WINDOW) : stop - len(number)].rstrip()
        return before.endswith(".") and self.before_word.split(before[:-1])[-1] in self.words.before_numbers

    def _ends_at_spaced_ellipsis(self, text: str, start: int, stop: int, after: int) -> bool:
        """Whether dots with spaces between them end a sentence; so do four, of which the first is a full stop."""
        first = stop
        while first > start + 1 and text.startswith(". ", first - 2):
            first -= 2
        if not text[first - 1].isspace() and stop - first >= 2 * len("..."):
            return True
        if self._next_word(text, after) in self.patterns.always_capital:
            return False
        return self._ends_at_ellipsis(text, start, first, after)

    def _ends_at_full_stop(self, text: str, start: int, stop: int, word: str, first: str, after: int) -> bool:
        words = self.words
        word = APOSTROPHE.split(word)[-1] or word
        if word.isdecimal() and 1 <= int(word) <= words.ordinals:
            return not first.isdigit() and (self._begins(text, after) or self._is_numbered(text, start, stop, word))
        if first.isdigit() or first in "$€£#":
            if (len(word) == 1 and word.isalpha()) or (text[after] in "($€£" and word in words.name_endings):
                return False
            if first.isdigit() and is_acronym(word) and word.lower() not in words.times:
                return False  # `H.R. 1234`
            if words.ordinals and DAY_AND_MONTH.fullmatch(word):
                return False  # `am 3.1. 2031`
            if NO_FIRST_NUMBER.match(text, after) or (word in words.all and _follows_volume(text, stop - len(word))):
                return False
            last = word.rpartition("-")[2]
            if stop - len(word) == start and text[start].isupper():
                last = last.lower() if last.lower() in words.before_numbers else last
            return word not in words.inside and word not in words.titles and last not in words.before_numbers
        if "." in word and not (word.isascii() or any(map(str.isupper, word))) and LETTERS.fullmatch(word):
            return False  # initials in a script without capitals
        if word in words.streets and HOUSE_NUMBER.search(text, max(start, stop - WINDOW), stop - len(word)):
            return not STILL_ADDRESS.match(text, after)  # `He lives at 12 Ocean Dr. Police were called.`
        if not word or word in words.inside or word.rpartition("-")[2] in words.titles:
            return not word
        following = self._next_word(text, after)
        if word in words.before_numbers and (ROMAN.match(text, after) or self._abbreviates(text, following, after)):
            return False
        if self.patterns.never_first.match(text, after):
            return False
        starts = self._begins(text, after)
        if CLIPPED.fullmatch(word) and word not in words.name_endings and word not in words.regions:
            return starts
        if len(word) == 1 or (INITIALS.fullmatch(word) and word not in words.name_endings):
            return starts or not word[0].isupper() or self._is_label(text, start, stop, following, after)
        if word.lower() in words.times:
            return following not in words.after_times and not self.patterns.only_a_time.fullmatch(text, start, stop)
        if word in words.regions or word.rpartition("-")[2] in words.regions:
            return starts or (_is_place_or_party(text, start, stop, word) and following not in words.after_regions)
        if word in words.name_endings or is_acronym(word):
            repeats = following in text[max(start, stop - len(word) - _NAME) : stop].split()  # `Norr & Co. Norr said`
            return starts or repeats or text[after] in self.marks.double_openers
        return True


def _follows_volume(text: str, at: int) -> bool:
    return bool(VOLUME.search(text, max(0, at - 6), at))


def _nothing_left(text: str, after: int) -> bool:
    """Whether only punctuation follows up to the end, such as a separate closing quotation mark."""
    return len(text) - after < WINDOW and not any(c.isalnum() for c in text[after:])


def _is_place_or_party(text: str, start: int, stop: int, word: str) -> bool:
    before = text[max(start, stop - len(word) - 2) : stop - len(word)]
    return "-" in word or before.strip().endswith(",")
