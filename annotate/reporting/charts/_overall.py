"""The share of each label in all of the coverage, beside the model's own count."""

from __future__ import annotations

from annotate.reporting._results import Results
from annotate.reporting._wording import percent
from annotate.reporting.charts._drawing import (
    Canvas,
    Chart,
    Drawing,
    Spec,
    at_most_one,
    field,
    label_colour,
    mark,
    rows_axis,
    share_axis,
    value,
    words,
)
from annotate.reporting.charts._marks import drawable, marked


def overall_shares(results: Results) -> Chart:
    """The share of each label; a diamond stands where counting the model's labels would put it."""
    shares = marked(results.shares(), lambda row: str(row["label"]))
    if "naive" not in shares:
        shares = shares.assign(naive=float("nan"))
    corrected = results.gold is not None and results.estimator.uses_labels
    caption = "Share of each label in all of the coverage."
    if corrected:
        caption += (
            " Bars are 95 % intervals; the open diamond is the model’s own count, before its errors are corrected."
        )
    ends = shares[["end", "naive"]].astype(float).max()
    shares = shares.assign(
        value=[percent(share) for share in shares["share"]],
        counted=[
            f"{row.label}: {percent(row.naive)} as counted from the model’s labels" for row in shares.itertuples()
        ],
    )
    rows = drawable(shares, ["label", "share", "low", "high", "end", "naive", "words", "value", "counted"])
    most = at_most_one(ends, 1.1)

    def build(canvas: Canvas, plot: float) -> Spec:
        y = rows_axis(results.labels, canvas, "label", labelFontWeight="bold")
        own = {"y": y, "color": label_colour(results.colours)}
        ink = {"y": y, "color": value(canvas.ink)}
        bar = mark(
            "rule", own | {"x": share_axis("low", most=most), "x2": {"field": "high"}}, strokeWidth=7, opacity=0.3
        )
        x = share_axis("share", most=most)
        point = mark("point", own | {"x": x, "description": words()}, filled=True, size=90, opacity=1)
        model = ink | {"x": field("naive"), "description": words("counted")}
        diamond = mark("point", model, shape="diamond", size=80, opacity=1, strokeWidth=1.5)
        at = value(plot) if corrected else field("end")  # a column apart: beside a diamond a number would seem its own
        text = mark("text", ink | {"x": at, "text": field("value", "nominal")}, align="left", dx=8)
        layers = [bar, diamond, point, text] if corrected else [point, text]
        return {"data": {"values": rows}, "layer": layers, "width": plot, "height": {"step": canvas.size * 2.3}}

    table = shares.drop(columns=["words", "end", "value", "counted"])
    return Chart("overall", "All coverage", caption, Drawing(build, names=results.labels), table)
