"""Shares by outlet and by speaker: a panel for each label, a row for each group."""

from __future__ import annotations

import pandas as pd

from annotate.estimation.counting import countable
from annotate.estimation.design.summed_scores import COUNT, counts_of
from annotate.reporting._results import Results
from annotate.reporting._wording import capitalised, percent, with_article
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
    rows_axis,
    share_axis,
    value,
    words,
)
from annotate.reporting.charts._marks import TOO_FEW, drawable, marked, why_no_chart

MOST_GROUPS = 12
"""Maximum number of groups in a chart."""


def shares_by_outlet(results: Results) -> Chart | None:
    """The share of each label by outlet; None if there are fewer than two outlets."""
    return shares_by(results, "outlet")


def shares_by_speaker(results: Results) -> Chart | None:
    """The share of each label by speaker; None if there are fewer than two, or none has enough labels."""
    chart = shares_by(results, "speaker")
    return chart if chart and chart.drawing else None


def shares_by_target(results: Results) -> Chart | None:
    """The share of each label by target; None if there are fewer than two, or none has enough labels."""
    if "target" not in results.scores.columns:
        return None
    chart = shares_by(results, "target")
    return chart if chart and chart.drawing else None


def largest(results: Results, column: str) -> tuple[list[str], int]:
    """The names of the groups with the most sentences, and how many groups there are."""
    rows = countable(results.scores)
    sizes = rows.assign(**{COUNT: counts_of(rows)}).groupby(column)[COUNT].sum()
    sizes = sizes.sort_values(ascending=False, kind="stable")
    return list(sizes.index[:MOST_GROUPS]), len(sizes)


def shares_by(results: Results, column: str) -> Chart | None:
    """The share of each label in the largest groups of a column; None where there are not two groups."""
    names, count = largest(results, column)
    if count < 2:
        return None
    shares = results.shares([column], results.scores[results.scores[column].isin(names)])
    overall = results.shares().set_index("label")["share"]
    leading = results.leading_label
    by_share = shares[shares["label"] == leading].sort_values("share", ascending=False, na_position="last")
    order = [str(name) for name in by_share[column]]
    shares = shares.sort_values(column, key=lambda groups: groups.astype("str").map(order.index), kind="stable")
    if shares["share"].isna().all():
        return Chart(column, f"By {column}", why_no_chart(shares, column, results.options.least), None, shares)
    caption = f"A panel for each label; the {column} with the largest share of “{leading}” stands first. "
    caption += "The dashed line is the share in all of the coverage."
    if count > len(names):
        caption += f" Shown are the {len(names)} largest of {count}."
    if shares["share"].isna().any():
        caption += f" {capitalised(with_article(column))} without a point has {TOO_FEW}; "
        caption += "the table says how many it would need."
    return Chart(column, f"By {column}", caption, group_panels(shares, column, order, overall, results), shares)


def group_panels(shares: pd.DataFrame, column: str, order: list[str], overall: pd.Series, results: Results) -> Drawing:
    """A panel for each label with a row for each group."""
    rows = marked(shares, lambda row: f"{row[column]}, {row['label']}")
    rows = rows.assign(
        group=rows[column].astype("str"),
        value=[percent(share) if share == share else "too few" for share in rows["share"].astype(float)],
        end=rows["end"].fillna(0.0),
        overall=rows["label"].map(overall).astype(float).where(~rows["label"].duplicated()),
        strength=rows["share"].notna().map({True: 1.0, False: 0.55}),
    )
    columns_drawn = ["group", "label", "share", "low", "high", "end", "words", "value", "overall", "strength"]
    drawn = drawable(rows, columns_drawn)
    labels = [label for label in results.labels if label in set(rows["label"])]
    colours = {label: results.colours[label] for label in labels}
    most = at_most_one(rows["end"].astype(float), 1.18)

    def build(canvas: Canvas, plot: float) -> Spec:
        own = {"y": rows_axis(order, canvas), "color": label_colour(colours)}
        line = {"x": share_axis("overall", most=most)}
        reference = mark("rule", line, strokeDash=REFERENCE_DASH, opacity=0.6, color=canvas.ink)
        bar = mark("rule", own | {"x": field("low"), "x2": {"field": "high"}}, strokeWidth=6, opacity=0.3)
        point = mark("point", own | {"x": field("share"), "description": words()}, filled=True, size=70, opacity=1)
        text = own | {"x": field("end"), "text": field("value", "nominal"), "color": value(canvas.ink)}
        text |= {"opacity": field("strength", scale=None)}
        layers = [reference, bar, point, mark("text", text, align="left", dx=6)]
        spec = {"layer": layers, "width": plot, "height": {"step": canvas.size * 1.9}}
        return panels(spec, drawn, labels, columns(canvas, len(labels)))

    return Drawing(build, len(labels), order)
