"""Who speaks in German, French, Spanish, Italian and Portuguese news, each sentence with its speaker after `=`."""

import pandas as pd
import pytest

from annotate.text.splitting import split

ARTICLES = {
    "de": """\
«Das ist gut», sagte Außenminister Jorin Falk nach der Sitzung.=Jorin Falk
«Wir haben gewartet.»=Jorin Falk

Das teilte die Hafenpolizei am Montag mit.=die Hafenpolizei

Böen haben 14 Häfen geschlossen, teilte die Küstenwache mit.=die Küstenwache

Nach Angaben der Behörde wurden ca. 3,5 Mio. Liter frei.=der Behörde
Laut Polizei kamen rund 2.000 Menschen zum Hafen.=Polizei

Die Opposition sprach von einem «faulen Kompromiss».=Die Opposition

Wie die Zeitung Velda berichtete, soll das Geld im Mai fließen.=die Zeitung Velda

„Gut“, sagt Dr. Greta Norr und lacht.=Greta Norr
„Die Brücke“, sagt sie, „kostet 4,2 Mio. Euro.“=Greta Norr

„Wer zahlt?“, fragte Stadtrat Bodo Quast.=Bodo Quast

„Das war Gier“, so Hauptkommissarin Carla Venn vom Amt.=Carla Venn

Rentnerin Hilde Drees (71) aus Norbach: „Und wir frieren!“=Hilde Drees

Ministerpräsidentin Elke Sommer wies das zurück: „Das Gegenteil ist richtig.“=Elke Sommer
Sie betonte, dass die Zahl gesunken sei.=Elke Sommer

„Eine Frechheit“, schimpft CVP-Abgeordnete Gabi Orpen (44).=Gabi Orpen

Analyst Jon Vik schrieb, die Kürzungen gingen „nicht weit genug“.=Jon Vik

Er starb am 9. Mai, wie seine Tochter Clara Renn mitteilte.=Clara Renn

„So etwas sah ich nie“, erzählte der Fischer Hinnerk Prahl dem „Selmer Boten“.=Hinnerk Prahl
""",
    "fr": """\
D’après Mme Inès Quoll, économiste, « les chiffres ne tiennent pas ».=Inès Quoll

« C’est une honte ! » s’est indignée la députée Ada Orpen.=Ada Orpen

« Pourquoi maintenant ? », s’interroge Me Paul Renner, avocat.=Paul Renner

« Vous avez trahi vos amis », lui a lancé la présidente, Amina Rusk.=Amina Rusk

Son avocat, Me Tobias Erne, a fait savoir qu’il ferait appel.=Tobias Erne

« Je n’ai jamais vu ça », confie le pêcheur Hervé Pral au journal.=Hervé Pral

« C’est une voix », s’enthousiasme la critique Nadia Brun.=Nadia Brun

Le syndicat UTS parle d’une « déclaration de guerre ».=Le syndicat UTS

La capitaine Léna Harrop a fait état de 37 blessés.=Léna Harrop

Odile Hale est maire.=
« J’ai entendu un bruit, raconte-t-elle.=Odile Hale
J’ai pensé : ça y est. »=Odile Hale

« La digue, poursuit Ada Orpen, coûtera 4 millions. »=Ada Orpen
""",
    "es": """\
"Esto es un contrato", dijo el ministro Ludek Harrow a los periodistas.=Ludek Harrow
"Vamos a vigilarlo".=Ludek Harrow

"Usted nos traicionó", le espetó la jueza Amina Rusk.=Amina Rusk

De acuerdo con varios testigos, el juez mintió a los auditores.=varios testigos

El puerto firmó un acuerdo con varios testigos del barrio.=

"Nunca vi algo así", contó a este diario el pescador Hernán Pral.=Hernán Pral
Añadió que no hay nada firmado.=Hernán Pral

La presidenta, Elisa Somer, rechazó todo: «Es lo contrario».=Elisa Somer

«¡Basta ya!», bramó el líder de la oposición, Hugo Crane, señalando al banco.=Hugo Crane

Halden recortará mil empleos, según anunció este viernes la compañía.=la compañía

El gobernador aseguró en su cuenta de Chirrup que "no habrá impunidad".=El gobernador

"¿Quién responde?", se preguntó una vecina que no dio su nombre.=una vecina

Las olas cerraron el puerto, informó la guardia costera.=la guardia costera
""",
    "it": """\
"Non è un regalo, è un contratto", ha detto il ministro Ludek Harrow ai giornalisti.=Ludek Harrow
"Vigileremo".=Ludek Harrow

"Lei ci ha tradito", gli ha detto la giudice Amina Rusk.=Amina Rusk

Il suo legale, l'avv. Carlo Erne, ha fatto sapere che ricorrerà.=Carlo Erne

L'on. Gaia Orpen ha parlato di «vergogna».=Gaia Orpen
Ha poi aggiunto che nulla è firmato.=Gaia Orpen

Nella sua cucina Mina Sole serve il tè.=
«La bontà non si fa per legge», dice sorridendo.=Mina Sole
«Per questo è il potere».=Mina Sole

«Chi conta così, mente», le ha replicato Ugo Crane.=Ugo Crane

Stando a Crane, il nuovo libro uscirà a maggio.=Ugo Crane

Halden taglierà mille posti, ha annunciato venerdì la società.=la società

Le onde hanno chiuso il porto, ha reso noto la guardia costiera.=la guardia costiera
""",
    "pt": """\
"Isto é um contrato", disse o ministro Ludek Harrow aos jornalistas.=Ludek Harrow

"O senhor nos traiu", disse-lhe a juíza Amina Rusk.=Amina Rusk

De acordo com várias testemunhas, ele mentiu aos auditores.=várias testemunhas

"É uma voz imensa", escreveu a crítica Nadia Brum no jornal O Farol.=Nadia Brum

Quatro pessoas morreram, informaram os bombeiros.=os bombeiros

As rajadas fecharam os portos, informou a guarda costeira.=a guarda costeira

Doroteia Hale é prefeita.=
"Ouvi um barulho", conta ela.=Doroteia Hale
""",
}


@pytest.mark.parametrize("code", ARTICLES)
def test_sentences_of_a_language_have_their_speakers(code):
    rows = [line.split("=") for line in ARTICLES[code].splitlines() if line]
    text = "\n".join(
        " ".join(line.split("=")[0] for line in part.splitlines()) for part in ARTICLES[code].split("\n\n")
    )
    found = split(pd.DataFrame({"text": [text.replace("\n", "\n\n")], "language": [code]}))
    assert [[one.text, one.speaker or ""] for one in found.fillna("").itertuples()] == rows


@pytest.mark.parametrize(
    ("code", "body"),
    [
        (
            "it",
            "Dorotea Hale è sindaca di Selm dal 2029.\n\n«Ho sentito un rumore – racconta –. Ho pensato: ci siamo».",
        ),
        ("fr", "Dorothée Hale est maire de Selm.\n\n« J’ai entendu un bruit, raconte-t-elle. J’ai pensé : voilà. »"),
    ],
)
def test_who_wrote_an_article_is_not_who_speaks_in_it(code, body):
    by = {"it": "di Odilia Tissot", "fr": "Propos recueillis par Odile Tissot"}[code]
    found = split(pd.DataFrame({"text": [f"{by}\n\n{body}"], "language": [code]}))
    assert {name.split()[1] for name in found["speaker"].dropna()} == {"Hale"}
    assert found["speaker"].notna().sum() == 2


@pytest.mark.parametrize(
    ("code", "sentence", "speaker"),
    [
        ("de", "„Es reicht“, sagte Werksleiterin Petra Kolm der „Norder Zeitung“.", "Petra Kolm"),
        ("de", "„Es reicht“, sagte Minister Falk Ahrens der Norder Welle.", "Falk Ahrens"),
        ("de", "„Es reicht“, sagte Uwe Brink der Norder Rundschau am Montag.", "Uwe Brink"),
        ("de", "„Es reicht“, sagte Betriebsrätin Ina Golz der Nachrichtenagentur nda.", "Ina Golz"),
        ("de", "„Es reicht“, sagte die Vorsitzende Ina Golz einer Zeitung.", "Ina Golz"),
        ("de", "„Es reicht“, sagte Golz der Welle.", "Golz"),
        ("de", "Die Fähre soll bald fahren, sagte Falk Ahrens der Norder Welle.", "Falk Ahrens"),
        ("de", "„Es reicht“, sagte der Sprecher der Feuerwehr.", "der Sprecher der Feuerwehr"),
        ("de", "„Es reicht“, sagten Anwohner der Straße.", "Anwohner der Straße"),
        ("de", "„Es reicht“, fügt die 71-Jährige hinzu.", "Frida Moll"),
        ("de", "„Es reicht“, fügte sie hinzu.", "Frida Moll"),
        ("de", "Dr. Ute Bohm vom 2. Hafenamt erklärte: „Es reicht.“", "Ute Bohm"),
        ("es", "«Es un error», escribió en X la diputada Eva Sorel.", "Eva Sorel"),
        ("es", "«Es un error», señaló a este diario Ana Sorel.", "Ana Sorel"),
        ("es", "«Es un error», dijo desde el balcón el concejal Luis Morán.", "Luis Morán"),
        ("es", "«Es un error», afirmó Morán ante los periodistas.", "Morán"),
        ("es", "«Es un error», afirmó Morán a Radio Selm.", "Morán"),
        ("es", "«Es un error», dijo en un acto en Velda ante cientos de vecinos.", ""),
        ("fr", "« C’est une erreur », a écrit sur X la députée Ève Sorel.", "Ève Sorel"),
        ("fr", "« C’est une erreur », a dit lundi devant les députés la ministre Anne Roch.", "Anne Roch"),
        ("it", "«È un errore», ha scritto su X la deputata Eva Soreli.", "Eva Soreli"),
        ("it", "«È un errore», ha detto in aula l’avv. Sonia Contarelli.", "Sonia Contarelli"),
        ("it", "«È un errore», ha detto ai giornalisti Carlo Pinelli.", "Carlo Pinelli"),
        ("it", "«È un errore», ha detto Pinelli a Selm Nuova.", "Pinelli"),
        ("pt", '"É um erro", escreveu no X a deputada Eva Sanchel.', "Eva Sanchel"),
        ("pt", '"É um erro", afirmou Brandel a jornalistas.', "Brandel"),
        ("pt", '"É um erro", disse o ministro à TV Selm.', "o ministro"),
    ],
)
def test_whoever_is_spoken_to_is_not_the_speaker(named_first, code, sentence, speaker):
    found = split(pd.DataFrame({"text": [f"{named_first[code]}\n\n{sentence}"], "language": [code]}))
    assert found.fillna("").iloc[-1][["text", "speaker"]].tolist() == [sentence, speaker]


@pytest.mark.parametrize(
    ("code", "heading", "first", "quoted"),
    [
        ("fr", "Affaire Morand : un procès demandé", "M. Morand est venu hier.", "« Non », a dit M. Morand."),
        ("de", "Fall Morand: Prozess beginnt", "Herr Morand kam gestern.", "„Nein“, sagte Herr Morand."),
        ("es", "Caso Morand: piden un juicio", "El señor Morand vino ayer.", "«No», dijo el señor Morand."),
        ("it", "Caso Morand: chiesto il processo", "Il signor Morand è arrivato.", "«No», ha detto il signor Morand."),
        ("pt", "Caso Morand: pedido julgamento", "O senhor Morand veio ontem.", "«Não», disse o senhor Morand."),
    ],
)
def test_a_case_in_the_heading_is_no_given_name(code, heading, first, quoted):
    found = split(pd.DataFrame({"text": [f"{heading}\n\n{first}\n\n{quoted}"], "language": [code]}))
    assert found["speaker"].iloc[-1] == "Morand"


@pytest.mark.parametrize(
    ("code", "text", "voices"),
    [
        (
            "es",
            "—Una se acostumbra —dice Nuria Llera, y se ríe—. Es así desde hace años.",
            [("partly", "Nuria Llera"), ("fully", "Nuria Llera")],
        ),
        ("es", "—¿Y ahora? —preguntó la alcaldesa Nuria Llera.", [("partly", "Nuria Llera")]),
        ("fr", "— On s’habitue, dit Odile Lanvin.", [("partly", "Odile Lanvin")]),
        ("fr", "— On s’habitue, dit-elle.", [("partly", "Rose Lund")]),
        ("pt", "— A gente se acostuma — diz Otávia Limeira.", [("partly", "Otávia Limeira")]),
        ("pt", "— A gente, que já viu de tudo, se acostuma.", [("none", "")]),
        ("es", "— Obras en el puerto — Selm, en mayo.", [("none", "")]),
        ("fr", "— Les prix, les salaires et les loyers montent.", [("none", "")]),
    ],
)
def test_dashes_around_a_tag_are_marks_of_a_quotation(named_first, code, text, voices):
    found = split(pd.DataFrame({"text": [f"{named_first[code]}\n\n{text}"], "language": [code]})).fillna("")
    here = found[found["paragraph"] == found["paragraph"].max()]
    assert list(zip(here["quoted"], here["speaker"], strict=True)) == voices
    assert " ".join(here["text"]) == text
