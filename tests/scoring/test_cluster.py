"""Scoring on a real Dask cluster of processes on this machine."""

import os
import signal
import threading
import time

import pandas as pd
import pytest
from small_model import SlowModel, SmallModel, sentences

from annotate.errors import InputError
from annotate.io.writing import write_table
from annotate.scoring.score_files import score_files

distributed = pytest.importorskip("distributed", reason="Dask is not installed")


@pytest.fixture(scope="module")
def running():
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster:
        yield cluster


def scored(model, source, place, **options):
    score_files(model, [source], place, chunk_rows=50, **options)
    return pd.read_parquet(place)


def test_a_cluster_gives_what_the_local_engine_gives_row_for_row(running, tmp_path):
    write_table(sentences(700), source := tmp_path / "s.parquet")
    local = scored(SmallModel(), source, tmp_path / "local.parquet", workers=1)
    spread = scored(SmallModel(), source, tmp_path / "dask.parquet", engine="dask", address=running.scheduler_address)
    pd.testing.assert_frame_equal(local, spread)


def test_workers_that_see_the_files_read_and_write_them_themselves(running, tmp_path, monkeypatch):
    for number in range(3):
        write_table(sentences(200, seed=number), tmp_path / "in" / f"{number}.parquet")
    (tmp_path / "in" / "a.txt").write_text("Veldania praised the accord. Karsovia condemned the blockade.")
    local = scored(SmallModel(), tmp_path / "in", tmp_path / "local.parquet", workers=1)
    passed = []
    for name in ("loaded", "write_chunk"):
        monkeypatch.setattr(f"annotate.scoring._dask_cluster.{name}", lambda *given: passed.append(given))
    spread = scored(
        SmallModel(), tmp_path / "in", tmp_path / "o.parquet", engine="dask", address=running.scheduler_address
    )
    assert not passed
    pd.testing.assert_frame_equal(local, spread)


def test_workers_killed_in_the_middle_lose_and_double_nothing(running, tmp_path):
    write_table(sentences(1500), source := tmp_path / "s.parquet")
    local = scored(SmallModel(), source, tmp_path / "local.parquet", workers=1)
    killed = []

    def kill():
        for _ in range(2):
            while len(list(tmp_path.glob(".dask.parts/part-*"))) <= 5 * len(killed) + 2:
                time.sleep(0.02)
            worker = next(iter(running.workers.values()))
            killed.append(worker.pid)
            os.kill(worker.pid, signal.SIGKILL)

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    spread = scored(SlowModel(), source, tmp_path / "dask", engine="dask", address=running.scheduler_address)
    assert killed
    pd.testing.assert_frame_equal(local, spread)


def test_workers_that_see_none_of_the_files_score_what_they_are_sent(tmp_path, monkeypatch):
    for place in ("here", "elsewhere"):
        (tmp_path / place).mkdir()
    write_table(sentences(200), tmp_path / "here" / "s.parquet")
    (tmp_path / "here" / "a.txt").write_text("Veldania praised the accord. Karsovia condemned the blockade.")
    monkeypatch.chdir(tmp_path / "elsewhere")
    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster:
        with distributed.Client(cluster) as client:
            client.run(os.chdir, tmp_path / "elsewhere")
        monkeypatch.chdir(tmp_path / "here")
        files, place = ["s.parquet", "a.txt"], cluster.scheduler_address
        done = score_files(SmallModel(), files, "scores.csv", chunk_rows=60, engine="dask", address=place)
    assert (done.rows, done.rejected) == (202, 0)


def test_without_an_address_a_cluster_is_started(tmp_path):
    write_table(sentences(120), source := tmp_path / "s.parquet")
    assert len(scored(SmallModel(), source, tmp_path / "dask.parquet", engine="dask", workers=1)) == 120


def test_an_address_where_nothing_answers_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("annotate.scoring._dask_cluster._SECONDS_TO_CONNECT", 1)
    write_table(sentences(20), source := tmp_path / "s.parquet")
    with pytest.raises(InputError, match="no Dask scheduler answers"):
        scored(SmallModel(), source, tmp_path / "o.parquet", engine="dask", address="tcp://127.0.0.1:9")
