"""Genres of English news: reports from courts, parliaments, sports grounds and markets, obituaries and interviews."""

import pytest

from annotate.text.quotations.extraction import quotations_in
from annotate.text.sentences._boundaries import sentence_spans


def speakers(text):
    return [q.speaker for q in quotations_in(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "M/s. Orle Agro paid Rs. 400 crore to M/s. Dale & Sons.",
        "The film (cert. 15) opens on Friday.",
        "Prof. (em.) Hjalmar Quist came with Col. (Retd.) Arun Dale.",
        "See para. 3 and paras. 4 to 6 of the order in R. v. Tanner.",
        "Messrs. Holm and Quist met Wg. Cdr. Dale c. 1900 at No. 10.",
    ],
)
def test_abbreviations_of_courts_and_offices_end_no_sentence(sentence):
    assert sentence_spans(sentence) == [(0, len(sentence))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # honours after a name, and roles before it at the beginning of a sentence
        ("Counsel to the inquiry, Priya Sandhu KC, asked: “Who told you to stop?”", ["Priya Sandhu"]),
        ("Helen Stroud MP CBE said it was late. “It was,” Ms Stroud said.", ["Helen Stroud", "Helen Stroud"]),
        ("VELDA — Substitute Jonas Brandt scored. “I just hit it,” Brandt said.", ["Jonas Brandt"]),
        ("Leader of Opposition K. Ramesan said it was “too late”.", ["K. Ramesan"]),
        # a club is no person, whom a pronoun may mean
        ("“I hit it,” said Jonas Brandt, who beat Velda City.\nCity manager Ottavio Renn was less happy.\n“We gave it "
         "to them,” he said.", ["Jonas Brandt", "Ottavio Renn"]),
        # a region before the verb
        ("Officials in Velda, D.C. say the plan failed.", ["Officials in Velda"]),
        # a gerund that describes what somebody owns
        ("Rep. Luis Armenta, D-Calif., the panel’s ranking member, said he would go.", ["Luis Armenta"]),
    ],
)  # fmt: skip
def test_who_speaks_in_reports(text, names):
    assert speakers(text) == names


def test_the_next_sentence_tells_no_gender():
    text = (
        "Agnes Torvald died. Her son, Erik Torvald, confirmed the death.\nMs. Torvald was born in Orle.\n“She heard "
        "everything,” said Lars Edling.\nIn a 1988 interview she said that she “never cared”."
    )
    assert speakers(text) == ["Erik Torvald", "Lars Edling", "Agnes Torvald"]


def test_pronouns_that_disagree_tell_no_gender():
    text = (
        "Hanne Brekke keeps the lamp at Orle. Her neighbour Pål Strand, a pilot, thinks she will stay. “Where would "
        "she go?” he asks."
    )
    assert speakers(text) == ["Pål Strand", "Pål Strand"]
