"""E-mail messages (.eml): newsletters and press releases as they were sent."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from annotate.errors import InputError
from annotate.io._compression import bytes_of
from annotate.io.rejects import Reject

_LARGEST = 50_000_000


def articles(path: Path) -> Iterator[dict[str, Any] | Reject]:
    """An e-mail message as an article with subject, sender, date and text; a reject for each attachment.

    Raises
    ------
    InputError
        If the file is not a message, is too large, or has no text.
    """
    message = email.message_from_bytes(bytes_of(path, _LARGEST), policy=email.policy.default)
    if not isinstance(message, EmailMessage) or not (_header(message, "from") or _header(message, "subject")):
        raise InputError(f"{path}: not an e-mail message (it has no sender and no subject); save it again as .eml")
    name, address = parseaddr(_header(message, "from"))
    for file in _attachments(message):
        yield Reject(f"{path}: {file}", "an attachment is not read; save it as a file of its own")
    yield {
        "title": _header(message, "subject"),
        "author": name or address,
        "outlet": address.rpartition("@")[2].lower(),
        "published": _header(message, "date"),
        "text": _text(message, path),
    }


def _attachments(message: EmailMessage) -> list[str]:
    try:
        return [part.get_filename() or part.get_content_type() for part in message.iter_attachments()]
    except Exception:  # noqa: BLE001 - as in `_header`
        return ["attachments"] if message.is_multipart() else []


def _header(message: EmailMessage, name: str) -> str:
    try:
        value = message.get(name)
    except Exception:  # noqa: BLE001 - the standard library's parser of headers raises errors of any kind
        value = next((raw for key, raw in message.raw_items() if key.lower() == name), "")
    return " ".join(str(value).split()) if value else ""


def _text(message: EmailMessage, path: Path) -> str:
    try:
        body = message.get_body(preferencelist=("plain", "html"))
        content = "" if body is None else body.get_content()
    except Exception as error:  # as in `_header`
        raise InputError(f"{path}: the message's text cannot be decoded ({error}); save it as .txt") from error
    if body is not None and body.get_content_subtype() == "html":
        from annotate.io.values._markup import text_of_markup

        content = text_of_markup(content)
    if not content.strip():
        raise InputError(f"{path}: the message has no text; nothing to read")
    return str(content).replace("\r\n", "\n").strip()
