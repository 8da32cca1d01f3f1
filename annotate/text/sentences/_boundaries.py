"""Sentence boundaries of news, one paragraph at a time, with exact offsets.

A regular expression finds candidates for the end of a sentence (a full stop, question mark, exclamation mark or
ellipsis, closing quotation marks and brackets, then space); rules on the text before and after decide. Time is linear
in the length of any paragraph.
"""

from __future__ import annotations

import re
from functools import cache

from annotate.text.languages import DEFAULT, Language

_WINDOW = 48
"""Characters examined on either side of a candidate: words and tags are shorter, and the limit bounds the time."""

_OTHER_STOPS = "؟۔।॥။።։"
"""Full stops and question marks of other scripts, which stand for nothing else."""
_FOOTNOTE = (
    r"\[(?:\d{1,3}(?:[,–-]\s?\d{1,3})*|[a-z]|[Nn]ote \d{1,2}|citation needed|better source needed)\]"
    r"|[\u00b9\u00b2\u00b3\u2070-\u2079]{1,3}"
)
"""Marks that refer to footnotes, which belong to the sentence before them."""
_BULLETS = ("•", "⁃", "‣", "▪", "●")
_OTHER_ENDS = re.compile(r"[。！？｡\n]")
_WORD = re.compile(r"[\w.’'&-]*")
_CAMEL = re.compile(r"[a-z]{1,6}[A-Z]\w")
_ADDRESSES = ("http://", "https://", "www.")
_AGENCY = re.compile(r"[A-Z]{2,6}")
"""An agency's name in capitals, which is no sentence."""
_DIALOGUE = re.compile(r"[–—]\s?[¿¡]?[A-ZÀ-ÞĄĆĘŁŃÓŚŹŻ]")
"""A dash of dialogue, which begins a sentence."""
_CLIPPED = re.compile(r"[BCDFGHJ-NP-TV-XZ][bcdfghj-np-tv-xz]{1,4}")
"""Consonants that no word consists of: an abbreviated title before a name, as in `Cllr. Vasch`."""
_ELIDED = re.compile(r"['’].*")
_IS_TAG_IN_CHINESE_OR_JAPANESE = re.compile(
    r"[\u3041-\u309f]|(?![^。]{0,8}[没沒不无無])[^\s。！？｡“”「」『』]{0,24}(?:说|說|问道|問道|问|問|表示|指出|强调|強調|补充|補充|告诉|告訴|写道|寫道|回答|解释|解釋|称|稱)"
    r"[^。！？｡“”「」『』]{0,16}[。！？｡]"
)
"""What follows a quotation and belongs to it: a particle (``「…。」と``), or a tag of a few words (``“…。”她说。``)."""
_APOSTROPHE = re.compile(r"['’]")
_LETTERS = re.compile(r"(?:[^\s.]{1,4}\.)+[^\s.]{1,4}")
_INITIALS = re.compile(r"[A-ZÀ-Þ]\.-[A-ZÀ-Þ]")
_INITIAL = re.compile(r"[A-ZÀ-Þ]\.(?:\s|-[A-ZÀ-Þ]\.)")
_ENUMERATOR = re.compile(r"(?:[•⁃‣▪●]\s?)?[\"“(\[]*(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})")


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


class _Splitter:
    """Splits paragraphs of one language."""

    def __init__(self, language: Language) -> None:
        marks = language.quotation_marks
        opening = marks.openers + language.sentences.openers + "(["
        closers, openers = re.escape(marks.closers + ")]"), re.escape(opening)
        spaced = r"|[ \u00a0\u202f]»(?=\s|$)" if "»" in marks.closing and "»" not in marks.opening else ""
        stops = f"[.!?…{_OTHER_STOPS}]"
        usual = (
            rf"({stops}(?<!{stops}{{2}}){stops}*+)((?:[{closers}]|{_FOOTNOTE}{spaced})*+)"
            rf"(\s++|(?=[{openers}]?[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ ]))"
        )
        # searched far more quickly than with alternatives, because it begins with a set of characters
        self.usual_candidates = re.compile(usual)
        every = usual + r"|([。！？｡]++)([”’」』）]*+)(\s*+)|\n\s*?\n\s*"
        self.candidates = re.compile(every)
        self.candidates_in_list = re.compile(every + rf"|\s(?=[{''.join(_BULLETS)}])")
        self.before_word = re.compile(rf"[\s(\[—{re.escape(marks.no_apostrophes)}]|(?<!\b[A-Z])/")
        self.openers = frozenset(opening)
        self.no_beginning = frozenset(".!?…,;:)]" + marks.closers) - self.openers
        self.marks = marks
        self.words = language.abbreviations
        self.patterns = language.sentences

    def spans(self, paragraph: str) -> list[tuple[int, int]]:
        spans = []
        start, size = _next_ink(paragraph, 0), len(paragraph)
        pattern = self.candidates if _OTHER_ENDS.search(paragraph) else self.usual_candidates
        if paragraph.startswith(_BULLETS, start):
            pattern = self.candidates_in_list
        for candidate in pattern.finditer(paragraph):
            following = candidate.end()
            if following >= size:
                break
            if candidate.start() < start or not self._ends(paragraph, start, candidate):
                continue
            if candidate.group(1):
                end = candidate.end(2)
            elif candidate.group(4):
                if candidate.group(5) and _IS_TAG_IN_CHINESE_OR_JAPANESE.match(paragraph, following):
                    continue
                end = candidate.end(5)
            else:
                end = start + len(paragraph[start : candidate.start()].rstrip())
            spans.append((start, end))
            start = following
        end = len(paragraph.rstrip())
        if start < end and spans and _AGENCY.fullmatch(paragraph, start, end):
            spans[-1] = spans[-1][0], end  # `… votará en julio. EFE`
        elif start < end:
            spans.append((start, end))
        return spans

    def _ends(self, text: str, start: int, candidate: re.Match[str]) -> bool:
        """Whether the sentence that began at `start` ends at `candidate`."""
        mark = candidate.group(1)
        if mark is None:
            return candidate.start() > start
        stop, after = candidate.start(), candidate.end()
        following = text[after]
        if mark == "." and following.isupper() and candidate.group(3):
            word = text[max(start, stop - _WINDOW) : stop].rpartition(" ")[2]
            if len(word) > 3 and word.islower() and word.isalpha() and word not in self.words.all:
                return not (candidate.group(2) and self._is_whole_tag(text, after))
        return self._decides(text, start, candidate)

    def _decides(self, text: str, start: int, candidate: re.Match[str]) -> bool:
        mark, closers, gap = candidate.group(1, 2, 3)
        stop, after = candidate.start(), candidate.end()
        word = self.before_word.split(text[max(start, stop - _WINDOW) : stop])[-1]
        if not gap:
            return self._ends_without_space(text, word, after)
        first = self._first_of_next(text, after)
        if stop == start or (not text[after].isalnum() and _nothing_left(text, after)):
            return False
        if (
            self.patterns.labels
            and mark == "."
            and text[start:stop] in self.patterns.labels
            and not text[:start].strip()
        ):
            return False
        if (text[after] in self.patterns.openers and mark != "…") or mark[-1] in _OTHER_STOPS:
            return True
        if first.islower():
            return self._ends_before_lower_case(text, word, mark, closers, after)
        if mark == "." and closers in ("", ")") and _ENUMERATOR.fullmatch(text, start, stop):
            return False
        opened = after + (text[after] in self.openers and text[after] != "[")
        if text.startswith(("...", "…", "[...]", "[…]"), opened):
            return mark in (".", "!", "?") and self._is_whole_word(word)
        if self.marks.dialogue_dashes and mark in ".?!" and _DIALOGUE.match(text, after):
            return word not in self.words.all
        if text[after] in "–—-" or first in self.no_beginning:
            return False
        if mark[0] in "!?" or (closers and (mark == "…" or len(mark) > 1)):
            return not self._is_tag_or_name(text, word, mark, closers, after)
        if len(mark) > 1 or mark == "…":
            following = self._next_word(text, after)
            repeats = word.lower() == following.lower()  # `I... I saw it`
            if following in self.patterns.always_capital and text[stop - 1].isspace():
                return False
            return not repeats and self._ends_at_ellipsis(text, start, stop, after)
        if closers:
            return not (self._is_whole_tag(text, after) or self._is_in_brackets(text, word, stop, closers))
        if self._is_broken_quotation(text, stop, after):
            return False
        return self._ends_at_full_stop(text, start, stop, word, first, after)

    def _first_of_next(self, text: str, after: int) -> str:
        """The first character at `after` that is not an opening quotation mark or bracket."""
        for position in range(after, min(after + 6, len(text))):
            if text[position] not in self.openers:
                return text[position]
        return text[after]

    def _next_word(self, text: str, after: int) -> str:
        while after < len(text) and text[after] in self.openers:
            after += 1
        match = _WORD.match(text, after, after + _WINDOW)
        return match.group().rstrip(".’'-") if match else ""

    def _begins(self, text: str, after: int) -> bool:
        """Whether the word at `after` begins a sentence rather than continues a name."""
        word = self._next_word(text, after)
        if len(word) == 1 and _INITIAL.match(text, text.find(word, after)):
            return False  # `J. A. Lind`
        return word in self.patterns.starters or _ELIDED.sub("'", word) in self.patterns.starters

    def _ends_without_space(self, text: str, word: str, after: int) -> bool:
        """Whether a space is missing between two sentences, as in ``came back.The``; not in an address or a name."""
        return word.isalpha() and word.islower() and len(word) > 2 and self._begins(text, after)

    def _ends_before_lower_case(self, text: str, word: str, mark: str, closers: str, after: int) -> bool:
        """After ``?`` or ``!``, before an address or a name such as iPhone, or in a text without capitals."""
        words = self.words
        if closers:
            return False
        if mark[-1] in "!?" or text.startswith(_ADDRESSES, after):
            if word in words.exclamatory_names:
                return False
            continues = self.patterns.after_question.match(text, after, after + _WINDOW)
            return not continues or self._is_informal(text, after)
        if mark != ".":
            return False
        if _CAMEL.match(text, after, after + _WINDOW):
            return word not in words.name_endings and len(word) > 1
        if len(word) > 3 and word.islower() and word.isalpha() and word not in words.all:
            following = self._next_word(text, after)
            if following.capitalize() in self.patterns.starters:
                return not self.patterns.stray_tag.match(text, after, after + _WINDOW)
        if not self._is_informal(text, after):
            return False
        return word.isalpha() and len(word) > 2 and word not in words.inside and word not in words.before_numbers

    def _is_informal(self, text: str, at: int) -> bool:
        """Whether the text is written without capitals, at its beginning or near `at`."""
        opening = next((c for c in text[:_WINDOW] if c.isalpha()), "A")
        if opening.islower():
            return True
        return bool(self.patterns.uncapitalised.search(text, max(0, at - 4 * _WINDOW), at + 4 * _WINDOW))

    def _is_whole_word(self, word: str) -> bool:
        """Whether a full stop after `word` always ends a sentence."""
        return len(word) > 1 and "." not in word and word not in self.words.all

    def _is_tag_or_name(self, text: str, word: str, mark: str, closers: str, after: int) -> bool:
        if closers:
            return bool(self.patterns.tag_after_question.match(text, after, after + 2 * _WINDOW))
        return mark == "!" and word in self.words.exclamatory_names and not self._begins(text, after)

    def _is_whole_tag(self, text: str, after: int) -> bool:
        """Whether only a tag follows, as in ``“….” Weber said.``, which belongs to the quotation."""
        return bool(self.patterns.whole_tag.match(text, after, after + 2 * _WINDOW))

    def _is_in_brackets(self, text: str, word: str, stop: int, closers: str) -> bool:
        """Whether an abbreviation is all that is in brackets, as in ``Col. (Ret.) Vasch``."""
        is_short = word in self.words.all or _is_acronym(word) or word.lower() in self.words.inside
        return closers[0] == ")" and is_short and text[stop - len(word) - 1] == "("

    def _is_broken_quotation(self, text: str, stop: int, after: int) -> bool:
        """Whether a quotation was closed too early: it continues in brackets and is closed again without an opening."""
        closing = self.marks.main[1]
        if text[after] != "[" or text[stop - 1] != closing:
            return False
        match = self.marks.main_mark.search(text, after, after + 1000)
        return match is not None and match.group() == closing

    def _ends_at_ellipsis(self, text: str, start: int, stop: int, after: int) -> bool:
        """Whether an ellipsis before a capital ends a sentence: not if it begins one, or stands for omitted words."""
        if not any(c.isalnum() for c in text[start : min(stop, start + _WINDOW)]):
            return False
        return not text[stop - 1].isspace() or self._begins(text, after)

    def _ends_at_full_stop(self, text: str, start: int, stop: int, word: str, first: str, after: int) -> bool:
        words = self.words
        word = _APOSTROPHE.split(word)[-1] or word
        if word.isdecimal() and 1 <= int(word) <= words.ordinals:
            return not first.isdigit() and self._begins(text, after)
        if first.isdigit() or first in "$€£#":
            if (len(word) == 1 and word.isalpha()) or (text[after] == "(" and word in words.name_endings):
                return False
            if first.isdigit() and _is_acronym(word) and word.lower() not in words.times:
                return False  # `H.R. 1234`
            last = word.rpartition("-")[2]
            if stop - len(word) == start and text[start].isupper():
                last = last.lower() if last.lower() in words.before_numbers else last
            return word not in words.inside and word not in words.titles and last not in words.before_numbers
        if "." in word and not (word.isascii() or any(map(str.isupper, word))) and _LETTERS.fullmatch(word):
            return False  # initials in a script without capitals
        if not word or word in words.inside or word.rpartition("-")[2] in words.titles:
            return not word
        following = self._next_word(text, after)
        starts = self._begins(text, after)
        if _CLIPPED.fullmatch(word) and word not in words.name_endings and word not in words.regions:
            return starts
        if len(word) == 1 or (_INITIALS.fullmatch(word) and word not in words.name_endings):
            return starts if word[0].isupper() else True
        if word.lower() in words.times:
            return following not in words.after_times and not self.patterns.only_a_time.fullmatch(text, start, stop)
        if word in words.regions or word.rpartition("-")[2] in words.regions:
            return starts or (_is_place_or_party(text, start, stop, word) and following not in words.after_regions)
        if word in words.name_endings or _is_acronym(word):
            return starts or text[after] in self.marks.double_openers
        return True


def _next_ink(text: str, start: int) -> int:
    return len(text) - len(text[start:].lstrip())


def _nothing_left(text: str, after: int) -> bool:
    """Whether only punctuation follows up to the end, such as a separate closing quotation mark."""
    return len(text) - after < _WINDOW and not any(c.isalnum() for c in text[after:])


def _is_acronym(word: str) -> bool:
    letters = word.rpartition("-")[2].split(".")
    return len(letters) > 1 and all(len(x) == 1 for x in letters)


def _is_place_or_party(text: str, start: int, stop: int, word: str) -> bool:
    before = text[max(start, stop - len(word) - 2) : stop - len(word)]
    return "-" in word or before.strip().endswith(",")
