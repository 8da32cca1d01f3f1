import json
import time

import pandas as pd
import pytest

from annotate.io.exports.exchange import annotations_from, write_annotations
from annotate.scheme import DEFAULT, Label, Question, Scheme
from annotate.studio.client import connect
from annotate.studio.connection import Connection, ProjectRef
from annotate.studio.project_page.configuration import configuration
from annotate.studio.pulling import pull
from annotate.studio.pushing import push

pytestmark = pytest.mark.server

TOPIC = Question("topic", (Label("aid", "a"), Label("trade", "s")), multiple=True)
SCHEME = Scheme((*DEFAULT.questions, TOPIC))


@pytest.fixture(scope="module")
def labelled(studio):
    """A project with one sentence labelled, with a question that takes several labels, and one skipped."""
    at = Connection(studio.url, studio.token)
    texts = ["Veldania, it said, “welcomed” the offer.", "The envoys met."]
    batch = pd.DataFrame({"sentence_id": ["s1", "s2"], "text": texts, "outlet": "The Lantern"})
    project = push(batch, SCHEME, ProjectRef(at, "exports of every kind")).project_id
    client = connect(at)
    tasks = {task.data["sentence_id"]: task.id for task in client.tasks.list(project=project)}
    answers = {"stance": ["conciliatory"], "topic": ["aid", "trade"]}
    result = [
        {"from_name": name, "to_name": "sentence", "type": "choices", "value": {"choices": given}}
        for name, given in answers.items()
    ]
    client.annotations.create(id=tasks["s1"], result=result, lead_time=4.5)
    client.annotations.create(id=tasks["s2"], result=[], was_cancelled=True)
    return client, project


@pytest.mark.parametrize(("kind", "ending"), [("JSON", "json"), ("JSON_MIN", "json"), ("CSV", "csv"), ("TSV", "tsv")])
def test_every_flavour_of_export_is_read(labelled, tmp_path, kind, ending):
    client, project = labelled
    path = tmp_path / f"export.{ending}"
    path.write_bytes(b"".join(client.projects.exports.download_sync(project, export_type=kind)))
    table = annotations_from(path, "label-studio", scheme=SCHEME)
    given = table[~table["skipped"]].set_index("question")
    assert given["label"].to_dict() == {"stance": "conciliatory", "topic": "aid|trade"}
    assert set(given["sentence_id"]) == {"s1"}
    assert set(given["outlet"]) == {"The Lantern"}
    assert given["text"].iloc[0] == "Veldania, it said, “welcomed” the offer."
    assert given["lead_time"].iloc[0] == 4.5
    assert given["annotator"].notna().all()
    assert any("named by their number in Label Studio (1)" in note for note in table.attrs["notes"])
    if kind == "JSON":
        assert table[table["skipped"]]["sentence_id"].tolist() == ["s2"]


def test_a_snapshot_with_whole_accounts_names_people_as_a_pull_does(labelled, studio, tmp_path):
    client, project = labelled
    whole = {"annotations__completed_by": {"only_id": False}}
    number = client.projects.exports.create(id=project, serialization_options=whole).id
    wait_until(lambda: client.projects.exports.get(id=project, export_pk=number).status == "completed")
    path = tmp_path / "snapshot.json"
    path.write_bytes(b"".join(client.projects.exports.download(id=project, export_pk=number, export_type="JSON")))
    table = annotations_from(path, "label-studio", scheme=SCHEME)
    assert set(table["annotator"]) == {studio.email}
    assert table.attrs["notes"] == []
    pulled = pull(SCHEME, ProjectRef(Connection(studio.url, studio.token), "exports of every kind"))
    assert set(pulled.annotations["annotator"]) == {studio.email}


def wait_until(is_so):
    end = time.monotonic() + 300
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.2)


def test_what_is_written_can_be_imported(studio, at, tmp_path):
    rows = [
        ("s1", "ana@lantern.example", "stance", "critical", "A first point.", False),
        ("s1", "bo", "stance", "neutral", "A first point.", False),
        ("s2", "bo", "stance", None, "A second point.", True),
    ]
    columns = ["sentence_id", "annotator", "question", "label", "text", "skipped"]
    write_annotations(pd.DataFrame(rows, columns=columns), tmp_path / "out.json")
    client = connect(at)
    project = client.projects.create(title="imported again", label_config=configuration(SCHEME)).id
    tasks = [task | {"data": {"about": "", "before": "", "after": "", **task["data"]}} for task in read(tmp_path)]
    client.projects.import_tasks(project, request=tasks)
    (tmp_path / "back.json").write_bytes(b"".join(client.projects.exports.download_sync(project, export_type="JSON")))
    back = annotations_from(tmp_path / "back.json", "label-studio", scheme=SCHEME)
    given = back[~back["skipped"]]
    assert set(zip(given["annotator"], given["label"], strict=True)) == {
        ("ana@lantern.example", "critical"),
        ("bo", "neutral"),
    }
    assert list(back[back["skipped"]]["sentence_id"]) == ["s2"]


def read(folder):
    return json.loads((folder / "out.json").read_text(encoding="utf-8"))
