"""A study whose sentences were labelled here goes on without Label Studio."""

import json

import pandas as pd
import pytest
from filelock import FileLock, Timeout

from annotate.cli.next_steps import next_step
from annotate.io.reading import read_table
from annotate.studio.page.labelling_session import Answer, LabellingSession
from annotate.studio.page.table_lock import TABLE_LOCK, labelling_folder, table_lock
from annotate.studio.pulling import Pulled
from annotate.study.pulls import Replaced, Source, add_pull, keep_replaced
from annotate.study.record import Record
from annotate.tables import ANNOTATIONS, conform
from annotate.workflows.label.local_labelling import begin_local_labels, record_local_labels, with_local_labels
from annotate.workflows.study import Study


@pytest.fixture
def study(annotate, batch, tmp_path):
    """A study in which anna and ben have labelled."""
    assert annotate("init").returncode == 0
    study = Study(tmp_path)
    for who, labels in (("anna", ("critical", "neutral")), ("ben", ("critical", "critical"))):
        with LabellingSession(batch, study.scheme, study.path("annotations"), who) as session:
            for item, label in zip(session.items, labels, strict=False):
                session.save(item.key, Answer({"stance": (label,)}, done=True, lead_time=4.0))
    table = pd.read_csv(study.path("annotations"))
    record_local_labels(study, study.path("annotations"), table, ["anna", "ben"], {})
    return study


def test_status_shows_who_labelled_how_much_without_a_server(annotate, study):
    shown = annotate("status", "--format", "json")
    assert shown.returncode == 0, shown.stderr
    (part,) = json.loads(shown.stdout)
    assert part["project"].endswith("labelled without a server")
    assert (part["sent"], part["overlap"], part["labelled"], part["missing"]) == (4, 2, 2, 4)
    assert [(one["annotator"], one["labelled"], one["missing"]) for one in part["annotators"]] == [
        ("anna", 2, 2),
        ("ben", 2, 2),
    ]
    assert "anna labelled 2 sentences without a server: 2 annotations" in annotate("status", "--history").stdout


def test_the_record_has_a_version_once(study):
    table = pd.read_csv(study.path("annotations"))
    record_local_labels(study, study.path("annotations"), table, ["anna"], {})
    record_local_labels(study, study.folder / "elsewhere.csv", table.head(1), ["anna"], {})
    assert len(Record(study.folder).events("label")) == 2


def labelled_by(study, who, pulled=None):
    """The sentences that `who` has labelled, after a pull of nothing but `pulled`."""
    nothing = pd.read_csv(study.path("annotations")).head(0) if pulled is None else pulled
    rows = with_local_labels(Pulled(nothing), study).annotations
    return set(rows.loc[rows["annotator"] == who, "sentence_id"])


def test_whoever_takes_back_all_labels_has_none_after_a_pull(study):
    path = study.path("annotations")
    table = pd.read_csv(path)
    assert labelled_by(study, "anna") == {"s1", "s2"}
    record_local_labels(study, path, table[table["annotator"] == "ben"], ["anna"], {})
    assert labelled_by(study, "anna") == set()
    assert labelled_by(study, "ben") == {"s1", "s2"}
    record_local_labels(study, path, table.head(0), ["ben"], {})
    assert labelled_by(study, "ben") == set()


def test_a_pull_keeps_what_somebody_is_labelling_or_was_when_the_machine_stopped(study, batch):
    path = study.path("annotations")
    begin_local_labels(study, path, "cleo")
    with LabellingSession(batch, study.scheme, path, "cleo") as session:
        session.save("s3", Answer({"stance": ("neutral",)}, done=True))
        session.write()
        assert labelled_by(study, "cleo") == {"s3"}
        with table_lock(path), pytest.raises(Timeout):
            FileLock(labelling_folder(path) / TABLE_LOCK, timeout=0).acquire()
        session.save("s4", Answer({"stance": ("neutral",)}, done=True))
    assert labelled_by(study, "cleo") == {"s3", "s4"}  # never recorded as done: the process was killed


def test_what_was_deleted_on_the_server_does_not_come_back_with_what_the_same_person_labelled_here(study):
    path = study.path("annotations")
    table = pd.read_csv(path)
    there = table.head(1).assign(sentence_id="s4", annotator="anna", updated_at="2031-01-01T00:00:00Z")
    add_pull(Record(study.folder), "T", Source(1, "2031"), conform(there, ANNOTATIONS, "there"), "pulled")
    record_local_labels(study, path, pd.concat([table, there], ignore_index=True), ["anna"], {})
    assert labelled_by(study, "anna", there) == {"s1", "s2", "s4"}
    assert labelled_by(study, "anna") == {"s1", "s2"}


def test_a_label_edited_by_hand_leaves_a_copy_of_the_table(study):
    path = study.path("annotations")
    pulled = read_table(path, ANNOTATIONS)
    assert keep_replaced(path, pulled) == Replaced()
    path.write_text(path.read_text().replace("critical", "conciliatory", 1))
    assert keep_replaced(path, pulled) == Replaced(0, 1, copy=path.with_name("annotations.csv.1"))
    later = pulled.assign(updated_at="2099-01-01T00:00:00Z", label="neutral")
    assert keep_replaced(path, later) == Replaced()  # changed where they were labelled
    path.write_text("notes of mine")
    assert keep_replaced(path, later) == Replaced(is_table=False, copy=path.with_name("annotations.csv.2"))
    assert path.with_name("annotations.csv.2").read_text() == "notes of mine"


def test_a_pull_keeps_what_was_labelled_here(study):
    annotations = pd.read_csv(study.path("annotations"))
    newer = annotations.head(1).assign(label="conciliatory", updated_at="2099-01-01T00:00:00Z", annotator="anna")
    other = annotations.head(1).assign(label="neutral", annotator="cleo@localhost")
    both = with_local_labels(Pulled(pd.concat([newer, other])), study).annotations
    labels = dict(zip(zip(both["sentence_id"], both["annotator"], strict=True), both["label"], strict=True))
    assert labels == {
        ("s1", "anna"): "conciliatory",
        ("s1", "ben"): "critical",
        ("s1", "cleo@localhost"): "neutral",
        ("s2", "anna"): "neutral",
        ("s2", "ben"): "critical",
    }


def test_resolve_before_labelling_names_both_ways_to_label(annotate):
    assert annotate("init", "--yes").returncode == 0
    refused = annotate("resolve")
    assert refused.returncode == 1
    assert "label the batch with annotate label, or run annotate pull, or pass" in " ".join(refused.stderr.split())


def test_status_sees_labels_of_somebody_who_has_not_stopped(annotate, batch, tmp_path):
    assert annotate("init", "--yes").returncode == 0
    study = Study(tmp_path)
    with LabellingSession(batch, study.scheme, study.path("annotations"), "anna") as session:
        session.save("s1", Answer({"stance": ("critical",)}, done=True))
        session.write()
        shown = annotate("status")
    assert shown.returncode == 0, shown.stderr
    words = " ".join((shown.stdout + shown.stderr).split())
    assert "1 of 4 sentences done (25%)" in words
    assert "anna" in words
    assert "annotate label and annotate resolve where you label without" in next_step("status", {}, in_study=True)


def test_status_of_a_batch_that_nobody_has_begun_needs_no_server(annotate, batch, tmp_path, monkeypatch):
    monkeypatch.setenv("ANNOTATE_STUDIO_DATA", str(tmp_path / "studio"))
    assert annotate("init").returncode == 0
    batch.to_csv(tmp_path / "batch.csv", index=False)
    shown = annotate("status")
    assert shown.returncode == 0, shown.stderr
    assert "0 of 4 sentences done (0%)" in shown.stderr
    (tmp_path / "batch.csv").unlink()
    refused = annotate("status")
    assert (refused.returncode, "no Label Studio is running" in refused.stderr) == (1, True)


def test_no_labels_are_missing_of_an_adjudicator(annotate, study):
    draw = pd.DataFrame(
        {"sentence_id": [f"s{n}" for n in range(20)], "text": "Orth voted.", "inclusion_probability": 0.5}
    )
    draw.to_csv(study.path("batch"), index=False)
    answers = [(f"s{n}", who, "critical") for n in range(20) for who in ("anna", "ben")]
    answers = [
        (key, who, "neutral" if who == "ben" and key in ("s1", "s2", "s3") else label) for key, who, label in answers
    ]
    answers += [(key, "judge", "neutral") for key in ("s1", "s2", "s3")]
    rows = pd.DataFrame(answers, columns=["sentence_id", "annotator", "label"]).assign(question="stance", skipped=False)
    conform(rows, ANNOTATIONS, where="test").to_csv(study.path("annotations"), index=False)
    shown = annotate("status")
    assert "20 sentences for 2 annotators each" in shown.stdout
    assert "20 of 20 sentences done (100%), 0 started, 0 only skipped; 0 labels missing" in shown.stderr
    people = json.loads(annotate("status", "--format", "json").stdout)[0]["annotators"]
    assert [(one["annotator"], one["labelled"], one["missing"]) for one in people][2] == ("judge", 3, 0)
