"""What a page says where its labels can show little, and how many findings there are."""

import numpy as np
import pytest

from annotate.estimation.differences import differences
from annotate.estimation.options import Least, Options
from annotate.estimation.trends import trend
from annotate.io.writing import write_table
from annotate.reporting import findings as findings_module
from annotate.reporting._methods import methods_paragraph
from annotate.reporting.findings import findings_of
from annotate.reporting.findings_text import findings_text
from annotate.reporting.page import Beside, page_html, results_for
from annotate.scheme import DEFAULT


def in_few_articles(scores):
    """The scores as if each outlet had printed two long articles: so few that an interval is wider than possible."""
    part = np.arange(len(scores)) * 2 // len(scores)
    return scores.assign(article_id=[f"{outlet}{n}" for outlet, n in zip(scores["outlet"], part, strict=True)])


def results_of(scores, gold, options=Options()):
    return results_for(scores, gold, Beside(estimating=options), DEFAULT, None)


def test_no_interval_of_a_difference_or_a_slope_leaves_what_is_possible(apart):
    scores, gold = apart
    options = Options(least=Least(2, 2), confidence=0.9999)
    table = differences(in_few_articles(scores), gold, by=["outlet"], options=options)
    assert table["detectable"].max() > 1
    assert table["low"].min() == -1
    assert table["high"].max() == 1
    slopes = trend(in_few_articles(scores), gold, over="month", options=options)
    months = np.arange(6) - 2.5
    assert slopes["high"].max() == pytest.approx(np.abs(months).sum() / 2 / (months**2).sum())


def test_a_difference_that_no_study_like_this_could_show_has_no_number(apart):
    scores, gold = apart
    options = Options(least=Least(2, 2), confidence=0.9999)
    found = findings_of(results_of(in_few_articles(scores), gold, options))
    details = [finding.detail for finding in found.findings if not finding.shown]
    assert any("no difference, however large, would be shown" in detail for detail in details)
    assert not any("Had the two differed" in detail for detail in details)


def test_findings_that_are_not_stated_are_counted_and_their_order_is_told(apart, monkeypatch):
    scores, gold = apart
    monkeypatch.setattr(findings_module, "MOST_CLAIMS", 1)
    results = results_of(scores, gold)
    found = findings_of(results)
    holds = int(findings_module.claimed(found.comparisons).sum())
    assert holds > sum(finding.shown for finding in found.findings)
    assert (
        f"{holds} of {len(found.comparisons)} comparisons hold after Holm’s adjustment. Stated are 1 " in found.counted
    )
    assert "by adjusted p-value, then by size" in found.counted
    assert f"{holds} of {len(found.comparisons)} comparisons hold" in findings_text(results, found, "Ferries")


def test_labels_that_are_all_the_same_state_no_finding(annotate, tmp_path, apart):
    scores, gold = apart
    same = gold.assign(label="critical")
    found = findings_of(results_of(scores, same))
    assert not found.findings
    assert "each labelled sentence is critical" in found.why_none
    write_table(scores, tmp_path / "scores.csv")
    write_table(same, tmp_path / "gold.csv")
    done = annotate("regress", "critical ~ outlet", "scores.csv", "--gold", "gold.csv")
    assert done.returncode != 0
    assert "each of the 750 labelled sentences is critical" in done.stderr


def test_a_chart_and_a_page_name_the_column_that_is_not_there(annotate, tmp_path, apart):
    scores, gold = apart
    write_table(scores.drop(columns=["outlet", "published"]), tmp_path / "scores.csv")
    write_table(gold, tmp_path / "gold.csv")
    for name, column in (("outlets", "outlet"), ("months", "published")):
        done = annotate("figure", name, "scores.csv", "--gold", "gold.csv", "-o", "figure.svg")
        assert done.returncode != 0
        assert f"no column `{column}`" in done.stderr
    assert annotate("report", "scores.csv", "--gold", "gold.csv", "-o", "page.md").returncode == 0
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "No sentence has a value in outlet and published, so outlets and periods are not on this page" in page


def test_a_page_does_not_say_corrected_where_the_model_added_nothing(apart):
    scores = apart[0].head(200)
    gold = apart[1][apart[1]["sentence_id"].isin(scores["sentence_id"])]
    named = ["p_conciliatory", "p_critical", "p_neutral"]
    useless = scores.assign(**{column: scores[named[n - 1]] for n, column in enumerate(named)})
    results = results_of(useless, gold)
    assert (results.shares()["trust"] == 0).all()
    html = page_html(results, Beside())
    assert "The model added nothing to these shares (its predictions do not go with the labels" in html
    assert "The model added nothing to the shares in all of the coverage" in html
    assert "Corrected for the model" not in html
    alone = results_of(scores, gold, Options(estimator="labels-only"))
    assert "its predictions were not used" in methods_paragraph(alone, alone.shares())
    helpful = methods_paragraph(results_of(scores, gold), results_of(scores, gold).shares())
    assert "The model added nothing" not in helpful


def test_a_page_whose_shares_are_withheld_does_not_say_that_they_were_counted(apart):
    scores, gold = apart
    html = page_html(results_of(scores, gold.head(4)), Beside())
    assert "Withheld: 4 labelled sentences in" in html
    assert "counted, no interval" not in html
    assert "the model’s labels counted" not in html
