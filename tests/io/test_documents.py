"""Documents and spreadsheets as other programs save them: LibreOffice writes them here, `annotate split` reads them."""

import csv
import shutil
import subprocess
import zipfile
from email.message import EmailMessage

import pandas as pd
import pytest

import annotate as an
from annotate.io.articles import articles_in_file

ARTICLE = """<html><head><title>Talks resume in Halvar</title></head><body>
<h1>Talks resume in Halvar</h1><p>By Petra Lund</p>
<p>Ministers returned to the table on Monday after a week of silence that had worried investors. The envoy called the
mood “warm”.</p><h2>What comes next</h2>
<p>A vote is due on Friday, the Halvar Chamber said. Nobody expects it to pass.</p></body></html>"""
BODY = [
    "Ministers returned to the table on Monday after a week of silence that had worried investors.",
    "The envoy called the mood “warm”.",
    "A vote is due on Friday, the Halvar Chamber said.",
    "Nobody expects it to pass.",
]
ROWS = [
    {"doc": "a1", "text": "The envoy praised the truce.", "label": "conciliatory", "published": "2024-03-01"},
    {
        "doc": "a2",
        "text": "Deputies attacked the bill; few spoke.",
        "label": "critical",
        "published": "2024-03-12",
    },
    {"doc": "a3", "text": "The council met on Monday in Orth.", "label": "neutral", "published": "2024-03-03"},
]
NEXIS = """Veldania welcomes the envoy
The Senn Herald
March 3, 2021 Wednesday
Copyright 2021 The Senn Herald All Rights Reserved
Section: WORLD; Pg. 8
Length: 24 words
Byline: Rhea Lund
Body
The government of Veldania welcomed the envoy on Tuesday.
Load-Date: March 3, 2021
End of Document
Union rejects the offer
The Marrow Times
March 4, 2021 Thursday
Copyright 2021 The Marrow Times
Length: 9 words
Body
The union rejected the offer as an insult.
Load-Date: March 4, 2021
End of Document"""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A function that has LibreOffice save a file in another format; skips where there is no LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    profile = tmp_path_factory.mktemp("profile")

    def saved(source, ending, reader):
        command = [program, f"-env:UserInstallation=file://{profile}", "--headless", f"--infilter={reader}"]
        command += ["--convert-to", ending, "--outdir", source.parent, source]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return source.with_suffix(f".{ending}")

    return saved


def body_of(path):
    sentences = pd.read_csv(path)
    return [" ".join(text.split()) for text in sentences[sentences["kind"] == "body"]["text"]]


@pytest.mark.parametrize("ending", ["docx", "rtf", "pdf"])
def test_an_article_saved_by_a_word_processor_is_split_as_its_page(annotate, office, tmp_path, ending):
    page = tmp_path / "article.html"
    page.write_text(ARTICLE, encoding="utf-8")
    office(page, ending, "HTML (StarWriter)")
    done = annotate("split", f"article.{ending}", "-o", "s.csv")
    assert done.returncode == 0, done.stderr
    assert body_of(tmp_path / "s.csv") == BODY


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_a_spreadsheet_is_read_by_every_command(annotate, office, tmp_path, ending):
    table = tmp_path / "table.csv"
    pd.DataFrame(ROWS * 10).assign(doc=[f"a{n}" for n in range(30)]).to_csv(table, index=False, sep=";")
    office(table, ending, "CSV:59,34,76")
    split = annotate("split", f"table.{ending}", "--id-column", "doc", "-o", "s.csv")
    assert split.returncode == 0, split.stderr
    sentences = pd.read_csv(tmp_path / "s.csv")
    assert set(sentences["published"]) == {"2024-03-01", "2024-03-12", "2024-03-03"}
    trained = annotate("train", f"table.{ending}", "--group-column", "doc", "--recipe", "fast", "--no-curve", "-o", "m")
    assert trained.returncode == 0, trained.stderr
    scored = annotate("score", "m", f"table.{ending}", "--text-column", "text", "-o", "out.csv")
    assert scored.returncode == 0, scored.stderr
    assert len(pd.read_csv(tmp_path / "out.csv")) == 30


@pytest.mark.parametrize("ending", ["docx", "rtf", "odt"])
def test_a_download_of_a_news_database_is_separated_whatever_its_format(annotate, office, tmp_path, ending):
    text = tmp_path / "download.txt"
    text.write_text(NEXIS, encoding="utf-8")
    if ending == "odt":
        done = annotate("split", "download.txt", "-o", "s.csv")
    else:
        office(text, ending, "Text (encoded):UTF8,LF,,,")
        done = annotate("split", f"download.{ending}", "-o", "s.csv")
    assert done.returncode == 0, done.stderr
    sentences = pd.read_csv(tmp_path / "s.csv")
    assert sorted(set(zip(sentences["outlet"], sentences["published"], strict=True))) == [
        ("The Marrow Times", "2021-03-04"),
        ("The Senn Herald", "2021-03-03"),
    ]
    assert len(body_of(tmp_path / "s.csv")) == 2


def test_a_message_has_its_subject_sender_and_date(annotate, tmp_path):
    message = EmailMessage()
    message["From"] = "Halvar Press Office <press@halvar.example.org>"
    message["Subject"] = "Talks resume"
    message["Date"] = "Mon, 04 Mar 2024 09:30:00 +0100"
    message.set_content("Ministers returned to the table on Monday.\n\nThe envoy called the mood warm.")
    message.add_alternative("<p>Ministers returned</p>", subtype="html")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="note.pdf")
    (tmp_path / "message.eml").write_bytes(bytes(message))
    done = annotate("split", "message.eml", "-o", "s.csv")
    assert "note.pdf" in done.stderr
    sentences = pd.read_csv(tmp_path / "s.csv")
    assert set(sentences["published"]) == {"2024-03-04T09:30:00+01:00"}
    assert body_of(tmp_path / "s.csv") == [
        "Ministers returned to the table on Monday.",
        "The envoy called the mood warm.",
    ]


def test_a_zip_archive_is_read_as_the_folder_it_holds(annotate, tmp_path):
    with zipfile.ZipFile(tmp_path / "news.zip", "w") as archive:
        archive.writestr("courier/one.txt", "The envoy praised the truce on Monday.")
        archive.writestr("__MACOSX/courier/._one.txt", "\0\1")
        archive.writestr("rows.csv", "doc,text\na,Deputies attacked the bill.\n")
    done = annotate("split", "news.zip", "-o", "s.csv")
    assert done.returncode == 0, done.stderr
    assert sorted(body_of(tmp_path / "s.csv")) == [
        "Deputies attacked the bill.",
        "The envoy praised the truce on Monday.",
    ]


def test_files_in_an_archive_are_named_by_their_place_in_it(annotate, tmp_path):
    with zipfile.ZipFile(tmp_path / "news.zip", "w") as archive:
        archive.writestr("courier/rows.csv", 'text\n"Deputies attacked\nThe envoy praised the truce on Monday.\n')
        archive.writestr("courier/one.docx", "no document")
        archive.writestr("one.txt", "The envoy praised the truce on Monday.")
    done = annotate("split", "news.zip", "-o", "s.csv")
    assert done.stderr.count("\nnews.zip/courier/rows.csv:2: a quotation mark opens here") == 1
    assert "left out 2 files or rows (unreadable)" in done.stderr
    rejects = pd.read_csv(tmp_path / "s.csv.rejects.csv")
    assert sorted(rejects["where"]) == ["news.zip/courier/one.docx", "news.zip/courier/rows.csv:2"]
    done = annotate("train", "news.zip", "--recipe", "fast", "-o", "m")
    assert (done.returncode, "annotate-read-" in done.stderr) == (1, False)


def test_a_broken_archive_in_a_folder_is_rejected_and_the_rest_is_read(annotate, tmp_path):
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "broken.zip").write_bytes(b"PK no archive")
    with zipfile.ZipFile(tmp_path / "news" / "good.zip", "w") as archive:
        archive.writestr("one.txt", "The envoy praised the truce on Monday.")
    done = annotate("split", "news", "-o", "s.csv")
    assert done.returncode == 1
    assert "broken.zip: not a readable zip archive" in done.stderr
    assert body_of(tmp_path / "s.csv") == ["The envoy praised the truce on Monday."]


def test_a_zip_archive_with_a_path_that_leads_outside_is_refused(annotate, tmp_path):
    with zipfile.ZipFile(tmp_path / "news.zip", "w") as archive:
        archive.writestr("../one.txt", "The envoy praised the truce on Monday.")
    done = annotate("split", "news.zip", "-o", "s.csv")
    assert done.returncode == 1
    assert "outside the archive" in done.stderr
    assert not (tmp_path.parent / "one.txt").exists()


def test_an_archive_with_damaged_content_is_refused(annotate, tmp_path):
    with zipfile.ZipFile(tmp_path / "news.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("one.txt", "The envoy praised the truce on Monday. " * 200)
    content = bytearray((tmp_path / "news.zip").read_bytes())
    content[40:60] = bytes(byte ^ 0xFF for byte in content[40:60])
    (tmp_path / "news.zip").write_bytes(content)
    done = annotate("split", "news.zip", "-o", "s.csv")
    assert done.returncode == 1
    assert "news.zip: not a readable zip archive" in done.stderr


def test_an_archive_that_was_replaced_is_unpacked_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for outlet in ("Gazette", "Courier"):
        with zipfile.ZipFile("news.zip", "w") as archive:
            archive.writestr("one.txt", f"The envoy of the {outlet} praised the truce on Monday.")
        assert an.split("news.zip")["text"].tolist() == [f"The envoy of the {outlet} praised the truce on Monday."]


def test_a_zip_archive_that_becomes_far_larger_is_refused(annotate, tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("one.txt", b"a word. " * 20_000_000)
    done = annotate("split", "bomb.zip", "-o", "s.csv")
    assert done.returncode == 1
    assert "times its size" in done.stderr


def test_an_answer_of_a_news_api_is_read_as_its_articles(annotate, tmp_path):
    (tmp_path / "page.json").write_text(
        '{"status": "ok", "articles": [{"source": {"id": null, "name": "Orth Gazette"}, "title": "A",'
        ' "publishedAt": "2024-03-31T22:30:00Z", "content": "The envoy praised the truce."},'
        ' {"source": {"id": "s", "name": "Star"}, "title": "B", "publishedAt": "2024-04-01T08:00:00Z",'
        ' "content": "Deputies attacked the bill."}]}',
        encoding="utf-8",
    )
    done = annotate(
        "split", "page.json", "--text-column", "content", "--outlet-column", "source", "--date-column", "publishedAt",
        "-o", "s.csv",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with (tmp_path / "s.csv").open(encoding="utf-8") as stream:
        assert [row["outlet"] for row in csv.DictReader(stream)] == ["Orth Gazette", "Star"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.docx", b"PK\3\4 broken", "not a Word document"),
        ("a.docx", b"", "empty"),
        ("a.rtf", b"no rich text at all", "not rich text"),
        ("a.pdf", b"%PDF-1.7\nbroken", "PDF"),
        ("a.xlsx", b"PK\3\4 broken", "not a readable workbook"),
        ("a.eml", b"no header at all\n", "not an e-mail message"),
        ("a.json", b"[1, 2]", "expected an object"),
        ("a.json", b"{", "not JSON"),
        ("a.zip", b"PK no archive", "not a readable zip archive"),
    ],
)
def test_what_is_not_what_its_ending_says_is_refused_in_one_sentence(annotate, tmp_path, name, content, reason):
    (tmp_path / name).write_bytes(content)
    done = annotate("split", name, "-o", "s.csv")
    assert done.returncode == 1, done.stderr
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "s.csv").exists()


HEAD = "From: Petra Lund <petra@post.example.org>\nSubject: Ships wait\nDate: Mon, 3 Mar 2031 08:05:00 +0100\n"
STUB = (
    'Content-Type: multipart/alternative; boundary="B"\n\n--B\nContent-Type: text/plain\n\nSee this message on the web.'
    "\n--B\nContent-Type: text/html\n\n<html><body>{page}</body></html>\n--B--\n"
)


MESSAGES = [
    ("\nThe ships wait.\n\n-- \nPetra Lund\nHalvar\n", "The ships wait.", "a signature removed"),
    (
        "\nI agree.\n\nOn Sunday, Tam wrote:\n> The ships wait.\n> Nobody knew.\n",
        "I agree.",
        "quoted messages removed",
    ),
    ("\n> The ships wait.\n> Nobody knew.\n", "The ships wait.\nNobody knew.", None),
    ("\nHe wrote:\n\nThe ships wait -- all day.\n", "He wrote:\n\nThe ships wait -- all day.", None),
    (STUB.format(page="<p>The ships wait in Halvar.</p>" * 8), "\n".join(["The ships wait in Halvar."] * 8), None),
]


@pytest.mark.parametrize(("rest", "text", "note"), MESSAGES)
def test_signatures_quoted_messages_and_hints_at_a_page_are_no_text_of_a_message(tmp_path, rest, text, note):
    (tmp_path / "a.eml").write_text(HEAD + rest)
    (one,) = articles_in_file(tmp_path / "a.eml")
    assert (one["text"], one.get("repairs")) == (text, note)
