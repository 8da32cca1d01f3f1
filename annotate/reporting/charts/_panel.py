"""Outlets by period: a table of tiles for each label that is worth it."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pandas as pd

from annotate.columns import months_of
from annotate.estimation.periods import with_groups
from annotate.reporting._dates import QUARTER, axis_labels, every_period, names_by_content, period_in_words, quarter_of
from annotate.reporting._results import FEWEST_WITH_A_SHARE, Results
from annotate.reporting._wording import listed, percent, span
from annotate.reporting.charts._by_group import largest
from annotate.reporting.charts._drawing import (
    PAGE_INK,
    Canvas,
    Chart,
    Drawing,
    Spec,
    field,
    label_colour,
    mark,
    panels,
    rows_axis,
    words,
)
from annotate.reporting.charts._marks import TOO_FEW, drawable, marked
from annotate.reporting.charts._tile_text import text_on

_UNITS = ("month", QUARTER, "year")
_MOST_PERIODS = 24
_PULLED = (
    " Tiles have too few labels of their own, so that each share is pulled towards the others (partial "
    "pooling): what stands out may stand out more in truth, and intervals hold on average over the tiles."
)
_WIDEST = 0.4
"""Half of the intervals of tiles pulled towards each other must be at most this wide, or colours would show chance."""
_MOST_BESIDE = 5
"""With more periods the labels stand below each other."""


def outlets_by_period(results: Results) -> Chart | None:
    """Shares of each outlet in each month, quarter or year, whichever is the finest with enough labels.

    Where even years have too few, shares are pulled towards each other; None where labels do not suffice for that,
    either, or there are not two outlets and two months.
    """
    names, count = largest(results, "outlet")
    months = months_of(results.scores["published"])
    if count < 2 or months.nunique() < 2:
        return None
    rows = results.scores.assign(**{QUARTER: quarter_of(months)})[results.scores["outlet"].isin(names)]
    for unit in _UNITS:
        shares = results.shares(["outlet", unit], rows)
        if shares[unit].nunique() > _MOST_PERIODS or shares["share"].notna().mean() < FEWEST_WITH_A_SHARE:
            continue
        if shares[unit].nunique() < 2:
            break
        return _chart(shares, unit, results, names, months)
    for unit in _UNITS:
        if not 2 <= with_groups(rows, [unit])[unit].nunique() <= _MOST_PERIODS:
            continue
        pulled = results.pooled_shares(["outlet", unit], rows)
        if pulled is not None and (pulled["high"] - pulled["low"]).median() <= _WIDEST:
            return _chart(pulled, unit, results, names, months)
    return None


def _chart(shares: pd.DataFrame, unit: str, results: Results, largest_first: list[str], months: pd.Series) -> Chart:
    named = names_by_content(list(shares[unit].unique()), list(months.dropna().unique()))
    below = "" if shares["low"].isna().all() else ", below it, where there is room, its 95 % interval"
    caption = f"Share of a label, in per cent, in each outlet and {unit}{below}; the stronger the colour, the larger."
    if "own" in shares:
        caption += _PULLED
    elif unit != _UNITS[0]:
        caption += f" There are too few labels for shares by month, so {unit}s are shown."
    order = [name for name in largest_first if name in set(shares["outlet"])]
    if "own" in shares and len(shares[["outlet", unit]].drop_duplicates()) < len(order) * shares[unit].nunique():
        caption += " An empty tile has no coverage."
    if shares["share"].isna().any():
        caption += f" A dash stands where there are {TOO_FEW}, an empty tile where there is no coverage."
    if left_out := [label for label in results.labels if label not in results.telling_labels]:
        caption += f" {_without(left_out)}"
    if named:
        caption += (
            f" A {unit} without coverage in some of its months is named by the others: {listed([*named.values()])}."
        )
    title = "By outlet and period" if named else f"By outlet and {unit}"
    table = shares.assign(**{unit: [named.get(one, one) for one in shares[unit]]}) if named else shares
    table = table.rename(columns={unit: "period"}) if named else table
    return Chart("panel", title, caption, _drawing(shares, unit, order, results, named), table)


def _without(labels: list[str]) -> str:
    """That labels in the middle of the scale have no tiles, and where their shares are."""
    quoted = listed([f"“{label}”" for label in labels])
    return f"There are no tiles of {quoted}: its share is what the others leave of 100 %, and is in the table below."


def _drawing(shares: pd.DataFrame, unit: str, order: list[str], results: Results, named: Mapping[str, str]) -> Drawing:
    """Tiles of outlets by periods, a panel for each label; stronger colours where the share is larger."""
    labels = [label for label in results.telling_labels if label in set(shares["label"])]
    rows = shares[shares["label"].isin(labels)]
    periods = every_period(list(rows[unit]), unit)
    in_words = {one: named.get(one) or period_in_words(one) for one in map(str, rows[unit].unique())}
    rows = marked(rows, lambda row: f"{row['outlet']}, {in_words[str(row[unit])]}, {row['label']}")
    top = float(rows["share"].max())
    depth = (rows["share"].astype(float) / top).fillna(0) if top else rows["share"].fillna(0).astype(float)
    depth = 0.06 + 0.84 * depth
    tiles = list(zip(rows["label"].map(results.colours), depth, strict=True))
    rows = rows.assign(
        outlet=rows["outlet"].astype("str"),
        position=rows[unit].map(periods.index).astype("str"),
        depth=depth,
        on_paper=[text_on(*tile, turning=False) for tile in tiles],
        on_page=[text_on(*tile, turning=True) for tile in tiles],
        value=[percent(share).removesuffix(" %") for share in rows["share"].astype(float)],
        interval=[
            "" if pd.isna(low) else span(low, high).replace(" to ", "–")
            for low, high in zip(rows["low"], rows["high"], strict=True)
        ],
    )
    drawn = drawable(
        rows, ["label", "outlet", "position", "depth", "value", "interval", "words", "on_paper", "on_page"]
    )
    colours = {label: results.colours[label] for label in labels}
    positions = [str(number) for number in range(len(periods))]

    def build(canvas: Canvas, plot: float) -> Spec:
        across = 1 if canvas.narrow or len(periods) > _MOST_BESIDE else 2
        width = plot / across
        tile = width / len(periods)
        roomy = tile > canvas.size * 3.2
        step = max(1, -(-int(canvas.size * 2.6) // max(1, int(tile))))
        names = json.dumps(axis_labels(periods, range(0, len(periods), step), named))
        axis = {"labelExpr": f"{names}[+datum.value]", "values": positions[::step], "labelAngle": 0, "aria": False}
        axis |= {"domain": False, "ticks": False}
        x = field("position", "nominal", sort=positions, axis=axis, scale={"domain": positions, "padding": 0.04})
        place = {"x": x, "y": rows_axis(order, canvas, "outlet") | {"scale": {"padding": 0.06}}}
        ink = field("on_page" if canvas.ink == PAGE_INK else "on_paper", "nominal", scale=None)
        shade = {"color": label_colour(colours), "opacity": field("depth", scale=None), "description": words()}
        text = place | {"text": field("value", "nominal"), "color": ink}
        small = canvas.size - 3
        layers = [mark("rect", place | shade)]
        if roomy:
            layers.append(mark("text", text, dy=-small / 2, fontWeight="bold"))
            layers.append(mark("text", text | {"text": field("interval", "nominal")}, dy=small * 0.75, fontSize=small))
        else:
            layers.append(mark("text", text))
        spec = {"layer": layers, "width": width, "height": {"step": canvas.size * (2.9 if roomy else 1.9)}}
        return panels(spec, drawn, labels, across)

    return Drawing(build, names=order)
