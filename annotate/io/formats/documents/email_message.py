"""E-mail messages (.eml): newsletters and press releases as they were sent."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from annotate.errors import InputError
from annotate.io._compression import bytes_of
from annotate.io.articles import REPAIRS
from annotate.io.rejects import Reject

_LARGEST = 50_000_000
_LEAST_PLAIN = 0.3
"""Share of the words of a message's page that its plain text needs; else it only says where to see the page."""
_QUOTED = re.compile(r"^(?:>\s?)+")
_WROTE = re.compile(
    r"\b(?:wrote|writes|schrieb|écrit|escribió|scritto|escreveu|schreef|skrev)\b.{0,20}:\s*$", re.IGNORECASE
)


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
    text, note = _text(message, path)
    yield {
        "title": _header(message, "subject"),
        "author": name or address,
        "outlet": address.rpartition("@")[2].lower(),
        "published": _header(message, "date"),
        "text": text,
        **({REPAIRS: note} if note else {}),
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


def _text(message: EmailMessage, path: Path) -> tuple[str, str]:
    """The message's text, and a note on what was left out of it."""
    from annotate.io.values._markup import text_of_markup

    try:
        parts = {kind: message.get_body(preferencelist=(kind,)) for kind in ("plain", "html")}
        plain, page = ("" if part is None else str(part.get_content()) for part in parts.values())
    except Exception as error:  # as in `_header`
        raise InputError(f"{path}: the message's text cannot be decoded ({error}); save it as .txt") from error
    shown = text_of_markup(page) if page else ""
    is_whole = len(plain.split()) >= _LEAST_PLAIN * len(shown.split())
    content, note = _without_replies(plain.replace("\r\n", "\n")) if plain.strip() and is_whole else (shown, "")
    if not content.strip():
        raise InputError(f"{path}: the message has no text; nothing to read")
    return content.strip(), note


def _without_replies(text: str) -> tuple[str, str]:
    """A plain message without its signature and the messages it quotes, and a note if there were any.

    Of a message that is nothing but a quoted one, the marks are removed.
    """
    own, mark, _ = text.partition("\n-- \n")
    whole = own if mark and own.strip() else text
    lines = whole.split("\n")
    quoted = {n for n, line in enumerate(lines) if line.startswith(">")}
    before = {n for n, line in enumerate(lines) if _WROTE.search(line) and quoted & {n + 1, n + 2}}
    rest = [line for n, line in enumerate(lines) if n not in quoted | before]
    if quoted and not any(map(str.strip, rest)):
        return "\n".join(_QUOTED.sub("", line) for line in lines), ""
    left = ["a signature"] * (whole != text) + ["quoted messages"] * bool(quoted)
    return "\n".join(rest), f"{' and '.join(left)} removed" if left else ""
