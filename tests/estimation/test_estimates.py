"""Corrected shares: against ppi-python, against what is known exactly, and where they must not be given."""

import numpy as np
import pandas as pd
import pytest
from two_outlets import OUTLETS, coverage, critical, drawn, labels_of

from annotate import tables
from annotate.errors import InputError
from annotate.estimation.differences import differences
from annotate.estimation.options import Least, Options
from annotate.estimation.shares import estimate
from annotate.estimation.trends import trend
from annotate.io.reading import read_table
from annotate.io.writing import write_table
from annotate.learn.models.trained_model import LearnedFrom


@pytest.mark.parametrize("lean", [0.0, 0.2])
@pytest.mark.parametrize("size", [100, 800])
def test_a_simple_random_sample_gives_what_ppi_python_gives(size, lean):
    ppi = pytest.importorskip("ppi_py", reason="ppi-python is not installed")
    scores, truth = coverage(lean=lean)
    gold, rows = drawn(scores, truth, size)
    predicted, rest = scores["p_critical"].to_numpy(), np.setdiff1d(np.arange(len(scores)), rows)
    given = truth[rows].astype(float), predicted[rows], predicted[rest]
    ours = critical(estimate(scores, gold)).iloc[0]
    low, high = ppi.ppi_mean_ci(*given, alpha=0.05)
    assert ours["share"] == pytest.approx(ppi.ppi_mean_pointestimate(*given)[0], abs=1e-12)
    # Ours widens by Student's t and a small-sample factor, which at 100 labels is 2 % of the interval's width.
    assert ours["high"] - ours["low"] == pytest.approx(high[0] - low[0], rel=0.03)


def test_the_naive_share_stands_beside_and_is_wrong():
    scores, truth = coverage(lean=0.3)
    gold, _ = drawn(scores, truth, 500)
    row = critical(estimate(scores, gold)).iloc[0]
    assert row["low"] < truth.mean() < row["high"]
    assert row["naive"] == pytest.approx((scores["label"] == "critical").mean())
    assert not row["low"] < row["naive"] < row["high"]


def test_unequal_chances_are_made_up_for():
    scores, truth = coverage()
    chance = np.where(truth, 0.3, 0.05)
    rows = np.flatnonzero(np.random.default_rng(3).random(len(scores)) < chance)
    row = critical(estimate(scores, labels_of(scores, truth, rows, chance[rows]))).iloc[0]
    assert truth[rows].mean() > truth.mean() + 0.3
    assert row["low"] < truth.mean() < row["high"]


def test_shares_of_all_labels_add_up_to_one():
    scores, truth = coverage()
    shares = estimate(scores, drawn(scores, truth, 300)[0], by=["outlet"])
    assert shares.groupby("outlet")["share"].sum().to_numpy() == pytest.approx([1, 1], abs=1e-9)


def test_when_every_sentence_is_labelled_the_share_is_counted():
    scores, truth = coverage(200)
    row = critical(estimate(scores, labels_of(scores, truth, np.arange(200), 1.0))).iloc[0]
    assert row["share"] == pytest.approx(truth.mean())
    assert row["method"] == "all labelled"


def test_sentences_drawn_with_certainty_speak_for_themselves_alone():
    scores, truth = coverage(1000)
    sure = np.arange(100)
    others = np.random.default_rng(5).choice(np.arange(100, 1000), 200, replace=False)
    gold = labels_of(scores, truth, np.r_[sure, others], np.r_[np.ones(100), np.full(200, 200 / 900)])
    flipped = truth.copy()
    flipped[sure] = ~flipped[sure]
    given = critical(estimate(scores, gold))["share"].iloc[0]
    moved = critical(estimate(scores, labels_of(scores, flipped, np.r_[sure, others], gold["inclusion_probability"])))
    assert moved["share"].iloc[0] - given == pytest.approx((flipped[sure].sum() - truth[sure].sum()) / 1000)


def test_alike_sentences_of_one_article_widen_the_interval():
    scores, _ = coverage(4000)
    of_article = np.random.default_rng(2).random(200) < 0.3
    article = np.arange(4000) // 20
    truth = of_article[article]
    gold = labels_of(scores, truth, rows := np.flatnonzero(article % 4 == 0), 0.25)
    together = estimate(scores.assign(article_id=[f"a{i}" for i in article]), gold)
    apart = estimate(scores, gold)
    ratio = (critical(together)["high"] - critical(together)["low"]) / (
        critical(apart)["high"] - critical(apart)["low"]
    )
    assert len(rows) == 1000
    assert ratio.iloc[0] > 3


def test_strata_that_differ_narrow_the_interval():
    scores, truth = coverage(4000)
    even = np.arange(4000) % 2 == 0
    scores["p_critical"] = scores["p_neutral"] = 0.5
    rows = np.r_[np.flatnonzero(even)[:200], np.flatnonzero(~even)[:200]]
    truth = np.where(even, np.arange(4000) % 20 != 0, np.arange(4000) % 20 == 1)
    gold = labels_of(scores, truth, rows, 0.1)
    plain = critical(estimate(scores, gold)).iloc[0]
    strata = critical(estimate(scores, gold.assign(stratum=np.where(even[rows], "a", "b")))).iloc[0]
    assert strata["share"] == pytest.approx(plain["share"])
    assert strata["high"] - strata["low"] < 0.8 * (plain["high"] - plain["low"])


def learned(**record):
    return Options(learned=LearnedFrom(**record))


class TestTrainedOn:
    """The model knows the labels it was trained on, so they say nothing about its errors elsewhere."""

    @pytest.fixture
    def overfitted(self):
        scores, truth = coverage(2000, lean=0.25)
        gold, rows = drawn(scores, truth, 800)
        gold["split"] = np.where(np.arange(800) < 500, "train", "test")
        scores.loc[rows[:500], "p_critical"] = truth[rows[:500]].astype(float)
        scores["p_neutral"] = 1 - scores["p_critical"]
        return scores, truth, gold, rows

    def test_the_training_part_is_set_apart(self, overfitted):
        scores, truth, gold, _ = overfitted
        row = critical(estimate(scores, gold)).iloc[0]
        assert row["low"] < truth.mean() < row["high"]
        assert row["labelled"] == 800

    def test_ids_do_what_the_split_column_does(self, overfitted):
        scores, _, gold, _ = overfitted
        ids = gold["sentence_id"][gold["split"] == "train"]
        by_ids = estimate(scores, gold.drop(columns="split"), options=learned(trained_on=frozenset(ids)))
        pd.testing.assert_frame_equal(by_ids, estimate(scores, gold))

    def test_out_of_fold_predictions_let_every_label_count(self, overfitted):
        scores, truth, gold, rows = overfitted
        honest, _ = coverage(2000, lean=0.25)
        with_folds = critical(estimate(scores, gold, options=learned(out_of_fold=honest.iloc[rows[:500]]))).iloc[0]
        clean = critical(estimate(honest, gold.drop(columns="split"))).iloc[0]
        assert with_folds["share"] == pytest.approx(clean["share"])
        assert with_folds["low"] < truth.mean() < with_folds["high"]

    def test_nothing_but_training_labels_is_refused(self, overfitted):
        scores, _, gold, _ = overfitted
        with pytest.raises(InputError, match="trained on every human label"):
            estimate(scores, gold.assign(split="train"))


def test_small_groups_are_withheld_with_the_reason():
    scores, truth = coverage(400)
    scores["outlet"] = np.where(np.arange(400) < 380, "Karsovia Times", "Ostrel Wire")
    shares = estimate(scores, drawn(scores, truth, 100)[0], by=["outlet"])
    small = shares[shares["outlet"] == "Ostrel Wire"]
    assert (small["method"] == "withheld").all()
    assert small["share"].isna().all()
    assert small["note"].str.contains("label more or pool").all()
    assert shares[shares["outlet"] == "Karsovia Times"]["share"].notna().all()


def test_small_groups_can_be_pooled():
    scores, truth = coverage(1000)
    scores["outlet"] = [f"Paper {i % 50}" if i < 500 else "Karsovia Times" for i in range(1000)]
    shares = estimate(scores, drawn(scores, truth, 200)[0], by=["outlet"], options=Options(small="pool"))
    assert set(shares["outlet"]) == {"Karsovia Times", "(other)"}
    assert shares[shares["outlet"] == "(other)"]["method"].unique().tolist() == ["corrected, pooled"]


def test_a_label_that_no_labelled_sentence_has_keeps_an_upper_bound():
    scores, _truth = coverage(2000)
    gold, _ = drawn(scores, np.zeros(2000, dtype=bool), 50)
    scores["p_critical"], scores["p_neutral"], scores["label"] = 0.001, 0.999, "neutral"
    row = critical(estimate(scores, gold)).iloc[0]
    assert row["low"] == pytest.approx(0, abs=0.002)
    assert 0.03 < row["high"] < 0.12


def test_differences_find_the_outlet_that_is_more_critical():
    scores, truth = coverage(4000)
    found = critical(differences(scores, drawn(scores, truth, 800)[0], by=["outlet"])).iloc[0]
    assert (found["group"], found["other"]) == tuple(OUTLETS)
    true = truth[::2].mean() - truth[1::2].mean()
    assert found["low"] < true < found["high"]
    assert found["low"] > 0
    assert found["p"] < 0.001


def test_a_difference_within_articles_counts_each_article_once():
    scores, truth = coverage(2000)
    shares = estimate(scores, gold := drawn(scores, truth, 400)[0], by=["outlet"])
    apart = critical(differences(scores, gold, by=["outlet"])).iloc[0]
    halves = (critical(shares)["high"] - critical(shares)["low"]) / 2
    assert (apart["high"] - apart["low"]) / 2 == pytest.approx(np.hypot(*halves), rel=0.02)
    paired = scores.assign(article_id=[f"a{i // 2}" for i in range(2000)])
    effect = np.random.default_rng(0).random(1000) < 0.5
    alike = np.repeat(effect, 2)
    gold = labels_of(paired, alike, np.arange(400), 0.2)
    together = critical(differences(paired, gold, by=["outlet"])).iloc[0]
    assert together["high"] - together["low"] < 0.2 * (apart["high"] - apart["low"])


def test_a_trend_is_found_where_there_is_one():
    scores, _ = coverage(6000)
    month = scores["published"].str[5:7].astype(int).to_numpy()
    truth = np.random.default_rng(4).random(6000) < 0.1 + 0.08 * month
    gold, _ = drawn(scores, truth, 1500)
    found = critical(trend(scores, gold, over="month")).iloc[0]
    assert found["periods"] == 6
    assert found["low"] < 0.08 < found["high"]
    assert found["low"] > 0


def test_groups_may_be_periods_of_the_date():
    scores, truth = coverage(3000)
    shares = estimate(scores, drawn(scores, truth, 600)[0], by=["month"])
    assert shares["month"].unique().tolist() == [f"2031-0{m}" for m in range(1, 7)]


def test_only_body_sentences_count():
    scores, truth = coverage(1000)
    gold, _ = drawn(scores, truth, 300)
    kinds = np.where(np.arange(1000) < 900, "body", "caption")
    assert critical(estimate(scores.assign(kind=kinds), gold))["n"].iloc[0] == 900


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda g: g.drop(columns="inclusion_probability"), "no inclusion_probability.*`assume_random`"),
        (lambda g: g.assign(inclusion_probability=0.0), r"not in \(0, 1\]"),
        (lambda g: g.assign(label="hostile"), "'hostile' is not the model's; it has critical, neutral"),
        (lambda g: pd.concat([g, g.head(1)]), "appears twice"),
        (lambda g: g.assign(sentence_id="x" + g["sentence_id"]), "none of the human labels is of a scored sentence"),
    ],
)
def test_gold_that_cannot_be_used_is_refused_with_the_reason(change, words):
    scores, truth = coverage(500)
    with pytest.raises(InputError, match=words):
        estimate(scores, change(drawn(scores, truth, 50)[0]))


def test_labels_without_a_probability_are_left_out_in_words():
    scores, truth = coverage(1000)
    gold, _ = drawn(scores, truth, 200)
    gold.loc[:19, "inclusion_probability"] = np.nan
    shares = estimate(scores, gold)
    assert shares["labelled"].iloc[0] == 180
    assert shares.attrs["notes"] == [
        "180 human labels are drawn at random and correct the shares; 20 had no inclusion probability from a draw "
        "(hand-picked) and correct nothing"
    ]


def test_an_assumed_random_sample_gives_the_share_of_a_random_sample():
    scores, truth = coverage(1000)
    gold, _ = drawn(scores, truth, 200)
    assumed = estimate(scores, gold.drop(columns="inclusion_probability"), options=Options(assume_random=True))
    assert assumed["share"].to_numpy() == pytest.approx(estimate(scores, gold)["share"].to_numpy(), abs=1e-6)


def test_pooling_keeps_least_in_mind():
    scores, truth = coverage(600)
    shares = estimate(scores, drawn(scores, truth, 60)[0], by=["outlet"], options=Options(least=Least(50, 5)))
    assert (shares["method"] == "withheld").all()


def test_a_model_that_learned_from_the_same_labels_is_corrected_out_of_fold():
    from annotate.learn.models.model_info import ModelInfo, Split, TrainingData
    from annotate.learn.models.trained_model import Model

    scores, truth = coverage(600)
    gold, rows = drawn(scores, truth, 200)
    sentences = scores.iloc[rows][["sentence_id", "p_critical", "p_neutral"]].assign(part=["train", "test"] * 100)
    info = ModelInfo(
        name="stance-fast-0",
        question="stance",
        labels=("critical", "neutral"),
        recipe="fast",
        options="",
        seed=0,
        columns=("text",),
        data=TrainingData("gold.csv", 200, 200, {}, "", texts_kept=False),
        split=Split({"test": 100, "train": 100}, ["train"], "", 0, ""),
        metrics=None,
        versions={},
    )
    learned = Model(None, info, sentences).learned_from()
    assert learned.trained_on == set(sentences["sentence_id"][::2])
    knowing = scores.copy()
    knowing.loc[rows[::2], "p_critical"] = truth[rows[::2]].astype(float)
    knowing["p_neutral"] = 1 - knowing["p_critical"]
    honest = estimate(scores, gold)
    corrected = estimate(knowing, gold, options=Options(learned=learned))
    apart = ["naive", "low", "high"]
    pd.testing.assert_frame_equal(corrected.drop(columns=apart), honest.drop(columns=apart))
    widths = [
        float((rows["high"] - rows["low"]).iloc[0])
        for rows in map(critical, (estimate(knowing, gold), honest, corrected))
    ]
    assert widths == sorted(widths)
    assert widths[2] < 1.1 * widths[1]


def test_scores_read_from_parquet_take_out_of_fold_predictions(tmp_path):
    scores, truth = coverage(600)
    gold, rows = drawn(scores, truth, 200)
    write_table(scores, tmp_path / "scores.parquet", tables.SCORES)
    stored = read_table(tmp_path / "scores.parquet", tables.SCORES)
    shares = estimate(stored, gold, options=Options(learned=LearnedFrom(out_of_fold=stored.iloc[rows])))
    assert shares["share"].sum() == pytest.approx(1)


def test_a_label_speaks_for_the_copies_of_its_sentence():
    """Wire copy is labelled once: the batch leaves copies out, so their own chance of being drawn is nil."""
    scores, truth = coverage(2000)
    copied = scores.iloc[:500].assign(
        sentence_id=[f"c{i}" for i in range(500)], duplicate_of=scores["sentence_id"][:500]
    )
    copied["article_id"] = [f"ca{i}" for i in range(500)]
    whole = pd.concat([scores, copied], ignore_index=True)
    gold = labels_of(scores, truth, np.arange(2000), 1.0)
    row = critical(estimate(whole, gold)).iloc[0]
    assert row["share"] == pytest.approx((truth.sum() + truth[:500].sum()) / 2500)
    assert row["method"] == "all labelled"
    gold, _ = drawn(scores, truth, 400)
    once, twice = critical(estimate(scores, gold)).iloc[0], critical(estimate(whole, gold)).iloc[0]
    assert twice["high"] - twice["low"] > once["high"] - once["low"]
