"""A table of articles may name the files their texts are in."""

from annotate import tables
from annotate.io.reading import read_table


def test_texts_are_read_from_the_files_a_table_names(annotate, tmp_path):
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text("Talks went on. Nobody left the room.")
    (tmp_path / "news" / "list.csv").write_text("file,outlet,published,split\na.txt,Ansel Bell,2031-03-04,dev\n")
    said = annotate("split", "news/list.csv", "-o", "s.csv")
    assert said.returncode == 0, said.stderr
    sentences = read_table(tmp_path / "s.csv", tables.SENTENCES)
    assert sentences["text"].tolist() == ["Talks went on.", "Nobody left the room."]
    assert sentences["outlet"].unique().tolist() == ["Ansel Bell"]


def test_a_file_outside_the_tables_folder_is_not_read(annotate, tmp_path):
    (tmp_path / "news").mkdir()
    (tmp_path / "secret.txt").write_text("Nobody should read this.")
    (tmp_path / "news" / "list.csv").write_text("file,outlet\n../secret.txt,Ansel Bell\n")
    said = annotate("split", "news/list.csv", "-o", "s.csv")
    assert said.returncode == 1
    assert "outside the table's folder" in said.stderr
    assert not (tmp_path / "s.csv").exists()


def test_a_missing_file_is_told_by_name(annotate, tmp_path):
    (tmp_path / "list.csv").write_text("file,outlet\ngone.txt,Ansel Bell\n")
    said = annotate("split", "list.csv", "-o", "s.csv")
    assert said.returncode == 1
    assert "gone.txt" in said.stderr
