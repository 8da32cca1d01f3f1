"""Labels of interviews, single names with an age and answers without a subject in five languages."""

import pandas as pd
import pytest

from annotate.text.splitting import split


def _speakers(code, text):
    found = split(pd.DataFrame({"text": [text], "language": [code]})).fillna("")
    return found[["kind", "speaker"]].values.tolist()


@pytest.mark.parametrize(
    ("code", "text", "speakers"),
    [
        ("de", "Hilde Gruber ist Rätin.\n\nGruber: Ja.\n\nFrage: Auch das Wasser?\n\nGruber: Das nicht.", "G Frage G"),
        (
            "fr",
            "Hilde Gruber est maire.\n\nQuestion : Pourquoi ?\n\nH. G. : Non.\n\nHilde Gruber : Non.",
            "Question G G",
        ),
        ("es", "Hilde Gruber es alcaldesa.\n\nP. ¿Se va?\n\nR. No.\n\nPeriodista: ¿Por qué?", ". G Periodista"),
        (
            "it",
            "Hilde Gruber guida.\n\nD: Perché?\n\nR: Perché no.\n\nDomanda: E poi?\n\nRisposta: Sì.",
            ". G . G",
        ),
        ("pt", "Hilde Gruber é prefeita.\n\nP: Vai?\n\nR. – Vou.\n\nRepórter: Por quê?", ". G Repórter"),
        ("es", "Hilde Gruber y Oren Vasco mandan.\n\nP. ¿Se va?\n\nR. No.", ". ."),
        ("fr", "Hilde Gruber est maire.\n\n– Et vos enfants ?\n\n– Ils vont bien.", ". ."),
    ],
)
def test_labels_of_an_interview_name_who_speaks(code, text, speakers):
    wanted = [{"G": "Hilde Gruber", ".": ""}.get(name, name) for name in speakers.split()]
    assert _speakers(code, text)[1:] == [["body", name] for name in wanted]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("de", "Oren Vasch kam. Karim, 19, spielt.\n\n„Ich glaube es nicht“, sagte er."),
        ("fr", "Oren Vasch est venu. Karim, 19 ans, joue.\n\n« Je n’y crois pas », sourit-il."),
        ("es", "Mira Talvo vino. Karim, de 19 años, juega.\n\n«No lo creo», dijo él."),
        ("it", "Mira Talvi è venuta. Karim, 19 anni, gioca.\n\n«Non ci credo», dice lui."),
        ("pt", 'Mira Talvo veio. Karim, 19, joga.\n\n"Não acredito", disse ele.'),
    ],
)
def test_a_single_name_with_an_age_is_a_person(code, text):
    assert _speakers(code, text)[-1] == ["body", "Karim"]


@pytest.mark.parametrize(
    ("code", "text", "last"),
    [
        ("es", "La jueza Inés Gol preguntó: «¿Vio usted el fuego?». «No», contestó.", ""),
        ("it", "La giudice Ines Golli ha chiesto: «Ha visto le fiamme?». «No», ha risposto.", ""),
        ("pt", 'A juíza Inês Gol perguntou: "Viu o fogo?" "Não", respondeu.', ""),
        ("es", "La jueza Inés Gol preguntó: «¿Vio usted el fuego?». «Hable», añadió.", "Inés Gol"),
        ("fr", "Karl Émeric parle. « Qui va payer ? », s’est-il interrogé.", "Karl Émeric"),
        ("it", "Il consigliere Carlo Emmi parla di «pozzo». «Chi paga?», si è chiesto.", "Carlo Emmi"),
    ],
)
def test_whoever_answers_did_not_ask(code, text, last):
    assert _speakers(code, text)[-1] == ["body", last]


def test_a_noun_and_a_place_before_a_german_name_are_no_part_of_it():
    text = "Norbachs Kapitän Lars Ohm war enttäuscht: „Wir haben uns selbst geschlagen.“"
    assert _speakers("de", text) == [["body", "Lars Ohm"]]


@pytest.mark.parametrize(
    ("code", "lines", "kinds"),
    [
        (
            "pl",
            "Port\nProces zaczął się o godz. 10.\nSala sądowa. Fot. Iwo Kast/PAP\nCzytaj także: Port",
            "hbccp",
        ),
        (
            "nl",
            "Haven\nDoor Jan Norden\nHet begon maandag.\nDe zaal. Foto: Ivo Kast/ANP\nLees ook: Haven",
            "hybccp",
        ),
        (
            "sv",
            "Hamn\nAv Jan Nordin\n”Jag väntar”, sade Mira. ”Länge.”\nSal. Foto: Ivo Kast/TT\nLäs mer: Hamn",
            "hybbccp",
        ),
        ("cs", "Přístav\nSoud začal 3. května 2029 v Selmu.\nSál. Foto: Ivo Kast, ČTK\nČtěte také: Přístav", "hbccp"),
        ("pl", "Burmistrz zostaje. – Nie odejdę – powiedział prok. Jan Nowik.", "bb"),
        ("hi", "उन्होंने यह बात ए.एन.आई. से कही।", "b"),
        ("ar", "زاد عن عام 2030 م. فهل يوافق المجلس؟", "bb"),
        ("hi", "वकील डॉ. मीरा ने कहा। फिर वे चले गए।", "bb"),
        ("ar", "قالت المحامية د. ميرا تالفيك ذلك. ثم ذهبت.", "bb"),
    ],
)
def test_lines_of_languages_without_a_folder_are_told_apart(code, lines, kinds):
    names = {"h": "heading", "y": "byline", "b": "body", "c": "caption", "p": "boilerplate"}
    found = split(pd.DataFrame({"text": [lines.replace("\n", "\n\n")], "language": [code]}))
    assert found["kind"].tolist() == [names[kind] for kind in kinds]


def test_an_agency_after_the_last_sentence_belongs_to_it():
    found = split(pd.DataFrame({"text": ["El Parlamento votará el 1 de julio. ENE"], "language": ["es"]}))
    assert found["text"].tolist() == ["El Parlamento votará el 1 de julio. ENE"]
