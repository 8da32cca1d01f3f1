"""Coding sheets: a batch goes out as a spreadsheet, is filled in, and comes back as annotations."""

import shutil
import subprocess
import zipfile

import pandas as pd
import pytest

from annotate.errors import InputError
from annotate.io.reading import read_table
from annotate.scheme import DEFAULT, Label, Question, Scheme
from annotate.studio.sheets.coding_answers import annotator_of, answers_from, notes_on_missing_rows
from annotate.studio.sheets.coding_sheet import write_sheet
from annotate.study.draws import pushed_items
from annotate.study.flow_chart import flow_chart, flow_text
from annotate.study.record import Record
from annotate.study.run_log import runs_of

TOPICS = Scheme((*DEFAULT.questions, Question("topic", (Label("aid"), Label("trade")), multiple=True)))
TEXTS = ["=1+2 is what the envoy wrote.", "Deputies attacked the bill.", "The ferry sails at noon."]


def batch():
    return pd.DataFrame(
        {
            "sentence_id": ["s1", "s2", "s3"],
            "text": TEXTS,
            "before": [None, "They met.", None],
            "outlet": "Orth Gazette",
        }
    )


def filled(sheet, target, answers):
    """Fill in a sheet as a person does: only the cells of answers change."""
    import openpyxl

    book = openpyxl.load_workbook(sheet)
    page = book["coding"]
    names = [cell.value for cell in page[1]]
    for line, row in enumerate(answers, start=2):
        for name, value in row.items():
            page.cell(line, names.index(name) + 1, value)
    book.save(target)
    return target


def test_a_sheet_shows_sentences_with_context_and_lets_only_answers_be_edited(tmp_path):
    import openpyxl

    assert write_sheet(batch(), tmp_path / "coding.xlsx", TOPICS, "# Guidelines\nRead twice.") == 3
    book = openpyxl.load_workbook(tmp_path / "coding.xlsx")
    page = book["coding"]
    assert [cell.value for cell in page[1]] == [
        "sentence_id", "before", "text", "outlet", "stance", "sentiment", "topic", "comment",
    ]  # fmt: skip
    assert page.protection.sheet
    locked = {page.cell(1, n).value: page.cell(2, n).protection.locked for n in range(1, 9)}
    assert [name for name, value in locked.items() if not value] == ["stance", "sentiment", "topic", "comment"]
    offered = {str(rule.sqref)[0]: rule.formula1 for rule in page.data_validations.dataValidation}
    assert offered["E"] == '"conciliatory,critical,neutral"'
    assert page.column_dimensions["A"].hidden
    assert "Read twice." in [cell.value for cell in book["guidelines"]["B"]]
    with zipfile.ZipFile(tmp_path / "coding.xlsx") as content:
        assert b"<f>=" not in content.read("xl/worksheets/sheet1.xml")


def test_filled_sheets_come_back_as_one_annotator_each(tmp_path):
    write_sheet(batch(), tmp_path / "coding.xlsx", TOPICS)
    anna = [{"stance": "critical", "topic": "aid|trade", "comment": "odd"}, {"stance": "Neutral "}, {}]
    ben = [{"stance": "conciliatory"}, {"stance": "neutral", "sentiment": "positive"}, {"stance": "neutral"}]
    paths = [filled(tmp_path / "coding.xlsx", tmp_path / f"coding-{who}.xlsx", rows) for who, rows in
             (("anna", anna), ("ben", ben))]  # fmt: skip
    found = answers_from(paths, TOPICS)
    table = found.annotations
    assert sorted(table[["sentence_id", "annotator", "question", "label"]].itertuples(index=False, name=None)) == [
        ("s1", "anna", "stance", "critical"),
        ("s1", "anna", "topic", "aid|trade"),
        ("s1", "ben", "stance", "conciliatory"),
        ("s2", "anna", "stance", "neutral"),
        ("s2", "ben", "sentiment", "positive"),
        ("s2", "ben", "stance", "neutral"),
        ("s3", "ben", "stance", "neutral"),
    ]
    assert set(table["comment"].dropna()) == {"odd"}
    assert (found.open, found.rejects) == (1, ())


def test_an_answer_outside_the_scheme_is_rejected_with_its_row(tmp_path):
    write_sheet(batch(), tmp_path / "coding.xlsx", DEFAULT)
    path = filled(
        tmp_path / "coding.xlsx", tmp_path / "coding-anna.xlsx", [{"stance": "hostile"}, {"stance": "critical"}]
    )
    found = answers_from([path], DEFAULT)
    (reject,) = found.rejects
    assert reject.where.endswith("coding-anna.xlsx: row 2")
    assert reject.reason == "unknown stance 'hostile'; the scheme has conciliatory, critical, neutral"
    assert len(found.annotations) == 1


def test_sheets_that_cannot_be_meant_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"ends in \.xlsx"):
        write_sheet(batch(), tmp_path / "coding.csv", DEFAULT)
    with pytest.raises(InputError, match="no sentences in it"):
        write_sheet(batch().head(0), tmp_path / "coding.xlsx", DEFAULT)
    write_sheet(batch(), tmp_path / "coding.xlsx", DEFAULT)
    with pytest.raises(InputError, match="no answer in it"):
        answers_from([tmp_path / "coding.xlsx"], DEFAULT)
    batch().to_excel(tmp_path / "other.xlsx", index=False)
    with pytest.raises(InputError, match="no column 'stance'"):
        answers_from([tmp_path / "other.xlsx"], DEFAULT)
    path = filled(tmp_path / "coding.xlsx", tmp_path / "coding-anna.xlsx", [{"stance": "critical"}])
    (tmp_path / "again").mkdir()
    with pytest.raises(InputError, match="same annotator 'anna'"):
        answers_from([path, shutil.copy(path, tmp_path / "again" / "coding_anna.xlsx")], DEFAULT)


@pytest.mark.parametrize(
    ("name", "who"), [("coding-anna.xlsx", "anna"), ("Coding ben.xlsx", "ben"), ("cleo.xlsx", "cleo")]
)
def test_the_annotator_is_in_the_files_name(tmp_path, name, who):
    assert annotator_of(tmp_path / name) == who


def test_libreoffice_opens_a_sheet_and_what_it_saves_is_read_back(tmp_path):
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    write_sheet(batch(), tmp_path / "coding.xlsx", TOPICS)
    path = filled(
        tmp_path / "coding.xlsx", tmp_path / "coding-anna.xlsx", [{"stance": "critical"}, {}, {"topic": "aid"}]
    )
    (tmp_path / "saved").mkdir()
    command = [program, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "ods"]
    subprocess.run([*command, "--outdir", tmp_path / "saved", path], check=True, capture_output=True, timeout=120)
    saved = tmp_path / "saved" / "coding-anna.ods"
    assert read_table(saved)["text"][0] == TEXTS[0]
    found = answers_from([saved], TOPICS).annotations
    assert sorted(found[["sentence_id", "question", "label"]].itertuples(index=False, name=None)) == [
        ("s1", "stance", "critical"),
        ("s3", "topic", "aid"),
    ]


def test_the_sheets_of_two_annotators_make_a_study_s_annotations(annotate, tmp_path):
    batch().to_csv(tmp_path / "batch.csv", index=False)
    assert annotate("init").returncode == 0
    made = annotate("sheet", "batch.csv")
    assert made.returncode == 0, made.stderr
    assert set(pushed_items(Record(tmp_path))["sentence_id"]) == {"s1", "s2", "s3"}  # no draw takes them any more
    assert annotate("sheet", "batch.csv").returncode == 1
    filled(tmp_path / "coding.xlsx", tmp_path / "coding-anna.xlsx", [{"stance": "critical"}, {"stance": "neutral"}])
    filled(tmp_path / "coding.xlsx", tmp_path / "coding-ben.xlsx", [{"stance": "critical"}, {"stance": "critical"}])
    pulled = annotate("pull", "coding-anna.xlsx", "coding-ben.xlsx")
    assert pulled.returncode == 0, pulled.stderr
    assert "wrote 4 annotations of 2 sentences by 2 annotators to annotations.csv" in pulled.stderr
    again = filled(tmp_path / "coding.xlsx", tmp_path / "coding-anna.xlsx", [{"stance": "neutral"}])
    pulled = annotate("pull", again.name)
    assert "1 replaced, 3 kept" in pulled.stderr
    assert "used 1 label, 3 annotations (there before the pull)" in pulled.stderr
    pull = next(run for run in runs_of(Record(tmp_path))[::-1] if run.command == "pull")
    assert flow_text(flow_chart([pull])).startswith(
        "Annotations pulled: 1 label, 3 annotations (there before the pull)"
    )
    labels = pd.read_csv(tmp_path / "annotations.csv").set_index(["annotator", "sentence_id"])["label"]
    assert dict(labels) == {
        ("anna", "s1"): "neutral", ("anna", "s2"): "neutral", ("ben", "s1"): "critical", ("ben", "s2"): "critical",
    }  # fmt: skip
    filled(tmp_path / "coding.xlsx", tmp_path / "coding-cleo.xlsx", [{"stance": "hostile"}, {"stance": "neutral"}])
    rejected = annotate("pull", "coding-cleo.xlsx")
    assert rejected.returncode == 1
    assert "coding-cleo.xlsx: row 2: unknown stance 'hostile'" in rejected.stderr
    assert len(pd.read_csv(tmp_path / "annotations.csv")) == 5


def test_without_a_study_sheets_are_added_to_a_table_in_this_folder(annotate, tmp_path):
    batch().to_csv(tmp_path / "batch.csv", index=False)
    assert annotate("sheet", "batch.csv").returncode == 0
    for name in ("anna", "ben"):
        filled(tmp_path / "coding.xlsx", tmp_path / f"coding-{name}.xlsx", [{"stance": "critical"}])
        pulled = annotate("pull", f"coding-{name}.xlsx")
        assert pulled.returncode == 0, pulled.stderr
    assert "wrote 2 annotations of 1 sentence by 2 annotators to annotations.csv" in pulled.stderr


def test_rows_whose_ids_and_texts_were_sorted_apart_are_rejected(tmp_path):
    batch = pd.DataFrame({"sentence_id": ["s1", "s2", "s3"], "text": ["One.", "Two.", "Three."]})
    known = dict(zip(batch["sentence_id"], batch["text"], strict=True))
    rows = [("s2", "One. "), ("s1", "ONE!"), ("s9", "Three."), ("s1", "One."), ("s2", "")]
    pd.DataFrame(rows, columns=["sentence_id", "text"]).assign(stance="neutral").to_csv(
        tmp_path / "coding-ann.csv", index=False
    )
    found = answers_from([tmp_path / "coding-ann.csv"], DEFAULT, known)
    assert found.annotations["sentence_id"].tolist() == ["s1", "s2"]
    reasons = [(one.where.rsplit(": ", 1)[1], one.reason) for one in found.rejects]
    assert reasons == [
        ("row 2", "the text is not that of the sentence s2; were columns sorted apart from each other?"),
        ("row 4", "no sentence has the id s9; put back the id that the sheet had"),
        ("row 5", "row 3 is about the same sentence, s1; remove one of them"),
    ]
    [lacking] = notes_on_missing_rows([tmp_path / "coding-ann.csv"], batch, DEFAULT)
    assert lacking.endswith("coding-ann.csv: 1 sentence of the batch has no row in it, such as s3")
    batch.assign(stance="NA").to_csv(tmp_path / "coding-ann.csv", index=False)
    assert notes_on_missing_rows([tmp_path / "coding-ann.csv"], batch, DEFAULT) == []
    with pytest.raises(InputError, match="no answer in it"):
        answers_from([tmp_path / "coding-ann.csv"], DEFAULT)


def test_an_answer_to_no_sentence_of_the_study_is_rejected_with_its_place(annotate, tmp_path):
    batch().to_csv(tmp_path / "batch.csv", index=False)
    assert annotate("init").returncode == 0
    assert annotate("sheet", "batch.csv").returncode == 0
    answers = [{"stance": "critical"}, {"sentence_id": "zzzz", "stance": "neutral"}]
    filled(tmp_path / "coding.xlsx", tmp_path / "coding-anna.xlsx", answers)
    done = annotate("pull", "coding-anna.xlsx")
    assert done.returncode == 1
    assert "coding-anna.xlsx: row 3: no sentence has the id zzzz; put back the id that the sheet had" in done.stderr
    assert "1 sentence of the batch has no row in it" in done.stderr
    assert pd.read_csv(tmp_path / "annotations.csv")["sentence_id"].tolist() == ["s1"]
    assert pd.read_csv(tmp_path / "annotations.csv.rejects.csv")["where"].tolist() == ["coding-anna.xlsx: row 3"]


def test_a_question_may_have_the_name_of_a_column_that_sheets_show(tmp_path):
    yes_or_no = (Label("yes"), Label("no"))
    scheme = Scheme(tuple(Question(name, yes_or_no) for name in ("outlet", "before", "target", "comment")))
    write_sheet(batch(), tmp_path / "coding.xlsx", scheme)
    assert list(read_table(tmp_path / "coding.xlsx").columns) == [
        "sentence_id", "text", "outlet", "before", "target", "comment",
    ]  # fmt: skip
    given = {"outlet": "yes", "before": "no", "target": "no", "comment": "yes"}
    sheet = filled(tmp_path / "coding.xlsx", tmp_path / "coding-ana.xlsx", [given])
    answers = answers_from([sheet], scheme).annotations
    assert dict(zip(answers["question"], answers["label"], strict=True)) == given
    assert not {"comment", "target"} & set(answers.columns)


def test_labels_with_commas_and_long_lists_of_labels_can_be_chosen(tmp_path):
    import openpyxl

    many = tuple(Label(f"the topic called {number}") for number in range(40))
    scheme = Scheme((Question("tone", (Label("warm, friendly"), Label("cold"))), Question("topic", many)))
    write_sheet(batch(), tmp_path / "coding.xlsx", scheme)
    book = openpyxl.load_workbook(tmp_path / "coding.xlsx")
    offered = []
    for rule in book["coding"].data_validations.dataValidation:
        sheet, cells = rule.formula1.split("!")
        offered.append([cell.value for (cell,) in book[sheet][cells.replace("$", "")]])
        assert book[sheet].sheet_state == "hidden"
    assert offered == [["warm, friendly", "cold"], [label.name for label in many]]
    given = [{"tone": "warm, friendly", "topic": "the topic called 39"}]
    answers = answers_from([filled(tmp_path / "coding.xlsx", tmp_path / "coding-ana.xlsx", given)], scheme)
    assert answers.annotations["label"].tolist() == list(given[0].values())
