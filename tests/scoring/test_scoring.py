"""Scoring a table: what comes out for what goes in."""

import numpy as np
import pandas as pd
import pytest
from small_model import LABELS, SmallModel, sentences

from annotate.errors import InputError, ModelError
from annotate.scoring.score_tables import score_table


def test_label_is_the_most_probable_one(model):
    scores = score_table(model, sentences(50))
    probabilities = scores[[f"p_{label}" for label in LABELS]].to_numpy()
    assert scores["label"].tolist() == [LABELS[k] for k in probabilities.argmax(axis=1)]
    assert np.allclose(probabilities.sum(axis=1), 1)
    assert (scores["model"] == "small@1").all()
    assert not scores["abstained"].any()


def test_rows_keep_their_order_and_columns(model):
    given = sentences(30).assign(desk="foreign")
    scores = score_table(model, given)
    pd.testing.assert_frame_equal(scores[list(given.columns)], given)


def test_probabilities_are_those_of_the_model_itself(model):
    given = sentences(200)
    expected = model.pipeline.predict_proba(given["text"])
    assert np.array_equal(score_table(model, given)[[f"p_{label}" for label in LABELS]].to_numpy(), expected)


def test_identical_sentences_are_scored_once():
    model, given = SmallModel(), sentences(20)
    doubled = pd.concat([given, given.iloc[::-1]], ignore_index=True)
    scores = score_table(model, doubled)
    assert model.asked == given["text"].nunique()
    assert scores["label"].iloc[:20].tolist() == scores["label"].iloc[20:].tolist()[::-1]


def test_sentences_alike_in_text_but_not_in_what_the_model_reads_are_scored_each():
    model = SmallModel()
    model.columns = ("text", "speaker")
    given = pd.DataFrame({"text": ["Veldania met."] * 3, "speaker": ["A", "B", None]})
    score_table(model, given)
    assert model.asked == 3


def test_an_earlier_runs_scores_are_replaced(model):
    given = sentences(5).assign(label="critical", p_old=1.0, model="other")
    scores = score_table(model, given)
    assert "p_old" not in scores
    assert (scores["model"] == "small@1").all()


def test_a_model_with_a_threshold_abstains():
    model = SmallModel()
    model.threshold = 0.9
    scores = score_table(model, sentences(100))
    highest = scores[[f"p_{label}" for label in LABELS]].max(axis=1)
    assert (scores["abstained"] == (highest < 0.9)).all()
    assert scores["abstained"].any()


def test_no_sentences_give_no_scores(model):
    scores = score_table(model, sentences(5).iloc[:0])
    assert len(scores) == 0
    assert {"label", "p_critical", "abstained", "model"} <= set(scores.columns)


@pytest.mark.parametrize("text", [None, "", "  "])
def test_an_empty_text_is_named(model, text):
    with pytest.raises(InputError, match="row 2: no text"):
        score_table(model, pd.DataFrame({"text": ["Veldania met.", text]}))


def test_a_table_without_texts_says_what_it_has(model):
    with pytest.raises(InputError, match="no column 'text' to score; found body"):
        score_table(model, pd.DataFrame({"body": ["x"]}))


def test_a_model_that_gives_no_number_is_refused(model):
    class Broken(SmallModel):
        def predict_proba(self, frame):
            return np.full((len(frame), 3), np.nan)

    with pytest.raises(ModelError, match="not a number"):
        score_table(Broken(), sentences(3))
