"""The page to check by eye how articles were split: what it shows, and the marks that are saved from it."""

import csv
import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from annotate.text.checking.check_page import write_check_page
from annotate.text.checking.explained_sentences import explained

REPOSITORY = Path(__file__).parent.parent.parent
ARTICLE = {
    "article_id": "a1",
    "title": "Talks <i>fail</i>",
    "outlet": "The Ansel Courier",
    "text": "By Ilka Oss\n\nPORT VELDA — “We <b>wait</b>,” Oren Vasch said. He left.\n\nThe talks failed.",
}


@pytest.fixture(scope="module")
def page_path(tmp_path_factory):
    articles = pd.DataFrame([ARTICLE] + [{**ARTICLE, "article_id": f"b{n}", "title": f"Title {n}"} for n in range(24)])
    path = tmp_path_factory.mktemp("check") / "check.html"
    assert write_check_page(articles, path) == (25, 25)
    return path


def test_a_sentence_is_shown_in_pieces_that_make_its_text():
    sentence = next(one for one in explained(ARTICLE) if one.row["quoted"] == "partly")
    assert "".join(text for text, _ in sentence.pieces) == sentence.row["text"]
    roles = {text.strip(): names for text, names in sentence.pieces if names}
    assert roles == {"“We <b>wait</b>,”": ("direct",), "Oren Vasch": ("speaker",), "said": ("cue",)}


def test_the_page_holds_every_article_escaped_twenty_a_page(page_path):
    html = page_path.read_text(encoding="utf-8")
    assert html.count("<article>") == 25
    assert html.count("<section") == 2
    assert "Talks &lt;i&gt;fail&lt;/i&gt;" in html
    assert "<b>wait" not in html
    assert "PORT VELDA" in html
    assert "://" not in html


def test_the_same_articles_are_drawn_again_and_no_more_than_two_hundred(tmp_path):
    articles = pd.DataFrame([{"article_id": str(n), "text": f"Port {n} waits."} for n in range(230)])
    for name in ("one.html", "two.html"):
        assert write_check_page(articles, tmp_path / name) == (200, 230)
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


def test_an_article_without_a_title_has_its_first_line(tmp_path):
    articles = pd.DataFrame([{"article_id": "a", "text": "Port waits\n\n" + "The ship is late. " * 9}])
    write_check_page(articles, tmp_path / "check.html")
    assert '<h2 dir="auto">Port waits</h2>' in (tmp_path / "check.html").read_text(encoding="utf-8")


def test_explain_writes_the_page_and_no_other_file(tmp_path, monkeypatch, capsys):
    from annotate.cli import run

    monkeypatch.chdir(tmp_path)
    pd.DataFrame([ARTICLE]).to_csv("news.csv", index=False)
    assert run(["split", "--explain", "news.csv", "-o", "check.html"]) == 0
    assert "wrote 1 of 1 article, drawn at random, to check.html" in capsys.readouterr().err
    assert run(["split", "--explain", "news.csv", "-o", "check.csv"]) == 1
    assert "check.csv: --explain writes a page; give a name that ends in .html" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["check.html", "news.csv"]


def test_marks_correct_the_table_of_sentences_as_the_documentation_says(annotate, tmp_path, monkeypatch):
    (tmp_path / "news").mkdir()
    for number in range(3):
        (tmp_path / "news" / f"{number}.txt").write_text(f"“We wait,” Oren Vasch said on day {number}. He left.")
    assert annotate("split", "news", "-o", "sentences.parquet").returncode == 0
    assert annotate("split", "news", "--explain", "-o", "check.html").returncode == 0
    page = (tmp_path / "check.html").read_text(encoding="utf-8")
    shown = json.loads(re.search(r'id="rows"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
    before = pd.read_parquet(tmp_path / "sentences.parquet")
    assert {row["sentence_id"] for row in shown} == set(before["sentence_id"])
    marks = pd.DataFrame([{**shown[0], "wrong": "speaker", "right": "O. Vasch"}, {**shown[2], "wrong": "speaker"}])
    marks.assign(right=marks["right"].fillna("")).to_csv(tmp_path / "marks.csv", index=False)
    text = (REPOSITORY / "docs" / "methods" / "text.md").read_text(encoding="utf-8")
    (shown_code,) = [block for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "marks" in block]
    monkeypatch.chdir(tmp_path)
    exec(shown_code, {"pd": pd})
    after = pd.read_parquet(tmp_path / "sentences.parquet").set_index("sentence_id")["speaker"].fillna("")
    assert after[[row["sentence_id"] for row in shown]].tolist() == ["O. Vasch", "", "", "", "Oren Vasch", ""]
    assert annotate("sample", "sentences.parquet", "-n", "4", "-o", "batch.csv").returncode == 0


@pytest.mark.browser
def test_marks_are_set_by_keyboard_remembered_and_saved(page_path):
    playwright = pytest.importorskip("playwright.sync_api")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.skip("no Chromium on this machine; install the package chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        page = browser.new_context(bypass_csp=True, viewport={"width": 390, "height": 844}).new_page()
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(page_path.as_uri())
        for key in ("n", "p", "j", "j", "j", "w"):
            page.keyboard.press(key)
        page.get_by_label("What is wrong").select_option("speaker")
        page.get_by_label("What is right").fill('Mira "Mi" Talvik, twice')
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.closest('li').classList.contains('wrong')")
        assert axe.run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.reload()
        assert page.locator("#count").inner_text() == "1 marked"
        other = page.context.new_page()
        other.goto(page_path.as_uri())
        for key in ("j", "w"):
            other.keyboard.press(key)
        playwright.expect(page.locator("#count")).to_have_text("2 marked")
        other.keyboard.press("w")
        playwright.expect(page.locator("#count")).to_have_text("1 marked")
        other.close()
        with page.expect_download() as download:
            page.get_by_role("button", name="Save marks").click()
        with open(download.value.path(), encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        page.get_by_role("button", name="Next page").click()
        page.reload()  # the page stays the one it was
        assert page.locator("section:visible article").count() == 5
        page.keyboard.press("m")
        assert page.locator("section:visible article").count() == 20
        for key in "kkk" + "j" * 12 + "k" * 9:
            page.keyboard.press(key)
        assert page.evaluate("document.activeElement.closest('li').getBoundingClientRect().top") >= 0
        browser.close()
    assert not errors
    assert [(row["wrong"], row["right"]) for row in rows] == [("speaker", 'Mira "Mi" Talvik, twice')]
    assert rows[0]["text"] == "He left."
    assert len(rows[0]["sentence_id"]) == 16
