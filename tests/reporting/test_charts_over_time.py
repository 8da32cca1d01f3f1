"""Shares over time: every share has its interval, and a period without one is not taken for a share of zero."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from annotate.reporting._dates import axis_labels
from annotate.reporting.charts import Canvas
from annotate.reporting.charts._over_time import shares_over_time
from annotate.reporting.charts._panel import outlets_by_period
from annotate.reporting.findings import findings_of
from annotate.reporting.page import Beside, results_for
from annotate.scheme import DEFAULT
from annotate.workflows.publish.bundle_data import compared_in

pytestmark = pytest.mark.filterwarnings("ignore::annotate.AnnotateWarning")
_SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def sparse(apart):
    """Two years of months of which the second half of every third has no label, and every sixth stands alone."""
    scores, gold = apart
    months = [n // 5 % 24 for n in range(len(scores))]
    scores = scores.assign(published=[f"{2031 + m // 12}-{1 + m % 12:02d}-04" for m in months])
    labelled = {f"s{n}" for n, m in enumerate(months) if m % 6 in (0, 2, 3)}
    results = results_for(scores, gold[gold["sentence_id"].isin(labelled)], Beside(), DEFAULT, None)
    chart = shares_over_time(results)
    return chart, ElementTree.fromstring(chart.drawing.wide)


def marks(svg, kind):
    """The drawn elements of all marks of a kind, in each of the panels."""
    groups = [one for one in svg.iter(f"{_SVG}g") if f"mark-{kind} " in (one.get("class") or "")]
    return [element for group in groups for element in group if element.get("aria-roledescription") != "grid"]


def test_a_month_between_months_without_a_share_has_a_bar_for_its_interval(sparse):
    chart, svg = sparse
    first = chart.table[chart.table["month"].astype("str") == "2031-01"]
    assert first["low"].notna().all()
    upright = [line for line in marks(svg, "rule") if float(line.get("y2") or 0) and line.get("opacity") == "0.3"]
    assert len(upright) == 4 * 3  # months 1, 7, 13 and 19 in the panel of each label
    assert all(abs(float(line.get("y2"))) > 2 for line in upright)


def test_periods_without_a_share_are_strips_and_no_points_at_zero(sparse):
    chart, svg = sparse
    named = [e for e in svg.iter() if re.search(": no share, too few", e.get("aria-label") or "")]
    assert len(named) == 12 * 3
    for element in named:
        height = re.match(r"M[-\d.]+,[-\d.]+h[-\d.]+v([-\d.]+)", element.get("d"))
        assert height is not None, element.attrib
        assert float(height[1]) > 100
    assert "A grey strip marks where there is no share: 12 months (too few labels)." in chart.words


def test_the_finding_on_a_trend_says_which_months_its_line_leaves_out(apart):
    scores, gold = apart
    first = scores["published"].str[5:7].eq("01")
    few = gold[~gold["sentence_id"].isin(scores["sentence_id"][first])]
    for labels, words in ((few, "The line leaves out 1 of 6 months (grey), which have too few labels."), (gold, None)):
        results = results_for(
            scores.assign(published=scores["published"].str[:7] + "-04"), labels, Beside(), DEFAULT, None
        )
        details = [one.detail for one in findings_of(results).findings if "a month" in one.words]
        assert len(details) == 1
        assert details[0].endswith(words) if words else "leaves out" not in details[0]


def test_each_year_is_written_at_its_first_tick(sparse):
    periods = [f"{2029 + month // 12}-{month % 12 + 1:02d}" for month in range(2, 20)]
    shown = [label for label in axis_labels(periods, range(0, len(periods), 3)) if label]
    assert shown == [["Mar", "2029"], ["Jun"], ["Sep"], ["Dec"], ["Mar", "2030"], ["Jun"]]
    chart, _ = sparse
    for drawn in (chart.drawing.wide, chart.drawing.narrow, chart.drawing.svg(Canvas(340, size=9, ink="#111111"))):
        assert drawn.count(">2031<") == 3
        assert drawn.count(">2032<") == 3


def test_the_panel_has_the_year_of_its_first_tick_in_each(apart):
    scores, gold = apart
    months = [n // 5 % 18 + 2 for n in range(len(scores))]
    scores = scores.assign(published=[f"{2031 + m // 12}-{1 + m % 12:02d}-04" for m in months])
    chart = outlets_by_period(results_for(scores, gold, Beside(), DEFAULT, None))
    assert "in each outlet and month" in chart.words
    for drawn in (chart.drawing.wide, chart.drawing.narrow):
        assert drawn.count(">2031<") == drawn.count(">2032<") == 2


def test_months_are_shown_where_most_weeks_have_too_few_labels(apart):
    scores, gold = apart
    scores = scores.assign(published=[f"2031-{1 + n // 5 % 6:02d}-{1 + n // 30 % 28:02d}" for n in range(len(scores))])
    assert "week" in shares_over_time(results_for(scores, gold, Beside(), DEFAULT, None)).table
    few = gold.sample(200, random_state=4).assign(inclusion_probability=200 / len(scores))
    results = results_for(scores, few, Beside(), DEFAULT, None)
    chart = shares_over_time(results)
    assert chart.title == "By month"
    assert chart.table["share"].notna().all()
    assert "There are too few labels for shares by week, so months are shown." in chart.words
    assert any(" a month" in one.words for one in findings_of(results).findings)
    assert compared_in(scores, [], results.period) == ([["outlet"]], ["month"])  # tables of a bundle
    counted = shares_over_time(replace(results, gold=None, _estimated={}))
    assert counted.title == "By week"
