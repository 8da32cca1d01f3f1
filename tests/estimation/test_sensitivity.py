"""Shares taken otherwise: without the model, divided labels, copies, and sentences without a label."""

import numpy as np
import pandas as pd
import pytest
from two_outlets import coverage, critical, drawn

import annotate as an

pytestmark = pytest.mark.filterwarnings("ignore::annotate.AnnotateWarning")


def test_every_variant_is_the_estimate_it_is_called_for(tmp_path):
    scores, truth = coverage(1000)
    scores["duplicate_of"] = None
    scores.loc[800:899, "duplicate_of"] = scores["sentence_id"][:100].to_numpy()
    gold, _ = drawn(scores.iloc[:800], truth, 200)
    gold = gold.assign(annotators=2, agreed=np.where(np.arange(200) % 5, 1.0, 0.5))
    batch = pd.concat([gold[["sentence_id", "inclusion_probability"]], scores[["sentence_id"]].iloc[[900, 901]]])
    batch = batch.assign(inclusion_probability=0.2, text="On the ferries.", strategy="random")
    agreed = gold[gold["agreed"] == 1]
    options = {"batch": batch, "by": "outlet"}
    shares = critical(an.estimate(scores, gold, bounds=True, sensitivity=tmp_path / "s.csv", **options))
    table = pd.read_csv(tmp_path / "s.csv")
    table = table[table["label"] == "critical"]
    expected = {
        "as estimated": shares,
        "without the model: labels alone": critical(an.estimate(scores, gold, estimator="labels-only", **options)),
        "without labels that annotators disagreed on": critical(an.estimate(scores, agreed, **options)),
        "near-duplicates once": critical(an.estimate(scores, gold, near_duplicates="once", **options)),
        "drawn sentences without a label: none or all have it": shares.assign(
            share=np.nan, low=shares["bound_low"], high=shares["bound_high"]
        ),
    }
    assert table["variant"].unique().tolist() == list(expected)
    for variant, frame in expected.items():
        own = table[table["variant"] == variant]
        columns = ["share", "low", "high"]
        assert own[columns].to_numpy() == pytest.approx(frame[columns].to_numpy(dtype=float), nan_ok=True), variant
        shift = frame["share"].to_numpy(dtype=float) - shares["share"].to_numpy(dtype=float)
        assert own["shift"].to_numpy() == pytest.approx(shift, nan_ok=True, abs=1e-12)


def test_the_worst_case_holds_the_interval_of_groups_pulled_towards_each_other(tmp_path):
    scores, truth = coverage(1200)
    scores["outlet"] = [f"Gazette of district {n % 12}" for n in range(1200)]
    gold, _ = drawn(scores, truth, 240)
    batch = gold[["sentence_id", "inclusion_probability"]].assign(text="On the ferries.", strategy="random")
    options = {"by": "outlet", "batch": batch, "small": "shrink", "sensitivity": tmp_path / "s.csv"}
    an.estimate(scores, gold.iloc[2:], **options)
    table = pd.read_csv(tmp_path / "s.csv").set_index(["outlet", "label"])
    plain = table[table["variant"] == "as estimated"]
    worst = table[table["variant"].str.startswith("drawn sentences")].reindex(plain.index).dropna(subset="low")
    assert len(worst) == 24
    assert (worst["low"] <= plain["low"]).all()
    assert (worst["high"] >= plain["high"]).all()


def test_variants_that_change_nothing_are_left_out(tmp_path):
    scores, truth = coverage(400)
    gold, _ = drawn(scores, truth, 100)
    an.estimate(scores, gold, sensitivity=tmp_path / "s.csv")
    assert pd.read_csv(tmp_path / "s.csv")["variant"].nunique() == 2
    with pytest.raises(an.InputError, match="ask for `sensitivity` without it"):
        an.estimate(scores, gold, plan=0.03, sensitivity=tmp_path / "s.csv")


def rescored(scores, model="another"):
    """The same sentences, in another order, scored by a model that is less sure."""
    chance = 0.5 + (scores["p_critical"] - 0.5) * 0.3
    other = scores[["sentence_id"]].assign(model=model, p_neutral=1 - chance, p_critical=chance)
    return other.assign(label=np.where(chance > 0.5, "critical", "neutral")).iloc[::-1]


def test_another_model_takes_the_place_of_the_first(tmp_path):
    scores, truth = coverage(1000)
    gold, _ = drawn(scores, truth, 200)
    other = rescored(scores)
    other.to_parquet(tmp_path / "other.parquet")
    an.estimate(scores, gold, by="outlet", sensitivity=tmp_path / "s.csv", compare_with=tmp_path / "other.parquet")
    table = pd.read_csv(tmp_path / "s.csv")
    own = critical(table[table["variant"] == "scores of another"])
    whole = scores[["sentence_id", "article_id", "outlet"]].merge(other, on="sentence_id")
    expected = critical(an.estimate(whole, gold, by="outlet"))
    assert own[["share", "low", "high"]].to_numpy() == pytest.approx(
        expected[["share", "low", "high"]].to_numpy(dtype=float)
    )
    assert (own["high"] - own["low"]).mean() > 0


def test_other_models_must_have_scored_the_same(tmp_path):
    scores, truth = coverage(300)
    gold, _ = drawn(scores, truth, 100)
    other, place = rescored(scores), tmp_path / "s.csv"
    with pytest.raises(an.InputError, match="has no score of 3 of 300 sentences"):
        an.estimate(scores, gold, sensitivity=place, compare_with=other.iloc[3:])
    with pytest.raises(an.InputError, match="has the labels"):
        an.estimate(scores, gold, sensitivity=place, compare_with=other.rename(columns={"p_critical": "p_hostile"}))
    with pytest.raises(an.InputError, match="is scored twice"):
        an.estimate(scores, gold, sensitivity=place, compare_with=pd.concat([other, other.head(1)]))
    with pytest.raises(an.InputError, match="name a file for it"):
        an.estimate(scores, gold, compare_with=other)
    assert not place.exists()


def test_labels_that_another_model_learned_from_count_as_those_of_the_first_do(annotate, tmp_path):
    scores, truth = coverage(400, articles=100)
    words = np.where(truth, "The council of Karsovia condemned the ferries", "The ferries of Karsovia sailed on time")
    scores = scores.assign(text=[f"{line} on day {n}." for n, line in enumerate(words)])
    gold, _ = drawn(scores, truth, 160)
    learned = gold.head(80)
    table = learned.merge(scores[["sentence_id", "article_id", "text"]], on="sentence_id")
    model = an.train(table, recipe="fast", output=tmp_path / "models" / "other", curve=False)
    other = an.score(model, scores.drop(columns=["label", "p_critical", "p_neutral"]))
    ledger = an.Ledger()
    named = {"sensitivity": tmp_path / "s.csv", "compare_with": other}
    an.estimate(scores, gold, **named, compare_models=tmp_path / "models" / "other", ledger=ledger)
    assert any("its model learned from 80 of the labels" in count.with_note() for count in ledger.read)
    own = pd.read_csv(tmp_path / "s.csv")
    own = critical(own[own["variant"] == f"scores of {model.name}"])
    expected = critical(an.estimate(other, gold, model=model))
    columns = ["share", "low", "high"]
    assert own[columns].to_numpy() == pytest.approx(expected[columns].to_numpy(dtype=float))
    with pytest.warns(an.AnnotateWarning, match=f"whether {model.name} was trained on these labels is unknown"):
        an.estimate(scores, gold, **named)
    with pytest.raises(an.InputError, match=f"no scores compared are of the model {model.name}"):
        an.estimate(scores, gold, sensitivity=tmp_path / "s.csv", compare_with=rescored(scores), compare_models=model)
    scores.to_parquet(tmp_path / "scores.parquet")
    gold.to_csv(tmp_path / "gold.csv", index=False)
    other.to_parquet(tmp_path / "other.parquet")
    assert annotate("init", "--yes", cwd=tmp_path).returncode == 0
    inputs = ["scores.parquet", "--gold", "gold.csv", "--assume-random"]
    done = annotate("estimate", *inputs, "--sensitivity", "s.csv", "--compare-with", "other.parquet", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "its model learned from 80 of the labels" in done.stderr


def test_periods_that_are_coarser_are_so_in_every_variant(tmp_path):
    scores, truth = coverage(600)
    gold, _ = drawn(scores, truth, 60)
    shares = an.estimate(scores, gold, by="month", small="coarsen", sensitivity=tmp_path / "s.csv")
    table = pd.read_csv(tmp_path / "s.csv")
    period = shares.columns[0]
    assert period in ("quarter", "year")
    assert table.columns[0] == period
    assert table.groupby("variant")["shift"].count().gt(0).all()
