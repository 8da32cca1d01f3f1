"""Articles into sentences: exact places, stable ids, kinds, context."""

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate import tables
from annotate.io.articles import articles_from
from annotate.io.writing import write_table
from annotate.text.assembling import sentence_table, text_table
from annotate.text.splitting import columns_of, sentences_from, split

NEWS = """Port Velda (VNA) — Veldania's foreign minister said on Monday talks would go on. "We are patient," she added.

What comes next

Karsovia has not answered. It may do so on Friday.

By Ilse Marran"""


def test_offsets_are_exact_and_kinds_are_told(tmp_path):
    (tmp_path / "a.txt").write_text(NEWS, encoding="utf-8")
    articles = articles_from([tmp_path / "a.txt"])
    sentences = split(articles)
    text = articles["text"][0]
    assert [text[s:e] for s, e in zip(sentences["start"], sentences["end"], strict=True)] == list(sentences["text"])
    assert list(sentences["kind"]) == ["body", "body", "heading", "body", "body", "byline"]
    assert list(sentences["position"]) == [1, 2, 3, 4, 5, 6]
    assert list(sentences["paragraph"]) == [1, 1, 2, 3, 3, 4]


def test_the_dateline_is_cut_off_and_kept():
    sentences = split(pd.DataFrame({"text": [NEWS]}))
    assert sentences["dateline"][0] == "Port Velda"
    assert sentences["text"][0].startswith("Veldania's foreign minister")
    assert sentences["dateline"][1:].isna().all()


def test_before_and_after_pass_over_what_is_not_body():
    sentences = split(pd.DataFrame({"text": [NEWS]}))
    assert sentences["before"][3] == '"We are patient," she added.'
    assert sentences["after"][1] == "Karsovia has not answered."
    assert pd.isna(sentences["before"][0])
    assert pd.isna(sentences["after"][4])


def test_ids_do_not_depend_on_the_place_of_the_file(tmp_path):
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.txt").write_text(NEWS, encoding="utf-8")
    here, there = (sentences_from([tmp_path / name]) for name in ("here", "there"))
    assert list(here["sentence_id"]) == list(there["sentence_id"])


def test_an_address_identifies_an_article_whatever_its_text():
    one = split(pd.DataFrame({"url": ["https://example.org/a"], "text": ["Talks failed. Talks go on."]}))
    other = split(pd.DataFrame({"url": ["https://example.org/a"], "text": ["Updated. Talks go on."]}))
    assert one["article_id"][0] == other["article_id"][0]
    assert one["sentence_id"][1] == other["sentence_id"][1]
    assert one["sentence_id"][0] != other["sentence_id"][0]


def test_no_two_sentences_share_an_id_even_in_copies_of_one_article():
    text = "It is over. It is over. It is over."
    sentences = split(pd.DataFrame({"text": [text, text]}))
    assert sentences["sentence_id"].is_unique
    assert sentences["article_id"].nunique() == 1


def test_given_ids_and_unknown_columns_are_carried_along():
    frame = pd.DataFrame({"article_id": ["v-1"], "text": ["Velda waits. So do we."], "region": ["north"]})
    sentences = split(frame)
    assert set(sentences["article_id"]) == {"v-1"}
    assert list(sentences["region"]) == ["north", "north"]


def test_a_users_column_named_like_ours_goes_along_under_another_name():
    frame = pd.DataFrame({"text": ["Velda waits. So do we."], "position": ["page 3"], "kind": ["opinion"]})
    sentences = split(frame)
    assert list(sentences["position"]) == [1, 2]
    assert list(sentences["article_position"]) == ["page 3", "page 3"]
    assert set(sentences["kind"]) == {"body"}
    assert set(sentences["article_kind"]) == {"opinion"}


def test_a_table_of_sentences_comes_back_as_it_is(tmp_path):
    sentences = split(pd.DataFrame({"text": [NEWS]}))
    for name in ("s.csv", "s.jsonl", "s.parquet"):
        write_table(sentences, tmp_path / name, tables.SENTENCES)
        assert list(sentences_from([tmp_path / name])["sentence_id"]) == list(sentences["sentence_id"])


def test_an_article_without_sentences_leaves_an_empty_table():
    assert split(pd.DataFrame({"text": [" \n "]})).empty


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=300), st.text(max_size=20))
@settings(max_examples=60, deadline=None)
def test_any_text_is_split_with_exact_offsets(text, title):
    articles = pd.DataFrame({"text": [text], "title": [title]}, dtype=object)
    sentences = split(articles)
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    for row in sentences.itertuples():
        assert whole[row.start : row.end] == row.text
        assert row.kind in tables.KINDS
    assert sentences["sentence_id"].is_unique


@pytest.mark.external
def test_the_seed_article_comes_out_whole(evaluation_data):
    gold = json.loads((evaluation_data / "seed_article" / "sentences_gold.json").read_text(encoding="utf-8"))
    sentences = sentences_from([evaluation_data / "seed_article" / "article.txt"])
    found = set(zip(sentences["start"], sentences["end"], sentences["kind"], strict=True))
    assert found == {(s["start"], s["end"], s["label"]) for s in gold["sentences"]}
    assert list(sentences["dateline"].dropna()) == ["BEIJING"]


def test_a_part_of_a_corpus_holds_what_the_data_frame_does():
    articles = pd.DataFrame(
        {"text": [NEWS, "It rains."], "outlet": ["", "VNA"], "beat": ["ports", ""], "url": ["", "x"]}
    )
    assert sentence_table(columns_of(articles)).equals(text_table(split(articles)))
