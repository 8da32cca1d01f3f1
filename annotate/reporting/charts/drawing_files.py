"""Charts as files of their own: SVG, PDF, PNG."""

from __future__ import annotations

import re
from pathlib import Path

import vl_convert

from annotate.io.writing import written_whole
from annotate.reporting.charts._drawing import Canvas, Drawing

DOTS = 600
"""Pixels per inch of a PNG."""
_POINTS = 72 / 96
"""Points per CSS pixel: PDF and PNG count in points."""
_ROOT = re.compile(r'<svg ([^>]*?)width="([\d.]+)" height="([\d.]+)" viewBox="[^"]*"([^>]*)>')


def write_drawing(drawing: Drawing, canvas: Canvas, path: Path) -> None:
    """Write `drawing` to `path`, in the format of its ending, exactly as wide as `canvas`.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    is_pdf = path.suffix.lower() == ".pdf"
    svg = _sized(drawing.svg(canvas, tolerance=0.005), canvas.width * (_POINTS if is_pdf else 1))
    if is_pdf:
        data = vl_convert.svg_to_pdf(svg)
    elif path.suffix.lower() == ".png":
        data = vl_convert.svg_to_png(svg, scale=_POINTS, ppi=DOTS)
    else:
        data = svg.encode("utf-8")
    with written_whole(path) as new:
        new.write_bytes(data)


def _sized(svg: str, wanted: float) -> str:
    """`svg` on white, exactly as wide as `wanted`."""
    match = _ROOT.search(svg)
    assert match is not None
    width, height = float(match[2]), float(match[3])
    scaled = height * wanted / width
    root = (
        f'<svg {match[1]}width="{wanted:.2f}" height="{scaled:.2f}" viewBox="0 0 {width:g} {height:g}"{match[4]}>'
        f'<rect width="{width:g}" height="{height:g}" fill="white"/>'
    )
    return svg.replace(match[0], root, 1)
