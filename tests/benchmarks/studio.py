"""Pushing and pulling beside the SDK's plain calls, on one private Label Studio, in one run.

Run with: python tests/benchmarks/studio.py [SENTENCES]
"""

import json
import os
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import pandas as pd
import psutil
from label_studio_sdk import LabelStudio

from annotate.scheme import DEFAULT
from annotate.studio._predictions import predictions_from
from annotate.studio._tasks import tasks_from
from annotate.studio.client import connect
from annotate.studio.connection import Connection, ProjectRef
from annotate.studio.project_page.configuration import configuration
from annotate.studio.pulling import pull
from annotate.studio.pushing import push
from annotate.studio.server import private as server

LABELLED = 300
CREATED_SINGLY = 150


def made(count):
    text = "The minister of Veldania said that point {} of the water treaty with Karsovia was settled."
    batch = pd.DataFrame({"sentence_id": [f"b{i:06d}" for i in range(count)], "text": map(text.format, range(count))})
    batch = batch.assign(before="Talks went on for days.", after="No date was given.", outlet="The Ansel Courier")
    scores = batch.assign(label="conciliatory", p_conciliatory=0.7, p_critical=0.2, p_neutral=0.1, model="m")
    return batch, scores


def timed(name, count, act, process):
    before, start = sum(process.cpu_times()[:2]), time.perf_counter()
    result = act()
    took, cpu = time.perf_counter() - start, sum(process.cpu_times()[:2]) - before
    print(f"{name:<62} {count:>6} {took:>8.2f} s {count / took:>8.0f}/s   server {cpu:6.2f} CPU s", flush=True)
    return result


def new_project(client, title):
    return client.projects.create(title=title, label_config=configuration(DEFAULT)).id


def sdk_ways(running, batch, scores, process):
    """The SDK as its documentation shows it, with its default retries."""
    client = LabelStudio(base_url=running.url, api_key=running.token, timeout=600)
    found = predictions_from(scores, DEFAULT)
    tasks = [{"data": t.data, "predictions": [found[t.key].document()]} for t in tasks_from(batch)]

    def singly():
        project = new_project(client, "SDK one by one")
        for task in tasks[:CREATED_SINGLY]:
            made_task = client.tasks.create(project=project, data=task["data"])
            client.predictions.create(task=made_task.id, **task["predictions"][0])

    def at_once():
        client.projects.import_tasks(id=new_project(client, "SDK at once"), request=tasks)

    timed("SDK: tasks.create and predictions.create, in a loop", CREATED_SINGLY, singly, process)
    timed("SDK: import_tasks, everything in one call", len(tasks), at_once, process)


def label_some(client, project_id):
    tasks = client.tasks.list(project=project_id, page=1, page_size=LABELLED, fields="task_only")
    for task in list(tasks.items or [])[:LABELLED]:
        answer = {"from_name": "stance", "to_name": "sentence", "type": "choices", "value": {"choices": ["neutral"]}}
        client.annotations.create(id=task.id, result=[answer])


def pulls(running, done, process, folder):
    client = connect(Connection(running.url, running.token))
    label_some(client, done.project_id)
    ref = ProjectRef(Connection(running.url, running.token), "Ours", state=folder / "state.json")
    timed("annotate pull, the first time (annotations)", LABELLED, lambda: pull(DEFAULT, ref), process)
    again = timed("annotate pull again, nothing new", LABELLED, lambda: pull(DEFAULT, ref), process)
    assert again.changed == 0
    exports = client.projects.exports
    everything = timed(
        "SDK: exports.as_json (tasks)", done.added, lambda: exports.as_json(done.project_id, timeout=600), process
    )
    assert len(json.dumps(everything)) > 0


def main():
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    batch, scores = made(count)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        running = server.start(folder)
        try:
            process = psutil.Process(running.pid)
            ref = ProjectRef(Connection(running.url, running.token), "Ours")
            push_all = partial(push, batch, DEFAULT, ref, predictions=scores)
            print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
            done = timed(
                "annotate push with predictions, verified",
                count,
                push_all,
                process,
            )
            assert done.added == done.predictions == count
            timed(
                "annotate push again: nothing to add",
                count,
                push_all,
                process,
            )
            sdk_ways(running, batch, scores, process)
            pulls(running, done, process, Path(place))
        finally:
            server.stop(folder)


if __name__ == "__main__":
    main()
