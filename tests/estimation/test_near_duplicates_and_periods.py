"""Near-duplicates counted once, and longer periods where labels are few."""

import numpy as np
import pandas as pd
import pytest
from two_outlets import coverage, critical, drawn, labels_of

import annotate as an
from annotate.estimation.design._labelled_scores import labelled
from annotate.estimation.design._units import notes_on_repeated
from annotate.estimation.design.label_use import Draws
from annotate.estimation.estimators._aipw import weighted_share
from annotate.estimation.options import Options


def test_copies_count_as_printed_or_once():
    scores, truth = coverage(400)
    copied = scores.iloc[:100].assign(
        sentence_id=[f"c{n}" for n in range(100)], duplicate_of=scores["sentence_id"][:100]
    )
    whole = pd.concat([scores, copied], ignore_index=True)
    gold = labels_of(scores, truth, np.arange(400), 1.0)
    ledger = an.Ledger()
    printed = critical(an.estimate(whole, gold, population="corpus"))
    once = critical(an.estimate(whole, gold, population="corpus", near_duplicates="once", ledger=ledger))
    assert printed["share"].iloc[0] == pytest.approx((truth.sum() + truth[:100].sum()) / 500)
    assert once["share"].iloc[0] == pytest.approx(truth.mean())
    assert "100 sentences (near-duplicate, counted once)" in [count.with_note() for count in ledger.left_out]
    for wrong, words in (("twice", "`near_duplicates` 'twice' is unknown"), ("once", "have no column duplicate_of")):
        with pytest.raises(an.InputError, match=words):
            an.estimate(scores, gold, near_duplicates=wrong)


def test_every_output_says_how_many_labels_near_duplicates_have_of_their_originals(annotate, tmp_path, monkeypatch):
    scores, truth = coverage(400)
    own = {"sentence_id": [f"c{n}" for n in range(100)], "duplicate_of": scores["sentence_id"][:100]}
    whole = pd.concat([scores, scores.iloc[:100].assign(**own)], ignore_index=True)
    gold = labels_of(scores, truth, np.arange(0, 400, 2), 0.5)
    monkeypatch.chdir(tmp_path)
    whole.to_parquet("scores.parquet")
    gold.to_csv("gold.csv", index=False)
    shares = an.estimate(whole, gold, by="month")
    assert shares.drop_duplicates("month")["labelled"].sum() == 250
    words = "labelled: 50 of these sentences are near-duplicates and have the label of their original."
    assert shares.attrs["basis"] == [words]
    assert shares.drop_duplicates("month")["carried"].sum() == 50
    assert (shares["carried"] <= shares["labelled"]).all()
    scored = ("scores.parquet", "--gold", "gold.csv")
    assert words in annotate("estimate", *scored, "--by", "month").stderr
    told = annotate("estimate", *scored, "-o", "e.md", "--mean", "m.md", "--values", "critical=-1,neutral=0")
    for text in (told.stderr, (tmp_path / "e.md").read_text(), (tmp_path / "m.md").read_text()):
        assert words in text
    assert words in annotate("regress", "critical ~ month", *scored).stderr
    assert "labelled:" not in annotate("estimate", *scored, "--near-duplicates", "once").stderr
    one = an.estimate(whole.iloc[:401], gold)
    assert one.attrs["basis"] == [
        "labelled: 1 of these sentences is a near-duplicate and has the label of its original."
    ]


def test_months_with_few_labels_become_quarters_and_these_years():
    scores, truth = coverage(3000)
    gold, _ = drawn(scores, truth, 90)
    enough = an.estimate(scores, gold, by="month", small="coarsen", least=5)
    assert "month" in enough.columns
    with pytest.warns(an.AnnotateWarning, match="by quarter instead of month: some had too few labels"):
        quarters = an.estimate(scores, gold, by="outlet,month", small="coarsen", least=12)
    assert quarters["quarter"].unique().tolist() == ["2031-Q1", "2031-Q2"]
    assert (quarters["method"] == "corrected").all()
    years = an.estimate(scores, gold, by="outlet,month", small="coarsen", least=200)
    assert years["year"].unique().tolist() == ["2031"]
    assert (years["method"] == "withheld").all()


def test_contrasts_are_by_the_periods_of_the_shares_and_say_which_they_leave_out(tmp_path):
    scores, truth = coverage(3000)
    gold, rows = drawn(scores, truth, 90)
    months = scores["published"].str[:7].to_numpy()[rows]
    gold = gold[~((months == "2031-02") & (np.arange(90) % 6 > 0))]
    paths = {name: tmp_path / f"{name}.csv" for name in ("trend", "differences", "mean")}
    asked = {"by": "month", "least": 9, "values": "critical=-1,neutral=0", **paths}
    with pytest.warns(an.AnnotateWarning, match="trends by month leave out 1 of 6 months, which have too few labels"):
        an.estimate(scores, gold, **asked)
    by_month = pd.read_csv(paths["trend"])
    assert by_month[["over", "periods", "too_few"]].drop_duplicates().to_numpy().tolist() == [["month", 5, 1]]
    quarters = an.estimate(scores, gold, small="coarsen", **asked)
    assert quarters["quarter"].unique().tolist() == ["2031-Q1", "2031-Q2"]
    slopes = critical(pd.read_csv(paths["trend"])).iloc[0]
    assert slopes[["over", "periods", "too_few"]].tolist() == ["quarter", 2, 0]
    first, second = critical(quarters)["share"]
    assert slopes["slope"] == pytest.approx(second - first)
    assert pd.read_csv(paths["differences"])[["group", "other"]].drop_duplicates().to_numpy().tolist() == [
        ["2031-Q1", "2031-Q2"]
    ]
    assert pd.read_csv(paths["mean"])["quarter"].tolist() == ["2031-Q1", "2031-Q2"]


def with_line(scores, copies, of=300):
    """`scores` with a sentence that is repeated under other articles."""
    articles = scores["article_id"].iloc[:copies]
    copied = scores.iloc[[of] * copies].assign(
        sentence_id=[f"c{n}" for n in range(copies)], article_id=articles.to_numpy(), duplicate_of=f"s{of}"
    )
    return pd.concat([scores, copied], ignore_index=True)


@pytest.mark.parametrize(("copies", "is_told"), [(9, True), (8, False)])
def test_a_line_under_many_articles_that_shares_one_label_is_told(recwarn, copies, is_told):
    """With itself, ten sentences have the label."""
    scores, truth = coverage(400)
    an.estimate(with_line(scores, copies), labels_of(scores, truth, np.arange(200, 400), 0.5))
    words = f"sentence s300 and its near-duplicates are 10 of {200 + copies} labelled sentences with one label"
    told = [str(one.message) for one in recwarn if words in str(one.message)]
    assert bool(told) == is_told
    assert all("its label counts for these alone and stands for no other sentence" in one for one in told)


def test_several_lines_under_many_articles_are_told_in_one_note_that_ends_with_a_word():
    rows = pd.DataFrame({"sentence_id": [f"s{n}" for n in range(60)], "text": "Orth welcomed the offer of the envoys."})
    rows.loc[10, "text"] = "Orth welcomed the long and patient offer of the two envoys again."
    original = np.r_[np.zeros(10, int), np.full(14, 10), np.full(11, 24), np.arange(35, 60)]
    none = np.zeros(60, dtype=bool)
    (note,) = notes_on_repeated(rows, original, ~none, none)
    assert note.startswith(
        "sentence s10, 'Orth welcomed the long and patient …', and its near-duplicates are 14 of 60 "
    )
    assert "; the same holds for 2 other sentences with 10 or more of such; if they are no prose, leave them" in note
    assert len(notes_on_repeated(rows, original, ~none, original == 0)) == 2


def test_the_label_of_a_repeated_line_counts_for_its_appearances_and_for_no_other_sentence():
    scores, truth = coverage(400)
    truth[300] = False
    gold = labels_of(scores, truth, np.arange(200, 400), 0.5)
    whole, others = with_line(scores, 100), np.r_[200:300, 301:400]
    row = critical(an.estimate(whole, gold, estimator="labels-only")).iloc[0]
    assert row["share"] == pytest.approx(399 * truth[others].mean() / 500)
    alone = critical(an.estimate(scores, gold, estimator="labels-only")).iloc[0]
    assert (row["high"] - row["low"]) == pytest.approx(0.8 * (alone["high"] - alone["low"]), rel=0.03)


@pytest.mark.parametrize(("copies", "widens"), [(50, True), (49, False)])
def test_a_line_stands_for_others_where_one_without_a_label_is_repeated_as_often(recwarn, copies, widens):
    scores, truth = coverage(400)
    whole = with_line(scores, 50)
    other = with_line(scores, copies, of=10).iloc[400:].assign(sentence_id=[f"d{n}" for n in range(copies)])
    whole = pd.concat([whole, other], ignore_index=True)
    an.estimate(whole, labels_of(scores, truth, np.arange(200, 400), 0.5))
    told = [str(one.message) for one in recwarn if "its near-duplicates are 51 of 250" in str(one.message)]
    assert ["which widens intervals" in one for one in told] == [widens]


def test_a_line_that_was_drawn_with_certainty_counts_in_each_article_by_hand():
    """Ten sentences of prose, of which five are drawn, and a line under each of ten articles."""
    of = [*range(10), *range(10)]
    scores = pd.DataFrame(
        {
            "sentence_id": [f"s{n}" for n in range(10)] + ["line", *(f"copy{n}" for n in range(9))],
            "article_id": [f"a{n}" for n in of],
            "outlet": "Ostrel Wire",
            "label": "neutral",
            "p_critical": 0.2,
            "p_neutral": 0.8,
            "duplicate_of": [None] * 11 + ["line"] * 9,
        }
    )
    truth = np.array([True, True, False, False, False])
    gold = labels_of(scores, truth, np.arange(5), 0.5)
    line = pd.DataFrame([("line", "stance", "neutral", 1.0)], columns=gold.columns)
    with pytest.warns(an.AnnotateWarning, match=r"line and its near-duplicates are 10 of 15 labelled sentences"):
        whole = critical(an.estimate(scores, pd.concat([gold, line]), estimator="labels-only", least=5)).iloc[0]
    # The line is half of all and never critical; of the other half two of five drawn sentences are.
    assert whole["share"] == pytest.approx(0.5 * 2 / 5)
    # An article has its line, (0 - 0.2) / 20, its sentence, (0.4 - 0.2) / 20, which cancels it, and, if that was drawn,
    # half of its distance from the mean of the five, times the root of 5 / 4.
    errors = np.array([0.6, 0.6, -0.4, -0.4, -0.4]) / 10
    variance = (errors**2).sum() * 5 / 4
    data = labelled(scores, pd.concat([gold, line]))
    share = weighted_share(data, np.arange(20), data.labels.index("critical"), power=0.0)
    assert share.variance == pytest.approx(variance)
    assert data.known.sum() == 10
    assert len(np.unique(data.cluster)) == 10


@pytest.mark.parametrize(("outlets", "is_line"), [(["Ostrel Wire"], True), ([f"outlet {n}" for n in range(12)], False)])
def test_news_that_outlets_copied_stays_one_unit_though_it_was_drawn_with_certainty(outlets, is_line):
    scores, truth = coverage(400)
    whole = with_line(scores, 50)
    line = (whole["sentence_id"] == "s300") | whole["duplicate_of"].eq("s300")
    whole.loc[line, "outlet"] = [outlets[n % len(outlets)] for n in range(int(line.sum()))]
    gold = labels_of(scores, truth, np.arange(200, 400), np.where(np.arange(200, 400) == 300, 1.0, 0.5))
    data = labelled(whole, gold)
    assert (len(np.unique(data.cluster[line])) == 51) == is_line
    assert data.known[line].all()


def test_a_certain_line_represents_no_other_where_another_has_no_label():
    scores, truth = coverage(400)
    other = with_line(scores, 60, of=10).iloc[400:].assign(sentence_id=[f"d{n}" for n in range(60)])
    whole = pd.concat([with_line(scores, 50), other], ignore_index=True)
    drawn_ones = np.r_[10, np.arange(200, 400)]
    record = pd.DataFrame(
        {
            "sentence_id": [f"s{n}" for n in drawn_ones],
            "strategy": np.where(np.isin(drawn_ones, [10, 300]), "certain", "random"),
            "inclusion_probability": np.where(np.isin(drawn_ones, [10, 300]), 1.0, 0.5),
            "draw": 1,
        }
    )
    record["probability_in_draw_1"] = record["inclusion_probability"]
    gold = labels_of(scores, truth, np.arange(200, 380), 0.5)
    data = labelled(whole, gold, options=Options(draws=Draws(record)))
    line = np.flatnonzero(whole["sentence_id"].eq("s300") | whole["duplicate_of"].eq("s300"))
    assert data.known[line].all()
    assert not data.known[10]
    np.testing.assert_allclose(data.weight[301], 2 * 199 / 179)
