"""Somebody decides what annotators disagree on, on the labelling page and without a server."""

import pandas as pd
import pytest

from annotate.errors import InputError
from annotate.studio.page.labelling_session import Answer, LabellingSession
from annotate.workflows.label import page_labelling
from annotate.workflows.study import Study

IDS = [f"s{n}" for n in range(20)]
DISPUTED = ["s3", "s5", "s8"]


@pytest.fixture
def study(annotate, tmp_path, monkeypatch):
    """A study in which ana and ben have labelled, and disagree on three sentences."""
    assert annotate("init").returncode == 0
    study = Study(tmp_path)
    batch = pd.DataFrame({"sentence_id": IDS, "text": [f"Orth greeted envoy {key}." for key in IDS]})
    batch.assign(inclusion_probability=0.5).to_csv(study.path("batch"), index=False)
    for who in ("ana", "ben"):
        with LabellingSession(batch, study.scheme, study.path("annotations"), who) as session:
            for item in session.items:
                label = "neutral" if who == "ben" and item.key in DISPUTED else "critical"
                session.save(item.key, Answer({"stance": (label,)}, done=True, lead_time=4.0))

    def label_in(session, *_, **__):
        with session:
            asked.append(([item.key for item in session.items], [one.name for one in session.scheme.questions]))
            for item in session.items:
                session.save(item.key, Answer({"stance": ("neutral",)}, done=True, lead_time=4.0))

    asked = []
    monkeypatch.setattr(page_labelling, "label_in", label_in)
    return study, asked


def test_only_disputed_sentences_and_questions_are_asked_and_the_answers_decide(study):
    study, asked = study
    study.label(annotator="judge", review=True)
    study.label(annotator="judge", review=True)
    assert asked == [(DISPUTED, ["stance"])] * 2
    gold = study.resolve(method="adjudicated").set_index("sentence_id")
    assert (gold["label"] == "neutral").sum() == 3
    assert gold.loc[DISPUTED, "adjudicator"].str.startswith("judge").all()


def test_sentences_of_earlier_batches_are_found_among_the_study_s_sentences(study):
    study, asked = study
    batch = pd.read_csv(study.path("batch"))
    batch.to_parquet(study.path("sentences"))
    batch.tail(5).to_csv(study.path("batch"), index=False)
    study.label(annotator="judge", review=True)
    assert sorted(asked[0][0]) == DISPUTED


def test_an_annotator_does_not_decide_and_agreement_leaves_nothing_to_decide(study):
    study, _ = study
    with pytest.raises(InputError, match="no two annotators other than ben disagree"):
        study.label(annotator="ben", review=True)
    study.label(annotator="cleo")
    with pytest.raises(InputError, match="cleo answered sentences on which others agree"):
        study.label(annotator="cleo", review=True)
