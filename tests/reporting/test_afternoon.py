"""An afternoon's work on the shipped coverage: 300 labels, a model, and findings whose intervals hold the truth."""

import importlib.util
import re
import warnings
from pathlib import Path

import pytest

import annotate as an

PLACE = Path(__file__).parent.parent / "benchmarks" / "afternoon.py"


@pytest.fixture(scope="module")
def afternoon():
    """The benchmark of the same name, and its scores, labels and model."""
    spec = importlib.util.spec_from_file_location("afternoon_benchmark", PLACE)
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", an.AnnotateWarning)
        return benchmark, *benchmark.coverage()


def test_the_findings_of_an_afternoon_hold_the_truth(afternoon, tmp_path):
    benchmark, scores, stance, model = afternoon
    gold, truth = benchmark.labels_of(scores, stance, 1), benchmark.truths(scores, stance)
    text = an.report(scores, tmp_path / "findings.md", gold=gold, model=model).read_text().replace("−", "-")
    assert "300 sentences labelled" in text

    def holds(key, low, high, factor=1.0):
        return float(low) - 0.5 <= 100 * factor * truth[key] <= float(high) + 0.5

    shares = re.findall(r"(\d+) % (?:are )?(\w+) \(95 % CI (\d+) to (\d+)\)", text)
    assert {label for _, label, _, _ in shares} == {key[1] for key in truth if key[0] == "share"}
    for share, label, low, high in shares:
        assert int(low) < int(share) < int(high)
        assert holds(("share", label), low, high)

    label, more, less, low, high = re.search(
        r"of “(\w+)”: (.+?) [\d.]+ % against [\d.]+ % in (.+?), difference .+?, 95 % CI (-?[\d.]+) to (-?[\d.]+)", text
    ).groups()
    factor, pair = (1, (more, less)) if ("groups", more, less, label) in truth else (-1, (less, more))
    assert holds(("groups", *pair, label), low, high, factor)

    label, low, high = re.search(r"of “(\w+)”: [-\d.]+ points a month, 95 % CI (-?[\d.]+) to (-?[\d.]+)", text).groups()
    assert holds(("trend", "month", "", label), low, high)


def test_intervals_of_picked_differences_hold_where_common_ones_fail(afternoon):
    benchmark, scores, stance, model = afternoon
    truth, stated, common = benchmark.truths(scores, stance), [], []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", an.AnnotateWarning)
        for seed in range(4):
            gold = benchmark.labels_of(scores, stance, seed)
            said, alone = benchmark.stated(scores, gold, model, "process")
            for key, (low, high) in said.items():
                if key[0] == "groups":
                    stated.append(low <= truth[key] <= high)
                    common.append(alone[key][0] <= truth[key] <= alone[key][1])
    assert all(stated)
    assert not all(common)
