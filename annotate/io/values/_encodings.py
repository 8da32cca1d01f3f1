"""Decoding bytes: encodings detected where that is certain, and text that was decoded wrongly before repaired."""

from __future__ import annotations

import re

from annotate.errors import InputError

_WESTERN_MARKS = frozenset("‘’“”–—…•€£©®°§«»¡¿·™ ´½¼¾¢¥\xa0")
_SUSPECT = re.compile("[ÂÃâÐðâ¢€™Å]")
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w-]{2,30})""", re.IGNORECASE
)
_LEAST = 40
"""Fewest characters beyond ASCII from which the encoding is guessed."""


def text_of(data: bytes, where: str) -> tuple[str, str]:
    """The text in `data`, and the name of its encoding if that is not UTF-8, else an empty string.

    Raises
    ------
    InputError
        If `data` is not text, or its encoding is uncertain.
    """
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark) and (name == "utf-8" or b"\0" in data):
            return _decoded(data[len(mark) :], name, where), "" if name == "utf-8" else name
    if b"\0" in data:
        raise InputError(f"{where}: not text (it holds null bytes); give a text, page or table file")
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        name = encoding_of(data)
        if not name:
            line = data.count(b"\n", 0, error.start) + 1
            byte = data[error.start]
            raise InputError(f"{where}:{line}: not UTF-8 (byte {byte:#04x}); save the file as UTF-8") from error
        return data.decode(name), name


def declared_text(page: bytes) -> tuple[str, str] | None:
    """The text of a page in the encoding it declares, as `text_of` returns it; None if it declares none, or UTF-8."""
    declared = _DECLARED.search(page[:4096])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    try:
        return None if name.replace("-", "") in ("utf8", "utf16") else (page.decode(name), name)
    except (LookupError, UnicodeDecodeError):
        return None


def encoding_of(data: bytes) -> str:
    """The name of the encoding of `data`, which is not UTF-8; an empty string if it is uncertain."""
    if b"\0" in data:
        return ""
    if _is_western(data):
        return "cp1252"
    if sum(byte > 127 for byte in data[:200_000]) < _LEAST:
        return ""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    if best is None or best.encoding.startswith("utf") or best.chaos > 0.1 or best.coherence < 0.3:
        return ""
    try:
        data.decode(best.encoding)
    except UnicodeDecodeError:
        return ""
    return best.encoding


def _is_western(data: bytes) -> bool:
    """Whether every character beyond ASCII, read as Windows-1252, is a letter in a word or a typographic mark."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    positions = [m.start() for m in re.finditer(r"[^\x00-\x7f]", text)]
    if any(byte in data for byte in (b"\xc3\xa9", b"\xe2\x80")):
        return False
    return all(text[i] in _WESTERN_MARKS or _is_in_word(text, i) for i in positions)


def _is_in_word(text: str, i: int) -> bool:
    around = text[max(0, i - 1) : i] + text[i + 1 : i + 2]
    return text[i].isalpha() and any(c.isascii() and c.isalpha() for c in around) and text[i] not in "ÿþðÃÂ"


def repaired(text: str) -> str:
    """`text` with wrongly decoded characters repaired (``â€œno`` to ``“no``), only in lines where that is certain."""
    if not _SUSPECT.search(text):
        return text
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    return "".join(fix_encoding(line) if is_bad(line) else line for line in text.splitlines(keepends=True))


def _decoded(data: bytes, name: str, where: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise InputError(f"{where}: broken {name} at byte {error.start}; save the file as UTF-8") from error
