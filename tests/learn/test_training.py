import json
import re

import numpy as np
import pandas as pd
import pytest

from annotate.errors import InputError
from annotate.learn.evaluation.evaluation import evaluate
from annotate.learn.models.folders import load, save
from annotate.learn.recipes.recipe import RecipeOptions
from annotate.learn.training.examples import features
from annotate.learn.training.provenance import in_words
from annotate.learn.training.splits import check_separate, folds, groups_of, held_out
from annotate.learn.training.training import train


def quick(table, **options):
    return train(table, recipe="fast", curve=False, **{"group_column": "doc", **options})


def test_no_article_is_on_both_sides(model, table):
    parts = model.sentences.assign(doc=table["doc"])
    sides = parts.groupby("doc")["part"].nunique()
    assert (sides == 1).all()
    assert set(parts["part"]) == {"train", "test"}
    assert 0.1 < (parts["part"] == "test").mean() < 0.3


def test_near_duplicates_across_articles_stay_together(table):
    copy = table.iloc[0].copy()
    copy["text"], copy["doc"] = copy["text"].upper().replace(",", " -"), "elsewhere"
    near = table.iloc[1].copy()
    near["text"], near["doc"] = near["text"] + " Today.", "third"
    frame = pd.concat([table, pd.DataFrame([copy, near])], ignore_index=True)
    groups = groups_of(frame, "doc")
    assert groups[0] == groups[160]
    assert groups[1] == groups[161]
    assert len(np.unique(groups)) == 40


def test_copy_groups_and_targets_of_one_sentence_stay_together():
    frame = pd.DataFrame(
        {
            "text": ["Varn met Lund.", "Varn met Lund.", "Orth votes.", "Ilmar sleeps.", "Senn wakes."],
            "sentence_id": ["s1", "s1", "s2", "s3", "s4"],
            "target": ["Varn", "Lund", None, None, None],
            "copy_group": [None, None, "c", "c", None],
        }
    )
    groups = groups_of(frame)
    assert groups[0] == groups[1]
    assert groups[2] == groups[3]
    assert len(np.unique(groups)) == 3


def test_a_crossing_split_is_caught():
    groups = np.array([0, 0, 1, 2])
    with pytest.raises(AssertionError, match="both sides"):
        check_separate(groups, np.array([0, 2]), np.array([1, 3]))


def test_folds_keep_groups_whole_and_labels_spread():
    random = np.random.default_rng(0)
    labels, groups = random.choice(["a", "b", "c"], 300, p=[0.6, 0.3, 0.1]), random.integers(0, 60, 300)
    found = folds(labels, groups, seed=3)
    assert len(found) == 5
    assert sorted(np.concatenate([test for _, test in found])) == list(range(300))
    for _, test in found:
        assert 0.4 < (labels[test] == "a").mean() < 0.8
    assert held_out(labels, groups, share=0).sum() == 0


def test_the_split_depends_on_the_seed_alone(table):
    assert quick(table).info.split == quick(table).info.split
    assert quick(table).info.split.hash != quick(table, seed=1).info.split.hash


def test_given_parts_are_kept_and_only_training_rows_are_learned(table):
    table["part"] = np.where(table["doc"].isin(["a1", "a2", "a3"]), "dev", "train")
    model = quick(table, split_column="part")
    assert model.info.split.parts == {"dev": 12, "train": 148}
    assert model.has_seen(table).tolist() == (table["part"] == "train").tolist()
    assert evaluate(model, table, part="dev").metrics.n == 12
    with pytest.raises(InputError, match="dev, train"):
        evaluate(model, table, part="test")


def test_the_table_it_was_trained_from_is_judged_on_the_test_part(model, table):
    found = evaluate(model, table)
    assert found.part == "test"
    assert found.metrics.n == model.info.split.parts["test"]


def test_what_was_labelled_since_is_judged_too_unless_its_article_was_learned(model, table, toy):
    fresh = toy(12, seed=8).assign(doc="new")
    known = model.sentences["part"].eq("train").idxmax()
    sibling = toy(1, seed=7).assign(doc=table["doc"][known])
    found = evaluate(model, pd.concat([table, fresh, sibling], ignore_index=True))
    assert found.part == "test"
    assert found.metrics.n == model.info.split.parts["test"] + 12
    assert found.test_set_used


def test_rows_learned_from_are_judged_by_predictions_without_them(table):
    # A model that has learned noise by heart would be right on all of it.
    table["label"] = np.random.default_rng(0).permutation(table["label"].to_numpy())
    found = evaluate(quick(table), table, part="all")
    assert found.metrics.n == found.seen_in_training == 160
    assert found.metrics.accuracy < 0.6


def test_evaluation_has_the_documented_keys(model, toy):
    found = evaluate(model, toy(60, seed=9)).as_dict()
    assert set(found) >= {
        "n",
        "accuracy",
        "macro_f1",
        "weighted_f1",
        "per_label",
        "confusion",
        "labels",
        "ece",
        "intervals",
    }
    assert found["part"] == "all"
    json.dumps(found)


def test_figures_are_broken_down_and_the_worst_errors_shown(model, toy):
    table = toy(120, seed=9).assign(published="2031-04-02T10:00:00Z")
    found = evaluate(model, table, by=["outlet", "month"], errors=5)
    assert [row.value for row in found.by["month"]] == ["2031-04"]
    rows = {row.value: row for row in found.by["outlet"]}
    assert set(rows) == {"o0", "o1", "o2"}
    assert sum(row.n * row.accuracy for row in rows.values()) == pytest.approx(120 * found.metrics.accuracy)
    assert len(found.confused) == 5
    leads = [row["p_said"] - row["p_label"] for row in found.confused.to_dict("records")]
    assert leads == sorted(leads, reverse=True)
    assert all(row["label"] != row["said"] for row in found.confused.to_dict("records"))
    json.dumps(found.as_dict())
    with pytest.raises(InputError, match="`by`: no column 'paper'"):
        evaluate(model, table, by=["paper"])


def test_the_model_knows_its_outlets(model):
    assert sorted(row.value for row in model.info.breakdowns["outlet"]) == ["o0", "o1", "o2"]


def toward(count, seed=0):
    """Sentences that name two places, one praised and one blamed: only the target tells which label is meant."""
    random = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        good, bad = random.permutation(["Veldania", "Karsovia", "Orth", "Ilmar"])[:2]
        first = random.random() < 0.5
        text = (
            f"Envoy {number} praised {good} but condemned {bad} today."
            if first
            else (f"Envoy {number} condemned {bad} but praised {good} today.")
        )
        for target, label in ((good, "conciliatory"), (bad, "critical")):
            start = text.index(target)
            row = {"sentence_id": f"s{number}", "text": text, "target": target, "label": label}
            rows.append(row | {"target_start": start, "target_end": start + len(target)})
    return pd.DataFrame(rows)


def test_the_unit_is_the_pair_where_every_row_has_a_target():
    table, new = toward(80), toward(40, seed=3)
    options = {"recipe": "fast", "curve": False}
    with_target, without = train(table, **options), train(table, target=False, **options)
    assert with_target.columns == ("text", "target")
    assert without.columns == ("text",)
    assert evaluate(with_target, new).metrics.macro_f1 > evaluate(without, new).metrics.macro_f1 + 0.3
    sides = with_target.sentences.groupby("sentence_id")["part"].nunique()
    assert (sides == 1).all()
    with pytest.raises(InputError, match="no column 'target'"):
        with_target.predict_proba(new[["text"]])


def test_a_target_is_given_as_the_sentence_writes_it():
    table = toward(2)
    canonical = table.assign(target="the state of " + table["target"])
    assert features(canonical, ["target"])["target"].tolist() == table["target"].tolist()


def test_a_target_in_some_rows_only_is_not_looked_at(table):
    # Where only criticism has a target, looking at it would be looking at the label.
    table["target"] = np.where(table["label"] == "critical", "Orth", None)
    model = quick(table)
    assert model.columns == ("text",)
    assert any("not filled in every row" in note for note in model.notes)
    with pytest.raises(InputError, match="some rows have no target"):
        quick(table, target=True)


def test_context_is_kept_only_where_it_helps(table):
    helpful = table.assign(
        before=table["label"].map({"critical": "War.", "conciliatory": "Peace.", "neutral": "Rain."})
    )
    model = quick(helpful, context=["before"])
    assert model.columns == ("text", "before")
    assert any(note.startswith("before is used") for note in model.notes)
    useless = table.assign(speaker="Varn")
    model = quick(useless, context=["speaker"])
    assert model.columns == ("text",)
    assert any(note.startswith("speaker is not used") for note in model.notes)
    with pytest.raises(InputError, match="no column 'after'"):
        quick(table, context=["after"])
    with pytest.raises(InputError, match="`context` 'mood' is unknown; choose from before"):
        quick(table, context=["mood"])


def test_unlabelled_texts_are_told_by_number_and_hash():
    one, other = (
        in_words(RecipeOptions(unlabelled=texts)) for texts in (("Orth voted.", "It rained."), ("Orth voted.",))
    )
    assert one.startswith("2 unlabelled texts (")
    assert one.split("(")[1] != other.split("(")[1]
    assert in_words(RecipeOptions(minutes=2, encoder="minilm")) == "encoder minilm, minutes 2"


def test_one_article_gives_a_model_but_no_figures(table, tmp_path):
    table["doc"] = "one"
    model = quick(table)
    assert model.metrics is None
    assert any("too few articles" in note for note in model.notes)
    found = evaluate(load(save(model, tmp_path / "m")), table)
    assert found.in_sample == found.metrics.n == 160


def test_rows_of_no_part_are_left_alone(table, tmp_path):
    table["part"] = np.where(table["doc"].isin(["a1", "a2"]), "", "train")
    model = load(save(quick(table, split_column="part"), tmp_path / "m"))
    assert model.sentences["p_critical"].isna().sum() == 8
    assert not model.has_seen(table)[4:12].any()
    assert evaluate(model, table, part="all").in_sample == 0


def test_numbers_as_ids_and_labels_are_taken_as_names(table, tmp_path):
    numbers = table["label"].map({"critical": 0, "neutral": 1, "conciliatory": 2}).astype("float64")
    numbers[3] = np.nan
    model = quick(table.assign(label=numbers, sentence_id=range(160)))
    assert model.labels == ("0", "1", "2")
    found = evaluate(load(save(model, tmp_path / "m")), table.assign(label=numbers.fillna(0).astype(int)))
    assert found.metrics.labels == ("0", "1", "2")


def test_unlabelled_rows_are_left_out_and_told(table):
    table.loc[:9, "label"] = None
    model = quick(table)
    assert model.info.data.labelled == 150
    assert "10 rows without a label" in model.notes[0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.assign(label="critical"), "all 160 labels are 'critical'"),
        (lambda t: t.groupby("label").head(1).head(2), "2 labelled sentences are too few"),
        (lambda t: t.assign(label=None), "no row has a label"),
        (lambda t: t.assign(label=""), "no row has a label"),
        (lambda t: t.drop(columns="label"), "no column 'label'; found text, doc, outlet; name it with `label_column`"),
        (lambda t: t.drop(columns="text"), "no column 'text'"),
        (lambda t: t.assign(text=t["text"].where(t.index != 4)), "row 5 has no text"),
        (lambda t: t.assign(text=t["text"].where(t.index < 4, "word " * 5_000)), "row 5 is 25,000 characters"),
        (lambda t: t.head(0), "no row has a label"),
    ],
)
def test_what_cannot_be_learned_from_is_told_in_a_sentence(table, change, words):
    with pytest.raises(InputError, match=words):
        quick(change(table), where="data.csv")


def test_labels_outside_the_scheme_are_named(table):
    from annotate.scheme import STANCE

    table.loc[7, "label"] = "critcal"
    with pytest.raises(
        InputError, match="row 8: unknown label 'critcal'; the scheme has conciliatory, critical, neutral"
    ):
        quick(table, question=STANCE)


def test_a_group_column_that_is_missing_is_named(table):
    with pytest.raises(InputError, match=r"no column 'speech'.*`group_column`"):
        quick(table, group_column="speech")


def test_abstaining_keeps_the_precision_and_says_so(table, toy):
    model = quick(toy(400), abstain=0.8)
    said = model.predict(toy(400, seed=5))
    kept = ~said["abstained"].to_numpy()
    truth = toy(400, seed=5)["label"].to_numpy()
    assert kept.mean() > 0.1
    assert model.threshold > 1 / 3
    assert (said["label"].to_numpy() == truth)[kept].mean() > 0.75
    with pytest.raises(InputError, match="the highest precision kept"):
        quick(table, abstain=0.999)


def test_the_command_trains_and_evaluates_anyones_table(annotate, table, tmp_path):
    table.rename(columns={"text": "body", "label": "code"}).to_csv(tmp_path / "data.csv", index=False)
    columns = ("--text-column", "body", "--label-column", "code", "--group-column", "doc")
    done = annotate("train", "data.csv", *columns, "--recipe", "fast", "-o", "m")
    assert done.returncode == 0, done.stderr
    assert "macro-F1" in done.stdout
    assert "annotate score m" in done.stderr
    done = annotate("evaluate", "m", "data.csv", *columns[:4], "--format", "json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["part"] == "test"
    assert "test set" in done.stderr
    assert "evaluated once" in done.stderr


def test_the_command_joins_gold_with_sentences(annotate, table, tmp_path):
    ids = [f"s{i}" for i in range(len(table))]
    table.assign(sentence_id=ids, article_id=table["doc"]).drop(columns=["label", "doc"]).to_csv(
        tmp_path / "sentences.csv", index=False
    )
    gold = pd.DataFrame({"sentence_id": ids, "question": "stance", "label": table["label"]})
    gold.to_csv(tmp_path / "gold.csv", index=False)
    done = annotate("train", "gold.csv", "sentences.csv", "--recipe", "fast", "--no-curve", "-o", "m")
    assert done.returncode == 0, done.stderr
    about = json.loads((tmp_path / "m" / "model.json").read_text())
    assert about["question"] == "stance"
    assert about["data"]["groups"] == 40
    gold.loc[3, "label"] = "critcal"
    gold.to_csv(tmp_path / "gold.csv", index=False)
    done = annotate("train", "gold.csv", "sentences.csv", "--recipe", "fast", "--no-curve", "-o", "n")
    assert done.returncode == 1
    assert "gold.csv: row 4: unknown label 'critcal'; the scheme has conciliatory, critical, neutral" in done.stderr
    assert "left out 1 row (unusable)" in done.stderr
    done = annotate("train", "gold.csv", "-o", "n")
    assert (done.returncode, "pass their SENTENCES" in done.stderr) == (1, True)


@pytest.mark.parametrize("recipe", ["default", "fast", "words_and_characters"])
@pytest.mark.parametrize("count", [1, 2])
def test_a_label_with_hardly_any_sentences_is_told_with_its_count(toy, recipe, count):
    table = toy(80)
    rare = pd.DataFrame({"text": [f"the ferry was late again {n}" for n in range(count)], "label": "rare"})
    model = train(pd.concat([table, rare]).reset_index(drop=True), recipe=recipe, curve=False)
    assert "rare" in model.labels
    assert any("the label 'rare' has" in note for note in model.notes)


def test_a_model_no_better_than_the_most_frequent_label_is_warned_about(annotate, toy, tmp_path):
    table = toy(160)
    table["label"] = np.random.default_rng(0).permutation(np.repeat(["critical", "neutral"], [120, 40]))
    table.to_csv(tmp_path / "noise.csv", index=False)
    done = annotate("train", "noise.csv", "--group-column", "doc", "--recipe", "fast", "--no-curve", "-o", "m")
    assert "not clearly better" in done.stderr
    assert "always predicting 'critical'" in done.stderr
    assert "| always critical |" in (tmp_path / "m" / "README.md").read_text()
    toy(160, seed=3).assign(label=table["label"]).to_csv(tmp_path / "other.csv", index=False)
    done = annotate("evaluate", "m", "other.csv", "--group-column", "doc", "--format", "json")
    assert "not clearly better" in done.stderr
    assert json.loads(done.stdout)["baseline"]["label"] == "critical"


def test_a_model_that_has_learned_something_is_not_warned_about(model):
    assert not any("not clearly better" in note for note in model.notes)


def test_a_label_from_a_source_of_its_own_is_said_with_the_metrics_between_the_others(toy):
    table = toy(200)
    neutral = table["label"] == "neutral"
    table["text"] = np.where(neutral, table["text"] + " (wire)", table["text"])
    table["outlet"] = np.where(neutral, "wire", table["outlet"].where(table["outlet"] != "o2", "o1"))
    notes = [note for note in quick(table).notes if "another outlet" in note]
    assert len(notes) == 1
    assert "'neutral'" in notes[0]
    assert "between conciliatory and critical macro-F1 is 0." in notes[0]
    table.loc[0, ["label", "outlet"]] = ["neutral", "o0"]
    table.loc[4:8, ["label", "outlet"]] = ["neutral", "o0"]
    assert not any("another outlet" in note for note in quick(table).notes)


def test_a_label_from_articles_of_its_own_is_said_in_training_and_in_evaluation(toy, annotate, tmp_path):
    table = toy(200).drop(columns="outlet")
    assert not any("another article" in note for note in quick(table).notes)
    neutral = table["label"] == "neutral"
    table["doc"] = np.where(neutral, "n", "o") + (np.arange(200) % 20).astype("str").astype(object)
    trained = quick(table)
    assert any("'neutral' comes from another article than the rest" in note for note in trained.notes)
    save(trained, tmp_path / "m")
    table.to_csv(tmp_path / "again.csv", index=False)
    done = annotate("evaluate", "m", "again.csv", "--part", "all", "--format", "json")
    assert "'neutral' comes from another article than the rest" in done.stderr
    assert "between conciliatory and critical" in json.loads(done.stdout)["notes"][0]
    alone = table.assign(doc=np.arange(200).astype("str"))  # articles of one sentence show nothing
    assert not any("another article" in note for note in quick(alone).notes)


def test_time_and_memory_of_training_are_shown_and_recorded_and_change_no_hashed_file(annotate, tmp_path, toy):
    toy(80).to_csv(tmp_path / "toy.csv", index=False)
    done = annotate("train", "toy.csv", "--group-column", "doc", "--recipe", "fast", "--no-curve", "-o", "m")
    assert done.returncode == 0, done.stderr
    shown = re.search(
        r"Training took ([\d.]+) s \(([\d.]+) s of processor time\); the process used at most", done.stderr
    )
    assert shown is not None
    assert (
        "was 4 points of macro-F1 better than `default` with 120 labels of stance in news and 7 with 480" in done.stderr
    )
    assert float(shown[1]) > 0
    card = (tmp_path / "m" / "README.md").read_text()
    assert re.search(r"^Trained at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/PT\d+S \(the time it began", card, re.MULTILINE)
    assert "PT" not in (tmp_path / "m" / "model.json").read_text()


def test_processor_time_counts_what_was_computed_and_memory_what_was_used():
    from annotate.learn.training.resources import Meter, Resources

    meter = Meter()
    np.linalg.svd(np.ones((300, 300)))
    read = meter.read()
    assert 0 < read.processor_seconds < 60
    assert read.peak_bytes > 50_000_000
    words = Resources(700.0, 95.4, 1_210_000_000).words()
    assert words == "Training took 12 min (95 s of processor time); the process used at most 1.2 GB of memory."
    assert Resources(1.23, 1.0, None).words() == "Training took 1.2 s (1.0 s of processor time)."


def test_a_study_records_time_and_memory_of_training(annotate, tmp_path, toy):
    import annotate as an
    from annotate.workflows.recording import history

    assert annotate("init", "study", "--yes").returncode == 0
    toy(80).to_csv(tmp_path / "toy.csv", index=False)
    folder = tmp_path / "study"
    done = annotate("train", "../toy.csv", "--recipe", "fast", "--no-curve", cwd=folder)
    assert done.returncode == 0, done.stderr
    (event,) = [event for event in history(an.Study(folder)) if event.kind == "train"]
    assert event.details["seconds"] > 0
    assert event.details["peak_bytes"] > 50_000_000
