"""Mutated files of every format: whatever is in them, they are read or refused in words.

By default a few dozen a format; ``FUZZ_EXAMPLES=1000`` tries a thousand.
"""

import gzip
import io
import json
import os
import zipfile
from contextlib import suppress
from email.message import EmailMessage

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
from annotate.tables import ANNOTATIONS

pytestmark = pytest.mark.fuzz

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


EXPORTED = {
    "label-studio": json.dumps(
        [{"id": 1, "data": {"text": "One."}, "annotations": [{"id": 1, "completed_by": 1, "result": [
            {"from_name": "stance", "to_name": "text", "type": "choices", "value": {"choices": ["critical"]}}]}]}]
    ),
    "prodigy": json.dumps({"text": "One.", "label": "critical", "answer": "accept", "_timestamp": 1}),
    "doccano": json.dumps({"id": 1, "text": "One.", "label": ["critical"]}),
    "potato": json.dumps({"id": "1", "displayed_text": "One.", "label_annotations": {"stance": {"critical": "x"}}}),
}  # fmt: skip


@pytest.mark.parametrize("form", EXPORTED)
def test_a_mutated_export_is_read_or_refused(tmp_path, form):
    path = tmp_path / ("export.json" if form == "label-studio" else "export.jsonl")

    @given(mutations())
    @fuzzed
    def check(changes):
        path.write_bytes(mutated(EXPORTED[form].encode(), changes))
        with suppress(AnnotateError):
            annotations_from(path, form)

    check()
