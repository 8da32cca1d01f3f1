"""Inclusion probabilities: designs worked by hand, draws by enumeration of every order and every starting point."""

from itertools import combinations, permutations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from annotate.labels import _sampling_designs as designs
from annotate.labels.sampling import draw, over_all_waves, sample

STEPS = 20


class Enumerated:
    """A generator whose one order and one number are given, so that all of them can be gone through."""

    def __init__(self, order, number):
        self.order, self.number = np.array(order), number

    def permutation(self, count):
        assert count == len(self.order)
        return self.order

    def random(self):
        return self.number


def every(count):
    """Every order of `count` with starting points in the middle of twentieths."""
    for order in permutations(range(count)):
        for step in range(STEPS):
            yield Enumerated(order, (step + 0.5) / STEPS)


@pytest.mark.parametrize(
    ("chance", "size"), [([0.1, 0.25, 0.4, 0.55, 0.7], 2), ([1.0, 0.3, 0.7, 0.5, 0.5], 3), ([0.2] * 5, 1)]
)
def test_each_is_drawn_as_often_as_its_probability_says_over_all_draws(chance, size):
    counts, draws = np.zeros(5), 0
    for random in every(5):
        drawn = designs.systematic_sample(np.array(chance), size, random)
        assert len(set(drawn)) == size
        counts[drawn] += 1
        draws += 1
    assert counts / draws == pytest.approx(np.array(chance), abs=1e-9)


def test_over_all_orders_an_even_draw_gives_every_pair_alike():
    pairs = [tuple(sorted(designs.systematic_sample(np.full(4, 0.5), 2, random))) for random in every(4)]
    counts = pd.Series(pairs).value_counts()
    assert set(counts.index) == set(combinations(range(4), 2))
    assert counts.nunique() == 1


def test_every_stratum_gets_its_expected_number_over_all_draws():
    chance, stratum = np.array([0.2, 0.2, 0.6, 0.35, 0.35, 0.3]), np.array([0, 0, 0, 1, 1, 1])
    counts, draws = np.zeros(6), 0
    for random in every(6):
        drawn = designs.systematic_sample(chance, 2, random, stratum)
        assert sorted(stratum[drawn]) == [0, 1]
        counts[drawn] += 1
        draws += 1
    assert counts / draws == pytest.approx(chance)


def test_a_part_has_each_with_its_share_over_all_draws():
    share = np.array([0.25, 0.5, 0.5, 0.75])
    parts = [designs.subsample(share, random) for random in every(4)]
    assert np.mean(parts, axis=0) == pytest.approx(share)
    assert {int(part.sum()) for part in parts} == {2}


@pytest.mark.parametrize(
    ("weight", "size", "most", "wanted"),
    [
        ([1, 1, 2], 1, 1.0, [1 / 4, 1 / 4, 1 / 2]),
        ([1, 1, 8], 2, 1.0, [1 / 2, 1 / 2, 1]),
        ([1, 2, 4, 8], 3, 1.0, [1 / 3, 2 / 3, 1, 1]),
        ([1, 1, 8], 1.5, 0.6, [0.45, 0.45, 0.6]),
    ],
)
def test_probabilities_follow_the_weights_and_none_exceeds_the_most(weight, size, most, wanted):
    free = np.ones(len(weight), dtype=bool)
    assert designs.proportional(np.array(weight, float), size, free, most=most) == pytest.approx(wanted)


def test_what_was_drawn_before_has_the_probability_it_would_have_had():
    free = np.array([True, True, True, False])
    assert designs.proportional(np.array([1.0, 1, 2, 3]), 1, free) == pytest.approx([0.25, 0.25, 0.5, 0.75])
    assert designs.even(2, free) == pytest.approx([2 / 3] * 4)


def test_a_tenth_of_a_focused_draw_is_spread_over_everything():
    found = designs.focused(np.array([0.0, 1, 3]), 1, np.ones(3, dtype=bool))
    assert found == pytest.approx([0.1 / 3, 0.9 / 4 + 0.1 / 3, 2.7 / 4 + 0.1 / 3])
    assert designs.focused(np.zeros(3), 1, np.ones(3, dtype=bool)) == pytest.approx([1 / 3] * 3)


def test_a_stratum_that_expects_less_than_one_gets_one_at_the_cost_of_the_others():
    stratum = np.repeat([0, 1, 2], [700, 290, 10])
    found = designs.stratified(stratum, 50, np.ones(1000, dtype=bool))
    assert found[[0, 700, 990]] == pytest.approx([49 / 990, 49 / 990, 1 / 10])
    equal = designs.stratified(stratum, 60, np.ones(1000, dtype=bool), equal=True)
    # Ten of the smallest are all there are; the other fifty are shared in proportion to what those strata expect.
    assert equal[[0, 700, 990]] == pytest.approx([25 / 700, 25 / 290, 1])
    few = designs.stratified(stratum, 2, np.ones(1000, dtype=bool))
    assert few == pytest.approx(np.full(1000, 0.002))


def test_strata_that_were_drawn_from_are_counted_without_what_was_drawn():
    stratum, free = np.repeat([0, 1], [4, 4]), np.array([True] * 4 + [False] * 2 + [True] * 2)
    assert designs.stratified(stratum, 3, free)[free] == pytest.approx([0.5] * 6)
    assert designs.stratified(stratum, 3, free, equal=True)[free] == pytest.approx([1.5 / 4] * 4 + [1.5 / 2] * 2)


def test_uncertainty_is_scipys_entropy_and_the_lead_of_the_first_over_the_second():
    probabilities = np.random.default_rng(0).dirichlet([1, 1, 1], 50)
    assert designs.entropy(probabilities) == pytest.approx(stats.entropy(probabilities, axis=1) / np.log(3))
    ranked = np.sort(probabilities, axis=1)
    assert designs.margin(probabilities) == pytest.approx(1 - ranked[:, 2] + ranked[:, 1])


def table_of(texts, **columns):
    return pd.DataFrame({"sentence_id": [f"s{i}" for i in range(len(texts))], "text": texts} | columns)


def probabilities_in(found):
    return found.frame["inclusion_probability"].to_numpy(dtype=float)


UNSURE = np.array([[0.9, 0.1], [0.5, 0.5], [0.75, 0.25]])
"""Margins .2, 1 and .5, whose third powers are .008, 1 and .125."""


def test_probabilities_of_an_uncertain_draw_go_with_the_third_power_of_the_margin():
    found = draw(table_of(["a", "b", "c"]), 1, strategy="uncertain", probabilities=UNSURE)
    weight = np.array([0.008, 1, 0.125])
    assert probabilities_in(found) == pytest.approx(0.9 * weight / weight.sum() + 0.1 / 3)


def test_a_mixed_draw_is_half_even_and_half_uncertain():
    found = draw(table_of(["a", "b", "c"]), 1, strategy="mixed", probabilities=UNSURE, random_share=0.4)
    weight = np.array([0.008, 1, 0.125])
    assert probabilities_in(found) == pytest.approx(0.4 / 3 + 0.6 * (0.9 * weight / weight.sum() + 0.1 / 3))


def test_a_mixed_draw_gives_no_sentence_more_than_certainty():
    found = draw(table_of(["a", "b", "c"]), 2, strategy="mixed", probabilities=UNSURE)
    # Even is a third; the second would get more than the other two thirds, so the first and third share what is left.
    rest = np.array([0.9 * weight / 1.133 + 0.1 / 3 for weight in (0.008, 0.125)])
    first, third = 1 / 3 + 1 / 3 * rest / rest.sum()
    assert probabilities_in(found) == pytest.approx([first, 1, third])


def test_a_keyword_makes_a_sentence_ten_times_likelier_where_a_word_begins_with_it():
    texts = ["Talks failed.", "He talked.", "Smalltalk ended.", "Orth votes.", "Ilmar sleeps.", "Senn wakes."]
    found = draw(table_of(texts), 2, strategy="keyword", keywords=["talk"])
    assert probabilities_in(found) == pytest.approx(np.array([10, 10, 1, 1, 1, 1]) / 12)


class TestLaterWaves:
    """Sentences drawn in any of several waves."""

    def test_three_even_waves_have_the_probability_of_one_of_their_size(self):
        table = table_of([f"Orth votes {i}." for i in range(12)])
        labelled, frame = None, None
        for size in (3, 3, 2):
            found = draw(table, size, seed=5, labelled=labelled, earlier=frame)
            labelled = pd.concat([labelled, found.batch]) if labelled is not None else found.batch
            frame = found.frame
        assert labelled["sentence_id"].is_unique
        assert probabilities_in(found) == pytest.approx(np.full(12, 8 / 12))
        assert frame["before"].to_numpy() == pytest.approx(np.full(12, 6 / 12))
        assert frame["wave"].value_counts().to_dict() == {1: 3, 2: 3, 3: 2}
        assert found.batch["inclusion_probability"].to_numpy() == pytest.approx([8 / 12] * 2)

    def test_a_focused_wave_after_an_even_one_is_combined_by_hand(self):
        table = table_of(["Talks failed.", "Orth votes.", "Ilmar sleeps.", "Senn wakes."])
        first = draw(table, 2, seed=0)
        assert probabilities_in(first) == pytest.approx([0.5] * 4)
        free = ~table["sentence_id"].isin(first.batch["sentence_id"]).to_numpy()
        second = draw(table, 1, strategy="keyword", keywords=["talks"], labelled=first.batch, earlier=first.frame)
        weight = np.array([10.0, 1, 1, 1])
        own = np.minimum(1, weight / weight[free].sum())
        assert probabilities_in(second) == pytest.approx(1 - 0.5 * (1 - own))

    def test_a_last_wave_that_nobody_labelled_is_drawn_anew(self):
        table = table_of([f"Orth votes {i}." for i in range(20)])
        first = draw(table, 5)
        second = draw(table, 6, labelled=first.batch, earlier=first.frame)
        again = draw(table, 6, labelled=first.batch, earlier=second.frame)
        pd.testing.assert_frame_equal(again.batch, second.batch)
        pd.testing.assert_frame_equal(again.frame, second.frame)
        one = pd.concat([first.batch, second.batch.head(1)])
        third = draw(table, 3, labelled=one, earlier=second.frame)
        assert probabilities_in(third) == pytest.approx(1 - (1 - probabilities_in(second)) * (1 - 3 / 14))

    def test_batches_get_the_probabilities_over_all_waves_and_the_rest_of_the_frame(self):
        batch = table_of(["a", "b"]).assign(inclusion_probability=[0.25, 0.25])
        frame = pd.DataFrame({"sentence_id": ["s1", "s0", "s2"], "inclusion_probability": [0.4, 0.7, 0.1]})
        found = over_all_waves(batch, frame)
        assert found["sentence_id"].tolist() == ["s0", "s1", "s2"]
        assert found["inclusion_probability"].tolist() == [0.7, 0.4, 0.1]

    def test_a_pair_labelled_before_leaves_the_other_targets_of_its_sentence_in_the_draw(self):
        pairs = table_of(["Orth thanked Ilmar."] * 2).assign(sentence_id="s0", target=["Orth", "Ilmar"])
        first = draw(pairs, 1)
        second = draw(pairs, 1, labelled=first.batch, earlier=first.frame)
        assert set(first.batch["target"]) | set(second.batch["target"]) == {"Orth", "Ilmar"}
        assert probabilities_in(second) == pytest.approx([1.0, 1.0])


def test_the_batch_is_in_random_order_and_not_in_that_of_the_table_or_of_the_strata():
    table = table_of([f"Orth votes {i}." for i in range(60)], outlet=["Daily"] * 30 + ["Weekly"] * 30)
    batch = sample(table, 40, strategy="stratified", by=["outlet"])
    assert 5 < (batch["stratum"].head(20) == "Daily").sum() < 15
