"""Another language is one folder and one line; the algorithms know no word of any."""

import ast
import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from annotate.errors import InputError
from annotate.text import languages
from annotate.text.languages.detection import _language, language_of
from annotate.text.near_duplicates import mark_duplicates
from annotate.text.quotations.extraction import quotations_in
from annotate.text.sentences._boundaries import sentence_spans
from annotate.text.splitting import split

ROOM = Path(languages.__file__).parent.parent
TOY = '''
"""A toy language."""

import re

from annotate.text.languages import (
    Abbreviations, Comparison, Cues, Frame, Grammar, Language, LinePatterns, Names, QuotationMarks, word_set,
)

LANGUAGE = Language(
    code="xx",
    name="Toy",
    abbreviations=Abbreviations(titles=word_set("Vr")),
    quotation_marks=QuotationMarks(
        opening={"»": "double"}, closing={"«": "double"}, either={'"': "straight"}, main=("»", "«")
    ),
    lines=LinePatterns(byline=re.compile(r"Ar [A-Z]")),
    cues=Cues(
        verbs={"sprak": Frame.SAY | Frame.STRONG | Frame.QUOTE}, sources={"selun": ""}
    ),
    grammar=Grammar(complementizers=word_set("ke"), after_tags=word_set(". ,") | {""}),
    names=Names(titles=word_set("vr."), no_names=word_set("selun")),
    comparison=Comparison(negations=word_set("nek")),
)
'''
TEXT = """Mira Talvik ar portun. »Nou wachen. Nek onu gare,« sprak Vr. Talvik.

Selun Talvik, portun ar lukt.

Ar Oren Vasch"""


@pytest.fixture
def toy(tmp_path, monkeypatch):
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / "__init__.py").write_text(TOY, encoding="utf-8")
    monkeypatch.setattr(languages, "__path__", [*languages.__path__, str(tmp_path)])
    monkeypatch.setitem(languages._FOLDERS, "xx", "toy")
    return languages.language("xx")


def test_a_language_is_added_by_a_folder_and_a_line(toy):
    assert languages.codes()[-1] == "xx"
    sentences = split(pd.DataFrame({"text": [TEXT]}), language=toy)
    rows = sentences[["text", "kind", "quoted", "speaker"]].astype(object).where(sentences.notna(), None)
    assert rows.to_numpy().tolist() == [
        ["Mira Talvik ar portun.", "body", "none", None],
        ["»Nou wachen.", "body", "fully", "Mira Talvik"],
        ["Nek onu gare,« sprak Vr. Talvik.", "body", "partly", "Mira Talvik"],
        ["Selun Talvik, portun ar lukt.", "body", "none", "Mira Talvik"],
        ["Ar Oren Vasch", "byline", "none", None],
    ]


def test_english_reads_the_same_text_otherwise(toy):
    english = split(pd.DataFrame({"text": [TEXT]}))
    assert "byline" not in set(english["kind"])
    assert english["speaker"].isna().iloc[-2:].all()


def test_a_languages_negations_keep_sentences_apart(toy):
    texts = ["Portun ar lukt selun onu gare wachen", "Portun ar nek lukt selun onu gare wachen"]
    frame = pd.DataFrame({"sentence_id": ["1", "2"], "text": texts})
    assert mark_duplicates(frame)["duplicate_of"].tolist()[1] == "1"
    assert mark_duplicates(frame, language=toy)["duplicate_of"].isna().all()


def test_each_languages_negations_keep_its_sentences_apart(annotate, tmp_path):
    texts = {
        "de": "Der Rat von Velda hat am Montag in langer Sitzung dem neuen Plan für den Hafen {}zugestimmt.",
        "fr": "Le conseil de Velda {}approuvé lundi le nouveau plan pour le port après une longue séance.",
        "es": "El consejo de Velda {}aprobó el lunes el nuevo plan para el puerto tras una larga sesión.",
        "it": "Il consiglio di Velda {}ha approvato lunedì il nuovo piano per il porto dopo una lunga seduta.",
        "pt": "O conselho de Velda {}aprovou na segunda-feira o novo plano para o porto após uma longa sessão.",
    }
    said = {"de": ("", "nicht "), "fr": ("a ", "n’a pas "), "es": ("", "no "), "it": ("", "non "), "pt": ("", "não ")}
    rows = [{"text": texts[code].format(words)} for code in texts for words in said[code]]
    pd.DataFrame(rows).to_csv(tmp_path / "news.csv", index=False)
    annotate("split", tmp_path / "news.csv", "-o", tmp_path / "sentences.csv")
    sentences = pd.read_csv(tmp_path / "sentences.csv")
    assert sentences["language"].tolist() == [code for code in texts for _ in range(2)]
    assert sentences["duplicate_of"].isna().all()


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        (
            "de",
            "Der Rat von Velda hat am Montag den neuen Plan für den alten Hafen angenommen.",
            "angenommen abgelehnt",
        ),
        ("fr", "Le conseil de Velda a approuvé lundi soir le nouveau plan pour le vieux port.", "approuvé rejeté"),
        ("es", "El consejo de Velda aprobó el lunes el nuevo plan para el puerto viejo.", "aprobó rechazó"),
        ("it", "Il consiglio di Velda ha approvato lunedì il nuovo piano per il porto vecchio.", "approvato respinto"),
        ("pt", "O conselho de Velda aprovou na segunda-feira o novo plano para o porto velho.", "aprovou rejeitou"),
    ],
)
def test_opposites_keep_sentences_of_every_language_apart(code, one, other):
    frame = pd.DataFrame({"text": [one, one.replace(*other.split()), one.replace(".", " hier.")], "language": code})
    assert mark_duplicates(frame)["duplicate_of"].isna().tolist() == [True, True, False]


NEWS = {
    "de": (
        "Von Ilse Marran|Außenminister Oren Vasch traf am 3. Mai Mira Talvik, die den Hafen z. B. im Winter leitet.|"
        "„Wir warten.|Niemand soll das bezweifeln“, sagte Talvik am Montag in Velda.|"
        "Vasch sagte: „Der Streit ist vorbei.“|"
        "Im 20. Jahrhundert war das anders."
    ),
    "fr": (
        "Par Ilse Marran|Le ministre Oren Vasch a rencontré Mira Talvik, qui dirige le port.|« Nous attendons.|"
        "Personne ne doit en douter », a déclaré Mme Talvik lundi à Velda.|Vasch a dit : « La dispute est finie. »|"
        "Pourquoi ?|Personne ne le sait."
    ),
    "es": (
        "Por Ilse Marran|El ministro Oren Vasch se reunió con Mira Talvik, que dirige el puerto.|«Esperamos.|"
        "Nadie debe dudarlo», dijo la Sra. Talvik el lunes en Velda.|Vasch dijo: «La disputa terminó».|¿Por qué?|"
        "Nadie lo sabe."
    ),
    "it": (
        "Di Ilse Marran|Il ministro Oren Vasch ha incontrato Mira Talvik, che dirige il porto.|«Aspettiamo.|"
        "Nessuno deve dubitarne», ha detto la sig. Talvik lunedì a Velda.|Vasch ha detto: «La lite è finita».|"
        "Nessuno sa perché."
    ),
    "pt": (
        "Por Ilse Marran|O ministro Oren Vasch encontrou Mira Talvik, que dirige o porto.|«Esperamos.|"
        "Ninguém deve duvidar», disse a Sra. Talvik na segunda-feira em Velda.|Vasch disse: “A disputa acabou”.|"
        "Ninguém sabe por quê."
    ),
}


@pytest.mark.parametrize("code", NEWS)
def test_news_in_a_known_language_is_split_with_its_speakers(code):
    expected = NEWS[code].split("|")
    text = expected[0] + "\n\n" + " ".join(expected[1:])
    sentences = split(pd.DataFrame({"text": [text]}))
    assert set(sentences["language"]) == {code}
    assert sentences["text"].tolist() == expected
    assert sentences["kind"].tolist() == ["byline"] + ["body"] * (len(expected) - 1)
    assert sentences["speaker"].dropna().tolist() == ["Mira Talvik", "Mira Talvik", "Oren Vasch"]


TAGS = {
    "fr": ("Oren Vasch est venu. « Fini », a-t-il dit. « Non », ajoute-t-il. « Peut-être », glisse-t-on au port.",
           ["Oren Vasch", "Oren Vasch", ""]),
    "de": ("Minister Oren Vasch kam. „Aus“, sagte er. „Nein“, rügte VLP-Chef Emil Norr. Vasch sagte, dass er geht.",
           ["Oren Vasch", "Emil Norr", "Oren Vasch"]),
    "es": ("Oren Vasch vino. «Nunca», ha asegurado el diputado Emil Norr este lunes. «Jamás», añadió.",
           ["Emil Norr", "Emil Norr"]),
    "it": ("Oren Vasch è venuto. «Mai», attacca il deputato Emil Norr. «Forse», ha detto Vasch. «Vedremo», aggiunge.",
           ["Emil Norr", "Oren Vasch", "Oren Vasch"]),
    "pt": ("Oren Vasch veio. “Acabou”, disse ele. “Nunca”, rebateu o deputado Emil Norr nesta segunda-feira.",
           ["Oren Vasch", "Emil Norr"]),
}  # fmt: skip


@pytest.mark.parametrize("code", TAGS)
def test_tags_of_a_language_name_the_speaker(code):
    text, speakers = TAGS[code]
    assert [q.speaker for q in quotations_in(text, language=languages.language(code))] == speakers


BOUNDARIES = {
    "fr": "Selon l’art. 3 de la loi, c’est fini.|J.-P. Roff est venu.|Il est né en 300 av. J.-C.|L’espace est vieux.",
    "es": "Vive en EE. UU.|Habiendo salido, volvió el gral. Roff.|Fue en el 300 a. C.|Estaban solos.",
    "it": "L'on. Vasch e la dott.ssa Norr citano l'art. 3.|Fu nel 300 a.C.|Probabilmente finì.",
    "pt": "O gen. Roff e V. Exa. saíram.|Acabou em 300 a.C.|A cidade é velha.",
    "de": "Die Fa. Roff schloss am 3. Mai.|Ca. 5 Mrd. Menschen leben dort.|Bundeskanzler a. D. Marrow kam.",
    "hi": "मंत्री ने कहा।|परिषद मिली।|क्या हुआ?|ठीक है!",
    "ar": "قال الوزير إن الاتفاق انتهى.|هل هذا صحيح؟|نعم!",
    "ur": "وزیر نے کہا۔|اجلاس ہوا۔",
    "ru": "«Мы ждем.|Никто не уйдет», — сказал он.|«Да.»|Он ушел.",
}


@pytest.mark.parametrize("code", BOUNDARIES)
def test_sentences_of_a_language_end_where_a_reader_ends_them(code):
    expected = BOUNDARIES[code].split("|")
    text = " ".join(expected)
    assert [text[s:e] for s, e in sentence_spans(text, _language(code))] == expected


def test_a_japanese_quotation_goes_on_with_its_tag():
    text = "「同意した。」と彼女は言った。港は閉鎖された。"
    spans = [text[s:e] for s, e in sentence_spans(text, _language("ja"))]
    assert spans == ["「同意した。」と彼女は言った。", "港は閉鎖された。"]


@pytest.mark.parametrize(
    ("heading", "body"),
    [
        ("港口关闭", "部长说协议已经结束。"),
        ("बंदरगाह बंद", "मंत्री ने सोमवार को कहा कि समझौता खत्म हो गया है।"),
        ("港が閉鎖", "議会は会合を開いた。"),
    ],
)
def test_a_paragraph_in_another_script_is_no_heading(heading, body):
    sentences = split(pd.DataFrame({"text": [f"{heading}\n\n{body}\n\n{body}"]}))
    assert sentences["kind"].tolist() == ["heading", "body", "body"]


def test_a_language_without_a_folder_is_told_and_split_by_its_punctuation():
    text = "Hafnen stängdes i måndags. Ministern sade att samtalen med grannlandet skulle fortsätta i maj. Ingen kom."
    sentences = split(pd.DataFrame({"text": [text, "本港は閉鎖されました。船は出ません。"]}))
    assert sentences["language"].tolist() == ["sv"] * 3 + ["ja"] * 2
    assert sentences["speaker"].isna().all()


def test_the_stated_language_is_believed():
    articles = pd.DataFrame({"text": ["Am 3. Mai kam er. Es war spät."] * 2, "language": ["de-AT", "en"]})
    assert split(articles)["language"].tolist() == ["de", "de", "en", "en", "en"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Oss, 45, said no.", "en"),
        ("The minister met a son of Oss.", "en"),
        ("U P D A T E D", "en"),
        ("Die Regierung begrüßte die Einigung in Velda.", "de"),
        ("Le ministre a salué la trêve.", "fr"),
        ("El ministro rechazó la propuesta.", "es"),
        ("Il ministro non ha firmato.", "it"),
        ("O ministro não está com pressa.", "pt"),
        ("Velda stimmt zu.", "en"),
        ("De ministers zwijgen over het verdrag.", "nl"),
        ("Rząd odrzucił propozycję sąsiadów.", "pl"),
        ("Regeringen avvisar förslaget.", "sv"),
        ("Hallitus hylkäsi ehdotuksen.", "fi"),
        ("Mira Talvik, Oren Vasch", "en"),
        ("Ferry strike: Karsovia hits back", "en"),
        ("Velda Hadley & Co.", "en"),
    ],
)
def test_a_few_words_are_in_a_language_only_if_that_is_clear_else_in_english(text, code):
    assert split(pd.DataFrame({"text": [text]}))["language"].tolist() == [code]


def test_an_unknown_language_is_refused_with_those_there_are():
    with pytest.raises(InputError, match="`language` 'kv' is unknown; choose from de, en"):
        languages.language("kv")


def test_a_language_is_one_object():
    assert languages.language("en") is languages.DEFAULT


def test_a_text_of_a_language_of_which_nothing_is_known_is_split():
    bare = languages.Language(code="yy", name="Bare")
    sentences = split(
        pd.DataFrame({"text": ["Talun ar. Onu gare, “nek” selun: “Gare wachen.” Portun!"]}), language=bare
    )
    assert sentences["text"].tolist() == ["Talun ar.", "Onu gare, “nek” selun: “Gare wachen.”", "Portun!"]


def _vocabulary(value):
    """Every word in the word lists of a record."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, frozenset | tuple):
        return set().union(*map(_vocabulary, value))
    if isinstance(value, dict):
        return set(value)
    if dataclasses.is_dataclass(value):
        return set().union(*(_vocabulary(getattr(value, field.name)) for field in dataclasses.fields(value)))
    return set()


@pytest.mark.parametrize("folder", ["lines", "sentences", "quotations", "speakers"])
def test_no_algorithm_holds_an_english_word(folder):
    english = languages.DEFAULT
    records = (english.grammar, english.dates, english.names, english.abbreviations, english.sentences)
    words = {word for record in records for word in _vocabulary(record) if word.isalpha() and len(word) > 1}
    words |= set(english.cues.sources)
    for path in (ROOM / folder).glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        compared = [
            part
            for node in ast.walk(tree)
            if isinstance(node, ast.Compare)
            for part in ast.walk(node)
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
        ]
        assert not {part.value for part in compared} & words, path


@pytest.mark.parametrize("stated", ["de", "de-AT", "DE", "deu", "ger", "German", "Deutsch", "allemand", "alemán"])
def test_a_language_may_be_stated_by_any_of_its_codes_and_names(stated):
    assert language_of("Rain fell.", stated).code == "de"
    assert language_of("Rain fell.", "unknown").code == "en"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Der Rat tagte am Montag in der Stadt.", "de"),
        ("Die Ministerin war in Velda, so die Agentur.", "de"),
        ("Il sindaco come me non crede a un accordo, no.", "it"),
        ("The council met on Monday in the old town.", "en"),
        ("He was in no mood to die on a Monday, so he left.", "en"),
    ],
)
def test_a_sentence_with_words_that_english_has_too_is_in_the_language_with_most_of_its_words(
    annotate, tmp_path, text, code
):
    pd.DataFrame({"text": [text]}).to_csv(tmp_path / "a.csv", index=False)
    assert annotate("split", "a.csv", "-o", "s.csv").returncode == 0
    assert pd.read_csv(tmp_path / "s.csv")["language"].tolist() == [code]
