"""Delimited files are read alike in blocks and record by record."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotate.io.chunks import chunks_of_table
from annotate.io.formats import _csv_blocks
from annotate.io.parsing import frame_of


def read(path, rows=7):
    """Rows, their lines and the rejects of a file."""
    broken, frames, lines, sizes = [], [], [], []
    for chunk in chunks_of_table(path, rows, broken):
        frames.append(frame_of(chunk)[0])
        lines += [chunk.where(row).rsplit(":", 1)[1] for row in range(len(chunk))]
        sizes.append((chunk.first, len(chunk)))
    table = pd.concat(frames).to_numpy().tolist() if frames else []
    return table, lines, sizes, sorted((one.where, one.reason, one.row) for one in broken)


def compare(path, monkeypatch, block):
    with monkeypatch.context() as patch:
        patch.setattr(_csv_blocks, "BLOCK", block)
        in_blocks = read(path)
        patch.setattr(_csv_blocks, "reads", lambda dialect: False)
        record_by_record = read(path)
    assert in_blocks == record_by_record
    return in_blocks


GOOD = "id,text,label\n" + "".join(f'{n},"Said ""no"", {n}.\nTwice – “yes”.",a\n{n}b,Rain,b\n' for n in range(40))
FILES = {
    "well-formed": GOOD.encode(),
    "windows line ends": GOOD.replace("\n", "\r\n").encode(),
    "old mac line ends": GOOD.replace("\n", "\r").encode(),
    "windows-1252": GOOD.replace("“yes”", "“été”").encode("cp1252"),
    "mark": b"\xef\xbb\xbf" + GOOD.encode(),
    "utf-16": GOOD.encode("utf-16"),
    "sep": b"sep=,\n" + GOOD.encode(),
    "blank lines": GOOD.replace("\n5b,", "\n\n\n,,\n5b,").encode(),
    "blank line above": b"\n" + GOOD.encode(),
    "header once more": GOOD.replace("\n9b,", "\nid, text,label\n9b,").encode(),
    "ragged": GOOD.replace("\n7b,Rain", "\n7b,Rain, sun").replace("\n9b,Rain,b", "\n9b,Rain").encode(),
    "cells too many": GOOD.replace(",b\n", ",b,,\n").encode(),
    "unclosed": GOOD.replace('\n20,"', '\n20,"a"b').encode(),
    "unclosed at the end": GOOD.encode() + b'99,"Never',
    "inches": GOOD.replace("30b,Rain", '30b,a 5" gun').encode(),
    "invalid bytes": GOOD.encode().replace(b"12b,Rain", b"12b,\xff\xfe"),
    "formula": GOOD.replace("13b,", '"=""007""",').encode(),
    "index": GOOD.replace("id,", ",").encode(),
    "header of two lines": GOOD.replace("label", '"la\nbel"').encode(),
    "no line end": GOOD.strip().encode(),
    "semicolons": GOOD.replace(",", ";").encode(),
    "tabs": GOOD.replace(",", "\t").encode(),
    "bars": GOOD.replace(",", "|").encode("cp1252", "ignore"),
    "header only": b"id,text\n",
    "quoted header": GOOD.replace("id,text", '"id","text"').encode(),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("block", [50, 700, 4_000_000])
def test_a_file_is_read_alike_in_blocks_and_record_by_record(tmp_path, monkeypatch, name, block):
    (tmp_path / "t.csv").write_bytes(FILES[name])
    table = compare(tmp_path / "t.csv", monkeypatch, block)[0]
    assert len(table) > 30 or name in ("header only", "unclosed")


PIECES = ['"', ",", "\n", "a", '""', '","', "\r\n", "é", "x,y\n", '"q",w\n', "\n\n", "\udcff", "\r"]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join), st.integers(1, 80))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_is_read_alike(tmp_path, monkeypatch, content, block):
    (tmp_path / "t.csv").write_bytes(b"h,text\n" + content.encode("utf-8", "surrogateescape") + b"\nx,y\n")
    compare(tmp_path / "t.csv", monkeypatch, block)


def test_well_formed_blocks_are_not_read_record_by_record(tmp_path, monkeypatch):
    (tmp_path / "t.csv").write_text(GOOD)
    monkeypatch.setattr("annotate.io.formats.delimited.records", _only_the_header)
    assert len(read(tmp_path / "t.csv")[0]) == 80


def _only_the_header(lines, delimiter):
    text = "".join(lines)
    assert text == "id,text,label\n"
    yield 1, text.strip().split(delimiter)
