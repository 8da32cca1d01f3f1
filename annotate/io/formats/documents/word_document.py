"""Word documents (.docx): paragraphs with the kind of line that their style implies, table cells, downloads."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotate.errors import InputError
from annotate.io.downloads import documents_of
from annotate.io.rejects import Reject

_INSTALL = "install it with pip install 'stance-annotate[documents]'"
_LARGEST = 500_000_000
"""Limit of the size of a document once decompressed, in bytes."""
_HINTS = {"heading": "heading", "title": "heading", "subtitle": "heading", "list": "item", "quote": "quote"}


def articles(path: Path) -> Iterator[dict[str, Any] | Reject]:
    """The article in a Word document, or each document of a news database's download.

    Raises
    ------
    InputError
        If the file is not a Word document, is too large, or has no text.
    """
    document = _opened(path)
    try:
        lines = [(text, hint) for text, hint in _lines(document) if text]
    except Exception as error:  # python-docx passes on any error of its XML parser
        raise InputError(f"{path}: a damaged Word document ({error}); save it again as .docx") from error
    if not lines:
        raise InputError(f"{path}: no text in it; nothing to read")
    documents = documents_of("\n".join(text for text, _ in lines), str(path))
    if documents is not None:
        yield from documents
        return
    yield {
        "title": document.core_properties.title or "",
        "author": document.core_properties.author or "",
        "text": "\n".join(text for text, _ in lines),
        "structure": " ".join(hint for _, hint in lines),
    }


def _opened(path: Path) -> Any:
    try:
        import docx
    except ImportError as error:
        raise InputError(f"{path}: reading Word documents needs python-docx; {_INSTALL}") from error
    if path.stat().st_size == 0:
        raise InputError(f"{path}: the file is empty; nothing to read")
    try:
        with zipfile.ZipFile(path) as package:
            size = sum(entry.file_size for entry in package.infolist())
        if size > _LARGEST:
            raise InputError(f"{path}: unpacks to {size / 1e6:,.0f} MB; the limit is {_LARGEST / 1e6:,.0f} MB")
        return docx.Document(str(path))
    except InputError:
        raise
    except Exception as error:  # python-docx passes on any error of its zip and XML parsers
        raise InputError(f"{path}: not a Word document ({error}); save it again as .docx") from error


def _lines(document: Any) -> Iterator[tuple[str, str]]:
    """The lines of a document in order, each with the kind of line that its style implies."""
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _cells(block)
            continue
        hint = _hint(block.style.name if block.style is not None else "")
        for line in block.text.split("\n"):
            yield " ".join(line.split()), hint


def _cells(table: Any) -> Iterator[tuple[str, str]]:
    for row in table.rows:
        seen = None
        for cell in row.cells:
            if cell._tc is seen:  # a merged cell is listed once for each column that it spans
                continue
            seen = cell._tc
            for line in cell.text.split("\n"):
                yield " ".join(line.split()), "cell"


def _hint(style: str) -> str:
    words = style.lower().split()
    return next((hint for word, hint in _HINTS.items() if words and words[0].startswith(word)), "paragraph")
