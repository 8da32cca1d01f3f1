"""Worker processes leave scripts and code in the working folder alone; a clock tells waiting from running."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from annotate.io.processes import interrupts_blocked, seconds_running

REPOSITORY = Path(__file__).parents[2]
SCRIPT = """
import annotate as an

print("begun")
done = an.split("news/", "sentences.parquet", workers=2)
print(done.sentences, "sentences")
"""

POOLS = """
import pickle
import sys
from pathlib import Path

from annotate.cli import run
from annotate.learn.training.fold_workers import FoldWorkers
from annotate.scoring.worker_pool import WorkerPool

if __name__ == "__main__":
    with FoldWorkers(2, worth=-1) as folds:
        print(list(folds.each(abs, [-1, 2, -3])))
    pool = WorkerPool(pickle.dumps(None), Path.cwd(), 2)
    print(pool.survives)
    pool.end()
    sys.exit(run(["split", *sys.argv[1:], "-o", "sentences.csv", "--workers", "2"]))
"""
CLUSTER = """
from annotate.scoring._dask_cluster import _client

if __name__ == "__main__":
    with _client(1, None) as client:
        print(client.submit(abs, -1).result())
        client.restart()
        print(client.submit(abs, -2).result())
"""


def files(folder, number):
    folder.mkdir()
    for name in range(number):
        (folder / f"{name}.txt").write_text(f"Envoy {name} spoke of peace and of herring.\n")
    return folder


def folder_of_code(tmp_path):
    """A working folder in which every module that can be imported is a file that says that it was run."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name in (
        *sys.stdlib_module_names,
        "annotate",
        "pandas",
        "pyarrow",
        "numpy",
        "distributed",
        "dask",
        "usercustomize",
    ):
        (folder / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write({name!r} + ' ')\n")
    return folder


def done_by(program, folder, *arguments):
    """What a program that lies elsewhere, as an installed command does, did in `folder`."""
    place = folder.parent / "programs"
    place.mkdir()
    (place / "program").write_text(program)
    return subprocess.run(
        [sys.executable, str(place / "program"), *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        timeout=600,
    )


def test_no_process_runs_code_that_lies_in_the_working_folder(tmp_path):
    data, news = folder_of_code(tmp_path), files(tmp_path / "news", 450)
    done = done_by(POOLS, data, str(news))
    ran = tmp_path / "ran"
    assert not ran.exists(), ran.read_text()
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["[1, 2, 3]", "True"]
    assert len((data / "sentences.csv").read_text().splitlines()) == 451


def test_no_process_of_a_cluster_runs_code_that_lies_in_the_working_folder(tmp_path):
    pytest.importorskip("distributed")
    done = done_by(CLUSTER, folder_of_code(tmp_path))
    ran = tmp_path / "ran"
    assert not ran.exists(), ran.read_text()
    assert done.stdout.split() == ["1", "2"], done.stderr


@pytest.mark.parametrize("temporary", ["t", "t" * 100], ids=["usual", "too long for sockets"])
def test_a_script_needs_no_guard_to_split_on_several_cores(tmp_path, temporary):
    (tmp_path / temporary).mkdir()
    files(tmp_path / "news", 450)
    (tmp_path / "script.py").write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, "script.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "TMPDIR": str(tmp_path / temporary)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:2] == ["begun", "450 sentences"]


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="only here a thread can block a signal")
def test_ctrl_c_interrupts_nothing_that_starts_processes_though_another_thread_hears_it():
    ended, before = threading.Event(), signal.getsignal(signal.SIGINT)
    other = threading.Thread(target=ended.wait)
    other.start()
    started = []

    def start():
        with interrupts_blocked():
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.05)
            started.append("all of them")

    try:
        with pytest.raises(KeyboardInterrupt):
            start()
    finally:
        ended.set()
        other.join()
    assert started == ["all of them"]
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.skipif(not Path("/proc/thread-self/schedstat").exists(), reason="only Linux says how long a thread waited")
def test_the_clock_leaves_out_the_time_in_which_others_had_the_core_and_counts_sleep():
    core = min(os.sched_getaffinity(0))
    before = os.sched_getaffinity(0)
    other = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        os.sched_setaffinity(other.pid, {core})
        os.sched_setaffinity(0, {core})
        begun, wall, own = seconds_running(), time.perf_counter(), time.thread_time()
        waited = 0.0
        while waited < 0.1 and time.perf_counter() - wall < 120:  # the other process takes a while to start
            waited = time.perf_counter() - wall - (time.thread_time() - own)
        assert waited >= 0.1
        counted = seconds_running() - begun
        assert abs(counted - (time.thread_time() - own)) < 0.2 * waited
    finally:
        other.kill()
        other.wait()
        os.sched_setaffinity(0, before)
    begun = seconds_running()
    time.sleep(0.05)
    assert seconds_running() - begun >= 0.04
