"""Columns that an option names and a table does not have: none is silently ignored."""

import pandas as pd
import pytest

import annotate as an
from annotate.errors import InputError
from annotate.io.writing import write_table

ROWS = pd.DataFrame(
    {
        "id": [f"i{number}" for number in range(8)],
        "coder": ["ana", "ben"] * 4,
        "label": ["critical", "conciliatory"] * 4,
        "text": [f"The council of Orth scorned plan {number}." for number in range(8)],
        "outlet": "Gazette",
        "published": "2024-01-01",
    }
)
MISTYPED = {"id_column": "idd", "annotator_column": "codr", "label_column": "lable", "text_column": "txet"}
MISTYPED |= {"outlet_column": "outlt", "date_column": "publishd"}
MEANT = {"idd": "id", "codr": "coder", "lable": "label", "txet": "text", "outlt": "outlet", "publishd": "published"}
OPTIONS = {
    "split": ("text_column", "outlet_column", "date_column", "id_column"),
    "train": ("text_column", "label_column"),
    "evaluate": ("text_column", "label_column"),
    "agreement": ("annotator_column", "label_column"),
    "convert": ("annotator_column", "label_column", "text_column"),
}

MORE = {"convert": {"from_format": "csv"}, "agreement": {"item_column": "id", "annotator_column": "coder"}}


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
@pytest.mark.parametrize(("verb", "option"), [(verb, option) for verb, some in OPTIONS.items() for option in some])
def test_a_mistyped_column_is_named_with_the_one_that_was_meant(tmp_path, verb, option, ending):
    path = tmp_path / f"table.{ending}"
    write_table(ROWS, path)
    more = MORE.get(verb, {}) | ({"output": tmp_path / "out.csv"} if verb == "split" else {})
    tables = ("models/starter", path) if verb == "evaluate" else (path,)
    name = MISTYPED[option]
    with pytest.raises(InputError, match=f"no column '{name}'; found .*; did you mean {MEANT[name]}"):
        getattr(an, verb)(*tables, **more | {option: name})


@pytest.mark.parametrize("option", ["text_column", "label_column"])
def test_a_mistyped_column_of_gold_is_named(annotate, tmp_path, option):
    write_table(ROWS.assign(sentence_id=ROWS["id"], question="stance"), tmp_path / "gold.csv")
    said = annotate("train", "gold.csv", f"--{option.replace('_', '-')}", MISTYPED[option])
    assert said.returncode == 1
    assert f"did you mean {MEANT[MISTYPED[option]]}?" in said.stderr


def test_lines_without_a_column_that_others_have_are_read(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"body": "Orth votes."}\n{"body": "Orth waits.", "paper": "Gazette"}\n')
    read = an.split(tmp_path / "a.jsonl", text_column="body", outlet_column="paper")
    assert read["outlet"].fillna("").tolist() == ["", "Gazette"]


def test_columns_that_only_late_lines_have_are_read(tmp_path):
    lines = [f'{{"body": "Orth votes {number}."}}' for number in range(2500)]
    lines[2200] = '{"body": "Orth waits.", "paper": "Gazette", "day": "25/04/2031"}'
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    read = an.split(tmp_path / "a.jsonl", text_column="body", outlet_column="paper", date_column="day")
    (late,) = read[read["outlet"] == "Gazette"].to_dict("records")
    assert (late["text"], late["published"]) == ("Orth waits.", "2031-04-25")
    with pytest.raises(InputError, match=r"no column 'papers'; found body, paper, day; did you mean paper\?"):
        an.split(tmp_path / "a.jsonl", text_column="body", outlet_column="papers")


def test_lines_are_looked_through_once_for_all_pieces_of_a_table(tmp_path, monkeypatch):
    from annotate.io import parsing

    (tmp_path / "a.jsonl").write_text('{"text": "Orth votes."}\n' * 1500 + '{"paper": "Gazette"}')
    read = []
    chunks_of_table = parsing.chunks_of_table
    monkeypatch.setattr(parsing, "chunks_of_table", lambda *more: read.append(more) or chunks_of_table(*more))
    for _ in range(3):
        parsing.check_header(tmp_path / "a.jsonl", {"paper": "outlet"})
    assert len(read) == 1
