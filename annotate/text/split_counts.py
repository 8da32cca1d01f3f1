"""Counts of what a run of splitting read and wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotate.io.formats.notes import Note
from annotate.io.rejects import Reject


@dataclass(frozen=True)
class Outcome:
    """The result of a run.

    Attributes
    ----------
    sentences, articles, files
        Number of sentences written, and of articles and files read.
    kinds
        Number of sentences by kind of line.
    rejects, repairs
        Files and rows that could not be read; number of articles by what was repaired in them.
    unread_dates, unread_date
        Number of articles with a date that could not be read, and one such date.
    without_outlet, without_date, unmatched
        Number of articles without an outlet and without a date, and files without metadata.
    unused_metadata
        The keys of rows of the metadata table that belong to no article.
    outlets
        Number of articles by outlet.
    duplicates
        Number of sentences marked as near-duplicates of another.
    repeated_ids
        Number of articles with the id of an earlier article.
    reused
        Number of files that an earlier, interrupted run had split.
    reused_share
        Share of the bytes that it had split, 0 to 1; a large table may have been split in part.
    languages
        Number of articles by the code of their language.
    notes
        What was read of files in another way than it was written; given already.
    """

    sentences: int
    articles: int
    files: int
    kinds: Mapping[str, int]
    rejects: Sequence[Reject]
    repairs: Mapping[str, int]
    reused: int = 0
    reused_share: float = 0.0
    unread_dates: int = 0
    unread_date: str = ""
    without_outlet: int = 0
    without_date: int = 0
    unmatched: Sequence[Path] = ()
    unused_metadata: Sequence[str] = ()
    duplicates: int = 0
    repeated_ids: int = 0
    languages: Mapping[str, int] = field(default_factory=dict)
    outlets: Mapping[str, int] = field(default_factory=dict)
    notes: Sequence[Note] = ()


@dataclass
class Tally:
    """Counts of what was read in a chunk, or in all chunks."""

    articles: int = 0
    files: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    outlets: Counter[str] = field(default_factory=Counter)
    repairs: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)
    unread_dates: int = 0
    unread_date: str = ""
    without_outlet: int = 0
    without_date: int = 0
    notes: list[Note] = field(default_factory=list)

    def count_languages(self, articles: Sequence[str], codes: Sequence[str]) -> None:
        """Count the languages of articles, given the id and the language of each sentence's article."""
        spoken = dict[str, str]()
        for article, code in zip(articles, codes, strict=True):
            spoken.setdefault(article, code)
        self.languages.update(spoken.values())
