import numpy as np
import pytest

from annotate.learn.training.learning_curves import forecast, learning_curve
from annotate.learn.training.training import train


def test_an_inverse_power_law_is_continued():
    sizes = np.array([100.0, 200.0, 300.0, 400.0])
    truth = 0.9 - 3.0 * np.array([*sizes, 500.0]) ** -0.5
    assert forecast(sizes, truth[None, :4], 500.0)[0] == pytest.approx(truth[4], abs=1e-6)


def test_more_labels_are_never_expected_to_harm():
    sizes = np.array([100.0, 200.0, 300.0, 400.0])
    falling = np.array([[0.7, 0.69, 0.68, 0.67]])
    assert forecast(sizes, falling, 500.0)[0] >= forecast(sizes, falling, 400.0)[0]


def test_a_model_knows_what_more_labels_would_bring(toy):
    curve = train(toy(200), group_column="doc", recipe="fast").info.curve
    labels = [point.labels for point in curve.points]
    assert labels == sorted(labels)
    assert len(labels) == 4
    assert all(point.low <= point.macro_f1 <= point.high for point in curve.points)
    assert curve.forecast.labels == labels[-1] + 100
    assert curve.forecast.low <= curve.forecast.gain <= curve.forecast.high
    assert "100 more labels" in curve.words


def test_no_score_above_one_is_promised():
    codes, groups = np.tile([0, 1], 60), np.arange(120)
    parts = [(np.setdiff1d(groups, test), test) for test in np.array_split(groups, 3)]

    def told(learned, test):
        wrong = np.arange(len(test)) >= len(test) * (learned / 80)
        return np.eye(2)[np.where(wrong, 1 - codes[test], codes[test])]

    full = np.vstack([told(78, test) for _, test in parts])
    curve = learning_curve(len, told, codes, groups, parts, full)
    assert curve.points[-1].macro_f1 > 0.9
    assert curve.forecast.gain > 0
    assert curve.forecast.macro_f1 <= 1
