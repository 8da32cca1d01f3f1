"""The private server: started once, found again, stopped by its own process id, and killed."""

import socket
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import httpx
import psutil
import pytest

from annotate.errors import StudioError
from annotate.scheme import DEFAULT
from annotate.studio.client import connect
from annotate.studio.connection import Connection, ProjectRef
from annotate.studio.pushing import push
from annotate.studio.server import private as server

pytestmark = pytest.mark.server


def test_two_starts_at_once_give_one_server_and_stop_ends_it(fresh_data):
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: server.start(fresh_data), range(2))
    assert first.pid == second.pid
    assert first.url == second.url
    assert sorted([first.was_running, second.was_running]) == [False, True]
    assert server.status(fresh_data).pid == first.pid
    assert server.stop(fresh_data)
    assert not psutil.pid_exists(first.pid) or psutil.Process(first.pid).status() == psutil.STATUS_ZOMBIE
    assert server.status(fresh_data) is None
    assert not server.stop(fresh_data)


def test_the_server_listens_on_this_machine_alone_where_it_says_and_keeps_its_secrets(studio):
    listening = [c.laddr for c in psutil.Process(studio.pid).net_connections("tcp") if c.status == psutil.CONN_LISTEN]
    assert [f"http://{address.ip}:{address.port}" for address in listening] == [studio.url]
    assert studio.url.startswith("http://127.0.0.1:")
    for path in (studio.password_file, studio.token_file, studio.folder / "server.json"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not stat.S_IMODE((studio.folder / "label_studio.sqlite3").stat().st_mode) & 0o077
    command = psutil.Process(studio.pid).cmdline()
    assert not [word for word in command if studio.token in word]


def test_a_taken_port_is_left_to_its_owner(fresh_data):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        (fresh_data / "port").write_text(str(taken))
        running = server.start(fresh_data)
        assert running.url != f"http://127.0.0.1:{taken}"
        assert connect(Connection(running.url, running.token)).users.whoami().email == running.email
        server.stop(fresh_data)
        with pytest.raises(StudioError, match=f"port {taken} is taken"):
            server.start(fresh_data, port=taken)


def test_a_stale_record_with_another_process_of_that_number_ends_nobody(fresh_data):
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        record = f'{{"url": "http://127.0.0.1:1", "pid": {other.pid}, "started": 1.0, "host": "x", "email": "x"}}'
        (fresh_data / "server.json").write_text(record)
        assert server.status(fresh_data) is None
        assert not server.stop(fresh_data)
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_server_that_cannot_start_says_why(fresh_data):
    (fresh_data / "label_studio.sqlite3").write_bytes(b"not a database" * 100)
    with pytest.raises(StudioError, match=r"exited while starting: .*server\.log"):
        server.start(fresh_data)
    assert server.status(fresh_data) is None


def test_the_command_tells_where_to_log_in(annotate, studio):
    shown = annotate("studio", "status")
    assert shown.returncode == 0
    words = shown.stderr.replace("\n", "")
    for said in (studio.url, studio.email, str(studio.password_file)):
        assert said in words
    assert studio.token not in shown.stdout + shown.stderr
    again = annotate("studio", "start")
    assert again.returncode == 0
    assert "already running" in again.stderr


def test_without_a_server_push_says_how_to_start_one(annotate, tmp_path):
    (tmp_path / "batch.csv").write_text("sentence_id,text\na,Some text.\n")
    empty = {server.DATA_VARIABLE: str(tmp_path / "none")}
    for command in (("push", "batch.csv", "--project", "abc"), ("pull", "-o", "a.csv", "--project", "abc")):
        failed = annotate(*command, env=empty)
        assert failed.returncode == 1
        assert "annotate studio start" in failed.stderr
    assert not (tmp_path / "a.csv").exists()


def test_a_push_through_a_kill_of_the_server_ends_with_each_sentence_once(fresh_data, make_batch, make_scores):
    batch = make_batch(1500)
    running = server.start(fresh_data)
    ref = ProjectRef(Connection(running.url, running.token), "Killed")
    given = {"predictions": make_scores(batch), "batch_size": 250}
    killed = threading.Event()

    def kill_in_the_middle():
        while count_of(running) < 250:
            time.sleep(0.02)
        psutil.Process(running.pid).kill()
        killed.set()

    killer = threading.Thread(target=kill_in_the_middle)
    killer.start()
    with pytest.raises(StudioError, match="new sentences had arrived"):
        push(batch, DEFAULT, ref, **given)
    killer.join()
    assert killed.is_set()
    running = server.start(fresh_data)
    ref = ProjectRef(Connection(running.url, running.token), "Killed")
    push(batch, DEFAULT, ref, **given)
    assert predictions_by_sentence(running.folder) == {key: [1] for key in batch["sentence_id"]}
    assert push(batch, DEFAULT, ref, **given).added == 0


def predictions_by_sentence(folder):
    """For each sentence_id how many predictions each of its tasks has, read past the server from its database."""
    found = {}
    with closing(sqlite3.connect(folder / "label_studio.sqlite3")) as database:
        rows = database.execute(
            "select json_extract(t.data, '$.sentence_id'), count(p.id) from task t"
            " left join prediction p on p.task_id = t.id group by t.id"
        )
        for sentence, count in rows:
            found.setdefault(sentence, []).append(count)
    return found


def count_of(running):
    """How many tasks the server's first project holds."""
    try:
        answer = httpx.get(
            f"{running.url}/api/projects/", headers={"Authorization": f"Token {running.token}"}, timeout=30
        )
        return sum(project["task_number"] for project in answer.json()["results"])
    except (httpx.HTTPError, KeyError):
        return 0
