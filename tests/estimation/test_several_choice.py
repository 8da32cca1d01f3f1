"""Questions that take several labels: an answer without any is "none of them", for the model as for people."""

import re

import numpy as np
import pandas as pd
import pytest

import annotate as an
from annotate.estimation.design._labelled_scores import labelled
from annotate.estimation.options import Options
from annotate.estimation.shares import estimate
from annotate.scheme import Label, Question
from annotate.workflows.publish import large_scores

TOPICS = np.array(["aid", "fish", "rails"])
SIZE, DRAWN = 900, 300
SETTINGS = '[questions.topic]\nmultiple = true\nlabels = ["aid", "fish", "rails"]\n'


SCHEME = an.Scheme((Question("topic", tuple(map(Label, TOPICS)), multiple=True),))


def joined(has):
    return ["|".join(TOPICS[row]) for row in has]


@pytest.fixture
def topics(tmp_path):
    """Scores with a probability for each topic, of sentences of which nearly half have none; labels of a third."""
    draw = np.random.default_rng(4)
    truth = draw.random((SIZE, 3)) < [0.4, 0.25, 0.1]
    chances = 1 / (1 + np.exp(0.8 - 2 * truth - draw.normal(0, 0.8, (SIZE, 3))))
    scores = pd.DataFrame({f"p_{name}": chances[:, k] for k, name in enumerate(TOPICS)})
    scores = scores.assign(sentence_id=[f"s{n}" for n in range(SIZE)], label=joined(chances > 0.5), model="m-1")
    scores["article_id"] = [f"a{n // 5}" for n in range(SIZE)]
    scores["outlet"] = np.array(["Orlesk Gazette", "Free Lantern"])[np.arange(SIZE) // 5 % 2]
    scores["text"] = [f"Sentence {n}." for n in range(SIZE)]
    rows = draw.choice(SIZE, DRAWN, replace=False)
    gold = pd.DataFrame({"sentence_id": scores["sentence_id"][rows], "question": "topic"})
    gold = gold.assign(label=np.array(joined(truth))[rows], inclusion_probability=DRAWN / SIZE)
    scores.to_csv(tmp_path / "scores.csv", index=False)
    gold.to_csv(tmp_path / "gold.csv", index=False)
    return tmp_path, scores, gold, pd.Series(truth.mean(axis=0), TOPICS)


@pytest.mark.parametrize("settings", [SETTINGS, ""])
def test_sentences_without_a_label_count_with_and_without_a_scheme(annotate, topics, settings):
    folder, _, _, truth = topics
    (folder / "annotate.toml").write_text(settings)
    done = annotate("estimate", "scores.csv", "--gold", "gold.csv", "-o", "shares.csv")
    assert done.returncode == 0, done.stderr
    shares = pd.read_csv(folder / "shares.csv").set_index("label")
    assert shares["n"].tolist() == [SIZE] * 3
    assert shares["labelled"].tolist() == [DRAWN] * 3
    assert (shares["low"] < truth).all()
    assert (truth < shares["high"]).all()
    assert f"used {SIZE} sentences" in done.stderr
    assert f"{DRAWN} human labels (drawn at random)" in done.stderr
    assert not re.search("add up|not scored|tied|no label", done.stderr)


def test_shares_with_every_label_known_are_the_shares_counted(topics):
    _, scores, gold, _ = topics
    asked = scores[scores["sentence_id"].isin(gold["sentence_id"])]
    shares = estimate(asked, gold.assign(inclusion_probability=1.0)).set_index("label")["share"]
    counted = {name: gold["label"].str.contains(name).mean() for name in TOPICS}
    assert shares.to_dict() == pytest.approx(counted)


def test_each_label_keeps_its_own_probability_where_no_answer_has_several(topics):
    _, scores, gold, _ = topics
    alone = scores[~scores["label"].str.contains("|", regex=False)]
    gold = gold[~gold["label"].str.contains("|", regex=False)]
    data = labelled(alone, gold, options=Options(several=True))
    assert data.predicted == pytest.approx(alone[[f"p_{name}" for name in TOPICS]].to_numpy())


def test_what_annotators_were_divided_on_is_no_answer(topics):
    _, scores, gold, _ = topics
    rules = np.where(np.arange(DRAWN) < 40, "tie", "single")
    tied = gold.assign(rule=rules, label=gold["label"].mask(rules == "tie"))
    use = estimate(scores, tied).attrs["use"]
    assert (use.ties, use.drawn) == (40, DRAWN - 40)


@pytest.mark.parametrize("scheme", [SCHEME, None])
@pytest.mark.filterwarnings("ignore:.*read into memory")
def test_many_scores_are_not_summed_up_without_those_that_have_no_label(topics, monkeypatch, scheme):
    folder, scores, gold, _ = topics
    monkeypatch.setattr(large_scores, "LARGE", 1)
    scores.assign(label=scores["label"].replace("", None)).to_parquet(folder / "scores.parquet")
    shares = an.estimate(folder / "scores.parquet", gold, scheme=scheme)
    pd.testing.assert_frame_equal(shares, estimate(scores, gold))


@pytest.mark.parametrize("output", ["page.html", "findings.md"])
def test_the_report_is_of_all_sentences(annotate, topics, output):
    folder, scores, gold, _ = topics
    (folder / "annotate.toml").write_text(SETTINGS)
    done = annotate("report", "scores.csv", "--gold", "gold.csv", "-o", output)
    assert done.returncode == 0, done.stderr
    words = (folder / output).read_text().replace("\u00a0", " ")
    shares = estimate(scores, gold).set_index("label")["share"]
    assert f"Of all sentences {100 * shares['aid']:.0f} % have the label aid" in words
    assert "a sentence may have several of these labels, or none" in words
    assert f"We scored {SIZE} sentences" in words
    if output.endswith(".html"):
        assert "none of these" in words
        assert all(f'"Sentence {n}."' in words for n in range(SIZE))


def test_shares_of_a_question_that_is_not_always_asked_say_whose_they_are(annotate, topics):
    folder, _, gold, _ = topics
    draw = np.random.default_rng(5)
    has = draw.choice(["trade", "war"], len(gold))
    (folder / "annotate.toml").write_text(
        '[questions.frame]\nlabels = ["trade", "war"]\n'
        + SETTINGS.replace("multiple", "only_if = { question = 'frame', label = 'trade' }\nmultiple")
    )
    frames = gold.assign(question="frame", label=has)
    asked = gold[has == "trade"]
    pd.concat([frames, asked]).to_csv(folder / "gold.csv", index=False)
    common = ["scores.csv", "--gold", "gold.csv", "--question", "topic", "-o"]
    done = annotate("estimate", *common, "shares.csv")
    words = " ".join(done.stderr.split())
    told = f"topic is asked only where frame is trade: {len(asked)} of {DRAWN} labels; "
    assert f"{told}the model answers it for every sentence" in words, words
    done = annotate("estimate", *common, "asked.csv", "--estimator", "labels-only")
    assert f"{told}these shares are of the sentences that it is asked of" in " ".join(done.stderr.split())
    shares = pd.read_csv(folder / "asked.csv").set_index("label")["share"]
    assert shares["aid"] == pytest.approx(asked["label"].str.contains("aid").mean())
    annotate("report", *common, "page.html")
    assert told in " ".join((folder / "page.html").read_text().split())
    assert "is asked only where" not in annotate("estimate", *common[:3], "--question", "frame").stderr
