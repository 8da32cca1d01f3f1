"""Building blocks of charts: SVG without scripts, in a page's or a journal's width and font.

A chart is built for a `Canvas` when it is drawn. Its width comes out exact: it is drawn, measured, and drawn again.
Marks with a ``description`` carry these words as their name, for screen readers and as the page's tooltip.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import vl_convert

_WIDTH = re.compile(r'<svg [^>]*?width="([\d.]+)"')
SHARE_LABELS = "format(100 * datum.value, '.0f') + ' %'"
REFERENCE_DASH = [3, 3]
PAGE_INK = "currentColor"
"""The ink of the page, which is dark on light paper and light on dark."""


@dataclass(frozen=True)
class Canvas:
    """What a chart is drawn on.

    Attributes
    ----------
    width
        In CSS pixels (96 per inch).
    size
        Of the font, in pixels.
    ink
        The colour of text and axes.
    narrow
        Whether panels stand below each other.
    """

    width: float
    size: float = 13
    font: str = "Helvetica Neue, Arial, Liberation Sans, DejaVu Sans, sans-serif"
    ink: str = PAGE_INK
    narrow: bool = False


WIDE, NARROW = Canvas(912), Canvas(350, narrow=True)
"""The page on a desk and on a phone."""

Build = Callable[[Canvas, float], Any]
"""Gives a chart in Vega-Lite for a canvas, each of its panels of the width passed."""

Spec = dict[str, Any]
"""A part of a chart in Vega-Lite (https://vega.github.io/vega-lite/docs/)."""


@dataclass(frozen=True)
class Drawing:
    """A chart that can be drawn on any canvas.

    Attributes
    ----------
    panels
        How many of them stand beside each other where there is room.
    names
        What its rows are called, left of the first panel; none where it has an axis of numbers there.
    """

    build: Build
    panels: int = 1
    names: Sequence[str] = ()

    @property
    def wide(self) -> str:
        """For the page on a desk."""
        return self.svg(WIDE)

    @property
    def narrow(self) -> str:
        """For the page on a phone."""
        return self.svg(NARROW)

    def svg(self, canvas: Canvas, tolerance: float = 0.03) -> str:
        """The chart as SVG, as wide as `canvas` but for the share `tolerance` of it."""
        across = columns(canvas, self.panels)
        margin = max(canvas.size * 3.5, min(label_width(self.names, canvas), label_limit(canvas)) + canvas.size)
        plot = (canvas.width - margin - 18 * (across - 1)) / across
        drawn = ""
        for _ in range(4):
            drawn = vl_convert.vegalite_to_svg(_styled(self.build(canvas, plot), canvas))
            match = _WIDTH.search(drawn)
            assert match is not None
            excess = float(match[1]) - canvas.width
            if abs(excess) <= tolerance * canvas.width:
                break
            plot = max(30.0, plot - excess / across)
        return drawn


def label_width(names: Sequence[str], canvas: Canvas) -> float:
    """About how wide the longest of `names` is."""
    return max((len(name) for name in names), default=0) * canvas.size * 0.52


def label_limit(canvas: Canvas) -> float:
    """How wide the names of rows may be; longer ones are cut off."""
    return min(canvas.width * 0.36, canvas.size * 17)


def columns(canvas: Canvas, panels: int) -> int:
    """How many panels stand beside each other."""
    return 1 if canvas.narrow else max(1, min(panels, int(canvas.width // (canvas.size * 12))))


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


def mark(kind: str, encoding: Spec, **options: Any) -> Spec:
    """A layer of marks; only those with a ``description`` are there for screen readers."""
    return {"mark": {"type": kind, "aria": "description" in encoding, **options}, "encoding": encoding}


def field(name: str, kind: str = "quantitative", **options: Any) -> Spec:
    """A channel that shows a column; ``nominal`` or ``quantitative``."""
    return {"field": name, "type": kind, "title": None, **options}


def value(constant: Any) -> Spec:
    """A channel with one value."""
    return {"value": constant}


def words(column: str = "words") -> Spec:
    """The channel with what a mark is called."""
    return {"field": column, "type": "nominal"}


def rows_axis(names: Sequence[str], canvas: Canvas, column: str = "group", **options: Any) -> Spec:
    """The vertical channel with a row for each of `names`."""
    axis = {"labelLimit": label_limit(canvas), "domain": False, "ticks": False, "labelPadding": 8, "aria": False}
    return field(column, "nominal", sort=list(names), axis=axis | options)


def share_axis(column: str, *, most: float) -> Spec:
    """A channel for shares from 0 to `most`."""
    axis = {"labelExpr": SHARE_LABELS, "tickCount": 4, "aria": False}
    return field(column, axis=axis, scale={"domain": [0, most], "nice": False})


def label_colour(labels: Mapping[str, str]) -> Spec:
    """Each label in its colour, without a legend: panels and marks bear the labels' names."""
    scale = {"domain": list(labels), "range": list(labels.values())}
    return field("label", "nominal", scale=scale, legend=None)


def panels(chart: Spec, rows: Sequence[Mapping[str, Any]], labels: Sequence[str], across: int) -> Spec:
    """`chart` of `rows` once for each label, under its name."""
    header = {"title": None, "labelAnchor": "start", "labelFontWeight": "bold", "labelPadding": 6}
    return {
        "data": {"values": rows},
        "facet": field("label", "nominal", sort=list(labels), header=header),
        "columns": across,
        "spacing": 18,
        "spec": chart,
        "resolve": {"axis": {"x": "independent"}},
    }


def at_most_one(ends: pd.Series, pad: float = 1.0) -> float:
    """Where an axis of shares ends: a little beyond the largest interval, at a tenth."""
    top = float(ends.max()) * pad
    return min(1.0, max(0.1, -(-top // 0.1) * 0.1)) if top == top else 1.0


def _styled(chart: Spec, canvas: Canvas) -> Spec:
    axis: Spec = {f"{part}Color": canvas.ink for part in ("label", "title", "domain", "tick", "grid")}
    axis |= {"domainOpacity": 0.4, "tickOpacity": 0.4, "gridOpacity": 0.1}
    axis |= {"labelFontSize": canvas.size - 1, "titleFontSize": canvas.size - 1, "titleFontWeight": "normal"}
    return chart | {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "transparent",
        "padding": {"left": canvas.size * 0.6, "right": 2, "top": 2, "bottom": 2},
        "config": {
            "font": canvas.font,
            "axis": axis,
            "header": {"labelColor": canvas.ink, "labelFontSize": canvas.size},
            "text": {"fontSize": canvas.size - 1},
            "view": {"stroke": None},
            "concat": {"spacing": 24},
        },
    }
