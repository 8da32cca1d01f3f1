"""Metrics, calibration, abstention and comparisons against scikit-learn, scipy, statsmodels and sums written out."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.metrics import confusion_matrix, f1_score, log_loss, precision_recall_fscore_support
from statsmodels.stats.contingency_tables import mcnemar

from annotate.learn.evaluation.calibration import abstention, ece_from_bins, fit_temperature, reliability_bins, tempered
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


@pytest.mark.parametrize("per_article", [1, 5])
def test_the_interval_of_accuracy_is_about_that_of_a_mean_over_articles(per_article):
    random = np.random.default_rng(4)
    right = np.repeat(random.random(400 // per_article) < 0.75, per_article)
    codes = random.integers(0, 2, 400)
    probabilities = np.eye(2)[np.where(right, codes, 1 - codes)]
    groups = np.arange(400) // per_article
    low, high = metrics_of(np.array(["a", "b"])[codes], probabilities, ("a", "b"), groups).intervals.accuracy
    share = right.mean()
    half = stats.norm.ppf(0.975) * np.sqrt(share * (1 - share) / (400 / per_article))
    assert (low + high) / 2 == pytest.approx(share, abs=0.1 * half)
    assert (high - low) / 2 == pytest.approx(half, rel=0.08)


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
    assert found.mcnemar.p == pytest.approx(mcnemar([[0, only_first], [only_second, 0]], exact=True).pvalue)


def test_the_difference_has_the_interval_of_a_paired_mean_over_articles(compared):
    found, (first, second), table = compared
    gain = pd.Series(second.astype(float) - first.astype(float)).groupby(table["doc"].to_numpy()).mean()
    error = gain.std(ddof=0) / np.sqrt(len(gain))
    difference = found.difference["accuracy"]
    assert found.accuracy == pytest.approx((first.mean(), second.mean()))
    assert difference.value == pytest.approx(gain.mean())
    assert (difference.low, difference.high) == pytest.approx(
        (gain.mean() - 1.96 * error, gain.mean() + 1.96 * error), abs=0.2 * error
    )
    assert 0.01 < difference.p == pytest.approx(2 * stats.norm.sf(abs(gain.mean()) / error), rel=0.35)


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
