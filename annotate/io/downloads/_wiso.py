"""WISO and GENIOS: documents with ``Quelle:``, ``Ressort:`` and ``Dokumentnummer:``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotate.io.downloads._document import Article, Database, blocks_of, labelled, text_of_blocks, without_empty

_NUMBER = {"DOKUMENTNUMMER": "", "DOCUMENT NUMBER": ""}
_COUNTER = re.compile(r"\s*(?:Dokument|Treffer|Document)\s*\d+\s*(?:von|/|of)\s*\d+\s*$", re.IGNORECASE)
_LONGEST_TITLE = 3
"""Lines that the title and subtitle above a head have at most."""
_HEAD = {"QUELLE": "source", "RESSORT": "section", "AUTOR": "author", "AUTOREN": "author", "RUBRIK": "section"}
_UNUSED = {"ISSN": "", "SEITE": "", "JAHRGANG": "", "NR.": "", "AUSGABE": ""}
_RIGHTS = re.compile(r"\s*(?:Dauerhafte Adresse|Daueradresse|Alle Rechte\s*(?:vorbehalten|:|$))", re.IGNORECASE)
_AFTER = re.compile(rf"{_RIGHTS.pattern}|\s*(?:©|\(c\))", re.IGNORECASE)
_SOURCE = re.compile(
    r"(?P<outlet>.+?)(?:,)?\s+(?:vom|Nr\.\s*\d+\s+vom|,)\s*(?P<day>\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|\d{4}-\d\d-\d\d)"
)


def _count(lines: Sequence[str]) -> int:
    sources = sum(labelled(line, {"QUELLE": ""}) is not None for line in lines)
    numbers = sum(labelled(line, _NUMBER) is not None for line in lines)
    return numbers if sources else 0


def _documents(lines: Sequence[str]) -> Iterator[Article]:
    lines = [line for line in lines if not _COUNTER.match(line)]
    starts = _starts_of_heads(lines)
    if starts:
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            yield _document(lines[start:end])
        return
    start = 0
    ends = [n for n, line in enumerate(lines) if labelled(line, _NUMBER) is not None]
    for end, following in zip(ends, [*ends[1:], len(lines)], strict=True):
        yield _document(lines[start:end])
        start = end + 1
        while start < following and (not lines[start].strip() or _AFTER.match(lines[start])):
            start += 1


def _starts_of_heads(lines: Sequence[str]) -> list[int]:
    """Where each document begins, if its text follows its labelled lines; empty if these follow the text.

    Above the labelled lines of the first document there is then no more than a title.
    """
    starts, end = list[int](), 0
    for number, line in enumerate(lines):
        if labelled(line, _NUMBER) is None:
            continue
        head = number
        while head > end and (_is_labelled(lines[head - 1]) or not lines[head - 1].strip()):
            head -= 1
        above = _block_above(lines, head, end)
        if not starts and any(line.strip() for line in lines[:above]):
            return []
        starts.append(above if not starts or _is_text(lines[starts[0]]) else head)
        end = number + 1
    has_text = any(map(_is_text, lines[end:]))
    return starts if has_text else []


def _block_above(lines: Sequence[str], head: int, end: int) -> int:
    """The first line of the title above the labelled lines that begin at `head`, not before `end`."""
    bottom = head
    while bottom > end and not lines[bottom - 1].strip():
        bottom -= 1
    top = bottom
    while top > end and _is_text(lines[top - 1]) and not (top < bottom and lines[top - 1].rstrip().endswith(".")):
        top -= 1
    return bottom - 1 if bottom - top > _LONGEST_TITLE else top


def _is_text(line: str) -> bool:
    return bool(line.strip()) and not _is_labelled(line)


def _is_labelled(line: str) -> bool:
    return labelled(line, _HEAD | _UNUSED | _NUMBER) is not None or _AFTER.match(line) is not None


def _document(lines: Sequence[str]) -> Article:
    """Title first, then labelled lines, then the text; in another layout the labelled lines follow the text."""
    article: dict[str, str] = {}
    rest: list[str] = []
    for line in lines:
        field = labelled(line, _HEAD | _UNUSED | _NUMBER)
        if field is None and not _RIGHTS.match(line):
            rest.append(line)
        elif field and field[0]:
            article[field[0]] = field[1]
    stated = article.pop("source", "")
    rest = [
        line for line in rest if not stated or line.strip() != stated
    ]  # which some layouts have above the title too
    source = _SOURCE.match(stated)
    if source:
        article |= {"outlet": source["outlet"], "published": _iso(source["day"])}
    blocks = [block for block in blocks_of(rest) if not _AFTER.match(block[0])]
    if blocks:
        article["title"] = blocks[0][0]
        blocks[0] = blocks[0][1:]
    return without_empty({**article, "text": text_of_blocks(block for block in blocks if block)})


def _iso(day: str) -> str:
    """A German date, always day, month, year, in ISO 8601."""
    if "-" in day:
        return day
    number, month, year = (part.strip() for part in day.split("."))
    return f"{year}-{int(month):02}-{int(number):02}"


WISO = Database("WISO", "as text (.txt or .rtf) with source and document number", _count, _documents)
