"""Agreement coefficients against definitions written out pair by pair, and their intervals against known ones."""

from itertools import combinations, permutations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from annotate.labels.agreement_measures import agreement, by_annotator, by_label


def table_of(answers, question="q"):
    """Annotations of units by name: for each unit the labels of its annotators, None where one did not answer."""
    rows = [
        (unit, f"coder {person}", question, label)
        for unit, labels in answers.items()
        for person, label in enumerate(labels)
        if label is not None
    ]
    return pd.DataFrame(rows, columns=["sentence_id", "annotator", "question", "label"])


def some_answers(units=40, people=4, missing=0.25, seed=0, labels="abc", skill=0.6):
    random = np.random.default_rng(seed)
    found = {}
    for unit in range(units):
        truth = random.choice(list(labels))
        given = [truth if random.random() < skill else random.choice(list(labels)) for _ in range(people)]
        found[f"s{unit}"] = [None if random.random() < missing else label for label in given]
    return found


def values(answers, **options):
    return agreement(table_of(answers), resamples=10, **options).set_index("measure")["value"]


def pairable(answers):
    given = [[label for label in labels if label is not None] for labels in answers.values()]
    return [labels for labels in given if len(labels) > 1]


def alpha_pair_by_pair(answers, distance):
    """Krippendorff's alpha as one minus observed over expected disagreement, each over all ordered pairs of values."""
    units = pairable(answers)
    everything = [label for labels in units for label in labels]
    size = len(everything)
    observed = sum(
        sum(distance(one, other) for one, other in permutations(labels, 2)) / (len(labels) - 1) for labels in units
    )
    expected = sum(distance(one, other) for one, other in permutations(everything, 2)) / (size - 1)
    return 1 - observed / expected


def ordinal_distance(answers, order):
    """How many values lie between two labels, half of either end counted, squared."""
    count = pd.Series([label for labels in pairable(answers) for label in labels]).value_counts()

    def distance(one, other):
        first, last = sorted((order.index(one), order.index(other)))
        between = sum(count[order[k]] for k in range(first, last + 1))
        return 0.0 if first == last else (between - (count[one] + count[other]) / 2) ** 2

    return distance


@pytest.mark.parametrize("seed", [0, 1])
def test_alpha_is_one_minus_observed_over_expected_disagreement_of_all_pairs(seed):
    answers = some_answers(seed=seed)
    found = values(answers, orders={"q": "bca"})
    assert found["alpha_nominal"] == pytest.approx(alpha_pair_by_pair(answers, lambda one, other: one != other))
    assert found["alpha_ordinal"] == pytest.approx(alpha_pair_by_pair(answers, ordinal_distance(answers, "bca")))


def test_percent_kappa_and_ac1_are_gwets_formulas_with_missing_answers():
    answers = some_answers(seed=3)
    agreeing = [np.mean([one == other for one, other in combinations(labels, 2)]) for labels in pairable(answers)]
    rated = [[label for label in labels if label is not None] for labels in answers.values()]
    shares = np.mean([[labels.count(name) / len(labels) for name in "abc"] for labels in rated if labels], axis=0)
    percent, by_chance = np.mean(agreeing), (shares**2).sum()
    ac1_chance = (shares * (1 - shares)).sum() / 2
    found = values(answers)
    assert any(len(labels) == 1 for labels in rated)
    assert found["percent"] == pytest.approx(percent)
    assert found["fleiss_kappa"] == pytest.approx((percent - by_chance) / (1 - by_chance))
    assert found["gwet_ac1"] == pytest.approx((percent - ac1_chance) / (1 - ac1_chance))


def test_cohens_kappa_of_two_by_hand():
    # Of 10 sentences both say a 4 times and b 3 times; 2 are a and b, 1 is b and a. Observed .7; by chance
    # .6 * .5 + .4 * .5 = .5; kappa (.7 - .5) / (1 - .5) = .4.
    pairs = [("a", "a")] * 4 + [("b", "b")] * 3 + [("a", "b")] * 2 + [("b", "a")]
    assert values({f"s{k}": pair for k, pair in enumerate(pairs)})["cohen_kappa"] == pytest.approx(0.4)


def test_gwets_ac1_of_two_by_hand():
    # The same table: labels are used .55 and .45 of the time; by chance 2 * .55 * .45 = .495.
    pairs = [("a", "a")] * 4 + [("b", "b")] * 3 + [("a", "b")] * 2 + [("b", "a")]
    found = values({f"s{k}": pair for k, pair in enumerate(pairs)})
    assert found["gwet_ac1"] == pytest.approx((0.7 - 0.495) / (1 - 0.495))


def test_the_interval_of_percent_agreement_is_about_that_of_a_proportion():
    same = np.random.default_rng(0).random(400) < 0.7
    answers = {f"s{k}": ("a", "a" if one else "b") for k, one in enumerate(same)}
    found = agreement(table_of(answers), resamples=4000).set_index("measure").loc["percent"]
    half = stats.norm.ppf(0.975) * np.sqrt(same.mean() * (1 - same.mean()) / 400)
    assert found["value"] == pytest.approx(same.mean())
    assert found["low"] == pytest.approx(same.mean() - half, abs=0.0035)
    assert found["high"] == pytest.approx(same.mean() + half, abs=0.0035)


def test_alpha_of_a_label_is_that_of_the_label_against_all_others():
    answers = some_answers(seed=5)
    rows = by_label(table_of(answers)).set_index("label")
    for name in "abc":
        against = {unit: [label and str(label == name) for label in labels] for unit, labels in answers.items()}
        assert rows.loc[name, "alpha"] == pytest.approx(values(against)["alpha_nominal"])
        pairs = [pair for labels in pairable(answers) for pair in weighted_pairs(labels)]
        with_it = [(other, weight) for one, other, weight in pairs if one == name]
        agreed = sum(weight for other, weight in with_it if other == name) / sum(weight for _, weight in with_it)
        assert rows.loc[name, "agreed"] == pytest.approx(agreed)
        assert rows.loc[name, "answers"] == sum(labels.count(name) for labels in pairable(answers))


def weighted_pairs(labels):
    return [(one, other, 1 / (len(labels) - 1)) for one, other in permutations(labels, 2)]


def test_an_annotator_agrees_with_the_others_of_each_shared_sentence():
    answers = some_answers(seed=6)
    rows = by_annotator(table_of(answers)).set_index("annotator")
    for person in range(4):
        shares = []
        for labels in answers.values():
            others = [label for k, label in enumerate(labels) if k != person and label is not None]
            if labels[person] is not None and others:
                shares.append(np.mean([label == labels[person] for label in others]))
        row = rows.loc[f"coder {person}"]
        assert row["agreed"] == pytest.approx(np.mean(shares))
        assert row["shared"] == len(shares)
        without = {unit: [*labels[:person], None, *labels[person + 1 :]] for unit, labels in answers.items()}
        assert row["alpha_without"] == pytest.approx(values(without)["alpha_nominal"])


def test_bounds_of_alpha_are_judged_by_the_share_of_resamples_under_them():
    answers = some_answers(units=150, missing=0.0, seed=7, skill=0.84)
    row = agreement(table_of(answers), resamples=2000).set_index("measure").loc["alpha_nominal"]
    assert 0.7 < row["value"] < 0.78
    spread = (row["high"] - row["low"]) / (2 * stats.norm.ppf(0.975))
    for name, bound in (("below_667", 0.667), ("below_800", 0.8)):
        assert row[name] == pytest.approx(stats.norm.cdf((bound - row["value"]) / spread), abs=0.04)
