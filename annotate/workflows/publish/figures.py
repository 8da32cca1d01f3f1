"""Charts for papers: one of the report's, at a journal's width."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import InputError, UsageError, check_choice
from annotate.study.ledger import Count, Ledger
from annotate.workflows.arguments import (
    ModelOrPath,
    StrPath,
    TableOrPath,
    check_output,
    ledger_of,
    log,
    scheme_of,
    write_rejects_of,
)
from annotate.workflows.estimate_inputs import record_inputs, warn_of_notes
from annotate.workflows.publish.page_inputs import PageRequest, lacks, read_page_inputs

if TYPE_CHECKING:
    import pandas as pd

    from annotate.scheme import Scheme
    from annotate.workflows.study import Study

ENDINGS = (".svg", ".png", ".pdf")
_WIDTH = re.compile(r"(\d+(?:\.\d+)?) ?(mm|cm|in|px)?")
_PIXELS = {"mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "px": 1.0, None: 1.0}
_LEAST, _MOST = 150.0, 4000.0
"""Bounds of a width, in pixels of 1/96 inch."""
_POINT = 96 / 72
_SIZES = (4.0, 24.0)
"""Bounds of the font, in points."""
_COLUMNS = {
    "months": ("published",),
    "outlets": ("outlet",),
    "panel": ("outlet", "published"),
    "speakers": ("speaker",),
    "targets": ("target",),
}
"""What a chart needs besides labels."""
_NARROW = 450.0
"""Below this width panels stand below each other."""


def figure(
    name: str,
    scores: TableOrPath | None = None,
    output: StrPath | None = None,
    *,
    gold: TableOrPath | None = None,
    model: ModelOrPath | None = None,
    question: str | None = None,
    estimator: str = "aipw",
    population: str = "process",
    weights: str | None = None,
    unit: str = "sentence",
    out_of_fold: TableOrPath | None = None,
    batch: TableOrPath | None = None,
    frame: TableOrPath | None = None,
    assume_random: bool = False,
    width: str = "183mm",
    font: str = "Arial",
    font_size: float = 8.0,
    scheme: Scheme | None = None,
    study: Study | None = None,
    ledger: Ledger | None = None,
) -> Path:
    """Draw one of the report's charts for a paper: vector or pixels, at a journal's width and in its font.

    Parameters
    ----------
    name
        A name in `annotate.reporting.charts.CHARTS`: ``shares``, ``months``, ``outlets``, ``panel``, ``speakers``,
        ``targets`` or ``tone``.
    scores, gold, model, question, estimator, population, weights, unit, out_of_fold, batch, frame, assume_random
        As in `report`; a study's own are used where others are not passed.
    output
        The file to write, which is returned: ``.svg``, ``.pdf`` or ``.png`` (600 pixels per inch).
    width
        As ``89mm``, ``183mm``, ``3.5in`` or ``700px``; panels stand below each other under 119 mm.
    font
        The font's name; the reader's machine needs it for SVG, this one for PDF and PNG. Where it is not there, the
        first of `annotate.reporting.charts.fonts.FALLBACKS` that is takes its place, and the ledger says so.
    font_size
        In points.

    Raises
    ------
    InputError
        If the chart is unknown, has too little to show, or the file cannot be written, or no font is there to draw in.
    """
    from annotate.io.writing import check_writable
    from annotate.reporting.charts import CHARTS, Canvas
    from annotate.reporting.charts.drawing_files import write_drawing
    from annotate.reporting.charts.fonts import families, font_words
    from annotate.reporting.page import Beside, results_for

    check_choice("name", name, CHARTS)
    if output is None:
        raise InputError("no figure to write: pass `output`, a file that ends in .svg, .pdf or .png")
    check_output(output, [scores, gold])
    target = Path(output)
    if target.suffix.lower() not in ENDINGS:
        raise UsageError(f"{target}: a figure is written; choose an `output` that ends in {' or '.join(ENDINGS)}")
    if not _SIZES[0] <= font_size <= _SIZES[1]:
        raise UsageError(f"`font_size` {font_size:g}: a size from {_SIZES[0]:g} to {_SIZES[1]:g} points is needed")
    pixels = pixels_of(width)
    instead = font_words(font, vector=target.suffix.lower() == ".svg")
    asked = PageRequest(
        scores=scores,
        gold=gold,
        model=model,
        question=question,
        estimator=estimator,
        population=population,
        weights=weights,
        unit=unit,
        out_of_fold=out_of_fold,
        batch=batch,
        frame=frame,
        assume_random=assume_random,
        scheme=scheme,
        study=study,
    )
    asked.check()
    check_writable(target)
    run = ledger_of(ledger, "figure")
    inputs = read_page_inputs(asked, run)
    beside = Beside(estimating=inputs.options)
    results = results_for(inputs.scores, inputs.gold, beside, scheme_of(scheme, study), question)
    chart = CHARTS[name](results)
    if chart is None or chart.drawing is None:
        why = chart.words if chart else _why_none(name, inputs.scores)
        raise InputError(f"`name` {name}: nothing to draw: {why}")
    canvas = Canvas(pixels, size=font_size * _POINT, font=families(font), ink="#111111", narrow=pixels < _NARROW)
    write_drawing(chart.drawing, canvas, target)
    warn_of_notes(results.shares())
    record_inputs(run, inputs.of_estimates(), (), inputs.options)
    run.written.append(Count(1, "figure", str(target)))
    run.notes += filter(None, (instead, chart.words))
    write_rejects_of(run, target)
    log(run, study)
    return target


def _why_none(name: str, scores: pd.DataFrame) -> str:
    lacking = [column for column in _COLUMNS.get(name, ()) if lacks(scores, column)]
    if lacking:
        return f"the scores have no column `{lacking[0]}`, or nothing in it"
    return "there are not two groups or two periods to show, or too few labels"


def pixels_of(width: str) -> float:
    """A width with its unit in pixels of 1/96 inch.

    Raises
    ------
    InputError
        If it is no width, or none that a figure can have.
    """
    match = _WIDTH.fullmatch(width.strip())
    if match is None:
        raise UsageError(f"`width` {width!r}: write it as 89mm, 183mm, 3.5in or 700px")
    pixels = float(match[1]) * _PIXELS[match[2]]
    if not _LEAST <= pixels <= _MOST:
        raise UsageError(f"`width` {width}: a width from 40mm to 1000mm is needed")
    return pixels
