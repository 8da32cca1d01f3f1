"""A study whose sentences were labelled here goes on without Label Studio."""

import json

import pandas as pd
import pytest

from annotate.studio.page.labelling_session import Answer, LabellingSession
from annotate.studio.pulling import Pulled
from annotate.study.record import Record
from annotate.workflows.label.local_labelling import record_local_labels, with_local_labels
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
