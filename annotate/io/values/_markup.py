"""Pieces of HTML, such as a cell of a table or the body of a message, as plain text."""

from __future__ import annotations

import html
import re

_TAG = re.compile(
    r"</?(?:p|div|br|a|b|i|em|strong|span|h[1-6]|ul|ol|li|blockquote|figure|img|table|t[dr]|section|article|script|style|font|center|pre|su[bp]|u|hr|iframe|figcaption)(?=[\s/>])[^<>]{0,2000}>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,6});")
_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt",
        "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
        "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
        "table", "td", "th", "tr", "ul",
    )
)  # fmt: skip
_BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(_BLOCKS)})\b", re.IGNORECASE)
_HINTS = {f"h{level}": "heading" for level in range(1, 7)} | {
    "li": "item",
    "blockquote": "quote",
    "td": "cell",
    "figcaption": "caption",
}
_NO_TAG = re.compile(r"<(?!/?[a-zA-Z][\w:-]*(?=[\s/>])[^<>]*>|[!?])")
"""A sign "less than" that begins no tag, which the parser would take for the beginning of one."""
_ANY_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
_DEEPEST = 1000
"""Depth of nesting up to which the parser keeps all text."""
_DROPPED = ("script", "style", "noscript", "template", "iframe", "svg")


def is_markup(text: str) -> bool:
    """Whether `text` has HTML tags; a single ``<`` or an address in angle brackets does not count."""
    return "<" in text and _TAG.search(text) is not None


def has_entities(text: str) -> bool:
    """Whether `text` has character references such as ``&amp;``."""
    return "&" in text and _ENTITY.search(text) is not None


def text_of_markup(markup: str) -> str:
    """The text of an HTML fragment, one line for each block element, without scripts and styles."""
    return "\n".join(line for line, _ in lines_of_markup(markup))


def lines_of_markup(markup: str) -> list[tuple[str, str]]:
    """The lines of an HTML fragment, each with ``paragraph``, ``heading``, ``item``, ``quote`` or ``cell``.

    Each block element is a line; without block elements, the lines are those of the text. Scripts and styles are left
    out.
    """
    if not _BLOCK_TAG.search(markup):
        return [line for part in markup.split("\n") for line in _lines_of_blocks(part)]
    return _lines_of_blocks(markup)


def _lines_of_blocks(markup: str) -> list[tuple[str, str]]:
    import lxml.etree
    import lxml.html

    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = lxml.html.document_fromstring(_NO_TAG.sub("&lt;", markup).encode("utf-8", "replace"), parser=parser)
    except lxml.etree.ParserError:  # there is nothing but space or comments
        return []
    for element in list(root.iter(*_DROPPED)):
        element.drop_tree()
    lines: list[tuple[str, str]] = []
    pieces, hints = list[str](), ["paragraph"]

    def end_line() -> None:
        line = " ".join("".join(pieces).split())
        pieces.clear()
        if line:
            lines.append((line, hints[-1]))

    depth = 0
    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            return _without_tags(markup)
        if not isinstance(element.tag, str):
            pieces.append(element.tail or "" if event == "end" else "")
            continue
        if element.tag in _BLOCKS:
            end_line()
            if event == "end":
                hints.pop()
            else:
                hints.append(_HINTS.get(element.tag, hints[-1]))
        pieces.append((element.text if event == "start" else element.tail) or "")
    end_line()
    return lines


def _without_tags(markup: str) -> list[tuple[str, str]]:
    """The lines of markup that is nested too deeply for the parser, with its tags removed by patterns."""
    text = html.unescape(_ANY_TAG.sub("", _BLOCK_TAG.sub("\n<x", markup)))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return [(line, "paragraph") for line in lines if line]
