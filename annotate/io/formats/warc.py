"""Web archives (WARC), with the ``feeds`` extra."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from annotate.errors import InputError
from annotate.io._compression import opened
from annotate.io.articles import REPAIRS, Article
from annotate.io.chunks import first_line
from annotate.io.formats.notes import note_once
from annotate.io.formats.web_page import LARGEST_PAGE, article_of_page
from annotate.io.rejects import Reject

_INSTALL = "install it with pip install 'stance-annotate[feeds]'"
_CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_BLOCK = 1 << 20
_FETCHED = 200
_KINDS = {"revisit": "pages unchanged since an earlier visit", "conversion": "texts made of pages"}
_NO_PAGE = "no fetched page in it; expected a WARC archive with responses"
_MOST_KINDS, _LONGEST_KIND = 8, 40
_RECORD_ENDS = (b"\r\n\r\n", b"\n\n")


def articles(path: Path) -> Iterator[Article | Reject]:
    """The article on each HTML page that was fetched with status 200, in a WARC file, compressed or not.

    Pages without an article, records that are cut off, and what follows a broken record are rejected.

    Raises
    ------
    InputError
        If fastwarc is not installed, or the file has no response.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError as error:
        raise InputError(f"{path}: reading WARC files needs fastwarc; {_INSTALL}") from error
    if path.stat().st_size == 0:
        raise InputError(f"{path}: the file is empty; expected a WARC archive")
    count = pages = 0
    others = Counter[str]()
    problem = ""
    try:
        with path.open("rb") as stream:
            kinds = (
                WarcRecordType.response | WarcRecordType.resource | WarcRecordType.revisit | WarcRecordType.conversion
            )
            for record in ArchiveIterator(stream, record_types=kinds, parse_http=True, auto_decode="none"):
                if (kind := _kind(record)) in _KINDS:
                    others[_KINDS[kind]] += 1
                    continue
                count += 1
                page = _page(record, path)
                if page is None:
                    others[_why_not(record)] += 1
                else:
                    pages += 1
                    yield page
    except (OSError, EOFError, ValueError, RuntimeError) as error:
        problem = f"is broken ({first_line(error)})"
    if others and pages:
        note_once(path, "not read: " + ", ".join(f"{what} ({n:,})" for what, n in others.most_common(_MOST_KINDS)))
    problem = problem or _problem_at_end(path)
    if not count:
        lacks = f"the archive {problem}; expected WARC records; archive the pages again" if problem else _NO_PAGE
        raise InputError(f"{path}: {lacks}")
    if problem:
        reason = f"the archive {problem}; the records after this were not read; archive the pages again"
        yield Reject(f"{path}: response {count}", reason)
    elif not pages:
        raise InputError(
            f"{path}: none of {count:,} responses is an HTML page with status 200; archive the pages again"
        )


def _problem_at_end(path: Path) -> str:
    """What is wrong with the end of an archive, which its reader ignores; empty if the last record is complete."""
    end = b""
    try:
        with opened(path) as stream:
            while block := stream.read(_BLOCK):
                end = (end + block)[-4:]
    except (OSError, EOFError, pa.ArrowException) as error:
        return f"is cut off ({first_line(error)})"
    return "" if end.endswith(_RECORD_ENDS) else "is cut off"


def _page(record: Any, path: Path) -> Article | Reject | None:
    """The article on the page in a response; None if it was not fetched or is not HTML."""
    kind = _content_type(record)
    if not _is_fetched(record) or (kind and "html" not in kind):
        return None
    url = record.headers.get("WARC-Target-URI", "").strip("<>")
    where = f"{path}: {url or record.record_id}"
    expected = record.content_length
    try:
        body = record.reader.read(LARGEST_PAGE + 1)
        if len(body) < min(expected, LARGEST_PAGE):
            return Reject(where, f"the record is cut off after {len(body):,} of {expected:,} bytes")
        page = _decoded(body, record.http_headers) if record.http_headers else body
        if not kind and not _PAGE.match(page):
            return None
        article = article_of_page(_text(page, record.http_charset), where, url)
    except InputError as error:
        return Reject.of(error, where)
    return article | ({REPAIRS: "cut off by its source"} if record.headers.get("WARC-Truncated") else {})


def _kind(record: Any) -> str:
    return str(record.headers.get("WARC-Type") or "").lower()


def _is_fetched(record: Any) -> bool:
    """Whether a record is an answer of a server with status 200, or a file that a crawler stored without one."""
    status = record.http_headers.status_code if record.http_headers else None
    return status == _FETCHED or (status is None and _kind(record) == "resource")


def _content_type(record: Any) -> str:
    return str((record.http_content_type if record.http_headers else record.headers.get("Content-Type")) or "")


def _why_not(record: Any) -> str:
    """Why the page of a record was not read."""
    if _is_fetched(record):
        return (_content_type(record).partition(";")[0].strip() or "no page")[:_LONGEST_KIND]
    return f"status {record.http_headers.status_code if record.http_headers else 'unknown'}"


def _decoded(body: bytes, headers: Any) -> bytes:
    """The body of a response without its encodings; crawlers may have removed these and kept the headers.

    Raises
    ------
    InputError
        If it is compressed in a way that cannot be read, or decompresses to more than `LARGEST_PAGE`.
    """
    if "chunked" in (headers.get("Transfer-Encoding") or "").lower():
        body = _joined_chunks(body)
    for name in reversed([part.strip() for part in (headers.get("Content-Encoding") or "").lower().split(",")]):
        if name not in ("", "identity", "none") and not _PAGE.match(body[:4096]):
            body = _decompressed(body, name)
    return body


def _joined_chunks(body: bytes) -> bytes:
    """The chunks of a body, joined; the body itself if it is not in chunks."""
    parts, position = [], 0
    while size := _CHUNK_SIZE.match(body, position):
        length, start = int(size[1], 16), size.end()
        if length == 0:
            break
        parts.append(body[start : start + length])
        position = start + length
        position += 2 if body[position : position + 2] == b"\r\n" else body[position : position + 1] == b"\n"
    return b"".join(parts) if parts else body


def _decompressed(body: bytes, name: str) -> bytes:
    try:
        if name in ("gzip", "x-gzip", "deflate"):
            for bits in (47, -15):  # with a header of gzip or zlib, or without any
                try:
                    return _bounded(zlib.decompressobj(bits).decompress(body, LARGEST_PAGE + 1))
                except zlib.error:
                    continue
            raise ValueError(f"not {name}")
        codec = {"br": "brotli", "zstd": "zstd"}.get(name)
        if codec is None:
            raise ValueError("an unknown encoding")
        with pa.input_stream(pa.BufferReader(body), compression=codec) as stream:
            return _bounded(stream.read(LARGEST_PAGE + 1))
    except (ValueError, OSError, pa.ArrowException) as error:
        raise InputError(f"the page's Content-Encoding {name} cannot be read ({first_line(error)})") from error


def _bounded(page: bytes) -> bytes:
    if len(page) > LARGEST_PAGE:
        raise InputError(
            f"a page that decompresses to more than {LARGEST_PAGE / 1e6:.0f} MB, which is the limit; it was not read"
        )
    return page


def _text(page: bytes, charset: str | None) -> str | bytes:
    """A page decoded with the charset of its HTTP header; unchanged if there is none, or it is wrong."""
    try:
        return page.decode(charset) if charset and len(page) <= LARGEST_PAGE else page
    except (LookupError, UnicodeDecodeError):
        return page
