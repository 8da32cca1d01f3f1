"""What is told of labelled tables before training: texts that are none, HTML, ids and labels that contradict."""

import numpy as np
import pandas as pd
import pytest

from annotate.columns import damage_of_ids
from annotate.errors import InputError
from annotate.learn.models.folders import save
from annotate.learn.training.labelled_rows import notes_on_ids, notes_on_labels, with_plain_texts, with_tidy_labels
from annotate.learn.training.training import train
from annotate.scheme import Label, Question


def test_words_for_no_text_and_rows_of_totals_are_left_out_and_html_is_removed():
    texts = ["<p>The envoy &amp; others spoke.</p>", "NA", "Total", "17", "Rain fell."]
    table, dropped, notes = with_plain_texts(pd.DataFrame({"text": texts, "label": list("aabba")}), "text")
    assert table.to_numpy().tolist() == [["The envoy & others spoke.", "a"], ["Rain fell.", "a"]]
    assert dropped == 3
    assert notes == [
        "HTML was removed from 1 text",
        "3 rows left out, with a text that stands for a missing value (row 2: 'NA')",
    ]
    whole = pd.DataFrame({"text": ["Rain fell.", None], "label": ["a", "b"]})
    assert with_plain_texts(whole, "text")[1:] == (0, [])


def test_ids_of_two_sentences_and_texts_with_two_labels_are_named():
    sentences = pd.DataFrame({"sentence_id": ["a", "b", "a", "b"], "text": ["One.", "Two.", "One.", "Three."]})
    assert notes_on_ids(sentences) == [
        "1 sentences have the id of another one with another text (b); the first one's text is used"
    ]
    table = pd.DataFrame({"text": ["One.", "One.", "Two."], "label": ["x", "y", "x"]})
    assert notes_on_labels(table, "text", "label", "t.csv") == [
        "1 text, such as 'One.', has different labels in different rows; all are used, as what stands around a text may"
        " decide its label"
    ]
    assert notes_on_labels(table.assign(label="x"), "text", "label", "t.csv") == []


def test_a_column_of_numbers_is_no_column_of_labels():
    table = pd.DataFrame({"text": [f"Text {n}." for n in range(90)], "label": [str(n * 0.37) for n in range(90)]})
    with pytest.raises(InputError, match=r"t\.csv: column 'label' has 90 different values in 90 rows"):
        notes_on_labels(table, "text", "label", "t.csv")


def test_zeros_in_front_of_an_id_that_a_spreadsheet_dropped_are_named():
    assert damage_of_ids(["17"], ["00016", "00017"]) == (
        "'17' looks like the id '00017', of which a spreadsheet has dropped the zeros in front"
    )
    assert damage_of_ids(["17"], ["17", "s1"]) == ""


def test_rows_without_a_text_have_no_labels_that_contradict():
    table = pd.DataFrame({"text": ["", "", None, "One."], "label": ["x", "y", "z", "x"]})
    assert notes_on_labels(table, "text", "label", "t.csv") == []


@pytest.mark.parametrize(
    ("answers", "line"), [(["aid", "aid|fish", "fish", "aid"], 3), (["aid", "fish", "fish", ""], 5)]
)
def test_answers_of_several_labels_are_not_taken_for_a_model_of_one(annotate, tmp_path, answers, line):
    """They are neither unknown labels nor left out, even where few rows have several or none."""
    one = pd.DataFrame({"text": [f"On tolls {n}." for n in range(8)], "label": ["aid", "fish"] * 4})
    question = Question("topic", (Label("aid"), Label("fish")))
    save(train(one, question=question, recipe="fast", test_share=0), tmp_path / "m")
    (tmp_path / "annotate.toml").write_text('[questions.topic]\nmultiple = true\nlabels = ["aid", "fish"]\n')
    rows = pd.DataFrame({"sentence_id": list("abcd"), "question": "topic", "label": answers, "text": "On tolls."})
    rows.to_csv(tmp_path / "gold.csv", index=False)
    done = annotate("evaluate", "m", "gold.csv")
    assert done.returncode == 1
    assert f"gold.csv:{line}: " in done.stderr
    assert "question 'topic' takes several (multiple = true), and the model gives one; train a model" in done.stderr


def test_labels_are_spelled_as_the_scheme_or_the_model_does():
    table = pd.DataFrame({"label": ["Positive", "positive", "Positive", "NEUTRAL", "other"]})
    spelled, notes = with_tidy_labels(table, "label", ["positive", "neutral"])
    assert spelled["label"].tolist() == ["positive", "positive", "positive", "neutral", "other"]
    assert "label 'NEUTRAL' is taken as 'neutral', from which it differs in capitals only" in notes
    apart, _ = with_tidy_labels(table, "label", ["US", "us"])
    assert "NEUTRAL" in set(apart["label"])


def test_gold_with_capitals_trains_and_is_evaluated(annotate, tmp_path):
    words = {"Positive": "praised", "Negative": "attacked", "Neutral": "met"}
    rows = [(f"s{n}", f"The envoy {words[name]} party {n}.", "sentiment", name) for n in range(20) for name in words]
    rows = [(f"{one}-{label}", text, question, label) for one, text, question, label in rows]
    gold = pd.DataFrame(rows, columns=["sentence_id", "text", "question", "label"])
    gold.to_csv(tmp_path / "gold.csv", index=False)
    done = annotate("train", "gold.csv", "--question", "sentiment", "--recipe", "fast", "--no-curve", "-o", "m")
    assert done.returncode == 0, done.stderr
    assert "label 'Positive' is taken as 'positive'" in done.stderr
    assert annotate("evaluate", "m", "gold.csv", "--part", "all").returncode == 0


def test_many_labels_are_shown_by_their_confusions_and_rare_ones_named_once(annotate, tmp_path):
    random = np.random.default_rng(3)
    words = random.choice(["harbour", "grain", "council", "treaty", "tariff", "ferry"], (240, 6))
    labels = [f"frame {number}" for number in random.integers(0, 14, 200)] + [f"rare {n % 13}" for n in range(40)]
    table = pd.DataFrame({"text": [" ".join(row) for row in words], "label": labels})
    table["article_id"] = [f"a{n % 60}" for n in range(240)]
    table.to_csv(tmp_path / "labels.csv", index=False)
    done = annotate("train", "labels.csv", "--recipe", "fast", "--no-curve", "-o", "model")
    assert done.returncode == 0, done.stderr
    told = " ".join(done.stderr.split())
    assert "13 labels have fewer than 5 training sentences, few for an evaluation: 'rare 0' has " in told, told
    assert "and 3 more; label at least 5 of each" in told
    assert told.count("few for an evaluation") == 1
    shown = done.stdout
    assert "The most frequent wrong predictions, 20 of" in " ".join(shown.split())
    assert max(map(len, shown.splitlines())) < 100
    assert len(shown.splitlines()) < 80


def test_a_text_too_long_for_a_sentence_is_left_out_and_many_are_refused(table, tmp_path):
    long = table.assign(text=table["text"].where(table.index != 3, "x" * 100_001))
    model = train(long, group_column="doc", recipe="fast", curve=False)
    assert len(model.sentences) == len(table) - 1
    assert (
        "1 text of more than 20,000 characters left out, the first in row 4"
        in (save(model, tmp_path / "m") / "README.md").read_text()
    )
    with pytest.raises(InputError, match="too long for a sentence"):
        train(table.assign(text="x" * 100_001), group_column="doc", recipe="fast", curve=False)


def test_a_text_too_long_for_a_sentence_counts_as_left_out(annotate, table, tmp_path):
    long = table.assign(text=table["text"].where(table.index != 3, "x" * 100_001))
    long.to_csv(tmp_path / "labels.csv", index=False)
    for verb in (("train", "labels.csv", "--recipe", "fast", "--no-curve", "-o", "m"), ("evaluate", "m", "labels.csv")):
        done = annotate(*verb)
        assert done.returncode == 0, done.stderr
        assert "1 row (text too long)" in " ".join(done.stderr.split())
