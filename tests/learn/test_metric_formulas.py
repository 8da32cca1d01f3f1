"""Metrics, calibration, abstention and comparisons against scikit-learn, scipy, statsmodels and sums written out."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.metrics import confusion_matrix, f1_score, log_loss, precision_recall_fscore_support
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint

from annotate.answer_labels import confidence_in
from annotate.learn.evaluation.calibration import abstention, fit_temperature, tempered
from annotate.learn.evaluation.calibration_error import calibration_error, ece_from_bins, reliability_bins
from annotate.learn.evaluation.cluster_intervals import (
    difference_interval,
    effective_articles,
    jackknife_variance,
    share_interval,
    swap_test,
)
from annotate.learn.evaluation.comparing import compare
from annotate.learn.evaluation.metrics import metrics_of
from annotate.learn.training.simulating import summarised
from annotate.learn.training.training import train

LABELS = ("a", "b", "c")


def predicted(count=250, seed=0):
    random = np.random.default_rng(seed)
    codes = random.choice(3, count, p=[0.6, 0.3, 0.1])
    probabilities = random.dirichlet([1, 1, 1], count) + 0.5 * np.eye(3)[codes]
    return codes, probabilities / probabilities.sum(axis=1, keepdims=True)


def test_precision_recall_and_confusion_are_scikit_learns():
    codes, probabilities = predicted()
    guess = probabilities.argmax(axis=1)
    found = metrics_of(np.array(LABELS)[codes], probabilities, LABELS, np.arange(250), intervals=False)
    precision, recall, f1, support = precision_recall_fscore_support(codes, guess)
    for place, label in enumerate(LABELS):
        one = found.per_label[label]
        assert (one.precision, one.recall, one.f1) == pytest.approx((precision[place], recall[place], f1[place]))
        assert one.support == support[place]
    assert found.confusion == confusion_matrix(codes, guess).tolist()
    assert found.macro_f1 == pytest.approx(f1.mean())
    assert found.weighted_f1 == pytest.approx((f1 * support).sum() / 250)


def test_the_calibration_error_is_the_sum_over_ten_bins_written_out():
    codes, probabilities = predicted()
    codes[::2] = np.random.default_rng(1).permutation(codes[::2])
    probabilities[:5] = np.eye(3)[codes[:5]]
    confidence, hit = probabilities.max(axis=1), probabilities.argmax(axis=1) == codes
    error = 0.0
    for number in range(10):
        inside = (confidence >= number / 10) & ((confidence < (number + 1) / 10) | (number == 9))
        if inside.any():
            error += inside.mean() * abs(hit[inside].mean() - confidence[inside].mean())
    assert metrics_of(np.array(LABELS)[codes], probabilities, LABELS, np.arange(250)).ece == pytest.approx(error)
    apart = reliability_bins(codes, probabilities, np.arange(250) % 7)
    assert ece_from_bins(apart.sum(axis=0)[None])[0] == pytest.approx(error)


def accuracy_of(right, groups):
    """The interval of accuracy of predictions that are `right` or not."""
    codes = np.random.default_rng(4).integers(0, 2, len(right))
    probabilities = np.eye(2)[np.where(right, codes, 1 - codes)]
    return metrics_of(np.array(["a", "b"])[codes], probabilities, ("a", "b"), np.asarray(groups)).intervals.accuracy


@pytest.mark.parametrize("per_article", [1, 5])
def test_the_interval_of_accuracy_is_about_that_of_a_mean_over_articles(per_article):
    right = np.repeat(np.random.default_rng(4).random(400 // per_article) < 0.75, per_article)
    low, high = accuracy_of(right, np.arange(400) // per_article)
    share, articles = right.mean(), 400 // per_article
    half = stats.t.ppf(0.975, articles - 1) * np.sqrt(share * (1 - share) / articles)
    assert (low + high) / 2 == pytest.approx(share, abs=0.2 * half)
    assert (high - low) / 2 == pytest.approx(half, rel=0.04)


def test_the_interval_of_accuracy_in_five_articles_worked_out_by_hand():
    # Right of each article's four sentences: 4, 3, 3, 2, 3. Without each article 11, 12, 12, 13 and 12 of 16.
    right = np.array([[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 1, 0], [1, 1, 0, 0], [1, 1, 1, 0]], dtype=bool).ravel()
    size, quantile = 0.75 * 0.25 / (4 / 5 * 2 * (1 / 16) ** 2), stats.t.ppf(0.975, 4)
    assert size == pytest.approx(30)
    middle = (0.75 + quantile**2 / (2 * size)) / (1 + quantile**2 / size)
    half = quantile / (1 + quantile**2 / size) * np.sqrt(0.1875 / size + quantile**2 / (4 * size**2))
    assert accuracy_of(right, np.repeat(np.arange(5), 4)) == pytest.approx((middle - half, middle + half))


def test_the_jackknife_of_a_mean_is_its_squared_standard_error():
    values = np.random.default_rng(0).normal(size=12)
    assert jackknife_variance((values.sum() - values) / 11) == pytest.approx(stats.sem(values) ** 2)


def test_articles_of_unequal_size_count_for_fewer_and_those_without_any_for_none():
    assert effective_articles(np.array([3.0, 3.0, 3.0, 0.0])) == pytest.approx(3)
    assert effective_articles(np.array([8.0, 1.0, 1.0])) == pytest.approx((3 + 100 / 66) / 2)
    assert effective_articles(np.zeros(3)) == 0


def test_an_interval_is_wilsons_with_the_size_that_the_variance_implies():
    bounds = share_interval(0.8, 0.8 * 0.2 / 50, size=200, articles=1e9)
    assert bounds == pytest.approx(proportion_confint(40, 50, method="wilson"), abs=1e-6)


def test_a_metric_without_variance_is_one_of_so_many_articles():
    squared = stats.t.ppf(0.975, 9) ** 2
    assert share_interval(1.0, 0.0, size=80, articles=10) == pytest.approx((10 / (10 + squared), 1.0))
    assert share_interval(0.0, 0.0, size=80, articles=10) == pytest.approx((0.0, squared / (10 + squared)))
    even = share_interval(0.75, 0.0, size=80, articles=10)
    assert even[1] - even[0] > 0.4


def test_a_chance_variance_near_zero_counts_as_twice_the_sentences_at_most():
    bounds = share_interval(0.75, 1e-6, size=40, articles=1e9)
    assert bounds == pytest.approx(proportion_confint(60, 80, method="wilson"), abs=1e-6)


def test_one_article_says_nothing_about_others():
    assert accuracy_of(np.ones(8, dtype=bool), np.zeros(8)) == (0.0, 1.0)
    assert difference_interval(0.2, 0.0, 1) == (-1.0, 1.0)


def test_a_difference_has_the_interval_of_a_paired_t_test():
    gains = np.random.default_rng(2).normal(0.1, 0.05, size=7)
    wanted = stats.ttest_1samp(gains, 0).confidence_interval(0.95)
    variance = jackknife_variance((gains.sum() - gains) / 6)
    assert difference_interval(gains.mean(), variance, 7) == pytest.approx((wanted.low, wanted.high))


@pytest.mark.parametrize("count", [6, 11, 15])
def test_swapping_is_scipys_permutation_test_of_paired_sums(count):
    gains = np.random.default_rng(count).normal(0.4, 1, size=count)
    found = swap_test(lambda swaps: ((1 - 2 * swaps) * gains).sum(axis=1), np.ones(count, dtype=bool), seed=0)
    wanted = stats.permutation_test((gains,), np.mean, permutation_type="samples", n_resamples=np.inf).pvalue
    assert found == pytest.approx(wanted, abs=1e-9 if count <= 12 else 0.02)


def test_swapping_single_sentences_is_mcnemars_exact_test():
    gains = np.array([1.0] * 7 + [-1.0] * 2 + [0.0] * 5)
    found = swap_test(lambda swaps: ((1 - 2 * swaps) * gains).sum(axis=1), gains != 0, seed=0)
    assert found == pytest.approx(mcnemar([[0, 2], [7, 0]], exact=True).pvalue)


def bins_of(confidence, right, groups):
    codes = np.where(right, 0, 1)
    return reliability_bins(codes, np.column_stack([confidence, 1 - confidence]), np.asarray(groups))


def test_the_calibration_error_expected_of_calibrated_probabilities_is_that_of_simulated_labels():
    random = np.random.default_rng(3)
    confidence = 0.5 + 0.5 * random.beta(2, 1, size=150)
    tables = [bins_of(confidence, random.random(150) < confidence, np.arange(150)) for _ in range(60)]
    errors = [ece_from_bins(bins.sum(axis=0)[None])[0] for bins in tables]
    expected = [calibration_error(bins, seed=0).if_calibrated for bins in tables]
    assert np.mean(errors) == pytest.approx(np.mean(expected), rel=0.12)


def test_the_debiased_error_takes_away_the_excess_and_the_interval_holds_zero_where_calibrated():
    random = np.random.default_rng(5)
    confidence = 0.5 + 0.5 * random.beta(2, 1, size=200)
    found = [
        calibration_error(bins_of(confidence, random.random(200) < confidence, np.arange(200) // 5), seed=0)
        for _ in range(60)
    ]
    assert np.mean([one.value for one in found]) > 0.04
    assert np.mean([one.debiased for one in found]) < 0.75 * np.mean([one.value for one in found])
    assert np.mean([one.interval[0] == 0 for one in found]) > 0.9


def test_the_interval_of_one_bins_error_is_that_of_its_gap():
    # One bin, confidence 0.75, right in 240 of 400 single sentences: the error is the gap of 0.15.
    right = np.arange(400) < 240
    found = calibration_error(bins_of(np.full(400, 0.75), right, np.arange(400)), seed=2)
    half = stats.norm.ppf(0.975) * np.sqrt(0.6 * 0.4 / 400)
    assert found.value == pytest.approx(0.15)
    assert found.debiased == pytest.approx(0.15, abs=0.004)
    assert found.interval == pytest.approx((0.15 - half, 0.15 + half), abs=0.08 * half)


def test_whole_articles_make_the_interval_of_the_calibration_error_wider():
    right = np.arange(400) % 40 < 24
    alone = calibration_error(bins_of(np.full(400, 0.75), right, np.arange(400)), seed=1).interval
    together = calibration_error(bins_of(np.full(400, 0.75), np.sort(right), np.arange(400) // 8), seed=1).interval
    assert together[1] - together[0] > 2 * (alone[1] - alone[0])


def test_the_temperature_has_the_least_log_loss_of_all():
    codes, probabilities = predicted()
    probabilities = tempered(probabilities, 0.3)
    temperature = fit_temperature(codes, probabilities)
    loss = lambda value: log_loss(codes, tempered(probabilities, value), labels=[0, 1, 2])  # noqa: E731
    assert all(loss(temperature) <= loss(temperature * factor) for factor in (0.9, 0.98, 1.02, 1.1))


def test_a_temperature_is_a_power_made_to_sum_to_one():
    rows = np.array([[0.2, 0.3, 0.5], [0.01, 0.01, 0.98]])
    squares = rows**2
    assert tempered(rows, 0.5) == pytest.approx(squares / squares.sum(axis=1, keepdims=True))


def abstention_step_by_step(confidence, right, level):
    """From the surest twentieth on: stop where the exact lower bound is under the level, having once been above."""
    steps = sorted({np.quantile(confidence, k / 20, method="higher") for k in range(20)}, reverse=True)
    best = None
    for threshold in steps:
        kept = confidence >= threshold
        bound = stats.binomtest(int(right[kept].sum()), int(kept.sum())).proportion_ci(0.8, method="exact").low
        if bound >= level:
            best = threshold
        elif best is not None:
            break
    return best


@pytest.mark.parametrize("level", [0.6, 0.7, 0.8, 0.9])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_threshold_is_found_step_by_step_with_clopper_and_pearsons_bound(level, seed):
    codes, probabilities = predicted(400, seed)
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == codes
    found = abstention(codes, probabilities, [level])[0]
    threshold = abstention_step_by_step(confidence, right, level)
    assert found.threshold == threshold
    if threshold is not None:
        kept = confidence >= threshold
        assert found.coverage == pytest.approx(kept.mean())
        assert found.reached == pytest.approx(right[kept].mean())


def test_of_several_labels_the_confidence_is_that_in_the_whole_answer():
    """By hand: 0.9 of yes and 0.8 of no give 0.72; an answer is right only if both are."""
    assert confidence_in(np.array([[0.9, 0.2], [0.5, 0.5]]), several=True) == pytest.approx([0.72, 0.25])
    assert confidence_in(np.array([[0.9, 0.1], [0.4, 0.6]]), several=False) == pytest.approx([0.9, 0.6])
    random = np.random.default_rng(3)
    chances = random.beta(0.4, 0.6, (400, 2))
    truth = random.random((400, 2)) < chances
    confidence = np.maximum(chances, 1 - chances)
    right = (truth == (chances > 0.5)).all(axis=1)
    found = abstention(truth, chances, [0.85])[0]
    threshold = abstention_step_by_step(confidence[:, 0] * confidence[:, 1], right, 0.85)
    assert found.threshold == pytest.approx(threshold)
    assert 0.2 < found.coverage < 0.8
    assert found.reached == pytest.approx(right[confidence.prod(axis=1) >= threshold].mean())


def test_a_threshold_stops_before_the_first_step_that_fails_even_if_a_later_one_would_not():
    # Twenty steps of ten: the surest hundred right, then twenty wrong, then right again.
    confidence = np.linspace(0.99, 0.51, 200)
    right = np.r_[np.ones(100), np.zeros(20), np.ones(80)].astype(bool)
    codes = np.where(right, 0, 1)
    found = abstention(codes, np.column_stack([confidence, 1 - confidence]), [0.86])[0]
    assert found.threshold == abstention_step_by_step(confidence, right, 0.86)
    assert 0.5 <= found.coverage < 0.6
    assert stats.binomtest(180, 200).proportion_ci(0.8, method="exact").low > 0.86


VERBS = {
    "a": ["welcomed", "praised", "thanked"],
    "b": ["condemned", "accused", "threatened"],
    "c": ["met", "moved", "saw"],
}


def sentences(count, seed=0, wrong=0.0):
    """Sentences in articles of four whose verb tells the label but for a `wrong` share of them."""
    random = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        label, other = random.choice(LABELS), random.choice(LABELS)
        text = f"Envoy {random.integers(99)} {random.choice(VERBS[label])} ward {number} of Orth on day {number % 28}."
        rows.append((text, other if random.random() < wrong else label, f"a{number // 4}"))
    return pd.DataFrame(rows, columns=["text", "label", "doc"])


@pytest.fixture(scope="module")
def models():
    """A model of labels of which many are wrong, and one of fewer."""
    return tuple(
        train(sentences(160, seed, wrong), group_column="doc", recipe="fast", curve=False)
        for seed, wrong in ((1, 0.75), (2, 0.55))
    )


@pytest.fixture(scope="module")
def compared(models):
    """The comparison on other sentences, which of them either model has right, and the sentences."""
    table = sentences(200, seed=5, wrong=0.2)
    right = [(model.predict(table)["label"] == table["label"]).to_numpy() for model in models]
    return compare(*models, table, group_column="doc"), right, table


def test_mcnemar_counts_what_one_alone_has_right(compared):
    found, (first, second), _ = compared
    only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
    assert (found.mcnemar.only_first, found.mcnemar.only_second) == (only_first, only_second)
    assert min(only_first, only_second) > 3
    assert found.mcnemar.p == found.difference["accuracy"].p


def test_the_difference_has_the_interval_of_a_paired_mean_over_articles(compared):
    found, (first, second), table = compared
    gain = pd.Series(second.astype(float) - first.astype(float)).groupby(table["doc"].to_numpy()).mean()
    wanted = stats.ttest_1samp(gain, 0)
    bounds = wanted.confidence_interval(0.95)
    difference = found.difference["accuracy"]
    assert found.accuracy == pytest.approx((first.mean(), second.mean()))
    assert difference.value == pytest.approx(gain.mean())
    assert (difference.low, difference.high) == pytest.approx((bounds.low, bounds.high))
    assert difference.p == pytest.approx(wanted.pvalue, abs=0.02)


def test_the_baseline_stands_beside_both_and_a_model_no_better_is_warned_of(compared):
    found, results, table = compared
    share = table["label"].value_counts(normalize=True).iloc[0]
    articles = pd.factorize(table["doc"])[0]
    assert found.baseline.accuracy == pytest.approx(share)
    assert found.articles == table["doc"].nunique()
    assert len(found.warnings) == sum(accuracy_of(right, articles)[0] <= share for right in results)


def test_macro_f1_of_both_is_scikit_learns(models, compared):
    found, _, table = compared
    scores = [f1_score(table["label"], model.predict(table)["label"], average="macro") for model in models]
    assert found.macro_f1 == pytest.approx(tuple(scores))
    assert found.difference["macro_f1"].value == pytest.approx(scores[1] - scores[0])


def test_the_order_in_which_a_model_has_its_labels_makes_no_difference(models, compared):
    found, _, table = compared
    one, other = models
    turned = replace(other, info=replace(other.info, labels=other.labels[::-1]))
    again = compare(one, turned, table, group_column="doc")
    assert (again.accuracy, again.macro_f1, again.mcnemar) == (found.accuracy, found.macro_f1, found.mcnemar)


def test_a_simulation_is_summed_up_by_paired_t_intervals_within_seeds():
    random = np.random.default_rng(0)
    rows = [
        {
            "strategy": strategy,
            "seed": seed,
            "labels": 50,
            "macro_f1": base + lift + random.normal(0, 0.01),
            "accuracy": 0.5,
        }
        for seed, base in enumerate([0.40, 0.55, 0.50, 0.62])
        for strategy, lift in (("random", 0.0), ("uncertain", 0.05), ("diverse", 0.0), ("mixed", -0.06))
    ]
    curves = pd.DataFrame(rows)
    found = summarised(curves).set_index("strategy")
    scores = curves.pivot(index="seed", columns="strategy", values="macro_f1")
    for strategy, verdict in (("uncertain", "better"), ("diverse", "even"), ("mixed", "worse")):
        wanted = stats.ttest_rel(scores[strategy], scores["random"]).confidence_interval(0.95)
        row = found.loc[strategy]
        assert (row["gain_low"], row["gain_high"]) == pytest.approx((wanted.low, wanted.high))
        assert row["verdict"] == verdict
        own = stats.ttest_1samp(scores[strategy], 0).confidence_interval(0.95)
        assert (row["low"], row["high"]) == pytest.approx((own.low, own.high))
