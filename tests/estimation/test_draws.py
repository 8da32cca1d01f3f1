"""What labels count as: drawn at random, hand-picked, missing, or of coverage that no label can speak for."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from two_outlets import coverage, critical, drawn, labels_of

from annotate.errors import InputError
from annotate.estimation.design._labelled_scores import labelled
from annotate.estimation.design.label_use import Draws
from annotate.estimation.options import Least, Options
from annotate.estimation.shares import estimate
from annotate.learn.models.trained_model import LearnedFrom
from annotate.workflows.estimate_inputs import draws_of, frame_with_draws


def recorded(scores, rows, probability, frame=None):
    """The record of a draw of `rows`, from all of `scores` unless `frame` says otherwise."""
    ids = scores["sentence_id"]
    record = pd.DataFrame({"sentence_id": ids.to_numpy()[rows], "inclusion_probability": probability})
    return Options(draws=Draws(record, pd.DataFrame({"sentence_id": ids if frame is None else ids[frame]})))


def note_of(shares, words):
    [note] = [note for note in shares.attrs["notes"] if words in note]
    return note


class TestHandPicked:
    """Labels of sentences somebody chose, which resolving once gave the probability of the frame."""

    @pytest.fixture
    def study(self):
        scores, truth = coverage(3000)
        gold, rows = drawn(scores, truth, 120)
        chosen = np.setdiff1d(np.flatnonzero(truth), rows)[:150]
        both = pd.concat([gold, labels_of(scores, truth, chosen, 120 / 3000)], ignore_index=True)
        return scores, truth, gold, both, rows

    def test_only_what_the_record_has_drawn_counts_as_random(self, study):
        scores, truth, gold, both, rows = study
        mistaken = critical(estimate(scores, both)).iloc[0]
        assert mistaken["low"] > truth.mean()
        shares = estimate(scores, both, options=recorded(scores, rows, 120 / 3000))
        pd.testing.assert_frame_equal(shares, estimate(scores, gold))
        row = critical(shares).iloc[0]
        assert row["low"] < truth.mean() < row["high"]

    def test_how_many_of_each_is_said(self, study):
        scores, _, _, both, rows = study
        shares = estimate(scores, both, options=recorded(scores, rows, 120 / 3000))
        assert note_of(shares, "hand-picked") == (
            "120 human labels are drawn at random and correct the shares; 150 had no inclusion probability from a draw "
            "(hand-picked) and correct nothing"
        )
        assert (shares.attrs["use"].drawn, shares.attrs["use"].hand_picked) == (120, 150)

    def test_the_recorded_probability_counts(self, study):
        scores, _, gold, _, rows = study
        wrong = gold.assign(inclusion_probability=np.linspace(0.01, 0.9, 120))
        shares = estimate(scores, wrong, options=recorded(scores, rows, 120 / 3000))
        pd.testing.assert_frame_equal(shares, estimate(scores, gold))

    def test_nothing_but_hand_picked_labels_is_refused(self, study):
        scores, _, _, both, rows = study
        with pytest.raises(InputError, match="no inclusion_probability"):
            estimate(scores, both.iloc[120:], options=recorded(scores, rows, 120 / 3000))

    def test_labels_given_before_the_draw_count_for_their_own_sentences(self, study):
        scores, truth, _, _, _ = study
        chosen = np.flatnonzero(truth)[::4][:200]
        rest = np.setdiff1d(np.arange(3000), chosen)
        rows = np.random.default_rng(2).choice(rest, 120, replace=False)
        gold = pd.concat(
            [labels_of(scores, truth, rows, 120 / 2800), labels_of(scores, truth, chosen, np.nan)], ignore_index=True
        )
        frame = scores[["sentence_id"]].assign(labelled_before=np.isin(np.arange(3000), chosen).astype(int))
        recorded_draw = recorded(scores, rows, 120 / 2800).draws.drawn
        shares = estimate(scores, gold, options=Options(draws=Draws(recorded_draw, frame)))
        others = critical(estimate(scores.iloc[rest], gold)).iloc[0]["share"]
        row = critical(shares).iloc[0]
        assert row["share"] == pytest.approx((200 + 2800 * others) / 3000)
        assert row["low"] < truth.mean() < row["high"]
        use = shares.attrs["use"]
        assert (use.drawn, use.beforehand, use.hand_picked) == (120, 200, 0)
        assert note_of(shares, "labelled before the draw").startswith("200 human labels are of sentences")

    def test_hand_picked_labels_in_training_leave_the_probability_of_the_others_alone(self, study):
        scores, _, _, both, rows = study
        picked = frozenset(both["sentence_id"][120:])
        options = Options(draws=recorded(scores, rows, 120 / 3000).draws, learned=LearnedFrom(picked))
        data = labelled(scores, both, options=options)
        assert np.unique(data.weight[data.weight > 0]) == pytest.approx([25])
        assert int(data.known.sum()) == 150


def test_split_sets_aside_only_what_this_model_learned_from():
    scores, truth = coverage(2000)
    gold, _ = drawn(scores, truth, 400)
    gold["split"] = np.where(np.arange(400) < 200, "train", "test")
    other = Options(learned=LearnedFrom(frozenset({"s-of-another-study"})))
    pd.testing.assert_frame_equal(estimate(scores, gold, options=other), estimate(scores, gold.drop(columns="split")))


class TestOutsideTheFrame:
    """Coverage that no label could have been drawn from is said to be there and left out."""

    @pytest.fixture
    def study(self):
        scores, truth = coverage(3000)
        late = scores["published"].str[:7] == "2031-06"
        scores["outlet"] = np.where(late, "Ostrel Wire", scores["outlet"])
        truth = truth | late.to_numpy()
        rows = np.random.default_rng(5).choice(np.flatnonzero(~late), 300, replace=False)
        return scores, truth, labels_of(scores, truth, rows, 300 / (~late).sum()), rows, late

    @pytest.mark.parametrize("known", [True, False])
    def test_an_outlet_the_frame_never_held_is_told_and_left_out(self, study, known):
        scores, truth, gold, rows, late = study
        options = recorded(scores, rows, 300 / (~late).sum(), ~late) if known else Options()
        shares = estimate(scores, gold, options=options)
        assert "its 500 sentences were not in the frame" in note_of(shares, "outlet Ostrel Wire")
        row = critical(shares).iloc[0]
        assert row["n"] == 2500
        assert row["low"] < truth[~late].mean() < row["high"]
        assert not row["low"] < truth.mean() < row["high"]

    def test_its_group_is_withheld_with_the_reason(self, study):
        scores, _, gold, _, _ = study
        shares = estimate(scores, gold, by=["outlet"], options=Options(least=Least(1, 1)))
        outside = shares[shares["outlet"] == "Ostrel Wire"]
        assert outside["share"].isna().all()
        assert outside["note"].str.startswith("not in the frame that labels were drawn from").all()
        assert shares[shares["outlet"] != "Ostrel Wire"]["share"].notna().all()

    def test_a_month_is_told_too(self, study):
        scores, _, gold, rows, late = study
        one = scores.assign(outlet="Karsovia Times")
        shares = estimate(one, gold, options=recorded(one, rows, 300 / (~late).sum(), ~late))
        assert note_of(shares, "month 2031-06")
        assert shares["n"].iloc[0] == 2500

    def test_new_sentences_of_known_outlets_count_and_are_told(self, study):
        scores, _, gold, rows, late = study
        frame = ~late & (np.arange(3000) % 10 != 1)
        gold = gold[frame.to_numpy()[rows]]
        options = recorded(scores, rows[frame.to_numpy()[rows]], 0.1, frame)
        shares = estimate(scores, gold, options=options)
        assert note_of(shares, "count like others").startswith("250 of 3,000 sentences")
        assert shares["n"].iloc[0] == 2500

    def test_a_small_outlet_without_labels_may_have_been_in_the_frame(self, study):
        scores, _, gold, _, late = study
        few = scores.assign(outlet=np.where(np.arange(3000) < 12, "Orlesk Gazette", "Karsovia Times"))
        few = few.assign(published="2031-01-05")
        shares = estimate(few[~late], gold[~gold["sentence_id"].isin(few["sentence_id"][:12])])
        assert shares.attrs["notes"] == []

    def test_near_duplicates_of_frame_sentences_are_in_it(self):
        scores, truth = coverage(2000)
        alike = scores.iloc[:300].assign(duplicate_of=scores["sentence_id"][:300], outlet="Ostrel Wire")
        alike["sentence_id"] = [f"c{i}" for i in range(300)]
        gold, rows = drawn(scores, truth, 400)
        whole = pd.concat([scores, alike], ignore_index=True)
        shares = estimate(whole, gold, options=recorded(whole, rows, 0.2, np.arange(2300) < 2000))
        assert shares.attrs["notes"] == []


class TestMissingLabels:
    """Drawn sentences without a label: counted, and bounded in the worst case."""

    @pytest.fixture
    def study(self):
        scores, truth = coverage(3000)
        gold, rows = drawn(scores, truth, 300)
        gold.loc[:9, "label"] = None
        return scores, truth, gold.iloc[:270], recorded(scores, rows, 0.1)

    def test_ties_and_skips_are_counted(self, study):
        scores, _, gold, options = study
        shares = estimate(scores, gold, options=options)
        assert note_of(shares, "no label").startswith(
            "40 of 300 drawn sentences have no label (10 tied, 30 skipped or not labelled yet)"
        )
        assert shares["labelled"].iloc[0] == 260

    def test_bounds_hold_whatever_the_missing_labels_are(self, study):
        scores, truth, gold, options = study
        bounded = Options(draws=options.draws, bounds=True)
        shares, without = (estimate(scores, gold, options=one) for one in (bounded, options))
        assert "pass `bounds`" in note_of(without, "no label")
        assert "pass `bounds`" not in note_of(shares, "no label")
        row, plain = critical(shares).iloc[0], critical(without).iloc[0]
        assert (row["low"], row["high"]) == (plain["low"], plain["high"])
        assert row["bound_low"] < row["low"] < truth.mean() < row["high"] < row["bound_high"]
        # Of 300 drawn 40 are missing: from none to all of these is about 40 / 300 of the share.
        assert row["bound_high"] - row["bound_low"] == pytest.approx(row["high"] - row["low"] + 40 / 300, abs=0.03)

    def test_bounds_are_those_of_labels_filled_in(self, study):
        scores, _, gold, options = study
        row = critical(estimate(scores, gold, options=Options(draws=options.draws, bounds=True))).iloc[0]
        missing = options.draws.drawn[~options.draws.drawn["sentence_id"].isin(gold["sentence_id"][10:])]
        for label, column, end in (("neutral", "low", "bound_low"), ("critical", "high", "bound_high")):
            filled = pd.concat([gold.iloc[10:], missing.assign(question="stance", label=label)], ignore_index=True)
            assert critical(estimate(scores, filled))[column].iloc[0] == pytest.approx(row[end], abs=0.004)

    def test_no_bound_is_inside_the_interval(self):
        scores, truth = coverage(400)
        rare = truth & (np.arange(400) % 6 < 2)
        chance = np.clip(np.where(rare, 0.7, 0.1) + np.random.default_rng(0).normal(0, 0.1, 400), 0, 1)
        scores = scores.assign(p_critical=chance, p_neutral=1 - chance)
        gold, rows = drawn(scores, rare, 120)
        options = recorded(scores, rows, 0.3)
        gold.loc[np.flatnonzero(gold["label"] == "neutral")[:20], "label"] = None
        row = critical(estimate(scores, gold, options=replace(options, bounds=True))).iloc[0]
        none, every = (
            critical(estimate(scores, gold.fillna({"label": name}), options=options)).iloc[0]
            for name in ("neutral", "critical")
        )
        assert none["low"] > row["low"]  # there would be more labels, and the model right about all of these
        assert row["bound_low"] == row["low"]
        assert row["bound_high"] == pytest.approx(every["high"], abs=0.004)

    def test_without_missing_labels_the_bounds_are_the_interval(self):
        scores, truth = coverage(1000)
        gold, rows = drawn(scores, truth, 200)
        options = Options(draws=recorded(scores, rows, 0.2).draws, bounds=True)
        row = critical(estimate(scores, gold, options=options)).iloc[0]
        assert (row["bound_low"], row["bound_high"]) == (row["low"], row["high"])


class TestWaveInProgress:
    """A second wave that is drawn and not labelled, or in part: labels count by how far their wave has come."""

    @pytest.fixture
    def study(self):
        """Scores, the labels of a random wave of 300, and of a wave that preferred what is critical."""
        scores, truth = coverage(3000)
        first, rows = drawn(scores, truth, 300)
        draw, chance = np.random.default_rng(3), np.where(truth, 0.4, 0.05)
        others = np.setdiff1d(np.flatnonzero(draw.random(3000) < chance), rows)
        waves = pd.DataFrame({"sentence_id": scores["sentence_id"], "probability_in_draw_1": 0.1})
        waves["probability_in_draw_2"] = chance
        waves["inclusion_probability"] = 1 - 0.9 * (1 - chance)
        waves = waves.iloc[np.r_[rows, others]].assign(draw=np.repeat([1, 2], [300, len(others)]))
        return scores, truth, first, labels_of(scores, truth, others, np.nan), Options(draws=Draws(waves))

    def test_labels_of_the_first_wave_count_as_if_there_were_no_second(self, study):
        scores, truth, first, _, options = study
        row = critical(estimate(scores, first, options=options)).iloc[0]
        alone = critical(estimate(scores, first)).iloc[0]
        assert (row["share"], row["low"], row["high"]) == pytest.approx((alone["share"], alone["low"], alone["high"]))
        bounded = estimate(scores, first, options=Options(draws=options.draws, bounds=True))
        assert critical(bounded).loc[0, "bound_high"] == row["high"]
        size = int((options.draws.drawn["draw"] == 2).sum())
        assert bounded.attrs["notes"] == [f"draw 2: none of its {size} sentences has a label yet, so it does not count"]
        as_if_labelled = options.draws.drawn.drop(columns="draw")
        wrong = critical(estimate(scores, first, options=Options(draws=Draws(as_if_labelled)))).iloc[0]
        assert wrong["high"] < truth.mean() < row["high"]

    def test_of_a_wave_labelled_in_part_the_labelled_speak_for_the_others(self, study):
        scores, truth, first, second, options = study
        part = pd.concat([first, second.iloc[::3]], ignore_index=True)
        row = critical(estimate(scores, part, options=options)).iloc[0]
        assert row["low"] < truth.mean() < row["high"]
        data, share = labelled(scores, part, options=options), len(second.iloc[::3]) / len(second)
        assert set(np.round(data.weight[data.weight > 0], 6)) == {
            round(1 / (1 - 0.9 * (1 - share * chance)), 6) for chance in (0.4, 0.05)
        }

    def test_a_frame_written_and_read_again_says_the_same(self, study, tmp_path):
        scores, _, first, second, options = study
        part = pd.concat([first, second.iloc[::3]], ignore_index=True)
        drawn = options.draws.drawn
        frame = scores[["sentence_id"]].merge(
            drawn[["sentence_id", "draw"]].rename(columns={"draw": "wave"}), how="left"
        )
        frame["inclusion_probability"] = (
            drawn.set_index("sentence_id")["inclusion_probability"]
            .reindex(frame["sentence_id"], fill_value=0.2)
            .to_numpy()
        )
        bundled = frame_with_draws(Draws(drawn.assign(target=""), frame))  # as a study's record has it
        for number, table in enumerate([bundled, frame.assign(before=0.1)]):
            table.to_csv(tmp_path / f"{number}.csv", index=False)
            again = Options(draws=draws_of(part, None, tmp_path / f"{number}.csv", None))
            assert len(again.draws.drawn) == len(drawn)
            shares = estimate(scores, part, options=again)
            pd.testing.assert_frame_equal(shares, estimate(scores, part, options=options))

    def test_bounds_are_as_if_every_drawn_sentence_had_a_label(self, study):
        scores, _, first, second, options = study
        bounded = Options(draws=options.draws, bounds=True)
        row = critical(estimate(scores, pd.concat([first, second.iloc[::3]], ignore_index=True), options=bounded))
        filled = second.assign(label=second["label"].mask(np.arange(len(second)) % 3 != 0, "neutral"))
        low = critical(estimate(scores, pd.concat([first, filled], ignore_index=True), options=options))["low"]
        assert row["bound_low"].iloc[0] == pytest.approx(low.iloc[0], abs=0.004)


def test_a_model_no_better_than_the_most_frequent_label_is_told():
    scores, truth = coverage(2000)
    gold, _ = drawn(scores, truth, 300)
    wrong = scores.assign(p_critical=scores["p_neutral"], p_neutral=scores["p_critical"])
    note = note_of(estimate(wrong, gold), "no better than that")
    share = (gold["label"] == "neutral").mean()
    assert f"always saying neutral would be right for {share:.1%}" in note
    assert estimate(scores, gold).attrs["notes"] == []
