"""Web archives as crawlers write them, and tables as Media Cloud, GDELT and news APIs give them."""

import gzip
import json
import zipfile
import zlib

import pandas as pd
import pyarrow as pa
import pytest

from annotate.io.articles import articles_in_file
from annotate.io.reading import read_table
from annotate.io.rejects import Reject

BODY = "".join(
    f"<p>The harbour master of Velda said that ship {n} would wait until the talks had ended.</p>" for n in range(6)
)
PAGE = (
    "<html><head><title>Ships wait</title><meta property='article:published_time' content='2031-03-03T10:00:00Z'>"
    f"</head><body><article><h1>Ships wait</h1>{BODY}</article></body></html>"
).encode()  # fmt: skip


def record(http, kind="response", version="1.0", extra=""):
    head = f"WARC/{version}\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://post.example/a\r\n{extra}"
    head += "WARC-Date: 2031-03-03T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:0b6fa1c4-55d2-4b71-9f6c-1f0d3c1c8a01>\r\n"
    head += f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(http)}\r\n\r\n"
    return head.encode() + http + b"\r\n\r\n"


def response(body=PAGE, headers="Content-Type: text/html; charset=utf-8\r\n", status="HTTP/1.1 200 OK"):
    return f"{status}\r\n{headers}\r\n".encode() + body


def in_chunks(body):
    parts = [body[n : n + 300] for n in range(0, len(body), 300)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


HTML, CHUNKED = "Content-Type: text/html\r\n", "Transfer-Encoding: chunked\r\n"
BROTLI = pa.compress(PAGE, codec="brotli", asbytes=True)
WHOLE = {
    "plain.warc": record(response()),
    "wget.warc.gz": gzip.compress(record(b"GET / HTTP/1.1\r\n\r\n", "request")) + gzip.compress(record(response())),
    "browsertrix.warc.gz": gzip.compress(record(response(), version="1.1", extra="WARC-Resource-Type: document\r\n")),
    "http2.warc": record(response(status="HTTP/2 200")),
    "chunked.warc": record(response(in_chunks(PAGE), HTML + CHUNKED)),
    "gzip.warc": record(response(gzip.compress(PAGE), HTML + "Content-Encoding: gzip\r\n")),
    "deflate.warc": record(response(zlib.compress(PAGE), HTML + "Content-Encoding: deflate\r\n")),
    "brotli.warc": record(response(BROTLI, HTML + "Content-Encoding: br\r\n")),
    "both.warc": record(response(in_chunks(gzip.compress(PAGE)), HTML + CHUNKED + "Content-Encoding: gzip\r\n")),
    "decoded-with-its-headers.warc": record(response(PAGE, HTML + CHUNKED + "Content-Encoding: gzip\r\n")),
    "without-type.warc": record(response(PAGE, "Server: x\r\n")),
    "resource.warc": record(PAGE, "resource").replace(b"application/http; msgtype=resource", b"text/html"),
    "with-errors.warc": record(response(b"", status="HTTP/1.1 404 Not Found")) + record(response()),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_page_is_read_however_a_crawler_stored_it(tmp_path, name):
    (tmp_path / name).write_bytes(WHOLE[name])
    (article,) = articles_in_file(tmp_path / name)
    assert article["text"].count("The harbour master of Velda") == 6
    assert (article["outlet"], article["published"]) == ("post.example", "2031-03-03T10:00:00+00:00")


CUT = {
    "body.warc": record(response()) + record(response())[:700],
    "head.warc": record(response()) + b"WARC/1.0\r\nWARC-Type: resp",
    "packed.warc.gz": gzip.compress(record(response())) + gzip.compress(record(response()))[:150],
    "garbage.warc": record(response()) + b"garbage\r\n\r\n" + record(response()),
}


@pytest.mark.parametrize("name", CUT)
def test_an_archive_that_is_cut_off_or_broken_says_so_after_its_good_pages(tmp_path, name):
    (tmp_path / name).write_bytes(CUT[name])
    good, *rejects = articles_in_file(tmp_path / name)
    assert good["text"].count("The harbour master of Velda") == 6
    assert {type(one) for one in rejects} == {Reject}
    assert "the archive is" in rejects[-1].reason
    assert "cut off" in rejects[-1].reason or "broken" in rejects[-1].reason


def test_an_archive_without_a_page_and_a_page_that_cannot_be_unpacked_are_rejected(tmp_path):
    (tmp_path / "a.warc").write_bytes(record(response(status="HTTP/1.1 503 Busy")))
    (tmp_path / "b.warc").write_bytes(record(response(b"\0" * 99, HTML + "Content-Encoding: br\r\n")))
    assert "none of 1 responses is an HTML page" in next(articles_in_file(tmp_path / "a.warc")).reason
    assert "Content-Encoding br cannot be read" in next(articles_in_file(tmp_path / "b.warc")).reason


NEWS_API = {
    "status": "ok",
    "totalResults": 2,
    "articles": [
        {
            "source": {"id": None, "name": name},
            "author": "Petra Lund",
            "title": title,
            "description": "Short.",
            "url": f"https://post.example/{title}",
            "urlToImage": None,
            "publishedAt": "2031-03-03T10:00:00Z",
            "content": f"<p>{title} wait &amp; see.</p> Nobody left. [+2143 chars]",
        }
        for name, title in (("Halvar Courier", "Ships"), ("Northern Star", "Trains"))
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            {"status": "error", "code": "keyInvalid", "message": "Your key is invalid."},
            "an error: Your key is invalid; ask",
        ),
        ({"message": "API rate limit exceeded"}, "an error: API rate limit exceeded; ask the source again"),
        ({"status": "ok", "totalResults": 0, "articles": []}, "no articles in it: 'articles' is an empty list"),
        ({"title": "Ships", "text": "Ships wait."}, "no list of objects in it"),
    ],
)
def test_an_answer_without_articles_says_what_it_is(annotate, tmp_path, answer, words):
    (tmp_path / "page.json").write_text(json.dumps(answer))
    done = annotate("split", "page.json", "-o", "s.csv")
    assert done.returncode == 1
    assert words in done.stderr


def test_an_answer_of_newsapi_is_read_with_outlet_date_and_a_note_of_what_is_cut_off(annotate, tmp_path):
    (tmp_path / "page1.json").write_text(json.dumps(NEWS_API))
    columns = ("--text-column", "content", "--outlet-column", "source", "--date-column", "publishedAt")
    done = annotate("split", "page1.json", *columns, "-o", "s.csv")
    assert done.returncode == 0, done.stderr
    sentences = read_table(tmp_path / "s.csv")
    assert sentences["text"].tolist() == ["Ships wait & see.", "Nobody left.", "Trains wait & see.", "Nobody left."]
    assert sentences["outlet"].drop_duplicates().tolist() == ["Halvar Courier", "Northern Star"]
    assert set(sentences["published"]) == {"2031-03-03T10:00:00+00:00"}
    assert "2 articles: cut off by its source" in done.stderr
    missing = annotate("split", "page1.json", "-o", "t.csv")
    assert (missing.returncode, "--text-column content" in missing.stderr) == (1, True)


LISTS = {
    "mediacloud.csv": "id,indexed_date,language,media_name,media_url,publish_date,title,url",
    "gdelt.csv": "url,url_mobile,title,seendate,socialimage,domain,language,sourcecountry",
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_addresses_without_texts_says_how_to_go_on(annotate, tmp_path, name):
    names = LISTS[name].split(",")
    values = {"url": "https://post.example/a", "title": "Ships wait", "publish_date": "2031-03-03"}
    values |= {"seendate": "20310303T101500Z", "media_name": "Post", "domain": "post.example"}
    row = {column: values.get(column, "") for column in names}
    pd.DataFrame([row]).to_csv(tmp_path / name, index=False)
    done = annotate("split", name, "-o", "s.csv")
    assert (done.returncode, (tmp_path / "s.csv").exists()) == (1, False)
    assert "it has addresses but no texts: save the pages, and name each one's file in a column 'file'" in done.stderr
    (tmp_path / "a.html").write_bytes(PAGE)
    pd.DataFrame([row | {"file": "a.html"}]).to_csv(tmp_path / name, index=False)
    done = annotate("split", name, "--outlet-column", names[3] if name[0] == "m" else "domain", "-o", "s.csv")
    assert done.returncode == 0, done.stderr
    date = "publish_date" if name[0] == "m" else "seendate"
    assert f"column '{date}' looks like the date and is not used; pass it as --date-column" in done.stderr
    assert set(read_table(tmp_path / "s.csv")["outlet"]) == {"Post" if name[0] == "m" else "post.example"}


def test_records_that_are_no_page_are_told(tmp_path, recwarn):
    page, picture = record(response()), record(response(b"x", "Content-Type: image/png\r\n"))
    (tmp_path / "a.warc").write_bytes(page + picture + record(b"", "revisit") + record(b"Velda waits.", "conversion"))
    assert len(list(articles_in_file(tmp_path / "a.warc"))) == 1
    (note,) = [str(one.message) for one in recwarn if "not read" in str(one.message)]
    for what in ("image/png (1)", "pages unchanged since an earlier visit (1)", "texts made of pages (1)"):
        assert what in note


def test_what_other_processes_did_not_read_is_told_too(annotate, tmp_path):
    for number in range(13):
        picture = record(response(b"x" * 400_000, "Content-Type: image/png\r\n"))
        (tmp_path / f"{number:02d}.warc").write_bytes(record(response()) + picture)
    done = annotate("split", ".", "-o", "s.parquet")
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("not read: image/png (1)") in (11, 13)  # 13 if one process read all


def test_of_a_web_archive_in_a_zip_only_the_records_are_read(annotate, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as archive:
        archive.writestr("archive/data.warc.gz", gzip.compress(record(response())))
        archive.writestr("pages/pages.jsonl", '{"text": "no article"}\n')
        archive.writestr("datapackage.json", "{}")
    done = annotate("split", "a.wacz", "-o", "s.csv")
    assert done.returncode == 0, done.stderr
    assert set(read_table(tmp_path / "s.csv")["title"]) == {"Ships wait"}


@pytest.mark.parametrize(
    ("row", "columns", "stated"),
    [
        (
            {"id": 1, "fields": {"bodyText": "The ships wait.", "publication": "Post"}},
            {"fields.bodyText": "text", "fields.publication": "outlet"},
            ("The ships wait.", "Post", None),
        ),
        (
            {"content": {"rendered": "<p>The ships wait.</p>"}, "byline": {"original": "Petra Lund", "person": []}},
            {"content": "text", "byline": "author"},
            ("The ships wait.", "", "Petra Lund"),
        ),
        ({"content": {"rendered": "The ships wait."}}, {"content.rendered": "text"}, ("The ships wait.", "", None)),
    ],
)
def test_texts_and_names_in_objects_are_read_however_they_are_named(tmp_path, row, columns, stated):
    (tmp_path / "a.json").write_text(json.dumps({"results": [row]}))
    (one,) = articles_in_file(tmp_path / "a.json", columns)
    assert (one["text"], one.get("outlet", ""), one.get("author")) == stated


def test_a_text_that_was_taken_out_of_an_object_is_not_carried_along_with_each_sentence(annotate, tmp_path):
    fields = {"bodyText": "Ships wait. Nobody left.", "trailText": "Ships", "wordcount": 4, "tags": ["a"]}
    source = {"text": "Trains wait. Nobody came.", "title": "Trains"}
    rows = {
        "of_guardian.json": ({"id": "a", "fields": fields}, "fields.bodyText"),
        "of_wordpress.json": ({"title": {"rendered": "Ships"}, "content": {"rendered": "Ships wait."}}, "content"),
        "of_search.json": ({"_id": "a", "_source": source}, "_source.text"),
    }
    for name, (row, column) in rows.items():
        (tmp_path / name).write_text(json.dumps({"results": [row]}))
        done = annotate("split", name, "--text-column", column, "-o", "s.csv")
        assert done.returncode == 0, done.stderr
        assert "column '_source' looks like" not in done.stderr
        first = read_table(tmp_path / "s.csv").iloc[0]
        assert [str(cell) for cell in first if first["text"].rstrip(".") in str(cell)] == [first["text"]]
        if name == "of_guardian.json":
            assert json.loads(first["fields"]) == {"wordcount": 4, "tags": ["a"]}
            assert first["fields.trailText"] == "Ships"
        if name == "of_wordpress.json":
            assert first["title"] == "Ships"
        if name == "of_search.json":
            assert first["_source.title"] == "Trains"
            assert "_source" not in first


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("ending", [".json", ".jsonl"])
def test_json_is_read_in_each_encoding_that_it_may_have(annotate, tmp_path, ending, encoding):
    rows = [{"article_id": str(number), "text": f"“Café {number}” waits."} for number in range(200)]
    text = json.dumps(rows, ensure_ascii=False) if ending == ".json" else written_lines(rows)
    (tmp_path / f"a{ending}").write_bytes(text.encode(encoding))
    done = annotate("split", f"a{ending}", "-o", "s.csv")
    assert done.returncode == 0, done.stderr
    assert read_table(tmp_path / "s.csv")["text"].tolist() == [row["text"] for row in rows]


def written_lines(rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def test_json_that_is_cut_off_in_utf_16_is_rejected_where_it_ends(annotate, tmp_path):
    text = written_lines([{"text": "Ships wait."}, {"text": "Trains wait."}])
    (tmp_path / "a.jsonl").write_bytes(text.encode("utf-16")[:-3])
    done = annotate("split", "a.jsonl", "-o", "s.csv")
    assert done.returncode == 1
    assert read_table(tmp_path / "s.csv")["text"].tolist() == ["Ships wait."]
    (tmp_path / "a.json").write_bytes(json.dumps([{"text": "Ships wait."}]).encode("utf-16")[:-1])
    assert "a.json: not UTF-16" in annotate("split", "a.json", "-o", "t.csv").stderr


@pytest.mark.parametrize(
    "document",
    [
        {"text": {"0": "Ships wait."}, "outlet": {"0": "Post"}},
        {"a1": {"text": "Ships wait."}},
        {"columns": ["text"], "index": [0], "data": [["Ships wait."]]},
        [["Ships wait."]],
    ],
)
def test_json_without_a_list_of_objects_says_how_to_write_one(annotate, tmp_path, document):
    (tmp_path / "a.json").write_text(json.dumps(document))
    done = annotate("split", "a.json", "-o", "s.csv")
    assert done.returncode == 1
    assert '; write one as [{"text": ...}, ...] (in pandas: to_json(path, orient="records"))\n' in done.stderr


def test_a_table_of_nothing_but_other_names_is_refused_with_them(annotate, tmp_path):
    (tmp_path / "a.csv").write_text("feld_1,feld_2\n")
    done = annotate("split", "a.csv", "-o", "s.csv")
    assert (done.returncode, "found feld_1, feld_2; use --text-column\n" in done.stderr) == (1, True)


def test_a_text_is_found_by_its_name_or_its_length_where_there_are_addresses(annotate, tmp_path):
    long = "Nobody knew when the last ship of the line would leave the port."
    for name, text in (("lead_paragraph", "Ships wait."), ("feld_7", long)):
        row = {"web_url": "https://post.example/a", "headline": {"main": long}, "section": "Home", name: text}
        (tmp_path / "a.json").write_text(json.dumps({"docs": [row]}))
        done = annotate("split", "a.json", "-o", "s.csv")
        assert (done.returncode, f"use --text-column {name}" in done.stderr) == (1, True), done.stderr
