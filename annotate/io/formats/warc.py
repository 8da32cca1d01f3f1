"""Web archives (WARC), with the ``feeds`` extra."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotate.errors import InputError
from annotate.io.articles import Article
from annotate.io.formats.web_page import LARGEST_PAGE, article_of_page
from annotate.io.rejects import Reject

_INSTALL = "install it with pip install 'stance-annotate[feeds]'"


def articles(path: Path) -> Iterator[Article | Reject]:
    """The article on each HTML page that was fetched with status 200, in a WARC file, compressed or not."""
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError as error:
        raise InputError(f"{path}: reading WARC files needs fastwarc; {_INSTALL}") from error
    if path.stat().st_size == 0:
        raise InputError(f"{path}: the file is empty; expected a WARC archive")
    count = 0
    with path.open("rb") as stream:
        try:
            responses = ArchiveIterator(
                stream, record_types=WarcRecordType.response, parse_http=True, auto_decode="all"
            )
            for record in responses:
                count += 1
                if _is_page(record):
                    yield _page(record, path)
        except (OSError, ValueError, RuntimeError) as error:
            raise InputError(f"{path}: record {count + 1} is broken ({error}); archive the pages again") from error
    if count == 0:
        raise InputError(f"{path}: no fetched page in it; expected a WARC archive with responses")


def _is_page(record: Any) -> bool:
    status = record.http_headers.status_code if record.http_headers else None
    return status == 200 and "html" in (record.http_content_type or "")


def _page(record: Any, path: Path) -> Article | Reject:
    url = record.headers.get("WARC-Target-URI", "").strip("<>")
    where = f"{path}: {url or record.record_id}"
    try:
        return article_of_page(_decoded(record.reader.read(LARGEST_PAGE + 1), record.http_charset), where, url)
    except InputError as error:
        return Reject.of(error, where)


def _decoded(page: bytes, charset: str | None) -> str | bytes:
    """A page decoded with the charset of its HTTP header; unchanged if there is none, or it is wrong."""
    try:
        return page.decode(charset) if charset and len(page) <= LARGEST_PAGE else page
    except (LookupError, UnicodeDecodeError):
        return page
