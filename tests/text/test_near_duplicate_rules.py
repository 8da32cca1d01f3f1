"""The rules of near-duplicates at their thresholds, and against sets of words compared one by one; ids by hand."""

import hashlib
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from annotate.io.values.article_ids import identity, short_hash
from annotate.text.near_duplicates import mark_duplicate_articles, mark_duplicates
from annotate.text.splitting import split

WORDS = [
    f"{first}{second}"
    for first in ("bar", "cor", "del", "fen", "gol")
    for second in ("an", "ek", "il", "om", "us", "at", "er", "oy")
]
assert len(set(WORDS)) == 40


def sentence(count, replaced=0, begin=0):
    """`count` different words, the last `replaced` of them others."""
    words = WORDS[begin : begin + count - replaced] + [f"other{chr(97 + k)}" for k in range(replaced)]
    return " ".join(words).capitalize() + "."


def is_copy(one, other, **options):
    frame = pd.DataFrame({"sentence_id": ["0", "1"], "text": [one, other]})
    return mark_duplicates(frame, **options)["duplicate_of"].notna().tolist()[1]


def grams(text):
    words = text.lower().rstrip(".").split()
    return {*words, *pairwise(words)}


def likeness(one, other):
    first, second = grams(one), grams(other)
    return len(first & second) / len(first | second)


class TestThresholds:
    """On either side of each threshold, counted by hand: n words have n single ones and n - 1 neighbours."""

    def test_six_tenths_of_single_and_neighbouring_words(self):
        assert likeness(sentence(9), sentence(9, 2)) == 13 / 21
        assert is_copy(sentence(9), sentence(9, 2))
        assert likeness(sentence(8), sentence(8, 2)) == 11 / 19
        assert not is_copy(sentence(8), sentence(8, 2))

    def test_another_threshold_may_be_asked_for(self):
        assert likeness(sentence(9), sentence(9, 1)) == 15 / 19
        assert is_copy(sentence(9), sentence(9, 1), threshold=0.78)
        assert not is_copy(sentence(9), sentence(9, 1), threshold=0.8)

    def test_a_sentence_cut_from_a_longer_one_must_be_held_by_it_to_nine_tenths(self):
        longer = sentence(20)
        cut, changed = sentence(12, 1), sentence(12, 2)
        assert len(grams(cut) & grams(longer)) / len(grams(cut)) == 21 / 23
        assert likeness(longer, cut) < 0.6
        assert is_copy(longer, cut)
        assert len(grams(changed) & grams(longer)) / len(grams(changed)) == 19 / 23
        assert not is_copy(longer, changed)

    def test_a_sentence_cut_to_less_than_45_hundredths_is_none(self):
        longer = sentence(30)
        assert len(grams(sentence(14))) / len(grams(longer)) == pytest.approx(0.458, abs=1e-3)
        assert is_copy(longer, sentence(14))
        assert len(grams(sentence(13))) / len(grams(longer)) == pytest.approx(0.424, abs=1e-3)
        assert not is_copy(longer, sentence(13))

    def test_four_words_are_copies_only_if_equal(self):
        assert not is_copy(sentence(4), sentence(5))
        assert is_copy(sentence(5), sentence(6))
        assert is_copy(sentence(4), sentence(4).upper())


def test_marked_are_those_whose_sets_of_words_are_alike():
    random = np.random.default_rng(4)
    for _ in range(150):
        count = int(random.integers(5, 14))
        words = list(random.choice(WORDS, count, replace=False))
        changed = list(words)
        for _ in range(int(random.integers(0, 5))):
            changed[random.integers(len(changed))] = str(random.choice(WORDS))
        if random.random() < 0.4:
            changed = changed[: max(5, count - int(random.integers(0, 6)))]
        one, other = " ".join(words), " ".join(changed)
        first, second = grams(one), grams(other)
        shared, smaller, larger = len(first & second), *sorted((len(first), len(second)))
        cut = shared >= 0.9 * smaller and smaller >= 0.45 * larger
        if is_copy(one, other):
            assert likeness(one, other) >= 0.6 or cut
        else:
            assert likeness(one, other) < 0.7, "above this MinHash misses one in fifteen thousand"


def test_a_copy_goes_to_the_most_alike_of_the_originals_before_it():
    texts = [sentence(20), sentence(20, 5), sentence(20, 3)]
    assert likeness(texts[0], texts[1]) == 29 / 49
    assert (likeness(texts[0], texts[2]), likeness(texts[1], texts[2])) == (33 / 45, 34 / 44)
    frame = pd.DataFrame({"sentence_id": ["a", "b", "c"], "text": texts})
    assert mark_duplicates(frame)["copy_group"].tolist() == ["a", "b", "b"]


def test_only_an_original_gathers_copies():
    texts = [sentence(20), sentence(20, 3), sentence(20, 5)]
    frame = pd.DataFrame({"sentence_id": ["a", "b", "c"], "text": texts})
    assert likeness(texts[1], texts[2]) > 0.6 > likeness(texts[0], texts[2])
    assert mark_duplicates(frame)["copy_group"].tolist() == ["a", "a", "c"]


@pytest.mark.parametrize(("kept", "copy"), [(0.85, True), (0.55, False)])
def test_an_article_is_a_copy_where_seven_tenths_of_the_shorter_is_in_the_longer(kept, copy):
    random = np.random.default_rng(0)
    story = [f"w{n}" for n in random.permutation(3000)]
    cut = story[: int(1000 * kept)] + [f"x{n}" for n in range(int(1000 * (1 - kept)))]
    frame = pd.DataFrame({"article_id": ["long", "short"], "text": [" ".join(story), " ".join(cut)]})
    marked = mark_duplicate_articles(frame)
    assert (marked["duplicate_of"].tolist()[1] == "long") == copy
    if copy:
        assert marked["contained"].iloc[1] == pytest.approx(kept, abs=0.05)


def hashed(*parts):
    """Eight bytes of BLAKE2b over each part with its length before it."""
    data = b"".join(len(part.encode()).to_bytes(8, "big") + part.encode() for part in parts)
    return hashlib.blake2b(data, digest_size=8).hexdigest()


class TestIds:
    """Ids are the same on every machine and in every version, for labels hang on them."""

    def test_a_hash_is_of_the_parts_and_of_where_they_end(self):
        assert short_hash("url", "https://example.org/a") == hashed("url", "https://example.org/a")
        assert short_hash("ab", "c") != short_hash("a", "bc")

    def test_an_article_is_its_address_without_fragment_and_last_slash(self):
        wanted = hashed("url", "https://example.org/a")
        assert identity({"url": " https://example.org/a/#top", "text": "x"}) == wanted
        assert identity({"url": "https://example.org/", "text": "x", "title": "t"}) == hashed("text", "", "", "t", "x")
        assert identity({"outlet": "Post", "published": "2031", "title": "t", "text": "x"}) == hashed(
            "text", "Post", "2031", "t", "x"
        )

    def test_a_sentence_is_its_article_its_text_and_its_occurrence(self):
        articles = pd.DataFrame({"article_id": ["v1", "v1"], "text": ["It is over. So be it. It is over."] * 2})
        texts = ["It is over.", "So be it.", "It is over."]
        first = [hashed("sentence", "v1", text, again) for text, again in zip(texts, "112", strict=True)]
        second = [
            hashed("sentence", "v1", text, again) for text, again in zip(texts, ["1/2", "1/2", "2/2"], strict=True)
        ]
        assert split(articles)["sentence_id"].tolist() == first + second
