"""Charts of the report as SVG: they need no script, print sharply and take the page's ink in light and dark.

Every chart is drawn twice, wide for a desk and narrow for a phone; the page shows the one that fits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """One chart as two SVG texts."""

    wide: str
    narrow: str


@dataclass(frozen=True)
class Measure:
    """What a chart shows: the column with it, how it is written, and the axis's span where it is fixed."""

    column: str
    form: str
    span: tuple[float, float] | None = None


SHARE = Measure("share", ".0%")
INDEX = Measure("index", "+.1f", (-1.0, 1.0))


def over_time(frame: pd.DataFrame, period: str, colours: Mapping[str, str], measure: Measure = SHARE) -> Drawing:
    """Lines of each label's `measure` over the column `period`, with bands where ``low`` and ``high`` are known.

    Parameters
    ----------
    frame
        Columns `period` as `annotate.estimation.periods` writes it, ``label``, the measure's and, possibly empty,
        ``low`` and ``high``.
    colours
        A colour for each label, in the order of the legend.
    """
    base = alt.Chart(frame.assign(begins=frame[period].map(begin_of))).encode(
        x=alt.X("begins:T", title=None, axis=alt.Axis(format="%d %b %y", labelOverlap=True)),
        color=_colour(colours),
    )
    line = base.mark_line(point=True, strokeWidth=2).encode(y=_axis(alt.Y, measure.column, measure))
    band = base.mark_area(opacity=0.1).encode(y=_axis(alt.Y, "low", measure), y2="high:Q")
    layers = [band, line] if frame["low"].notna().any() else [line]
    return _drawn(alt.layer(*layers), height=260)


def by_group(frame: pd.DataFrame, group: str, colours: Mapping[str, str], measure: Measure = SHARE) -> Drawing:
    """Points of each label's `measure` for each value of the column `group`, with intervals where they are known.

    Parameters
    ----------
    frame
        Columns `group`, ``label``, the measure's, ``low``, ``high``, in the order in which the groups shall stand.
    """
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


def palette(labels: Sequence[str], known: Mapping[str, str]) -> dict[str, str]:
    """A colour for each label: the scheme's where it has one, else one that the colour-blind can tell from the others.

    The palette is Okabe and Ito's (https://jfly.uni-koeln.de/color/).
    """
    spare = iter(["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#7a7a00", "#555555"] * len(labels))
    return {label: known.get(label) or next(spare) for label in labels}
