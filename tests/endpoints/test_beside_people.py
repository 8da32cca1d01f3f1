"""Answers of a language model beside people's: compared with them, never gold, never counted as a person."""

import json

import pandas as pd
import pytest

LABELS = ["conciliatory", "critical", "neutral"]


@pytest.fixture
def files(tmp_path):
    """Annotations of two people, and scores of a language model that is right where the first one is, but for two."""
    rows, scores = [], []
    for number in range(24):
        one = LABELS[number % 3]
        other = LABELS[(number + 1) % 3] if number < 4 else one
        model = LABELS[(number + 2) % 3] if number in (10, 11) else one
        for annotator, label in (("ana", one), ("ben", other)):
            rows.append({"sentence_id": f"s{number}", "annotator": annotator, "question": "stance", "label": label})
        scores.append({"sentence_id": f"s{number}", "text": f"Sentence {number}.", "label": model})
    scores = pd.DataFrame(scores).assign(model="stance-prompted-0a1b2c3d", abstained=False)
    pd.DataFrame(rows).assign(origin="manual").to_csv(tmp_path / "annotations.csv", index=False)
    scores.to_csv(tmp_path / "scores.csv", index=False)
    return tmp_path


def test_agreement_is_measured_among_people_and_then_with_the_model(annotate, files):
    alone = annotate("agreement", "annotations.csv", "--format", "json")
    done = annotate("agreement", "annotations.csv", "--beside", "scores.csv", "--format", "json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    people = [{k: v for k, v in row.items() if k != "beside"} for row in rows if not row["beside"]]
    assert people == json.loads(alone.stdout)
    with_model = {row["measure"]: row for row in rows if row["beside"] == "stance-prompted-0a1b2c3d"}
    assert with_model["percent"]["annotators"] == 3
    # 24 sentences of three pairs: 20 agree in all but the two of the model; 4 have one agreeing pair of three
    assert with_model["percent"]["value"] == pytest.approx((18 * 3 + 2 * 1 + 4 * 1) / (24 * 3))
    shown = annotate("agreement", "annotations.csv", "--beside", "scores.csv")
    assert "stance-prompted-0a1b2c3d (a model) among them" in shown.stdout
    table = annotate("agreement", "annotations.csv", "--beside", "scores.csv", "--by", "annotator").stdout
    assert "stance-prompted" in table


def test_one_person_alone_is_compared_with_the_model(annotate, files):
    table = pd.read_csv(files / "annotations.csv")
    table[table["annotator"] == "ana"].to_csv(files / "one.csv", index=False)
    done = annotate("agreement", "one.csv", "--beside", "scores.csv", "--format", "json")
    percent = next(row for row in json.loads(done.stdout) if row["measure"] == "percent")
    assert percent["value"] == pytest.approx(22 / 24)
    bound = annotate("agreement", "one.csv", "--beside", "scores.csv", "--fail-under", "0.5")
    assert bound.returncode == 1
    assert "one person annotated alone" in bound.stderr


def test_scores_become_annotations_that_are_never_gold(annotate, files):
    done = annotate("convert", "scores.csv", "--from", "scores", "-o", "llm.csv")
    assert done.returncode == 0, done.stderr
    answers = pd.read_csv(files / "llm.csv")
    assert set(answers["origin"]) == {"llm"}
    assert set(answers["annotator"]) == {"stance-prompted-0a1b2c3d"}
    assert set(answers["question"]) == {"stance"}
    both = pd.concat([pd.read_csv(files / "annotations.csv"), answers])
    both.to_csv(files / "both.csv", index=False)
    for method in ("majority", "model"):
        resolved = annotate("resolve", "both.csv", "-o", "gold.csv", "--method", method)
        assert resolved.returncode == 1
        assert "24 of 72 answers are by a model (stance-prompted-0a1b2c3d)" in resolved.stderr
    assert not (files / "gold.csv").exists()
    trained = annotate("train", "llm.csv", "scores.csv", "-o", "model", "--recipe", "fast")
    assert trained.returncode == 1
    assert "which are not gold" in trained.stderr
    among_people = annotate("agreement", "both.csv", "--format", "json")
    assert {row["beside"] for row in json.loads(among_people.stdout)} == {"", "stance-prompted-0a1b2c3d"}


def test_scores_of_other_sentences_are_pointed_out(annotate, files):
    pd.read_csv(files / "scores.csv").assign(sentence_id="x").to_csv(files / "others.csv", index=False)
    done = annotate("agreement", "annotations.csv", "--beside", "others.csv")
    assert done.returncode == 1
    assert "none of the sentences that people annotated" in done.stderr
