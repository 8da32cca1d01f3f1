"""Stable sentence ids, the same on every machine and in every run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from annotate.io.values.article_ids import short_hashes


class SentenceIds:
    """Assigns unique ids to the sentences of a sequence of articles.

    An id is a hash of the article's id, the sentence's text and the number of the text's occurrence in the article. If
    an article id occurs again (a page saved twice), the hash includes the number of its occurrence too.
    """

    def __init__(self) -> None:
        self._articles: Counter[str] = Counter()

    def of_article(self, article_id: str, texts: Sequence[str]) -> list[str]:
        """The ids of the next article's sentences, whose `texts` are in order."""
        self._articles[article_id] += 1
        copy = self._articles[article_id]
        seen: dict[str, int] = {}
        parts = []
        for text in texts:
            seen[text] = seen.get(text, 0) + 1
            parts.append((text, f"{seen[text]}" if copy == 1 else f"{seen[text]}/{copy}"))
        return short_hashes(("sentence", article_id), parts)

    def repeats(self, article_id: str) -> bool:
        """Whether an article with this id occurred before."""
        return self._articles[article_id] > 0

    @property
    def repeated(self) -> int:
        """The number of articles with the id of an earlier one."""
        return sum(count - 1 for count in self._articles.values())

    def skip_article(self, article_id: str) -> None:
        """Count an occurrence of an article whose sentences already have ids."""
        self._articles[article_id] += 1
