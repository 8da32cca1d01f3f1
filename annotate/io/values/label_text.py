"""Labels, names and ids as people and programs write them: one spelling of each, and none where there is no answer."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_NO_ANSWER = frozenset(
    ("na", "n/a", "n.a.", "<na>", "#n/a", "#na", "#nv", "nan", "null", "k.a.", "k. a.", "keine angabe", "(blank)",
     "sin datos", "s/d", "?", "??", ".", "..", "-", "--", "–", "—", "_")
)  # fmt: skip
"""What people, R, pandas, databases and spreadsheets write where there is no answer; in lower case."""
_MAYBE_NO_ANSWER = frozenset(
    ("none", "missing", "unknown", "blank", "empty", "skip", "skipped", "not applicable", "don't know", "dk", "99",
     "-99", "999", "-999", "-1", "-9", "weiss nicht", "aucun", "ninguno", "nessuno", "nenhum")
)  # fmt: skip
"""What may be a label, and may be the lack of one."""
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_WHOLE = re.compile(r"([+-]?\d+)[.,]0+")


def plain_text(value: str) -> str:
    """`value` with composed characters, single spaces and nothing invisible."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", value)).split())


def tidy_labels(labels: pd.Series, questions: pd.Series | None = None) -> tuple[pd.Series, list[str]]:
    """Labels in one spelling each, missing where there is no answer, and notes on what was changed.

    Parameters
    ----------
    labels
        Text; missing values stay missing.
    questions
        The question of each; labels of different questions do not influence each other.

    Returns
    -------
    tuple
        The labels, and sentences about labels that were taken as no answer or as another spelling; what is more than
        spaces is noted.
    """
    values = labels.map(lambda value: plain_text(str(value)), na_action="ignore").astype("str").replace("", None)
    notes: list[str] = []
    low = values.str.casefold()
    missing = low.isin(_NO_ANSWER)
    if missing.any():
        shown = ", ".join(sorted(values[missing].unique()))
        notes.append(f"{int(missing.sum())} labels {shown} are taken as no answer; rename the label if it is one")
    values = values.mask(missing)
    groups = values.map(lambda _: "", na_action="ignore") if questions is None else questions.astype("str")
    for question in groups.dropna().unique():
        rows = groups == question
        of = f" of {question}" if question else ""
        values, changed = _with_whole_numbers(values, rows)
        if changed:
            notes.append(f"labels{of} with decimals are taken as whole numbers: {changed}")
        for best, others in spellings(values[rows]).items():
            notes.append(f"labels{of} that differ in capitals only: {', '.join(others)} taken as {best}")
            values = values.mask(rows & values.isin(others), best)
    return values, notes


def doubtful_labels(labels: pd.Series) -> list[str]:
    """A note on labels that may mean that there is no answer; an empty list if there are none."""
    doubtful = sorted(labels[labels.astype("str").str.casefold().isin(_MAYBE_NO_ANSWER)].dropna().unique())
    words = f"labels {', '.join(doubtful)} are taken as labels; leave them empty if they mean no answer"
    return [words] if doubtful else []


def spellings(values: pd.Series) -> dict[str, list[str]]:
    """Spellings that differ in capitals only, by the most frequent of them."""
    counts = values.value_counts()
    same: dict[str, list[str]] = {}
    for value in counts.index:
        same.setdefault(str(value).casefold(), []).append(str(value))
    alike = (several for several in same.values() if len(several) > 1)
    ordered = (sorted(several, key=lambda value: (counts[value], value), reverse=True) for several in alike)
    return {best: sorted(others) for best, *others in ordered}


def tidy_names(names: pd.Series) -> pd.Series:
    """Names of annotators or ids without space around them; 101.0 is 101 where the others are whole numbers."""
    values = names.map(lambda value: str(value).strip(), na_action="ignore").astype("str").replace("", None)
    return _with_whole_numbers(values, values.notna())[0]


def _with_whole_numbers(values: pd.Series, rows: pd.Series) -> tuple[pd.Series, str]:
    """`values` with 1.0 as 1 in `rows`, where all of these are numbers; and what was changed."""
    used = values[rows].dropna()
    if used.empty or not used.str.fullmatch(_NUMBER.pattern).all():
        return values, ""
    decimals = used[used.str.fullmatch(_WHOLE.pattern)]
    if decimals.empty or len(decimals) + int(used.str.fullmatch(r"[+-]?\d+").sum()) < len(used):
        return values, ""
    whole = decimals.str.replace(_WHOLE.pattern, r"\1", regex=True)
    values = values.copy()
    values.loc[whole.index] = whole
    return values, f"{decimals.iloc[0]} as {whole.iloc[0]}"
