"""Speakers are resolved to the fullest name the article has for them."""

import pytest

from annotate.text.quotations._speaker_names import Speakers
from annotate.text.quotations.extraction import quotations_in

TEXT = (
    "Foreign Minister Oren Vasch met Mira Talvik, who runs the port, at the Ministry of Trade. "
    "Vasch left early. Talvik stayed. The Karsovian Ministry of Trade was closed."
)


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("Vasch", "Oren Vasch"),
        ("Mr. Vasch", "Oren Vasch"),
        ("Foreign Minister Oren Vasch", "Oren Vasch"),
        ("Karsovia’s foreign minister, Oren Vasch,", "Oren Vasch"),
        ("port director Mira Talvik", "Mira Talvik"),
        ("Mira Talvik, who runs the port", "Mira Talvik"),
        ("Rep. Ilse B. Norr (D-Md.)", "Ilse B. Norr"),
        ("the harbour board", "the harbour board"),
        ("Veldania", "Veldania"),
        ("critics", "critics"),
    ],
)
def test_a_phrase_is_resolved(phrase, name):
    assert Speakers(TEXT).resolve(phrase) == name


def test_pronouns_follow_the_last_person_who_spoke():
    speakers = Speakers(TEXT)
    speakers.resolve("Vasch")
    speakers.resolve("the harbour board")
    assert speakers.resolve("he") == "Oren Vasch"
    assert speakers.resolve("it") == "the harbour board"


def test_she_is_not_the_man_who_spoke_last():
    text = (
        "“We wait,” said Mira Talvik, who runs the port. Her office is small, she said. "
        "“We do not wait,” Oren Vasch said. His patience was at an end, he said. “Until May,” she said."
    )
    assert [q.speaker for q in quotations_in(text)] == [
        "Mira Talvik",
        "Mira Talvik",
        "Oren Vasch",
        "Oren Vasch",
        "Mira Talvik",
    ]


def test_a_shortened_office_is_its_last_full_name():
    speakers = Speakers(TEXT)
    speakers.resolve("Karsovia’s trade ministry")
    assert speakers.resolve("the ministry") == "Karsovia’s trade ministry"
    assert speakers.resolve("the department") == "Karsovia’s trade ministry"


@pytest.mark.parametrize("pronoun", ["I", "it", "It", "he", "She", "they", "we", "You", "who", "this", "nobody"])
def test_a_pronoun_is_no_name(pronoun):
    assert Speakers("Rain fell on the port.").resolve(pronoun) == ""


def test_a_sentence_in_the_first_person_has_no_speaker():
    assert [q.speaker for q in quotations_in("“We wait,” I said. I said that the port was closed.")] == ["", ""]


def test_the_last_of_many_offices_is_the_one_meant():
    speakers = Speakers(TEXT)
    for number in range(300):
        speakers.resolve(f"the harbour board of port {number}")
    speakers.resolve("the harbour board of port 250")
    assert speakers.resolve("it") == "the harbour board of port 250"
    assert speakers.resolve("the board") == "the harbour board of port 250"
