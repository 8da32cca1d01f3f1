"""Shares over time."""

from __future__ import annotations

from annotate.estimation.periods import fitting_period
from annotate.reporting._findings import Findings
from annotate.reporting.charts._drawing import SHARE, Chart, lines


def shares_over_time(findings: Findings) -> Chart | None:
    """The share of each label by week or month; None if all dates are in one month."""
    unit = fitting_period(findings.scores["published"])
    if unit is None:
        return None
    shares = findings.shares([unit])
    return Chart(
        id=unit,
        title=f"By {unit}",
        words=f"Share of each label, a {unit} at a time; a point stands at the day its {unit} begins.",
        drawing=lines(shares, unit, findings.colours, SHARE),
        table=shares,
    )
