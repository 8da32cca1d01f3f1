"""A live model that gives a sentence several labels: all in one prediction, and learned from whole answers."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from annotate.answer_labels import joined
from annotate.errors import InputError
from annotate.learn.models.folders import load, save
from annotate.learn.training.training import train
from annotate.scheme import DEFAULT, Label, Question, Scheme
from annotate.studio._tasks import Task
from annotate.studio.backend import live as live_models
from annotate.studio.backend.live import LiveBackend
from annotate.studio.client import connect
from annotate.studio.connection import Connection, ProjectRef
from annotate.studio.pushing import push
from annotate.workflows.label.model_folders import ModelFolders

LABELS = ("aid", "fish")
TOPIC = Question("topic", tuple(map(Label, LABELS)), multiple=True)
SCHEME = Scheme((*DEFAULT.questions, TOPIC))
WORDS = ("blankets", "herring")


class TopicModel:
    """A store whose one model gives each label whose word is in the text."""

    name, question, several, sentences = "topic@1", "topic", True, pd.DataFrame()

    def load(self, folder):
        return self

    def predict(self, frame):
        chances = np.column_stack([np.where(frame["text"].str.contains(word), 0.9, 0.2) for word in WORDS])
        table = pd.DataFrame(chances, columns=["p_aid", "p_fish"], index=frame.index)
        return table.assign(label=joined(chances > 0.5, LABELS), abstained=False)


def sentences(count, start=0):
    """Sentences of which every fourth has both topics, and every fourth none."""
    rows = []
    for number in range(start, start + count):
        answer = joined(np.array([[number % 2 == 0, number % 4 > 1]]), LABELS)[0]
        things = [word for word, label in zip(WORDS, LABELS, strict=True) if label in answer] or ["the choir"]
        text = f"Envoy {number} spoke of {' and '.join(things)} in ward {number * 7 % 97} of Orth."
        rows.append((f"s{number}", f"a{number // 4}", text, answer))
    return pd.DataFrame(rows, columns=["sentence_id", "article_id", "text", "label"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = train(sentences(48), question=TOPIC, group_column="article_id", recipe="fast", test_share=0.0)
    return save(made, tmp_path_factory.mktemp("models") / "topic")


def test_all_labels_of_a_sentence_are_in_one_prediction_and_none_is_no_prediction(tmp_path):
    live = LiveBackend(TopicModel(), tmp_path / "m", tmp_path / "kept", scheme=SCHEME, holdout=0.0)
    texts = ["Blankets and blankets.", "", "The choir sings.", "Some blankets, some herring.", "Only herring."]
    documents = [{"id": n, "data": {"sentence_id": f"s{n}", "text": text}} for n, text in enumerate(texts)]
    results = live.predict(documents)
    assert [[one["result"][0]["value"]["choices"] for one in some] for some in results] == [
        [["aid"]],
        [],
        [],
        [["aid", "fish"]],
        [["fish"]],
    ]
    assert [some[0]["score"] for some in results if some] == pytest.approx([0.9 * 0.8, 0.9 * 0.9, 0.8 * 0.9])


def test_it_learns_whole_answers_decided_label_by_label_without_ties(tmp_path, monkeypatch):
    rows = [
        ("s0", "ana", "topic", "aid|fish"),
        ("s0", "bo", "topic", "aid"),
        ("s0", "cy", "topic", "fish|aid"),
        ("s1", "ana", "topic", "aid"),
        ("s1", "bo", "topic", "fish"),
        ("s2", "ana", "topic", "aid"),
        ("s2", "bo", "topic", "fish"),
        ("s2", "cy", "topic", "none"),
        ("s3", "ana", "stance", "critical"),
    ]
    columns = ["sentence_id", "annotator", "question", "label"]
    annotations = pd.DataFrame(rows, columns=columns).assign(skipped=False)
    tasks = {f"s{n}": Task({"sentence_id": f"s{n}", "text": f"Text {n}.", "part": "training"}) for n in range(4)}
    pulled = SimpleNamespace(annotations=annotations, tasks=tasks)
    monkeypatch.setattr(live_models, "pull", lambda *_: pulled)
    live = LiveBackend(TopicModel(), tmp_path / "m", tmp_path / "kept", scheme=SCHEME, holdout=0.0)
    learned = live._labelled(Connection("http://127.0.0.1:9", "x"))
    assert learned.set_index("sentence_id")["label"].to_dict() == {"s0": "aid|fish", "s2": ""}


def test_a_new_version_learns_several_labels_also_one_that_was_added_to_the_scheme(folder, tmp_path):
    labelled = sentences(60)
    labelled.loc[:9, "label"] = [f"{answer}|rails".strip("|") for answer in labelled["label"][:10]]
    ModelFolders().train(labelled, folder, tmp_path / "later")
    later = load(tmp_path / "later")
    assert later.several
    assert later.labels == ("aid", "fish", "rails")
    assert load(folder).labels == LABELS


def test_a_model_and_a_question_of_different_kinds_are_not_served(folder, tmp_path):
    one = Scheme((Question("topic", TOPIC.labels),))
    with pytest.raises(InputError, match="gives a sentence several labels, and question 'topic' takes one; train"):
        LiveBackend(ModelFolders(), folder, tmp_path / "kept", scheme=one)


def test_later_versions_of_another_kind_are_not_taken_up(folder, tmp_path):
    one = train(sentences(24).assign(label=["aid", "fish"] * 12), question="topic", recipe="fast", test_share=0.0)
    save(one, tmp_path / "kept" / "model")
    with pytest.raises(InputError, match=r"later versions of a model of another kind than .*topic, of one label"):
        LiveBackend(ModelFolders(), folder, tmp_path / "kept", scheme=SCHEME)


@pytest.mark.server
def test_labels_given_in_label_studio_are_learned_and_predicted_there(folder, tmp_path, studio):
    connection = Connection(studio.url, studio.token)
    batch = sentences(20, start=100).drop(columns="label")
    done = push(batch, SCHEME, ProjectRef(connection, "Topics"))
    client = connect(connection)
    tasks = list(client.tasks.list(project=done.project_id, fields="all"))
    for task in tasks[:12]:
        answer = sentences(1, start=int(task.data["sentence_id"][1:]))["label"][0]
        result = {"from_name": "topic", "to_name": "sentence", "type": "choices"}
        if answer:
            result["value"] = {"choices": answer.split("|")}
            client.annotations.create(id=task.id, result=[result])
    live = LiveBackend(
        ModelFolders(),
        folder,
        tmp_path / "live",
        scheme=SCHEME,
        connection=connection,
        title="Topics",
        every=5,
        holdout=0.0,
    )
    before = live.version
    assert live.look()
    assert live.version != before
    assert set(load(tmp_path / "live" / "model").labels) == set(LABELS)
    configuration = client.projects.get(id=done.project_id).label_config
    both = next(task for task in tasks if int(task.data["sentence_id"][1:]) % 4 == 2)
    [[shown]] = live.predict([{"id": both.id, "data": dict(both.data)}], configuration)
    assert shown["result"][0]["value"]["choices"] == ["aid", "fish"]
