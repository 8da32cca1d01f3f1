"""Ids of sentences, the same on every machine and in every run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from annotate.io.values.article_ids import short_hash


class SentenceIds:
    """Gives ids to the sentences of articles one after the other, no id twice.

    An id is a hash of the article's id, the sentence's text and how often the text occurred in the article before. An
    article that comes again (a page saved twice) gets ids of its own, by how often it came before.
    """

    def __init__(self) -> None:
        self._articles: Counter[str] = Counter()

    def of_article(self, article_id: str, texts: Sequence[str]) -> list[str]:
        """The ids of an article's sentences, given in order."""
        self._articles[article_id] += 1
        copy = self._articles[article_id]
        seen: Counter[str] = Counter()
        ids = []
        for text in texts:
            seen[text] += 1
            occurrence = f"{seen[text]}" if copy == 1 else f"{seen[text]}/{copy}"
            ids.append(short_hash("sentence", article_id, text, occurrence))
        return ids

    def repeats(self, article_id: str) -> bool:
        """Whether an article of this id came before."""
        return self._articles[article_id] > 0

    def skip_article(self, article_id: str) -> None:
        """Count an article whose sentences have their ids already."""
        self._articles[article_id] += 1
