import json

import numpy as np
import pandas as pd
import pytest

from annotate.answer_labels import membership
from annotate.errors import InputError
from annotate.learn.training.examples import examples_from
from annotate.learn.training.simulating import Simulation, _Replay, forecasts_of, simulate, summarised
from annotate.learn.training.splits import held_out, rarest_labels
from annotate.learn.training.training import train
from annotate.scheme import Label, Question


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


TOPICS = ("aid", "fish", "rails")
THINGS = {"aid": ["blankets", "a convoy"], "fish": ["herring", "trawlers"], "rails": ["a night train"]}


def topics(count=150):
    """Sentences in articles of three with several topics or none; every tenth word misleads, and rails are rare."""
    draw = np.random.default_rng(1)
    rows = []
    for number in range(count):
        truth = draw.random(3) < (0.5, 0.35, 0.06)
        shown = truth ^ (draw.random(3) < 0.1)
        things = [str(draw.choice(THINGS[name])) for name, there in zip(TOPICS, shown, strict=True) if there]
        text = f"Envoy {draw.integers(900)} spoke of {', '.join(things or ['the choir'])} in ward {number} of Orth."
        rows.append((f"s{number}", f"a{number // 3}", "topic", "|".join(np.array(TOPICS)[truth]), text))
    return pd.DataFrame(rows, columns=["sentence_id", "article_id", "question", "label", "text"])


def test_of_several_labels_a_replay_fits_the_model_that_training_would():
    """Rare labels are not learned, and each label is calibrated by predictions out of fold."""
    table = topics()
    examples = examples_from(table, labels=TOPICS, several=True)
    truth = membership(list(examples.labels), TOPICS)
    test = held_out(rarest_labels(truth), examples.groups, share=0.3, seed=0)
    rows = np.flatnonzero(~test)
    replay = _Replay(examples, truth, rarest_labels(truth), TOPICS, "fast", 40, 30, 70, (), None)
    chances = replay._predicted(replay._fitted(rows, seed=0), np.flatnonzero(test))
    question = Question("topic", tuple(map(Label, TOPICS)), multiple=True)
    model = train(table.iloc[rows], question=question, recipe="fast", test_share=0)
    assert model.info.rare == ("rails",)
    assert chances == pytest.approx(model.predict_proba(examples.taken(test).frame), abs=1e-6)
    found = simulate(examples, several=TOPICS, strategies=["uncertain", "mixed"], start=40, step=30, seeds=1).curves
    assert found["labels"].tolist()[:2] == [40, 70]
    assert found.groupby("strategy")["macro_f1"].nunique().min() > 1
    first = replay.curve("random", 0)[-1]
    last = found[(found["strategy"] == "random") & (found["labels"] == 70)].iloc[0]
    assert (last["macro_f1"], last["accuracy"]) == (first["macro_f1"], first["accuracy"])


def test_the_command_replays_several_labels_beside_a_question_of_one(annotate, tmp_path):
    (tmp_path / "annotate.toml").write_text(
        '[questions.stance]\nlabels = ["critical", "neutral"]\n'
        '[questions.topic]\nmultiple = true\nlabels = ["aid", "fish", "rails"]\n'
    )
    table = topics(120)
    stance = table.assign(question="stance", label=["critical", "neutral", "neutral"] * 40)
    pd.concat([stance, table]).to_csv(tmp_path / "gold.csv", index=False)
    asked = ["simulate", "gold.csv", "--start", 30, "--step", 20, "--until", 50, "--seeds", 2, "--strategies", "mixed"]
    done = annotate(*asked, "--question", "topic", "-o", "c.csv")
    assert done.returncode == 0, done.stderr
    assert "used 120 labelled sentences" in done.stderr
    assert "another question than topic" in done.stderr
    curves = pd.read_csv(tmp_path / "c.csv")
    assert curves["macro_f1"].between(0.2, 0.9).all()
    assert "another question than stance" in annotate(*asked).stderr
    few = annotate(*asked[:2], "--question", "topic", "--start", 6, "--seeds", 1)
    assert few.returncode == 1
    assert "the first 6 labels: no label of aid, fish, rails can be learned: each needs 5" in few.stderr
    assert "begin with a larger --start" in few.stderr


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
