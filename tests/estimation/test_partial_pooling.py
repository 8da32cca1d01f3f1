"""Partial pooling of groups with few labels: Fay and Herriot's model, averaged over its variance between groups."""

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

import annotate as an
from annotate.estimation.estimators._partial_pooling import benchmarked, posterior
from annotate.estimation.options import Least, Options
from annotate.estimation.shares import estimate

pytestmark = pytest.mark.filterwarnings("ignore::annotate.AnnotateWarning")

AT_BAT = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7]
"""Hits of 18 baseball players in their first 45 times at bat in 1970 (Efron and Morris 1975)."""
SEASON = [346, 298, 276, 222, 273, 270, 263, 210, 269, 230, 264, 256, 303, 264, 226, 285, 316, 200]
"""Their averages in the rest of the season, in thousandths."""


def by_augmented_least_squares(error, variance):
    """The same posterior another way: for each A the joint normal of mean and deviations, integrated by quadrature."""
    size = len(error)
    some = np.isfinite(variance)

    def given(between):
        # beta and the deviations: observations error = beta + v, and v = 0 with variance A.
        design = np.vstack([np.column_stack([np.ones(size), np.eye(size)])[some], np.eye(size + 1)[1:]])
        weight = np.r_[1 / variance[some], np.full(size, 1 / between)]
        cross = design.T @ (weight[:, None] * design)
        mean = np.linalg.solve(cross, design.T @ (weight * np.r_[error[some], np.zeros(size)]))
        target = np.column_stack([np.ones(size), np.eye(size)])
        marginal = np.diag(between + variance[some])
        contrasts = np.linalg.svd(np.ones((1, some.sum())))[2][1:]  # residual likelihood: contrasts free of the mean
        density = stats.multivariate_normal(np.zeros(some.sum() - 1), contrasts @ marginal @ contrasts.T)
        return density.pdf(contrasts @ error[some]), target @ mean, np.diag(target @ np.linalg.inv(cross) @ target.T)

    def integral(of):
        return integrate.quad_vec(of, 1e-9, 1, epsabs=1e-12, epsrel=1e-8)[0]

    total = integral(lambda a: given(a)[0])
    mean = integral(lambda a: given(a)[0] * given(a)[1]) / total
    square = integral(lambda a: given(a)[0] * (given(a)[2] + given(a)[1] ** 2)) / total
    return mean, square - mean**2


def test_the_posterior_is_that_of_another_implementation():
    draw = np.random.default_rng(3)
    variance = np.array([0.01, 0.002, 0.03, 0.004, 0.05, 0.01, 0.02, 0.008, np.inf])
    error = np.r_[0.1 + draw.normal(0, 0.1, 8), np.nan]
    found = posterior(error, variance)
    mean, spread = by_augmented_least_squares(np.nan_to_num(error), variance)
    assert found.mean == pytest.approx(mean, abs=2e-4)
    assert found.variance == pytest.approx(spread, rel=5e-3)
    assert found.own[-1] == 0
    assert (np.argsort(found.own[:8]) == np.argsort(-variance[:8])).all()


def test_baseball_players_are_pulled_towards_each_other():
    """Efron and Morris's example: shrunken averages are three times as near to the season's as the averages at bat."""
    average = np.array(AT_BAT) / 45
    variance = np.full(18, average.mean() * (1 - average.mean()) / 45)
    found = posterior(average, variance)
    season = np.array(SEASON) / 1000
    assert ((found.mean - season) ** 2).sum() < ((average - season) ** 2).sum() / 3
    assert found.mean.mean() == pytest.approx(average.mean())
    half = 1.96 * found.variance**0.5
    assert (np.abs(found.mean - season) <= half).sum() >= 17


def test_shares_that_add_up_to_more_are_lowered_by_how_uncertain_they_are():
    value, variance = np.array([[0.5], [0.4], [0.2]]), np.array([[0.03], [0.01], [0.0]])
    assert benchmarked(value, variance)[:, 0] == pytest.approx([0.425, 0.375, 0.2])


def coverage(cells=40, each=60, labels=160, spread=0.0, seed=0):
    """Scores of many outlets whose classifier errs the more differently the larger `spread`, and some labels."""
    draw = np.random.default_rng(seed)
    outlet = np.repeat(np.arange(cells), each)
    shift = np.clip(draw.normal(0, spread, cells), -0.3, 0.3)
    truth = draw.random(len(outlet)) < 0.4 + shift[outlet]
    seen = np.where(truth, draw.beta(3, 2, len(outlet)), draw.beta(2, 3, len(outlet)))
    scores = pd.DataFrame({"p_critical": seen, "p_neutral": 1 - seen})
    scores["label"] = np.where(seen > 0.5, "critical", "neutral")
    scores = scores.assign(
        sentence_id=[f"s{n}" for n in range(len(outlet))],
        article_id=[f"a{n // 3}" for n in range(len(outlet))],
        outlet=[f"Outlet {n:02d}" for n in outlet],
    )
    rows = draw.choice(len(outlet), labels, replace=False)
    gold = pd.DataFrame(
        {
            "sentence_id": scores["sentence_id"].to_numpy()[rows],
            "question": "stance",
            "label": np.where(truth[rows], "critical", "neutral"),
            "inclusion_probability": labels / len(outlet),
        }
    )
    return scores, gold, pd.Series(truth).groupby(scores["outlet"]).mean()


def critical(table):
    return table[table["label"] == "critical"].set_index("outlet")


def test_every_group_has_a_share_and_intervals_hold_on_average():
    held, nearer = [], []
    for seed in range(6):
        scores, gold, truth = coverage(spread=0.08, seed=seed)
        direct = estimate(scores, gold, by=["outlet"], options=Options(population="corpus"))
        pooled = estimate(scores, gold, by=["outlet"], options=Options(population="corpus", small="shrink"))
        assert direct["share"].isna().mean() > 0.9
        assert pooled["share"].notna().all()
        assert pooled.groupby("outlet")["share"].sum().to_numpy() == pytest.approx(np.ones(40))
        rows = critical(pooled)
        held.append(((rows["low"] <= truth) & (truth <= rows["high"])).mean())
        own = Options(population="corpus", least=Least(1, 1))
        alone = critical(estimate(scores, gold, by=["outlet"], options=own))["share"]
        nearer.append(((rows["share"] - truth) ** 2).mean() / ((alone - truth) ** 2).mean())
    assert 0.9 < np.mean(held) < 0.99
    assert max(nearer) < 0.5


def test_groups_that_differ_keep_more_of_their_own_labels():
    own = []
    for spread in (0.0, 0.25):
        scores, gold, _ = coverage(spread=spread, labels=600, seed=1)
        own.append(estimate(scores, gold, by=["outlet"], options=Options(small="shrink"))["own"].mean())
    assert own[0] < 0.5 < own[1]


def test_a_group_without_a_label_says_so_and_is_the_least_certain():
    scores, gold, _ = coverage(spread=0.1, labels=150, seed=2)
    gone = set(scores.loc[scores["outlet"] == "Outlet 07", "sentence_id"])
    others = gold[~gold["sentence_id"].isin(gone)]
    table = critical(estimate(scores, others, by=["outlet"], options=Options(small="shrink")))
    assert table.loc["Outlet 07", "note"].startswith("no drawn sentence has a label")
    assert table.loc["Outlet 07", "own"] == 0
    assert table["method"].eq("corrected, shrunken").all()
    width = table["high"] - table["low"]
    assert width["Outlet 07"] > width.drop("Outlet 07").median()


def test_many_labels_leave_a_share_where_it_is():
    scores, gold, _ = coverage(cells=10, each=400, labels=3600, spread=0.2, seed=4)
    options = {"population": "corpus"}
    direct = critical(estimate(scores, gold, by=["outlet"], options=Options(**options)))
    pooled = critical(estimate(scores, gold, by=["outlet"], options=Options(**options, small="shrink")))
    assert pooled["share"].to_numpy() == pytest.approx(direct["share"].to_numpy(), abs=0.01)
    width = (pooled["high"] - pooled["low"]) / (direct["high"] - direct["low"])
    assert width.mean() == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"cells": 6}, "160 labelled sentences in 6 groups do not tell how much groups differ"),
        ({"labels": 40}, "at least 8 groups with 3 each on average are needed; take pool or coarsen"),
    ],
)
def test_too_few_groups_or_labels_are_refused(options, words):
    scores, gold, _ = coverage(**options)
    with pytest.raises(an.InputError, match=words):
        estimate(scores, gold, by=["outlet"], options=Options(small="shrink"))


def test_it_is_an_option_of_the_command(annotate, tmp_path):
    scores, gold, _ = coverage(spread=0.1)
    scores.to_parquet(tmp_path / "scores.parquet")
    gold.to_csv(tmp_path / "gold.csv", index=False)
    inputs = ["estimate", "scores.parquet", "--gold", "gold.csv", "--by", "outlet", "--small", "shrink"]
    done = annotate(*inputs, "-o", "shares.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "shares are pulled towards those of the other groups" in done.stderr
    assert pd.read_csv(tmp_path / "shares.csv")["own"].between(0, 1).all()
    assert "one of the two" in annotate(*inputs, "--bounds", cwd=tmp_path).stderr
    done = annotate(*inputs, "--sensitivity", "s.csv", "-o", "shares.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(tmp_path / "s.csv")
    assert table.loc[table["variant"] == "as estimated", "share"].notna().all()


def test_where_every_sentence_has_a_label_nothing_is_pulled_and_it_says_so():
    scores, _, truth = coverage(cells=4, each=60)
    said = np.where(np.arange(240) % 3 == 0, "critical", "neutral")
    gold = scores[["sentence_id"]].assign(label=said, question="stance", inclusion_probability=1.0)
    table = estimate(scores, gold, by=["outlet"], options=Options(small="shrink"))
    assert table["method"].eq("all labelled").all()
    assert critical(table)["share"].to_numpy() == pytest.approx(np.full(len(truth), 1 / 3))
    assert table.attrs["notes"][0].startswith("every sentence of every group has a label, so no share is pulled")
    some = gold[~gold["sentence_id"].isin(scores["sentence_id"][-30:-25])]
    with pytest.raises(an.InputError, match="55 labelled sentences in 1 group do not tell"):
        estimate(scores, some.assign(inclusion_probability=0.99), by=["outlet"], options=Options(small="shrink"))
