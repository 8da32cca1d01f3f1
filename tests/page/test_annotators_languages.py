"""What annotators read is in their language; the labels in tables are the scheme's in every language."""

import json
import re
import tomllib
from importlib import resources

import pandas as pd
import pytest

from annotate.errors import InputError
from annotate.learn.endpoints.prompt import system_prompt
from annotate.reporting.bundle.bundle_documents import codebook
from annotate.scheme import DEFAULT, scheme_from
from annotate.studio._tasks import FLAG, tasks_from
from annotate.studio.page.labelling_server import page_text
from annotate.studio.project_page.configuration import configuration, questions_in
from annotate.studio.sheets.coding_answers import answers_from
from annotate.studio.sheets.coding_sheet import write_sheet
from annotate.studio.wording.wordings import languages, usual_scheme, wording
from annotate.workflows.setup.new_study import StudyPlan, write_study
from annotate.workflows.setup.settings import read_settings

OTHERS = [code for code in languages() if code != "en"]
PARTS = ("page", "terminal", "studio", "sheet", "guidelines")


@pytest.mark.parametrize("code", OTHERS)
def test_every_language_has_every_word_with_what_is_filled_in(code):
    english, own = wording("en"), wording(code)
    for part in PARTS:
        words, theirs = getattr(own, part), getattr(english, part)
        assert words.keys() == theirs.keys()
        for name, text in words.items():
            assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", theirs[name])), f"{part}.{name}"
    for question in usual_scheme(code).questions:
        assert question.title != DEFAULT.question(question.name).title
        assert question.names == DEFAULT.question(question.name).names
        known = DEFAULT.question(question.name).labels
        assert all(
            label.title and label.help != other.help for label, other in zip(question.labels, known, strict=True)
        )


def test_the_page_uses_every_word_and_no_other():
    html = (resources.files("annotate.studio.page") / "labelling.html").read_text()
    used = set(re.findall(r'data-(?:word|label|placeholder)="(\w+)"|(?:say|list)\("(\w+)"', html))
    either = re.findall(r'say\([^"()]*\? "(\w+)" : "(\w+)"', html)
    used = {name for pair in [*used, *either] for name in pair if name}
    elsewhere = {"speaker", "link_used", "link_used_why"}
    assert used == wording("en").page.keys() - elsewhere


@pytest.mark.parametrize("code", OTHERS)
def test_init_writes_guidelines_and_questions_in_a_language(annotate, tmp_path, code):
    assert annotate("init", "study", "--yes", "--language", code).returncode == 0
    assert read_settings(tmp_path / "study" / "annotate.toml").scheme == usual_scheme(code)
    guidelines = (tmp_path / "study" / "guidelines.md").read_text()
    assert all(
        re.search(rf"^## {question.title}", guidelines, re.MULTILINE) for question in usual_scheme(code).questions
    )
    commented = (tmp_path / "study" / "annotate.toml").read_text().partition("these two are asked:\n")[2]
    shown = tomllib.loads("\n".join(line.removeprefix("#").removeprefix(" ") for line in commented.splitlines()))
    assert scheme_from(shown, "shown").questions == usual_scheme(code).questions


def test_a_language_without_words_is_refused_with_the_list(annotate, tmp_path):
    refused = annotate("init", "study", "--language", "nl")
    assert refused.returncode == 2
    words = " ".join(refused.stderr.split())
    assert "--language 'nl' is unknown; choose from de (German), en (Eng" in words
    assert not (tmp_path / "study").exists()
    (tmp_path / "annotate.toml").write_text('title = "x"\nlanguage = "Klingon"\n')
    with pytest.raises(InputError, match=r"annotate.toml:2: language is 'Klingon'; choose from de \(German\), en"):
        read_settings(tmp_path / "annotate.toml")


def test_questions_of_ones_own_get_a_page_to_fill_in_in_the_language(tmp_path):
    labels = [{"name": "aid", "title": "Hilfe"}, {"name": "trade", "title": "Handel"}]
    write_study(tmp_path / "study", StudyPlan("study", ({"name": "topic", "labels": labels},), language="de"))
    assert "- **Hilfe**: Wann ist es diese Antwort?" in (tmp_path / "study" / "guidelines.md").read_text()
    scheme = read_settings(tmp_path / "study" / "annotate.toml").scheme
    assert (scheme.language, scheme.question("topic").shown("aid")) == ("de", "Hilfe")


@pytest.mark.parametrize("titles", [("Handel", "handel"), ("trade", ""), ("Hilfe|Geld", "")])
def test_titles_by_which_labels_cannot_be_told_apart_are_refused(titles):
    labels = [{"name": name, "title": title} for name, title in zip(("aid", "trade"), titles, strict=True)]
    with pytest.raises(InputError, match=r"another label's name or title|cannot name a label"):
        scheme_from({"questions": {"topic": {"labels": labels}}}, "annotate.toml")


def test_label_studio_shows_titles_and_answers_with_names():
    xml = configuration(usual_scheme("fr"), "")
    assert '<Choice value="conciliante" alias="conciliatory"' in xml
    assert f'value="Signaler cette phrase" alias="{FLAG}"' in xml
    assert "Tonalité (facultatif)" in xml
    assert questions_in(xml, "").labels == {question.name: list(question.names) for question in DEFAULT.questions}
    row = {"sentence_id": "s1", "text": "Oui.", "speaker": "Ilva Torsen", "outlet": "The Ansel Courier"}
    (task,) = tasks_from(pd.DataFrame([row]), "fr")
    assert task.data["about"] == "1 sur 1 · The Ansel Courier · locuteur\u00a0: Ilva Torsen"


def test_a_language_model_learns_what_the_guidelines_call_the_labels():
    stance, sentiment = usual_scheme("de").questions
    guidelines = (resources.files("annotate.workflows.setup") / "guidelines" / "de.md").read_text(encoding="utf-8")
    prompt = system_prompt(stance.names, question=stance, guidelines=guidelines, others=[sentiment])
    assert "\n- critical: “kritisch” – beschuldigt" in prompt
    assert "\n- neutral: keins von beiden" in prompt
    assert "| critical | “kritisch” – beschuldigt" in codebook(stance, guidelines)
    assert "## Haltung: schwierige Fälle" in prompt
    assert "## Ton" not in prompt


def test_the_page_carries_its_words():
    text = page_text("n0nce", "it")
    assert text.startswith('<!doctype html>\n<html lang="it">')
    words = re.search(r'<script nonce="n0nce" type="application/json" id="words">(.+?)</script>', text)[1]
    assert json.loads(words)["skip"] == "Salta"


def test_a_coding_sheet_in_german_comes_back_with_the_schemes_labels(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    scheme = usual_scheme("de")
    batch = pd.DataFrame({"sentence_id": ["s1", "s2"], "text": ["Ja.", "Nein."], "before": ["Und?", None]})
    write_sheet(batch, tmp_path / "coding-anna.xlsx", scheme, "Zweimal lesen.")
    book = openpyxl.load_workbook(tmp_path / "coding-anna.xlsx")
    sheet = book["Kodierung"]
    assert [cell.value for cell in sheet[1]] == ["sentence_id", "davor", "Satz", "Haltung", "Ton", "Notiz"]
    offered = [one.formula1 for one in sheet.data_validations.dataValidation]
    assert offered == ['"versöhnlich,kritisch,neutral"', '"positiv,negativ,neutral"']
    sheet["D2"], sheet["E2"], sheet["F2"], sheet["D3"] = "versöhnlich", "Positiv", "klar", "critical"
    book.save(tmp_path / "coding-anna.xlsx")
    rows = answers_from([tmp_path / "coding-anna.xlsx"], scheme).annotations
    assert {(r.sentence_id, r.question, r.label) for r in rows.itertuples()} == {
        ("s1", "stance", "conciliatory"),
        ("s1", "sentiment", "positive"),
        ("s2", "stance", "critical"),
    }
    assert rows["comment"].dropna().unique().tolist() == ["klar"]


@pytest.mark.browser
def test_a_batch_is_labelled_in_german(annotate, labelling, visit, batch, violations, tmp_path):
    assert annotate("init", "--yes", "--language", "de").returncode == 0
    running = labelling("batch.csv", "--annotator", "anna")
    page = visit(running.link)
    assert page.locator("html").get_attribute("lang") == "de"
    assert page.locator("#count").inner_text() == "Satz 1 von 4 · 0 fertig"
    assert violations(page) == []
    box = page.locator("#next").bounding_box()
    assert box["x"] + box["width"] <= page.locator(".dock").bounding_box()["width"]
    page.get_by_role("button", name="kritisch").click()
    page.get_by_role("button", name="negativ").click()
    page.get_by_text("Gespeichert: kritisch, negativ.").wait_for()
    page.keyboard.press("s")
    page.get_by_text("Ausgelassen.").wait_for()
    page.keyboard.press("?")
    assert "diese Hilfe" in page.locator("#keys").inner_text()
    page.get_by_role("button", name="Für jetzt beenden").click()
    page.get_by_text("2 von 4 Sätzen sind fertig").wait_for()
    assert running.finished()[0] == 0
    rows = pd.read_csv(tmp_path / "annotations.csv")
    assert rows["label"].dropna().tolist() == ["critical", "negative"]
