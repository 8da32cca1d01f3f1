"""Coders learn on sentences with known answers; what they answer there is scored, and never counts as a label."""

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

import annotate as an
from annotate.errors import InputError
from annotate.labels.aggregation import resolve
from annotate.labels.annotator_quality import training_scores
from annotate.learn.training.gold import labelled_from
from annotate.scheme import DEFAULT
from annotate.studio.page.calibration_round import CalibrationRound, ranked
from annotate.studio.page.labelling_items import items_of
from annotate.studio.page.labelling_session import Answer, LabellingSession

KNOWN = {"s1": "conciliatory", "s2": "critical", "s3": "neutral", "s4": "conciliatory"}


@pytest.fixture
def gold(tmp_path, batch):
    """Known answers to the four sentences, on one of which people disagreed, and why for another."""
    table = pd.DataFrame({"sentence_id": list(KNOWN), "question": "stance", "label": list(KNOWN.values())})
    table = table.assign(agreed=[1, 1, 1, 0.5], comment=["Thanks are conciliatory.", None, None, None])
    table.to_csv(tmp_path / "gold.csv", index=False)
    return table


@pytest.fixture
def session(tmp_path, batch):
    """Anna's training in one round."""
    known = {key: {"stance": (label,)} for key, label in KNOWN.items()}

    def start(annotator="anna", number=1):
        return LabellingSession(batch, DEFAULT, tmp_path / "training.csv", annotator, CalibrationRound(number, known))

    return start


def test_labels_take_turns_and_doubtful_sentences_come_last():
    labels = {f"k{n}": "common" for n in range(20)} | {"r1": "rare", "r2": "rare"}
    order = ranked(labels, {"r1"}, seed=0)
    assert sorted(order) == sorted(labels)
    assert Counter(labels[key] for key in order[:4]) == {"common": 2, "rare": 2}
    assert order.index("r2") < order.index("r1")
    assert order == ranked(dict(reversed(labels.items())), {"r1"}, seed=0) != ranked(labels, {"r1"}, seed=1)


def test_an_answer_stays_once_the_known_one_was_shown_and_is_scored(session, tmp_path):
    with session() as anna:
        assert anna.feedback("s1") is None
        anna.save("s1", Answer({"stance": ("conciliatory",)}, done=True))
        anna.save("s2", Answer({"stance": ("neutral",)}, done=True))
        anna.save("s3", Answer(skipped=True, done=True))
        assert [one["right"] for one in anna.feedback("s1")["answers"]] == [True]
        assert anna.feedback("s2")["answers"][0]["expected"] == ["critical"]
        for change in (Answer({"stance": ("critical",)}, done=True), Answer({"stance": ("neutral",)})):
            with pytest.raises(InputError, match="it cannot be changed"):
                anna.save("s2", change)
        anna.save("s2", Answer({"stance": ("neutral",)}, done=True, comment="why?"))
    with session() as again:
        assert again.done == 3
        assert again.feedback("s2")["answers"][0]["chosen"] == ["neutral"]
    table = an.read_table(tmp_path / "training.csv").set_index("sentence_id")
    assert set(table["origin"]) == {"training"}
    assert table["expected"].to_dict() == {key: KNOWN[key] for key in ("s1", "s2", "s3")}
    scores = training_scores(table.reset_index()).iloc[0].to_dict()
    assert {name: scores[name] for name in ("annotator", "round", "question", "sentences", "right")} == {
        "annotator": "anna", "round": 1, "question": "stance", "sentences": 3, "right": 1,
    }  # fmt: skip
    assert scores["share"] == pytest.approx(1 / 3)
    assert (scores["low"], scores["high"]) == pytest.approx((0.06149, 0.79234), abs=1e-5)  # statsmodels' wilson
    assert scores["confused"] == "critical → neutral (1)"


def test_answers_given_in_training_are_never_gold(session, tmp_path):
    with session() as anna:
        anna.save("s1", Answer({"stance": ("conciliatory",)}, done=True))
    table = an.read_table(tmp_path / "training.csv")
    with pytest.raises(InputError, match="1 of 1 answers were given in training"):
        resolve(table)
    with pytest.raises(InputError, match="gave in training, which are not gold"):
        labelled_from(table, scheme=DEFAULT)
    with pytest.raises(InputError, match="given in training, which never count"):
        an.label(tmp_path / "batch.csv", output=tmp_path / "training.csv", annotator="anna")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"round_number": 3}, "has 4 sentences for ben, enough for 2 of 3"),
        ({"annotator": "anna"}, "enough for 1 of 3|anna has labelled"),
        ({"output": "annotations.csv"}, "holds annotations, which training does not touch"),
        ({"gold": "other.csv"}, "unknown stance 'hostile'"),
    ],
)
def test_a_round_that_cannot_be_is_refused(gold, batch, tmp_path, monkeypatch, options, message):
    monkeypatch.chdir(tmp_path)
    gold.assign(label="hostile").to_csv("other.csv", index=False)
    (tmp_path / "annotate.toml").write_text("", encoding="utf-8")
    mine = pd.DataFrame({"sentence_id": list(KNOWN), "annotator": "anna", "question": "stance", "label": "neutral"})
    mine.to_csv("annotations.csv", index=False)
    with pytest.raises(InputError, match=message):
        an.train_coders(
            **{"gold": "gold.csv", "annotator": "ben", **options}, sentences=batch, size=3, study=an.Study(".")
        )


@pytest.mark.browser
def test_feedback_follows_each_answer_on_the_page(annotate, labelling, visit, gold, batch, violations, tmp_path):
    running = labelling("gold.csv", "batch.csv", "-o", "training.csv", "--annotator", "anna", "-n", "3",
                        verb="train-coders")  # fmt: skip
    assert "never count as labels" in running.words
    page = visit(running.link)
    texts = {item.text: KNOWN[item.sentence_id] for item in items_of(batch)}
    keys = {"conciliatory": "1", "critical": "2", "neutral": "3"}
    before = [button.bounding_box() for button in page.locator(".label, #next").all()]
    for number in range(3):
        label = texts[page.locator("#sentence").inner_text()]
        chosen = label if number else "critical" if label != "critical" else "neutral"
        assert page.locator("#verdict").is_hidden()
        page.keyboard.press(keys[chosen])
        page.keyboard.press("Enter")
        page.locator("#verdict:visible").wait_for()
        verdict = page.locator("#verdict").inner_text()
        assert f"the known answer is {label}" in verdict
        assert ("Right" in verdict) == (number > 0)
        assert page.locator(".label.expected").get_attribute("data-label") == label
        assert [button.bounding_box() for button in page.locator(".label, #next").all()] == before
        assert violations(page) == []
        page.keyboard.press("1")  # what was answered stays
        page.keyboard.press("Backspace")
        page.locator("body[data-pending='0']").wait_for()
        assert page.locator(".label[aria-pressed=true]").get_attribute("data-label") == chosen
        page.keyboard.press("Enter")
    page.get_by_text("2 of 3 answers are the known ones").wait_for()
    page.keyboard.press("Enter")
    page.get_by_text("You can close this page").wait_for()
    status, words = running.finished()
    assert status == 0, words
    results = annotate("train-coders", "--results", "-o", "training.csv", "--results-file", "r.csv")
    assert results.returncode == 0, results.stderr
    assert "anna" in results.stdout
    assert pd.read_csv(tmp_path / "r.csv")[["sentences", "right"]].to_numpy().tolist() == [[3, 2]]


def test_feedback_follows_each_answer_in_the_terminal(session):
    pytest.importorskip("textual")
    from annotate.studio.page.labelling_terminal import LabellingTerminal

    async def answer(app):
        async with app.run_test(size=(100, 40)) as pilot:
            for keys, words in [
                (["2", "enter"], "the known answer is conciliatory. Enter continues"),
                (["1"], "the known answer is conciliatory. Enter continues"),
                (["backspace"], "cannot be changed"),
                (["enter", "2", "enter"], "right, critical. Enter continues"),
            ]:
                await pilot.press(*keys)
                for _ in range(100):
                    if words in str(app.query_one("#said").render()):
                        break
                    await pilot.pause(0.05)
                assert words in str(app.query_one("#said").render())

    with session() as anna:
        with ThreadPoolExecutor() as elsewhere:  # the browser of another test has its loop here
            elsewhere.submit(asyncio.run, answer(LabellingTerminal(anna, "training", ""))).result()
        assert {key: one.labels["stance"] for key, one in anna.answers.items()} == {
            "s1": ("critical",),
            "s2": ("critical",),
        }


@pytest.mark.browser
def test_an_optional_question_left_out_is_no_wrong_answer(annotate, labelling, visit, gold, batch, tmp_path):
    assert annotate("init", "--yes").returncode == 0
    both = pd.concat([gold, gold.assign(question="sentiment", label="neutral", comment=None)])
    both.to_csv(tmp_path / "gold.csv", index=False)
    page = visit(labelling("gold.csv", "batch.csv", "--annotator", "anna", "-n", "1", verb="train-coders").link)
    label = {item.text: KNOWN[item.sentence_id] for item in items_of(batch)}[page.locator("#sentence").inner_text()]
    page.keyboard.press({"conciliatory": "1", "critical": "2", "neutral": "3"}[label])
    page.keyboard.press("Enter")
    page.locator("#verdict:visible").wait_for()
    assert page.locator("#verdict:not(.wrong)").count() == 1
    right, left_out = page.locator("#verdict p").all_inner_texts()[:2]
    assert right.startswith("✓ Right")
    assert left_out == "Sentiment of the sentence: the known answer is neutral"
