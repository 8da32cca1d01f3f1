"""Whether words are in quotation marks, by the paragraph before them."""

from __future__ import annotations

import re

_PAIRS = (("„", "“"), ("“", "”"), ("«", "»"))
_CLOSED = re.compile(r"’(?!\w)")


def is_quoted(text: str, offset: int) -> bool:
    """Whether an offset is in quotation marks, where a pronoun tells nothing of whoever is named outside."""
    before = text[text.rfind("\n", 0, offset) + 1 : offset]
    opening, closing = next((pair for pair in _PAIRS if pair[0] in before), _PAIRS[0])
    if before.rfind(opening) > before.rfind(closing) or before.count('"') % 2:
        return True
    single = before.rfind("‘")
    return single >= 0 and not _CLOSED.search(before, single)
