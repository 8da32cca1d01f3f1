"""The encoding, delimiter and records of a delimited file, detected in the same way for every command."""

from __future__ import annotations

import codecs
import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import IO

from annotate.errors import InputError
from annotate.io.values.text_encodings import encoding_of, is_ascii, is_utf_8, named_encoding

DELIMITERS = (",", ";", "\t", "|")

LARGEST_RECORD = 64_000_000
"""Limit of the length of a record in characters; a longer one is reported as an unbalanced quotation mark."""

_SAMPLE = 1_000_000
_SAMPLED_RECORDS = 100
_DECLARED = re.compile(r'"?sep=(.)"?\s*$', re.IGNORECASE)
_MOST_REREAD = 4 * LARGEST_RECORD

csv.field_size_limit(2**31 - 1)


@dataclass(frozen=True)
class Dialect:
    """Encoding and delimiter of a delimited file, and whether its first line declares the delimiter (``sep=;``)."""

    encoding: str
    delimiter: str
    declares: bool = False


@dataclass(frozen=True)
class Malformed:
    """A record that cannot be parsed: the reason, and the text of the line with the error."""

    reason: str
    text: str


def encoding_of_stream(stream: IO[bytes], where: str) -> str:
    """The name of the encoding of a text file of any size, detected from its first characters beyond ASCII.

    Where the user named one, it is that, unless those characters are in UTF-8 or there are none.

    Later bytes may be invalid in that encoding: decode with ``errors="surrogateescape"`` and reject their rows.

    Raises
    ------
    InputError
        If the file is empty or not text.
    """
    first = block = stream.read(_SAMPLE)
    if not first.strip(b"\xef\xbb\xbf \r\n\t"):
        raise InputError(f"{where}: the file is empty; expected a table with a header line")
    if first.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if b"\0" in first[:4096] and (wide := _wide(first[:4096], where)):
        return wide
    named = named_encoding()
    if named and first.isascii() and not is_ascii(first, named):
        return named  # such as ISO-2022-JP, all bytes of which are those of ASCII
    while block.isascii():
        block = stream.read(_SAMPLE)
        if not block:
            return "ascii" if named else "utf-8"
    block += stream.read(_SAMPLE)
    if is_utf_8(block, is_whole=bool(named) and not stream.read(1)):
        return "utf-8"
    return named or encoding_of(block) or "utf-8"


def _wide(head: bytes, where: str) -> str:
    """The UTF-16 or UTF-32 encoding of a file that begins with `head`; empty if a few null bytes are in its text.

    Raises
    ------
    InputError
        If it has so many of them that it is no text.
    """
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for name, high, low in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        if high.count(0) > 0.9 * len(high) and not low.count(0):
            return name
    others = sum(head.count(byte) for byte in _CONTROLS)
    if head.count(0) + others <= _MOST_CONTROLS * len(head):
        return ""
    raise InputError(f"{where}: not text (it holds null bytes); give a text file or a table saved as CSV in UTF-8")


_CONTROLS = tuple(range(1, 9)) + tuple(range(14, 32))
_MOST_CONTROLS = 0.02
"""Share of null bytes and other control characters up to which a file is text with some that went astray."""


def dialect_of(stream: IO[bytes], encoding: str, expected: Iterable[str], *, tabs: bool = False) -> Dialect:
    """The dialect of a delimited file in `encoding`, detected from its first records.

    Parameters
    ----------
    stream
        The file's bytes, from its beginning.
    encoding
        What `encoding_of_stream` returned.
    expected
        Names of known columns; a delimiter that separates one of them from other names in the header is preferred.
    tabs
        Whether to prefer tabs where several delimiters fit, because of the file's ending.
    """
    data = stream.read(_SAMPLE)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(data, final=len(data) < _SAMPLE)
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    declared = _DECLARED.match(lines[0]) if lines else None
    if declared:
        return Dialect(encoding, declared[1], declares=True)
    whole = lines[:-1] if len(data) == _SAMPLE and len(lines) > 1 else lines
    order = ("\t", *DELIMITERS) if tabs else DELIMITERS
    names = set(expected)
    return Dialect(encoding, max(order, key=lambda mark: _fit(whole, mark, names)))


def _fit(lines: Sequence[str], delimiter: str, expected: set[str]) -> tuple[bool, bool, float, int]:
    """How well a delimiter fits, as a sort key.

    The key says whether the header has expected names, whether it has several columns, the share of records with as
    many cells as the header, and the number of columns.
    """
    reader = csv.reader(lines, delimiter=delimiter)
    records = [record for record in islice(_readable(reader), _SAMPLED_RECORDS) if record]
    if not records:
        return False, False, 0.0, 0
    names = [name.strip() for name in records[0]]
    alike = sum(len(record) == len(names) for record in records) / len(records)
    several = len(names) > 1
    return bool(expected & set(names)) and several, several, alike if several else 0.0, len(names)


def _readable(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error:
        return


def records(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str] | Malformed]]:
    """The records of a delimited file, each with the number of the line on which it begins, from 1.

    A quotation mark that is not closed at the end of its cell makes its record `Malformed`, reported at the line with
    the opening mark; parsing resumes on the line after it.

    Parameters
    ----------
    lines
        The lines of the file with their line ends.
    delimiter
        A single character.
    """
    source = _Lines(lines)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        source.begin_record()
        start = source.number + 1
        try:
            yield start, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            opened = _unbalanced("".join(source.record), delimiter)
            text = source.record[opened].strip()
            source.go_back_to(opened + 1)
            yield start + opened, Malformed(_TOO_LONG if str(error) == _TOO_LONG else _UNBALANCED, text)
            if not source.record[-1].endswith(("\n", "\r")) and str(error) == _TOO_LONG:
                return  # in the middle of a line without end
            if source.reread > _MOST_REREAD:
                yield source.number, Malformed(_TOO_MANY, "")
                return


_TOO_LONG = f"a row of more than {LARGEST_RECORD // 1_000_000} MB begins here; close its quotation mark, if it has one"
_TOO_MANY = "too many quotation marks that are not closed; nothing is read from here on; save the file as CSV again"
_UNBALANCED = "a quotation mark opens here that is not closed where its cell ends; close it, or double those inside"


class _Lines:
    """An iterator of lines that can go back to any line of the current record."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again = deque[str]()
        self._size = self.reread = 0
        self.record: list[str] = []
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.number += 1
        self.record.append(line)
        self._size += len(line)
        if self._size > LARGEST_RECORD:
            raise csv.Error(_TOO_LONG)
        return line

    def begin_record(self) -> None:
        self.record.clear()
        self._size = 0

    def go_back_to(self, first: int) -> None:
        """Go back to line `first` of the current record, counted from 0."""
        rest = self.record[first:]
        self._again.extendleft(reversed(rest))
        self.number -= len(rest)
        self.reread += sum(map(len, rest))


_QUOTED_CELL = re.compile(r'"[^"]*+(?:""[^"]*+)*+"')


@cache
def _plain_cell(delimiter: str) -> re.Pattern[str]:
    return re.compile(f"[^{re.escape(delimiter)}\r\n]*")


def _unbalanced(record: str, delimiter: str) -> int:
    """The line of `record`, counted from 0, with the first quotation mark that is not closed at the end of its cell."""
    plain = _plain_cell(delimiter)
    position = 0
    while position < len(record):
        if record[position] == '"':
            cell = _QUOTED_CELL.match(record, position)
            if cell is None or record[cell.end() : cell.end() + 1] not in ("", delimiter, "\r", "\n"):
                break
            position = cell.end() + 1
        else:
            position = plain.match(record, position).end() + 1  # type: ignore[union-attr]
    return min(record.count("\n", 0, position), max(0, len(record.splitlines()) - 1))
