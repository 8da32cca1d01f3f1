"""WISO and GENIOS: documents with ``Quelle:``, ``Ressort:`` and ``Dokumentnummer:``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotate.io.downloads._document import Article, Database, blocks_of, labelled, text_of_blocks, without_empty

_NUMBER = {"DOKUMENTNUMMER": "", "DOCUMENT NUMBER": ""}
_HEAD = {"QUELLE": "source", "RESSORT": "section", "AUTOR": "author", "AUTOREN": "author", "RUBRIK": "section"}
_AFTER = re.compile(r"\s*(?:Dauerhafte Adresse|Daueradresse|Alle Rechte vorbehalten|©|\(c\))", re.IGNORECASE)
_SOURCE = re.compile(
    r"(?P<outlet>.+?)(?:,)?\s+(?:vom|Nr\.\s*\d+\s+vom|,)\s*(?P<day>\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|\d{4}-\d\d-\d\d)"
)


def _count(lines: Sequence[str]) -> int:
    sources = sum(labelled(line, {"QUELLE": ""}) is not None for line in lines)
    numbers = sum(labelled(line, _NUMBER) is not None for line in lines)
    return numbers if sources else 0


def _documents(lines: Sequence[str]) -> Iterator[Article]:
    start = 0
    ends = [n for n, line in enumerate(lines) if labelled(line, _NUMBER) is not None]
    for end, following in zip(ends, [*ends[1:], len(lines)], strict=True):
        yield _document(lines[start:end])
        start = end + 1
        while start < following and (not lines[start].strip() or _AFTER.match(lines[start])):
            start += 1


def _document(lines: Sequence[str]) -> Article:
    """Title first, then labelled lines, then the text; in another layout the labelled lines follow the text."""
    article: dict[str, str] = {}
    rest: list[str] = []
    for line in lines:
        field = labelled(line, _HEAD | {"ISSN": "", "SEITE": "", "JAHRGANG": "", "NR.": "", "AUSGABE": ""})
        if field is None:
            rest.append(line)
        elif field[0]:
            article[field[0]] = field[1]
    source = _SOURCE.match(article.pop("source", ""))
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
