"""PDF files with a text layer: columns in reading order, running heads removed, hyphenated words joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotate.errors import InputError
from annotate.io.downloads import documents_of
from annotate.io.rejects import Reject
from annotate.io.values._text_marks import joined_word

_INSTALL = "install it with pip install 'stance-annotate[documents]'"
_MOST_PAGES = 5000
_EDGE = 0.12
"""Share of a page's height, at its top and at its bottom, in which running heads are looked for."""
_WRAP = "\v"
"""Marks a line break inside a paragraph until words hyphenated there are joined."""
_RAGGED = 0.15
"""Share of a box's width by which a line may be shorter than the box before it counts as the end of a paragraph."""
_HYPHEN = re.compile(rf"([^\W\d_]+)-{_WRAP}([^\W\d_]+)")


@dataclass(frozen=True)
class _Block:
    """A block of text on a page, and its vertical position, from 0 (bottom) to 1 (top)."""

    text: str
    height: float


def articles(path: Path) -> Iterator[dict[str, Any] | Reject]:
    """The article in a PDF file, or each document of a news database's download; a reject for pages without text.

    Raises
    ------
    InputError
        If the file is not a PDF or is encrypted, or no page has text.
    """
    text, scanned = text_of_pdf(path)
    if scanned:
        pages = ", ".join(map(str, scanned[:10])) + (", ..." if len(scanned) > 10 else "")
        yield Reject(
            f"{path}: page {pages}", "has no text layer (scanned?); run text recognition first, as ocrmypdf does"
        )
    documents = documents_of(text, str(path))
    if documents is None:
        yield {"text": text}
    else:
        yield from documents


def text_of_pdf(path: Path) -> tuple[str, list[int]]:
    """The text of a PDF file, a line for each paragraph, and the numbers of the pages without a text layer, from 1.

    Raises
    ------
    InputError
        If the file is not a PDF or is encrypted, or no page has text.
    """
    pages = list(_pages(path))
    scanned = [number for number, blocks in enumerate(pages, start=1) if not blocks]
    if len(scanned) == len(pages):
        raise InputError(
            f"{path}: no page has a text layer (scanned pages?); run text recognition first, as ocrmypdf does"
        )
    repeated = _repeated(pages)
    blocks = [
        block.text
        for page in pages
        for block in page
        if not (_at_edge(block) and (_shape(block.text) in repeated or _is_page_number(block.text)))
    ]
    return _joined("\n\n".join(_across_pages(blocks))), scanned


def _pages(path: Path) -> Iterator[list[_Block]]:
    try:
        from pdfminer.high_level import extract_pages
        from pdfminer.layout import LAParams, LTTextBox
        from pdfminer.pdfdocument import PDFPasswordIncorrect
        from pdfminer.pdfexceptions import PDFException
    except ImportError as error:
        raise InputError(f"{path}: reading PDF files needs pdfminer.six; {_INSTALL}") from error
    try:
        for page in extract_pages(path, maxpages=_MOST_PAGES, laparams=LAParams()):
            boxes = [box for box in page if isinstance(box, LTTextBox)]
            yield [
                _Block(text, (box.y0 + box.y1) / 2 / (page.height or 1.0)) for box in boxes if (text := _text_of(box))
            ]
    except PDFPasswordIncorrect as error:
        raise InputError(f"{path}: is protected by a password; save it without one") from error
    except (PDFException, OSError, ValueError, TypeError, KeyError, AssertionError, RecursionError) as error:
        raise InputError(f"{path}: not a readable PDF file ({_reason(error)}); print it to PDF again") from error


def _text_of(box: Any) -> str:
    """The text of a box: a line for each paragraph, with `_WRAP` at line breaks inside a paragraph."""
    lines = [line for line in box if line.get_text().strip()]
    pieces = []
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        pieces.append(" ".join(line.get_text().replace("\u00ad", "").split()))
        if following is not None:
            pieces.append(_WRAP if line.x1 >= box.x1 - _RAGGED * box.width else "\n")
    return "".join(pieces)


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".rstrip(": ")[:120]


def _repeated(pages: list[list[_Block]]) -> frozenset[str]:
    """The shapes of blocks at the top or bottom of at least half of the pages, and of two or more."""
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_shape(block.text) for block in page if _at_edge(block)})
    least = max(2, len(pages) / 2)
    return frozenset(shape for shape, count in counts.items() if count >= least)


def _at_edge(block: _Block) -> bool:
    return not _EDGE < block.height < 1 - _EDGE


def _shape(text: str) -> str:
    """A block's text with its numbers masked, so that running heads with page numbers or dates compare equal."""
    return re.sub(r"\d+", "#", text).casefold()


def _is_page_number(text: str) -> bool:
    return bool(re.fullmatch(r"(?:page\s*)?[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:/|of)\s*\d{1,4})?", text, re.IGNORECASE))


def _across_pages(blocks: list[str]) -> list[str]:
    """Blocks with paragraphs that continue across a column or page break joined."""
    joined: list[str] = []
    for block in blocks:
        before = joined[-1] if joined else ""
        if before and block[:1].islower() and before[-1:] not in ".?!:”\"'’)":
            joined[-1] = f"{before}{_WRAP}{block}"
        else:
            joined.append(block)
    return joined


def _joined(text: str) -> str:
    """`text` with words hyphenated at the end of a line joined; the hyphen is kept if the word has one elsewhere."""
    words = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.casefold()))
    return _HYPHEN.sub(lambda word: joined_word(word[1], word[2], words), text).replace(_WRAP, " ")
