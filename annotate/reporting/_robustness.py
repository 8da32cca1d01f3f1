"""Whether findings hold where what they are based on is treated differently: model, annotators, near-duplicates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from annotate.estimation.differences import TOO_FEW
from annotate.estimation.robustness.sensitivity import (
    AS_ESTIMATED,
    UNLABELLED,
    OtherScores,
    labels_learned,
    variants,
    worst_case,
)
from annotate.learn.models.trained_model import LearnedFrom
from annotate.reporting._cells import grid
from annotate.reporting._quality import Facts
from annotate.reporting._results import Results
from annotate.reporting._wording import capitalised, listed, percent, points, signed, span
from annotate.reporting.findings import Findings, comparisons_of

_SLOPES = "trend"
_BOUNDED = (
    " Of drawn {items} without a label only the ends are known: the lower if none of them has the label, the upper "
    "if all have; that is the worst case for the shares, and none is computed for comparisons."
)
_MOST = 6
"""So many comparisons are shown, those with the smallest p-values."""


def robustness_of(results: Results, findings: Findings, others: Mapping[str, OtherScores]) -> Facts | None:
    """The shares and stated comparisons in every variant; None where no labels correct the shares."""
    if results.gold is None or not results.estimator.uses_labels:
        return None
    again = {
        one.name: replace(results, scores=one.scores, gold=one.gold, options=one.options, _estimated={})
        for one in variants(results.scores, results.gold, results.options, others)
    }
    again[AS_ESTIMATED] = results  # which knows its shares already
    shares = {name: own.shares().set_index("label") for name, own in again.items()}
    stated = findings.comparisons[findings.comparisons["stated_low"].notna()]
    stated = stated.sort_values("p", kind="stable").head(_MOST)
    compared = {
        name: _indexed(findings.comparisons if name == AS_ESTIMATED else comparisons_of(own, results))
        for name, own in (again.items() if len(stated) else ())
    }
    rows = [_share_row(results, *one) for one in shares.items()]
    bounds = worst_case(results.scores, results.gold, (), results.options)
    if bounds is not None:
        rows.append(_share_row(results, UNLABELLED, bounds.set_index("label")))
    tables = [("Shares", grid(["variant", *results.labels], rows))]
    for _, row in stated.iterrows():
        tables.append((capitalised(_contrast_name(row)), grid(["variant", "points", "95 % CI"], _lines(row, compared))))
    words = _words(shares, stated, compared) + (_BOUNDED.format(items=results.items) if bounds is not None else "")
    words += _learned(results.gold, results.options.learned, others)
    return Facts("Robustness", words, tables)


def _learned(gold: pd.DataFrame, own: LearnedFrom, others: Mapping[str, OtherScores]) -> str:
    """Which of the labels each model learned from, where other models are compared."""
    if not others:
        return ""
    every = {"the model of this page": labels_learned(gold, own if own != LearnedFrom() else None)}
    every |= {name: labels_learned(gold, one.learned) for name, one in others.items()}
    known = [f"{name} learned from {count:,}" for name, count in every.items() if count is not None]
    unknown = [name for name, count in every.items() if count is None]
    words = ""
    if known:
        words += f" Of the {len(gold):,} labels {listed(known)}; for these, predictions of models that had not seen "
        words += "them are corrected, or they count for themselves alone."
    if unknown:
        words += f" What {listed(unknown)} learned from is not known here: labels that a model learned from flatter it."
    return words


def _indexed(table: pd.DataFrame) -> pd.DataFrame:
    keys = ["kind", "group", "other", "label"]
    return table.set_index(keys) if len(table) else pd.DataFrame(columns=["difference", "low", "high"])


def _share_row(results: Results, name: str, shares: pd.DataFrame) -> list[str]:
    rows = [shares.loc[label] for label in results.labels]
    ends = [f"({span(row['low'], row['high'], 1)})" for row in rows]
    cells = [
        end if pd.isna(row["share"]) else f"{percent(row['share'], 1)} {end}"
        for row, end in zip(rows, ends, strict=True)
    ]
    return [name, *(cell.replace(" %", "\u00a0%").replace(" to ", "\u00a0to\u00a0") for cell in cells)]


def _lines(row: pd.Series, compared: Mapping[str, pd.DataFrame]) -> list[list[str]]:
    """A comparison in every variant, each with the interval that it has by itself."""
    decimals, lines = 1 if row["kind"] == _SLOPES else 0, []
    for name, table in compared.items():
        own = _same(row, table)
        if own is None:
            lines.append([name, "–", "too few labels"])
        else:
            low, high = (-own["high"], -own["low"]) if _turned(row) else (own["low"], own["high"])
            value = (-1 if _turned(row) else 1) * own["difference"]
            ends = span(low, high, decimals).replace(" to ", "\u00a0to\u00a0")
            ends = TOO_FEW if own["note"] == TOO_FEW else ends
            lines.append([name, signed(100 * value, decimals), ends])
    return lines


def _same(row: pd.Series, table: pd.DataFrame) -> pd.Series | None:
    key = (row["kind"], row["group"], row["other"], row["label"])
    return table.loc[key] if key in table.index else None


def _contrast_name(row: pd.Series) -> str:
    if row["kind"] == _SLOPES:
        return f"{row['label']}, change a {row['group']}"
    more, less = (row["other"], row["group"]) if _turned(row) else (row["group"], row["other"])
    return f"{row['label']}, {more} − {less}"


def _turned(row: pd.Series) -> bool:
    """Whether a difference is shown the other way round, so that it is positive as the findings say it."""
    return bool(row["kind"] != _SLOPES and row["difference"] < 0)


def _words(shares: Mapping[str, pd.DataFrame], stated: pd.DataFrame, compared: Mapping[str, pd.DataFrame]) -> str:
    """How far the numbers move, and which comparisons change their sign."""
    base = shares[AS_ESTIMATED]["share"].astype(float)
    moved = max((table["share"].astype(float) - base).abs().max() for table in shares.values())
    words = [
        "Everything again with one thing treated differently: without the model, without labels that annotators "
        "disagreed on, with near-duplicates once, with another model, as far as there are such. Intervals are those of "
        "single comparisons.",
        f"Shares move by up to {points(float(moved), 1)}.",
    ]
    if not compared:
        return " ".join(words)
    turned = [
        f"{_contrast_name(row)} ({name})"
        for _, row in stated.iterrows()
        for name, table in compared.items()
        if (own := _same(row, table)) is not None and own["difference"] * row["difference"] < 0
    ]
    if turned:
        words.append(f"These have the opposite sign: {listed(turned)}.")
    else:
        words.append("What the findings compare has the same sign throughout.")
    return " ".join(words)
