"""Shares of pairs of a sentence and a target: who is written about how, and by whom."""

import numpy as np
import pandas as pd
import pytest
from two_outlets import coverage, critical, labels_of

from annotate.errors import InputError
from annotate.estimation.design.label_use import Draws
from annotate.estimation.options import Options
from annotate.estimation.regression.fitting import Specification, regress
from annotate.estimation.shares import estimate
from annotate.learn.models.trained_model import LearnedFrom

TARGETS = ("Karsovia", "Ostrel")


@pytest.fixture
def pairs():
    """Two thousand sentences of which each names both countries, and what is true of each pair."""
    sentences, _ = coverage(2000)
    scores = pd.concat([sentences.assign(target=name) for name in TARGETS], ignore_index=True)
    truth = np.random.default_rng(1).random(4000) < np.where(scores["target"] == "Ostrel", 0.6, 0.2)
    seen = np.clip(0.3 + 0.3 * truth, 0, 1)
    return scores.assign(
        p_critical=seen, p_neutral=1 - seen, speaker=np.where(np.arange(4000) % 2, "Anvar", "Belo")
    ), truth


def gold_of(scores, truth, rows, probability):
    return labels_of(scores, truth, rows, probability).assign(target=scores["target"].to_numpy()[rows])


def test_a_census_of_pairs_is_counted_pair_by_pair(pairs):
    scores, truth = pairs
    shares = critical(estimate(scores, gold_of(scores, truth, np.arange(4000), 1.0), by=["target"]))
    assert shares["target"].tolist() == list(TARGETS)
    expected = [truth[scores["target"] == name].mean() for name in TARGETS]
    assert shares["share"].to_numpy() == pytest.approx(expected)
    assert shares["n"].tolist() == [2000, 2000]


def test_a_sample_of_pairs_gives_who_speaks_how_about_whom(pairs):
    scores, truth = pairs
    rows = np.random.default_rng(2).choice(4000, 800, replace=False)
    gold = gold_of(scores, truth, rows, 0.2)
    shares = critical(estimate(scores, gold, by=["speaker", "target"]))
    assert len(shares) == 4
    for row in shares.itertuples():
        own = truth[(scores["speaker"] == row.speaker) & (scores["target"] == row.target)].mean()
        assert row.low < own < row.high
    term = regress(scores, gold, Specification("critical ~ target")).iloc[1]
    assert term["low"] < 0.4 < term["high"]


def test_draws_and_out_of_fold_predictions_are_of_pairs_too(pairs):
    scores, truth = pairs
    rows = np.random.default_rng(2).choice(4000, 800, replace=False)
    gold = gold_of(scores, truth, rows, 0.2)
    half = gold.iloc[:400]
    draws = Draws(half[["sentence_id", "target", "inclusion_probability"]].assign(inclusion_probability=0.1))
    shares = critical(estimate(scores, gold, options=Options(draws=draws)))
    assert shares["labelled"].iloc[0] == 400
    learned = LearnedFrom(frozenset(half["sentence_id"]), scores.iloc[rows[:400]])
    every = critical(estimate(scores, gold, options=Options(learned=learned)))
    assert every["share"].iloc[0] == pytest.approx(critical(estimate(scores, gold))["share"].iloc[0], abs=0.03)
    apart = critical(estimate(scores, gold, options=Options(learned=LearnedFrom(frozenset(half["sentence_id"])))))
    assert apart["low"].iloc[0] < truth.mean() < apart["high"].iloc[0]


def test_labels_of_sentences_are_no_labels_of_pairs(pairs):
    scores, truth = pairs
    gold = gold_of(scores, truth, np.arange(500), 0.1).drop(columns="target")
    with pytest.raises(InputError, match="is scored toward several targets, and the gold has no target"):
        estimate(scores, gold)


def test_a_pair_scored_twice_is_refused(pairs):
    scores, truth = pairs
    twice = pd.concat([scores, scores.head(1)], ignore_index=True)
    with pytest.raises(InputError, match="sentence s0 toward Karsovia is scored twice"):
        estimate(twice, gold_of(scores, truth, np.arange(500), 0.1))


def test_pairs_are_called_pairs_in_ledger_notes_and_tables(annotate, tmp_path, pairs):
    scores, truth = pairs
    rows = np.random.default_rng(2).choice(4000, 400, replace=False)
    gold = gold_of(scores, truth, rows, 0.1)
    gold.loc[gold.index[:30], "label"] = None
    scores.to_csv(tmp_path / "scores.csv", index=False)
    gold.to_csv(tmp_path / "gold.csv", index=False)
    done = annotate("estimate", "scores.csv", "--gold", "gold.csv", "--by", "target", "-o", "shares.md")
    assert done.returncode == 0, done.stderr
    assert "used 4,000 pairs of a sentence and a target (of 2,000 articles)" in done.stderr
    assert "left out 30 drawn pairs of a sentence and a target (tied)" in done.stderr
    assert "30 of 400 drawn pairs of a sentence and a target have no label" in done.stderr
    assert (tmp_path / "shares.md").read_text().startswith("| Target | Label | Pairs | Labelled |")


def test_a_sentence_toward_one_target_each_is_a_sentence(annotate, tmp_path, pairs):
    scores, truth = pairs
    gold = gold_of(scores, truth, np.arange(0, 2000, 9), 1 / 9)
    scores[:2000].to_csv(tmp_path / "scores.csv", index=False)
    gold.to_csv(tmp_path / "gold.csv", index=False)
    done = annotate("estimate", "scores.csv", "--gold", "gold.csv", "-o", "shares.md")
    assert "used 2,000 sentences" in done.stderr
    assert "| Sentences |" in (tmp_path / "shares.md").read_text()
