"""What the readers of all news databases share: a database's record, labelled fields, paragraphs."""

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
    """As its users know it."""
    advice: str
    """In which form a download can be separated, for the message about one that cannot."""
    count: Callable[[Sequence[str]], int]
    """How many documents these lines announce or hold; 0 where they are no download of this database."""
    documents: Callable[[Sequence[str]], Iterable[Article]]
    """The documents in these lines, each with the columns it has."""


def parts_between(lines: Sequence[str], is_start: Callable[[str], bool]) -> list[Sequence[str]]:
    """The stretches of `lines` that begin after each line for which `is_start` is true."""
    starts = [number for number, line in enumerate(lines) if is_start(line)]
    ends = [*starts[1:], len(lines)]
    return [lines[start + 1 : end] for start, end in zip(starts, ends, strict=False)]


def blocks_of(lines: Iterable[str]) -> list[list[str]]:
    """Stretches of lines between blank lines, each line without the space around it."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        bare = line.strip()
        if bare:
            blocks[-1].append(bare)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def text_of_blocks(blocks: Iterable[Sequence[str]]) -> str:
    """Paragraphs as an article's text: a blank line between them, their own line breaks kept."""
    return "\n\n".join("\n".join(block) for block in blocks)


def labelled(line: str, labels: Mapping[str, str]) -> tuple[str, str] | None:
    """The column and the value of a line such as ``BYLINE: Petra Lund``; None where it has none of the `labels`."""
    name, colon, value = line.partition(":")
    column = labels.get(name.strip().upper()) if colon else None
    return (column, value.strip()) if column is not None else None


def words_in(length: str) -> str:
    """The number in a length such as ``1,052 words``; empty where there is none."""
    match = re.search(r"\d[\d,.\u202f]*", length)
    return re.sub(r"\D", "", match[0]) if match else ""


def without_empty(article: Mapping[str, str]) -> Article:
    """The columns of `article` that have a value."""
    return {name: value.strip() for name, value in article.items() if value and value.strip()}
