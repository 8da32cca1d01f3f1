"""Shares of three labels under every design of the benchmark: together they are those of one set of answers."""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from annotate.estimation.design._labelled_scores import labelled
from annotate.estimation.estimators._aipw import Aipw
from annotate.estimation.shares import estimate

PLACE = Path(__file__).parent.parent / "benchmarks" / "estimates.py"
DESIGNS = ("random", "stratified", "mixed", "clustered", "uncertain", "keyword")


@pytest.fixture(scope="module")
def simulated():
    specification = importlib.util.spec_from_file_location("benchmark_of_estimates", PLACE)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    assert set(module.DESIGNS) == set(DESIGNS)
    return module


@pytest.fixture(scope="module")
def corpus(simulated):
    return simulated.corpus(11)


def drawn(simulated, corpus, design):
    scores, truth = corpus
    rows, chance, stratum = simulated.DESIGNS[design](np.random.default_rng(5), scores)
    gold = pd.DataFrame(
        {
            "sentence_id": scores["sentence_id"].to_numpy()[rows],
            "question": "stance",
            "label": np.array(simulated.LABELS, dtype=object)[truth[rows]],
            "inclusion_probability": chance,
        }
    )
    return (gold if stratum is None else gold.assign(stratum=stratum)), rows


@pytest.mark.parametrize("design", DESIGNS)
def test_shares_of_three_labels_add_up_to_one(simulated, corpus, design):
    gold, _ = drawn(simulated, corpus, design)
    shares = estimate(corpus[0], gold, by=["outlet"])
    assert shares.groupby("outlet")["share"].sum().to_numpy() == pytest.approx(np.ones(3), abs=1e-12)
    assert estimate(corpus[0], gold)["share"].sum() == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("design", DESIGNS)
def test_one_trust_from_0_to_1_holds_for_all_labels_of_a_group(simulated, corpus, design):
    gold, _ = drawn(simulated, corpus, design)
    shares = estimate(corpus[0], gold, by=["outlet"])
    assert (shares.groupby("outlet")["trust"].nunique() == 1).all()
    assert shares["trust"].between(0.2, 1).all()


def test_before_they_are_cut_off_at_zero_shares_add_up_too(simulated, corpus):
    scores, _ = corpus
    gold, rows = drawn(simulated, corpus, "random")
    gold = gold[(gold["label"] != "critical") & (scores["p_critical"].to_numpy()[rows] > 0.3)]
    shares = [share.value for share in Aipw().shares(labelled(scores, gold), np.arange(len(scores)))]
    assert min(shares) < 0
    assert sum(shares) == pytest.approx(1, abs=1e-12)


def test_probabilities_that_were_rounded_add_up_all_the_same(simulated, corpus):
    scores, _ = corpus
    gold, _ = drawn(simulated, corpus, "clustered")
    columns = [f"p_{label}" for label in simulated.LABELS]
    rounded = scores.assign(**{column: scores[column].round(1) for column in columns})
    assert not np.allclose(rounded[columns].sum(axis=1), 1)
    assert estimate(rounded, gold)["share"].sum() == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("label", ["conciliatory", "critical", "neutral"])
def test_with_our_trust_ppi_python_gives_the_same_share_and_width(simulated, corpus, label):
    ppi = pytest.importorskip("ppi_py", reason="ppi-python is not installed")
    scores, truth = corpus
    scores = scores.assign(article_id=scores["sentence_id"])
    gold, rows = drawn(simulated, (scores, truth), "random")
    ours = estimate(scores, gold).set_index("label").loc[label]
    predicted, rest = scores[f"p_{label}"].to_numpy(), np.setdiff1d(np.arange(len(scores)), rows)
    given = (truth[rows] == simulated.LABELS.index(label)).astype(float), predicted[rows], predicted[rest]
    low, high = ppi.ppi_mean_ci(*given, alpha=0.05, lam=ours["trust"])
    assert ours["share"] == pytest.approx(ppi.ppi_mean_pointestimate(*given, lam=ours["trust"])[0], abs=1e-12)
    assert ours["high"] - ours["low"] == pytest.approx(high[0] - low[0], rel=0.03)


def test_the_trust_is_near_the_one_with_the_smallest_sum_of_variances(simulated, corpus, monkeypatch):
    scores, _ = corpus
    scores = scores.assign(article_id=scores["sentence_id"])
    data = labelled(scores, drawn(simulated, corpus, "random")[0])
    everyone = np.arange(len(scores))
    ours = Aipw().shares(data, everyone)[0].power
    sums = {}
    for trust in np.linspace(0, 1, 11):
        monkeypatch.setattr("annotate.estimation.estimators._aipw.power_tuned", lambda *_, trust=trust: trust)
        sums[trust] = sum(share.variance for share in Aipw().shares(data, everyone))
    assert ours == pytest.approx(min(sums, key=sums.get), abs=0.15)
