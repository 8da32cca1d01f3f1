"""Tags with words between the verb and its subject in German, French, Spanish, Italian and Portuguese news."""

import pandas as pd
import pytest

from annotate.text.splitting import split

TAGS = {
    "de": [
        ("„Es reicht“, sagte am Montag in Orle die Ministerin Vaskin.", "Vaskin"),
        ("„Es reicht“, erklärte nach der Sitzung der Sprecher.", "der Sprecher"),
        ("„Es reicht“, sagte am Montagabend der Minister Jan Orlov.", "Jan Orlov"),
        ("„Es reicht“, sagte gestern vor Journalisten in Orle Ministerin Ada Vaskin.", "Ada Vaskin"),
        ("„Es reicht“, sagte auf Anfrage eine Sprecherin.", "eine Sprecherin"),
        ("„Es reicht“, schrieb auf X der Abgeordnete Jan Orlov.", "Jan Orlov"),
        ("„Es reicht“, sagte am Rande des Treffens in Orle Außenminister Jan Orlov.", "Jan Orlov"),
        ("„Es reicht“, sagte dazu die Ministerin Ada Vaskin.", "Ada Vaskin"),
        ("Die Fähre soll bald fahren, teilte am Dienstagmorgen die Polizei mit.", "die Polizei"),
        ("Die Fähre soll bald fahren, kündigte am Montag in Orle die Ministerin Ada Vaskin an.", "Ada Vaskin"),
        ("„Es reicht“, sagte in der Nacht zum Montag ein Sprecher der Feuerwehr.", "ein Sprecher der Feuerwehr"),
        ("„Es reicht“, sagte vor dem Spiel Trainer Uwe Brink.", "Uwe Brink"),
        ("„Es reicht“, sagte am 3. Mai der Rat.", "der Rat"),
        ("Das sagte am Montag in Orle die Ministerin Ada Vaskin.", "Ada Vaskin"),
        ("„Es reicht“, sagte Ada Vaskin am Montag in Orle der Presse.", "Ada Vaskin"),
        ("„Es reicht“, hieß es am Montag aus dem Ministerium.", ""),
    ],
    "es": [
        ("«Es un error», dijo este lunes a la prensa su abogada, Mira Talvo.", "Mira Talvo"),
        ("«Es un error», afirmó el lunes en Orle el ministro Jan Orlo.", "Jan Orlo"),
        ("«Es un error», explicó tras la sesión el portavoz.", "el portavoz"),
        ("«Es un error», ha dicho este martes en rueda de prensa la ministra Ada Vasca.", "Ada Vasca"),
        ("«Es un error», dijo en declaraciones a los medios la portavoz, Ada Vasca.", "Ada Vasca"),
        ("El puerto abrirá en mayo, anunció este miércoles la ministra de Hacienda, Ada Vasca.", "Ada Vasca"),
        ("El Gobierno quiere bajar el impuesto, anunció este miércoles la ministra Ada Vasca.", "Ada Vasca"),
        ("La línea queda cerrada hasta el martes, informó la compañía.", "la compañía"),
        ("«Es un error», escribió el domingo por la noche en X Jan Orlo.", "Jan Orlo"),
        ("Así lo anunció este lunes la ministra Ada Vasca.", "Ada Vasca"),
        ("«Es un error», dijo ayer por la tarde ante los diputados el ministro Jan Orlo.", "Jan Orlo"),
    ],
    "fr": [
        ("« C’est une erreur », a déclaré lundi à la presse la ministre Ada Vasque.", "Ada Vasque"),
        ("« C’est une erreur », a expliqué à l’issue de l’audience le porte-parole.", "le porte-parole"),
        ("« C’est une erreur », a affirmé ce mardi sur Radio Selm le ministre Jean Orlot.", "Jean Orlot"),
        ("« C’est une erreur », a dit lundi soir à Orle le maire, Jean Orlot.", "Jean Orlot"),
        ("« C’est une erreur », a indiqué dans un communiqué la préfecture.", "la préfecture"),
        ("Le port ouvrira en mai, a annoncé mercredi la ministre des Finances, Ada Vasque.", "Ada Vasque"),
        ("Le gouvernement veut baisser la taxe, a annoncé mercredi la ministre Ada Vasque.", "Ada Vasque"),
        ("« C’est une erreur », a réagi sur X le député Jean Orlot.", "Jean Orlot"),
        ("C’est ce qu’a annoncé lundi la ministre Ada Vasque.", "Ada Vasque"),
        ("« C’est une erreur », a-t-elle déclaré lundi.", "Rose Lund"),
        ("« C’est une erreur », a ajouté auprès de l’agence NDA Jean Orlot.", "Jean Orlot"),
    ],
    "it": [
        ("«È un errore», ha detto lunedì a Orle il ministro Gianni Orli.", "Gianni Orli"),
        ("«È un errore», ha spiegato al termine dell’udienza il portavoce.", "il portavoce"),
        ("«È un errore», ha affermato oggi in aula la ministra Ada Vaschi.", "Ada Vaschi"),
        ("«È un errore», ha detto ieri sera ai cronisti la sindaca Ada Vaschi.", "Ada Vaschi"),
        ("«È un errore», ha scritto in una nota il Comune.", "Comune"),
        ("«È un errore», ha commentato sui social il deputato Gianni Orli.", "Gianni Orli"),
        ("Il porto riaprirà a maggio, ha annunciato mercoledì la ministra delle Finanze, Ada Vaschi.", "Ada Vaschi"),
        ("Il governo vuole abbassare la tassa, ha annunciato mercoledì la ministra Ada Vaschi.", "Ada Vaschi"),
        ("Lo ha annunciato mercoledì la ministra delle Finanze, Ada Vaschi.", "Ada Vaschi"),
        ("Lo ha reso noto la guardia costiera.", "la guardia costiera"),
        ("La linea è sospesa fino a mercoledì, ha comunicato la compagnia.", "la compagnia"),
        ("«Chi paga?», si è chiesto il consigliere Gianni Orli.", "Gianni Orli"),
    ],
    "pt": [
        ('"É um erro", afirmou nesta segunda-feira o ministro João Orlo.', "João Orlo"),
        ('"É um erro", disse na segunda-feira à imprensa a advogada Mira Talvo.', "Mira Talvo"),
        ('"É um erro", disse nesta terça-feira (5) em Orle o ministro João Orlo.', "João Orlo"),
        ('"É um erro", escreveu no domingo no X o deputado João Orlo.', "João Orlo"),
        ('"É um erro", disse em entrevista coletiva a prefeita, Ada Vasca.', "Ada Vasca"),
        ('"É um erro", afirmou após a sessão o porta-voz.', "o porta-voz"),
        ("O porto abrirá em maio, anunciou nesta quarta-feira a ministra das Finanças, Ada Vasca.", "Ada Vasca"),
        ("O governo quer baixar o imposto, anunciou nesta quarta-feira a ministra Ada Vasca.", "Ada Vasca"),
        ("A linha está suspensa até quarta-feira, informou a companhia.", "a companhia"),
        ('"É um erro", disse João Orlo à TV Selm nesta segunda-feira (4).', "João Orlo"),
        ('"Quem vai pagar?", questionou o vereador João Orlo.', "João Orlo"),
    ],
}


@pytest.mark.parametrize("code", TAGS)
def test_time_place_medium_and_hearer_may_stand_before_the_speaker(named_first, code):
    texts = [f"{named_first[code]}\n\n{sentence}" for sentence, _ in TAGS[code]]
    articles = pd.DataFrame({"text": texts, "language": code, "article_id": [*map(str, range(len(texts)))]})
    last = split(articles).fillna("").groupby("article_id", sort=False).tail(1)
    assert list(zip(last["text"], last["speaker"], strict=True)) == TAGS[code]


BEFORE_THE_VERB = {
    "de": [
        ("Dem Sender sagte Ada Vaskin: „Es reicht.“", "Ada Vaskin"),
        ("Gegenüber der Agentur nda sagte Uwe Brink: „Es reicht.“", "Uwe Brink"),
        ("Auf die Frage, ob er bleibe, antwortete Uwe Brink: „Ja.“", "Uwe Brink"),
        ("Der Rat müsse neu verhandeln, teilte eine Sprecherin mit.", "eine Sprecherin"),
        ("„Es reicht“, sagte sie am Montag in Orle.", "Frida Moll"),
        ("Man kommentiere laufende Verfahren nicht, hieß es.", ""),
        ("„Endlich Frühling“, freut sich Landwirtin Erna Lott.", "Erna Lott"),
        ("„Es reicht“, schimpfte der Trainer des FC Orle nach dem Abpfiff.", "der Trainer des FC Orle"),
    ],
    "es": [
        ("Vino Eva Sorel. «Es tarde», dijo Eva Sorel. «Sí», añadió este lunes por la noche en la radio.", "Eva Sorel"),
        ("Por su parte, el jefe de la naviera Orle, Jan Orlo, avanzó que se van.", "Jan Orlo"),
        ("«Es un error», ha lamentado, por su parte, Jan Orlo.", "Jan Orlo"),
        ("«Es un error», resume un vecino que prefiere no dar su nombre.", "un vecino"),
        ("La línea está cerrada, según ha informado este martes la compañía.", "la compañía"),
        ("La línea está cerrada, según ha podido saber este diario.", ""),
        ("Vino Eva Sorel. «Es tarde», dijo Eva Sorel. «Sí», aseguró a Efe.", "Eva Sorel"),
        ("La ministra Ada Vasca se mostró «aliviada».", "Ada Vasca"),
        ("La línea está cerrada, anunció la naviera en X.", "la naviera"),
    ],
    "fr": [
        ("L’enquête porte sur des faits de corruption, a indiqué le parquet.", "le parquet"),
        ("Selon nos informations, l’affaire porte sur un million.", ""),
        ("« C’est une erreur », a pour sa part indiqué Jean Orlot.", "Jean Orlot"),
        ("Le ministre des Transports Bodo Quast a dit : « Non. »", "Bodo Quast"),
        ("Me Talvik, avocate, s’est dite « soulagée ».", "Talvik"),
    ],
    "it": [
        ("«È un errore», ha commentato invece Gianni Orli dell’associazione Orle Verde.", "Gianni Orli"),
        ("«È un errore», ha fatto sapere dal canto suo Gianni Orli.", "Gianni Orli"),
    ],
    "pt": [
        ('"É um erro", disse à Rádio Selm a deputada Eva Sanchel.', "Eva Sanchel"),
        ("A linha está fechada, segundo apurou a reportagem.", ""),
        ("Já o presidente da companhia Orle, João Orlo, afirmou que estuda um recurso.", "João Orlo"),
    ],
}


@pytest.mark.parametrize("code", BEFORE_THE_VERB)
def test_what_begins_a_sentence_or_stands_beside_the_verb_need_not_be_its_subject(named_first, code):
    sentences = BEFORE_THE_VERB[code]
    articles = pd.DataFrame({"text": [f"{named_first[code]}\n\n{sentence}" for sentence, _ in sentences]})
    found = split(articles.assign(language=code, article_id=articles.index.astype(str))).fillna("")
    assert found.groupby("article_id", sort=False).tail(1)["speaker"].tolist() == [name for _, name in sentences]


@pytest.mark.parametrize(
    ("code", "text", "speaker"),
    [
        ("de", "Ministerin Mira Talvik sagte, es sei spät. „Es ist kaputt“, sagte die Ministerin.", "Mira Talvik"),
        ("es", "La ministra Mira Talvik afirmó que era tarde. «Está roto», dijo la ministra.", "Mira Talvik"),
        ("fr", "La ministre Mira Talvik a dit qu’il était tard. « C’est cassé », a dit la ministre.", "Mira Talvik"),
        ("it", "Il ministro Oren Vasch ha detto che era tardi. «È rotto», ha detto il ministro.", "Oren Vasch"),
        ("pt", 'O ministro Oren Vasch disse que era tarde. "Está partido", disse o ministro.', "Oren Vasch"),
    ],
)
def test_an_office_means_the_only_person_named_with_it(code, text, speaker):
    found = split(pd.DataFrame({"text": [text], "language": [code]}))
    assert found["speaker"].tolist() == [speaker, speaker]
