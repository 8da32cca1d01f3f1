"""What a page says where its labels can show little, and how many findings there are."""

import re

import numpy as np
import pandas as pd
import pytest

from annotate.estimation.design.labellers import is_machine, labellers_of
from annotate.estimation.differences import differences
from annotate.estimation.options import Least, Options
from annotate.estimation.trends import trend
from annotate.io.writing import write_table
from annotate.reporting import findings as findings_module
from annotate.reporting._dates import axis_labels, names_by_content
from annotate.reporting._methods import methods_paragraph
from annotate.reporting._wording import agreeing, percent, points
from annotate.reporting.charts._panel import outlets_by_period
from annotate.reporting.findings import findings_of
from annotate.reporting.findings_text import findings_text
from annotate.reporting.page import Beside, page_html, results_for
from annotate.reporting.paper_tables import markdown, paper_table
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
    words = [finding.words for finding in found.findings]
    assert any(one.startswith("Too few labelled articles to say whether outlets differ") for one in words)
    assert not any("100 to 100" in one for one in words)
    table = markdown(paper_table(differences(in_few_articles(scores), gold, by=["outlet"], options=options)))
    assert "too few labelled articles to say" in table
    assert "[−100.0, 100.0]" not in table
    assert "*Note.* p (adjusted): Holm’s method, for 3 differences by outlet." in table


def test_findings_that_are_not_stated_are_counted_and_their_order_is_told(apart, monkeypatch):
    scores, gold = apart
    monkeypatch.setattr(findings_module, "MOST_CLAIMS", 1)
    results = results_of(scores, gold)
    found = findings_of(results)
    holds = int(findings_module.claimed(found.comparisons).sum())
    assert holds > sum(finding.shown for finding in found.findings)
    assert (
        f"{holds} of {len(found.comparisons)} comparisons hold after Holm’s adjustment "
        "(each of these is a family: 3 differences by outlet and 3 trends by week). Stated are 1 " in found.counted
    )
    assert "by adjusted p-value, then by size" in found.counted
    assert f"{holds} of {len(found.comparisons)} comparisons hold" in findings_text(results, found, "Ferries")


def test_what_has_fallen_has_done_so_by_a_number_without_a_sign(apart):
    scores, gold = apart
    month = scores["p_critical"].rank(method="first", ascending=False).sub(1) * 6 // len(scores)
    scores = scores.assign(published=[f"2031-{1 + int(n):02d}-04" for n in month])
    words = [one.words for one in findings_of(results_of(scores, gold)).findings]
    (fallen,) = [one for one in words if "“critical” has fallen" in one]
    low, high = map(float, re.search(r"by \d[\d.]* points a \w+, 95 % CI ([\d.]+) to ([\d.]+\d)", fallen).groups())
    assert 0 < low < high


def test_labels_that_are_all_the_same_state_no_finding(annotate, tmp_path, apart):
    scores, gold = apart
    same = gold.assign(label="critical")
    found = findings_of(results_of(scores, same))
    assert not found.findings
    assert "each labelled sentence is critical" in found.why_none
    write_table(scores, tmp_path / "scores.csv")
    write_table(same, tmp_path / "gold.csv")
    done = annotate("regress", "critical ~ outlet", "scores.csv", "--gold", "gold.csv")
    assert done.returncode == 1
    assert "each of the 750 labelled sentences is critical" in done.stderr


def test_a_chart_and_a_page_name_the_column_that_is_not_there(annotate, tmp_path, apart):
    scores, gold = apart
    write_table(scores.drop(columns=["outlet", "published"]), tmp_path / "scores.csv")
    write_table(gold, tmp_path / "gold.csv")
    for name, column in (("outlets", "outlet"), ("months", "published")):
        done = annotate("figure", name, "scores.csv", "--gold", "gold.csv", "-o", "figure.svg")
        assert done.returncode == 1
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


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"who": "language-model-1;language-model-2"}, "language models (language-model-1 and language-model-2)"),
        ({"origin": "llm"}, "a language model"),
        ({"who": "ana;bo"}, "annotators"),
        ({}, "annotators"),
    ],
)
def test_labels_are_called_what_they_are_in_every_output(annotate, tmp_path, apart, columns, words):
    scores, gold = apart
    write_table(scores, tmp_path / "scores.csv")
    gold.assign(**columns).to_csv(tmp_path / "gold.csv", index=False)
    common = ("scores.csv", "--gold", "gold.csv", "-o")
    told = annotate("estimate", "scores.csv", "--gold", "gold.csv").stderr
    annotate("estimate", *common, "shares.md", "--by", "outlet", "--differences", "differences.md")
    annotate("report", *common, "page.md")
    annotate("report", *common, "page.html")
    read = {
        name: (tmp_path / name).read_text().replace("\\", "") for name in ("shares.md", "differences.md", "page.md")
    }
    html = (tmp_path / "page.html").read_text()
    assert f"750 sentences labelled by {words}" in read["page.md"]
    assert f"750 sentences labelled by {words}" in html
    for text in (told, *read.values(), html):
        assert "labelled by people" not in text
        by_machine = words != "annotators"
        assert (f"labels are by {words}: what is corrected for is" in text) == by_machine
    assert ("human label" in told) == (words == "annotators")


def over_two_years(scores):
    """The scores as if all were of November and December 2031 and of January and February 2032."""
    months = ["2031-11", "2031-12", "2032-01", "2032-02"]
    number = np.arange(len(scores)) // 10 % 4
    return scores.assign(published=[f"{months[one]}-1{n % 9}" for n, one in enumerate(number)])


def test_periods_of_the_panel_are_named_by_what_they_hold_and_labels_left_out_are_told(apart):
    scores, gold = apart
    few = gold.sample(140, random_state=2).assign(inclusion_probability=140 / len(scores))
    chart = outlets_by_period(results_of(over_two_years(scores), few, Options(least=Least(20, 3))))
    assert chart.title == "By outlet and period"
    assert set(chart.table["period"]) == {"Nov–Dec 2031", "Jan–Feb 2032"}
    assert "named by the others: Nov–Dec 2031 and Jan–Feb 2032." in chart.words
    assert "There are no tiles of “neutral”: its share is what the others leave of 100 %" in chart.words
    assert "neutral" in set(chart.table["label"])


def test_whole_periods_keep_their_names():
    year = [f"2031-{month:02d}" for month in range(1, 13)]
    assert names_by_content(["2031", "2031-Q2", "2031-04"], year) == {}
    assert names_by_content(["2031", "2032"], [*year, "2032-03"]) == {"2032": "Mar 2032"}
    assert names_by_content(["2031-Q4"], ["2031-11", "2031-12"]) == {"2031-Q4": "Nov–Dec 2031"}
    assert axis_labels(["2031", "2032"], [0, 1], {"2032": "Mar 2032"}) == [["2031"], ["Mar", "2032"]]


def test_adjusted_p_values_of_many_outlets_are_the_same_in_page_and_table(annotate, tmp_path, apart):
    scores, gold = apart
    outlet = np.arange(len(scores)) // 5 % 14
    scores = scores.assign(outlet=[f"The {'ABCDEFGHIJKLMN'[one]} Post" for one in outlet])
    write_table(scores, tmp_path / "scores.csv")
    write_table(gold, tmp_path / "gold.csv")
    annotate("estimate", "scores.csv", "--gold", "gold.csv", "--by", "outlet", "--differences", "d.csv", "-o", "s.csv")
    table = pd.read_csv(tmp_path / "d.csv")
    page = findings_of(results_of(scores, gold)).comparisons
    page = page[page["kind"] == findings_module.GROUPS]
    both = page.merge(table, on=["group", "other", "label"], suffixes=("", "_in_table"))
    assert len(both) == len(page) == len(table) == 3 * 14 * 13 // 2
    for name in ("p_adjusted", "low", "high", "comparisons"):
        assert both[name].to_numpy(float) == pytest.approx(both[f"{name}_in_table"].to_numpy(float))
    assert set(page["family"]) == set(table["family"]) == {"differences by outlet"}


def test_a_page_shows_the_smallest_p_values_of_very_many_comparisons(apart, monkeypatch):
    results = results_of(*apart)
    monkeypatch.setattr(findings_module, "MOST_ROWS", 4)
    page = page_html(results, Beside())
    assert "<summary>The 4 comparisons with the smallest p-values, of 6 (the CSV has all)</summary>" in page
    comparisons = findings_of(results).comparisons
    shown = findings_module.each_alone(comparisons)
    assert sorted(shown["p"]) == sorted(comparisons["p"])[:4]


@pytest.mark.parametrize(
    "name",
    [
        "ChatGPT",
        "claude-3",
        "claude-3.5-sonnet",
        "claude_opus",
        "gemini",
        "gemini-1.5-pro",
        "qwen2.5",
        "Qwen/Qwen2.5-7B",
        "mistral",
        "mistral-7b",
        "mistralai/mistral-large",
        "llama-3",
        "meta-llama/Llama-3.1-8B",
        "llama3",
        "GPT4o",
        "gpt-4",
        "gpt-4o-mini",
        "LLM",
        "llm_2",
        "deepseek-r1",
        "phi-3",
        "gemma-2-9b",
        "gemma2",
        "mixtral-8x7b",
        "o3-mini",
        "openai:gpt-5",
        "language-model-1",
    ],
)
def test_names_of_language_models_are_known(name):
    assert is_machine(name)
    assert labellers_of(pd.DataFrame({"who": [name], "origin": ["manual"]})) == (f"a language model ({name})", True)


@pytest.mark.parametrize(
    "name", ["Claude Martin", "Gemma Ruiz", "Gabriela Mistral", "llmeyer", "Sophia 2", "ana", "Claude", "o5", "Egpta"]
)
def test_people_with_the_name_of_a_model_are_people(name):
    assert not is_machine(name)
    assert labellers_of(pd.DataFrame({"who": [name], "origin": ["manual"]})) == ("annotators", False)


def test_who_is_taken_for_a_person_or_a_model_is_said(annotate, tmp_path, apart):
    scores, gold = apart
    write_table(scores, tmp_path / "scores.csv")
    gold.assign(who="Claude").to_csv(tmp_path / "gold.csv", index=False)
    told = annotate("estimate", "scores.csv", "--gold", "gold.csv").stderr
    assert "the annotator “Claude” is taken for a person; if it is a language model, write its version" in told
    for origin in ("language-model", "Language model", "LLM"):
        assert labellers_of(pd.DataFrame({"origin": [origin]})) == ("a language model", True)


def test_the_numbers_of_a_difference_add_up_as_they_are_written_or_it_is_said():
    assert agreeing(0.42, 0.31, 0.11) == (0, True)
    assert agreeing(0.444, 0.296, 0.148) == (1, True)  # 44 and 30 differ by 14, not by 15
    assert agreeing(0.2846, 0.1482, 0.1364) == (1, False)  # 28.5 and 14.8 differ by 13.7, not by 13.6
    draw = np.random.default_rng(5)
    for one, other in draw.random((2000, 2)):
        decimals, adds_up = agreeing(one, other, one - other)
        first, second = (float(percent(share, decimals).removesuffix(" %")) for share in (one, other))
        written = float(points(one - other, decimals).split()[0].replace("−", "-"))
        assert (first - second == pytest.approx(written, abs=1e-9)) == adds_up


def test_a_difference_that_does_not_add_up_is_said_to_be_one_before_rounding(apart):
    scores, gold = apart
    words = []
    for seed in range(8):
        few = gold.sample(300, random_state=seed)
        words += [one.words for one in findings_of(results_for(scores, few, Beside(), DEFAULT, None)).findings]
    pattern = r"([\d.]+) % against ([\d.]+) %, difference ([\d.]+) points( before rounding)?"
    said = [found for one in words if (found := re.search(pattern, one))]
    assert {bool(one[4]) for one in said} == {True, False}
    for one in said:
        assert (float(one[1]) - float(one[2]) == pytest.approx(float(one[3]))) != bool(one[4])
