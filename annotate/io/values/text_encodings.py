"""Decoding bytes: encodings detected where that is certain, and text that was decoded wrongly before repaired."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from difflib import get_close_matches

from annotate.errors import InputError, UsageError

UNCERTAIN = (
    "and which older encoding it is in is uncertain from its letters; save it as UTF-8 (in a spreadsheet: CSV UTF-8), "
    "recode it with iconv -f ENCODING -t UTF-8, or name its encoding (`encoding`, in Python an.reading_in)"
)
"""What is said of bytes that several encodings may explain: reading the wrong one would change letters unnoticed."""
_MARKS = frozenset("‘’“”–—…•€£©®°§«»‹›¡¿·™ ´½¼¾¢¥\xa0")
_OPENING_MARKS = frozenset("„‚")
"""Quotation marks that are read only at the beginning of a word: inside of one they are letters of another encoding."""
_CENTRAL_EUROPEAN = frozenset(("cs", "sk", "pl", "hu", "ro", "hr", "sl", "bs", "sq"))
_LANGUAGES = {
    "cp1250": _CENTRAL_EUROPEAN,
    "iso8859_2": _CENTRAL_EUROPEAN,
    "cp1254": frozenset(("tr", "az")),
    "cp1257": frozenset(("et", "lv", "lt")),
}
"""Encodings by the languages whose text would be letters in words, but wrong ones, if it was read as Windows-1252."""
_FEWEST_WORDS = 4
_WORDS_OF_ONE_LETTER = frozenset("àèéìòóáêôåøæöâÀÈÉÅØÆÖÓÁ")
_SUSPECT = re.compile("[ÂÃâÐðâ¢€™Å]")
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w-]{2,30})""", re.IGNORECASE
)
_ANSI = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])")
"""Sequences that colour a terminal's text, move its cursor, set its title."""
_SEPARATORS = re.compile("[\0\x1c-\x1f]+")
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters that are no line break or tab, and those that turn the direction of writing."""
_ASCII_CONTROLS = bytes(code for code in range(128) if code == 0 or _CONTROLS.match(chr(code)))
_LATE_CONTROLS = re.compile("[\x80-\x84\x86-\x9f]")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""Characters within words that show where a line may be broken, and others without any meaning."""
_REMOVED = re.compile(f"{_INVISIBLE.pattern}|{_CONTROLS.pattern}|\0")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is the first half of it
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LEAST = 40
"""Fewest characters beyond ASCII from which the encoding is guessed."""


_NAMED: ContextVar[str] = ContextVar("encoding that the user named", default="")


@contextmanager
def reading_in(encoding: str) -> Iterator[None]:
    """Read texts, pages and tables in this context in `encoding` where they are not in UTF-8.

    ``with an.reading_in("cp1250"): an.train("gold.csv")`` is what ``annotate train gold.csv --encoding cp1250`` does.

    Parameters
    ----------
    encoding
        The name of an encoding, such as ``cp1250``; if empty, it is detected where that is certain.

    Raises
    ------
    UsageError
        If there is no such encoding.
    """
    before = _NAMED.set(checked_encoding(encoding))
    try:
        yield
    finally:
        _NAMED.reset(before)


def named_encoding() -> str:
    """The encoding that the user named; empty if none."""
    return _NAMED.get()


def checked_encoding(name: str) -> str:
    """`name` in the form that others compare it in, such as ``cp1250`` for Windows-1250; empty if it is empty.

    Raises
    ------
    UsageError
        If there is no such encoding of text.
    """
    from encodings.aliases import aliases

    if not name:
        return ""
    try:
        "a".encode(name)
        return codecs.lookup(name).name.removesuffix("-sig")
    except (LookupError, ValueError) as error:
        texts = {one for pair in aliases.items() if not pair[1].endswith(("_codec", "rot_13")) for one in pair}
        meant = get_close_matches(name.strip().lower().replace("-", "_"), sorted(texts), 1)
        named = meant[0].replace("_", "-") if meant else ""
        advice = f"did you mean {named}?" if named else "name one such as cp1250, iso-8859-2, mac-roman or koi8-r"
        raise UsageError(f"`encoding` {name!r} is unknown; {advice}") from error


def is_utf_8(data: bytes, *, is_whole: bool) -> bool:
    """Whether bytes are UTF-8, and more than ASCII; the last character of those that are not whole may be cut off."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=is_whole)
    except UnicodeDecodeError:
        return False
    return not data.isascii()


def not_in(encoding: str, byte: int | None = None) -> str:
    """What is said of bytes that are not in the `encoding` that they were read in; `byte` is the first wrong one."""
    where = "" if byte is None else f" (byte {byte:#04x})"
    if not named_encoding():
        return f"not UTF-8{where}, {UNCERTAIN}"
    if encoding == named_encoding():
        return f"not {encoding}{where}, which `encoding` names; name the one it is in, or save it as UTF-8"
    return f"not {encoding}{where}, as what is before it; save it as UTF-8"


def told_encoding(name: str) -> str:
    """How users are told of the encoding that a text turned out to be in; empty if there is nothing to tell."""
    name, named = name.removesuffix("-sig"), named_encoding()
    if name == "ascii":
        return ""
    if named and not name.startswith(named):
        return f"{name}, not {named}"
    return "" if name == "utf-8" else name


def text_of(data: bytes, where: str) -> tuple[str, str]:
    """The text in `data`, and the name of its encoding if that is not UTF-8, else an empty string.

    Where the user named an encoding, the name of another one says so.

    Raises
    ------
    InputError
        If `data` is not text, its encoding is uncertain, or it is not in the one that was named.
    """
    named = named_encoding()
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark) and (name == "utf-8" or b"\0" in data):
            return _decoded(data[len(mark) :], name, where), told_encoding(name)
    if named and not is_utf_8(data, is_whole=True):
        return _text_in(named, data, where)
    if b"\0" in data:
        raise InputError(f"{where}: not text (it holds null bytes); give a text, page or table file")
    try:
        return data.decode("utf-8"), told_encoding("utf-8")
    except UnicodeDecodeError as error:
        name = encoding_of(data)
        if not name:
            line = data.count(b"\n", 0, error.start) + 1
            raise InputError(f"{where}:{line}: {not_in('utf-8', data[error.start])}") from error
        return data.decode(name), name


def _text_in(named: str, data: bytes, where: str) -> tuple[str, str]:
    """The text in `data`, as `text_of` returns it, in the encoding that was named."""
    if is_ascii(data, named):
        return data.decode("ascii"), ""
    try:
        text = data.decode(named)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{where}:{line}: {not_in(named, data[error.start])}") from error
    if control := wrong_control(text):
        line = text.count("\n", 0, control.start()) + 1
        raise InputError(f"{where}:{line}: {not_in(named, ord(control[0]))}")
    if "\0" in text:
        raise InputError(f"{where}: not text in {named} (it holds null characters); give a text, page or table file")
    return text, told_encoding(named)


def is_ascii(data: bytes, named: str) -> bool:
    """Whether bytes are ASCII, and in the encoding that the user named either mean the same or cannot be."""
    if not data.isascii():
        return False
    if named.startswith(("utf-16", "utf-32")):
        return b"\0" not in data
    return data.decode(named, "replace") == data.decode("ascii")


def wrong_control(text: str) -> re.Match[str] | None:
    """The first control character in the place of a letter, where the user named an encoding.

    It shows that the text is in another one, as of Windows-1250 that is read as ISO 8859-2.
    """
    return _LATE_CONTROLS.search(text) if named_encoding() else None


def declared_text(page: bytes) -> tuple[str, str] | None:
    """The text of a page in the encoding it declares, as `text_of` returns it; None if it declares none, or UTF-8.

    None, too, where the user named one.
    """
    if named_encoding():  # which is a person's word, and not what a program wrote into every page
        return None
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
    for name in ("cp1252", "mac_roman", "cp850"):
        text = _plausible(data, name)
        if text is not None:
            return _for_language(text, data) if name == "cp1252" else name
    for name, codes in _LANGUAGES.items():
        text = _plausible(data, name)
        if text is not None and _language_of(text) in codes:
            return name
    return _other_script(data)


def _other_script(data: bytes) -> str:
    """The encoding of text in another script than the Latin; an empty string if it is uncertain."""
    if sum(byte > 127 for byte in data[:200_000]) < _LEAST:
        return ""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    if best is None or best.encoding.startswith("utf") or best.chaos > 0.1 or best.coherence < 0.3:
        return ""
    try:
        text = data.decode(best.encoding)
    except UnicodeDecodeError:
        return ""
    letters = [c for c in text[:100_000] if not c.isascii() and c.isalpha()]
    latin = sum(unicodedata.name(c, "").startswith("LATIN") for c in letters)
    return best.encoding if latin < 0.1 * len(letters) else ""


def _plausible(data: bytes, name: str) -> str | None:
    """`data` in an encoding if every character beyond ASCII is then a letter in a word or a typographic mark."""
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return None
    if any(byte in data for byte in (b"\xc3\xa9", b"\xe2\x80")):
        return None
    beyond = [m.start() for m in re.finditer(r"[^\x00-\x7f]", text)]
    is_alone = name not in _LANGUAGES  # in these languages, two letters beyond ASCII are often side by side
    return text if all(_is_mark(text, i) or _is_in_word(text, i, is_alone) for i in beyond) else None


def _is_mark(text: str, i: int) -> bool:
    if text[i] in _OPENING_MARKS:
        return not text[max(0, i - 1) : i].isalpha()
    return text[i] in _MARKS


def _is_in_word(text: str, i: int, is_alone: bool) -> bool:
    before, after = text[max(0, i - 1) : i], text[i + 1 : i + 2]
    if text[i].isupper() and before.islower():  # no letter of any language is a capital there
        return False
    if not (before + after).strip(" .,;:!?()'’«»“”\"\t\n"):  # a word of one letter
        return text[i] in _WORDS_OF_ONE_LETTER
    letters = [c for c in before + after if c.isalpha() and (c.isascii() or not is_alone)]
    return text[i].isalpha() and bool(letters) and text[i] not in "ÿþðÃÂˆ˜"


def _for_language(text: str, data: bytes) -> str:
    """Windows-1252, or the encoding of the text's language where that has another one of single bytes."""
    words = re.findall(r"[^\W\d_]*[^\x00-\x7f\W\d_][^\W\d_]*", text[:200_000])
    if len(words) < _FEWEST_WORDS:
        return "cp1252"
    code = _language_of(text)
    name = next((name for name, codes in _LANGUAGES.items() if code in codes), "cp1252")
    try:
        data.decode(name)
    except UnicodeDecodeError:
        return ""
    return name


def _language_of(text: str) -> str:
    """The language of the lines with characters beyond ASCII."""
    from py3langid.langid import classify

    return str(classify(" ".join(line for line in text[:50_000].splitlines() if not line.isascii())[:5_000])[0])


def storable(text: str) -> tuple[str, list[str]]:
    """`text` without characters that tables, servers and terminals cannot take, and a list of what was repaired."""
    notes: list[str] = []
    if text.isascii():
        if len(text.encode().translate(None, _ASCII_CONTROLS)) < len(text):
            text = _without_controls(text, notes)
        return text, notes
    is_odd = _REMOVED.search(text) is not None
    if is_odd:
        visible = without_invisible(text)
        text, notes = visible, ["invisible characters"] * (visible != text)
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    mended = repaired(whole)
    notes += ["half characters"] * (whole != text) + ["mojibake"] * (mended != whole)
    return _without_controls(mended, notes) if is_odd else mended, notes


def without_invisible(text: str) -> str:
    """`text` without characters that nobody sees, such as byte order marks."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


def _without_controls(text: str, notes: list[str]) -> str:
    notes += ["null characters"] * ("\0" in text)
    text = _SEPARATORS.sub(" ", text)
    plain = _CONTROLS.sub("", _ANSI.sub("", text))
    notes += ["control characters"] * (plain != text)
    return plain


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
