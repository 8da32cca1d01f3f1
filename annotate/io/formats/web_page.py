"""Web pages: the lines of the article with the element each comes from, its outlet, author and date."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from annotate.errors import InputError
from annotate.io._compression import bytes_of
from annotate.io.articles import Article
from annotate.io.downloads import documents_of
from annotate.io.formats._other_kinds import check_kind, delimiter_of
from annotate.io.formats._page_publisher import publisher_of
from annotate.io.rejects import Reject
from annotate.io.values._markup import is_markup, lines_of_markup, text_of_markup
from annotate.io.values.text_encodings import declared_text, text_of

LARGEST_PAGE = 20_000_000
"""Limit of the size of a page in bytes; extraction needs many times as much memory."""

_MAY_BE_DOWNLOAD = re.compile(
    r"Document\s+[A-Z][A-Z0-9]{2,9}\d{8}|news[·.•]\d{8}|ProQuest document ID|End of Document|\d\s+of\s+\d+\s+DOCUMENTS"
    r"|Dokument\s+[A-Z][A-Z0-9]{2,9}\d{8}|Documento\s+[A-Z][A-Z0-9]{2,9}\d{8}"
    r"|Ende des Dokuments|Fin du document|Fin del doc"
    r"|ProQuest.{0,12}ID|Dokumentnummer|LOAD-DATE|Readability:"
)
"""Words that occur in downloads of news databases; only pages with one of them are tested for being a download."""
_HEAD = 300_000
_MOMENT = re.compile(
    r"""(?:published_time|datePublished|parsely-pub-date|pubdate)["'][^<>{}]{0,100}?["']"""
    r"""(\d{4}-\d\d-\d\d[T ]\d\d:\d\d[\d:.]*\s?(?:Z|[+-]\d\d:?\d\d)?)["']"""
)
_NO_ARTICLE = re.compile(
    r"(?:(?:error )?(?:40[134]|50[0234])\b.{0,40}|(?:page )?not found|access denied|forbidden|just a moment"
    r"|attention required.{0,20}|are you (?:a robot|human)|security check|please (?:log|sign) in|service unavailable"
    r"|seite nicht gefunden|page (?:introuvable|non trouvée)|p[aá]gina no (?:encontrada|existe)|pagina non trovata)"
    r"[.?!… ]*$",
    re.IGNORECASE,
)
"""Titles of pages that servers show in the place of an article."""
_MOST_LINES_OF_A_MESSAGE = 4
_WHOLE_PAGE = re.compile(r"<(?:!doctype|html|head|body|title)\b", re.IGNORECASE)
_HINTS = {"head": "heading", "item": "item", "quote": "quote", "p": "paragraph", "cell": "cell"}
_BLOCKS = frozenset(("head", "item", "quote", "p", "list", "div", "table", "row", "cell"))

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


class _NoArticle(InputError):
    """A page on which no article was found."""


def articles(path: Path) -> Iterator[Article | Reject]:
    """The article on a saved page, or each of a download, with ``encoding`` if that is not UTF-8.

    Raises
    ------
    InputError
        If the file is too large, not a page or has no article, or is a download that cannot be separated.
    """
    data = bytes_of(path, LARGEST_PAGE, "save the article's own page, or its text as .txt")
    if b"\0" in data[:1000] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{path}: not a page (it holds null bytes); give an HTML file")
    check_kind(data, path, "a page")
    text, encoding = declared_text(data) or text_of(data, str(path))
    if not text.lstrip("\ufeff \t\r\n").startswith("<") and (mark := delimiter_of(text)):
        raise InputError(f"{path}: looks like a table with {mark} between its columns; rename it to end in .csv")
    note = {"encoding": encoding} if encoding else {}
    documents = documents_of(text_of_markup(text), str(path)) if _MAY_BE_DOWNLOAD.search(text) else None
    for article in [_article_in_file(text, str(path))] if documents is None else documents:
        yield article if isinstance(article, Reject) else article | note


def article_of_page(page: str | bytes, where: str, url: str = "") -> dict[str, str]:
    """The article on an HTML page, with the columns of a table of articles and ``structure``.

    ``structure`` has one word for each line of the text, separated by spaces: ``heading``, ``paragraph``, ``item``,
    ``quote`` or ``cell``, by the element that the line comes from.

    Parameters
    ----------
    page
        HTML, as text or as undecoded bytes.
    where
        The page's name for messages.
    url
        Its address, if known; else that stated in the page.

    Raises
    ------
    InputError
        If the page is too large, is not HTML, or has no article.
    """
    if len(page) > LARGEST_PAGE:
        raise InputError(f"{where}: a page of {len(page) / 1e6:.0f} MB; the limit is {LARGEST_PAGE / 1e6:.0f} MB")
    document = _extracted(page, where, url)
    lines = list(_lines(document.body)) if document is not None and document.body is not None else []
    if _is_no_article(_stripped(document.title) if document else "", [line for line, _ in lines]):
        raise InputError(
            f"{where}: the page is an error message, a check of the browser or a login; save the article again"
        )
    if not lines:
        raise _NoArticle(f"{where}: no article found on the page; save the article's own page, or its text as .txt")
    return {
        "url": url or _stripped(document.url),
        "outlet": _outlet(page, _stripped(document.sitename)),
        "author": _stripped(document.author),
        "published": _moment(page, _stripped(document.date)),
        "title": _stripped(document.title),
        "text": "\n".join(text for text, _ in lines),
        "structure": " ".join(hint for _, hint in lines),
    }


def _article_in_file(text: str, where: str) -> dict[str, str]:
    """The article on a page, or in a piece of one, such as paragraphs copied from an editor."""
    try:
        return article_of_page(text, where)
    except _NoArticle:
        is_piece = is_markup(text) and not _WHOLE_PAGE.search(text)
        lines = lines_of_markup(text) if is_piece else []
        if not lines or _is_no_article("", [line for line, _ in lines]):
            raise
        return {"text": "\n".join(line for line, _ in lines), "structure": " ".join(hint for _, hint in lines)}


def _is_no_article(title: str, lines: Sequence[str]) -> bool:
    """Whether a short page has the title of an error message or of a check whether a person reads it."""
    is_short = len(lines) <= _MOST_LINES_OF_A_MESSAGE
    return is_short and any(_NO_ARTICLE.match(one.strip()) for one in (title, *lines[:1]))


def _outlet(page: str | bytes, site: str) -> str:
    """The site's name, or the publisher's where that is only the address of the site or nothing."""
    is_name = bool(site) and not re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", site)
    return site if is_name else publisher_of(_beginning(page)) or site


def _beginning(page: str | bytes) -> str:
    return page[:_HEAD] if isinstance(page, str) else page[:_HEAD].decode("utf-8", "replace")


def _moment(page: str | bytes, day: str) -> str:
    """The time of publication, with its time zone, if the page's head states one on the same day; else the day."""
    moment = _MOMENT.search(_beginning(page))
    return moment[1] if moment and (not day or moment[1].startswith(day)) else day


def _extracted(page: str | bytes, where: str, url: str) -> Any:
    from trafilatura import bare_extraction

    try:
        return bare_extraction(
            page,
            url=url or None,
            favor_precision=True,
            with_metadata=True,
            include_comments=False,
            as_dict=False,
        )
    except Exception as error:
        raise InputError(f"{where}: the page cannot be read ({type(error).__name__}); save it again") from error


def _lines(element: Any, hint: str = "paragraph") -> Iterator[tuple[str, str]]:
    """The text and the hint of each line in `element`, including text between its children."""
    if any(child.tag in _BLOCKS for child in element):
        held = element.text or ""
        for child in element:
            if child.tag in _BLOCKS:
                yield from _split_lines(held, hint)
                yield from _lines(child, _hint_of(child.tag, hint))
                held = child.tail or ""
            else:
                held += ("\n" if child.tag == "lb" else "".join(child.itertext())) + (child.tail or "")
        yield from _split_lines(held, hint)
        return
    for breaking in element.iter("lb"):
        breaking.tail = "\n" + (breaking.tail or "")
    yield from _split_lines("".join(element.itertext()), hint)


def _hint_of(tag: str, around: str) -> str:
    """The hint for a block; a paragraph in a list or a table has that of the list or table."""
    return around if tag == "p" and around in ("item", "cell") else _HINTS.get(tag, around)


def _split_lines(text: str | None, hint: str) -> Iterator[tuple[str, str]]:
    for raw in (text or "").split("\n"):
        line = " ".join(raw.split())
        if line:
            yield line, hint


def _stripped(value: Any) -> str:
    return str(value).strip() if value else ""
