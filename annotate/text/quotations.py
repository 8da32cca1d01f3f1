"""Quotations of an article: what is said, in whose words, and by whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from annotate.text.attributions import Attribution, attributions_in, units_of
from annotate.text.boundaries import sentence_spans
from annotate.text.quotation_marks import Marked, marked_in
from annotate.text.speakers import Speakers
from annotate.text.words import Words

_PARAGRAPH = re.compile(r"[^\n\r\u2028\u2029]+")
_OPENS = re.compile(r"\s*(?:[\"“„«‘]|''|``)")


@dataclass(frozen=True)
class Quotation:
    """Something said, written or thought by somebody, as offsets into the article's text.

    Attributes
    ----------
    start, end
        The content, with its quotation marks.
    kind
        ``direct`` (wholly in quotation marks), ``floating`` (direct, with no speaker beside it), ``mixed`` (partly in
        quotation marks) or ``indirect``.
    cue, cue_start, cue_end
        The word of saying and where it is; empty and None for a floating quotation.
    speaker_start, speaker_end
        The words that name the speaker, or None; for a floating quotation those beside the quotation before it.
    speaker
        The speaker's fullest name in the article; empty if unknown.
    """

    start: int
    end: int
    kind: str
    cue: str = ""
    cue_start: int | None = None
    cue_end: int | None = None
    speaker_start: int | None = None
    speaker_end: int | None = None
    speaker: str = ""


class Voice(NamedTuple):
    """How much of a sentence is quoted (``none``, ``partly``, ``fully``) and who speaks in it (empty: the outlet)."""

    quoted: str
    speaker: str


def quotations_in(
    text: str,
    paragraphs: Sequence[tuple[int, int]] | None = None,
    sentences: Sequence[tuple[int, int]] | None = None,
) -> list[Quotation]:
    """The quotations of an article in the order of the text.

    Parameters
    ----------
    text
        The article.
    paragraphs
        Offsets of the paragraphs to look at; every line that is not blank, if not given.
    sentences
        Offsets of the sentences, where they are known already; they are found otherwise.
    """
    spans = list(paragraphs) if paragraphs is not None else [m.span() for m in _PARAGRAPH.finditer(text)]
    speakers = Speakers(text)
    found: list[Quotation] = []
    carried = _Carried()
    for number, (start, end) in enumerate(spans):
        following = text[slice(*spans[number + 1])] if number + 1 < len(spans) else ""
        inside = (
            None
            if sentences is None
            else [(max(s, start) - start, e - start) for s, e in sentences if start <= s < end]
        )
        found.extend(_of_paragraph(text[start:end], start, inside, bool(_OPENS.match(following)), speakers, carried))
    return found


@dataclass
class _Carried:
    """What a paragraph hands on to the next: who was speaking, and where that is said."""

    speaker: str = ""
    place: tuple[int | None, int | None] = (None, None)


def _of_paragraph(
    text: str,
    offset: int,
    sentences: Sequence[tuple[int, int]] | None,
    goes_on: bool,
    speakers: Speakers,
    carried: _Carried,
) -> Iterator[Quotation]:
    marked = marked_in(text, goes_on=goes_on)
    words = Words(text, marked)
    for unit in units_of(words, sentences if sentences is not None else sentence_spans(text)):
        for attribution in attributions_in(words, unit):
            yield _quotation(attribution, words, marked, offset, speakers, carried)


def _quotation(
    attribution: Attribution,
    words: Words,
    marked: Sequence[Marked],
    offset: int,
    speakers: Speakers,
    carried: _Carried,
) -> Quotation:
    first, last = attribution.content
    start, end = words.start[first], words.end[last - 1]
    kind = _kind(start, end, words, first, last)
    if attribution.cue is None:
        return Quotation(start + offset, end + offset, "floating", "", None, None, *carried.place, carried.speaker)
    cue_start, cue_end = words.start[attribution.cue[0]], words.end[attribution.cue[1] - 1]
    place: tuple[int | None, int | None] = (None, None)
    name = ""
    if attribution.speaker is not None:
        a, b = words.start[attribution.speaker[0]], words.end[attribution.speaker[1] - 1]
        name = speakers.resolve(words.text[a:b])
        place = (a + offset, b + offset)
        carried.speaker, carried.place = name, place
    cue = words.text[cue_start:cue_end]
    return Quotation(
        start + offset, end + offset, kind, cue, cue_start + offset, cue_end + offset, place[0], place[1], name
    )


def _kind(start: int, end: int, words: Words, first: int, last: int) -> str:
    quoted = sum(1 for place in range(first, last) if words.mark[place] >= 0)
    if quoted == last - first:
        return "direct"
    return "mixed" if quoted else "indirect"


def voices(quotations: Sequence[Quotation], sentences: Sequence[tuple[int, int]]) -> list[Voice]:
    """For each sentence (offsets, in order): how much of it is quoted, and the speaker.

    A sentence is ``fully`` quoted if nothing but the tag (speaker and cue) and marks is left outside direct quotations.
    The speaker is that of the quotation which covers most of the sentence.
    """
    ordered = sorted(quotations, key=lambda q: q.start)
    result = []
    first = 0
    for start, end in sentences:
        while first < len(ordered) and ordered[first].end <= start and ordered[first].start < start:
            first += 1
        here = []
        for quotation in ordered[first:]:
            if quotation.start >= end:
                break
            if quotation.end > start:
                here.append(quotation)
        result.append(_voice(here, start, end))
    return result


def _voice(quotations: Sequence[Quotation], start: int, end: int) -> Voice:
    if not quotations:
        return Voice("none", "")
    longest = max(quotations, key=lambda q: min(q.end, end) - max(q.start, start))
    direct = [q for q in quotations if q.kind in ("direct", "floating")]
    if not direct and all(q.kind == "indirect" for q in quotations):
        return Voice("none", longest.speaker)
    outside = end - start
    for q in direct:
        outside -= max(0, min(q.end, end) - max(q.start, start))
    return Voice("fully" if outside <= 2 else "partly", longest.speaker)
