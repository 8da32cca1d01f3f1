"""The charts of the report, each a section of the page: what it shows in words, drawn twice, as a table and as CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from annotate.estimation.aggregates import VALUES, aggregate
from annotate.estimation.counting import countable, counted, fitting_period
from annotate.estimation.shares import estimate, index
from annotate.reporting.charts import drawing as charts

_MOST_GROUPS = 12


@dataclass(frozen=True)
class View:
    """What every part of the page is made from."""

    scores: pd.DataFrame
    question: str
    gold: pd.DataFrame | None
    estimating: Mapping[str, Any]
    colours: Mapping[str, str]

    @property
    def labels(self) -> list[str]:
        """The labels in the model's order."""
        return list(self.colours)

    def shares(self, by: Sequence[str] = (), rows: pd.DataFrame | None = None) -> pd.DataFrame:
        """Corrected shares where there are people's labels, counted ones where there are none."""
        scores = self.scores if rows is None else rows
        if self.gold is None or self.gold.empty:
            return counted(scores, by)
        return estimate(scores, self.gold, by=list(by), question=self.question, **self.estimating)

    def index(self, by: Sequence[str] = (), rows: pd.DataFrame | None = None) -> pd.DataFrame:
        """The index from corrected shares where there are people's labels, from counted ones where there are none."""
        scores = self.scores if rows is None else rows
        if self.gold is None or self.gold.empty:
            return aggregate(scores, by)
        # Small groups are withheld from the index even where the shares pool them.
        options = {name: value for name, value in self.estimating.items() if name != "small"}
        return index(scores, self.gold, by=list(by), question=self.question, **options)


def drawn(view: View) -> list[dict[str, Any]]:
    """The sections for which the scores have enough: over time, by outlet, by speaker, and the index."""
    found = (_over_time(view), _by(view, "outlet"), _by(view, "speaker"), _index(view))
    return [section for section in found if section]


def _over_time(view: View) -> dict[str, Any] | None:
    unit = fitting_period(view.scores["published"])
    if unit is None:
        return None
    shares = view.shares([unit])
    words = f"Share of each label, a {unit} at a time; a point stands at the day its {unit} begins."
    return _chart(unit, f"By {unit}", words, charts.over_time(shares, unit, view.colours), shares)


def _by(view: View, column: str) -> dict[str, Any] | None:
    sizes = countable(view.scores)[column].value_counts()
    if len(sizes) < 2:
        return None
    names = list(sizes.index[:_MOST_GROUPS])
    shares = view.shares([column], view.scores[view.scores[column].isin(names)])
    shares = shares.sort_values(column, key=lambda given: given.map(names.index), kind="stable")
    words = f"Share of each label; the {column} with the most sentences stands first."
    if len(sizes) > len(names):
        words += f" Shown are {len(names)} of {len(sizes)}."
    known = shares.dropna(subset=["share"])
    if len(known) < len(shares):
        words += f" A {column} with too few labelled sentences has no share; the table says how many it would need."
    drawing = charts.by_group(known, column, view.colours) if len(known) else charts.Drawing("", "")
    return _chart(column, f"By {column}", words, drawing, shares)


def _index(view: View) -> dict[str, Any] | None:
    """From -1, all critical, to +1, all conciliatory; only where every label has a place between them."""
    if not set(view.labels) <= set(VALUES):
        return None
    by = next((c for c in ("outlet", "speaker") if countable(view.scores)[c].nunique() > 1), None)
    if by is None:
        return None
    overall = view.index().iloc[0]
    sizes = countable(view.scores)[by].value_counts()
    names = list(sizes.index[:_MOST_GROUPS])
    groups = view.index([by], view.scores[view.scores[by].isin(names)])
    groups = groups.sort_values("n", ascending=False, kind="stable").assign(label="index")
    known = groups.dropna(subset=["index"])
    colours = {"index": charts.palette(["index"], {})["index"]}
    drawing = charts.by_group(known, by, colours, charts.INDEX) if len(known) else charts.Drawing("", "")
    words = _index_words(overall, by, len(groups) - len(known))
    return _chart("index", "Index", words, drawing, groups.drop(columns="label"))


def _index_words(overall: Any, by: str, withheld: int) -> str:
    words = "From −1, every sentence critical, to +1, every sentence conciliatory. "
    words += (
        "Overall it is withheld: too few labelled sentences. "
        if pd.isna(overall["index"])
        else f"Overall {overall['index']:+.2f}{_range(overall)}. "
    )
    if "labelled" not in overall:
        return words + "The intervals say how it would vary with other articles; the model's errors are still in it."
    words += "Corrected for the model's errors like the shares; the intervals are 95 %, clustered by article."
    if withheld:
        words += f" A {by} with too few labelled sentences has no index; the table says how many it would need."
    return words


def _range(row: Any) -> str:
    return "" if pd.isna(row["low"]) else f" ({row['low']:+.2f} to {row['high']:+.2f})"


def _chart(name: str, title: str, words: str, drawing: charts.Drawing, shares: pd.DataFrame) -> dict[str, Any]:
    return {
        "id": name,
        "title": title,
        "words": words,
        "alt": f"Chart: {words} The numbers are in the table below it.",
        "wide": drawing.wide,
        "narrow": drawing.narrow,
        "table": cells_of(shares),
        "csv": shares.to_csv(index=False),
    }


def cells_of(shares: pd.DataFrame) -> dict[str, Any]:
    """The cells of a table of shares as a reader wants them: percentages, and no column that is empty."""
    shown = shares.dropna(axis="columns", how="all")
    shares_in = {c for c in shown.columns if c == "naive" or str(c).startswith("share")}
    shares_in |= {"low", "high"} if "share" in shown else set()
    cells = [
        [percent(v) if c in shares_in and not pd.isna(v) else cell(v) for c, v in zip(shown.columns, row, strict=True)]
        for row in shown.itertuples(index=False)
    ]
    return grid(list(shown.columns), cells)


def grid(columns: Sequence[str], cells: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """A table as the page's template takes it."""
    return {"columns": list(columns), "cells": cells}


def percent(share: float) -> str:
    """A share as a reader sees it."""
    return f"{100 * share:.1f} %"


def cell(value: Any) -> str:
    """Any value of a table as a reader sees it."""
    if pd.isna(value):
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
