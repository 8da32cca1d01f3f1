"""What is written for spreadsheets opens there as it is: no text becomes a formula, in xlsx or, where asked, in CSV."""

import shutil
import subprocess
import zipfile

import pandas as pd
import pytest

from annotate.errors import InputError
from annotate.io.reading import read_table
from annotate.io.values.formulas import escape_formulas
from annotate.io.writing import write_table

TEXTS = ["=1+2", "+49 praised it.", "-5", "-no, he said", "@mayor thanked all.", "\tx", "plain", "+1.5e3", "a=b"]
ESCAPED = ["'=1+2", "'+49 praised it.", "-5", "'-no, he said", "'@mayor thanked all.", "'\tx", "plain", "+1.5e3", "a=b"]


def table():
    return pd.DataFrame({"text": TEXTS, "n": range(len(TEXTS))})


def test_csv_is_written_as_it_is_unless_escaping_is_asked_for(tmp_path):
    write_table(table(), tmp_path / "plain.csv")
    escape_formulas(True)
    try:
        write_table(table(), tmp_path / "safe.csv")
    finally:
        escape_formulas(False)
    assert list(pd.read_csv(tmp_path / "plain.csv", dtype=str)["text"]) == TEXTS
    assert list(pd.read_csv(tmp_path / "safe.csv", dtype=str)["text"]) == ESCAPED


def test_a_workbook_holds_texts_not_formulas_and_is_read_back(tmp_path):
    write_table(table(), tmp_path / "t.xlsx")
    with zipfile.ZipFile(tmp_path / "t.xlsx") as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    back = read_table(tmp_path / "t.xlsx")
    assert list(back["text"]) == [text.strip() for text in TEXTS]
    assert list(back["n"]) == [str(n) for n in range(len(TEXTS))]


@pytest.mark.parametrize(("name", "words"), [("t.xls", "not a table"), ("t.ods", "not a table")])
def test_other_spreadsheets_are_not_written(tmp_path, name, words):
    with pytest.raises(InputError, match=words):
        write_table(table(), tmp_path / name)
    assert not (tmp_path / name).exists()


def test_a_text_longer_than_a_cell_is_refused_and_nothing_is_left(tmp_path):
    with pytest.raises(InputError, match="40,000 characters"):
        write_table(pd.DataFrame({"text": ["x" * 40_000]}), tmp_path / "t.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_split_writes_safe_tables_in_both_ways(annotate, tmp_path):
    (tmp_path / "a.txt").write_text("=HYPERLINK(1) is what the mayor wrote on Monday.", encoding="utf-8")
    assert annotate("split", "a.txt", "--excel-safe", "-o", "s.csv").returncode == 0
    assert annotate("split", "a.txt", "-o", "s.xlsx").returncode == 0
    assert pd.read_csv(tmp_path / "s.csv")["text"][0].startswith("'=HYPERLINK")
    assert read_table(tmp_path / "s.xlsx")["text"][0].startswith("=HYPERLINK")


def test_libreoffice_shows_the_texts_of_a_workbook(tmp_path):
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    write_table(table(), tmp_path / "t.xlsx")
    command = [program, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "csv"]
    subprocess.run([*command, "--outdir", tmp_path, tmp_path / "t.xlsx"], check=True, capture_output=True, timeout=120)
    assert "=1+2" in (tmp_path / "t.csv").read_text(encoding="utf-8")
