"""Mutated files of every format: whatever is in them, they are read or refused in words.

By default a few dozen a format; ``FUZZ_EXAMPLES=1000`` tries a thousand.
"""

import gzip
import hashlib
import io
import json
import os
import shutil
import warnings
import zipfile
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotate.errors import AnnotateError
from annotate.io.articles import articles_in_file
from annotate.io.exports.exchange import annotations_from
from annotate.io.files import files_of
from annotate.io.reading import read_table
from annotate.io.rejects import Reject
from annotate.learn.models.folders import load
from annotate.tables import ANNOTATIONS
from annotate.workflows.setup.settings import read_settings

pytestmark = pytest.mark.fuzz

SAVED = Path(__file__).parent.parent / "learn" / "saved_by_0_1"
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "30"))
ROWS = [
    {
        "sentence_id": "s1",
        "annotator": "Åse",
        "question": "stance",
        "label": "critical",
        "text": "“Velda” waits.",
    },
    {"sentence_id": "s2", "annotator": "Bo", "question": "stance", "label": "neutral", "text": "So do we.\nAll day."},
]
FRAME = pd.DataFrame(ROWS).assign(published="03/04/2031", lead_time=["1,5", "2"], skipped=False)
TOKENS = [b'"', b",", b";", b"\n", b"\r\n", b"\0", b"\xff\xfe", b"<p>", b"&#xD800;", b"{", b"}", b"[", b"null"]
TOKENS += [b"1e999", b"9" * 25, b"sep=;\n", b"\xef\xbb\xbf", b"PK\x03\x04", b"\xc3", b"../", b"NaN", b"'", b"(" * 50]
TOKENS += [b"\\ud800", b"="]


def buffered(write):
    stream = io.BytesIO()
    write(stream)
    return stream.getvalue()


def archive(**files):
    def write(stream):
        with zipfile.ZipFile(stream, "w") as packed:
            for name, content in files.items():
                packed.writestr(name.replace("_", "."), content)

    return buffered(write)


def message():
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["Date"] = "Talks", "desk@example.org", "Mon, 03 Mar 2031 10:00:00 +0000"
    mail.set_content("Velda waits.\n\nSo do we.")
    return bytes(mail)


def word_document():
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_heading("Talks", 1)
    document.add_paragraph("Velda waits.")
    return buffered(document.save)


def spreadsheet():
    pytest.importorskip("openpyxl")
    return buffered(lambda stream: FRAME.to_excel(stream, index=False))


CSV = FRAME.to_csv(index=False).encode()
JSONL = FRAME.to_json(orient="records", lines=True, force_ascii=False).encode()
PAGE = b"<html><head><title>Talks</title></head><body><p>Velda waits, said the minister.</p></body></html>"
ITEM = b"<item><title>Talks</title><description>Velda &lt;b&gt;waits.</description></item>"
FEED = b"<rss version='2.0'><channel><title>Post</title>" + ITEM + b"</channel></rss>"
HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE
WARC = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/a\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
    b"WARC-Date: 2031-03-03T10:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
    b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(HTTP), HTTP)
)
RTF = rb"{\rtf1\ansi{\fonttbl\f0 Times;}\f0\fs24 Velda waits.\par So do we, said the minister.\par}"
NEXIS = (
    "1 of 2 DOCUMENTS\n\nThe Post\n\nMarch 3, 2031\n\nShips\n\nLENGTH: 2 words\n\nShips wait.\n\nLOAD-DATE: March 4\n\n"
)
NEXIS_UNI = (
    "Ships wait\nThe Post\nMarch 3, 2031\n\nCopyright\nLength: 2 words\nBody\n\nShips wait.\nEnd of Document\n\n"
)
FACTIVA = "HD Ships wait\nWC 2 words\nPD 3 March 2031\nSN The Post\nLP Ships.\nAN Document POST000020310303eh33\n\n"
WISO = "Schiffe\nQuelle: Bote vom 03.03.2031\nDokumentnummer: 1\n\nSchiffe warten.\n\n"
PROQUEST = "____________\n\nShips wait\n\nFull text: Ships.\n\nPublication title: Post\n\nProQuest document ID: 1\n\n"
FILES = {
    "a.csv": lambda: CSV,
    "b.csv": lambda: FRAME.to_csv(index=False, sep=";").encode("cp1252"),
    "c.csv": lambda: FRAME.to_csv(index=False, sep="\t").encode("utf-16"),
    "a.tsv": lambda: FRAME.to_csv(index=False, sep="\t").encode(),
    "a.csv.gz": lambda: gzip.compress(CSV),
    "a.jsonl": lambda: JSONL,
    "a.jsonl.gz": lambda: gzip.compress(JSONL),
    "a.json": lambda: json.dumps({"articles": ROWS}).encode(),
    "a.parquet": lambda: buffered(FRAME.to_parquet),
    "a.txt": lambda: "Talks\n\nVelda “waits”.\n".encode(),
    "nexis.txt": lambda: (NEXIS * 2).encode(),
    "nexis-uni.txt": lambda: (NEXIS_UNI * 2).encode(),
    "factiva.txt": lambda: (FACTIVA * 2).encode(),
    "wiso.txt": lambda: (WISO * 2).encode(),
    "proquest.txt": lambda: (PROQUEST * 2).encode(),
    "a.html": lambda: PAGE,
    "a.rss": lambda: FEED,
    "a.warc": lambda: WARC,
    "a.warc.gz": lambda: gzip.compress(WARC),
    "a.eml": message,
    "a.rtf": lambda: RTF,
    "a.docx": word_document,
    "a.xlsx": spreadsheet,
    "a.zip": lambda: archive(a_txt="Velda waits.", b_csv=CSV, c_html=PAGE),
}


@st.composite
def mutations(draw):
    """Changes to make to a file: where, as a share of its length, and what."""
    share = st.floats(0, 1)
    operation = st.sampled_from(["cut", "flip", "insert", "repeat", "truncate"])
    return draw(
        st.lists(st.tuples(operation, share, st.integers(1, 60), st.sampled_from(TOKENS)), min_size=1, max_size=5)
    )


def mutated(data, changes):
    for operation, share, length, token in changes:
        at = int(share * len(data))
        part = data[at : at + length]
        if operation == "cut":
            data = data[:at] + data[at + length :]
        elif operation == "flip":
            data = data[:at] + bytes(byte ^ (1 << (length % 8)) for byte in part[:1]) + data[at + 1 :]
        elif operation == "insert":
            data = data[:at] + token + data[at:]
        elif operation == "repeat":
            data = data[:at] + part * (length % 5) + data[at:]
        else:
            data = data[: max(1, at)]
    return data


fuzzed = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("name", FILES)
def test_a_mutated_file_of_articles_is_read_or_refused(tmp_path, name):
    original = FILES[name]()

    @given(mutations())
    @fuzzed
    def check(changes):
        path = tmp_path / name
        path.write_bytes(mutated(original, changes))
        try:
            found = [one for file in files_of([path]) for one in articles_in_file(file)]
        except AnnotateError:
            return
        for one in found:
            assert one.reason if isinstance(one, Reject) else one["text"].strip()

    check()


@pytest.mark.parametrize(
    "name", [name for name in FILES if name.split(".")[1] in ("csv", "tsv", "jsonl", "json", "parquet", "xlsx")]
)
def test_a_mutated_table_is_read_or_refused(tmp_path, name):
    original = FILES[name]()

    @given(mutations())
    @fuzzed
    def check(changes):
        path = tmp_path / name
        path.write_bytes(mutated(original, changes))
        with suppress(AnnotateError):
            read_table(path)
        rejects = []
        try:
            table = read_table(path, ANNOTATIONS, rejects=rejects)
        except AnnotateError:
            return
        assert {*ANNOTATIONS.columns} <= {*table.columns}

    check()


RESULT = {"from_name": "stance", "to_name": "text", "type": "choices", "value": {"choices": ["critical"]}}
TASK = {"id": 1, "data": {"text": "One."}, "annotations": [{"id": 1, "completed_by": 1, "result": [RESULT]}]}
ITEM_OF_POTATO = {"id": "1", "displayed_text": "One.", "label_annotations": {"stance": {"critical": "x"}}}
STATE = {"user_id": "a", "instance_id_to_label_to_value": {"1": [[{"schema": "stance", "name": "critical"}, "true"]]}}
OPTIONS = {"options": [{"id": 1, "text": "critical"}], "accept": [1], "answer": "accept", "user_input": "why"}
TSV = "#FORMAT=WebAnno TSV 3.3\n#T_SP=x.Tone|value\n\n\n#Text=A b\n1-1\t0-1\tA\tcold[1]\t\n1-2\t2-3\tb\tcold[1]\t\n"
EXPORTED = {
    "label-studio e.json": json.dumps([TASK]),
    "label-studio min.json": json.dumps(
        [{"id": 1, "text": "One.", "stance": {"choices": ["critical"]}, "annotator": 1}]
    ),
    "label-studio e.csv": "id,text,stance,annotator\n1,One.,critical,1\n2,Two.,neutral,2\n",
    "label-studio e.tsv": "id\ttext\tstance\tannotator\n1\tOne.\tcritical\t1\n",
    "prodigy e.jsonl": json.dumps({"text": "One.", "label": "critical", "answer": "accept", "_timestamp": 1}),
    "prodigy choice.jsonl": json.dumps({"text": "One.", **OPTIONS}),
    "doccano e.jsonl": json.dumps({"id": 1, "text": "One.", "label": ["critical"]}),
    "doccano both.jsonl": json.dumps({"id": 1, "text": "One.", "cats": ["critical"], "entities": [{"label": "x"}]}),
    "doccano e.csv": "id,data,label\n1,One.,critical\n",
    "doccano e.zip": lambda: archive(ada_jsonl=json.dumps({"id": 1, "text": "One.", "label": ["critical"]})),
    "potato e.jsonl": json.dumps(ITEM_OF_POTATO),
    "potato user_state.json": json.dumps(STATE),
    "potato e.csv": "user,instance_id,displayed_text,stance:::critical\nann,1,One.,critical\n",
    "inception e.tsv": TSV,
    "activetigger e.csv": "id_external,text,labels,user,timestamp,scheme\nx1,One.,critical,a,2031-01-01,stance\n",
    "scores e.csv": "sentence_id,text,label,p_a,abstained,model\ns1,One.,a,0.7,False,stance-fast-0123abcd\n",
    "csv long.csv": "sentence_id,annotator,question,label\ns1,a,stance,critical\ns1,b,stance,neutral\n",
    "csv wide.csv": "id,text,ann,ben\n1,One.,critical,neutral\n2,Two.,neutral,neutral\n",
}


@pytest.mark.parametrize("name", EXPORTED)
def test_a_mutated_export_is_read_or_refused(tmp_path, name):
    form, file = name.split()
    path = tmp_path / file
    original = EXPORTED[name]() if callable(EXPORTED[name]) else EXPORTED[name].encode()
    columns = ["ann", "ben"] if "wide" in file else []

    @given(mutations())
    @fuzzed
    def check(changes):
        path.write_bytes(mutated(original, changes))
        with suppress(AnnotateError):
            table = annotations_from(path, form, annotator_columns=columns)
            assert table["label"].notna().eq(~table["skipped"]).all()

    check()


SETTINGS = """title = "ships"
seed = 3
url = "http://localhost:8080"

[paths]
gold = "gold.csv"

[questions.stance]
question = "Which stance?"
required = true
scale = ["critical", "neutral"]
labels = ["critical", { name = "neutral", hotkey = "n", description = "neither" }]

[questions.topic]
several = true
only_if = { question = "stance", label = "critical" }
labels = ["tax", "war"]
"""
WORDS = [
    b"[",
    b"]",
    b"{",
    b"}",
    b'"',
    b"= 1",
    b"= []",
    b"= {}",
    b"= true",
    b"= 2031-03-03",
    b"= nan",
    b"\n[questions]\n",
]


@given(mutations(), st.lists(st.tuples(st.floats(0, 1), st.sampled_from(WORDS)), max_size=3))
@fuzzed
def test_mutated_settings_are_read_or_refused(tmp_path, changes, words):
    data = mutated(SETTINGS.encode(), changes if not words else changes[:1])
    for share, word in words:
        at = int(share * len(data))
        data = data[:at] + word + data[at:]
    (tmp_path / "annotate.toml").write_bytes(data)
    with suppress(AnnotateError):
        settings_read = read_settings(tmp_path / "annotate.toml")
        assert settings_read.scheme.questions


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.data())
@fuzzed
def test_a_mutated_model_folder_is_loaded_or_refused(tmp_path, data):
    folder = tmp_path / "model"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SAVED, folder)
    name = data.draw(st.sampled_from(["model.json", "model.json", "sentences.csv", "model.skops", "SHA256SUMS"]))
    if name == "model.json" and data.draw(st.booleans()):
        document = json.loads((folder / name).read_text())
        key = data.draw(st.sampled_from(sorted(document)))
        if isinstance(document[key], dict) and document[key] and data.draw(st.booleans()):
            document[key][data.draw(st.sampled_from(sorted(document[key])))] = data.draw(JSON)
        else:
            document[key] = data.draw(JSON)
        (folder / name).write_text(json.dumps(document))
    else:
        (folder / name).write_bytes(mutated((folder / name).read_bytes(), data.draw(mutations())))
    if name != "SHA256SUMS":
        names = [line.partition("  ")[2] for line in (folder / "SHA256SUMS").read_text().splitlines()]
        sums = [f"{hashlib.sha256((folder / one).read_bytes()).hexdigest()}  {one}\n" for one in names]
        (folder / "SHA256SUMS").write_text("".join(sums))
    with warnings.catch_warnings(), suppress(AnnotateError):
        warnings.simplefilter("ignore")
        assert load(folder).labels
