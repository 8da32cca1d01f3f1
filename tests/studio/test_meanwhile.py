"""Label Studio on its way beside other work: waited for with words, and ended with that work."""

import sys
import threading
import time
from contextlib import contextmanager
from functools import partial

import psutil
import pytest
from filelock import FileLock, Timeout

from annotate.errors import StudioError
from annotate.scheme import DEFAULT
from annotate.studio.connection import Connection, ProjectRef
from annotate.studio.pulling import pull
from annotate.studio.pushing import push
from annotate.studio.server import _installing as installing
from annotate.studio.server import private as server
from annotate.studio.server._processes import alone
from annotate.studio.server.meanwhile import starting_meanwhile


class Shown:
    """A progress that keeps what it was shown."""

    def __init__(self):
        self.labels, self.counted = [], 0

    @contextmanager
    def __call__(self, label, total=None):
        self.labels.append((label, total))
        yield self.count

    def count(self, more):
        self.counted += more


def test_who_waits_for_another_installation_sees_how_far_it_is(tmp_path):
    shown, held = Shown(), FileLock(tmp_path / "lock", thread_local=False)
    held.acquire()

    def release_when_seen():
        while not shown.counted:
            time.sleep(0.05)
        held.release()

    threading.Thread(target=release_when_seen, daemon=True).start()
    with alone(tmp_path / "lock", "installing", shown, 20, lambda: 7):
        assert shown.labels == [("installing", 20)]
        assert shown.counted == 7


def test_a_free_lock_is_held_without_a_word(tmp_path):
    shown = Shown()
    with alone(tmp_path / "lock", "installing", shown), pytest.raises(Timeout):
        FileLock(tmp_path / "lock").acquire(timeout=0)
    assert shown.labels == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no interrupts for other processes")
def test_an_interrupted_installation_beside_other_work_leaves_no_process(tmp_path, monkeypatch):
    monkeypatch.setenv(installing.HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.setenv(server.DATA_VARIABLE, str(tmp_path / "data"))
    begun = []
    with pytest.raises(KeyboardInterrupt):
        interrupt_an_installation(tmp_path / "log", begun)
    assert len(begun) > 1
    assert not psutil.wait_procs(begun, timeout=120)[1]


def interrupt_an_installation(log, begun):
    """Ctrl-C as soon as the installation has begun; its processes are put into `begun`."""
    with starting_meanwhile(log) as process:
        while not installing.environment().exists():
            assert process.poll() is None, log.read_text()
            time.sleep(0.05)
        begun += [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        raise KeyboardInterrupt


def test_connecting_is_shown_before_anything_is_pushed_or_pulled(make_batch):
    nowhere = ProjectRef(Connection("http://127.0.0.1:1", "x" * 40), "Strait")
    for verb in partial(push, make_batch(2), DEFAULT), partial(pull, DEFAULT):
        shown = Shown()
        with pytest.raises(StudioError, match="no Label Studio answers"):
            verb(nowhere, progress=shown)
        assert shown.labels == [("connecting to Label Studio", None)]


@pytest.mark.server
def test_a_server_that_starts_meanwhile_is_the_one_that_is_used(fresh_data, tmp_path, monkeypatch):
    monkeypatch.setenv(server.DATA_VARIABLE, str(fresh_data))
    (fresh_data / "server.log").unlink()
    shown = Shown()
    with starting_meanwhile(tmp_path / "log") as process:
        while not (fresh_data / "server.log").exists():
            assert process.poll() is None, (tmp_path / "log").read_text()
            time.sleep(0.05)
        running = server.start(progress=shown)
        assert process.wait(60) == 0
    assert running.was_running
    assert shown.labels == [("starting Label Studio", None)]
