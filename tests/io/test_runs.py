"""Runs that can be stopped and resumed: split and score lock their folder and keep in it what is done."""

import pytest

from annotate.errors import InputError
from annotate.io.runs import Run
from annotate.text.corpus import split_corpus


def test_the_same_run_finds_what_is_done_and_another_one_does_not(tmp_path):
    with Run(tmp_path / "s.csv", {"files": ["a"]}) as run:
        (run.folder / "0.json").write_text("done")
        assert run.settled("rows", lambda: 7) == 7
    with Run(tmp_path / "s.csv", {"files": ["a"]}) as run:
        assert (run.folder / "0.json").read_text() == "done"
        assert run.settled("rows", lambda: 8) == 7
    with Run(tmp_path / "s.csv", {"files": ["b"]}) as run:
        assert not (run.folder / "0.json").exists()
        assert run.settled("rows", lambda: 8) == 8


def test_a_run_that_did_nothing_leaves_no_folder(tmp_path):
    with Run(tmp_path / "s.csv", {}):
        pass
    assert list(tmp_path.iterdir()) == []


def test_standard_output_keeps_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with Run("-", {}) as run:
        (run.folder / "0.json").write_text("done")
    assert not run.folder.exists()
    assert list(tmp_path.iterdir()) == []


def test_two_splits_do_not_write_one_output_at_once(tmp_path):
    (tmp_path / "a.txt").write_text("Velda waits.")
    with (
        Run(tmp_path / "s.csv", {"other": "run"}),
        pytest.raises(InputError, match=r"another run is writing .*s\.csv; wait for it"),
    ):
        split_corpus([tmp_path / "a.txt"], tmp_path / "s.csv")
