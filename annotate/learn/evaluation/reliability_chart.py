"""The reliability diagram in a model folder."""

from __future__ import annotations

from annotate._types import Array
from annotate.learn.evaluation.calibration_error import reliability_table


def reliability_chart(codes: Array, probabilities: Array) -> bytes:
    """An SVG of accuracy against confidence; for a perfectly calibrated model all points are on the diagonal."""
    import altair as alt
    import pandas as pd
    import vl_convert

    table = reliability_table(codes, probabilities)
    unit = alt.Scale(domain=[0, 1])
    x = alt.X("confidence:Q", scale=unit, title="confidence")
    y = alt.Y("accuracy:Q", scale=unit, title="accuracy")
    diagonal = pd.DataFrame({"confidence": [0.0, 1.0], "accuracy": [0.0, 1.0]})
    size = alt.Size("sentences:Q", legend=alt.Legend(title="sentences"))
    ideal = alt.Chart(diagonal).mark_line(strokeDash=[4, 4], color="#5f6b7a").encode(x=x, y=y)
    points = alt.Chart(table).mark_circle(color="#2f6fb0", opacity=0.9).encode(x=x, y=y, size=size)
    line = alt.Chart(table).mark_line(color="#2f6fb0").encode(x=x, y=y)
    chart = (ideal + line + points).properties(width=320, height=320)
    return vl_convert.vegalite_to_svg(chart.to_json()).encode("utf-8")
