"""Downloads whose labels are in the language of the database's page, and those of databases that are not known."""

import unicodedata

import pytest

from annotate.io.articles import articles_in_file
from annotate.io.downloads._document import without_by
from annotate.io.rejects import Reject

BODY = "The harbour master said that talks had failed.\nNobody knew what would follow."
DATES = {
    "en": "March 3, 2031 Monday",
    "de": "3. März 2031 Montag",
    "fr": "3 mars 2031 lundi",
    "es": "3 de marzo de 2031 lunes",
}
CLASSIC = {
    "en": ("{n} of 2 DOCUMENTS", "BYLINE", "SECTION", "LENGTH", "words", "LOAD-DATE"),
    "de": ("Dokument {n} von 2", "AUTOR", "RUBRIK", "LÄNGE", "Wörter", "LADEDATUM"),
    "fr": ("{n} de 2 DOCUMENTS", "AUTEUR", "RUBRIQUE", "LONGUEUR", "mots", "DATE-CHARGEMENT"),
    "es": ("{n} de 2 DOCUMENTOS", "AUTOR", "SECCIÓN", "LONGITUD", "palabras", "FECHA-CARGA"),
}
UNI = {
    "en": ("Section", "Length", "words", "Body", "Load-Date", "End of Document"),
    "de": ("Rubrik", "Länge", "Wörter", "Text", "Ladedatum", "Ende des Dokuments"),
    "fr": ("Rubrique", "Longueur", "mots", "Corps", "Date de chargement", "Fin du document"),
}
FACTIVA = {
    "en": ("words", "3 March 2031", "English", "Document"),
    "de": ("Wörter", "3. März 2031", "Deutsch", "Dokument"),
    "fr": ("mots", "3 mars 2031", "Français", "Document"),
    "es": ("palabras", "3 marzo 2031", "Español", "Documento"),
}
PROQUEST = {
    "en": ("Document", "of", "Author", "Full text", "Publication title", "Publication date", "ProQuest document ID"),
    "de": ("Dokument", "von", "Autor", "Volltext", "Titel der Publikation", "Publikationsdatum",
           "ProQuest-Dokument-ID"),
    "es": ("Documento", "de", "Autor", "Texto completo", "Título de publicación", "Fecha de publicación",
           "ID del documento de ProQuest"),
}  # fmt: skip


def classic(code):
    number, by, section, length, unit, end = CLASSIC[code]
    return "\n\n".join(
        f"{number.format(n=n)}\n\n\n    The Halvar Courier\n\n    {DATES[code]}\n\n"
        f"Ships wait {n}\n\n{by}: Petra Lund\n\n{section}: Pg. 4\n\n{length}: 412 {unit}\n\n{BODY}\n\n{end}: x\n"
        for n in (1, 2)
    )


def uni(code):
    section, length, unit, body, loaded, end = UNI[code]
    return "\n".join(
        f"Ships wait {n}\nThe Halvar Courier\n{DATES[code]}\n\n{section}: NEWS\n{length}: 412 {unit}\n"
        f"Byline: Petra Lund\n\n{body}\n\n{BODY}\n\n{loaded}: x\n\n{end}\n"
        for n in (1, 2)
    )


def factiva(code):
    unit, date, language, document = FACTIVA[code]
    return "\n".join(
        f"Ships wait {n}\n\nPetra Lund\n412 {unit}\n{date}\nThe Halvar Courier\nHALC\n{language}\n"
        f"(c) 2031 Halvar\n\n{BODY}\n\n{document} HALC00002031030{n}eh330000{n}\n"
        for n in (1, 2)
    )  # fmt: skip


def proquest(code):
    document, of, author, text, outlet, date, identity = PROQUEST[code]
    rule = "_" * 60 + "\n"
    return rule + rule.join(
        f"\n{document} {n} {of} 2\n\nShips wait {n}\n\n{author}: Petra Lund\n\nXyz info: Velda. 03 Mar 2031: A4.\n\n"
        f"{text}: {BODY}\n\n{outlet}: The Halvar Courier; Velda\n\n{date}: Mar 3, 2031\n\n{identity}: 1234567{n}\n"
        for n in (1, 2)
    )


MADE = ((classic, CLASSIC), (uni, UNI), (factiva, FACTIVA), (proquest, PROQUEST))
CASES = [(make, code) for make, codes in MADE for code in codes]


@pytest.mark.parametrize(("make", "code"), CASES, ids=lambda one: one if isinstance(one, str) else one.__name__)
def test_a_download_is_separated_whatever_the_language_of_its_labels(tmp_path, make, code):
    (tmp_path / "a.txt").write_text(make(code))
    read = list(articles_in_file(tmp_path / "a.txt"))
    assert [one["title"] for one in read] == ["Ships wait 1", "Ships wait 2"]
    assert {(one["outlet"], one["author"], one["published"]) for one in read} == {
        ("The Halvar Courier", "Petra Lund", "2031-03-03")
    }
    assert {one["text"] for one in read} == {BODY}


UNKNOWN = {
    "newsbank": "Ships wait {n}\nHalvar Courier - March 3, 2031\nReadability: 10\n\n{body}\n\nRecord: 1A2B3C4D{n}\n",
    "pressreader": "Ships wait {n}\nThe Halvar Courier · 3 Mar 2031 · 4 · Petra Lund\n{body}\n",
    "gale": "Ships wait {n}\n\n{body}\n\nGale Document Number: GALE|A123{n}\n",
    "agency": "APA031{n} 5 AI 0123 {n} 03.03.31\n\nShips wait {n}\n\n{body}\n",
    "counted": "Document {n} of 2\n\nShips wait {n}\n\n{body}\n",
    "labelled": "Fecha: 03/03/2031\nMedio: El Correo\nTítulo: Ships wait {n}\nTexto: {body}\n",
    "ebsco": "Record: {n}\nTitle: Ships wait {n}\nAccession Number: 12345{n}\n\n{body}\n",
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_download_that_cannot_be_separated_is_refused_rather_than_one_article(tmp_path, name):
    (tmp_path / "a.txt").write_text("\n\n".join(UNKNOWN[name].format(n=n, body=BODY) for n in (1, 2)))
    (reject,) = articles_in_file(tmp_path / "a.txt")
    assert isinstance(reject, Reject)
    assert "looks like a download of" in reject.reason


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("&lt;p&gt;One here.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;", "One here.\nTwo."),
        ("Salt &amp;amp; iron went.", "Salt & iron went."),
        ("One came.\\nTwo left.\\n", "One came.\nTwo left.\n"),
        ("<![CDATA[One came.]]>", "One came."),
        ("<script>x()</script>One came.", "One came."),
        ("x < y and y > z, C:\\new too.", "x < y and y > z, C:\\new too."),
    ],
)
def test_text_that_was_escaped_more_than_once_becomes_plain(tmp_path, text, plain):
    (tmp_path / "a.txt").write_text(text)
    (article,) = articles_in_file(tmp_path / "a.txt")
    assert article["text"] == plain


HEAD = "Quelle: Bote vom 0{n}.03.2031, S. {n}\nRessort: Politik\nDokumentnummer: 1{n}\n"
AFTER = "Dauerhafte Adresse des Dokuments: https://example.org/{n}\nAlle Rechte vorbehalten: (c) Bote\n"
GERMAN = "Der Minister sagte, die Schiffe warten {n}.\n\nDie Opposition griff ihn an {n}.\n"
WISO_LAYOUTS = {
    "source above and below": "Bote vom 0{n}.03.2031, S. {n}\nSchiffe warten {n}\n\n"
    + GERMAN
    + "\n"
    + HEAD
    + AFTER
    + "\n",
    "title, head, text": "Schiffe warten {n}\n\n" + HEAD + "\n" + GERMAN + "\n",
    "title, head and rights, text": "Schiffe warten {n}\n" + HEAD + AFTER + "\n" + GERMAN + "\n",
    "title, head, text, rights": "Schiffe warten {n}\n\n" + HEAD + "\n" + GERMAN + "\n" + AFTER + "\n",
    "head, title, text": HEAD + "\nSchiffe warten {n}\n\n" + GERMAN + "\n" + AFTER + "\n",
    "counter, head, title, text": "Dokument {n} von 3\n" + HEAD + AFTER + "\nSchiffe warten {n}\n\n" + GERMAN + "\n",
    "without blank lines": "Schiffe warten {n}\n" + HEAD + "\n" + GERMAN,
    "source above, number below": "Quelle: Bote vom 0{n}.03.2031\nSchiffe warten {n}\n\n"
    + GERMAN
    + "\nDokumentnummer: {n}\n",
}


@pytest.mark.parametrize("layout", WISO_LAYOUTS)
@pytest.mark.parametrize("documents", [1, 3])
def test_wiso_documents_are_read_whether_the_text_is_above_or_below_the_number(tmp_path, layout, documents):
    numbers = range(1, documents + 1)
    (tmp_path / "a.txt").write_text("\n" + "".join(WISO_LAYOUTS[layout].format(n=n) for n in numbers))
    read = [(one["title"], one["published"], one["text"]) for one in articles_in_file(tmp_path / "a.txt")]
    assert read == [(f"Schiffe warten {n}", f"2031-03-0{n}", GERMAN.format(n=n).strip()) for n in numbers]


def test_an_interview_with_labels_is_no_download(tmp_path):
    text = "Talks in Halvar\n\nDate: 3 March 2031\n\n" + "Question: Will the ships wait?\n\nAnswer: They will.\n\n" * 3
    (tmp_path / "a.txt").write_text(text)
    (article,) = articles_in_file(tmp_path / "a.txt")
    assert article["text"].count("They will.") == 3


COVER = (
    "User Name: = Petra Lund\nDate and Time: = Dienstag, 4. März 2031 10:10\n\nDocuments (2)\n\n1. Schiffe warten\n\n"
)
NEXIS_UNI = """{cover}
Schiffe warten
Halvarer Zeitung
3. März 2031 Montag
Nordausgabe

Copyright 2031 Halvarer Verlag GmbH Alle Rechte vorbehalten

Section: POLITIK; S. 4
Length: 412 words
Byline: Von Petra Lund

Body

Der Minister sagte, die Schiffe warten.

Niemand wusste, was folgt.

{below}

Load-Date: March 4, 2031

End of Document
"""


@pytest.mark.parametrize("cover", ["", COVER])
@pytest.mark.parametrize("below", ["", "Graphic\n\nFoto: Ein Schiff", "Notes\n\nEine Notiz"])
def test_lists_above_and_graphics_below_a_document_of_nexis_are_no_part_of_it(tmp_path, cover, below):
    (tmp_path / "a.txt").write_text(NEXIS_UNI.format(cover=cover, below=below))
    (one,) = articles_in_file(tmp_path / "a.txt")
    stated = (one["title"], one["outlet"], one["published"], one["author"])
    assert stated == ("Schiffe warten", "Halvarer Zeitung", "2031-03-03", "Petra Lund")
    assert one["text"] == "Der Minister sagte, die Schiffe warten.\n\nNiemand wusste, was folgt."


EUROPRESSE = """Le Courrier de Halvar
Politique, jeudi 12 mars 2031{length} mots, p. 7

Le ministre salue l'accord
Jeanne Ardin

Le ministre a salué l'accord dimanche soir.

« C'est un bon jour », a-t-il dit.

Cet article est paru dans Le Courrier de Halvar

© 2031 Le Courrier de Halvar. Tous droits réservés.

news·20310312·CO·0123
"""


@pytest.mark.parametrize("ending", ["txt", "html"])
@pytest.mark.parametrize(
    ("length", "words"), [(" 312", "312"), (" - 10:15 UTC +01:00 1 312", "1312"), (", 1\u202f312", "1312")]
)
def test_documents_of_europresse_are_read_with_and_without_blank_lines(tmp_path, ending, length, words):
    text = EUROPRESSE.format(length=length)
    if ending == "html":
        text = "<html><body>" + "".join(f"<p>{line}</p>" for line in text.split("\n") if line) + "</body></html>"
    (tmp_path / f"a.{ending}").write_text(text, encoding="utf-8")
    (one,) = articles_in_file(tmp_path / f"a.{ending}")
    assert (one["title"], one["author"], one["length"]) == ("Le ministre salue l'accord", "Jeanne Ardin", words)
    assert (
        " ".join(one["text"].split())
        == "Le ministre a salué l'accord dimanche soir. « C'est un bon jour », a-t-il dit."
    )


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("By Petra Lund", "Petra Lund"),
        ("Von Petra Lund", "Petra Lund"),
        ("Par Jeanne Ardin et Paul Bo", "Jeanne Ardin et Paul Bo"),
        ("von Trapp", "von Trapp"),
        ("Di Marco", "Di Marco"),
    ],
)
def test_authors_are_named_without_the_word_before_them(byline, author):
    assert without_by(byline) == author


@pytest.mark.parametrize("change", ["decomposed", "invisible", "windows", "spaces"])
@pytest.mark.parametrize(("make", "code"), CASES, ids=lambda one: one if isinstance(one, str) else one.__name__)
def test_a_download_is_separated_whatever_program_saved_it(tmp_path, make, code, change):
    text = make(code)
    changed = {
        "decomposed": unicodedata.normalize("NFD", text),
        "invisible": text.replace("\n\n", "\n\u200b\n"),
        "windows": "\ufeff" + text.replace("\n", "\r\n"),
        "spaces": text.replace("\n", "  \n").replace(": ", ":\xa0"),
    }[change]
    (tmp_path / "a.txt").write_bytes(changed.encode())
    read = list(articles_in_file(tmp_path / "a.txt"))
    assert [one["title"] for one in read] == ["Ships wait 1", "Ships wait 2"]
    assert {(one["outlet"], one["author"], one["published"]) for one in read} == {
        ("The Halvar Courier", "Petra Lund", "2031-03-03")
    }
    assert {one["text"] for one in read} == {BODY}
