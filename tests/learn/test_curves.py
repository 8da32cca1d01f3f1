import json

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import lsq_linear
from sklearn.metrics import f1_score

from annotate.learn.evaluation.comparing import compare
from annotate.learn.evaluation.label_calibration import cross_sigmoids
from annotate.learn.evaluation.metrics import draws
from annotate.learn.evaluation.several_metrics import several_macro_f1_of_draws
from annotate.learn.training.forecasts import forecast
from annotate.learn.training.learning_curves import LearningCurve, curve_from, learning_curve
from annotate.learn.training.simulating import forecasts_of
from annotate.learn.training.splits import folds, rarest_labels
from annotate.learn.training.training import train

SIZES = np.array([100.0, 200.0, 300.0, 400.0])
LAW = 0.9 - 3.0 * np.array([*SIZES, 500.0, 1000.0]) ** -0.5
"""A worked example: .6, .688, .727, .75 with 100 to 400 labels; .766 with 500, .805 with 1,000."""


def test_an_inverse_power_law_is_continued():
    assert forecast(SIZES, LAW[None, :4], 500.0)[0] == pytest.approx(0.76584, abs=1e-5)
    assert forecast(SIZES, LAW[None, :4], 1000.0)[0] == pytest.approx(0.80513, abs=1e-5)


@pytest.mark.parametrize("scores", [[0.52, 0.60, 0.63, 0.65], [0.52, 0.60, 0.61, 0.66], [0.30, 0.52, 0.74, 0.97]])
def test_a_forecast_is_scipys_weighted_least_squares_fit_with_the_best_exponent(scores):
    sizes, scores, fits = np.array([60.0, 120, 180, 240]), np.array(scores), {}
    roots = np.sqrt(sizes / sizes.sum())
    for exponent in np.linspace(0.1, 1.0, 19):
        columns = np.column_stack([np.ones(4), -(sizes**-exponent)]) * roots[:, None]
        fit = lsq_linear(columns, scores * roots, bounds=([-np.inf, 0], [1, np.inf]), method="bvls")
        fits[fit.cost] = fit.x @ [1, -(340.0**-exponent)]
    assert forecast(sizes, scores[None], 340.0)[0] == pytest.approx(fits[min(fits)], abs=1e-6)


def test_no_law_ends_above_one():
    steep = np.array([[0.30, 0.52, 0.74, 0.97]])
    assert forecast(SIZES, steep, 1e9)[0] <= 1


def test_more_labels_are_never_expected_to_harm():
    falling = np.array([[0.7, 0.69, 0.68, 0.67]])
    assert forecast(SIZES, falling, 500.0)[0] >= forecast(SIZES, falling, 400.0)[0]


def drawn(scores, error):
    return np.vstack([scores, scores + np.random.default_rng(0).normal(size=(400, 4)) * error])


def test_the_range_with_twice_as_many_labels_is_of_the_law_and_of_chance():
    curve = curve_from(SIZES, drawn(LAW[:4], 0.01), 500)
    assert curve.forecast.labels == 600
    # All draws have one exponent, which chance moves a little.
    assert (curve.doubled.labels, curve.doubled.macro_f1) == (1000, pytest.approx(0.805, abs=0.01))
    assert curve.doubled.low < 0.80 < 0.81 < curve.doubled.high
    assert curve.doubled.high - curve.doubled.low < 0.1
    low, high = f"{curve.doubled.low:.2f}", f"{curve.doubled.high:.2f}"
    assert curve.words.endswith(f"with twice as many labels (1000) a macro-F1 of about {low} to {high} is expected.")


def test_nothing_is_forecast_from_a_curve_that_does_not_rise_clearly():
    curve = curve_from(SIZES, drawn(np.array([0.6, 0.61, 0.6, 0.62]), 0.02), 500)
    assert (curve.forecast, curve.doubled) == (None, None)
    assert "from 100 to 400 labels macro-F1 did not rise clearly" in curve.words
    assert "more labels may help all the same" in curve.words


def test_nothing_is_forecast_from_a_curve_that_is_too_short():
    curve = curve_from(SIZES / 10, drawn(LAW[:4], 0.01), 50)
    assert curve.doubled is None
    assert "ends at 40 labels, too early" in curve.words


def test_a_model_knows_what_more_labels_would_bring(toy):
    curve = train(toy(400), group_column="doc", recipe="fast").info.curve
    labels = [point.labels for point in curve.points]
    assert labels == sorted(labels)
    assert len(labels) == 4
    assert all(point.low <= point.macro_f1 <= point.high for point in curve.points)
    assert curve.forecast.labels == 500
    assert curve.forecast.low <= curve.forecast.gain <= curve.forecast.high
    assert "100 more labels" in curve.words
    assert curve.doubled.labels == 800


def test_curves_of_other_versions_are_read_and_forecasts_come_back(toy):
    from dataclasses import asdict

    curve = curve_from(SIZES, drawn(LAW[:4], 0.01), 500)
    document = json.loads(json.dumps(asdict(curve)))
    assert LearningCurve.from_dict(document) == curve
    del document["doubled"]
    old = LearningCurve.from_dict(document)
    assert old.outlook == old.words


def test_compare_says_what_each_model_would_reach_with_twice_as_many_labels(model, toy):
    longer = train(toy(400), group_column="doc", recipe="fast")
    found = compare(model, longer, toy(80, seed=4))  # the first one's curve was not measured
    assert found.forecasts == (f"{longer.name}: {longer.info.curve.doubled.expected}.",)
    assert "with twice as many labels (800)" in found.forecasts[0]


def test_simulate_forecasts_each_strategy_where_its_curves_rise():
    rows = [
        {"strategy": name, "seed": seed, "labels": labels, "macro_f1": score + 0.01 * (seed - 2)}
        for seed in range(5)
        for name, scores in (("random", LAW[:4]), ("flat", [0.6] * 4))
        for labels, score in zip((100, 200, 300, 400), scores, strict=True)
    ]
    found = forecasts_of(pd.DataFrame(rows))
    # The mean is .790 with 800 labels; the half-width 2.776 * .0158 * sqrt(6 / 5) = .048 around .794.
    words, doubled = found["random"].words, found["random"].doubled
    assert words == "with twice as many labels (800) a macro-F1 of about 0.75 to 0.84 is expected."
    expected = (0.794, 0.794 - 0.048, 0.794 + 0.048)
    assert (doubled.macro_f1, doubled.low, doubled.high) == pytest.approx(expected, abs=0.001)
    assert "did not rise clearly (+0.0 to +0.0 points)" in found["flat"].words
    assert found["flat"].doubled is None
    assert "too few" in forecasts_of(pd.DataFrame(rows[:8]))["random"].words


def test_no_score_above_one_is_promised():
    codes, groups = np.tile([0, 1], 60), np.arange(120)
    parts = [(np.setdiff1d(groups, test), test) for test in np.array_split(groups, 3)]

    def told(learned, test):
        wrong = np.arange(len(test)) >= len(test) * (learned / 80)
        return np.eye(2)[np.where(wrong, 1 - codes[test], codes[test])]

    full = np.vstack([told(78, test) for _, test in parts])
    curve = learning_curve(
        lambda pairs: (told(len(train), test) for train, test in pairs), codes, groups, parts, full, labels=120
    )
    assert curve.points[-1].macro_f1 > 0.9
    assert curve.forecast.gain >= 0
    assert curve.forecast.macro_f1 <= 1
    assert curve.doubled.high <= 1


def test_the_curve_of_several_labels_is_of_calibrated_answers_and_its_draws_count_articles_as_often_as_drawn():
    draw = np.random.default_rng(2)
    truth = draw.random((180, 2)) < (0.4, 0.2)
    groups = np.arange(180) // 3
    parts = folds(rarest_labels(truth), groups, seed=0)

    def predicted(learned, test):
        """Scores that tell more the more was learned, and are too high for labels that are rare."""
        odds = (2 * truth[test] - 1) * learned / 60 + draw.normal(0, 1, (len(test), 2)) + 1
        return 1 / (1 + np.exp(-odds))

    full = np.full((180, 2), np.nan)
    for train_rows, test in parts:
        full[test] = predicted(len(train_rows), test)
    curve = learning_curve(
        lambda pairs: (predicted(len(some), test) for some, test in pairs),
        *(truth, groups, parts, full),
        labels=180,
        learned=[True, True],
    )
    rows = np.concatenate([test for _, test in parts[:3]])
    answers = cross_sigmoids(truth, full, parts[:3], [True, True])[rows] > 0.5
    assert curve.points[-1].macro_f1 == pytest.approx(f1_score(truth[rows], answers, average="macro"))
    assert abs(f1_score(truth[rows], full[rows] > 0.5, average="macro") - curve.points[-1].macro_f1) > 0.02
    times = draws(60, 1, 3)
    repeated = [np.repeat(np.arange(180), weights[groups].astype(int)) for weights in times]
    by_hand = [f1_score(truth[some], full[some] > 0.5, average="macro") for some in repeated]
    assert several_macro_f1_of_draws(truth, full > 0.5, groups, times) == pytest.approx(by_hand)
