"""Lines that an outlet repeats, such as its name under each article, are drawn with certainty."""

import json

import numpy as np
import pandas as pd
import pytest

import annotate as an
from annotate.estimation.design.label_use import recorded_probabilities
from annotate.labels import _sampling_designs as designs
from annotate.labels.sampling import draw
from annotate.workflows.estimate_inputs import draws_of

COUNT = 90


def with_line(times, outlets=("Daily",), count=COUNT, **columns):
    """`count` sentences by two outlets, then one that `outlets` in turn print `times` times."""
    prose = pd.DataFrame(
        {
            "sentence_id": [f"s{n:04d}" for n in range(count)],
            "text": [f"Veldania spoke of matter {n}." for n in range(count)],
            "outlet": ["Daily", "Weekly"] * (count // 2),
            "kind": "body",
            "duplicate_of": None,
        }
    )
    line = pd.DataFrame(
        {
            "sentence_id": ["line", *(f"copy{n}" for n in range(1, times))],
            "text": "From our correspondent in Ostrel.",
            "outlet": [outlets[n % len(outlets)] for n in range(times)],
            "kind": "body",
            "duplicate_of": [None, *["line"] * (times - 1)],
        }
    )
    table = pd.concat([prose, line], ignore_index=True)
    return table.assign(article_id=[f"a{n}" for n in range(len(table))], **columns)


def test_a_line_that_stands_for_many_is_drawn_with_certainty_and_the_rest_share_what_is_left():
    drawn = draw(with_line(30), 10)
    batch = drawn.batch.set_index("sentence_id")
    assert batch.loc["line", ["strategy", "stratum", "inclusion_probability"]].tolist() == ["certain", "certain", 1.0]
    others = batch.drop(index="line")
    assert set(others["strategy"]) == {"random"}
    np.testing.assert_allclose(others["inclusion_probability"], 9 / COUNT)
    assert drawn.frame["inclusion_probability"].sum() == pytest.approx(10)
    assert drawn.repeated == 30


@pytest.mark.parametrize(
    ("times", "size", "is_certain"),
    [(12, 9, True), (12, 8, False), (10, 11, True), (9, 80, False)],
    ids=["9 of 102 expect 1.06", "8 of 102 expect 0.94", "11 of 100 expect 1.1", "nine are no line"],
)
def test_certain_is_what_would_be_expected_to_be_drawn_were_each_appearance_drawable(times, size, is_certain):
    for seed in range(5):
        drawn = draw(with_line(times), size, seed=seed)
        assert ("certain" in set(drawn.batch["strategy"])) == is_certain
        of_line = drawn.frame.set_index("sentence_id").loc["line", "inclusion_probability"]
        assert of_line == (1.0 if is_certain else pytest.approx(size / (COUNT + 1)))


@pytest.mark.parametrize(
    ("table", "options"),
    [
        (with_line(9), {}),
        (with_line(60, outlets=[f"outlet {n}" for n in range(12)]), {}),
        (with_line(30).assign(kind=["body"] * (COUNT + 1) + ["caption"] * 29), {}),
        (with_line(30), {"size": COUNT + 1}),
    ],
    ids=["nine", "copied by twelve outlets", "captions", "all are drawn"],
)
def test_tables_without_such_lines_are_drawn_from_as_before(table, options):
    alone = table[table["duplicate_of"].isna()]
    with_copies, without = (draw(rows, **({"size": 20, "seed": 3} | options)) for rows in (table, alone))
    pd.testing.assert_frame_equal(with_copies.batch, without.batch)
    pd.testing.assert_frame_equal(with_copies.frame, without.frame)
    assert with_copies.repeated == 0


def test_appearances_that_are_drawn_by_themselves_are_not_certain():
    table = with_line(30)
    for options in ({"near_duplicates": True}, {"unit": "article"}):
        drawn = draw(table, 10, **options)
        assert "certain" not in set(drawn.batch["strategy"])
        np.testing.assert_allclose(drawn.frame["inclusion_probability"], 10 / len(table))


def unsure(count, of_line):
    chance = np.random.default_rng(4).uniform(0.5, 0.9, count)
    chance[COUNT:] = of_line
    return np.column_stack([chance, 1 - chance])


DESIGNS = {
    "stratified": {"strategy": "stratified", "by": ["outlet"]},
    "equal": {"strategy": "stratified", "by": ["outlet"], "equal": True},
    "keyword": {"strategy": "keyword", "keywords": ["matter 3"]},
    "uncertain": {"strategy": "uncertain", "probabilities": unsure(COUNT + 40, of_line=0.999)},
    "mixed": {"strategy": "mixed", "probabilities": unsure(COUNT + 40, of_line=0.999)},
    "diverse": {"strategy": "diverse", "vectors": np.random.default_rng(2).normal(size=(COUNT + 40, 3)), "clusters": 3},
}


@pytest.mark.parametrize("design", DESIGNS)
def test_every_strategy_takes_the_line_and_keeps_to_the_other_probabilities(design):
    drawn = draw(with_line(40), 12, seed=5, **DESIGNS[design])
    assert len(drawn.batch) == 12
    certain = drawn.batch[drawn.batch["strategy"] == "certain"]
    assert certain["sentence_id"].tolist() == ["line"]
    claimed = drawn.frame["inclusion_probability"].to_numpy()
    assert claimed.sum() == pytest.approx(12)
    assert claimed[COUNT] == 1
    assert ((claimed > 0) & (claimed <= 1)).all()
    places = [designs.systematic_sample(claimed, 12, np.random.default_rng(seed)) for seed in range(3000)]
    found = np.bincount(np.concatenate(places), minlength=len(claimed)) / 3000
    assert np.abs(found - claimed).max() <= 4.5 * np.sqrt(0.25 / 3000)


def test_the_line_of_a_small_outlet_is_certain_where_strata_get_the_same_number():
    table = with_line(12, outlets=["Weekly"], count=1000)
    table["outlet"] = np.where(table.index < 960, "Daily", "Weekly")
    of_line = {
        equal: draw(table, 40, strategy="stratified", by=["outlet"], equal=equal)
        .frame["inclusion_probability"]
        .iloc[-1]
        for equal in (False, True)
    }
    assert of_line == {False: pytest.approx(40 / 1001, rel=0.2), True: 1.0}


def test_the_random_part_of_a_mixed_batch_holds_no_certain_line():
    table = with_line(40, count=1000)
    options = {"strategy": "mixed", "probabilities": np.tile([0.6, 0.4], (len(table), 1))}
    parts = draw(table, 101, **options).batch["strategy"].value_counts()
    assert parts["certain"] == 1
    assert parts["random"] in (50, 51)


def test_pairs_of_sentence_and_target_are_lines_each_for_its_own_target():
    table = with_line(30)
    pairs = pd.concat([table.assign(target="Veldania"), table.iloc[:COUNT].assign(target="Karsovia")])
    certain = draw(pairs.reset_index(drop=True), 20).batch.query("strategy == 'certain'")
    assert certain[["sentence_id", "target"]].to_numpy().tolist() == [["line", "Veldania"]]


def test_a_second_wave_takes_the_line_that_the_first_left_out_and_none_twice():
    table = with_line(12, count=1000)
    first = draw(table, 40, seed=1)
    assert "certain" not in set(first.batch["strategy"])
    second = draw(table, 100, seed=1, labelled=first.batch, earlier=first.frame)
    assert second.batch["strategy"].value_counts()["certain"] == 1
    of_line = second.frame.set_index("sentence_id").loc["line"]
    assert (of_line["inclusion_probability"], of_line["wave"]) == (pytest.approx(1), 2)
    third = draw(table, 200, seed=1, labelled=pd.concat([first.batch, second.batch]), earlier=second.frame)
    assert set(third.batch["strategy"]) == {"random"}
    assert third.repeated == 0


def test_the_command_says_which_lines_are_certain_and_the_record_knows(annotate, tmp_path):
    assert annotate("init", "study").returncode == 0
    study = tmp_path / "study"
    more = with_line(20).iloc[COUNT:]
    more = more.assign(
        sentence_id="b" + more["sentence_id"],
        duplicate_of="b" + more["duplicate_of"],
        article_id="b" + more["article_id"],
        text="Read by all of Karsovia.",
    )
    pd.concat([with_line(30), more], ignore_index=True).to_parquet(study / "sentences.parquet")
    done = annotate("sample", "-n", 20, cwd=study)
    assert done.returncode == 0, done.stderr
    words = " ".join(done.stderr.split())
    assert "2 repeated lines that stand for 50 sentences are drawn with certainty" in words
    assert "20 sentences (18 random, 2 certain)" in words
    batch = pd.read_csv(study / "batch.csv")
    batch[["sentence_id"]].assign(annotator="ana", question="stance", label="neutral").to_csv(
        study / "annotations.csv", index=False
    )
    assert annotate("resolve", cwd=study).returncode == 0
    gold = pd.read_csv(study / "gold.csv").set_index("sentence_id")
    assert gold.loc[["line", "bline"], "inclusion_probability"].tolist() == [1.0, 1.0]
    history = json.loads(annotate("status", "--history", "--format", "json", cwd=study).stdout or "[]")
    assert any("drew 20 of 92" in json.dumps(event) for event in history)


def test_one_line_is_told_in_the_singular(tmp_path):
    ledger = an.Ledger()
    an.sample(with_line(30), size=20, ledger=ledger)
    assert ledger.notes == ["1 repeated line that stands for 30 sentences is drawn with certainty"]


def test_a_frame_that_is_read_again_tells_what_was_drawn_with_certainty(tmp_path):
    """Two of nine others have no label, so that the seven stand for nine; the line stands for itself alone."""
    first = draw(with_line(30), 10)
    path = tmp_path / "frame.csv"
    first.frame.to_csv(path, index=False)
    ids = first.batch.loc[first.batch["strategy"] != "certain", "sentence_id"].tolist()
    labels = pd.DataFrame({"sentence_id": ["line", *ids], "label": ["neutral"] * 8 + [None] * 2})
    probability = recorded_probabilities(labels, draws_of(labels, None, path, None))
    np.testing.assert_allclose(probability[:8], [1.0] + [9 / COUNT * 7 / 9] * 7)


def test_a_second_wave_knows_what_the_first_drew_with_certainty():
    coverage = with_line(30)
    first = draw(coverage, 10)
    second = draw(coverage, 5, labelled=first.batch, earlier=first.frame).frame.set_index("sentence_id")
    assert second.loc["line", "strategy"] == "certain"
    assert second["strategy"].value_counts().to_dict() == {"random": 14, "certain": 1}
