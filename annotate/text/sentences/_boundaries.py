"""Sentence boundaries of English news, one paragraph at a time, with exact offsets.

One regular expression finds the places where a sentence could end (a full stop, question or exclamation mark or an
ellipsis, its closing quotation marks and brackets, then space); what stands before and after such a place decides. Time
is linear in the length of the paragraph, whatever it holds.
"""

from __future__ import annotations

import re

from annotate.text.languages.english._abbreviations import (
    AFTER_A_STATE,
    AFTER_A_TIME,
    BANGED,
    BEFORE_NUMBERS,
    ENDS_A_NAME,
    INSIDE,
    SAYING,
    STARTERS,
    STATES,
    TITLES,
)

_CLOSERS = "\"”’'»)\\]"
_PLACE = re.compile(
    rf"(?<![.!?…])([.!?…]++)([{_CLOSERS}]*+)(\s++|(?=[\"“‘(\[]?[A-Z][a-z ]))"
    r"|([。！？｡]++)([”’」』）]*+)(\s*+)|\n\s*?\n\s*"
)
_OPENERS = frozenset("\"“‘'«([")
_WINDOW = 48
"""Characters looked at on either side of a place: words and tags are shorter, and hostile input stays cheap."""

_WORD = re.compile(r"[\w.’'&-]*")
_NAMES = r"(?:[A-Z][\w.’'-]*\s+){1,3}"
_TAG_AFTER_QUESTION = re.compile(
    rf"(?:{_NAMES}|(?:[Tt]he|[Aa]n?)\s+\w+\s+)(?:{SAYING})(?=[.,;:]|\s+(?:in|on|at|during|after|before|to|of|with|as|from|"
    rf"when|while|[a-z]+ly|him|her|them|me|us|reporters|a|the|today|yesterday|earlier|later|last|this|aloud|again|[A-Z])\b|$)"
)
_WHOLE_TAG = re.compile(rf"(?:{_NAMES}(?:{SAYING})|(?:He|She|They|I)\s+(?:{SAYING}))\.?(?=[.!]\s|[.!]$)")
_CAMEL = re.compile(r"[a-z]{1,6}[A-Z]\w")
_ADDRESSES = ("http://", "https://", "www.")
_SMALL_I = re.compile(r"(?<=\s)i(?:['’](?:m|ve|ll|d))?(?=\s)")
_CUT_SHORT = TITLES | BEFORE_NUMBERS | INSIDE | ENDS_A_NAME | STATES
_QUOTES = re.compile("[“”]")
_ENUMERATOR = re.compile(r"[\"“(\[]*(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})")


def sentence_spans(paragraph: str) -> list[tuple[int, int]]:
    """Offsets ``(start, end)`` of the sentences of `paragraph`, in order.

    The spans do not overlap, cover every character that is not space, and neither begin nor end with space. A quotation
    of several sentences is split; a speaker's tag after it (``…at all?” Weber asked``) belongs to the quoted sentence.
    A blank line always ends a sentence.

    Parameters
    ----------
    paragraph
        Any text; best one paragraph, since headings and captions next to it have no full stop.
    """
    spans = []
    start, size = _next_ink(paragraph, 0), len(paragraph)
    for place in _PLACE.finditer(paragraph):
        following = place.end()
        if following >= size:
            break
        if place.start() < start or not _ends(paragraph, start, place):
            continue
        end = place.end(2) if place.group(1) else place.end(5) if place.group(4) else place.start()
        spans.append((start, start + len(paragraph[start:end].rstrip())))  # a blank line may follow a space
        start = following
    end = len(paragraph.rstrip())
    if start < end:
        spans.append((start, end))
    return spans


def _next_ink(text: str, start: int) -> int:
    return len(text) - len(text[start:].lstrip())


def _ends(text: str, start: int, place: re.Match[str]) -> bool:
    """Whether the sentence that began at `start` ends at `place`."""
    mark = place.group(1)
    if mark is None:
        return place.start() > start
    stop, after = place.start(), place.end()
    following = text[after]
    if mark == "." and following.isupper() and place.group(3):
        word = text[max(start, stop - _WINDOW) : stop].rpartition(" ")[2]
        if len(word) > 3 and word.islower() and word.isalpha():
            return not (place.group(2) and _is_whole_tag(text, after))
    return _decides(text, start, place)


def _decides(text: str, start: int, place: re.Match[str]) -> bool:
    mark, closers, gap = place.group(1, 2, 3)
    stop, after = place.start(), place.end()
    word = _word_before(text, start, stop)
    if not gap:
        return _ends_without_space(text, word, after)
    first = _first_of_next(text, after)
    if stop == start or (not text[after].isalnum() and _nothing_left(text, after)):
        return False
    if first.islower():
        return _ends_before_lower_case(text, word, mark, closers, after)
    if mark == "." and not closers and _ENUMERATOR.fullmatch(text, start, stop):
        return False
    if text.startswith(("...", "…", "[...]", "[…]"), after):
        return mark in (".", "!", "?") and _is_whole_word(word)
    if text[after] in "–—-" or first in ".!?…,;:)]”’»":
        return False
    if mark[0] in "!?":
        return not _is_tag_or_name(text, word, mark, closers, after)
    if len(mark) > 1 or mark == "…":
        return _ends_at_ellipsis(text, start, stop, after)
    if closers:
        return not _is_whole_tag(text, after)
    if _is_broken_quotation(text, stop, after):
        return False
    return _ends_at_full_stop(text, start, stop, word, first, after)


def _word_before(text: str, start: int, stop: int) -> str:
    piece = text[max(start, stop - _WINDOW) : stop]
    return re.split(r"[\s“”\"‘(\[—/]", piece)[-1]


def _first_of_next(text: str, after: int) -> str:
    """The first character of what follows, past opening quotation marks and brackets."""
    for position in range(after, min(after + 6, len(text))):
        if text[position] not in _OPENERS:
            return text[position]
    return text[after]


def _nothing_left(text: str, after: int) -> bool:
    """Whether only marks follow to the end, as where a closing quotation mark stands apart."""
    return len(text) - after < _WINDOW and not any(c.isalnum() for c in text[after:])


def _next_word(text: str, after: int) -> str:
    while after < len(text) and text[after] in _OPENERS:
        after += 1
    found = _WORD.match(text, after, after + _WINDOW)
    return found.group().rstrip(".’'-") if found else ""


def _ends_without_space(text: str, word: str, after: int) -> bool:
    """A space lost between two sentences, as in ``came back.The``, but not in a web address or a name."""
    return word.isalpha() and word.islower() and len(word) > 2 and _next_word(text, after) in STARTERS


def _ends_before_lower_case(text: str, word: str, mark: str, closers: str, after: int) -> bool:
    """After a question or exclamation, before an address or a name such as iPhone, or where capitals are not used."""
    if closers:
        return False
    if mark[-1] in "!?" or text.startswith(_ADDRESSES, after):
        return word not in BANGED
    if mark != ".":
        return False
    if _CAMEL.match(text, after, after + _WINDOW):
        return word not in ENDS_A_NAME and len(word) > 1
    if not _is_informal(text, after):
        return False
    return word.isalpha() and len(word) > 2 and word not in INSIDE and word not in BEFORE_NUMBERS


def _is_informal(text: str, place: int) -> bool:
    """Whether the writer does without capitals: at the beginning, or in ``i`` close to `place`."""
    opening = next((c for c in text[:_WINDOW] if c.isalpha()), "A")
    return opening.islower() or bool(_SMALL_I.search(text, max(0, place - 4 * _WINDOW), place + 4 * _WINDOW))


def _is_whole_word(word: str) -> bool:
    """Whether a full stop after `word` can only be a sentence's."""
    return len(word) > 1 and "." not in word and word not in _CUT_SHORT


def _is_tag_or_name(text: str, word: str, mark: str, closers: str, after: int) -> bool:
    if closers:
        return bool(_TAG_AFTER_QUESTION.match(text, after, after + 2 * _WINDOW))
    return mark == "!" and word in BANGED and _next_word(text, after) not in STARTERS


def _is_whole_tag(text: str, after: int) -> bool:
    """Whether a tag and nothing else follows, as in ``“….” Weber said.``, which belongs to the quotation."""
    return bool(_WHOLE_TAG.match(text, after, after + 2 * _WINDOW))


def _is_broken_quotation(text: str, stop: int, after: int) -> bool:
    """A quotation closed too early: what follows goes on in brackets and is closed again without being opened."""
    if text[after] != "[" or text[stop - 1] != "”":
        return False
    found = _QUOTES.search(text, after, after + 1000)
    return found is not None and found.group() == "”"


def _ends_at_ellipsis(text: str, start: int, stop: int, after: int) -> bool:
    """An ellipsis ends a sentence before a capital, unless it opens one, or stands apart for words left out."""
    if not any(c.isalnum() for c in text[start : min(stop, start + _WINDOW)]):
        return False
    return not text[stop - 1].isspace() or _next_word(text, after) in STARTERS


def _ends_at_full_stop(text: str, start: int, stop: int, word: str, first: str, after: int) -> bool:
    if first.isdigit() or first in "$€£#":
        if (len(word) == 1 and word.isalpha()) or (text[after] == "(" and word in ENDS_A_NAME):
            return False
        return word not in BEFORE_NUMBERS and word not in INSIDE and word not in TITLES
    if not word or word in INSIDE or word in TITLES:
        return not word
    following = _next_word(text, after)
    starts = following in STARTERS
    if len(word) == 1:
        return starts if word.isupper() else True
    if word.lower() in ("a.m", "p.m"):
        return following not in AFTER_A_TIME
    if word in STATES or word.rpartition("-")[2] in STATES:
        return starts or (_is_place_or_party(text, start, stop, word) and following not in AFTER_A_STATE)
    if word in ENDS_A_NAME or _is_acronym(word):
        return starts or text[after] in '"“'
    return True


def _is_acronym(word: str) -> bool:
    letters = word.rpartition("-")[2].split(".")
    return len(letters) > 1 and all(len(x) == 1 for x in letters)


def _is_place_or_party(text: str, start: int, stop: int, word: str) -> bool:
    before = text[max(start, stop - len(word) - 2) : stop - len(word)]
    return "-" in word or before.strip().endswith(",")
