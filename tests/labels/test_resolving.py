import pandas as pd
import pytest

from annotate.errors import InputError
from annotate.labels.resolving import resolve


def annotations(*rows):
    columns = ["sentence_id", "annotator", "question", "label", "updated_at", "skipped"]
    return pd.DataFrame([(*row, *(None, False)[len(row) - 4 :]) for row in rows], columns=columns)


def gold_of(*rows, **options):
    return resolve(annotations(*rows), **options).set_index("sentence_id")


def test_the_majority_wins_and_gold_says_who_and_how():
    gold = gold_of(
        ("s1", "ana", "stance", "critical"), ("s1", "bo", "stance", "neutral"), ("s1", "cy", "stance", "critical")
    )
    row = gold.loc["s1"]
    assert (row["label"], row["source"], row["annotators"], row["who"]) == ("critical", "majority", 3, "ana;bo;cy")
    assert row["agreed"] == pytest.approx(2 / 3)


def test_one_annotator_makes_a_single_label():
    row = gold_of(("s1", "ana", "stance", "critical")).loc["s1"]
    assert (row["label"], row["source"], row["annotators"], row["agreed"]) == ("critical", "single", 1, 1.0)


def test_a_tie_is_left_without_a_label():
    row = gold_of(("s1", "ana", "stance", "critical"), ("s1", "bo", "stance", "neutral")).loc["s1"]
    assert pd.isna(row["label"])
    assert pd.isna(row["source"])
    assert (row["rule"], row["agreed"], row["annotators"]) == ("tie", 0.5, 2)


def test_a_tie_of_three_is_no_majority_of_the_first():
    rows = [("s1", name, "stance", label) for name, label in zip("abcde", "xxyyz", strict=True)]
    row = gold_of(*rows).loc["s1"]
    assert pd.isna(row["label"])
    assert row["agreed"] == pytest.approx(0.4)


def test_skips_and_empty_labels_do_not_count():
    gold = gold_of(
        ("s1", "ana", "stance", "critical"), ("s1", "bo", "stance", None, None, True), ("s2", "bo", "stance", "")
    )
    assert list(gold.index) == ["s1"]
    assert gold.loc["s1", "annotators"] == 1


def test_the_later_answer_of_an_annotator_counts():
    gold = gold_of(
        ("s1", "ana", "stance", "critical", "2026-03-02T10:00:00Z"),
        ("s1", "ana", "stance", "neutral", "2026-03-01T10:00:00Z"),
    )
    assert gold.loc["s1", "label"] == "critical"
    assert gold.loc["s1", "annotators"] == 1
    assert gold.loc["s1", "resolved_at"].startswith("2026-03-02T10:00:00")


def test_questions_are_resolved_apart():
    gold = resolve(annotations(("s1", "ana", "stance", "critical"), ("s1", "ana", "sentiment", "neutral")))
    assert list(gold["question"]) == ["stance", "sentiment"]
    assert list(gold["label"]) == ["critical", "neutral"]


def test_several_labels_are_resolved_label_by_label():
    rows = [("s1", "a", "topic", "aid|trade"), ("s1", "b", "topic", "trade"), ("s1", "c", "topic", "aid|trade")]
    assert gold_of(*rows).loc["s1", "label"] == "aid|trade"
    assert pd.isna(gold_of(*rows[:2]).loc["s1", "label"])


def test_gold_takes_probability_and_split_from_the_batch():
    batch = pd.DataFrame(
        {
            "sentence_id": ["s1", "s9"],
            "text": ["a", "b"],
            "inclusion_probability": [0.25, 0.5],
            "split": ["test", "train"],
        }
    )
    gold = gold_of(("s1", "ana", "stance", "critical"), ("s2", "ana", "stance", "neutral"), batch=batch)
    assert gold.loc["s1", "inclusion_probability"] == 0.25
    assert gold.loc["s1", "split"] == "test"
    assert pd.isna(gold.loc["s2", "inclusion_probability"])


def test_targets_of_one_sentence_are_units_of_their_own():
    table = annotations(("s1", "ana", "stance", "critical"), ("s1", "ana", "stance", "neutral"))
    gold = resolve(table.assign(target=["Veldania", "Karsovia"]))
    assert list(gold["label"]) == ["critical", "neutral"]


def test_nothing_answered_is_said():
    with pytest.raises(InputError, match="nobody has given a label"):
        gold_of(("s1", "ana", "stance", None, None, True))


def test_the_command_writes_gold_and_reports_ties(annotate, tmp_path):
    annotations(
        ("s1", "ana", "stance", "critical"), ("s1", "bo", "stance", "neutral"), ("s2", "bo", "stance", "neutral")
    ).to_csv(tmp_path / "annotations.csv", index=False)
    done = annotate("resolve", "annotations.csv", "-o", "gold.csv")
    assert done.returncode == 0, done.stderr
    assert "1 tied on stance" in done.stderr
    gold = pd.read_csv(tmp_path / "gold.csv")
    assert gold["label"].isna().tolist() == [True, False]
    assert gold["annotators"].tolist() == [2, 1]


def test_the_command_refuses_a_table_without_annotators(annotate, tmp_path):
    (tmp_path / "a.csv").write_text("sentence_id,label\ns1,critical\n")
    done = annotate("resolve", "a.csv", "-o", "gold.csv")
    assert done.returncode == 1
    assert "no column 'annotator'" in done.stderr
    assert not (tmp_path / "gold.csv").exists()
