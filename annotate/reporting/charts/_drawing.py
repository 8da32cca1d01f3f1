"""Building blocks of charts: SVG without scripts, in the page's text colour in light and dark mode.

Every chart is drawn twice, wide for a desktop and narrow for a phone; the page shows the one that fits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

from annotate.estimation.periods import begin_of

WIDTHS = {"wide": 760, "narrow": 320}
_INK = "currentColor"


@dataclass(frozen=True)
class Drawing:
    """A chart as two SVG documents."""

    wide: str
    narrow: str


@dataclass(frozen=True)
class Chart:
    """A section of the page.

    Attributes
    ----------
    id, title
        Its anchor and its heading.
    words
        A description of what it shows, also for screen readers.
    drawing
        None if there is nothing to draw; the words and the table then say why.
    table
        The numbers behind it.
    """

    id: str
    title: str
    words: str
    drawing: Drawing | None
    table: pd.DataFrame


@dataclass(frozen=True)
class Measure:
    """The quantity a chart shows: its column, its number format, and the range of the axis if it is fixed."""

    column: str
    form: str
    span: tuple[float, float] | None = None


SHARE = Measure("share", ".0%")
INDEX = Measure("index", "+.1f", (-1.0, 1.0))


def lines(frame: pd.DataFrame, period: str, colours: Mapping[str, str], measure: Measure) -> Drawing:
    """Lines of each label's `measure` over the column `period`, with bands if ``low`` and ``high`` are known.

    Parameters
    ----------
    frame
        Columns `period` as `annotate.estimation.periods` writes it, ``label``, the measure's and, possibly empty,
        ``low`` and ``high``.
    colours
        A colour for each label, in the order of the legend.
    """
    colours = _used(frame, colours)
    base = alt.Chart(frame.assign(begins=frame[period].map(begin_of))).encode(
        x=alt.X("begins:T", title=None, axis=alt.Axis(format="%d %b %y", labelOverlap=True)),
        color=_colour(colours),
    )
    line = base.mark_line(point=True, strokeWidth=2).encode(y=_axis(alt.Y, measure.column, measure))
    band = base.mark_area(opacity=0.1).encode(y=_axis(alt.Y, "low", measure), y2="high:Q")
    layers = [band, line] if frame["low"].notna().any() else [line]
    return _drawn(alt.layer(*layers), height=260)


def points(frame: pd.DataFrame, group: str, colours: Mapping[str, str], measure: Measure) -> Drawing:
    """Points of each label's `measure` for each value of the column `group`, with intervals if they are known.

    Parameters
    ----------
    frame
        Columns `group`, ``label``, the measure's, ``low``, ``high``, in the order in which the groups are drawn.
    """
    colours = _used(frame, colours)
    order = list(dict.fromkeys(frame[group]))
    base = alt.Chart(frame).encode(
        y=alt.Y(f"{group}:N", title=None, sort=order, axis=alt.Axis(labelLimit=130)),
        yOffset=alt.YOffset("label:N", sort=list(colours)),
        color=_colour(colours),
    )
    point = base.mark_point(filled=True, size=55, opacity=1).encode(x=_axis(alt.X, measure.column, measure))
    whisker = base.mark_rule(strokeWidth=2).encode(x=_axis(alt.X, "low", measure), x2="high:Q")
    layers = [whisker, point] if frame["low"].notna().any() else [point]
    return _drawn(alt.layer(*layers), height={"step": 16})


def _used(frame: pd.DataFrame, colours: Mapping[str, str]) -> Mapping[str, str]:
    there = set(frame["label"])
    return {label: colour for label, colour in colours.items() if label in there}


def _axis(channel: Any, column: str, measure: Measure) -> Any:
    scale = alt.Scale(domain=list(measure.span)) if measure.span else alt.Scale(zero=True)
    return channel(f"{column}:Q", title=None, axis=alt.Axis(format=measure.form, tickCount=5), scale=scale)


def _colour(colours: Mapping[str, str]) -> alt.Color:
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return alt.Color(
        "label:N", title=None, scale=scale, legend=alt.Legend(orient="top", columnPadding=18, symbolOpacity=1)
    )


def _drawn(chart: Any, height: Any) -> Drawing:
    svgs = {}
    for size, width in WIDTHS.items():
        drawn = chart.properties(width=width - 170 if isinstance(height, dict) else width - 80, height=height)
        svgs[size] = vl_convert.vegalite_to_svg(_styled(drawn).to_dict())
    return Drawing(**svgs)


def _styled(chart: Any) -> Any:
    font = "Arial, Helvetica, sans-serif"
    axis: Mapping[str, Any] = {
        "labelColor": _INK,
        "titleColor": _INK,
        "domainColor": _INK,
        "tickColor": _INK,
        "gridColor": _INK,
        "gridOpacity": 0.15,
        "labelFontSize": 12,
    }
    return (
        chart.configure(background="transparent", font=font, padding={"left": 16, "right": 16, "top": 4, "bottom": 4})
        .configure_axis(**axis)
        .configure_legend(labelColor=_INK, labelFontSize=13, symbolType="circle")
        .configure_view(stroke=None)
    )
