"""Scoring files of any size: what comes out, what is rejected, and what is left when something breaks."""

import gzip
import json
import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_model import DeadlyModel, LethalModel, PoisonedModel, SlowModel, SmallModel, sentences

from annotate import tables
from annotate.cli import run
from annotate.errors import InputError, ModelError
from annotate.io.reading import read_table
from annotate.io.writing import write_table
from annotate.scoring import _engines
from annotate.scoring._input_chunks import MOST_ROWS, _notes_on_texts
from annotate.scoring.score_files import score_files
from annotate.scoring.score_tables import score_table
from annotate.scoring.scores_output import run_note
from annotate.scoring.watch_folder import watched

HERE = Path(__file__).parent


def written(frame, path):
    write_table(frame, path)
    return path


def read(path):
    return read_table(path, tables.SCORES)


def assert_same(found, expected):
    columns = ["sentence_id", "text", "label", "p_conciliatory", "p_critical", "p_neutral", "model"]
    pd.testing.assert_frame_equal(found[columns], expected[columns], check_exact=False, rtol=1e-12)


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet", "csv.gz", "csv.zst", "jsonl.gz", "jsonl.zst"])
def test_every_kind_of_table_is_scored_and_written_in_pieces(model, tmp_path, ending):
    given = sentences(700)
    source = written(given, tmp_path / f"s.{ending}")
    done = score_files(model, [source], tmp_path / f"scores.{ending}", chunk_rows=100, workers=1)
    assert (done.rows, done.rejected) == (700, 0)
    assert_same(read(tmp_path / f"scores.{ending}"), score_table(model, given))
    noted = set() if ending == "parquet" else {"scores.about.json"}
    assert {path.name for path in tmp_path.iterdir()} == {f"s.{ending}", f"scores.{ending}"} | noted


def test_scores_are_written_to_what_a_link_leads_to(model, tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "scores.parquet").symlink_to(tmp_path / "disk" / "scores.parquet")
    source = written(sentences(30), tmp_path / "s.csv")
    for _ in range(2):
        assert score_files(model, [source], tmp_path / "scores.parquet", workers=1).rows == 30
    assert (tmp_path / "scores.parquet").is_symlink()
    assert len(read(tmp_path / "disk" / "scores.parquet")) == 30


def test_articles_are_split_and_scored(model, tmp_path):
    (tmp_path / "news").mkdir()
    for number in range(5):
        text = "Veldania praised the accord.\n\nKarsovia condemned the blockade. Ostrel met on Tuesday."
        (tmp_path / "news" / f"{number}.txt").write_text(text)
    done = score_files(model, [tmp_path / "news"], tmp_path / "scores.csv")
    assert done.rows == 15
    assert read(tmp_path / "scores.csv")["article_id"].nunique() in (1, 5)


def test_a_table_of_articles_is_split(model, tmp_path):
    articles = pd.DataFrame({"title": ["A", "B"], "text": ["Veldania met. Karsovia met on Tuesday."] * 2})
    done = score_files(model, [written(articles, tmp_path / "a.csv")], tmp_path / "scores.jsonl")
    assert done.rows == 4


def test_rows_with_texts_alone_are_scored_whole(model, tmp_path):
    rows = pd.DataFrame({"body": ["Veldania met. Karsovia praised the accord."] * 2, "n": [1, 2]})
    done = score_files(model, [written(rows, tmp_path / "r.csv")], tmp_path / "o.csv", text_column="body")
    assert done.rows == 2
    scores = read(tmp_path / "o.csv")
    assert scores["n"].tolist() == ["1", "2"]
    assert scores["sentence_id"].nunique() == 2


def test_a_folder_as_output_gets_parquet_files(model, tmp_path):
    given = sentences(500)
    score_files(model, [written(given, tmp_path / "s.parquet")], tmp_path / "scores", chunk_rows=100, workers=1)
    assert len(list((tmp_path / "scores").glob("part-*.parquet"))) == 5
    assert_same(pd.read_parquet(tmp_path / "scores"), score_table(model, given))


def test_processes_give_the_same_rows_in_the_same_order(model, tmp_path):
    given = sentences(900)
    source = written(given, tmp_path / "s.parquet")
    score_files(model, [source], tmp_path / "scores.parquet", chunk_rows=100, workers=2)
    assert_same(read(tmp_path / "scores.parquet"), score_table(model, given))


class TestBadInput:
    def test_bad_rows_are_rejected_with_their_place_and_the_others_scored(self, model, tmp_path):
        lines = [json.dumps(row) for row in sentences(50)[["sentence_id", "text"]].to_dict("records")]
        lines[10], lines[20], lines[30] = "{broken", '["a list"]', json.dumps({"sentence_id": "x", "text": ""})
        lines[40] = json.dumps({"sentence_id": "y", "text": "Veldania met.", "paragraph": "third"})
        (tmp_path / "s.jsonl").write_text("\n".join(lines))
        done = score_files(model, [tmp_path / "s.jsonl"], tmp_path / "scores.parquet", chunk_rows=16, workers=1)
        assert (done.rows, done.rejected) == (46, 4)
        rejects = pd.read_csv(done.rejects)
        assert set(rejects["where"].str.rsplit(":", n=1).str[1]) == {"11", "21", "31", "41"}
        assert rejects["reason"].str.contains("not JSON|a JSON list|no text|'third' is not a whole number").all()

    def test_csv_rows_with_too_many_cells_or_broken_bytes_are_rejected(self, model, tmp_path):
        good = b"sentence_id,text\na,Veldania met.\n"
        (tmp_path / "s.csv").write_bytes(good + b"b,one,two,three\nc,\xff\xfe\xfa\nd,Karsovia met.\n")
        done = score_files(model, [tmp_path / "s.csv"], tmp_path / "scores.csv")
        assert read(tmp_path / "scores.csv")["sentence_id"].tolist() == ["a", "d"]
        assert pd.read_csv(done.rejects)["reason"].str.contains("4 cells under a header of 2|not UTF-8").all()
        assert done.rejected == 2

    def test_a_sentence_the_model_fails_on_is_rejected_alone(self, tmp_path):
        given = sentences(200)
        given.loc[77, "text"] = "POISON"
        source = written(given, tmp_path / "s.parquet")
        done = score_files(PoisonedModel(), [source], tmp_path / "scores.parquet", chunk_rows=64, workers=1)
        assert (done.rows, done.rejected) == (199, 1)
        assert "s0-77" in pd.read_csv(done.rejects)["where"].iloc[0]

    def test_a_model_that_always_fails_is_the_models_fault(self, tmp_path):
        model = PoisonedModel()
        source = written(sentences(100).assign(text="POISON"), tmp_path / "s.parquet")
        with pytest.raises(ModelError, match="fails on every sentence"):
            score_files(model, [source], tmp_path / "scores.parquet")

    def test_a_truncated_parquet_file_among_others_is_told(self, model, tmp_path):
        good, bad = written(sentences(20), tmp_path / "a.parquet"), written(sentences(20, 5), tmp_path / "b.parquet")
        bad.write_bytes(bad.read_bytes()[:-100])
        done = score_files(model, [good, bad], tmp_path / "scores.parquet")
        assert done.rows == 20
        assert "b.parquet" in pd.read_csv(done.rejects)["where"].iloc[0]
        with pytest.raises(InputError, match=r"b\.parquet: not a readable Parquet file"):
            score_files(model, [bad], tmp_path / "scores.parquet")

    def test_a_gzip_file_that_breaks_off_gives_what_it_had(self, model, tmp_path):
        rows = ({"sentence_id": str(n), "text": f"Veldania met {n * 7919}."} for n in range(40_000))
        whole = gzip.compress("\n".join(map(json.dumps, rows)).encode())
        (tmp_path / "s.jsonl.gz").write_bytes(whole[: len(whole) // 2])
        done = score_files(model, [tmp_path / "s.jsonl.gz"], tmp_path / "scores.csv", chunk_rows=5000, workers=1)
        assert done.rows > 1000
        assert "from here on" in pd.read_csv(done.rejects)["reason"].str.cat()

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("e.csv", b"", "empty"),
            ("e.jsonl", b"\n\n", "empty"),
            ("n.csv", b"sentence_id,headline\n1,x\n", "no column 'text'"),
            ("z.csv", b"\0\1\2\3", "null bytes"),
            ("h.csv", b"sentence_id,text\n", "nothing to score"),
            ("b.jsonl", b"{\n{\n", "nothing to score.*not JSON"),
            ("u.pdf", b"%PDF", "u.pdf"),
        ],
    )
    def test_a_file_that_cannot_be_scored_is_told_in_one_sentence(self, model, tmp_path, name, content, words):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError, match=words):
            score_files(model, [tmp_path / name], tmp_path / "scores.csv", rows="sentences")
        assert [path.name for path in tmp_path.iterdir()] == [name]

    def test_a_sentence_of_a_million_characters_is_scored(self, model, tmp_path):
        rows = pd.DataFrame({"sentence_id": ["a", "b"], "text": ["Veldania met. " * 80_000, "Karsovia met."]})
        done = score_files(model, [written(rows, tmp_path / "s.csv")], tmp_path / "scores.csv")
        assert done.rows == 2


class TestFaults:
    def test_a_killed_worker_loses_and_doubles_nothing(self, tmp_path):
        given = sentences(600)
        given.loc[300, "text"] = "DEADLY"
        model = DeadlyModel(tmp_path / "died")
        source = written(given, tmp_path / "s.parquet")
        done = score_files(model, [source], tmp_path / "scores.parquet", chunk_rows=50, workers=2)
        assert (tmp_path / "died").exists()
        assert done.rows == 600
        assert_same(read(tmp_path / "scores.parquet"), score_table(model, given))

    def test_a_sentence_that_kills_every_process_is_found_and_rejected(self, tmp_path):
        given = sentences(200)
        given.loc[77, "text"] = "LETHAL"
        source, output = written(given, tmp_path / "s.csv"), tmp_path / "scores.csv"
        done = score_files(LethalModel(), [source], output, chunk_rows=25, workers=2)
        assert (done.rows, done.rejected) == (199, 1)
        rejects = pd.read_csv(done.rejects)
        assert rejects["where"].tolist() == [f"{source}:79"]
        assert rejects["reason"].tolist() == ["crashes the scoring worker every time"]
        assert_same(read(output), score_table(SmallModel(), given.drop(index=77).reset_index(drop=True)))

    def test_processes_that_always_die_end_the_run(self, tmp_path):
        given = sentences(60).assign(text="LETHAL")
        with pytest.raises(ModelError, match="scoring workers keep crashing"):
            score_files(
                LethalModel(), [written(given, tmp_path / "s.csv")], tmp_path / "scores.csv", chunk_rows=25, workers=2
            )

    def test_a_script_that_changed_its_folder_is_scored_where_it_is(self, tmp_path, monkeypatch):
        given = sentences(100)
        written(given, tmp_path / "s.parquet")
        monkeypatch.chdir(tmp_path)
        score_files(SmallModel(), ["s.parquet"], "scores.parquet", chunk_rows=25, workers=2)
        assert_same(read(tmp_path / "scores.parquet"), score_table(SmallModel(), given))

    def test_files_with_other_columns_become_one_table(self, model, tmp_path):
        (tmp_path / "in").mkdir()
        one, other = sentences(50), sentences(60, seed=2)
        written(one.assign(desk=1), tmp_path / "in" / "a.csv")
        written(other.assign(desk="foreign", wire=True), tmp_path / "in" / "b.jsonl")
        score_files(model, [tmp_path / "in"], tmp_path / "scores.parquet", chunk_rows=25, workers=1)
        found = read(tmp_path / "scores.parquet")
        assert_same(found, score_table(model, pd.concat([one, other], ignore_index=True)))
        assert found["desk"].tolist() == ["1"] * 50 + ["foreign"] * 60

    def test_long_numbers_of_posts_are_not_rounded_where_some_are_missing(self, model, tmp_path):
        long = 1_234_567_890_123_456_789
        given = sentences(300).assign(post=pd.array([long + n for n in range(300)], dtype="Int64"))
        given.loc[250, "post"] = pd.NA
        given.to_parquet(tmp_path / "s.parquet", row_group_size=100)
        given.drop(columns="post").assign(post=given["post"].astype(object)).to_json(
            tmp_path / "s.jsonl", orient="records", lines=True
        )
        for name in ("s.parquet", "s.jsonl"):
            score_files(model, [tmp_path / name], tmp_path / "scores.parquet", chunk_rows=100, workers=1)
            found = pd.read_parquet(tmp_path / "scores.parquet", dtype_backend="numpy_nullable")["post"]
            assert found.tolist() == given["post"].tolist()

    def test_durations_and_time_zones_come_through(self, model, tmp_path):
        given = sentences(20)
        given["length"] = pd.to_timedelta(range(20), unit="s")
        given["seen"] = pd.date_range("2031-04-09", periods=20, tz="Europe/Berlin")
        given.to_parquet(tmp_path / "s.parquet")
        score_files(model, [tmp_path / "s.parquet"], tmp_path / "scores.parquet", workers=1)
        found = pd.read_parquet(tmp_path / "scores.parquet")
        assert found["length"].tolist() == given["length"].tolist()
        assert str(found["seen"].dt.tz) == "Europe/Berlin"
        assert run_note(tmp_path / "scores.parquet").rows == 20

    def test_a_model_that_no_other_process_can_have_is_told(self, tmp_path):
        model, source = SmallModel(), written(sentences(100), tmp_path / "s.csv")
        model.extra = lambda: None
        with pytest.raises(ModelError, match=r"small@1: cannot be sent to a worker process .*`workers` 1"):
            score_files(model, [source], tmp_path / "scores.csv", chunk_rows=20, workers=2)
        assert score_files(model, [source], tmp_path / "scores.csv", chunk_rows=20, workers=1).rows == 100

    def test_odd_values_do_not_end_a_run(self, model, tmp_path):
        rows = sentences(20)[["sentence_id", "text"]].to_dict("records")
        rows[3]["text"], rows[5]["big"], rows[6]["meta"], rows[7]["tags"] = "cut \ud83d", 2**70, {}, ["a", "b"]
        (tmp_path / "s.jsonl").write_text("\n".join(map(json.dumps, rows)))
        for ending in ("csv", "parquet", "jsonl"):
            done = score_files(model, [tmp_path / "s.jsonl"], tmp_path / f"scores.{ending}", workers=1)
            assert (done.rows, done.rejected) == (19, 1)
        assert str(2**70) in (tmp_path / "scores.csv").read_text()

    def test_what_is_scored_is_not_overwritten_and_old_scores_not_scored(self, model, tmp_path):
        (tmp_path / "in").mkdir()
        source = written(sentences(20), tmp_path / "in" / "s.csv")
        with pytest.raises(InputError, match="refusing to overwrite the input"):
            score_files(model, [source], source)
        for _ in range(2):
            assert score_files(model, [tmp_path / "in"], tmp_path / "in" / "scores.csv", workers=1).rows == 20

    def test_a_file_that_changes_while_it_is_scored_ends_the_run(self, model, tmp_path, monkeypatch):
        given = sentences(300)
        given.to_parquet(tmp_path / "s.parquet", row_group_size=100)
        whole = _engines.score_chunk

        def changing(*arguments):
            part = whole(*arguments)
            sentences(300, seed=3).to_parquet(tmp_path / "s.parquet", row_group_size=100)
            return part

        monkeypatch.setattr(_engines, "score_chunk", changing)
        with pytest.raises(InputError, match=r"s\.parquet: changed while it was read; run the same command again"):
            score_files(model, [tmp_path / "s.parquet"], tmp_path / "scores.csv", chunk_rows=100, workers=1)
        assert not (tmp_path / "scores.csv").exists()

    def test_a_folder_with_other_files_is_refused_before_anything_is_scored(self, tmp_path):
        model, source = SmallModel(), written(sentences(20), tmp_path / "s.parquet")
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "notes.txt").write_text("keep me")
        with pytest.raises(InputError, match="a folder with other files in it"):
            score_files(model, [source], tmp_path / "out", workers=1, chunk_rows=20)
        assert model.asked == 0

    def test_a_run_that_is_stopped_goes_on(self, model, tmp_path, monkeypatch):
        given = sentences(1000)
        source, output = written(given, tmp_path / "s.parquet"), tmp_path / "scores.parquet"
        whole = _engines.score_chunk
        calls = []

        def failing(*arguments):
            calls.append(1)
            if len(calls) == 5:
                raise KeyboardInterrupt
            return whole(*arguments)

        monkeypatch.setattr(_engines, "score_chunk", failing)
        with pytest.raises(KeyboardInterrupt):
            score_files(model, [source], output, chunk_rows=100, workers=1)
        assert not output.exists()
        done = score_files(model, [source], output, chunk_rows=100, workers=1)
        assert (done.rows, done.resumed) == (1000, 400)
        assert len(calls) == 5 + 6
        assert_same(read(output), score_table(model, given))

    def test_a_damaged_part_is_done_again(self, model, tmp_path, monkeypatch):
        given = sentences(300)
        source, output = written(given, tmp_path / "s.csv"), tmp_path / "scores.parquet"
        monkeypatch.setattr("annotate.scoring.scores_output.Output.finish", _no_room)
        with pytest.raises(InputError):
            score_files(model, [source], output, chunk_rows=100, workers=1)
        monkeypatch.undo()
        part = tmp_path / ".scores.parquet.parts" / "part-00000001.arrow"
        part.write_bytes(part.read_bytes()[:-50])
        part.with_name("part-00000002.ids.npy").write_bytes(b"")
        assert score_files(model, [source], output, chunk_rows=100, workers=1).resumed == 100
        assert_same(read(output), score_table(model, given))

    def test_parts_of_another_input_are_not_taken_for_this_ones(self, model, tmp_path, monkeypatch):
        source, output = written(sentences(300), tmp_path / "s.csv"), tmp_path / "scores.parquet"
        monkeypatch.setattr("annotate.scoring.scores_output.Output.finish", _no_room)
        with pytest.raises(InputError):
            score_files(model, [source], output, chunk_rows=100, workers=1)
        monkeypatch.undo()
        other = sentences(200, seed=9)
        assert score_files(model, [written(other, source)], output, chunk_rows=100, workers=1).resumed == 0
        assert_same(read(output), score_table(model, other))

    def test_two_runs_do_not_write_to_one_place_at_once(self, model, tmp_path):
        from annotate.scoring._scored_chunks import ScoredChunks

        source = written(sentences(20), tmp_path / "s.parquet")
        with (
            ScoredChunks(tmp_path / "scores.csv", {"other": "run"}),
            pytest.raises(InputError, match="another run is writing"),
        ):
            score_files(model, [source], tmp_path / "scores.csv")

    def test_a_place_that_cannot_be_written_is_told_before_anything_is_scored(self, tmp_path):
        model, source = SmallModel(), written(sentences(20), tmp_path / "s.parquet")
        (tmp_path / "file").write_text("")
        with pytest.raises(InputError, match="cannot be written"):
            score_files(model, [source], tmp_path / "file" / "scores.csv")
        with pytest.raises(InputError, match="cannot be written"):
            score_files(model, [source], "/proc/scores/scores.csv")
        assert model.asked == 0

    def test_a_full_disk_is_told_and_the_run_goes_on_elsewhere(self, model, tmp_path):
        disk = tmp_path / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", disk], capture_output=True)
        if mounted.returncode:
            pytest.skip(f"a small file system cannot be mounted here: {mounted.stderr.decode().strip()}")
        try:
            source = written(sentences(5000), tmp_path / "s.parquet")
            with pytest.raises(InputError, match=r"No space left on device.*free space"):
                score_files(model, [source], disk / "scores.parquet", chunk_rows=200, workers=1)
            assert not list(disk.glob("scores*"))
            subprocess.run(["mount", "-o", "remount,size=32m", disk], check=True)
            done = score_files(model, [source], disk / "scores.parquet", chunk_rows=200, workers=1)
            assert done.resumed > 0
            assert len(read(disk / "scores.parquet")) == 5000
        finally:
            subprocess.run(["umount", disk], check=True)

    def test_ctrl_c_at_ten_moments_loses_and_doubles_nothing(self, model, tmp_path):
        given, draw = sentences(2000), np.random.default_rng(0)
        source, output = written(given, tmp_path / "s.parquet"), tmp_path / "scores.parquet"
        stops = 0
        for delay in draw.uniform(0.01, 0.6, 10):
            timer = threading.Timer(delay, signal.raise_signal, [signal.SIGINT])
            try:
                timer.start()
                score_files(SlowModel(), [source], output, chunk_rows=20, workers=2)
                output.unlink()  # done before it was stopped, as on a slow machine: from the beginning again
            except KeyboardInterrupt:
                stops += 1
            finally:
                timer.cancel()
        assert stops >= 5
        done = score_files(SlowModel(), [source], output, chunk_rows=20, workers=2)
        assert (done.rows, done.rejected) == (2000, 0)
        assert_same(read(output), score_table(model, given))

    def test_ctrl_c_in_a_terminal_ends_all_processes_without_a_traceback(self, model, tmp_path):
        given = sentences(3000)
        run = _started("HeldModel", given, tmp_path, chunk_rows=50)
        os.killpg(run.pid, signal.SIGINT)
        words = run.communicate(timeout=300)[1].decode()
        assert (run.returncode, words) == (130, "")
        score_files(model, [tmp_path / "s.csv"], tmp_path / "scores.parquet", chunk_rows=50, workers=1)
        assert_same(read(tmp_path / "scores.parquet"), score_table(model, given))

    def test_a_run_killed_while_its_own_process_scores_goes_on_in_others(self, tmp_path):
        given, folder = sentences(200_000), tmp_path / ".scores.parquet.parts"
        run = _started("SmallModel", given, tmp_path, chunk_rows=MOST_ROWS)
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate(timeout=300)
        assert _engines.crashed_before(folder)
        source, output = tmp_path / "s.csv", tmp_path / "scores.parquet"
        done = score_files(SmallModel(), [source], output, chunk_rows=MOST_ROWS, workers=2)
        assert (done.rows, done.resumed > 0, folder.exists()) == (200_000, True, False)
        assert_same(read(output), score_table(SmallModel(), given))


def _started(model, given, folder, **options):
    """A process that scores `given` in `folder`, when it has done some of its parts."""
    written(given, folder / "s.csv")
    script = folder / "run.py"
    script.write_text(
        f"import sys; sys.path.insert(0, {str(HERE)!r})\n"
        f"from small_model import {model}\n"
        "from annotate.scoring.score_files import score_files\n"
        "if __name__ == '__main__':\n"
        "    try:\n"
        f"        score_files({model}(), ['s.csv'], 'scores.parquet', workers=2, **{options})\n"
        "    except KeyboardInterrupt:\n"
        "        sys.exit(130)\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{HERE.parent.parent}:{HERE}"}
    run = subprocess.Popen(
        [sys.executable, script], cwd=folder, env=environment, stderr=subprocess.PIPE, start_new_session=True
    )
    _wait_for_parts(run, folder)
    return run


def _wait_for_parts(run, folder):
    """Wait until the run has done some of its parts."""
    begun = time.time()
    while (
        run.poll() is None and not list(folder.glob(".scores.parquet.parts/part-*.arrow")) and time.time() < begun + 300
    ):
        time.sleep(0.02)


def _no_room(*arguments):
    raise InputError("no room")


class TestWatch:
    def test_files_are_scored_as_they_arrive_and_once(self, model, tmp_path):
        inbox = tmp_path / "inbox"
        inbox.mkdir()
        written(sentences(20), inbox / "a.csv")
        watch = partial(watched, partial(score_files, model), inbox, tmp_path / "out", interval=0)
        assert [done.rows for done in watch(rounds=2)] == [20]
        written(sentences(30, seed=4), inbox / "b.jsonl")
        assert [done.rows for done in watch(rounds=3)] == [30]
        assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.csv.parquet", "b.jsonl.parquet"]

    def test_a_file_that_cannot_be_read_is_told_and_does_not_end_the_watch(self, model, tmp_path):
        inbox = tmp_path / "inbox"
        inbox.mkdir()
        (inbox / "a.csv").write_text("")
        written(sentences(20), inbox / "b.csv")
        results = list(watched(partial(score_files, model), inbox, tmp_path / "out", interval=0, rounds=3))
        assert [done.rejected for done in results] == [1, 0]


def test_the_command_scores_tells_rejects_and_exits_1(annotate, tmp_path, saved_model, monkeypatch, capfd):
    lines = [json.dumps(row) for row in sentences(20)[["sentence_id", "text"]].to_dict("records")]
    (tmp_path / "s.jsonl").write_text("\n".join([*lines, "{"]))
    done = annotate("score", saved_model, "s.jsonl", "-o", "scores.csv")
    assert done.returncode == 1
    assert "wrote 20 scores to scores.csv" in done.stderr
    assert "1 row rejected; see scores.csv.rejects.csv" in done.stderr
    (tmp_path / "s.jsonl").write_text("\n".join(lines))
    monkeypatch.chdir(tmp_path)
    assert run(["score", str(saved_model), "s.jsonl", "-o", "-"]) == 0
    scored = capfd.readouterr().out.splitlines()
    assert len(scored) == 20
    assert json.loads(scored[0])["label"] in ("conciliatory", "critical", "neutral")


@pytest.fixture(scope="module")
def saved_model(tmp_path_factory):
    from annotate.learn.models.folders import save
    from annotate.learn.training.training import train

    rows = sentences(300, seed=1).rename(columns={"truth": "label"})
    return save(train(rows, recipe="fast", curve=False), tmp_path_factory.mktemp("models") / "stance")


def test_a_table_without_texts_is_told_by_its_name(annotate, saved_model, tmp_path):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    done = annotate("score", saved_model, "other.csv", "-o", "scores.csv")
    assert done.returncode == 1
    assert "other.csv: no column 'text'" in done.stderr
    assert not (tmp_path / "scores.csv").exists()


def test_dates_of_several_tables_are_read_in_the_order_that_one_of_them_shows(tmp_path, model):
    for name, date in {"a": "03.04.2031", "b": "13.04.2031"}.items():
        row = {"text": "Der Minister lobte das Abkommen. Die Opposition war dagegen.", "published": date}
        pd.DataFrame([row]).to_csv(tmp_path / f"{name}.csv", index=False)
    done = score_files(model, sorted(tmp_path.glob("?.csv")), tmp_path / "s.csv", language="de", workers=1)
    scores = pd.read_csv(tmp_path / "s.csv")
    assert scores["published"].drop_duplicates().tolist() == ["2031-04-03", "2031-04-13"]
    assert (done.unread_date, set(scores["language"])) == ("", {"de"})
    done = score_files(model, [tmp_path / "a.csv"], tmp_path / "t.csv", workers=1)
    assert done.unread_date == "03.04.2031"


def test_texts_with_html_and_whole_articles_are_named_where_rows_are_scored():
    texts = pd.Series(["<p>The envoy spoke.</p>", "Rain fell.", None])
    assert _notes_on_texts(texts) == ["the texts have HTML, which is removed before they are scored"]
    (note,) = _notes_on_texts(pd.Series(["The envoy spoke. " * 60] * 2 + ["Rain fell."]))
    assert "half of the texts have more than 100 words, and each is scored as one sentence" in note
    assert _notes_on_texts(None) == []
