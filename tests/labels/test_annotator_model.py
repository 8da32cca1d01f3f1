"""The model of annotators against Dawid and Skene's equations written out, and rules of resolving at their edges."""

import numpy as np
import pandas as pd
import pytest

from annotate.labels._dawid_skene import dawid_skene
from annotate.labels.aggregation import resolve
from annotate.labels.annotations import current_annotations
from annotate.labels.annotator_quality import annotator_drift, fast_runs


def table_of(rows, **columns):
    frame = pd.DataFrame(rows, columns=["sentence_id", "annotator", "label"])
    return frame.assign(question="stance", **columns)


def dawid_and_skene(votes, rounds=100):
    """Expectation maximisation from majority shares: class shares, errors of annotators, then posteriors."""
    units, people, labels = (sorted({vote[k] for vote in votes}) for k in range(3))
    counts = np.zeros((len(units), len(people), len(labels)))
    for unit, person, label in votes:
        counts[units.index(unit), people.index(person), labels.index(label)] += 1
    posterior = counts.sum(axis=1) / counts.sum(axis=(1, 2))[:, None]
    for _ in range(rounds):
        prior = posterior.mean(axis=0)
        errors = np.einsum("ut,upl->ptl", posterior, counts)
        errors = np.clip(errors, 1e-10, None)
        errors /= errors.sum(axis=2, keepdims=True)
        joint = prior * np.exp(np.einsum("upl,ptl->ut", counts, np.log(errors)))
        posterior = joint / joint.sum(axis=1, keepdims=True)
    return pd.DataFrame(posterior, index=units, columns=labels), errors, people


def crowd(seed=1, units=60):
    random = np.random.default_rng(seed)
    labels = ["conciliatory", "critical", "neutral"]
    votes = []
    for unit in range(units):
        truth = random.choice(labels)
        for person, skill in enumerate([0.9, 0.8, 0.7, 0.3]):
            if random.random() < 0.8:
                votes.append(
                    (f"s{unit:02d}", f"p{person}", truth if random.random() < skill else random.choice(labels))
                )
    return votes


def test_the_posterior_is_that_of_dawid_and_skenes_equations():
    votes = crowd()
    model = dawid_skene(table_of(votes))
    expected, errors, people = dawid_and_skene(votes)
    found = model.posterior.droplevel(list(range(1, model.posterior.index.nlevels)))
    assert found.loc[expected.index, expected.columns].to_numpy() == pytest.approx(expected.to_numpy(), abs=0.01)
    assert found.sum(axis=1).to_numpy() == pytest.approx(np.ones(len(found)))
    for place, person in enumerate(people):
        kept = model.errors.xs(person, level=0).loc[expected.columns, expected.columns].to_numpy()
        transposed = np.allclose(kept.sum(axis=0), 1) and not np.allclose(kept.sum(axis=1), 1)
        assert (kept.T if transposed else kept) == pytest.approx(errors[place], abs=0.01)


def test_gold_of_the_model_is_the_likeliest_label_with_its_probability():
    votes = crowd()
    expected, _, _ = dawid_and_skene(votes)
    gold = resolve(table_of(votes), method="model").set_index("sentence_id").loc[expected.index]
    assert gold["label"].tolist() == expected.idxmax(axis=1).tolist()
    assert gold["posterior"].to_numpy() == pytest.approx(expected.max(axis=1).to_numpy(), abs=0.01)


def test_targets_of_one_sentence_are_units_of_their_own_for_the_model_too():
    votes = table_of(crowd())
    twice = pd.concat([votes.assign(target="Veldania"), votes.assign(target="Karsovia")], ignore_index=True)
    assert len(dawid_skene(twice).posterior) == 2 * votes["sentence_id"].nunique()


@pytest.mark.parametrize(
    ("labels", "winner", "agreed"),
    [("aab", "a", 2 / 3), ("ab", None, 1 / 2), ("aabb", None, 1 / 2), ("aabbc", None, 2 / 5), ("aabc", "a", 1 / 2)],
)
def test_the_most_frequent_label_wins_and_ties_are_never_broken(labels, winner, agreed):
    gold = resolve(table_of([("s1", f"p{k}", label) for k, label in enumerate(labels)])).iloc[0]
    assert (None if pd.isna(gold["label"]) else gold["label"]) == winner
    assert gold["agreed"] == pytest.approx(agreed)


def test_of_several_labels_those_of_more_than_half_are_gold():
    votes = [("s1", "p1", "aid|trade"), ("s1", "p2", "aid"), ("s1", "p3", "aid|border")]
    assert resolve(table_of(votes)).iloc[0]["label"] == "aid"
    half = [("s1", "p1", "aid|trade"), ("s1", "p2", "trade"), ("s1", "p3", "trade|aid"), ("s1", "p4", "trade")]
    assert pd.isna(resolve(table_of(half)).iloc[0]["label"])


class TestLastAnswer:
    """One answer an annotator, sentence and question: the one last changed."""

    def test_an_edit_is_later_than_an_answer_given_in_between(self):
        table = table_of(
            [("s1", "ana", "critical"), ("s1", "ana", "neutral")],
            created_at=["2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z"],
            updated_at=["2026-03-01T12:00:00Z", "2026-03-01T11:00:00Z"],
        )
        assert current_annotations(table)["label"].tolist() == ["critical"]

    def test_without_an_edit_the_time_it_was_given_counts_across_time_zones(self):
        table = table_of(
            [("s1", "ana", "critical"), ("s1", "ana", "neutral")],
            created_at=["2026-03-01T09:30:00-02:00", "2026-03-01T11:00:00Z"],
        )
        assert current_annotations(table)["label"].tolist() == ["critical"]

    def test_an_answer_without_a_time_gives_way_to_a_dated_one(self):
        table = table_of(
            [("s1", "ana", "critical"), ("s1", "ana", "neutral")], updated_at=["2026-03-01T12:00:00Z", None]
        )
        assert current_annotations(table)["label"].tolist() == ["critical"]


def test_drift_is_the_chi_squared_test_of_either_half_for_each_annotator_times_their_number():
    from scipy.stats import chi2_contingency

    first, second = ["a"] * 12 + ["b"] * 3, ["a"] * 4 + ["b"] * 11
    rows = [(f"s{k:02d}", "ana", label) for k, label in enumerate([*first, *second])]
    rows += [(f"s{k:02d}", "ben", "ab"[k % 2]) for k in range(30)]
    times = [f"2026-03-01T10:{k:02d}:00Z" for k in range(30)] * 2
    found = annotator_drift(table_of(rows, updated_at=times)).set_index("annotator")
    assert found.loc["ana", "p_value"] == pytest.approx(2 * chi2_contingency([[12, 3], [4, 11]]).pvalue)
    assert (found.loc["ana", "share_early"], found.loc["ana", "share_late"]) == pytest.approx((12 / 15, 4 / 15))
    agreed = [label == "ab"[k % 2] for k, label in enumerate([*first, *second])]
    assert found.loc["ana", "agreed_early"] == pytest.approx(np.mean(agreed[:15]))
    assert found.loc["ana", "agreed_late"] == pytest.approx(np.mean(agreed[15:]))


def test_a_fast_run_has_eight_sentences_under_a_quarter_of_the_usual_time():
    seconds = [8.0] * 30 + [1.9] * 8 + [8.0] * 3 + [1.9] * 7 + [2.1] * 9
    rows = [(f"s{k:02d}", "ana", "a") for k in range(len(seconds))]
    times = [f"2026-03-01T10:{k:02d}:00Z" for k in range(len(seconds))]
    found = fast_runs(table_of(rows, updated_at=times, lead_time=seconds))
    assert found[["sentences", "first", "last"]].to_numpy().tolist() == [[8, "s30", "s37"]]
    assert found["usual"].tolist() == [np.median(seconds)]
