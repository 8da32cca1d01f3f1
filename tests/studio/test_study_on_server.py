"""A study and its project in Label Studio: nothing labelled is lost, and no two studies mix."""

import http.server
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pandas as pd
import psutil
import pytest

from annotate.errors import StudioError
from annotate.scheme import DEFAULT
from annotate.studio.client import connect
from annotate.studio.connection import Connection, ProjectRef
from annotate.studio.pulling import pull
from annotate.studio.pushing import push

pytestmark = pytest.mark.server
REPOSITORY = Path(__file__).parents[2]


def answer(stance):
    return [{"from_name": "stance", "to_name": "sentence", "type": "choices", "value": {"choices": [stance]}}]


def project_of(client, title):
    return next(one for one in client.projects.list(title=title) if one.title == title)


def label(client, title, stance="critical", count=None, people=(None,)):
    """Label the first `count` tasks of a project as each of `people`; the annotations."""
    tasks = list(client.tasks.list(project=project_of(client, title).id))[:count]
    return [
        client.annotations.create(
            id=task.id, result=answer(stance), lead_time=3, **({"completed_by": who} if who else {})
        )
        for task in tasks
        for who in people
    ]


@pytest.fixture
def numbers(at, annotators):
    """The numbers of the annotators on the server."""
    known = {user.email: user.id for user in connect(at).users.list()}
    return [known[account.email] for account in annotators]


@pytest.fixture
def make_study(annotate, tmp_path, make_batch):
    """A study folder with a batch of `count` sentences."""

    def make(title, count=6, name="study"):
        folder = tmp_path / name
        assert annotate("init", folder).returncode == 0
        (folder / "annotate.toml").write_text(f'title = "{title}"\n')
        make_batch(count).to_csv(folder / "batch.csv", index=False)
        return folder

    return make


def done(finished):
    assert finished.returncode == 0, finished.stderr
    return " ".join(finished.stderr.split())


def test_annotations_of_a_project_that_was_deleted_and_pushed_again_stay(annotate, at, make_study, numbers):
    study, client = make_study("Deleted twice", 30), connect(at)
    done(annotate("push", cwd=study))
    label(client, "Deleted twice", count=12, people=numbers)
    assert "wrote 24 annotations of 12 sentences" in done(annotate("pull", cwd=study))
    client.projects.delete(id=project_of(client, "Deleted twice").id)
    done(annotate("push", cwd=study))
    again = done(annotate("pull", cwd=study))
    number = project_of(client, "Deleted twice").id
    assert f"24 annotations in annotations.csv are not in project {number}" in again
    assert len(pd.read_csv(study / "annotations.csv")) == 24
    label(client, "Deleted twice", "neutral", count=13, people=numbers[:1])
    done(annotate("pull", cwd=study))
    rows = pd.read_csv(study / "annotations.csv")
    assert len(rows) == 25
    assert (rows["label"] == "neutral").sum() == 13
    current = done(annotate("pull", "--current-only", cwd=study))
    assert "kept as annotations.csv.1" in current
    assert len(pd.read_csv(study / "annotations.csv")) == 13
    assert len(pd.read_csv(study / "annotations.csv.1")) == 25


def test_a_deleted_annotation_leaves_a_copy_of_the_table_that_had_it(annotate, at, make_study):
    study, client = make_study("One deleted"), connect(at)
    done(annotate("push", cwd=study))
    made = label(client, "One deleted")
    done(annotate("pull", cwd=study))
    client.annotations.delete(id=made[0].id)
    told = done(annotate("pull", cwd=study))
    assert "1 annotation in annotations.csv is not in project" in told
    assert "1 no longer labelled" in told
    assert len(pd.read_csv(study / "annotations.csv")) == 5
    assert len(pd.read_csv(study / "annotations.csv.1")) == 6
    done(annotate("pull", cwd=study))
    assert not (study / "annotations.csv.2").exists()


def test_two_studies_of_one_title_do_not_mix(annotate, at, make_study, tmp_path):
    mine, other = make_study("Same title"), make_study("Same title", 9, name="other")
    done(annotate("push", cwd=mine))
    for command in (["push"], ["pull"], ["status"]):
        refused = annotate(*command, cwd=other)
        assert refused.returncode == 1
        assert "belongs to another study" in refused.stderr
    outside = annotate("push", other / "batch.csv", "--project", "Same title")
    assert outside.returncode == 1
    client = connect(at)
    assert project_of(client, "Same title").task_number == 6
    done(annotate("pull", "--adopt", cwd=other))
    assert "3 sentences added, 6 already there" in done(annotate("push", cwd=other))


def test_a_copied_folder_pushes_to_the_project_of_the_other_only_on_purpose(annotate, at, make_study, tmp_path):
    study, client = make_study("Copied"), connect(at)
    done(annotate("push", cwd=study))
    label(client, "Copied", count=2)
    done(annotate("pull", cwd=study))
    copy = shutil.copytree(study, tmp_path / "copy")
    refused = annotate("push", cwd=copy)
    assert refused.returncode == 1
    assert f"a copy of the study in {study}, with the same project; pass --new-study" in " ".join(
        refused.stderr.split()
    )
    assert "a copy of the study in" in done(annotate("pull", cwd=copy))
    shared = shutil.copytree(study, tmp_path / "shared")
    assert "0 sentences added, 6 already there" in done(annotate("push", "--adopt", cwd=shared))
    taken = annotate("push", "--new-study", cwd=copy)
    assert "belongs to another study" in taken.stderr
    (copy / "annotate.toml").write_text('title = "A study of its own"\n')
    assert "6 sentences added, 0 already there" in done(annotate("push", cwd=copy))
    label(client, "A study of its own", "neutral", count=1)
    done(annotate("pull", cwd=copy))
    assert sorted(pd.read_csv(copy / "annotations.csv")["label"]) == ["critical", "neutral"]
    assert "copy of" not in done(annotate("push", cwd=study))
    assert project_of(client, "Copied").task_number == 6


def test_a_project_that_was_renamed_is_found_by_its_study(annotate, at, make_study):
    study, client = make_study("Old name"), connect(at)
    done(annotate("push", cwd=study))
    label(client, "Old name", count=2)
    client.projects.update(id=project_of(client, "Old name").id, title="New name")
    told = done(annotate("pull", cwd=study))
    assert "is called 'New name' now" in told
    assert "wrote 2 annotations" in told
    assert "0 sentences added, 6 already there" in done(annotate("push", cwd=study))
    assert not [one for one in client.projects.list(title="Old name") if one.title == "Old name"]
    (study / "annotate.toml").write_text('title = "Another name"\n')
    told = done(annotate("push", cwd=study))
    assert "the study is called 'Another name' now, and its project 'Old name'" in told
    assert "0 sentences added, 6 already there" in told
    assert "wrote 2 annotations" in done(annotate("pull", cwd=study))
    done(annotate("push", "--project", "Another name", cwd=study))
    assert project_of(client, "Another name").task_number == 6
    assert "is called 'New name' now" in done(annotate("pull", cwd=study))


def test_overlap_and_coders_stay_until_another_is_asked_for(annotate, at, make_study, annotators):
    study, client = make_study("Overlap kept"), connect(at)
    done(annotate("push", "--overlap", "2", cwd=study))
    done(annotate("push", cwd=study))
    assert project_of(client, "Overlap kept").maximum_annotations == 2
    changed = done(annotate("push", "--overlap", "3", cwd=study))
    assert "overlap changed from 2 to 3" in changed
    blind = make_study("Coders kept", name="blind")
    done(annotate("push", "--coders", "ana@localhost,ben@localhost", cwd=blind))
    pd.read_csv(blind / "batch.csv").tail(1).assign(sentence_id="more").to_csv(blind / "more.csv", index=False)
    done(annotate("push", "more.csv", cwd=blind))
    assert [project_of(client, f"Coders kept · {who}@localhost").task_number for who in ("ana", "ben")] == [7, 7]


def test_an_annotation_that_somebody_else_changed_says_so(annotate, at, studio, make_study, numbers):
    study, client = make_study("Edited"), connect(at)
    done(annotate("push", cwd=study))
    made = label(client, "Edited", count=2, people=numbers[:1])
    time.sleep(1.2)
    client.annotations.update(id=made[0].id, result=answer("neutral"))
    told = done(annotate("pull", cwd=study))
    assert "1 annotation was changed by somebody else than the annotator" in told
    rows = pd.read_csv(study / "annotations.csv").set_index("sentence_id")
    assert rows["annotator"].tolist() == ["ana@localhost"] * 2
    assert rows.loc["s00000", ["label", "updated_by"]].tolist() == ["neutral", studio.email]
    assert pd.isna(rows.loc["s00001", "updated_by"])


def test_status_does_not_take_the_news_from_the_next_pull(annotate, at, make_study):
    study, client = make_study("News"), connect(at)
    done(annotate("push", cwd=study))
    label(client, "News", count=3)
    done(annotate("status", cwd=study))
    assert "3 sentences new or changed" in done(annotate("pull", cwd=study))
    assert "0 sentences new or changed" in done(annotate("pull", cwd=study))


def test_pushes_and_pulls_are_in_the_history_and_every_version_is_kept(annotate, at, make_study):
    from annotate.study.pulls import Source, last_pull
    from annotate.study.record import Record

    study, client = make_study("History"), connect(at)
    done(annotate("push", cwd=study))
    for stance in ("critical", "neutral"):
        label(client, "History", stance, count=2)
        done(annotate("pull", cwd=study))
    events = json.loads(annotate("status", "--history", "--format", "json", cwd=study).stdout)
    assert [event["kind"] for event in events] == ["push", "pull", "pull"]
    assert len({event["details"]["snapshot"] for event in events[1:]}) == 2
    project = project_of(client, "History")
    source = Source(project.id, project.created_at.isoformat())
    assert set(last_pull(Record(study), "History", source)["label"]) == {"neutral"}


def test_a_project_made_by_hand_is_pulled_task_by_task(annotate, at, make_study, numbers):
    study, client = make_study("Own"), connect(at)
    page = (
        '<View><Text name="txt" value="$sentence"/><Choices name="sentiment" toName="txt">'
        '<Choice value="Positive"/><Choice value="Negative"/></Choices></View>'
    )
    made = client.projects.create(title="old sentiment", label_config=page)
    tasks = [{"sentence": f"The envoy spoke about item {i}."} for i in range(10)]
    client.projects.import_tasks(id=made.id, request=tasks)
    result = [{"from_name": "sentiment", "to_name": "txt", "type": "choices", "value": {"choices": ["Positive"]}}]
    for task in client.tasks.list(project=made.id):
        for who in numbers:
            client.annotations.create(id=task.id, result=result, completed_by=who)
    told = done(annotate("pull", "--project", "old sentiment", "-o", "old.csv", cwd=study))
    assert "wrote 20 annotations of 10 sentences by 2 annotators" in told
    rows = pd.read_csv(study / "old.csv")
    assert set(rows["text"]) == {task["sentence"] for task in tasks}


def test_a_project_that_no_study_pushed_is_neither_written_to_nor_read_unless_asked(annotate, at, make_study):
    study, client = make_study("Made by hand"), connect(at)
    page = (
        '<View><Text name="txt" value="$text"/><Choices name="stance" toName="txt">'
        '<Choice value="critical"/><Choice value="neutral"/></Choices></View>'
    )
    made = client.projects.create(title="Made by hand", label_config=page, description="Ours")
    client.projects.import_tasks(id=made.id, request=[{"text": f"Point {i} was settled."} for i in range(3)])
    for command in (["push"], ["pull"], ["status"]):
        refused = annotate(*command, cwd=study)
        assert refused.returncode == 1
        words = " ".join(refused.stderr.split())
        assert "has 3 tasks that no study has pushed; pass another --project, or take it over" in words
    assert not (study / "annotations.csv").exists()
    kept = client.projects.get(id=made.id)
    assert (kept.task_number, kept.description, kept.label_config) == (3, "Ours", page)
    assert "6 sentences added" in done(annotate("push", "--adopt", cwd=study))
    assert "0 sentences added, 6 already there" in done(annotate("push", cwd=study))
    assert client.projects.get(id=made.id).description.startswith("Ours\nannotate study ")
    twice = [client.projects.create(title="Twice", label_config=page) for _ in range(2)]
    (study / "annotate.toml").write_text('title = "Twice"\n')
    refused = annotate("push", "--adopt", "--project", "Twice", cwd=study)
    assert "2 projects are called 'Twice'" in refused.stderr
    assert not any(client.projects.get(id=one.id).description for one in twice)
    client.projects.create(title="Made empty")
    (study / "annotate.toml").write_text('title = "Made empty"\n')
    other = shutil.copytree(study, study.parent / "empty", ignore=shutil.ignore_patterns(".annotate"))
    assert "6 sentences added" in done(annotate("push", cwd=other))


class HalfOfIt(http.server.BaseHTTPRequestHandler):
    """Passes everything on to the server, but stores only half of the first import and confirms all of it."""

    server_url, lies = "", 1

    def pass_on(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.command == "POST" and "/import" in self.path and type(self).lies:
            type(self).lies -= 1
            sent = json.loads(body)
            body = json.dumps(sent[: len(sent) // 2]).encode()
        headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "content-length")}
        reply = httpx.request(
            self.command, self.server_url + self.path, content=body, headers=headers, trust_env=False, timeout=120
        )
        self.send_response(reply.status_code)
        for name in ("content-type", "location"):
            if name in reply.headers:
                self.send_header(name, reply.headers[name])
        self.send_header("Content-Length", str(len(reply.content)))
        self.end_headers()
        self.wfile.write(reply.content)

    do_GET = do_POST = do_PATCH = do_DELETE = pass_on

    def log_message(self, *arguments):
        pass


@pytest.fixture
def lying_proxy(studio):
    served = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), type("Handler", (HalfOfIt,), {"server_url": studio.url, "lies": 1})
    )
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{served.server_address[1]}", served.RequestHandlerClass
    served.shutdown()


def test_a_server_that_confirms_what_it_has_not_stored_is_sent_it_again(lying_proxy, studio, make_batch, make_scores):
    url, handler = lying_proxy
    batch = make_batch(150)
    pushed = push(batch, DEFAULT, ProjectRef(Connection(url, studio.token), "Half"), predictions=make_scores(batch))
    assert (pushed.added, pushed.repaired) == (150, 75)
    client = connect(Connection(studio.url, studio.token))
    project = client.projects.get(id=pushed.project_id)
    assert (project.task_number, project.total_predictions_number) == (150, 150)
    handler.lies = 99
    with pytest.raises(StudioError, match="confirmed sentences that it did not store: 1 of 160"):
        push(make_batch(160), DEFAULT, ProjectRef(Connection(url, studio.token), "Half"))


def test_two_pushes_at_once_take_turns(at, studio, make_batch, tmp_path):
    batch = make_batch(400)
    batch.to_pickle(tmp_path / "batch.pkl")
    pusher = (
        "import sys, pandas as pd\nfrom annotate.studio.pushing import push\nfrom annotate.scheme import DEFAULT\n"
        "from annotate.studio.connection import Connection, ProjectRef\n"
        "batch, ref = pd.read_pickle(sys.argv[1]), ProjectRef(Connection(*sys.argv[2:]), 'At once')\n"
        "p = push(batch, DEFAULT, ref, batch_size=50)\n"
        "print(p.added, p.repaired)"
    )
    command = [sys.executable, "-c", pusher, str(tmp_path / "batch.pkl"), at.url, at.token]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    running = [subprocess.Popen(command, env=environment, **pipes) for _ in range(2)]
    for one in running:
        assert one.wait(300) == 0, one.stderr.read()
    assert sorted(one.stdout.read().split() for one in running) == [["0", "0"], ["400", "0"]]
    client = connect(at)
    projects = [one for one in client.projects.list(title="At once") if one.title == "At once"]
    assert [one.task_number for one in projects] == [400]
    assert [tab.data["title"] for tab in client.views.list(project=projects[0].id)] == ["Sentences"]


def test_a_push_waits_for_as_long_as_an_earlier_one_is_under_way(at, make_batch):
    client, title = connect(at), "Waits for its turn"
    project = push(make_batch(3), DEFAULT, ProjectRef(at, title)).project_id
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    process = {"host": socket.gethostname(), "pid": other.pid, "born": psutil.Process(other.pid).create_time()}
    client.views.create(project=project, data={"title": "annotate push from here", "push": process})
    pushed = []
    waiting = threading.Thread(target=lambda: pushed.append(push(make_batch(5), DEFAULT, ProjectRef(at, title))))
    waiting.start()
    waiting.join(1.5)
    assert waiting.is_alive()
    assert client.projects.get(id=project).task_number == 3
    other.communicate(b"\n")  # it ends, and its ticket lapses
    waiting.join(60)
    assert [one.added for one in pushed] == [2]


def test_a_push_that_was_killed_does_not_keep_the_next_one_waiting(at, make_batch):
    client = connect(at)
    first = push(make_batch(3), DEFAULT, ProjectRef(at, "Killed in its turn"))
    dead = subprocess.Popen([sys.executable, "-c", "pass"])
    dead.wait()
    process = {"host": socket.gethostname(), "pid": dead.pid, "born": 1.0}
    client.views.create(project=first.project_id, data={"title": "annotate push from here", "push": process})
    assert push(make_batch(5), DEFAULT, ProjectRef(at, "Killed in its turn")).added == 2
    assert [tab.data["title"] for tab in client.views.list(project=first.project_id)] == ["Sentences"]


def test_duplicates_are_removed_at_once_and_labelled_ones_stay(at, make_batch):
    batch, client = make_batch(40), connect(at)
    pushed = push(batch, DEFAULT, ProjectRef(at, "Many duplicates"))
    data = [dict(task.data) for task in client.tasks.list(project=pushed.project_id)]
    client.projects.import_tasks(id=pushed.project_id, request=[{"data": one} for one in data * 2])
    last = max(client.tasks.list(project=pushed.project_id), key=lambda task: task.id)
    client.annotations.create(id=last.id, result=answer("neutral"))
    assert push(batch, DEFAULT, ProjectRef(at, "Many duplicates")).repaired == 80
    tasks = [task.id for task in client.tasks.list(project=pushed.project_id)]
    assert len(tasks) == 40
    assert last.id in tasks
    assert len(pull(DEFAULT, ProjectRef(at, "Many duplicates")).annotations) == 1


def test_free_text_is_left_out_with_a_word_and_a_skip_is_of_the_projects_own_question(annotate, at, make_study):
    study, client = make_study("Own too"), connect(at)
    page = (
        '<View><Text name="txt" value="$text"/><TextArea name="why" toName="txt"/><Rating name="sure" toName="txt"/>'
        '<Choices name="tone" toName="txt"><Choice value="Positive"/><Choice value="Negative"/></Choices></View>'
    )
    made = client.projects.create(title="with reasons", label_config=page)
    client.projects.import_tasks(id=made.id, request=[{"text": f"Point {i} was settled."} for i in range(2)])
    first, second = (task.id for task in client.tasks.list(project=made.id))
    values = [("tone", "choices", ["Negative"]), ("why", "text", ["harsh words"]), ("sure", "rating", 4)]
    result = [
        {"from_name": name, "to_name": "txt", "type": "textarea" if kind == "text" else kind, "value": {kind: value}}
        for name, kind, value in values
    ]
    client.annotations.create(id=first, result=result)
    client.annotations.create(id=second, result=[], was_cancelled=True)
    told = done(annotate("pull", "--project", "with reasons", "-o", "own.csv", cwd=study))
    assert "1 answer left out: no label of the whole sentence" in told
    rows = pd.read_csv(study / "own.csv")
    found = sorted(zip(rows["question"], rows["label"].fillna(""), rows["skipped"], strict=True))
    assert found == [("sure", "4", False), ("tone", "", True), ("tone", "Negative", False)]
