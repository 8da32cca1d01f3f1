"""Shares of the largest outlets and speakers."""

from __future__ import annotations

from annotate.estimation.counting import countable
from annotate.reporting._findings import Findings
from annotate.reporting.charts._drawing import SHARE, Chart, points

MOST_GROUPS = 12
"""Maximum number of groups in a chart."""


def shares_by_outlet(findings: Findings) -> Chart | None:
    """The share of each label by outlet; None if there are fewer than two outlets."""
    return _shares_by(findings, "outlet")


def shares_by_speaker(findings: Findings) -> Chart | None:
    """The share of each label by speaker; None if there are fewer than two speakers."""
    return _shares_by(findings, "speaker")


def largest(findings: Findings, column: str) -> tuple[list[str], int]:
    """The names of the groups with the most sentences, and how many groups there are."""
    sizes = countable(findings.scores)[column].value_counts()
    return list(sizes.index[:MOST_GROUPS]), len(sizes)


def _shares_by(findings: Findings, column: str) -> Chart | None:
    names, count = largest(findings, column)
    if count < 2:
        return None
    shares = findings.shares([column], findings.scores[findings.scores[column].isin(names)])
    shares = shares.sort_values(column, key=lambda groups: groups.map(names.index), kind="stable")
    words = f"Share of each label; {column}s in order of their number of sentences."
    if count > len(names):
        words += f" The largest {len(names)} of {count} are shown."
    known = shares.dropna(subset=["share"])
    if len(known) < len(shares):
        words += f" A {column} with too few labelled sentences has no share; the table says how many it would need."
    drawing = points(known, column, findings.colours, SHARE) if len(known) else None
    return Chart(id=column, title=f"By {column}", words=words, drawing=drawing, table=shares)
