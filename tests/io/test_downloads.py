"""Downloads of news databases are separated into their documents, each with its outlet, date, title and text."""

import textwrap

import pytest

from annotate.errors import InputError
from annotate.io.articles import articles_in_file
from annotate.io.downloads import documents_of
from annotate.io.rejects import Reject

NEXIS_CLASSIC = """
                               1 of 3 DOCUMENTS


               Copyright 2019 Orth Media Group
                      All Rights Reserved

                            The Orth Gazette

                          May 4, 2019 Saturday
                             Late Edition

SECTION: FOREIGN; Pg. 3

LENGTH: 31 words

HEADLINE: Port strike ends

BYLINE: By Ada Lorn and Jan Vesk

DATELINE: PORT ILMAR

BODY:

   The dockers of Port Ilmar praised the accord. They had rejected
two earlier offers.

   Minister Varn called the result fair.

LOAD-DATE: May 5, 2019

LANGUAGE: ENGLISH

                               2 of 3 DOCUMENTS

                            The Orth Gazette

                          May 6, 2019 Monday

A cartoon

LENGTH: 0 words

LOAD-DATE: May 6, 2019

                               3 of 3 DOCUMENTS

                            Ilmar Post

                          6 May 2019

Council condemns the levy

LENGTH: 12 words

The council condemned the levy on Sunday. Nobody spoke for it.

LOAD-DATE: May 7, 2019
"""

NEXIS_UNI = """
Page 1 of 2

Veldania welcomes the envoy

Veldania welcomes the envoy
The Senn Herald
March 3, 2021 Wednesday
Final Edition
Copyright 2021 The Senn Herald All Rights Reserved
Section: WORLD; Pg. 8
Length: 24 words
Byline: Rhea Lund
Body

The government of Veldania welcomed the envoy on Tuesday.

Classification of the deal is still open, the envoy said.

Classification

Language: ENGLISH
Publication-Type: Newspaper
Load-Date: March 3, 2021

End of Document

Union rejects the offer
The Marrow Times
March 4, 2021 Thursday 10:21 AM GMT
Copyright 2021 The Marrow Times
Length: 9 words
Body
The union rejected the offer as an insult.
Load-Date: March 4, 2021
End of Document
"""

FACTIVA_CODED = """
HD
Union rejects the offer
BY
By Tam Osk
WC
18 words
PD
4 March 2021
ET
10:21
SN
The Marrow Times
SC
MARTIM
LA
English
CY
(c) 2021 The Marrow Times
LP
The union rejected the offer on Thursday.
TD

It called the terms an insult.
NS
gvote : Elections
AN
Document MARTIM0020210304eh340001a

HD Mayor thanks the crews
WC 8 words
PD 5 March 2021
SN Orth Gazette
LA English
LP
The mayor thanked the crews for their patience.
TD
AN Document ORTHG00020210305eh350002b
"""

FACTIVA_PLAIN = """
World
Union rejects the offer
By Tam Osk
18 words
4 March 2021
The Marrow Times
MARTIM
7
English
(c) 2021 The Marrow Times

The union rejected the offer on Thursday.

It called the terms an insult.

Document MARTIM0020210304eh340001a
"""

PROQUEST = """
Report Information from ProQuest
____________________________________________________________

Document 1 of 2

Envoy praises the truce

Author: Lund, Rhea

Publication info: The Senn Herald ; Senn [Senn]. 07 Apr 2020: A.4.

Full text: The envoy praised the truce on Monday.

He thanked both armies.

Subject: Truces

Title: Envoy praises the truce

Publication title: The Senn Herald; Senn

Publication date: Apr 7, 2020

Section: News

ProQuest document ID: 1234567890

Copyright: Copyright The Senn Herald Apr 7, 2020

____________________________________________________________

Document 2 of 2

Deputies attack the bill

Full text: Deputies attacked the bill.

Title: Deputies attack the bill

Publication title: Orth Gazette

Publication date: Apr 8, 2020

ProQuest document ID: 1234567891
"""

EUROPRESSE = """
Le Courrier de Halvar
Politique, lundi 12 mars 2018, p. 7, 312 mots

Le ministre salue l'accord

Jeanne Ardin

Le ministre a salué l'accord dimanche soir.

« C'est un bon jour », a-t-il dit.

Cet article est paru dans Le Courrier de Halvar

© 2018 Le Courrier de Halvar. Tous droits réservés.
Ce certificat est émis à titre individuel
news·20180312·CH·0123456
"""

WISO = """
Kanzlerin lobt den Vertrag
Quelle: Halvarer Zeitung vom 12.03.2018, Nr. 59, Seite 7
Ressort: Politik
Autor: Jens Harms

Die Kanzlerin lobte den Vertrag am Sonntag.

Die Opposition griff ihn an.

Dokumentnummer: HZ20180312001
Dauerhafte Adresse des Dokuments: https://example.org/HZ20180312001

Alle Rechte vorbehalten: (c) Halvarer Zeitung

Minister lehnt Angebot ab
Quelle: Halvarer Zeitung vom 13.03.2018, Nr. 60, Seite 1
Ressort: Wirtschaft

Der Minister lehnte das Angebot ab.

Dokumentnummer: HZ20180313002
"""


def fields(document, *names):
    return tuple(document.get(name) for name in names)


def test_lexisnexis_documents_have_the_fields_above_and_below_them():
    first, cartoon, last = documents_of(NEXIS_CLASSIC, "d.txt")
    assert fields(first, "outlet", "published", "title") == (
        "The Orth Gazette",
        "May 4, 2019 Saturday",
        "Port strike ends",
    )
    assert fields(first, "author", "section", "length") == ("Ada Lorn and Jan Vesk", "FOREIGN; Pg. 3", "31")
    assert first["text"].startswith("The dockers of Port Ilmar praised the accord. They had rejected\ntwo")
    assert first["text"].endswith("Minister Varn called the result fair.")
    assert isinstance(cartoon, Reject)
    assert cartoon.where == "d.txt: document 2"
    assert fields(last, "outlet", "published", "title") == ("Ilmar Post", "6 May 2019", "Council condemns the levy")
    assert last["text"] == "The council condemned the levy on Sunday. Nobody spoke for it."


def test_nexis_uni_documents_end_with_their_own_line():
    first, second = documents_of(NEXIS_UNI, "d.docx")
    assert fields(first, "title", "outlet", "published") == (
        "Veldania welcomes the envoy",
        "The Senn Herald",
        "March 3, 2021 Wednesday",
    )
    assert fields(first, "author", "section", "length") == ("Rhea Lund", "WORLD; Pg. 8", "24")
    assert first["text"].endswith("Classification of the deal is still open, the envoy said.")
    assert fields(second, "title", "published") == ("Union rejects the offer", "March 4, 2021 Thursday 10:21 AM GMT")
    assert second["text"] == "The union rejected the offer as an insult."


def test_factiva_documents_with_codes():
    first, second = documents_of(FACTIVA_CODED, "d.rtf")
    assert fields(first, "title", "outlet", "published", "author", "length") == (
        "Union rejects the offer",
        "The Marrow Times",
        "4 March 2021 10:21",
        "Tam Osk",
        "18",
    )
    assert first["text"] == "The union rejected the offer on Thursday.\n\nIt called the terms an insult."
    assert fields(second, "title", "outlet") == ("Mayor thanks the crews", "Orth Gazette")
    assert second["text"] == "The mayor thanked the crews for their patience."


def test_factiva_documents_without_codes():
    (first,) = documents_of(FACTIVA_PLAIN, "d.rtf")
    assert fields(first, "title", "author", "outlet", "published") == (
        "Union rejects the offer",
        "Tam Osk",
        "The Marrow Times",
        "4 March 2021",
    )
    assert first["text"] == "The union rejected the offer on Thursday.\n\nIt called the terms an insult."


FACTIVA_FULL = """
Ships wait

Petra Lund
412 words
3 March 2031
The Halvar Courier
HALC
4
{language}
{rights}

The harbour master said that talks had failed.

Nobody knew what would follow.

{publisher}

Document HALC000020310303eh3300001
"""


@pytest.mark.parametrize("language", ["English", "Nederlands"])
@pytest.mark.parametrize(
    "rights",
    [
        "",
        "Copyright 2031 Halvar Ltd. All\nRights Reserved",
        "(c) 2031 Halvar\nAll Rights Reserved.",
        "Copyright 2031, Halvar Media and the\nauthors of the Courier. All rights reserved. Distributed by Sel.",
    ],
)
@pytest.mark.parametrize(
    ("publisher", "stated", "rest"),
    [
        ("", None, ""),
        ("Halvar Newspapers Limited", "Halvar Newspapers Limited", ""),
        ("Dow Halvar & Company, Inc.", "Dow Halvar & Company, Inc.", ""),
        ("Halvarer Verlagsgesellschaft mbH", "Halvarer Verlagsgesellschaft mbH", ""),
        ("The Halvar Courier", "The Halvar Courier", ""),
        ("(c) 2031 Halvar Ltd. All rights reserved.", None, ""),
        ("Copyright law is at stake.", None, "\n\nCopyright law is at stake."),
        ("Reporting by Tam Osk", None, "\n\nReporting by Tam Osk"),
    ],
)
def test_factiva_lines_on_rights_and_publishers_are_no_text(language, rights, publisher, stated, rest):
    (one,) = documents_of(FACTIVA_FULL.format(language=language, rights=rights, publisher=publisher), "d.rtf")
    assert one["text"] == ("The harbour master said that talks had failed.\n\nNobody knew what would follow." + rest)
    assert (one.get("publisher"), one["outlet"]) == (stated, "The Halvar Courier")


def test_factiva_a_last_line_that_an_outlet_repeats_is_its_publisher():
    text = FACTIVA_FULL.format(language="English", rights="", publisher="Northern Star Trust")
    first, second = documents_of(text + text.replace("0001\n", "0002\n"), "d.rtf")
    assert first["publisher"] == second["publisher"] == "Northern Star Trust"
    assert first["text"].endswith("follow.")


def test_proquest_documents_between_rules():
    first, second = documents_of(PROQUEST, "d.txt")
    assert fields(first, "title", "outlet", "published", "author", "section") == (
        "Envoy praises the truce",
        "The Senn Herald",
        "Apr 7, 2020",
        "Lund, Rhea",
        "News",
    )
    assert first["text"] == "The envoy praised the truce on Monday.\n\nHe thanked both armies."
    assert second["text"] == "Deputies attacked the bill."


def test_europresse_documents_with_french_dates():
    (first,) = documents_of(EUROPRESSE, "d.html")
    assert fields(first, "title", "outlet", "published", "author", "section", "length") == (
        "Le ministre salue l'accord",
        "Le Courrier de Halvar",
        "12 March 2018",
        "Jeanne Ardin",
        "p. 7",
        "312",
    )
    assert first["text"] == "Le ministre a salué l'accord dimanche soir.\n\n« C'est un bon jour », a-t-il dit."


def test_wiso_documents_with_german_dates():
    first, second = documents_of(WISO, "d.txt")
    assert fields(first, "title", "outlet", "published", "author", "section") == (
        "Kanzlerin lobt den Vertrag",
        "Halvarer Zeitung",
        "2018-03-12",
        "Jens Harms",
        "Politik",
    )
    assert first["text"] == "Die Kanzlerin lobte den Vertrag am Sonntag.\n\nDie Opposition griff ihn an."
    assert fields(second, "title", "published") == ("Minister lehnt Angebot ab", "2018-03-13")


def test_ordinary_text_is_no_download():
    assert documents_of("Talks resume in Halvar\n\nThe envoy praised the truce.\nLENGTH: 3 words\n", "a.txt") is None


def test_what_looks_like_a_download_and_cannot_be_separated_is_refused():
    text = textwrap.dedent("""
        Port strike ends
        LENGTH: 31 words
        The dockers praised the accord.
        Council condemns the levy
        LENGTH: 12 words
        The council condemned the levy.
        """)
    with pytest.raises(InputError, match="looks like a download of 2 documents"):
        documents_of(text, "a.txt")


def test_a_download_saved_as_a_page_is_separated(tmp_path):
    paragraphs = "".join(f"<p>{line}</p>" if line.strip() else "<br/>" for line in EUROPRESSE.splitlines())
    codes = FACTIVA_PLAIN.strip().splitlines()
    factiva = "".join(f"<div>{line}</div>" for line in codes if line.strip())
    (tmp_path / "e.html").write_text(f"<html><body>{paragraphs}{paragraphs}</body></html>", encoding="utf-8")
    (tmp_path / "f.html").write_text(f"<html><body>{factiva}</body></html>", encoding="utf-8")
    both = list(articles_in_file(tmp_path / "e.html"))
    assert [article["outlet"] for article in both] == ["Le Courrier de Halvar"] * 2
    assert [article["published"] for article in both] == ["2018-03-12"] * 2
    (one,) = articles_in_file(tmp_path / "f.html")
    assert (one["outlet"], one["published"]) == ("The Marrow Times", "2021-03-04")
