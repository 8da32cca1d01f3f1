"""Quotations and their speakers."""

import pytest

from annotate.text.quotations import quotations_in, voices


def read(text):
    return [(q.kind, text[q.start : q.end], q.cue, q.speaker) for q in quotations_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“The border stays open,” said Mira Talvik, who runs the port.",
            ("direct", "“The border stays open,”", "said", "Mira Talvik"),
        ),
        (
            "Talks resume in May, Foreign Minister Oren Vasch said on Monday.",
            ("indirect", "Talks resume in May", "said", "Oren Vasch"),
        ),
        (
            "The ministry insisted that the bridge was “entirely safe” at the time.",
            ("mixed", "that the bridge was “entirely safe” at the time", "insisted", "The ministry"),
        ),
        (
            "According to the harbour board, two ships were turned back.",
            ("indirect", "two ships were turned back", "According to", "the harbour board"),
        ),
    ],
)
def test_one_sentence_gives_one_quotation(text, expected):
    assert read(text) == [expected]


def test_a_quotation_without_a_tag_takes_the_speaker_before_it():
    text = "“We will wait,” Mira Talvik said.\n“Nobody should doubt that.”"
    assert read(text)[1] == ("floating", "“Nobody should doubt that.”", "", "Mira Talvik")


def test_a_sentence_knows_how_much_of_it_is_quoted():
    text = "“We will wait. Nobody doubts it.” Talvik said. The port was calm."
    assert [v.quoted for v in voices(quotations_in(text), [(0, 14), (15, 46), (47, len(text))])] == [
        "fully",
        "partly",
        "none",
    ]
