"""No file that a command reads is written over, no two of its files are one, and standard output holds one thing."""

import json

import pandas as pd
import pytest


@pytest.fixture
def tables(tmp_path):
    """A folder with annotations and articles."""
    answers = [(f"s{row}", who, "stance", "critical") for row in range(6) for who in ("ana", "bo")]
    columns = ["sentence_id", "annotator", "question", "label"]
    pd.DataFrame(answers, columns=columns).to_csv(tmp_path / "a.csv", index=False)
    texts = [f"The ferry to Port Velda was late on day {day}. Nobody was hurt." for day in range(3)]
    pd.DataFrame({"article_id": ["a", "b", "c"], "text": texts}).to_csv(tmp_path / "articles.csv", index=False)
    return tmp_path


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        (
            ["split", "articles.csv", "-o", "x.csv", "--articles", "x.csv"],
            "-o and --articles: both are written to x.csv",
        ),
        (["split", "articles.csv", "-o", "x.csv", "--articles", "./x.csv"], "-o and --articles: both are written"),
        (["split", "articles.csv", "-o", "-", "--articles", "-"], "-o and --articles: both are written to -"),
        (["estimate", "s.csv", "-o", "e.csv", "--differences", "e.csv"], "-o and --differences: both are written"),
        (["agreement", "a.csv", "-o", "-", "--format", "json"], "-o -: standard output has the JSON document"),
        (
            ["split", "articles.csv", "-o", "x.csv", "--articles", "-", "--format", "json"],
            "--articles -: standard output",
        ),
        (["estimate", "s.csv", "--flow", "-", "--format", "json"], "--flow -: standard output has the JSON document"),
    ],
)
def test_files_that_would_be_one_are_refused_before_anything_is_read(annotate, tables, verb, words):
    done = annotate(*verb)
    assert done.returncode == 2
    assert words in done.stderr
    assert (done.stdout, sorted(path.name for path in tables.iterdir())) == ("", ["a.csv", "articles.csv"])


@pytest.mark.parametrize(
    "verb",
    [
        ["evaluate", "m", "a.csv", "-o", "a.csv"],
        ["compare", "m", "n", "a.csv", "-o", "a.csv"],
        ["agreement", "a.csv", "-o", "a.csv"],
        ["split", "articles.csv", "-o", "x.csv", "--articles", "articles.csv"],
        ["convert", "articles.csv", "a.csv", "--from", "csv", "-o", "a.csv"],
    ],
)
def test_what_is_read_is_not_written_over(annotate, tables, verb):
    before = {path.name: path.read_bytes() for path in tables.iterdir()}
    done = annotate(*verb)
    assert done.returncode == 1
    assert "refusing to overwrite an input; choose another" in done.stderr
    assert {path.name: path.read_bytes() for path in tables.iterdir()} == before


def test_the_gold_of_a_study_is_not_written_over_by_an_evaluation(annotate, tables):
    annotate("init", ".", "--yes")
    (tables / "models" / "stance").mkdir(parents=True)
    (tables / "gold.csv").write_text("sentence_id,question,label\ns1,stance,critical\n")
    done = annotate("evaluate", "-o", "gold.csv")
    assert "gold.csv: refusing to overwrite an input" in done.stderr
    assert (tables / "gold.csv").read_text().startswith("sentence_id")


def test_what_is_no_table_goes_to_standard_output_too(annotate, tables):
    done = annotate("convert", "a.csv", "--from", "csv", "--to", "label-studio", "-o", "-")
    assert done.returncode == 0
    assert len(json.loads(done.stdout)) == 6
    assert not (tables / "-").exists()


def test_articles_go_to_standard_output_beside_sentences_in_a_file(annotate, tables):
    done = annotate("split", "articles.csv", "-o", "s.csv", "--articles", "-")
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["article_id"] for line in done.stdout.splitlines()] == ["a", "b", "c"]
    assert len(pd.read_csv(tables / "s.csv")) == 6


def test_a_model_is_not_written_to_standard_output(annotate, tables):
    texts = [("The envoy praised it.", "good"), ("The envoy attacked it.", "bad")] * 15
    pd.DataFrame(texts, columns=["text", "label"]).to_csv(tables / "t.csv", index=False)
    done = annotate("train", "t.csv", "--recipe", "fast", "--no-curve", "-o", "-")
    assert done.returncode == 1
    assert "-: a model is a folder, which standard output cannot hold; choose another -o" in done.stderr
    assert not (tables / "-").exists()
