"""Kinds of line around body text: letters, opinion labels, captions, credits and teasers, in six languages."""

import pytest

from annotate.text.languages import language
from annotate.text.lines._kinds import lines_of

ENGLISH = (
    "The council met on Monday and voted to close the port, which has stood empty since the storm of 2029.",
    "Nobody from the ministry came to the meeting, and the minutes were not published until the end of the week.",
)
GERMAN = (
    "Der Rat kam am Montag zusammen und beschloss, den Hafen zu schließen, der seit dem Sturm leer steht.",
    "Niemand aus dem Ministerium war gekommen, und das Protokoll wurde erst am Ende der Woche veröffentlicht.",
)
FRENCH = (
    "Le conseil s’est réuni lundi et a décidé de fermer le port, vide depuis la tempête de 2029.",
    "Personne du ministère n’est venu, et le procès-verbal n’a été publié qu’à la fin de la semaine.",
)
SPANISH = (
    "El consejo se reunió el lunes y decidió cerrar el puerto, que está vacío desde la tormenta de 2029.",
    "Nadie del ministerio acudió, y el acta no se publicó hasta el final de la semana.",
)
ITALIAN = (
    "Il consiglio si è riunito lunedì e ha deciso di chiudere il porto, vuoto dalla tempesta del 2029.",
    "Nessuno del ministero è venuto, e il verbale è stato pubblicato solo alla fine della settimana.",
)
PORTUGUESE = (
    "O conselho reuniu-se na segunda-feira e decidiu fechar o porto, vazio desde a tempestade de 2029.",
    "Ninguém do ministério apareceu, e a ata só foi publicada no fim da semana.",
)

ARTICLES = [
    (
        "en",
        [
            "SIR – Your report on the port was wrong in every line, as anyone who lives here could have told you.",
            ENGLISH[1],
            "Ada Finch",
            "Port Selm",
        ],
        "body body byline byline",
    ),
    ("en", ["SIR — Why is the port shut?", "Ada Finch, Port Selm"], "body byline"),
    ("en", ["Dear Editor:", ENGLISH[0], "Ada Finch, Port Selm"], "body body byline"),
    (
        "en",
        ["To the Editor:", ENGLISH[0], ENGLISH[1], "ADA FINCH", "Port Selm, Nov. 3, 2031"],
        "body body body byline byline",
    ),
    ("en", ["Sir, " + ENGLISH[0], "Yours faithfully,", "Ada Finch"], "body byline byline"),
    ("en", ["OPINION", "The port must open", ENGLISH[0], ENGLISH[1]], "heading heading body body"),
    ("en", ["Opinion: The port must open", ENGLISH[0], ENGLISH[1]], "heading body body"),
    ("en", ["OPINION | The port must open", ENGLISH[0], ENGLISH[1]], "heading body body"),
    ("en", ["Guest essay", "The port must open", ENGLISH[0], ENGLISH[1]], "heading heading body body"),
    ("en", ["Letters to the Editor", ENGLISH[0], ENGLISH[1]], "heading body body"),
    ("en", ["Editorial Board", ENGLISH[0], ENGLISH[1]], "heading body body"),
    ("en", ["Op-ed", "By Ada Finch", ENGLISH[0], ENGLISH[1]], "heading byline body body"),
    ("en", ["Analysis", ENGLISH[0], ENGLISH[1]], "heading body body"),
    ("en", ["The Selm Courier’s View", ENGLISH[0], ENGLISH[1]], "heading body body"),
    ("en", [ENGLISH[0], "Ada Finch at the port on Monday — Ivo Kast/The Courier", ENGLISH[1]], "body caption body"),
    ("en", [ENGLISH[0], "Ada Finch at the port on Monday. — Photo by Ivo Kast", ENGLISH[1]], "body caption body"),
    ("en", [ENGLISH[0], "Ada Finch at the port on Monday. Photo: Ivo Kast/AP", ENGLISH[1]], "body caption body"),
    ("en", [ENGLISH[0], "Ada Finch at the port on Monday. (Ivo Kast/Selm Courier)", ENGLISH[1]], "body caption body"),
    ("en", [ENGLISH[0], "Ada Finch at the port. | Ivo Kast", ENGLISH[1]], "body caption body"),
    ("en", [ENGLISH[0], "PHOTO — Ivo Kast", ENGLISH[1]], "body credit body"),
    ("en", [ENGLISH[0], "Ivo Kast / REUTERS", ENGLISH[1]], "body credit body"),
    ("en", [ENGLISH[0], "FILE — Ada Finch at the port on May 3, 2030.", ENGLISH[1]], "body caption body"),
    ("en", [ENGLISH[0], "A crane at the port of Selm. Ivo Kast for The Courier", ENGLISH[1]], "body caption body"),
    (
        "en",
        [ENGLISH[0], "Ada Finch, left, and Bo Flint, right, at the port in Selm on Monday. AP", ENGLISH[1]],
        "body caption body",
    ),
    ("en", [ENGLISH[0], "More: Five things to know about the port", ENGLISH[1]], "body boilerplate body"),
    ("en", [ENGLISH[0], "MORE: Five things to know about the port", ENGLISH[1]], "body boilerplate body"),
    ("en", [ENGLISH[0], "More on this story: Port reopens", ENGLISH[1]], "body boilerplate body"),
    ("en", [ENGLISH[0], "READ MORE: Port reopens after storm", ENGLISH[1]], "body boilerplate body"),
    ("en", [ENGLISH[0], "Read more — Port reopens after storm", ENGLISH[1]], "body boilerplate body"),
    ("en", [ENGLISH[0], "Read: Port reopens after storm", ENGLISH[1]], "body boilerplate body"),
    ("en", [ENGLISH[0], "Related: Port reopens after storm", ENGLISH[1]], "body boilerplate body"),
    ("en", [ENGLISH[0], "RELATED | Port reopens after storm", ENGLISH[1]], "body boilerplate body"),
    ("en", [ENGLISH[0], "See also: Port reopens", ENGLISH[1]], "body boilerplate body"),
    ("en", [ENGLISH[0], "Also read | Port reopens", ENGLISH[1]], "body boilerplate body"),
    ("en", [ENGLISH[0], "Watch: Port reopens", ENGLISH[1]], "body boilerplate body"),
    ("en", [ENGLISH[0], "Don’t miss: Port reopens", ENGLISH[1]], "body boilerplate body"),
    ("en", [ENGLISH[0], "In pictures: The port of Selm", ENGLISH[1]], "body boilerplate body"),
    ("en", [ENGLISH[0], "Explainer: Why the port closed", ENGLISH[1]], "body heading body"),
    ("en", [ENGLISH[0], "» Port reopens after storm", ENGLISH[1]], "body boilerplate body"),
    ("en", [ENGLISH[0], "[MORE: Port reopens after storm]", ENGLISH[1]], "body boilerplate body"),
    ("en", [ENGLISH[0], "(Read more: Port reopens after storm)", ENGLISH[1]], "body boilerplate body"),
    ("en", [ENGLISH[0], "[+2143 chars]"], "body boilerplate"),
    ("en", [ENGLISH[0] + " … [+2143 chars]"], "body"),
    ("en", [ENGLISH[0] + "… [+2143 characters]"], "body"),
    ("en", [ENGLISH[0] + "… [2143 chars]"], "body"),
    ("en", [ENGLISH[0], "Sign up for our morning newsletter", ENGLISH[1]], "body boilerplate body"),
    ("en", [ENGLISH[0], "This article was amended on 4 November 2031 to correct a name."], "body boilerplate"),
    ("en", [ENGLISH[0], "ADVERTISEMENT", ENGLISH[1]], "body boilerplate body"),
    ("en", [ENGLISH[0], "Article continues after this advertisement", ENGLISH[1]], "body boilerplate body"),
    ("de", [GERMAN[0], "Lesen Sie auch: Der Hafen öffnet wieder", GERMAN[1]], "body boilerplate body"),
    ("de", [GERMAN[0], "Mehr zum Thema", GERMAN[1]], "body boilerplate body"),
    ("de", [GERMAN[0], "Mehr: Der Hafen öffnet wieder", GERMAN[1]], "body boilerplate body"),
    ("de", [GERMAN[0], "Ada Finch am Hafen. Foto: Ivo Kast/dpa", GERMAN[1]], "body caption body"),
    ("de", [GERMAN[0], "Ada Finch am Hafen © Ivo Kast", GERMAN[1]], "body caption body"),
    ("de", ["Kommentar", "Der Hafen muss öffnen", GERMAN[0], GERMAN[1]], "heading heading body body"),
    ("de", ["Meinung", "Der Hafen muss öffnen", GERMAN[0], GERMAN[1]], "heading heading body body"),
    ("de", ["Leserbriefe", GERMAN[0], GERMAN[1]], "heading body body"),
    ("de", ["Von Ada Finch", GERMAN[0], GERMAN[1]], "byline body body"),
    ("de", ["Von Ada Finch, Selm", GERMAN[0], GERMAN[1]], "byline body body"),
    ("de", ["Selm (dpa) – " + GERMAN[0], GERMAN[1]], "body body"),
    ("de", [GERMAN[0], "Quelle: dpa/afp"], "body credit"),
    ("fr", [FRENCH[0], "Lire aussi : Le port rouvre", FRENCH[1]], "body boilerplate body"),
    ("fr", [FRENCH[0], "À lire aussi | Le port rouvre", FRENCH[1]], "body boilerplate body"),
    ("fr", [FRENCH[0], "» LIRE AUSSI - Le port rouvre", FRENCH[1]], "body boilerplate body"),
    ("fr", [FRENCH[0], "Ada Finch sur le port. Photo : Ivo Kast/AFP", FRENCH[1]], "body caption body"),
    ("fr", ["Tribune", "Le port doit rouvrir", FRENCH[0], FRENCH[1]], "heading heading body body"),
    ("fr", ["Éditorial", "Le port doit rouvrir", FRENCH[0], FRENCH[1]], "heading heading body body"),
    ("fr", ["Courrier des lecteurs", FRENCH[0], FRENCH[1]], "heading body body"),
    ("fr", ["Par Ada Finch", FRENCH[0], FRENCH[1]], "byline body body"),
    ("fr", ["Par Ada Finch (avec AFP)", FRENCH[0], FRENCH[1]], "byline body body"),
    ("es", [SPANISH[0], "Lea también: El puerto reabre", SPANISH[1]], "body boilerplate body"),
    ("es", [SPANISH[0], "Leer más: El puerto reabre", SPANISH[1]], "body boilerplate body"),
    ("es", [SPANISH[0], "Más información: El puerto reabre", SPANISH[1]], "body boilerplate body"),
    ("es", [SPANISH[0], "Ada Finch en el puerto. Foto: Ivo Kast", SPANISH[1]], "body caption body"),
    ("es", ["Opinión", "El puerto debe abrir", SPANISH[0], SPANISH[1]], "heading heading body body"),
    ("es", ["Editorial", "El puerto debe abrir", SPANISH[0], SPANISH[1]], "heading heading body body"),
    ("es", ["Cartas al director", SPANISH[0], SPANISH[1]], "heading body body"),
    ("es", ["Por Ada Finch", SPANISH[0], SPANISH[1]], "byline body body"),
    ("es", [SPANISH[0], "EFE"], "body credit"),
    ("it", [ITALIAN[0], "Leggi anche: Il porto riapre", ITALIAN[1]], "body boilerplate body"),
    ("it", [ITALIAN[0], "LEGGI ANCHE > Il porto riapre", ITALIAN[1]], "body boilerplate body"),
    ("it", [ITALIAN[0], "Ada Finch al porto. Foto: Ivo Kast", ITALIAN[1]], "body caption body"),
    ("it", ["L’editoriale", "Il porto deve aprire", ITALIAN[0], ITALIAN[1]], "heading heading body body"),
    ("it", ["Lettere al direttore", ITALIAN[0], ITALIAN[1]], "heading body body"),
    ("it", ["di Ada Finch", ITALIAN[0], ITALIAN[1]], "byline body body"),
    ("it", ["Di Ada Finch", ITALIAN[0], ITALIAN[1]], "byline body body"),
    ("pt", [PORTUGUESE[0], "Leia também: O porto reabre", PORTUGUESE[1]], "body boilerplate body"),
    ("pt", [PORTUGUESE[0], "Leia mais: O porto reabre", PORTUGUESE[1]], "body boilerplate body"),
    ("pt", [PORTUGUESE[0], "Veja também: O porto reabre", PORTUGUESE[1]], "body boilerplate body"),
    ("pt", [PORTUGUESE[0], "Ada Finch no porto. Foto: Ivo Kast", PORTUGUESE[1]], "body caption body"),
    ("pt", ["Opinião", "O porto deve abrir", PORTUGUESE[0], PORTUGUESE[1]], "heading heading body body"),
    ("pt", ["Cartas ao diretor", PORTUGUESE[0], PORTUGUESE[1]], "heading body body"),
    ("pt", ["Por Ada Finch", PORTUGUESE[0], PORTUGUESE[1]], "byline body body"),
]


@pytest.mark.parametrize(("code", "lines", "kinds"), ARTICLES)
def test_lines_around_the_body_are_told_from_it(code, lines, kinds):
    article = "\n\n".join(lines)
    assert [line.kind for line in lines_of(article, language=language(code))] == kinds.split()
