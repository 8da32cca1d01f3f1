"""The files a user named: folders walked, patterns matched, kinds told by their endings."""

from __future__ import annotations

import atexit
import glob
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from annotate.errors import InputError

_KINDS = {
    ".txt": "text",
    ".text": "text",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".warc": "warc",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
}
SPOOLED = "standard-input.jsonl"
"""The file that standard input is held in."""
ENDINGS = ".txt .html .csv .jsonl .parquet .warc .rss .atom"


def kind_of(path: Path) -> str:
    """What kind of input `path` is by its ending (``.gz`` may follow); empty where unknown."""
    suffixes = [s.lower() for s in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return _KINDS.get(suffixes[-1], "") if suffixes else ""


def files_of(inputs: Sequence[Path | str]) -> list[Path]:
    """Every file that `inputs` name, each once and in order: files, folders (walked through) and patterns.

    Hidden files are left out; links are followed, each folder once. ``-`` is JSON Lines on standard input.

    Raises
    ------
    InputError
        If an input is not there, or a folder or pattern holds no file.
    """
    found: dict[Path, None] = {}
    for given in map(Path, inputs):
        files = list(_below(given))
        if not files:
            raise InputError(f"{given}: holds no files; name one with {ENDINGS} files in it")
        found.update(dict.fromkeys(files))
    return list(found)


def _below(given: Path) -> Iterator[Path]:
    try:
        if str(given) == "-":
            yield _standard_input()
        elif given.is_dir():
            yield from _walked(given)
        elif given.exists():
            yield given
        else:
            matches = sorted(glob.glob(str(given), recursive=True)) if glob.has_magic(str(given)) else []
            if not matches:
                raise InputError(f"{given}: no such file or folder; check the path")
            for match in matches:
                yield from _walked(Path(match)) if os.path.isdir(match) else [Path(match)]
    except (OSError, ValueError) as error:
        raise InputError(f"{given}: cannot be opened ({error}); check the path") from error


@cache
def _standard_input() -> Path:
    """A file with what standard input held, for as long as this process lives."""
    folder = tempfile.mkdtemp(prefix="annotate-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder, SPOOLED)
    with path.open("wb") as stream:
        shutil.copyfileobj(sys.stdin.buffer, stream)
    return path


def _walked(top: Path) -> Iterator[Path]:
    seen: set[tuple[int, int]] = set()
    for folder, folders, names in os.walk(top, followlinks=True):
        status = os.stat(folder)
        if (status.st_dev, status.st_ino) in seen:
            folders.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if not name.startswith(".") and path.is_file():
                yield path
