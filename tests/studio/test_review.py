import json

import pandas as pd
import pytest

from annotate.studio.client import connect

pytestmark = pytest.mark.server


@pytest.fixture
def study(tmp_path, make_batch):
    """A project with a batch of three sentences, of which two annotators differ on one."""
    (tmp_path / "annotate.toml").write_text('title = "Water treaty"\n')
    make_batch(3).to_csv(tmp_path / "batch.csv", index=False)
    labels = {"ana@lantern.example": ["critical", "neutral", "neutral"], "bo@lantern.example": ["neutral"] * 3}
    rows = [(f"s0000{i}", who, "stance", label) for who, given in labels.items() for i, label in enumerate(given)]
    pd.DataFrame(rows, columns=["sentence_id", "annotator", "question", "label"]).to_csv(
        tmp_path / "annotations.csv", index=False
    )
    return tmp_path


def answer(client, task_id, label):
    result = {"from_name": "stance", "to_name": "sentence", "type": "choices", "value": {"choices": [label]}}
    client.annotations.create(id=task_id, result=[result])


def test_a_disagreement_goes_to_review_blind_and_comes_back_as_gold(annotate, study, at):
    early = annotate("resolve", "--method", "adjudicated", cwd=study)
    assert early.returncode == 1
    assert "nothing was sent to 'Water treaty review' yet; run annotate resolve with --review first" in early.stderr
    assert not (study / "gold.csv").exists()
    sent = annotate("resolve", "--review", cwd=study)
    assert sent.returncode == 0, sent.stderr
    progress = annotate("status", "--project", "Water treaty review", cwd=study)
    assert "1 sentence for 1 annotator each; nobody has labelled any yet" in progress.stderr
    assert progress.stdout.strip() == ""
    assert "1 tied on stance" in sent.stderr
    assert "1 sentence in dispute" in sent.stderr
    client = connect(at)
    project = next(p for p in client.projects.list(title="Water treaty review") if p.title == "Water treaty review")
    tasks = list(client.tasks.list(project=project.id, fields="all"))
    assert [task.data["sentence_id"] for task in tasks] == ["s00000"]
    assert not tasks[0].predictions
    shown = json.dumps(tasks[0].data)
    assert not any(word in shown for word in ("ana@", "bo@", "critical", "neutral"))
    page = client.projects.get(id=project.id).label_config
    assert 'name="sentiment"' not in page
    assert "Review: the annotators disagree on this sentence" in page

    again = annotate("resolve", "--review", cwd=study)
    assert again.returncode == 0, again.stderr
    assert len(list(client.tasks.list(project=project.id))) == 1

    answer(client, tasks[0].id, "critical")
    merged = annotate("resolve", "--method", "adjudicated", cwd=study)
    assert merged.returncode == 0, merged.stderr
    gold = pd.read_csv(study / "gold.csv").set_index("sentence_id")
    row = gold.loc["s00000"]
    assert (row["label"], row["source"], row["agreed"], row["annotators"]) == ("critical", "adjudicated", 0.5, 2)
    assert row["who"] == "ana@lantern.example;bo@lantern.example"
    assert "@" in row["adjudicator"]
    assert list(gold["source"]) == ["adjudicated", "majority", "majority"]


def test_labels_in_doubt_are_sent_back_without_them(annotate, tmp_path, at):
    (tmp_path / "annotate.toml").write_text('title = "Fishing accord"\n')
    verbs = {"critical": ["condemned", "threatened", "accused"], "conciliatory": ["praised", "thanked", "welcomed"]}
    rows = [
        (f"q{label[:2]}{verb[0]}{i}", f"article {i}", f"On day {i} Veldania {verb} Karsovia over catch {i * 7}.", label)
        for i in range(15)
        for label, given in verbs.items()
        for verb in given
    ]
    table = pd.DataFrame(rows, columns=["sentence_id", "article_id", "text", "label"])
    table.loc[0, "label"] = "conciliatory"
    table[["sentence_id", "label"]].assign(question="stance").to_csv(tmp_path / "gold.csv", index=False)
    table.drop(columns="label").to_csv(tmp_path / "s.csv", index=False)
    done = annotate("audit", "gold.csv", "s.csv", "--recipe", "fast", "--top", 3, "--push", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    client = connect(at)
    project = next(p for p in client.projects.list(title="Fishing accord audit") if p.title == "Fishing accord audit")
    assert "Second look: a label of this sentence may be wrong" in client.projects.get(id=project.id).label_config
    sent = [task.data for task in client.tasks.list(project=project.id, fields="all")]
    assert "qcrc0" in [data["sentence_id"] for data in sent]
    assert len(sent) <= 3
    assert not any(word in json.dumps(sent) for word in ("conciliatory", "critical"))


@pytest.mark.browser
def test_the_page_of_a_review_says_so_in_small_type_and_leaves_the_room_to_the_sentence(annotate, study, at, owner):
    (study / "annotate.toml").write_text('title = "Ferry dispute"\n')
    sent = annotate("resolve", "--review", cwd=study)
    assert sent.returncode == 0, sent.stderr
    [project] = connect(at).projects.list(title="Ferry dispute review")
    owner.open(project.id)
    banner = owner.page.get_by_text("Review: the annotators disagree on this sentence")
    assert banner.evaluate("one => getComputedStyle(one).fontSize") == "16px"
