"""Compressed and endless files: bounded before they take memory, and refused in words."""

import gzip
import subprocess
import sys
import zlib

import pytest

from annotate.io.articles import articles_in_file
from annotate.io.rejects import Reject

MEGABYTE = b"a word. " * 125_000


def reject_of(path):
    found = list(articles_in_file(path))
    assert [type(one) for one in found] == [Reject]
    return found[0].reason


def packed(path, *pieces):
    with gzip.open(path, "wb", 6) as stream:
        for piece in pieces:
            stream.write(piece)
    return path


@pytest.mark.parametrize(
    ("name", "begin"),
    [("cell.csv.gz", b'text\n"'), ("line.jsonl.gz", b'{"text": "'), ("big.txt.gz", b""), ("p.html.gz", b"<p>")],
)
def test_a_file_that_unpacks_to_hundreds_of_times_its_size_is_refused(tmp_path, name, begin):
    reason = reject_of(packed(tmp_path / name, begin, *[MEGABYTE] * 250))
    assert "MB" in reason or "300 times its size" in reason


@pytest.mark.parametrize(
    ("name", "begin"), [("cell.csv", b'text\n"'), ("row.csv", b"text\n"), ("line.jsonl", b'{"text": "')]
)
def test_a_row_without_end_is_refused(tmp_path, name, begin):
    (tmp_path / name).write_bytes(begin + MEGABYTE * 70)
    assert "more than 64 MB" in reject_of(tmp_path / name)


def warc(http):
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/a\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\nWARC-Date: 2031-03-03T10:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def response(body, *headers):
    return b"\r\n".join([b"HTTP/1.1 200 OK", *headers, b"", body])


PAGE = b"<html><body><article><h1>Talks</h1>" + b"<p>The minister of Veldania said caf\xe9 talks go on.</p>" * 5


def test_pages_are_read_as_servers_sent_them(tmp_path):
    pytest.importorskip("fastwarc")
    kind = b"Content-Type: text/html; charset=iso-8859-1"
    pages = {
        "plain": response(PAGE, kind),
        "gzip": response(gzip.compress(PAGE), kind, b"Content-Encoding: gzip"),
        "chunked": response(b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE), kind, b"Transfer-Encoding: chunked"),
    }
    for name, http in pages.items():
        (tmp_path / f"{name}.warc").write_bytes(warc(http))
        (article,) = articles_in_file(tmp_path / f"{name}.warc")
        assert "café talks" in article["text"], name


def test_a_page_that_unpacks_to_gigabytes_is_refused_without_taking_them(tmp_path):
    pytest.importorskip("fastwarc")
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = squeeze.compress(b"<html><body><p>") + b"".join(squeeze.compress(b"a" * 1_000_000) for _ in range(1500))
    http = response(body + squeeze.flush(), b"Content-Type: text/html", b"Content-Encoding: gzip")
    (tmp_path / "a.warc").write_bytes(warc(http))
    program = (
        "import sys\nfrom pathlib import Path\nfrom annotate.io.articles import articles_in_file\n"
        "print([one.reason for one in articles_in_file(Path(sys.argv[1]))])\n"
        "status = Path('/proc/self/status').read_text()\n"  # getrusage would count what the test's own process takes
        "print(int(status.split('VmHWM:')[1].split()[0]) // 1024, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program, tmp_path / "a.warc"], capture_output=True, text=True)
    assert "more than 20 MB, which is the limit" in done.stdout, done.stderr
    assert int(done.stderr.split()[-1]) < 700
