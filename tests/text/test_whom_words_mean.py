"""Whom pronouns, family names, titles and descriptions beside quotations mean."""

import pytest

from annotate.text.languages import language
from annotate.text.quotations.extraction import quotations_in


def speakers(text, code="en"):
    return [q.speaker for q in quotations_in(text, language=language(code))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # whoever opens the sentence before a pronoun, rather than whoever spoke in another paragraph
        ("“No,” said Oren Vasch.\n\nAt the gate, where it rained, Lars Falk sat on a crate. “He bit me,” he said.",
         ["Oren Vasch", "Lars Falk"]),
        ("“No,” said Oren Vasch.\n\nRain fell. His brother, Joren Falk, 19, was treated for cuts. “It hurt,” he said.",
         ["Oren Vasch", "Joren Falk"]),
        ("“No,” said Oren Vasch.\n\nRain fell. Lars Falk, who was carrying a goose, laughed. “She is right,” he said.",
         ["Oren Vasch", "Lars Falk"]),
        # not somebody who only comes in that sentence, nor one whom a pronoun acts on
        ("“No,” said Oren Vasch. He met the mayor, Joren Falk. “It went well,” he said.", ["Oren Vasch", "Oren Vasch"]),
        ("“No,” said Oren Vasch.\n\nRain fell. The court jailed Joren Falk. “It is a shame,” he said.",
         ["Oren Vasch", "Oren Vasch"]),
        # pronouns in quotations tell nothing of whoever is named outside
        ("“She never came,” Yorrin Falk said of a ship. “She sank. She is on the ground.”\n\n“She did,” said Mr. Falk.",
         ["Yorrin Falk"] * 3),
        # a family name alone is that of the person who had it first, with none else named yet
        ("Minister Joren Falk came. Falk told the press that it rained. “My Lena cooks,” Falk said.\n\n"
         "Lena Falk owns a ship. “I sail,” Lena Falk said.\n\n“It is a good ship,” Falk said.",
         ["Joren Falk", "Joren Falk", "Lena Falk", "Joren Falk"]),
        ("Joren Falk and Lena Falk came. Falk sat. “It rains,” Falk said.", ["Falk"]),
        # titles before given names, and others
        ("Sir Joren Falk came. “It rains,” Sir Joren said. “No,” he said.", ["Joren Falk", "Joren Falk"]),
        ("Dame Lena Falk came. Dame Lena said: “It rains.”", ["Lena Falk"]),
        ("“It rains,” Norvale CEO Joren Falk said. “No,” Falk said.", ["Joren Falk", "Joren Falk"]),
        ("State Treasurer Joren Falk came. “It rains,” Falk said.", ["Joren Falk"]),
        # a particle with a capital at the beginning of a sentence
        ("It rains, said Joren van Aarle, a sailor. “No,” van Aarle said.\n\nVan Aarle left. “Why?” he asked.",
         ["Joren van Aarle"] * 2),
    ],
)  # fmt: skip
def test_speaker(text, names):
    assert speakers(text) == names
