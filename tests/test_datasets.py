"""The shipped coverage is whole, its labels belong to its sentences, and it says what it is."""

import csv
import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

import annotate
from annotate import tables
from annotate.io.reading import read_table
from annotate.labels.agreement_measures import agreement
from annotate.scheme import DEFAULT
from annotate.studio.wording.wordings import languages, usual_scheme
from annotate.workflows.setup.shipped import load_shipped, rekeyed, shipped_folder

PACKAGE = Path(annotate.__file__).parent
GENRES = {"news", "wire", "opinion", "interview", "live", "analysis"}


@pytest.fixture(scope="module")
def shipped():
    return load_shipped()


@pytest.fixture(scope="module")
def labels():
    return read_table(shipped_folder() / "labels.csv", tables.ANNOTATIONS)


@pytest.fixture(scope="module")
def body(shipped):
    return shipped.sentences[shipped.sentences["kind"] == "body"]


def test_every_listed_file_is_there_and_no_other(shipped):
    there = {f"articles/{path.name}" for path in (shipped_folder() / "articles").iterdir()}
    assert set(shipped.articles["file"]) == there


def test_articles_come_from_eight_outlets_and_addresses_that_cannot_exist(shipped):
    articles = shipped.articles
    assert articles["outlet"].nunique() == 8
    assert set(articles["genre"]) == GENRES
    assert articles["article_id"].is_unique
    assert articles["url"].str.match(r"https://www\.[a-z]+\.example/").all()
    assert pd.to_datetime(articles["published"], utc=True).notna().all()


def test_every_article_has_body_sentences(shipped, body):
    assert set(body["article_id"]) == set(shipped.articles["article_id"])


def test_every_label_belongs_to_a_sentence_as_cut_now(labels, shipped):
    orphans = labels[~labels["sentence_id"].isin(shipped.sentences["sentence_id"])]
    assert orphans.empty, orphans[["article_id", "text"]].drop_duplicates().to_string()


def test_body_sentences_are_labelled(labels, body):
    bare = body[~body["sentence_id"].isin(labels["sentence_id"])]
    assert len(bare) <= len(body) / 100, f"label these anew:\n{bare[['article_id', 'text']].to_string()}"


def test_labels_are_of_the_scheme_and_each_is_given_once(labels):
    for question, given in labels.groupby("question"):
        assert set(given["label"]) <= set(DEFAULT.question(question).names)
    assert not labels.duplicated(["sentence_id", "annotator", "question"]).any()


def test_annotators_say_that_they_are_no_people(labels):
    assert labels["annotator"].str.startswith("language-model-").all()


def test_the_datasheet_states_the_agreement_of_the_two_passes(labels):
    passes = labels[labels["annotator"].str.contains("-pass-")]
    found = agreement(passes, resamples=10).set_index(["question", "measure"])["value"]
    sheet = (shipped_folder() / "DATASHEET.md").read_text(encoding="utf-8")
    for question in ("stance", "sentiment"):
        assert f"alpha {found[question, 'alpha_nominal']:.3f}" in " ".join(sheet.split())


def test_disagreements_were_adjudicated_and_nothing_else(labels, shipped):
    given = labels.pivot_table(index=["sentence_id", "question"], columns="annotator", values="label", aggfunc="first")
    both = given.dropna(subset=["language-model-pass-1", "language-model-pass-2"])
    apart = both["language-model-pass-1"] != both["language-model-pass-2"]
    assert (both["language-model-adjudicator"].notna() == apart).all()
    gold = shipped.gold.set_index(["sentence_id", "question"])["label"]
    decided = both["language-model-adjudicator"].fillna(both["language-model-pass-1"])
    assert (gold.reindex(decided.index) == decided).all()


def test_gold_answers_both_questions_for_the_same_sentences(shipped):
    gold = shipped.gold
    stance, sentiment = (set(gold.loc[gold["question"] == q, "sentence_id"]) for q in ("stance", "sentiment"))
    assert stance == sentiment
    assert stance <= set(shipped.sentences["sentence_id"])
    assert not gold.duplicated(["sentence_id", "question"]).any()


def test_copies_of_the_same_wire_copy_stay_in_one_split(shipped):
    groups = shipped.articles.dropna(subset=["copy_group"]).groupby("copy_group")["split"].nunique()
    assert (groups == 1).all()
    assert set(shipped.articles["split"]) == {"train", "dev", "test"}


def test_gold_has_the_split_of_its_article(shipped):
    split = shipped.sentences.set_index("sentence_id")["split"]
    assert (split.reindex(shipped.gold["sentence_id"]).to_numpy() == shipped.gold["split"].to_numpy()).all()


def test_rekeying_finds_labels_again_by_text_and_leaves_lost_ones_empty(labels, shipped):
    some = labels.head(40).assign(sentence_id="an-older-id")
    assert (
        rekeyed(some, shipped.sentences)["sentence_id"].to_numpy() == labels.head(40)["sentence_id"].to_numpy()
    ).all()
    lost = some.assign(text=some["text"] + " and more")
    assert rekeyed(lost, shipped.sentences)["sentence_id"].isna().all()


def test_rekeying_tells_repeated_sentences_apart():
    sentences = pd.DataFrame({"article_id": ["a", "a"], "text": ["No.", "No."], "sentence_id": ["1", "2"]})
    old = pd.DataFrame(
        {"article_id": ["a", "a"], "text": ["No.", "No."], "sentence_id": ["x", "y"]}
        | {"annotator": ["m", "m"], "question": ["stance", "stance"]}
    )
    assert rekeyed(old, sentences)["sentence_id"].tolist() == ["1", "2"]


def test_no_article_file_is_listed_twice():
    with (shipped_folder() / "articles.csv").open(encoding="utf-8", newline="") as stream:
        files = Counter(row["file"] for row in csv.DictReader(stream))
    assert max(files.values()) == 1


EXAMPLE = re.compile(r"^(\d+)\. [“„«]\s?(.+?)\s?[”“»]\s+\*(\w+), (\w+)\.\*\s+(\S.+?)$", re.MULTILINE)


def examples_in(code):
    """The examples of the guidelines in a language: number, sentence, labels as they are named in tables, reason."""
    text = (PACKAGE / "workflows" / "setup" / "guidelines" / f"{code}.md").read_text(encoding="utf-8")
    stance, sentiment = usual_scheme(code).questions
    for number, sentence, first, second, reason in EXAMPLE.findall(re.sub(r"\n {4}", " ", text)):
        yield number, sentence, stance.spelled(first), sentiment.spelled(second), reason


@pytest.fixture(scope="module")
def examples():
    return list(examples_in("en"))


@pytest.mark.parametrize("code", languages())
def test_guidelines_give_forty_examples_with_labels_of_the_scheme_and_a_reason(code, examples):
    own = list(examples_in(code))
    assert [int(number) for number, *_ in own] == list(range(1, 41))
    for _, _, stance, sentiment, _ in own:
        DEFAULT.question("stance").check(stance, code)
        DEFAULT.question("sentiment").check(sentiment, code)
    assert min(Counter(stance for _, _, stance, _, _ in own).values()) >= 10
    assert [row[2:4] for row in own] == [row[2:4] for row in examples]


def test_examples_of_the_guidelines_are_not_taken_from_the_articles(shipped, examples):
    everything = "\n".join(shipped.articles["text"]).lower()
    for _, sentence, *_ in examples:
        assert sentence.rstrip(".?").lower() not in everything, sentence


def test_there_is_enough_of_every_kind(shipped, body):
    articles, gold = shipped.articles, shipped.gold
    assert len(articles) >= 120
    assert len(body) >= 2500
    assert articles["published"].str[:7].nunique() == 12
    assert articles["file"].str.endswith(".html").mean() >= 0.2
    assert articles["copy_group"].dropna().value_counts().min() >= 2
    shares = gold[gold["question"] == "stance"]["label"].value_counts(normalize=True)
    assert shares.min() >= 0.25
