"""What the log-probabilities of a label's tokens say, worked out by hand."""

import math

import pytest

from annotate.learn.endpoints.answers import Answer, pooled, probabilities_in

LABELS = ["conciliatory", "critical", "neutral"]


def tokens(*places):
    """Log-probabilities as a server sends them: for each place the alternatives, the chosen one first."""
    content = []
    for alternatives in places:
        listed = [{"token": token, "logprob": math.log(chance)} for token, chance in alternatives.items()]
        content.append({**listed[0], "top_logprobs": listed})
    return {"content": content}


def test_alternatives_that_begin_no_label_are_left_out_of_the_total():
    logprobs = tokens({'{"label": "': 1.0}, {"crit": 0.5, "neu": 0.2, "conc": 0.1, "the": 0.2}, {"ical": 1.0})
    found = probabilities_in(logprobs, "critical", LABELS)
    assert found == pytest.approx({"critical": 5 / 8, "neutral": 2 / 8, "conciliatory": 1 / 8})


def test_the_mass_of_a_beginning_is_divided_among_what_may_follow():
    # "c" is 0.8 of the first token; after it "ritical" is 0.75 and "onciliatory" 0.25.
    logprobs = tokens({'{"label": "': 1.0}, {"c": 0.8, "neutral": 0.2}, {"ritical": 0.75, "onciliatory": 0.25})
    found = probabilities_in(logprobs, "critical", LABELS)
    assert found == pytest.approx({"critical": 0.6, "conciliatory": 0.2, "neutral": 0.2})


def test_an_alternative_that_several_labels_begin_with_is_shared_among_them():
    logprobs = tokens({'{"label": "': 1.0}, {"neutral": 0.6, "c": 0.4})
    found = probabilities_in(logprobs, "neutral", LABELS)
    assert found == pytest.approx({"neutral": 0.6, "conciliatory": 0.2, "critical": 0.2})


def test_a_label_that_is_not_listed_gets_no_more_than_the_least_that_is():
    logprobs = tokens({'{"label": "': 1.0}, {"critical": 0.9, "neutral": 0.1})
    found = probabilities_in(logprobs, "critical", LABELS)
    assert found == pytest.approx({"critical": 0.9 / 1.1, "neutral": 0.1 / 1.1, "conciliatory": 0.1 / 1.1})


def test_repeated_answers_are_counted_with_half_an_answer_for_each_label():
    answers = [Answer("critical")] * 4 + [Answer("neutral")]
    assert pooled(answers, LABELS) == pytest.approx([0.5 / 6.5, 4.5 / 6.5, 1.5 / 6.5])
