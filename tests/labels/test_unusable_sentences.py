"""Sentences that cannot be told from others, or are of no kind that is asked for: each is said with its place."""

import pandas as pd
import pytest

from annotate.io.writing import write_table


@pytest.fixture
def sentences():
    return pd.DataFrame(
        {
            "sentence_id": [f"s{number}" for number in range(30)],
            "article_id": [f"a{number // 3}" for number in range(30)],
            "kind": "body",
            "text": [f"The ferry to Port Velda was {number} minutes late." for number in range(30)],
        }
    ).astype(object)


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_sentences_without_an_id_are_rejected_and_the_others_drawn(annotate, sentences, tmp_path, ending):
    sentences.loc[[4, 9], "sentence_id"] = [None, " "]
    write_table(sentences, tmp_path / f"s.{ending}")
    done = annotate("sample", f"s.{ending}", "-n", "28", "-o", "b.csv")
    assert done.returncode == 1
    assert done.stderr.count("no sentence_id; fill it in") == 2
    assert pd.read_csv(tmp_path / "b.csv")["sentence_id"].notna().sum() == 28
    assert len(pd.read_csv(tmp_path / "b.csv.rejects.csv")) == 2


def test_a_batch_in_which_a_sentence_has_no_id_or_is_there_twice_is_no_coding_sheet(annotate, sentences, tmp_path):
    sentences.assign(sentence_id=["", *sentences["sentence_id"][1:]]).to_csv(tmp_path / "none.csv", index=False)
    done = annotate("sheet", "none.csv", "-o", "coding.xlsx")
    assert done.returncode == 1
    assert "none.csv:2: no sentence_id; fill it in" in done.stderr
    sentences.assign(sentence_id=["s1", *sentences["sentence_id"][1:]]).to_csv(tmp_path / "twice.csv", index=False)
    done = annotate("sheet", "twice.csv", "-o", "coding.xlsx")
    assert done.returncode == 1
    assert "batch: row 2 repeats sentence s1; remove one of the two" in done.stderr
    assert not (tmp_path / "coding.xlsx").exists()


def test_one_sentence_without_an_id_does_not_stop_a_push(annotate, sentences, tmp_path):
    sentences.assign(sentence_id=["", *sentences["sentence_id"][1:]]).to_csv(tmp_path / "b.csv", index=False)
    done = annotate("push", "b.csv", "--dry-run", "--project", "Ferries", "--url", "http://127.0.0.1:1")
    assert done.returncode == 1
    assert "b.csv:2: no sentence_id; fill it in" in done.stderr
    assert "would push 29 sentences" in done.stderr


def test_a_coder_who_is_named_twice_gets_no_two_projects(annotate, sentences, tmp_path):
    sentences.to_csv(tmp_path / "b.csv", index=False)
    done = annotate("push", "b.csv", "--coders", "ana,Ana", "--project", "Ferries", "--url", "http://127.0.0.1:1")
    assert done.returncode == 2
    assert "--coders ana,Ana: each has a project of their own; name everybody once" in done.stderr


def test_a_column_kind_about_something_else_is_named(annotate, sentences, tmp_path):
    sentences.assign(kind=["opinion", "report"] * 15).to_csv(tmp_path / "s.csv", index=False)
    done = annotate("sample", "s.csv", "-n", "5", "-o", "b.csv")
    assert done.returncode == 1
    assert "none is of kind body, as column 'kind' has opinion, report; choose among these with --kinds" in done.stderr
    assert annotate("sample", "s.csv", "-n", "5", "-o", "b.csv", "--kinds", "report").returncode == 0


def test_ids_that_are_missing_are_not_taken_for_one_id(sentences):
    from annotate.learn.training.labelled_rows import notes_on_ids

    assert notes_on_ids(sentences.assign(sentence_id=[None, None, "", " ", *sentences["sentence_id"][4:]])) == []
