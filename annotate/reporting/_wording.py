"""Numbers and names as they are written in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from annotate.counts import many as many

COEFFICIENTS = {
    "alpha_nominal": "Krippendorff’s alpha",
    "alpha_ordinal": "Krippendorff’s alpha, labels in order",
    "percent": "raw agreement",
    "cohen_kappa": "Cohen’s kappa",
    "fleiss_kappa": "Fleiss’ kappa",
    "gwet_ac1": "Gwet’s AC1",
}
"""Coefficients of agreement in words, those with a verdict first."""


def percent(share: float, decimals: int = 0) -> str:
    """A share in per cent: 38 %."""
    return "–" if pd.isna(share) else f"{100 * share:.{decimals}f} %"


def span(low: float, high: float, decimals: int = 0, factor: float = 100.0) -> str:
    """The ends of an interval in points: 4 to 18; −3 to 9."""
    return f"{signed(factor * low, decimals)} to {signed(factor * high, decimals)}"


def signed(value: float, decimals: int = 0) -> str:
    """A number with a true minus sign; no minus before a zero."""
    written = f"{value:.{decimals}f}"
    return written.lstrip("-") if float(written) == 0 else written.replace("-", "−")


def points(value: float, decimals: int = 0) -> str:
    """A difference of shares: 11 points."""
    written = signed(100 * value, decimals)
    return f"{written} point" + ("" if written in ("1", "−1") else "s")


def p_written(p: float) -> str:
    """A p-value: p = 0.012, or p < 0.001."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: a, b and c."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def with_article(name: str) -> str:
    """`name` after its indefinite article, by its first letter: an outlet, a speaker."""
    return f"{'an' if name[:1].lower() in {*'aeio'} else 'a'} {name}"


def capitalised(words: str) -> str:
    """`words` as they are written at the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def agreeing(one: float, other: float, difference: float) -> tuple[int, bool]:
    """The decimals of two shares in per cent and of their difference, and whether these add up as they are written.

    None if they add up without, else one: more would claim what no survey of some hundred labels knows.
    """
    for decimals in (0, 1):
        written = round(round(100 * one, decimals) - round(100 * other, decimals), decimals)
        if written == round(100 * difference, decimals) and (written or decimals):
            return decimals, True
    return 1, False
