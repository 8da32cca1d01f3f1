"""The report as its reader meets it: in a browser, offline, on a desk and on a phone."""

import io
import json
import re
import shutil

import numpy as np
import pandas as pd
import pytest
from written_page import write_report

import annotate as an
from annotate import tables
from annotate.errors import InputError
from annotate.estimation.counting import counted
from annotate.estimation.net_tone import index
from annotate.estimation.periods import fitting_period
from annotate.estimation.shares import estimate
from annotate.reporting.page import Beside

CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"]
LABELS = ("conciliatory", "critical", "neutral")
HOSTILE = '</script><script>document.title="owned"</script><img src=x onerror="document.title=\'owned\'"> & "quoted"'


def scores_of(articles, sentences=6, seed=0):
    draw = np.random.default_rng(seed)
    chances = draw.dirichlet([1, 1.4, 0.8], articles * sentences)
    number = np.arange(articles * sentences)
    article = number // sentences
    frame = pd.DataFrame(
        {
            "sentence_id": [f"s{n}" for n in number],
            "article_id": [f"a{a}" for a in article],
            "outlet": np.array(["Ansel Bell", "Orlesk Gazette", "Free Lantern"])[article % 3],
            "published": [f"2031-{1 + a % 4:02d}-{1 + a % 28:02d}T08:00:00+02:00" for a in article],
            "paragraph": number % sentences // 2,
            "position": number % sentences,
            "kind": "body",
            "text": [f"Sentence {n} on the tolls of the river." for n in number],
            "speaker": np.where(number % 3 == 0, "Ilsa Morvenne", np.where(number % 3 == 1, "Borko Zelnin", None)),
            "label": np.array(LABELS)[chances.argmax(1)],
            "model": "stance-0a1b",
            "title": [f"Tolls, part {a}" for a in article],
        }
        | {f"p_{label}": chances[:, i] for i, label in enumerate(LABELS)}
    )
    return tables.conform(frame, tables.SCORES, "test")


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM:
        pytest.skip("no chromium on this machine; install Debian's package chromium")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def forty(tmp_path_factory):
    """The page of the forty articles of ``scores_of(40)``."""
    return write_report(scores_of(40), tmp_path_factory.mktemp("forty") / "report.html")


@pytest.fixture(scope="module")
def long_titles(tmp_path_factory):
    scores = scores_of(40).assign(title="A" * 300)
    scores["outlet"] = scores["outlet"].mask(scores.index % 2 == 0, "B" * 300)
    return write_report(scores, tmp_path_factory.mktemp("long") / "report.html")


def opened(browser, path, **options):
    page = browser.new_page(**options)
    page.set_default_timeout(120_000)
    page.asked = []
    page.errors = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.goto(path.as_uri())
    return page


@pytest.mark.browser
def test_the_page_loads_nothing_and_shows_the_shares_as_counted(browser, forty):
    scores = scores_of(40)
    page = opened(browser, forty)
    assert [url for url in page.asked if not url.startswith("file:")] == []
    assert page.errors == []
    critical = (scores["label"] == "critical").mean()
    assert page.locator(".card", has_text="critical").locator(".share").inner_text() == f"{100 * critical:.1f} %"
    assert "no interval" in page.locator("#shares").inner_text()


@pytest.mark.browser
def test_hostile_text_is_shown_and_not_run(browser, tmp_path):
    scores = scores_of(3).assign(text=HOSTILE, speaker=HOSTILE, outlet=HOSTILE, title=HOSTILE, before=HOSTILE)
    page = opened(browser, write_report(scores, tmp_path / "report.html", title=HOSTILE))
    page.locator("#list details summary").first.click()
    assert page.locator("#list .text [data-tip]").first.inner_text().startswith(HOSTILE)
    assert page.title() == HOSTILE
    assert page.locator("img").count() == 0


@pytest.mark.browser
def test_search_finds_articles_by_words_outlet_and_label(browser, forty):
    page = opened(browser, forty)
    page.locator("input[name=words]").fill("sentence 37 on")
    page.get_by_text("1 of 40 articles").wait_for()
    page.locator("#list details summary").click()
    assert page.locator(".text span.hit").inner_text().startswith("Sentence 37 on the tolls of the river.")
    page.locator("input[name=words]").fill("")
    page.locator("select[name=outlet]").select_option("Ansel Bell")
    page.get_by_text("14 of 40 articles").wait_for()


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_is_wider_than_the_screen(browser, long_titles, width):
    page = opened(browser, long_titles, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".narrow" if width < 700 else ".wide").first.is_visible()


@pytest.mark.browser
def test_the_page_is_dark_where_the_reader_wants_it(browser, forty):
    page = opened(browser, forty, color_scheme="dark")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(21, 25, 29)"


@pytest.mark.browser
def test_fifty_thousand_sentences_open_and_search_smoothly(browser, tmp_path):
    page = opened(browser, write_report(scores_of(2000, sentences=25), tmp_path / "report.html"))
    page.get_by_text("2000 of 2000 articles").wait_for()
    assert page.locator("#list details").count() == 25
    assert page.locator("*").count() < 5000
    page.locator("input[name=words]").fill("sentence 49999 on")
    page.get_by_text("1 of 2000 articles").wait_for()


@pytest.mark.browser
def test_a_screen_reader_has_names_headings_and_tables(browser, forty):
    page = opened(browser, forty)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").count() == 1
    unnamed = page.locator("table:not(:has(caption)), [role=img]:not([aria-label]), input:not(label input)")
    assert unnamed.count() == 0
    page.locator("#list details summary").first.click()
    page.locator("#list .text").first.wait_for()  # the browser tells that it is open after the click
    assert "(critical, " in " ".join(page.locator(".text .unseen").all_inner_texts())


def test_the_tables_in_the_page_are_the_shares(forty):
    scores, html = scores_of(40), forty.read_text()
    data = json.loads(html.split('<script type="application/json" id="data">')[1].split("</script>")[0])
    shares = pd.read_csv(io.StringIO(data["tables"]["shares"]))
    assert shares["share"].tolist() == pytest.approx(counted(scores)["share"].tolist())
    assert shares["share"].sum() == pytest.approx(1)


def test_agreement_warnings_and_domain_shift_stand_in_the_page(tmp_path):
    agreement = pd.DataFrame(
        {"question": ["stance"], "measure": ["alpha_nominal"], "value": [0.81], "low": [0.7], "high": [0.9]}
    )
    beside = Beside(agreement=agreement, warnings=["Unlike the training text."], domain_shift={"AUC": "0.71"})
    html = write_report(scores_of(5), tmp_path / "report.html", beside=beside).read_text()
    for words in ("Krippendorff’s alpha", "0.810", "0.71", "Unlike the training text.", "Krippendorff (2018)"):
        assert words in html


def test_only_body_sentences_and_no_abstentions_count():
    scores = scores_of(2).assign(label="critical")
    scores.loc[0, ["kind", "label"]] = ["heading", "neutral"]
    scores.loc[1, "label"] = "neutral"
    scores.loc[1, "abstained"] = True
    shares = counted(scores).set_index("label")
    assert shares.loc["critical", "share"] == 1
    assert shares.loc["critical", "n"] == 10


def test_weeks_for_a_season_and_months_for_years():
    assert fitting_period(pd.Series(["2031-03-03", "2031-03-10", "2031-03-18"])) == "week"
    assert fitting_period(pd.Series(["2031-03-03", "2031-03-10", "2031-09-18"])) == "month"
    assert fitting_period(pd.Series([f"{year}-01-05" for year in range(1990, 2032)])) == "month"
    assert fitting_period(pd.Series(["2031-03-03T23:00:00+01:00", None, "soon"])) is None


@pytest.fixture(scope="module")
def leaning():
    """Scores of a model that finds criticism too seldom in every outlet, and people's labels of some sentences."""
    scores = scores_of(200)
    truth = scores["label"].copy()
    missed = (truth == "critical") & (np.arange(len(scores)) % 2 == 0)
    scores.loc[missed, ["p_critical", "p_neutral"]] = scores.loc[missed, ["p_neutral", "p_critical"]].to_numpy()
    scores["label"] = np.array(LABELS)[scores[[f"p_{label}" for label in LABELS]].to_numpy().argmax(axis=1)]
    gold = scores.assign(label=truth).sample(400, random_state=2)[["sentence_id", "label"]]
    gold = gold.assign(question="stance", inclusion_probability=400 / len(scores))
    return scores, truth.map({"conciliatory": 1.0, "critical": -1.0, "neutral": 0.0}), gold


@pytest.fixture(scope="module")
def corrected(leaning, tmp_path_factory):
    scores, _, gold = leaning
    gold = tables.conform(gold, tables.GOLD, "gold")
    return write_report(scores, tmp_path_factory.mktemp("corrected") / "report.html", gold=gold)


def test_human_labels_correct_the_shares_and_give_them_intervals(corrected):
    html = corrected.read_text()
    assert "labelled by annotators" in html
    assert "Prediction-powered inference" in html
    assert "no interval" not in html


def test_groups_with_too_few_labels_have_no_chart_and_say_why(tmp_path):
    scores = scores_of(60)
    gold = scores.sample(20, random_state=1)[["sentence_id", "label"]]
    gold = tables.conform(gold.assign(question="stance", inclusion_probability=20 / len(scores)), tables.GOLD, "gold")
    html = write_report(scores, tmp_path / "report.html", gold=gold).read_text()
    for name, needed in (("outlet", 30), ("month", 40), ("index", 30)):
        section = html.split(f'<section id="{name}">')[1].split("</section>")[0]
        by = "outlet" if name == "index" else name
        assert f"There are too few labels for a chart by {by}: of 360 sentences 20 are labelled" in section
        assert f"each {by} needs 10 in 5 articles. About {needed} in all, drawn at random, are needed" in section
        assert "label more or pool" in section
        for of_a_chart in ("<svg", "panel", "dashed line", "grey strip", "without a point", "intervals are"):
            assert of_a_chart not in section
    assert 'id="speaker"' not in html


def test_no_sentence_of_a_model_that_is_never_sure_is_called_clear(tmp_path):
    scores = scores_of(5).assign(label="critical", p_conciliatory=0.33, p_critical=0.34, p_neutral=0.33)
    sentences = []
    for sure in (None, 3):
        if sure is not None:
            scores.loc[sure, ["p_conciliatory", "p_critical"]] = [0.06, 0.61]
        html = write_report(scores, tmp_path / "report.html").read_text()
        sentences.append(html.split('<section id="sentences">')[1].split("</section>")[0])
    none, one = sentences
    assert "No sentence is clearly critical: the model gives none a probability above 50 %" in none
    assert "the highest is 34 %" in none
    assert "The model labels no sentence conciliatory." in none
    assert "<blockquote>" not in none
    assert "highest probability of each label" not in none
    assert one.count("<blockquote>") == 1
    assert "Sentence 3 on" in one


def test_outlets_with_too_few_labels_are_named_in_plain_english(leaning, tmp_path):
    scores, _, gold = leaning
    few = gold[gold["sentence_id"].isin(scores.loc[scores["outlet"] != "Free Lantern", "sentence_id"])]
    html = write_report(scores, tmp_path / "report.html", gold=tables.conform(few, tables.GOLD, "gold")).read_text()
    assert "An outlet without a point has too few labels; the table says" in html
    assert "An outlet with too few labels has no index; the table says" in html
    assert not re.search(r"\ba outlet", html, re.IGNORECASE)


def test_the_index_is_the_difference_of_corrected_shares_and_holds_the_truth(leaning):
    scores, worth, gold = leaning
    row = index(scores, gold).iloc[0]
    share = estimate(scores, gold).set_index("label")["share"]
    assert row["index"] == pytest.approx(share["conciliatory"] - share["critical"])
    assert row["low"] < worth.mean() < row["high"]
    naive = scores["label"].map({"conciliatory": 1.0, "critical": -1.0, "neutral": 0.0}).mean()
    assert not row["low"] < naive < row["high"]
    by_outlet = index(scores, gold, by=["outlet"]).set_index("outlet")
    assert (by_outlet["low"] < worth.groupby(scores["outlet"]).mean()).all()
    assert (by_outlet["high"] > worth.groupby(scores["outlet"]).mean()).all()


def test_an_index_of_labels_that_are_hardly_there_keeps_a_width(leaning):
    scores, _, gold = leaning
    row = index(scores, gold.assign(label="neutral").iloc[:30]).iloc[0]
    assert row["low"] < -0.03
    assert row["high"] > 0.03
    few = index(scores, gold.iloc[:4]).iloc[0]
    assert few["method"] == "withheld"
    assert np.isnan(few["index"])


def test_the_index_in_the_page_is_corrected_where_there_are_labels(leaning, corrected, forty):
    scores, _, gold = leaning
    html = corrected.read_text()
    section = html.split('<section id="index">')[1].split("</section>")[0]
    row = index(scores, gold).iloc[0]
    assert f"Overall {row['index']:+.2f} ({row['low']:+.2f} to {row['high']:+.2f})".replace("-", "−") in section
    assert "Corrected for the model" in section
    assert "not corrected for the model" not in section
    assert "not corrected for the model" in forty.read_text().split('<section id="index">')[1].split("</section>")[0]


def test_scores_without_dates_outlets_or_speakers_still_make_a_page(tmp_path):
    bare = tables.conform(scores_of(3)[["sentence_id", "text", "label"]], tables.SCORES, "test")
    assert write_report(bare, tmp_path / "report.html").exists()


def test_an_empty_table_is_refused_and_leaves_no_page(tmp_path):
    with pytest.raises(InputError, match="no body sentence with the model's label"):
        write_report(scores_of(3).iloc[:0], tmp_path / "report.html")
    assert list(tmp_path.iterdir()) == []


def test_a_page_says_how_much_each_sentence_counts(apart, tmp_path):
    scores, gold = apart
    scores = scores.assign(circulation=np.where(scores["outlet"] == "The Courier", 9.0, 1.0))
    words = {}
    for name, options in {"plain": {}, "read": {"weights": "circulation"}, "articles": {"unit": "article"}}.items():
        words[name] = an.report(scores, tmp_path / f"{name}.md", gold=gold, **options).read_text()
    share = {name: float(re.search(r"(\d+) % (?:are )?critical", text)[1]) for name, text in words.items()}
    assert share["read"] > share["plain"] + 5
    assert share["articles"] == share["plain"]  # all have five sentences
    assert "; sentences count by their circulation." in words["read"]
    assert "Sentences count by their circulation." in words["read"]
    assert "Articles count equally, however long they are." in words["articles"]
    assert "count" not in words["plain"].partition("## Methods")[0]
    whole = scores[scores["article_id"].isin(scores["article_id"].unique()[:20])]
    labels = whole[["sentence_id", "label"]].assign(question="stance", inclusion_probability=0.2)
    drawn = an.report(scores, tmp_path / "whole.md", gold=labels).read_text()
    assert "They are of 20 articles, which were drawn whole." in drawn
    assert "drawn whole" not in words["plain"]
    for options, message in (
        ({"unit": "majority", "gold": gold}, "shows shares of"),
        ({"weights": "w"}, "pass `gold`"),
    ):
        with pytest.raises(an.InputError, match=message):
            an.report(scores, tmp_path / "none.md", **options)
