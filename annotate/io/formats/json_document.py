"""JSON documents (.json): a list of objects, or an object with one in it, as news APIs return them; or a line each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.errors import InputError
from annotate.io._compression import bytes_of
from annotate.io.formats.notes import note_once
from annotate.io.values._json_text import parse_json
from annotate.io.values.cells import with_inner_texts
from annotate.io.values.text_encodings import named_encoding, text_of

if TYPE_CHECKING:
    import pandas as pd


_ADVICE = '; write one as [{"text": ...}, ...] (in pandas: to_json(path, orient="records"))'
_WORDS = ("message", "error", "detail", "description", "errorMessage")
"""Keys under which an answer says what went wrong."""
_OF_ERRORS = ("status", "code", "errors", "fault", "type", "title", "results")
"""Other keys of answers that are nothing but an error."""
_FAILED = frozenset(("error", "fail", "failed", "failure", "400", "401", "403", "404", "426", "429", "500", "503"))
_MOST_WORDS = 120
_DEEPEST = 3
"""Objects within each other in which a list is looked for."""


def table(path: Path) -> pd.DataFrame:
    """The objects of the document's only list, one per row, with the values of the document.

    Raises
    ------
    InputError
        If the file is not JSON, or has no list of objects, or several.
    """
    import pandas as pd

    data = bytes_of(path)
    encoding, named = json.detect_encoding(data), ""
    try:
        if named_encoding() and encoding.startswith("utf-8"):
            text, named = text_of(data, str(path))
        else:
            text = data.decode(encoding)
        document = _document(text)
    except UnicodeDecodeError as error:
        name = error.encoding.upper()
        raise InputError(f"{path}: not {name}, as JSON has to be ({error.reason}); save it as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{path}: not JSON ({error}); expected one document (one object per line is .jsonl)"
        ) from error
    if named:
        note_once(path, f"read as {named}")
    rows = _list_in(document, str(path))
    odd = next((number for number, row in enumerate(rows, start=1) if not isinstance(row, dict)), None)
    if odd is not None:
        raise InputError(
            f"{path}: item {odd} of the list is a JSON {type(rows[odd - 1]).__name__}; expected an object{_ADVICE}"
        )
    return pd.DataFrame([with_inner_texts(row) for row in rows], dtype=object)


def _document(text: str) -> Any:
    """The document, or the list of the objects on each line of a file that should end in ``.jsonl``."""
    try:
        return parse_json(text)
    except ValueError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not all(line.strip().startswith("{") for line in lines):
            raise
        return [parse_json(line) for line in lines]


def _list_in(document: Any, where: str) -> list[Any]:
    if isinstance(document, list):
        lists = {"": document}
    elif isinstance(document, dict):
        lists = _lists_of_objects(document)
    else:
        raise InputError(f"{where}: a JSON {type(document).__name__}; expected a list of objects")
    if not lists and isinstance(document, dict):
        _check_answer(document, where)
    if not lists or not next(iter(lists.values())):
        raise InputError(f"{where}: no list of objects in it; expected articles or rows as one list{_ADVICE}")
    if len(lists) > 1:
        raise InputError(f"{where}: several lists of objects ({', '.join(lists)}); save the one to read as a file")
    return next(iter(lists.values()))


def _check_answer(document: dict[str, Any], where: str) -> None:
    """Check that what a news API answers is neither an error nor a page without articles.

    Raises
    ------
    InputError
        With the words of the answer.
    """
    words = next((document[key] for key in _WORDS if isinstance(document.get(key), str)), "")
    if words and (str(document.get("status", "")).lower() in _FAILED or set(document) <= {*_WORDS, *_OF_ERRORS}):
        raise InputError(f"{where}: no articles but an error: {words[:_MOST_WORDS].rstrip('. ')}; ask the source again")
    empty = [key for key, value in document.items() if value == []]
    if len(empty) == 1:
        raise InputError(f"{where}: no articles in it: '{empty[0]}' is an empty list; leave the file out")


def _lists_of_objects(document: dict[str, Any], above: str = "") -> dict[str, list[Any]]:
    """The lists of objects in an object and in objects within it, by their keys with points between."""
    lists: dict[str, list[Any]] = {}
    for key, value in document.items():
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            lists[f"{above}{key}"] = value
        elif isinstance(value, dict) and above.count(".") < _DEEPEST:
            lists |= _lists_of_objects(value, f"{above}{key}.")
    return lists
