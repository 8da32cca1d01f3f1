"""How many more labels an interval of a wanted width takes."""

import pandas as pd
import pytest
from two_outlets import coverage, critical, drawn

from annotate.estimation.options import Options
from annotate.estimation.planning import plan
from annotate.estimation.shares import estimate


def test_so_many_more_labels_bring_the_interval_asked_for():
    scores, truth = coverage(20000)
    gold, _ = drawn(scores, truth, 400)
    row = critical(plan(scores, gold, half_width=0.015)).iloc[0]
    more, _ = drawn(scores, truth, 400 + int(row["more"]), seed=9)
    reached = critical(estimate(scores, more)).iloc[0]
    assert (reached["high"] - reached["low"]) / 2 == pytest.approx(0.015, rel=0.1)


def test_a_width_that_is_reached_needs_none():
    scores, truth = coverage(2000)
    assert (plan(scores, drawn(scores, truth, 500)[0], half_width=0.2)["more"] == 0).all()


def test_a_width_that_no_label_can_bring_says_so():
    scores, truth = coverage(500)
    row = plan(scores, drawn(scores, truth, 100)[0], half_width=0.001).iloc[0]
    assert pd.isna(row["more"])
    assert row["note"] == "more articles, not labels"


def test_labels_that_are_all_alike_need_more_for_a_narrower_interval():
    scores, truth = coverage(4000)
    truth[:] = False
    row = critical(plan(scores, drawn(scores, truth, 60)[0], half_width=0.01)).iloc[0]
    assert row["half_width"] == pytest.approx((1 - 0.025 ** (1 / 60)) / 2)
    reached = critical(estimate(scores, drawn(scores, truth, 60 + int(row["more"]))[0])).iloc[0]
    assert 0.0199 < reached["high"] <= 0.02


def test_a_group_without_labels_borrows():
    scores, truth = coverage(4000)
    gold, rows = drawn(scores, truth, 400)
    gold = gold[(rows % 2 == 0)]
    found = critical(plan(scores, gold, half_width=0.05, by=["outlet"])).set_index("outlet")
    assert found.loc["Veldania Post", "note"] == "from the figures of all groups together"
    assert found.loc["Veldania Post", "more"] > 0


def test_of_a_fixed_corpus_so_many_more_labels_bring_it_too():
    scores, truth = coverage(3000)
    corpus = Options(population="corpus")
    gold, _ = drawn(scores, truth, 300)
    row = critical(plan(scores, gold, half_width=0.015, options=corpus)).iloc[0]
    more, _ = drawn(scores, truth, 300 + int(row["more"]), seed=9)
    reached = critical(estimate(scores, more, options=corpus)).iloc[0]
    assert (reached["high"] - reached["low"]) / 2 == pytest.approx(0.015, rel=0.1)
    assert 300 + row["more"] < 3000
    assert critical(plan(scores, gold, half_width=0.001, options=corpus))["more"].notna().all()
