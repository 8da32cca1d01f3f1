"""Findings as sentences: which outlets differ and what has changed, as far as the labels can show it.

Only corrected estimates count. All differences between groups are one family of comparisons, and all trends another, as
in the tables of `annotate.estimation.differences` and `annotate.estimation.trends`, with the same p-values, adjusted by
Holm's method (1979): in each family, the chance that any of the claims is a false one is at most 5 %. A claim needs a
95 % interval without zero, too. Where nothing can be claimed, the largest difference is reported with its interval, or
that there are too few labelled articles to say.

What is stated was picked because it is large, so that a common 95 % interval around it would miss the truth too often
(of the largest of 84 differences, one time in two to four). Stated intervals are therefore those of Benjamini and
Yekutieli (2005): with R of the m comparisons of a family stated, those of claims have the level 1 - 0.05 R / m, and on
average 95 % of the stated ones hold. Of what is not claimed it is 1 - 0.05 / m, so that the interval holds zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from annotate.estimation.differences import FAMILY, TOO_FEW, differences, families_of
from annotate.estimation.options import Options
from annotate.estimation.trends import trend
from annotate.reporting._methods import weighing_of
from annotate.reporting._results import Results
from annotate.reporting._wording import (
    agreeing,
    capitalised,
    listed,
    many,
    p_written,
    percent,
    points,
    span,
)
from annotate.reporting.charts._by_group import largest
from annotate.reporting.charts._contrast import two_shares
from annotate.reporting.charts._drawing import Drawing
from annotate.reporting.charts._over_time import period_panels

GROUPS, TARGETS, TREND = "groups", "targets", "trend"
"""Kinds of comparison: of outlets or speakers, of targets, and of periods."""
LEVEL = 0.05
"""The significance level of a whole family of comparisons."""
_COMPARED = ("kind", "group", "other", "label", "difference", "low", "high", "p", "p_adjusted", *FAMILY, "note")
_STATED = ("stated_low", "stated_high", "detectable")
MOST_LABELS = 8
MOST_CLAIMS = 5
"""Up to this many claims become sentences with a chart; the table has the others."""
MOST_ROWS = 1000
"""Up to this many comparisons stand in the table of a page; its CSV has them all."""


@dataclass(frozen=True)
class Finding:
    """One sentence, and what it is based on.

    Attributes
    ----------
    words
        The sentence.
    detail
        What a careful reader asks next: the adjusted p-value, what else was compared.
    shown
        Whether it claims something; otherwise it says that nothing could be shown.
    drawing, table
        The chart behind it and its numbers; None and empty where there is none.
    """

    words: str
    detail: str
    shown: bool
    drawing: Drawing | None
    table: pd.DataFrame


@dataclass(frozen=True)
class Findings:
    """All findings of a page, and the comparisons behind them.

    Attributes
    ----------
    overall
        The share of each label in a sentence; empty without corrected shares.
    findings
        Claims first, by their p-values.
    comparisons
        Every comparison of each family: ``kind``, ``group``, ``other``, ``label``, ``difference``, ``low``, ``high``,
        ``p``, ``p_adjusted``, the columns of `annotate.estimation.differences.FAMILY` and ``note``; of those stated,
        ``stated_low`` and ``stated_high``, the interval that allows for their having been picked from their family,
        and ``detectable``, the smallest difference that this interval would find to differ from zero with a
        probability of 80 %.
    why_none
        Why there are no findings; empty where there are some.
    counted
        How many comparisons hold, which of them are stated, and in what order; empty where none does.
    """

    overall: str
    findings: tuple[Finding, ...]
    comparisons: pd.DataFrame
    why_none: str = ""
    counted: str = ""


def findings_of(results: Results) -> Findings:
    """What can be claimed of the coverage, each claim with its interval."""
    if results.gold is None or not results.estimator.uses_labels:
        why = (
            "No finding is stated: these shares are the model’s labels counted, and how far its errors bend them is "
            f"unknown. {capitalised(results.items)} labelled by annotators, drawn at random, would correct them."
        )
        return Findings("", (), pd.DataFrame(columns=[*_COMPARED, *_STATED]), why)
    if label := results.shares().attrs.get("unanimous"):
        why = f"No finding is stated: each labelled {results.item} is {label}, so labels cannot tell how groups differ."
        return Findings(_overall(results), (), pd.DataFrame(columns=[*_COMPARED, *_STATED]), why)
    compared = _what_is_compared(results)
    family = _compared(results, compared, results.options)
    if len(family):
        family = _with_stated(results, family, compared)
    family = family.reindex(columns=[*_COMPARED, *_STATED])
    findings = [one for kind, what in compared.items() for one in _findings(results, family, kind, what)]
    ordered = sorted(findings, key=lambda finding: not finding.shown)
    why = "" if ordered else "There are neither two groups nor two periods with enough labels to compare."
    return Findings(_overall(results), tuple(ordered), family, why, _counted(family, findings))


def _counted(family: pd.DataFrame, findings: list[Finding]) -> str:
    """How many comparisons hold, which of these are stated, and in what order."""
    holds = int(claimed(family).sum()) if len(family) else 0
    if not holds:
        return ""
    count = sum(finding.shown for finding in findings)
    verb = "holds" if holds == 1 else "hold"
    words = f"{holds:,} of {many(len(family), 'comparison')} {verb} after Holm’s adjustment"
    words += f" (each of these is a family: {listed(families_of(family))})"
    order = "groups before changes over time, by adjusted p-value, then by size"
    if count < holds:
        rest = f"the {holds - count:,} others stand" if holds - count > 1 else "the other one stands"
        return f"{words}. Stated are {count} ({order}); {rest} in the table of comparisons (p (Holm) under {LEVEL})."
    return f"{words}{f' (in order: {order})' if count > 1 else ''}."


def comparisons_of(results: Results, page: Results) -> pd.DataFrame:
    """Every comparison that `page` looks at, from `results`, with the interval that it has by itself."""
    return _compared(results, _what_is_compared(page), results.options)


def each_alone(comparisons: pd.DataFrame) -> pd.DataFrame:
    """The comparisons with the intervals that they have by themselves: the `MOST_ROWS` with the smallest p-values."""
    shown = comparisons["p"].rank(method="first", na_option="bottom") <= MOST_ROWS
    return comparisons[shown].drop(columns=["kind", "adjusted", "comparisons", *_STATED])


def _what_is_compared(results: Results) -> dict[str, str]:
    """What is compared, by kind: the columns whose groups are, and the period of trends."""
    sizes = {name: largest(results, name)[1] for name in ("outlet", "speaker", "target") if name in results.scores}
    column = next((name for name in ("outlet", "speaker") if sizes.get(name, 0) > 1), "")
    target = "target" if sizes.get("target", 0) > 1 else ""
    period = results.period or ""
    every = {GROUPS: column, TARGETS: target, TREND: period}
    return {kind: what for kind, what in every.items() if what}


def claimed(family: pd.DataFrame) -> pd.Series:
    """Which comparisons are claims: significant after Holm's adjustment, and their interval excludes zero."""
    return (family["p_adjusted"] < LEVEL) & ((family["low"] > 0) | (family["high"] < 0))


def stated(family: pd.DataFrame) -> pd.Series:
    """Which comparisons of a family are stated: the claims, or the largest where there are none.

    The largest is one that labels could show to differ; where they can show none, any.
    """
    chosen = claimed(family)
    if not chosen.any():
        can_tell = family["note"].isna()
        chosen[family.loc[can_tell if can_tell.any() else ~can_tell, "difference"].abs().idxmax()] = True
    return chosen


def _with_stated(results: Results, family: pd.DataFrame, compared: Mapping[str, str]) -> pd.DataFrame:
    """`family` with the intervals of what is stated, at levels that allow for its having been picked.

    Of what is not claimed it is that of all comparisons of its family at once (Bonferroni), which holds zero.
    """
    family = family.reindex(columns=[*_COMPARED, *_STATED])
    family[list(_STATED)] = np.nan
    for _, rows in family.groupby("kind"):
        chosen = stated(rows)
        level = 1 - (1 - results.options.confidence) * int(chosen.sum()) / len(rows)
        wide = _compared(results, compared, replace(results.options, confidence=level))
        wide = wide.rename(columns={"low": "stated_low", "high": "stated_high"}).reindex(columns=[*_STATED, "note"])
        picked = rows.index[chosen]
        family.loc[picked, [*_STATED, "note"]] = wide.loc[picked]
    return family


def _compared(results: Results, compared: Mapping[str, str], options: Options) -> pd.DataFrame:
    """Every comparison of the page, in families: differences between groups, between targets, and trends."""
    parts = [
        _slopes(results, what, options) if kind == TREND else _group_differences(results, kind, what, options)
        for kind, what in compared.items()
    ]
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _group_differences(results: Results, kind: str, column: str, options: Options) -> pd.DataFrame:
    assert results.gold is not None
    return differences(results.scores, results.gold, by=[column], options=options).assign(kind=kind)


def _slopes(results: Results, unit: str, options: Options) -> pd.DataFrame:
    assert results.gold is not None
    table = trend(results.scores, results.gold, over=unit, options=options)
    return table.rename(columns={"slope": "difference"}).assign(kind=TREND, group=unit, other="")


def _overall(results: Results) -> str:
    shares = results.shares().dropna(subset=["share", "low"]).sort_values("share", ascending=False)
    if shares.empty:
        return ""
    verbs = {0: "are " if results.question.scale else "have the label "}
    parts = [
        f"{percent(row.share)} {verbs.get(number, '')}{row.label} (95 % CI {span(row.low, row.high)})"
        for number, row in enumerate(shares.head(MOST_LABELS).itertuples())
    ]
    if rest := len(shares) - len(parts):
        parts.append(f"{many(rest, 'other label')} {percent(shares['share'].iloc[MOST_LABELS])} or less each")
    counted = weighing_of(results)
    if results.options.several:
        counted = "; ".join(filter(None, (f"a {results.item} may have several of these labels, or none", counted)))
    return f"Of all {results.items} {listed(parts)}{f'; {counted}' if counted else ''}."


def _findings(results: Results, family: pd.DataFrame, kind: str, what: str) -> list[Finding]:
    rows = family[family["kind"] == kind] if len(family) else family
    if rows.empty:
        return []
    is_claim = claimed(rows)
    claims = rows[is_claim]
    claims = claims.assign(size=claims["difference"].abs()).sort_values(
        ["p_adjusted", "size"], ascending=[True, False], kind="stable"
    )
    make = _trend_finding if kind == TREND else _group_finding
    if claims.empty:
        return [make(results, rows[stated(rows)].iloc[0], what, shown=False)]
    return [make(results, row, what, shown=True) for _, row in claims.head(MOST_CLAIMS).iterrows()]


def _group_finding(results: Results, row: pd.Series, column: str, *, shown: bool) -> Finding:
    names = [*largest(results, column)[0], row["group"], row["other"]]  # as in the chart of the largest groups
    shares = results.shares([column], results.scores[results.scores[column].isin(names)])
    shares = shares[shares["label"] == row["label"]].set_index(column)
    more, less, sign = (row["group"], row["other"], 1) if row["difference"] >= 0 else (row["other"], row["group"], -1)
    ends = sorted((sign * row["stated_low"], sign * row["stated_high"]))
    pair = shares.loc[[more, less]]
    one, other = (float(share) for share in pair["share"])
    gap = pd.Series({"value": sign * row["difference"], "low": ends[0], "high": ends[1]})
    decimals, adds_up = agreeing(one, other, gap["value"])
    numbers = f"{percent(one, decimals)} against {percent(other, decimals)}"
    where = _where(column)
    largest_one = f"{f'{where} ' if column == 'target' else ''}{more} {numbers} {where} {less}"
    apart = f"difference {points(gap['value'], decimals)}{'' if adds_up else ' before rounding'}"
    interval = f"{apart}, 95 % CI {span(gap['low'], gap['high'], decimals)}"
    if not shown and row["note"] == TOO_FEW:
        words = (
            f"{capitalised(TOO_FEW)} whether {_plural(column)} differ (the largest difference, of “{row['label']}”: "
        )
        words += f"{largest_one})."
        return Finding(words, _detail(row, shown), shown, None, pd.DataFrame())
    if shown:
        words = f"{capitalised(_comparison(results, column, row['label'], more, less))}: {numbers}, {interval}."
    else:
        words = (
            f"No difference between {_plural(column)} could be shown (the largest, of “{row['label']}”: {largest_one}, "
            f"{interval})."
        )
    table = pair.reset_index()[[column, "label", "share", "low", "high", "n", "labelled"]]
    drawing = two_shares([more, less], pair, gap, results.colours[row["label"]], decimals)
    return Finding(words, _detail(row, shown), shown, drawing, table)


def _where(column: str) -> str:
    """How a share is of a group: in an outlet, toward a target."""
    return "toward" if column == "target" else "in"


def _comparison(results: Results, column: str, label: str, more: str, less: str) -> str:
    """Which of two groups has more of a label: labels on a scale are adjectives, others names of things."""
    scale = () if column == "target" else results.question.scale
    if label in (scale[:1] + scale[-1:]):
        return f"{more} is more {label} than {less}"
    if label in scale:
        return f"{more} is more often {label} than {less}"
    return f"“{label}” is more frequent {_where(column)} {more} than {_where(column)} {less}"


def _trend_finding(results: Results, row: pd.Series, unit: str, *, shown: bool) -> Finding:
    value, ends = row["difference"], (row["stated_low"], row["stated_high"])
    if shown and value < 0:  # the word says which way
        ends = (-ends[1], -ends[0])
    interval = f"{_step(abs(value) if shown else value)} a {unit}, 95 % CI {span(*ends, 1)}"
    if not shown and row["note"] == TOO_FEW:
        words = f"{capitalised(TOO_FEW)} whether shares change over time."
    elif shown:
        words = f"The share of “{row['label']}” has {'risen' if value > 0 else 'fallen'}: by {interval}."
    else:
        words = f"No change over time could be shown (the largest, of “{row['label']}”: {interval})."
    shares = results.shares([unit])
    own = shares[shares["label"] == row["label"]]
    drawing = period_panels(own, unit, results)
    few = int(own["share"].isna().sum())
    gaps = f" The line leaves out {few} of {len(own)} {unit}s (grey), which have too few labels." if few else ""
    return Finding(words, _detail(row, shown) + gaps, shown, drawing, own)


def _step(value: float) -> str:
    return points(value, 1)


def _detail(row: pd.Series, shown: bool) -> str:
    family = f"{row['comparisons']:,} {row['family']}"
    if not shown and row["note"] == TOO_FEW:
        what = "change" if row["kind"] == TREND else "difference"
        return f"Allowing for {family}, no {what}, however large, would be shown by four of five studies like this."
    by_itself, adjusted = (p_written(row[name]) for name in ("p", "p_adjusted"))
    both = f"{by_itself}, also" if by_itself == adjusted else f"{by_itself}, and {adjusted}"
    parts = [f"Here {both} adjusted by Holm’s method for {family}"]
    excludes = row["low"] > 0 or row["high"] < 0
    if not shown and excludes:
        parts[0] += ": among so many comparisons one like this may come by chance, so nothing is claimed"
    if (row["stated_low"], row["stated_high"]) != (row["low"], row["high"]):
        parts.append("The interval allows for this one having been picked from the same family")
    if not shown and row["kind"] != TREND and pd.notna(row["detectable"]):
        parts.append(
            f"Had the two differed by {points(row['detectable'])}, four of five studies like this would have shown it"
        )
    return f"{'. '.join(parts)}."


def _plural(column: str) -> str:
    return f"{column}s"
