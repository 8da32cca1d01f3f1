"""The charts of the page, one file each.

To add one, write a file with a function that takes the `Findings` and returns a `Chart`, or None if there is too little
to show, and name the function in `CHARTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from annotate.reporting._findings import Findings
from annotate.reporting.charts import _by_group, _over_time, _tone_index
from annotate.reporting.charts._drawing import Chart, Drawing

__all__ = ["CHARTS", "Chart", "Drawing", "charts_of"]

CHARTS: Sequence[Callable[[Findings], Chart | None]] = (
    _over_time.shares_over_time,
    _by_group.shares_by_outlet,
    _by_group.shares_by_speaker,
    _tone_index.net_tone,
)
"""The charts in the order of the page."""


def charts_of(findings: Findings) -> list[Chart]:
    """The charts for which there are enough scores."""
    return [chart for draw in CHARTS if (chart := draw(findings))]
