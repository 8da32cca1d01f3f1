"""Shares in which sentences or articles count by a weight, shares of articles, and means of an ordered scale."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from two_outlets import coverage, critical, drawn, labels_of

import annotate as an
from annotate.estimation.design._labelled_scores import labelled
from annotate.estimation.estimators._aipw import Aipw
from annotate.estimation.estimators._labels_only import LabelsOnly
from annotate.estimation.options import Options

pytestmark = pytest.mark.filterwarnings("ignore:Whether the model was trained:annotate.AnnotateWarning")

TRUTH = np.array([1, 1, 0, 0, 1, 0, 0, 1])
PREDICTED = np.array([0.9, 0.6, 0.3, 0.2, 0.5, 0.4, 0.7, 0.8])
COPIES = np.array([3.0, 1, 2, 0, 5, 1, 1, 4])
ARTICLE = np.array(list("aabbccde"))


def scores_of(predicted=PREDICTED, article=ARTICLE, **columns):
    ids = [f"s{i}" for i in range(len(predicted))]
    frame = {"sentence_id": ids, "article_id": article, "label": np.where(predicted > 0.5, "critical", "neutral")}
    return pd.DataFrame(frame | {"p_critical": predicted, "p_neutral": 1 - predicted} | columns)


def share_of(scores, gold, options):
    data = labelled(scores, gold, options=options)
    return Aipw().shares(data, np.arange(len(data.frame)))[0]


def by_hand(mass, weight):
    """Value, variance and lambda of the weighted estimate, written out: with masses of 1 it is the plain one."""
    size, inside = len(mass), range(len(mass))
    own = [i for i in inside if weight[i] > 0 and mass[i] > 0]
    total = sum(weight[i] * mass[i] for i in own)
    mean = lambda values: sum(weight[i] * mass[i] * values[i] for i in own) / total  # noqa: E731
    middle = (PREDICTED @ mass) / mass.sum()
    spread = sum((mass[i] * (PREDICTED[i] - middle)) ** 2 for i in inside) / (size - 1)
    both = [(mass[i] ** 2) * (TRUTH[i] - mean(TRUTH)) * (PREDICTED[i] - mean(PREDICTED)) for i in inside]
    covariance = sum(weight[i] * both[i] for i in own) / sum(weight[i] for i in own)
    larger = size / (size - sum(weight > 0))
    trust = min(1.0, max(0.0, covariance / spread / larger))
    model = PREDICTED * trust * larger
    shift = mean(TRUTH - model)
    value = mass @ (model + shift) / mass.sum()
    units = sorted(set(ARTICLE))
    part = {g: sum(weight[i] * mass[i] for i in own if ARTICLE[i] == g) / total for g in units}
    sums = dict.fromkeys(units, 0.0)
    for i in inside:
        sums[ARTICLE[i]] += mass[i] * (model[i] + shift - value) / mass.sum()
    for i in own:
        error = (TRUTH[i] - model[i] - shift) * weight[i] * mass[i] / total
        sums[ARTICLE[i]] += error / (1 - part[ARTICLE[i]]) ** 0.5 if sum(p > 0 for p in part.values()) > 1 else error
    return value, sum(one**2 for one in sums.values()), trust


def test_every_sample_of_a_small_corpus_gives_the_weighted_estimate():
    scores = scores_of(circulation=COPIES * 10)
    chance = np.array([0.2, 0.4, 0.5, 0.25, 0.8, 0.1, 0.5, 0.6])
    for rows in map(list, combinations(range(8), 4)):
        weight = np.zeros(8)
        weight[rows] = 1 / chance[rows]
        share = share_of(scores, labels_of(scores, TRUTH == 1, rows, chance[rows]), Options(weights="circulation"))
        assert (share.value, share.variance, share.power) == pytest.approx(by_hand(COPIES, weight), abs=1e-12)


def test_a_weight_is_the_number_of_copies_that_are_printed():
    scores = scores_of(copies=COPIES)
    again = [
        scores.iloc[[i]].assign(sentence_id=f"s{i} copy {n}", duplicate_of=f"s{i}")
        for i in range(8)
        for n in range(1, int(COPIES[i]))
    ]
    printed = pd.concat([scores[COPIES > 0].assign(duplicate_of=None), *again], ignore_index=True)
    for rows in ([0, 2, 4, 6], [1, 2, 4, 7]):
        gold = labels_of(scores, TRUTH == 1, rows, 0.5)
        for estimator in ("labels-only", "classify-and-count"):
            by_weight = an.estimate(scores, gold, weights="copies", least=1, estimator=estimator)
            by_copies = an.estimate(printed, gold, least=1, estimator=estimator)
            columns = ["share", "naive"]
            assert by_weight[columns].to_numpy() == pytest.approx(by_copies[columns].to_numpy())
        one, other = (
            LabelsOnly().shares(data, np.arange(len(data.frame)))[0]
            for data in (labelled(scores, gold, options=Options(weights="copies")), labelled(printed, gold))
        )
        assert (one.variance, one.freedom, one.fewest) == pytest.approx((other.variance, other.freedom, other.fewest))


def test_where_articles_count_alike_a_long_one_counts_no_more_than_a_short_one():
    scores = scores_of(length=1 / pd.Series(ARTICLE).map(pd.Series(ARTICLE).value_counts()).to_numpy())
    census = labels_of(scores, TRUTH == 1, np.arange(8), 1.0)
    shares = critical(an.estimate(scores, census, unit="article"))
    # Of the articles a to e all, none, half, none and all of the sentences are critical.
    assert shares["share"].iloc[0] == pytest.approx(np.mean([1, 0, 0.5, 0, 1]))
    part = labels_of(scores, TRUTH == 1, [0, 2, 4, 5, 7], 0.625)
    for population in ("process", "corpus"):
        alike = an.estimate(scores, part, unit="article", least=1, population=population)
        by_length = an.estimate(scores, part, weights="length", least=1, population=population)
        assert alike[["share", "low", "high"]].to_numpy() == pytest.approx(
            by_length[["share", "low", "high"]].to_numpy()
        )


def test_over_all_samples_of_articles_the_share_that_is_mostly_critical_is_unbiased():
    article = np.array(list("aaabbbcccdddeeefff"))
    truth = np.array([1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 1], dtype=bool)
    scores = scores_of(np.where(truth, 0.7, 0.4), article)
    found = []
    for names in combinations("abcdef", 3):
        gold = labels_of(scores, truth, np.flatnonzero(np.isin(article, names)), 0.5)
        frame = critical(an.estimate(scores, gold, unit="majority", estimator="labels-only", least=1))
        assert (frame["n"].iloc[0], frame["labelled"].iloc[0]) == (6, 3)
        found.append(frame["share"].iloc[0])
    assert np.mean(found) == pytest.approx(3 / 6)
    corrected = critical(an.estimate(scores, gold, unit="majority", least=1))
    assert corrected["naive"].iloc[0] == pytest.approx(3 / 6)
    assert 0 < corrected["trust"].iloc[0] <= 1


def test_what_most_of_an_article_is_needs_articles_that_were_drawn_whole():
    scores, truth = coverage(400, articles=100)
    gold, _ = drawn(scores, truth, 90)
    with pytest.raises(an.InputError, match=r"labelled articles are partly labelled.*`unit` article"):
        an.estimate(scores, gold, unit="majority")
    whole = np.flatnonzero(np.isin(scores["article_id"], [f"a{n}" for n in range(40)]))
    chance = np.where(whole < 100, 0.4, 0.5)
    with pytest.raises(an.InputError, match="sentences of 40 articles were drawn with different probabilities"):
        an.estimate(scores, labels_of(scores, truth, whole, chance), unit="majority")
    all_but_one = labels_of(scores, truth, whole[1:], 0.4)
    with pytest.warns(an.AnnotateWarning, match="1 articles are partly labelled and count as not labelled"):
        assert an.estimate(scores, all_but_one, unit="majority")["labelled"].tolist() == [39, 39]


def test_half_of_an_article_is_not_most_of_it():
    truth = np.array([1, 0, 1, 1, 0, 0], dtype=bool)
    scores = scores_of(np.where(truth, 0.9, 0.1), np.array(list("aabbcc")))
    shares = an.estimate(scores, labels_of(scores, truth, np.arange(6), 1.0), unit="majority").set_index("label")
    assert shares["share"].to_dict() == pytest.approx({"critical": 1 / 3, "neutral": 1 / 3})


def test_a_census_is_worth_as_many_articles_as_its_weights_leave():
    gold = labels_of(scores_of(), TRUTH == 1, np.arange(8), 1.0)
    share = share_of(scores_of(circulation=COPIES), gold, Options(weights="circulation"))
    sizes = pd.Series(COPIES / COPIES.sum()).groupby(ARTICLE).sum()
    assert share.fewest == pytest.approx(1 / (sizes**2).sum())


def test_marginal_effects_are_averages_by_weight():
    scores, truth = coverage(600, articles=600)
    weight = np.where(np.arange(600) % 3, 5.0, 0.2)
    scores = scores.assign(circulation=weight, half=np.where(np.arange(600) % 3, "late", "early"))
    table = an.regress(
        "critical ~ outlet + half",
        scores,
        labels_of(scores, truth, np.arange(600), 1.0),
        weights="circulation",
        model="logistic",
    )
    frame = pd.DataFrame({"a": (scores["outlet"] == "Veldania Post") * 1.0, "b": (scores["half"] == "late") * 1.0})
    fit = sm.GLM(truth, sm.add_constant(frame), family=sm.families.Binomial(), freq_weights=weight).fit()
    ends = [fit.predict(sm.add_constant(frame.assign(a=value), has_constant="add")) for value in (0.0, 1.0)]
    effect = table[(table["quantity"] != "coefficient") & table["term"].str.startswith("outlet")]["estimate"].iloc[0]
    assert effect == pytest.approx(np.average(ends[1] - ends[0], weights=weight))


def test_a_weight_must_be_a_number_that_counts():
    scores, truth = coverage(40)
    gold, _ = drawn(scores, truth, 20)
    for column, words in {
        "no such": "the scores have no column 'no such'",
        "outlet": "outlet 'Karsovia Times' of sentence s0 is not a number",
        "less": "less '-1' of sentence s0",
        "none": "every none is 0",
    }.items():
        with pytest.raises(an.InputError, match=words):
            an.estimate(scores.assign(less=-1, none=0), gold, weights=column)
    with pytest.raises(an.InputError, match="`unit` 'page' is unknown"):
        an.estimate(scores, gold, unit="page")


def test_a_weighted_regression_of_labels_is_that_of_statsmodels():
    scores, truth = coverage(600, articles=600)
    weight = np.random.default_rng(4).uniform(0.2, 3, 600)
    gold = labels_of(scores, truth, np.arange(600), 1.0)
    table = an.regress("critical ~ outlet", scores.assign(circulation=weight), gold, weights="circulation")
    outlet = sm.add_constant((scores["outlet"] == "Veldania Post").to_numpy(dtype=float))
    fit = sm.WLS(truth.astype(float), outlet, weights=weight).fit(cov_type="HC0")
    assert table["estimate"].to_numpy() == pytest.approx(fit.params)
    assert table["std_error"].to_numpy() == pytest.approx(fit.bse, rel=0.01)
    effects = an.regress(
        "critical ~ outlet", scores.assign(circulation=weight), gold, weights="circulation", model="logistic"
    )
    effect = effects[effects["quantity"] == "average marginal effect"].iloc[0]
    assert effect["estimate"] == pytest.approx(fit.params[1])


def test_a_weighted_regression_of_part_of_the_labels_solves_the_weighted_equation():
    scores, truth = coverage(800, articles=800)
    weight = np.random.default_rng(4).uniform(0, 3, 800)
    gold, rows = drawn(scores, truth, 200)
    scores = scores.assign(circulation=weight)
    outlet = sm.add_constant((scores["outlet"] == "Veldania Post").to_numpy(dtype=float))
    stands_for = np.zeros(800)
    stands_for[rows] = weight[rows] * weight.sum() / weight[rows].sum()
    predicted = scores["p_critical"].to_numpy()
    target = weight * predicted + stands_for * (truth - predicted)
    by_hand = np.linalg.solve((outlet * weight[:, None]).T @ outlet, outlet.T @ target)
    table = an.regress("critical ~ outlet", scores, gold, weights="circulation", assume_random=True)
    assert table["estimate"].to_numpy() == pytest.approx(by_hand)
    only = an.regress("critical ~ 1", scores, gold, weights="circulation", method="labels")
    share = critical(an.estimate(scores, gold, weights="circulation", estimator="labels-only")).iloc[0]
    assert only["estimate"].iloc[0] == pytest.approx(share["share"])
    assert (only["low"].iloc[0], only["high"].iloc[0]) == pytest.approx((share["low"], share["high"]), abs=2e-4)


def test_the_mean_of_a_scale_is_written_beside_the_shares(tmp_path):
    scores, truth = coverage(400)
    gold = labels_of(scores, truth, np.arange(400), 1.0)
    shares = critical(an.estimate(scores, gold, by="outlet", mean=tmp_path / "m.csv", values="critical=1,neutral=3"))
    mean = pd.read_csv(tmp_path / "m.csv")
    assert mean["index"].to_numpy() == pytest.approx(3 - 2 * shares["share"].to_numpy())
    an.estimate(scores, gold, mean=tmp_path / "scale.csv")
    assert pd.read_csv(tmp_path / "scale.csv")["index"].iloc[0] == pytest.approx(-truth.mean())
    for values, words in {"critical=much": "write label=number", "grim=1": "no label 'grim'"}.items():
        with pytest.raises(an.InputError, match=words):
            an.estimate(scores, gold, mean=tmp_path / "m.csv", values=values)
    with pytest.raises(an.InputError, match="name a file for it"):
        an.estimate(scores, gold, values="critical=1,neutral=3")
    free = scores.rename(columns={"p_critical": "p_grim"}).replace({"label": {"critical": "grim"}})
    with pytest.raises(an.InputError, match="has no scale; pass `values`, as grim=1"):
        an.estimate(free, gold.replace({"label": {"critical": "grim"}}), mean=tmp_path / "m.csv")
