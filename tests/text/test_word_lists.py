"""Sentences made of nothing but the words that the rules look for, which end where a rule expects more."""

import dataclasses
import itertools
from collections.abc import Mapping

import pytest

from annotate.text.languages import codes, language
from annotate.text.quotations.extraction import quotations_in


def words_in(value):
    """The words of a list or table of words; a word that another completes (`according`, `to`) is joined with it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for word, completion in value.items():
            yield from (f"{word} {other}".strip() for other in {"", *words_in(completion)})
    elif isinstance(value, (tuple, list, set, frozenset)):
        yield from (word for part in value for word in words_in(part))


def examples_of(spoken):
    """The shortest and the longest word of each list of a language's cues, grammar and names."""
    parts = (spoken.cues, spoken.grammar, spoken.names)
    lists = (sorted(words_in(getattr(part, f.name)), key=len) for part in parts for f in dataclasses.fields(part))
    return sorted({word for words in lists if words for word in (words[0], words[-1])})


@pytest.mark.parametrize("code", codes())
def test_a_sentence_may_end_after_any_word(code):
    spoken = language(code)
    examples = examples_of(spoken)
    assert len(examples) > 30
    for first, second in itertools.product(examples, repeat=2):
        text = f"{first} {second}"
        for quotation in quotations_in(f"{text}\nVasch {text}, {second}", language=spoken):
            assert quotation.start < quotation.end
