import numpy as np
import pandas as pd
import pytest

from annotate.errors import InputError
from annotate.labels.aggregation import disagreements, resolve


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


def topics(*answers, scheme=("topic",)):
    """Gold of sentences by the answers of their annotators in turn to a question that takes several labels."""
    rows = [
        (f"s{place}", f"coder {person}", "topic", label)
        for place, labels in enumerate(answers)
        for person, label in enumerate(labels)
    ]
    return resolve(annotations(*rows), several=scheme).set_index("sentence_id")


def test_each_label_has_a_majority_of_its_own_and_a_tie_names_its_labels():
    gold = topics(
        ["energy|grain", "energy", "energy|fish"],
        ["energy|grain", "energy"],
        ["energy|fish", "grain|fish"],
        ["energy|grain"],
    )
    assert gold["label"].fillna("").tolist() == ["energy", "", "", "energy|grain"]
    assert gold["rule"].tolist() == ["majority by label", "tie", "tie", "single"]
    assert gold["source"].fillna("").tolist() == ["majority", "", "", "single"]
    assert gold["tied"].fillna("").tolist() == ["", "grain", "energy|grain", ""]
    assert gold["agreed"].tolist() == pytest.approx([1 / 3, 1 / 2, 1 / 2, 1])


def test_the_scheme_says_which_questions_take_several_labels_even_where_no_answer_has_two():
    three = [["energy", "grain", "fish"]]
    assert topics(*three).loc["s0", "rule"] == "majority by label"
    assert topics(*three, scheme=()).loc["s0", "rule"] == "tie"
    assert "tied" not in topics(*three)


def test_an_adjudicator_settles_a_tie_on_a_label():
    rows = [("s1", "a", "topic", "energy|grain"), ("s1", "b", "topic", "energy"), ("s2", "a", "topic", "fish")]
    rows += [("s2", "b", "topic", "fish|grain")]
    decided = annotations(("s1", "eve", "topic", "energy"))
    gold = gold_of(*rows, method="adjudicated", adjudications=decided)
    assert gold.loc["s1", ["label", "rule"]].tolist() == ["energy", "adjudicated"]
    assert gold["tied"].fillna("").tolist() == ["", "grain"]


TOPIC = """
[questions.stance]
required = true
labels = ["critical", "neutral"]

[questions.topic]
multiple = true
labels = ["energy", "fish", "grain"]

[questions.fleet]
multiple = true
only_if = { question = "topic", label = "fish" }
labels = ["trawlers", "boats"]
"""


def test_the_command_resolves_label_by_label_and_says_what_is_tied_or_was_left_empty(annotate, tmp_path):
    (tmp_path / "annotate.toml").write_text('title = "Fish"\n' + TOPIC)
    rows = [(f"s{n}", who, "stance", "neutral") for n in range(4) for who in "ab"]
    rows += [("s0", "a", "topic", "energy|grain"), ("s0", "b", "topic", "energy")]
    rows += [("s1", "a", "topic", "fish"), ("s1", "b", "topic", "fish|grain"), ("s2", "a", "topic", "energy")]
    rows += [("s2", "b", "topic", "energy"), ("s1", "a", "fleet", "boats")]
    rows += [("s3", who, "topic", label) for who, label in zip("cde", ["energy", "fish", "grain"], strict=True)]
    annotations(*rows).to_csv(tmp_path / "annotations.csv", index=False)
    done = annotate("resolve")
    assert done.returncode == 0, done.stderr
    words = " ".join(done.stderr.split())
    assert "2 tied on topic and left without a label: s0 (grain), s1 (grain)" in words
    assert "topic: left empty in 2 answers to other questions, which are not counted as none of its labels" in words
    assert "fleet: left empty in 2 answers" in words
    gold = pd.read_csv(tmp_path / "gold.csv").query("question == 'topic'").set_index("sentence_id")
    assert gold["rule"].to_dict() == {"s0": "tie", "s1": "tie", "s2": "majority by label", "s3": "majority by label"}


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
    with pytest.raises(InputError, match="no label in them"):
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


def crowd(seed=0, items=120):
    """Three careful annotators and two who answer at random, with the truth."""
    random = np.random.default_rng(seed)
    truth = random.choice(["critical", "neutral", "conciliatory"], items)
    rows = []
    for person, skill in enumerate([0.85, 0.85, 0.85, 0.0, 0.0]):
        for place in range(items):
            guess = random.choice(["critical", "neutral", "conciliatory"])
            rows.append((f"s{place}", f"p{person}", "stance", truth[place] if random.random() < skill else guess))
    return annotations(*rows), truth


def test_the_model_of_annotators_trusts_the_careful_ones():
    table, truth = crowd()
    model, majority = resolve(table, method="model"), resolve(table)
    right = lambda gold: (gold["label"].to_numpy() == truth).mean()  # noqa: E731
    assert right(model) > right(majority)
    assert set(model["source"]) == {"model of annotators"}
    assert model["posterior"].between(1 / 3, 1).all()
    assert (model["rule"] == "Dawid-Skene").all()


def test_the_model_leaves_two_who_only_differ_undecided():
    row = gold_of(("s1", "ana", "stance", "critical"), ("s1", "bo", "stance", "neutral"), method="model").loc["s1"]
    assert pd.isna(row["label"])
    assert row["rule"] == "tie"


def test_disagreements_name_units_and_nobody():
    table = annotations(
        ("s1", "ana", "stance", "critical"),
        ("s1", "bo", "stance", "neutral"),
        ("s1", "ana", "sentiment", "neutral"),
        ("s1", "bo", "sentiment", "neutral"),
        ("s2", "ana", "stance", "neutral"),
    )
    assert disagreements(table).to_dict("records") == [{"sentence_id": "s1", "question": "stance"}]


def test_adjudication_has_the_last_word_and_is_recorded():
    rows = [("s1", "ana", "stance", "critical"), ("s1", "bo", "stance", "neutral"), ("s2", "ana", "stance", "neutral")]
    decided = annotations(("s1", "eve", "stance", "neutral", "2026-04-01T12:00:00Z"))
    gold = gold_of(*rows, method="adjudicated", adjudications=decided)
    row = gold.loc["s1"]
    assert (row["label"], row["source"], row["rule"], row["adjudicator"]) == (
        "neutral",
        "adjudicated",
        "adjudicated",
        "eve",
    )
    assert (row["annotators"], row["agreed"], row["who"]) == (2, 0.5, "ana;bo")
    assert row["resolved_at"].startswith("2026-04-01T12:00")
    assert (gold.loc["s2", "source"], gold.loc["s2", "label"]) == ("single", "neutral")


def test_adjudicators_who_differ_leave_a_tie():
    rows = [("s1", "ana", "stance", "critical"), ("s1", "bo", "stance", "neutral")]
    decided = annotations(("s1", "eve", "stance", "neutral"), ("s1", "flo", "stance", "critical"))
    row = gold_of(*rows, method="adjudicated", adjudications=decided).loc["s1"]
    assert pd.isna(row["label"])
    assert row["rule"] == "tie"


def test_adjudicated_without_adjudications_is_refused():
    with pytest.raises(InputError, match="`review`"):
        gold_of(("s1", "ana", "stance", "critical"), method="adjudicated")


@pytest.mark.external
def test_majority_of_the_published_annotations_is_mostly_the_published_label(evaluation_data):
    table = pd.read_csv(evaluation_data / "un_quadclass" / "annotations.csv").rename(columns={"item": "sentence_id"})
    gold = resolve(table.assign(question="stance"))
    tied = gold["label"].isna()
    assert len(gold) == table["sentence_id"].nunique()
    assert 0 < tied.sum() < 0.1 * len(gold)
    assert (gold.loc[~tied, "agreed"] > 1 / 3).all()


def test_several_labels_that_nobody_agrees_on_are_none_of_them_and_half_is_a_tie():
    rows = [("s1", who, label) for who, label in zip("abc", ["aid", "fish", "rails"], strict=True)]
    rows += [("s2", "a", "aid|fish"), ("s2", "b", "aid")]
    annotations = pd.DataFrame(rows, columns=["sentence_id", "annotator", "label"]).assign(question="topic")
    gold = resolve(annotations).set_index("sentence_id")
    assert gold["label"].isna().all()
    assert gold["rule"].to_dict() == {"s1": "majority by label", "s2": "tie"}
    assert gold["source"].fillna("").to_dict() == {"s1": "majority", "s2": ""}
    decided = resolve(annotations, method="adjudicated", adjudications=annotations).set_index("sentence_id")
    assert decided.loc["s1", ["rule", "source"]].tolist() == ["adjudicated", "adjudicated"]


def coded(answers, adjudicated):
    """Sentences that coders gave the labels `answers` in turn, and what an adjudicator said of the disputed ones."""
    rows = [
        (f"s{place}", f"coder {person}", label)
        for place, labels in enumerate(answers)
        for person, label in enumerate(labels)
    ]
    disputed = [place for place, labels in enumerate(answers) if len(set(labels)) > 1]
    rows += [(f"s{place}", "judge", label) for place, label in zip(disputed, adjudicated, strict=True)]
    return pd.DataFrame(rows, columns=["sentence_id", "annotator", "label"]).assign(question="stance")


DISPUTED = ["aab", "aab", "abc", "abb"]
AGREED = ["aaa", "bbb"] * 6


def test_an_adjudicator_among_the_annotators_decides_and_is_no_vote():
    gold = resolve(coded([*DISPUTED, *AGREED], "bdca"), method="adjudicated").set_index("sentence_id")
    disputed = gold.loc[["s0", "s1", "s2", "s3"]]
    assert disputed["label"].tolist() == ["b", "d", "c", "a"]
    assert set(disputed["rule"]) == set(disputed["source"]) == {"adjudicated"}
    assert set(disputed["adjudicator"]) == {"judge"}
    assert set(gold["annotators"]) == {3}
    assert disputed["agreed"].tolist() == pytest.approx([1 / 3, 0, 1 / 3, 1 / 3])
    assert set(disputed["who"]) == {"coder 0;coder 1;coder 2"}
    assert gold.loc["s4", ["label", "source"]].tolist() == ["a", "majority"]


def test_the_majority_counts_an_adjudicator_as_one_more_vote():
    gold = resolve(coded([*DISPUTED, *AGREED], "bdca")).set_index("sentence_id")
    assert gold["label"].head(4).fillna("tie").tolist() == ["tie", "a", "c", "tie"]
    assert gold["annotators"].head(4).tolist() == [4] * 4


def test_decisions_from_a_review_and_of_an_annotator_count_together():
    table = coded([*DISPUTED, *AGREED], "bdca")
    review = annotations(("s1", "eve", "stance", "a"), ("s4", "eve", "stance", "b"))
    gold = resolve(table, method="adjudicated", adjudications=review).set_index("sentence_id")
    assert gold.loc["s0", ["label", "adjudicator"]].tolist() == ["b", "judge"]
    assert gold.loc["s4", ["label", "adjudicator"]].tolist() == ["b", "eve"]
    assert gold.loc["s1", "rule"] == "tie"


def test_the_command_says_what_was_done_with_how_many_answers_of_an_adjudicator(annotate, tmp_path):
    coded([*DISPUTED, *AGREED], "bdca").to_csv(tmp_path / "a.csv", index=False)
    words = lambda *options: " ".join(annotate("resolve", "a.csv", "-o", "gold.csv", *options).stderr.split())  # noqa: E731
    majority = words()
    assert "stance: judge (4) answered only sentences that others disagree on, as an adjudicator does" in majority
    assert "counts as one more vote: --method adjudicated lets them decide" in majority
    decided = words("--method", "adjudicated")
    assert "stance: answers of judge (4) as adjudicator decide 4 sentences and are no votes" in decided
    assert "one more vote" not in decided
    review = annotations(("s1", "eve", "stance", "a"), ("s99", "eve", "stance", "b"))
    review.to_csv(tmp_path / "review.csv", index=False)
    both = words("--method", "adjudicated", "--adjudications", "review.csv")
    assert "answers of judge (4), eve (1) as adjudicator decide 3 sentences and are no votes" in both
    assert "they differ on 1 sentence, left without a label" in both
    assert "1 decision of adjudicators left out: of sentences without annotations" in both


def test_adjudicated_where_nobody_decided_says_so(annotate, tmp_path):
    annotations(("s1", "ana", "stance", "a"), ("s1", "bo", "stance", "b")).to_csv(tmp_path / "a.csv", index=False)
    annotations(("s9", "eve", "stance", "a")).to_csv(tmp_path / "review.csv", index=False)
    done = annotate("resolve", "a.csv", "-o", "g.csv", "--method", "adjudicated", "--adjudications", "review.csv")
    assert done.returncode == 0, done.stderr
    assert "no adjudicator has decided on any of the sentences yet" in " ".join(done.stderr.split())
