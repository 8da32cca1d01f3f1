"""Sentences with what was read in them: kind of line, quotations, cues and speakers, and where each is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from annotate.text import languages
from annotate.text.quotations.extraction import Quotation, quotations_in
from annotate.text.splitting import split

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Passage:
    """A part of a sentence: offsets in the sentence, and what it is.

    Attributes
    ----------
    start, end
        Offsets in the sentence's text.
    role
        ``speaker``, ``cue``, or the kind of the quotation (``direct``, ``floating``, ``mixed``, ``indirect``).
    """

    start: int
    end: int
    role: str


@dataclass(frozen=True)
class ExplainedSentence:
    """A sentence as a row of the table of sentences, with its passages in order; a later one lies over an earlier."""

    row: Mapping[str, Any]
    passages: Sequence[Passage]

    @property
    def pieces(self) -> list[tuple[str, tuple[str, ...]]]:
        """The text in pieces, each with the roles of the passages over it."""
        text = self.row["text"]
        ends = sorted({0, len(text), *(end for p in self.passages for end in (p.start, p.end))})
        return [
            (text[a:b], tuple(p.role for p in self.passages if p.start <= a and b <= p.end)) for a, b in pairwise(ends)
        ]


def explained(article: Mapping[str, Any], language: str = "") -> list[ExplainedSentence]:
    """The sentences of an article with what was read in them.

    Parameters
    ----------
    article
        A row of the table of articles.
    language
        Its language, as an ISO 639-1 code; detected if empty.
    """
    import pandas as pd

    named = languages.language(language) if language else None
    sentences = split(pd.DataFrame([dict(article)]), language=named)
    detected = [code for code in sentences["language"].head(1) if code in languages.codes()]
    spoken = languages.language(detected[0]) if detected else languages.DEFAULT
    body = sentences[sentences["kind"] == "body"]
    spans = list(zip(body["start"].tolist(), body["end"].tolist(), strict=True))
    quotations = quotations_in(str(article["text"]), _paragraphs(body), spans, spoken, str(article.get("title") or ""))
    rows = sentences.astype(object).where(sentences.notna(), None).to_dict("records")
    return [ExplainedSentence(row, list(_passages(row, quotations))) for row in rows]


def _paragraphs(body: pd.DataFrame) -> list[tuple[int, int]]:
    grouped = body.groupby("paragraph")
    return list(zip(grouped["start"].min().tolist(), grouped["end"].max().tolist(), strict=True))


def _passages(row: Mapping[str, Any], quotations: Sequence[Quotation]) -> Iterator[Passage]:
    start, end = row["start"], row["end"]
    for quotation in quotations if row["kind"] == "body" else ():
        for first, last, role in (
            (quotation.start, quotation.end, quotation.kind),
            (quotation.speaker_start, quotation.speaker_end, "speaker"),
            (quotation.cue_start, quotation.cue_end, "cue"),
        ):
            if first is not None and last is not None and first < end and last > start:
                yield Passage(max(first, start) - start, min(last, end) - start, role)
