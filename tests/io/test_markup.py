"""Pieces of HTML become plain text, a line for each block; ordinary text is not taken for HTML."""

from collections import Counter

import pytest

from annotate.io.values._markup import has_entities, is_markup, text_of_markup
from annotate.io.values._text_marks import joined_word


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>The envoy <b>praised</b> it.</p><p>Few came.</p>", "The envoy praised it.\nFew came."),
        ("First line<br>second line", "First line\nsecond line"),
        ("Ann &amp; Ben said &quot;no&quot;", 'Ann & Ben said "no"'),
        ("<script>alert(1)</script>Text<style>p{}</style> stays", "Text stays"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("<?xml version='1.0' encoding='latin-1'?><p>caf\u00e9</p>", "caf\u00e9"),
        ("  ", ""),
        ("<!-- nothing -->", ""),
        ("a <p> never closed <div> twice", "a\nnever closed\ntwice"),
    ],
)
def test_markup_becomes_lines_of_text(markup, text):
    assert text_of_markup(markup) == text


@pytest.mark.parametrize("text", ["1 < 2 and 3 > 2", "write to <ann@orth.example>", "a <- b", "p < 0.05 >"])
def test_ordinary_text_with_angle_brackets_is_no_markup(text):
    assert not is_markup(text)


def test_tags_and_character_references_are_recognized():
    assert is_markup("<p>The envoy</p>")
    assert is_markup('see <a href="x">this</a>')
    assert has_entities("Ann &amp; Ben")
    assert not has_entities("AT&T; R&D")


@pytest.mark.parametrize(
    ("first", "second", "word"),
    [
        ("well", "known", "well-known"),
        ("self", "employed", "self-employed"),
        ("vice", "chair", "vice-chair"),
        ("twenty", "one", "twenty-one"),
        ("twenty-year", "old", "twenty-year-old"),
        ("state", "owned", "state-owned"),
        ("long", "awaited", "long-awaited"),
        ("ten", "year", "ten-year"),
        ("well", "ness", "wellness"),
        ("self", "ish", "selfish"),
        ("thresh", "old", "threshold"),
        ("with", "held", "withheld"),
        ("under", "standing", "understanding"),
        ("un", "related", "unrelated"),
        ("govern", "ment", "government"),
        ("Verhand", "lungen", "Verhandlungen"),
        ("Nord", "Süd", "Nord-Süd"),
    ],
)
def test_a_compound_keeps_the_hyphen_at_the_end_of_its_line(first, second, word):
    assert joined_word(first, second, Counter()) == word
    assert joined_word(first, second, Counter({word.casefold(): 1})) == word


def test_what_the_text_writes_elsewhere_decides():
    assert joined_word("well", "known", Counter({"wellknown": 1})) == "wellknown"
    assert joined_word("govern", "ment", Counter({"govern-ment": 1})) == "govern-ment"
