"""Worker processes leave the script that started them alone; a clock tells waiting from running."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from annotate.io.processes import seconds_running

REPOSITORY = Path(__file__).parents[2]
SCRIPT = """
import annotate as an

print("begun")
done = an.split("news/", "sentences.parquet", workers=2)
print(done.sentences, "sentences")
"""


def test_a_script_needs_no_guard_to_split_on_several_cores(tmp_path):
    (tmp_path / "news").mkdir()
    for number in range(450):
        (tmp_path / "news" / f"{number}.txt").write_text(f"Envoy {number} spoke of peace and of herring.\n")
    (tmp_path / "script.py").write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, "script.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:2] == ["begun", "450 sentences"]


@pytest.mark.skipif(not Path("/proc/thread-self/schedstat").exists(), reason="only Linux says how long a thread waited")
def test_the_clock_leaves_out_the_time_in_which_others_had_the_core_and_counts_sleep():
    core = min(os.sched_getaffinity(0))
    before = os.sched_getaffinity(0)
    other = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        os.sched_setaffinity(other.pid, {core})
        os.sched_setaffinity(0, {core})
        begun, wall, own = seconds_running(), time.perf_counter(), time.thread_time()
        while time.perf_counter() - wall < 0.3:
            pass
        waited = time.perf_counter() - wall - (time.thread_time() - own)
        assert waited > 0.05
        counted = seconds_running() - begun
        assert abs(counted - (time.thread_time() - own)) < 0.2 * waited
    finally:
        other.kill()
        other.wait()
        os.sched_setaffinity(0, before)
    begun = seconds_running()
    time.sleep(0.05)
    assert seconds_running() - begun >= 0.04
