"""Pushing to and pulling from a real Label Studio."""

import sqlite3
from contextlib import closing

import pytest

from annotate.errors import InputError
from annotate.scheme import DEFAULT
from annotate.studio.client import connect
from annotate.studio.connection import ProjectRef
from annotate.studio.pulling import pull
from annotate.studio.pushing import push

pytestmark = pytest.mark.server


def annotate_task(client, task_id, stance, sentiment=None, **more):
    answers = [("stance", stance), ("sentiment", sentiment)]
    result = [
        {"from_name": name, "to_name": "sentence", "type": "choices", "value": {"choices": [label]}}
        for name, label in answers
        if label
    ]
    return client.annotations.create(id=task_id, result=result, **more)


def tasks_of(client, project_id):
    return {t.data["sentence_id"]: t.id for t in client.tasks.list(project=project_id)}


def test_pushing_twice_adds_nothing(at, make_batch, make_scores):
    batch = make_batch(30)
    first = push(batch, DEFAULT, ProjectRef(at, "push twice"), predictions=make_scores(batch))
    again = push(batch, DEFAULT, ProjectRef(at, "push twice"), predictions=make_scores(batch))
    assert (first.added, first.present, first.predictions) == (30, 0, 30)
    assert (again.added, again.present, again.predictions) == (0, 30, 0)
    assert again.project_id == first.project_id


def test_a_larger_batch_adds_only_what_is_new(at, make_batch):
    push(make_batch(10), DEFAULT, ProjectRef(at, "push more"))
    assert push(make_batch(25), DEFAULT, ProjectRef(at, "push more")).added == 15


def test_a_newer_model_adds_its_predictions_to_sentences_that_are_there(at, make_batch, make_scores):
    batch = make_batch(5)
    push(batch, DEFAULT, ProjectRef(at, "two models"), predictions=make_scores(batch))
    newer = push(batch, DEFAULT, ProjectRef(at, "two models"), predictions=make_scores(batch, "critical", "model-2"))
    client = connect(at)
    project = client.projects.get(id=newer.project_id)
    assert newer.predictions == 5
    assert project.model_version == "model-2"
    assert project.total_predictions_number == 10


def test_pulling_gives_the_last_annotation_and_the_skips(at, make_batch):
    done = push(make_batch(4), DEFAULT, ProjectRef(at, "pull"))
    client = connect(at)
    tasks = tasks_of(client, done.project_id)
    annotate_task(client, tasks["s00000"], "critical", lead_time=3.5)
    annotate_task(client, tasks["s00000"], "neutral", "positive", lead_time=2.0)
    annotate_task(client, tasks["s00001"], "conciliatory")
    annotate_task(client, tasks["s00002"], None, was_cancelled=True)
    frame = pull(DEFAULT, ProjectRef(at, "pull")).annotations
    rows = frame.set_index(["sentence_id", "question"])
    assert set(rows.index) == {
        ("s00000", "stance"),
        ("s00000", "sentiment"),
        ("s00001", "stance"),
        ("s00002", "stance"),
    }
    assert rows.loc[("s00000", "stance"), "label"] == "neutral"
    assert rows.loc[("s00000", "sentiment"), "label"] == "positive"
    assert rows.loc[("s00000", "stance"), "lead_time"] == 2.0
    assert rows["skipped"].to_dict()["s00002", "stance"]
    assert rows["skipped"].sum() == 1
    assert set(frame["annotator"]) == {"owner@localhost"}


def test_a_label_outside_the_scheme_is_refused_before_anything_is_sent(at, make_batch, make_scores):
    batch = make_batch(3)
    with pytest.raises(InputError, match="unknown stance 'hostile'"):
        push(batch, DEFAULT, ProjectRef(at, "bad label"), predictions=make_scores(batch, "hostile"))
    assert not list(connect(at).projects.list(title="bad label"))


def test_a_second_pull_fetches_what_changed_and_notices_what_was_deleted(at, make_batch, tmp_path):
    done = push(make_batch(6), DEFAULT, ProjectRef(at, "pull changes"))
    client = connect(at)
    tasks = tasks_of(client, done.project_id)
    ref = ProjectRef(at, "pull changes", state=tmp_path / "state.json")
    first = [annotate_task(client, tasks[f"s0000{i}"], "critical") for i in range(3)]
    assert pull(DEFAULT, ref).changed == 3
    assert pull(DEFAULT, ref).changed == 0
    annotate_task(client, tasks["s00003"], "neutral")
    annotate_task(client, tasks["s00004"], None, was_cancelled=True)
    client.annotations.update(id=first[0].id, result=first[0].result, was_cancelled=True)
    client.annotations.delete(id=first[1].id)
    client.tasks.delete(id=str(tasks["s00002"]))
    changed = pull(DEFAULT, ref)
    assert (changed.changed, changed.deleted) == (3, 2)
    rows = changed.annotations.set_index("sentence_id")
    assert rows["label"].fillna("").to_dict() == {"s00000": "", "s00003": "neutral", "s00004": ""}
    assert rows["skipped"].to_dict() == {"s00000": True, "s00003": False, "s00004": True}
    assert changed.annotations.equals(pull(DEFAULT, ProjectRef(at, "pull changes")).annotations)


def test_tasks_added_by_hand_are_pulled_one_by_one_with_their_text(at, make_batch):
    done = push(make_batch(2), DEFAULT, ProjectRef(at, "by hand"))
    client = connect(at)
    fields = {"about": "", "before": "", "after": ""}
    added = [{"data": fields | {"text": f"The envoy spoke about item {i}."}} for i in range(3)]
    client.projects.import_tasks(id=done.project_id, request=added)
    numbers = [task.id for task in client.tasks.list(project=done.project_id)]
    for number in numbers:
        annotate_task(client, number, "critical")
    frame = pull(DEFAULT, ProjectRef(at, "by hand")).annotations
    assert sorted(frame["sentence_id"]) == sorted(["s00000", "s00001", *(f"task-{number}" for number in numbers[2:])])
    assert sorted(frame["text"].fillna("")) == ["", "", *(task["data"]["text"] for task in added)]


def test_a_label_changed_after_the_servers_clock_was_set_back_is_fetched(at, studio, make_batch, tmp_path):
    done = push(make_batch(2), DEFAULT, ProjectRef(at, "clock set back"))
    client = connect(at)
    tasks = tasks_of(client, done.project_id)
    made = [annotate_task(client, number, "critical") for number in tasks.values()]
    ref = ProjectRef(at, "clock set back", state=tmp_path / "state.json")
    assert pull(DEFAULT, ref).changed == 2
    changed = [{**made[0].result[0], "value": {"choices": ["neutral"]}}]
    client.annotations.update(id=made[0].id, result=changed)
    with closing(sqlite3.connect(studio.folder / "label_studio.sqlite3", timeout=60)) as database, database:
        database.execute("update task set updated_at = '2020-01-01 00:00:00' where id = ?", [made[0].task])
    again = pull(DEFAULT, ref)
    assert again.changed == 1
    assert sorted(again.annotations["label"]) == ["critical", "neutral"]


def test_predictions_of_the_evaluation_part_are_kept_from_annotators(at, make_batch, make_scores):
    batch = make_batch(4, strategy=["random", "uncertain", "random", "uncertain"])
    done = push(batch, DEFAULT, ProjectRef(at, "hidden"), predictions=make_scores(batch))
    assert (done.predictions, done.hidden) == (2, 2)
    shown = {
        t.data["sentence_id"]: len(t.predictions) for t in connect(at).tasks.list(project=done.project_id, fields="all")
    }
    assert shown == {"s00000": 0, "s00001": 1, "s00002": 0, "s00003": 1}
    assert push(batch, DEFAULT, ProjectRef(at, "hidden"), predictions=make_scores(batch), hide="none").predictions == 2


def test_a_sentence_pushed_again_by_somebody_else_is_made_one_again(at, make_batch):
    batch = make_batch(3)
    done = push(batch, DEFAULT, ProjectRef(at, "doubled"))
    client = connect(at)
    data = next(iter(client.tasks.list(project=done.project_id))).data
    client.projects.import_tasks(id=done.project_id, request=[{"data": dict(data)}])
    assert push(make_batch(4), DEFAULT, ProjectRef(at, "doubled")).repaired == 1
    assert sorted(tasks_of(client, done.project_id)) == [f"s0000{i}" for i in range(4)]
    assert client.projects.get(id=done.project_id).task_number == 4
