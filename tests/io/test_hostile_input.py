"""Bad input of every kind: read right, or refused in words, and one bad row or column never sinks a run."""

import json
import os
import subprocess
import sys

import pandas as pd
import pytest

import annotate as an
from annotate.cli import run
from annotate.errors import InputError
from annotate.io.articles import articles_from
from annotate.io.reading import read_table
from annotate.io.rejects import rejects_path
from annotate.scoring.score_files import score_files
from annotate.text.corpus import split_corpus
from annotate.text.splitting import sentences_from

LONG = "a" * 300


def split(folder, *names, output="s.csv", **options):
    return split_corpus([folder / name for name in names], folder / output, workers=1, **options)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "ok.txt").write_text("Velda waits.")
    return tmp_path


@pytest.mark.parametrize("name", [f"{LONG}.txt", "loop.txt", "pipe.txt", "gone.txt", "../ok.txt", "folder", "t.csv"])
def test_a_file_that_cannot_be_opened_rejects_its_row_only(folder, name):
    (folder / "loop.txt").symlink_to("loop.txt")
    os.mkfifo(folder / "pipe.txt")
    (folder / "folder").mkdir()
    (folder / "t.csv").write_text(f"file,title\nok.txt,a\n{name},b\n")
    done = split(folder, "t.csv")
    assert (done.sentences, len(done.rejects)) == (1, 1)
    assert read_table(rejects_path(folder / "s.csv"))["reason"].str.len().gt(10).all()


@pytest.mark.parametrize("name", ["a\ud800.txt", "a\0b.txt"])
def test_a_file_name_that_is_no_text_rejects_its_row_only(folder, name):
    (folder / "t.jsonl").write_text("\n".join(json.dumps({"file": one}) for one in (name, "ok.txt")))
    done = split(folder, "t.jsonl")
    assert (done.sentences, len(done.rejects)) == (1, 1)


@pytest.mark.parametrize("output", ["s.csv", "s.jsonl", "s.parquet"])
def test_half_characters_and_mixed_values_reach_no_table(folder, output):
    rows = [
        {"text": "Velda \ud83d waits.", "t\ud800": "x", "n": 1, "who": {"id": None, "name": "Post"}},
        {"text": "So do we.", "n": "1.5", "big": 10**25, "list": [1, {"a": True}]},
        {"text": "Nobody \udfff.", "n": True, "big": None},
    ]
    (folder / "t.jsonl").write_text("\n".join(map(json.dumps, rows)))
    done = split(folder, "t.jsonl", output=output)
    assert (done.sentences, done.rejects) == (3, [])
    table = read_table(folder / output)
    assert table["n"].astype("str").tolist() == ["1", "1.5", "True"]
    assert table["who"].iloc[0] == "Post"


def test_sentences_with_mixed_values_are_taken_as_they_are(folder):
    rows = [{"sentence_id": "1", "text": "Velda waits.", "x": True}, {"sentence_id": "2", "text": "We do.", "x": "1.5"}]
    (folder / "t.jsonl").write_text("\n".join(map(json.dumps, [*rows, {"sentence_id": "3", "text": 3, "x": 10**25}])))
    assert split(folder, "t.jsonl", output="s.parquet").sentences == 3


def test_names_that_are_not_utf8_are_read_and_reported(folder):
    os.makedirs(folder / "news")
    with open(os.fsencode(folder / "news") + b"/caf\xe9.txt", "w") as stream:
        stream.write("Velda waits.")
    with open(os.fsencode(folder / "news") + b"/caf\xe9.csv", "w") as stream:
        stream.write("nothing\n1\n")
    done = split(folder, "news")
    assert (done.sentences, len(done.rejects)) == (1, 1)
    assert "caf\\udce9.csv" in read_table(rejects_path(folder / "s.csv"))["where"][0]


def test_a_users_own_position_is_kept_and_reported(folder, model):
    (folder / "t.csv").write_text("text,position,start\nVelda waits.,front page,2031-04-09\nWe do.,back,2031-04-10\n")
    with pytest.warns(match="position as original_position, start as original_start"):
        done = score_files(model, [folder / "t.csv"], folder / "scores.csv", workers=1, rows="sentences")
    assert (done.rows, done.rejected) == (2, 0)
    scores = read_table(folder / "scores.csv")
    assert scores["original_position"].tolist() == ["front page", "back"]
    assert split(folder, "t.csv").sentences == 2


def test_sentences_with_impossible_numbers_are_named(folder):
    (folder / "t.csv").write_text("sentence_id,text,position\n1,Velda waits.,1e999\n2,We do.,2\n")
    done = split(folder, "t.csv")
    assert done.sentences == 1
    assert done.rejects[0].reason == "position '1e999' is not a whole number"


@pytest.mark.parametrize(
    ("number", "words"),
    [("9999999999999999999999999", "annotators '9999999999999999999999999' is not a whole number"), ("2", "")],
)
def test_numbers_too_large_for_a_table_are_named(annotate, folder, number, words):
    (folder / "g.csv").write_text(f"sentence_id,question,label,annotators\n1,stance,critical,{number}\n")
    pd.DataFrame({"sentence_id": ["1"], "label": ["critical"], "p_critical": [0.9], "p_neutral": [0.1]}).to_csv(
        folder / "scores.csv", index=False
    )
    done = annotate("estimate", "scores.csv", "--gold", "g.csv")
    assert words in done.stderr
    assert done.returncode in (0, 1), done.stderr


@pytest.mark.parametrize("text", ["0,25", "0.25", " 0.25"])
def test_a_decimal_comma_is_a_number(folder, text):
    from annotate.tables import GOLD

    (folder / "g.csv").write_text(f'sentence_id;question;label;inclusion_probability\n1;stance;critical;"{text}"\n')
    assert read_table(folder / "g.csv", GOLD)["inclusion_probability"].tolist() == [0.25]


def test_a_thousands_separator_is_not_taken_for_a_decimal_comma(folder):
    from annotate.tables import ANNOTATIONS

    header = "sentence_id;annotator;question;label;lead_time\n"
    (folder / "a.csv").write_text(header + "1;ann;stance;critical;1,250\n2;ann;stance;critical;2,100\n")
    rejects = []
    assert read_table(folder / "a.csv", ANNOTATIONS, rejects=rejects).empty
    assert rejects[0].reason == "lead_time '1,250' is not a number"


def test_a_feed_that_holds_a_path_does_not_read_it(folder):
    pytest.importorskip("feedparser")
    secret = "<rss version='2.0'><channel><item><description>secret</description></item></channel></rss>"
    (folder / "secret.xml").write_text(secret)
    (folder / "a.rss").write_text(str(folder / "secret.xml"))
    done = subprocess.run(
        [sys.executable, "-m", "annotate", "split", folder / "a.rss", "-o", folder / "s.csv"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "not an RSS or Atom feed" in done.stderr
    assert not (folder / "s.csv").exists()


@pytest.mark.parametrize("text", ["title = " + "[" * 5000 + "]" * 5000, "x = " + "{a=" * 3000 + "1" + "}" * 3000])
def test_settings_that_are_nested_too_deeply_are_refused(tmp_path, monkeypatch, capsys, text):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "annotate.toml").write_text(text)
    assert run(["sample", "-n", "1"]) == 1
    assert "annotate.toml: lists or tables are nested too deeply" in capsys.readouterr().err


@pytest.mark.parametrize("overlap", ["²", "１", "0", "99999999999999999999", "two"])
def test_an_overlap_that_is_no_number_of_annotators_is_refused(tmp_path, monkeypatch, capsys, overlap):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "b.csv").write_text("sentence_id,text\ns1,Velda waits.\n")
    assert run(["push", "b.csv", "--dry-run", "--overlap", overlap]) == 2
    assert f"--overlap {overlap}: neither a number of annotators" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["split", "score"])
def test_a_link_that_leads_to_itself_is_refused(annotate, folder, verb):
    (folder / "loop.txt").symlink_to("loop.txt")
    model = ["m"] if verb == "score" else []
    done = annotate(verb, *model, "loop.txt", "-o", "s.csv")
    assert (done.returncode, "a bug in annotate" in done.stderr) == (1, False)


@pytest.mark.parametrize("place", [1, 200])
def test_null_characters_in_a_table_sink_no_run(folder, place):
    lines = [f"{n},Velda waits {n}." for n in range(300)]
    lines[place] = f"{place},So\0 do we."
    (folder / "t.csv").write_text("\n".join(["article_id,text", *lines]))
    done = split(folder, "t.csv")
    assert (done.sentences, done.rejects) == (300, [])
    assert read_table(folder / "s.csv")["text"][place] == "So  do we."


@pytest.mark.parametrize("data", [bytes(range(256)) * 40, b"\x7fELF" + b"\0\1\2text,label\n" * 50])
def test_a_table_that_is_no_text_is_refused(folder, data):
    (folder / "t.csv").write_bytes(data)
    with pytest.raises(InputError, match="not text"):
        read_table(folder / "t.csv")


def test_a_users_own_position_sinks_no_run(annotate, folder):
    (folder / "t.csv").write_text("sentence_id,text,position,start\n1,Velda waits.,1.5,0\n2,So do we.,front,9\n")
    told = "columns that do not hold what annotate split writes are kept: position as original_position"
    for verb, *rest in (["split"], ["sample", "-n", "2"]):
        done = annotate(verb, "t.csv", *rest, "-o", f"{verb}.csv")
        assert (done.returncode, done.stderr.count(told)) == (0, verb == "split"), done.stderr  # told once a process
        table = read_table(folder / f"{verb}.csv").sort_values("sentence_id")
        assert (table["original_position"].tolist(), table["start"].tolist()) == (["1.5", "front"], ["0", "9"])


def test_options_in_rejects_are_named_as_they_are_typed(annotate, tmp_path):
    (tmp_path / "a.csv").write_text("body,paper\nThe council of Orth voted for the plan.,Gazette\n")
    (tmp_path / "b.txt").write_text("The mayor of Orth praised it.")
    said = annotate("split", "a.csv", "b.txt", "-o", "x.csv")
    assert said.returncode == 1
    reason = (tmp_path / "x.csv.rejects.csv").read_text()
    assert "use --text-column body --outlet-column paper" in reason


def test_an_empty_workbook_is_called_empty(tmp_path):
    (tmp_path / "a.xlsx").touch()
    with pytest.raises(InputError, match=r"a\.xlsx: the file is empty"):
        an.split(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    "name", ["Erschienen am", "Publié le", "Fecha de publicación", "Pubblicato il", "Publicado em"]
)
def test_a_column_with_the_day_of_publication_is_proposed(tmp_path, name):
    (tmp_path / "a.csv").write_text(f"body,{name}\nThe council of Orth voted for the plan.,2024-01-01\n")
    with pytest.raises(InputError, match=f'`date_column` "{name}"'):
        an.split(tmp_path / "a.csv")


def test_an_uncertain_encoding_is_told_with_what_to_do(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"text\nThe \xff\xfe talks \xfa go on.\n")
    with pytest.raises(InputError, match=r"which older encoding it is in is uncertain .* iconv -f ENCODING -t UTF-8"):
        an.split(tmp_path / "a.csv")


def test_a_wrong_value_of_an_option_with_two_names_has_no_stray_quotes(annotate):
    assert "-n / --size: input should be" in annotate("sample", "-n", "0").stderr


def test_a_link_to_what_is_not_there_is_rejected(annotate, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("The mayor praised the plan. The council of Orth voted for it.")
    for name in ("gone.txt", "gone.csv", "gone.zip"):
        (folder / name).symlink_to("../nowhere")
    said = annotate("split", "in", "-o", "x.csv")
    assert said.returncode == 1
    assert "3 rows rejected" in said.stderr or "3 files" in said.stderr, said.stderr
    rejects = (tmp_path / "x.csv.rejects.csv").read_text()
    assert rejects.count("cannot be read (broken link); mount or restore what it links to") == 3
    assert an.split(folder).shape[0] == 2


@pytest.mark.parametrize("more", [(), ("-o", "check.html")], ids=["screen", "page"])
def test_explain_shows_what_it_reads_and_says_what_it_cannot(annotate, tmp_path, more):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("The mayor praised the plan.")
    (folder / "b.txt").write_bytes(b"")
    (folder / "gone.txt").symlink_to("../nowhere")
    said = annotate("split", "in", "--explain", *more)
    assert said.returncode == 1
    assert "in/gone.txt: cannot be read (broken link); mount or restore" in said.stderr
    assert "files or rows that could not be read: 2; annotate split without --explain writes all" in said.stderr
    shown = (tmp_path / "check.html").read_text() if more else said.stdout
    assert "The mayor praised the plan." in shown


@pytest.mark.parametrize("read", [articles_from, sentences_from])
def test_functions_that_read_articles_raise_or_list_links_to_what_is_not_there(tmp_path, read):
    (tmp_path / "a.txt").write_text("The mayor praised the plan.")
    (tmp_path / "gone.txt").symlink_to("nowhere")
    with pytest.raises(InputError, match=r"gone\.txt: cannot be read \(broken link\)"):
        read([tmp_path])
    rejects = []
    assert len(read([tmp_path], rejects=rejects)) == 1
    assert [one.where for one in rejects] == [str(tmp_path / "gone.txt")]


def test_sentences_that_go_to_no_file_come_with_a_warning_of_what_was_not_read(tmp_path):
    (tmp_path / "a.txt").write_text("Orth\n\nThe council of Orth voted.")
    (tmp_path / "b.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "c.pdf").write_bytes(b"\0\1\2")
    with pytest.warns(an.AnnotateWarning, match=r"2 files or rows are left out; the first, .*/(b\.txt|c\.pdf): "):
        assert len(an.split(tmp_path)) == 2
