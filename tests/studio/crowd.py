"""Annotators who label at once as the labelling page does, and a hand that kills their server and its database."""

import random
import shutil
import threading
import time
from collections import Counter
from pathlib import Path

import httpx
import psutil

from annotate.studio.server import _cluster as cluster
from annotate.studio.server import private as server
from annotate.studio.server.team import trusting

LABELS = ("conciliatory", "critical", "neutral")


class Annotator(threading.Thread):
    """A person who logs in and answers whatever the server offers next, and notes what it acknowledged."""

    def __init__(self, running, email, password, project, pause=0.0):
        super().__init__(daemon=True)
        verify = trusting(Path(running.certificate)) if running.certificate else True
        self.http = httpx.Client(base_url=running.url, verify=verify, trust_env=False, timeout=60)
        self.email, self.password, self.project, self.pause = email, password, project, pause
        self.random, self.over = random.Random(email), threading.Event()
        self.acknowledged, self.unsure, self.failures, self.seconds = {}, set(), Counter(), []

    def run(self):
        while not self.over.is_set():
            try:
                if "sessionid" not in self.http.cookies:
                    self.log_in()
                task = self.http.get(f"/api/projects/{self.project}/next")
                if task.status_code == httpx.codes.NOT_FOUND and "detail" in task.json():
                    self.over.wait(0.3)  # nothing is left, as things stand
                    continue
                self.answer(task.raise_for_status().json())
            except (httpx.HTTPError, ValueError, KeyError) as error:
                self.failures[type(error).__name__] += 1
                self.over.wait(0.2)  # the server or its database was killed: they come back

    def log_in(self):
        self.http.get("/user/login/").raise_for_status()
        form = {"email": self.email, "password": self.password, "csrfmiddlewaretoken": self.http.cookies["csrftoken"]}
        answered = self.http.post("/user/login/", data=form, headers={"Referer": f"{self.http.base_url}/user/login/"})
        assert answered.status_code != httpx.codes.FORBIDDEN, answered.text[:300]
        answered.raise_for_status() if answered.status_code >= 400 else None

    def answer(self, task):
        sentence, label = task["data"]["sentence_id"], self.random.choice(LABELS)
        result = [{"from_name": "stance", "to_name": "sentence", "type": "choices", "value": {"choices": [label]}}]
        self.unsure.add(sentence)
        began = time.monotonic()
        sent = self.http.post(
            f"/api/tasks/{task['id']}/annotations/",
            params={"project": self.project},
            json={"result": result, "lead_time": 2.5},
            headers={"X-CSRFToken": self.http.cookies["csrftoken"], "Referer": f"{self.http.base_url}/"},
        )
        if sent.status_code == httpx.codes.CREATED:
            self.seconds.append(time.monotonic() - began)
            self.unsure.discard(sentence)
            self.acknowledged[sentence] = label
        else:
            self.failures[sent.status_code] += 1
        self.over.wait(self.pause)


def kill_and_restart(folder, what):
    """Kill the server, with its workers, or its database, as a crash would; start again what is gone; the server."""
    running = server.status(folder)
    if what == "server":
        process = psutil.Process(running.pid)
        everyone = [process, *process.children(recursive=True)]
    else:
        everyone = [psutil.Process(cluster.process_id(folder))]
    for one in everyone:
        one.kill()
    psutil.wait_procs(everyone, timeout=30)
    return server.start(folder, port=int(running.url.rpartition(":")[2]))


def remove_database(folder):
    """Remove a stopped database of a server's own that lies outside its folder."""
    shutil.rmtree(cluster.data_folder(folder), ignore_errors=True)


def missing_answers(annotators, pulled):
    """What was acknowledged and is not in the pulled table as it was: (annotator, sentence, label)."""
    there = {(row.annotator, row.sentence_id): row.label for row in pulled.itertuples()}
    return [
        (one.email, sentence, label)
        for one in annotators
        for sentence, label in one.acknowledged.items()
        if there.get((one.email, sentence)) != label
    ]


def invented_answers(annotators, pulled):
    """What is in the pulled table and was never given: (annotator, sentence)."""
    given = {(one.email, sentence) for one in annotators for sentence in [*one.acknowledged, *one.unsure]}
    return [
        (row.annotator, row.sentence_id) for row in pulled.itertuples() if (row.annotator, row.sentence_id) not in given
    ]
