"""A study in a folder that can only be read: an archive, a mounted backup, a colleague's folder."""

import sqlite3
from contextlib import closing

import pandas as pd
import pytest

import annotate as an
from annotate.errors import AnnotateWarning, InputError
from annotate.study.local_labels import add_beginning
from annotate.study.places import original_of
from annotate.study.record import FILE, FOLDER, Record
from annotate.study.run_log import log_run, runs_of

NOT_RECORDED = "the study's folder is read-only: this run is not recorded"
SAVED_BY_A_LATER_VERSION = 3
"""SQLite only reads a database whose header has this as the version to write it with, whoever opens it."""


def make_read_only(folder):
    """Make the record one that SQLite cannot write, even as an administrator."""
    with (folder / FOLDER / FILE).open("r+b") as file:
        file.seek(18)
        file.write(bytes([SAVED_BY_A_LATER_VERSION]))


@pytest.fixture
def archived(annotate, tmp_path):
    """A study with a draw and labels, which can be read only; and the bytes of its record."""
    folder = tmp_path / "study"
    assert annotate("init", folder).returncode == 0
    text = "Orth\n\n" + " ".join(f"The council voted on plan {n}, which the mayor called bold." for n in range(12))
    (folder / "a.txt").write_text(text)
    assert annotate("split", "a.txt", cwd=folder).returncode == 0
    assert annotate("sample", "-n", "6", cwd=folder).returncode == 0
    ids = pd.read_csv(folder / "batch.csv")["sentence_id"]
    labels = [(one, who, "stance", "critical" if n % 2 else "neutral") for n, one in enumerate(ids) for who in "ab"]
    table = pd.DataFrame(labels, columns=["sentence_id", "annotator", "question", "label"])
    table.to_csv(folder / "annotations.csv", index=False)
    make_read_only(folder)
    return folder


def test_a_read_only_study_is_read_and_a_note_says_that_the_run_is_not_recorded(annotate, archived, tmp_path):
    before = (archived / FOLDER / FILE).read_bytes()
    history = annotate("status", "--history", cwd=archived)
    assert (history.returncode, history.stderr) == (0, "")
    assert "drew 6 of 12 sentences" in history.stdout
    assert annotate("status", cwd=archived).returncode == 0
    for command in (("agreement",), ("resolve", "-o", tmp_path / "gold.csv")):
        said = annotate(*command, cwd=archived)
        assert said.returncode == 0, said.stderr
        assert said.stderr.count(NOT_RECORDED) == 1
    assert (tmp_path / "gold.csv").is_file()
    assert (archived / FOLDER / FILE).read_bytes() == before


@pytest.mark.parametrize("command", [("sample", "-n", "3"), ("sheet", "-o", "new.xlsx")])
def test_what_must_be_recorded_is_refused_in_a_read_only_study(annotate, archived, command):
    files = {path.name for path in archived.iterdir()}
    said = annotate(*command, cwd=archived)
    assert said.returncode == 1
    assert said.stderr.splitlines()[-1].endswith(
        "the study's folder is read-only, and this must be recorded in it; make it writable, or copy the study to a "
        "folder that is"
    )
    assert {path.name for path in archived.iterdir()} == files


def test_a_record_that_is_read_only_is_read_and_refuses_additions(tmp_path):
    record = Record(tmp_path)
    record.add("sample", "drew 2 of 3 sentences")
    log_run(record, an.Ledger("split"))
    make_read_only(tmp_path)
    archived = Record(tmp_path)
    assert archived.is_read_only
    assert archived.study_id == record.study_id
    assert [event.summary for event in archived.events()] == ["drew 2 of 3 sentences"]
    assert [run.command for run in runs_of(archived)] == ["split"]
    assert original_of(archived) is None
    with pytest.raises(InputError, match="folder is read-only, and this must be recorded in it"):
        add_beginning(archived, "ana")


def test_a_read_only_record_of_an_earlier_version_is_read(tmp_path):
    Record(tmp_path)
    with closing(sqlite3.connect(tmp_path / FOLDER / FILE)) as database, database:
        database.execute("drop table place")
    make_read_only(tmp_path)
    archived = Record(tmp_path)
    assert original_of(archived) is None
    assert runs_of(archived) == []


def test_a_read_only_folder_without_a_record_has_an_empty_one(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.mkdir", refuse)  # an administrator may write to any folder
    record = Record(tmp_path)
    assert record.is_read_only
    assert record.events() == runs_of(record) == []
    with pytest.raises(InputError, match="folder is read-only"):
        record.add("train", "trained a model")


def test_a_run_in_a_read_only_study_warns_once(archived, tmp_path):
    with pytest.warns(AnnotateWarning, match=NOT_RECORDED):
        gold = an.Study(archived).resolve(output=tmp_path / "gold.csv")
    assert len(gold) == 6
