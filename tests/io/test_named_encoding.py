"""The encoding of texts and tables that a user names."""

import itertools
import json
from contextvars import Context
from dataclasses import replace

import pandas as pd
import pytest

import annotate as an
from annotate.errors import UsageError
from annotate.io.values.metadata import Metadata
from annotate.io.values.text_encodings import named_encoding
from annotate.scoring._input_chunks import RowOptions, chunks_of, sentences_of
from annotate.study.record import Record
from annotate.study.run_log import runs_of
from annotate.text._corpus_chunks import CorpusChunk
from annotate.text.corpus import _identity

SAID = "Ministr Říha a šéf přístavu mlčí."
PAGE = f'<html><head><meta charset="windows-1251"></head><body><article><p>{SAID}</p></article></body></html>'
WRITTEN = {
    "a.txt": SAID,
    "a.html": PAGE,
    "a.csv": f"text,outlet\n{SAID},Žurnál\n",
    "a.jsonl": json.dumps({"text": SAID, "outlet": "Žurnál"}, ensure_ascii=False),
    "a.json": json.dumps([{"text": SAID, "outlet": "Žurnál"}], ensure_ascii=False),
}
pytestmark = pytest.mark.filterwarnings("ignore::annotate.errors.AnnotateWarning")


def split(annotate, *more):
    said = annotate("split", "in", "-o", "s.csv", "--articles", "a.jsonl", *more)
    rejects = annotate.folder / "s.csv.rejects.csv"
    return said, pd.read_csv(rejects)["reason"].tolist() if rejects.exists() else []


@pytest.fixture
def folder(annotate, tmp_path):
    (tmp_path / "in").mkdir()
    annotate.folder = tmp_path
    return tmp_path / "in"


@pytest.mark.parametrize(
    ("name", "encoding"),
    [*itertools.product(WRITTEN, ["cp1250", "Latin2"]), ("a.txt", "utf-16-be"), ("a.csv", "utf-16-be")],
)
def test_every_kind_of_text_is_read_in_the_encoding_that_is_named(tmp_path, name, encoding):
    (tmp_path / name).write_bytes(WRITTEN[name].encode(encoding))
    read = an.split(tmp_path / name, encoding=encoding)
    assert read["text"].tolist() == [SAID]
    assert read["outlet"].fillna("Žurnál").tolist() == ["Žurnál"]


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("written", ["cp1250", "cp1251 and some"])
def test_what_is_not_in_the_encoding_that_is_named_is_rejected(annotate, folder, name, written):
    data = WRITTEN[name].encode("cp1250") if written == "cp1250" else WRITTEN[name].encode("utf-8") + b"\x81 \xff"
    (folder / name).write_bytes(data)
    (folder / "good.txt").write_text("Orth votes.")
    said, reasons = split(annotate, "--encoding", "iso-8859-2" if written == "cp1250" else "cp1250")
    assert said.returncode == 1
    named = "iso8859-2" if written == "cp1250" else "cp1250"
    assert any(reason.startswith(f"not {named}") and "--encoding names" in reason for reason in reasons), reasons
    assert pd.read_csv(annotate.folder / "s.csv")["text"].tolist() == ["Orth votes."]


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_in_utf_8_is_read_so_and_told(annotate, folder, name):
    (folder / name).write_text(WRITTEN[name], encoding="utf-8")
    said, reasons = split(annotate, "--encoding", "cp1250")
    assert not reasons
    assert "read as utf-8, not cp1250" in said.stderr
    assert pd.read_csv(annotate.folder / "s.csv")["text"].tolist() == [SAID]


@pytest.mark.parametrize("encoding", ["cp1250", "utf-16", "iso2022-jp"])
def test_plain_ascii_is_as_before(annotate, folder, encoding):
    (folder / "a.txt").write_text("Orth votes. ")
    (folder / "b.csv").write_text("text\nOrth waits.\n")
    said, reasons = split(annotate, "--encoding", encoding)
    assert (said.returncode, reasons, " read as " in said.stderr) == (0, [], False)
    assert sorted(pd.read_csv(annotate.folder / "s.csv")["text"]) == ["Orth votes.", "Orth waits."]


def test_bytes_that_are_all_ascii_are_read_in_an_encoding_of_such(annotate, folder):
    (folder / "a.txt").write_bytes("投票した。".encode("iso2022-jp"))
    (folder / "b.csv").write_bytes("text\n投票する。\n".encode("iso2022-jp"))
    split(annotate, "--encoding", "iso2022-jp")
    assert sorted(pd.read_csv(annotate.folder / "s.csv")["text"]) == ["投票した。", "投票する。"]


def test_one_bad_row_of_a_table_is_rejected_alone(annotate, folder):
    rows = [f"{SAID} {number}.".encode("cp1250") for number in range(30)]
    rows[20] = b"Orth \x81 votes."
    (folder / "a.csv").write_bytes(b"text\n" + b"\n".join(rows))
    said, reasons = split(annotate, "--encoding", "cp1250")
    assert [reason.startswith("not cp1250, which --encoding names") for reason in reasons] == [True]
    assert "29 articles: read as cp1250" in said.stderr


@pytest.mark.parametrize(
    ("name", "advice"),
    [("windows1250", "did you mean windows-1250?"), ("hex", "name one such as"), ("rot13", "name one such as")],
)
def test_an_unknown_encoding_is_refused_before_anything_is_read(annotate, name, advice):
    said = annotate("split", "nowhere", "-o", "s.csv", "--encoding", name)
    assert said.returncode == 2
    assert f"--encoding '{name}' is unknown; {advice}" in said.stderr
    with pytest.raises(UsageError, match=f"`encoding` '{name}' is unknown"):
        an.split("nowhere", encoding=name)


def test_the_encoding_is_said_and_recorded_and_explain_has_it(annotate, folder):
    (folder / "a.txt").write_bytes(SAID.encode("cp1250"))
    annotate("init", "--yes")
    said, _ = split(annotate, "--encoding", "windows-1250")
    note = "texts were read in UTF-8 or, where they are not, in cp1250"
    assert note in said.stderr
    assert "1 article: read as cp1250" in said.stderr
    assert [note in run.notes for run in runs_of(Record(annotate.folder))] == [True]
    assert SAID in annotate("split", "in", "--explain", "--encoding", "cp1250").stdout


def test_processes_read_in_the_encoding(tmp_path, monkeypatch):
    def elsewhere(split, chunks, workers, advance):
        for chunk in chunks:
            Context().run(split, chunk)

    monkeypatch.setattr("annotate.text.corpus.split_in_processes", elsewhere)
    monkeypatch.setattr("annotate.text._corpus_chunks.MOST_FILES", 1)
    for number in range(3):
        (tmp_path / f"{number}.txt").write_bytes(SAID.encode("cp1250"))
    assert an.split(tmp_path, encoding="cp1250", workers=2)["text"].tolist() == [SAID] * 3


@pytest.mark.parametrize("name", ["utf-8", "UTF-8-sig"])
def test_utf_8_can_be_named_and_then_nothing_else_is_read(annotate, folder, name):
    (folder / "a.txt").write_text(SAID, encoding="utf-8")
    (folder / "b.txt").write_bytes(SAID.encode("cp1250"))
    said, reasons = split(annotate, "--encoding", name)
    assert [reason.startswith("not utf-8 (byte 0x") for reason in reasons] == [True]
    assert "read as" not in said.stderr.replace("texts were read in UTF-8", "")
    assert "where they are not" not in said.stderr


def test_a_run_with_another_encoding_is_not_resumed(tmp_path):
    chunk = CorpusChunk(0, (), tmp_path, {}, "", {}, "", (), False, Metadata())
    assert _identity([], chunk) != _identity([], replace(chunk, encoding="cp1250"))


GOLD = "sentence_id,annotator,question,label,comment\n" + "".join(
    f"s{number},{who},stance,{label},Říha mlčí\n"
    for number, label in enumerate(["critical", "neutral", "critical"])
    for who in ("ana", "Žofie")
)


def test_commands_that_read_tables_take_the_encoding_too(annotate, tmp_path):
    (tmp_path / "a.csv").write_bytes(GOLD.encode("cp1250"))
    said = annotate("resolve", "a.csv", "-o", "gold.csv", "--encoding", "cp1250")
    assert said.returncode == 0, said.stderr
    assert "a.csv: read as cp1250" in said.stderr
    wrong = annotate("agreement", "a.csv", "--encoding", "latin2")
    assert wrong.returncode == 1
    assert "not iso8859-2, which --encoding names" in wrong.stderr
    assert annotate("agreement", "a.csv", "--encoding", "rot13").returncode == 2
    assert named_encoding() == ""
    with an.reading_in("cp1250"):
        assert an.read_table(tmp_path / "a.csv")["annotator"].tolist() == ["ana", "Žofie"] * 3


def test_chunks_to_be_scored_are_read_in_the_encoding(tmp_path):
    (tmp_path / "a.csv").write_bytes(f"sentence_id,text\na,{SAID}\n".encode("cp1250"))
    (tmp_path / "b.txt").write_bytes(SAID.encode("cp1250"))
    for name in ("a.csv", "b.txt"):
        with an.reading_in("cp1250"):
            (chunk,) = chunks_of([tmp_path / name], RowOptions(encoding=named_encoding()), chunk_rows=10)
        sentences, rejects = Context().run(sentences_of, chunk)
        assert (sentences["text"].tolist(), rejects) == ([SAID], [])
