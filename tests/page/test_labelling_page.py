"""What a person does on the labelling page is in the annotations table, whatever happens."""

import re
import urllib.error
import urllib.request

import pandas as pd
import pytest

from annotate.scheme import DEFAULT
from annotate.studio.page.labelling_session import Answer, LabellingSession

pytestmark = pytest.mark.browser

TWO_QUESTIONS = """
[questions.stance]
required = true
labels = [{ name = "friendly", hotkey = "1", colour = "#ffe066" }, { name = "hostile", hotkey = "2" }]
[questions.topic]
multiple = true
only_if = { question = "stance", label = "hostile" }
labels = ["aid", "trade and customs", "security"]
"""


def press(page, *keys):
    """Press keys, faster than any person, and wait for what they do."""
    for key in keys:
        page.keyboard.press(key)
    page.locator("body[data-pending='0']").wait_for()


def now_at(page):
    return page.locator("#count").inner_text()


def rows_of(folder, annotator="anna"):
    table = pd.read_csv(folder / "annotations.csv", keep_default_na=False)
    table = table[table["annotator"] == annotator]
    return {(r.sentence_id, r.question): (r.label, r.skipped) for r in table.itertuples()}


def places(page):
    """Where every label's button is."""
    return [button.bounding_box() for button in page.locator(".label, #next").all()]


def test_a_batch_is_labelled_with_the_keyboard_alone(annotate, labelling, visit, batch, violations, tmp_path):
    running = labelling("batch.csv", "-o", "annotations.csv", "--annotator", "anna")
    page = visit(running.link)
    assert page.url == running.address + "/"  # the token is gone from the address
    assert page.locator("#sentence").inner_text() == batch["text"][0]
    assert page.locator("#about").inner_text() == "The Ansel Courier · 2031-03-11"
    assert page.locator("#headline").inner_text() == "Rescue at sea"
    assert page.locator("#before").inner_text() == "Talks were held."
    assert now_at(page) == "Sentence 1 of 4 · 0 done"
    assert violations(page) == []
    before = places(page)
    press(page, "1", "q")  # the last question's answer goes on
    assert now_at(page) == "Sentence 2 of 4 · 1 done"
    assert page.locator("#sentence").inner_text() == batch["text"][1]
    assert places(page) == before
    press(page, "Enter")
    assert "Answer “Stance of the sentence” first" in page.locator("#alert").inner_text()
    press(page, "1", "Backspace")  # takes back the first sentence's answer, which stays chosen
    assert now_at(page) == "Sentence 1 of 4 · 0 done"
    assert page.locator(".label[aria-pressed=true]").all_inner_texts() == ["1\nconciliatory\n✓", "q\npositive\n✓"]
    press(page, "e")
    press(page, "c")
    page.keyboard.type("is 2 the right key?")
    press(page, "Escape", "2", "Enter", "f", "s")
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
    press(page, "3", "Enter")
    assert "All 4 sentences are done" in page.locator("#end").inner_text()
    press(page, "Enter")
    page.get_by_text("You can close this page").wait_for()
    status, words = running.finished()
    assert status == 0, words
    assert "3 sentences labelled, 1 skipped, 0 to go, in annotations.csv" in words
    assert rows_of(tmp_path) == {
        ("s1", "stance"): ("conciliatory", False),
        ("s1", "sentiment"): ("neutral", False),
        ("s2", "stance"): ("critical", False),
        ("s3", "stance"): ("", True),
        ("s4", "stance"): ("neutral", False),
    }
    table = pd.read_csv(tmp_path / "annotations.csv").set_index("sentence_id")
    assert table.loc["s2", "comment"] == "is 2 the right key?"
    assert table.loc["s3", "flagged"]
    assert (table["lead_time"] > 0).all()
    assert set(table["origin"]) == {"manual"}
    resolved = annotate("resolve", "annotations.csv", "-o", "gold.csv")
    assert resolved.returncode == 0, resolved.stderr


def test_a_killed_run_loses_no_answer_and_the_next_one_goes_on(labelling, visit, batch, tmp_path):
    running = labelling("batch.csv", "-o", "annotations.csv", "--annotator", "anna")
    page = visit(running.link)
    press(page, "1", "Enter", "2", "Enter")
    assert now_at(page) == "Sentence 3 of 4 · 2 done"
    running.kill()
    press(page, "3", "Enter")
    assert "annotate label is not running" in page.locator("#alert").inner_text()
    assert now_at(page) == "Sentence 3 of 4 · 2 done"
    again = labelling("batch.csv", "-o", "annotations.csv", "--annotator", "anna")
    assert "2 of 4 sentences done" in again.words
    assert rows_of(tmp_path) == {("s1", "stance"): ("conciliatory", False), ("s2", "stance"): ("critical", False)}
    page = visit(again.link)
    assert now_at(page) == "Sentence 3 of 4 · 2 done"
    press(page, "Backspace", "3", "Enter")
    assert again.stop()[0] == 0
    assert rows_of(tmp_path)["s2", "stance"] == ("neutral", False)
    assert not list(tmp_path.glob(".*.labelling"))


def test_an_older_tab_overwrites_no_answer_that_it_does_not_know(labelling, visit, batch, tmp_path):
    running = labelling("batch.csv", "-o", "annotations.csv", "--annotator", "anna")
    first = visit(running.link)
    second = first.context.new_page()
    second.goto(running.address)
    second.locator("body[data-pending='0']").wait_for()
    press(first, "1", "Enter", "2", "Enter")
    assert now_at(second) == "Sentence 1 of 4 · 0 done"
    press(second, "3", "Enter")
    assert "answered in another tab meanwhile" in second.locator("#alert").inner_text()
    assert now_at(second) == "Sentence 1 of 4 · 2 done"
    assert second.locator(".label[aria-pressed=true]").all_inner_texts() == ["1\nconciliatory\n✓"]
    press(second, "ArrowRight", "3", "Enter")  # an answer that it knows can be changed
    assert now_at(second) == "Sentence 3 of 4 · 2 done"
    press(second, "3", "Enter")
    assert now_at(first) == "Sentence 3 of 4 · 2 done"
    first.evaluate("dispatchEvent(new Event('focus'))")
    press(first, "Shift")
    assert now_at(first) == "Sentence 3 of 4 · 3 done"  # up to date once it is looked at
    assert running.stop()[0] == 0
    answered = {("s1", "stance"): "conciliatory", ("s2", "stance"): "neutral", ("s3", "stance"): "neutral"}
    assert rows_of(tmp_path) == {key: (label, False) for key, label in answered.items()}


def test_a_finished_batch_says_so_and_what_comes_next(labelling, batch, tmp_path):
    with LabellingSession(batch, DEFAULT, tmp_path / "annotations.csv", "anna") as session:
        for item in session.items:
            session.save(item.key, Answer(done=True, skipped=True))
    words = " ".join(labelling("batch.csv", "--annotator", "anna").stop()[1].split())
    assert "all 4 sentences are done, in annotations.csv; open the link to look at answers or change them" in words
    assert "Ctrl-C to stop. Next: annotate resolve" in words


def test_without_a_study_answers_go_to_a_table_in_this_folder(annotate, labelling, batch, tmp_path):
    status, said = labelling("batch.csv", "--annotator", "anna").stop()
    assert status == 0
    assert "answers go to annotations.csv" in said
    assert said.splitlines()[-1] == "Next: the same command to continue"  # there is nothing yet to resolve
    with LabellingSession(batch, DEFAULT, tmp_path / "annotations.csv", "anna") as session:
        session.save(session.items[0].key, Answer({"stance": ("critical",)}, done=True, lead_time=4.0))
    said = labelling("batch.csv", "--annotator", "anna").stop()[1]
    command = re.search(r"annotate (resolve [\w. -]+?) \(", said)[1]
    resolved = annotate(*command.split())
    assert resolved.returncode == 0, resolved.stderr
    assert (tmp_path / "gold.csv").is_file()


def test_two_questions_with_a_thumb_on_a_phone(annotate, labelling, visit, batch, violations, tmp_path):
    batch.assign(target="Karsovia", target_start=[25, 4, None, None], target_end=[33, 13, None, None]).to_csv(
        tmp_path / "batch.csv", index=False
    )
    assert annotate("init").returncode == 0
    (tmp_path / "annotate.toml").write_text(TWO_QUESTIONS)
    guidelines = tmp_path / "guidelines.md"  # with words of one's own: the shipped ones are about other questions
    guidelines.write_text(guidelines.read_text() + "\n- A polite diplomatic note is friendly.\n")
    running = labelling("--annotator", "anna")
    phone = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
    page = visit(running.link, **phone)
    assert page.locator("#sentence mark").all_inner_texts() == ["Karsovia"]
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("#open-guide").tap()
    page.keyboard.press("Escape")  # from the search, and the panel covers the whole window
    page.locator("#guide").wait_for(state="hidden")
    assert min(button.bounding_box()["height"] for button in page.locator(".dock button").all()) >= 44
    hostile, topics = page.get_by_role("button", name="hostile"), page.get_by_role("group", name=re.compile("Topic"))
    assert topics.get_by_role("button", name="aid").is_disabled()
    before = places(page)
    hostile.tap()
    assert places(page) == before
    topics.get_by_role("button", name="security").tap()
    topics.get_by_role("button", name="aid").tap()
    page.get_by_role("button", name="Next", exact=True).tap()
    page.get_by_text("Sentence 2 of 4").wait_for()
    assert page.locator("#sentence mark").all_inner_texts() == ["Karsovian"]
    page.get_by_role("button", name="friendly").tap()
    page.get_by_role("button", name="Guidelines", exact=True).tap()
    page.get_by_role("searchbox").fill("polite diplomatic")
    assert re.fullmatch(r"[1-9]\d* of \d+ passages", page.locator("#hits").inner_text())
    assert all("olite" in text for text in page.locator("#guide-text li:visible").all_inner_texts())
    assert violations(page) == []
    press(page)
    assert running.stop()[0] == 0
    assert rows_of(tmp_path) == {
        ("s1", "stance"): ("hostile", False),
        ("s1", "topic"): ("aid|security", False),
        ("s2", "stance"): ("friendly", False),
    }


def test_settings_last_in_a_browser_that_stores_nothing(labelling, visit, batch):
    page = visit(labelling("batch.csv", "-o", "annotations.csv", "--annotator", "anna").link)
    page.evaluate("Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } })")
    page.locator("#open-help").click()
    page.locator("#theme").select_option("dark")
    page.locator("#advance").select_option("enter")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.locator("#close-help").click()
    press(page, "1", "q")
    assert now_at(page) == "Sentence 1 of 4 · 0 done"
    page.locator("#next").click()
    press(page)
    assert now_at(page) == "Sentence 2 of 4 · 1 done"


def test_nobody_else_gets_at_the_page(labelling, visit, batch):
    running = labelling("batch.csv", "-o", "annotations.csv", "--annotator", "anna")

    def status(path="/", method="GET", body=None, **headers):
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(running.address + path, body, names, method=method)
        try:
            return urllib.request.urlopen(request, timeout=120).status
        except urllib.error.HTTPError as error:
            return error.code

    assert status() == 403
    assert status(running.link.removeprefix(running.address), Host="evil.example") == 421
    page = visit(running.link)
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    mine = {"Cookie": f"{cookie['name']}={cookie['value']}"}
    assert status(**mine) == 200
    answer = {
        "body": b'{"key": "s1", "done": true, "labels": {"stance": ["critical"]}}',
        "Content_Type": "application/json",
    }
    assert status("/answer", "PUT", **mine, **answer) == 403
    assert status("/answer", "PUT", **mine, **answer, Origin="http://127.0.0.1:1") == 403
    assert status("/answer", "PUT", **answer, Origin=running.address) == 403
    assert status("/answer", "PUT", **mine, **answer, Origin=running.address) == 200
    assert status("/answer", "PUT", b'{"key": "s1", "done": true, "labels": 3}', **mine, Origin=running.address,
                  Content_Type="application/json") == 422  # fmt: skip
    assert status(running.link.removeprefix(running.address)) == 403  # a link logs in once
    _, words = running.stop()
    assert "A new one, which logs in once: http://127.0.0.1:" in words
