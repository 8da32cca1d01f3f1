"""Either side is killed again and again while two annotators label: nothing is lost, nothing doubled."""

import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import httpx
import psutil
import pytest

from annotate.scheme import DEFAULT
from annotate.studio import people
from annotate.studio.client import connect
from annotate.studio.connection import Connection, ProjectRef
from annotate.studio.pulling import pull
from annotate.studio.pushing import push
from annotate.studio.server import private as server

pytestmark = pytest.mark.server
REPOSITORY = Path(__file__).parents[2]
MOMENTS = int(os.environ.get("ANNOTATE_KILLS", "2"))
"""How often each server and each push is killed; set ANNOTATE_KILLS=5 for ten kills."""
TITLE = "Killed often"
STOCK = """\
from label_studio.core.settings.base import *
SENTRY_DSN = ""; FRONTEND_SENTRY_DSN = ""
from label_studio.core.settings.label_studio import *
SENTRY_DSN = ""; FRONTEND_SENTRY_DSN = ""
"""
PUSHER = """\
import sys, pandas as pd
from annotate.studio.connection import Connection, ProjectRef
from annotate.studio.pushing import push
from annotate.scheme import DEFAULT
batch, scores = pd.read_pickle(sys.argv[1]), pd.read_pickle(sys.argv[2])
print("ready", flush=True)
push(batch, DEFAULT, ProjectRef(Connection(*sys.argv[3:5]), sys.argv[5]), predictions=scores, batch_size=25)
"""


class Annotator(threading.Thread):
    """Labels whatever is there, once each, and notes what the server acknowledged."""

    def __init__(self, running, number, email):
        super().__init__(daemon=True)
        self.http = httpx.Client(
            base_url=running.url, headers={"Authorization": f"Token {running.token}"}, trust_env=False, timeout=90
        )
        self.number, self.email, self.random = number, email, random.Random(number)
        self.acknowledged, self.unsure, self.over = {}, set(), threading.Event()

    def run(self):
        while not self.over.is_set():
            try:
                for task in self.some():
                    self.label(task)
            except (httpx.HTTPError, KeyError, ValueError, IndexError):
                time.sleep(0.2)  # the server was killed: it comes back

    def some(self):
        projects = self.http.get("/api/projects/", params={"title": TITLE}).json()["results"]
        tasks = self.http.get(
            "/api/tasks/",
            params={"project": projects[0]["id"], "page_size": 20, "page": self.random.randint(1, 3),
                    "fields": "task_only", "include": "id,data"},
        ).json()["tasks"]  # fmt: skip
        return [t for t in tasks if t["data"]["sentence_id"] not in {*self.acknowledged, *self.unsure}]

    def label(self, task):
        sentence, label = task["data"]["sentence_id"], self.random.choice(DEFAULT.questions[0].names)
        answer = {"from_name": "stance", "to_name": "sentence", "type": "choices", "value": {"choices": [label]}}
        self.unsure.add(sentence)
        url = f"/api/tasks/{task['id']}/annotations/"
        said = self.http.post(url, json={"result": [answer], "completed_by": self.number})
        if said.status_code == httpx.codes.CREATED:
            self.unsure.discard(sentence)
            self.acknowledged[sentence] = label
        time.sleep(0.05)


def kill_often(folder, running, files, chance):
    """Start pushes and kill them or the server, `MOMENTS` times each."""
    sides = ["server", "push"] * MOMENTS
    chance.shuffle(sides)
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    for side in sides:
        command = [sys.executable, "-c", PUSHER, *map(str, files), running.url, running.token, TITLE]
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as pusher:
            assert pusher.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0.3, 2.0))
            if side == "push":
                pusher.kill()
                continue
            process = psutil.Process(running.pid)
            process.kill()
            process.wait(30)
            pusher.kill()
        running = server.start(folder, port=int(running.url.rpartition(":")[2]))
    return running


@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", ["ours", "stock"])
def test_killing_either_side_loses_and_doubles_nothing(
    kind, fresh_data, make_batch, make_scores, tmp_path, monkeypatch
):
    if kind == "stock":
        monkeypatch.setattr(server, "SETTINGS", STOCK)
        with closing(sqlite3.connect(fresh_data / "label_studio.sqlite3")) as database:
            database.execute("pragma journal_mode=delete")
    running = server.start(fresh_data)
    batch = make_batch(1500)
    scores = make_scores(batch)
    files = [tmp_path / "batch.pkl", tmp_path / "scores.pkl"]
    batch.to_pickle(files[0])
    scores.to_pickle(files[1])
    at = Connection(running.url, running.token)
    ref = ProjectRef(at, TITLE)
    accounts = people.make_accounts(["ana@localhost", "ben@localhost"], at, tmp_path / "people")
    numbers = {user.email: user.id for user in connect(at).users.list()}
    push(batch.head(100), DEFAULT, ref, predictions=scores.head(100))
    annotators = [Annotator(running, numbers[account.email], account.email) for account in accounts]
    for annotator in annotators:
        annotator.start()
    running = kill_often(fresh_data, running, files, random.Random(20250311))
    push(batch, DEFAULT, ref, predictions=scores)
    for annotator in annotators:
        annotator.over.set()
        annotator.join(120)
    push(batch, DEFAULT, ref, predictions=scores)
    frame = pull(DEFAULT, ref).annotations
    pulled = {(r.sentence_id, r.annotator): r.label for r in frame.itertuples()}
    for annotator in annotators:
        assert len(annotator.acknowledged) > 20
        mine = {sentence: label for (sentence, email), label in pulled.items() if email == annotator.email}
        assert mine.items() >= annotator.acknowledged.items(), "an acknowledged label is lost"
        assert set(mine) <= {*annotator.acknowledged, *annotator.unsure}
    with closing(sqlite3.connect(fresh_data / "label_studio.sqlite3")) as database:
        sentences = database.execute("select json_extract(data, '$.sentence_id') from task").fetchall()
        predictions = database.execute("select count(*) from prediction group by task_id").fetchall()
        given_twice = database.execute(
            "select count(*) from task_completion group by task_id, completed_by_id having count(*) > 1"
        ).fetchall()
    assert sorted(sentences) == sorted((key,) for key in batch["sentence_id"])
    assert predictions == [(1,)] * len(batch)
    assert given_twice == []
