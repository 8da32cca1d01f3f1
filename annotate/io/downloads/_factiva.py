"""Factiva: documents that end with ``Document ABCD000020200101eg1100001``, with or without two-letter field codes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from functools import cache

from annotate.io.downloads._document import (
    Article,
    Database,
    blocks_of,
    text_of_blocks,
    without_by,
    without_empty,
    words_in,
)

_LAST = re.compile(r"\s*(?:AN\s+)?(?:Document|Dokument|Documento)\s+[A-Z][A-Z0-9]{2,9}\d{8}[A-Za-z0-9]{4,16}\s*$")
_CODES = "SE HD BY CR WC PD ET SN SC ED PG VOL LA CY LP TD CT RF CO IN NS RE IPC IPD PUB AN ART CLM NGC GC"
_CODE = re.compile(rf"\s*({_CODES.replace(' ', '|')})(?:\s+(.*))?$")
_COLUMNS = {"HD": "title", "BY": "author", "WC": "length", "PD": "day", "ET": "time", "SN": "outlet", "SE": "section"}
_WORDS = re.compile(r"[\d.,\u202f]+\s+(?:words|mots|W[oö]rter|palabras|parole|palavras)$", re.IGNORECASE)
_DAY = re.compile(r"\d{1,2}\.?\s+\w+\s+(?:1[89]|20)\d\d$|\w+\s+\d{1,2},\s+(?:1[89]|20)\d\d$")
_TIME = re.compile(r"\d{1,2}:\d\d(?:\s*[AP]M)?(?:\s+[A-Z]{2,4})?$")
_PAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "pl", "tr", "ja", "zh", "ru")
"""Languages in which the database shows its pages, as ISO 639-1 codes."""
_RESERVED = (
    r"(?:all rights reserved|alle rechte vorbehalten|tous droits r[ée]serv[ée]s|todos los derechos reservados"
    r"|tutti i diritti riservati|todos os direitos reservados|alle rechten voorbehouden)"
)
_RIGHTS = re.compile(
    rf"(?:copyright\s*)?(?:\(c\)|©)|copyright\b[^.]*?\b(?:19|20)\d\d|copyright\b.*{_RESERVED}|{_RESERVED}\W*$",
    re.IGNORECASE,
)
_RESERVED_LATER = re.compile(_RESERVED, re.IGNORECASE)
_LONGEST_RIGHTS, _MOST_LINES_OF_RIGHTS = 200, 3
"""Characters of a line on rights, and lines over which it may be broken."""
_COMPANY = re.compile(
    r"\b(?:Ltd|Limited|Inc|Incorporated|LLC|plc|Corp|Corporation|Company|Co|Pty|GmbH|mbH|AG|KG|KGaA|SE|SA|S\.A|SAS|SARL|SL"
    r"|S\.L|SpA|S\.p\.A|S\.r\.l|Srl|N\.V|NV|B\.V|BV|AB|ASA|A/S|Oy|Ltda|Group|Groupe|Grupo|Gruppe|Gruppo|Holdings?"
    r"|Newspapers|Publi(?:shing|cations|shers)|Press|[ÉE]ditions|Edit(?:ora|orial|rice|oriale)|\w*[Vv]erlag\w*"
    r"|\w*[Mm]edi(?:a|en)\w*)\b\.?\)?"
)
_LONGEST_NAME = 10
"""Words that the name of a publisher has at most."""
_SENTENCE_END = re.compile(r"[.?!…:;][\"'”’»)]*$")


def _count(lines: Sequence[str]) -> int:
    return sum(bool(_LAST.match(line)) for line in lines)


def _documents(lines: Sequence[str]) -> Iterator[Article]:
    documents, start = list[Article](), 0
    for number, line in enumerate(lines):
        if _LAST.match(line):
            part = lines[start:number]
            documents.append(_coded(part) if sum(bool(_CODE.match(x)) for x in part) >= 4 else _uncoded(part))
            start = number + 1
    ends = Counter((one.get("outlet"), one.get("text", "").rpartition("\n\n")[2]) for one in documents)
    repeated = {end for (_, end), count in ends.items() if count > 1}
    return (_without_publisher(one, repeated) for one in documents)


def _coded(lines: Sequence[str]) -> Article:
    """A document with a two-letter code before each field."""
    fields: dict[str, list[str]] = {}
    code = ""
    for line in lines:
        match = _CODE.match(line)
        if match:
            code = match[1]
            fields.setdefault(code, []).append(match[2] or "")
        elif code:
            fields[code].append(line)
    joined = {column: " ".join(" ".join(fields.get(code, [])).split()) for code, column in _COLUMNS.items()}
    return _article(joined, _text([line for code in ("LP", "TD") for line in ["", *fields.get(code, [])]]))


def _uncoded(lines: Sequence[str]) -> Article:
    """A document without codes: headline, byline, length, day, outlet, page, language, copyright, then the text."""
    head = [(number, line.strip()) for number, line in enumerate(lines) if line.strip()]
    length = next((n for n, (_, line) in enumerate(head) if _WORDS.match(line)), None)
    if length is None:
        return {}
    fields = {"length": head[length][1]}
    above = [line for _, line in head[:length]]
    if above:
        fields["title"], *more = above[-2:] if len(above) > 1 and _is_byline(above[-1]) else above[-1:]
        fields["author"] = more[0] if more else ""
    body = length + 1
    for n, (_, line) in enumerate(head[length + 1 : length + 10], start=length + 1):
        if _DAY.match(line) and "day" not in fields:
            fields["day"] = line
        elif _TIME.match(line):
            fields["time"] = line
        elif "day" in fields and "outlet" not in fields:
            fields["outlet"] = line
        if line.casefold() in _language_names():
            body = n + 1
        elif _is_rights(line) and n < len(head) - 1:
            body = n + 1 if body in (length + 1, n) else body
            break
    last = head[body - 1][0]
    last += _end_of_rights(lines[last:]) if _is_rights(head[body - 1][1]) else 0
    return _article(fields, _text(lines[last + 1 :]))


@cache
def _language_names() -> frozenset[str]:
    """The names of languages in the languages in which the database shows its pages."""
    from babel import Locale

    return frozenset(name.casefold() for code in _PAGES for name in Locale(code).languages.values())


def _is_rights(line: str) -> bool:
    """Whether a line is on rights; a longer paragraph that begins with such words may be text."""
    return len(line) <= _LONGEST_RIGHTS and _RIGHTS.match(line) is not None


def _end_of_rights(lines: Sequence[str]) -> int:
    """How many of `lines` continue the first one, which is on rights, up to "All rights reserved"."""
    for number in range(1, min(len(lines), _MOST_LINES_OF_RIGHTS + 1)):
        if not lines[number].strip() or len(lines[number]) > _LONGEST_RIGHTS:
            break
        end = _RESERVED_LATER.search(" ".join(lines[: number + 1]))
        if end and end.end() > len(" ".join(lines[:number])):
            return number
    return 0


def _without_publisher(article: Article, repeated: Container[str]) -> Article:
    """`article` with the name of its publisher, which is below the text, in a column of its own.

    It is a line without the end of a sentence that names a company or the outlet, or that is in `repeated`, the last
    paragraphs of several documents of an outlet.
    """
    above, _, last = article.get("text", "").rpartition("\n\n")
    bare = _COMPANY.sub("", last).strip()
    is_name = bool(above) and "\n" not in last and len(last.split()) <= _LONGEST_NAME and not _SENTENCE_END.search(bare)
    if is_name and (_COMPANY.search(last) or last in repeated or last == article.get("outlet")):
        return {**article, "text": above, "publisher": last}
    return article


def _text(lines: Sequence[str]) -> str:
    """The text in the lines without paragraphs on rights at its beginning and end."""
    blocks = blocks_of(lines)
    while blocks and _is_rights(blocks[0][0]):
        blocks[0].pop(0)
        blocks = blocks if blocks[0] else blocks[1:]
    while blocks and len(blocks[-1]) == 1 and _is_rights(blocks[-1][0]):
        blocks.pop()
    return text_of_blocks(blocks)


def _is_byline(line: str) -> bool:
    """Whether the line above the length names authors: it begins with "By", or consists of a few capitalized words."""
    words = line.split()
    if words[0].lower() in {"by", "von", "par", "por", "di"}:
        return True
    names = all(word[:1].isupper() or word in {"and", "&", "de", "van", "von", "und", "et", "y"} for word in words)
    return names and len(words) <= 6 and not line.endswith((".", "?", "!"))


def _article(fields: dict[str, str], text: str) -> Article:
    day, time = fields.pop("day", ""), fields.pop("time", "")
    return without_empty(
        {
            **fields,
            "author": without_by(fields.get("author", "")),
            "published": f"{day} {time}".strip(),
            "length": words_in(fields.get("length", "")),
            "text": text,
        }
    )


FACTIVA = Database("Factiva", "in the format 'Article plus indexing' (.rtf or .html)", _count, _documents)
