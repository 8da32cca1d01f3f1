"""How unlike the training text new coverage is: alike for alike text, unlike for other text, nothing where unknown."""

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from small_model import LABELS, SmallModel, sentences

from annotate.io.writing import write_table
from annotate.scoring.domain_shift import ALIKE, UNLIKE, drift
from annotate.scoring.scores_output import about
from annotate.scoring.score_files import score_files
from annotate.scoring.score_tables import score_table

WEATHER = ["Rain fell on the valley", "Snow is forecast for the pass", "The storm moved out to sea"]


class KnowingModel(SmallModel):
    """Keeps the sentences it learned from, as a trained model does."""

    def __init__(self):
        super().__init__()
        learned = sentences(400, seed=1)
        judged = self.pipeline.predict_proba(learned["text"])
        self.sentences = learned.rename(columns={"article_id": "article"}).assign(
            **{f"p_{label}": judged[:, k] for k, label in enumerate(LABELS)}
        )


def weather(size=300):
    draw = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "sentence_id": [f"w{i}" for i in range(size)],
            "article_id": [f"w{i // 10}" for i in range(size)],
            "text": [f"{draw.choice(WEATHER)} {i}." for i in range(size)],
        }
    )


@pytest.fixture(scope="module")
def knowing():
    return KnowingModel()


def test_text_of_the_same_kind_is_alike(knowing):
    found = drift(knowing, score_table(knowing, sentences(400, seed=2)))
    assert found.level == ALIKE
    assert found.auc < 0.6
    assert found.unseen == pytest.approx(found.unseen_before, abs=0.02)
    assert found.shift < 0.1
    assert found.sureness == pytest.approx(found.sureness_before, abs=0.05)


def test_text_of_another_kind_is_unlike_in_plain_words(knowing):
    found = drift(knowing, score_table(knowing, weather()))
    assert found.level == UNLIKE
    assert found.auc > 0.95
    assert found.unseen > 0.6 > 0.1 > found.unseen_before
    assert found.sureness < found.sureness_before
    assert found.words.startswith("The new text is unlike the text the model learned from")
    assert "Label a random sample" in found.words


def test_one_story_is_not_taken_for_another_kind_of_text(knowing):
    """Names that occur in one article only must not count: they tell articles apart, not kinds of text."""
    given = sentences(400, seed=3, articles=20)
    given["text"] += " Person" + given["article_id"].str[1:]
    assert drift(knowing, given).auc < 0.65


def test_before_scoring_there_are_no_scores_to_compare(knowing):
    found = drift(knowing, sentences(100, seed=2))
    assert (found.sureness, found.shift) == (None, None)


@pytest.mark.parametrize(
    "model", [SmallModel(), SimpleNamespace(labels=LABELS, sentences=sentences(50)[["article_id"]])]
)
def test_nothing_is_said_where_the_model_kept_no_text(model):
    assert drift(model, sentences(100)) is None


def test_nothing_is_said_of_a_handful(knowing):
    assert drift(knowing, sentences(5)) is None


@pytest.mark.parametrize("name", ["scores.parquet", "scores.csv", "scores.jsonl", "scores"])
def test_the_scores_carry_it(knowing, tmp_path, name):
    write_table(weather(), source := tmp_path / "s.csv")
    told = []
    done = score_files(knowing, [source], tmp_path / name, workers=1, before_scoring=told.append)
    noted = about(tmp_path / name)
    assert noted["drift"] == json.loads(json.dumps(done.drift.as_dict()))
    assert noted["drift"]["level"] == UNLIKE
    assert (noted["model"], noted["rows"], noted["rejected"]) == ("small@1", 300, 0)
    assert told[0].level == UNLIKE


def test_scores_of_elsewhere_have_nothing_noted(tmp_path):
    write_table(weather(), tmp_path / "s.csv")
    write_table(weather(), tmp_path / "s.parquet")
    assert about(tmp_path / "s.csv") == about(tmp_path / "s.parquet") == {}
