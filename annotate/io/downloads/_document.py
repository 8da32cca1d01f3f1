"""What the readers of all news databases share: the `Database` record, labelled fields, paragraphs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Article: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Database:
    """A news database whose downloads hold many documents."""

    name: str
    """The name its users know."""
    advice: str
    """The form of download that can be separated, for the message about one that cannot."""
    count: Callable[[Sequence[str]], int]
    """The number of documents that the lines announce or contain; 0 if they are not a download of this database."""
    documents: Callable[[Sequence[str]], Iterable[Article]]
    """The documents in the lines, each with the columns that are stated in it."""


def parts_between(lines: Sequence[str], is_start: Callable[[str], bool]) -> list[Sequence[str]]:
    """The lines after each line for which `is_start` is true, up to the next such line."""
    starts = [number for number, line in enumerate(lines) if is_start(line)]
    ends = [*starts[1:], len(lines)]
    return [lines[start + 1 : end] for start, end in zip(starts, ends, strict=False)]


def blocks_of(lines: Iterable[str]) -> list[list[str]]:
    """Consecutive lines between blank lines, each line without surrounding space."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        bare = line.strip()
        if bare:
            blocks[-1].append(bare)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def text_of_blocks(blocks: Iterable[Sequence[str]]) -> str:
    """Paragraphs as an article's text: separated by a blank line, with their own line breaks kept."""
    return "\n\n".join("\n".join(block) for block in blocks)


def labelled(line: str, labels: Mapping[str, str]) -> tuple[str, str] | None:
    """The column and the value of a line such as ``BYLINE: Petra Lund``; None if it begins with none of `labels`."""
    name, colon, value = line.partition(":")
    column = labels.get(name.strip().upper()) if colon else None
    return (column, value.strip()) if column is not None else None


_BY = re.compile(r"^\s*(?:[Bb][Yy]:?\s+|(?:Von|VON|Par|PAR|Por|POR|Di|DI)\s+(?=[^\W\d_a-z][\w.’'-]*\s+[^\W\d_a-z]))")


def without_by(author: str) -> str:
    """The authors in a byline without the word before them (``By Petra Lund``, ``Von Petra Lund``)."""
    return _BY.sub("", author, count=1)


def words_in(length: str) -> str:
    """The number in a length such as ``1,052 words``; empty if it has none."""
    match = re.search(r"\d[\d,.\u202f]*", length)
    return re.sub(r"\D", "", match[0]) if match else ""


def without_empty(article: Mapping[str, str]) -> Article:
    """The columns of `article` that have a value."""
    return {name: value.strip() for name, value in article.items() if value and value.strip()}
