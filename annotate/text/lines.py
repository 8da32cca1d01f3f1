"""The lines of an article: where its paragraphs are and what each is.

A kind is decided by the line itself, its neighbours and, where the article came from a page, the page's structure.
What remains is body: the text a reader would call the article.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotate.text import patterns as p
from annotate.text.boilerplate import BOILERPLATE

WRAPPED_WIDTH = 90
"""Lines no longer than this, most of them without a sentence's end, are taken for hard-wrapped text."""


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


def lines_of(text: str, structure: Sequence[str] = ()) -> list[Line]:
    """The lines of an article in order, each with its kind, datelines cut off.

    Parameters
    ----------
    text
        The article. A line is a paragraph; hard-wrapped text is put together at blank lines.
    structure
        What the page said about each line (``heading``, ``item``, ``caption``, ``paragraph``), in order; empty where
        nothing is known.
    """
    spans = paragraph_spans(text)
    pieces = [text[s:e] for s, e in spans]
    hints = list(structure) if len(structure) == len(pieces) else [""] * len(pieces)
    kinds = _kinds(pieces, hints)
    lines = []
    for (start, end), piece, kind in zip(spans, pieces, kinds, strict=True):
        found = p.DATELINE.match(piece) if kind == "body" else None
        if found and found.end() < len(piece):
            lines.append(Line(start + found.end(), end, kind, " ".join(found["place"].split())))
        else:
            lines.append(Line(start, end, kind))
    return lines


def paragraph_spans(text: str) -> list[tuple[int, int]]:
    """Offsets of the paragraphs of `text`, without the space around them; blank ones are left out."""
    breaks = p.BLANK_LINE if _is_wrapped(text) else p.LINE_END
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
    lines = [x.strip() for x in text[:20_000].splitlines()[:-1]]
    inner = [(a, b) for a, b in pairwise(lines) if a and b]
    if len(inner) < 3 or any(len(x) > WRAPPED_WIDTH for x in lines):
        return False
    cut = sum(1 for a, b in inner if a[-1] not in '.!?…:”"' and (b[0].islower() or len(a) > 50))
    return cut >= 0.6 * len(inner)


def _kinds(pieces: Sequence[str], hints: Sequence[str]) -> list[str]:
    kinds = [_alone(piece, hint) for piece, hint in zip(pieces, hints, strict=True)]
    for i, kind in enumerate(kinds):
        if kind == "" and i + 1 < len(kinds) and kinds[i + 1] == "credit" and p.CREDIT_LINE.search(pieces[i + 1]):
            kinds[i] = "caption"
    for i, kind in enumerate(kinds):
        if kind == "":
            kinds[i] = "heading" if _is_heading(pieces, i, hints[i]) else "body"
    return kinds


def _alone(piece: str, hint: str) -> str:
    """The kind of a line that shows by itself, or nothing."""
    head = piece[:400]
    if hint in ("heading", "caption"):
        return hint
    if len(piece) <= 600 and BOILERPLATE.match(head):
        return "boilerplate"
    if len(piece) <= 300 and p.BYLINE.match(head):
        return "byline"
    if len(piece) <= 160 and p.CREDIT.match(head):
        return "credit"
    if len(piece) <= 600 and (p.CAPTION.match(head) or p.CAPTION_END.search(piece[-120:])):
        return "caption"
    if not any(c.isalnum() for c in piece):
        return "boilerplate"
    return ""


def _is_heading(pieces: Sequence[str], i: int, hint: str) -> bool:
    """Short, without a sentence's end, and something follows."""
    piece = pieces[i]
    if hint == "item" or len(piece) > 160 or len(piece.split()) > 18:
        return False
    if piece[-1] in '.!,;:…"”)’' or (piece[0] in '"“' and piece[-1] in '"”'):
        return False
    if piece[-1] == "?" and (i > 0 and len(piece.split()) > 10):
        return False
    if piece[0].islower():
        return False
    return i + 1 < len(pieces)
