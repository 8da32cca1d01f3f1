"""The report by keyboard, by finger, by screen reader, in print, and its charts as files."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from written_page import write_report

from annotate import load_model
from annotate.estimation.differences import FAMILY, differences, families_of, with_holm
from annotate.estimation.options import Options
from annotate.estimation.shares import estimate
from annotate.estimation.trends import trend
from annotate.learn.models.trained_model import LearnedFrom
from annotate.reporting._methods import methods_paragraph
from annotate.reporting._quality import _model
from annotate.reporting.findings import claimed, findings_of, stated
from annotate.reporting.findings_text import findings_text
from annotate.reporting.page import Beside, results_for
from annotate.reporting.pdf_printing import print_pdf
from annotate.scheme import DEFAULT, STANCE
from annotate.study.flow_chart import FlowStep
from annotate.study.ledger import Count

CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="module")
def page_path(apart, tmp_path_factory):
    scores, gold = apart
    beside = Beside(
        guidelines="# Guidelines\n\nRead *all* of it. ![a picture](https://example.org/p.png)\n\n## Stance\n\n- one"
    )
    return write_report(scores, tmp_path_factory.mktemp("page") / "report.html", gold=gold, beside=beside)


def test_the_page_counts_the_findings_that_hold(page_path):
    assert "comparisons hold after Holm’s adjustment" in page_path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM:
        pytest.skip("no chromium on this machine; install Debian's package chromium")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def opened(browser, path, **options):
    page = browser.new_page(**options)
    page.set_default_timeout(120_000)
    page.goto(path.as_uri())
    return page


def findings(scores, gold):
    return findings_of(results_for(scores, gold, Beside(), DEFAULT, None))


def test_a_difference_becomes_a_sentence_with_its_numbers(apart):
    scores, gold = apart
    words = [finding.words for finding in findings(scores, gold).findings if finding.shown]
    level = 1 - 0.05 * len(words) / 3  # the claims, picked from three differences
    options = Options(confidence=level)
    row = differences(scores, gold, by=["outlet"], options=options).set_index("label").loc["critical"]
    shares = estimate(scores, gold, by=["outlet"]).set_index(["outlet", "label"])["share"]
    one, other = (100 * shares[outlet, "critical"] for outlet in ("The Courier", "The Gazette"))
    sentence = next(one for one in words if "is more critical than" in one)
    assert sentence.startswith("The Courier is more critical than The Gazette: ")
    numbers = [float(number) for number in re.findall(r"[\d.]+(?= %| point)|(?<=CI )[\d.]+|(?<=to )[\d.]+", sentence)]
    expected = [one, other, 100 * row["difference"], 95, 100 * row["low"], 100 * row["high"]]
    assert numbers == pytest.approx(expected, abs=0.51)


def test_a_difference_is_told_from_the_side_that_has_more(apart):
    words = [finding.words for finding in findings(*apart).findings if finding.shown]
    sentence = next(one for one in words if one.startswith("The Gazette is more "))
    difference, low, high = map(
        float, re.search(r"difference ([\d.]+) points, 95 % CI ([\d.]+) to ([\d.]+)", sentence).groups()
    )
    assert 0 < low < difference < high


def test_nothing_is_claimed_where_outlets_are_alike(alike):
    result = findings(*alike)
    assert not any(finding.shown for finding in result.findings)
    assert result.findings[0].words.startswith("No difference between outlets could be shown (the largest, of ")


def test_a_claim_needs_the_adjusted_p_value_and_an_interval_without_zero():
    rows = pd.DataFrame({"p_adjusted": [0.01, 0.2, 0.01, 0.01], "low": [1, 1, -1, -3], "high": [2, 2, 1, -2]})
    assert claimed(rows).tolist() == [True, False, False, True]


def test_where_nothing_is_claimed_the_largest_is_stated_with_an_interval_for_one_picked_from_all(alike):
    scores, gold = alike
    family = findings(scores, gold).comparisons
    picked = family[family["stated_low"].notna()]
    assert sorted(picked["kind"]) == ["groups", "trend"]
    for kind, rows in family.groupby("kind"):
        assert rows["difference"].abs().idxmax() == picked.index[picked["kind"] == kind][0]
    options = Options(confidence=1 - 0.05 / 3)
    wide = differences(scores, gold, by=["outlet"], options=options).set_index("label")
    row = picked[picked["kind"] == "groups"].iloc[0]
    expected = wide.loc[row["label"]]
    assert (row["stated_low"], row["stated_high"]) == pytest.approx((expected["low"], expected["high"]))
    assert row["detectable"] == pytest.approx(expected["detectable"])
    assert ((picked["stated_low"] <= 0) & (picked["stated_high"] >= 0)).all()


def test_intervals_of_claims_leave_zero_out():
    """What Holm's method rejects has p <= 0.05 R / m, so its interval at that level leaves zero out, too."""
    draw = np.random.default_rng(0)
    for _ in range(200):
        size = int(draw.integers(2, 60))
        p = draw.beta(0.3, 3, size) * draw.choice([0.01, 1], size)
        rows = with_holm(pd.DataFrame({"p": p, "difference": draw.normal(size=size), "note": None}))
        rows = rows.assign(low=np.where(p < 0.05, 0.1, -0.1), high=1.0)
        chosen = stated(rows)
        assert chosen[claimed(rows)].all()
        assert chosen.any()
        assert (rows["p"][claimed(rows)] <= 0.05 * chosen.sum() / size).all()


def test_p_values_of_a_page_are_those_of_the_tables_with_the_name_and_size_of_their_family(apart):
    from statsmodels.stats.multitest import multipletests

    found = findings(*apart)
    by_kind = {kind: rows.reset_index(drop=True) for kind, rows in found.comparisons.groupby("kind")}
    tables = {"groups": differences(*apart, by=["outlet"]), "trend": trend(*apart, over="week")}
    assert set(by_kind) == set(tables)
    for kind, table in tables.items():
        assert by_kind[kind]["p_adjusted"].to_numpy() == pytest.approx(multipletests(table["p"], method="holm")[1])
        own, other = by_kind[kind][["p_adjusted", *FAMILY]], table[["p_adjusted", *FAMILY]]
        pd.testing.assert_frame_equal(own, other, check_dtype=False)
    assert families_of(found.comparisons) == ["3 differences by outlet", "3 trends by week"]
    details = " ".join(finding.detail for finding in found.findings)
    assert "adjusted by Holm’s method for 3 differences by outlet" in details
    assert "adjusted by Holm’s method for 3 trends by week" in details
    assert "3 differences by outlet and 3 trends by week were tested, each of these as a family" in findings_text(
        results_for(*apart, Beside(), DEFAULT, None), found, "Ferries"
    )


def test_counted_labels_give_no_finding(apart):
    result = findings(apart[0], None)
    assert result.findings == ()
    assert "No finding is stated" in result.why_none


def test_the_shipped_colours_can_be_told_apart_by_the_colour_blind():
    """By Viénot, Brettel and Mollon's (1999) simulation of red and green blindness, in CIELAB."""
    blindness = {
        "protan": [[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]],
        "deutan": [[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]],
    }

    def lab(hexadecimal, matrix):
        value = np.array([int(hexadecimal[i : i + 2], 16) / 255 for i in (1, 3, 5)])
        linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
        seen = np.clip(np.array(matrix) @ linear, 0, 1)
        to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
        x, y, z = (np.cbrt(v) for v in to_xyz @ seen / np.array([0.9505, 1.0, 1.089]))
        return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])

    colours = [label.colour for label in STANCE.labels]
    for matrix in blindness.values():
        seen = [lab(colour, matrix) for colour in colours]
        distances = [np.linalg.norm(a - b) for i, a in enumerate(seen) for b in seen[:i]]
        assert min(distances) > 20


@pytest.mark.browser
@pytest.mark.parametrize(
    "options", [{}, {"color_scheme": "dark"}, {"viewport": {"width": 390, "height": 844}, "has_touch": True}]
)
def test_axe_has_nothing_to_complain_of(browser, page_path, options):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = opened(browser, page_path, bypass_csp=True, **options)
    for details in page.locator("details").all():
        details.evaluate("element => { element.open = true; }")
    page.locator("#list .text").first.wait_for()
    violations = axe.run(page).response["violations"]
    told = [(one["id"], one["nodes"][0]["html"][:200], one["nodes"][0]["failureSummary"][:300]) for one in violations]
    assert not told


@pytest.mark.browser
def test_a_chart_is_one_tab_stop_and_arrows_walk_its_marks(browser, page_path):
    page = opened(browser, page_path)
    chart = page.locator("#outlet .wide")
    assert chart.locator("[tabindex='0']").count() == 1
    chart.locator("[tabindex='0']").focus()
    tip = page.locator("#tip")
    first = tip.inner_text()
    assert re.match(r"The (Courier|Gazette), \w+: \d+ % \(95 % CI \d+ to \d+\), 750 sentences, \d+ labelled", first)
    page.keyboard.press("ArrowRight")
    assert tip.inner_text() != first
    assert chart.locator("[tabindex='0']").count() == 1
    page.keyboard.press("Escape")
    assert not tip.is_visible()


@pytest.mark.browser
def test_a_finger_on_a_mark_shows_its_numbers(browser, page_path):
    page = opened(browser, page_path, viewport={"width": 390, "height": 844}, has_touch=True)
    page.locator("#outlet .narrow [role=img]").nth(1).tap(force=True)
    assert "95 % CI" in page.locator("#tip").inner_text()


@pytest.mark.browser
def test_a_chart_can_be_taken_as_svg_png_and_csv(browser, page_path, tmp_path, apart):
    page = opened(browser, page_path, color_scheme="dark")
    figure = page.locator("#outlet figure")
    taken = {}
    for form in ("svg", "png", "csv"):
        with page.expect_download() as download:
            figure.locator(f"[data-take={form}]").click()
        taken[form] = tmp_path / download.value.suggested_filename
        download.value.save_as(taken[form])
    svg = taken["svg"].read_text()
    assert "var(--" not in svg
    assert "currentColor" not in svg
    assert STANCE.labels[1].colour in svg
    assert taken["png"].read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    shares = pd.read_csv(taken["csv"])
    expected = estimate(*apart, by=["outlet"])
    assert sorted(shares["share"]) == pytest.approx(sorted(expected["share"]))


@pytest.mark.browser
def test_a_table_is_sorted_by_the_numbers_and_searched(browser, page_path):
    page = opened(browser, page_path)
    page.locator("#week details summary").click()
    box = page.locator("#week .tablebox")
    column = box.locator("thead button").all_inner_texts().index("share")
    box.locator("thead button").nth(column).press("Enter")
    cells = box.locator(f"tbody tr > :nth-child({column + 1})")
    shares = [float(text.split()[0]) for text in cells.all_inner_texts() if text != "–"]
    assert len(shares) > 10
    assert shares == sorted(shares)
    assert box.locator("thead th").nth(column).get_attribute("aria-sort") == "ascending"
    box.locator("input").fill("10 march")
    assert box.locator("tbody tr:visible").count() == 3


@pytest.mark.browser
def test_only_a_table_that_goes_on_has_a_shadow_at_its_edge(browser, page_path):
    page = opened(browser, page_path, viewport={"width": 1280, "height": 800})
    shadowed = """boxes => boxes.filter(box => box.checkVisibility()).map(box =>
        [box.scrollWidth > box.clientWidth, getComputedStyle(box).backgroundImage !== "none"])"""
    # The browser tells of sizes after it has drawn the page: wait until every box is as it should be.
    shadows = f"({shadowed})([...document.querySelectorAll('.scroll')])"
    right = "found => found.every(([wider, shadow]) => wider === shadow) && found.some(([wider]) => wider === some)"
    as_wide = f"some => ({right})({shadows})"
    page.wait_for_function(as_wide, arg=False)
    page.set_viewport_size({"width": 360, "height": 800})
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.wait_for_function(as_wide, arg=True)


def test_guidelines_are_shown_and_load_nothing(page_path):
    html = page_path.read_text()
    codebook = html.split('<section id="codebook">')[1].split("</section>")[0]
    assert "<h3>Guidelines</h3>" in codebook
    assert "<em>all</em>" in codebook
    assert "<img" not in codebook


@pytest.mark.browser
def test_the_page_is_printed_as_pdf(annotate, apart, tmp_path):
    if not (CHROMIUM and shutil.which("pdftotext")):
        pytest.skip("no chromium or no pdftotext on this machine")
    scores, gold = apart
    scores.to_csv(tmp_path / "scores.csv", index=False)
    gold.to_csv(tmp_path / "gold.csv", index=False)
    done = annotate("report", "scores.csv", "--gold", "gold.csv", "-o", "page.pdf")
    assert done.returncode == 0, done.stderr
    text = subprocess.run(
        ["pdftotext", "-layout", "page.pdf", "-"], cwd=tmp_path, capture_output=True, text=True
    ).stdout
    assert "The Courier is more critical than The Gazette" in " ".join(text.split())
    pages = text.rstrip("\f").split("\f")
    assert len(pages) <= 11
    assert text.count("The numbers behind it") >= 3
    assert "p (Holm)" in text
    assert "complete in itself" not in text
    assert "the HTML version has the articles" in text
    assert all(len(page.split()) > 60 for page in pages[:-1])


@pytest.mark.browser
def test_no_printed_page_but_the_last_is_half_empty(apart, tmp_path):
    if not (CHROMIUM and shutil.which("pdftotext")):
        pytest.skip("no chromium or no pdftotext on this machine")
    scores, gold = apart
    months = np.arange(len(scores)) // 5 % 18
    scores = scores.assign(published=[f"{2031 + m // 12}-{1 + m % 12:02d}-04" for m in months])
    steps = ("Articles split", "Sentences drawn", "Labels resolved", "Model trained", "Shares reported")
    flow = [FlowStep(name, (), (Count(1500, "sentence"),), ()) for name in steps]
    page = write_report(scores, tmp_path / "page.html", gold=gold, beside=Beside(flow=flow))
    print_pdf(page.read_text(), tmp_path / "page.pdf", Path("page.pdf"))
    words = subprocess.run(["pdftotext", "-bbox", "page.pdf", "-"], cwd=tmp_path, capture_output=True, text=True).stdout
    depths = []
    for one in words.split("<page ")[1:]:
        height = float(re.search(r'height="([\d.]+)"', one)[1])
        ends = [float(end) / height for end in re.findall(r'<word .*?yMax="([\d.]+)"', one)]
        depths.append(max(end for end in ends if end < 0.945))  # its number stands below
    assert len(depths) >= 5
    assert min(depths[:-1]) > 0.5, depths


def test_without_a_browser_a_pdf_is_refused_in_one_sentence(annotate, apart, tmp_path):
    scores, _ = apart
    scores.head(50).to_csv(tmp_path / "scores.csv", index=False)
    done = annotate("report", "scores.csv", "-o", "page.pdf", env={"PATH": str(tmp_path)})
    assert done.returncode == 1
    assert "a PDF is printed by Chromium, Chrome or Edge, and there is none on this machine" in done.stderr
    assert not (tmp_path / "page.pdf").exists()


def test_the_findings_come_as_a_text_too(annotate, apart, tmp_path):
    scores, gold = apart
    scores.to_csv(tmp_path / "scores.csv", index=False)
    gold.to_csv(tmp_path / "gold.csv", index=False)
    assert annotate("report", "scores.csv", "--gold", "gold.csv", "-o", "findings.md").returncode == 0
    text = (tmp_path / "findings.md").read_text()
    assert "The Courier is more critical than The Gazette: " in text
    assert "## Methods" in text


def test_a_study_takes_its_own_labels_model_and_guidelines(annotate, apart, tmp_path):
    scores, gold = apart
    assert annotate("init", "study").returncode == 0
    scores.to_parquet(tmp_path / "study" / "scores.parquet", index=False)
    gold.to_csv(tmp_path / "study" / "gold.csv", index=False)
    coders = [gold.head(40).assign(annotator=who)[["sentence_id", "annotator", "question", "label"]] for who in "ab"]
    pd.concat(coders).to_csv(tmp_path / "study" / "annotations.csv", index=False)
    done = annotate("report", cwd=tmp_path / "study")
    assert done.returncode == 0, done.stderr
    assert "750 human labels from gold.csv" in done.stderr
    html = (tmp_path / "study" / "report.html").read_text()
    data = json.loads(html.split('<script type="application/json" id="data">')[1].split("</script>")[0])
    assert "low" in data["tables"]["shares"].splitlines()[0]
    assert "Agreement of the annotators" in html
    assert "The annotators’ guidelines" in html


def test_guidelines_shipped_for_other_questions_are_not_published(annotate, apart, tmp_path):
    scores, gold = apart
    assert annotate("init", "study").returncode == 0
    study = tmp_path / "study"
    named = {"conciliatory": "Rule Of Law", "critical": "Popular Will", "neutral": "No Frame"}
    scores = scores.rename(columns={f"p_{old}": f"p_{new}" for old, new in named.items()})
    scores.assign(label=scores["label"].map(named)).to_parquet(study / "scores.parquet", index=False)
    gold.assign(label=gold["label"].map(named), question="frame").to_csv(study / "gold.csv", index=False)
    labels = ", ".join(f'"{one}"' for one in named.values())
    (study / "annotate.toml").write_text(f'[questions.frame]\ntitle = "Frame"\nlabels = [{labels}]\n')
    done = annotate("report", cwd=study)
    assert done.returncode == 0, done.stderr
    assert (
        "guidelines.md: still explains stance and sentiment, as it was shipped, and the study asks frame" in done.stderr
    )
    assert "conciliatory" not in (study / "report.html").read_text()
    (study / "guidelines.md").write_text("# Frames\n\nPopular Will: who says what the people want.\n")
    done = annotate("report", cwd=study)
    assert "still explains" not in done.stderr
    assert "who says what the people want" in (study / "report.html").read_text()


def test_the_methods_say_who_labelled_how_it_was_drawn_and_what_intervals_leave_out(apart):
    scores, gold = apart
    gold = gold.assign(who="language-model-1;ana")
    draws = pd.DataFrame([{"strategy": "random", "drawn": 750, "of": 1500, "unit": "sentence", "seed": 3}])
    results = results_for(scores, gold, Beside(), DEFAULT, None)
    text = methods_paragraph(results, results.shares(), ["3 differences by outlet"], draws)
    assert "750 of 1,500 (strategy random, seed 3)" in text
    assert "2 annotators gave the labels, of which by their names language-model-1 is a language model" in text
    assert "ana " not in text
    assert "Student’s t intervals with effective degrees of freedom" in text
    assert "out of fold" not in text
    assert "do not cover how the articles were collected, nor what a label should have meant" in text
    assert "with probabilities of 50.0 %" in methods_paragraph(results, results.shares())

    predicted = scores[["sentence_id", "p_critical", "p_neutral", "p_conciliatory"]].head(10)
    learned = LearnedFrom(frozenset(predicted["sentence_id"]), predicted)
    results = results_for(scores, gold, Beside(estimating=Options(learned=learned)), DEFAULT, None)
    assert "models that had not seen their article (out of fold)" in methods_paragraph(results, results.shares())


def test_the_page_says_that_the_model_was_fitted_on_its_test_part_too():
    model = load_model(Path(__file__).parents[2] / "models" / "starter")
    info = model.info
    data, split = replace(info.data, labelled=info.metrics.n + 9), replace(info.split, learned_from=["train", "test"])
    refitted = replace(model, info=replace(info, data=data, split=split))
    words = _model(refitted, "sentence").words
    assert "95 % intervals clustered by article" in words
    assert "The model itself was then fitted on train and test together." in words


def test_the_methods_say_that_labels_hold_for_near_duplicates(annotate, apart, tmp_path):
    scores, gold = apart
    others = scores["sentence_id"][~scores["sentence_id"].isin(gold["sentence_id"])].head(16)
    copies = dict(zip(others, gold["sentence_id"].head(16), strict=True))
    scores.assign(duplicate_of=scores["sentence_id"].map(copies)).to_csv(tmp_path / "scores.csv", index=False)
    gold.to_csv(tmp_path / "gold.csv", index=False)
    assert annotate("report", "scores.csv", "--gold", "gold.csv", "-o", "findings.md").returncode == 0
    assert "16 sentences without a label of their own have one in this way" in (tmp_path / "findings.md").read_text()
