"""Many files into one table: whole, the same however often it is stopped, and honest about what it could not read."""

import itertools
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import partial

import pandas as pd
import pytest

from annotate import tables
from annotate.cli import run
from annotate.errors import InputError
from annotate.io.articles import articles_from
from annotate.io.reading import read_table
from annotate.text import _corpus_chunks, corpus
from annotate.text.assembling import Assembly
from annotate.text.corpus import split_corpus
from annotate.text.splitting import sentences_from


@pytest.fixture
def news(tmp_path):
    """A folder of twelve articles, two of them the same."""
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(12):
        words = f"Velda waits for ship {number % 11}. “We are patient,” Ilka Marran said.\n\nBy Ilse Marran"
        (folder / f"{number:02d}.txt").write_text(words, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["s.parquet", "s.csv", "s.jsonl", "s.csv.gz"])
def test_a_folder_comes_out_as_from_the_library(news, tmp_path, monkeypatch, name):
    monkeypatch.setattr(_corpus_chunks, "MOST_FILES", 5)
    outcome = split_corpus([news], tmp_path / name, workers=1)
    written = read_table(tmp_path / name, tables.SENTENCES)
    expected = sentences_from([news])
    pd.testing.assert_frame_equal(written[tables.SENTENCES.columns], expected[tables.SENTENCES.columns])
    assert written["sentence_id"].is_unique
    assert (outcome.files, outcome.articles, outcome.sentences) == (12, 12, 36)
    assert outcome.kinds == {"body": 24, "byline": 12}
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["news", name])


def test_two_processes_give_what_one_gives(news, tmp_path, monkeypatch):
    monkeypatch.setattr(_corpus_chunks, "MOST_FILES", 5)
    split_corpus([news], tmp_path / "one.csv", workers=1)
    split_corpus([news], tmp_path / "two.csv", workers=2)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_a_stopped_run_goes_on_and_reads_no_file_twice(news, tmp_path, monkeypatch):
    monkeypatch.setattr(_corpus_chunks, "MOST_FILES", 3)
    split_corpus([news], tmp_path / "whole.csv", workers=1)
    done = []
    real = corpus._split_chunk

    def stopping(unit):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(unit.number)
        real(unit)

    monkeypatch.setattr(corpus, "_split_chunk", stopping)
    with pytest.raises(KeyboardInterrupt):
        split_corpus([news], tmp_path / "s.csv", workers=1)
    assert not (tmp_path / "s.csv").exists()
    monkeypatch.setattr(corpus, "_split_chunk", real)
    outcome = split_corpus([news], tmp_path / "s.csv", workers=1)
    assert outcome.reused == 6
    assert (tmp_path / "s.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert not list(tmp_path.glob(".s.csv.parts"))


def test_parts_of_other_files_are_not_taken(news, tmp_path, monkeypatch):
    monkeypatch.setattr(_corpus_chunks, "MOST_FILES", 3)
    real = corpus._split_chunk
    monkeypatch.setattr(corpus, "_split_chunk", lambda unit: real(unit) if unit.number < 2 else _stop())
    with pytest.raises(KeyboardInterrupt):
        split_corpus([news], tmp_path / "s.csv", workers=1)
    monkeypatch.setattr(corpus, "_split_chunk", real)
    (news / "00.txt").write_text("It is all different now.", encoding="utf-8")
    assert split_corpus([news], tmp_path / "s.csv", workers=1).reused == 0
    assert "It is all different now." in (tmp_path / "s.csv").read_text(encoding="utf-8")


def _stop():
    raise KeyboardInterrupt


def test_a_killed_command_goes_on(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(600):
        (folder / f"{number}.txt").write_text(f"Ship {number} waits. " * 30, encoding="utf-8")
    command = [sys.executable, "-m", "annotate", "split", "news", "-o", "s.jsonl", "--workers", "2"]
    environment = os.environ | {"PYTHONPATH": str(corpus.Path(corpus.__file__).parents[2])}
    started = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL)
    parts = tmp_path / ".s.jsonl.parts"
    deadline = time.monotonic() + 300
    while not list(parts.glob("0*.json")) and time.monotonic() < deadline and started.poll() is None:
        time.sleep(0.05)
    started.send_signal(signal.SIGKILL)
    started.wait()
    assert not (tmp_path / "s.jsonl").exists()
    again = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
    assert again.returncode == 0, again.stderr
    assert "resumed an interrupted run" in again.stderr
    with (tmp_path / "s.jsonl").open(encoding="utf-8") as lines:
        ids = [json.loads(line)["sentence_id"] for line in lines]
    assert len(ids) == len(set(ids)) == 600 * 30


def test_an_interrupted_command_says_how_to_go_on(news, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(corpus, "split_corpus", lambda *given, **named: _stop())
    assert run(["split", str(news), "-o", str(tmp_path / "s.csv")]) == 130
    assert "run the same command again to continue where it stopped" in capsys.readouterr().err


def test_offsets_refer_to_the_articles_written_beside(news, tmp_path):
    split_corpus([news], tmp_path / "s.parquet", articles=tmp_path / "a.parquet", workers=1)
    sentences = read_table(tmp_path / "s.parquet", tables.SENTENCES)
    articles = read_table(tmp_path / "a.parquet", tables.ARTICLES)
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    for row in sentences.itertuples():
        assert texts[row.article_id][row.start : row.end] == row.text


def test_copies_in_the_body_are_marked_and_headings_are_nobodys_copies(tmp_path):
    text = "The strait stays closed to all foreign ships for now."
    rows = [{"title": text, "text": f"{text}\n{text} Nobody answered."}, {"text": f"{text} Nobody knows why."}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    split_corpus([tmp_path / "a.jsonl"], tmp_path / "s.csv", workers=1)
    sentences = read_table(tmp_path / "s.csv", tables.SENTENCES)
    same = sentences[sentences["text"] == text]
    assert same["kind"].tolist() == ["heading", "body", "body"]
    ids = same["sentence_id"].tolist()
    assert same["copy_group"].tolist() == [ids[0], ids[1], ids[1]]
    assert [value or None for value in same["duplicate_of"]] == [None, None, ids[1]]
    split_corpus([tmp_path / "a.jsonl"], tmp_path / "t.csv", near_duplicates=False, workers=1)
    assert "duplicate_of" not in read_table(tmp_path / "t.csv").columns


def test_only_wanted_kinds_are_written(news, tmp_path):
    split_corpus([news], tmp_path / "s.csv", kinds=["byline"], workers=1)
    assert set(read_table(tmp_path / "s.csv")["kind"]) == {"byline"}


def test_a_table_of_sentences_among_the_files_is_kept_as_it_is(news, tmp_path):
    split_corpus([news], tmp_path / "s.csv", workers=1)
    split_corpus([tmp_path / "s.csv"], tmp_path / "t.csv", workers=1)
    assert list(read_table(tmp_path / "t.csv")["sentence_id"]) == list(read_table(tmp_path / "s.csv")["sentence_id"])


def test_what_cannot_be_read_is_told_beside_the_output(news, tmp_path, annotate):
    (news / "bad.txt").write_bytes(b"\0\0")
    (news / "bad.jsonl").write_bytes(b'{"text": "One."}\nno\n')
    done = annotate("split", "news", "-o", "s.csv")
    assert done.returncode == 1
    assert "could not be read: 2; see s.csv.rejects.csv" in done.stderr
    rejects = read_table(tmp_path / "s.csv.rejects.csv", tables.REJECTS)
    assert rejects["where"].tolist() == ["news/bad.jsonl:2", "news/bad.txt"]
    assert len(read_table(tmp_path / "s.csv")) == 37
    (news / "bad.txt").unlink()
    (news / "bad.jsonl").unlink()
    assert annotate("split", "news", "-o", "s.csv").returncode == 0
    assert not (tmp_path / "s.csv.rejects.csv").exists()


def test_nothing_readable_leaves_nothing_behind(tmp_path, annotate):
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.docx").write_bytes(b"PK")
    for inputs in (["a.txt"], ["b.docx"], ["a.txt", "b.docx"], ["none.txt"]):
        with pytest.raises(InputError, match=inputs[0]):
            split_corpus([tmp_path / name for name in inputs], tmp_path / "out" / "s.csv")
    done = annotate("split", "a.txt", "-o", "out/s.csv")
    assert done.returncode == 1
    assert done.stderr.strip() == "annotate: a.txt: the file is empty; nothing to read"
    assert {p.name for p in tmp_path.rglob("*")} == {"a.txt", "b.docx"}


def test_a_folder_that_was_there_stays_when_nothing_is_readable(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "out").mkdir()
    with pytest.raises(InputError, match="empty"):
        split_corpus([tmp_path / "a.txt"], tmp_path / "out" / "new" / "s.csv")
    assert [p.name for p in tmp_path.rglob("*") if p.is_dir()] == ["out"]


def test_what_is_wrong_with_standard_input_is_told_by_that_name(annotate):
    done = annotate("split", "-", "-o", "-", input="text\nVelda waits.\n")
    assert done.returncode == 1
    assert "standard input:1: not JSON" in done.stderr
    assert "annotate-" not in done.stderr


def test_columns_parted_by_semicolons_are_listed_one_by_one(annotate, tmp_path):
    (tmp_path / "news.csv").write_text("Titel;Artikel;Datum\nA;Velda waits.;2031-05-01\n")
    done = annotate("split", "news.csv", "-o", "s.csv")
    assert done.returncode == 1
    assert "found Titel, Artikel, Datum; use --text-column" in done.stderr


def test_an_output_that_is_no_table_is_refused_before_work(news, tmp_path):
    with pytest.raises(InputError, match="not a table"):
        split_corpus([news], tmp_path / "s.txt")


def test_standard_output_gets_json_lines(news, annotate):
    done = annotate("split", news, "-o", "-")
    assert done.returncode == 0
    assert {json.loads(line)["kind"] for line in done.stdout.splitlines()} == {"body", "byline"}


def test_standard_input_gives_json_lines(annotate):
    done = annotate("split", "-", "-o", "-", input='{"text": "Velda waits. So do we."}\n')
    assert done.returncode == 0
    assert [json.loads(line)["text"] for line in done.stdout.splitlines()] == ["Velda waits.", "So do we."]


def test_explain_shows_kinds_and_speakers_and_writes_nothing(news, tmp_path, annotate):
    done = annotate("split", "--explain", "news/00.txt")
    assert done.returncode == 0
    assert "\x1b[" not in done.stdout
    lines = done.stdout.splitlines()
    assert lines[0].split("│")[0].split() == ["1", "body"]
    assert "Ilka Marran, " in lines[1]
    assert "byline" in lines[2]
    assert not list(tmp_path.glob("*.csv")) + list(tmp_path.glob("*.parquet"))


def test_an_unknown_kind_is_refused(news, annotate):
    done = annotate("split", news, "--kind", "bodies", "-o", "s.csv")
    assert done.returncode == 2
    assert "body, heading" in done.stderr


def test_the_library_reads_what_the_command_reads(news):
    assert len(articles_from([news])) == 12


def test_the_languages_of_a_corpus_are_told(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "en.txt").write_text("The port was closed on Monday. Nobody knew for how long it would be.")
    (tmp_path / "de.txt").write_text("Der Hafen war am Montag geschlossen. Niemand wusste, wie lange es dauern würde.")
    (tmp_path / "sv.txt").write_text("Hafnen stängdes i måndags. Ministern sade att samtalen skulle fortsätta i maj.")
    outcome = split_corpus([tmp_path], tmp_path / "s.csv")
    assert outcome.languages == {"de": 1, "en": 1, "sv": 1}
    assert run(["split", "en.txt", "de.txt", "sv.txt", "-o", "t.csv"]) == 0
    said = capsys.readouterr().err
    assert "languages: 1 article in en, 1 article in de, 1 article in sv" in said
    assert "speakers and kinds of line are not read in sv" in said


def _table(path, rows):
    """A table of articles, one of them without a text, in the format of the file's ending."""
    text = "Port {} waits.\n\n“We wait,” said Oren Vasch. Nobody came to port {}."
    frame = pd.DataFrame({"article_id": [f"a{n}" for n in range(rows)], "outlet": "The Ansel Courier"})
    frame["text"] = [text.format(n, n) for n in range(rows)]
    frame.loc[rows // 2, "text"] = None
    if path.suffix == ".parquet":
        frame.to_parquet(path, row_group_size=10)
    elif path.suffix == ".jsonl":
        frame.to_json(path, orient="records", lines=True)
    else:
        frame.to_csv(path, index=False)
        if path.suffix == ".csv":
            path.write_text(path.read_text() + "a999,ragged\n")
    return path


@pytest.fixture
def small_pieces(monkeypatch):
    for name, value in (("MOST_BYTES", 500), ("_PIECE", 2_000), ("_ROWS_AT_ONCE", 10)):
        monkeypatch.setattr(_corpus_chunks, name, value)


@pytest.mark.parametrize("ending", [".csv", ".csv.gz", ".jsonl", ".parquet"])
def test_a_large_table_is_cut_and_gives_what_it_gives_whole(ending, tmp_path, small_pieces, monkeypatch):
    path = _table(tmp_path / f"news{ending}", 120)
    counted, split_one = [], corpus._split_chunk

    def counting(chunk):
        counted.append(chunk.size)
        split_one(chunk)

    monkeypatch.setattr(corpus, "_split_chunk", counting)
    outcome = split_corpus([path], tmp_path / "s.csv", workers=1)
    assert len(counted) > 2
    assert sum(counted) == path.stat().st_size
    monkeypatch.setattr(_corpus_chunks, "MOST_BYTES", 10_000_000)
    whole = split_corpus([path], tmp_path / "t.csv", workers=1)
    assert (tmp_path / "s.csv").read_bytes() == (tmp_path / "t.csv").read_bytes()
    assert (outcome.articles, outcome.files, outcome.kinds) == (whole.articles, 1, whole.kinds)
    assert [(r.where, r.reason) for r in outcome.rejects] == [(r.where, r.reason) for r in whole.rejects]
    assert len(outcome.rejects) == 1 + (ending == ".csv")


def test_an_article_of_more_sentences_than_are_read_at_once_is_split(annotate, tmp_path, monkeypatch):
    # Parquet gives more than 131,072 rows in several pieces; so it does groups of rows, however few each has
    monkeypatch.setattr(corpus.pq, "write_table", partial(corpus.pq.write_table, row_group_size=2))
    (tmp_path / "news.csv").write_text("article_id,text\n1,Velda waits. Nobody came. Velda left.\n2,Port waits.\n")
    done = annotate("split", "news.csv", "-o", "s.csv")
    assert done.returncode == 0, done.stderr
    sentences = pd.read_csv(tmp_path / "s.csv")
    assert sentences["text"].tolist() == ["Velda waits.", "Nobody came.", "Velda left.", "Port waits."]
    assert sentences["sentence_id"].is_unique


def test_no_bar_is_full_while_its_work_is_not_done(news, tmp_path, monkeypatch):
    events, real = [], Assembly.add

    def add(assembly, part):
        events.append("looked through")
        real(assembly, part)

    @contextmanager
    def progress(label, total):
        done = []
        yield lambda number: (done.append(number), events.append(label))
        assert label == "splitting (kB)" or sum(done) == total  # not where all is less than a kilobyte

    monkeypatch.setattr(Assembly, "add", add)
    split_corpus([news], tmp_path / "s.csv", workers=1, progress=progress)
    steps = ["looked through", "splitting (kB)", "looking for near-duplicates", "writing sentences"]
    assert [step for step, _ in itertools.groupby(events)] == steps


def test_an_interrupted_large_table_goes_on_in_its_midst(tmp_path, small_pieces, monkeypatch, capsys):
    path = _table(tmp_path / "news.jsonl", 120)
    real = corpus._split_chunk
    monkeypatch.setattr(corpus, "_split_chunk", lambda chunk: real(chunk) if chunk.number < 3 else _stop())
    with pytest.raises(KeyboardInterrupt):
        split_corpus([path], tmp_path / "s.csv", workers=1)
    monkeypatch.setattr(corpus, "_split_chunk", real)
    assert run(["split", str(path), "-o", str(tmp_path / "s.csv"), "--workers", "1"]) == 1
    share = re.search(r"0 of 1 files \((\d+) % of the bytes\)", capsys.readouterr().err.replace("%", " %"))
    assert 10 < int(share[1]) < 60


def test_a_large_table_without_texts_is_refused_with_its_columns(tmp_path, small_pieces):
    path = tmp_path / "news.csv"
    path.write_text("body,outlet\n" + "Port waits,x\n" * 400)
    with pytest.raises(InputError, match="no column 'text'"):
        split_corpus([path], tmp_path / "s.csv", workers=1)


def test_sentences_that_an_earlier_run_wrote_among_the_articles_are_named(annotate, news):
    assert annotate("split", "news", "-o", "news/earlier.csv").returncode == 0
    result = annotate("split", "news", "-o", "news/later.csv")
    assert "news/earlier.csv: 36 sentences that were split before, taken as they are" in " ".join(result.stderr.split())
    again = annotate("split", "news", "-o", "news/earlier.csv")
    assert "news/later.csv" in again.stderr
    assert "news/earlier.csv: " not in again.stderr
