"""The chart behind a finding: two shares with their intervals, and beside them their difference."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from annotate.reporting._wording import percent, points, signed, span
from annotate.reporting.charts._drawing import (
    Canvas,
    Drawing,
    Spec,
    at_most_one,
    field,
    mark,
    rows_axis,
    share_axis,
    value,
    words,
)
from annotate.reporting.charts._marks import drawable


def two_shares(
    names: Sequence[str], shares: pd.DataFrame, difference: pd.Series, colour: str, decimals: int
) -> Drawing:
    """Two groups' shares of one label and their difference.

    Parameters
    ----------
    names
        The groups, the larger share first.
    shares
        A row for each with ``share``, ``low`` and ``high``.
    difference
        With ``value``, ``low`` and ``high``.
    decimals
        Of what is written beside the marks.
    """
    rows = (
        shares[["share", "low", "high"]]
        .astype(float)
        .assign(
            group=list(names),
            value=[percent(share, decimals) for share in shares["share"]],
            words=[
                f"{name}: {percent(row.share, decimals)} (95 % CI {span(row.low, row.high, decimals)})"
                for name, row in zip(names, shares.itertuples(), strict=True)
            ],
        )
    )
    size, low, high = (100 * float(difference[name]) for name in ("value", "low", "high"))
    gap = {"group": "Difference", "size": size, "low": low, "high": high, "text": signed(size, decimals)}
    gap["words"] = f"Difference: {points(size / 100, decimals)} (95 % CI {span(low, high, decimals, 1)})"
    drawn = drawable(rows, ["group", "share", "low", "high", "value", "words"])
    most = at_most_one(rows["high"], 1.2)
    reach = max(abs(low), abs(high)) * 1.15
    ends = [min(0.0, low) - reach * 0.08, max(0.0, high) + reach * 0.2]

    def build(canvas: Canvas, plot: float) -> Spec:
        left, right = (plot, plot) if canvas.narrow else (plot * 1.15, plot * 0.85)
        step = {"step": canvas.size * 1.8}
        ink = {"color": value(canvas.ink)}
        own = {"y": rows_axis(names, canvas), "color": value(colour)}
        shares_side = [
            mark(
                "rule", own | {"x": share_axis("low", most=most), "x2": {"field": "high"}}, strokeWidth=6, opacity=0.3
            ),
            mark("point", own | {"x": field("share"), "description": words()}, filled=True, size=70, opacity=1),
            mark("text", own | ink | {"x": field("high"), "text": field("value", "nominal")}, align="left", dx=6),
        ]
        other = {"y": rows_axis(["Difference"], canvas), **ink}
        axis = {"tickCount": 4, "labelExpr": "datum.value == 0 ? '0' : format(datum.value, '+d')", "aria": False}
        x = field("low", axis=axis, scale={"domain": ends, "nice": False})
        gap_side = [
            mark("rule", other | {"x": x, "x2": {"field": "high"}}, strokeWidth=6, opacity=0.3),
            mark("rule", {"x": {"datum": 0, "type": "quantitative"}}, color=canvas.ink, opacity=0.6),
            mark("point", other | {"x": field("size"), "description": words()}, filled=True, size=70, opacity=1),
            mark("text", other | {"x": field("high"), "text": field("text", "nominal")}, align="left", dx=6),
        ]
        pair = [
            {"data": {"values": drawn}, "layer": shares_side, "width": left, "height": step},
            {"data": {"values": [gap]}, "layer": gap_side, "width": right, "height": step},
        ]
        return {"vconcat" if canvas.narrow else "hconcat": pair}

    return Drawing(build, 2, [*names, "Difference"])
