"""Lines that a site adds to articles, for languages with a list of phrases each."""

from __future__ import annotations

import re
from collections.abc import Sequence

_BEFORE = r"[>*•▶►»\[(\"“'‘«\s]*"


def site_lines(phrases: Sequence[str], alone: Sequence[str]) -> re.Pattern[str]:
    """A pattern for lines that begin with one of `phrases`, or consist of one of `alone` and perhaps a number."""
    return re.compile(
        rf"{_BEFORE}(?:(?:{'|'.join(phrases)})(?!\w).{{0,120}}$|(?:{'|'.join(alone)})\s*(?:\d[\d.,]*)?\W*$)",
        re.IGNORECASE,
    )
