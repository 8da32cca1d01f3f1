"""Tables and their streams: every format there and back, bad rows told with their place, cells of any size."""

import json

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from annotate import tables
from annotate.errors import InputError
from annotate.io import chunks, parsing
from annotate.io.reading import read_table
from annotate.io.writing import write_table, written_whole
from annotate.tables import BATCH, GOLD, SENTENCES

ENDINGS = ["csv", "jsonl", "parquet", "csv.gz", "csv.zst", "jsonl.gz", "jsonl.zst"]
AWKWARD = ['He said, "yes".', "two\nlines", "ünïcödé ☃", " spaced ", "NA", "null", "0012", "=1+1", "a,b;c\td"]


def awkward():
    rows = pd.DataFrame({"sentence_id": [f"s{i}" for i in range(len(AWKWARD))], "text": AWKWARD, "paragraph": 3})
    rows["inclusion_probability"] = np.linspace(0.1, 1 / 3, len(rows))
    return tables.conform(rows.assign(desk="foreign"), BATCH, "rows")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_table_comes_back_as_it_was_written(tmp_path, ending):
    given = awkward()
    write_table(given, tmp_path / f"t.{ending}", BATCH)
    found = read_table(tmp_path / f"t.{ending}", BATCH)
    pd.testing.assert_frame_equal(found[given.columns], given, check_exact=False, rtol=1e-14)


def streamed(path, table, rows=chunks.ROWS):
    """The table at `path` as one, and what was rejected, read a piece at a time."""
    broken = []
    parts = [parsing.parsed(chunk, table) for chunk in chunks.chunks_of_table(path, rows, broken)]
    frames = [frame for frame, _ in parts if len(frame)]
    return pd.concat(frames, ignore_index=True), [*broken, *(reject for _, bad in parts for reject in bad)]


def test_row_groups_are_kept_together_or_cut_to_the_size_of_a_piece(tmp_path):
    given = pd.concat([awkward()] * 20, ignore_index=True)
    for size, wanted in ((2, 8), (8, 8), (20, 20), (len(given), 7)):
        given.to_parquet(tmp_path / "t.parquet", row_group_size=size)
        sizes = [len(chunk) for chunk in chunks.chunks_of_table(tmp_path / "t.parquet", rows=7)]
        assert (set(sizes[:-1]), sum(sizes)) == ({wanted}, len(given))
        found, rejects = streamed(tmp_path / "t.parquet", BATCH, rows=7)
        assert (found["text"].tolist(), rejects) == (given["text"].tolist(), [])


def test_a_row_group_that_cannot_be_read_does_not_hide_the_others(tmp_path):
    given = pd.DataFrame({"sentence_id": [f"s{n}" for n in range(30)], "text": "Ostrel met."})
    given.to_parquet(tmp_path / "t.parquet", row_group_size=10)
    column = pq.ParquetFile(tmp_path / "t.parquet").metadata.row_group(1).column(0)
    content = bytearray((tmp_path / "t.parquet").read_bytes())
    start = column.dictionary_page_offset or column.data_page_offset
    content[start : start + column.total_compressed_size] = b"\xff" * column.total_compressed_size
    (tmp_path / "t.parquet").write_bytes(bytes(content))
    found, rejects = streamed(tmp_path / "t.parquet", BATCH, rows=10)
    assert len(found) == 20
    assert rejects[0].where.endswith("t.parquet: row 11")
    assert "this row and the 9 after it cannot be read" in rejects[0].reason


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_stream_gives_what_reading_at_once_gives(tmp_path, ending):
    given = pd.concat([awkward()] * 20, ignore_index=True)
    write_table(given, tmp_path / f"t.{ending}", BATCH)
    sizes = [len(chunk) for chunk in chunks.chunks_of_table(tmp_path / f"t.{ending}", rows=7)]
    assert set(sizes[:-1]) == {7}
    found, _ = streamed(tmp_path / f"t.{ending}", BATCH, rows=7)
    pd.testing.assert_frame_equal(found, read_table(tmp_path / f"t.{ending}", BATCH)[found.columns])


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_a_cell_of_millions_of_characters_is_a_cell(tmp_path, ending):
    long = "Veldania " * 600_000
    write_table(pd.DataFrame({"sentence_id": ["a", "b"], "text": [long, "short"]}), tmp_path / f"t.{ending}")
    assert read_table(tmp_path / f"t.{ending}", SENTENCES)["text"].tolist() == [long, "short"]
    assert streamed(tmp_path / f"t.{ending}", SENTENCES)[0]["text"].tolist() == [long, "short"]


def test_bad_rows_are_told_with_their_place_and_the_rest_is_read(tmp_path):
    rows = [{"sentence_id": "a", "text": "x"}, {"sentence_id": "b", "text": "y", "position": "second"}]
    lines = [*map(json.dumps, rows), "{", "[]", json.dumps({"sentence_id": "c", "text": "z"})]
    (tmp_path / "t.jsonl").write_text("\n".join(lines))
    found, rejects = streamed(tmp_path / "t.jsonl", SENTENCES, rows=2)
    assert found["sentence_id"].tolist() == ["a", "c"]
    assert [reject.where.rsplit(":", 1)[1] for reject in rejects] == ["2", "3", "4"]
    assert rejects[0].reason == "position 'second' is not a whole number"


def test_a_csv_row_is_named_by_its_line_even_after_cells_of_several_lines(tmp_path):
    (tmp_path / "t.csv").write_text('sentence_id,text,paragraph\na,"one\ntwo",1\nb,x,second\nc,y,2\n')
    found, rejects = streamed(tmp_path / "t.csv", SENTENCES)
    assert found["sentence_id"].tolist() == ["a", "c"]
    assert rejects[0].where.endswith("t.csv:4")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("t.csv", b"", "empty"),
        ("t.csv", b"a,a\n1,2\n", "two columns are named 'a'"),
        ("t.csv", b"\0\0", "null bytes"),
        ("t.jsonl", b"", "empty"),
        ("t.parquet", b"PAR1", "not a readable Parquet file"),
        ("t.csv", b"text\nx\n", "no column 'sentence_id'"),
    ],
)
def test_a_stream_of_something_else_is_refused(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=words):
        streamed(tmp_path / name, GOLD)


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_the_columns_and_about_the_rows_are_known_from_the_beginning(tmp_path, ending):
    write_table(pd.concat([awkward()] * 50), tmp_path / f"t.{ending}", BATCH)
    assert {"text", "desk"} <= set(parsing.column_names(tmp_path / f"t.{ending}"))
    assert chunks.about_rows(tmp_path / f"t.{ending}") == pytest.approx(450, rel=0.2)


def test_nothing_is_left_where_writing_fails(tmp_path):
    def fail():
        with written_whole(tmp_path / "t.csv") as beside:
            beside.write_text("half")
            raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match="No space left on device"):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_another_kind_of_table_is_told_with_the_command_that_makes_the_right_one(tmp_path):
    frame = pd.DataFrame({"sentence_id": ["a"], "label": ["critical"]} | {f"c{number}": [1] for number in range(30)})
    frame.to_csv(tmp_path / "scores.csv", index=False)
    with pytest.raises(InputError, match=r"no column 'question' .* and 22 more; give what annotate resolve wrote$"):
        read_table(tmp_path / "scores.csv", tables.GOLD)
