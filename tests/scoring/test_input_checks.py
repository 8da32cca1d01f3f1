"""Ids of two texts are named wherever they are, and text in a language that the model was not trained on."""

import pandas as pd
import pyarrow as pa
import pytest
from small_model import SmallModel, sentences

import annotate as an
from annotate.errors import AnnotateWarning
from annotate.scoring.input_checks import note_on_ids, note_on_language, sorted_ids
from annotate.scoring.score_files import score_files

FRENCH = [
    "Le ministre a refusé de répondre aux questions des députés sur le port.",
    "Les négociations vont reprendre la semaine prochaine dans la capitale, dit-on.",
    "Personne ne savait si les bateaux allaient encore attendre dans le port.",
]
ENGLISH = [
    "The minister refused to answer the questions of the deputies on Friday.",
    "The talks will go on next week in the capital, officials said.",
]


class KnowingModel(SmallModel):
    def __init__(self, texts=ENGLISH):
        super().__init__()
        self.sentences = pd.DataFrame({"text": texts * 20})


def tables(ids, texts, targets=None, size=1000):
    columns = {"sentence_id": ids, "text": texts} | ({} if targets is None else {"target": targets})
    return lambda: (pa.table({k: v[n : n + size] for k, v in columns.items()}) for n in range(0, len(ids), size))


@pytest.mark.parametrize("rows_at_once", [10**6, 700])
def test_ids_of_two_texts_are_counted_over_all_rows(rows_at_once):
    ids, texts = [f"s{n}" for n in range(5000)], [f"text {n}" for n in range(5000)]
    ids += ["s4", "s4", "s5", "s77", None, None]
    texts += ["other", "another", "text 5", "third", "x", "x"]
    words = note_on_ids(tables(ids, texts), len(ids), effect="why", rows_at_once=rows_at_once)
    hashed = [sorted_ids(table) for table in tables(ids, texts)()]
    known = note_on_ids(tables(ids, texts), len(ids), effect="why", ids=lambda: hashed, rows_at_once=rows_at_once)
    assert known == words
    assert words in [f"3 sentences have the id of another one with another text ({one}); why" for one in ("s4", "s77")]


def test_ids_that_only_repeat_their_text_or_have_targets_are_fine():
    ids, texts = ["a", "b", "a"], ["x", "y", "x"]
    assert note_on_ids(tables(ids, texts), 3, effect="") == ""
    assert note_on_ids(tables(ids, ["x", "y", "z"], ["t", "t", "u"]), 3, effect="") == ""
    assert note_on_ids(tables([], []), 0, effect="") == ""
    rejected = pa.table({})
    assert note_on_ids(lambda: [rejected, *tables(ids, texts)()], 3, effect="") == ""


def test_an_id_of_two_texts_far_down_or_in_another_file_is_named(tmp_path):
    whole = sentences(3000, seed=1).assign(sentence_id=[f"s{n}" for n in range(3000)])
    whole.loc[2900, "sentence_id"] = "s5"
    whole.iloc[:1000].to_csv(tmp_path / "a.csv", index=False)
    whole.iloc[1000:].to_csv(tmp_path / "b.csv", index=False)
    with pytest.warns(AnnotateWarning, match=r"1 sentence has the id of another one with another text \(s5\)"):
        score_files(SmallModel(), [tmp_path / "a.csv", tmp_path / "b.csv"], tmp_path / "o.csv", workers=1)


@pytest.mark.parametrize(
    "texts", [FRENCH, FRENCH[:1], [*ENGLISH * 8, FRENCH[0]], [" ".join(FRENCH[0].split()[:6])] * 2]
)
def test_text_in_another_language_is_told_however_few_rows(tmp_path, texts):
    pd.DataFrame({"text": texts}).to_csv(tmp_path / "a.csv", index=False)
    with pytest.warns(AnnotateWarning, match=r"another language \(French\) than the training text \(English\)"):
        score_files(KnowingModel(), [tmp_path / "a.csv"], tmp_path / "o.csv", workers=1)


def test_text_in_a_language_of_the_training_text_is_not(recwarn):
    assert note_on_language(KnowingModel(), pd.Series(ENGLISH)) == ""
    assert note_on_language(KnowingModel(ENGLISH + FRENCH), pd.Series(FRENCH)) == ""
    assert note_on_language(KnowingModel(), pd.Series(["Oui.", None])) == ""
    assert note_on_language(KnowingModel(), pd.Series([*ENGLISH * 100, FRENCH[0]])) == ""
    assert note_on_language(SmallModel(), pd.Series(FRENCH)) == ""


def test_text_in_another_language_far_down_is_told_once(tmp_path):
    texts = [f"{text} It was number {n}." for n in range(600) for text in ENGLISH] + FRENCH * 100
    pd.DataFrame({"text": texts}).to_csv(tmp_path / "a.csv", index=False)
    with pytest.warns(AnnotateWarning, match="another language") as warned:
        score_files(KnowingModel(), [tmp_path / "a.csv"], tmp_path / "o.csv", workers=1, before_scoring=lambda _: None)
    assert sum("another language" in str(one.message) for one in warned) == 1


def test_a_table_in_memory_is_checked_too(tmp_path):
    table = pd.DataFrame({"sentence_id": ["a", "a", "b"], "text": FRENCH})
    with pytest.warns(AnnotateWarning) as warned:
        an.score(KnowingModel(), table)
    words = " ".join(str(one.message) for one in warned)
    assert "have the id of another one" in words
    assert "another language (French)" in words


def test_ids_that_a_spreadsheet_rounded_are_named(tmp_path):
    (tmp_path / "a.csv").write_text(f"sentence_id,text\n2.88857E+15,{ENGLISH[0]}\n12,{ENGLISH[1]}\n")
    with pytest.warns(AnnotateWarning, match=r"a\.csv: '2.88857E\+15' looks like an id that a spreadsheet has rounded"):
        score_files(SmallModel(), [tmp_path / "a.csv"], tmp_path / "o.csv", workers=1)


def record(kind, body):
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: " + kind + b"\r\n\r\n" + body
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://post.example/a\r\n"
    head += b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n" % len(answer)
    return head + answer + b"\r\n\r\n"


@pytest.mark.parametrize("workers", [1, 2])
def test_what_workers_did_not_read_of_a_file_is_told(tmp_path, workers):
    text = b"The minister refused to answer the questions of the deputies on Friday. " * 5
    page = record(b"text/html", b"<html><body><article><p>" + text + b"</p></article></body></html>")
    for number in range(4):
        (tmp_path / f"{workers}{number}.warc").write_bytes(page + record(b"image/png", b"x"))
    with pytest.warns(AnnotateWarning) as given:
        score_files(SmallModel(), [tmp_path], tmp_path / "scores.parquet", chunk_rows=32, workers=workers)
    told = [str(one.message) for one in given if "not read: image/png (1)" in str(one.message)]
    assert len(told) == 4
