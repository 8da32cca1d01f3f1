"""Rows of scores and gold labels that cannot be used: each is named with its place, and no run passes them over."""

import pandas as pd
import pytest
from two_outlets import coverage, drawn


@pytest.fixture(scope="module")
def sound():
    scores, truth = coverage(600, articles=150)
    return scores, drawn(scores, truth, 150)[0]


@pytest.fixture
def estimated(annotate, sound, tmp_path):
    """What the command says of scores and labels that were changed, given as CSV files."""

    def called(change=lambda scores: scores, relabel=lambda gold: gold, *options):
        change(sound[0].copy()).to_csv(tmp_path / "scores.csv", index=False)
        relabel(sound[1].copy()).to_csv(tmp_path / "gold.csv", index=False)
        return annotate("estimate", "scores.csv", "--gold", "gold.csv", *options)

    return called


def with_value(column, value, row=4):
    def changed(frame):
        frame[column] = frame[column].astype(object)
        frame.loc[row, column] = value
        return frame

    return changed


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("sentence_id", None, "scores.csv:6: no sentence_id"),
        ("label", "Martian", "scores.csv:6: label 'Martian' has no column p_Martian"),
        ("p_critical", None, "scores.csv:6: a label but no p_critical"),
    ],
)
def test_a_row_of_scores_that_cannot_be_used_is_left_out_with_its_line(estimated, column, value, words):
    done = estimated(with_value(column, value))
    assert done.returncode == 1
    assert words in done.stderr
    assert "599 sentences" in done.stderr
    assert "%" in done.stdout


@pytest.mark.parametrize("value", [0, 1.4])
def test_a_label_with_an_impossible_probability_is_left_out_with_its_line(estimated, value):
    done = estimated(relabel=with_value("inclusion_probability", value))
    assert done.returncode == 1
    assert "gold.csv:6: inclusion_probability" in done.stderr
    assert "149 human labels" in done.stderr


def with_sentiment(gold):
    """`gold` beside labels of another question that shares one label with it."""
    tones = ["positive", "negative", "neutral"]
    other = gold.assign(question="sentiment", label=[tones[row % 3] for row in range(len(gold))])
    return pd.concat([gold, other], ignore_index=True)


@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("label", ["critcal", "Martian"])
def test_a_label_that_no_model_has_is_left_out_and_the_others_count(estimated, tmp_path, label, both):
    done = estimated(
        relabel=lambda gold: with_value("label", label)(with_sentiment(gold) if both else gold),
    )
    assert done.returncode == 1
    assert f": unknown label '{label}'; the model has critical, neutral" in done.stderr
    assert "149 human labels (drawn" in done.stderr
    assert "%" in done.stdout
    assert pd.read_csv(tmp_path / "annotate.rejects.csv")["where"].str.startswith("gold.csv: sentence s").all()


def test_labels_of_another_scheme_and_those_of_the_scheme_that_a_model_lacks_are_no_mistakes(estimated):
    many = estimated(relabel=lambda gold: gold.assign(label=gold["label"].where(gold.index > 20, "Martian")))
    assert many.returncode == 1
    assert "label 'Martian' is not the model's" in many.stderr
    lacking = estimated(lambda one: one.rename(columns={"p_critical": "p_harsh"}).replace({"critical": "harsh"}))
    assert lacking.returncode == 1
    assert "label 'critical' is not the model's" in lacking.stderr
    assert "%" not in many.stdout + lacking.stdout


def test_a_label_that_outweighs_all_others_is_named(estimated):
    done = estimated(relabel=with_value("inclusion_probability", 1e-9))
    assert done.returncode == 0
    assert "counts more than the 149 others together, as its inclusion_probability is 1e-09; check it" in done.stderr
    assert "counts more than" not in estimated().stderr


def test_what_makes_a_whole_table_wrong_is_said_with_its_file(estimated):
    for words, change, relabel in (
        ("scores.csv: sentence s0 is scored twice", lambda one: pd.concat([one, one.head(1)]), lambda one: one),
        ("scores.csv: no scores in it, only columns", lambda one: one.head(0), lambda one: one),
        ("has two labels; run annotate resolve", lambda one: one, lambda one: pd.concat([one, one.head(1)])),
    ):
        done = estimated(change, relabel)
        assert done.returncode == 1
        assert words in done.stderr


def test_without_articles_every_output_says_that_sentences_are_taken_for_independent(estimated, tmp_path):
    done = estimated(lambda one: one.drop(columns="article_id"), lambda one: one, "-o", "e.md")
    assert "no sentence has an article_id" in done.stderr
    assert "each counts as an article of its own" in (tmp_path / "e.md").read_text()
    assert (
        "4 of 600 sentences have no article_id"
        in estimated(lambda one: one.assign(article_id=one["article_id"].where(one.index > 3))).stderr
    )
    assert "article_id" not in estimated().stderr


def test_dates_that_cannot_be_read_are_told_from_those_that_are_missing(estimated):
    def changed(scores):
        scores.loc[[3, 5], "published"] = ["yesterday", "2031-13-45"]
        scores.loc[:2, "published"] = None
        return scores

    done = estimated(changed, lambda one: one, "--by", "month")
    assert "scores.csv: 2 dates (published) cannot be read, first 'yesterday' of sentence s3" in done.stderr
