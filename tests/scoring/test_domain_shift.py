"""How unlike the training text new coverage is: alike for alike text, unlike for other text, nothing where unknown."""

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from small_model import LABELS, STATES, SmallModel, sentences

from annotate.io.writing import write_table
from annotate.scoring.domain_shift import ALIKE, UNLIKE, domain_shift
from annotate.scoring.score_files import score_files
from annotate.scoring.score_tables import score_table
from annotate.scoring.scores_output import RunNote, run_note

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
    found = domain_shift(knowing, score_table(knowing, sentences(400, seed=2)))
    assert found.level == ALIKE
    assert found.auc < 0.6
    assert found.out_of_vocabulary == pytest.approx(found.out_of_vocabulary_in_training, abs=0.02)
    assert found.label_shift < 0.1
    assert found.confidence == pytest.approx(found.confidence_in_training, abs=0.05)


def test_text_of_another_kind_is_unlike_and_its_summary_says_what_to_do(knowing):
    found = domain_shift(knowing, score_table(knowing, weather()))
    assert found.level == UNLIKE
    assert found.auc > 0.95
    assert found.out_of_vocabulary > 0.6 > 0.1 > found.out_of_vocabulary_in_training
    assert found.confidence < found.confidence_in_training
    assert found.summary.startswith("The new text is unlike the training text")
    assert "Label a random sample" in found.summary


def test_one_story_is_not_taken_for_another_kind_of_text(knowing):
    """Names that occur in one article only must not count: they tell articles apart, not kinds of text."""
    given = sentences(400, seed=3, articles=20)
    given["text"] += " Person" + given["article_id"].str[1:]
    assert domain_shift(knowing, given).auc < 0.65


def files(size=1200, apart=0):
    """Sentences about a file of their own each, as pairs with two targets; the last `apart` have another verb."""
    draw = np.random.default_rng(4)
    verbs = np.where(np.arange(size) < size - apart, draw.choice(["praised", "blamed", "met"], size), "rang up")
    texts = [
        f"{draw.choice(STATES)} {verb} the envoy and {draw.choice(['left', 'stayed'])} over file {7 * n + 1000}."
        for n, verb in enumerate(verbs)
    ]
    one = pd.DataFrame(
        {
            "sentence_id": [f"f{n}" for n in range(size)],
            "article_id": [f"a{n // 6}" for n in range(size)],
            "text": texts,
        }
    )
    return pd.concat([one.assign(target=name) for name in ("Veldania", "Ostrel")]).sort_index(kind="stable")


def trained_on(drawn):
    return SimpleNamespace(labels=LABELS, sentences=drawn.rename(columns={"article_id": "article"}))


@pytest.mark.parametrize("seed", range(2))
def test_a_random_draw_of_pairs_is_alike_the_pairs_it_is_from(seed):
    pairs = files()
    model = trained_on(pairs.sample(300, random_state=seed))
    for given in (pairs, pairs.iloc[::3], pairs.head(1000), pairs.drop(columns="target").iloc[::2]):
        found = domain_shift(model, given)
        assert found.level == ALIKE
        assert found.auc < 0.6


def test_pairs_of_other_text_are_unlike_and_count_their_sentences_once():
    pairs = files(size=1200, apart=600)
    found = domain_shift(trained_on(pairs.head(1200).sample(300, random_state=0)), pairs.tail(1200))
    assert found.level == UNLIKE
    assert found.new == 600


def test_before_scoring_there_are_no_scores_to_compare(knowing):
    found = domain_shift(knowing, sentences(100, seed=2))
    assert (found.confidence, found.label_shift) == (None, None)


@pytest.mark.parametrize(
    "model", [SmallModel(), SimpleNamespace(labels=LABELS, sentences=sentences(50)[["article_id"]])]
)
def test_nothing_is_said_where_the_model_kept_no_text(model):
    assert domain_shift(model, sentences(100)) is None


def test_nothing_is_said_of_a_handful(knowing):
    assert domain_shift(knowing, sentences(5)) is None


@pytest.mark.parametrize("name", ["scores.parquet", "scores.csv", "scores.jsonl", "scores"])
def test_the_scores_carry_it(knowing, tmp_path, name):
    write_table(weather(), source := tmp_path / "s.csv")
    told = []
    done = score_files(knowing, [source], tmp_path / name, workers=1, before_scoring=told.append)
    note = run_note(tmp_path / name)
    assert note.domain_shift == done.domain_shift
    assert note.domain_shift.level == UNLIKE
    assert (note.model, note.rows, note.rejected) == ("small@1", 300, 0)
    assert told[0].level == UNLIKE


def test_scores_of_elsewhere_have_nothing_noted(tmp_path):
    write_table(weather(), tmp_path / "s.csv")
    write_table(weather(), tmp_path / "s.parquet")
    assert run_note(tmp_path / "s.csv") == run_note(tmp_path / "s.parquet") == RunNote()


def test_the_note_of_an_earlier_version_is_read(tmp_path):
    former = {"level": UNLIKE, "auc": 0.9, "unseen": 0.7, "unseen_before": 0.1, "sureness": None, "shift": None}
    former |= {"sureness_before": None, "new": 300, "old": 400, "words": "Unlike."}
    (tmp_path / "s.about.json").write_text(json.dumps({"model": "small@1", "drift": former}))
    found = run_note(tmp_path / "s.csv").domain_shift
    assert (found.summary, found.out_of_vocabulary) == ("Unlike.", 0.7)
