"""The record of a study: what it remembers of draws, and which labels count as randomly drawn."""

import json
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

import annotate as an
from annotate.errors import AnnotateWarning, InputError
from annotate.labels.sampling import draw
from annotate.study.draws import (
    add_draw,
    add_push,
    drawn_items,
    draws,
    earlier_frame,
    pushed_items,
    with_recorded_probabilities,
)
from annotate.study.places import begun_anew, original_of, own_pushes, separate
from annotate.study.pulls import Source, add_pull, from_gone_projects
from annotate.study.record import Record
from annotate.tables import ANNOTATIONS, conform


def sentences(count, prefix="s", **columns):
    ids = [f"{prefix}{i:04d}" for i in range(count)]
    return pd.DataFrame({"sentence_id": ids, "text": [f"Orth votes on point {i}." for i in range(count)], **columns})


def recorded(record, table, size, labelled=None, **options):
    drawn = draw(table, size, labelled=labelled, earlier=earlier_frame(record), **options)
    add_draw(record, drawn.batch, drawn.frame, strategy="random", seed=0, design={}, labelled=labelled)
    return drawn


@pytest.fixture
def record(tmp_path):
    return Record(tmp_path)


@pytest.fixture
def study(annotate, tmp_path):
    assert annotate("init", "study").returncode == 0
    folder = tmp_path / "study"
    sentences(200).to_parquet(folder / "sentences.parquet")
    return folder


def labels_of(table, label="critical"):
    return table[["sentence_id"]].assign(annotator="ana", question="stance", label=label)


def test_a_study_has_one_id_for_good_and_a_file_for_its_owner_alone(tmp_path):
    first = Record(tmp_path)
    assert len(first.study_id) == 32
    assert Record(tmp_path).study_id == first.study_id
    assert Record(tmp_path / ".annotate").study_id != first.study_id
    assert first.path.stat().st_mode & 0o777 == 0o600


def test_nothing_recorded_can_be_changed_or_deleted(record):
    record.add("train", "trained a model")
    for statement in ("update event set summary = 'x'", "delete from event"):
        with pytest.raises(sqlite3.DatabaseError, match="append-only"), record.transaction() as database:
            database.execute(statement)
    assert [event.summary for event in record.events()] == ["trained a model"]


def test_waves_in_the_record_have_the_probabilities_of_the_draws_themselves(record):
    table = sentences(60)
    first = recorded(record, table, 10)
    second = recorded(record, table, 20, labelled=first.batch)
    frame = earlier_frame(record)
    np.testing.assert_allclose(frame["inclusion_probability"], second.frame["inclusion_probability"])
    np.testing.assert_allclose(frame["before"], second.frame["before"])
    assert frame["wave"].equals(second.frame["wave"])
    drawn = drawn_items(record)
    assert set(drawn["sentence_id"]) == {*first.batch["sentence_id"], *second.batch["sentence_id"]}
    np.testing.assert_allclose(drawn["inclusion_probability"], 1 - (1 - 10 / 60) * (1 - 20 / 50))
    assert drawn["wave"].value_counts().to_dict() == {1: 10, 2: 20}


def test_a_sentence_of_another_frame_is_drawn_only_from_that_one(record):
    recorded(record, sentences(40), 10)
    add_push(record, drawn_items(record), "pushed", {}, {})
    recorded(record, sentences(20, prefix="t"), 10, labelled=pushed_items(record)[["sentence_id"]])
    drawn = drawn_items(record).set_index("sentence_id")["inclusion_probability"]
    np.testing.assert_allclose(drawn[drawn.index.str.startswith("s")], 0.25)
    np.testing.assert_allclose(drawn[drawn.index.str.startswith("t")], 0.5)
    assert len(earlier_frame(record)) == 60


def test_a_batch_that_was_never_handed_out_is_replaced_and_a_pushed_one_is_not(record):
    table = sentences(40)
    recorded(record, table, 10, seed=1)
    kept = recorded(record, table, 10, seed=2)
    assert len(draws(record)) == 1
    add_push(record, kept.batch, "pushed", {}, {})
    recorded(record, table, 10, labelled=pushed_items(record)[["sentence_id"]])
    assert [one.wave for one in draws(record)] == [1, 2]
    assert len(record.events("sample")) == 3


def test_a_replaced_batch_that_was_handed_out_all_the_same_counts_as_drawn(record):
    table = sentences(200)
    first, second = (recorded(record, table, 40, seed=seed).batch for seed in (1, 2))
    assert set(drawn_items(record)["sentence_id"]) == set(second["sentence_id"])
    one = first[~first["sentence_id"].isin(second["sentence_id"])].head(1)
    add_push(record, one, "by hand", {}, {})
    assert len(draws(record)) == 1
    add_push(record, first, "pushed", {}, {})
    items = drawn_items(record)
    assert set(items["sentence_id"]) == set(first["sentence_id"]) | set(second["sentence_id"])
    assert items["inclusion_probability"].to_numpy() == pytest.approx(1 - 0.8**2)
    assert items["draw"].value_counts().to_dict() == {1: 40, 2: len(items) - 40}
    assert earlier_frame(record)["inclusion_probability"].to_numpy() == pytest.approx(1 - 0.8**2)


def test_what_was_labelled_before_a_draw_is_known_to_have_had_no_chance(record):
    table = sentences(100)
    first = recorded(record, table, 20, labelled=table.head(10)).batch
    frame = earlier_frame(record)
    assert frame.loc[frame["labelled_before"] == 1, "sentence_id"].tolist() == table["sentence_id"].head(10).tolist()
    add_push(record, first, "pushed", {}, {})
    later = pd.concat([table.head(12), first])
    recorded(record, table, 20, labelled=later)
    frame = earlier_frame(record).set_index("sentence_id")
    flagged = set(frame.index[frame["labelled_before"] == 1])
    assert flagged == set(table["sentence_id"].head(12)) - set(first["sentence_id"])


def test_pairs_of_sentence_and_target_are_remembered_as_pairs(record):
    pairs = pd.concat([sentences(10).assign(target=name) for name in ("Orth", "Ilmar")], ignore_index=True)
    drawn = recorded(record, pairs, 8)
    both = ["sentence_id", "target"]
    assert drawn_items(record)[both].to_numpy().tolist() == drawn.batch[both].to_numpy().tolist()


def test_the_batchs_own_probabilities_are_checked_against_the_record(record):
    drawn = recorded(record, sentences(50), 10)
    stranger = drawn.batch.head(2).assign(sentence_id=["x1", "x2"])
    changed = drawn.batch.assign(inclusion_probability=[0.9, *drawn.batch["inclusion_probability"][1:]])
    with pytest.warns(AnnotateWarning) as warned:
        checked = with_recorded_probabilities(pd.concat([changed, stranger], ignore_index=True), record)
    messages = " ".join(str(one.message) for one in warned)
    assert "2 of 12 sentences of the batch are in no recorded draw" in messages
    assert "1 sentence of the batch has another inclusion_probability" in messages
    assert checked["inclusion_probability"].tolist()[:10] == pytest.approx([0.2] * 10)
    assert checked["inclusion_probability"].isna().tolist() == [False] * 10 + [True] * 2


def test_hand_picked_labels_do_not_count_as_drawn(annotate, study):
    assert annotate("sample", "-n", 20, cwd=study).returncode == 0
    batch = pd.read_csv(study / "batch.csv")
    others = sentences(200)[~sentences(200)["sentence_id"].isin(batch["sentence_id"])].head(30)
    pd.concat([labels_of(batch, "neutral"), labels_of(others)]).to_csv(study / "annotations.csv", index=False)
    done = annotate("resolve", cwd=study)
    assert done.returncode == 0, done.stderr
    gold = pd.read_csv(study / "gold.csv").set_index("sentence_id")["inclusion_probability"]
    np.testing.assert_allclose(gold[batch["sentence_id"]], 0.1)
    assert gold[others["sentence_id"]].isna().all()


def test_a_batch_written_elsewhere_and_from_another_table_is_recorded_too(annotate, study, tmp_path):
    sentences(50, prefix="t").to_csv(tmp_path / "other.csv", index=False)
    done = annotate("sample", tmp_path / "other.csv", "-n", 10, "-o", tmp_path / "b.csv", cwd=study)
    assert done.returncode == 0, done.stderr
    labels_of(pd.read_csv(tmp_path / "b.csv")).to_csv(study / "annotations.csv", index=False)
    assert annotate("resolve", cwd=study).returncode == 0
    assert pd.read_csv(study / "gold.csv")["inclusion_probability"].tolist() == [0.2] * 10


def test_a_study_from_before_the_record_keeps_its_waves(annotate, study):
    first = draw(sentences(200), 20)
    first.frame.drop(columns="probability").to_parquet(study / "frame.parquet")
    first.batch.to_csv(study / "batch.csv", index=False)
    labels_of(first.batch).to_csv(study / "annotations.csv", index=False)
    done = annotate("sample", "-n", 30, cwd=study)
    assert done.returncode == 0
    assert "the study's record has no draws; those in frame.parquet were taken over" in " ".join(done.stderr.split())
    second = pd.read_csv(study / "batch.csv")
    np.testing.assert_allclose(second["inclusion_probability"], 50 / 200)
    assert annotate("resolve", cwd=study).returncode == 0
    np.testing.assert_allclose(pd.read_csv(study / "gold.csv")["inclusion_probability"], 50 / 200)


def test_what_only_a_model_has_answered_can_be_drawn(study):
    machine = labels_of(sentences(200)).assign(annotator="some-model", origin=["llm", "training"] * 100)
    both = pd.concat([machine, labels_of(sentences(5)).assign(origin="manual")])
    both.to_csv(study / "annotations.csv", index=False)
    batch = an.sample(size=195, study=an.Study(study))
    assert set(batch["sentence_id"]) == set(sentences(200)["sentence_id"][5:])


def test_two_samples_at_once_take_turns_so_that_the_second_replaces_the_first(annotate, study):
    with ThreadPoolExecutor(4) as threads:
        seeds = list(threads.map(lambda seed: an.sample(size=20, seed=seed, study=an.Study(study)), range(4)))
    live = draws(Record(study))
    assert len(live) == 1
    assert len(Record(study).events("sample")) == 4
    last = set(drawn_items(Record(study))["sentence_id"])
    assert set(pd.read_csv(study / "batch.csv")["sentence_id"]) == last
    assert last in [set(batch["sentence_id"]) for batch in seeds]


def test_the_history_tells_what_was_done_with_what(annotate, study):
    assert "nothing is recorded" in annotate("status", "--history", cwd=study).stderr
    assert annotate("sample", "-n", 20, "--seed", 7, cwd=study).returncode == 0
    batch = pd.read_csv(study / "batch.csv")
    batch[["sentence_id"]].assign(annotator="ana", question="stance", label=["critical", "neutral"] * 10).to_csv(
        study / "annotations.csv", index=False
    )
    assert annotate("resolve", cwd=study).returncode == 0
    trained = annotate("train", "--recipe", "fast", "--no-curve", cwd=study)
    assert trained.returncode == 0, trained.stderr
    scored = annotate("score", "sentences.parquet", cwd=study)
    assert scored.returncode == 0, scored.stderr
    events = json.loads(annotate("status", "--history", "--format", "json", cwd=study).stdout)
    assert [event["kind"] for event in events] == ["sample", "resolve", "train", "score"]
    assert events[0]["details"]["seed"] == 7
    assert events[1]["details"]["drawn"] == 20
    assert all(len(sha) == 64 for event in events for sha in event["inputs"].values())
    assert events[2]["inputs"]["gold gold.csv"]
    shown = annotate("status", "--history", cwd=study).stdout
    assert "drew 20 of 200 sentences, random, seed 7, wave 1" in shown
    assert "scored 200 sentences" in shown


def test_a_copied_folder_is_told_from_a_moved_one(tmp_path):
    (tmp_path / "a").mkdir()
    study_id = Record(tmp_path / "a").study_id
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    copy = Record(tmp_path / "b")
    assert copy.study_id == study_id
    assert original_of(copy) == tmp_path / "a"
    assert original_of(Record(tmp_path / "a")) is None
    (tmp_path / "link").symlink_to(tmp_path / "a")
    assert original_of(Record(tmp_path / "link")) is None
    shutil.copytree(tmp_path / "b", tmp_path / "own")
    separate(Record(tmp_path / "own"))
    assert original_of(Record(tmp_path / "own")) is None
    assert Record(tmp_path / "own").study_id != study_id
    (tmp_path / "a").rename(tmp_path / "c")
    assert original_of(copy) is None
    assert copy.study_id == study_id


def test_a_study_of_its_own_shares_no_project(study):
    with pytest.raises(InputError, match="`new_study` or `adopt`"):
        an.push(sentences(3), new_study=True, adopt=True, study=an.Study(study))
    outside = an.Study.here(study.parent)
    with pytest.raises(InputError, match="`new_study`: there is no study in this folder"):
        an.push(sentences(3), new_study=True, study=outside)


def test_a_copy_that_became_a_study_of_its_own_keeps_the_draws_and_the_labels_it_had(record):
    drawn = recorded(record, sentences(50), 10)
    add_push(record, drawn.batch, "pushed", {"title": "T", "named": False}, {})
    there = conform(labels_of(drawn.batch), ANNOTATIONS, "there")
    add_pull(record, "T", Source(1, "2031"), there, "pulled")
    separate(record)
    assert own_pushes(record) == []
    assert len(pushed_items(record)) == len(drawn_items(record)) == 10
    add_pull(record, "U", Source(2, "2032"), there.head(2), "pulled")
    kept = from_gone_projects(record, "U", [Source(2, "2032")], before=begun_anew(record))
    assert [len(one) for one in kept] == [10]
    assert from_gone_projects(record, "U", [Source(2, "2032")]) == []


def test_a_draw_beside_the_batch_leaves_the_batch_a_draw(annotate, study):
    assert annotate("sample", "-n", 20, cwd=study).returncode == 0
    beside = annotate("sample", "-n", 5, "-o", "try.csv", cwd=study)
    assert beside.returncode == 0
    assert "batch.csv: its 20 sentences still count as drawn and are left out; label both batches" in beside.stderr
    batch, other = (pd.read_csv(study / name) for name in ("batch.csv", "try.csv"))
    drawn = drawn_items(Record(study))
    assert set(drawn["sentence_id"]) == {*batch["sentence_id"], *other["sentence_id"]}
    assert len(drawn) == 25
    labels_of(batch).to_csv(study / "annotations.csv", index=False)
    resolved = annotate("resolve", cwd=study)
    assert "in no recorded draw" not in resolved.stderr
    gold = pd.read_csv(study / "gold.csv")
    assert gold[gold["sentence_id"].isin(batch["sentence_id"])]["inclusion_probability"].notna().all()


def test_a_batch_that_is_labelled_in_part_is_kept_when_the_next_is_drawn(annotate, study):
    assert annotate("sample", "-n", 20, cwd=study).returncode == 0
    again = annotate("sample", "-n", 20, "--seed", 5, cwd=study)
    assert (
        "batch.csv: the 20 sentences drawn before, of which none was labelled or pushed, are replaced" in again.stderr
    )
    batch = pd.read_csv(study / "batch.csv")
    labels_of(batch.head(8)).to_csv(study / "annotations.csv", index=False)
    later = annotate("sample", "-n", 20, cwd=study)
    assert "12 of the 20 sentences drawn before are not labelled yet; that batch is kept in" in later.stderr
    assert "annotate label batch.1.csv" in later.stderr
    pd.testing.assert_frame_equal(pd.read_csv(study / "batch.1.csv"), batch)
    labels_of(pd.concat([batch, pd.read_csv(study / "batch.csv")])).to_csv(study / "annotations.csv", index=False)
    last = annotate("sample", "-n", 20, cwd=study)
    assert "drawn before" not in last.stderr


def test_a_batch_that_cannot_be_read_is_kept_when_the_next_is_drawn(annotate, study):
    broken = b"sentence_id,text\n\xff\xfe\x00\x00,\x00\x01\x02" * 3
    (study / "batch.csv").write_bytes(broken)
    again = annotate("sample", "-n", 20, cwd=study)
    assert again.returncode == 0, again.stderr
    assert "what is there is kept in" in again.stderr
    assert (study / "batch.1.csv").read_bytes() == broken
    assert len(pd.read_csv(study / "batch.csv")) == 20
