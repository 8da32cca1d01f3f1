import json
import re

import numpy as np
import pandas as pd
import pytest
from cleanlab.multilabel_classification.filter import find_multilabel_issues_per_class
from scipy.stats import chi2_contingency
from sklearn.linear_model import LogisticRegression

import annotate as an
from annotate.answer_labels import joined, membership
from annotate.errors import InputError
from annotate.labels.annotator_quality import annotator_drift, fast_runs
from annotate.labels.auditing import audit, cross_probabilities
from annotate.learn.evaluation.label_calibration import cross_sigmoids
from annotate.learn.recipes.catalogue import build
from annotate.learn.recipes.recipe import RecipeInputs
from annotate.learn.training.examples import examples_from
from annotate.learn.training.splits import folds, rarest_labels
from annotate.scheme import Label, Question, Scheme

WARM = ["praised", "welcomed", "thanked", "offered talks to", "reached an accord with", "sent aid to"]
COLD = ["condemned", "threatened", "accused", "imposed sanctions on", "expelled envoys of", "denounced"]
PLACES = ["Veldania", "Karsovia", "Ostmark", "the Lirian Isles", "Tarnow Bay", "the Free Ports"]


def gold_with_errors(count=240, wrong=12, seed=3):
    """Sentences whose words tell the label, and `wrong` labels turned round."""
    random = np.random.default_rng(seed)
    rows = []
    for place in range(count):
        warm = bool(random.random() < 0.5)
        verb = random.choice(WARM if warm else COLD)
        who, whom = random.choice(PLACES, 2, replace=False)
        text = f"On day {place} the minister of {who} {verb} {whom} over matter {random.integers(1000)}."
        rows.append((f"s{place}", f"a{place // 4}", text, "conciliatory" if warm else "critical"))
    table = pd.DataFrame(rows, columns=["sentence_id", "article_id", "text", "label"])
    turned = random.choice(count, wrong, replace=False)
    table.loc[turned, "label"] = table.loc[turned, "label"].map(
        {"conciliatory": "critical", "critical": "conciliatory"}
    )
    return table, set(table.loc[turned, "sentence_id"])


def test_turned_labels_come_first():
    random = np.random.default_rng(0)
    truth = random.integers(0, 2, 200)
    vectors = np.eye(2)[truth] + random.normal(0, 0.2, (200, 2))
    given = truth.copy()
    given[:10] = 1 - given[:10]
    labels = np.array(["critical", "neutral"])[given]
    rows = np.arange(200)
    folds = [(rows[rows % 5 != k], rows[rows % 5 == k]) for k in range(5)]
    found, names = cross_probabilities(LogisticRegression(), vectors, labels, folds)
    assert np.allclose(found.sum(axis=1), 1)
    ranked = audit(pd.DataFrame({"sentence_id": rows, "label": labels}), found, names)
    assert set(ranked["sentence_id"].head(10)) == set(range(10))
    assert ranked["flagged"].head(9).all()
    assert ranked["flagged"].sum() <= 12
    assert (ranked["suggested"].head(10) != ranked["label"].head(10)).all()
    assert list(ranked["rank"]) == list(range(1, 201))


def test_a_label_is_never_judged_by_a_model_that_saw_it():
    class Remembers:
        classes_ = np.array(["a", "b"])

        def get_params(self, deep=False):
            return {}

        def fit(self, rows, labels):
            self.seen = set(rows.ravel().tolist())

        def predict_proba(self, rows):
            assert not self.seen & set(rows.ravel().tolist())
            return np.full((len(rows), 2), 0.5)

    rows = np.arange(20)
    folds = [(rows[10:], rows[:10]), (rows[:10], rows[10:])]
    found, _ = cross_probabilities(Remembers(), rows.reshape(-1, 1), ["a", "b"] * 10, folds)
    assert (found == 0.5).all()


def test_copies_with_different_labels_are_flagged():
    table = pd.DataFrame({"sentence_id": ["s1", "s2", "s3", "s4"], "label": ["a", "b", "a", "a"]})
    sure = np.array([[0.9, 0.1], [0.1, 0.9], [0.9, 0.1], [0.9, 0.1]])
    ranked = audit(table, sure, ["a", "b"], near_duplicates=pd.Series(["g", "g", None, None])).set_index("sentence_id")
    assert ranked["flagged"].to_dict() == {"s1": True, "s2": True, "s3": False, "s4": False}
    assert ranked.loc["s1", "reason"] == "a near-duplicate is labelled b"
    assert ranked.loc["s1", "suggested"] == "b"


ANSWERS = ["aid", "aid|fish", "", "fish", "aid", ""] * 5
"""Of aid half, of fish a third."""


def test_each_of_several_labels_is_judged_as_yes_or_no_and_the_worst_ranks_the_answer():
    """By hand: s0 has aid at 0.9 and lacks fish at 0.2, so its worst is 1 - 0.2; s1 has fish at 0.04."""
    given = membership(ANSWERS, ["aid", "fish"])
    chances = np.where(given, [0.9, 0.8], [0.1, 0.2])
    chances[1] = 0.9, 0.04
    chances[2] = 0.97, 0.99
    table = pd.DataFrame({"sentence_id": [f"s{n}" for n in range(30)], "label": ANSWERS})
    table.loc[2, "label"], table.loc[7, "label"] = None, "fish|aid"
    ranked = audit(table, chances, ["aid", "fish"], several=True)
    assert ranked["sentence_id"].head(2).tolist() == ["s2", "s1"]
    assert ranked["quality"].head(2).tolist() == pytest.approx([0.01, 0.04])
    assert set(ranked["quality"][2:].round(6)) == {0.8}
    assert ranked["labels_in_doubt"].head(3).tolist() == ["aid|fish", "fish", ""]
    assert ranked["suggested"].head(2).tolist() == ["aid|fish", "aid"]
    assert ranked["reason"].tolist()[:2] == [
        "a model predicts aid (0.97); a model predicts fish (0.99)",
        "a model does not predict fish (0.04)",
    ]
    assert ranked["flagged"].tolist() == [True] * 2 + [False] * 28
    assert (ranked["suggested"] == ranked["label"])[2:].all()
    assert ranked.set_index("sentence_id").loc["s7", "label"] == "aid|fish"
    doubtful = membership(ranked.sort_index()["labels_in_doubt"], ["aid", "fish"])
    has = [np.flatnonzero(row).tolist() for row in given]
    of_cleanlab = find_multilabel_issues_per_class(has, chances, n_jobs=1)
    assert (doubtful[ranked["sentence_id"].str[1:].astype(int).argsort()] == of_cleanlab).all()
    unjudged = audit(table, chances, ["aid", "fish"], several=True, unjudged=["fish"])
    assert unjudged["labels_in_doubt"].tolist() == ["aid"] + [""] * 29
    assert unjudged["quality"].iloc[1] == 0.9


def test_a_copy_whose_answer_has_another_label_puts_that_label_in_doubt():
    table = pd.DataFrame({"sentence_id": list("abcd"), "label": ["aid|fish", "aid", "fish", ""]})
    sure = np.where(membership(table["label"], ["aid", "fish"]), 0.9, 0.1)
    alike = pd.Series(["x", "x", "y", "y"])
    ranked = audit(table, sure, ["aid", "fish"], near_duplicates=alike, several=True).set_index("sentence_id")
    assert ranked["labels_in_doubt"].to_dict() == dict.fromkeys("abcd", "fish")
    assert ranked["suggested"].to_dict() == {"a": "aid", "b": "aid|fish", "c": "", "d": "fish"}
    assert ranked.loc["b", "reason"] == "a near-duplicate is labelled aid|fish"
    assert ranked.loc["c", "reason"] == "a near-duplicate has no label"
    with pytest.raises(InputError, match=r"label 'aid\|tolls': there are probabilities only for aid, fish"):
        audit(table.assign(label="aid|tolls"), sure, ["aid", "fish"], several=True)


def test_too_few_labels_are_said():
    with pytest.raises(InputError, match="an audit needs 20"):
        cross_probabilities(LogisticRegression(), np.zeros((3, 1)), ["a", "b", "a"], [])


def answers(person, labels, seconds, start="2026-03-01T09:00:00Z"):
    times = pd.date_range(start, periods=len(labels), freq="1min")
    return pd.DataFrame(
        {
            "sentence_id": [f"s{i}" for i in range(len(labels))],
            "annotator": person,
            "question": "stance",
            "label": list(labels),
            "updated_at": times.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "lead_time": seconds,
        }
    )


def test_an_annotator_who_changes_is_found_and_a_steady_one_is_not():
    steady = answers("ana", "abcb" * 20, 8.0)
    changing = answers("bo", "abcb" * 10 + "aaab" * 10, 8.0)
    table = annotator_drift(pd.concat([steady, changing])).set_index("annotator")
    assert table.loc["bo", "p_value"] < 0.01
    assert table.loc["bo", "agreed_late"] < table.loc["bo", "agreed_early"] == 1.0
    assert table.loc["bo", "label"] == "a"
    assert table.loc["ana", "p_value"] > 0.5


def test_of_several_labels_each_is_looked_at_for_drift():
    """By hand: aid goes from 10 of 20 to 0 of 20 and fish stays, in answers of which each kind is rare."""
    early = ["aid|fish", "aid", "fish", "rails"] * 5
    late = ["fish", "rails", "rails|fish", "rails"] * 5
    row = annotator_drift(answers("ana", early + late, 8.0)).iloc[0]
    tables = [[[10, 10], [20, 0]], [[15, 5], [5, 15]]]
    by_hand = [chi2_contingency(table).pvalue for table in tables]
    assert row["p_value"] == pytest.approx(3 * min(by_hand))
    assert (row["label"], row["share_early"], row["share_late"]) == ("aid", 0.5, 0.0)


def test_fast_runs_are_found_with_their_place():
    seconds = [9.0] * 20 + [0.8] * 10 + [9.0] * 10 + [0.8] * 5 + [9.0] * 5
    table = fast_runs(answers("ana", "abcab" * 10, seconds))
    assert len(table) == 1
    row = table.iloc[0]
    assert (row["sentences"], row["first"], row["last"], row["median"]) == (10, "s20", "s29", 0.8)


def test_the_command_finds_planted_errors_and_says_who_rushed(annotate, tmp_path):
    table, wrong = gold_with_errors()
    table[["sentence_id", "label"]].assign(question="stance").to_csv(tmp_path / "gold.csv", index=False)
    table.drop(columns="label").to_csv(tmp_path / "sentences.csv", index=False)
    answers("ana", "abcb" * 10, [9.0] * 20 + [0.5] * 20).to_csv(tmp_path / "annotations.csv", index=False)
    files = ["gold.csv", "sentences.csv", "--annotations", "annotations.csv", "-o", "all.csv"]
    done = annotate("audit", *files, "--recipe", "fast", "--top", 12, "--format", "json")
    assert done.returncode == 0, done.stderr
    top = json.loads(done.stdout)
    assert len(top) == 12
    assert len({row["sentence_id"] for row in top} & wrong) >= 10
    assert "ana labelled 20 sentences in a row" in done.stderr
    assert len(pd.read_csv(tmp_path / "all.csv")) == 240


def test_the_command_finds_planted_errors_among_several_labels(annotate, tmp_path):
    """The question is the scheme's second, whose answers have one label, both or none."""
    table, _ = gold_with_errors(wrong=0)
    warm = table["label"] == "conciliatory"
    places = table["text"].str.contains("Veldania")
    given = np.column_stack([warm, places])
    draw = np.random.default_rng(5).choice(240, 12, replace=False)
    given[draw, np.arange(12) % 2] ^= True
    rows = table.assign(question="topic", label=joined(given, ["warm", "veldania"]))
    rows = pd.concat([table.assign(question="stance"), rows.assign(sentence_id=table["sentence_id"])])
    rows[["sentence_id", "question", "label"]].to_csv(tmp_path / "gold.csv", index=False)
    table.drop(columns="label").to_csv(tmp_path / "sentences.csv", index=False)
    (tmp_path / "annotate.toml").write_text(
        '[questions.stance]\nlabels = ["critical", "conciliatory"]\n'
        '[questions.topic]\nmultiple = true\nlabels = ["warm", "veldania", "never"]\n'
    )
    asked = ["audit", "gold.csv", "sentences.csv", "--recipe", "fast", "--top", 15]
    done = annotate(*asked, "--question", "topic", "--format", "json", "-o", "all.csv")
    assert done.returncode == 0, done.stderr
    top = json.loads(done.stdout)
    assert len({row["sentence_id"] for row in top} & {f"s{number}" for number in draw}) >= 10
    turned = {f"s{number}": ("warm", "veldania")[place % 2] for place, number in enumerate(draw)}
    assert [row["labels_in_doubt"] for row in top[:3]] == [turned[row["sentence_id"]] for row in top[:3]]
    assert "0 sentences have the label 'never', too few to learn it (5 are needed): only near-dup" in done.stderr
    assert re.search(r"\d+ of 240 answers are in doubt: (warm|veldania) in \d+, ", done.stderr)
    assert "left out 240 rows (another question than topic)" in done.stderr
    assert len(pd.read_csv(tmp_path / "all.csv")) == 240
    first = annotate(*asked)
    assert "240 labels are in doubt" in first.stderr
    assert "left out 240 rows (another question than stance)" in first.stderr
    shown = annotate(*asked, "--question", "topic").stdout
    assert "→" in shown


def test_several_labels_are_judged_by_probabilities_that_folds_calibrate_for_each_other():
    draw = np.random.default_rng(2)
    warm, bay = draw.random(200) < 0.4, draw.random(200) < 0.12
    verbs, places = np.where(warm, "praised", "accused"), np.where(bay, "Tarnow Bay", "Ostmark")
    texts = [f"Clerk {n} {verb} {place}." for n, (verb, place) in enumerate(zip(verbs, places, strict=True))]
    truth = np.column_stack([warm, bay]) ^ (draw.random((200, 2)) < 0.1)
    table = pd.DataFrame({"text": texts, "article_id": [f"a{n // 2}" for n in range(200)]})
    table = table.assign(
        label=joined(truth, ["warm", "bay"]), question="topic", sentence_id=[f"s{n}" for n in range(200)]
    )
    scheme = Scheme((Question("topic", (Label("warm"), Label("bay")), multiple=True),))
    ranked = an.audit(table, scheme=scheme, recipe="fast").set_index("sentence_id")
    examples = examples_from(table, labels=["warm", "bay"], several=True)
    parts = folds(rarest_labels(truth), examples.groups)
    inputs = RecipeInputs(several=("warm", "bay"))
    raw, _ = cross_probabilities(
        build("fast", inputs).estimator,
        *(examples.features, examples.labels, parts),
        groups=examples.groups,
        names=inputs.several,
    )
    calibrated = cross_sigmoids(truth, raw, parts, [True, True])
    quality = np.where(truth, calibrated, 1 - calibrated).min(axis=1)
    assert ranked.loc[table["sentence_id"], "quality"].to_numpy() == pytest.approx(quality)
    assert np.abs(np.where(truth, raw, 1 - raw).min(axis=1) - quality).max() > 0.1


def test_the_command_says_when_there_is_too_little(annotate, tmp_path):
    table, _ = gold_with_errors(count=8, wrong=1)
    table.to_csv(tmp_path / "t.csv", index=False)
    done = annotate("audit", "t.csv", "--recipe", "fast")
    assert done.returncode == 1
    assert "an audit needs 20" in done.stderr
