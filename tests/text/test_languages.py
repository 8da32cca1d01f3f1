"""Another language is one folder and one line; the algorithms know no word of any."""

import ast
import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from annotate.errors import InputError
from annotate.text import languages
from annotate.text.near_duplicates import mark_duplicates
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
    assert languages.codes() == ("en", "xx")
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
    assert english["speaker"].isna().all() or "Mira Talvik" not in set(english["speaker"])


def test_a_languages_negations_keep_sentences_apart(toy):
    texts = ["Portun ar lukt selun onu gare wachen", "Portun ar nek lukt selun onu gare wachen"]
    frame = pd.DataFrame({"sentence_id": ["1", "2"], "text": texts})
    assert mark_duplicates(frame)["duplicate_of"].tolist()[1] == "1"
    assert mark_duplicates(frame, language=toy)["duplicate_of"].isna().all()


def test_an_unknown_language_is_refused_with_those_there_are():
    with pytest.raises(InputError, match="`language` kv: unknown; there are en"):
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
