"""The columnar bag of words is scikit-learn's, to the last bit."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer

from annotate.learn.features import bag_of_words as module
from annotate.learn.features.bag_of_words import Words

# Letters of many kinds and few of them, so that words and pairs of words do occur again.
ALPHABET = "aAbB _19\n\t.-’“—éÉßİıΣσςſǅ你好क्ष\u0301\u200d\u2028\u00a0😀𝔸𐐀\x00\ud800"
near = st.text(alphabet=ALPHABET, max_size=40)
anything = st.text(st.characters(), max_size=40)
texts = st.lists(near | anything, min_size=1, max_size=12)
options = st.fixed_dictionaries(
    {
        "pairs": st.booleans(),
        "sublinear": st.booleans(),
        "min_df": st.sampled_from([1, 2]),
        "max_features": st.sampled_from([None, 5]),
    }
)


def same(ours, theirs):
    assert ours.shape == theirs.shape
    for part in ("indptr", "indices", "data"):
        np.testing.assert_array_equal(getattr(ours, part), getattr(theirs, part))


def both(options):
    peer = TfidfVectorizer(
        ngram_range=(1, 2 if options["pairs"] else 1),
        sublinear_tf=options["sublinear"],
        min_df=options["min_df"],
        max_features=options["max_features"],
    )
    return Words(**options), peer


@settings(deadline=None, max_examples=300)
@given(known=texts, new=texts, options=options)
def test_the_matrix_is_that_of_scikit_learn_to_the_last_bit(known, new, options):
    ours, theirs = both(options)
    try:
        expected = theirs.fit_transform(known)
    except ValueError as error:
        with pytest.raises(ValueError, match=str(error)[:20]):
            ours.fit(known)
        return
    same(ours.fit_transform(known), expected)
    same(ours.transform(known), theirs.transform(known))
    same(ours.transform(new), theirs.transform(new))
    assert ours.get_feature_names_out().tolist() == theirs.get_feature_names_out().tolist()


def test_the_matrix_is_the_same_however_the_texts_are_cut_into_parts(monkeypatch):
    many = [f"the envoy of Veldania {n % 7} met – or did not – the Señor {n % 11}" for n in range(200)]
    whole = Words().fit(many).transform(many)
    monkeypatch.setattr(module, "_ROWS", 3)
    monkeypatch.setattr(module, "_CHARACTERS", 150)
    same(Words().fit(many).transform(many), whole)


def test_no_text_gives_an_empty_matrix():
    assert Words().fit(["the talks went on"]).transform([]).shape == (0, 7)


def test_a_million_characters_are_one_text():
    fitted = Words().fit(["the talks went on"])
    assert fitted.transform(["the talks " * 100_000, "x" * 1_000_000]).getnnz(axis=1).tolist() == [3, 0]


def test_what_is_known_is_not_changed_by_scoring():
    fitted = Words().fit(["the talks went on", "the raid"])
    before = fitted.transform(["the raid went on"]).toarray()
    fitted.transform(["something else entirely"])
    np.testing.assert_array_equal(fitted.transform(["the raid went on"]).toarray(), before)
    assert clone(fitted).get_params() == fitted.get_params()


@pytest.mark.parametrize("letter", ["\xff", "\u0100", "\uffff", "\U000fffff", "\U00100000", chr(sys.maxunicode)])
def test_words_beside_letters_at_the_ends_of_the_tables_are_scikit_learns(letter):
    texts = [f"Karsovia{letter} condemned x{letter}y", f"{letter} Ilmar"]
    theirs = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit(texts)
    ours = Words().fit(texts)
    assert (ours.transform(texts) != theirs.transform(texts)).nnz == 0


def test_an_added_word_gets_a_column_of_its_own_weighted_like_the_rarest():
    words = Words().fit(["the port of Ilmar", "the port of Senn", "the fleet"])
    before = words.get_feature_names_out().tolist()
    words.add_words(["armada", "port", "zither"])
    assert words.get_feature_names_out().tolist() == [*before, "armada", "zither"]
    row = words.transform(["the armada, the armada and the fleet"])
    names = dict(zip(words.get_feature_names_out()[row.indices], row.data, strict=True))
    weight = dict(zip(words.get_feature_names_out(), words.idf_, strict=True))
    raw = {name: weight[name] for name in ("fleet", "the fleet")}
    raw |= {"the": (1 + np.log(3)) * weight["the"], "armada": (1 + np.log(2)) * weight["fleet"]}
    assert names == pytest.approx({name: value / np.linalg.norm(list(raw.values())) for name, value in raw.items()})
