"""JSON Lines: one object per line."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pyarrow as pa

from annotate.errors import InputError
from annotate.io._compression import opened
from annotate.io._dialects import encoding_of_stream
from annotate.io.chunks import LARGEST_ROW, MOST_BYTES, TableChunk, first_line
from annotate.io.files import shown
from annotate.io.formats import PACKED
from annotate.io.formats.notes import note_once
from annotate.io.rejects import Reject, beginning
from annotate.io.values.text_encodings import named_encoding, told_encoding

_BLOCK = 4_000_000
_PACKED_BLOCK = 1 << 18  # a truncated compressed file loses its last block
_LATE_CONTROLS = {code: 0xDC00 + code for code in range(0x80, 0xA0) if code != 0x85}
"""Control characters in the place of letters, which show that a text is in another encoding, as single bytes."""


def chunks(path: Path, rows: int, broken: list[Reject]) -> Iterator[TableChunk]:
    """The lines in chunks; what follows a read error or a line of more than `LARGEST_ROW` bytes is one reject."""
    where = shown(path)
    lines, numbers, size, count = list[bytes](), list[int](), 0, 0
    before = len(broken)
    for number, line in _lines(path, where, broken):
        if not line.strip():
            continue
        lines.append(line if count else line.removeprefix(b"\xef\xbb\xbf"))
        numbers.append(number)
        size, count = size + len(line), count + 1
        if len(lines) == rows or size >= MOST_BYTES:
            yield TableChunk(str(path), count - len(lines) + 1, lines, numbers)
            lines, numbers, size = [], [], 0
    if not count and len(broken) == before:
        raise InputError(f"{where}: the file is empty; expected one JSON object a line")
    if lines:
        yield TableChunk(str(path), count - len(lines) + 1, lines, numbers)


def _lines(path: Path, where: str, broken: list[Reject]) -> Iterator[tuple[int, bytes]]:
    number, unfinished, length = 0, list[bytes](), 0
    size = _PACKED_BLOCK if path.suffix.lower() in PACKED else _BLOCK
    with opened(path) as stream:
        blocks = _in_utf_8(stream, size, path)
        while True:
            try:
                block = next(blocks)
            except (OSError, pa.ArrowException, EOFError, UnicodeDecodeError) as error:
                reason = f"the file cannot be read from here on ({first_line(error)})"
                broken.append(Reject(f"{where}:{number + 1}", reason))
                return
            first, *others = block.split(b"\n")
            unfinished.append(first)
            length += len(first)
            for line in others:
                number += 1
                yield number, b"".join(unfinished)
                unfinished, length = [line], len(line)
            if not block:
                yield number + 1, b"".join(unfinished)
                return
            if length > LARGEST_ROW:
                reason = f"a line of more than {LARGEST_ROW // 1_000_000} MB; the file is not read from here on"
                broken.append(Reject(f"{where}:{number + 1}", reason, beginning(unfinished[0])))
                return


def _in_utf_8(stream: IO[bytes], size: int, path: Path) -> Iterator[bytes]:
    """The bytes of a stream in blocks, recoded if they are in UTF-16, UTF-32 or the encoding that the user named.

    The last block is empty. Bytes that are not in the named encoding stay as they are, for the line to be rejected.
    """
    block = stream.read(size)
    encoding, errors = str(json.detect_encoding(block)), "strict"
    if encoding.startswith("utf-8") and named_encoding() and block.strip():
        with opened(path) as again:
            encoding, errors = encoding_of_stream(again, shown(path)), "surrogateescape"
        if name := told_encoding(encoding):
            note_once(path, f"read as {name}")
    if encoding.startswith(("utf-8", "ascii")):
        while block:
            yield block
            block = stream.read(size)
    else:
        decoder = codecs.getincrementaldecoder(encoding)(errors)
        while block:
            text = decoder.decode(block)
            if errors == "strict":
                yield text.encode("utf-8", "surrogatepass")
            else:
                yield text.translate(_LATE_CONTROLS).encode("utf-8", errors)
            block = stream.read(size)
        yield decoder.decode(b"", final=True).encode("utf-8", errors)  # raises if the last character is cut off
    yield b""
