import json

import numpy as np
import pandas as pd
import pytest

from annotate.errors import InputError
from annotate.learn.training.examples import examples_from
from annotate.learn.training.simulating import Simulation, forecasts_of, simulate, summarised


@pytest.fixture
def examples(toy):
    return examples_from(toy(240), group_column="doc")


def test_strategies_start_alike_and_grow_by_steps(examples):
    found = simulate(
        examples, strategies=["uncertain", "stratified"], start=20, step=15, until=50, seeds=2, by=["outlet"]
    )
    curves = found.curves
    assert sorted(curves["strategy"].unique()) == ["random", "stratified", "uncertain"]
    assert curves["labels"].tolist() == [20, 35, 50] * 6
    first = curves[curves["labels"] == 20]
    assert (first.groupby("seed")["macro_f1"].nunique() == 1).all()
    assert not curves.groupby("seed")["macro_f1"].first().duplicated().any()
    assert (curves.groupby("strategy")["macro_f1"].nunique() > 2).all()


def test_the_same_seeds_give_the_same_curves(examples):
    options = {"strategies": ["mixed"], "start": 120, "step": 30, "seeds": 1}
    assert simulate(examples, **options).curves["labels"].tolist() == [120, 150] * 2  # of 160 in other articles
    pd.testing.assert_frame_equal(simulate(examples, **options).curves, simulate(examples, **options).curves)


def test_gains_are_paired_by_seed_and_losses_are_shown():
    rows = []
    for seed, base in enumerate([0.3, 0.5, 0.7]):  # seeds differ far more than strategies
        rows.append({"strategy": "random", "seed": seed, "labels": 50, "macro_f1": base, "accuracy": base})
        for strategy, gain in (("good", 0.02), ("bad", -0.02), ("idle", 0.02 * (seed - 1))):
            score = base + gain + 0.001 * seed
            rows.append({"strategy": strategy, "seed": seed, "labels": 50, "macro_f1": score, "accuracy": score})
    found = summarised(pd.DataFrame(rows)).set_index("strategy")
    assert found["verdict"].to_dict() == {"random": "", "good": "better", "bad": "worse", "idle": "even"}
    assert found.loc["good", "gain"] == pytest.approx(0.021)
    assert found.loc["good", "low"] < 0.3
    assert np.isclose(found.loc["random", "gain"], 0)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"strategies": ["clever"]}, "'clever' is unknown; choose from random"),
        ({"strategies": ["stratified"]}, "needs columns for its strata"),
        ({"until": 230}, "`until` 230: of 240 labels a strategy can choose at most 1[0-9][0-9], since"),
        ({"start": 60, "until": 50}, "not below `start`"),
        ({"start": 200, "until": None}, "`start` 200: of 240 labels a strategy can choose at most 1"),
    ],
)
def test_an_impossible_replay_is_told(examples, options, words):
    with pytest.raises(InputError, match=words):
        simulate(examples, **{"strategies": ["random"], "start": 20, "step": 20, "until": 60, **options})


def test_the_command_replays(annotate, table, tmp_path):
    table.to_csv(tmp_path / "t.csv", index=False)
    done = annotate(
        "simulate", "t.csv", "--group-column", "doc", "--start", 20, "--step", 20, "--until", 40, "--seeds", 2,
        "--strategies", "uncertain", "-o", "c.csv", "--format", "json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)) == 4
    assert len(pd.read_csv(tmp_path / "c.csv")) == 8
    assert "uncertain: fewer than 3 seeds are too few for a forecast." in done.stderr


def test_forecasts_are_rows_after_the_summary():
    law = [0.9 - 3.0 * labels**-0.5 for labels in (100, 200, 400)]
    rows = [
        {"strategy": "random", "seed": seed, "labels": labels, "macro_f1": score + 0.01 * seed, "accuracy": score}
        for seed in range(3)
        for labels, score in zip((100, 200, 400), law, strict=True)
    ]
    curves = pd.DataFrame(rows)
    table = Simulation(curves, summarised(curves), forecasts_of(curves)).with_forecasts()
    last = table.iloc[-1]
    assert (len(table), last["labels"], last["verdict"]) == (4, 800, "forecast")
    assert last["low"] < last["macro_f1"] < last["high"]
    assert np.isnan(last["gain"])
    once = curves[curves["seed"] == 0]
    assert len(Simulation(once, summarised(once), forecasts_of(once)).with_forecasts()) == 3


def test_strategies_are_compared_only_while_they_have_a_choice(annotate, table, tmp_path):
    table.to_csv(tmp_path / "t.csv", index=False)
    options = ["--group-column", "doc", "--strategies", "uncertain", "--seeds", 3, "--start", 30, "--step", 40]
    done = annotate("simulate", "t.csv", *options)
    assert done.returncode == 0, done.stderr
    assert "nan" not in done.stdout + done.stderr
    assert "at the end, with 70 labels," in done.stderr
    assert annotate("simulate", "t.csv", *options, "--until", 30).stderr.count("give a larger --until") == 1
