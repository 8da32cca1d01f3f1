import numpy as np
import pandas as pd
import pytest

import annotate as an
from annotate.errors import AnnotateWarning, InputError
from annotate.labels import _sampling_designs as designs
from annotate.labels.sampling import draw, sample
from annotate.labels.strategies import STRATEGIES, Design, Strategy


def frame_of(count, **columns):
    ids = [f"s{i:05d}" for i in range(count)]
    return pd.DataFrame({"sentence_id": ids, "text": [f"Veldania said number {i}." for i in range(count)], **columns})


def probabilities_of(count, seed=5):
    return np.random.default_rng(seed).dirichlet([0.5, 0.5, 0.5], size=count)


DESIGNS = {
    "random": {"strategy": "random"},
    "stratified": {"strategy": "stratified", "by": ["outlet"]},
    "stratified equal": {"strategy": "stratified", "by": ["outlet"], "equal": True},
    "uncertain": {"strategy": "uncertain", "probabilities": probabilities_of(40)},
    "entropy": {"strategy": "uncertain", "probabilities": probabilities_of(40), "measure": "entropy"},
    "mixed": {"strategy": "mixed", "probabilities": probabilities_of(40)},
    "keyword": {"strategy": "keyword", "keywords": ["number 3"], "boost": 4},
    "diverse": {"strategy": "diverse", "vectors": np.random.default_rng(2).normal(size=(40, 3)), "clusters": 4},
}


@pytest.mark.parametrize("design", DESIGNS)
def test_sentences_are_drawn_as_often_as_their_probability_says(design):
    table = frame_of(40, outlet=["Daily"] * 28 + ["Weekly"] * 10 + ["Rare"] * 2)
    claimed = draw(table, 10, **DESIGNS[design]).frame["inclusion_probability"].to_numpy()
    assert claimed.sum() == pytest.approx(10)
    assert ((claimed > 0) & (claimed <= 1)).all()
    strata = pd.factorize(table["outlet"])[0] if design.startswith("stratified") else None
    drawn = [designs.systematic_sample(claimed, 10, np.random.default_rng(seed), strata) for seed in range(5000)]
    assert_as_often(drawn, claimed)


def assert_as_often(drawn, claimed):
    """Each position occurs among the draws as often as claimed, within four and a half standard errors."""
    counts = np.bincount(np.concatenate(drawn), minlength=len(claimed))
    error = np.sqrt(claimed * (1 - claimed) / len(drawn))
    assert (np.abs(counts / len(drawn) - claimed) <= 4.5 * error + 1e-9).all()


def test_the_whole_way_from_table_to_batch_keeps_the_probabilities():
    table, draws = frame_of(12), 80
    drawn = [sample(table, 3, seed=seed)["sentence_id"].str[1:].astype(int).to_numpy() for seed in range(draws)]
    assert_as_often(drawn, np.full(12, 0.25))


@pytest.mark.parametrize("design", DESIGNS)
def test_the_batch_has_the_size_asked_for_and_nothing_twice(design):
    table = frame_of(40, outlet=["Daily"] * 28 + ["Weekly"] * 10 + ["Rare"] * 2)
    for size in (1, 7, 40):
        batch = sample(table, size, seed=3, **DESIGNS[design])
        assert len(batch) == batch["sentence_id"].nunique() == size
        assert batch["strategy"].notna().all()
        assert batch["stratum"].notna().all()
        claimed = draw(table, size, seed=9, **DESIGNS[design]).frame["inclusion_probability"]
        assert claimed.sum() == pytest.approx(size)


def test_the_same_seed_draws_the_same_batch_and_another_seed_another():
    table = frame_of(200)
    first, again, other = (sample(table, 20, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert set(first["sentence_id"]) != set(other["sentence_id"])


def test_only_body_text_and_originals_are_drawn_unless_asked():
    table = frame_of(6, kind=["body", None, "caption", "body", "heading", "body"], duplicate_of=[None] * 5 + ["s00000"])
    assert set(sample(table, 10)["sentence_id"]) == {"s00000", "s00001", "s00003"}
    assert len(sample(table, 10, near_duplicates=True)) == 4
    assert len(sample(table, 10, kinds=None)) == 5


def test_every_stratum_gets_its_share_and_no_stratum_is_forgotten():
    outlets = ["Daily"] * 700 + ["Weekly"] * 290 + ["Rare"] * 10
    for seed in range(6):
        batch = sample(frame_of(1000, outlet=outlets), 50, strategy="stratified", by=["outlet"], seed=seed)
        shares = batch["stratum"].value_counts()
        assert abs(shares["Daily"] - 35) <= 1
        assert shares["Rare"] == 1


def test_strata_of_several_columns_and_of_months():
    table = frame_of(
        4, outlet=["Daily", "Daily", None, "Weekly"], published=["2026-01-03", "2026-02-01", "2026-02-02", None]
    )
    batch = sample(table, 4, strategy="stratified", by=["outlet", "month"])
    assert set(batch["stratum"]) == {
        "Daily · 2026-01",
        "Daily · 2026-02",
        "unknown · 2026-02",
        "Weekly · unknown",
    }


def test_uncertain_sentences_are_drawn_more_often():
    probabilities = probabilities_of(2000)
    batch = sample(frame_of(2000), 200, strategy="uncertain", probabilities=probabilities)
    places = batch["sentence_id"].str[1:].astype(int)
    assert designs.margin(probabilities)[places].mean() > 1.3 * designs.margin(probabilities).mean()


def test_the_random_part_of_a_mixed_batch_is_an_equal_probability_sample():
    probabilities = probabilities_of(4000)
    batch = sample(frame_of(4000), 1000, strategy="mixed", probabilities=probabilities)
    part = batch[batch["strategy"] == "random"]
    assert 480 < len(part) < 520
    unsure = designs.margin(probabilities)
    of_part = unsure[part["sentence_id"].str[1:].astype(int)]
    assert abs(of_part.mean() - unsure.mean()) < 4 * unsure.std() / np.sqrt(len(part))
    assert set(batch["strategy"]) == {"random", "uncertain"}


def test_a_part_has_the_number_it_should_have_even_where_all_chances_are_alike():
    for seed in range(50):
        assert designs.subsample(np.full(40, 0.5), np.random.default_rng(seed)).sum() in (20, 21)
    batch = sample(frame_of(120), 40, strategy="mixed", probabilities=np.tile([0.5, 0.3, 0.2], (120, 1)))
    assert (batch["strategy"] == "random").sum() in (19, 20, 21)


def test_a_mixed_draw_splits_each_chance_in_its_even_part_and_the_rest():
    chance = np.array([0.2, 0.5, 0.8, 0.5])
    hits = np.zeros(4)
    for seed in range(8000):
        random = np.random.default_rng(seed)
        places = designs.systematic_sample(chance, 2, random)
        hits[places[designs.subsample(0.1 / chance[places], random)]] += 1
    assert np.allclose(hits / 8000, 0.1, atol=0.015)


def test_labelled_sentences_are_left_out_and_the_frame_shrinks():
    batch = sample(frame_of(100), 10, labelled=[f"s{i:05d}" for i in range(50)])
    assert (batch["sentence_id"] >= "s00050").all()
    assert (batch["inclusion_probability"] == 0.2).all()


def test_two_waves_have_the_probability_of_either():
    weight, count, draws = np.arange(1.0, 41.0), np.zeros(40), 8000
    expected = np.zeros(40)
    for seed in range(draws):
        random, free = np.random.default_rng(seed), np.ones(40, dtype=bool)
        first = designs.even(6, free)
        before = designs.systematic_sample(first, 6, random)
        free[before] = False
        second = designs.proportional(weight, 8, free)
        after = designs.systematic_sample(second[free], 8, random)
        count[before] += 1
        count[np.flatnonzero(free)[after]] += 1
        expected += (1 - (1 - first) * (1 - second)) / draws
    assert np.abs(count / draws - expected).max() < 4.5 * np.sqrt(0.25 / draws)


def test_a_second_wave_leaves_the_first_out_and_combines_the_probabilities():
    first = draw(frame_of(40), 6)
    second = draw(frame_of(40), 8, strategy="keyword", keywords=["number 3"], labelled=first.batch, earlier=first.frame)
    assert not set(first.batch["sentence_id"]) & set(second.batch["sentence_id"])
    alone = draw(frame_of(40), 8, strategy="keyword", keywords=["number 3"], labelled=first.batch).frame
    combined = 1 - (1 - 0.15) * (1 - alone["inclusion_probability"])
    assert np.allclose(second.frame["inclusion_probability"], combined)


def test_a_second_wave_of_a_random_draw_is_a_larger_random_draw():
    first = draw(frame_of(100), 10, seed=1)
    second = draw(frame_of(100), 30, seed=1, labelled=first.batch, earlier=first.frame)
    assert np.allclose(second.frame["inclusion_probability"], 0.4)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"strategy": "clever"}, "is unknown; choose from random"),
        ({"strategy": "stratified"}, "name columns"),
        ({"strategy": "stratified", "by": ["paper"]}, "no such column"),
        ({"strategy": "uncertain"}, "needs a model"),
        ({"strategy": "diverse"}, "needs `vectors`"),
        ({"strategy": "keyword"}, "no keywords"),
        ({"labelled": [f"s{i:05d}" for i in range(9)]}, "none to draw from"),
    ],
)
def test_what_cannot_be_drawn_is_said(options, words):
    with pytest.raises(InputError, match=words):
        sample(frame_of(9), 3, **options)


def test_pairs_of_sentence_and_target_are_drawn_and_left_out_by_themselves():
    one = frame_of(10)
    pairs = pd.concat([one.assign(target="Veldania"), one.assign(target="Karsovia")], ignore_index=True)
    first = draw(pairs, 8, seed=2)
    assert np.allclose(first.batch["inclusion_probability"], 0.4)
    second = draw(pairs, 12, seed=2, labelled=first.batch, earlier=first.frame)
    both = pd.concat([first.batch, second.batch])[["sentence_id", "target"]]
    assert len(both.drop_duplicates()) == 20
    assert np.allclose(second.batch["inclusion_probability"], 1.0)


def test_a_sentence_that_occurs_twice_is_refused():
    table = pd.concat([frame_of(3), frame_of(1)], ignore_index=True)
    with pytest.raises(InputError, match="row 4: sentence_id 's00000' occurs twice"):
        sample(table, 2)


def test_the_command_draws_the_same_bytes_twice(annotate, tmp_path):
    frame_of(50, outlet=["Daily"] * 30 + ["Weekly"] * 20).to_csv(tmp_path / "s.csv", index=False)
    for name in ("a.csv", "b.csv"):
        done = annotate(
            "sample", "s.csv", "-n", 10, "--strategy", "stratified", "--by", "outlet", "--seed", 4, "-o", name
        )
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert np.allclose(pd.read_csv(tmp_path / "a.csv")["inclusion_probability"], 0.2)


@pytest.fixture
def study(annotate, tmp_path):
    """A project folder with sentences in it."""
    assert annotate("init", "study").returncode == 0
    folder = tmp_path / "study"
    frame_of(120, outlet=["Daily"] * 70 + ["Weekly"] * 50).to_parquet(folder / "sentences.parquet")
    return folder


def test_a_batch_nobody_labelled_is_drawn_again_and_a_labelled_one_added_to(annotate, study):
    for name in ("first", "again"):
        assert annotate("sample", "-n", 30, cwd=study).returncode == 0
        (study / "batch.csv").rename(study / f"{name}.csv")
    assert (study / "first.csv").read_bytes() == (study / "again.csv").read_bytes()
    first = pd.read_csv(study / "first.csv")
    first[["sentence_id"]].assign(annotator="ana", question="stance", label="neutral").to_csv(
        study / "annotations.csv", index=False
    )
    done = annotate("sample", "-n", 30, cwd=study)
    assert done.returncode == 0, done.stderr
    second = pd.read_csv(study / "batch.csv")
    assert not set(first["sentence_id"]) & set(second["sentence_id"])
    assert np.allclose(second["inclusion_probability"], 60 / 120)
    assert annotate("resolve", cwd=study).returncode == 0
    assert np.allclose(pd.read_csv(study / "gold.csv")["inclusion_probability"], 60 / 120)


def test_the_command_says_when_there_are_fewer_than_asked(annotate, study):
    done = annotate("sample", "-n", 500, cwd=study)
    assert done.returncode == 0
    assert "only 120 sentences could be drawn" in done.stderr


def test_the_command_draws_diverse_and_keyword_batches(annotate, study):
    for arguments in (["--strategy", "diverse", "--clusters", "5"], ["--keywords", "number 3"]):
        done = annotate("sample", "-n", 20, "-o", "b.csv", *arguments, cwd=study)
        assert done.returncode == 0, done.stderr
        assert len(pd.read_csv(study / "b.csv")) == 20


def test_the_command_wants_a_model_for_uncertain(annotate, study):
    done = annotate("sample", "-n", 20, "--strategy", "uncertain", cwd=study)
    assert done.returncode == 1
    assert "name one with --model" in done.stderr
    assert not (study / "batch.csv").exists()


def test_a_model_makes_mixed_batches_the_default(annotate, study):
    verbs = {"critical": ["condemned", "threatened", "accused"], "conciliatory": ["praised", "thanked", "joined"]}
    rows = [
        (f"Veldania {verb} Karsovia over matter {i} of {i * 7}.", label, f"a{i}")
        for i in range(12)
        for label, given in verbs.items()
        for verb in given
    ]
    pd.DataFrame(rows, columns=["text", "label", "article_id"]).to_csv(study / "t.csv", index=False)
    trained = annotate("train", "t.csv", "--recipe", "fast", "--no-curve", "-o", "models/stance", cwd=study)
    assert trained.returncode == 0, trained.stderr
    done = annotate("sample", "-n", 40, cwd=study)
    assert done.returncode == 0, done.stderr
    batch = pd.read_csv(study / "batch.csv")
    assert set(batch["strategy"]) == {"random", "uncertain"}
    assert 10 <= (batch["strategy"] == "random").sum() <= 30
    assert pd.read_parquet(study / "frame.parquet")["inclusion_probability"].sum() == pytest.approx(40)


def test_a_strategy_of_ones_own_is_one_function_and_one_line(monkeypatch):
    def longest(frame):
        return Design(designs.proportional(frame.sentences["text"].str.len().to_numpy(float), frame.size, frame.free))

    monkeypatch.setitem(STRATEGIES, "longest", Strategy("longest", longest, "longer sentences are likelier"))
    drawn = draw(frame_of(200), 50, strategy="longest")
    assert drawn.frame["inclusion_probability"].sum() == pytest.approx(50)
    assert set(drawn.batch["strategy"]) == {"longest"}


def test_a_strategy_of_ones_own_is_given_what_it_says_it_needs(monkeypatch):
    seen = []

    def spread(frame):
        seen.append(len(frame.vectors))
        return Design(designs.even(frame.size, frame.free))

    monkeypatch.setitem(STRATEGIES, "spread", Strategy("spread", spread, "far from each other", needs="vectors"))
    assert len(an.sample(frame_of(30), size=5, strategy="spread")) == 5
    assert seen == [30]


def test_sentences_without_text_are_not_drawn_and_outlets_that_look_alike_are_named(tmp_path):
    rows = [(f"s{n}", f"Envoy {n} spoke.", ["Bote", "BOTE", "NA"][n % 3], f"{n + 13}.04.2031") for n in range(9)]
    frame = pd.DataFrame(rows, columns=["sentence_id", "text", "outlet", "published"]).assign(kind="body")
    frame.loc[0, "text"] = " "
    frame.to_csv(tmp_path / "s.csv", index=False)
    ledger = an.Ledger()
    with pytest.warns(AnnotateWarning, match="outlets Bote, BOTE differ in spelling only"):
        batch = an.sample(tmp_path / "s.csv", size=8, by="outlet", ledger=ledger)
    assert sorted(batch["stratum"].unique()) == ["BOTE", "Bote", "unknown"]
    assert batch["published"].str.startswith("2031-04").all()
    assert "1 sentence (no text)" in ledger.lines()[1]


def articles_of(sizes):
    """Sentences of articles of these sizes, shuffled together by paragraph order only within each."""
    return frame_of(sum(sizes), article_id=np.repeat([f"a{i}" for i in range(len(sizes))], sizes))


def test_whole_articles_are_drawn_as_often_as_their_probability_says():
    table, draws = articles_of([1, 5, 2, 9, 3, 3, 4, 1]), 400
    drawn = [draw(table, 2, unit="article", seed=seed) for seed in range(draws)]
    assert {len(set(one.batch["article_id"])) for one in drawn} == {2}
    np.testing.assert_allclose(drawn[0].frame["inclusion_probability"], 0.25)
    np.testing.assert_allclose(drawn[0].batch["inclusion_probability"], 0.25)
    assert_as_often([one.batch["article_id"].str[1:].astype(int).unique() for one in drawn], np.full(8, 0.25))


def test_an_article_comes_whole_in_its_order_with_its_near_duplicates_and_without_its_captions():
    table = articles_of([4, 6, 5]).assign(kind="body")
    table.loc[5, "kind"], table.loc[6, "duplicate_of"] = "caption", "s00001"
    lone = frame_of(2).assign(sentence_id=["x", "y"], article_id=None, kind="body")
    table = pd.concat([table, lone], ignore_index=True)
    batch = draw(table, 5, unit="article").batch
    assert set(batch["sentence_id"]) == set(table["sentence_id"]) - {"s00005"}
    for _, rows in batch[batch["article_id"].notna()].groupby("article_id"):
        assert (np.diff(rows.index) == 1).all()
        assert rows["sentence_id"].is_monotonic_increasing


def test_a_second_wave_of_articles_has_the_probability_of_either():
    table = articles_of([3] * 10)
    first = draw(table, 2, unit="article")
    second = draw(table, 4, unit="article", labelled=first.batch, earlier=first.frame)
    assert not set(first.batch["article_id"]) & set(second.batch["article_id"])
    np.testing.assert_allclose(second.frame["inclusion_probability"], 1 - 0.8 * 0.5)
    begun = draw(table, 10, unit="article", labelled=table.head(1)).batch
    assert len(begun) == 29
    np.testing.assert_allclose(begun["inclusion_probability"], 1)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"unit": "paragraph"}, "`unit` 'paragraph' is unknown; choose from sentence, article"),
        ({"unit": "article", "strategy": "stratified", "by": ["outlet"]}, "whole articles are drawn at random only"),
        ({"unit": "article", "by": ["outlet"]}, "whole articles are drawn at random only"),
        ({"unit": "article", "labelled": [f"s{i:05d}" for i in range(6)]}, "none to draw from"),
    ],
)
def test_articles_that_cannot_be_drawn_are_said(options, words):
    with pytest.raises(InputError, match=words):
        draw(articles_of([2, 4]).assign(outlet="Daily"), 1, **options)


def test_the_command_draws_whole_articles_and_their_majorities_are_estimated(annotate, tmp_path):
    assert annotate("init", "study", cwd=tmp_path).returncode == 0
    study, chance = tmp_path / "study", np.random.default_rng(3)
    table = articles_of(chance.integers(1, 9, 200).tolist())
    truth = np.repeat(chance.random(200) < 0.4, table.groupby("article_id", sort=False).size())
    truth = np.where(chance.random(len(table)) < 0.1, ~truth, truth)
    probability = np.where(truth, 0.7, 0.2)
    label = np.where(probability > 0.5, "critical", "neutral")
    table.to_parquet(study / "sentences.parquet")
    scores = table.assign(label=label, p_critical=probability, p_neutral=1 - probability, model="m")
    scores.to_parquet(study / "scores.parquet")
    done = annotate("sample", "-n", 80, "--unit", "article", cwd=study)
    assert done.returncode == 0, done.stderr
    assert "of 80 whole articles" in " ".join(done.stderr.split())
    batch = pd.read_csv(study / "batch.csv")
    names = dict(zip(table["sentence_id"], np.where(truth, "critical", "neutral"), strict=True))
    answers = batch[["sentence_id"]].assign(annotator="ana", question="stance", label=batch["sentence_id"].map(names))
    answers.to_csv(study / "annotations.csv", index=False)
    assert annotate("resolve", cwd=study).returncode == 0
    shares = an.estimate(unit="majority", study=an.Study(study)).set_index("label").loc["critical"]
    majority = pd.Series(truth).groupby(table["article_id"]).mean().gt(0.5).mean()
    assert shares["labelled"] == 80
    assert shares["low"] < majority < shares["high"]
    assert shares["high"] - shares["low"] < 0.25


def test_a_split_of_the_coverage_is_not_in_the_batch_where_gold_would_take_it_for_training(annotate, tmp_path):
    frame_of(20, split=["dev", "train"] * 10, genre="news").to_csv(tmp_path / "sentences.csv", index=False)
    done = annotate("sample", "sentences.csv", "-n", "8", "--by", "split", "-o", "batch.csv")
    assert done.returncode == 0, done.stderr
    assert "the coverage's column split is not in the batch" in done.stderr
    batch = pd.read_csv(tmp_path / "batch.csv")
    assert "split" not in batch
    assert batch["genre"].eq("news").all()
    assert batch["stratum"].value_counts().to_dict() == {"dev": 4, "train": 4}
