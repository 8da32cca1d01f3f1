"""The target of a sentence: where it is mentioned, and which words are near it."""

from __future__ import annotations

import re
from typing import Any

from sklearn.base import BaseEstimator, TransformerMixin

from annotate.learn.features.inputs import column_of, texts_of

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_MARK = "targetplace"


def mentions_of(text: str, target: str) -> list[tuple[int, int]]:
    """Start and end of every mention of `target` in `text` as whole words; empty if there is none.

    The target is looked for as written; if it is not there, in any capitalisation; then by its last word (a surname).
    """
    if not target.strip():
        return []
    words = target.split()
    for wanted, flags in ((words, 0), (words, re.IGNORECASE), (words[-1:], 0)):
        pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, wanted)) + r"(?!\w)"
        spans = [match.span() for match in re.finditer(pattern, text, flags)]
        if spans:
            return spans
    return []


class NearTarget(TransformerMixin, BaseEstimator):
    """The words around a sentence's target, in order, with a mark in place of the target: a separate feature space.

    Parameters
    ----------
    reach
        Number of words on either side.
    """

    def __init__(self, reach: int = 6) -> None:
        self.reach = reach

    def fit(self, X: Any, y: Any = None) -> NearTarget:  # noqa: N803
        """Nothing is learnt."""
        return self

    def transform(self, X: Any) -> list[str]:  # noqa: N803
        """One text for each row of `X`, a table with ``text`` and ``target``; empty if the text lacks the target."""
        return [self._near(t, target) for t, target in zip(texts_of(X), column_of(X, "target"), strict=True)]

    def __sklearn_is_fitted__(self) -> bool:
        """Always: there is nothing to fit."""
        return True

    def _near(self, text: str, target: str) -> str:
        parts = []
        for start, end in mentions_of(text, target)[:3]:
            before = _WORD.findall(text[max(0, start - 400) : start])[-self.reach :]
            after = _WORD.findall(text[end : end + 400])[: self.reach]
            parts.append(" ".join([*before, _MARK, *after]))
        return " . ".join(parts)


class Column(TransformerMixin, BaseEstimator):
    """A further column of the table as texts, such as the preceding sentence or the speaker's name."""

    def __init__(self, name: str = "before") -> None:
        self.name = name

    def fit(self, X: Any, y: Any = None) -> Column:  # noqa: N803
        """Nothing is learnt."""
        return self

    def transform(self, X: Any) -> list[str]:  # noqa: N803
        """One text for each row; empty where the value is missing."""
        return column_of(X, self.name)

    def __sklearn_is_fitted__(self) -> bool:
        """Always: there is nothing to fit."""
        return True
