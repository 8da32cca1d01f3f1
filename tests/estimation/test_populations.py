"""Shares of this corpus and of the process behind it: what varies, and what the intervals hold."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from two_outlets import coverage, critical, drawn, labels_of

from annotate.errors import InputError
from annotate.estimation.design._labelled_scores import labelled
from annotate.estimation.design.label_use import Draws
from annotate.estimation.differences import differences
from annotate.estimation.estimators._aipw import Aipw
from annotate.estimation.estimators._intervals import most_of_finite
from annotate.estimation.options import Options
from annotate.estimation.shares import estimate

CORPUS = Options(population="corpus")


def width(frame):
    return critical(frame)["high"].iloc[0] - critical(frame)["low"].iloc[0]


def without_model(scores):
    return scores.assign(p_critical=0.4, p_neutral=0.6)


def test_the_corpus_variance_is_that_over_all_samples():
    """Simple random sampling without replacement: its variance is known by enumeration of every sample."""
    scores, truth = coverage(9)
    values, variances = [], []
    for rows in combinations(range(9), 4):
        gold = labels_of(scores, truth, np.array(rows), 4 / 9)
        share = Aipw().shares(labelled(without_model(scores), gold, options=CORPUS), np.arange(9))[0]
        values.append(share.value)
        variances.append(share.variance)
    assert np.mean(values) == pytest.approx(truth.mean())
    assert np.mean(variances) == pytest.approx(np.var(values))


def test_of_strata_only_what_differs_within_them_varies():
    scores, truth = coverage(10)
    values, variances = [], []
    for first in combinations(range(4), 2):
        for second in combinations(range(4, 10), 3):
            gold = labels_of(scores, truth, np.r_[first, second], 0.5).assign(stratum=["a"] * 2 + ["b"] * 3)
            share = Aipw().shares(labelled(without_model(scores), gold, options=CORPUS), np.arange(10))[0]
            values.append(share.value)
            variances.append(share.variance)
    # The small-sample factor counts five units once more, 5/4, after each stratum's own.
    assert np.mean(variances) * 4 / 5 == pytest.approx(np.var(values))


def test_when_every_sentence_is_labelled_nothing_is_uncertain():
    scores, truth = coverage(200)
    gold = labels_of(scores, truth, np.arange(200), 1.0)
    row = critical(estimate(scores, gold, options=CORPUS)).iloc[0]
    assert row["low"] == row["share"] == row["high"] == pytest.approx(truth.mean())
    assert width(estimate(scores, gold)) > 0.1
    apart = critical(differences(scores, gold, by=["outlet"], options=CORPUS)).iloc[0]
    assert (apart["low"], apart["high"]) == pytest.approx((apart["difference"],) * 2)


def test_alike_sentences_of_an_article_widen_the_interval_of_the_process_alone():
    scores, _ = coverage(4000)
    article = np.arange(4000) // 20
    truth = (np.random.default_rng(2).random(200) < 0.3)[article]
    scores = without_model(scores).assign(article_id=[f"a{i}" for i in article])
    gold, _ = drawn(scores, truth, 1000)
    apart = scores.assign(article_id=scores["sentence_id"])
    assert width(estimate(scores, gold)) > 2 * width(estimate(apart, gold))
    assert width(estimate(scores, gold, options=CORPUS)) == pytest.approx(width(estimate(apart, gold, options=CORPUS)))


@pytest.mark.parametrize(("quarters", "left_out"), [(1, 0), (3, 0), (1, 2)])
def test_labels_of_whole_articles_are_not_taken_for_sentences_drawn_one_by_one(quarters, left_out):
    scores, _ = coverage(4000)
    article = np.arange(4000) // 20
    truth = (np.random.default_rng(2).random(200) < 0.3)[article]
    scores = without_model(scores).assign(article_id=[f"a{i}" for i in article])
    gold = labels_of(
        scores, truth, np.flatnonzero((article % 4 < quarters) & (np.arange(4000) % 20 >= left_out)), quarters / 4
    )
    shares = estimate(scores, gold, options=CORPUS)
    assert any("as if whole articles had been drawn" in note for note in shares.attrs["notes"])
    alone = estimate(scores.assign(article_id=scores["sentence_id"]), gold, options=CORPUS)
    assert width(shares) > 2 * width(alone)
    assert not any("whole articles" in note for note in alone.attrs["notes"])


def test_what_the_intervals_are_for_stands_in_the_table():
    scores, truth = coverage(500)
    gold, _ = drawn(scores, truth, 100)
    assert set(estimate(scores, gold, options=CORPUS)["population"]) == {"corpus"}
    assert set(estimate(scores, gold)["population"]) == {"process"}
    with pytest.raises(InputError, match="'planet' is unknown; choose from process, corpus"):
        Options(population="planet")


def test_near_duplicates_are_drawn_with_their_original():
    scores, truth = coverage(2000)
    alike = scores.iloc[:500].assign(duplicate_of=scores["sentence_id"][:500])
    alike["sentence_id"] = [f"c{i}" for i in range(500)]
    whole = without_model(pd.concat([scores, alike], ignore_index=True))
    gold, _ = drawn(scores, truth, 400)
    data = labelled(whole, gold, options=CORPUS)
    assert len(np.unique(data.unit)) == 2000
    assert width(estimate(whole, gold, options=CORPUS)) > width(estimate(without_model(scores), gold, options=CORPUS))


class TestDisagreement:
    """Annotators who disagree on a sentence would have given another label on another day."""

    @staticmethod
    def of(size, agreed, annotators, options=CORPUS):
        scores, truth = coverage(400)
        gold = labels_of(scores, truth, np.arange(size), size / 400)
        gold = gold.assign(agreed=agreed, annotators=annotators)
        return critical(estimate(without_model(scores), gold, options=options)).iloc[0]

    def test_a_corpus_labelled_whole_is_as_uncertain_as_its_annotators(self):
        row = self.of(400, 0.75, 4)
        # The variance of a share of four annotators is .75 * .25 / 3, of 400 sentences' mean a 400th of that.
        assert (row["high"] - row["low"]) / 2 == pytest.approx(1.959964 * (0.75 * 0.25 / 3 / 400) ** 0.5)

    def test_of_a_sample_the_whole_of_it_counts_and_not_what_the_correction_leaves(self):
        half = [(self.of(200, agreed, 4)["high"] - self.of(200, agreed, 4)["low"]) / 2 for agreed in (1.0, 0.75)]
        quantile = half[0] / self.error(200)
        assert (half[1] / quantile) ** 2 - (half[0] / quantile) ** 2 == pytest.approx(0.75 * 0.25 / 3 / 200 / 2)

    @staticmethod
    def error(size):
        scores, truth = coverage(400)
        gold = labels_of(scores, truth, np.arange(size), size / 400)
        [share, _] = Aipw().shares(labelled(without_model(scores), gold, options=CORPUS), np.arange(400))
        return share.variance**0.5

    @pytest.mark.parametrize(("agreed", "annotators"), [(1.0, 4), (0.75, 1), (np.nan, 4), (0.75, np.nan)])
    def test_without_disagreement_or_a_second_annotator_nothing_is_added(self, agreed, annotators):
        row = self.of(400, agreed, annotators)
        assert row["low"] == row["high"]

    def test_of_the_process_it_is_in_the_labels_already(self):
        assert self.of(200, 0.75, 4, Options())["high"] == self.of(200, 1.0, 4, Options())["high"]


class TestLabelsAllAlike:
    """Of a corpus of which no drawn sentence has a label, the hypergeometric distribution bounds the share."""

    @staticmethod
    def of(size, drawn, *, has=0.0, articles=None, known=0):
        """The interval where `drawn` of `size` sentences were drawn, and `known` others were labelled before."""
        scores, _ = coverage(size + known)
        if articles is not None:
            scores = scores.assign(article_id=[f"a{i % articles}" for i in range(len(scores))])
        gold = labels_of(scores, np.full(len(scores), bool(has)), np.arange(drawn), drawn / size)
        draws = Draws()
        if known:
            early = labels_of(scores, np.full(len(scores), bool(has)), np.arange(size, size + known), np.nan)
            frame = scores[["sentence_id"]].assign(labelled_before=(np.arange(len(scores)) >= size).astype(int))
            draws = Draws(drawn=gold[["sentence_id", "inclusion_probability"]], frame=frame)
            gold = pd.concat([gold, early], ignore_index=True)
        options = Options(population="corpus", draws=draws)
        row = critical(estimate(without_model(scores), gold, options=options)).iloc[0]
        return row["low"], row["high"]

    @staticmethod
    def most(size, drawn):
        """The largest number of sentences with the label of which none is drawn with 2.5 % or more."""
        counts = np.arange(size - drawn + 1)
        return counts[stats.hypergeom.pmf(0, size, counts, drawn) >= 0.025].max()

    @pytest.mark.parametrize(
        ("size", "drawn", "end"),
        [(300, 30, 0.11), (600, 40, 0.085), (300, 10, 91 / 300), (300, 200, 3 / 300), (60, 50, 2 / 60)],
    )
    def test_the_end_is_the_largest_share_of_which_chance_would_draw_none(self, size, drawn, end):
        assert self.most(size, drawn) / size == pytest.approx(end)
        assert self.of(size, drawn) == pytest.approx((0, end))
        assert self.of(size, drawn, has=1.0) == pytest.approx((1 - end, 1))
        assert self.of(size, drawn, articles=size // 10) == pytest.approx((0, end))

    def test_known_labels_bound_the_share_of_their_own_sentences_alone(self):
        assert self.of(300, 30, known=100) == pytest.approx((0, 0.11 * 300 / 400))
        assert self.of(300, 30, known=100, has=1.0) == pytest.approx((1 - 0.11 * 300 / 400, 1))

    def test_of_effective_numbers_it_is_never_narrower_than_of_the_whole_ones_beside(self):
        for size, sample in [(300, 30), (300, 10), (60, 50)]:
            whole = self.most(size, sample) / size
            assert most_of_finite(sample + 1e-9, sample / size, 0.95) == pytest.approx(whole)
            assert most_of_finite(sample - 0.01, sample / size, 0.95) >= whole

    def test_a_share_of_the_process_is_clopper_and_pearsons(self):
        scores, _ = coverage(300)
        scores = scores.assign(article_id=scores["sentence_id"])
        gold = labels_of(scores, np.zeros(300, dtype=bool), np.arange(30), 0.1)
        assert critical(estimate(without_model(scores), gold))["high"].iloc[0] == pytest.approx(1 - 0.025 ** (1 / 30))
