"""INCEpTION and WebAnno: labels of whole sentences in TSV 3 files.

The format: https://inception-project.github.io/releases/33.0/docs/user-guide.html#sect_formats_webannotsv3
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from annotate.errors import InputError
from annotate.io._compression import bytes_of
from annotate.io.exports import Request, Row
from annotate.io.exports._items import joined

_LAYER = re.compile(r"#T_SP=([^|]+)(?:\|(.*))?$")
_PART = re.compile(r"(?<!\\)\|")
_NUMBER = re.compile(r"\[\d+\]$")
_OTHER_FORMATS = (".xmi", ".xml", ".json", ".conll", ".conllu", ".ser")
_ESCAPED = re.compile(r"\\([\\\[\]|_;\t\n*])")


@dataclass
class _Sentence:
    """A sentence while its lines are parsed: its text, its number, and the cells of each token."""

    text: str
    number: int
    tokens: list[list[str]] = field(default_factory=list)


def read(request: Request) -> Iterator[Row]:
    """A row for each label that covers a whole sentence; labels of parts of a sentence are counted as left out.

    Raises
    ------
    InputError
        If a file is not TSV 3, or has no layer of spans.
    """
    tables = [path for path in request.paths if path.suffix.lower() in (".tsv", ".txt")]
    annotated = [path for path in tables if not _is_curated(path)]
    for path in request.paths if tables else ():
        if path not in tables and path.suffix.lower() in _OTHER_FORMATS:
            request.leave_out("files in another format than TSV 3")
    for _ in range(len(tables) - len(annotated) if annotated else 0):
        request.leave_out("files of curated labels")
    for path in annotated or tables:
        yield from joined(list(_labels(path, request)))


def _is_curated(path: Path) -> bool:
    """Whether a file holds what a curator settled on from all annotators' labels."""
    return path.stem.upper().startswith("CURATION_USER") or "curation" in path.parts[-3:-1]


def _labels(path: Path, request: Request) -> Iterator[Row]:
    lines = bytes_of(path).decode("utf-8-sig", "replace").splitlines()
    if not lines or not lines[0].startswith("#FORMAT=WebAnno TSV 3"):
        raise InputError(f"{path}: not WebAnno TSV 3; export from INCEpTION in that format")
    features = [
        (layer.split(".")[-1], feature)
        for line in lines
        if (match := _LAYER.match(line))
        for layer, names in [(match[1], match[2] or "")]
        for feature in names.split("|")
    ]
    if not features:
        raise InputError(f"{path}: no layer of spans in it; export annotations of whole sentences")
    for sentence in _sentences(lines):
        for place, (layer, feature) in enumerate(features):
            cells = [token[3 + place] if len(token) > 3 + place else "_" for token in sentence.tokens]
            ends_in_mark = not any(map(str.isalnum, "".join(sentence.tokens[-1][2:3])))
            for label in _whole(cells, request, layer, ends_in_mark):
                yield {
                    "sentence_id": f"{_document(path)}-{sentence.number}",
                    "text": sentence.text,
                    "annotator": path.stem,
                    "question": feature if feature not in ("value", "label", "") else layer,
                    "label": label,
                }


def _document(path: Path) -> str:
    return path.resolve().parent.name


def _sentences(lines: list[str]) -> Iterator[_Sentence]:
    sentence: _Sentence | None = None
    for line in lines:
        if line.startswith("#Text="):
            if sentence is None or sentence.tokens:
                if sentence is not None:
                    yield sentence
                sentence = _Sentence(line[6:], (sentence.number if sentence else 0) + 1)
            else:  # a sentence of several lines of text
                sentence.text += "\n" + line[6:]
        elif sentence is not None and line and not line.startswith("#") and "\t" in line:
            sentence.tokens.append(line.rstrip("\n").split("\t"))
    if sentence is not None and sentence.tokens:
        yield sentence


def _whole(cells: list[str], request: Request, layer: str, ends_in_mark: bool) -> Iterator[str]:
    """The labels on every token of a sentence, except perhaps the last, if it is a punctuation mark."""
    stands = [{_unescaped(part) for part in _PART.split(cell)} - {"_", "*", ""} for cell in cells]
    needed = stands[:-1] if len(stands) > 1 and not stands[-1] and ends_in_mark else stands
    everywhere = set.intersection(*needed) if needed else set()
    yield from sorted(everywhere)
    for _ in range(len(set().union(*stands) - everywhere)):
        request.leave_out(f"labels of parts of a sentence in layer '{layer}'")


def _unescaped(cell: str) -> str:
    return _ESCAPED.sub(r"\1", _NUMBER.sub("", cell.strip()))
