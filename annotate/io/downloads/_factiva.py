"""Factiva: documents that end with ``Document ABCD000020200101eg1100001``, with or without two-letter field codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotate.io.downloads._document import Article, Database, blocks_of, text_of_blocks, without_empty, words_in

_LAST = re.compile(r"\s*(?:AN\s+)?(?:Document|Dokument|Documento)\s+[A-Z][A-Z0-9]{2,9}\d{8}[A-Za-z0-9]{4,16}\s*$")
_CODES = "SE HD BY CR WC PD ET SN SC ED PG VOL LA CY LP TD CT RF CO IN NS RE IPC IPD PUB AN ART CLM NGC GC"
_CODE = re.compile(rf"\s*({_CODES.replace(' ', '|')})(?:\s+(.*))?$")
_COLUMNS = {"HD": "title", "BY": "author", "WC": "length", "PD": "day", "ET": "time", "SN": "outlet", "SE": "section"}
_WORDS = re.compile(r"[\d.,\u202f]+\s+(?:words|mots|W[oö]rter|palabras|parole|palavras)$", re.IGNORECASE)
_DAY = re.compile(r"\d{1,2}\.?\s+\w+\s+(?:1[89]|20)\d\d$|\w+\s+\d{1,2},\s+(?:1[89]|20)\d\d$")
_TIME = re.compile(r"\d{1,2}:\d\d(?:\s*[AP]M)?(?:\s+[A-Z]{2,4})?$")
_LANGUAGE = re.compile(
    r"(?:English|German|Deutsch|French|Français|Spanish|Español|Italian|Italiano|Portuguese|Português)$"
)
_COPYRIGHT = re.compile(r"(?:\(c\)|©|Copyright\b)", re.IGNORECASE)


def _count(lines: Sequence[str]) -> int:
    return sum(bool(_LAST.match(line)) for line in lines)


def _documents(lines: Sequence[str]) -> Iterator[Article]:
    start = 0
    for number, line in enumerate(lines):
        if _LAST.match(line):
            part = lines[start:number]
            yield _coded(part) if sum(bool(_CODE.match(x)) for x in part) >= 4 else _plain(part)
            start = number + 1


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
    body = [block for code in ("LP", "TD") for block in blocks_of(fields.get(code, []))]
    return _article(joined, text_of_blocks(body))


def _plain(lines: Sequence[str]) -> Article:
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
        if _LANGUAGE.match(line) or _COPYRIGHT.match(line):
            body = n + 1
    start = head[body][0] if body < len(head) else len(lines)
    return _article(fields, text_of_blocks(blocks_of(lines[start:])))


def _is_byline(line: str) -> bool:
    """Whether the line above the length names authors: it begins with "By", or consists of a few capitalized words."""
    words = line.split()
    if words[0].lower() in {"by", "von", "par", "por", "di"}:
        return True
    names = all(word[:1].isupper() or word in {"and", "&", "de", "van", "von", "und", "et", "y"} for word in words)
    return names and len(words) <= 6 and not line.endswith((".", "?", "!"))


def _article(fields: dict[str, str], text: str) -> Article:
    day, time = fields.pop("day", ""), fields.pop("time", "")
    author = re.sub(r"^by\s+", "", fields.get("author", ""), flags=re.IGNORECASE)
    return without_empty(
        {
            **fields,
            "author": author,
            "published": f"{day} {time}".strip(),
            "length": words_in(fields.get("length", "")),
            "text": text,
        }
    )


FACTIVA = Database("Factiva", "in the format 'Article plus indexing' (.rtf or .html)", _count, _documents)
