"""The live model: predictions while annotators label, training in the background, and what it must never touch."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pandas as pd
import pytest

from annotate.learn.models.folders import load, save
from annotate.learn.training.training import train
from annotate.scheme import DEFAULT
from annotate.studio._tasks import Task
from annotate.studio.client import connect
from annotate.studio.connection import Connection, ProjectRef
from annotate.studio.pushing import push

pytestmark = pytest.mark.server
REPOSITORY = Path(__file__).parents[2]

PATTERNS = {
    "conciliatory": "Minister {} praised the partners and offered help.",
    "critical": "Minister {} condemned the raid and threatened sanctions.",
    "neutral": "Minister {} arrives in the capital on Monday at {}.",
}


def sentences(count, start=0):
    rows = []
    for i in range(start, start + count):
        label = list(PATTERNS)[i % 3]
        text = PATTERNS[label].format(f"{i} of Veldania", i)
        rows.append({"sentence_id": f"v{i:04d}", "article_id": f"a{i // 3}", "text": text, "label": label})
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "stance"
    made = train(sentences(60), question="stance", group_column="article_id", recipe="fast", curve=False)
    return save(made, folder)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def serving(tmp_path):
    """Start `annotate serve` with arguments; returns its process and a client that knows the password."""
    started = []

    def start(model, *arguments):
        port = free_port()
        command = [sys.executable, "-m", "annotate", "serve", model, "--port", port, "--keep-in", tmp_path / "live"]
        process = subprocess.Popen(
            [str(word) for word in (*command, *arguments)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        told = process.stderr.readline() + process.stderr.readline()
        assert "answers at" in told, told + process.stderr.read()
        password = (tmp_path / "live" / "password").read_text().strip()
        url = f"http://127.0.0.1:{port}"
        return process, httpx.Client(base_url=url, auth=("annotate", password), trust_env=False, timeout=60)

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(30)


def wait_for(condition, seconds=120):
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if found := condition():
            return found
        time.sleep(0.3)
    raise AssertionError("it did not happen in time")


def test_it_answers_only_who_knows_the_password(serving, model):
    _, client = serving(model, "--alone", "--holdout", "0")
    tasks = [{"id": 1, "data": {"sentence_id": "x", "text": PATTERNS["critical"].format("Torsen")}}, {"id": 2}]
    stranger = httpx.Client(base_url=client.base_url, trust_env=False)
    assert stranger.get("/health").json()["status"] == "UP"
    for wrong in ({}, {"Authorization": "Basic x"}, {"Authorization": "Bearer x"}):
        assert stranger.post("/predict", json={"tasks": tasks}, headers=wrong).status_code == 401
        assert stranger.post("/setup", json={}, headers=wrong).status_code == 401
        assert stranger.get("/versions", headers=wrong).status_code == 401
    version = client.post("/setup", json={"project": "1.1"}).json()["model_version"]
    assert version == load(model).name
    first, second = client.post("/predict", json={"tasks": tasks}).json()["results"]
    assert second == []
    assert first[0]["result"][0]["value"]["choices"] == ["critical"]
    assert first[0]["model_version"] == version
    assert client.post("/predict", json={"tasks": "none"}).status_code == 400


def test_it_learns_from_new_labels_swaps_versions_and_survives_a_restart(serving, model, studio):
    batch = sentences(30, start=100).drop(columns="label").assign(strategy=["random", "uncertain", "uncertain"] * 10)
    done = push(batch, DEFAULT, ProjectRef(Connection(studio.url, studio.token), "Live"))
    process, client = serving(model, "--project", "Live", "--every", "9", "--pause", "0.5")
    studio_client = connect(Connection(studio.url, studio.token))
    studio_client.actions.create(
        id="retrieve_tasks_predictions", project=done.project_id, selected_items={"all": True, "excluded": []}
    )
    tasks = list(studio_client.tasks.list(project=done.project_id, fields="all"))
    for task in tasks:
        expected = 0 if task.data["part"] == "evaluation" else 1
        assert len(task.predictions) == expected, "the evaluation part is out of the model's reach"
    first = client.get("/versions").json()["versions"]
    for task in tasks[:18]:
        label = sentences(1, start=int(task.data["sentence_id"][1:]))["label"][0]
        answer = {"from_name": "stance", "to_name": "sentence", "type": "choices", "value": {"choices": [label]}}
        studio_client.annotations.create(id=task.id, result=[answer])
    second = wait_for(lambda: (now := client.get("/versions").json()["versions"]) != first and now)
    known = set(load(Path(client_folder(process)) / "model").sentences["sentence_id"])
    evaluation = {t.data["sentence_id"] for t in tasks if t.data["part"] == "evaluation"}
    assert known & {t.data["sentence_id"] for t in tasks[:18]}
    assert not known & evaluation, "nothing of the evaluation part is learned from"
    process.send_signal(signal.SIGKILL)
    process.wait()
    _, again = serving(model, "--project", "Live", "--every", "9", "--pause", "0.5")
    assert again.get("/versions").json()["versions"] == second
    assert load(model).name == first[0], "the model it began with is untouched"


def client_folder(process):
    arguments = process.args
    return arguments[arguments.index("--keep-in") + 1]


def test_the_same_sentences_are_held_out_every_time_and_about_the_share():
    tasks = [Task({"sentence_id": f"s{i}", "part": ""}) for i in range(4000)]
    first = [task.is_held_out(0.2) for task in tasks]
    assert first == [Task(dict(task.data)).is_held_out(0.2) for task in tasks]
    assert 0.17 < sum(first) / len(first) < 0.23
    assert Task({"sentence_id": "a", "part": "evaluation"}).is_held_out(0.0)
    assert not Task({"sentence_id": "a", "part": "training"}).is_held_out(1.0)
