"""Europresse: documents that end with a certificate and a ``news·`` identifier, in English or French."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotate.io.downloads._document import Article, Database, blocks_of, text_of_blocks, without_empty

_IDENTIFIER = re.compile(r".*\bnews[·.•]\s?\d{8}[·.•]\s?[\w·.•-]+")
_NOTICE = re.compile(
    r"\s*(?:Cet article est paru dans|This article (?:appeared|was published) in|©|Tous droits réservés|All rights res)"
)
_MONTHS = {
    "janvier": "January", "février": "February", "mars": "March", "avril": "April", "mai": "May", "juin": "June",
    "juillet": "July", "août": "August", "septembre": "September", "octobre": "October", "novembre": "November",
    "décembre": "December",
}  # fmt: skip
_DAY = re.compile(
    r"(?:\w+\s+)?(\d{1,2})(?:er)?\s+([a-zéûA-Z]+)\s+((?:19|20)\d\d)|(?:\w+,\s+)?([A-Z][a-z]+)\s+(\d{1,2}),\s+((?:19|20)\d\d)"
)
_LENGTH = re.compile(r"(?<![\d:.,+-])\d{1,3}(?:[\u202f\u00a0 ]?\d{3})*\s(?:mots|words)\b")
_FEWEST_BLOCKS = 2
_SECTION = re.compile(r"(?:p\.|page)\s*\w+", re.IGNORECASE)


def _count(lines: Sequence[str]) -> int:
    return sum(bool(_IDENTIFIER.match(line)) for line in lines)


def _documents(lines: Sequence[str]) -> Iterator[Article]:
    start = 0
    for number, line in enumerate(lines):
        if _IDENTIFIER.match(line):
            yield _document(lines[start:number])
            start = number + 1


def _document(lines: Sequence[str]) -> Article:
    """A document of outlet, a line with date, section and length, title, author, and text, in this order."""
    blocks = blocks_of(lines)
    if len(blocks) <= _FEWEST_BLOCKS:  # a document without blank lines, as from a page
        blocks = [[line] for block in blocks for line in block]
    flat = [(n, line) for n, block in enumerate(blocks) for line in block]
    dated = next((place for place, (_, line) in enumerate(flat[:12]) if _DAY.search(line)), None)
    if dated is None:
        return {}
    number, line = flat[dated]
    rest = [line for n, line in flat[dated + 1 :] if n == number]
    following = ([rest] if rest else []) + blocks[number + 1 :]
    following = [block for block in following if not _NOTICE.match(block[0])]
    day = _DAY.search(line)
    length = _LENGTH.search(line, day.end() if day else 0)
    article = {
        "outlet": flat[dated - 1][1] if dated else "",
        "published": _english(day),
        "length": re.sub(r"\D", "", length[0]) if length else "",
        "section": next((part.strip() for part in line.split(",") if _SECTION.fullmatch(part.strip())), ""),
    }
    if following:
        article["title"] = following[0][0]
        following[0] = following[0][1:]
    following = [block for block in following if block]
    if len(following) > 1 and len(following[0]) == 1 and _is_name(following[0][0]):
        article["author"] = following.pop(0)[0]
    return without_empty({**article, "text": text_of_blocks(following)})


def _is_name(line: str) -> bool:
    words = line.split()
    capitals = sum(word[:1].isupper() for word in words)
    return 1 < len(words) <= 8 and capitals >= len(words) - 2 and not line.endswith((".", "?", "!", ":"))


def _english(match: re.Match[str] | None) -> str:
    if match is None:
        return ""
    if match[4]:
        return f"{match[4]} {match[5]}, {match[6]}"
    return f"{match[1]} {_MONTHS.get(match[2].lower(), match[2])} {match[3]}"


EUROPRESSE = Database("Europresse", "as .html or .docx with whole documents", _count, _documents)
