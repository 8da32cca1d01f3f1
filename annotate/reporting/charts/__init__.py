"""The charts of the page and of `annotate figure`, one file each.

To add one, write a file with a function that takes the `Results` and returns a `Chart`, or None where there is too
little to show, and name the function in `CHARTS` by what users call the chart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from annotate.reporting._results import Results
from annotate.reporting.charts import _by_group, _over_time, _overall, _panel, _tone_index
from annotate.reporting.charts._drawing import Canvas, Chart, Drawing

__all__ = ["CHARTS", "Canvas", "Chart", "Drawing", "charts_of"]

CHARTS: Mapping[str, Callable[[Results], Chart | None]] = {
    "shares": _overall.overall_shares,
    "months": _over_time.shares_over_time,
    "outlets": _by_group.shares_by_outlet,
    "panel": _panel.outlets_by_period,
    "speakers": _by_group.shares_by_speaker,
    "targets": _by_group.shares_by_target,
    "tone": _tone_index.net_tone,
}
"""The charts by name, in the order of the page."""


def charts_of(results: Results) -> list[Chart]:
    """The charts for which there are enough scores."""
    return [chart for draw in CHARTS.values() if (chart := draw(results))]
