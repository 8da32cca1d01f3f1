"""Pairs of words with opposite meanings, from lines such as ``won wins / lost loses``."""

from __future__ import annotations

from itertools import product

from annotate.text.languages._grammar import Words


def opposites_in(lines: str) -> dict[str, Words]:
    """Each word with its opposites, in both directions; a line has words, a slash, and the words opposite to each."""
    opposites: dict[str, Words] = {}
    for line in lines.strip().splitlines():
        left, right = (side.split() for side in line.split("/"))
        for one, other in product(left, right):
            opposites[one] = opposites.get(one, frozenset()) | {other}
            opposites[other] = opposites.get(other, frozenset()) | {one}
    return opposites
