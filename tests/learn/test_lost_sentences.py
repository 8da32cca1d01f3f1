"""Labels of sentences that are not there any more: articles changed, or left the collection, after the labelling."""

import pandas as pd
import pytest

from annotate import AnnotateWarning
from annotate.errors import InputError
from annotate.study.ledger import Ledger
from annotate.workflows.modelling import labelled_data

SENTENCES = pd.DataFrame(
    {"sentence_id": [f"s{n}" for n in range(8)], "text": [f"Orth voted {n} times." for n in range(8)]}
)
GOLD = pd.DataFrame(
    {"sentence_id": SENTENCES["sentence_id"], "question": "stance", "label": ["critical", "neutral"] * 4}
)


def test_labels_of_sentences_that_are_gone_are_left_out_and_counted():
    ledger = Ledger("train")
    words = r"3 labelled sentences are not among the sentences \(s0, s1, s2\) and left out; to use them, name"
    with pytest.warns(AnnotateWarning, match=words):
        data = labelled_data(GOLD, SENTENCES[3:], ledger=ledger)
    assert data.table["sentence_id"].tolist() == ["s3", "s4", "s5", "s6", "s7"]
    assert [(count.number, count.note) for count in ledger.left_out] == [(3, "sentence not among the sentences")]


def test_sentences_of_which_half_are_gone_are_another_file():
    with pytest.raises(InputError, match=r"4 labelled sentences are not among .*; name the sentences file"):
        labelled_data(GOLD, SENTENCES[4:], ledger=Ledger("train"))


def test_damaged_ids_are_refused_although_they_are_few():
    gold = GOLD.assign(sentence_id=["1.23457E+15", *GOLD["sentence_id"][1:]])
    with pytest.raises(InputError, match="put the ids back"):
        labelled_data(gold, SENTENCES, ledger=Ledger("train"))
