"""The net-tone index by outlet, or by speaker if there is only one outlet."""

from __future__ import annotations

import pandas as pd

from annotate.estimation.label_scores import scale_scores
from annotate.reporting._results import Results, why_model_added_nothing
from annotate.reporting._wording import capitalised, signed, with_article
from annotate.reporting.charts._by_group import largest
from annotate.reporting.charts._drawing import Canvas, Chart, Drawing, Spec, field, mark, rows_axis, value, words
from annotate.reporting.charts._marks import TOO_FEW, drawable, why_no_chart

_GREY = "#555555"
_LEAST_SPAN = 0.3


def net_tone(results: Results) -> Chart | None:
    """The net-tone index, -1 to +1; None if the labels have no scale, or there is one outlet and one speaker."""
    by = next((column for column in ("outlet", "speaker") if largest(results, column)[1] > 1), None)
    if by is None or scale_scores(results.question) is None:
        return None
    names, _ = largest(results, by)
    groups = results.index([by], results.scores[results.scores[by].isin(names)])
    groups = groups.sort_values("index", ascending=False, na_position="last", kind="stable")
    known = groups.dropna(subset=["index"])
    caption = _scale_words(results, results.index().iloc[0])
    if known.empty:
        caption += why_no_chart(groups, by, results.options.least)
        return Chart("index", "Net tone", caption, None, groups)
    caption += _basis_words(results, by, len(groups) - len(known))
    drawing = _drawing(known, by, results)
    return Chart(id="index", title="Net tone", words=caption, drawing=drawing, table=groups)


def _drawing(known: pd.DataFrame, by: str, results: Results) -> Drawing:
    first, last = results.question.scale[0], results.question.scale[-1]
    rows = known.assign(
        group=known[by].astype("str"),
        value=[_signed(value) for value in known["index"]],
        words=[f"{row[by]}: {_signed(row['index'])}{_range(row)}" for _, row in known.iterrows()],
        end=known["high"].astype(float).fillna(known["index"]),
        side=[first if value >= 0 else last for value in known["index"]],
    )
    drawn = drawable(rows, ["group", "index", "low", "high", "end", "words", "value", "side"])
    reach = min(1.0, max(_LEAST_SPAN, float(known[["index", "low", "high"]].abs().max().max()) * 1.25))
    order = list(rows["group"])
    colours = {label.name: label.colour or _GREY for label in results.question.labels} | results.colours
    # The scale has both ends, of which the model may not know one.
    sides = {"domain": [first, last], "range": [colours[first], colours[last]]}

    def build(canvas: Canvas, plot: float) -> Spec:
        own = {"y": rows_axis(order, canvas), "color": field("side", "nominal", legend=None, scale=sides)}
        title = f"← all {last} · all {first} →"
        axis = {
            "labelExpr": "datum.value === 0 ? '0' : format(datum.value, '+.1f')",
            "tickCount": 3 if canvas.narrow else 5,
            "title": title,
            "aria": False,
        }
        zero = {"datum": 0, "type": "quantitative", "axis": axis, "title": title}
        zero |= {"scale": {"domain": [-reach, reach], "nice": False}}
        text = own | {"x": field("end"), "text": field("value", "nominal"), "color": value(canvas.ink)}
        layers = [
            mark("rule", {"x": zero}, color=canvas.ink, opacity=0.6),
            mark("rule", own | {"x": field("low"), "x2": {"field": "high"}}, strokeWidth=6, opacity=0.3),
            mark("point", own | {"x": field("index"), "description": words()}, filled=True, size=70, opacity=1),
            mark("text", text, align="left", dx=6),
        ]
        return {"data": {"values": drawn}, "layer": layers, "width": plot, "height": {"step": canvas.size * 1.9}}

    return Drawing(build, names=order)


def _scale_words(results: Results, overall: pd.Series) -> str:
    """What the index means, and what it is in all of the coverage."""
    first, last = results.question.scale[0], results.question.scale[-1]
    caption = f"From −1, every {results.item} {last}, to +1, every {results.item} {first}. "
    return caption + (
        "Overall it is withheld, because there are too few labels. "
        if pd.isna(overall["index"])
        else f"Overall {_signed(overall['index'])}{_range(overall)}. "
    )


def _basis_words(results: Results, by: str, withheld: int) -> str:
    """What the index and its intervals rest on, and which groups have none."""
    if results.gold is None:
        return "The intervals cover sampling of articles; the index is not corrected for the model’s errors."
    if not results.estimator.uses_labels:
        return "It is not corrected for the model’s errors and has no interval."
    caption = "Estimated like" if why_model_added_nothing(results.shares()) else "Corrected for the model’s errors like"
    caption += " the shares; the intervals are 95 %."
    if withheld:
        caption += f" {capitalised(with_article(by))} with {TOO_FEW} has no index; "
        caption += "the table says how many it would need."
    return caption


def _range(row: pd.Series) -> str:
    return "" if pd.isna(row["low"]) else f" ({_signed(row['low'])} to {_signed(row['high'])})"


def _signed(value: float) -> str:
    written = signed(float(value), 2)
    return written if written.startswith("−") or float(written) == 0 else f"+{written}"
