"""The net-tone index by outlet, or by speaker if there is only one outlet."""

from __future__ import annotations

import pandas as pd

from annotate.estimation.label_scores import scale_scores
from annotate.reporting._findings import Findings, palette
from annotate.reporting.charts._by_group import largest
from annotate.reporting.charts._drawing import INDEX, Chart, points


def net_tone(findings: Findings) -> Chart | None:
    """The net-tone index, -1 to +1; None if the labels have no scale, or there is one outlet and one speaker."""
    by = next((column for column in ("outlet", "speaker") if largest(findings, column)[1] > 1), None)
    if by is None or scale_scores(findings.question) is None:
        return None
    names, _ = largest(findings, by)
    groups = findings.index([by], findings.scores[findings.scores[by].isin(names)])
    groups = groups.sort_values("n", ascending=False, kind="stable")
    known = groups.dropna(subset=["index"]).assign(label="index")
    drawing = points(known, by, palette(["index"], {}), INDEX) if len(known) else None
    words = _words(findings, findings.index().iloc[0], by, len(groups) - len(known))
    return Chart(id="index", title="Index", words=words, drawing=drawing, table=groups)


def _words(findings: Findings, overall: pd.Series, by: str, withheld: int) -> str:
    first, last = findings.question.scale[0], findings.question.scale[-1]
    words = f"From −1, every sentence {last}, to +1, every sentence {first}. "
    words += (
        "Overall it is withheld, because too few sentences are labelled. "
        if pd.isna(overall["index"])
        else f"Overall {overall['index']:+.2f}{_range(overall)}. "
    )
    if findings.gold is None:
        return words + "The intervals cover sampling of articles; the index is not corrected for the model's errors."
    if not findings.estimator.uses_labels:
        return words + "It is not corrected for the model's errors and has no interval."
    words += "Corrected for the model's errors like the shares; the intervals are 95 %."
    if withheld:
        words += f" A {by} with too few labelled sentences has no index; the table says how many it would need."
    return words


def _range(row: pd.Series) -> str:
    return "" if pd.isna(row["low"]) else f" ({row['low']:+.2f} to {row['high']:+.2f})"
