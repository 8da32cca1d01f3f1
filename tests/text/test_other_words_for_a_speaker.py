"""Descriptions such as `la syndicaliste` that stand for whoever spoke or was named just before."""

import pytest

from annotate.text.languages import language
from annotate.text.quotations.extraction import quotations_in


def speakers(text, code="en"):
    return [q.speaker for q in quotations_in(text, language=language(code))]


@pytest.mark.parametrize(
    ("code", "text", "names"),
    [
        # an office that the article gives nobody, of the gender of the only person in the paragraph
        ("fr", "« Non », a dit Odile Lanvin. « Il pleut », estime la présidente de la région.", ["Odile Lanvin"] * 2),
        ("de", "„Nein“, sagte Lars Falk der Norbacher Presse-Agentur. „Es regnet“, so der Bürgermeister von Selm.",
         ["Lars Falk"] * 2),
        ("es", "«No», dijo Nuria Llera. «Llueve», recordó la concejala.", ["Nuria Llera"] * 2),
        ("it", "Davanti al porto siede il capo, Aldo Brina, che ride. «Piove», ha aggiunto il governatore.",
         ["Aldo Brina"]),
        ("it", "Accanto a lei sedeva la madre, Patrizia. «Piove», dice la donna.", ["Patrizia"]),
        # words that are never said of anybody else, also after an elided article
        ("fr", "« Non », a dit le commandant Yves Lanvin. « Il pleut », poursuit l'officier.", ["Yves Lanvin"] * 2),
        ("fr", "« Non », a dit Odile Lanvin.\n\nL’élue a promis de « ne pas partir ».", ["Odile Lanvin"] * 2),
        ("fr", "« Non », a dit Odile Lanvin. « Il pleut », martèle la syndicaliste.", ["Odile Lanvin"] * 2),
        ("it", "«No», ha detto Aldo Brina. «Piove», attacca il sindacalista.", ["Aldo Brina"] * 2),
        ("es", "«No», dijo Iker Llera. «Llueve», afirmó el regidor.", ["Iker Llera"] * 2),
        # a place of the other gender is not another person
        ("pt", "O ministro, Rui Limeira, garantiu que o hospital de Santa Velda fica. “Não fecha”, disse o governante.",
         ["Rui Limeira"] * 2),
        # an office after its abbreviation
        ("en", "Gov. Joren Falk spoke with Lars Ohm and was “sad,” Gov. Falk said. It rained, the governor said.",
         ["Joren Falk"] * 2),
        # what follows after a comma is no part of the description
        ("fr", "Le ministre, Yves Lanvin, est venu. « Oui », a répondu le ministre, avant d'ajouter : « Il pleut. »",
         ["Yves Lanvin"] * 2),
        # kin in the speaker's own words are nobody of whom the article tells
        ("en", "Its owner, Joren Falk, told reporters: “It sails.” “My father built it,” he said.",
         ["Joren Falk"] * 2),
    ],
)  # fmt: skip
def test_description_stands_for_whoever_spoke(code, text, names):
    assert speakers(text, code) == names


@pytest.mark.parametrize(
    ("code", "text", "names"),
    [
        # of the other gender, or where another person of that gender is named
        ("fr", "« Non », a dit Yves Lanvin. « Il pleut », estime la maire.", ["Yves Lanvin", "la maire"]),
        ("fr", "Odile Lanvin parle. Rose Lund aussi. « Non », a dit Odile Lanvin. « Il pleut », estime la maire.",
         ["Odile Lanvin", "la maire"]),
        # an office that was mentioned before, that answers, or that is often held by somebody without a name
        ("fr", "La maire est venue.\n\n« Non », a dit Odile Lanvin. « Il pleut », estime la maire.",
         ["Odile Lanvin", "la maire"]),
        ("fr", "« Non », a dit Odile Lanvin. « Il pleut », a répondu la maire.", ["Odile Lanvin", "la maire"]),
        ("fr", "« Non », a dit Odile Lanvin. « Il pleut », a lancé la procureure.", ["Odile Lanvin", "la procureure"]),
        ("it", "«No», ha detto Aldo Brina. «Piove», ha aggiunto il presidente.", ["Aldo Brina", "il presidente"]),
        ("de", "„Nein“, sagte Lars Falk. „Es regnet“, sagte der Polizeisprecher.",
         ["Lars Falk", "der Polizeisprecher"]),
        ("de", "„Nein“, sagte Lars Falk. „Es regnet“, sagte der Vater.", ["Lars Falk", "der Vater"]),
        # a title that two have, one of them abbreviated
        ("en", "Gov. Joren Falk left. “It rains,” Gov. Falk said. Gov. Lars Ohm sat. It is late, the governor said.",
         ["Joren Falk", "the governor"]),
        # in another paragraph
        ("es", "«No», dijo Nuria Llera.\n\n«Llueve», recordó la concejala.", ["Nuria Llera", "la concejala"]),
    ],
)  # fmt: skip
def test_description_of_somebody_else(code, text, names):
    assert speakers(text, code) == names


@pytest.mark.parametrize(
    ("code", "text", "names"),
    [
        # words in quotation marks after a verb and whom it is about
        ("fr", "Odile Lanvin a accusé le maire de la ville de « brader le port ».", ["Odile Lanvin"]),
        ("es", "La portavoz, Nuria Llera, acusó al alcalde de «llegar tarde».", ["Nuria Llera"]),
        ("it", "Aldo Brina ha espresso «vicinanza ai feriti».", ["Aldo Brina"]),
        ("pt", "O líder, Rui Limeira, acusou o Governo de “falta de planeamento”.", ["Rui Limeira"]),
        ("it", "Ida Brina si è detta «molto preoccupata».", ["Ida Brina"]),
        ("pt", "Ida Limeira mostrou-se “muito preocupada”.", ["Ida Limeira"]),
        ("de", "Ida Falk zeigte sich „sehr besorgt“.", ["Ida Falk"]),
        # in a clause on somebody named right before it
        ("it", "È arrivato il presidente della Regione, Aldo Brina, che ha parlato di «un bel sole».", ["Aldo Brina"]),
        ("es", "Habló la secretaria de la Unión Obrera, que recordó que llueve.", []),
        ("it", "Ida Brina, oggi a casa, in una nota si è detta «molto preoccupata».", []),
        # without quotation marks these verbs tell of acts, and those of another clause are not theirs
        ("fr", "Odile Lanvin a accusé le maire de brader le port.", []),
        ("es", "Nuria Llera acusó al alcalde, que dirige «El Faro».", []),
    ],
)  # fmt: skip
def test_words_in_quotation_marks_after_a_charge(code, text, names):
    assert speakers(text, code) == names


@pytest.mark.parametrize(
    ("code", "text", "names"),
    [
        ("fr", "Pour le député Yves Lanvin, le port « navigue à vue ». « On perd », a-t-il dit.", ["Yves Lanvin"] * 2),
        ("fr", "Pour son délégué général, Yves Lanvin, « il faut une loi ».", ["Yves Lanvin"]),
        ("es", "Para Nuria Llera, la norma es «un disparate».", ["Nuria Llera"]),
        ("it", "Per Aldo Brina, la legge è «un errore».", ["Aldo Brina"]),
        ("pt", "Para Rui Limeira, a lei é “um erro”.", ["Rui Limeira"]),
        # nobody's view: the name of a ship, a purpose, or the words of somebody else
        ("fr", "Pour Yves Lanvin, le voyage du « Phare » est fini.", []),
        ("fr", "Pour la saison, le port reste « en travaux ».", []),
        ("fr", "Pour Yves Lanvin, Odile Lund a dit « un grand merci ».", ["Odile Lund"]),
    ],
)  # fmt: skip
def test_view_of_somebody(code, text, names):
    assert speakers(text, code) == names
