"""Names as parts of others: family names that persons share, names that are one person's, acronyms before names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

_BEFORE = re.compile(r"[\w.’'-]+\Z")
_LONGEST_TITLE = 24


def same_person(name: str, names: Collection[str]) -> str:
    """Another of `names` that is the same person's; empty if there is none.

    `Oren Vasch` for `Treasurer Oren Vasch`, and `Ada van Orl` for `Van Orl` at the beginning of a sentence.
    """
    low = name.lower()
    for other in names:
        if len(other) > len(name) and other.lower().endswith(" " + low) and not other.endswith(name):
            return other  # its particle has a capital at the beginning of a sentence
        if len(other) < len(name) and name.endswith(" " + other):
            return other
    return ""


def owner(text: str, family: str, candidates: Sequence[str], named_at: Mapping[str, int]) -> str:
    """Whose family name stands alone first, when nobody else with it has been named; empty if two have been.

    In news the person whom an article is about goes by the family name; relatives who come later do not.
    """
    givens = {part for name in candidates for part in name.split()[:-1]}
    at = text.find(family)
    while at >= 0:
        before = _BEFORE.search(text[max(0, at - _LONGEST_TITLE) : at].rstrip(" "))
        if not (before and before.group() in givens):
            named = [name for name in candidates if named_at[name] < at]
            return named[0] if len(named) == 1 else ""
        at = text.find(family, at + 1)
    return ""


def is_acronym_before_name(parts: Sequence[str]) -> bool:
    """Whether an outlet or office in capitals is before a name, as in `BBC Oren Vasch`."""
    return len(parts) > 2 and len(parts[0]) > 2 and parts[0].isalpha() and parts[0].isupper() > parts[1].isupper()
