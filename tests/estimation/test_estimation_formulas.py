"""Corrected shares against hand calculation, enumeration of every sample, statsmodels, and formulas written anew."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from annotate.estimation.design._labelled_scores import labelled
from annotate.estimation.differences import differences
from annotate.estimation.estimators._aipw import Aipw
from annotate.estimation.estimators._intervals import recovered
from annotate.estimation.estimators._labels_only import LabelsOnly
from annotate.estimation.estimators._share import Share, combined
from annotate.estimation.net_tone import index
from annotate.estimation.options import Least, Options
from annotate.estimation.planning import plan
from annotate.estimation.shares import estimate
from annotate.estimation.trends import trend
from annotate.learn.models.trained_model import LearnedFrom

LABELS = ("critical", "neutral")


def scores_of(critical, **columns):
    """Scores with these probabilities of ``critical``, each sentence an article of its own unless `columns` say."""
    critical = np.asarray(critical, dtype=float)
    ids = [f"s{i}" for i in range(len(critical))]
    frame = {"sentence_id": ids, "article_id": ids, "label": np.where(critical > 0.5, *LABELS)}
    return pd.DataFrame(frame | {"p_critical": critical, "p_neutral": 1 - critical} | columns)


def gold_of(truth, rows, probability, **columns):
    rows = np.asarray(rows)
    labels = np.where(np.asarray(truth, dtype=bool)[rows], *LABELS)
    frame = {"sentence_id": [f"s{i}" for i in rows], "question": "stance", "label": labels}
    return pd.DataFrame(frame | {"inclusion_probability": probability} | columns)


def share_of(scores, gold, rows=None):
    """The corrected share of critical with everything that is kept about it."""
    data = labelled(scores, gold)
    return Aipw().shares(data, np.arange(len(scores)) if rows is None else np.asarray(rows))[0]


def by_hand(truth, predicted, weight, cluster, stratum=None, rows=None):
    """Value and variance of the estimate of one of two labels, written out sentence by sentence.

    The augmented inverse-probability estimate with PPI++'s power tuning; the variance sums influence by article.
    """
    size = len(truth)
    inside = list(range(size)) if rows is None else list(rows)
    drawn = [i for i in inside if weight[i] > 0]
    total = sum(weight[i] for i in drawn)
    mean = lambda values: sum(weight[i] * values[i] for i in drawn) / total  # noqa: E731
    # For two labels truth and prediction of the second are one minus those of the first, so both sums double.
    covariance = mean([(truth[i] - mean(truth)) * (predicted[i] - mean(predicted)) for i in range(size)])
    spread = float(np.var([predicted[i] for i in inside], ddof=1))
    larger = len(inside) / (len(inside) - len(drawn))
    trust = min(1.0, max(0.0, covariance / spread / larger)) if spread > 0 else 0.0
    model = [predicted[i] * trust * larger for i in range(size)]
    shift = mean([truth[i] - model[i] for i in range(size)])
    value = sum(model[i] + shift for i in inside) / len(inside)
    influence = {i: (truth[i] - model[i] - shift) * weight[i] / total for i in drawn}
    if stratum is not None:
        strata = {stratum[i] for i in drawn}
        every = [i for i in range(size) if weight[i] > 0 and stratum[i] in strata]
        given = {i: influence.get(i, 0.0) for i in every}
        for i in every:
            mine = [given[j] for j in every if stratum[j] == stratum[i]]
            middle, count = sum(mine) / len(mine), len(mine)
            widened = (given[i] - middle) * (count / (count - 1)) ** 0.5 if count > 1 else 0.0
            influence[i] = widened + middle / weight[i] ** 0.5 if count > 1 else given[i]
    articles = len({cluster[i] for i in drawn})
    part = {g: sum(weight[i] for i in drawn if cluster[i] == g) / total for g in set(cluster)}
    factor = {g: (1 - part[g]) ** -0.5 if articles > 1 else 1.0 for g in part}
    sums = dict.fromkeys(cluster, 0.0)
    for i in inside:
        sums[cluster[i]] += (model[i] + shift - value) / len(inside)
    for i, influenced in influence.items():
        sums[cluster[i]] += influenced * factor[cluster[i]]
    return value, sum(one**2 for one in sums.values()), trust


def test_an_estimate_of_four_sentences_worked_by_hand():
    # Labelled are 1 (critical) and 3 (neutral). Trust: covariance .15 over variance .1, over 4 / 2: .75, so that the
    # model counts 1.5 times: mean .75; labels less model are -.35 and -.45, mean -.4. Share .75 - .4 = .35.
    share = share_of(scores_of([0.9, 0.6, 0.3, 0.2]), gold_of([1, 0, 0, 0], [0, 2], 0.5))
    assert share.power == pytest.approx(0.75)
    assert share.value == pytest.approx(0.35)
    # The model's part: 1.5 times the distances .4, .1, -.2, -.3 from its mean, over 4. The labels': +-.05 over 2, times
    # the root of 2 / (2 - 1). Sums of one article are squared.
    labels = 0.025 * np.sqrt(2)
    assert share.variance == pytest.approx((0.15 + labels) ** 2 + 0.0375**2 + (-0.075 - labels) ** 2 + 0.1125**2)
    assert share.sampling_variance == pytest.approx(2 * labels**2)
    assert share.freedom == 1


TRUTH = [1, 1, 0, 0, 1, 0, 0, 1]
PREDICTED = [0.9, 0.6, 0.3, 0.2, 0.5, 0.4, 0.7, 0.8]


@pytest.mark.parametrize("cluster", ["abcdefgh", "aabbccde", "abababcd"])
def test_every_sample_of_a_small_corpus_gives_what_the_formulas_give(cluster):
    scores = scores_of(PREDICTED, article_id=list(cluster))
    for rows in combinations(range(8), 4):
        weight = [2.0 if i in rows else 0.0 for i in range(8)]
        value, variance, trust = by_hand(TRUTH, PREDICTED, weight, cluster)
        share = share_of(scores, gold_of(TRUTH, rows, 0.5))
        assert (share.value, share.variance, share.power) == pytest.approx((value, variance, trust), abs=1e-12)


def test_unequal_probabilities_weigh_the_labels():
    chance = np.array([0.2, 0.4, 0.5, 0.25, 0.8, 0.1, 0.5, 0.6])
    for rows in combinations(range(8), 3):
        weight = [1 / chance[i] if i in rows else 0.0 for i in range(8)]
        value, variance, trust = by_hand(TRUTH, PREDICTED, weight, "aabcdefg")
        scores = scores_of(PREDICTED, article_id=list("aabcdefg"))
        share = share_of(scores, gold_of(TRUTH, rows, chance[list(rows)]))
        assert (share.value, share.variance, share.power) == pytest.approx((value, variance, trust), abs=1e-12)


def test_over_all_samples_a_share_without_a_model_is_unbiased_and_so_is_its_variance():
    truth = np.array([1, 1, 0, 1, 0, 0, 0, 1, 1])
    scores = scores_of(np.full(9, 0.4))
    found = [share_of(scores, gold_of(truth, rows, 4 / 9)) for rows in combinations(range(9), 4)]
    assert {share.power for share in found} == {0.0}
    assert np.mean([share.value for share in found]) == pytest.approx(truth.mean(), abs=1e-12)
    # Sampling without replacement varies less than its estimate by 1 - n / N: the corpus stands for what is like it.
    over_samples = np.var([share.value for share in found])
    assert np.mean([share.variance for share in found]) * (1 - 4 / 9) == pytest.approx(over_samples, abs=1e-12)


def test_over_all_samples_a_share_with_a_fully_trusted_model_is_unbiased():
    truth = np.array([1, 1, 0, 1, 0, 0, 1])
    scores = scores_of(0.5 + 0.05 * truth + np.array([0.01, 0, 0.02, 0, 0, 0.01, 0.02]))
    found = [share_of(scores, gold_of(truth, rows, 5 / 7)) for rows in combinations(range(7), 5)]
    assert {share.power for share in found} == {1.0}
    assert np.mean([share.value for share in found]) == pytest.approx(truth.mean(), abs=1e-12)


def many(size=240, seed=3, articles=60):
    """Truth, probabilities and articles of a corpus in which sentences of an article are alike."""
    random = np.random.default_rng(seed)
    article = random.integers(0, articles, size)
    truth = (random.random(size) < (0.2 + 0.5 * random.random(articles)[article])).astype(int)
    predicted = np.clip(0.15 + 0.6 * truth + random.normal(0, 0.2, size), 0.01, 0.99)
    return truth, predicted, article


def freedom_of(sizes):
    """Satterthwaite's degrees of freedom of a sum over units that vary with the square of their size, less one."""
    squares = np.asarray(sizes, dtype=float) ** 2
    return squares.sum() ** 2 / (squares**2).sum() - 1


def mean_and_error(truth, article, weight):
    """A weighted mean and its standard error clustered by article, each sum over the root of one less its leverage."""
    weight = np.asarray(weight, dtype=float) / np.sum(weight)
    mean = float(weight @ truth)
    parts = pd.DataFrame({"part": weight, "sum": weight * (truth - mean)}).groupby(article).sum()
    return mean, float(((parts["sum"] ** 2) / (1 - parts["part"])).sum() ** 0.5)


def test_of_sentences_that_are_articles_of_their_own_the_error_is_statsmodels_hc2():
    truth, _, _ = many()
    weight = np.random.default_rng(1).uniform(1, 5, 240)
    fit = sm.WLS(truth, np.ones(240), weights=weight).fit(cov_type="HC2")
    assert mean_and_error(truth, np.arange(240), weight) == pytest.approx((fit.params[0], fit.bse[0]))


def test_of_articles_that_weigh_the_same_the_error_is_statsmodels_clustered_one():
    truth, _, _ = many()
    article = np.arange(240) // 8
    fit = sm.OLS(truth, np.ones(240)).fit(cov_type="cluster", cov_kwds={"groups": article, "use_correction": False})
    mean, error = mean_and_error(truth, article, np.ones(240))
    assert (mean, error) == pytest.approx((fit.params[0], fit.bse[0] * (30 / 29) ** 0.5))


@pytest.mark.parametrize("equal", [True, False])
def test_without_a_model_the_interval_is_the_clustered_one(equal):
    truth, _, article = many()
    random = np.random.default_rng(1)
    rows = np.sort(random.choice(240, 100, replace=False))
    chance = np.full(100, 100 / 240) if equal else random.uniform(0.2, 0.7, 100)
    scores = scores_of(np.full(240, 0.4), article_id=[f"a{i}" for i in article])
    mean, error = mean_and_error(truth[rows], article[rows], 1 / chance)
    freedom = freedom_of(pd.Series(1 / chance).groupby(article[rows]).sum())
    for confidence in (0.95, 0.8):
        row = estimate(scores, gold_of(truth, rows, chance), options=Options(confidence=confidence)).iloc[0]
        half = stats.t.ppf(0.5 + confidence / 2, freedom) * error
        assert row["share"] == pytest.approx(mean)
        assert (row["low"], row["high"]) == pytest.approx((mean - half, mean + half))


def test_a_census_has_the_clustered_interval_too():
    truth, predicted, article = many()
    scores = scores_of(predicted, article_id=[f"a{i}" for i in article])
    row = estimate(scores, gold_of(truth, np.arange(240), 1.0)).iloc[0]
    _, error = mean_and_error(truth, article, np.ones(240))
    half = stats.t.ppf(0.975, freedom_of(np.bincount(article))) * error
    assert (row["low"], row["high"]) == pytest.approx((truth.mean() - half, truth.mean() + half))


def test_with_a_model_and_articles_the_interval_is_that_of_the_formulas():
    truth, predicted, article = many()
    rows = np.sort(np.random.default_rng(1).choice(240, 90, replace=False))
    weight = np.zeros(240)
    weight[rows] = 240 / 90
    scores = scores_of(predicted, article_id=[f"a{i}" for i in article])
    row = estimate(scores, gold_of(truth, rows, 90 / 240)).iloc[0]
    value, variance, trust = by_hand(truth, predicted, weight, article.tolist())
    half = stats.t.ppf(0.975, freedom_of(np.bincount(article[rows]))) * np.sqrt(variance)
    assert 0.1 < trust < 1
    assert row["trust"] == pytest.approx(trust)
    assert (row["low"], row["share"], row["high"]) == pytest.approx((value - half, value, value + half))


@pytest.mark.parametrize("population", ["process", "corpus"])
def test_labels_that_the_model_learned_make_the_error_of_its_correction_larger_by_a_tenth_of_its_trust(population):
    truth, predicted, article = many()
    rows = np.sort(np.random.default_rng(1).choice(240, 90, replace=False))
    scores, gold = scores_of(predicted, article_id=[f"a{i}" for i in article]), gold_of(truth, rows, 90 / 240)
    learned = LearnedFrom(frozenset(gold["sentence_id"]), scores.iloc[rows])

    def both(**options):
        data = labelled(scores, gold, options=Options(population=population, **options))
        return [estimator.shares(data, np.arange(240))[0] for estimator in (Aipw(), LabelsOnly())]

    plain, alone = both()
    told, told_alone = both(learned=learned)
    assert 0.1 < plain.power < 1
    assert (told.value, told.power, told.freedom) == pytest.approx((plain.value, plain.power, plain.freedom))
    assert told.sampling_variance == pytest.approx(plain.sampling_variance * (1 + plain.power / 10) ** 2)
    if population == "corpus":
        assert told.variance == pytest.approx(plain.variance * (1 + plain.power / 10) ** 2)
    assert told_alone.variance == pytest.approx(alone.variance)
    half, _ = both(learned=LearnedFrom(out_of_fold=scores.iloc[rows[:45]]))
    assert plain.sampling_variance < half.sampling_variance < told.sampling_variance


def test_three_labels_share_the_trust_that_makes_the_sum_of_their_variances_least():
    random = np.random.default_rng(8)
    truth = random.integers(0, 3, 60)
    predicted = random.dirichlet([1, 1, 1], 60) + 2 * np.eye(3)[truth]
    predicted = predicted / predicted.sum(axis=1, keepdims=True)
    names = ["conciliatory", "critical", "neutral"]
    ids = [f"s{i}" for i in range(60)]
    scores = pd.DataFrame({"sentence_id": ids, "label": np.array(names)[predicted.argmax(axis=1)]})
    scores = scores.assign(**{f"p_{name}": predicted[:, k] for k, name in enumerate(names)})
    rows = np.sort(random.choice(60, 20, replace=False))
    gold = pd.DataFrame({"sentence_id": scores["sentence_id"][rows], "label": np.array(names)[truth[rows]]})
    found = estimate(scores, gold.assign(question="stance", inclusion_probability=1 / 3))
    answers = np.eye(3)[truth[rows]]
    covariance = sum(np.cov(answers[:, k], predicted[rows, k], ddof=0)[0, 1] for k in range(3))
    spread = sum(np.var(predicted[:, k], ddof=1) for k in range(3))
    trust = covariance / spread / (60 / 40)
    assert 0 < trust < 1
    assert found["trust"].to_numpy() == pytest.approx(np.full(3, trust))
    shares = answers.mean(axis=0) + trust * 1.5 * (predicted.mean(axis=0) - predicted[rows].mean(axis=0))
    assert found["share"].to_numpy() == pytest.approx(shares)


STRATA = np.array(["a"] * 40 + ["b"] * 60)


def stratified():
    """A corpus without a model in two strata that differ, and twenty and thirty labels of these."""
    random = np.random.default_rng(5)
    truth = (random.random(100) < np.where(STRATA == "a", 0.8, 0.3)).astype(int)
    rows = np.r_[np.sort(random.choice(40, 20, replace=False)), 40 + np.sort(random.choice(60, 30, replace=False))]
    return truth, rows, gold_of(truth, rows, 0.5, stratum=STRATA[rows])


def test_strata_have_the_textbook_variance_and_what_their_shares_vary_between_corpora():
    truth, rows, gold = stratified()
    share = share_of(scores_of(np.full(100, 0.4)), gold)
    first, second = truth[rows[:20]], truth[rows[20:]]
    within = 0.4**2 * np.var(first, ddof=1) / 20 + 0.6**2 * np.var(second, ddof=1) / 30
    mean = 0.4 * first.mean() + 0.6 * second.mean()
    between = (0.4 * (first.mean() - mean) ** 2 + 0.6 * (second.mean() - mean) ** 2) / 100
    assert share.value == pytest.approx(mean)
    assert share.variance == pytest.approx((within + between) * 50 / 49)
    assert share.variance < np.var(truth[rows], ddof=1) / 50


def test_over_all_stratified_samples_the_share_is_unbiased():
    truth = np.array([1, 1, 0, 1, 0, 0, 0, 1, 0, 0])
    scores = scores_of(np.full(10, 0.4))
    found = []
    for first in combinations(range(4), 2):
        for second in combinations(range(4, 10), 3):
            rows = [*first, *second]
            gold = gold_of(truth, rows, 0.5, stratum=["a"] * 2 + ["b"] * 3)
            found.append(share_of(scores, gold).value)
    assert np.mean(found) == pytest.approx(truth.mean(), abs=1e-12)


def test_a_group_that_cuts_across_strata_counts_their_draws_outside_as_zeros():
    truth, rows, gold = stratified()
    weight = np.zeros(100)
    weight[rows] = 2.0
    predicted = np.clip(0.3 + 0.3 * truth + np.random.default_rng(2).normal(0, 0.1, 100), 0, 1)
    group = np.flatnonzero(np.arange(100) % 3 != 0)
    share = share_of(scores_of(predicted), gold, group)
    value, variance, _ = by_hand(truth, predicted, weight, list(range(100)), STRATA.tolist(), group.tolist())
    assert (share.value, share.variance) == pytest.approx((value, variance))
    assert share.freedom == pytest.approx(len(set(rows) & set(group)) - 1)


class TestFewLabels:
    """Fewer than twenty labelled sentences with, or without, the label: Wilson's interval."""

    @pytest.mark.parametrize(("events", "size"), [(1, 40), (4, 40), (5, 39), (19, 39), (35, 39), (36, 40)])
    def test_wilsons_interval_is_statsmodels(self, events, size):
        truth = np.arange(400) < events
        scores = scores_of(np.full(400, 0.4))
        row = estimate(scores, gold_of(truth, np.arange(40), 0.1)).iloc[0]
        # s^2 / n is p (1 - p) / (n - 1): as of 39 sentences; from fewer than five events, of all 40.
        alpha = 2 * stats.norm.sf(stats.t.ppf(0.975, 39))
        wanted = proportion_confint(events / 40 * size, size, alpha=alpha, method="wilson")
        assert (row["low"], row["high"]) == pytest.approx(wanted)

    def test_from_twenty_on_the_interval_is_symmetric(self):
        scores = scores_of(np.full(400, 0.4))
        row = estimate(scores, gold_of(np.arange(400) < 20, np.arange(80), 0.2)).iloc[0]
        half = stats.t.ppf(0.975, 79) * np.sqrt(0.25 * 0.75 / 79)
        assert (row["low"], row["high"]) == pytest.approx((0.25 - half, 0.25 + half))

    def test_articles_that_all_have_it_or_have_it_not_count_as_one(self):
        truth = np.arange(400) < 4
        scores = scores_of(np.full(400, 0.4), article_id=[f"a{i // 2}" for i in range(400)])
        row = estimate(scores, gold_of(truth, np.arange(40), 0.1)).iloc[0]
        alpha = 2 * stats.norm.sf(stats.t.ppf(0.975, 19))
        wanted = proportion_confint(2, 20, alpha=alpha, method="wilson")
        assert (row["low"], row["high"]) == pytest.approx(wanted)

    def test_an_estimate_below_zero_is_no_reason_for_an_interval_up_to_80(self):
        """The model says .3 of all and .3 more of the labelled, of which none is critical."""
        scores = scores_of(np.r_[np.full(120, 0.6), np.full(880, 0.3)])
        truth = np.zeros(1000)
        truth[:2] = 1
        row = estimate(scores, gold_of(truth, np.arange(120), 0.12)).iloc[0]
        assert row["share"] < 0.03
        assert 0.02 < row["high"] < 0.08

    def test_an_estimate_below_zero_of_more_labels_ends_where_wilsons_of_none_does(self):
        # The model says a half of the labelled, of which a tenth are, and next to nothing of the others.
        truth = np.arange(1000) < 6
        predicted = np.where(truth, 0.95, np.where(np.arange(1000) < 60, 0.5, 0.08)) + np.arange(1000) % 3 / 100
        share = share_of(scores_of(predicted), gold_of(truth, np.arange(60), 0.06))
        assert share.value < -0.3
        assert share.events == 6
        alpha = 2 * stats.norm.sf(stats.t.ppf(0.975, 59))
        wanted = proportion_confint(0, 60, alpha=alpha, method="wilson")[1]
        assert share.interval() == pytest.approx((0, wanted))

    @pytest.mark.parametrize("label", ["critical", "neutral"])
    def test_where_nothing_varies_each_article_counts_as_one(self, label):
        scores = scores_of(np.full(400, 0.4), article_id=[f"a{i // 2}" for i in range(400)])
        row = estimate(scores, gold_of(np.full(400, label == "neutral"), np.arange(40), 0.1))
        row = row.set_index("label").loc[label]
        exact = stats.binomtest(0, 20).proportion_ci(method="exact")
        assert (row["low"], row["high"]) == pytest.approx((exact.low, exact.high))
        assert row["high"] == pytest.approx(1 - 0.025 ** (1 / 20))

    def test_where_nothing_varies_degrees_of_freedom_do_not_count(self):
        """One label stands for nearly all sentences, so that there is hardly one degree of freedom."""
        draw = np.random.default_rng(4)
        scores = scores_of(draw.random(4000))
        chance = draw.uniform(0.01, 0.3, 60)
        chance[0] = 0.001
        labels = estimate(scores, gold_of(np.zeros(4000), np.arange(60), chance)).set_index("label")
        size = (1 / chance).sum() ** 2 / (1 / chance**2).sum()
        assert size < 5
        assert (labels.loc["critical", "share"], labels.loc["neutral", "share"]) == (0, 1)
        assert labels.loc["critical", "high"] == pytest.approx(1 - 0.025 ** (1 / size))
        assert labels.loc["neutral", "low"] == pytest.approx(0.025 ** (1 / size))

    def test_known_labels_count_among_the_few(self):
        truth = np.r_[np.ones(3), np.zeros(37), np.ones(2), np.zeros(358)]
        chance = np.r_[np.full(40, 0.1), 1.0, 1.0]
        row = share_of(scores_of(np.full(400, 0.4)), gold_of(truth, np.arange(42), chance))
        assert row.events == 5


def test_sentences_known_for_certain_are_counted_and_the_rest_estimated():
    truth = np.r_[1, 1, 0, np.tile([1, 0, 0], 9)]
    sampled = np.arange(3, 30, 2)
    rows = np.r_[0, 1, 2, sampled]
    gold = gold_of(truth, rows, np.r_[np.ones(3), np.full(len(sampled), len(sampled) / 27)])
    share = share_of(scores_of(np.full(30, 0.4)), gold)
    of_sampled = truth[sampled]
    assert share.value == pytest.approx((2 + 27 * of_sampled.mean()) / 30)
    drawn = (27 / 30) ** 2 * np.var(of_sampled, ddof=1) / len(sampled)
    assert share.sampling_variance == pytest.approx(drawn)
    value = np.r_[1, 1, 0, np.full(27, of_sampled.mean())]
    own = (value - share.value) / 30
    count = len(sampled)
    influence = (of_sampled - of_sampled.mean()) / count * 27 / 30 * np.sqrt(count / (count - 1))
    own[sampled] += influence
    assert share.variance == pytest.approx((own**2).sum())


class TestLabelsTheModelWasTrainedOn:
    """Ten of a hundred are drawn, four of these go into training: of the other 96, six speak for all."""

    def test_the_probability_of_the_others_is_that_of_their_draw_given_the_training(self):
        found, seen = 0, 0
        drawn_of = list(combinations(range(5), 3))
        for drawn in drawn_of:
            for trained in drawn:
                if trained != 0:
                    seen += 1
                    found += 0 in drawn
        # By enumeration: 5 sentences, 3 drawn, 1 of these trained on.
        gold = gold_of([1, 0, 1, 0, 1], [0, 1, 2], 3 / 5, split=["test", "test", "train"])
        weights = labelled(scores_of(np.full(5, 0.4)), gold).weight
        assert weights.tolist() == pytest.approx([seen / found, seen / found, 0, 0, 0])

    def test_they_count_for_themselves(self):
        truth = np.arange(100) % 3 == 0
        gold = gold_of(truth, np.arange(10), 0.1, split=["train"] * 4 + ["test"] * 6)
        data = labelled(scores_of(np.full(100, 0.4)), gold)
        assert data.known[:4].all()
        assert not data.known[4:].any()
        assert data.weight[4:10].tolist() == pytest.approx([96 / 6] * 6)
        share = Aipw().shares(data, np.arange(100))[0]
        assert share.value == pytest.approx((truth[:4].sum() + 96 * truth[4:10].mean()) / 100)


def outlets():
    """Three outlets of different size without a model, and forty labels of each but the last, which has twenty."""
    random = np.random.default_rng(7)
    outlet = np.repeat(["Karsovia Times", "Ostrel Wire", "Veldania Post"], [200, 200, 100])
    truth = random.random(500) < np.repeat([0.35, 0.55, 0.6], [200, 200, 100])
    rows = np.r_[np.arange(40), 200 + np.arange(40), 400 + np.arange(20)]
    return scores_of(np.full(500, 0.4), outlet=outlet), gold_of(truth, rows, 0.2), truth.astype(int)


def test_differences_are_welchs_of_independent_means():
    scores, gold, truth = outlets()
    found = differences(scores, gold, by=["outlet"])
    found = found[found["label"] == "critical"].set_index(["group", "other"])
    samples = {"Karsovia Times": truth[:40], "Ostrel Wire": truth[200:240], "Veldania Post": truth[400:420]}
    for one, other in combinations(samples, 2):
        first, second = samples[one], samples[other]
        welch = stats.ttest_ind(first, second, equal_var=False)
        interval = welch.confidence_interval(0.95)
        row = found.loc[(one, other)]
        assert row["difference"] == pytest.approx(first.mean() - second.mean())
        assert (row["low"], row["high"]) == pytest.approx((interval.low, interval.high))
        assert row["p"] == pytest.approx(welch.pvalue)


def test_adjusted_p_values_are_statsmodels_holm():
    scores, gold, _ = outlets()
    scores["p_neutral"], scores["p_mixed"] = 0.4, 0.2
    gold.loc[gold.index % 5 == 0, "label"] = "mixed"
    found = differences(scores, gold, by=["outlet"])
    assert len(found) == 9
    steps = np.sort(found["p"]) * np.arange(9, 0, -1)
    assert (np.diff(steps) < 0).any()
    assert found["p_adjusted"].to_numpy() == pytest.approx(multipletests(found["p"], method="holm")[1])
    assert (found["p_adjusted"] == 1).any()
    assert (found["p_adjusted"] < 1).any()


def test_articles_of_both_groups_lower_the_variance_of_their_difference_by_what_they_share():
    # Each article has a sentence of either speaker; all are labelled, so an article's part is the paired difference.
    random = np.random.default_rng(3)
    tone = random.random(30)
    one, other = random.random(30) < tone, random.random(30) < tone
    truth = np.column_stack([one, other]).ravel()
    scores = scores_of(np.full(60, 0.4), speaker=["Varn", "Lund"] * 30, article_id=[f"a{i // 2}" for i in range(60)])
    found = differences(scores, gold_of(truth, np.arange(60), 1.0), by=["speaker"])
    row = found[found["label"] == "critical"].iloc[0]
    assert (row["group"], row["other"]) == ("Lund", "Varn")
    paired = stats.ttest_rel(other.astype(float), one.astype(float))
    assert row["difference"] == pytest.approx(other.mean() - one.mean())
    assert row["p"] == pytest.approx(paired.pvalue)
    interval = paired.confidence_interval(0.95)
    assert (row["low"], row["high"]) == pytest.approx((interval.low, interval.high))


def test_a_trend_is_the_least_squares_line_through_the_periods_and_gaps_count():
    months = ["2031-11", "2031-12", "2032-01", "2032-04"]
    random = np.random.default_rng(4)
    truth = random.random(480) < np.repeat([0.3, 0.45, 0.4, 0.7], 120)
    published = np.repeat([f"{month}-09" for month in months], 120)
    rows = np.concatenate([np.arange(30) + 120 * k for k in range(4)])
    found = trend(scores_of(np.full(480, 0.4), published=published), gold_of(truth, rows, 0.25))
    row = found[found["label"] == "critical"].iloc[0]
    parts = [truth[120 * k : 120 * k + 30].astype(int) for k in range(4)]
    steps = np.array([0.0, 1, 2, 5])
    shares = [part.mean() for part in parts]
    factors = (steps - 2) / ((steps - 2) ** 2).sum()
    variances = np.array([f**2 * np.var(part, ddof=1) / 30 for f, part in zip(factors, parts, strict=True)])
    error, freedom = np.sqrt(variances.sum()), variances.sum() ** 2 / (variances**2 / 29).sum()
    assert row["slope"] == pytest.approx(np.polyfit(steps, shares, 1)[0])
    half = stats.t.ppf(0.975, freedom) * error
    assert (row["low"], row["high"]) == pytest.approx((row["slope"] - half, row["slope"] + half))
    assert row["p"] == pytest.approx(2 * stats.t.sf(abs(row["slope"]) / error, freedom))
    assert row["periods"] == 4


def shares_over(*units):
    """Shares with the variance 0.01 each, whose labels are in these units, one in each."""
    sums = [np.full(len(own), 0.1 / np.sqrt(len(own))) for own in units]
    return [
        Share(0.5, own, part, len(own) - 1.0, units=own, sizes=np.ones(len(own)))
        for own, part in zip(units, sums, strict=True)
    ]


@pytest.mark.parametrize(
    ("shared", "freedom"),
    [
        (0, 18),  # Welch's: 9 and 9
        (10, 9),  # as each has
        (5, 12),  # (1 + 1)^2 over (5 * 1^2 + 5 * 2^2 + 5 * 1^2) / 10 / 9
    ],
)
def test_units_with_labels_in_two_shares_have_fewer_degrees_of_freedom(shared, freedom):
    pair = shares_over(np.arange(10), np.arange(10 - shared, 20 - shared))
    difference = combined(pair, [1.0, -1.0])
    assert difference.freedom == pytest.approx(freedom)
    # a sum of the difference and nothing else has what the difference has
    assert combined([difference, *shares_over(np.arange(30, 40))], [1.0, 0.0]).freedom == pytest.approx(freedom)


def test_a_group_of_few_labels_does_not_take_the_degrees_of_freedom_of_a_trend_within_a_stratum():
    """Every drawn article of a stratum is in the variance of each month; it has labels in its own one alone."""
    random = np.random.default_rng(8)
    truth, month = random.random(480) < 0.4, np.repeat(["2031-01", "2031-02", "2031-03", "2031-04"], 120)
    rows = np.concatenate([np.arange(40), 120 + np.arange(40), 240 + np.arange(40), 360 + np.arange(4)])
    scores = scores_of(np.full(480, 0.4), published=month)
    gold = gold_of(truth, rows, len(rows) / 480)
    alone, within = (
        trend(scores, one, options=Options(least=Least(2, 2))).iloc[0] for one in (gold, gold.assign(stratum="all"))
    )
    assert (within["high"] - within["low"]) == pytest.approx(alone["high"] - alone["low"], rel=0.05)
    assert (
        (within["high"] - within["low"]) / 2 * 1.5 > within["detectable"] > (within["high"] - within["low"]) / 2 * 1.3
    )


def test_weeks_on_either_side_of_new_year_follow_each_other():
    truth = np.repeat([1, 0], [30, 90])
    published = np.repeat(["2031-12-22", "2031-12-29", "2032-01-05", "2032-01-12"], 30)
    scores = scores_of(np.full(120, 0.4), published=published)
    found = trend(scores, gold_of(truth, np.arange(120), 1.0), over="week")
    assert found["slope"].iloc[0] == pytest.approx(np.polyfit([0, 1, 2, 3], [1, 0, 0, 0], 1)[0])


def three_labels(size=300, labelled_rows=60):
    random = np.random.default_rng(6)
    names = np.array(["conciliatory", "critical", "neutral"])
    truth = random.integers(0, 3, size)
    scores = pd.DataFrame({"sentence_id": [f"s{i}" for i in range(size)], "label": "neutral"})
    scores = scores.assign(p_conciliatory=0.2, p_critical=0.3, p_neutral=0.5)
    rows = np.arange(labelled_rows)
    gold = pd.DataFrame({"sentence_id": scores["sentence_id"][rows], "question": "stance", "label": names[truth[rows]]})
    return scores, gold.assign(inclusion_probability=labelled_rows / size), truth[rows]


@pytest.mark.parametrize("values", [None, {"conciliatory": 0.5, "critical": -1.0, "neutral": 0.25}])
def test_the_index_is_the_mean_of_what_labels_are_worth(values):
    scores, gold, truth = three_labels()
    worth = np.array([1.0, -1.0, 0.0] if values is None else list(values.values()))[truth]
    row = index(scores, gold, values=values).iloc[0]
    half = stats.t.ppf(0.975, 59) * np.sqrt(np.var(worth, ddof=1) / 60)
    assert row["index"] == pytest.approx(worth.mean())
    assert (row["low"], row["high"]) == pytest.approx((worth.mean() - half, worth.mean() + half))


def test_an_index_of_few_labels_recovers_its_variance_from_the_intervals_of_its_shares():
    scores, gold, _ = three_labels()
    gold["label"] = ["critical"] * 2 + ["neutral"] * 58
    row = index(scores, gold).iloc[0]
    shares = estimate(scores, gold).set_index("label")
    none, two = shares.loc["conciliatory"], shares.loc["critical"]
    assert row["index"] == pytest.approx(-2 / 60)
    down = np.hypot(none["share"] - none["low"], two["high"] - two["share"])
    up = np.hypot(none["high"] - none["share"], two["share"] - two["low"])
    assert (row["low"], row["high"]) == pytest.approx((row["index"] - down, row["index"] + up))


class TestDifferencesOfRareLabels:
    """Few or no labelled sentences have the label in either group: a difference has a width all the same."""

    @staticmethod
    def of(first, second, size=12):
        scores = scores_of(np.full(400, 0.4), outlet=np.repeat(["Karsovia Times", "Ostrel Wire"], 200))
        rows = np.r_[np.arange(size), 200 + np.arange(size)]
        truth = np.zeros(400)
        truth[:first], truth[200 : 200 + second] = 1, 1
        gold = gold_of(truth, rows, size / 200)
        shares = estimate(scores, gold, by=["outlet"])
        found = differences(scores, gold, by=["outlet"])
        return found[found["label"] == "critical"].iloc[0], shares[shares["label"] == "critical"]

    def test_none_of_twelve_against_none_of_twelve(self):
        row, shares = self.of(0, 0)
        high = shares["high"].iloc[0]
        assert (row["difference"], row["p"]) == (0, 1)
        assert (row["low"], row["high"]) == pytest.approx((-high, high))
        assert high > 0.2

    def test_newcombes_worked_example(self):
        """Newcombe (1998, Statistics in Medicine 17), method 10: 9/10 against 3/10 is .6, from .1705 to .8090."""
        ends = np.array([proportion_confint(9, 10, method="wilson"), proportion_confint(3, 10, method="wilson")])
        low, high = recovered(np.array([0.9, 0.3]), ends, np.array([1.0, -1.0]), np.eye(2))
        assert (low, high) == pytest.approx((0.1705, 0.8090), abs=5e-5)

    def test_the_p_value_is_the_level_at_which_the_interval_ends_at_zero(self):
        row, _ = self.of(4, 0, size=30)
        scores = scores_of(np.full(400, 0.4), outlet=np.repeat(["Karsovia Times", "Ostrel Wire"], 200))
        truth = np.zeros(400)
        truth[:4] = 1
        gold = gold_of(truth, np.r_[np.arange(30), 200 + np.arange(30)], 30 / 200)
        at = differences(scores, gold, by=["outlet"], options=Options(confidence=1 - row["p"]))
        assert 0.01 < row["p"] < 0.2
        assert at[at["label"] == "critical"]["low"].iloc[0] == pytest.approx(0, abs=1e-6)


def test_an_index_stays_between_the_values_of_its_labels():
    scores, gold, _ = three_labels()
    row = index(scores, gold.assign(label="critical")).iloc[0]
    assert (row["index"], row["low"]) == (-1, -1)
    assert -1 < row["high"] < 0


def test_an_interval_of_the_index_ends_at_the_scores_of_its_labels():
    # Of 80 labels in ten articles five are neutral, all in one: -.94 minus a half-width of .14.
    truth = np.ones(300)
    truth[:5] = 0
    scores = scores_of(np.full(300, 0.4), article_id=[f"a{i // 8}" for i in range(300)])
    row = index(scores, gold_of(truth, np.arange(80), 80 / 300)).iloc[0]
    assert row["index"] == pytest.approx(-75 / 80)
    assert row["low"] == -1
    half = stats.t.ppf(0.975, 9) * np.sqrt((4.5**2 + 9 * 0.5**2) * 10 / 9) / 80
    assert row["high"] == pytest.approx(-75 / 80 + half)


def test_combined_shares_keep_the_part_that_labels_shrink():
    scores, gold, _ = outlets()
    data = labelled(scores, gold)
    one, other = (Aipw().shares(data, rows)[0] for rows in (np.arange(200), np.arange(400, 500)))
    both = combined([one, other], [2.0, -1.0])
    assert both.value == pytest.approx(2 * one.value - other.value)
    assert both.sampling_variance == pytest.approx(4 * one.sampling_variance + other.sampling_variance)
    parts = np.array([4 * one.variance, other.variance])
    assert both.freedom == pytest.approx(parts.sum() ** 2 / (parts**2 / [one.freedom, other.freedom]).sum())


class TestPlan:
    """How many labels an interval takes, from the variance there is now."""

    def test_without_a_model_it_is_the_textbook_number(self):
        truth = np.arange(5000) % 4 == 0
        gold = gold_of(truth, np.arange(100), 0.02)
        row = plan(scores_of(np.full(5000, 0.4)), gold, half_width=0.03).iloc[0]
        variance = np.var(truth[:100], ddof=1)
        assert row["half_width"] == pytest.approx(stats.t.ppf(0.975, 99) * np.sqrt(variance / 100))
        assert row["more"] == int(np.ceil(variance * (stats.norm.ppf(0.975) / 0.03) ** 2)) - 100

    def test_with_a_model_only_the_part_of_the_labels_shrinks(self):
        truth, predicted, _ = many(2000, articles=2000)
        rows = np.arange(100)
        scores, gold = scores_of(predicted), gold_of(truth, rows, 0.05)
        share = share_of(scores, gold)
        fixed = share.variance - share.sampling_variance
        total = share.sampling_variance * 100 / ((0.05 / stats.norm.ppf(0.975)) ** 2 - fixed)
        assert fixed > 0.05 * share.variance
        assert plan(scores, gold, half_width=0.05).iloc[0]["more"] == int(np.ceil(total)) - 100

    def test_more_labels_than_there_are_sentences_are_no_plan(self):
        truth = np.arange(500) % 2 == 0
        gold = gold_of(truth, np.arange(50), 0.1)
        scores = scores_of(np.full(500, 0.4))
        for half_width in (0.03, 0.06):
            needed = int(np.ceil(np.var(truth[:50], ddof=1) * (stats.norm.ppf(0.975) / half_width) ** 2))
            row = plan(scores, gold, half_width=half_width).iloc[0]
            assert (needed > 500) == pd.isna(row["more"])
            assert row["note"] == "more articles, not labels" if needed > 500 else row["more"] == needed - 50

    def test_a_group_without_labels_borrows_the_variance_for_its_own_number_of_articles(self):
        truth, predicted, _ = many(2000, articles=2000)
        outlet = np.where(np.arange(2000) < 1500, "Karsovia Times", "Veldania Post")
        scores, gold = scores_of(predicted, outlet=outlet), gold_of(truth, np.arange(100), 0.05)
        share = share_of(scores, gold)
        found = plan(scores, gold, half_width=0.08, by=["outlet"])
        row = found[(found["label"] == "critical") & (found["outlet"] == "Veldania Post")].iloc[0]
        fixed = (share.variance - share.sampling_variance) * 2000 / 500
        total = share.sampling_variance * 100 / ((0.08 / stats.norm.ppf(0.975)) ** 2 - fixed)
        assert row["labelled"] == 0
        assert row["more"] == int(np.ceil(total))


class TestLeast:
    """Ten labelled sentences in five articles: what a group needs for a share of its own."""

    @pytest.mark.parametrize(("labels", "articles", "enough"), [(10, 5, True), (9, 9, False), (12, 4, False)])
    def test_both_bounds_hold(self, labels, articles, enough):
        scores = scores_of(np.full(100, 0.4), article_id=[f"a{i % articles}" for i in range(100)])
        gold = gold_of(np.arange(100) % 2, np.arange(labels), 0.1)
        assert (estimate(scores, gold)["method"] == "corrected").all() == enough

    def test_a_group_that_is_labelled_in_full_needs_no_more(self):
        gold = gold_of([1, 0, 1], [0, 1, 2], 1.0)
        assert set(estimate(scores_of([0.4] * 3), gold)["method"]) == {"all labelled"}

    def test_one_small_group_alone_has_nothing_to_be_pooled_with(self):
        scores, gold, _ = outlets()
        gold = gold.iloc[:85]
        pooled = estimate(scores, gold, by=["outlet"], options=Options(small="pool"))
        assert set(pooled["outlet"]) == set(scores["outlet"])
        assert set(pooled[pooled["outlet"] == "Veldania Post"]["method"]) == {"withheld"}


def test_sentences_the_model_abstained_from_count_in_corrected_shares():
    scores = scores_of([0.9, 0.6, 0.3, 0.2])
    gold = gold_of([1, 0, 0, 0], [0, 2], 0.5)
    abstained = estimate(scores.assign(abstained=[False, True, True, False]), gold, options=Options(confidence=0.9))
    assert abstained["n"].tolist() == [4, 4]


def test_periods_that_are_too_few_to_say_are_left_out_of_the_line():
    published = np.repeat(["2031-01-09", "2031-02-09", "2031-03-09"], 40)
    truth = np.repeat([1, 0, 1], 40)
    rows = np.r_[np.arange(20), 40 + np.arange(5), 80 + np.arange(20)]
    found = trend(scores_of(np.full(120, 0.4), published=published), gold_of(truth, rows, 0.5))
    assert found["periods"].tolist() == [2, 2]
    assert found["slope"].tolist() == pytest.approx([0.0, 0.0], abs=1e-12)


def test_labels_alone_have_the_weighted_share_and_the_clustered_interval():
    truth, predicted, article = many()
    random = np.random.default_rng(1)
    rows = np.sort(random.choice(240, 100, replace=False))
    chance = random.uniform(0.2, 0.7, 100)
    scores = scores_of(predicted, article_id=[f"a{i}" for i in article])
    row = estimate(scores, gold_of(truth, rows, chance), options=Options(estimator="labels-only")).iloc[0]
    mean, error = mean_and_error(truth[rows], article[rows], 1 / chance)
    freedom = freedom_of(pd.Series(1 / chance).groupby(article[rows]).sum())
    half = stats.t.ppf(0.975, freedom) * error
    assert (row["low"], row["share"], row["high"]) == pytest.approx((mean - half, mean, mean + half))


def test_classify_and_count_leaves_out_what_the_model_abstained_from():
    scores = scores_of([0.9, 0.6, 0.3, 0.2, 0.8], abstained=[False, False, False, False, True])
    gold = gold_of([1, 0, 0, 0, 1], [0, 2], 0.5)
    counted = estimate(scores, gold, options=Options(estimator="classify-and-count")).iloc[0]
    assert counted["share"] == pytest.approx(2 / 4)
    assert pd.isna(counted["low"])
    assert estimate(scores, gold, options=Options(least=Least(1, 1))).iloc[0]["naive"] == pytest.approx(2 / 4)


def test_of_answers_with_several_labels_each_label_has_a_share_of_its_own():
    answers = ["aid", "trade", "aid|trade"]
    probabilities = np.array([[0.5, 0.2, 0.3], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6], [0.6, 0.3, 0.1]])
    scores = pd.DataFrame({"sentence_id": [f"s{i}" for i in range(4)]})
    scores["label"] = np.array(answers)[probabilities.argmax(axis=1)]
    scores = scores.assign(**{f"p_{answer}": probabilities[:, k] for k, answer in enumerate(answers)})
    gold = pd.DataFrame({"sentence_id": scores["sentence_id"], "question": "topic", "inclusion_probability": 1.0})
    gold["label"] = ["aid|trade", "trade", "aid|trade", "aid"]
    data = labelled(scores, gold)
    assert dict(zip(data.labels, data.truth.T.tolist(), strict=True)) == {"aid": [1, 0, 1, 1], "trade": [1, 1, 1, 0]}
    assert dict(zip(data.labels, data.predicted.T.tolist(), strict=True)) == {
        "aid": pytest.approx([0.8, 0.2, 0.8, 0.7]),
        "trade": pytest.approx([0.5, 0.9, 0.8, 0.4]),
    }
    assert estimate(scores, gold).set_index("label")["share"].to_dict() == {"aid": 0.75, "trade": 0.75}
