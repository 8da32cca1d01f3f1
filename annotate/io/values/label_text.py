"""Labels, names and ids as people and programs write them: one spelling of each, and none where there is no answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from annotate.counts import many
from annotate.label_names import AROUND, WHOLE, folded, is_cell_error, is_no_answer, plain_text
from annotate.scheme import SEVERAL

if TYPE_CHECKING:
    import pandas as pd

_MAYBE_NO_ANSWER = frozenset(
    ("none", "missing", "unknown", "blank", "empty", "skip", "skipped", "not applicable", "don't know", "dk", "99",
     "-99", "999", "-999", "-1", "-9", "weiss nicht", "aucun", "ninguno", "nessuno", "nenhum", "tbd", "todo", "xx",
     "xxx", "ne sait pas", "no sabe", "non so", "não sei", "unsure", "unclear", "can't say", "keine")
)  # fmt: skip
"""What may be a label, and may be the lack of one."""
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_TOTALS = frozenset(
    ("total", "totals", "grand total", "sum", "summe", "gesamt", "gesamtergebnis", "insgesamt", "somme",
     "total général", "total general", "suma", "totale", "totale complessivo", "soma", "mean", "average", "mittelwert",
     "moyenne", "media")
)  # fmt: skip
_ARTICLE = re.compile(r"^(?:(?:the|der|die|das|le|la|les|el|los|las|il|lo|gli|o|a|os|as) |l['’])(?=\S)")
_SHORTEST_MISSPELT, _LONGEST_LABEL = 5, 60
_MOST_COMPARED = 60
"""Labels that are compared with each other; where there are more, they are no labels of a scheme."""
_RARE = 0.2
"""How often a label may be used, as a share of another's uses, to be a misspelling of it."""


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
    values, notes = _with_one_mark(values)
    several = values.str.contains(SEVERAL, regex=False).fillna(False).astype(bool)
    values = values.mask(several, values[several].map(_in_order))
    missing = values.isin([one for one in values.dropna().unique() if is_no_answer(one) or is_cell_error(one)])
    if missing.any():
        shown = ", ".join(sorted(values[missing].unique()))
        notes.append(f"{many(int(missing.sum()), 'label')} {shown} taken as no answer; rename the label if it is one")
    values = values.mask(missing)
    groups = values.map(lambda _: "", na_action="ignore") if questions is None else questions.astype("str")
    for question in groups.dropna().unique():
        rows = groups == question
        of = f" of {question}" if question else ""
        values, changed = _with_whole_numbers(values, rows)
        if changed:
            notes.append(f"labels{of} with decimals are taken as whole numbers: {changed}")
        for best, others in spellings(values[rows], folded).items():
            what = "capitals" if all(other.casefold() == best.casefold() for other in others) else "spelling"
            notes.append(f"labels{of} that differ in {what} only: {', '.join(others)} taken as {best}")
            values = values.mask(rows & values.isin(others), best)
    return values, notes


def doubtful_labels(labels: pd.Series) -> list[str]:
    """A note on labels that may mean that there is no answer; an empty list if there are none."""
    doubtful = sorted(labels[labels.astype("str").str.casefold().isin(_MAYBE_NO_ANSWER)].dropna().unique())
    long = sorted({str(one) for one in labels.dropna() if len(str(one)) > _LONGEST_LABEL and SEVERAL not in str(one)})
    beginning = " ".join(long)[:40]
    free = f"{many(len(long), 'label', 'has')} more than {_LONGEST_LABEL} characters, as free text has: {beginning!r}"
    words = f"labels {', '.join(doubtful)} are taken as labels; leave them empty if they mean no answer"
    return (
        [words] * bool(doubtful)
        + [free] * bool(long)
        + [
            f"label '{rare}' looks like a misspelling of '{best}' and is kept; spell it the same if it is one"
            for rare, best in _misspellings(labels)
        ]
    )


def _misspellings(labels: pd.Series) -> list[tuple[str, str]]:
    """Rare labels that are one letter away from another, each with that one."""
    counts = labels.dropna().astype("str").value_counts()
    names = [str(name) for name in counts.index][:_MOST_COMPARED]
    return [
        (rare, best)
        for rare in names
        if len(rare) >= _SHORTEST_MISSPELT and rare.isalpha()
        for best in names
        if counts[rare] <= max(1, _RARE * counts[best]) and counts[rare] < counts[best] and _is_one_apart(rare, best)
    ]


def _is_one_apart(one: str, other: str) -> bool:
    """Whether one letter was left out, added, changed, or exchanged with the next."""
    short, long = sorted((one.casefold(), other.casefold()), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    rest, longer = short[at:], long[at:]
    exchanged = rest[1::-1] + rest[2:]
    return longer[1:] == (rest if len(long) > len(short) else rest[1:]) or longer == exchanged


def is_total(name: object) -> bool:
    """Whether what should be an id is the name of a row of totals below a table."""
    return str(name).strip().rstrip(":").casefold() in _TOTALS


def _with_one_mark(values: pd.Series) -> tuple[pd.Series, list[str]]:
    """`values` with `SEVERAL` between labels of one answer that other marks separate, and notes on these.

    A mark separates labels if all its parts are labels elsewhere, or answers elsewhere have the same in another order.
    """
    notes = []
    for mark in (";", ","):
        used = [str(value) for value in values.dropna().unique()]
        single = {part.strip().casefold() for value in used if mark not in value for part in value.split(SEVERAL)}
        parts = {
            value: frozenset(part.strip().casefold() for part in value.split(mark)) for value in used if mark in value
        }
        orders = list(parts.values())
        split = [one for one, names in parts.items() if names <= single or orders.count(names) > 1]
        if split:
            joined = {one: SEVERAL.join(part.strip() for part in one.split(mark)) for one in split}
            notes.append(f"labels such as {split[0]!r} are taken as several, separated by '{mark}'")
            values = values.map(lambda value, joined=joined: joined.get(value, value), na_action="ignore")
    return values, notes


def _in_order(label: str) -> str:
    """Several labels of one answer, each once and in alphabetical order, however they were ticked."""
    return SEVERAL.join(sorted({part.strip() for part in label.split(SEVERAL)} - {""})) or label


def spellings(values: pd.Series, plain: Callable[[str], str] = str.casefold) -> dict[str, list[str]]:
    """Spellings that `plain` maps to the same text, by the most frequent of them, or one without marks around it."""
    counts = values.value_counts()
    same: dict[str, list[str]] = {}
    for value in counts.index:
        same.setdefault(plain(str(value)), []).append(str(value))
    alike = (several for several in same.values() if len(several) > 1)
    ordered = (sorted(several, key=lambda v: (_is_bare(v), counts[v], v), reverse=True) for several in alike)
    return {best: sorted(others) for best, *others in ordered}


def outlets_alike(counts: Mapping[str, int]) -> list[str]:
    """What is said of outlets that differ in spelling only, or by an article in front, by how often each is named."""
    same: dict[str, list[str]] = {}
    for name in counts:
        same.setdefault(_ARTICLE.sub("", folded(name)), []).append(name)
    alike = (sorted(sorted(names, reverse=True), key=lambda name: -counts[name]) for names in same.values())
    advice = "and count as several; give them one name in the articles and split these again, if they are one"
    return [f"outlets {', '.join(names)} differ in spelling only {advice}" for names in alike if len(names) > 1]


def _is_bare(label: str) -> bool:
    return label == label.strip(AROUND + ".,;:")


def tidy_names(names: pd.Series) -> pd.Series:
    """Names of annotators or ids without space around them; 101.0 is 101 where the others are whole numbers."""
    values = names.map(lambda value: str(value).strip(), na_action="ignore").astype("str").replace("", None)
    return _with_whole_numbers(values, values.notna())[0]


def _with_whole_numbers(values: pd.Series, rows: pd.Series) -> tuple[pd.Series, str]:
    """`values` with 1.0 as 1 in `rows`, where all of these are numbers; and what was changed."""
    used = values[rows].dropna()
    if used.empty or not used.str.fullmatch(_NUMBER.pattern).all():
        return values, ""
    decimals = used[used.str.fullmatch(WHOLE.pattern)]
    if decimals.empty or len(decimals) + int(used.str.fullmatch(r"[+-]?\d+").sum()) < len(used):
        return values, ""
    whole = decimals.str.replace(WHOLE.pattern, r"\1", regex=True)
    values = values.copy()
    values.loc[whole.index] = whole
    return values, f"{decimals.iloc[0]} as {whole.iloc[0]}"
