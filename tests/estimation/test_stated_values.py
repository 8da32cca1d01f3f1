"""Tables of scores as people bring them back: dates, outlets, probabilities and models that contradict each other."""

import pandas as pd

from annotate.estimation.design._gold_answers import gold_answers
from annotate.estimation.stated_values import plain_rows, with_speakers_once
from annotate.study.ledger import Ledger
from annotate.workflows.estimate_inputs import scores_of

SCORES = pd.DataFrame(
    {
        "sentence_id": ["s1", "s2", "s3"],
        "published": ["13.04.2031", "02.05.2031", "2031-06-01"],
        "outlet": ["Bote", "NA", "BOTE"],
        "label": ["a", "b", "a"],
        "p_a": [0.7, 0.2, 0.9],
        "p_b": [0.3, 0.8, 0.9],
        "model": ["stance-fast-1", "stance-fast-1", "stance-fast-2"],
    }
)


def test_dates_are_read_in_the_order_of_their_column_and_contradictions_are_named():
    plain, notes = plain_rows(SCORES)
    assert plain["published"].tolist() == ["2031-04-13", "2031-05-02", "2031-06-01"]
    assert plain["outlet"].isna().tolist() == [False, True, False]
    assert notes == [
        "outlets Bote, BOTE differ in spelling only and count as several; give them one name in the articles and split "
        "these again, if they are one",
        "scores of 2 models in one table (stance-fast-1, stance-fast-2)",
        "the probabilities of 1 sentence do not add up to 1",
    ]


def test_sound_scores_have_no_notes():
    sound = SCORES.assign(outlet=["Bote", "Stern", "Bote"], model="stance-fast-1", p_b=1 - SCORES["p_a"])
    assert plain_rows(sound)[1] == []


def test_gold_labels_are_the_models_whatever_their_capitals_and_spaces():
    gold = pd.DataFrame({"sentence_id": ["s1", "s2"], "question": "stance", "label": ["Critical ", "neutral"]})
    assert gold_answers(gold, ["critical", "neutral"], "stance")["label"].tolist() == ["critical", "neutral"]


def test_a_speaker_with_a_capital_that_begins_a_sentence_is_the_same_speaker():
    names = ["The ministers", "the ministers", "Ministers", None, "Lind", "The envoy", "both sides", "Both sides"]
    scores = SCORES.iloc[[0] * 8].assign(sentence_id=[f"s{n}" for n in range(8)], speaker=names)
    once = ["the ministers", "the ministers", "Ministers", None, "Lind", "The envoy", "both sides", "both sides"]
    for column in (scores["speaker"], scores["speaker"].astype("category")):
        found = with_speakers_once(scores.assign(speaker=column))["speaker"].astype(object)
        assert found.where(found.notna(), None).tolist() == once
    read = scores_of(scores.assign(published="2031-04-13"), Ledger("estimate"))
    assert read["speaker"].nunique() == 5
    assert with_speakers_once(SCORES) is SCORES
