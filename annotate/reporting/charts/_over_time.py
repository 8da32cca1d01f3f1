"""Shares over time: a panel for each label, gaps left open and explained."""

from __future__ import annotations

import json

import pandas as pd

from annotate.estimation.periods import fitting_period
from annotate.reporting._dates import axis_labels, every_period, period_in_words, spaced
from annotate.reporting._results import Results
from annotate.reporting._wording import capitalised, listed, percent
from annotate.reporting.charts._drawing import (
    REFERENCE_DASH,
    Canvas,
    Chart,
    Drawing,
    Spec,
    at_most_one,
    columns,
    field,
    label_colour,
    mark,
    panels,
    share_axis,
    value,
    words,
)
from annotate.reporting.charts._marks import TOO_FEW, drawable, marked, why_no_chart

_MOST_NAMED = 4
"""Up to this many periods of a gap are named; of more, only the number is given."""
_MOST_BARS = 20
"""With more periods a band replaces the bars of the intervals, but for those with a gap on either side."""
_MOST_PANELS = 3
"""Panels side by side."""
_STRIP = {"opacity": 0.07}
_DRAWN = ["label", "position", "share", "low", "high", "alone_low", "alone_high", "words", "begin", "end", "value"]
_DRAWN += ["overall"]
_BESIDE = {"align": "left", "dx": 7, "fontWeight": "bold"}


def shares_over_time(results: Results) -> Chart | None:
    """The share of each label by week or month; None if all dates are in one month."""
    unit = results.period
    if unit is None:
        return None
    shares = results.shares([unit])
    if shares["share"].isna().all():
        return Chart(unit, f"By {unit}", why_no_chart(shares, unit, results.options.least), None, shares)
    caption = f"A panel for each label, a point for each {unit}; the dashed line is the share in all of the coverage."
    if unit != fitting_period(results.scores["published"]):
        caption += f" There are too few labels for shares by week, so {unit}s are shown."
    caption += _gaps(shares, unit)
    return Chart(unit, f"By {unit}", caption, period_panels(shares, unit, results), shares)


def period_panels(shares: pd.DataFrame, unit: str, results: Results) -> Drawing:
    """A panel for each label of `shares` by the period `unit`."""
    periods = every_period(list(shares[unit]), unit)
    overall = results.shares().set_index("label")["share"]
    labels = [label for label in results.labels if label in set(shares["label"])]
    colours = {label: results.colours[label] for label in labels}
    grid = pd.MultiIndex.from_product([labels, periods], names=["label", unit]).to_frame(index=False)
    rows = marked(shares, lambda row: f"{capitalised(period_in_words(str(row[unit])))}, {row['label']}")
    rows = grid.merge(rows, on=["label", unit], how="left")
    last = rows["share"].notna() & ~rows[rows["share"].notna()].duplicated("label", keep="last").reindex(
        rows.index, fill_value=True
    )
    rows = rows.assign(
        position=rows[unit].map(periods.index),
        words=rows["words"].fillna(rows[unit].map(period_in_words) + ": no coverage"),
        value=[percent(share) if is_last else "" for share, is_last in zip(rows["share"], last, strict=True)],
        overall=rows["label"].map(overall).astype(float).where(~rows["label"].duplicated()),
    )
    missing, alone = rows["share"].isna(), _stands_alone(rows)
    rows = rows.assign(
        begin=(rows["position"] - 0.5).where(missing),
        end=(rows["position"] + 0.5).where(missing),
        alone_low=rows["low"].where(alone),
        alone_high=rows["high"].where(alone),
    )
    drawn = drawable(rows, _DRAWN)
    most = at_most_one(rows["high"].fillna(rows["share"]).astype(float), 1.02)

    def build(canvas: Canvas, plot: float) -> Spec:
        across = columns(canvas, min(len(labels), _MOST_PANELS))
        ticks = spaced(len(periods), max(2, int(plot // (canvas.size * 3.2))))
        end = len(periods) - 0.5 + 2.6 * canvas.size * len(periods) / plot  # room for the last value
        names = json.dumps(axis_labels(periods, ticks))
        axis = {"values": ticks, "labelExpr": f"{names}[datum.value]", "grid": False, "aria": False}
        axis |= {"labelOverlap": False}  # or a tick that has the year might lose its words
        x = field("position", axis=axis, scale={"domain": [-0.5, end], "nice": False})
        own, ink = {"x": x, "color": label_colour(colours)}, {"x": x, "color": value(canvas.ink)}
        line = {"y": share_axis("overall", most=most)}
        gap = {"x": x | {"field": "begin"}, "x2": {"field": "end"}, "color": value(canvas.ink), "description": words()}
        layers = [
            mark("rect", gap, **_STRIP),
            mark("rule", line, strokeDash=REFERENCE_DASH, opacity=0.6, color=canvas.ink),
            *_intervals(own, len(periods), plot),
            mark("line", own | {"y": field("share")}, strokeWidth=1.5),
            mark("point", own | {"y": field("share"), "description": words()}, filled=True, size=45, opacity=1),
            mark("text", ink | {"y": field("share"), "text": field("value", "nominal")}, **_BESIDE),
        ]
        spec = {"layer": layers, "width": plot, "height": max(130, canvas.size * 13)}
        return panels(spec, drawn, labels, across)

    return Drawing(build, min(len(labels), _MOST_PANELS))


def _intervals(encoding: Spec, periods: int, plot: float) -> list[Spec]:
    """The layers of the intervals: bars, or a band where many periods share a panel `plot` wide."""
    thick = {"opacity": 0.3, "strokeWidth": min(7, max(2.5, plot / periods / 3))}
    band = encoding | {"y": field("low"), "y2": {"field": "high"}}
    if periods <= _MOST_BARS:
        return [mark("rule", band, **thick)]
    bars = encoding | {"y": field("alone_low"), "y2": {"field": "alone_high"}}
    return [mark("area", band, opacity=0.2), mark("rule", bars, **thick)]


def _stands_alone(rows: pd.DataFrame) -> pd.Series:
    """Which rows have an interval that the periods before and after have not: a band of them has no width."""
    there = rows["low"].notna()
    beside = there.groupby(rows["label"], sort=False)
    return there & ~beside.shift(1, fill_value=False) & ~beside.shift(-1, fill_value=False)


def _gaps(shares: pd.DataFrame, unit: str) -> str:
    """Why there are periods without a share."""
    few = sorted(set(shares.loc[shares["share"].isna(), unit].astype("str")))
    none = [one for one in every_period(list(shares[unit]), unit) if one not in set(shares[unit])]
    reasons = [f"{_listed_periods(gap, unit)} ({why})" for gap, why in ((few, TOO_FEW), (none, "no coverage")) if gap]
    return f" A grey strip marks where there is no share: {listed(reasons)}." if reasons else ""


def _listed_periods(periods: list[str], unit: str) -> str:
    if len(periods) > _MOST_NAMED:
        return f"{len(periods)} {unit}s"
    return listed([period_in_words(one) for one in periods])
