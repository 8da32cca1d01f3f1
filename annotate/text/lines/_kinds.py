"""The lines of an article: where its paragraphs are and what each is.

A kind is decided by the line itself, its neighbours and, where the article came from a page, the page's structure.
What remains is body: the text a reader would call the article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotate.text.languages.english import _line_patterns as p
from annotate.text.languages.english._abbreviations import STARTERS
from annotate.text.languages.english._boilerplate import BOILERPLATE

WRAPPED_WIDTH = 90
"""Lines no longer than this, most of them without a sentence's end, are taken for hard-wrapped text."""

OPENING = 6
"""Lines at the beginning, among which a place in capitals before a dash is a dateline with no more to show it."""
LONGEST_CAPTION = 60
LONGEST_DECK = 25
SHORTEST_IN_TABLE = 6
"""Words, in a cell of a table that is a sentence rather than data."""

_SMALL = frozenset(
    {"a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "is", "of", "off", "on", "or", "over"}
    | {"the", "to", "up", "via", "vs", "with"}
)


@dataclass(frozen=True)
class Line:
    """A paragraph of an article, without the space around it.

    Attributes
    ----------
    start, end
        Offsets into the article's text; the dateline, if any, lies before `start`.
    kind
        One of `annotate.tables.KINDS`.
    dateline
        The place a report was filed from, as in ``PORT VELDA``; empty where there is none.
    """

    start: int
    end: int
    kind: str
    dateline: str = ""


def lines_of(text: str, structure: Sequence[str] = (), title: str = "") -> list[Line]:
    """The lines of an article in order, each with its kind, datelines cut off.

    Parameters
    ----------
    text
        The article. A line is a paragraph; hard-wrapped text is put together at blank lines.
    structure
        What the page said about each line (``heading``, ``item``, ``caption``, ``paragraph``), in order; empty where
        nothing is known.
    title
        The article's title, which makes a line that repeats it a heading.
    """
    spans = _spans(text, p.LINE_END) if structure else paragraph_spans(text)
    pieces = [text[s:e] for s, e in spans]
    hints = list(structure) if len(structure) == len(pieces) else [""] * len(pieces)
    kinds = _kinds(pieces, hints, _bare(title))
    lines = []
    first = kinds.index("body") if "body" in kinds[:OPENING] else -1
    for number, ((start, end), piece, kind) in enumerate(zip(spans, pieces, kinds, strict=True)):
        found = _dateline(piece, number, number == first) if kind == "body" else None
        if found:
            place = found.groupdict().get("agency") or found["place"]
            lines.append(Line(start + found.end(), end, kind, " ".join(place.split())))
        else:
            lines.append(Line(start, end, kind))
    return lines


def _dateline(piece: str, number: int, first: bool = False) -> re.Match[str] | None:
    """The dateline `piece` begins with; a bare one is believed near the beginning, or in the first line of the body."""
    found = p.DATELINE.match(piece)
    if found and number >= OPENING and "," not in found.group() and "(" not in found.group():
        found = None
    found = found or (p.PLAIN_DATELINE.match(piece) if first else None)
    if not found or found.end() >= len(piece) or p.NOT_A_PLACE.match(found["place"] or ""):
        return None
    return found


def paragraph_spans(text: str) -> list[tuple[int, int]]:
    """Offsets of the paragraphs of `text`, without the space around them; blank ones are left out."""
    return _spans(text, p.BLANK_LINE if _is_wrapped(text) else p.LINE_END)


def _spans(text: str, breaks: re.Pattern[str]) -> list[tuple[int, int]]:
    spans, start = [], 0
    for found in breaks.finditer(text):
        spans.append(_trimmed(text, start, found.start()))
        start = found.end()
    spans.append(_trimmed(text, start, len(text)))
    return [(s, e) for s, e in spans if s < e]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    inner = piece.strip()
    lead = len(piece) - len(piece.lstrip())
    return start + lead, start + lead + len(inner)


def _is_wrapped(text: str) -> bool:
    """Whether lines were broken to fit a width: several in a row, none long, most cut in mid-sentence."""
    lines = [x.strip() for x in text[:20_000].splitlines()]
    if len(text) > 20_000:
        lines.pop()
    inner = [(a, b) for a, b in pairwise(lines) if a and b]
    if len(inner) < 3 or any(len(x) > WRAPPED_WIDTH for x in lines):
        return False
    cut = sum(1 for a, b in inner if a[-1] not in '.!?…:”"' and (b[0].islower() or len(a) > 50))
    return cut >= 0.6 * len(inner)


def _kinds(pieces: Sequence[str], hints: Sequence[str], title: str) -> list[str]:
    kinds = [_alone(piece, hint, title) for piece, hint in zip(pieces, hints, strict=True)]
    for i, piece in enumerate(pieces):
        if kinds[i] == "" and _stands_over_credit(pieces, kinds, i):
            kinds[i] = "caption"
        elif kinds[i] == "" and i and piece[0].islower() and kinds[i - 1] not in ("", "body", "heading"):
            kinds[i] = kinds[i - 1] if pieces[i - 1][-1] not in ".!?" else ""
        if kinds[i] == "":
            kinds[i] = "heading" if _is_heading(pieces, i, hints[i]) else "body"
    for i in range(_first_dateline(pieces)):
        if kinds[i] == "body" and len(pieces[i].split()) <= LONGEST_DECK and pieces[i][0] not in '"“':
            kinds[i] = "heading"
    for i in range(len(kinds) - 1, max(1, len(kinds) - 3), -1):
        if kinds[i] == "body" and _is_author_note(pieces, i):
            kinds[i] = "byline"
    return kinds


def _first_dateline(pieces: Sequence[str]) -> int:
    """The number of the line with a dateline, above which stand titles and decks; 0 where there is none."""
    return next((i for i, piece in enumerate(pieces[:OPENING]) if _dateline(piece, i)), 0)


def _alone(piece: str, hint: str, title: str) -> str:
    """The kind of a line that shows by itself, or nothing."""
    head, size = piece[:400], len(piece)
    if hint in ("heading", "caption"):
        return hint
    if title and size < 400 and _bare(piece) == title:
        return "heading"
    if size <= 600 and (BOILERPLATE.match(head) or p.ONLY_MARKUP.match(head) or p.ASIDE.match(head)):
        return "boilerplate"
    if size <= 300 and p.BYLINE.match(head):
        return "byline"
    if size <= 160 and p.CREDIT.match(head):
        return "credit"
    if size <= 600 and (p.CAPTION.match(head) or p.CAPTION_END.search(piece[-120:])):
        return "caption"
    if p.TIME_OF_DAY.match(head):
        return "heading"
    if hint == "cell" and (piece[-1] not in p.SENTENCE_ENDS or len(piece.split()) < SHORTEST_IN_TABLE):
        return "boilerplate"
    if not any(c.isalnum() for c in piece):
        return "boilerplate"
    return ""


def _stands_over_credit(pieces: Sequence[str], kinds: Sequence[str], i: int) -> bool:
    """Whether the line under this one credits a picture, of which this one is then the caption."""
    if i + 1 >= len(kinds) or kinds[i + 1] != "credit" or not p.CREDIT_LINE.search(pieces[i + 1]):
        return False
    return pieces[i][0] not in "\"“”‘'" and len(pieces[i].split()) <= LONGEST_CAPTION


def _is_heading(pieces: Sequence[str], i: int, hint: str) -> bool:
    """Short, without a sentence's end (or all in capitals like a title), and something follows."""
    piece = pieces[i]
    words = piece.split()
    if hint == "item" or i + 1 >= len(pieces) or len(piece) > 160 or len(words) > 18 or piece[0].islower():
        return False
    last = piece.rstrip("\"”’')]")[-1:]
    if i == 0 and last in ".?!" and p.DATELINE.match(pieces[1]):
        return True
    if last in ".?!;":
        return _is_title_case(words) and (last != "." or i == 0 or len(words) <= 5) and piece[0] not in '"“'
    if piece[0] in "•*-–—" or (piece[0] in '"“' and not _is_title_case(words)):
        return False
    return piece[-1] not in ",:…\"”)’'" or (last not in ",:…" and _is_title_case(words))


def _is_title_case(words: Sequence[str]) -> bool:
    """Whether all words are written like names, but for small ones (of, the, to) and numbers."""
    bare = [word.strip("\"“”‘’'([.,:;?!)]") for word in words]
    counted = [word for word in bare if word[:1].isalpha() and word.lower() not in _SMALL]
    capital = sum(word[0].isupper() for word in counted)
    if len(words) == 1:
        return capital == 1 and bare[0] not in STARTERS
    return capital >= 2 and capital >= 0.9 * len(counted)


def _is_author_note(pieces: Sequence[str], i: int) -> bool:
    """Whether a line at the end tells who somebody is that the article has not named: its author."""
    found = p.AUTHOR_NOTE.match(pieces[i])
    if not found or len(found["name"].split()) < 2 or len(pieces[i]) > 400:
        return False
    family = found["name"].split()[-1]
    return not any(family in piece for piece in pieces[1:i])


def _bare(text: str) -> str:
    """Letters and digits alone, to compare a line with a title."""
    return "".join(c for c in text.casefold() if c.isalnum())
