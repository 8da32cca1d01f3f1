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
