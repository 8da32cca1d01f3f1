"""Studies in which something is not what it should be: damaged records, settings, links, outputs that cannot be."""

import errno
import os
import sqlite3
from contextlib import closing

import pandas as pd
import pytest

from annotate.errors import InputError, limit_reached
from annotate.io.writing import check_writable, write_folder, write_private, write_table, written_whole
from annotate.learn.models.folders import check_place
from annotate.scoring.score_files import score_files
from annotate.study.record import FILE, FOLDER, Record

GOLD = "sentence_id,question,label\ns0000,stance,critical\n"


@pytest.fixture
def study(annotate, tmp_path):
    assert annotate("init", "study").returncode == 0
    folder = tmp_path / "study"
    texts = [f"Orth votes on point {n}." for n in range(60)]
    pd.DataFrame({"sentence_id": [f"s{n:04d}" for n in range(60)], "text": texts}).to_parquet(
        folder / "sentences.parquet"
    )
    return folder


def draws_of(folder):
    return len(Record(folder).events("sample"))


@pytest.mark.parametrize(
    "output", ["folder", "folder.csv", "batch.nope", "sentences.parquet/b.csv", f"{'b' * 300}.csv"]
)
def test_no_draw_is_recorded_whose_batch_cannot_be_written(annotate, study, output):
    for folder in ("folder", "folder.csv"):
        (study / folder).mkdir()
    said = annotate("sample", "-n", 5, "-o", output, cwd=study)
    assert said.returncode == 1, said.stderr
    assert output in said.stderr
    assert draws_of(study) == 0


@pytest.mark.parametrize("name", ["batch.csv", "frame.parquet"])
def test_no_draw_is_recorded_where_a_folder_has_the_name_of_the_batch_or_the_frame(annotate, study, name):
    (study / name).mkdir()
    said = annotate("sample", "-n", 5, cwd=study)
    assert (said.returncode, draws_of(study)) == (1, 0)
    assert f"{name}: is a folder" in said.stderr


def test_labels_that_cannot_be_written_are_not_recorded_as_resolved(annotate, study):
    rows = "".join(f"s{n:04d},ana,stance,critical\n" for n in range(4))
    (study / "annotations.csv").write_text(f"sentence_id,annotator,question,label\n{rows}")
    for output in ("annotations.csv/gold.csv", "models.csv"):
        (study / "models.csv").mkdir(exist_ok=True)
        assert annotate("resolve", "-o", output, cwd=study).returncode == 1
    assert Record(study).events("resolve") == []


def test_labelling_is_refused_where_the_answers_cannot_be_saved(annotate, study):
    assert annotate("sample", "-n", 5, cwd=study).returncode == 0
    (study / "annotations.csv").mkdir()
    for command in (("label", "--terminal"), ("status",)):
        said = annotate(*command, cwd=study)
        assert said.returncode == 1, said.stderr
        assert "annotations.csv: is a folder" in said.stderr


def damage_pages(path):
    """Overwrite all but the beginning, as a disk does that loses pages: the file can still be opened."""
    content = path.read_bytes()
    path.write_bytes(content[:40_000] + bytes(len(content) - 40_000))


@pytest.mark.parametrize(
    "damage", [damage_pages, lambda path: path.write_text("no record\n" * 99), lambda path: os.truncate(path, 3000)]
)
def test_a_damaged_record_is_told_with_what_to_do_and_stays(annotate, study, damage):
    assert annotate("sample", "-n", 5, cwd=study).returncode == 0
    path = study / FOLDER / FILE
    damage(path)
    before = path.stat().st_size
    said = annotate("sample", "-n", 5, cwd=study)
    assert said.returncode == 1, said.stderr
    assert "the study's record is damaged" in said.stderr
    assert "restore the file from a copy, or move it away" in said.stderr
    assert path.stat().st_size == before
    path.rename(path.with_suffix(".damaged"))
    again = annotate("sample", "-n", 5, cwd=study)
    assert again.returncode == 0, again.stderr
    assert "frame.parquet were taken over" in again.stderr


def test_a_record_of_a_later_version_is_left_as_it_is(study):
    path = Record(study).path
    with closing(sqlite3.connect(path)) as database:
        database.execute("pragma user_version = 1")
    before = path.read_bytes()
    with pytest.raises(InputError, match="a later version of annotate; install the latest one"):
        Record(study)
    assert path.read_bytes() == before


def test_what_is_in_the_place_of_the_record_is_named(tmp_path):
    (tmp_path / "a" / FOLDER / FILE).mkdir(parents=True)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / FOLDER).write_text("")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / FOLDER).symlink_to("gone")
    for folder, words in (
        ("a", "a folder in the place of the study's record"),
        ("b", "not a folder"),
        ("c", "not a f"),
    ):
        with pytest.raises(InputError, match=words):
            Record(tmp_path / folder)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (sqlite3.OperationalError("database is locked"), "another program is using it"),
        (OSError(errno.ENAMETOOLONG, "File name too long", "x" * 300), "choose a shorter one"),
        (RuntimeError("Symlink loop from 'annotations.csv'"), "in a circle"),
    ],
)
def test_what_the_system_refuses_is_told_with_what_to_do(error, words):
    assert words in limit_reached(error)


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        ('batch = "gold.csv"', "annotate.toml:2: batch is 'gold.csv', and so is gold"),
        (
            'scores = "x.parquet"\nsentences = "./x.parquet"',
            "annotate.toml:3: sentences is './x.parquet', and so is scores",
        ),
        ('model = "report.html"', "annotate.toml:2: model is 'report.html', and so is report"),
        (r'batch = "a\u0000.csv"', r"annotate.toml:2: batch is 'a\x00.csv'; it must be a path"),
    ],
)
def test_no_two_tables_of_a_study_have_one_path(annotate, study, paths, words):
    (study / "gold.csv").write_text(GOLD)
    (study / "annotate.toml").write_text(f"[paths]\n{paths}\n")
    said = annotate("sample", "-n", 5, cwd=study)
    assert said.returncode == 1, said.stderr
    assert words in said.stderr
    assert (study / "gold.csv").read_text() == GOLD


def test_two_tables_may_change_places(annotate, study):
    (study / "annotate.toml").write_text('[paths]\nbatch = "gold.csv"\ngold = "batch.csv"\n')
    assert annotate("sample", "-n", 5, cwd=study).returncode == 0
    assert len(pd.read_csv(study / "gold.csv")) == 5


@pytest.mark.parametrize("text", ['title = "Wörther Blatt"'.encode("latin-1"), 'title = "Orth"'.encode("utf-16")])
def test_settings_in_another_encoding_are_told_from_wrong_toml(annotate, study, text):
    (study / "annotate.toml").write_bytes(text)
    said = annotate("sample", "-n", 5, cwd=study)
    assert said.returncode == 1
    assert "annotate.toml:1: not in UTF-8; save the file in that encoding" in said.stderr


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), lambda path: path.symlink_to("gone.toml")])
def test_what_is_in_the_place_of_the_settings_is_named(annotate, study, make):
    (study / "annotate.toml").unlink()
    make(study / "annotate.toml")
    said = annotate("sample", "-n", 5, cwd=study)
    assert said.returncode == 1
    assert "in the place of the settings; move it away" in said.stderr


def test_what_a_link_leads_to_is_written_and_the_link_stays(tmp_path):
    table, big = pd.DataFrame({"label": ["critical"]}), tmp_path / "big"
    big.mkdir()
    for name in ("scores.csv", "model"):
        (tmp_path / name).symlink_to(big / name)
    write_table(table, tmp_path / "scores.csv")
    write_table(table, tmp_path / "scores.csv")
    for content in (b"1", b"2"):
        write_folder(tmp_path / "model", {"model.json": content})
    assert (tmp_path / "scores.csv").is_symlink()
    assert (tmp_path / "model").is_symlink()
    assert pd.read_csv(big / "scores.csv").equals(table)
    assert (big / "model" / "model.json").read_bytes() == b"2"


def test_a_private_file_never_follows_a_link(tmp_path):
    (tmp_path / "token").symlink_to(tmp_path / "elsewhere")
    write_private(tmp_path / "token", "secret")
    assert not (tmp_path / "token").is_symlink()
    assert not (tmp_path / "elsewhere").exists()


def test_a_link_into_a_folder_that_is_not_there_is_named_where_it_would_be_passed_over(annotate, study, tmp_path):
    (study / "annotations.csv").symlink_to(tmp_path / "disk" / "annotations.csv")
    said = annotate("sample", "-n", 5, cwd=study)
    assert (said.returncode, draws_of(study)) == (1, 0)
    assert "annotations.csv: a link into a folder that is not there; mount or restore that" in said.stderr
    (tmp_path / "disk").mkdir()
    assert annotate("sample", "-n", 5, cwd=study).returncode == 0


def test_no_device_or_pipe_is_replaced_by_what_is_written(tmp_path):
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)

    def written():
        with written_whole(pipe) as beside:
            beside.write_text("x")

    for write in (
        written,
        lambda: write_folder(pipe, {"model.json": b"1"}),
        lambda: write_private(pipe, "secret"),
        lambda: check_writable(pipe),
        lambda: check_place(pipe),
        lambda: score_files(None, [__file__], pipe),
    ):
        with pytest.raises(InputError, match="a device or pipe, not a file; choose another"):
            write()
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


def test_an_id_that_a_spreadsheet_made_of_several_is_no_reason_to_drop_rows(annotate, study):
    table = pd.read_parquet(study / "sentences.parquet").assign(label="critical", question="stance")
    table.loc[:3, "sentence_id"] = "1.2E+15"
    table.to_csv(study / "excel.csv", index=False, sep=";", encoding="cp1252")
    for command in (("sample", "excel.csv", "-n", 5), ("train", "excel.csv", "sentences.parquet", "-o", "m")):
        said = annotate(*command, cwd=study)
        assert said.returncode == 1, said.stderr
        assert "'1.2E+15' looks like an id that a spreadsheet has rounded as a number; take the ids from" in said.stderr
        assert "drop the repeated" not in said.stderr
