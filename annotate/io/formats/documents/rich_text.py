"""Rich text (.rtf), a format in which Factiva, ProQuest and Nexis offer downloads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotate.errors import InputError
from annotate.io._compression import bytes_of
from annotate.io.downloads import documents_of
from annotate.io.rejects import Reject

_INSTALL = "install it with pip install 'stance-annotate[documents]'"
_LARGEST = 100_000_000


def articles(path: Path) -> Iterator[dict[str, Any] | Reject]:
    """The article in a rich text file, or each document of a news database's download.

    Raises
    ------
    InputError
        If the file is not rich text, is too large, or has no text.
    """
    text = _text(path)
    if not text.strip():
        raise InputError(f"{path}: no text in it; nothing to read")
    documents = documents_of(text, str(path))
    if documents is None:
        yield {"text": text}
    else:
        yield from documents


def _text(path: Path) -> str:
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError as error:
        raise InputError(f"{path}: reading rich text needs striprtf; {_INSTALL}") from error
    data = bytes_of(path, _LARGEST)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise InputError(f"{path}: not rich text (it does not begin with {{\\rtf); save it again as .rtf or .txt")
    try:
        text = rtf_to_text(data.decode("latin-1"), errors="replace")
    except (ValueError, IndexError, KeyError, LookupError, RecursionError) as error:
        raise InputError(f"{path}: the rich text cannot be read ({error}); save it again as .docx or .txt") from error
    return "\n".join(" ".join(line.split()) for line in str(text).split("\n"))
