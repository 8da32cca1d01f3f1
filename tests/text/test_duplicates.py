"""Near-duplicates among sentences and articles."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest

from annotate.errors import InputError
from annotate.text.near_duplicates import NearDuplicateSearch, mark_duplicate_articles, mark_duplicates

FIRST = "The ministry said that talks with Karsovia would resume in May after a long winter of silence."


def originals_of(*texts):
    frame = pd.DataFrame({"sentence_id": [str(n) for n in range(len(texts))], "text": texts})
    return [None if pd.isna(v) else v for v in mark_duplicates(frame)["duplicate_of"]]


@pytest.mark.parametrize(
    "copy",
    [
        FIRST,
        FIRST.upper(),
        FIRST.rstrip("."),
        FIRST.replace("a long winter", "the long winter"),
        FIRST.replace("The ministry said that", "The ministry said on its site that"),
        "Talks with Karsovia would resume in May after a long winter of silence.",
    ],
)
def test_a_copy_points_to_the_first(copy):
    assert originals_of(FIRST, copy) == [None, "0"]


@pytest.mark.parametrize(
    "other",
    [
        FIRST.replace("would resume", "would not resume"),
        FIRST.replace("would", "wouldn’t"),
        FIRST.replace("in May", "in 2 May"),
        FIRST.replace("in May", "in 3 May"),
        FIRST.replace("in May", "in June"),
        FIRST.replace("in May", "on Monday"),
        FIRST.replace("talks", "two talks"),
        FIRST.replace("with", "without"),
    ],
)
def test_a_number_or_a_negation_keeps_sentences_apart(other):
    assert originals_of(FIRST, other) == [None, None]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("parliament supports the new toll", "parliament opposes the new toll"),
        ("parliament backed the new toll", "parliament rejected the new toll"),
        ("grain prices rose for the third time", "grain prices fell for the third time"),
        ("more ships than ever came", "fewer ships than ever came"),
        ("she opened the gates", "he opened the gates"),
        ("the minister, Vasch, attacked Talvik", "the minister, Talvik, attacked Vasch"),
        ("the port was given to Oren Vasch", "the port was given to Mira Talvik"),
    ],
)
def test_opposites_and_other_names_keep_sentences_apart(one, other):
    frame = "In Velda on Monday {} after a long winter of silence between the two sides of the strait."
    assert originals_of(frame.format(one), frame.format(other)) == [None, None]


@pytest.mark.parametrize(
    "copy",
    [
        "In Velda on Monday Oren Vasch, the minister, said that talks with Karsovia would resume in May.",
        "In Velda on Monday the minister said that talks with Karsovia would resume in May.",
        "On Monday the minister Vasch said in Velda that talks with Karsovia would resume in May.",
    ],
)
def test_a_name_more_or_less_keeps_no_sentences_apart(copy):
    text = "In Velda on Monday the minister Vasch said that talks with Karsovia would resume in May."
    assert originals_of(text, copy)[1] in ("0", None if copy.startswith("On") else "0")


def test_a_sentence_cut_at_its_end_is_a_copy_whatever_numbers_were_cut_off():
    long = "The harbour master of Velda promised the dockers a better wage from 2032 on, 14 crowns an hour."
    cut = "The harbour master of Velda promised the dockers a better wage."
    assert originals_of(long, cut) == [None, "0"]
    assert originals_of(cut, long) == [None, "0"]


def test_a_sentence_without_its_negation_is_none():
    long = "The harbour master of Velda promised the dockers a better wage, but not this year."
    assert originals_of(long, "The harbour master of Velda promised the dockers a better wage.") == [None, None]


def test_numbers_are_the_same_however_they_are_written_with_commas():
    text = "The port counted {} crates on the quay before the strike ended on its own."
    assert originals_of(text.format("12,000"), text.format("12000"), text.format("120.00")) == [None, "0", None]


def test_short_and_empty_sentences_are_copies_only_if_equal():
    assert originals_of("he said.", "He said!", "she said.", "", "", "…") == [None, "0", None, None, None, None]


def test_a_chain_of_small_changes_does_not_join_unlike_sentences():
    words = FIRST.split()
    chain = []
    for step in range(len(words)):
        words[step] = f"word{chr(97 + step)}"
        chain.append(" ".join(words))
    frame = pd.DataFrame({"sentence_id": [str(n) for n in range(len(chain))], "text": chain})
    groups = mark_duplicates(frame)["copy_group"]
    assert 1 < groups.nunique() < len(chain)
    assert groups.iloc[0] != groups.iloc[-1]


def test_every_row_and_column_is_kept():
    frame = pd.DataFrame({"text": [FIRST, FIRST], "outlet": ["Dispatch", "Mirror"]}, index=[7, 3])
    marked = mark_duplicates(frame)
    assert list(marked.index) == [7, 3]
    assert list(marked["outlet"]) == ["Dispatch", "Mirror"]
    assert list(marked["copy_group"]) == ["0", "0"]


def test_an_empty_table_stays_empty():
    assert mark_duplicates(pd.DataFrame({"sentence_id": [], "text": []})).empty
    assert mark_duplicate_articles(pd.DataFrame({"article_id": [], "text": []})).empty


def test_a_table_without_text_is_refused():
    with pytest.raises(InputError, match="no column 'text'"):
        mark_duplicates(pd.DataFrame({"body": ["x"]}))
    with pytest.raises(InputError, match="threshold"):
        mark_duplicates(pd.DataFrame({"text": ["x"]}), threshold=0)


def test_a_shortened_article_is_a_copy_of_the_longer():
    story = " ".join(f"Delegate {n} of Veldania spoke on matter {n * 7} before the vote of day {n}." for n in range(40))
    other = " ".join(f"The harbour of quay {n} took in ship {n * 3} with grain and timber {n}." for n in range(40))
    marked = mark_duplicate_articles(
        pd.DataFrame({"article_id": ["long", "other", "cut"], "text": [story, other, story[: len(story) // 3]]})
    )
    assert [None if pd.isna(v) else v for v in marked["duplicate_of"]] == [None, None, "long"]
    assert marked["contained"].iloc[2] > 0.9


def test_what_is_kept_of_a_sentence_takes_a_few_hundred_bytes():
    draw = np.random.default_rng(0)
    words = np.array(["".join(draw.choice(list("abdegiklmnorstuv"), 6)) for _ in range(500)])
    first, *others = [pd.Series([" ".join(row) for row in words[draw.integers(0, 500, (1_000, 22))]]) for _ in range(4)]
    search = NearDuplicateSearch()
    search.add(first)
    tracemalloc.start()
    for part in others:
        search.add(part)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 300 * sum(map(len, others))  # four bytes a word, and 128 for the signature
