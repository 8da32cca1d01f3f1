"""Estimators by name: what each does, and that a new one is a class and its name."""

import numpy as np
import pandas as pd
import pytest
from two_outlets import coverage, critical, drawn

from annotate.errors import InputError
from annotate.estimation import estimators
from annotate.estimation.aggregates import aggregate
from annotate.estimation.differences import differences
from annotate.estimation.estimators._share import Share
from annotate.estimation.label_scores import label_scores, question_of, scale_scores
from annotate.estimation.net_tone import index
from annotate.estimation.options import Options
from annotate.estimation.planning import plan
from annotate.estimation.shares import estimate
from annotate.estimation.trends import trend
from annotate.scheme import SENTIMENT, STANCE, Label, Question, Scheme

COUNT, LABELS_ONLY = Options(estimator="classify-and-count"), Options(estimator="labels-only")


@pytest.fixture(scope="module")
def sample():
    scores, truth = coverage(3000)
    return scores, truth, drawn(scores, truth, 600)[0]


def test_classify_and_count_is_the_naive_share_without_an_interval(sample):
    scores, _, gold = sample
    shares = estimate(scores, gold, by=["outlet"], options=COUNT)
    assert shares["share"].tolist() == pytest.approx(shares["naive"].tolist())
    assert shares["naive"].tolist() == pytest.approx(estimate(scores, gold, by=["outlet"])["naive"].tolist())
    assert shares[["low", "high"]].isna().all().all()
    assert (shares["method"] == "classify-and-count").all()


def test_sentences_the_model_abstained_from_do_not_count_in_the_naive_share(sample):
    scores, _, gold = sample
    unsure = scores["p_critical"].between(0.4, 0.6).to_numpy()
    row = critical(estimate(scores.assign(abstained=unsure), gold)).iloc[0]
    assert row["naive"] == pytest.approx((scores["label"][~unsure] == "critical").mean())
    assert row["n"] == 3000


def test_a_group_without_labels_can_be_counted(sample):
    scores, _, gold = sample
    lone = scores.assign(outlet=np.where(np.arange(len(scores)) < 3, "Ostrel Wire", scores["outlet"]))
    shares = estimate(lone, gold, by=["outlet"], options=COUNT)
    assert shares[shares["outlet"] == "Ostrel Wire"]["share"].notna().all()


def test_differences_slopes_and_the_index_of_counted_labels_have_no_interval(sample):
    scores, _, gold = sample
    values = {"critical": -1.0, "neutral": 0.0}
    for frame, column in [
        (differences(scores, gold, by=["outlet"], options=COUNT), "difference"),
        (trend(scores, gold, options=COUNT), "slope"),
        (index(scores, gold, values=values, options=COUNT), "index"),
    ]:
        assert frame[column].notna().all()
        assert frame[["low", "high"]].isna().all().all()
        assert frame.get("p", pd.Series(dtype=float)).isna().all()


def test_a_plan_for_counted_labels_is_refused(sample):
    scores, _, gold = sample
    with pytest.raises(InputError, match="classify-and-count: has no interval"):
        plan(scores, gold, half_width=0.03, options=COUNT)


def test_labels_only_is_their_weighted_mean_and_wider(sample):
    scores, _, gold = sample
    row = critical(estimate(scores, gold, options=LABELS_ONLY)).iloc[0]
    corrected = critical(estimate(scores, gold)).iloc[0]
    assert row["share"] == pytest.approx((gold["label"] == "critical").mean())
    assert row["high"] - row["low"] > 1.2 * (corrected["high"] - corrected["low"])
    assert (row["method"], row["trust"]) == ("labels only", 0.0)


def test_an_unknown_estimator_is_refused_with_those_there_are(sample):
    scores, _, gold = sample
    with pytest.raises(InputError, match="'magic' is unknown; choose from aipw, labels-only, classify-and-count"):
        estimate(scores, gold, options=Options(estimator="magic"))


class Half:
    """Every label has an equal share."""

    name = "half"
    method = "divided"
    description = "Shares are equal."
    references = ()
    uses_labels = False

    def shares(self, data, rows):
        parts = len(data.labels)
        return [Share(1 / parts, np.arange(2), np.array([0.01, 0.01]), 9) for _ in range(parts)]


def test_a_new_estimator_is_a_class_and_its_name(sample, monkeypatch):
    scores, _, gold = sample
    monkeypatch.setattr(estimators, "ESTIMATORS", {**estimators.ESTIMATORS, "half": Half()})
    shares = estimate(scores, gold, options=Options(estimator="half"))
    assert shares["share"].tolist() == [0.5, 0.5]
    assert shares["method"].tolist() == ["divided"] * 2
    assert shares["low"].tolist() == pytest.approx([0.5 - 2.2621572 * 0.0002**0.5] * 2)


@pytest.mark.parametrize(("option", "words"), [({"small": "drop"}, "'drop' is unknown"), ({"confidence": 95}, "95 is")])
def test_impossible_options_are_refused(option, words):
    with pytest.raises(InputError, match=words):
        Options(**option)


class TestLabelScores:
    """What a label scores on the index comes from the scale of its question."""

    def test_a_scale_goes_from_plus_one_to_minus_one_in_even_steps(self):
        names = ("warm", "mild", "cool", "cold")
        question = Question("tone", tuple(map(Label, names)), scale=names)
        assert scale_scores(question) == pytest.approx({"warm": 1, "mild": 1 / 3, "cool": -1 / 3, "cold": -1})
        assert scale_scores(STANCE) == {"conciliatory": 1, "neutral": 0, "critical": -1}

    def test_without_a_scale_or_with_several_labels_there_is_none(self):
        names = ("aid", "trade")
        assert scale_scores(Question("topic", tuple(map(Label, names)))) is None
        assert scale_scores(Question("topic", tuple(map(Label, names)), scale=names, multiple=True)) is None

    def test_labels_of_the_shipped_questions_have_scores_and_others_need_values(self):
        assert label_scores(["positive", "negative"]) == {"positive": 1, "negative": -1}
        with pytest.raises(InputError, match="label 'aid' has no score for the index; pass `values`"):
            label_scores(["aid", "trade"])
        assert label_scores(["aid", "trade"], {"aid": 1, "trade": -0.5}) == {"aid": 1, "trade": -0.5}

    def test_the_question_is_the_one_that_has_the_labels(self):
        topic = Question("topic", (Label("aid"), Label("trade")))
        scheme = Scheme((STANCE, SENTIMENT, topic))
        assert question_of(["trade"], scheme) is topic
        assert question_of(["neutral", "negative"], scheme) is SENTIMENT
        assert question_of(["neutral"], scheme, "sentiment") is SENTIMENT
        unknown = question_of(["trade", "war"], scheme)
        assert (unknown.name, unknown.names, unknown.scale) == ("labels", ("trade", "war"), ())


def test_shares_of_labels_without_a_scale_are_summed_up_without_an_index():
    answers = ["aid", "trade", "aid|trade"]
    row = aggregate(pd.DataFrame({"sentence_id": list("abc"), "article_id": list("xxy"), "label": answers})).iloc[0]
    assert (row["share_aid"], row["share_trade"], row["n"]) == (pytest.approx(2 / 3), pytest.approx(2 / 3), 3)
    assert row[["index", "low", "high"]].isna().all()


class TestSeveralLabels:
    """Answers that hold several labels, joined by ``|``."""

    @pytest.fixture
    def topics(self):
        draw = np.random.default_rng(3)
        answers = np.array(["aid", "aid|trade", "trade"])
        truth = draw.integers(0, 3, 2000)
        chances = np.full((2000, 3), 0.1) + 0.7 * np.eye(3)[np.where(draw.random(2000) < 0.2, 0, truth)]
        scores = pd.DataFrame({f"p_{answer}": chances[:, k] for k, answer in enumerate(answers)})
        scores = scores.assign(sentence_id=[f"s{n}" for n in range(2000)], label=answers[chances.argmax(axis=1)])
        rows = draw.choice(2000, 400, replace=False)
        gold = scores.iloc[rows][["sentence_id"]].assign(label=answers[truth[rows]], question="topic")
        return scores, truth, gold.assign(inclusion_probability=0.2)

    def test_each_label_has_a_share_of_its_own(self, topics):
        scores, truth, gold = topics
        shares = estimate(scores, gold).set_index("label")
        assert list(shares.index) == ["aid", "trade"]
        has = pd.Series({"aid": (truth <= 1).mean(), "trade": (truth >= 1).mean()})
        assert (shares["low"] < has).all()
        assert (shares["high"] > has).all()
        assert shares.loc["trade", "naive"] == pytest.approx(scores["label"].str.contains("trade").mean())
        assert shares["share"].sum() > 1.2

    def test_people_may_join_labels_as_the_model_never_has(self, topics):
        scores, _, gold = topics
        alone = scores.drop(columns="p_aid|trade").replace({"label": {"aid|trade": "aid"}})
        assert estimate(alone, gold)["label"].tolist() == ["aid", "trade"]

    def test_a_label_that_is_not_the_models_is_refused(self, topics):
        scores, _, gold = topics
        with pytest.raises(InputError, match=r"'aid\|war' is not the model's; it has aid, trade"):
            estimate(scores, gold.replace({"label": {"aid|trade": "aid|war"}}))
