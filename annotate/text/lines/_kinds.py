"""The lines of an article and their kinds.

A line's kind is decided by the line itself, its neighbours and, for web pages, the page's structure. Lines of no other
kind are body, the article's running text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from annotate.text.languages import DEFAULT, Language
from annotate.text.lines._paragraphs import line_spans, paragraph_spans

OPENING = 6
"""Number of lines at the beginning in which a place in capitals before a dash is always taken to be a dateline."""

LONGEST_CAPTION = 60
"""Most words in a caption that is recognized by the credit below it."""
LONGEST_PLACE = 7
"""Most words in a line of place and date under a letter."""
MOST_ABOUT = 3
"""Most paragraphs at the end of a press release about the organisation that sent it."""
LONGEST_OPENING = 100
"""Characters of such a paragraph in which the organisation is named."""
LONGEST_DECK = 25
"""Most words in a line between title and dateline that is taken to be a heading."""
_BEGINNING = 20
"""Characters of a line by which most lines that do not repeat the title are told."""
SHORTEST_IN_TABLE = 6
"""Fewest words in a table cell that is taken to be a sentence rather than data."""

_OTHER_STOPS = "。！？｡؟۔।॥።։"
"""Ends of sentences in other scripts."""
_CLOSERS = "\"”“’')]»«」』 \u00a0\u202f"
_SENTENCE_ENDS = ".!?…\"”’'" + _OTHER_STOPS
_BROKEN_OFF = re.compile(r"\s*\[\+\s?\d[\d.,]* (?:char|character)s?\]$")
_NAMES_SOMEBODY = re.compile(r"[A-ZÀ-Þ]\w+[ /][A-ZÀ-Þ]\w+|[PpFf]h?oto|[Ii]mag|Bild|©|\|")
_LONGEST_COUNT = 30
_SIGNED = re.compile(r"[.!?][\"”’')]*\s+[—–]\s*[^.!?]{1,40}$")
"""A sentence and its sender, as at the end of an agency's brief."""
_ONLY_MARKUP = re.compile(r"(?:\s*+<[^<>]*+>[.\s]*+)++$")
_LABEL = re.compile(r"([A-ZÀ-Þ][^\s:]*(?:\s[^\s:]+){0,3})\s?:\s")
"""Who says or asks what follows in an interview, as `Talvik: No.`"""
_HEARD = (
    "laughter|laughs|applause|cheers|cheering|crosstalk|inaudible|unintelligible|music|recess|beifall|heiterkeit|zurufe?|"
    "zwischenrufe?|applaudissements|rires|aplausos|risas|risos|applausi|risate"
)
_ASIDE = re.compile(
    r"\W*+(?<=[(\[])(?:[A-Z][A-Z\s.,-]++|"
    rf"(?i:(?:\w++ )?(?:{_HEARD})(?: (?:and|und|et|y|e|playing) ?\w*+)?)\.?)[)\]]\W*+$"
)
"""A note in brackets in a transcript, as ``(APPLAUSE)`` or ``(Laughter.)``."""


class Line(NamedTuple):
    """A paragraph of an article, without the space around it.

    Attributes
    ----------
    start, end
        Offsets in the article's text; a dateline is before `start`.
    kind
        One of `annotate.tables.KINDS`.
    dateline
        The place a report was filed from, as ``PORT VELDA``; empty if there is none.
    """

    start: int
    end: int
    kind: str
    dateline: str = ""


def lines_of(text: str, structure: Sequence[str] = (), title: str = "", language: Language = DEFAULT) -> list[Line]:
    """The lines of an article in order, each with its kind, without datelines.

    Parameters
    ----------
    text
        The article. A line is a paragraph; the lines of a hard-wrapped paragraph are joined.
    structure
        The kind of each line in the page (``heading``, ``item``, ``caption``, ``paragraph`` ...), in order; empty if
        unknown.
    title
        The article's title; a line that repeats it is a heading.
    language
        The language whose bylines, captions and boilerplate are recognized.
    """
    spans = line_spans(text) if structure else paragraph_spans(text)
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
    """The end of a line without the `[+2143 chars]` with which NewsAPI truncates articles."""
    count = _BROKEN_OFF.search(text, max(start, end - _LONGEST_COUNT), end)
    return count.start() if count and count.start() > start else end


class _Article:
    """The lines of one article, whose kinds depend on each other."""

    def __init__(self, pieces: Sequence[str], hints: Sequence[str], title: str, language: Language) -> None:
        self.pieces = pieces
        self.hints = hints
        self.title = title
        self.patterns = language.lines
        self.quotation_openers = language.quotation_marks.double_openers
        self.no_caption = tuple(language.quotation_marks.openers + language.quotation_marks.closers)
        self.prepositions = language.grammar.prepositions
        self.titles = language.names.titles
        self.given_names = language.names.given_names
        self.starters = language.sentences.starters
        self.calendar = language.dates.calendar
        roles = language.cues.roles | language.cues.turns.keys()
        self.stopped_labels = language.sentences.labels
        self.labels = Counter(filter(None, map(self._label, pieces)))
        self.is_interview = any(label.lower() in roles for label in self.labels)

    def kinds(self) -> list[str]:
        """The kind of each line."""
        pieces = self.pieces
        pairs = list(zip(pieces, self.hints, strict=True))
        alone = {pair: self._alone(*pair) for pair in dict.fromkeys(pairs)}
        kinds = [alone[pair] for pair in pairs]
        for i, piece in enumerate(pieces):
            if kinds[i]:
                continue
            if self._stands_over_credit(kinds, i):
                kinds[i] = "caption"
            elif i and piece[0].islower() and kinds[i - 1] not in ("", "body", "heading"):
                kinds[i] = kinds[i - 1] if pieces[i - 1][-1] not in ".!?" else ""
            if kinds[i] == "" and 0 < i < OPENING and self._is_author_and_place(piece):
                kinds[i] = "byline"
            if kinds[i] == "":
                kinds[i] = "heading" if self._is_heading(i) else "body"
        for i in range(self._first_dateline()):
            if (
                kinds[i] == "body"
                and len(pieces[i].split()) <= LONGEST_DECK
                and not pieces[i].startswith(self.quotation_openers)
            ):
                kinds[i] = "heading"
        if any(map(self.patterns.letter.match, pieces)):
            self._sign_letters(kinds)
        self._mark_notes(kinds)
        for i in range(len(kinds) - 1, max(1, len(kinds) - 3), -1):
            if kinds[i] == "body" and self._is_author_note(i, kinds):
                kinds[i] = "byline"
        return kinds

    def _mark_notes(self, kinds: list[str]) -> None:
        """Mark what is under `About NAME` and `Notes to editors` after the first third of an article as boilerplate."""
        size = len(kinds)
        for i in range(max(2, size // 3), size):
            if self.patterns.notes.match(self.pieces[i]):
                kinds[i:] = ["boilerplate" if kind in ("body", "heading") else kind for kind in kinds[i:]]
                return
            about = self.patterns.about.match(self.pieces[i]) if i + 1 < size else None
            if not about or about["name"].lower() not in self.pieces[i + 1][:LONGEST_OPENING].lower():
                continue
            end = next((n for n in range(i + 1, size) if kinds[n] != "body"), size)
            is_last = "body" not in kinds[end:] or self._heads_notes(self.pieces[end])
            if is_last and end - i - 1 <= MOST_ABOUT:
                kinds[i:end] = ["boilerplate"] * (end - i)

    def _heads_notes(self, piece: str) -> bool:
        return bool(self.patterns.notes.match(piece) or self.patterns.about.match(piece))

    def _sign_letters(self, kinds: list[str]) -> None:
        """Mark the names, places and dates under letters to the editor, which follow body text, as bylines."""
        for i in range(1, len(kinds)):
            piece = self.pieces[i]
            if kinds[i] in ("body", "heading") and kinds[i - 1] == "body" and self.patterns.signature.match(piece):
                kinds[i] = "byline"
            elif kinds[i] in ("body", "heading") and kinds[i - 1] == "byline" and len(piece.split()) <= LONGEST_PLACE:
                signs = self.patterns.signature.match(piece) or self.patterns.place_and_date.match(piece)
                kinds[i] = "byline" if signs else kinds[i]

    def dateline(self, number: int, first: bool = False) -> re.Match[str] | None:
        """The dateline at the beginning of a line; less certain ones only near the start or as `first` of the body."""
        piece, patterns = self.pieces[number], self.patterns
        match = patterns.dateline.match(piece)
        if match and number >= OPENING and "," not in match.group() and "(" not in match.group():
            match = None
        if first and not match:
            match = patterns.plain_dateline.match(piece) or self._colon_dateline(number)
        if not match or match.end() >= len(piece) or patterns.not_a_place.match(match["place"] or ""):
            return None
        place = (match["place"] or "").partition(",")[0]
        if place.lower() in self.calendar or place.rstrip(".") in self.stopped_labels:
            return None  # `Monday, May 4 – The council meets`, `R. – Non.`
        return match

    def _colon_dateline(self, number: int) -> re.Match[str] | None:
        """`PORT VELDA: ...`, if no other line has such a label and the article mentions no person of that name."""
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
        """The number of the line with a dateline, before which there are titles and decks; 0 if there is none."""
        return next((i for i in range(min(OPENING, len(self.pieces))) if self.dateline(i)), 0)

    def _alone(self, piece: str, hint: str) -> str:
        """The kind of a line that can be decided from the line alone, or an empty string."""
        head, size, patterns = piece[:400], len(piece), self.patterns
        if hint in ("heading", "caption"):
            return hint
        if len(self.title) <= size < min(400, 3 * len(self.title)) and self._is_title(piece):
            return "heading"
        if _BROKEN_OFF.match(piece):
            return "boilerplate"
        marked = not head[0].isalnum()
        if size <= 600 and (self._is_of_site(head) or (marked and (_ONLY_MARKUP.match(head) or _ASIDE.match(head)))):
            return "boilerplate"
        if size <= 300 and patterns.byline.match(head):
            return "byline"
        if size <= 160 and patterns.section.match(piece):
            return "heading"
        if size <= 160 and patterns.credit.match(head):
            return "credit"
        if size <= 600 and (patterns.caption.match(head) or patterns.caption_end.search(piece[-120:])):
            return "caption"
        if patterns.time_of_day.match(head):
            return "heading"
        if hint == "cell" and (piece[-1] not in _SENTENCE_ENDS or len(piece.split()) < SHORTEST_IN_TABLE):
            return "boilerplate"
        if not any(map(str.isalnum, piece)):
            return "boilerplate"
        return ""

    def _is_title(self, piece: str) -> bool:
        beginning = _bare(piece[:_BEGINNING])
        return self.title.startswith(beginning) and _bare(piece) == self.title

    def _is_of_site(self, head: str) -> bool:
        patterns = self.patterns
        low = head.lower()
        if patterns.boilerplate.match(low):
            return True
        return any(map(low.__contains__, patterns.boilerplate_signs)) and bool(patterns.boilerplate_inside.match(head))

    def _stands_over_credit(self, kinds: Sequence[str], i: int) -> bool:
        """Whether the next line is a picture's credit, which makes this one its caption."""
        pieces = self.pieces
        if i + 1 >= len(kinds) or kinds[i + 1] != "credit" or not self.patterns.picture_credit.search(pieces[i + 1]):
            return False
        if i + 2 == len(kinds) and not _NAMES_SOMEBODY.search(pieces[i + 1]):
            return False  # an agency alone at the end of an article is the article's source, not a picture's
        if pieces[i].startswith(self.no_caption) or self.patterns.no_caption.search(pieces[i]):
            return False
        return len(pieces[i].split()) <= LONGEST_CAPTION

    def _is_heading(self, i: int) -> bool:
        """Whether a line is a heading: short, without the end of a sentence (or in title case), and not the last."""
        pieces = self.pieces
        piece = pieces[i]
        if self.hints[i] == "item" or i + 1 >= len(pieces) or len(piece) > 160 or piece[0].islower():
            return False
        words = piece.split()
        if len(words) > 18:
            return False
        label = self._label(piece)
        if i == 0 and label and piece[len(label) :].lstrip(" :").startswith(self.quotation_openers):
            return piece[-1] not in ",:….”"
        if _SIGNED.search(piece) or self.labels[label] > 1 or (label and self.is_interview):
            return False
        quoted = piece.startswith(self.quotation_openers)
        last = piece.rstrip(_CLOSERS)[-1:]
        if last in _OTHER_STOPS:
            return False
        if i == 0 and last in ".?!" and self.patterns.dateline.match(pieces[1]) and not self.dateline(0):
            return True
        if last in ".?!;":
            if len(words) == 1 and i:
                return False  # `Really?`
            return self._is_title_case(words) and (last != "." or i == 0 or len(words) <= 5) and not quoted
        if piece[0] in "•*-–—" or (quoted and i and not self._is_title_case(words)):
            return False
        if i == 0 and quoted:
            return last not in ",:…"
        return piece[-1] not in ",:…\"”“)’'" or (last not in ",:…" and self._is_title_case(words))

    def _label(self, piece: str) -> str:
        """What is before a colon, or a label such as `P.`, at the beginning of a line; empty if there is none."""
        match = _LABEL.match(piece)
        if match:
            return match[1]
        word = piece.partition(". ")[0]
        return word if word in self.stopped_labels else ""

    def _is_title_case(self, words: Sequence[str]) -> bool:
        """Whether all words are capitalised, except for small words and numbers."""
        bare = [word.strip("\"“”‘’'([.,:;?!)]") for word in words]
        counted = [word for word in bare if word[:1].isalpha() and word.lower() not in self.patterns.small_words]
        capital = sum(word[0].isupper() for word in counted)
        if len(words) == 1:
            return capital == 1 and bare[0] not in self.starters
        return capital >= 2 and capital >= 0.9 * len(counted)

    def _is_author_and_place(self, piece: str) -> bool:
        """Whether a line names a person and where they are, as `Mira Talvik in Velda`."""
        return piece.split(" ", 1)[0].lower() in self.given_names and bool(self.patterns.author_and_place.match(piece))

    def _is_author_note(self, i: int, kinds: Sequence[str]) -> bool:
        """Whether a line at the end describes a person the article has not mentioned before, its author."""
        match = self.patterns.author_note.match(self.pieces[i].lstrip("*•—– "))
        if match and not match["name"]:
            return len(self.pieces[i]) <= 300
        if not match or len(match["name"].split()) < 2 or len(self.pieces[i]) > 400:
            return False
        family = match["name"].split()[-1]
        others = [piece for piece, kind in zip(self.pieces[1:i], kinds[1:i], strict=True) if kind != "byline"]
        return not any(family in piece and piece != match["name"] for piece in others)


def _is_free_of_titles(label: str, titles: frozenset[str]) -> bool:
    return titles.isdisjoint(label.lower().split())


def _bare(text: str) -> str:
    """The letters and digits of `text`, to compare a line with a title."""
    return "".join(filter(str.isalnum, text.casefold()))
