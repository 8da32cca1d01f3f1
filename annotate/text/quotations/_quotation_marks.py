"""Text in quotation marks within a paragraph, tolerating missing and wrong marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from annotate.text.languages import DEFAULT, Frame, Language, QuotationMarks

_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")
_DIALOGUE = re.compile(r"[—–]\s?(?=[\w¿¡«“])")
_TAG = re.compile(r"(?P<gap>\s[—–]\s?|,\s)(?P<verb>\w+)(?P<following>[-\s.,—–](?:\s?\w+)?)")
_AFTER_TAG = re.compile(r"(?P<dash>\s?[—–])(?P<mark>[.,:;]?)\s?(?=\w|[¿¡])")
_HALF_OPEN, _HALF_CLOSED = "([{-–—/“‘\"'", ".,;:!?)]}-–—/”’\"'…"


class Marked(NamedTuple):
    """Text in quotation marks: offsets including the marks, and whether the closing mark was found."""

    start: int
    end: int
    closed: bool


class _Mark(NamedTuple):
    start: int
    end: int
    family: str
    opens: bool
    closes: bool


def marked_in(paragraph: str, *, goes_on: bool = False, language: Language = DEFAULT) -> list[Marked]:
    """The outermost spans of `paragraph` in quotation marks, in order and disjoint.

    A closing mark without an opening one is ignored. An opening mark without a closing one extends to the end of the
    paragraph if it is at its beginning or the quotation continues in the next paragraph, else to the end of its
    sentence. Single marks count only outside double ones.

    Parameters
    ----------
    paragraph
        One paragraph of text.
    goes_on
        Whether the next paragraph starts with an opening mark, as in a quotation of several paragraphs.
    language
        The language whose quotation marks are recognized.
    """
    known = language.quotation_marks
    marks = [_mark(m.group(), m.start(), m.end(), paragraph, known) for m in known.pattern.finditer(paragraph)]
    if not marks:
        return []
    stretches = _paired((m for m in marks if m.family != "single"), marks, paragraph, goes_on)
    starts = [m.start for m in stretches]
    free = [m for m in marks if m.family == "single" and not _covered(m.start, stretches, starts)]
    if free:
        singles = _singles(free, paragraph)
        apart, around = [], []
        for one in singles:
            if bisect_right(starts, one.start) == bisect_right(starts, one.end):
                apart.append(one)
            elif _is_around(one, paragraph):
                around.append(one)
        covers = [s.start for s in around]
        inner = [s for s in stretches if not _covered(s.start, around, covers)]
        stretches = sorted([*inner, *(s for s in apart if not _covered(s.start, around, covers)), *around])
    return stretches


def dialogue_as_quotations(paragraph: str, language: Language) -> str:
    """A paragraph such as `—No —dijo NAME—. Es así.` with quotation marks for its dashes; others unchanged.

    Every character stays at its offset. A dash at the beginning is one of dialogue only if a verb of speech and its
    subject follow a second dash or a comma.
    """
    known = language.quotation_marks
    opening = _DIALOGUE.match(paragraph) if known.dialogue_dashes else None
    if opening is None or any(mark in paragraph for mark in known.no_apostrophes):
        return paragraph
    tag = next((m for m in _TAG.finditer(paragraph, opening.end()) if _is_tag(m, language)), None)
    if tag is None:
        return paragraph
    first, last = known.main
    gap = last + "," + " " * (len(tag["gap"]) - 2)
    text = first + paragraph[1 : tag.start()] + gap + paragraph[tag.start("verb") :]
    again = _AFTER_TAG.search(text, tag.end("verb"))
    if again is None or again.end() - again.start() < 2:
        return text
    between = again["mark"].ljust(again.end() - again.start() - 1) + first
    return text[: again.start()] + between + text[again.end() :]


def _is_tag(match: re.Match[str], language: Language) -> bool:
    """Whether a verb of speech and a speaker follow a dash or comma in dialogue."""
    grammar = language.grammar
    if not language.cues.verbs.get(match["verb"], 0) & Frame.QUOTE:
        return False
    tail = match["following"]
    following = tail.strip(" -—–.,")
    named = following[:1].isupper() or following.lower() in grammar.determiners | grammar.personal
    return named or (tail[0] == "-" and f"-{following.lower()}" in grammar.attached)


def _mark(mark: str, start: int, end: int, text: str, known: QuotationMarks) -> _Mark:
    if mark in known.opening:
        return _Mark(start, end, known.opening[mark], True, False)
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if mark in known.closing:
        # a closing mark after a space and before a letter was meant to open
        mistaken = before.isspace() and (after.isalnum() or after in "[($…")
        return _Mark(start, end, known.closing[mark], mistaken, not mistaken)
    opens = (before.isspace() or before in _HALF_OPEN) and not after.isspace()
    closes = not before.isspace() and (after.isspace() or after in _HALF_CLOSED)
    if opens == closes:
        opens = opens if opens else not before.isalnum() and after.isalnum()
        closes = not opens or before.isspace() == after.isspace()
    return _Mark(start, end, known.either[mark], opens, closes)


def _paired(doubles: Iterable[_Mark], marks: list[_Mark], text: str, goes_on: bool) -> list[Marked]:
    ahead = defaultdict[str, int](int)
    for mark in marks:
        ahead[mark.family] += mark.closes
    stretches: list[Marked] = []
    opened: _Mark | None = None
    depth = 0
    for mark in doubles:
        ahead[mark.family] -= mark.closes
        if opened is None:
            opened, depth = (mark if mark.opens else None), 0
        elif mark.closes and (mark.family == opened.family or not ahead[opened.family]):
            if depth == 0:
                stretches.append(Marked(opened.start, mark.end, True))
                opened = None
            else:
                depth -= 1
        elif mark.opens and mark.family == opened.family:
            # with two closing marks ahead, this quotation is inside the other; with fewer, the first was not closed
            if ahead[mark.family] >= depth + 2:
                depth += 1
            else:
                stretches.append(Marked(opened.start, _end_of_sentence(opened.end, mark.start, text), False))
                opened, depth = mark, 0
    if opened is not None:
        whole = goes_on or not text[: opened.start].strip()
        last = len(text.rstrip())
        stretches.append(Marked(opened.start, last if whole else _end_of_sentence(opened.end, last, text), False))
    return stretches


def _singles(marks: list[_Mark], text: str) -> list[Marked]:
    stretches = []
    opened: _Mark | None = None
    for mark in marks:
        if mark.opens and not (mark.closes and opened):
            opened = mark
        elif mark.closes and opened is not None:
            if mark.start - opened.end > 2:
                stretches.append(Marked(opened.start, mark.end, True))
            opened = None
    return stretches


def _end_of_sentence(start: int, limit: int, text: str) -> int:
    stop = _SENTENCE_END.search(text, start, limit)
    if stop:
        return stop.end()
    while limit > start and text[limit - 1].isspace():
        limit -= 1
    return limit


def _covered(offset: int, stretches: list[Marked], starts: list[int]) -> bool:
    at = bisect_right(starts, offset) - 1
    return at >= 0 and offset < stretches[at].end


def _is_around(single: Marked, text: str) -> bool:
    """Whether a pair of single marks is a quotation with others in it, as `: 'He said "no" to us.'`."""
    before = text[max(0, single.start - 3) : single.start].rstrip()[-1:]
    return before in ("", ":", ",", "—", "–") and text[single.end - 2] in ".,?!…" + "”" + '"'
