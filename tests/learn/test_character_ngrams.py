"""Character n-grams that are counted once are scikit-learn's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from annotate.learn.features import character_ngrams
from annotate.learn.features.character_ngrams import Characters, NGramCounts

texts = st.lists(st.text("aAb .\t’é你😀\x00", max_size=30), min_size=1, max_size=8)


def peer():
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)


@settings(deadline=None, max_examples=200)
@given(known=texts, others=texts, new=texts)
def test_the_matrices_are_scikit_learns_whatever_was_counted_before(known, others, new):
    known = [*known, "ab ba"]
    ours, theirs = Characters(), peer()
    Characters().fit([*others, "ab"])
    assert ours.fit_transform(known).toarray() == pytest.approx(theirs.fit_transform(known).toarray(), abs=1e-12)
    assert ours.vectorizer_.get_feature_names_out().tolist() == theirs.get_feature_names_out().tolist()
    assert ours.transform(new).toarray() == pytest.approx(theirs.transform(new).toarray(), abs=1e-12)


def test_no_texts_have_an_empty_matrix():
    characters = Characters().fit(["ab ba"])
    assert characters.transform([]).shape == (0, characters.transform(["ab"]).shape[1])


def test_a_text_is_counted_once(monkeypatch):
    counts = NGramCounts()
    counts.matrix(["one text", "another"])
    monkeypatch.setattr(counts, "_analyse", None)
    matrix, names = counts.matrix(["another"])
    assert names == sorted(names)
    assert "th" in names
    assert "ex" not in names
    assert matrix.shape == (1, len(names))
    assert matrix.min() >= 1


def test_what_was_counted_is_forgotten_where_it_is_too_much(monkeypatch):
    counts = NGramCounts(most=10)
    first = counts.matrix(["a longer text"])
    assert not counts._of_text
    again = counts.matrix(["a longer text"])
    assert again[1] == first[1]
    assert np.array_equal(again[0].toarray(), first[0].toarray())


def test_threads_do_not_number_two_n_grams_alike(monkeypatch):
    from concurrent.futures import ThreadPoolExecutor

    monkeypatch.setattr(character_ngrams, "_COUNTS", NGramCounts())
    parts = [[f"text {n * 40 + i} of part {n}" for i in range(40)] for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        fitted = list(pool.map(lambda part: Characters().fit_transform(part), parts))
    for part, matrix in zip(parts, fitted, strict=True):
        assert matrix.toarray() == pytest.approx(peer().fit_transform(part).toarray(), abs=1e-12)
