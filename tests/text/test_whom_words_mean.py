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
        # who is named first there, with a description
        ("“No,” said Oren Vasch.\n\nThe board sent a nurse, Lars Falk, who flew. “I saw her,” he said.",
         ["Oren Vasch", "Lars Falk"]),
        ("“No,” said Oren Vasch.\n\nDad Lars, 41, sat. “I told her,” he said.", ["Oren Vasch", "Lars"]),
        ("It rained on Karsovia’s Ilmar Falk, who ran. “Go,” Falk said.", ["Ilmar Falk"]),
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
        ("Minister of Foreign Affairs Yelsa Falk said so. “We did not seek it,” she said.", ["Yelsa Falk"]),
        ("The Ambassador of Veldania C. Falk left. “I regret it,” he said.", ["C. Falk"]),
        # a particle with a capital at the beginning of a sentence
        ("It rains, said Joren van Aarle, a sailor. “No,” van Aarle said.\n\nVan Aarle left. “Why?” he asked.",
         ["Joren van Aarle"] * 2),
    ],
)  # fmt: skip
def test_speaker(text, names):
    assert speakers(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # descriptions of whoever the paragraph is about, or of the last speaker
        ("Lars Falk, who scored twice, shrugged. “We sat too deep,” the striker told reporters.", ["Lars Falk"]),
        ("Lars Falk scored the penalty. “I never doubted it,” the 22-year-old said.", ["Lars Falk"]),
        ("“It rains,” Lena Falk said.\n\n“Pay us,” said the Velda Democrat.", ["Lena Falk", "Lena Falk"]),
        # of the only person whom the article describes so
        ("“It rains,” Lena Falk said. Rovers manager Lars Orl sat. Oren Vasch came.\n\n“Go,” said the manager.",
         ["Lena Falk", "Lars Orl"]),
        ("“It rains,” Lena Falk said. Lars Orl, a retired pilot, sat. Oren Vasch came.\n\n“Go,” said the pilot.",
         ["Lena Falk", "the pilot"]),
        ("Minister Lena Falk came. Prime Minister Oren Vasch came. “Go,” the minister said.", ["Lena Falk"]),
        ("The envoy of the Ministry of Foreign Affairs Borko Falk said no. “Go,” he said.", ["Borko Falk"] * 2),
        # a description that opens the sentence before a pronoun
        ("Manager Lars Orl sat. “Go,” said Oren Vasch.\n\nThe manager shrugged. “I stay,” he said.",
         ["Oren Vasch", "Lars Orl"]),
        ("Lena Falk won the race.\n\n“I wanted to go slowly,” the 29-year-old said.", ["Lena Falk"]),
        # not of somebody with another office, nor of either of two
        ("Vice President Oren Vasch came.\n\n“Go,” said the president.", ["the president"]),
        ("Manager Lars Orl sat. Manager Oren Vasch stood.\n\n“Go,” said the manager.", ["the manager"]),
        ("“It rains,” Lena Falk said. Oren Vasch came.\n\n“Go,” said the judge.", ["Lena Falk", "the judge"]),
        ("Lars Falk met Oren Orl, a striker. “We sat too deep,” said the strikers.", ["the strikers"]),
        # a title without a given name, where somebody else with the family name is of the other gender
        ("Lena Falk sat.\n\nMr. Falk stood. “It rains,” Mr. Falk said.\n\n“It does,” said Mrs. Falk.",
         ["Falk", "Lena Falk"]),
        # somebody only named in a quotation does not part a quotation from its speaker
        ("“He is not Lars Orl,” Lena Falk said. She read on, with care, “What do you think of him? Is he a good man?”",
         ["Lena Falk", "Lena Falk"]),
    ],
)  # fmt: skip
def test_speaker_of_a_description(text, names):
    assert speakers(text) == names


@pytest.mark.parametrize(
    ("code", "text", "names"),
    [
        ("de", "Kapitän Jens Orl sah das anders. „Wir waren nicht da“, sagte der Mittelfeldspieler.", ["Jens Orl"]),
        ("de", "Verkehrsministerin Ida Falk kam. Jens Orl ging.\n\n„Es reicht“, sagte die Ministerin.", ["Ida Falk"]),
        (
            "de",
            "Minister Tarik Demir zeigte sich enttäuscht. „Es reicht“, sagte der Grünen-Politiker.",
            ["Tarik Demir"],
        ),
        ("de", "Vor dem Tor stand Ida Falk. „Wir warten“, sagte die 44-Jährige.", ["Ida Falk"]),
        (
            "de",
            "Chefin Ida Falk kam. „Ja“, sagte Eva Orl.\n\nDie Chefin blieb. „Nein“, sagte sie.",
            ["Eva Orl", "Ida Falk"],
        ),
        ("de", "Trainer Jens Orl kam. „Wir kommen wieder“, sagte der 48-Jährige.", ["Jens Orl"]),
        ("fr", "Jean Orl a ri. « Il pleut », a dit Ida Falk. « Non », a ajouté l’octogénaire.", ["Ida Falk"] * 2),
        (
            "fr",
            "Jean Orl a ri. « Il pleut », a dit Ida Falk. « Non », a ajouté l’attaquant.",
            ["Ida Falk", "l’attaquant"],
        ),
        (
            "es",
            "El capitán, Juan Orl, pidió perdón. «No tenemos excusa», admitió el central.",
            ["Juan Orl", "Juan Orl"],
        ),
        ("it", "Il ministro dei Porti Dario Orl ha riso. «Io conto i soldi», ha detto il ministro.", ["Dario Orl"]),
        ("it", "Il sindaco Dario Orl ha riso. «Io conto i soldi», ha detto il primo cittadino.", ["Dario Orl"]),
        ("it", "Dario Orl ha segnato. «Sono felice», ha detto il 22enne.", ["Dario Orl"]),
        (
            "pt",
            "A prefeita, Ida Falk, veio. «Choveu», disse José Orl.\n\n«Não», disse a prefeita.",
            ["José Orl", "Ida Falk"],
        ),
        ("pt", "Já o capitão, Hugo Orl, falou do jogo. «Ninguém parou», disse o médio de 31 anos.", ["Hugo Orl"] * 2),
    ],
)
def test_speaker_of_a_description_in_other_languages(code, text, names):
    assert speakers(text, code) == names


@pytest.mark.parametrize(
    ("code", "text", "names"),
    [
        # kin and others of whom only one name is known
        ("en", "“No,” Ida Falk said.\n\nIda’s mum, Lena, 54, sat. “I never liked him,” she said.",
         ["Ida Falk", "Lena"]),
        ("en", "“No,” Ida Falk said.\n\nHer mother, Edith, hated it.\n\nShe left school at ten. “I ran,” she said.",
         ["Ida Falk", "Ida Falk"]),
        ("en", "“No,” said Lars Orl.\n\nJens Orl admitted that he had not told his brother of it. “I forgot,” he said.",
         ["Lars Orl", "Jens Orl", "Jens Orl"]),
        ("de", "„Nein“, sagte Lars Orl.\n\nIhr Sohn Malte kam nie. „Ich werde krank“, sagt er.", ["Lars Orl", "Malte"]),
        ("fr", "« Non », a dit Jean Orl.\n\nSon fils Basile, 12 ans, l’imite. « C’est facile », dit-il.",
         ["Jean Orl", "Basile"]),
        ("pt", "«Não», disse José Orl.\n\nA filha dele, Tainá, ajudou. «Tinha medo», lembra.", ["José Orl", "Tainá"]),
        # whoever opens the sentence before a tag without a subject
        ("it", "«No», dice Tiziano Righi. Un candidato ci sarebbe. Kofi Orl, 26 anni, lavora qui. «Imparo», racconta.",
         ["Tiziano Righi", "Kofi Orl"]),
        ("es", "«No», dijo Juan Orl.\n\nLa presidenta, Nuria Casals, evitó hablar de Juan Orl. «Hoy no», respondió.",
         ["Juan Orl", "Nuria Casals"]),
        ("de", "„Nein“, sagte Lars Orl.\n\nKatrin Falk kam. „Es reicht“, sagte sie.", ["Lars Orl", "Katrin Falk"]),
    ],
)  # fmt: skip
def test_speaker_with_one_name_or_without_a_subject(code, text, names):
    assert speakers(text, code) == names


@pytest.mark.parametrize(
    ("code", "text", "names"),
    [
        # places and hearers after speakers, adverbs between verbs, places after verbs without a subject
        ("pt", "«Nada muda», afirmou Sampaio no Parlamento.", ["Sampaio"]),
        ("de", "„Es reicht“, sagte der CDU-Politiker der Deutschen Presse-Agentur.", ["der CDU-Politiker"]),
        ("it", "Il presidente Dario Orl ha però osservato: «Otto anni non bastano».", ["Dario Orl"]),
        ("es", "Juan Orl se fue. «Perdimos», dijo en la sala de prensa. «Todo», añadió.", ["Juan Orl", "Juan Orl"]),
        ("es", "Juan Orl se fue. «Perdimos», dijo en la sala el técnico Luis Falk.", ["Luis Falk"]),
        ("de", "Jens Orl kam. In einer Pause sagte er vor Journalisten: „Ich kannte ihn.“", ["Jens Orl"]),
        ("it", "L’assessore, Giorgio Dal Bosco, respinge le accuse. «Sono puliti», sostiene.", ["Giorgio Dal Bosco"]),
        ("pt", "«Não», disse José Orl. «É mau», disse a coordenadora, Lurdes Falk.", ["José Orl", "Lurdes Falk"]),
        ("de", "„Nein“, rief der Landwirt Ralf Orl. Er ging. „Ich kannte sie“, sagte er leise.", ["Ralf Orl"] * 2),
        ("en", "Mayor Ida Falk came. A juror said it was hard. “Two of us cried,” she said.", ["A juror", "A juror"]),
        ("en", "Lena Falk left. “I ran,” said her mother, Edith.\n\nShe studied. “I lost,” she said.", ["Edith", ""]),
        # somebody without a name, rather than whoever spoke in another paragraph
        ("fr", "« Non », a dit Jean Orl.\n\nUn conseiller de l’exécutif rit. « Ils viendront », glisse-t-il.",
         ["Jean Orl", "Un conseiller"]),
        ("fr", "« Non », a dit Jean Orl.\n\nÀ la sortie, un voisin, âgé, riait. « Ici, on mange », dit-il.",
         ["Jean Orl", ""]),
        ("fr", "« Non », a dit Jean Orl.\n\nUne lettre est venue. « Ici, on mange », dit-il.",
         ["Jean Orl", "Jean Orl"]),
    ],
)  # fmt: skip
def test_speaker_beside_other_phrases(code, text, names):
    assert speakers(text, code) == names
