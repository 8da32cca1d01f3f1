"""What estimates and regressions refuse, in whose words, and how many labels they count."""

import numpy as np
import pandas as pd
import pytest
from two_outlets import coverage, drawn

from annotate.errors import InputError
from annotate.estimation.accounting import account
from annotate.estimation.regression.fitting import Specification, regress
from annotate.estimation.shares import estimate
from annotate.io.writing import write_private
from annotate.study.flow_chart import flow_chart, flow_text
from annotate.study.ledger import Count, Ledger


@pytest.fixture(scope="module")
def labelled():
    scores, truth = coverage(600)
    gold, _ = drawn(scores, truth, 200)
    return scores, gold


def test_periods_without_a_date_are_refused(labelled):
    scores, gold = labelled
    with pytest.raises(InputError, match="cannot group by 'month': no sentence has a date"):
        estimate(scores.assign(published=None), gold, by=["month"])
    with pytest.raises(InputError, match="no sentence has a value in 'outlet'"):
        estimate(scores.assign(outlet=None), gold, by=["outlet", "month"])


def test_labels_of_sentences_without_a_date_are_not_counted_as_used(labelled):
    scores, gold = labelled
    dated = np.arange(len(scores)) % 2 == 0
    ledger = Ledger("estimate")
    account(scores.assign(published=scores["published"].where(dated)), gold, ledger, by=["month"])
    used = next(count.number for count in ledger.used if count.unit == "human label")
    assert used == gold["sentence_id"].isin(scores["sentence_id"][dated]).sum()
    assert Count(len(gold) - used, "human label", "sentence without month") in ledger.left_out


def test_gold_without_probabilities_is_told_so_where_only_some_of_it_trained_the_model(labelled):
    scores, gold = labelled
    split = np.where(np.arange(len(gold)) % 3, "train", "test")
    with pytest.raises(InputError, match="no inclusion_probability"):
        estimate(scores, gold.assign(inclusion_probability=np.nan, split=split))


def test_gold_of_another_question_is_named(labelled):
    scores, gold = labelled
    tone = np.array(["negative", "neutral", "positive"])[np.arange(len(gold)) % 3]
    with pytest.raises(InputError, match="the gold answers sentiment with negative, neutral, positive; the scores"):
        estimate(scores, gold.assign(question="sentiment", label=tone))


def test_a_formula_is_shown_as_it_was_written(labelled):
    scores, gold = labelled
    with pytest.raises(InputError) as raised:
        regress(scores, gold, Specification("critical ~ outlet +"))
    assert "'critical ~ outlet +': + has nothing to join" in str(raised.value)
    assert "v0" not in str(raised.value)


def test_few_labels_are_counted_in_good_grammar(labelled):
    scores, gold = labelled
    one = gold[gold["sentence_id"].isin(scores["sentence_id"][scores["outlet"] == "Veldania Post"])].head(1)
    others = gold[gold["sentence_id"].isin(scores["sentence_id"][scores["outlet"] == "Karsovia Times"])]
    table = estimate(scores, pd.concat([others, one]), by=["outlet"])
    assert table["note"].dropna().str.startswith("1 labelled sentence in 1 article; ").all()


def test_a_share_is_not_a_rounding_error(labelled):
    scores, gold = labelled
    chances = np.random.default_rng(0).dirichlet([1, 1, 1], len(scores))
    unsure = scores.assign(p_conciliatory=chances[:, 0], p_critical=chances[:, 1], p_neutral=chances[:, 2])
    unsure["article_id"] = [f"a{row // 8}" for row in range(len(scores))]
    uneven = np.where(np.arange(len(gold)) % 2, 0.3, 0.37)
    table = estimate(unsure, gold.assign(label="neutral", inclusion_probability=uneven), by=["outlet"])
    numbers = table[["share", "low", "trust"]].abs().to_numpy(dtype=float)
    assert not ((numbers > 0) & (numbers < 1e-12)).any()


def test_a_file_where_a_folder_should_be_is_named(tmp_path):
    (tmp_path / "afile").write_text("")
    with pytest.raises(InputError, match="afile is a file, not a folder"):
        write_private(tmp_path / "afile" / "x.csv", "x")


def test_the_flow_chart_says_how_many_sentences_were_drawn():
    ledger = Ledger("sample", used=[Count(80, "sentence", "the sampling frame"), Count(30, "sentence", "drawn")])
    words = "Sentences drawn to be labelled: 30 sentences (drawn), 80 sentences (the sampling frame)"
    assert flow_text(flow_chart([ledger])) == words
    early = Ledger("sample", used=ledger.used[:1], written=[Count(30, "sentence", "batch.csv")])
    assert flow_text(flow_chart([early])) == words
