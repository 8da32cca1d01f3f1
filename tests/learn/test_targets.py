"""The target's place in a sentence, and what is near it."""

import numpy as np
import pandas as pd
import pytest

from annotate.errors import InputError
from annotate.learn.features.target_features import NearTarget, mentions_of
from annotate.learn.recipes.catalogue import build
from annotate.learn.recipes.recipe import RecipeInputs


@pytest.mark.parametrize(
    ("text", "target", "found"),
    [
        ("Veldania praised Karsovia.", "Karsovia", ["Karsovia"]),
        ("The Karsovian envoy met Karsovia's council.", "Karsovia", ["Karsovia"]),
        ("He said he would, she said.", "he", ["he"]),
        ("Mara\n Vell left; Mara Vell came back.", "Mara Vell", ["Mara\n Vell", "Mara Vell"]),
        ("the KARSOVIA talks", "Karsovia", ["KARSOVIA"]),
        ("Vell refused.", "Mara Vell", ["Vell"]),
        ("A (draft) accord", "(draft)", ["(draft)"]),
        ("nothing here", "Karsovia", []),
        ("nothing here", " ", []),
    ],
)
def test_mentions_are_whole_words(text, target, found):
    assert [text[start:end] for start, end in mentions_of(text, target)] == found


def test_near_words_are_those_within_reach_with_the_target_marked():
    table = pd.DataFrame({"text": ["one two three Karsovia four five six"], "target": ["Karsovia"]})
    (near,) = NearTarget(reach=2).transform(table)
    assert near.split()[:2] == ["two", "three"]
    assert near.split()[-2:] == ["four", "five"]
    assert "Karsovia" not in near


def test_a_table_without_targets_is_refused_in_words():
    with pytest.raises(InputError, match="no column 'target'"):
        NearTarget().transform(pd.DataFrame({"text": ["a b"]}))


@pytest.mark.parametrize("name", ["fast", "default"])
def test_one_sentence_gets_another_label_for_another_target(name):
    names = ["Veldania", "Karsovia", "Torvik", "Ostren", "Merrow", "Sundhaven"]
    rows = []
    for left in names:
        for right in names:
            if left != right:
                text = f"Critics denounced {left} bitterly, while delegates at the summit warmly praised {right} again"
                rows += [(text, left, "negative"), (text, right, "positive")]
    table = pd.DataFrame(rows, columns=["text", "target", "label"])
    held = table["text"].str.contains("Merrow") & table["text"].str.contains("Torvik")
    estimator = build(name, RecipeInputs(columns=("target",))).estimator.fit(table[~held], table["label"][~held])
    assert np.mean(estimator.predict(table[held]) == table["label"][held]) == 1
    without = build(name).estimator.fit(table[["text"]][~held], table["label"][~held])
    assert np.mean(without.predict(table[["text"]][held]) == table["label"][held]) == 0.5
