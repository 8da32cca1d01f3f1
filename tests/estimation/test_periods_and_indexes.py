"""Periods against Python's calendar, and shares and indexes of the model's labels against statsmodels."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from annotate.estimation.aggregates import aggregate
from annotate.estimation.counting import counted
from annotate.estimation.design._labelled_scores import labelled
from annotate.estimation.options import Options
from annotate.estimation.periods import begin_of, fitting_period, period_of
from annotate.learn.models.trained_model import LearnedFrom

DAYS = [date(2030, 12, 20) + timedelta(days=n) for n in range(400)]


def test_periods_are_those_of_the_calendar_on_every_day_of_a_year():
    published = pd.Series([day.isoformat() for day in DAYS])
    years = [day.isocalendar() for day in DAYS]
    assert period_of(published, "week").tolist() == [f"{c.year}-W{c.week:02d}" for c in years]
    assert period_of(published, "month").tolist() == [f"{day.year}-{day.month:02d}" for day in DAYS]
    assert period_of(published, "year").tolist() == [str(day.year) for day in DAYS]
    assert period_of(published, "day").tolist() == published.tolist()


def test_a_period_begins_on_its_first_day():
    for day in DAYS:
        monday = day - timedelta(days=day.weekday())
        week = period_of(pd.Series([day.isoformat()]), "week")[0]
        assert begin_of(week).date() == monday
    assert begin_of("2031-04") == pd.Timestamp(2031, 4, 1)


def test_a_date_is_that_on_the_wall_where_the_article_appeared():
    published = pd.Series(["2031-05-01T00:30:00+09:00", "2031-04-30T23:30:00-08:00", "soon", None])
    assert period_of(published, "month").tolist()[:2] == ["2031-05", "2031-04"]
    assert period_of(published, "day").tolist()[:2] == ["2031-05-01", "2031-04-30"]
    assert period_of(published, "month")[2:].isna().all()


@pytest.mark.parametrize(
    ("days", "period"),
    [
        (["2031-03-03", "2031-03-05"], None),
        (["2031-03-03", "2031-03-10", "2031-03-17"], "week"),
        (["2031-01-06", "2031-03-10", "2031-05-05"], "month"),
        ([f"2031-{m:02d}-{d:02d}" for m in range(1, 13) for d in (1, 8, 15, 22)], "month"),
    ],
)
def test_weeks_are_shown_where_most_have_coverage_and_there_are_not_too_many(days, period):
    assert fitting_period(pd.Series(days)) == period


def scores(size=200, articles=30, seed=2):
    random = np.random.default_rng(seed)
    article = random.integers(0, articles, size)
    names = np.array(["conciliatory", "critical", "neutral"])
    frame = pd.DataFrame({"sentence_id": [f"s{i}" for i in range(size)], "article_id": [f"a{i}" for i in article]})
    leaning = random.dirichlet([1, 1, 1], articles)
    labels = names[[random.choice(3, p=leaning[i]) for i in article]]
    return frame.assign(label=labels, kind="body", abstained=False, outlet=np.where(article % 2, "Post", "Times"))


@pytest.mark.parametrize("confidence", [0.95, 0.8])
def test_the_interval_of_an_index_is_statsmodels_clustered_one(confidence):
    table = scores()
    worth = table["label"].map({"conciliatory": 1.0, "critical": -1.0, "neutral": 0.0})
    groups = pd.factorize(table["article_id"])[0]
    fit = sm.OLS(worth, np.ones(len(worth))).fit(cov_type="cluster", cov_kwds={"groups": groups})
    row = aggregate(table, confidence=confidence).iloc[0]
    half = stats.t.ppf(0.5 + confidence / 2, len(np.unique(groups)) - 1) * fit.bse.iloc[0]
    assert row["index"] == pytest.approx(worth.mean())
    assert (row["low"], row["high"]) == pytest.approx((worth.mean() - half, worth.mean() + half))
    assert row["share_critical"] == pytest.approx((table["label"] == "critical").mean())
    assert row["articles"] == len(np.unique(groups))


def test_only_body_sentences_with_a_label_the_model_did_not_abstain_from_are_counted():
    table = scores(6)
    table["label"] = ["critical", "critical", "neutral", "critical", "neutral", None]
    table["kind"] = ["body", None, "body", "caption", "body", "body"]
    table["abstained"] = [False, False, False, False, True, False]
    shares = counted(table).set_index("label")
    assert shares["n"].tolist() == [3, 3]
    assert shares.loc["critical", "share"] == pytest.approx(2 / 3)
    assert aggregate(table).iloc[0]["n"] == 3


def test_a_label_speaks_for_near_duplicates_and_they_count_to_the_article_of_their_original():
    table = pd.DataFrame(
        {
            "sentence_id": ["s0", "s1", "s2", "s3"],
            "article_id": ["a", "b", "c", "c"],
            "duplicate_of": [None, "s0", "s0", None],
            "label": "critical",
            "p_critical": 0.6,
            "p_neutral": 0.4,
        }
    )
    gold = pd.DataFrame({"sentence_id": ["s0", "s2"], "question": "stance", "label": ["critical", "neutral"]})
    data = labelled(table, gold.assign(inclusion_probability=[0.25, 0.5]))
    assert data.truth[:, 0].tolist() == [1, 1, 0, 0]
    assert data.weight.tolist() == [4, 4, 2, 0]
    assert data.cluster[0] == data.cluster[1] == data.cluster[2] != data.cluster[3]


def test_out_of_fold_probabilities_take_the_place_of_those_of_a_model_that_knew_the_label():
    table = pd.DataFrame({"sentence_id": ["s0", "s1", "s2"], "label": "critical", "p_critical": [1.0, 0.8, 0.7]})
    table["p_neutral"] = 1 - table["p_critical"]
    honest = pd.DataFrame({"sentence_id": ["s9", "s0"], "p_critical": [0.1, 0.3], "p_neutral": [0.9, 0.7]})
    gold = pd.DataFrame({"sentence_id": ["s0", "s1"], "question": "stance", "label": "critical", "split": "train"})
    options = Options(learned=LearnedFrom(out_of_fold=honest))
    data = labelled(table, gold.assign(inclusion_probability=0.5, split=["train", "test"]), options=options)
    assert data.predicted[:, 0].tolist() == pytest.approx([0.3, 0.8, 0.7])
    assert data.weight.tolist() == [2, 2, 0]
