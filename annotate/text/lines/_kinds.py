"""The lines of an article: where its paragraphs are and what each is.

A kind is decided by the line itself, its neighbours and, where the article came from a page, the page's structure.
What remains is body: the text a reader would call the article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from annotate.text.languages import DEFAULT, Language
from annotate.text.lines._paragraphs import LINE_END, paragraph_spans, spans_between

OPENING = 6
"""Lines at the beginning, among which a place in capitals before a dash is a dateline with no more to show it."""

LONGEST_CAPTION = 60
"""Words."""
LONGEST_DECK = 25
"""Words, in a line between title and dateline."""
SHORTEST_IN_TABLE = 6
"""Words, in a cell of a table that is a sentence rather than data."""

_SENTENCE_ENDS = ".!?…\"”’'"
_BROKEN_OFF = re.compile(r"\s*\[\+\d+ chars\]$")
_LONGEST_COUNT = 30
_SIGNED = re.compile(r"[.!?][\"”’')]*\s+[—–]\s*[^.!?]{1,40}$")
"""A sentence and who sends it, as an agency's brief ends."""
_ONLY_MARKUP = re.compile(r"(?:\s*+<[^<>]*+>[.\s]*+)++$")
_ASIDE = re.compile(r"\W*+(?<=[(\[])[A-Z][A-Z\s.,-]++[)\]]\W*+$")
"""What a transcript notes in brackets, as ``(APPLAUSE)``."""


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


def lines_of(text: str, structure: Sequence[str] = (), title: str = "", language: Language = DEFAULT) -> list[Line]:
    """The lines of an article in order, each with its kind, datelines cut off.

    Parameters
    ----------
    text
        The article. A line is a paragraph; hard-wrapped text is put together at blank lines.
    structure
        What the page tells of each line (``heading``, ``item``, ``caption``, ``paragraph``), in order; empty where
        nothing is known.
    title
        The article's title, which makes a line that repeats it a heading.
    language
        Whose bylines, captions and site texts are known.
    """
    spans = spans_between(text, LINE_END) if structure else paragraph_spans(text)
    spans = [(s, e) if text[e - 1] != "]" else (s, _end_before_count(text, s, e)) for s, e in spans]
    pieces = [text[s:e] for s, e in spans]
    hints = list(structure) if len(structure) == len(pieces) else [""] * len(pieces)
    article = _Article(pieces, hints, _bare(title), language)
    kinds = article.kinds()
    lines = []
    first = kinds.index("body") if "body" in kinds[:OPENING] else -1
    for number, ((start, end), kind) in enumerate(zip(spans, kinds, strict=True)):
        match = article.dateline(number, number == first) if kind == "body" else None
        if match:
            dateline = match.groupdict().get("agency") or match["place"]
            lines.append(Line(start + match.end(), end, kind, " ".join(dateline.split())))
        else:
            lines.append(Line(start, end, kind))
    return lines


def _end_before_count(text: str, start: int, end: int) -> int:
    """Where a line ends before the `[+2143 chars]` with which a service of news breaks off articles."""
    count = _BROKEN_OFF.search(text, max(start, end - _LONGEST_COUNT), end)
    return count.start() if count and count.start() > start else end


class _Article:
    """The lines of one article, each looked at among the others."""

    def __init__(self, pieces: Sequence[str], hints: Sequence[str], title: str, language: Language) -> None:
        self.pieces = pieces
        self.hints = hints
        self.title = title
        self.patterns = language.lines
        self.quotation_openers = language.quotation_marks.double_openers
        self.no_caption = tuple(language.quotation_marks.openers + language.quotation_marks.closers)
        self.prepositions = language.grammar.prepositions
        self.titles = language.names.titles
        self.starters = language.sentences.starters

    def kinds(self) -> list[str]:
        """The kind of each line."""
        pieces = self.pieces
        pairs = list(zip(pieces, self.hints, strict=True))
        alone = {pair: self._alone(*pair) for pair in dict.fromkeys(pairs)}
        kinds = [alone[pair] for pair in pairs]
        for i, piece in enumerate(pieces):
            if kinds[i] == "" and self._stands_over_credit(kinds, i):
                kinds[i] = "caption"
            elif kinds[i] == "" and i and piece[0].islower() and kinds[i - 1] not in ("", "body", "heading"):
                kinds[i] = kinds[i - 1] if pieces[i - 1][-1] not in ".!?" else ""
            if kinds[i] == "":
                kinds[i] = "heading" if self._is_heading(i) else "body"
        for i in range(self._first_dateline()):
            if (
                kinds[i] == "body"
                and len(pieces[i].split()) <= LONGEST_DECK
                and not pieces[i].startswith(self.quotation_openers)
            ):
                kinds[i] = "heading"
        for i in range(len(kinds) - 1, max(1, len(kinds) - 3), -1):
            if kinds[i] == "body" and self._is_author_note(i):
                kinds[i] = "byline"
        return kinds

    def dateline(self, number: int, first: bool = False) -> re.Match[str] | None:
        """The dateline a line begins with; a bare one is believed near the beginning, or as `first` of the body."""
        piece, patterns = self.pieces[number], self.patterns
        match = patterns.dateline.match(piece)
        if match and number >= OPENING and "," not in match.group() and "(" not in match.group():
            match = None
        if first and not match:
            match = patterns.plain_dateline.match(piece) or self._colon_dateline(number)
        if not match or match.end() >= len(piece) or patterns.not_a_place.match(match["place"] or ""):
            return None
        return match

    def _colon_dateline(self, number: int) -> re.Match[str] | None:
        """`PORT VELDA: ...`, where no other line has such a label and no person of the name is written of."""
        match = self.patterns.colon_dateline.match(self.pieces[number])
        if not match or not _is_free_of_titles(match["place"], self.titles):
            return None
        for i, piece in enumerate(self.pieces):
            label = self.patterns.colon_dateline.match(piece) if i != number else None
            if label and not self.patterns.not_a_place.match(label["place"]):
                return None
        named = re.compile(rf"(?:(\w+)\s)?\b{re.escape(match['place'].title())}\b")
        before = [mention[1] for piece in self.pieces for mention in named.finditer(piece)]
        return match if not before or not self.prepositions.isdisjoint(before) else None

    def _first_dateline(self) -> int:
        """The number of the line with a dateline, above which stand titles and decks; 0 where there is none."""
        return next((i for i in range(min(OPENING, len(self.pieces))) if self.dateline(i)), 0)

    def _alone(self, piece: str, hint: str) -> str:
        """The kind of a line that shows by itself, or nothing."""
        head, size, patterns = piece[:400], len(piece), self.patterns
        if hint in ("heading", "caption"):
            return hint
        if self.title and len(self.title) <= size < min(400, 3 * len(self.title)) and _bare(piece) == self.title:
            return "heading"
        if _BROKEN_OFF.match(piece):
            return "boilerplate"
        if size <= 600 and (patterns.boilerplate.match(head) or _ONLY_MARKUP.match(head) or _ASIDE.match(head)):
            return "boilerplate"
        if size <= 160 and patterns.section.match(piece):
            return "heading"
        if size <= 300 and patterns.byline.match(head):
            return "byline"
        if size <= 160 and patterns.credit.match(head):
            return "credit"
        if size <= 600 and (patterns.caption.match(head) or patterns.caption_end.search(piece[-120:])):
            return "caption"
        if patterns.time_of_day.match(head):
            return "heading"
        if hint == "cell" and (piece[-1] not in _SENTENCE_ENDS or len(piece.split()) < SHORTEST_IN_TABLE):
            return "boilerplate"
        if not any(c.isalnum() for c in piece):
            return "boilerplate"
        return ""

    def _stands_over_credit(self, kinds: Sequence[str], i: int) -> bool:
        """Whether the line under this one credits a picture, of which this one is then the caption."""
        pieces = self.pieces
        if i + 1 >= len(kinds) or kinds[i + 1] != "credit" or not self.patterns.picture_credit.search(pieces[i + 1]):
            return False
        return not pieces[i].startswith(self.no_caption) and len(pieces[i].split()) <= LONGEST_CAPTION

    def _is_heading(self, i: int) -> bool:
        """Short, without a sentence's end (or all in capitals like a title), and something follows."""
        pieces = self.pieces
        piece = pieces[i]
        words = piece.split()
        if self.hints[i] == "item" or i + 1 >= len(pieces) or len(piece) > 160 or len(words) > 18 or piece[0].islower():
            return False
        if _SIGNED.search(piece):
            return False
        quoted = piece.startswith(self.quotation_openers)
        last = piece.rstrip("\"”’')]")[-1:]
        if i == 0 and last in ".?!" and self.patterns.dateline.match(pieces[1]):
            return True
        if last in ".?!;":
            return self._is_title_case(words) and (last != "." or i == 0 or len(words) <= 5) and not quoted
        if piece[0] in "•*-–—" or (quoted and not self._is_title_case(words)):
            return False
        return piece[-1] not in ",:…\"”)’'" or (last not in ",:…" and self._is_title_case(words))

    def _is_title_case(self, words: Sequence[str]) -> bool:
        """Whether all words are written like names, but for small ones and numbers."""
        bare = [word.strip("\"“”‘’'([.,:;?!)]") for word in words]
        counted = [word for word in bare if word[:1].isalpha() and word.lower() not in self.patterns.small_words]
        capital = sum(word[0].isupper() for word in counted)
        if len(words) == 1:
            return capital == 1 and bare[0] not in self.starters
        return capital >= 2 and capital >= 0.9 * len(counted)

    def _is_author_note(self, i: int) -> bool:
        """Whether a line at the end tells who somebody is that the article has not named: its author."""
        match = self.patterns.author_note.match(self.pieces[i])
        if not match or len(match["name"].split()) < 2 or len(self.pieces[i]) > 400:
            return False
        family = match["name"].split()[-1]
        return not any(family in piece for piece in self.pieces[1:i])


def _is_free_of_titles(label: str, titles: frozenset[str]) -> bool:
    return titles.isdisjoint(label.lower().split())


def _bare(text: str) -> str:
    """Letters and digits alone, to compare a line with a title."""
    return "".join(c for c in text.casefold() if c.isalnum())
