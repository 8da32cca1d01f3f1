"""Workbooks: which sheets are read as one table, which are not, and that neither is silent."""

import contextlib
from datetime import date

import pytest

from annotate.errors import AnnotateWarning, InputError
from annotate.io.articles import articles_from, articles_in_file
from annotate.io.exports.exchange import annotations_from
from annotate.io.reading import read_table
from annotate.io.rejects import Reject

openpyxl = pytest.importorskip("openpyxl")
HEADER = ["id", "text", "outlet"]


def workbook(path, merged="", **sheets):
    """A workbook of sheets with rows; those whose name begins with ``hidden`` are hidden."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name.startswith("hidden"):
            sheet.sheet_state = "hidden"
        elif merged:
            sheet.merge_cells(merged)
    book.save(path)
    return path


def rows(year, order=(0, 1, 2)):
    whole = [HEADER, [f"{year}-1", "Velda waits.", "Post"], [f"{year}-2", "So do we.", "Post"]]
    return [[row[n] for n in order] for row in whole]


def test_sheets_with_the_same_columns_are_one_table_and_others_are_named(tmp_path):
    notes = [["Our corpus"], ["of two years"]]
    path = workbook(tmp_path / "a.xlsx", about=notes, y2031=rows(2031), y2032=rows(2032, (1, 0, 2)), hidden=rows(2030))
    with pytest.warns(AnnotateWarning) as warned:
        table = read_table(path)
    assert table["id"].tolist() == ["2031-1", "2031-2", "2032-1", "2032-2"]
    assert table["sheet"].tolist() == ["y2031"] * 2 + ["y2032"] * 2
    assert table["text"].tolist() == ["Velda waits.", "So do we."] * 2
    first, second = (str(one.message) for one in warned)
    assert "'y2031', 'y2032' have the same columns and are read as one table" in first
    assert "not read, with other columns or hidden: 'about', 'hidden' (hidden); name one as a.xlsx#about" in second


def test_one_sheet_is_read_where_it_is_named(annotate, tmp_path):
    workbook(tmp_path / "a.xlsx", y2031=rows(2031), other=[["doc", "text"], ["1", "Nobody came."]])
    done = annotate("split", "a.xlsx#other", "-o", "s.csv")
    assert done.returncode == 0, done.stderr
    assert read_table(tmp_path / "s.csv")["text"].tolist() == ["Nobody came."]
    assert read_table(f"{tmp_path / 'a.xlsx'}#other")["doc"].tolist() == ["1"]
    with pytest.raises(InputError, match=r"a\.xlsx: no sheet 'third'; its sheets are y2031, other"):
        read_table(f"{tmp_path / 'a.xlsx'}#third")
    done = annotate("split", "a.xlsx", "-o", "t.csv")
    assert "read sheet 'y2031' only; not read, with other columns or hidden: 'other'" in done.stderr
    assert done.stderr.count("not read,") == 1


def test_cells_merged_over_rows_have_their_value_in_each(tmp_path):
    table = [HEADER, ["1", "Velda waits.", "Post"], ["2", "So do we.", None], ["3", "All day.", None]]
    assert read_table(workbook(tmp_path / "a.xlsx", merged="C2:C4", s=table))["outlet"].tolist() == ["Post"] * 3


def test_rows_are_named_by_their_numbers_in_the_sheet(tmp_path):
    table = [[], HEADER, ["1", "Velda waits.", "Post"], [], ["2", None, "Post"]]
    (reject,) = [one for one in articles_in_file(workbook(tmp_path / "a.xlsx", s=table)) if isinstance(one, Reject)]
    assert (reject.where, reject.reason) == (f"{tmp_path / 'a.xlsx'}: row 5", "the text is empty")


def test_a_header_within_the_rows_is_no_row_and_numbers_that_were_rounded_are_named(tmp_path):
    table = [HEADER, [1234567890123456789, "Velda waits.", "Post"], HEADER, ["2", "So do we.", "Post"]]
    with pytest.warns(AnnotateWarning) as warned:
        assert len(read_table(workbook(tmp_path / "a.xlsx", s=table))) == 2
    words = " ".join(str(one.message) for one in warned)
    assert "1 cell of sheet 's' holds numbers of more than 15 digits, which spreadsheets round" in words
    assert "sheet 's' has its header once more, in 1 row left out" in words


def test_one_sheet_for_each_annotator_is_one_table_with_their_names(tmp_path):
    rows_of = [["id", "text", "label"], ["1", "Velda waits.", "critical"]]
    path = workbook(tmp_path / "a.xlsx", Ann=rows_of, Ben=rows_of)
    with pytest.warns(AnnotateWarning, match="read as one table"):
        table = annotations_from(path, "csv", columns={"id": "sentence_id", "sheet": "annotator"})
    assert table["annotator"].tolist() == ["Ann", "Ben"]


@pytest.mark.parametrize(
    "above",
    [
        [["Our corpus of 2031"]],
        [["Our corpus"], [], ["made in", "Velda"]],
        [["Articles", None, "Origin"]],
        [["id", "text", None]],
    ],
)
def test_rows_above_the_header_are_left_out_and_told(tmp_path, above):
    with pytest.warns(AnnotateWarning, match="above the header of sheet 's' (is|are) left out"):
        table = read_table(workbook(tmp_path / "a.xlsx", s=[*above, *rows(2031)]))
    assert (list(table), table["id"].tolist()) == (HEADER, ["2031-1", "2031-2"])


def test_a_row_with_a_cell_too_many_is_no_header(tmp_path):
    table = [["code", "frase"], ["1", "Velda waits.", "x"], ["2", "So do we."]]
    with pytest.warns(AnnotateWarning, match="column 3 has no name and is left out, with values such as 'x'"):
        read = read_table(workbook(tmp_path / "a.xlsx", s=table))
    assert read["frase"].tolist() == ["Velda waits.", "So do we."]


@pytest.mark.parametrize(("index", "is_told"), [((0, 1), False), ((7, 8), False), ((7, 9), True), (("a", "b"), True)])
def test_the_index_of_a_data_frame_is_left_out(tmp_path, recwarn, index, is_told):
    table = [[None, *HEADER], *([n, *row] for n, row in zip(index, rows(2031)[1:], strict=True))]
    assert list(read_table(workbook(tmp_path / "a.xlsx", s=table))) == HEADER
    assert any("column 1 has no name" in str(one.message) for one in recwarn) == is_told


def test_hidden_rows_are_read_and_told(tmp_path):
    path = workbook(tmp_path / "a.xlsx", s=rows(2031))
    book = openpyxl.load_workbook(path)
    book.active.row_dimensions[3].hidden = book.active.row_dimensions[9].hidden = True
    book.save(path)
    with pytest.warns(AnnotateWarning, match=r"a\.xlsx: 1 row is hidden, as by a filter, and read too"):
        assert len(read_table(path)) == 2


def test_a_count_of_hidden_rows_that_cannot_be_had_is_told(tmp_path):
    path = workbook(tmp_path / "a.xlsx", s=rows(2031))
    # The name of the sheet in its own header differs from that in the archive's index, which Python's reader refuses.
    path.write_bytes(path.read_bytes().replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheet1.xmL", 1))
    with pytest.warns(AnnotateWarning, match=r"whether rows are hidden, as by a filter, cannot be seen; all are read"):
        assert len(read_table(path)) == 2


@pytest.mark.parametrize(
    ("days", "is_told"),
    [
        ([date(2031, 3, 4), date(2031, 5, 12), "13/04/2031", "25.04.2031"], True),
        ([date(2031, 3, 4), date(2031, 5, 13), "13/04/2031", "25/04/2031"], False),
        ([date(2031, 3, 4), date(2031, 5, 12), "13/04/2031", "05/04/2031"], False),
        ([date(2031, 3, 4), date(2031, 5, 12), "13 April 2031", ""], False),
    ],
)
def test_dates_of_which_a_spreadsheet_swapped_a_part_are_told(tmp_path, recwarn, days, is_told):
    table = [["text", "published"], *([f"Velda waits {n}.", day] for n, day in enumerate(days))]
    path = workbook(tmp_path / "a.xlsx", s=table)
    assert len(articles_from([path])) == len(days)
    assert any("swapped day and month" in str(one.message) for one in recwarn) == is_told


def test_a_workbook_whose_sheet_is_damaged_in_its_archive_is_read_or_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", s=rows(2031))
    data = path.read_bytes()
    path.write_bytes(data.replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/shget1.xml", 1))
    with contextlib.suppress(InputError):
        assert len(read_table(path)) == 2
