"""What is one task, which answer counts, which prediction is sent: the rules by which pushes and pulls merge."""

import hashlib
import re
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from annotate.scheme import DEFAULT, Label, Question, Scheme
from annotate.studio._predictions import predictions_from
from annotate.studio._tasks import Annotation, Task, tasks_from
from annotate.studio.backend.live import LiveBackend
from annotate.studio.client import connect
from annotate.studio.connection import ProjectRef
from annotate.studio.project_page.appearance import STYLE
from annotate.studio.project_page.configuration import configuration, questions_in
from annotate.studio.pulling import annotations_table, pull
from annotate.studio.pushing import check, push


def answered(annotator, stance, created="10:00:00", updated=None, **more):
    """An annotation in the server's form; without a stance it is a skip."""
    result = [{"from_name": "stance", "type": "choices", "value": {"choices": [stance]}}] if stance else []
    times = {"created_at": f"2026-03-01T{created}Z", "updated_at": f"2026-03-01T{updated or created}Z"}
    return {"completed_by": annotator, "result": result, "was_cancelled": stance is None} | times | more


def table_of(*tasks):
    """The annotations of tasks, each its data and its annotations."""
    parsed = [Task.parse({"id": k, "data": data, "annotations": given}) for k, (data, given) in enumerate(tasks, 1)]
    return annotations_table(parsed, DEFAULT, {1: "ana@localhost", 2: "ben@localhost"})


class TestLastAnswer:
    """Of one person's annotations of a sentence the one last changed counts."""

    @pytest.mark.parametrize(
        ("first", "second", "label"),
        [
            (answered(1, "critical", "10:00:00"), answered(1, "neutral", "11:00:00"), "neutral"),
            (answered(1, "critical", "10:00:00", "12:00:00"), answered(1, "neutral", "11:00:00"), "critical"),
            (answered(1, "critical", "11:00:00"), answered(1, None, "12:00:00"), None),
            (answered(1, None, "10:00:00"), answered(1, "critical", "11:00:00"), "critical"),
            (answered(1, "critical", "10:00:00.500000"), answered(1, "neutral", "10:00:00"), "critical"),
        ],
    )
    def test_it_is_the_one_last_changed_whether_label_or_skip(self, first, second, label):
        for given in ([first, second], [second, first]):
            row = table_of(({"sentence_id": "s1", "text": "x"}, given)).iloc[0]
            assert (None if pd.isna(row["label"]) else row["label"]) == label
            assert row["skipped"] == (label is None)

    def test_that_holds_across_tasks_of_one_sentence_and_for_each_person_alone(self):
        data = {"sentence_id": "s1", "text": "x"}
        frame = table_of(
            (data, [answered(1, "critical", "10:00:00"), answered(2, "neutral", "09:00:00")]),
            (data, [answered(1, "conciliatory", "11:00:00")]),
        )
        found = frame.set_index("annotator")["label"].to_dict()
        assert found == {"ana@localhost": "conciliatory", "ben@localhost": "neutral"}

    def test_targets_of_a_sentence_are_answered_apart(self):
        frame = table_of(
            ({"sentence_id": "s1", "text": "x", "target": "Orth"}, [answered(1, "critical", "10:00:00")]),
            ({"sentence_id": "s1", "text": "x", "target": "Ilmar"}, [answered(1, "neutral", "11:00:00")]),
        )
        assert frame.set_index("target")["label"].to_dict() == {"Orth": "critical", "Ilmar": "neutral"}

    def test_a_skip_answers_the_required_questions_alone(self):
        frame = table_of(({"sentence_id": "s1", "text": "x"}, [answered(1, None)]))
        assert frame["question"].tolist() == ["stance"]


def batch_of(*targets, **columns):
    frame = pd.DataFrame({"sentence_id": [f"s{k}" for k in range(len(targets))], "text": "Orth thanked Ilmar."})
    frame = frame.assign(target=list(targets)) if any(targets) else frame
    return frame.assign(**columns)


def scores_of(batch, critical, **columns):
    critical = np.asarray(critical)
    labels = np.where(critical > 0.5, "critical", "neutral")
    shares = {"p_conciliatory": 0.0, "p_critical": critical, "p_neutral": 1 - critical}
    return batch.assign(label=labels, model="m@1", abstained=False, **shares).assign(**columns)


class TestKeys:
    """A task is its sentence, with its target where there is one."""

    def test_pairs_have_keys_of_their_own_and_an_empty_target_is_none(self):
        batch = batch_of("Orth", "Ilmar", "").assign(sentence_id=["s1", "s1", "s2"])
        keys = [task.key for task in tasks_from(batch)]
        assert keys == ["s1\tOrth", "s1\tIlmar", "s2"]

    def test_predictions_go_to_the_pair_they_were_made_for(self):
        batch = batch_of("Orth", "Ilmar").assign(sentence_id="s1")
        found = predictions_from(scores_of(batch, [0.9, 0.2]), DEFAULT)
        assert {key: (one.label, one.score) for key, one in found.items()} == {
            "s1\tOrth": ("critical", 0.9),
            "s1\tIlmar": ("neutral", 0.8),
        }


class TestPredictions:
    """What annotators are shown."""

    def test_abstained_and_missing_labels_are_not_sent(self):
        batch = batch_of("", "", "")
        scores = scores_of(batch, [0.9, 0.6, 0.2], abstained=[False, True, False])
        scores.loc[2, "label"] = None
        assert set(predictions_from(scores, DEFAULT)) == {"s0"}
        assert check(batch, DEFAULT, title="Abstained", predictions=scores) == (3, 1)

    def test_those_of_the_evaluation_part_are_hidden_and_of_all_where_asked(self):
        batch = batch_of("", "", "", strategy=["random", "stratified", "uncertain"])
        scores = scores_of(batch, [0.9, 0.6, 0.2])
        assert [task.part for task in tasks_from(batch)] == ["evaluation", "evaluation", "training"]
        for hide, sent in (("evaluation", 1), ("all", 0), ("none", 3)):
            assert check(batch, DEFAULT, title="Hidden", predictions=scores, hide=hide) == (3, sent)
        for strategies in (["random"] * 3, ["uncertain"] * 3):
            whole = batch.assign(strategy=strategies)
            assert [task.part for task in tasks_from(whole)] == ["", "", ""]
            assert check(whole, DEFAULT, title="Hidden", predictions=scores) == (3, 3)


def test_what_a_live_model_holds_out_is_the_evaluation_part_or_a_share_by_hash():
    tasks = [Task({"sentence_id": f"s{k}", "text": "x"}) for k in range(2000)]
    hashes = [int(hashlib.sha256(f"s{k}".encode()).hexdigest()[:12], 16) / 16**12 for k in range(2000)]
    assert [task.is_held_out(0.2) for task in tasks] == [value < 0.2 for value in hashes]
    assert Task({"sentence_id": "s0", "part": "evaluation"}).is_held_out(0.0)
    assert not Task({"sentence_id": "s0", "part": "training"}).is_held_out(1.0)


class OneModel:
    """A store whose one model says critical with a confidence of .9 to texts with "condemned", else abstains."""

    name, question, several, recipe = "m@1", "stance", False, "fast"

    def load(self, folder):
        return self

    def predict(self, frame):
        sure = frame["text"].str.contains("condemned")
        shares = np.where(sure, 0.9, 0.5)
        return pd.DataFrame({"label": "critical", "abstained": ~sure, "p_critical": shares, "p_neutral": 1 - shares})


def test_a_live_model_predicts_neither_where_it_abstains_nor_what_is_held_out(tmp_path):
    live = LiveBackend(OneModel(), tmp_path / "model", tmp_path / "kept", scheme=DEFAULT, holdout=0.0)
    data = [("Orth condemned Ilmar.", ""), ("Orth votes.", ""), ("Orth condemned it.", "evaluation"), ("", "")]
    documents = [{"id": k, "data": {"sentence_id": f"s{k}", "text": t, "part": p}} for k, (t, p) in enumerate(data)]
    found = live.predict(documents)
    assert [len(some) for some in found] == [1, 0, 0, 0]
    assert found[0][0]["score"] == 0.9
    assert found[0][0]["result"][0]["value"] == {"choices": ["critical"]}


@pytest.mark.server
class TestServer:
    """The same on a real Label Studio."""

    @staticmethod
    def annotate(client, number, stance, **more):
        result = [{"from_name": "stance", "to_name": "sentence", "type": "choices", "value": {"choices": [stance]}}]
        return client.annotations.create(id=number, result=result if stance else [], **more)

    @staticmethod
    def predicted(client, number):
        return [one.result[0]["value"]["choices"][0] for one in client.predictions.list(task=number)]

    def test_pairs_are_pushed_once_each_and_pulled_with_their_target(self, at):
        batch = batch_of("Orth", "Ilmar", "Orth").assign(sentence_id=["s1", "s1", "s2"])
        first = push(batch.head(1), DEFAULT, ProjectRef(at, "pairs"), predictions=scores_of(batch, [0.9, 0.2, 0.9]))
        second = push(batch, DEFAULT, ProjectRef(at, "pairs"), predictions=scores_of(batch, [0.9, 0.2, 0.9]))
        again = push(batch, DEFAULT, ProjectRef(at, "pairs"), predictions=scores_of(batch, [0.9, 0.2, 0.9]))
        assert [(one.added, one.present, one.repaired) for one in (first, second, again)] == [
            (1, 0, 0),
            (2, 1, 0),
            (0, 3, 0),
        ]
        client = connect(at)
        for task in client.tasks.list(project=first.project_id, fields="all"):
            assert self.predicted(client, task.id) == ["critical" if task.data["target"] == "Orth" else "neutral"]
            self.annotate(client, task.id, "critical" if task.data["target"] == "Orth" else "conciliatory")
        frame = pull(DEFAULT, ProjectRef(at, "pairs")).annotations
        assert frame[["sentence_id", "target", "label"]].to_numpy().tolist() == [
            ["s1", "Ilmar", "conciliatory"],
            ["s1", "Orth", "critical"],
            ["s2", "Orth", "critical"],
        ]

    def test_of_duplicates_only_those_nobody_has_touched_are_removed(self, at):
        batch = batch_of("", "", "", "")
        done = push(batch, DEFAULT, ProjectRef(at, "duplicates"))
        client = connect(at)
        first = {task.data["sentence_id"]: task for task in client.tasks.list(project=done.project_id)}
        client.projects.import_tasks(id=done.project_id, request=[{"data": dict(task.data)} for task in first.values()])
        later = {}
        for task in client.tasks.list(project=done.project_id):
            if task.id != first[task.data["sentence_id"]].id:
                later[task.data["sentence_id"]] = task
        self.annotate(client, later["s0"].id, "critical")
        self.annotate(client, first["s1"].id, "critical")
        self.annotate(client, later["s1"].id, "neutral")
        self.annotate(client, later["s2"].id, None, was_cancelled=True)
        assert push(batch, DEFAULT, ProjectRef(at, "duplicates")).repaired == 3
        left = {task.id for task in client.tasks.list(project=done.project_id)}
        assert left == {later["s0"].id, first["s1"].id, later["s1"].id, later["s2"].id, first["s3"].id}

    def test_predictions_that_the_server_lost_or_never_got_are_sent_again(self, at):
        batch = batch_of("", "", "")
        scores = scores_of(batch, [0.9, 0.6, 0.2], abstained=[False, True, False])
        done = push(batch, DEFAULT, ProjectRef(at, "lost predictions"), predictions=scores)
        client = connect(at)
        assert done.predictions == 2
        assert client.projects.get(id=done.project_id).total_predictions_number == 2
        tasks = {task.data["sentence_id"]: task.id for task in client.tasks.list(project=done.project_id)}
        client.predictions.delete(id=client.predictions.list(task=tasks["s2"])[0].id)
        assert push(batch, DEFAULT, ProjectRef(at, "lost predictions"), predictions=scores).predictions == 1
        shown = {sentence: self.predicted(client, number) for sentence, number in tasks.items()}
        assert shown == {"s0": ["critical"], "s1": [], "s2": ["neutral"]}

    def test_an_annotation_edited_after_a_later_one_counts_with_the_time_of_the_edit(self, at):
        batch = batch_of("")
        done = push(batch, DEFAULT, ProjectRef(at, "edited"))
        client = connect(at)
        number = next(iter(client.tasks.list(project=done.project_id))).id
        first = self.annotate(client, number, "critical")
        second = self.annotate(client, number, "neutral")
        assert pull(DEFAULT, ProjectRef(at, "edited")).annotations["label"].tolist() == ["neutral"]
        client.annotations.update(id=first.id, result=[{**first.result[0], "value": {"choices": ["conciliatory"]}}])
        row = pull(DEFAULT, ProjectRef(at, "edited")).annotations.iloc[0]
        assert row["label"] == "conciliatory"
        assert pd.Timestamp(row["updated_at"]) > pd.Timestamp(second.created_at)
        assert pd.Timestamp(row["created_at"]) < pd.Timestamp(second.created_at)


def test_a_flag_is_a_note_and_a_question_of_that_name_a_question():
    def annotation(choices):
        result = {"from_name": "flagged", "value": {"choices": choices}}
        return Annotation.parse({"result": [result], "completed_by": 1})

    flag, question = annotation(["Flag this sentence"]), annotation(["yes"])
    assert (flag.flagged, flag.answers, flag.unread) == (True, (), 0)
    assert Annotation.parse(flag.document()) == flag
    assert (question.flagged, [answer.labels for answer in question.answers]) == (False, [("yes",)])
    asks = Question("flagged", (Label("yes", "1"), Label("no", "2")))
    assert list(questions_in(configuration(Scheme((asks,))), "").labels) == ["flagged"]
    assert list(questions_in(configuration(DEFAULT), "").labels) == ["stance", "sentiment"]


@pytest.mark.parametrize("name", ["about", "main", "page", "context", "comment"])
def test_a_question_called_like_a_part_of_the_page_is_not_styled_as_that(name):
    asks = Question(name, (Label("yes", "1"), Label("no", "2")))
    page = ET.fromstring(configuration(Scheme((asks,))))
    (block,) = (one for one in page.iter("View") if "a-question" in one.get("className", "").split())
    (own,) = set(block.get("className").split()) - {"a-question"}
    assert not re.search(rf"\.{own}[\s,{{]", STYLE)


HAND_MADE = """<View><Header value="$headline"/><Text name="t1" value="$body"/><Text name="t2" value="$context"/>
<Choices name="tone" toName="t1"><Choice value="good"/></Choices>
<Choices name="topic" toName="t2"><Choice value="x"/></Choices></View>"""


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"headline": "A long headline here", "body": "One.", "context": "A context that is longer still."}, "One."),
        ({"headline": "Ships", "body": " ", "context": "Nobody came."}, "Nobody came."),
        ({"body": 3, "url": "https://post.example.org/a/very/long/address", "note": "Two."}, "Two."),
    ],
)
def test_the_text_of_a_task_made_by_hand_is_what_the_page_shows_to_its_question(data, text):
    field = questions_in(HAND_MADE, "").text_field
    assert field == "body"
    task = Task.parse({"id": 1, "data": data, "annotations": [answered(1, "critical")]})
    assert annotations_table([task], DEFAULT, {}, (), field)["text"].tolist() == [text]


@pytest.mark.parametrize(
    ("value", "labels"),
    [
        ({"choices": ["critical"]}, ("critical",)),
        ({"rating": 4}, ("4",)),
        ({"number": 2}, ("2",)),
        ({"taxonomy": [["Trade", "Tariffs"], ["War"]]}, ("Trade / Tariffs", "War")),
        ({"choices": ["critical"], "start": 0, "end": 3}, None),
        ({"choices": ["critical"], "startOffset": 0, "endOffset": 3}, None),
        ({"text": ["harsh words"]}, None),
    ],
)
def test_an_answer_is_about_the_whole_sentence_and_others_are_counted(value, labels):
    read = Annotation.parse({"result": [{"from_name": "tone", "value": value}], "completed_by": 1})
    assert [answer.labels for answer in read.answers] == ([] if labels is None else [labels])
    assert read.unread == (labels is None)
    again = Annotation.parse(read.document())
    assert (again.answers, again.unread) == (read.answers, read.unread)
